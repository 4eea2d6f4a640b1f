/* A node as HTML again (HTML standard, section 13.3). */
#include "doc/render.h"
#include "doc/tree_priv.h"

static void put_escaped(mh_buf *out, mh_view v, bool attr) {
    size_t from = 0;
    for (size_t i = 0; i < v.len; i++) {
        const char *esc = NULL;
        size_t skip = 1;
        switch (v.ptr[i]) {
        case '&': esc = "&amp;"; break;
        case '<': esc = attr ? NULL : "&lt;"; break;
        case '>': esc = attr ? NULL : "&gt;"; break;
        case '"': esc = attr ? "&quot;" : NULL; break;
        case '\xC2':
            if (i + 1 < v.len && v.ptr[i + 1] == '\xA0') esc = "&nbsp;", skip = 2;
            break;
        default: break;
        }
        if (!esc) continue;
        mh_buf_put_n(out, v.ptr + from, i - from);
        mh_buf_puts(out, esc);
        i += skip - 1;
        from = i + 1;
    }
    mh_buf_put_n(out, v.ptr + from, v.len - from);
}

/* Not the <style> of SVG: its text has escapes, and unescaped could be read as tags. */
static bool is_raw(const mh_node_rec *r) {
    if (r->flags & (MH_NODE_SVG | MH_NODE_MATH)) return false;
    switch (r->tag) {
    case MH_TAG_STYLE:
    case MH_TAG_SCRIPT:
    case MH_TAG_XMP:
    case MH_TAG_IFRAME:
    case MH_TAG_NOEMBED:
    case MH_TAG_NOFRAMES:
    case MH_TAG_PLAINTEXT: return true;
    default: return false;
    }
}

static void open_tag(mh_buf *out, const mh_tree *t, mh_node n) {
    mh_buf_putc(out, '<');
    mh_buf_put(out, mh_tree_name(t, n));
    for (uint32_t i = 0; i < mh_tree_attr_count(t, n); i++) {
        mh_view name, value;
        mh_tree_attr_at(t, n, i, &name, &value);
        mh_buf_printf(out, " %.*s=\"", MH_FMT(name));
        put_escaped(out, value, true);
        mh_buf_putc(out, '"');
    }
    mh_buf_putc(out, '>');
}

static void put_leaf(mh_buf *out, const mh_tree *t, mh_node n) {
    const mh_node_rec *r = mh_rec(t, n);
    mh_view text = mh_tree_text(t, n);
    switch ((mh_node_type)r->type) {
    case MH_NODE_TEXT:
        if (r->parent != MH_NODE_NONE && is_raw(mh_rec(t, r->parent))) {
            mh_buf_put(out, text);
        } else {
            put_escaped(out, text, false);
        }
        break;
    case MH_NODE_COMMENT: mh_buf_printf(out, "<!--%.*s-->", MH_FMT(text)); break;
    case MH_NODE_DOCTYPE: mh_buf_puts(out, "<!DOCTYPE html>"); break;
    case MH_NODE_ELEMENT: open_tag(out, t, n); break;
    case MH_NODE_DOCUMENT: break;
    }
}

static void close_tag(mh_buf *out, const mh_tree *t, mh_node n) {
    if (mh_rec(t, n)->type != MH_NODE_ELEMENT || mh_tag_is_void(mh_rec(t, n)->tag)) return;
    mh_buf_printf(out, "</%.*s>", MH_FMT(mh_tree_name(t, n)));
}

void mh_render_html(mh_buf *out, const mh_tree *t, mh_node root) {
    mh_node n = root;
    for (;;) {
        put_leaf(out, t, n);
        if (mh_rec(t, n)->first != MH_NODE_NONE) {
            n = mh_rec(t, n)->first;
            continue;
        }
        close_tag(out, t, n);
        while (n != root && mh_rec(t, n)->next == MH_NODE_NONE) {
            n = mh_rec(t, n)->parent;
            close_tag(out, t, n);
        }
        if (n == root) break;
        n = mh_rec(t, n)->next;
    }
}
