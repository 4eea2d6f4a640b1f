/* summary_priv.h - what is known of each sentence before any is chosen, for summary*.c and the tool
 * that learns the weights.
 * Owns: rows live in the caller's arena; mh_summing_clear frees the tables. Threads: as text.h. */
#ifndef MH_TEXT_SUMMARY_PRIV_H
#define MH_TEXT_SUMMARY_PRIV_H

#include "base/vec.h"
#include "text/lexicon.h"
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

/* What is known of a word; a number without a unit each. scripts/dev/train-summary learns from them how
 * likely a summary by somebody has the word. */
typedef enum mh_sum_word_feature {
    MH_SUM_WORD_ONE,         /* 1 */
    MH_SUM_WORD_OFTEN,       /* log of how often it occurs */
    MH_SUM_WORD_SPREAD,      /* share of the sentences that have it */
    MH_SUM_WORD_SOON,        /* falls from 1 with the place of the first sentence that has it */
    MH_SUM_WORD_FIRST,       /* it is in the first sentence */
    MH_SUM_WORD_LEAD,        /* in the first three */
    MH_SUM_WORD_EARLY,       /* in the first six */
    MH_SUM_WORD_STOP,        /* a stop word */
    MH_SUM_WORD_STOP_OFTEN,  /* OFTEN of such a one */
    MH_SUM_WORD_NAME,        /* written with a capital within a sentence */
    MH_SUM_WORD_NAME_OFTEN,  /* OFTEN of such a one */
    MH_SUM_WORD_DIGITS,      /* only digits */
    MH_SUM_WORD_LENGTH,      /* letters, up to ten, by ten */
    MH_SUM_WORD_FIRST_OFTEN, /* OFTEN by the place of its first sentence */
    MH_SUM_WORD_ONCE,        /* occurs once */
    MH_SUM_WORD_FEATURES
} mh_sum_word_feature;

#define MH_SUM_FROM 16
#define MH_SUM_TO   32

/* A word in any case, and how likely a summary has it at all, and twice if it has it. */
typedef struct mh_sum_word {
    mh_view key; /* folded; of the lexicon */
    double f[MH_SUM_WORD_FEATURES];
    double said, again;
    size_t times, sentences, first; /* first: place among the sentences that may be chosen */
    size_t last, cell; /* sentence that was counted last, from 1, and the cell of it there */
    bool stop, name, digits;
} mh_sum_word;

typedef struct mh_sum_cell {
    uint32_t word, n;
} mh_sum_cell;

typedef struct mh_sum_sentence {
    mh_span at;
    size_t index, words;
    mh_lex_tokens tokens;
    uint32_t *terms; /* arena; ids of stems, each once, sorted */
    size_t terms_len;
    mh_sum_cell *cells; /* arena; its words, each once; none of furniture */
    size_t cells_len;
    double f[MH_SUM_FEATURES];
    bool furniture; /* chosen only when nothing else is there */
    double score;
} mh_sum_sentence;

typedef struct mh_summing {
    mh_text *t;
    mh_arena *a;
    mh_view s;
    const char *lang;
    mh_numbering ids;        /* of stems */
    MH_VEC(uint32_t) spread; /* by id: sentences that have it */
    MH_VEC(mh_sum_word) vocabulary;
    mh_sum_sentence *ptr;
    size_t len, of; /* of: sentences that the text has */
} mh_summing;

/* Reads the sentences of s with their features; o is not NULL. Holds the lexicon until
 * mh_summing_clear. */
void mh_summing_read(mh_summing *g, mh_text *t, mh_arena *a, mh_view s,
                     const mh_summary_options *o);
void mh_summing_clear(mh_summing *g);
/* The share of the terms of the one with fewer that the other has too. */
double mh_sum_overlap(const mh_sum_sentence *x, const mh_sum_sentence *y);

/* summary_said.c: what a summary by somebody would say. */
typedef struct mh_sum_said {
    uint8_t *times; /* by word, of the sentences taken: 0, 1, 2 and more; arena */
    double found;   /* words of the summary by somebody that they are expected to have */
    size_t words;   /* that they have */
} mh_sum_said;
void mh_sum_read_said(mh_summing *g); /* the vocabulary and the cells, after the sentences */
mh_sum_said mh_sum_said_none(const mh_summing *g);
/* Expected F1 (harmonic mean of precision and recall of words) of what was taken with x besides; want
 * sentences are to be taken. */
double mh_sum_said_with(const mh_summing *g, const mh_sum_said *s, const mh_sum_sentence *x,
                        size_t want);
void mh_sum_said_take(const mh_summing *g, mh_sum_said *s, const mh_sum_sentence *x);

/* summary_words.c: cues in the text of a sentence. */
bool mh_sum_only_attribution(mh_view v, size_t words);
bool mh_sum_tells_step(mh_view v);
bool mh_sum_leans(mh_view folded_start);
bool mh_sum_personal(mh_text *t, const mh_lex_token *w);

#endif
