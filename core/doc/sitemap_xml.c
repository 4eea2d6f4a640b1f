/* <urlset> and <sitemapindex> with the extensions for news, images, videos and alternates. */
#include "doc/sitemap_priv.h"

#include <stdlib.h>
#include <string.h>

#define MAX_IMAGES 1000u /* of one page: the extension's own limit; videos, alternates too */

typedef struct reading {
    mh_sitemap *s;
    const sitemap_place *p;
    const mh_xml *x;
    mh_sitemap_entry entry;
    mh_view url; /* of entry, as written; empty: none yet */
} reading;

/* feed_grow's twin for lists of one page. */
static void *grow(mh_sitemap *s, void *list, size_t size) {
    struct {
        void *ptr;
        size_t len, cap;
    } *l = list;
    if (l->len >= MAX_IMAGES) {
        s->clipped = true;
        return NULL;
    }
    if (l->len == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 1;
        void *bigger = mh_arena_array(s->arena, cap, size);
        if (l->len) memcpy(bigger, l->ptr, l->len * size);
        l->ptr = bigger;
        l->cap = cap;
    }
    return (char *)l->ptr + l->len++ * size;
}

static mh_view word(reading *r, mh_xml_node n) {
    return sitemap_trim(mh_xml_text_of(r->x, n, r->s->arena));
}

static void put_instant(reading *r, mh_feed_instant *to, mh_xml_node n) {
    to->raw = word(r, n);
    to->ok = mh_feed_date_read(to->raw, &to->date);
}

static mh_view frequency_of(mh_view v) {
    static const mh_view words[] = {MH_VIEW_INIT("always"),  MH_VIEW_INIT("hourly"),
                                    MH_VIEW_INIT("daily"),   MH_VIEW_INIT("weekly"),
                                    MH_VIEW_INIT("monthly"), MH_VIEW_INIT("yearly"),
                                    MH_VIEW_INIT("never")};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mh_view_ieq(v, words[i])) return words[i];
    return (mh_view){0};
}

/* "0.8"; whatever is no number from 0 to 1 was not said. */
static double priority_of(mh_view v) {
    char text[24], *end;
    if (v.len == 0 || v.len >= sizeof text) return -1;
    memcpy(text, v.ptr, v.len);
    text[v.len] = 0;
    double d = strtod(text, &end);
    return *end == 0 && d >= 0 && d <= 1 ? d : -1;
}

/* <news:news>, whose children may lie in <news:publication>. */
static void read_news(reading *r, mh_xml_node n, bool inner) {
    mh_sitemap_entry *e = &r->entry;
    for (mh_xml_node c = mh_xml_child(r->x, n); c != MH_XML_NONE; c = mh_xml_sibling(r->x, c)) {
        if (mh_xml_is(r->x, c, "publication") && !inner)
            read_news(r, c, true);
        else if (mh_xml_is(r->x, c, "name"))
            e->publication = word(r, c);
        else if (mh_xml_is(r->x, c, "language"))
            e->language = word(r, c);
        else if (mh_xml_is(r->x, c, "publication_date"))
            put_instant(r, &e->published, c);
        else if (mh_xml_is(r->x, c, "title"))
            e->title = word(r, c);
        else if (mh_xml_is(r->x, c, "keywords"))
            e->keywords = word(r, c);
    }
    e->is_news = true;
}

static void put_address(reading *r, void *list, mh_view ref) {
    mh_view url = sitemap_url(r->s, r->p, ref);
    mh_view *to = url.len ? grow(r->s, list, sizeof *to) : NULL;
    if (to) *to = url;
}

static void read_video(reading *r, mh_xml_node n) {
    mh_xml_node file = MH_XML_NONE, player = MH_XML_NONE;
    for (mh_xml_node c = mh_xml_child(r->x, n); c != MH_XML_NONE; c = mh_xml_sibling(r->x, c)) {
        if (mh_xml_is(r->x, c, "content_loc")) file = c;
        if (mh_xml_is(r->x, c, "player_loc")) player = c;
    }
    mh_xml_node from = file != MH_XML_NONE ? file : player;
    if (from != MH_XML_NONE) put_address(r, &r->entry.videos, word(r, from));
}

static void read_alternate(reading *r, mh_xml_node n) {
    mh_view language = sitemap_trim(mh_xml_attr_or(r->x, n, "hreflang"));
    mh_view rel = mh_xml_attr_or(r->x, n, "rel");
    mh_view url = sitemap_url(r->s, r->p, mh_xml_attr_or(r->x, n, "href"));
    if (!mh_view_ieq(sitemap_trim(rel), MH_VIEW("alternate")) || !language.len || !url.len) return;
    mh_sitemap_alternate *to = grow(r->s, &r->entry.alternates, sizeof *to);
    if (to) *to = (mh_sitemap_alternate){language, url};
}

static bool finish(reading *r) {
    bool room = r->url.len == 0 || sitemap_add(r->s, r->p, r->entry, r->url);
    r->url = (mh_view){0};
    r->entry = (mh_sitemap_entry){.priority = -1};
    return room;
}

static void read_images(reading *r, mh_xml_node n) {
    for (mh_xml_node c = mh_xml_child(r->x, n); c != MH_XML_NONE; c = mh_xml_sibling(r->x, c))
        if (mh_xml_is(r->x, c, "loc")) put_address(r, &r->entry.images, word(r, c));
}

/* An element of the protocol itself; false when n is none. A second <loc> begins a second entry. */
static bool read_core(reading *r, mh_xml_node n, bool *room) {
    const mh_xml *x = r->x;
    mh_sitemap_entry *e = &r->entry;
    if (mh_xml_is(x, n, "loc")) {
        *room = r->url.len == 0 || finish(r);
        if (!mh_xml_cut(x, n)) r->url = word(r, n);
    } else if (mh_xml_is(x, n, "lastmod")) {
        put_instant(r, &e->modified, n);
    } else if (mh_xml_is(x, n, "changefreq")) {
        e->frequency = frequency_of(word(r, n));
    } else if (mh_xml_is(x, n, "priority")) {
        e->priority = priority_of(word(r, n));
    } else {
        return false;
    }
    return true;
}

/* A child of <url> or <sitemap>; false when the file is full. */
static bool read_child(reading *r, mh_xml_node n) {
    const mh_xml *x = r->x;
    mh_xml_space space = mh_xml_space_of(x, n);
    bool extension = space == MH_NS_NEWS || space == MH_NS_IMAGE || space == MH_NS_VIDEO;
    bool room = true;
    if (!extension && read_core(r, n, &room)) return room;
    if (space == MH_NS_NEWS || mh_xml_is(x, n, "news"))
        read_news(r, n, false);
    else if (space == MH_NS_IMAGE || mh_xml_is(x, n, "image"))
        read_images(r, n);
    else if (space == MH_NS_VIDEO || mh_xml_is(x, n, "video"))
        read_video(r, n);
    else if (mh_xml_is(x, n, "link"))
        read_alternate(r, n);
    return true;
}

/* False when the file is full. An unclosed entry has the next one inside it: entries are taken in
 * document order, so one that holds another ends where that begins. */
static bool read_entry(reading *r, mh_xml_node n) {
    const mh_xml *x = r->x;
    bool room = true;
    mh_view bare = {0};
    for (mh_xml_node c = mh_xml_first(x, n); c != MH_XML_NONE && room; c = mh_xml_next(x, c)) {
        if (mh_xml_is_text(x, c)) {
            if (bare.len == 0) bare = sitemap_trim(mh_xml_text(x, c));
        } else if (mh_xml_is(x, c, "url") || mh_xml_is(x, c, "sitemap")) {
            room = finish(r) && read_entry(r, c);
        } else {
            room = read_child(r, c);
        }
    }
    /* the address without a <loc> around it */
    if (r->url.len == 0 && !mh_xml_cut(x, n) && mh_view_istarts(bare, MH_VIEW("http")))
        r->url = bare;
    return room && finish(r);
}

void sitemap_read_xml(mh_sitemap *s, const sitemap_place *p, mh_xml_node root) {
    reading r = {.s = s, .p = p, .x = s->xml, .entry = {.priority = -1}};
    bool room = true;
    s->kind = mh_xml_is(s->xml, root, "sitemapindex") ? MH_SITEMAP_INDEX : MH_SITEMAP_PAGES;
    s->form = MH_SITEMAP_XML;
    for (mh_xml_node n = mh_xml_child(s->xml, root); n != MH_XML_NONE && room;
         n = mh_xml_sibling(s->xml, n))
        if (mh_xml_is(s->xml, n, "url") || mh_xml_is(s->xml, n, "sitemap"))
            room = read_entry(&r, n);
}
