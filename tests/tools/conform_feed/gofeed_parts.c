/* Parts that several of gofeed's shapes have. */
#include "gofeed.h"

#include <string.h>

void put_text(json_t *o, const char *key, const mh_feed_text *t) {
    mh_buf b = {0};
    if (t->markup == MH_FEED_HTML && t->base.len)
        mh_feed_text_html(&b, t);
    else
        mh_buf_put(&b, t->value);
    put_str(o, key, mh_buf_view(&b));
    mh_buf_clear(&b);
}

json_t *str(mh_view v) {
    return json_stringn(v.ptr ? v.ptr : "", v.len);
}

void put_instant(json_t *o, const char *key, const mh_feed_instant *t) {
    char name[64];
    mh_buf b = {0};
    put_str(o, key, t->raw);
    if (!t->ok) return;
    snprintf(name, sizeof name, "%sParsed", key);
    mh_feed_date utc = {t->date.time_s, 0, true, true};
    mh_feed_date_put(&b, &utc);
    put_str(o, name, mh_buf_view(&b));
    mh_buf_clear(&b);
}

static json_t *person(const mh_feed_person *p, const char *url) {
    json_t *o = json_object();
    put_str(o, "name", p->name);
    put_str(o, "email", p->email);
    put_str(o, url, p->url);
    put_str(o, "avatar", p->avatar);
    return o;
}

json_t *people(const mh_feed_person *p, size_t n, const char *url) {
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) json_array_append_new(list, person(&p[i], url));
    return list;
}

void put_author(json_t *o, const mh_feed_part *p) {
    if (p->authors.len == 0 && p->publisher.name.len + p->publisher.email.len) {
        json_object_set_new(o, "author", person(&p->publisher, "url"));
        json_object_set_new(o, "authors", people(&p->publisher, 1, "url"));
        return;
    }
    if (p->authors.len) json_object_set_new(o, "author", person(&p->authors.ptr[0], "url"));
    put_some(o, "authors", people(p->authors.ptr, p->authors.len, "url"));
}

json_t *addresses(const mh_feed_part *p, bool enclosures) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->links.len; i++)
        if (enclosures || !mh_view_eq(p->links.ptr[i].rel, MH_VIEW("enclosure")))
            json_array_append_new(list, str(p->links.ptr[i].url));
    return list;
}

json_t *enclosures(const mh_feed_part *p) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->links.len; i++) {
        const mh_feed_link *l = &p->links.ptr[i];
        if (!mh_view_eq(l->rel, MH_VIEW("enclosure"))) continue;
        json_t *o = json_object();
        put_str(o, "url", l->url);
        put_str(o, "type", l->type);
        put_str(o, "length", l->length);
        json_array_append_new(list, o);
    }
    return list;
}

json_t *terms(const mh_feed_part *p) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->categories.len; i++)
        json_array_append_new(list, str(p->categories.ptr[i].term));
    return list;
}

/* ---- extensions: elements of other vocabularies as they are */

static json_t *element(const mh_xml *x, mh_xml_node n) {
    json_t *attrs = json_object(), *inner = json_object();
    mh_view text = {0};
    for (uint32_t i = 0; i < mh_xml_attr_count(x, n); i++) {
        mh_view name, value;
        mh_xml_attr_at(x, n, i, &name, &value);
        json_object_setn_new(attrs, name.ptr, name.len, str(value));
    }
    for (mh_xml_node c = mh_xml_first(x, n); c != MH_XML_NONE; c = mh_xml_next(x, c)) {
        if (mh_xml_is_text(x, c)) {
            if (text.len == 0) text = mh_view_trim(mh_xml_text(x, c));
            continue;
        }
        mh_view name = mh_xml_local(x, c);
        json_t *list = json_object_getn(inner, name.ptr, name.len);
        if (!list) json_object_setn_new(inner, name.ptr, name.len, list = json_array());
        json_array_append_new(list, element(x, c));
    }
    return json_pack("{sososOso}", "name", str(mh_xml_local(x, n)), "value", str(text), "attrs",
                     attrs, "children", inner);
}

static json_t *member(json_t *o, mh_view name) {
    json_t *m = json_object_getn(o, name.ptr, name.len);
    if (!m) json_object_setn_new(o, name.ptr, name.len, m = json_object());
    return m;
}

static void put_extensions(json_t *o, const mh_xml *x, mh_xml_node n) {
    json_t *all = json_object(), *custom = json_object();
    for (mh_xml_node c = mh_xml_child(x, n); c != MH_XML_NONE; c = mh_xml_sibling(x, c)) {
        mh_xml_space s = mh_xml_space_of(x, c);
        mh_view name = mh_xml_local(x, c);
        mh_view prefix = s > MH_NS_OTHER ? mh_xml_space_prefix(s) : mh_xml_prefix(x, c);
        if (mh_xml_prefix(x, c).len == 0) {
            mh_xml_node t = mh_xml_first(x, c);
            if (t != MH_XML_NONE && mh_xml_is_text(x, t))
                json_object_setn_new(custom, name.ptr, name.len,
                                     str(mh_view_trim(mh_xml_text(x, t))));
            continue;
        }
        json_t *vocabulary = member(all, prefix);
        json_t *list = json_object_getn(vocabulary, name.ptr, name.len);
        if (!list) json_object_setn_new(vocabulary, name.ptr, name.len, list = json_array());
        json_array_append_new(list, element(x, c));
    }
    put_some(o, "extensions", all);
    put_some(o, "custom", custom);
}

/* dcExt: lists of texts; itunesExt: the first text. */
static void put_known(json_t *o, const mh_xml *x, mh_xml_node n) {
    json_t *dc = json_object(), *itunes = json_object();
    for (mh_xml_node c = mh_xml_child(x, n); c != MH_XML_NONE; c = mh_xml_sibling(x, c)) {
        mh_xml_space s = mh_xml_space_of(x, c);
        mh_xml_node t = mh_xml_first(x, c);
        mh_view name = mh_xml_local(x, c);
        if ((s != MH_NS_DC && s != MH_NS_ITUNES) || t == MH_XML_NONE) continue;
        json_t *text = str(mh_view_trim(mh_xml_text(x, t)));
        if (s == MH_NS_ITUNES) {
            json_object_setn_new(itunes, name.ptr, name.len, text);
            continue;
        }
        json_t *list = json_object_getn(dc, name.ptr, name.len);
        if (!list) json_object_setn_new(dc, name.ptr, name.len, list = json_array());
        json_array_append_new(list, text);
    }
    put_some(o, "dcExt", dc);
    put_some(o, "itunesExt", itunes);
}

static mh_xml_node channel_of(const maker *m) {
    mh_xml_node n = mh_feed_head(m->f)->node;
    for (mh_xml_node c = mh_xml_child(m->x, n); c != MH_XML_NONE; c = mh_xml_sibling(m->x, c))
        if (mh_xml_is(m->x, c, "channel")) return c;
    return n;
}

void put_others(json_t *o, const maker *m, const mh_feed_part *p) {
    if (!m->x || p->node == MH_XML_NONE) return;
    mh_xml_node n = p == mh_feed_head(m->f) ? channel_of(m) : p->node;
    put_extensions(o, m->x, n);
    put_known(o, m->x, n);
}

void put_image(json_t *o, const mh_feed_image *i) {
    json_t *to = json_object();
    put_str(to, "url", i->url);
    put_str(to, "title", i->title);
    put_str(to, "link", i->link);
    put_str(to, "description", i->description);
    put_str(to, "width", i->width);
    put_str(to, "height", i->height);
    put_some(o, "image", to);
}
