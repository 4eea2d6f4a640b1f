/* shingles_priv.h - cuts texts into hashed groups of words, for minhash.c and similar.c.
 * Owns: a shingler owns its tables until mh_shingler_clear. Threads: as text.h. */
#ifndef MH_TEXT_SHINGLES_PRIV_H
#define MH_TEXT_SHINGLES_PRIV_H

#include "base/vec.h"
#include "text/minhash.h"

typedef struct mh_shingler {
    mh_text *t;
    mh_buf buf;
    MH_VEC(uint64_t) words, groups; /* of the text read last, in its order */
} mh_shingler;

void mh_shingler_init(mh_shingler *g, mh_text *t);
void mh_shingler_clear(mh_shingler *g);
/* Reads words and groups of s; returns a hash of all its words, 0 when it has none. */
uint64_t mh_shingler_read(mh_shingler *g, mh_view s);
mh_shingles mh_shingles_sorted(mh_arena *a, const uint64_t *groups, size_t len);
/* Sorts n items of size bytes by the uint64_t that they begin with; equal ones keep their order. Linear
 * (least significant digit first), so that a long text costs no more than in proportion. */
void mh_sort_hashes(void *items, size_t n, size_t size);
bool mh_shingles_has(const mh_shingles *x, uint64_t group);

#endif
