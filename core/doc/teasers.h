/* teasers.h - the units of lists of other pages: siblings alike, most of them with a link of a few
 * words.
 * Owns: an mh_teasers owns its marks; the tree is borrowed. Threads: any, one at a time. Linear.
 *
 * Dates, names and headings inside them are not those of the page. */
#ifndef MH_DOC_TEASERS_H
#define MH_DOC_TEASERS_H

#include "doc/tree.h"

typedef struct mh_teasers {
    uint8_t *in; /* one a node: inside a unit, owned */
} mh_teasers;

void mh_teasers_init(mh_teasers *k, const mh_tree *t);
void mh_teasers_clear(mh_teasers *k);

/* Whether two class attributes are one but for their digits: "leading-0" and "leading-1". */
bool mh_class_alike(mh_view a, mh_view b);

#endif
