/* feeds_feedparser: a feed under the names that feedparser gives, and the assertions on it. */
#include "conform.h"

#include "base/clock.h"
#include "doc/charset.h"

#include <string.h>
#include <strings.h>

static mh_view shown(mh_buf *out, const mh_feed_text *t) {
    mh_buf_reset(out);
    if (t->markup == MH_FEED_HTML)
        mh_feed_text_html(out, t);
    else
        mh_buf_put(out, t->value);
    return mh_buf_view(out);
}

static json_t *text_detail(const mh_feed_text *t) {
    mh_buf b = {0};
    json_t *o = json_object();
    mh_view v = shown(&b, t);
    json_object_set_new(o, "value", json_stringn(v.ptr ? v.ptr : "", v.len));
    mh_buf_clear(&b);
    put_str(o, "type", t->type);
    put_str(o, "base", t->base);
    put_str(o, "language", t->language);
    put_str(o, "src", t->src);
    return o;
}

static void put_text(json_t *o, const char *key, const mh_feed_text *t) {
    char name[64];
    if (t->value.len == 0) return;
    json_t *d = text_detail(t);
    snprintf(name, sizeof name, "%s_detail", key);
    json_object_set(o, key, json_object_get(d, "value"));
    json_object_set_new(o, name, d);
}

/* Python's time tuple of UTC. */
static json_t *tuple_of(int64_t time_s) {
    mh_civil c = mh_civil_of_s(time_s);
    mh_civil first = {.year = c.year, .month = 1, .day = 1};
    int64_t day = (time_s - mh_civil_to_s(first)) / 86400;
    return json_pack("[iiiiiiiii]", c.year, c.month, c.day, c.hour, c.minute, c.second,
                     mh_civil_weekday(c) - 1, (int)day + 1, 0);
}

static void put_date(json_t *o, const char *key, mh_view raw, const mh_feed_date *d) {
    char name[64];
    put_str(o, key, raw);
    snprintf(name, sizeof name, "%s_parsed", key);
    if (d) json_object_set_new(o, name, tuple_of(d->time_s));
}

static void put_instant(json_t *o, const char *key, const mh_feed_instant *t) {
    put_date(o, key, t->raw, t->ok ? &t->date : NULL);
}

static json_t *person(const mh_feed_person *p) {
    json_t *o = json_object();
    put_str(o, "name", p->name);
    put_str(o, "email", p->email);
    put_str(o, "href", p->url);
    return o;
}

static void put_person(json_t *o, const char *key, const mh_feed_person *p) {
    char name[64], line[512];
    if (p->name.len + p->email.len + p->url.len == 0) return;
    snprintf(line, sizeof line, p->name.len && p->email.len ? "%.*s (%.*s)" : "%.*s%.*s",
             MH_FMT(p->name), MH_FMT(p->email));
    put_str(o, key, mh_view_of(line));
    snprintf(name, sizeof name, "%s_detail", key);
    json_object_set_new(o, name, person(p));
}

static void put_links(json_t *o, const mh_feed_part *p) {
    json_t *links = json_array(), *enclosures = json_array();
    for (size_t i = 0; i < p->links.len; i++) {
        const mh_feed_link *l = &p->links.ptr[i];
        json_t *to = json_object();
        put_str(to, "href", l->url);
        put_str(to, "type", l->type);
        if (l->type.len == 0 && mh_view_eq(l->rel, MH_VIEW("self")))
            put_str(to, "type", MH_VIEW("application/atom+xml")); /* feedparser's default */
        put_str(to, "title", l->title);
        put_str(to, "hreflang", l->language);
        put_str(to, "length", l->length);
        if (mh_view_eq(l->rel, MH_VIEW("enclosure")))
            json_array_append_new(enclosures, json_copy(to));
        put_str(to, "rel", l->rel);
        json_array_append_new(links, to);
    }
    json_object_set_new(o, "links", links);
    put_some(o, "enclosures", enclosures);
    put_str(o, "link", p->link);
}

/* Longitude first; of another system as they are. */
static json_t *numbers_of(const mh_feed_place *w, size_t at) {
    json_t *point = json_array();
    json_array_append_new(point, json_real(w->numbers[at + !w->foreign]));
    json_array_append_new(point, json_real(w->numbers[at + w->foreign]));
    if (w->dimension == 3) json_array_append_new(point, json_real(w->numbers[at + 2]));
    return point;
}

/* GeoJSON's shapes, as feedparser has them. */
static json_t *place(const mh_feed_place *w) {
    static const char *const kinds[][2] = {
        {"point", "Point"}, {"line", "LineString"}, {"polygon", "Polygon"}, {"box", "Box"}};
    json_t *o = json_object(), *list = json_array();
    if (!w->kind) {
        json_decref(list);
        return o;
    }
    for (size_t i = 0; i < 4; i++)
        if (strcmp(w->kind, kinds[i][0]) == 0)
            json_object_set_new(o, "type", json_string(kinds[i][1]));
    for (size_t i = 0; i + w->dimension <= w->len; i += w->dimension)
        json_array_append_new(list, numbers_of(w, i));
    if (strcmp(w->kind, "point") == 0) {
        json_object_set(o, "coordinates", json_array_get(list, 0));
        json_decref(list);
    } else if (strcmp(w->kind, "polygon") == 0) {
        json_object_set_new(o, "coordinates", json_pack("[o]", list));
    } else {
        json_object_set_new(o, "coordinates", list);
    }
    return o;
}

static json_t *attributes(const mh_xml *x, mh_xml_node n) {
    json_t *o = json_object();
    for (uint32_t i = 0; i < mh_xml_attr_count(x, n); i++) {
        mh_view name, value;
        mh_xml_attr_at(x, n, i, &name, &value);
        mh_view key = mh_view_ieq(name, MH_VIEW("url")) ? MH_VIEW("href") : name;
        json_object_setn_new(o, key.ptr, key.len, json_stringn(value.ptr, value.len));
    }
    return o;
}

static json_t *children(const mh_xml *x, mh_xml_node n) {
    json_t *o = json_object();
    for (mh_xml_node c = mh_xml_child(x, n); c != MH_XML_NONE; c = mh_xml_sibling(x, c)) {
        mh_view name = mh_xml_local(x, c), text = {0};
        mh_xml_node t = mh_xml_first(x, c);
        if (t != MH_XML_NONE && mh_xml_is_text(x, t)) text = mh_view_trim(mh_xml_text(x, t));
        json_object_setn_new(o, name.ptr, name.len,
                             json_stringn(text.ptr ? text.ptr : "", text.len));
    }
    return o;
}

/* dcterms:valid, "start=...; end=..." */
static void put_validity(json_t *o, mh_view v) {
    mh_view part;
    while (v.len && mh_view_split(&v, ';', &part)) {
        char key[32];
        size_t eq = mh_view_find_byte(part, '=', 0);
        if (eq == SIZE_MAX) continue;
        mh_feed_date d;
        mh_view raw = mh_view_trim(mh_view_sub(part, eq + 1, part.len));
        bool ok = mh_feed_date_read(raw, &d);
        snprintf(key, sizeof key, "validity_%.*s", MH_FMT(mh_view_trim(mh_view_sub(part, 0, eq))));
        put_date(o, key, raw, ok ? &d : NULL);
    }
}

static void put_extra(json_t *o, const mh_xml *x, const mh_feed_extra *e) {
    char key[128];
    snprintf(key, sizeof key, "%.*s", MH_FMT(e->name));
    for (char *c = key; *c; c++) *c = *c == ':' ? '_' : *c;
    bool parent = mh_xml_child(x, e->node) != MH_XML_NONE;
    if (strcmp(key, "itunes_block") == 0) {
        json_object_set_new(o, key, json_integer(mh_view_eq(e->value, MH_VIEW("yes"))));
    } else if (strcmp(key, "dcterms_valid") == 0) {
        put_validity(o, e->value);
    } else if (parent) {
        json_object_set_new(o, key, children(x, e->node));
    } else if (e->value.len == 0) {
        json_object_set_new(o, key, attributes(x, e->node));
    } else {
        put_str(o, key, e->value);
    }
}

static void put_lists(json_t *o, const mh_feed_part *p) {
    json_t *tags = json_array(), *authors = json_array(), *others = json_array();
    json_t *content = json_array(), *thumbs = json_array();
    for (size_t i = 0; i < p->categories.len; i++) {
        json_t *t = json_object();
        put_str(t, "term", p->categories.ptr[i].term);
        put_str(t, "scheme", p->categories.ptr[i].scheme);
        put_str(t, "label", p->categories.ptr[i].label);
        json_array_append_new(tags, t);
    }
    for (size_t i = 0; i < p->authors.len; i++)
        json_array_append_new(authors, person(&p->authors.ptr[i]));
    for (size_t i = 0; i < p->contributors.len; i++)
        json_array_append_new(others, person(&p->contributors.ptr[i]));
    for (size_t i = 0; i < p->contents.len; i++)
        json_array_append_new(content, text_detail(&p->contents.ptr[i]));
    for (size_t i = 0; i < p->media.len; i++)
        if (p->media.ptr[i].is_thumbnail)
            json_array_append_new(thumbs, json_pack("{ss%}", "href", p->media.ptr[i].url.ptr,
                                                    p->media.ptr[i].url.len));
    if (p->categories.len) put_str(o, "category", p->categories.ptr[0].term);
    if (p->authors.len) put_person(o, "author", &p->authors.ptr[p->authors.len - 1]);
    put_some(o, "tags", tags);
    put_some(o, "authors", authors);
    put_some(o, "contributors", others);
    put_some(o, "content", content);
    put_some(o, "media_thumbnail", thumbs);
}

static void put_chapters(json_t *o, const mh_feed_part *p) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->chapters.len; i++) {
        const mh_feed_chapter *c = &p->chapters.ptr[i];
        json_t *to = json_object();
        put_str(to, "start", c->start);
        put_str(to, "title", c->title);
        put_str(to, "href", c->url);
        put_str(to, "image", c->image);
        if (c->start_s >= 0) /* a timedelta */
            json_object_set_new(to, "start_parsed", json_pack("{sf}", "seconds", c->start_s));
        json_array_append_new(list, to);
    }
    if (p->chapters.len)
        json_object_set_new(o, "psc_chapters", json_pack("{so}", "chapters", list));
    else
        json_decref(list);
}

static void put_image(json_t *o, const mh_feed_image *m) {
    json_t *i = json_object();
    uint64_t n;
    put_str(i, "href", m->url);
    put_str(i, "title", m->title);
    put_str(i, "link", m->link);
    put_str(i, "description", m->description);
    if (mh_view_u64(m->width, &n)) json_object_set_new(i, "width", json_integer((json_int_t)n));
    if (mh_view_u64(m->height, &n)) json_object_set_new(i, "height", json_integer((json_int_t)n));
    put_some(o, "image", i);
}

/* A summary that the entry lacks is its content where that is text. */
static void put_summary(json_t *o, const mh_feed_part *p, bool entry) {
    if (entry && p->summary.value.len) {
        put_text(o, "summary", &p->summary);
    } else if (entry && p->contents.len &&
               mh_view_istarts(p->contents.ptr[0].type, MH_VIEW("text/"))) {
        put_text(o, "summary", &p->contents.ptr[0]);
    } else if (entry && p->contents.len &&
               mh_view_eq(p->contents.ptr[0].type, MH_VIEW("application/xhtml+xml"))) {
        put_text(o, "summary", &p->contents.ptr[0]);
    }
    put_text(o, "subtitle", &p->subtitle);
}

static json_t *part_of(const mh_feed *f, const mh_feed_part *p, bool entry) {
    json_t *o = json_object();
    put_text(o, "title", &p->title);
    put_summary(o, p, entry);
    put_text(o, "rights", &p->rights);
    put_text(o, "info", &p->info);
    put_str(o, "id", p->id);
    if (p->id.len) json_object_set_new(o, "guidislink", json_boolean(p->id_is_link));
    put_str(o, "comments", p->comments);
    put_str(o, "language", p->language);
    put_str(o, "icon", p->icon);
    put_str(o, "logo", p->logo);
    put_str(o, "generator", p->generator);
    json_t *g = json_object();
    put_str(g, "name", p->generator);
    put_str(g, "href", p->generator_url);
    put_str(g, "version", p->generator_version);
    put_some(o, "generator_detail", g);
    put_links(o, p);
    put_lists(o, p);
    put_person(o, "publisher", &p->publisher);
    put_instant(o, "published", &p->published);
    put_instant(o, "updated", &p->updated);
    put_instant(o, "created", &p->created);
    put_instant(o, "expired", &p->expires);
    put_image(o, &p->image);
    put_chapters(o, p);
    json_object_set_new(o, "where", place(&p->place));
    for (size_t i = 0; mh_feed_xml(f) && i < p->extras.len; i++)
        put_extra(o, mh_feed_xml(f), &p->extras.ptr[i]);
    if (p->source) json_object_set_new(o, "source", part_of(f, p->source, true));
    return o;
}

static void put_version(json_t *o, const mh_feed *f) {
    char v[32];
    size_t n = (size_t)snprintf(v, sizeof v, "%s", mh_feed_form_name(mh_feed_form_of(f)));
    mh_view version = mh_feed_version(f);
    for (size_t i = 0; i < version.len && n < sizeof v - 1; i++)
        if (version.ptr[i] != '.') v[n++] = version.ptr[i];
    put_str(o, "version", (mh_view){v, n});
}

static mh_view header(const json_t *in, const char *name) {
    size_t i;
    json_t *pair;
    json_array_foreach(json_object_get(in, "headers"), i, pair) {
        if (mh_view_ieq(view_in(json_array_get(pair, 0), NULL), mh_view_of(name)))
            return view_in(json_array_get(pair, 1), NULL);
    }
    return (mh_view){0};
}

static json_t *whole(const mh_feed *f, const json_t *in) {
    json_t *o = json_object(), *entries = json_array();
    mh_feed_date d;
    mh_view modified = header(in, "Last-Modified");
    json_object_set_new(o, "feed", part_of(f, mh_feed_head(f), false));
    for (size_t i = 0; i < mh_feed_count(f); i++)
        json_array_append_new(entries, part_of(f, mh_feed_entry(f, i), true));
    json_object_set_new(o, "entries", entries);
    json_object_set_new(o, "encoding", json_string(mh_feed_charset(f)));
    put_version(o, f);
    bool ok = mh_feed_date_read(modified, &d);
    put_date(o, "modified", modified, ok ? &d : NULL);
    return o;
}

static bool truthy(const json_t *v) {
    return v && !json_is_null(v) && !json_is_false(v) &&
           !(json_is_string(v) && json_string_length(v) == 0) &&
           !(json_is_integer(v) && json_integer_value(v) == 0);
}

/* By the Encoding Standard's labels; UTF-32, which that has not, by name. Two sets are read by their
 * supersets: us-ascii (what RFC 3023 made of text/xml without a charset; RFC 7303 took it back) by
 * UTF-8, GB 2312 and GBK by GB 18030. */
static bool same_encoding(mh_view got, mh_view want) {
    const char *x = mh_charset_of_label(got), *y = mh_charset_of_label(want);
    if (mh_view_ieq(got, want)) return true;
    if (mh_view_ieq(want, MH_VIEW("us-ascii")) && mh_view_ieq(got, MH_VIEW("utf-8"))) return true;
    if (y && strcasecmp(y, "gbk") == 0 && mh_view_ieq(got, MH_VIEW("gb18030"))) return true;
    return x && y && strcasecmp(x, y) == 0;
}

static bool is_bozo(const json_t *assertion) {
    return mh_view_eq(view_in(json_array_get(json_object_get(assertion, "path"), 0), NULL),
                      MH_VIEW("bozo"));
}

static bool holds(const json_t *doc, const json_t *a) {
    json_t *path = json_object_get(a, "path"), *want = json_object_get(a, "value");
    mh_view op = view_in(a, "op");
    const json_t *got = at_path(doc, path);
    size_t i, k;
    json_t *alternative, *one;
    if (mh_view_eq(op, MH_VIEW("any"))) {
        json_array_foreach(json_object_get(a, "of"), i, alternative) {
            bool all = true;
            json_array_foreach(alternative, k, one) all = all && (is_bozo(one) || holds(doc, one));
            if (all) return true;
        }
        return false;
    }
    if (mh_view_eq(op, MH_VIEW("parses"))) return true;
    if (mh_view_eq(op, MH_VIEW("truthy"))) return truthy(got);
    if (mh_view_eq(op, MH_VIEW("falsy"))) return !truthy(got);
    if (mh_view_eq(op, MH_VIEW("absent"))) return !got;
    if (mh_view_eq(op, MH_VIEW("len")))
        return json_is_array(got) && json_array_size(got) == (size_t)json_integer_value(want);
    bool inside = mh_view_find(view_in(got, NULL), view_in(want, NULL), 0) != SIZE_MAX;
    if (mh_view_eq(op, MH_VIEW("contains"))) return inside;
    if (mh_view_eq(op, MH_VIEW("not_contains"))) return !inside;
    if (mh_view_eq(view_in(json_array_get(path, 0), NULL), MH_VIEW("encoding")))
        return same_encoding(view_in(got, NULL), view_in(want, NULL));
    if (same_drawing(view_in(got, NULL), view_in(want, NULL))) return true;
    return json_is_null(want) ? !truthy(got) : got && same_json(got, want);
}

static json_t *read_feed(const json_t *in, outcome *o) {
    mh_buf bytes = {0};
    mh_feed *f = NULL;
    mh_err e = {0};
    put_bytes(&bytes, in);
    mh_feed_source src = {.url = view_in(in, "url"),
                          .content_type = header(in, "Content-Type"),
                          .location = header(in, "Content-Location"),
                          .language = header(in, "Content-Language")};
    json_t *doc = NULL;
    if (mh_feed_parse(&f, mh_buf_view(&bytes), &src, &e) == MH_OK)
        doc = whole(f, in);
    else
        mh_buf_printf(&o->got, "%s; ", e.msg);
    mh_feed_free(f);
    mh_buf_clear(&bytes);
    return doc ? doc : json_object();
}

verdict run_feedparser(const json_t *r, outcome *o) {
    json_t *in = json_object_get(r, "input"), *a;
    size_t i;
    json_t *doc = read_feed(in, o);
    json_array_foreach(json_object_get(r, "expect"), i, a) {
        if (is_bozo(a)) continue;
        o->leaves++;
        if (holds(doc, a)) {
            o->held++;
            continue;
        }
        const json_t *got = at_path(doc, json_object_get(a, "path"));
        char *path = json_dumps(json_object_get(a, "path"), JSON_ENCODE_ANY);
        char *shown = got ? json_dumps(got, JSON_ENCODE_ANY) : NULL;
        mh_buf_printf(&o->got, "%s = %s\n", path, shown ? shown : "(absent)");
        free(path);
        free(shown);
    }
    json_decref(doc);
    if (o->leaves == 0) return SKIPPED;
    return o->held == o->leaves ? PASSED : FAILED;
}
