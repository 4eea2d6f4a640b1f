/* features.h - what a text is to a classifier: hashed words, pairs of words and letter grams.
 * Owns: a bag lives in the arena. Threads: as text.h.
 *
 * Words are folded (fold.h); a word of one ASCII letter or of digits only is none. A pair is two words
 * that follow each other. Grams are the runs of 3 to 5 letters of a word between bars, so that "|min"
 * is a beginning. Each becomes a key of 32 bits: FNV-1a (Fowler, Noll, Vo) with a fixed seed, the two
 * lowest bits say which family it is of. Names are not kept: who wants them visits the text again. */
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

typedef struct mh_feature {
    uint32_t key, n; /* n: how often in the text */
} mh_feature;

typedef struct mh_bag {
    mh_feature *ptr; /* arena; keys ascending, each once */
    size_t len;
} mh_bag;

mh_bag mh_features_bag(mh_text *t, mh_arena *a, mh_view s, mh_features which);

/* Called for each occurrence, in the order of the text. word is folded; before is the word before it
 * when the feature is a pair, else empty. Both live until the call returns. */
typedef void mh_feature_fn(uint32_t key, mh_view before, mh_view word, void *arg);
void mh_features_visit(mh_text *t, mh_view s, mh_features which, mh_feature_fn *fn, void *arg);

/* Sorts n keys in place; spare has room for n. Linear. */
void mh_features_sort(uint32_t *keys, uint32_t *spare, size_t n);

#endif
