/* blocks.h - the shown text of a page as a list of blocks: paragraphs, headings, list items, cells.
 * Owns: an mh_blocks owns its text; the tree is borrowed. Threads: any, one mh_blocks at a time.
 *
 * White space is collapsed; <br> is a line break, two of them begin a new block. Linear. */
#ifndef MH_DOC_BLOCKS_H
#define MH_DOC_BLOCKS_H

#include "base/vec.h"
#include "doc/hints.h"

typedef struct mh_block {
    mh_node node;        /* the nearest block element around it */
    mh_node first;       /* its first text node */
    uint32_t off, len;   /* bytes in mh_blocks.text */
    uint32_t chars;      /* letters and digits and signs, white space apart */
    uint32_t link_chars; /* of these, inside links */
    uint32_t bold_chars; /* of these, in bold */
    uint16_t tag;        /* of node: p, h2, li, td, div ... */
    uint16_t commas;     /* , and ; and the like */
    uint16_t stops;      /* ends of sentences */
} mh_block;

typedef struct mh_blocks {
    MH_VEC(mh_block) list;
    mh_buf text;
} mh_blocks;

/* The blocks below root. With hints (may be NULL), inline elements that are hidden or dropped by
 * their names are left out. */
void mh_blocks_init(mh_blocks *b, const mh_tree *t, mh_node root, const mh_hints *hints);
void mh_blocks_clear(mh_blocks *b);
mh_view mh_blocks_text(const mh_blocks *b, const mh_block *k);
/* Index of the first block whose first text node is n or later. */
size_t mh_blocks_from(const mh_blocks *b, mh_node n);

#endif
