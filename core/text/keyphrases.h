/* keyphrases.h - the names and phrases that a text is about.
 * Owns: results live in the caller's arena; views of them point into the text. Threads: as text.h. */
#ifndef MH_TEXT_KEYPHRASES_H
#define MH_TEXT_KEYPHRASES_H

#include "text/text.h"

#define MH_KEYPHRASES_MAX   100    /* that may be asked for */
#define MH_KEYPHRASES_WORDS 4      /* of a phrase, those that join names left out of account */
#define MH_KEYPHRASES_LOOK  100000 /* tokens of a text that are read, from its start */

typedef struct mh_keyphrase_options {
    size_t count;     /* 0: 10; at most MH_KEYPHRASES_MAX */
    mh_view title;    /* where known; its words weigh more */
    const char *lang; /* ISO 639-1 for stems and stop words, NULL: guessed */
} mh_keyphrase_options;

typedef struct mh_keyphrase {
    mh_view text;    /* as most often written, the shorter one of two written as often */
    size_t from, to; /* bytes of that place, the first so written */
    size_t count;    /* how often, in any form */
    double score;    /* 0..1, of the best one's */
    bool name;       /* written with capitals within sentences */
} mh_keyphrase;

typedef struct mh_keyphrases {
    mh_keyphrase *ptr; /* arena; the best first */
    size_t len;
} mh_keyphrases;

/* Phrases of up to MH_KEYPHRASES_WORDS words that stand between stop words and punctuation, with
 * capitals ("State Committee") or without ("border protocol"); forms with one stem are one phrase, and
 * a phrase within a better one is left out, but not a country within another name ("Republic of Kazakhstan").
 * Score: how often its words and it itself occur, how early,
 * over how much of the text, in the title, as a name. Options may be NULL.
 *
 * Sources: S. Rose et al., Automatic keyword extraction from individual documents (RAKE, 2010);
 * R. Campos et al., YAKE! (2020), for position, spread and case. */
mh_keyphrases mh_text_keyphrases(mh_text *t, mh_arena *a, mh_view s, const mh_keyphrase_options *o);

#endif
