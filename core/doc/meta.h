/* meta.h - what a page says about itself, each value with where it came from.
 * Owns: nothing; results live in the caller's arena.
 * Threads: any, one at a time for each document. */
#ifndef MH_DOC_META_H
#define MH_DOC_META_H

#include "doc/doc.h"

typedef enum mh_meta_field {
    MH_META_TITLE,
    MH_META_BYLINE, /* one candidate a person */
    MH_META_DATE,   /* RFC 3339, or a bare date */
    MH_META_UPDATED,
    MH_META_SITE,
    MH_META_SECTION,
    MH_META_TAGS, /* one candidate a tag */
    MH_META_LANGUAGE,
    MH_META_CANONICAL,
    MH_META_IMAGE,
    MH_META_PUBLISHER,
    MH_META_DESCRIPTION,
    MH_META_BODY, /* article text that JSON-LD carries */
    MH_META_TYPE, /* og:type, JSON-LD @type */
    MH_META_FIELDS
} mh_meta_field;

/* The field's name in an item ("title", "date" ...). */
const char *mh_meta_field_name(mh_meta_field f);

typedef struct mh_meta_value {
    mh_view value;
    mh_view basis; /* "json-ld", "meta:og:title", "time", "url", "text", "h1", "title" ... */
    int rank;      /* smaller is better */
} mh_meta_value;

typedef struct mh_meta_values {
    mh_meta_value *ptr; /* best first; those of one basis in order of the page */
    size_t len;
} mh_meta_values;

typedef struct mh_meta {
    mh_meta_values all[MH_META_FIELDS]; /* every candidate */
    mh_view title, date, updated, site, section, language, canonical, image, publisher,
        description;             /* the best candidate, or empty */
    mh_meta_values byline, tags; /* the people and tags taken: those of the best basis */
} mh_meta;

typedef struct mh_meta_options {
    bool use_url;  /* look for a date in the page's address */
    mh_view today; /* "YYYY-MM-DD": later dates are no publication dates; empty: no check */
} mh_meta_options;

/* o may be NULL: the address is used, today is not known. Never fails: fields stay empty. */
void mh_meta_extract(mh_meta *out, const mh_doc *d, const mh_meta_options *o, mh_arena *a);
/* Basis of the best candidate of f, or empty. */
mh_view mh_meta_basis(const mh_meta *m, mh_meta_field f);

#endif
