/* A feed's elements by name: one table for RSS, RDF, Atom and CDF, whose words hardly clash. */
#include "doc/feed_priv.h"

#include "base/utf8.h"

#include <stddef.h>

typedef void handler(feed_scope s, mh_feed_part *p, mh_xml_node n);

typedef enum how {
    TEXT_PLAIN, /* a text, plain unless it says otherwise */
    TEXT_HTML,
    URL,
    DATE,
    CALL
} how;

typedef struct rule {
    const char *name; /* lower case; "dc:" and so on in front where it is not a core element */
    how how;
    size_t offset; /* of the field */
    handler *call;
} rule;

#define PART(field) offsetof(mh_feed_part, field)

static void read_children(feed_scope s, mh_feed_part *p, mh_xml_node n);

static void put_content(feed_scope s, mh_feed_part *p, mh_feed_text t) {
    mh_feed_text *to = t.value.len || t.src.len ? feed_push(s.f, &p->contents) : NULL;
    if (to) *to = t;
}

static void on_content(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    bool atom = s.f->form == MH_FEED_ATOM && mh_xml_prefix(s.f->xml, n).len == 0;
    put_content(s, p, feed_text(s, n, atom ? MH_FEED_PLAIN : MH_FEED_HTML));
}

/* A description and a summary: the second of them is content. */
static void on_summary(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    bool head = p == &s.f->head;
    mh_feed_text *to = head ? &p->subtitle : &p->summary;
    bool plain = mh_xml_is(s.f->xml, n, "summary");
    mh_feed_text t = feed_text(s, n, plain ? MH_FEED_PLAIN : MH_FEED_HTML);
    if (t.value.len == 0) return;
    if (to->value.len == 0)
        *to = t;
    else if (!head && mh_xml_space_of(s.f->xml, n) != MH_NS_ITUNES)
        put_content(s, p, t);
}

static void on_subtitle(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    mh_feed_text t = feed_text(s, n, MH_FEED_PLAIN);
    bool minor = mh_xml_space_of(s.f->xml, n) == MH_NS_ITUNES;
    if (t.value.len && (!minor || p->subtitle.value.len == 0)) p->subtitle = t;
}

static void on_title(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    mh_feed_text t = feed_text(s, n, MH_FEED_PLAIN);
    bool minor = mh_xml_prefix(s.f->xml, n).len > 0;
    if (t.value.len && (!minor || p->title.value.len == 0)) p->title = t;
}

static void on_link(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    s = feed_enter(s, n);
    mh_view href = mh_xml_attr_or(x, n, "href"), text = feed_word(s, n);
    mh_feed_link l = {.url = feed_url(s, href.len ? href : text),
                      .rel = mh_view_trim(mh_xml_attr_or(x, n, "rel")),
                      .type = mh_view_trim(mh_xml_attr_or(x, n, "type")),
                      .title = mh_xml_attr_or(x, n, "title"),
                      .language = mh_xml_attr_or(x, n, "hreflang"),
                      .length = mh_view_trim(mh_xml_attr_or(x, n, "length"))};
    if (l.url.len == 0 && mh_xml_attr(x, n, "href", &href) && mh_view_trim(href).len == 0)
        l.url = s.base; /* href="" */
    if (l.url.len == 0) return;
    if (mh_xml_space_of(x, n) == MH_NS_ITUNES && mh_view_ieq(l.rel, MH_VIEW("image"))) {
        p->image.url = l.url;
        return;
    }
    if (l.rel.len == 0) l.rel = MH_VIEW("alternate");
    mh_feed_link *to = feed_push(s.f, &p->links);
    if (to) *to = l;
    /* of several links RSS means the last of its own, Atom the first alternate */
    bool own = s.f->form == MH_FEED_RSS && mh_xml_space_of(x, n) != MH_NS_ATOM;
    bool alternate = mh_view_ieq(l.rel, MH_VIEW("alternate"));
    if (text.len || (alternate && (own || p->link.len == 0))) p->link = l.url;
}

static void on_enclosure(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    mh_view url = mh_xml_attr_or(x, n, "url");
    mh_feed_link l = {.url = feed_url(s, url.len ? url : mh_xml_attr_or(x, n, "href")),
                      .rel = MH_VIEW("enclosure"),
                      .type = mh_view_trim(mh_xml_attr_or(x, n, "type")),
                      .length = mh_view_trim(mh_xml_attr_or(x, n, "length"))};
    mh_feed_link *to = l.url.len ? feed_push(s.f, &p->links) : NULL;
    if (to) *to = l;
}

static void on_id(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    mh_view v;
    p->id = feed_word(s, n);
    if (p->id.len && p->id.ptr[0] == '/') p->id = feed_url(s, p->id);
    if (!mh_xml_is(x, n, "guid")) return;
    bool said = mh_xml_attr(x, n, "isPermaLink", &v);
    p->id_is_link = said ? mh_view_ieq(mh_view_trim(v), MH_VIEW("true")) : p->id.len > 0;
}

static void on_author(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    mh_feed_person who = feed_person(s, n);
    if (who.name.len + who.email.len + who.url.len == 0) return;
    for (size_t i = 0; i < p->authors.len; i++)
        if (mh_view_eq(p->authors.ptr[i].name, who.name) &&
            mh_view_eq(p->authors.ptr[i].email, who.email) &&
            mh_view_eq(p->authors.ptr[i].url, who.url))
            return;
    mh_feed_person *to = feed_push(s.f, &p->authors);
    if (to) *to = who;
}

static void on_contributor(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    mh_feed_person who = feed_person(s, n), *to = NULL;
    if (who.name.len + who.email.len + who.url.len) to = feed_push(s.f, &p->contributors);
    if (to) *to = who;
}

static void on_publisher(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    mh_feed_person who = feed_person(s, n);
    if (who.name.len + who.email.len) p->publisher = who;
}

static void put_category(feed_scope s, mh_feed_part *p, mh_view term, mh_view scheme,
                         mh_view label) {
    mh_feed_category *to = NULL;
    term = mh_view_trim(term);
    if (term.len + label.len) to = feed_push(s.f, &p->categories);
    if (to) *to = (mh_feed_category){term, scheme, label};
}

static void on_category(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    mh_view term = mh_xml_attr_or(x, n, "term"), scheme = mh_xml_attr_or(x, n, "scheme");
    if (scheme.len == 0) scheme = mh_xml_attr_or(x, n, "domain");
    if (term.len == 0) term = feed_word(s, n);
    put_category(s, p, term, scheme, mh_xml_attr_or(x, n, "label"));
}

static void on_keywords(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    mh_view rest = feed_word(s, n), word;
    mh_view scheme = {0};
    if (mh_xml_space_of(s.f->xml, n) == MH_NS_ITUNES) scheme = MH_VIEW("http://www.itunes.com/");
    while (rest.len && mh_view_split(&rest, ',', &word))
        put_category(s, p, word, scheme, (mh_view){0});
}

static void on_generator(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    mh_view url = mh_xml_attr_or(x, n, "uri");
    if (url.len == 0) url = mh_xml_attr_or(x, n, "url");
    if (url.len == 0) url = mh_xml_attr_or(x, n, "rdf:resource");
    p->generator_url = feed_url(s, url);
    p->generator_version = mh_xml_attr_or(x, n, "version");
    p->generator = feed_word(s, n);
    if (p->generator.len == 0) p->generator = p->generator_url;
}

static void on_image(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    mh_feed_image *m = &p->image;
    if (mh_xml_child(x, n) == MH_XML_NONE) {
        mh_view v = feed_word(s, n);
        if (v.len == 0) v = mh_xml_attr_or(x, n, "href");
        if (v.len == 0) v = mh_xml_attr_or(x, n, "rdf:resource");
        if (m->url.len == 0) m->url = feed_url(s, v);
        return;
    }
    for (mh_xml_node c = mh_xml_child(x, n); c != MH_XML_NONE; c = mh_xml_sibling(x, c)) {
        mh_view v = feed_word(s, c);
        if (mh_xml_is(x, c, "url"))
            m->url = feed_url(s, v);
        else if (mh_xml_is(x, c, "title"))
            m->title = v;
        else if (mh_xml_is(x, c, "link"))
            m->link = feed_url(s, v);
        else if (mh_xml_is(x, c, "description"))
            m->description = v;
        else if (mh_xml_is(x, c, "width"))
            m->width = v;
        else if (mh_xml_is(x, c, "height"))
            m->height = v;
    }
}

static void on_source(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    if (p->source || p == &s.f->head) return;
    mh_feed_part *from = p->source = mh_arena_alloc(s.f->arena, sizeof *from);
    from->node = n;
    if (mh_xml_child(x, n) != MH_XML_NONE) {
        read_children(s, from, n);
        feed_settle(from);
        return;
    }
    from->title = feed_text(s, n, MH_FEED_PLAIN);
    from->link = feed_url(s, mh_xml_attr_or(x, n, "url"));
}

static void on_language(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    mh_view v = feed_language(s.f, feed_word(s, n));
    if (v.len) p->language = v;
}

static void on_where(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    feed_place(s, n, &p->place);
}

/* Sorted as they come to mind; looked up once for each element. */
static const rule rules[] = {
    {"title", CALL, 0, on_title},
    {"dc:title", CALL, 0, on_title},
    {"link", CALL, 0, on_link},
    {"itunes:link", CALL, 0, on_link},
    {"guid", CALL, 0, on_id},
    {"id", CALL, 0, on_id},
    {"description", CALL, 0, on_summary},
    {"abstract", CALL, 0, on_summary},
    {"dc:description", CALL, 0, on_summary},
    {"dcterms:abstract", CALL, 0, on_summary},
    {"itunes:summary", CALL, 0, on_summary},
    {"summary", CALL, 0, on_summary},
    {"tagline", CALL, 0, on_subtitle},
    {"subtitle", CALL, 0, on_subtitle},
    {"itunes:subtitle", CALL, 0, on_subtitle},
    {"content", CALL, 0, on_content},
    {"content:encoded", CALL, 0, on_content},
    {"fullitem", CALL, 0, on_content},
    {"body", CALL, 0, on_content},
    {"xhtml:body", CALL, 0, on_content},
    {"xhtml:div", CALL, 0, on_content},
    {"author", CALL, 0, on_author},
    {"managingeditor", CALL, 0, on_author},
    {"dc:author", CALL, 0, on_author},
    {"dc:creator", CALL, 0, on_author},
    {"itunes:author", CALL, 0, on_author},
    {"contributor", CALL, 0, on_contributor},
    {"dc:contributor", CALL, 0, on_contributor},
    {"webmaster", CALL, 0, on_publisher},
    {"dc:publisher", CALL, 0, on_publisher},
    {"itunes:owner", CALL, 0, on_publisher},
    {"category", CALL, 0, on_category},
    {"dc:subject", CALL, 0, on_category},
    {"keywords", CALL, 0, on_keywords},
    {"tags", CALL, 0, on_keywords},
    {"itunes:keywords", CALL, 0, on_keywords},
    {"pubdate", DATE, PART(published), NULL},
    {"published", DATE, PART(published), NULL},
    {"issued", DATE, PART(published), NULL},
    {"dcterms:issued", DATE, PART(published), NULL},
    {"updated", DATE, PART(updated), NULL},
    {"modified", DATE, PART(updated), NULL},
    {"lastbuilddate", DATE, PART(updated), NULL},
    {"dc:date", DATE, PART(updated), NULL},
    {"dcterms:modified", DATE, PART(updated), NULL},
    {"created", DATE, PART(created), NULL},
    {"dcterms:created", DATE, PART(created), NULL},
    {"expirationdate", DATE, PART(expires), NULL},
    {"copyright", TEXT_PLAIN, PART(rights), NULL},
    {"rights", TEXT_PLAIN, PART(rights), NULL},
    {"dc:rights", TEXT_PLAIN, PART(rights), NULL},
    {"info", TEXT_PLAIN, PART(info), NULL},
    {"feedburner:browserfriendly", TEXT_HTML, PART(info), NULL},
    {"language", CALL, 0, on_language},
    {"dc:language", CALL, 0, on_language},
    {"generator", CALL, 0, on_generator},
    {"admin:generatoragent", CALL, 0, on_generator},
    {"image", CALL, 0, on_image},
    {"icon", URL, PART(icon), NULL},
    {"logo", URL, PART(logo), NULL},
    {"enclosure", CALL, 0, on_enclosure},
    {"comments", URL, PART(comments), NULL},
    {"source", CALL, 0, on_source},
    {"georss:where", CALL, 0, on_where},
    {"georss:point", CALL, 0, on_where},
    {"georss:line", CALL, 0, on_where},
    {"georss:polygon", CALL, 0, on_where},
    {"georss:box", CALL, 0, on_where},
    {"where", CALL, 0, on_where},
};

#define KEY_BYTES 64 /* longer names are cut: no rule has one */

/* "dc:creator" by the vocabulary; core elements without prefix; others with the one written. In lower
 * case. */
static mh_view key_of(const mh_xml *x, mh_xml_node n, char to[KEY_BYTES]) {
    mh_xml_space sp = mh_xml_space_of(x, n);
    mh_view prefix = mh_xml_prefix(x, n), local = mh_xml_local(x, n);
    if (sp == MH_NS_ATOM || sp == MH_NS_RSS || sp == MH_NS_NONE)
        prefix = (mh_view){0};
    else if (sp != MH_NS_OTHER)
        prefix = mh_xml_space_prefix(sp);
    size_t len = 0;
    for (size_t i = 0; i < prefix.len && len < KEY_BYTES; i++) to[len++] = mh_lower(prefix.ptr[i]);
    if (len && len < KEY_BYTES) to[len++] = ':';
    for (size_t i = 0; i < local.len && len < KEY_BYTES; i++) to[len++] = mh_lower(local.ptr[i]);
    return mh_utf8_cut((mh_view){to, len}, len == KEY_BYTES ? len - 1 : len);
}

static void put_extra(feed_scope s, mh_feed_part *p, mh_xml_node n, mh_view key) {
    mh_feed_extra *to = feed_push(s.f, &p->extras);
    if (!to) return;
    to->name = mh_arena_dup(s.f->arena, key);
    to->value = feed_word(feed_enter(s, n), n);
    if (mh_xml_space_of(s.f->xml, n) == MH_NS_WFW) to->value = feed_url(s, to->value);
    to->node = n;
}

static void read_one(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    char room[KEY_BYTES];
    mh_view key = key_of(s.f->xml, n, room);
    const rule *r = NULL;
    for (size_t i = 0; !r && i < sizeof rules / sizeof *rules; i++)
        if (mh_view_eq(key, mh_view_of(rules[i].name))) r = &rules[i];
    if (!r) {
        if (!feed_read_media(s, p, n)) put_extra(s, p, n, key);
        return;
    }
    void *field = (char *)p + r->offset;
    mh_feed_text text;
    switch (r->how) {
    case TEXT_PLAIN:
    case TEXT_HTML:
        text = feed_text(s, n, r->how == TEXT_HTML ? MH_FEED_HTML : MH_FEED_PLAIN);
        if (text.value.len) *(mh_feed_text *)field = text;
        break;
    case URL: *(mh_view *)field = feed_url(feed_enter(s, n), feed_word(s, n)); break;
    case DATE: feed_instant(field, feed_word(s, n)); break;
    case CALL: r->call(s, p, n); break;
    }
}

static void read_attrs(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    mh_view v;
    p->language = s.language;
    if (mh_xml_attr(x, n, "rdf:about", &v)) p->id = feed_url(s, v);
    if (s.f->form != MH_FEED_CDF) return;
    mh_view href = feed_url(s, mh_xml_attr_or(x, n, "href"));
    mh_feed_link *l = href.len ? feed_push(s.f, &p->links) : NULL;
    if (l) *l = (mh_feed_link){.url = href, .rel = MH_VIEW("alternate")};
    if (href.len) p->link = href;
    feed_instant(&p->updated, mh_xml_attr_or(x, n, "lastmod"));
}

/* An unclosed entry has the next one inside it, so the list may move while this one is read. */
static void read_entry(feed_scope s, mh_xml_node n) {
    mh_feed_part part = {.node = n};
    size_t at = s.f->entries.len;
    if (!feed_add_entry(s.f, n)) return;
    s = feed_enter(s, n);
    read_attrs(s, &part, n);
    read_children(s, &part, n);
    feed_settle(&part);
    s.f->entries.ptr[at] = part;
}

static void read_children(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    s = feed_enter(s, n);
    for (mh_xml_node c = mh_xml_child(x, n); c != MH_XML_NONE; c = mh_xml_sibling(x, c)) {
        bool core = mh_xml_space_of(x, c) <= MH_NS_RSS;
        if (core && (mh_xml_is(x, c, "item") || mh_xml_is(x, c, "entry")))
            read_entry(s, c);
        else if (core && p == &s.f->head && mh_xml_is(x, c, "channel")) {
            feed_scope in = feed_enter(s, c);
            read_attrs(in, p, c);
            read_children(s, p, c);
        } else
            read_one(s, p, c);
    }
}

void feed_read_xml(mh_feed *f, mh_xml_node n, mh_view base, mh_view language) {
    feed_scope s = {f, base, language};
    mh_view v;
    f->head.node = n;
    if (f->form == MH_FEED_CDF && mh_xml_attr(f->xml, n, "base", &v)) s.base = feed_url(s, v);
    if (mh_xml_is(f->xml, n, "entry")) {
        read_entry(s, n);
        return;
    }
    read_attrs(feed_enter(s, n), &f->head, n);
    read_children(s, &f->head, n);
    feed_settle(&f->head);
}

void feed_settle(mh_feed_part *p) {
    if (p->link.len == 0 && p->id_is_link)
        p->link = p->id;
    else if (p->id_is_link && !mh_view_eq(p->id, p->link))
        p->id_is_link = false;
}
