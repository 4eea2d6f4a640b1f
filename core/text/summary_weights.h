/* summary_weights.h - what each feature of a sentence counts for.
 * Written by scripts/dev/train-summary from the summaries that it is given: gradient
 * ascent on the expected ROUGE of a choice, 40 rounds, rate 0.12, decay 0.01, heat 4.
 * Owns: nothing. Threads: any. Included by summary.c alone. */
#define SUMMARY_AGAIN 0.6 /* from here on a sentence says the same again */
#define SUMMARY_WORDS 20  /* words that a sentence of a summary should have */
/* For what a sentence shares with those chosen; for one that follows the one before it; for
 * words above what the summary should have, as their share of that. */
static const double summary_same = 0.366;
static const double summary_follow = 0.459;
static const double summary_over = 0.718;
static const double summary_weights[MH_SUM_FEATURES] = {
    [MH_SUM_FIRST] = 0.223,   [MH_SUM_LEAD] = 1.148,    [MH_SUM_EARLY] = 0.567,
    [MH_SUM_CONTENT] = 0.959, [MH_SUM_CENTRAL] = 0.256, [MH_SUM_TITLE] = 0.449,
    [MH_SUM_SHORT] = -0.463,  [MH_SUM_LONG] = -0.517,   [MH_SUM_STEP] = 0.724,
    [MH_SUM_QUOTED] = -0.101, [MH_SUM_LEANS] = -0.277,  [MH_SUM_PERSONAL] = -0.169,
};
