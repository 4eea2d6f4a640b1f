#include "doc/blocks.h"

#include "base/utf8.h"
#include "doc/tree_priv.h"

/* Larger inline elements are wrappers, whatever their names say. */
#define ASIDE_NODES 60
/* The same of a hidden element: formulas have a copy for machines beside the one that is shown. */
#define HIDDEN_NODES 2000

typedef struct builder {
    mh_blocks *out;
    const mh_tree *t;
    const uint16_t *flags; /* MH_HINT_* of each node, or NULL */
    mh_node block;         /* nearest open block element */
    unsigned links, bold, pre;
    unsigned breaks; /* <br> since the last text */
    bool space, open;
    mh_block cur;
} builder;

static void close_block(builder *b) {
    if (b->open) {
        b->cur.len = (uint32_t)b->out->text.len - b->cur.off;
        mh_vec_push(&b->out->list, b->cur);
        mh_buf_putc(&b->out->text, '\n');
    }
    b->open = b->space = false;
    b->breaks = 0;
}

static void open_block(builder *b, mh_node text_node) {
    b->cur = (mh_block){.node = b->block,
                        .first = text_node,
                        .off = (uint32_t)b->out->text.len,
                        .tag = mh_rec(b->t, b->block)->tag};
    b->open = true;
    b->space = false;
    b->breaks = 0;
}

/* Before a shown character: pays out the white space that was held back. */
static void begin_char(builder *b, mh_node n) {
    if (b->open && b->breaks >= 2) close_block(b);
    if (!b->open) open_block(b, n);
    if (b->breaks) {
        mh_buf_putc(&b->out->text, '\n');
    } else if (b->space) {
        mh_buf_putc(&b->out->text, ' ');
    }
    b->space = false;
    b->breaks = 0;
}

static bool wide_space(uint32_t cp) {
    return cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 ||
           cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static bool no_width(uint32_t cp) {
    return cp == 0xAD || cp == 0x200B || cp == 0xFEFF || cp == 0x2060 || cp == 0x200E ||
           cp == 0x200F;
}

static void count(builder *b, uint32_t n) {
    b->cur.chars += n;
    if (b->links) b->cur.link_chars += n;
    if (b->bold) b->cur.bold_chars += n;
}

static void count_sign(builder *b, uint32_t cp) {
    switch (cp) {
    case ',':
    case ';':
    case 0x60C:
    case 0x3001:
    case 0xFF0C: b->cur.commas++; break;
    case '.':
    case '!':
    case '?':
    case 0x2026:
    case 0x6D4:
    case 0x61F:
    case 0x3002: b->cur.stops++; break;
    default: break;
    }
}

/* Two bytes of U+0400 to U+04FF, letters all. */
static bool is_cyrillic(mh_view v, size_t i) {
    return (unsigned char)v.ptr[i] >= 0xD0 && (unsigned char)v.ptr[i] <= 0xD3 && i + 1 < v.len;
}

/* The common run of plain ASCII and Cyrillic without white space; gives its bytes. */
static size_t put_run(builder *b, mh_view v) {
    size_t i = 0;
    uint32_t chars = 0;
    for (; i < v.len; chars++) {
        unsigned char c = (unsigned char)v.ptr[i];
        if (c >= 'A' && c < 0x80) {
            i++;
        } else if (c < 0x80 && !mh_is_space((char)c)) {
            count_sign(b, c);
            i++;
        } else if (is_cyrillic(v, i)) {
            i += 2;
        } else {
            break;
        }
    }
    count(b, chars);
    mh_buf_put_n(&b->out->text, v.ptr, i);
    return i;
}

static void put_text(builder *b, mh_node n, mh_view v) {
    while (v.len > 0) {
        char c = v.ptr[0];
        if (mh_is_space(c)) {
            size_t i = 1;
            if (b->pre && c == '\n') {
                b->breaks = b->open ? 1 : 0;
            } else {
                while (!b->pre && i < v.len && mh_is_space(v.ptr[i])) i++;
                b->space = b->open;
            }
            v = mh_view_sub(v, i, v.len);
            continue;
        }
        if ((unsigned char)c < 0x80 || is_cyrillic(v, 0)) {
            begin_char(b, n);
            v = mh_view_sub(v, put_run(b, v), v.len);
            continue;
        }
        mh_view at = v;
        uint32_t cp = mh_utf8_next(&v);
        if (no_width(cp)) continue;
        if (wide_space(cp)) {
            b->space = b->open;
            continue;
        }
        begin_char(b, n);
        mh_buf_put_n(&b->out->text, at.ptr, (size_t)(v.ptr - at.ptr));
        count(b, 1);
        count_sign(b, cp);
    }
}

static bool ends_line(unsigned tag) {
    return mh_tag_is_block(tag) || tag == MH_TAG_TD || tag == MH_TAG_TH;
}

static bool is_bold(unsigned tag) {
    return tag == MH_TAG_B || tag == MH_TAG_STRONG;
}

static bool is_pre(unsigned tag) {
    return tag == MH_TAG_PRE || tag == MH_TAG_LISTING;
}

/* Small pieces inside a line that a reader does not see, or that are no text of it. */
static bool is_aside(const builder *b, mh_node n) {
    const mh_node_rec *r = mh_rec(b->t, n);
    if (!b->flags || ends_line(r->tag)) return false;
    if (b->flags[n] & MH_HINT_HIDDEN) return r->end - n < HIDDEN_NODES;
    return (b->flags[n] & MH_HINT_DROP) && r->end - n < ASIDE_NODES;
}

/* A card that hovers over a name in the line: an inline element with a picture and, behind it, several
 * links. */
static bool is_card(const builder *b, mh_node n) {
    const mh_node_rec *r = mh_rec(b->t, n);
    unsigned links = 0;
    bool picture = false;
    if (r->tag != MH_TAG_SPAN || r->end - n < 5 || r->end - n >= ASIDE_NODES ||
        mh_rec(b->t, b->block)->tag != MH_TAG_P)
        return false;
    for (mh_node i = n + 1; i < r->end && (picture || links == 0); i++) {
        links += mh_rec(b->t, i)->tag == MH_TAG_A;
        picture |= mh_rec(b->t, i)->tag == MH_TAG_IMG && links == 0;
    }
    return picture && links >= 2;
}

static bool is_shown(const builder *b, mh_node n) {
    return !mh_tag_is_hidden(mh_rec(b->t, n)->tag) && !is_aside(b, n) && !is_card(b, n);
}

/* Whether the line ends with a time of day, "17:10": an element of its own, which pages set apart by
 * style. */
static bool ends_with_clock(const builder *b) {
    const mh_buf *t = &b->out->text;
    const char *p = t->ptr + t->len;
    return b->open && t->len >= b->cur.off + 5 && mh_is_digit(p[-1]) && mh_is_digit(p[-2]) &&
           p[-3] == ':' && mh_is_digit(p[-4]);
}

/* Enters n; false when nothing below it is shown. */
static bool enter(builder *b, mh_node n) {
    const mh_node_rec *r = mh_rec(b->t, n);
    if (r->type == MH_NODE_TEXT) {
        if (b->pre || mh_rec_has_text(b->t, n))
            put_text(b, n, mh_tree_text(b->t, n));
        else if (r->count > 0)
            b->space = b->open;
        return false;
    }
    if (r->type != MH_NODE_ELEMENT) return r->type == MH_NODE_DOCUMENT && r->first != MH_NODE_NONE;
    if (!is_shown(b, n)) return false;
    if (r->tag == MH_TAG_BR) {
        b->breaks += b->open;
        return false;
    }
    if (ends_line(r->tag)) {
        close_block(b);
        b->block = n;
    }
    b->links += r->tag == MH_TAG_A;
    b->bold += is_bold(r->tag);
    b->pre += is_pre(r->tag);
    return r->first != MH_NODE_NONE;
}

static void leave(builder *b, mh_node n) {
    const mh_node_rec *r = mh_rec(b->t, n);
    if (r->type != MH_NODE_ELEMENT || !is_shown(b, n) || r->tag == MH_TAG_BR) return;
    b->links -= r->tag == MH_TAG_A;
    b->bold -= is_bold(r->tag);
    b->pre -= is_pre(r->tag);
    if (!ends_line(r->tag)) {
        b->space = b->space || ends_with_clock(b);
        return;
    }
    close_block(b);
    for (b->block = r->parent; b->block != MH_NODE_ROOT && !ends_line(mh_rec(b->t, b->block)->tag);)
        b->block = mh_rec(b->t, b->block)->parent;
}

void mh_blocks_init(mh_blocks *out, const mh_tree *t, mh_node root, const mh_hints *hints) {
    builder b = {.out = out, .t = t, .block = root, .flags = hints ? hints->flags : NULL};
    mh_node n = root;
    *out = (mh_blocks){0};
    for (;;) {
        if (enter(&b, n)) {
            n = mh_rec(t, n)->first;
            continue;
        }
        leave(&b, n);
        while (n != root && mh_rec(t, n)->next == MH_NODE_NONE) {
            n = mh_rec(t, n)->parent;
            leave(&b, n);
        }
        if (n == root) break;
        n = mh_rec(t, n)->next;
    }
    close_block(&b);
}

void mh_blocks_clear(mh_blocks *b) {
    mh_vec_clear(&b->list);
    mh_buf_clear(&b->text);
}

mh_view mh_blocks_text(const mh_blocks *b, const mh_block *k) {
    return mh_view_sub(mh_buf_view(&b->text), k->off, (size_t)k->off + k->len);
}

size_t mh_blocks_from(const mh_blocks *b, mh_node n) {
    size_t lo = 0, hi = b->list.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (b->list.ptr[mid].first < n) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}
