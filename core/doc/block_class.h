/* block_class.h - how likely a block of a page is part of its article.
 * Owns: nothing. Threads: any.
 *
 * A logistic regression over what a block is, what stands beside it and what it lies in, learnt by
 * scripts/dev/train-blocks into block_weights.h (Kohlschütter, Fankhauser and Nejdl, "Boilerplate
 * detection using shallow text features", WSDM 2010, for the kind of features). */
#ifndef MH_DOC_BLOCK_CLASS_H
#define MH_DOC_BLOCK_CLASS_H

#include "doc/extract_priv.h"

enum {
    MH_BLOCK_BIAS,
    /* the block */
    MH_BLOCK_LENGTH, /* logarithm of its characters */
    MH_BLOCK_TINY,   /* below 25 */
    MH_BLOCK_LONG,   /* 200 and more */
    MH_BLOCK_LINKS,  /* share of links */
    MH_BLOCK_ALL_LINK,
    MH_BLOCK_STOPS,  /* ends of sentences, up to three */
    MH_BLOCK_COMMAS, /* up to four */
    MH_BLOCK_BOLD,   /* share */
    MH_BLOCK_P,
    MH_BLOCK_HEADING,
    MH_BLOCK_ITEM,
    MH_BLOCK_CELL,
    MH_BLOCK_DIV,
    MH_BLOCK_QUOTE,
    MH_BLOCK_STOCK,  /* begins with a stock phrase */
    MH_BLOCK_TITLED, /* share of the title's longer words in it */
    /* beside it */
    MH_BLOCK_PREV_GOOD,
    MH_BLOCK_NEXT_GOOD,
    MH_BLOCK_PREV_LINKS,
    MH_BLOCK_NEXT_LINKS,
    MH_BLOCK_NEAR_GOOD, /* share of running text in the five before and behind */
    MH_BLOCK_BROTHER,   /* the block before or behind has the same parent */
    /* around it */
    MH_BLOCK_PARENT_LINKS, /* share of links in the parent */
    MH_BLOCK_PARENT_GOOD,  /* the parent's share of the page's running text */
    MH_BLOCK_GRAND_GOOD,   /* the same two levels above */
    MH_BLOCK_DROPPED,      /* below a name that speaks against it, in a small box */
    MH_BLOCK_DROPPED_BIG,  /* the same of one with much text */
    MH_BLOCK_NAMED,        /* below the name of a body */
    MH_BLOCK_WELL_NAMED,   /* below content, article, story ... */
    MH_BLOCK_COMMENT,
    MH_BLOCK_META,
    MH_BLOCK_CAPTION,
    MH_BLOCK_LISTING,
    MH_BLOCK_HIDDEN,
    MH_BLOCK_IN_ARTICLE,
    MH_BLOCK_IN_ASIDE,
    /* where it is */
    MH_BLOCK_BEFORE, /* before the main heading */
    MH_BLOCK_AFTER,  /* how far behind it, as a share of the page */
    MH_BLOCK_PLACE,  /* share of the page before it */
    MH_BLOCK_FEATURES
};

/* What the features of a page's blocks are read from; x is borrowed. */
typedef struct mh_block_reader {
    const mh_extract *x;
    size_t heading;   /* block of the main heading, or the number of blocks */
    uint32_t *in;     /* one a node, owned: what it inherits */
    mh_view word[24]; /* of the title, in title */
    size_t n_words;
    mh_buf title, low; /* owned */
} mh_block_reader;

void mh_block_reader_init(mh_block_reader *r, const mh_extract *x);
void mh_block_reader_clear(mh_block_reader *r);
/* Features of block i; *says (may be NULL): bits of the words of the title in it. */
void mh_block_read(mh_block_reader *r, size_t i, float f[MH_BLOCK_FEATURES], uint32_t *says);
/* Fills x->likely, 0..1, x->says and x->n_words. Linear. */
void mh_block_classify(mh_extract *x);

#endif
