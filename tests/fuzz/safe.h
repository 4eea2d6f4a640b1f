/* safe.h - whether HTML is safe to show, told by parsing it again as a browser would.
 * Owns: nothing. Threads: one. */
#ifndef MH_TESTS_FUZZ_SAFE_H
#define MH_TESTS_FUZZ_SAFE_H

#include "fuzz.h"

#include "doc/tree.h"
#include "doc/url.h"

static inline bool fz_is_one_of(mh_view v, const char *const *list) {
    for (; *list; list++)
        if (mh_view_eq(v, mh_view_of(*list))) return true;
    return false;
}

/* No address that runs: neither as it stands nor as a browser reads it, on any page. */
static inline void fz_is_safe_address(mh_view v) {
    mh_url u = {0}, base = {0};
    mh_url_parse(&base, MH_VIEW("https://safe.example/"), NULL, NULL);
    if (mh_url_parse(&u, v, &base, NULL) == MH_OK)
        fz_check(mh_url_is_http(&u) || mh_view_eq(mh_url_scheme(&u), MH_VIEW("mailto")));
    mh_url_clear(&base);
    mh_url_clear(&u);
}

/* What draws: it neither runs nor loads, and HTML is never inside. Its attributes may link by HTTP only. */
static inline void fz_is_safe_foreign(const mh_tree *t, mh_node n) {
    static const char *const bad[] = {
        "foreignobject",  "use",   "image",    "set",     "animate", "animatetransform",
        "animatemotion",  "mpath", "handler",  "a",       "mglyph",  "annotation",
        "annotation-xml", "video", "listener", "discard", NULL};
    mh_view value;
    fz_check(!fz_is_one_of(mh_tree_name(t, n), bad));
    for (uint32_t i = 0; i < mh_tree_attr_count(t, n); i++) {
        mh_view name;
        mh_tree_attr_at(t, n, i, &name, &value);
        if (mh_view_ends(name, MH_VIEW("href")))
            fz_check(mh_view_istarts(value, MH_VIEW("http://")) ||
                     mh_view_istarts(value, MH_VIEW("https://")));
        size_t url = mh_view_ifind(value, MH_VIEW("url("), 0);
        if (url != SIZE_MAX && mh_tree_space(t, n) == MH_SPACE_SVG &&
            !mh_view_eq(name, MH_VIEW("class")) && !mh_view_eq(name, MH_VIEW("id")))
            fz_check(url + 4 < value.len && value.ptr[url + 4] == '#');
    }
}

static inline void fz_is_safe_attr(mh_view name, mh_view value, bool style) {
    fz_check(!mh_view_istarts(name, MH_VIEW("on")));
    fz_check(style || !mh_view_eq(name, MH_VIEW("style")));
    if (mh_view_eq(name, MH_VIEW("href")) || mh_view_eq(name, MH_VIEW("src")) ||
        mh_view_eq(name, MH_VIEW("cite")) || mh_view_eq(name, MH_VIEW("action")) ||
        mh_view_eq(name, MH_VIEW("background")) || mh_view_eq(name, MH_VIEW("poster")))
        fz_is_safe_address(value);
}

/* Parsed again: nothing that runs, loads or takes input. feed: the attribute style may be there, and
 * MathML and SVG that only draw. */
static inline void fz_is_safe(mh_view html, bool feed) {
    static const char *const bad[] = {
        "script",   "style",     "iframe", "frame",    "object",   "embed", "applet", "form",
        "input",    "button",    "select", "textarea", "template", "base",  "link",   "meta",
        "noscript", "plaintext", "xmp",    "noembed",  "portal",   NULL};
    mh_tree *t = NULL;
    fz_is_text(html);
    if (mh_tree_parse(&t, html, NULL, NULL) != MH_OK) return;
    mh_node body = mh_tree_body(t);
    for (mh_node n = body; n < mh_tree_end(t, body); n++) {
        fz_check(mh_tree_type(t, n) != MH_NODE_COMMENT);
        if (mh_tree_type(t, n) != MH_NODE_ELEMENT) continue;
        fz_check(!fz_is_one_of(mh_tree_name(t, n), bad));
        bool html_in = mh_tree_space(t, mh_tree_parent(t, n)) == MH_SPACE_HTML;
        bool html_node = mh_tree_space(t, n) == MH_SPACE_HTML;
        fz_check(html_node ? html_in : feed);
        if (!html_node) fz_is_safe_foreign(t, n);
        for (uint32_t i = 0; i < mh_tree_attr_count(t, n); i++) {
            mh_view name, value;
            mh_tree_attr_at(t, n, i, &name, &value);
            fz_is_safe_attr(name, value, feed);
        }
    }
    mh_tree_free(t);
}

#endif
