/* summary.h - the sentences of a text that say the most, as they stand.
 * Owns: results live in the caller's arena. Threads: as text.h. */
#ifndef MH_TEXT_SUMMARY_H
#define MH_TEXT_SUMMARY_H

#include "text/text.h"

#define MH_SUMMARY_MAX  50  /* sentences that a summary may have */
#define MH_SUMMARY_LOOK 400 /* sentences of a text that are weighed, from its start */

typedef struct mh_summary_options {
    size_t sentences; /* 0: 3; at most MH_SUMMARY_MAX */
    mh_view title;    /* what the text is about, where known; its words weigh more */
    const char *lang; /* ISO 639-1 for stemming, NULL: guessed */
} mh_summary_options;

typedef struct mh_summary_row {
    size_t from, to; /* bytes of the text; a dateline that is a sentence of its own is left out */
    size_t index;    /* of the sentence, from 0 */
    double score;
} mh_summary_row;

typedef struct mh_summary {
    mh_summary_row *rows; /* arena; in text order */
    size_t len;
    size_t of;    /* sentences that the text has */
    mh_view text; /* arena; rows joined by a blank */
} mh_summary;

/* Chooses sentences by what a summary by somebody would say: how likely it has each word of the text, by
 * how often, how early and as what it occurs, gives the expected F1 (harmonic mean of precision and recall of
 * words) of a choice, which also keeps it from growing long. Besides by place (a news lead is hard to beat), by how much of the text's repeated words and
 * of the title they carry, by length, by whether they tell a step taken or announced (cue words of en ru
 * kk ky tg uz), against quotations and sentences that point back, and against what is chosen already.
 * The weights are learnt (summary_weights.h, summary_priv.h). Never chosen, unless nothing else is there:
 * lines that mh_text_lines takes for furniture, headings, datelines, by-lines, sentences of few words,
 * sentences that only say who reported. Expects clean text (mh_plain.text), bears more. Options may be
 * NULL.
 *
 * Source of the choice one by one: J. Carbonell, J. Goldstein, The use of MMR (1998). */
mh_summary mh_text_summary(mh_text *t, mh_arena *a, mh_view s, const mh_summary_options *o);

#endif
