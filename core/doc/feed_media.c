/* Media RSS, iTunes and Podlove elements. */
#include "doc/feed_priv.h"

#define MEDIA_SCHEME  "http://search.yahoo.com/mrss/category_schema"
#define ITUNES_SCHEME "http://www.itunes.com/"
#define MAX_GROUPS    8 /* media:group, media:content inside each other */

static void put_term(feed_scope s, mh_feed_part *p, mh_view term, mh_view scheme, mh_view label) {
    mh_feed_category *to = NULL;
    term = mh_view_trim(term);
    if (term.len) to = feed_push(s.f, &p->categories);
    if (to) *to = (mh_feed_category){term, scheme, label};
}

static void put_media(feed_scope s, mh_feed_part *p, mh_xml_node n, bool thumbnail) {
    const mh_xml *x = s.f->xml;
    mh_feed_media m = {.url = feed_url(s, mh_xml_attr_or(x, n, "url")),
                       .type = mh_xml_attr_or(x, n, "type"),
                       .medium = mh_xml_attr_or(x, n, "medium"),
                       .width = mh_xml_attr_or(x, n, "width"),
                       .height = mh_xml_attr_or(x, n, "height"),
                       .length = mh_xml_attr_or(x, n, "fileSize"),
                       .duration = mh_xml_attr_or(x, n, "duration"),
                       .is_thumbnail = thumbnail};
    mh_xml_node title = mh_xml_find(x, n, MH_NS_MEDIA, MH_NS_MEDIA, "title");
    if (title != MH_XML_NONE) m.title = feed_word(s, title);
    if (m.url.len == 0 && thumbnail) m.url = feed_url(s, feed_word(s, n));
    mh_feed_media *to = m.url.len ? feed_push(s.f, &p->media) : NULL;
    if (to) *to = m;
}

static void read_media(feed_scope s, mh_feed_part *p, mh_xml_node n, unsigned depth) {
    const mh_xml *x = s.f->xml;
    bool group = mh_xml_is(x, n, "group"), content = mh_xml_is(x, n, "content");
    if (content) put_media(s, p, n, false);
    if (group || content) {
        for (mh_xml_node c = mh_xml_child(x, n); c != MH_XML_NONE && depth < MAX_GROUPS;
             c = mh_xml_sibling(x, c))
            if (mh_xml_space_of(x, c) == MH_NS_MEDIA && !(content && mh_xml_is(x, c, "title")))
                read_media(s, p, c, depth + 1);
    } else if (mh_xml_is(x, n, "thumbnail")) {
        put_media(s, p, n, true);
    } else if (mh_xml_is(x, n, "title")) {
        mh_feed_text t = feed_text(s, n, MH_FEED_PLAIN);
        if (p->title.value.len == 0) p->title = t;
    } else if (mh_xml_is(x, n, "description") && p != &s.f->head) {
        mh_feed_text t = feed_text(s, n, MH_FEED_PLAIN);
        if (p->summary.value.len == 0) p->summary = t;
    } else if (mh_xml_is(x, n, "category")) {
        mh_view scheme = mh_xml_attr_or(x, n, "scheme");
        put_term(s, p, feed_word(s, n), scheme.len ? scheme : MH_VIEW(MEDIA_SCHEME),
                 mh_xml_attr_or(x, n, "label"));
    }
}

/* <itunes:category text="News"><itunes:category text="Politics"/></itunes:category> */
static void read_itunes_category(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    put_term(s, p, mh_xml_attr_or(x, n, "text"), MH_VIEW(ITUNES_SCHEME), (mh_view){0});
    for (mh_xml_node c = mh_xml_child(x, n); c != MH_XML_NONE; c = mh_xml_sibling(x, c))
        if (mh_xml_is(x, c, "category"))
            put_term(s, p, mh_xml_attr_or(x, c, "text"), MH_VIEW(ITUNES_SCHEME), (mh_view){0});
}

/* Seconds of "HH:MM:SS.mmm", "MM:SS" or "SS.mmm" (normal play time of RFC 2326, 3.6); -1 for what is
 * none. */
static double play_time(mh_view v) {
    double sum = 0, part = 0, unit = 0; /* unit: of the last digit behind the point */
    size_t digits = 0, colons = 0;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (mh_is_digit(c) && unit > 0) {
            part += (c - '0') * (unit /= 10);
            digits++;
        } else if (mh_is_digit(c) && digits < 9) {
            part = part * 10 + (c - '0');
            digits++;
        } else if (c == ':' && digits && unit == 0 && colons < 2) {
            sum = (sum + part) * 60;
            part = 0, digits = 0, colons++;
        } else if (c == '.' && digits && unit == 0) {
            unit = 1;
        } else {
            return -1;
        }
    }
    return digits ? sum + part : -1;
}

static void read_chapters(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    s = feed_enter(s, n);
    for (mh_xml_node c = mh_xml_child(x, n); c != MH_XML_NONE; c = mh_xml_sibling(x, c)) {
        mh_feed_chapter *to = NULL;
        if (mh_xml_space_of(x, c) == MH_NS_PSC && mh_xml_is(x, c, "chapter"))
            to = feed_push(s.f, &p->chapters);
        if (!to) continue;
        to->title = mh_view_trim(mh_xml_attr_or(x, c, "title"));
        to->url = feed_url(s, mh_xml_attr_or(x, c, "href"));
        to->image = feed_url(s, mh_xml_attr_or(x, c, "image"));
        to->start = mh_view_trim(mh_xml_attr_or(x, c, "start"));
        to->start_s = play_time(to->start);
    }
}

bool feed_read_media(feed_scope s, mh_feed_part *p, mh_xml_node n) {
    static const char *const names[] = {"group", "content",     "thumbnail",
                                        "title", "description", "category"};
    const mh_xml *x = s.f->xml;
    mh_xml_space space = mh_xml_space_of(x, n);
    if (space == MH_NS_ITUNES && mh_xml_is(x, n, "category")) {
        read_itunes_category(s, p, n);
        return true;
    }
    if (space == MH_NS_ITUNES && mh_xml_is(x, n, "image")) {
        mh_view url = mh_xml_attr_or(x, n, "href");
        if (url.len == 0) url = mh_xml_attr_or(x, n, "url");
        if (url.len == 0) url = feed_word(s, n);
        if (url.len) p->image.url = feed_url(s, url);
        return true;
    }
    if (space == MH_NS_GEO && mh_xml_is(x, n, "lat")) {
        mh_xml_node lon = mh_xml_find(x, mh_xml_parent(x, n), MH_NS_GEO, MH_NS_GEO, "long");
        if (lon == MH_XML_NONE) return true;
        mh_view pair = mh_arena_printf(s.f->arena, "%.*s %.*s", MH_FMT(feed_word(s, n)),
                                       MH_FMT(feed_word(s, lon)));
        feed_place_text(s, &p->place, pair);
        return true;
    }
    if (space == MH_NS_PSC && mh_xml_is(x, n, "chapters")) {
        read_chapters(s, p, n);
        return true;
    }
    if (space != MH_NS_MEDIA) return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!mh_xml_is(x, n, names[i])) continue;
        read_media(s, p, n, 0);
        return true;
    }
    return false;
}
