/* summary_weights.h - what each feature of a sentence and of a word counts for.
 * Written by scripts/dev/train-summary from the summaries that it is given: gradient
 * ascent on the expected ROUGE of a choice, 40 rounds, rate 0.12, decay 0.03, heat 4; for words
 * logistic regression, ridge 1.
 * Owns: nothing. Threads: any. Included by summary.c and summary_said.c alone. */
#ifndef MH_TEXT_SUMMARY_WEIGHTS_H
#define MH_TEXT_SUMMARY_WEIGHTS_H

#include "text/summary_priv.h"

#define SUMMARY_AGAIN      0.6 /* from here on a sentence says the same again */
#define SUMMARY_WORDS      20  /* words that a sentence of a summary should have */
#define SUMMARY_SAID_WORDS 17  /* that one of a summary by somebody has */
#define SUMMARY_SAID_LEAST 50  /* that all of several have */

/* For what a sentence shares with those chosen; for one that follows the one before it; for
 * words above what the summary should have, as their share of that; for the expected F1. */
static const double summary_same = 0.245;
static const double summary_follow = 0.184;
static const double summary_over = 0.299;
static const double summary_said = 8.000;
static const double summary_weights[MH_SUM_FEATURES] = {
    [MH_SUM_FIRST] = 0.184,   [MH_SUM_LEAD] = 0.935,    [MH_SUM_EARLY] = 0.116,
    [MH_SUM_CONTENT] = 0.655, [MH_SUM_CENTRAL] = 0.006, [MH_SUM_TITLE] = 0.487,
    [MH_SUM_SHORT] = -0.318,  [MH_SUM_LONG] = -0.297,   [MH_SUM_STEP] = 0.811,
    [MH_SUM_QUOTED] = -0.123, [MH_SUM_LEANS] = -0.300,  [MH_SUM_PERSONAL] = -0.129,
};

/* Log odds of whether a summary has a word; of whether twice, if it has it. */
static const double summary_said_weights[MH_SUM_WORD_FEATURES] = {
    [MH_SUM_WORD_ONE] = -3.832,        [MH_SUM_WORD_OFTEN] = 0.896,
    [MH_SUM_WORD_SPREAD] = 6.932,      [MH_SUM_WORD_SOON] = 4.412,
    [MH_SUM_WORD_FIRST] = -1.050,      [MH_SUM_WORD_LEAD] = -0.739,
    [MH_SUM_WORD_EARLY] = 0.320,       [MH_SUM_WORD_STOP] = 0.070,
    [MH_SUM_WORD_STOP_OFTEN] = -0.474, [MH_SUM_WORD_NAME] = 0.240,
    [MH_SUM_WORD_NAME_OFTEN] = -0.092, [MH_SUM_WORD_DIGITS] = 0.110,
    [MH_SUM_WORD_LENGTH] = -0.170,     [MH_SUM_WORD_FIRST_OFTEN] = -0.931,
    [MH_SUM_WORD_ONCE] = -0.164,
};
static const double summary_again_weights[MH_SUM_WORD_FEATURES] = {
    [MH_SUM_WORD_ONE] = -3.441,        [MH_SUM_WORD_OFTEN] = 1.084,
    [MH_SUM_WORD_SPREAD] = 2.782,      [MH_SUM_WORD_SOON] = 0.523,
    [MH_SUM_WORD_FIRST] = 0.306,       [MH_SUM_WORD_LEAD] = 0.149,
    [MH_SUM_WORD_EARLY] = -0.341,      [MH_SUM_WORD_STOP] = 0.393,
    [MH_SUM_WORD_STOP_OFTEN] = -0.394, [MH_SUM_WORD_NAME] = 0.259,
    [MH_SUM_WORD_NAME_OFTEN] = -0.209, [MH_SUM_WORD_DIGITS] = -0.357,
    [MH_SUM_WORD_LENGTH] = -0.267,     [MH_SUM_WORD_FIRST_OFTEN] = -0.198,
    [MH_SUM_WORD_ONCE] = -1.061,
};

#endif
