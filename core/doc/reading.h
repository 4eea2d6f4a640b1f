/* reading.h - what metadata and article both read from a page: the hints of its elements, its blocks,
 * the stock phrases that begin them, the units of lists of other pages.
 * Owns: a reading owns its parts; the tree is borrowed. Threads: any, one at a time. Linear. */
#ifndef MH_DOC_READING_H
#define MH_DOC_READING_H

#include "doc/blocks.h"
#include "doc/doc.h"
#include "doc/hints.h"
#include "doc/teasers.h"

typedef struct mh_reading {
    mh_hints hints;
    mh_blocks blocks;
    uint8_t *phrase; /* one a block: mh_phrase; none of long ones */
    mh_teasers teasers;
    uint32_t edits; /* of the tree when it was read */
} mh_reading;

void mh_reading_init(mh_reading *r, const mh_tree *t);
void mh_reading_clear(mh_reading *r);

/* The reading of d, made when first asked for and again when the tree was edited since. Borrowed until
 * mh_doc_forget or mh_doc_free. One thread at a time for each document. */
const mh_reading *mh_doc_reading(const mh_doc *d);
/* Gives its memory back; it is made anew when asked for. */
void mh_doc_forget(const mh_doc *d);

#endif
