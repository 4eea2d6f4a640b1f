/* feed.h - a feed as one struct, whatever it was written in.
 * Owns: an mh_feed owns all its texts; views live until mh_feed_free.
 * Threads: any; many readers. Pure: no network, no files, no clock.
 *
 * RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, CDF and JSON Feed, with Dublin Core, content:encoded, Media
 * RSS, iTunes, GeoRSS, Podlove chapters; malformed ones too (doc/xml.h). Addresses come out absolute where a base is
 * known (xml:base, the feed's own address). Markup comes out as written: mh_feed_text_html makes it
 * safe and its links absolute, mh_feed_text_plain makes text of it. */
#ifndef MH_DOC_FEED_H
#define MH_DOC_FEED_H

#include "base/arena.h"
#include "base/err.h"
#include "doc/doc.h"
#include "doc/feed_date.h"
#include "doc/xml.h"

#define MH_FEED_MAX_ENTRIES 20000u /* of one feed; the rest is left out */
#define MH_FEED_MAX_PARTS   1000u  /* links, people, categories ... of one entry */

typedef enum mh_feed_form { MH_FEED_RSS, MH_FEED_ATOM, MH_FEED_CDF, MH_FEED_JSON } mh_feed_form;

typedef enum mh_feed_markup { MH_FEED_PLAIN, MH_FEED_HTML } mh_feed_markup;

typedef struct mh_feed_text {
    mh_view value; /* trimmed; empty when there is none */
    mh_feed_markup markup;
    mh_view type; /* media type, declared or implied: "text/html", "image/svg+xml" */
    mh_view base; /* what relative links in it start from; may be empty */
    mh_view language;
    mh_view src; /* content that lies elsewhere */
} mh_feed_text;

typedef struct mh_feed_person {
    mh_view name, email, url, avatar;
} mh_feed_person;

typedef struct mh_feed_link {
    mh_view url, rel, type, title, language;
    mh_view length, duration; /* bytes, seconds; as written */
} mh_feed_link;

typedef struct mh_feed_category {
    mh_view term, scheme, label;
} mh_feed_category;

typedef struct mh_feed_instant {
    mh_view raw; /* as written */
    mh_feed_date date;
    bool ok; /* date is set */
} mh_feed_instant;

typedef struct mh_feed_media { /* Media RSS: content and thumbnail */
    mh_view url, type, medium, width, height, length, duration, title;
    bool is_thumbnail;
} mh_feed_media;

typedef struct mh_feed_chapter { /* Podlove Simple Chapters */
    mh_view title, url, image;
    mh_view start;  /* as written: "00:03:07.250" */
    double start_s; /* the same in seconds; below 0 when it could not be read */
} mh_feed_chapter;

typedef struct mh_feed_image {
    mh_view url, title, link, description, width, height;
} mh_feed_image;

typedef struct mh_feed_place { /* GeoRSS, GML, W3C geo; pairs of latitude and longitude */
    const char *kind;          /* "point", "line", "polygon", "box"; NULL: no place */
    bool foreign;              /* of a coordinate system that is not degrees: pairs as written */
    const double *numbers;
    size_t len;
    uint32_t dimension;
} mh_feed_place;

/* What has no field of its own: "itunes:duration" with its text, attributes by the node. */
typedef struct mh_feed_extra {
    mh_view name, value;
    mh_xml_node node; /* of mh_feed_xml; MH_XML_NONE for JSON */
} mh_feed_extra;

#define MH_FEED_LIST(T)                                                                            \
    struct {                                                                                       \
        T *ptr;                                                                                    \
        size_t len, cap;                                                                           \
    }

/* A feed, an entry, or the feed that an entry says it is from. */
typedef struct mh_feed_part {
    mh_feed_text title, subtitle, summary, rights, info;
    MH_FEED_LIST(mh_feed_text) contents; /* the whole text, when the feed carries it */
    mh_view id;
    bool id_is_link; /* the id is where the entry is read (RSS guid) */
    mh_view link;    /* where it is read; empty when nothing says so */
    mh_view comments, language, generator, generator_url, generator_version, icon, logo;
    MH_FEED_LIST(mh_feed_link) links; /* enclosures among them: rel "enclosure" */
    MH_FEED_LIST(mh_feed_person) authors;
    MH_FEED_LIST(mh_feed_person) contributors;
    mh_feed_person publisher;
    MH_FEED_LIST(mh_feed_category) categories;
    mh_feed_instant published, updated, created, expires;
    MH_FEED_LIST(mh_feed_media) media;
    MH_FEED_LIST(mh_feed_chapter) chapters;
    mh_feed_image image;
    mh_feed_place place;
    MH_FEED_LIST(mh_feed_extra) extras;
    struct mh_feed_part *source; /* NULL: none */
    mh_xml_node node;            /* its element; MH_XML_NONE for JSON */
} mh_feed_part;

typedef struct mh_feed mh_feed;

typedef struct mh_feed_source {
    mh_view url;          /* where it is from */
    mh_view content_type; /* the HTTP header's value */
    mh_view location;     /* the HTTP header Content-Location: a base before the url */
    mh_view language;     /* the HTTP header Content-Language */
    const mh_xml_limits *limits;
} mh_feed_source;

/* src may be NULL. MH_E_PARSE for what is no feed (the message says what it looks like),
 * MH_E_TOO_LARGE. */
mh_rc mh_feed_parse(mh_feed **out, mh_view bytes, const mh_feed_source *src, mh_err *e);
void mh_feed_free(mh_feed *f); /* NULL is fine */

mh_feed_form mh_feed_form_of(const mh_feed *f);
const char *mh_feed_form_name(mh_feed_form f); /* "rss", "atom", "cdf", "json" */
mh_view mh_feed_version(const mh_feed *f);     /* "2.0"; empty when it does not say */
const mh_feed_part *mh_feed_head(const mh_feed *f);
size_t mh_feed_count(const mh_feed *f);
const mh_feed_part *mh_feed_entry(const mh_feed *f, size_t i);
bool mh_feed_malformed(const mh_feed *f);
bool mh_feed_clipped(const mh_feed *f); /* entries or parts over a limit were left out */
const char *mh_feed_charset(const mh_feed *f);
const mh_xml *mh_feed_xml(const mh_feed *f); /* NULL for JSON */

/* Appends t as HTML that is safe to show, links absolute (doc/feed_html.h). */
void mh_feed_text_html(mh_buf *out, const mh_feed_text *t);
/* Appends t as text: no tags, references decoded, white space as a reader sees it. */
void mh_feed_text_plain(mh_buf *out, const mh_feed_text *t);
/* Appends t as text on one line. */
void mh_feed_text_line(mh_buf *out, const mh_feed_text *t);
/* The picture of an entry: the one it names, else of its media and enclosures, else the first in its
 * text. Absolute where a base is known; empty when there is none. Arena. */
mh_view mh_feed_picture(const mh_feed_part *p, mh_arena *a);
/* Value of the extra with this name ("itunes:duration"), or empty. */
mh_view mh_feed_extra_of(const mh_feed_part *p, const char *name);

typedef struct mh_feed_found {
    mh_view url, title, type;
    const char *basis; /* "link", "a" */
} mh_feed_found;

typedef struct mh_feed_found_list {
    mh_feed_found *ptr;
    size_t len;
} mh_feed_found_list;

/* The feeds that a page names, best first, each address once: <link rel=alternate> of a feed's type,
 * then <a> whose address looks like a feed's. Arena. */
mh_feed_found_list mh_doc_feeds(const mh_doc *d, mh_arena *a);

#endif
