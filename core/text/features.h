/* features.h - what a text is to a classifier: hashed words, pairs of words and letter grams.
 * Owns: bags live in the arena, terms there or with those of the last few texts (seen.h).
 * Threads: as text.h.
 *
 * Words are folded (fold.h); a word of one ASCII letter or of digits only is none. A pair is two words
 * that follow each other. Grams are the runs of 3 to 5 letters of a word between bars, so that "|min"
 * is a beginning. Each becomes a key of 32 bits: FNV-1a (Fowler, Noll, Vo) with a fixed seed, the two
 * lowest bits say which family it is of. */
#ifndef MH_TEXT_FEATURES_H
#define MH_TEXT_FEATURES_H

#include "text/text.h"

#define MH_FEATURES_SEED 0x6d696e65686f7374ull
#define MH_FEATURES_LOOK (1 << 20) /* bytes of a text that are read */

typedef enum mh_features {
    MH_FEATURES_WORDS, /* words and pairs */
    MH_FEATURES_CHARS, /* and grams, for languages with many endings */
} mh_features;

typedef enum mh_family { MH_FAMILY_WORD, MH_FAMILY_PAIR, MH_FAMILY_GRAM } mh_family;

static inline mh_family mh_feature_family(uint32_t key) {
    return (mh_family)(key & 3);
}

/* A word or a pair of words. A text says a few words often: each is read once. */
typedef struct mh_term {
    uint32_t name, len;   /* in mh_terms.names: the word, of a pair the second */
    uint32_t before;      /* of a pair: the index of its first word's term, and 1; 0: a word */
    uint32_t first, keys; /* in mh_terms.keys: its own key, then those of its grams */
    uint32_t n;           /* how often in the text */
} mh_term;

typedef struct mh_terms {
    const mh_term *ptr; /* in the order of their first place in the text */
    const uint32_t *keys;
    const char *names;
    size_t len, keys_len;
} mh_terms;

/* In the arena, or kept in t: good until t reads another text. */
mh_terms mh_features_terms(mh_text *t, mh_arena *a, mh_view s, mh_features which);
/* The word, or both with a space between; arena. */
mh_view mh_term_name(const mh_terms *x, mh_arena *a, size_t i);

typedef struct mh_feature {
    uint32_t key, n; /* n: how often in the text */
} mh_feature;

typedef struct mh_bag {
    mh_feature *ptr; /* arena; keys ascending, each once */
    size_t len;
} mh_bag;

mh_bag mh_features_bag(mh_text *t, mh_arena *a, mh_view s, mh_features which);

/* Sorts n keys in place; spare has room for n. Linear. */
void mh_features_sort(uint32_t *keys, uint32_t *spare, size_t n);
/* Sorts n numbers by their upper half, which is below `below`; equal ones stay in order. As above. */
void mh_features_sort_upper(uint64_t *all, uint64_t *spare, size_t n, uint64_t below);

#endif
