/* summary_priv.h - what is known of each sentence before any is chosen, for summary*.c and the tool
 * that learns the weights.
 * Owns: rows live in the caller's arena; mh_summing_clear frees the tables. Threads: as text.h. */
#ifndef MH_TEXT_SUMMARY_PRIV_H
#define MH_TEXT_SUMMARY_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "text/summary.h"

/* Each 0..1 and without a unit; scripts/dev/train-summary reads the names here. */
typedef enum mh_sum_feature {
    MH_SUM_FIRST,    /* the first sentence that may be chosen */
    MH_SUM_LEAD,     /* falls from 1 with its place among those */
    MH_SUM_EARLY,    /* 1 at the start of the text, 0 at its end */
    MH_SUM_CONTENT,  /* words that the text repeats, by the sentence's length */
    MH_SUM_CENTRAL,  /* cosine with the whole text */
    MH_SUM_TITLE,    /* share of the title's words, or of the lead's where no title is known */
    MH_SUM_SHORT,    /* how far below MH_SUM_FROM words */
    MH_SUM_LONG,     /* how far above MH_SUM_TO words */
    MH_SUM_STEP,     /* tells a step taken or announced */
    MH_SUM_QUOTED,   /* share between quotation marks */
    MH_SUM_LEANS,    /* begins with a word that points back: "he", "but", "ранее" */
    MH_SUM_PERSONAL, /* says "I", "we", "you", or asks */
    MH_SUM_FEATURES
} mh_sum_feature;

#define MH_SUM_FROM 16
#define MH_SUM_TO   32

typedef struct mh_sum_sentence {
    mh_span at;
    size_t index, words;
    uint32_t *terms; /* arena; ids of stems, each once, sorted */
    size_t terms_len;
    double f[MH_SUM_FEATURES];
    bool furniture; /* chosen only when nothing else is there */
    double score;
} mh_sum_sentence;

typedef struct mh_summing {
    mh_text *t;
    mh_arena *a;
    mh_view s;
    const char *lang;
    mh_map *ids;             /* stem -> id + 1 */
    MH_VEC(uint32_t) spread; /* by id: sentences that have it */
    mh_sum_sentence *ptr;
    size_t len, of; /* of: sentences that the text has */
} mh_summing;

/* Reads the sentences of s with their features; o is not NULL. */
void mh_summing_read(mh_summing *g, mh_text *t, mh_arena *a, mh_view s,
                     const mh_summary_options *o);
void mh_summing_clear(mh_summing *g);
/* The share of the terms of the one with fewer that the other has too. */
double mh_sum_overlap(const mh_sum_sentence *x, const mh_sum_sentence *y);

/* summary_words.c: cues in the text of a sentence. */
bool mh_sum_only_attribution(mh_view v, size_t words);
bool mh_sum_tells_step(mh_view v);
bool mh_sum_leans(mh_view folded_start);
bool mh_sum_personal(const mh_text *t, mh_view word);

#endif
