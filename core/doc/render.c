#include "doc/render.h"

#include "base/utf8.h"
#include "doc/tree_priv.h"

typedef struct writer {
    mh_buf *out;
    const mh_tree *t;
    size_t start;   /* of this rendering in out */
    unsigned lines; /* line breaks owed: 1, or 2 for a blank line */
    unsigned pre;
    bool space, cell; /* a space or a TAB owed */
} writer;

static void owe(writer *w, unsigned lines) {
    if (lines > w->lines) w->lines = lines;
    w->space = w->cell = false;
}

static void pay(writer *w) {
    if (w->out->len > w->start) {
        for (unsigned i = 0; i < w->lines; i++) mh_buf_putc(w->out, '\n');
        if (w->lines == 0 && w->cell) mh_buf_putc(w->out, '\t');
        if (w->lines == 0 && !w->cell && w->space) mh_buf_putc(w->out, ' ');
    }
    w->lines = 0;
    w->space = w->cell = false;
}

static bool nbsp(mh_view v, size_t i) {
    return (unsigned char)v.ptr[i] == 0xC2 && i + 1 < v.len && (unsigned char)v.ptr[i + 1] == 0xA0;
}

static void put_text(writer *w, mh_view v) {
    if (w->pre) {
        if (v.len > 0) pay(w);
        mh_buf_put(w->out, v);
        return;
    }
    for (size_t i = 0; i < v.len;) {
        if (mh_is_space(v.ptr[i]) || nbsp(v, i)) {
            i += nbsp(v, i) ? 2 : 1;
            w->space = true;
            continue;
        }
        size_t from = i;
        while (i < v.len && !mh_is_space(v.ptr[i]) && !nbsp(v, i)) i++;
        pay(w);
        mh_buf_put_n(w->out, v.ptr + from, i - from);
    }
}

/* Line breaks around an element: 2 where a reader sees a gap. */
static unsigned gap(unsigned tag) {
    if (mh_tag_is_heading(tag)) return 2;
    switch (tag) {
    case MH_TAG_P:
    case MH_TAG_BLOCKQUOTE:
    case MH_TAG_PRE:
    case MH_TAG_TABLE:
    case MH_TAG_UL:
    case MH_TAG_OL:
    case MH_TAG_DL:
    case MH_TAG_FIGURE: return 2;
    default: return mh_tag_is_block(tag) ? 1 : 0;
    }
}

static bool enter(writer *w, mh_node n, bool root) {
    const mh_node_rec *r = mh_rec(w->t, n);
    if (r->type == MH_NODE_TEXT) put_text(w, mh_tree_text(w->t, n));
    if (r->type == MH_NODE_DOCUMENT) return true;
    if (r->type != MH_NODE_ELEMENT || (mh_tag_is_hidden(r->tag) && !root)) return false;
    if (r->tag == MH_TAG_BR) {
        if (w->out->len > w->start) w->lines = w->lines < 2 ? w->lines + 1 : 2;
        w->space = false;
    }
    if (!root && gap(r->tag)) owe(w, gap(r->tag));
    if ((r->tag == MH_TAG_TD || r->tag == MH_TAG_TH) && r->prev != MH_NODE_NONE && !w->lines)
        w->cell = true;
    w->pre += r->tag == MH_TAG_PRE;
    return true;
}

static void leave(writer *w, mh_node n, bool root) {
    const mh_node_rec *r = mh_rec(w->t, n);
    if (r->type != MH_NODE_ELEMENT || (mh_tag_is_hidden(r->tag) && !root)) return;
    w->pre -= r->tag == MH_TAG_PRE;
    if (!root && gap(r->tag)) owe(w, gap(r->tag));
}

void mh_render_text(mh_buf *out, const mh_tree *t, mh_node root) {
    writer w = {.out = out, .t = t, .start = out->len};
    mh_node n = root;
    for (;;) {
        if (enter(&w, n, n == root) && mh_rec(t, n)->first != MH_NODE_NONE) {
            n = mh_rec(t, n)->first;
            continue;
        }
        leave(&w, n, n == root);
        while (n != root && mh_rec(t, n)->next == MH_NODE_NONE) {
            n = mh_rec(t, n)->parent;
            leave(&w, n, n == root);
        }
        if (n == root) break;
        n = mh_rec(t, n)->next;
    }
}

void mh_put_collapsed(mh_buf *out, mh_view v) {
    bool space = out->len > 0 && out->ptr[out->len - 1] != ' ';
    for (size_t i = 0; i < v.len;) {
        if (mh_is_space(v.ptr[i]) || nbsp(v, i)) {
            i += nbsp(v, i) ? 2 : 1;
            space = out->len > 0;
            continue;
        }
        size_t from = i;
        while (i < v.len && !mh_is_space(v.ptr[i]) && !nbsp(v, i)) i++;
        if (space) mh_buf_putc(out, ' ');
        mh_buf_put_n(out, v.ptr + from, i - from);
        space = false;
    }
}

size_t mh_render_some(mh_buf *out, const mh_tree *t, mh_node root, size_t max) {
    mh_node end = mh_tree_end(t, root), n = root;
    size_t left = max;
    mh_buf text = {0}; /* collapsed at the end, as one word may lie in two nodes */
    while (n != MH_NODE_NONE && left > 0) {
        const mh_node_rec *r = mh_rec(t, n);
        bool hidden = n != root && r->type == MH_NODE_ELEMENT && mh_tag_is_hidden(r->tag);
        left--;
        if (r->type == MH_NODE_TEXT) {
            mh_view v = mh_utf8_cut(mh_tree_text(t, n), left);
            mh_buf_put(&text, v);
            left = v.len < r->count ? 0 : left - v.len;
        }
        if (r->tag == MH_TAG_BR || r->tag == MH_TAG_TD || mh_tag_is_block(r->tag))
            mh_buf_putc(&text, ' ');
        n = mh_tree_walk(t, n, hidden, end);
    }
    mh_put_collapsed(out, mh_buf_view(&text));
    mh_buf_clear(&text);
    return max - left;
}

size_t mh_render_budget(const mh_tree *t, size_t times) {
    return times * (t->pool.len + t->nodes.len);
}

void mh_render_inline(mh_buf *out, const mh_tree *t, mh_node root) {
    mh_render_some(out, t, root, SIZE_MAX);
}
