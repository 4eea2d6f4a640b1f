#include "doc/doc.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "doc/reading.h"
#include "doc/render.h"
#include "doc/tree_priv.h"
#include "doc/url.h"

#include <stdlib.h>
#include <string.h>

struct mh_doc {
    mh_tree *tree;
    mh_charset charset;
    mh_buf url, base, title;
    mh_url base_url; /* empty when there is none */
    struct cell {
        mh_reading reading;
        bool made;
    } * cell; /* apart, as readers of a document may make it */
};

/* Longest <title>, in bytes; the rest is cut. */
#define TITLE_MAX  ((size_t)2048)
#define TITLE_LOOK ((size_t)65536) /* bytes looked at, white space included */

/* Share of control characters, in the first bytes, from which a page is taken for no text. */
#define BINARY_SAMPLE ((size_t)4096)
#define BINARY_SHARE  ((size_t)20) /* one in so many */

static bool is_binary(mh_view v, const char *charset) {
    size_t odd = 0;
    v = mh_view_sub(v, 0, BINARY_SAMPLE);
    if (strncmp(charset, "utf-16", 6) == 0) return false;
    for (size_t i = 0; i < v.len; i++) {
        unsigned char c = (unsigned char)v.ptr[i];
        odd += c < 9 || (c > 13 && c < 27) || (c > 27 && c < 32);
    }
    return odd > v.len / BINARY_SHARE && odd > 4;
}

static void find_base(mh_doc *d) {
    const mh_tree *t = d->tree;
    mh_url page = {0};
    mh_url_parse(&page, mh_buf_view(&d->url), NULL, NULL);
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        mh_view href = {0};
        if (mh_tree_tag(t, n) != MH_TAG_BASE || !mh_tree_attr(t, n, MH_VIEW("href"), &href))
            continue;
        mh_url_parse(&d->base_url, href, &page, NULL);
        break;
    }
    if (!d->base_url.text) mh_url_parse(&d->base_url, mh_buf_view(&d->url), NULL, NULL);
    mh_buf_put(&d->base, mh_url_href(&d->base_url));
    mh_url_clear(&page);
}

static void find_title(mh_doc *d) {
    const mh_tree *t = d->tree;
    for (mh_node n = 0; n < mh_tree_count(t) && d->title.len == 0; n++)
        if (mh_tree_tag(t, n) == MH_TAG_TITLE && mh_tree_tag(t, mh_tree_parent(t, n)) != MH_TAG_SVG)
            mh_render_some(&d->title, t, n, TITLE_LOOK);
    d->title.len = mh_utf8_cut(mh_buf_view(&d->title), TITLE_MAX).len;
}

mh_rc mh_doc_parse(mh_doc **out, mh_view bytes, const mh_doc_source *src, mh_err *e) {
    const mh_doc_limits defaults = MH_DOC_LIMITS_DEFAULT;
    const mh_doc_limits *l = src && src->limits ? src->limits : &defaults;
    mh_view type = src ? src->content_type : (mh_view){0};
    mh_rc rc = MH_FAIL;
    mh_view text = bytes;
    mh_buf own = {0};
    mh_doc *d = mh_alloc(sizeof *d);
    d->cell = mh_alloc(sizeof *d->cell);
    *out = NULL;
    if (bytes.len > l->max_bytes) {
        mh_fail(e, MH_E_TOO_LARGE, "parse page: %zu bytes (limit %zu)", bytes.len, l->max_bytes);
        goto out;
    }
    if (mh_view_starts(bytes, MH_VIEW("%PDF-"))) {
        mh_fail(e, MH_E_UNSUPPORTED, "parse page: it is PDF, not HTML");
        goto out;
    }
    d->charset = mh_charset_find(bytes, type);
    if (is_binary(bytes, d->charset.name)) {
        mh_fail(e, MH_E_PARSE, "parse page: it is binary data, not text");
        goto out;
    }
    if (!d->charset.clean && mh_charset_text(&text, &own, bytes, d->charset.name, e) != MH_OK)
        goto out;
    if (mh_tree_parse(&d->tree, text, l, e) != MH_OK) goto out;
    if (src) mh_buf_put(&d->url, src->url);
    find_base(d);
    find_title(d);
    *out = d;
    d = NULL;
    rc = MH_OK;
out:
    mh_buf_clear(&own);
    mh_doc_free(d);
    return rc;
}

const mh_reading *mh_doc_reading(const mh_doc *d) {
    struct cell *c = d->cell;
    if (c->made && c->reading.edits != d->tree->edits) mh_doc_forget(d);
    if (!c->made) mh_reading_init(&c->reading, d->tree);
    c->made = true;
    return &c->reading;
}

void mh_doc_forget(const mh_doc *d) {
    if (d->cell->made) mh_reading_clear(&d->cell->reading);
    d->cell->made = false;
}

void mh_doc_free(mh_doc *d) {
    if (!d) return;
    mh_doc_forget(d);
    free(d->cell);
    mh_tree_free(d->tree);
    mh_buf_clear(&d->url);
    mh_buf_clear(&d->base);
    mh_buf_clear(&d->title);
    mh_url_clear(&d->base_url);
    free(d);
}

mh_tree *mh_doc_tree(mh_doc *d) {
    return d->tree;
}
const mh_tree *mh_doc_tree_of(const mh_doc *d) {
    return d->tree;
}
mh_charset mh_doc_charset(const mh_doc *d) {
    return d->charset;
}
mh_view mh_doc_url(const mh_doc *d) {
    return mh_buf_view(&d->url);
}
mh_view mh_doc_base(const mh_doc *d) {
    return mh_buf_view(&d->base);
}
mh_view mh_doc_title(const mh_doc *d) {
    return mh_buf_view(&d->title);
}

mh_rc mh_doc_resolve(const mh_doc *d, mh_view ref, mh_buf *out, mh_err *e) {
    mh_url u = {0};
    mh_rc rc = mh_url_parse(&u, ref, &d->base_url, e);
    if (rc == MH_OK) mh_buf_put(out, mh_url_href(&u));
    mh_url_clear(&u);
    return rc;
}

mh_link_list mh_doc_links(const mh_doc *d, mh_node n, mh_arena *a) {
    const mh_tree *t = d->tree;
    MH_VEC(mh_link) list = {0};
    mh_map *seen = mh_map_new();
    mh_buf text = {0};
    mh_node end = mh_tree_end(t, n);
    size_t left = mh_render_budget(t, 1); /* enough unless links lie inside of links */
    for (mh_node i = n; i != MH_NODE_NONE; i = mh_tree_walk(t, i, false, end)) {
        mh_url u = {0};
        bool fresh = false;
        mh_view href = {0};
        if (mh_tree_tag(t, i) != MH_TAG_A || !mh_tree_attr(t, i, MH_VIEW("href"), &href)) continue;
        if (mh_url_parse(&u, href, &d->base_url, NULL) == MH_OK && mh_url_is_http(&u))
            mh_map_at(seen, mh_url_href(&u), &fresh);
        if (fresh) {
            mh_buf_reset(&text);
            left -= mh_render_some(&text, t, i, left);
            mh_link l = {i,
                         mh_arena_dup(a, mh_url_href(&u)),
                         mh_arena_dup(a, mh_buf_view(&text)),
                         mh_arena_dup(a, mh_tree_attr_num(t, i, MH_ATTR_REL)),
                         mh_arena_dup(a, mh_tree_attr_num(t, i, MH_ATTR_TITLE)),
                         mh_arena_dup(a, mh_tree_attr_num(t, i, MH_ATTR_TYPE))};
            mh_vec_push(&list, l);
        }
        mh_url_clear(&u);
    }
    mh_link_list out = {mh_arena_array(a, list.len + 1, sizeof *out.ptr), list.len};
    if (list.len) memcpy(out.ptr, list.ptr, list.len * sizeof *out.ptr);
    mh_vec_clear(&list);
    mh_map_free(seen);
    mh_buf_clear(&text);
    return out;
}
