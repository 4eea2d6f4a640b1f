#include "doc/xml_priv.h"

#include <string.h>

/* Namespace names without "http://", "www." and what ends them ("/", "#"), lower case. */
static const struct {
    const char *uri;
    mh_xml_space space;
} spaces[] = {
    {"w3.org/2005/atom", MH_NS_ATOM},
    {"purl.org/atom/ns", MH_NS_ATOM},
    {"purl.org/atom/app", MH_NS_ATOM},
    {"purl.org/pie", MH_NS_ATOM},
    {"example.com/newformat", MH_NS_ATOM}, /* drafts of Atom 0.2 */
    {"example.com/necho", MH_NS_ATOM},
    {"purl.org/echo", MH_NS_ATOM},
    {"uri/of/echo/namespace", MH_NS_ATOM},
    {"backend.userland.com/rss", MH_NS_RSS},
    {"backend.userland.com/rss2", MH_NS_RSS},
    {"backend.userland.com/rss2.1", MH_NS_RSS},
    {"blogs.law.harvard.edu/tech/rss", MH_NS_RSS},
    {"purl.org/rss/1.0", MH_NS_RSS},
    {"purl.org/net/rss1.1", MH_NS_RSS},
    {"my.netscape.com/rdf/simple/0.9", MH_NS_RSS},
    {"my.netscape.com/publish/formats/rss-0.91.dtd", MH_NS_RSS},
    {"channel.netscape.com/rdf/simple/0.9", MH_NS_RSS},
    {"w3.org/1999/02/22-rdf-syntax-ns", MH_NS_RDF},
    {"purl.org/dc/elements/1.1", MH_NS_DC},
    {"purl.org/dc/elements/1.0", MH_NS_DC},
    {"purl.org/dc/terms", MH_NS_DCTERMS},
    {"purl.org/rss/1.0/modules/content", MH_NS_CONTENT},
    {"search.yahoo.com/mrss", MH_NS_MEDIA},
    {"search.yahoo.com/mrss/?", MH_NS_MEDIA},
    {"video.search.yahoo.com/mrss", MH_NS_MEDIA},
    {"tools.search.yahoo.com/mrss", MH_NS_MEDIA},
    {"itunes.com/dtds/podcast-1.0.dtd", MH_NS_ITUNES},
    {"georss.org/georss", MH_NS_GEORSS},
    {"opengis.net/gml", MH_NS_GML},
    {"w3.org/2003/01/geo/wgs84_pos", MH_NS_GEO},
    {"wellformedweb.org/commentapi", MH_NS_WFW},
    {"purl.org/rss/1.0/modules/slash", MH_NS_SLASH},
    {"purl.org/syndication/thread/1.0", MH_NS_THR},
    {"creativecommons.org/ns", MH_NS_CC},
    {"web.resource.org/cc", MH_NS_CC},
    {"backend.userland.com/creativecommonsrssmodule", MH_NS_CC},
    {"webns.net/mvcb", MH_NS_ADMIN},
    {"purl.org/rss/1.0/modules/syndication", MH_NS_SYN},
    {"rssnamespace.org/feedburner/ext/1.0", MH_NS_FEEDBURNER},
    {"podlove.org/simple-chapters", MH_NS_PSC},
    {"podcastindex.org/namespace/1.0", MH_NS_PODCAST},
    {"w3.org/1999/xhtml", MH_NS_XHTML},
    {"w3.org/1998/math/mathml", MH_NS_MATHML},
    {"w3.org/2000/svg", MH_NS_SVG},
    {"w3.org/xml/1998/namespace", MH_NS_XML},
    {"w3.org/1999/xlink", MH_NS_XLINK},
    {"sitemaps.org/schemas/sitemap/0.9", MH_NS_SITEMAP},
    {"sitemaps.org/schemas/sitemap/0.84", MH_NS_SITEMAP},
    {"google.com/schemas/sitemap/0.84", MH_NS_SITEMAP},
    {"google.com/schemas/sitemap-news/0.9", MH_NS_NEWS},
    {"google.com/schemas/sitemap-image/1.1", MH_NS_IMAGE},
    {"google.com/schemas/sitemap-video/1.1", MH_NS_VIDEO},
};

static const mh_view prefixes[MH_NS_COUNT] = {
#define MH_X(suffix, prefix) [MH_NS_##suffix] = MH_VIEW_INIT(prefix),
    MH_XML_SPACES(MH_X)
#undef MH_X
};

mh_view mh_xml_space_prefix(mh_xml_space s) {
    return prefixes[s];
}

mh_xml_space mh_xml_space_of_uri(mh_view uri) {
    uri = mh_view_trim(uri);
    size_t scheme = mh_view_find(mh_view_sub(uri, 0, 9), MH_VIEW("://"), 0);
    if (scheme != SIZE_MAX) uri = mh_view_sub(uri, scheme + 3, uri.len);
    if (mh_view_istarts(uri, MH_VIEW("www."))) uri = mh_view_sub(uri, 4, uri.len);
    while (uri.len && (uri.ptr[uri.len - 1] == '/' || uri.ptr[uri.len - 1] == '#')) uri.len--;
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (mh_view_ieq(uri, mh_view_of(spaces[i].uri))) return spaces[i].space;
    return MH_NS_OTHER;
}

void mh_xml_free(mh_xml *x) {
    if (!x) return;
    mh_vec_clear(&x->nodes);
    mh_vec_clear(&x->attrs);
    mh_vec_clear(&x->names);
    mh_arena_free(x->arena);
    mh_buf_clear(&x->source);
    free(x);
}

mh_xml_node mh_xml_root(const mh_xml *x) {
    return x->root;
}

bool mh_xml_malformed(const mh_xml *x) {
    return x->malformed;
}

bool mh_xml_clipped(const mh_xml *x) {
    return x->clipped;
}

const char *mh_xml_charset(const mh_xml *x) {
    return x->charset;
}

bool mh_xml_cut(const mh_xml *x, mh_xml_node n) {
    mh_xml_node open = x->open;
    while (open != MH_XML_NONE && open > n) open = x->nodes.ptr[open].parent;
    return open == n;
}

mh_xml_node mh_xml_parent(const mh_xml *x, mh_xml_node n) {
    return x->nodes.ptr[n].parent;
}

mh_xml_node mh_xml_first(const mh_xml *x, mh_xml_node n) {
    return x->nodes.ptr[n].first;
}

mh_xml_node mh_xml_next(const mh_xml *x, mh_xml_node n) {
    return x->nodes.ptr[n].next;
}

bool mh_xml_is_text(const mh_xml *x, mh_xml_node n) {
    return x->nodes.ptr[n].name == UINT32_MAX;
}

mh_view mh_xml_text(const mh_xml *x, mh_xml_node n) {
    return x->nodes.ptr[n].text;
}

static mh_xml_node element_from(const mh_xml *x, mh_xml_node n) {
    while (n != MH_XML_NONE && mh_xml_is_text(x, n)) n = x->nodes.ptr[n].next;
    return n;
}

mh_xml_node mh_xml_child(const mh_xml *x, mh_xml_node n) {
    return element_from(x, x->nodes.ptr[n].first);
}

mh_xml_node mh_xml_sibling(const mh_xml *x, mh_xml_node n) {
    return element_from(x, x->nodes.ptr[n].next);
}

static const xml_name *name_of(const mh_xml *x, mh_xml_node n) {
    static const xml_name none;
    uint32_t id = x->nodes.ptr[n].name;
    return id == UINT32_MAX ? &none : &x->names.ptr[id];
}

mh_view mh_xml_local(const mh_xml *x, mh_xml_node n) {
    return name_of(x, n)->local;
}

mh_view mh_xml_prefix(const mh_xml *x, mh_xml_node n) {
    return name_of(x, n)->prefix;
}

mh_view mh_xml_uri(const mh_xml *x, mh_xml_node n) {
    return name_of(x, n)->uri;
}

mh_xml_space mh_xml_space_of(const mh_xml *x, mh_xml_node n) {
    return name_of(x, n)->space;
}

bool mh_xml_is(const mh_xml *x, mh_xml_node n, const char *local) {
    return mh_view_ieq(name_of(x, n)->local, mh_view_of(local));
}

mh_xml_node mh_xml_find(const mh_xml *x, mh_xml_node n, mh_xml_space a, mh_xml_space b,
                        const char *local) {
    for (n = mh_xml_child(x, n); n != MH_XML_NONE; n = mh_xml_sibling(x, n)) {
        mh_xml_space s = mh_xml_space_of(x, n);
        if ((s == a || s == b) && mh_xml_is(x, n, local)) return n;
    }
    return MH_XML_NONE;
}

uint32_t mh_xml_attr_count(const mh_xml *x, mh_xml_node n) {
    return x->nodes.ptr[n].n_attrs;
}

void mh_xml_attr_at(const mh_xml *x, mh_xml_node n, uint32_t i, mh_view *name, mh_view *value) {
    const xml_attr *a = &x->attrs.ptr[x->nodes.ptr[n].attrs + i];
    *name = a->name;
    *value = a->value;
}

bool mh_xml_attr(const mh_xml *x, mh_xml_node n, const char *name, mh_view *value) {
    mh_view want = mh_view_of(name), got;
    for (uint32_t i = 0; i < mh_xml_attr_count(x, n); i++) {
        mh_xml_attr_at(x, n, i, &got, value);
        if (mh_view_ieq(got, want)) return true;
    }
    *value = (mh_view){0};
    return false;
}

mh_view mh_xml_attr_or(const mh_xml *x, mh_xml_node n, const char *name) {
    mh_view v;
    mh_xml_attr(x, n, name, &v);
    return v;
}

/* The next node in document order after n within top, MH_XML_NONE at its end. */
static mh_xml_node walk(const mh_xml *x, mh_xml_node n, mh_xml_node top) {
    if (x->nodes.ptr[n].first != MH_XML_NONE) return x->nodes.ptr[n].first;
    while (n != top && x->nodes.ptr[n].next == MH_XML_NONE) n = x->nodes.ptr[n].parent;
    return n == top ? MH_XML_NONE : x->nodes.ptr[n].next;
}

mh_view mh_xml_text_of(const mh_xml *x, mh_xml_node n, mh_arena *a) {
    mh_view only = {0};
    mh_buf all = {0};
    for (mh_xml_node i = n; i != MH_XML_NONE; i = walk(x, i, n)) {
        mh_view v = x->nodes.ptr[i].text;
        if (!mh_xml_is_text(x, i) || v.len == 0) continue;
        if (only.len == 0) {
            only = v;
            continue;
        }
        if (all.len == 0) mh_buf_put(&all, only);
        mh_buf_put(&all, v);
    }
    if (all.len) only = mh_arena_dup(a, mh_buf_view(&all));
    mh_buf_clear(&all);
    return only;
}

static bool is_void(mh_view name) {
    static const char *const names[] = {"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                        "input", "link", "meta", "param", "source", "track", "wbr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mh_view_ieq(name, mh_view_of(names[i]))) return true;
    return false;
}

static void put_name(const mh_xml *x, mh_xml_node n, mh_buf *out) {
    const xml_name *m = name_of(x, n);
    bool html = m->space == MH_NS_XHTML || m->space == MH_NS_MATHML || m->space == MH_NS_SVG;
    if (m->prefix.len && !html) {
        mh_buf_put(out, m->prefix);
        mh_buf_putc(out, ':');
    }
    mh_buf_put(out, m->local);
}

static void put_open(const mh_xml *x, mh_xml_node n, mh_buf *out) {
    mh_buf_putc(out, '<');
    put_name(x, n, out);
    for (uint32_t i = 0; i < mh_xml_attr_count(x, n); i++) {
        mh_view name, value;
        mh_xml_attr_at(x, n, i, &name, &value);
        if (mh_xml_space_of(x, n) == MH_NS_XHTML && mh_view_starts(name, MH_VIEW("xmlns")) &&
            mh_xml_space_of_uri(value) == MH_NS_XHTML)
            continue;
        mh_buf_printf(out, " %.*s=\"", MH_FMT(name));
        mh_xml_escape(out, value, true);
        mh_buf_putc(out, '"');
    }
    bool empty = mh_xml_first(x, n) == MH_XML_NONE && is_void(mh_xml_local(x, n));
    mh_buf_puts(out, empty ? " />" : ">");
}

static void put_close(const mh_xml *x, mh_xml_node n, mh_buf *out) {
    if (mh_xml_first(x, n) == MH_XML_NONE && is_void(mh_xml_local(x, n))) return;
    mh_buf_puts(out, "</");
    put_name(x, n, out);
    mh_buf_putc(out, '>');
}

void mh_xml_inner(const mh_xml *x, mh_xml_node top, mh_buf *out) {
    mh_xml_node n = mh_xml_first(x, top);
    while (n != MH_XML_NONE) {
        if (mh_xml_is_text(x, n))
            mh_xml_escape(out, mh_xml_text(x, n), false);
        else
            put_open(x, n, out);
        if (mh_xml_first(x, n) != MH_XML_NONE) {
            n = mh_xml_first(x, n);
            continue;
        }
        if (!mh_xml_is_text(x, n)) put_close(x, n, out);
        while (mh_xml_next(x, n) == MH_XML_NONE && mh_xml_parent(x, n) != top) {
            n = mh_xml_parent(x, n);
            put_close(x, n, out);
        }
        n = mh_xml_next(x, n);
    }
}
