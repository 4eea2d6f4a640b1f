/* The feeds that a page names. */
#include "doc/feed_priv.h"

#include "base/vec.h"
#include "doc/url.h"

#define MAX_FOUND 50

static bool feed_type(mh_view type) {
    static const mh_view types[] = {
        MH_VIEW_INIT("application/rss+xml"),    MH_VIEW_INIT("application/atom+xml"),
        MH_VIEW_INIT("application/rdf+xml"),    MH_VIEW_INIT("application/feed+json"),
        MH_VIEW_INIT("application/x-rss+xml"),  MH_VIEW_INIT("application/x.atom+xml"),
        MH_VIEW_INIT("application/x-atom+xml"), MH_VIEW_INIT("application/cdf"),
        MH_VIEW_INIT("application/rss"),        MH_VIEW_INIT("application/atom"),
        MH_VIEW_INIT("text/rss+xml"),           MH_VIEW_INIT("text/atom+xml")};
    type = mh_view_trim(mh_view_sub(type, 0, mh_view_find_byte(type, ';', 0)));
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (mh_view_ieq(type, types[i])) return true;
    return false;
}

/* application/json and text/xml stand for a feed only where the rest of the link says so. */
static bool vague_type(mh_view type) {
    return mh_view_ieq(type, MH_VIEW("application/json")) ||
           mh_view_ieq(type, MH_VIEW("text/xml")) || mh_view_ieq(type, MH_VIEW("application/xml"));
}

static bool has_word(mh_view list, mh_view word) {
    mh_view w;
    while (list.len) {
        size_t i = 0, to;
        while (i < list.len && mh_is_space(list.ptr[i])) i++;
        for (to = i; to < list.len && !mh_is_space(list.ptr[to]); to++) {
        }
        w = mh_view_sub(list, i, to);
        if (mh_view_ieq(w, word)) return true;
        list = mh_view_sub(list, to, list.len);
    }
    return false;
}

static bool is_edge(mh_view v, size_t i) {
    return i >= v.len || !mh_is_alnum(v.ptr[i]);
}

/* Whether a path or query has "rss", "feed", "atom" or "rdf" as a word of its own. */
static bool feed_address(mh_view url) {
    static const mh_view words[] = {
        MH_VIEW_INIT("rss"), MH_VIEW_INIT("feed"), MH_VIEW_INIT("feeds"),   MH_VIEW_INIT("atom"),
        MH_VIEW_INIT("rdf"), MH_VIEW_INIT("rss2"), MH_VIEW_INIT("feed.xml")};
    size_t host = mh_view_find(url, MH_VIEW("://"), 0);
    size_t path = mh_view_find_byte(url, '/', host == SIZE_MAX ? 0 : host + 3);
    if (path == SIZE_MAX) return false;
    mh_view v = mh_view_sub(url, path, url.len);
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        size_t at = 0;
        while ((at = mh_view_ifind(v, words[w], at)) != SIZE_MAX) {
            if (at > 0 && is_edge(v, at - 1) && v.ptr[at - 1] != '-' && v.ptr[at - 1] != '_' &&
                is_edge(v, at + words[w].len) &&
                !(at + words[w].len < v.len && (v.ptr[at + words[w].len] == '-')))
                return true;
            at++;
        }
    }
    return false;
}

typedef struct finder {
    const mh_doc *d;
    mh_arena *a;
    mh_feed_found_list out;
} finder;

static void put_found(finder *f, mh_view href, mh_view title, mh_view type, const char *basis) {
    mh_buf b = {0};
    href = mh_view_trim(href);
    if (mh_view_istarts(href, MH_VIEW("feed://"))) {
        mh_buf_puts(&b, "http");
        mh_buf_put(&b, mh_view_sub(href, 4, href.len));
        href = mh_arena_dup(f->a, mh_buf_view(&b));
    } else if (mh_view_istarts(href, MH_VIEW("feed:"))) {
        href = mh_view_sub(href, 5, href.len);
    }
    mh_buf_reset(&b);
    bool ok = href.len && f->out.len < MAX_FOUND && mh_doc_resolve(f->d, href, &b, NULL) == MH_OK &&
              mh_view_istarts(mh_buf_view(&b), MH_VIEW("http"));
    for (size_t i = 0; ok && i < f->out.len; i++)
        ok = !mh_view_eq(f->out.ptr[i].url, mh_buf_view(&b));
    if (ok)
        f->out.ptr[f->out.len++] = (mh_feed_found){mh_arena_dup(f->a, mh_buf_view(&b)),
                                                   mh_arena_dup(f->a, mh_view_trim(title)),
                                                   mh_arena_dup(f->a, mh_view_trim(type)), basis};
    mh_buf_clear(&b);
}

static void try_link(finder *f, const mh_tree *t, mh_node n) {
    mh_view rel = mh_tree_attr_num(t, n, MH_ATTR_REL), type = mh_tree_attr_num(t, n, MH_ATTR_TYPE);
    mh_view href = mh_tree_attr_num(t, n, MH_ATTR_HREF);
    bool alternate = has_word(rel, MH_VIEW("alternate")) || has_word(rel, MH_VIEW("feed"));
    if (!alternate || has_word(rel, MH_VIEW("stylesheet"))) return;
    bool is_feed = feed_type(type) || has_word(rel, MH_VIEW("feed"));
    if (!is_feed && vague_type(mh_view_trim(type))) {
        mh_buf b = {0};
        if (mh_doc_resolve(f->d, href, &b, NULL) == MH_OK) is_feed = feed_address(mh_buf_view(&b));
        /* the REST address that a content system names is no feed */
        if (mh_view_find(mh_buf_view(&b), MH_VIEW("wp-json"), 0) != SIZE_MAX) is_feed = false;
        mh_buf_clear(&b);
    }
    if (is_feed) put_found(f, href, mh_tree_attr_num(t, n, MH_ATTR_TITLE), type, "link");
}

static void try_anchor(finder *f, const mh_tree *t, mh_node n) {
    mh_view href = mh_view_trim(mh_tree_attr_num(t, n, MH_ATTR_HREF));
    mh_view type = mh_tree_attr_num(t, n, MH_ATTR_TYPE);
    mh_buf b = {0};
    bool is_feed = feed_type(type) || mh_view_istarts(href, MH_VIEW("feed:"));
    if (!is_feed && mh_doc_resolve(f->d, href, &b, NULL) == MH_OK)
        is_feed = feed_address(mh_buf_view(&b));
    mh_buf_clear(&b);
    if (is_feed) put_found(f, href, mh_tree_attr_num(t, n, MH_ATTR_TITLE), type, "a");
}

mh_feed_found_list mh_doc_feeds(const mh_doc *d, mh_arena *a) {
    const mh_tree *t = mh_doc_tree_of(d);
    finder f = {d, a, {mh_arena_array(a, MAX_FOUND, sizeof(mh_feed_found)), 0}};
    mh_node end = mh_tree_end(t, MH_NODE_ROOT);
    for (mh_node n = MH_NODE_ROOT; n < end; n++)
        if (!mh_tree_removed(t, n) && mh_tree_tag(t, n) == MH_TAG_LINK) try_link(&f, t, n);
    for (mh_node n = MH_NODE_ROOT; n < end; n++)
        if (!mh_tree_removed(t, n) && mh_tree_tag(t, n) == MH_TAG_A) try_anchor(&f, t, n);
    return f.out;
}
