/* shingles_priv.h - cuts texts into hashed groups of words, for minhash.c and similar.c.
 * Owns: a shingler owns its tables until mh_shingler_clear. Threads: as text.h. */
#ifndef MH_TEXT_SHINGLES_PRIV_H
#define MH_TEXT_SHINGLES_PRIV_H

#include "base/vec.h"
#include "text/minhash.h"

/* A word of a text: its hash, and where it stands. */
typedef struct mh_hashed {
    uint64_t hash;
    size_t from, to;
} mh_hashed;

typedef struct mh_shingler {
    mh_text *t;
    mh_buf buf;
    MH_VEC(mh_hashed) words; /* of the text read last, in its order */
    MH_VEC(uint64_t) groups, hashes;
} mh_shingler;

void mh_shingler_init(mh_shingler *g, mh_text *t);
void mh_shingler_clear(mh_shingler *g);
/* Reads words and groups of s; returns a hash of all its words, 0 when it has none. */
uint64_t mh_shingler_read(mh_shingler *g, mh_view s);
/* Reads the words of a whole text through the lexicon (arena a: for what it does not keep); no groups. */
void mh_shingler_words(mh_shingler *g, mh_arena *a, mh_view s);
/* The groups of the n words read from the first-th on, and the hash of all of them, 0 of none. */
uint64_t mh_shingler_group(mh_shingler *g, size_t first, size_t n);
mh_shingles mh_shingles_sorted(mh_arena *a, const uint64_t *groups, size_t len);
/* Sorts n items of size bytes by the uint64_t that they begin with; equal ones keep their order.
 * Linear (least significant digit first), so that a long text costs no more than in proportion. */
void mh_sort_hashes(void *items, size_t n, size_t size);
bool mh_shingles_has(const mh_shingles *x, uint64_t group);

#endif
