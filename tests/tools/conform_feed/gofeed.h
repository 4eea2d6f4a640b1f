/* gofeed.h - parts that several of gofeed's shapes have.
 * Owns: json_t references as jansson says. Threads: one. */
#ifndef MH_TOOLS_GOFEED_H
#define MH_TOOLS_GOFEED_H

#include "conform.h"

/* What the builders of one shape need of the whole feed. */
typedef struct maker {
    const mh_feed *f;
    const mh_xml *x;
    bool universal; /* one record of the shape "rss" is of the universal one as to items */
} maker;

json_t *str(mh_view v);
/* Texts as written, links in markup absolute where their base is known. */
void put_text(json_t *o, const char *key, const mh_feed_text *t);
void put_instant(json_t *o, const char *key, const mh_feed_instant *t);
/* url: the name of that member. */
json_t *people(const mh_feed_person *p, size_t n, const char *url);
/* gofeed takes the web master for the author where nobody else is named. */
void put_author(json_t *o, const mh_feed_part *p);
json_t *addresses(const mh_feed_part *p, bool enclosures);
json_t *enclosures(const mh_feed_part *p);
json_t *terms(const mh_feed_part *p);
void put_image(json_t *o, const mh_feed_image *i);
/* extensions, custom, dcExt, itunesExt: elements of other vocabularies as they are. */
void put_others(json_t *o, const maker *m, const mh_feed_part *p);

#endif
