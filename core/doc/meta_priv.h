/* meta_priv.h - shared by the sources of metadata.
 * Owns: a collector owns its lists until mh_meta_extract copies them. Threads: any, one at a time. */
#ifndef MH_DOC_META_PRIV_H
#define MH_DOC_META_PRIV_H

#include "base/vec.h"
#include "doc/blocks.h"
#include "doc/hints.h"
#include "doc/meta.h"
#include "doc/when.h"

/* Candidates kept of one field. */
#define MH_META_MAX_VALUES 200
/* Lines read for names of people. */
#define MH_META_MAX_LINES 1000

typedef MH_VEC(mh_meta_value) mh_meta_list;

typedef struct mh_collect {
    const mh_doc *d;
    const mh_tree *t;
    const mh_meta_options *o;
    mh_arena *a;
    mh_meta_list list[MH_META_FIELDS];
    bool month_first; /* the page writes 3/4 for 4 March */
    size_t lines_of_people;
    mh_node no_people;   /* up to here: comments, forms, lists of other articles */
    mh_node people_home; /* around the first element that names an author; others are elsewhere */
    mh_when today; /* year 0: not known */
} mh_collect;

/* Adds a candidate: trimmed, white space collapsed, entities in double-escaped text resolved. Dates
 * are read and written as RFC 3339; what is none is left out. Empty values are left out. */
void mh_collect_add(mh_collect *c, mh_meta_field f, mh_view value, mh_view basis, int rank);
void mh_collect_date(mh_collect *c, mh_meta_field f, const mh_when *w, mh_view basis, int rank);
/* Splits a line of names into people and adds each. */
void mh_collect_people(mh_collect *c, mh_view line, mh_view basis, int rank);

void mh_meta_from_tags(mh_collect *c); /* meta.c's neighbours, one a file */
void mh_meta_from_jsonld(mh_collect *c);
void mh_meta_from_dom(mh_collect *c, const mh_blocks *b);
void mh_meta_from_url(mh_collect *c);
void mh_meta_from_headings(
    mh_collect *c, const mh_blocks *b); /* after tags and jsonld, whose titles and site it uses */

/* Appends the letters and digits of v, lower case: what two titles are compared by. */
void mh_put_bare(mh_buf *out, mh_view v);
/* meta_title.c: the title without the site's name. */
mh_view mh_meta_title_core(mh_arena *a, mh_view title, mh_view site);

#endif
