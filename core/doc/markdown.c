#include "doc/markdown.h"

#include "base/vec.h"
#include "doc/render.h"
#include "doc/sanitize.h"
#include "doc/table.h"
#include "doc/tree_priv.h"

#include <stdio.h>
#include <string.h>

/* Deeper quotes and lists are written at this depth. */
#define NESTING_MAX 24
/* Slots of all tables of a text; the tables behind are written as blocks. Bytes of cells written once
 * more for another slot that they span. */
#define MAX_SLOTS   ((size_t)400000)
#define MAX_REPEATS ((size_t)1 << 20)

typedef struct mark {
    mh_node n;
    const char *sign; /* of emphasis; NULL: a link */
    bool open;        /* its sign has been written */
} mark;

typedef struct level {
    mh_node n;
    size_t prefix;  /* length of the prefix outside of it */
    unsigned count; /* of the items of a list */
} level;

typedef struct writer {
    mh_buf *out, prefix;
    const mh_doc *d;
    const mh_tree *t;
    MH_VEC(mark) marks;
    MH_VEC(level) levels;
    size_t start, closed; /* marks from here on are not written yet */
    size_t slots;         /* of tables, that may still be written */
    size_t repeats;       /* bytes of cells that span several slots, that may still be repeated */
    char marker[16];      /* to come at the start of the next line: "- ", "## " */
    unsigned lines;
    bool space, hard, line_start;
} writer;

static void owe(writer *w, unsigned lines) {
    if (lines > w->lines) w->lines = lines;
    w->space = w->hard = false;
}

/* Within (): nothing that ends it. An address without a base may hold anything. */
static void put_address(mh_buf *out, mh_view url) {
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c <= ' ' || c == 0x7F || strchr("()\\<>", c))
            mh_buf_printf(out, "%%%02X", (unsigned)c);
        else
            mh_buf_putc(out, (char)c);
    }
}

static void close_mark(writer *w, mark *m) {
    if (m->open && m->sign) mh_buf_puts(w->out, m->sign);
    if (m->open && !m->sign) {
        mh_buf url = {0};
        mh_safe_address(&url, w->d, mh_tree_attr_num(w->t, m->n, MH_ATTR_HREF), true);
        mh_buf_puts(w->out, "](");
        put_address(w->out, mh_buf_view(&url));
        mh_buf_putc(w->out, ')');
        mh_buf_clear(&url);
    }
    m->open = false;
}

/* Writes the break or space owed, then the marks that begin here. */
static void pay(writer *w) {
    bool begun = w->out->len > w->start;
    bool line = w->lines > 0 || !begun;
    if (line || w->hard)
        for (size_t i = w->marks.len; i-- > 0;) close_mark(w, &w->marks.ptr[i]);
    if (line || w->hard) w->closed = 0;
    if (begun && w->hard && w->lines == 0) {
        mh_buf_puts(w->out, "  \n");
        mh_buf_put(w->out, mh_buf_view(&w->prefix));
    } else if (begun && w->lines > 0) {
        for (unsigned i = 0; i < w->lines; i++) {
            /* a blank line within a quote keeps the quote's sign */
            mh_buf_putc(w->out, '\n');
            mh_view p = mh_buf_view(&w->prefix);
            if (i + 1 < w->lines) p = mh_view_sub(p, 0, mh_view_trim(p).len ? p.len : 0);
            if (i + 1 == w->lines && w->marker[0] && w->levels.len > 0 && w->marker[0] != '#')
                p.len = w->levels.ptr[w->levels.len - 1].prefix;
            mh_buf_put(w->out, p);
            while (i + 1 < w->lines && w->out->ptr[w->out->len - 1] == ' ') w->out->len--;
        }
    } else if (begun && w->space) {
        mh_buf_putc(w->out, ' ');
    } else if (!begun && w->prefix.len > 0) {
        mh_view p = mh_buf_view(&w->prefix);
        if (w->marker[0] && w->levels.len > 0 && w->marker[0] != '#')
            p.len = w->levels.ptr[w->levels.len - 1].prefix;
        mh_buf_put(w->out, p);
    }
    if (line) mh_buf_puts(w->out, w->marker);
    if (line) w->marker[0] = '\0';
    w->line_start = line || w->hard;
    w->lines = 0;
    w->space = w->hard = false;
    for (; w->closed < w->marks.len; w->closed++) {
        mark *m = &w->marks.ptr[w->closed];
        /* "wow!" before a link must not make an image of it */
        if (!m->sign && w->out->len > w->start && w->out->ptr[w->out->len - 1] == '!') {
            w->out->ptr[w->out->len - 1] = '\\';
            mh_buf_putc(w->out, '!');
        }
        mh_buf_puts(w->out, m->sign ? m->sign : "[");
        m->open = true;
    }
}

static void put_word(mh_buf *out, mh_view v, bool line_start) {
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        bool first = line_start && i == 0 && strchr("#>+-=~", c) != NULL;
        bool number = line_start && i > 0 && (c == '.' || c == ')') && i + 1 == v.len;
        for (size_t k = 0; number && k < i; k++) number = mh_is_digit(v.ptr[k]);
        char next = i + 1 < v.len ? v.ptr[i + 1] : ' ';
        bool entity = c == '&' && (mh_is_alpha(next) || next == '#');
        bool struck = c == '~' && (next == '~' || (i > 0 && v.ptr[i - 1] == '~'));
        if (first || number || entity || struck || (c && strchr("\\`*_[]<", c) != NULL))
            mh_buf_putc(out, '\\');
        mh_buf_putc(out, c);
    }
}

static bool is_gap(mh_view v, size_t i, size_t *n) {
    bool nbsp =
        (unsigned char)v.ptr[i] == 0xC2 && i + 1 < v.len && (unsigned char)v.ptr[i + 1] == 0xA0;
    *n = nbsp ? 2 : 1;
    return nbsp || mh_is_space(v.ptr[i]);
}

static void put_text(writer *w, mh_view v) {
    for (size_t i = 0, n; i < v.len;) {
        if (is_gap(v, i, &n)) {
            i += n;
            w->space = true;
            continue;
        }
        size_t from = i;
        while (i < v.len && !is_gap(v, i, &n)) i++;
        pay(w);
        put_word(w->out, mh_view_sub(v, from, i), w->line_start);
        w->line_start = false;
    }
}

void mh_markdown_text(mh_buf *out, mh_view text) {
    writer w = {.out = out, .start = out->len};
    put_text(&w, text);
}

static size_t longest_ticks(mh_view v) {
    size_t run = 0, most = 0;
    for (size_t i = 0; i < v.len; i++) {
        run = v.ptr[i] == '`' ? run + 1 : 0;
        if (run > most) most = run;
    }
    return most;
}

static void put_ticks(mh_buf *out, size_t n) {
    while (n-- > 0) mh_buf_putc(out, '`');
}

static void put_code(writer *w, mh_node n) {
    mh_buf code = {0};
    mh_render_inline(&code, w->t, n);
    if (code.len > 0) {
        size_t ticks = longest_ticks(mh_buf_view(&code)) + 1;
        bool pad = ticks > 1;
        pay(w);
        put_ticks(w->out, ticks);
        if (pad) mh_buf_putc(w->out, ' ');
        mh_buf_put(w->out, mh_buf_view(&code));
        if (pad) mh_buf_putc(w->out, ' ');
        put_ticks(w->out, ticks);
    }
    mh_buf_clear(&code);
}

void mh_markdown_pre(mh_buf *out, mh_view text) {
    size_t ticks = longest_ticks(text) + 1;
    if (ticks < 3) ticks = 3;
    put_ticks(out, ticks);
    mh_buf_printf(out, "\n%.*s\n", MH_FMT(text));
    put_ticks(out, ticks);
}

static void put_pre(writer *w, mh_node n) {
    mh_buf code = {0};
    mh_node end = mh_tree_end(w->t, n);
    for (mh_node i = n; i != MH_NODE_NONE; i = mh_tree_walk(w->t, i, false, end)) {
        if (mh_tree_type(w->t, i) == MH_NODE_TEXT) mh_buf_put(&code, mh_tree_text(w->t, i));
        if (mh_tree_tag(w->t, i) == MH_TAG_BR) mh_buf_putc(&code, '\n');
    }
    while (code.len > 0 && mh_is_space(code.ptr[code.len - 1])) code.len--;
    if (code.len > 0) {
        size_t ticks = longest_ticks(mh_buf_view(&code)) + 1;
        mh_view rest = mh_buf_view(&code), line;
        if (ticks < 3) ticks = 3;
        owe(w, 2);
        pay(w);
        put_ticks(w->out, ticks);
        while (mh_view_split(&rest, '\n', &line)) {
            mh_buf_putc(w->out, '\n');
            mh_buf_put(w->out, mh_buf_view(&w->prefix));
            mh_buf_put(w->out, line);
        }
        mh_buf_putc(w->out, '\n');
        mh_buf_put(w->out, mh_buf_view(&w->prefix));
        put_ticks(w->out, ticks);
        owe(w, 2);
    }
    mh_buf_clear(&code);
}

static void put_image(writer *w, mh_node n) {
    mh_buf url = {0};
    mh_view alt = mh_tree_attr_num(w->t, n, MH_ATTR_ALT);
    mh_view src = mh_tree_attr_num(w->t, n, MH_ATTR_SRC);
    if (src.len > 0 && mh_safe_address(&url, w->d, src, false)) {
        mh_buf flat = {0};
        mh_put_collapsed(&flat, alt);
        pay(w);
        mh_buf_puts(w->out, "![");
        put_word(w->out, mh_buf_view(&flat), false);
        mh_buf_puts(w->out, "](");
        put_address(w->out, mh_buf_view(&url));
        mh_buf_putc(w->out, ')');
        mh_buf_clear(&flat);
    }
    mh_buf_clear(&url);
}

/* A cell on one line, with bars escaped. One that spans much is not repeated for ever. */
static void put_cell(writer *w, const mh_table_cell *cell) {
    mh_buf b = {0};
    mh_view text = cell->text;
    if (!cell->first) {
        if (text.len > w->repeats) return;
        w->repeats -= text.len;
    }
    mh_markdown_text(&b, text);
    for (size_t i = 0; i < b.len; i++) {
        if (b.ptr[i] == '|') mh_buf_putc(w->out, '\\');
        mh_buf_putc(w->out, b.ptr[i]);
    }
    mh_buf_clear(&b);
}

/* Writes a table of data; false for one of layout, whose cells are written as blocks. */
static bool put_table(writer *w, mh_node n) {
    mh_node end = mh_tree_end(w->t, n);
    for (mh_node i = n + 1; i < end; i++) /* stops at the first inner one: linear over all */
        if (mh_tree_tag(w->t, i) == MH_TAG_TABLE) return false;
    if (w->slots == 0) return false;
    mh_arena *a = mh_arena_new();
    mh_table table;
    mh_table_read(&table, w->t, n, a);
    size_t used = table.columns * table.n_rows;
    w->slots -= used < w->slots ? used : w->slots;
    bool data = table.columns > 1 && table.n_rows > 1 && !table.clipped;
    for (size_t r = 0; data && r < table.n_rows; r++) {
        owe(w, r == 0 ? 2 : 1);
        pay(w);
        for (size_t c = 0; c < table.columns; c++) {
            mh_buf_puts(w->out, c ? " | " : "| ");
            put_cell(w, mh_table_at(&table, r, c));
        }
        mh_buf_puts(w->out, " |");
        if (r > 0) continue;
        owe(w, 1);
        pay(w);
        for (size_t c = 0; c < table.columns; c++) mh_buf_puts(w->out, c ? " --- |" : "| --- |");
    }
    if (data) owe(w, 2);
    mh_arena_free(a);
    return data;
}

static void push_mark(writer *w, mh_node n, const char *sign) {
    mark m = {n, sign, false};
    mh_vec_push(&w->marks, m);
}

static void push_level(writer *w, mh_node n, const char *prefix) {
    level l = {n, w->prefix.len, 0};
    mh_vec_push(&w->levels, l);
    if (w->levels.len <= NESTING_MAX) mh_buf_puts(&w->prefix, prefix);
}

static void enter_item(writer *w, mh_node n) {
    level *list = w->levels.len ? &w->levels.ptr[w->levels.len - 1] : NULL;
    bool ordered = list && mh_tree_tag(w->t, list->n) == MH_TAG_OL;
    owe(w, 1);
    if (ordered && list->count == 0) {
        mh_view start = {0};
        uint64_t v;
        if (mh_tree_attr(w->t, list->n, MH_VIEW("start"), &start) && mh_view_u64(start, &v) &&
            v < 100000 && v > 0)
            list->count = (unsigned)v - 1;
    }
    if (ordered)
        snprintf(w->marker, sizeof w->marker, "%u. ", ++list->count % 1000000);
    else
        memcpy(w->marker, "- ", 3);
    push_level(w, n, ordered ? "   " : "  ");
}

static const char *sign_of(unsigned tag) {
    switch (tag) {
    case MH_TAG_B:
    case MH_TAG_STRONG: return "**";
    case MH_TAG_I:
    case MH_TAG_EM: return "*";
    case MH_TAG_S:
    case MH_TAG_DEL:
    case MH_TAG_STRIKE: return "~~";
    default: return NULL;
    }
}

static unsigned gap(unsigned tag) {
    switch (tag) {
    case MH_TAG_P:
    case MH_TAG_TABLE:
    case MH_TAG_FIGURE:
    case MH_TAG_DL: return 2;
    default: return mh_tag_is_heading(tag) ? 2 : mh_tag_is_block(tag) ? 2 : 0;
    }
}

static bool inside_link(const writer *w) {
    for (size_t i = 0; i < w->marks.len; i++)
        if (w->marks.ptr[i].sign == NULL) return true;
    return false;
}

static bool is_signed(const writer *w, const char *sign) {
    for (size_t i = 0; i < w->marks.len; i++)
        if (w->marks.ptr[i].sign == sign) return true;
    return false;
}

static void enter_link(writer *w, mh_node n) {
    mh_buf url = {0};
    mh_view href = mh_tree_attr_num(w->t, n, MH_ATTR_HREF);
    if (href.len > 0 && !inside_link(w) && mh_safe_address(&url, w->d, href, true))
        push_mark(w, n, NULL);
    mh_buf_clear(&url);
}

/* Whether to go below n. */
static bool enter(writer *w, mh_node n, bool root) {
    const mh_node_rec *r = mh_rec(w->t, n);
    if (r->type == MH_NODE_TEXT) put_text(w, mh_tree_text(w->t, n));
    if (r->type == MH_NODE_DOCUMENT) return true;
    if (r->type != MH_NODE_ELEMENT || (mh_tag_is_hidden(r->tag) && !root)) return false;
    /* what opens an item stands beside its sign */
    if (!root && gap(r->tag) && r->tag != MH_TAG_LI && !w->marker[0]) owe(w, gap(r->tag));
    if (mh_tag_is_heading(r->tag))
        snprintf(w->marker, sizeof w->marker, "%.*s ", (int)(r->tag - MH_TAG_H1) + 1, "######");
    switch (r->tag) {
    case MH_TAG_BR: w->hard = w->lines == 0; return false;
    case MH_TAG_HR:
        owe(w, 2);
        pay(w);
        mh_buf_puts(w->out, "---");
        owe(w, 2);
        return false;
    case MH_TAG_IMG: put_image(w, n); return false;
    case MH_TAG_CODE:
    case MH_TAG_KBD:
    case MH_TAG_SAMP:
    case MH_TAG_TT: put_code(w, n); return false;
    case MH_TAG_PRE: put_pre(w, n); return false;
    case MH_TAG_TABLE: return !put_table(w, n);
    case MH_TAG_BLOCKQUOTE: push_level(w, n, "> "); break;
    case MH_TAG_UL:
    case MH_TAG_OL:
        /* a list within an item needs no blank line before it */
        if (w->levels.len && mh_tree_tag(w->t, w->levels.ptr[w->levels.len - 1].n) == MH_TAG_LI)
            w->lines = w->out->len > w->start ? 1 : 0;
        push_level(w, n, "");
        break;
    case MH_TAG_LI: enter_item(w, n); break;
    case MH_TAG_A: enter_link(w, n); break;
    default:
        if (sign_of(r->tag) && !is_signed(w, sign_of(r->tag))) push_mark(w, n, sign_of(r->tag));
        break;
    }
    return true;
}

static void leave(writer *w, mh_node n, bool root) {
    const mh_node_rec *r = mh_rec(w->t, n);
    if (r->type != MH_NODE_ELEMENT) return;
    if (w->marks.len && w->marks.ptr[w->marks.len - 1].n == n) {
        mark *m = &w->marks.ptr[--w->marks.len];
        if (w->closed > w->marks.len) w->closed = w->marks.len;
        close_mark(w, m);
    }
    if (w->levels.len && w->levels.ptr[w->levels.len - 1].n == n) {
        w->prefix.len = w->levels.ptr[--w->levels.len].prefix;
        if (r->tag == MH_TAG_LI) w->marker[0] = '\0'; /* an empty item is left out */
    }
    if (mh_tag_is_heading(r->tag)) w->marker[0] = '\0';
    if (r->tag == MH_TAG_LI)
        w->lines = 1; /* items stand close */
    else if (!root && gap(r->tag))
        owe(w, gap(r->tag));
}

void mh_markdown_put(mh_buf *out, const mh_doc *d, mh_node root) {
    writer w = {.out = out,
                .d = d,
                .t = mh_doc_tree_of(d),
                .start = out->len,
                .slots = MAX_SLOTS,
                .repeats = MAX_REPEATS};
    mh_node n = root;
    for (bool down = true;;) {
        if (down && enter(&w, n, n == root) && mh_rec(w.t, n)->first != MH_NODE_NONE) {
            n = mh_rec(w.t, n)->first;
            continue;
        }
        leave(&w, n, n == root);
        if (n == root) break;
        down = mh_rec(w.t, n)->next != MH_NODE_NONE;
        n = down ? mh_rec(w.t, n)->next : mh_rec(w.t, n)->parent;
    }
    mh_buf_clear(&w.prefix);
    mh_vec_clear(&w.marks);
    mh_vec_clear(&w.levels);
}
