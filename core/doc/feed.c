#include "doc/feed_priv.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "doc/feed_html.h"
#include "doc/url.h"

#include <stdlib.h>

mh_feed_form mh_feed_form_of(const mh_feed *f) {
    return f->form;
}

const char *mh_feed_form_name(mh_feed_form form) {
    static const char *const names[] = {"rss", "atom", "cdf", "json"};
    return names[form];
}

mh_view mh_feed_version(const mh_feed *f) {
    return f->version;
}

const mh_feed_part *mh_feed_head(const mh_feed *f) {
    return &f->head;
}

size_t mh_feed_count(const mh_feed *f) {
    return f->entries.len;
}

const mh_feed_part *mh_feed_entry(const mh_feed *f, size_t i) {
    return &f->entries.ptr[i];
}

bool mh_feed_malformed(const mh_feed *f) {
    return f->xml && mh_xml_malformed(f->xml);
}

bool mh_feed_clipped(const mh_feed *f) {
    return f->clipped || (f->xml && mh_xml_clipped(f->xml));
}

const char *mh_feed_charset(const mh_feed *f) {
    return f->xml ? mh_xml_charset(f->xml) : "utf-8";
}

const mh_xml *mh_feed_xml(const mh_feed *f) {
    return f->xml;
}

void mh_feed_free(mh_feed *f) {
    if (!f) return;
    mh_vec_clear(&f->entries);
    mh_xml_free(f->xml);
    mh_arena_free(f->arena);
    free(f);
}

void mh_feed_text_html(mh_buf *out, const mh_feed_text *t) {
    if (t->markup == MH_FEED_HTML)
        mh_feed_html_clean(out, t->value, t->base);
    else
        mh_xml_escape(out, t->value, false);
}

void mh_feed_text_plain(mh_buf *out, const mh_feed_text *t) {
    if (t->markup == MH_FEED_HTML)
        mh_feed_html_text(out, t->value);
    else
        mh_buf_put(out, t->value);
}

void mh_feed_text_line(mh_buf *out, const mh_feed_text *t) {
    size_t start = out->len, to = start;
    mh_feed_text_plain(out, t);
    for (size_t i = start; i < out->len; i++) {
        bool space = mh_is_space(out->ptr[i]);
        if (space && (to == start || out->ptr[to - 1] == ' ')) continue;
        out->ptr[to++] = space ? ' ' : out->ptr[i];
    }
    if (to > start && out->ptr[to - 1] == ' ') to--;
    out->len = to;
    if (out->ptr) out->ptr[to] = 0;
}

static bool is_picture(mh_view type, mh_view medium) {
    return mh_view_istarts(type, MH_VIEW("image/")) || mh_view_ieq(medium, MH_VIEW("image"));
}

static mh_view picture_in(const mh_feed_text *t, mh_arena *a) {
    mh_buf b = {0};
    if (t->markup == MH_FEED_HTML) mh_feed_html_image(&b, t->value, t->base);
    mh_view v = mh_arena_dup(a, mh_buf_view(&b));
    mh_buf_clear(&b);
    return v;
}

mh_view mh_feed_picture(const mh_feed_part *p, mh_arena *a) {
    mh_view found = p->image.url;
    for (size_t i = 0; found.len == 0 && i < p->media.len; i++)
        if (is_picture(p->media.ptr[i].type, p->media.ptr[i].medium)) found = p->media.ptr[i].url;
    for (size_t i = 0; found.len == 0 && i < p->links.len; i++)
        if (mh_view_eq(p->links.ptr[i].rel, MH_VIEW("enclosure")) &&
            is_picture(p->links.ptr[i].type, (mh_view){0}))
            found = p->links.ptr[i].url;
    for (size_t i = 0; found.len == 0 && i < p->media.len; i++)
        if (p->media.ptr[i].is_thumbnail) found = p->media.ptr[i].url;
    for (size_t i = 0; found.len == 0 && i < p->contents.len; i++)
        found = picture_in(&p->contents.ptr[i], a);
    if (found.len == 0) found = picture_in(&p->summary, a);
    return found;
}

mh_view mh_feed_extra_of(const mh_feed_part *p, const char *name) {
    mh_view want = mh_view_of(name);
    for (size_t i = 0; i < p->extras.len; i++)
        if (mh_view_eq(p->extras.ptr[i].name, want)) return p->extras.ptr[i].value;
    return (mh_view){0};
}

/* An address of http or https, or empty: what may be a base. */
static mh_view web_base(mh_arena *a, mh_view ref, mh_view base) {
    mh_buf b = {0};
    mh_url u = {0};
    mh_view out = {0};
    ref = mh_view_trim(ref);
    if (ref.len && mh_url_resolve(&b, ref, base, NULL) == MH_OK &&
        mh_url_parse(&u, mh_buf_view(&b), NULL, NULL) == MH_OK && mh_url_is_http(&u))
        out = mh_arena_dup(a, mh_buf_view(&b));
    mh_url_clear(&u);
    mh_buf_clear(&b);
    return out;
}

static mh_view base_of(mh_arena *a, const mh_feed_source *src) {
    mh_view url = web_base(a, src->url, (mh_view){0});
    mh_view at = web_base(a, src->location, url);
    return at.len ? at : url;
}

/* The first child element of n with this name, n itself included. */
static mh_xml_node named(const mh_xml *x, mh_xml_node n, const char *name) {
    if (mh_xml_is(x, n, name)) return n;
    for (mh_xml_node c = mh_xml_child(x, n); c != MH_XML_NONE; c = mh_xml_sibling(x, c))
        if (mh_xml_is(x, c, name)) return c;
    return MH_XML_NONE;
}

/* Which element the feed is, and in what form: the root or, behind a wrapper or junk, a child of it. */
static mh_xml_node find_root(mh_feed *f) {
    static const struct {
        const char *name;
        mh_feed_form form;
    } roots[] = {{"rss", MH_FEED_RSS},
                 {"RDF", MH_FEED_RSS},
                 {"feed", MH_FEED_ATOM},
                 {"entry", MH_FEED_ATOM},
                 {"channel", MH_FEED_CDF}};
    const mh_xml *x = f->xml;
    for (mh_xml_node top = mh_xml_root(x); top != MH_XML_NONE; top = mh_xml_sibling(x, top)) {
        if (mh_xml_is(x, top, "html")) continue;
        for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
            mh_xml_node n = named(x, top, roots[i].name);
            if (n == MH_XML_NONE) continue;
            f->form = roots[i].form;
            /* an RSS channel without <rss> around it; CDF is in capitals or has no <link> */
            if (f->form == MH_FEED_CDF && !mh_view_eq(mh_xml_local(x, n), MH_VIEW("CHANNEL")))
                f->form = MH_FEED_RSS;
            return n;
        }
    }
    return MH_XML_NONE;
}

static mh_view version_of(const mh_feed *f, mh_xml_node root) {
    const mh_xml *x = f->xml;
    mh_view v = mh_view_trim(mh_xml_attr_or(x, root, "version"));
    mh_view ns = mh_xml_uri(x, root);
    if (f->form == MH_FEED_CDF || v.len) return v;
    if (f->form == MH_FEED_ATOM) {
        bool old = mh_xml_space_of_uri(ns) == MH_NS_ATOM &&
                   mh_view_find(ns, MH_VIEW("2005/Atom"), 0) == SIZE_MAX;
        return old ? MH_VIEW("0.3") : MH_VIEW("1.0");
    }
    if (!mh_xml_is(x, root, "RDF")) return v;
    mh_xml_node channel = named(x, root, "channel");
    ns = channel == MH_XML_NONE ? mh_xml_attr_or(x, root, "xmlns") : mh_xml_uri(x, channel);
    if (mh_view_find(ns, MH_VIEW("netscape"), 0) != SIZE_MAX) return MH_VIEW("0.9");
    if (mh_view_find(ns, MH_VIEW("rss1.1"), 0) != SIZE_MAX) return MH_VIEW("1.1");
    return MH_VIEW("1.0");
}

static mh_rc not_a_feed(const mh_feed *f, mh_err *e) {
    const mh_xml *x = f->xml;
    mh_view name = mh_xml_local(x, mh_xml_root(x));
    if (mh_view_ieq(name, MH_VIEW("html")))
        return mh_fail(
            e, MH_E_PARSE,
            "read feed: this is an HTML page; document:feeds() lists the feeds it names");
    return mh_fail(e, MH_E_PARSE, "read feed: the root element is <%.*s>, which is no feed",
                   MH_FMT(mh_view_sub(name, 0, 60)));
}

static bool looks_like_json(mh_view bytes) {
    if (mh_view_starts(bytes, MH_VIEW("\xEF\xBB\xBF"))) bytes = mh_view_sub(bytes, 3, bytes.len);
    bytes = mh_view_trim(bytes);
    return bytes.len && (bytes.ptr[0] == '{' || bytes.ptr[0] == '[');
}

static mh_rc parse_into(mh_feed *f, mh_view bytes, const mh_feed_source *src, mh_err *e) {
    mh_xml_source from = {src->content_type, src->limits};
    mh_view base = base_of(f->arena, src);
    if (looks_like_json(bytes)) return feed_read_json(f, bytes, base, e);
    if (mh_xml_parse(&f->xml, bytes, &from, e) != MH_OK) return MH_FAIL;
    mh_xml_node root = find_root(f);
    if (root == MH_XML_NONE) return not_a_feed(f, e);
    f->version = version_of(f, root);
    mh_buf language = {0};
    mh_utf8_repair(&language, mh_view_trim(src->language));
    feed_read_xml(f, root, base, mh_arena_dup(f->arena, mh_buf_view(&language)));
    mh_buf_clear(&language);
    return MH_OK;
}

mh_rc mh_feed_parse(mh_feed **out, mh_view bytes, const mh_feed_source *src, mh_err *e) {
    static const mh_feed_source none;
    mh_feed *f = mh_alloc(sizeof *f);
    f->arena = mh_arena_new();
    f->head.node = MH_XML_NONE;
    *out = NULL;
    if (parse_into(f, bytes, src ? src : &none, e) != MH_OK) {
        mh_feed_free(f);
        return MH_FAIL;
    }
    *out = f;
    return MH_OK;
}
