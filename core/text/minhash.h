/* minhash.h - how much two texts have in common, and which of many texts have something in common.
 * Owns: shingles live in the caller's arena; an index owns copies of them. Threads: one at a time.
 *
 * A text is the set of its groups of MH_SHINGLE_WORDS words that follow each other, hashed. A word
 * counts by its consonants in the romanised key (fold.h), so that a text and its transliteration are
 * alike. A MinHash signature estimates the share that two sets have in common; an index by bands of it
 * (locality-sensitive hashing) finds those worth comparing without looking at all.
 *
 * Sources: A. Broder, On the resemblance and containment of documents (1997); P. Li, A. Owen, C. Zhang,
 * One permutation hashing (2012), and A. Shrivastava, P. Li, Densifying one permutation hashing via
 * rotation (2014): 8 permutations give 16 values each, as one that gave all would be the less sure the
 * shorter a text is; P. Indyk, R. Motwani, Approximate nearest neighbors (1998), for the bands. */
#ifndef MH_TEXT_MINHASH_H
#define MH_TEXT_MINHASH_H

#include "text/text.h"

#define MH_SHINGLE_WORDS 2
#define MH_MINHASH       128 /* values of a signature */

/* Above this share of the shorter text two texts are copies, above the other one they tell one story.
 * Fixed on the first half of the pairs of scripts/dev/neardup. */
#define MH_SHARE_COPY  0.42
#define MH_SHARE_STORY 0.3

typedef struct mh_shingles {
    uint64_t *ptr; /* sorted, each once */
    size_t len;
} mh_shingles;

typedef struct mh_minhash {
    uint32_t v[MH_MINHASH];
} mh_minhash;

/* Of a text of fewer words than a group has, the one group of all its words; of none, nothing. */
mh_shingles mh_text_shingles(mh_text *t, mh_arena *a, mh_view s);
size_t mh_shingles_shared(const mh_shingles *x, const mh_shingles *y);
/* Of the smaller set, the part that the other has too (containment); 0 when one is empty. */
double mh_shingles_share(const mh_shingles *x, const mh_shingles *y);
/* Of both together, the part that both have (Jaccard's index); 0 when both are empty. */
double mh_shingles_jaccard(const mh_shingles *x, const mh_shingles *y);

void mh_minhash_of(const mh_shingles *x, mh_minhash *out);
/* An estimate of mh_shingles_jaccard, off by less than 0.09 nineteen times of twenty. */
double mh_minhash_jaccard(const mh_minhash *x, const mh_minhash *y);

typedef struct mh_copies mh_copies;

typedef struct mh_copy {
    size_t id; /* number of the text, from 0 in the order of mh_copies_add */
    double share, jaccard;
} mh_copy;

typedef struct mh_copy_list {
    mh_copy *ptr; /* arena; the largest share first, then the lower id */
    size_t len;
} mh_copy_list;

#define MH_COPIES_KEPT                                                                             \
    2000 /* shingles that are kept of one text: the smallest; shares are estimates then */
#define MH_COPIES_BUCKET 32 /* texts that one value of a band leads to */

mh_copies *mh_copies_new(void);
void mh_copies_free(mh_copies *c); /* NULL is fine */
/* Number of the text. */
size_t mh_copies_add(mh_copies *c, const mh_shingles *x);
size_t mh_copies_len(const mh_copies *c);
/* Texts that share at least min of the shorter one. Finds pairs with a fifth in common (of both) nineteen
 * times of twenty; costs what the pages found cost, not what the index holds. */
mh_copy_list mh_copies_find(mh_copies *c, mh_arena *a, const mh_shingles *x, double min);

#endif
