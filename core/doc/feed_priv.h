/* feed_priv.h - what the files that read feeds share.
 * Owns: as feed.h says; all here lives in the feed's arena or its XML.
 * Threads: any, one at a time for each feed. */
#ifndef MH_DOC_FEED_PRIV_H
#define MH_DOC_FEED_PRIV_H

#include "base/vec.h"
#include "doc/feed.h"

struct mh_feed {
    mh_arena *arena;
    mh_xml *xml; /* NULL for JSON */
    mh_feed_form form;
    mh_view version;
    mh_feed_part head;
    MH_VEC(mh_feed_part) entries; /* large and many: not the arena's */
    bool clipped;
};

/* What is in force at an element. */
typedef struct feed_scope {
    mh_feed *f;
    mh_view base, language;
} feed_scope;

/* Room for one more in a list of the arena, or NULL when it has MH_FEED_MAX_PARTS already. The
 * pointer is to a zeroed element of size bytes. */
void *feed_grow(mh_feed *f, void *list, size_t size, size_t max);
#define feed_push(f, list) ((void *)feed_grow((f), (list), sizeof *(list)->ptr, MH_FEED_MAX_PARTS))

/* Adds an entry, zeroed but for its node; false when the feed is full. Entries may move. */
bool feed_add_entry(mh_feed *f, mh_xml_node n);
/* The scope inside n: its xml:base and xml:lang. */
feed_scope feed_enter(feed_scope s, mh_xml_node n);
/* ref made absolute where it can be; empty for what must not be followed (javascript:). */
mh_view feed_url(feed_scope s, mh_view ref);
/* A language tag, trimmed, with "-" between its parts: "en_US" is en-US. */
mh_view feed_language(mh_feed *f, mh_view v);
/* Text of n, trimmed. */
mh_view feed_word(feed_scope s, mh_xml_node n);
/* A text construct: type, mode, base64 and inner markup seen to. */
mh_feed_text feed_text(feed_scope s, mh_xml_node n, mh_feed_markup markup);
/* What is empty leaves *to alone. */
void feed_instant(mh_feed_instant *to, mh_view raw);
/* A person from child elements, else from text such as "Name (address)". */
mh_feed_person feed_person(feed_scope s, mh_xml_node n);
mh_feed_person feed_person_text(mh_view text);
/* GeoRSS, GML or W3C geo below n into *to; what is incomplete leaves *to alone. */
void feed_place(feed_scope s, mh_xml_node n, mh_feed_place *to);
/* A point from "LATITUDE LONGITUDE". */
void feed_place_text(feed_scope s, mh_feed_place *to, mh_view pair);

/* Reads the XML of f, whose root is n, into f. */
void feed_read_xml(mh_feed *f, mh_xml_node n, mh_view base, mh_view language);
/* Elements of Media RSS, iTunes and Podlove; false when n is none that is known. */
bool feed_read_media(feed_scope s, mh_feed_part *p, mh_xml_node n);
mh_rc feed_read_json(mh_feed *f, mh_view bytes, mh_view base, mh_err *e);
/* Settles what follows from other fields: the link, a title from media. */
void feed_settle(mh_feed_part *p);

#endif
