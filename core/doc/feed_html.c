#include "doc/feed_html.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "doc/feed_html_priv.h"
#include "doc/url.h"
#include "doc/xml.h"

#include <stdio.h>
#include <string.h>

#define MAX_OPEN  256 /* elements open at once; deeper tags are dropped, their text stays */
#define MAX_ATTRS 32

typedef struct attr {
    mh_view name, value; /* raw, references not decoded */
} attr;

typedef struct tag {
    mh_view name; /* as written */
    char low[24];
    bool end, empty;
    attr attrs[MAX_ATTRS];
    size_t n_attrs;
} tag;

typedef enum piece { TEXT, TAG, SKIP } piece;

typedef struct reader {
    mh_view in;
    size_t at;
    bool spent; /* a tag ran to the end unclosed: the rest is text, so cost stays linear */
} reader;

typedef struct cleaner {
    reader r;
    mh_view base;
    mh_buf *out, scratch, lower;
    struct {
        char low[24];
    } open[MAX_OPEN];
    size_t n_open;
} cleaner;

static bool read_attr(mh_view in, size_t *at, attr *a) {
    size_t i = *at;
    while (i < in.len &&
           (mh_is_space(in.ptr[i]) || in.ptr[i] == '/' || in.ptr[i] == '"' || in.ptr[i] == '\''))
        i++;
    size_t from = i;
    while (i < in.len && !mh_is_space(in.ptr[i]) && !strchr("=></", in.ptr[i])) i++;
    *at = i;
    a->name = mh_view_sub(in, from, i);
    a->value = (mh_view){0};
    if (i == from) return i < in.len && in.ptr[i] == '=' ? (++*at, true) : false;
    while (i < in.len && mh_is_space(in.ptr[i])) i++;
    if (i >= in.len || in.ptr[i] != '=') return true;
    for (i++; i < in.len && mh_is_space(in.ptr[i]); i++) {
    }
    if (i < in.len && (in.ptr[i] == '"' || in.ptr[i] == '\'')) {
        size_t end = mh_view_find_byte(in, in.ptr[i], i + 1);
        if (end == SIZE_MAX) return false;
        a->value = mh_view_sub(in, i + 1, end);
        *at = end + 1;
    } else {
        from = i;
        while (i < in.len && !mh_is_space(in.ptr[i]) && in.ptr[i] != '>') i++;
        bool slash = i > from && i < in.len && in.ptr[i] == '>' && in.ptr[i - 1] == '/';
        a->value = mh_view_sub(in, from, slash ? i - 1 : i);
        *at = i;
    }
    return true;
}

/* The tag at "<" at *at; false when it is none (then it is text). */
static bool read_tag(mh_view in, size_t *at, tag *t) {
    size_t i = *at + 1;
    attr a;
    t->end = i < in.len && in.ptr[i] == '/';
    t->n_attrs = 0;
    if (t->end) i++;
    size_t from = i;
    if (i >= in.len || !mh_is_alpha(in.ptr[i])) return false;
    while (i < in.len && !mh_is_space(in.ptr[i]) && !strchr("/><", in.ptr[i])) i++;
    t->name = mh_view_sub(in, from, i);
    memset(t->low, 0, sizeof t->low);
    for (size_t k = 0; k < t->name.len && k < sizeof t->low - 1; k++)
        t->low[k] = mh_lower(t->name.ptr[k]);
    while (i < in.len && in.ptr[i] != '>') {
        if (in.ptr[i] == '<') break; /* never closed: what follows is the next tag */
        size_t before = i;
        bool got = read_attr(in, &i, &a);
        if (got && a.name.len && t->n_attrs < MAX_ATTRS) t->attrs[t->n_attrs++] = a;
        if (!got && i == before && in.ptr[i] != '>') i++;
    }
    if (i >= in.len) return false;
    t->empty = in.ptr[i] == '>' && in.ptr[i - 1] == '/';
    *at = in.ptr[i] == '>' ? i + 1 : i;
    return true;
}

/* Comments, declarations, instructions: moves *at behind them. */
static bool skip_declaration(mh_view in, size_t *at) {
    mh_view rest = mh_view_sub(in, *at, in.len);
    if (mh_view_starts(rest, MH_VIEW("<!--"))) {
        size_t end = mh_view_find(in, MH_VIEW("-->"), *at + 4);
        *at = end == SIZE_MAX ? in.len : end + 3;
        return true;
    }
    if (rest.len < 2 || (rest.ptr[1] != '!' && rest.ptr[1] != '?')) return false;
    size_t end = mh_view_find_byte(in, '>', *at);
    if (end == SIZE_MAX) return false;
    *at = end + 1;
    return true;
}

/* Moves *at behind the end tag of an element that goes with what it holds. */
static void skip_opaque(mh_view in, size_t *at, const char *low) {
    size_t i = *at, n = strlen(low);
    while ((i = mh_view_find(in, MH_VIEW("</"), i)) != SIZE_MAX) {
        mh_view name = mh_view_sub(in, i + 2, i + 2 + n);
        i += 2;
        if (!mh_view_ieq(name, (mh_view){low, n})) continue;
        size_t end = mh_view_find_byte(in, '>', i);
        *at = end == SIZE_MAX ? in.len : end + 1;
        return;
    }
    *at = in.len;
}

static piece next_piece(reader *r, tag *t, mh_view *text) {
    size_t lt = r->spent ? SIZE_MAX : mh_view_find_byte(r->in, '<', r->at);
    if (lt == SIZE_MAX) lt = r->in.len;
    if (lt > r->at) {
        *text = mh_view_sub(r->in, r->at, lt);
        r->at = lt;
        return TEXT;
    }
    if (skip_declaration(r->in, &r->at)) return SKIP;
    if (read_tag(r->in, &r->at, t)) {
        if (!t->end && !t->empty && feed_html_opaque(mh_view_of(t->low))) {
            skip_opaque(r->in, &r->at, t->low);
            return SKIP;
        }
        return TAG;
    }
    char c = lt + 1 < r->in.len ? r->in.ptr[lt + 1] : ' ';
    r->spent = mh_is_alpha(c) || strchr("/!?", c);
    *text = mh_view_sub(r->in, lt, lt + 1);
    r->at = lt + 1;
    return TEXT;
}

/* Length of the reference at s.ptr[i] == '&', 0 when it is none. */
static size_t reference(mh_view s, size_t i, bool *upper_x) {
    mh_buf none = {0};
    size_t semi = mh_view_find_byte(mh_view_sub(s, i, i + 14), ';', 0);
    if (semi == SIZE_MAX) return 0;
    bool ok = mh_xml_decode(&none, mh_view_sub(s, i, i + semi + 1));
    mh_buf_clear(&none);
    *upper_x = semi > 2 && s.ptr[i + 1] == '#' && s.ptr[i + 2] == 'X';
    return ok ? semi + 1 : 0;
}

/* Markup text with its references kept and everything else escaped. */
static void put_escaped(mh_buf *out, mh_view s, bool attr_value) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool upper_x = false;
        size_t n = c == '&' ? reference(s, i, &upper_x) : 0;
        if (n) {
            mh_buf_put_n(out, s.ptr + i, n);
            if (upper_x) out->ptr[out->len - n + 2] = 'x';
            i += n - 1;
        } else if (c == '&') {
            mh_buf_puts(out, "&amp;");
        } else if (c == '<') {
            mh_buf_puts(out, "&lt;");
        } else if (attr_value && c == '>') {
            mh_buf_puts(out, "&gt;");
        } else if (attr_value && c == '"') {
            mh_buf_puts(out, "&quot;");
        } else {
            mh_buf_putc(out, c);
        }
    }
}

/* The scheme that a browser would see: control bytes and spaces do not hide it. */
static bool safe_scheme(mh_view v) {
    char low[32];
    size_t n = 0;
    for (size_t i = 0; i < v.len && n < sizeof low - 1; i++) {
        char c = mh_lower(v.ptr[i]);
        if (c == ':') return feed_html_scheme((mh_view){low, n});
        if ((unsigned char)c <= ' ' || c == 0x7F) continue;
        if (!mh_is_alnum(c) && !strchr("+-.", c)) return true; /* a relative address */
        low[n++] = c;
    }
    return n < sizeof low - 1;
}

static bool put_address(cleaner *c, mh_view raw) {
    mh_buf url = {0};
    mh_buf_reset(&c->scratch);
    mh_xml_decode(&c->scratch, mh_view_trim(raw));
    mh_view v = mh_buf_view(&c->scratch);
    bool safe = safe_scheme(v);
    mh_view head = mh_view_sub(v, 0, mh_view_find_byte(v, ':', 0));
    bool absolute = head.len < v.len && head.len && safe && mh_is_alpha(*head.ptr) &&
                    mh_view_find_byte(head, '/', 0) == SIZE_MAX;
    bool resolved = safe && !absolute && c->base.len > 0 && v.len > 0 &&
                    mh_url_resolve(&url, v, c->base, NULL) == MH_OK;
    if (resolved) safe = safe_scheme(mh_buf_view(&url)); /* the base may be of any scheme */
    if (safe && resolved)
        mh_xml_escape(c->out, mh_buf_view(&url), true);
    else if (safe)
        put_escaped(c->out, raw, true);
    mh_buf_clear(&url);
    return safe;
}

static int by_name(const void *a, const void *b) {
    const attr *x = a, *y = b;
    return mh_view_cmp(x->name, y->name);
}

static void put_attr(cleaner *c, const attr *a) {
    size_t before = c->out->len;
    if (!feed_html_attribute(a->name)) return;
    mh_buf_printf(c->out, " %.*s=\"", MH_FMT(a->name));
    size_t value = c->out->len;
    bool ok = true;
    if (mh_view_eq(a->name, MH_VIEW("style"))) {
        mh_buf css = {0}, kept = {0};
        mh_xml_decode(&css, a->value);
        feed_html_style(&kept, mh_buf_view(&css));
        mh_xml_escape(c->out, mh_buf_view(&kept), true);
        mh_buf_clear(&css);
        mh_buf_clear(&kept);
        ok = c->out->len > value;
    } else if (mh_view_eq(a->name, MH_VIEW("srcset"))) {
        ok = false; /* src says it, and that one is resolved */
    } else if (feed_html_address(a->name)) {
        ok = put_address(c, a->value);
    } else {
        put_escaped(c->out, a->value, true);
    }
    if (ok) {
        mh_buf_putc(c->out, '"');
        return;
    }
    c->out->len = before;
    c->out->ptr[before] = 0;
}

static void put_start(cleaner *c, tag *t) {
    mh_view low = mh_view_of(t->low);
    bool is_void = feed_html_void(low);
    if (!is_void && c->n_open == MAX_OPEN) return;
    mh_buf_printf(c->out, "<%s", t->low);
    mh_buf_reset(&c->lower);
    size_t total = 0;
    for (size_t i = 0; i < t->n_attrs; i++) total += t->attrs[i].name.len;
    mh_buf_reserve(&c->lower, total); /* the views below must not move */
    for (size_t i = 0; i < t->n_attrs; i++) {
        mh_view *name = &t->attrs[i].name;
        size_t from = c->lower.len;
        for (size_t k = 0; k < name->len; k++) mh_buf_putc(&c->lower, mh_lower(name->ptr[k]));
        *name = (mh_view){c->lower.ptr + from, c->lower.len - from};
    }
    qsort(t->attrs, t->n_attrs, sizeof *t->attrs, by_name);
    for (size_t i = 0; i < t->n_attrs; i++)
        if (i == 0 || !mh_view_eq(t->attrs[i].name, t->attrs[i - 1].name))
            put_attr(c, &t->attrs[i]);
    mh_buf_puts(c->out, is_void ? " />" : ">");
    if (is_void) return;
    memcpy(c->open[c->n_open++].low, t->low, sizeof t->low);
    if (t->empty) { /* "<p/>": HTML has no such thing, XML has */
        mh_buf_printf(c->out, "</%s>", t->low);
        c->n_open--;
    }
}

static void put_end(cleaner *c, const tag *t) {
    size_t i = c->n_open;
    while (i > 0 && strcmp(c->open[i - 1].low, t->low) != 0) i--;
    if (i == 0) return;
    while (c->n_open >= i) mh_buf_printf(c->out, "</%s>", c->open[--c->n_open].low);
}

void mh_feed_html_clean(mh_buf *out, mh_view html, mh_view base) {
    cleaner *c = mh_alloc(sizeof *c);
    c->r.in = html, c->base = base, c->out = out;
    tag t;
    mh_view text;
    while (c->r.at < html.len) {
        piece p = next_piece(&c->r, &t, &text);
        if (p == TEXT)
            put_escaped(out, text, false);
        else if (p == TAG && t.name.len < sizeof t.low && feed_html_element(mh_view_of(t.low)))
            t.end ? put_end(c, &t) : put_start(c, &t);
    }
    while (c->n_open) mh_buf_printf(out, "</%s>", c->open[--c->n_open].low);
    mh_buf_clear(&c->scratch);
    mh_buf_clear(&c->lower);
    free(c);
}

static bool breaks_line(const char *low) {
    static const char list[] = " p div br li tr h1 h2 h3 h4 h5 h6 blockquote pre ul ol table hr dt "
                               "dd section article figure figcaption header footer ";
    char key[40];
    snprintf(key, sizeof key, " %s ", low);
    return strstr(list, key) != NULL;
}

static void put_plain(mh_buf *out, mh_view decoded, size_t start) {
    mh_view v = decoded;
    while (v.len) {
        mh_view before = v;
        uint32_t cp = mh_utf8_next(&v);
        bool space = cp == 0xA0 || (cp < 128 && mh_is_space((char)cp));
        if (!space) {
            mh_buf_put_n(out, before.ptr, before.len - v.len);
        } else if (out->len > start && out->ptr[out->len - 1] != ' ' &&
                   out->ptr[out->len - 1] != '\n') {
            mh_buf_putc(out, ' ');
        }
    }
}

void mh_feed_html_text(mh_buf *out, mh_view html) {
    reader r = {.in = html};
    size_t start = out->len;
    tag t;
    mh_view text;
    mh_buf b = {0};
    while (r.at < html.len) {
        piece p = next_piece(&r, &t, &text);
        if (p == TEXT) {
            mh_buf_reset(&b);
            mh_xml_decode(&b, text);
            put_plain(out, mh_buf_view(&b), start);
        } else if (p == TAG && breaks_line(t.low) && out->len > start) {
            while (out->len > start && out->ptr[out->len - 1] == ' ') out->len--;
            if (out->len > start && out->ptr[out->len - 1] != '\n') mh_buf_putc(out, '\n');
        }
    }
    while (out->len > start && mh_is_space(out->ptr[out->len - 1])) out->len--;
    if (out->ptr) out->ptr[out->len] = 0;
    mh_buf_clear(&b);
}

static mh_view attr_of(const tag *t, const char *name) {
    for (size_t i = 0; i < t->n_attrs; i++)
        if (mh_view_ieq(t->attrs[i].name, mh_view_of(name))) return mh_view_trim(t->attrs[i].value);
    return (mh_view){0};
}

static bool is_pixel(mh_view size) {
    return mh_view_eq(size, MH_VIEW("0")) || mh_view_eq(size, MH_VIEW("1"));
}

bool mh_feed_html_image(mh_buf *out, mh_view html, mh_view base) {
    reader r = {.in = html};
    tag t;
    mh_view text;
    bool found = false;
    mh_buf src = {0};
    while (r.at < html.len && !found) {
        if (next_piece(&r, &t, &text) != TAG || strcmp(t.low, "img") != 0) continue;
        if (is_pixel(attr_of(&t, "width")) || is_pixel(attr_of(&t, "height"))) continue;
        mh_buf_reset(&src);
        mh_xml_decode(&src, attr_of(&t, "src"));
        mh_view v = mh_buf_view(&src);
        mh_view scheme = mh_view_sub(v, 0, mh_view_find_byte(v, ':', 0));
        bool whole = mh_view_ieq(scheme, MH_VIEW("http")) || mh_view_ieq(scheme, MH_VIEW("https"));
        if (v.len == 0 || mh_view_ieq(scheme, MH_VIEW("data")) || !safe_scheme(v)) continue;
        size_t before = out->len;
        found = base.len ? mh_url_resolve(out, v, base, NULL) == MH_OK &&
                               safe_scheme(mh_view_sub(mh_buf_view(out), before, out->len))
                         : whole;
        if (!found) out->len = before;
        if (found && base.len == 0) mh_buf_put(out, v);
    }
    mh_buf_clear(&src);
    return found;
}

bool mh_feed_html_looks(mh_view text) {
    reader r = {.in = text};
    bool sign = false, upper_x;
    tag t;
    mh_view piece_text;
    while (r.at < text.len) {
        piece p = next_piece(&r, &t, &piece_text);
        if (p == TAG) {
            if (t.name.len >= sizeof t.low || !feed_html_known(mh_view_of(t.low))) return false;
            if (t.end || t.empty || feed_html_void(mh_view_of(t.low))) sign = true;
        }
        for (size_t i = 0; p == TEXT && !sign && i < piece_text.len; i++)
            if (piece_text.ptr[i] == '&' && reference(piece_text, i, &upper_x)) sign = true;
    }
    return sign;
}
