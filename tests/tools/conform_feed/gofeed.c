/* feeds_gofeed: a feed in gofeed's shapes (rss, atom, json, universal, detect). */
#include "gofeed.h"

#include <string.h>

static void put_version(json_t *o, const maker *m) {
    json_object_set_new(o, "feedType", json_string(mh_feed_form_name(mh_feed_form_of(m->f))));
    put_str(o, "feedVersion", mh_feed_version(m->f));
}

/* ---- universal */

static void put_common(json_t *o, const maker *m, const mh_feed_part *p) {
    put_text(o, "title", &p->title);
    put_str(o, "link", p->link);
    put_some(o, "links", addresses(p, false));
    put_instant(o, "updated", &p->updated);
    put_instant(o, "published", &p->published);
    put_author(o, p);
    put_some(o, "categories", terms(p));
    put_others(o, m, p);
}

static json_t *universal_item(const maker *m, const mh_feed_part *p) {
    json_t *o = json_object();
    mh_arena *a = mh_arena_new();
    mh_feed_image image = {.url = mh_feed_picture(p, a)};
    put_common(o, m, p);
    put_image(o, &image);
    mh_arena_free(a);
    /* gofeed's rule for Atom */
    if (p->published.raw.len == 0 && mh_feed_form_of(m->f) == MH_FEED_ATOM)
        put_instant(o, "published", &p->updated);
    put_text(o, "description", &p->summary);
    if (p->contents.len) put_text(o, "content", &p->contents.ptr[0]);
    put_str(o, "guid", p->id);
    put_some(o, "enclosures", enclosures(p));
    return o;
}

static json_t *universal(const maker *m) {
    const mh_feed_part *p = mh_feed_head(m->f);
    json_t *o = json_object(), *items = json_array();
    mh_buf b = {0};
    put_common(o, m, p);
    put_image(o, &p->image);
    if (mh_feed_form_of(m->f) == MH_FEED_JSON && mh_feed_count(m->f)) { /* gofeed's rule for JSON */
        put_instant(o, "updated", &mh_feed_entry(m->f, 0)->updated);
        put_instant(o, "published", &mh_feed_entry(m->f, 0)->published);
    }
    put_text(o, "description", &p->subtitle);
    for (size_t i = 0; i < p->links.len; i++)
        if (mh_view_eq(p->links.ptr[i].rel, MH_VIEW("self")))
            put_str(o, "feedLink", p->links.ptr[i].url);
    put_str(o, "language", p->language);
    put_text(o, "copyright", &p->rights);
    mh_buf_put(&b, p->generator);
    if (p->generator_version.len) mh_buf_printf(&b, " v%.*s", MH_FMT(p->generator_version));
    if (p->generator_url.len) mh_buf_printf(&b, " %.*s", MH_FMT(p->generator_url));
    put_str(o, "generator", mh_view_trim(mh_buf_view(&b)));
    mh_buf_clear(&b);
    for (size_t i = 0; i < mh_feed_count(m->f); i++)
        json_array_append_new(items, universal_item(m, mh_feed_entry(m->f, i)));
    json_object_set_new(o, "items", items);
    put_version(o, m);
    return o;
}

/* ---- rss */

static mh_view extra(const mh_feed_part *p, const char *name) {
    return mh_feed_extra_of(p, name);
}

static json_t *rss_categories(const mh_feed_part *p) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->categories.len; i++) {
        json_t *o = json_object();
        put_str(o, "value", p->categories.ptr[i].term);
        put_str(o, "domain", p->categories.ptr[i].scheme);
        json_array_append_new(list, o);
    }
    return list;
}

/* The child elements or attributes of an extra, under the names that gofeed gives them. */
static void put_parts(json_t *o, const char *key, const maker *m, const mh_feed_part *p,
                      const char *name) {
    for (size_t i = 0; i < p->extras.len; i++) {
        const mh_feed_extra *e = &p->extras.ptr[i];
        if (!mh_view_eq(e->name, mh_view_of(name))) continue;
        json_t *to = json_object();
        for (uint32_t k = 0; k < mh_xml_attr_count(m->x, e->node); k++) {
            mh_view n, v;
            mh_xml_attr_at(m->x, e->node, k, &n, &v);
            json_object_setn_new(to, n.ptr, n.len, str(v));
        }
        for (mh_xml_node c = mh_xml_child(m->x, e->node); c != MH_XML_NONE;
             c = mh_xml_sibling(m->x, c)) {
            mh_xml_node t = mh_xml_first(m->x, c);
            if (t != MH_XML_NONE)
                json_object_setn_new(to, mh_xml_local(m->x, c).ptr, mh_xml_local(m->x, c).len,
                                     str(mh_view_trim(mh_xml_text(m->x, t))));
        }
        put_some(o, key, to);
    }
}

/* A person of RSS in the one line that gofeed keeps. */
static void put_line(json_t *o, const char *key, const mh_feed_person *p) {
    char line[512];
    snprintf(line, sizeof line, p->name.len && p->email.len ? "%.*s (%.*s)" : "%.*s%.*s",
             MH_FMT(p->email), MH_FMT(p->name));
    put_str(o, key, mh_view_of(line));
}

static void put_days(json_t *o, const maker *m, const mh_feed_part *p) {
    for (size_t i = 0; i < p->extras.len; i++) {
        json_t *list = json_array();
        if (!mh_view_eq(p->extras.ptr[i].name, MH_VIEW("skipdays"))) {
            json_decref(list);
            continue;
        }
        for (mh_xml_node c = mh_xml_child(m->x, p->extras.ptr[i].node); c != MH_XML_NONE;
             c = mh_xml_sibling(m->x, c)) {
            mh_xml_node t = mh_xml_first(m->x, c);
            if (t != MH_XML_NONE) json_array_append_new(list, str(mh_xml_text(m->x, t)));
        }
        put_some(o, "skipDays", list);
    }
}

static json_t *rss_item(const maker *m, const mh_feed_part *p) {
    json_t *o = json_object(), *e = enclosures(p);
    put_text(o, "title", &p->title);
    put_text(o, "description", &p->summary);
    if (p->contents.len) put_text(o, "content", &p->contents.ptr[0]);
    put_str(o, "link", p->link);
    put_some(o, "links", addresses(p, false));
    if (p->authors.len) put_line(o, "author", &p->authors.ptr[0]);
    if (m->universal) {
        put_author(o, p);
        put_some(o, "categories", terms(p));
    } else {
        put_some(o, "categories", rss_categories(p));
    }
    if (json_array_size(e)) json_object_set(o, "enclosure", json_array_get(e, 0));
    put_some(o, "enclosures", e);
    put_instant(o, "pubDate", &p->published);
    if (p->id.len)
        json_object_set_new(o, "guid",
                            json_pack("{soss}", "value", str(p->id), "isPermalink",
                                      p->id_is_link ? "true" : "false"));
    if (p->source) {
        json_t *s = json_object();
        put_str(s, "title", p->source->title.value);
        put_str(s, "url", p->source->link);
        put_some(o, "source", s);
    }
    put_others(o, m, p);
    return o;
}

static json_t *rss(const maker *m) {
    const mh_feed_part *p = mh_feed_head(m->f);
    json_t *o = json_object(), *items = json_array();
    put_version(o, m);
    put_str(o, "version", mh_feed_version(m->f));
    put_text(o, "title", &p->title);
    put_text(o, "description", &p->subtitle);
    put_str(o, "link", p->link);
    put_some(o, "links", addresses(p, true));
    put_text(o, "copyright", &p->rights);
    put_str(o, "generator", p->generator);
    put_str(o, "rating", extra(p, "rating"));
    put_str(o, "ttl", extra(p, "ttl"));
    if (p->authors.len) put_line(o, "managingEditor", &p->authors.ptr[0]);
    put_line(o, "webMaster", &p->publisher);
    put_instant(o, "lastBuildDate", &p->updated);
    put_instant(o, "pubDate", &p->published);
    put_some(o, "categories", rss_categories(p));
    put_image(o, &p->image);
    put_parts(o, "cloud", m, p, "cloud");
    put_parts(o, "textInput", m, p, "textinput");
    put_days(o, m, p);
    put_others(o, m, p);
    for (size_t i = 0; i < mh_feed_count(m->f); i++)
        json_array_append_new(items, rss_item(m, mh_feed_entry(m->f, i)));
    json_object_set_new(o, "items", items);
    return o;
}

/* ---- atom */

static json_t *atom_links(const mh_feed_part *p) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->links.len; i++) {
        const mh_feed_link *l = &p->links.ptr[i];
        json_t *o = json_object();
        put_str(o, "href", l->url);
        put_str(o, "rel", l->rel);
        put_str(o, "type", l->type);
        put_str(o, "title", l->title);
        put_str(o, "hreflang", l->language);
        put_str(o, "length", l->length);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *atom_categories(const mh_feed_part *p) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->categories.len; i++) {
        json_t *o = json_object();
        put_str(o, "term", p->categories.ptr[i].term);
        put_str(o, "scheme", p->categories.ptr[i].scheme);
        put_str(o, "label", p->categories.ptr[i].label);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *atom_part(const maker *m, const mh_feed_part *p) {
    json_t *o = json_object(), *content = json_object(), *generator = json_object();
    put_text(o, "title", &p->title);
    put_str(o, "id", p->id);
    put_text(o, "subtitle", &p->subtitle);
    put_text(o, "summary", &p->summary);
    put_text(o, "rights", &p->rights);
    put_str(o, "icon", p->icon);
    put_str(o, "logo", p->logo);
    put_some(o, "links", atom_links(p));
    put_some(o, "authors", people(p->authors.ptr, p->authors.len, "uri"));
    put_some(o, "contributors", people(p->contributors.ptr, p->contributors.len, "uri"));
    put_some(o, "categories", atom_categories(p));
    put_instant(o, "updated", &p->updated);
    put_instant(o, "published", &p->published);
    if (p->contents.len) {
        mh_view type = {0};
        const mh_feed_text *t = &p->contents.ptr[0];
        for (mh_xml_node c = mh_xml_child(m->x, p->node); c != MH_XML_NONE;
             c = mh_xml_sibling(m->x, c))
            if (mh_xml_is(m->x, c, "content")) type = mh_xml_attr_or(m->x, c, "type");
        put_text(content, "value", t);
        put_str(content, "type", type);
        put_str(content, "src", t->src);
    }
    put_some(o, "content", content);
    put_str(generator, "value", p->generator);
    put_str(generator, "uri", p->generator_url);
    put_str(generator, "version", p->generator_version);
    put_some(o, "generator", generator);
    put_others(o, m, p);
    if (p->source) json_object_set_new(o, "source", atom_part(m, p->source));
    return o;
}

static json_t *atom(const maker *m) {
    json_t *o = atom_part(m, mh_feed_head(m->f)), *entries = json_array();
    put_str(o, "version", mh_feed_version(m->f));
    for (size_t i = 0; i < mh_feed_count(m->f); i++)
        json_array_append_new(entries, atom_part(m, mh_feed_entry(m->f, i)));
    json_object_set_new(o, "entries", entries);
    return o;
}

/* ---- json */

static json_t *attachments(const mh_feed_part *p) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->links.len; i++) {
        const mh_feed_link *l = &p->links.ptr[i];
        uint64_t n;
        if (!mh_view_eq(l->rel, MH_VIEW("enclosure"))) continue;
        json_t *o = json_object();
        put_str(o, "url", l->url);
        put_str(o, "mime_type", l->type);
        put_str(o, "title", l->title);
        if (mh_view_u64(l->length, &n))
            json_object_set_new(o, "size_in_bytes", json_integer((json_int_t)n));
        if (mh_view_u64(l->duration, &n))
            json_object_set_new(o, "duration_in_seconds", json_integer((json_int_t)n));
        json_array_append_new(list, o);
    }
    return list;
}

static mh_view link_of(const mh_feed_part *p, const char *rel) {
    for (size_t i = 0; i < p->links.len; i++)
        if (mh_view_eq(p->links.ptr[i].rel, mh_view_of(rel))) return p->links.ptr[i].url;
    return (mh_view){0};
}

static json_t *json_item(const mh_feed_part *p) {
    json_t *o = json_object();
    put_str(o, "id", p->id);
    put_str(o, "url", link_of(p, "alternate"));
    put_str(o, "external_url", link_of(p, "related"));
    put_text(o, "title", &p->title);
    put_text(o, "summary", &p->summary);
    for (size_t i = 0; i < p->contents.len; i++)
        put_str(o, p->contents.ptr[i].markup == MH_FEED_HTML ? "content_html" : "content_text",
                p->contents.ptr[i].value);
    put_str(o, "image", p->image.url);
    for (size_t i = 0; i < p->media.len; i++)
        if (mh_view_eq(p->media.ptr[i].medium, MH_VIEW("image")))
            put_str(o, "banner_image", p->media.ptr[i].url);
    put_str(o, "date_published", p->published.raw);
    put_str(o, "date_modified", p->updated.raw);
    put_author(o, p);
    put_some(o, "tags", terms(p));
    put_some(o, "attachments", attachments(p));
    return o;
}

static json_t *json_feed(const maker *m) {
    const mh_feed_part *p = mh_feed_head(m->f);
    json_t *o = json_object(), *items = json_array();
    put_str(o, "version", mh_feed_version(m->f));
    put_text(o, "title", &p->title);
    put_text(o, "description", &p->subtitle);
    put_str(o, "home_page_url", link_of(p, "alternate"));
    put_str(o, "feed_url", link_of(p, "self"));
    put_str(o, "next_url", link_of(p, "next"));
    put_str(o, "icon", p->logo);
    put_str(o, "favicon", p->icon);
    put_str(o, "user_comment", mh_feed_extra_of(p, "user_comment"));
    mh_view expired = mh_feed_extra_of(p, "expired");
    if (expired.len)
        json_object_set_new(o, "expired", json_boolean(mh_view_eq(expired, MH_VIEW("true"))));
    put_author(o, p);
    for (size_t i = 0; i < mh_feed_count(m->f); i++)
        json_array_append_new(items, json_item(mh_feed_entry(m->f, i)));
    json_object_set_new(o, "items", items);
    return o;
}

/* ---- the record */

static json_t *detected(const mh_feed *f) {
    return json_pack("{ss}", "feedType", f ? mh_feed_form_name(mh_feed_form_of(f)) : "unknown");
}

verdict run_gofeed(const json_t *r, outcome *o) {
    mh_view shape = view_in(r, "shape");
    const json_t *want = json_object_get(r, "expect");
    mh_buf bytes = {0};
    mh_feed *f = NULL;
    mh_err e = {0};
    json_t *got = NULL;
    put_bytes(&bytes, json_object_get(r, "input"));
    mh_feed_parse(&f, mh_buf_view(&bytes), NULL, &e);
    maker m = {f, f ? mh_feed_xml(f) : NULL, json_object_get(want, "feedType") != NULL};
    if (mh_view_eq(shape, MH_VIEW("detect")))
        got = detected(f);
    else if (!f)
        mh_buf_printf(&o->got, "%s\n", e.msg);
    else if (mh_view_eq(shape, MH_VIEW("rss")))
        got = rss(&m);
    else if (mh_view_eq(shape, MH_VIEW("atom")))
        got = atom(&m);
    else if (mh_view_eq(shape, MH_VIEW("json")))
        got = json_feed(&m);
    else
        got = universal(&m);
    compare_leaves(want, got, o);
    json_decref(got);
    mh_feed_free(f);
    mh_buf_clear(&bytes);
    return o->held == o->leaves ? PASSED : FAILED;
}
