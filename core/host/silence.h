/* silence.h - learns how much a source gives by the hour of the week, and says when it went quiet.
 * Owns: the caller's arrays. Threads: any. Pure: no clock, no database.
 *
 * Counts of new documents of one source, an hour each, are compared with what its hour of the week
 * (in the desk's zone) gave before. A source is silent when the run of empty or thin hours is less likely than
 * one false alarm a month allows, given the learnt rates, and more than its longest usual gap. The reasons are told
 * apart: fetches failed (the runs say so), pages came but nothing was read from them (a lost selector), what came
 * is old, texts collapsed in length, or all sources of a country rest together (a holiday: no alarm). */
#ifndef MH_HOST_SILENCE_H
#define MH_HOST_SILENCE_H

#include "base/str.h"

#define MH_SILENCE_WEEK  168 /* hours */
#define MH_SILENCE_LEARN 336 /* hours of history before it may say anything */

/* One hour of one source. */
typedef struct mh_silence_hour {
    uint16_t fresh;  /* new documents whose own date is not old */
    uint16_t old;    /* new documents dated more than 2 days before */
    uint16_t runs;   /* runs that asked it */
    uint16_t failed; /* of them: could not fetch */
    uint16_t empty;  /* pages fetched from which nothing was read */
    uint32_t median; /* characters of the texts of fresh; 0: none */
} mh_silence_hour;

typedef enum mh_silence_why {
    MH_SILENCE_NONE,
    MH_SILENCE_QUIET,     /* the source answers and has nothing new */
    MH_SILENCE_FETCH,     /* it cannot be fetched */
    MH_SILENCE_SELECTOR,  /* pages come, nothing is read */
    MH_SILENCE_STALE,     /* only old items */
    MH_SILENCE_COLLAPSED, /* texts have shrunk */
    MH_SILENCE_UNASKED    /* no run asked it: the job's trouble, no alarm of its own */
} mh_silence_why;

const char *mh_silence_name(mh_silence_why w);

typedef struct mh_silence_verdict {
    mh_silence_why why;
    size_t since;    /* index of the first hour of it */
    double expected; /* documents that it would have given since then */
    double surprise; /* -log10 of the chance of so few */
} mh_silence_verdict;

/* Judges the last hour of n (oldest first); first_hour: hour of the week (0: Monday 00-01) of h[0], and each
 * hour is the next one on the clock of the wall (the caller leaves an empty one where clocks leap, and
 * adds two up where they are set back). others: for each hour, how the other sources did, as the share of what
 * they were expected to give (1: as usual); NULL: alone. together: sources that one desk has judged; the more
 * they are, the less likely a silence must be, so that all of them together raise few false alarms. */
mh_silence_verdict mh_silence_judge(const mh_silence_hour *h, size_t n, int first_hour,
                                    const float *others, size_t together);
/* Expected documents of each of n hours, by what is usual. */
void mh_silence_expect(const mh_silence_hour *h, size_t n, int first_hour, float *out);

typedef struct mh_silence_source {
    const mh_silence_hour *h;
    const float *expect; /* by mh_silence_expect */
    int group;           /* sources that rest on the same days */
} mh_silence_source;

/* For `others` of source self of k: what those of its group gave on each day (up to the last hour), as a share of
 * what they were expected to; 1 where that says nothing. A day that goes on is one of rest until enough of them
 * were heard, if they will be. All have n hours that begin at first_hour. */
void mh_silence_shares(const mh_silence_source *all, size_t k, size_t self, size_t n,
                       int first_hour, float *out);

#endif
