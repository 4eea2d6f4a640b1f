/* silence_priv.h - what was learnt of a source, shared by the files silence*.c.
 * Owns: a model owns its arrays until mh_silence_forget. Threads: any. */
#ifndef MH_HOST_SILENCE_PRIV_H
#define MH_HOST_SILENCE_PRIV_H

#include "host/silence.h"

#define MH_SILENCE_FALSE  0.05 /* false alarms a month that one test of one source may give */
#define MH_SILENCE_FAMILY 0.3  /* that those of all sources judged together may */
#define MH_SILENCE_MONTH  720  /* hours */
#define MH_SILENCE_LEVELS 9    /* weeks back whose levels are told apart */

typedef struct mh_silence_gap {
    size_t from, to; /* hours without a fresh document */
    double expected; /* documents in it, by the model */
    double surprise;
    bool outage; /* too unlikely to be usual: nothing is learnt from it */
} mh_silence_gap;

typedef struct mh_silence_model {
    const mh_silence_hour *h;
    const float *others; /* NULL: as usual all the time */
    size_t together;     /* sources judged */
    size_t begin,
        end;      /* hours that are looked at: from the first that was observed to the last asked */
    int first;    /* hour of the week of h[0] */
    size_t reach; /* hours: what is published is asked for within so many */
    bool *skip;   /* n: hours from which nothing is learnt */
    double rate[MH_SILENCE_WEEK];
    double level[MH_SILENCE_LEVELS]; /* of the weeks, the last one first: rates times this */
    double day[7];                   /* chance that a day of the week has a document */
    double days_with;                /* days with one, and one more */
    double first_by
        [24];    /* of a day with one: the chance that the first has come by the end of the hour */
    double seen; /* documents that the rates were learnt from, old ones counting for less */
    double spread; /* 1 / size of the negative binomial of a day's count; 0: Poisson */
    double cap;    /* more of one hour counts as so many: a backlog is no rate */
    double turns;  /* gaps a month: occasions for a false alarm */
    mh_silence_gap *gap;
    size_t gaps;      /* finished ones, then the one that goes on, if there is one */
    bool open;        /* the last of them goes on */
    size_t usual;     /* finished ones that are no outages */
    double longest;   /* of those, in expected documents */
    size_t longest_h; /* in hours */
} mh_silence_model;

void mh_silence_learn(mh_silence_model *m, const mh_silence_hour *h, size_t n, int first,
                      const float *others, size_t together);
void mh_silence_forget(mh_silence_model *m);

static inline int mh_silence_slot(const mh_silence_model *m, size_t i) {
    return (int)(((size_t)m->first + i) % MH_SILENCE_WEEK);
}
/* As usual 1, on a day of rest near 0. */
static inline double mh_silence_share(const mh_silence_model *m, size_t i) {
    if (m->others == NULL) return 1;
    /* what is found now was published since the last run, maybe on the day before */
    size_t back = m->reach / 2 < i ? m->reach / 2 : i;
    float now = m->others[i], then = m->others[i - back], least = then < now ? then : now;
    if (!(least < 1)) return 1;
    if (least < 0.5F) least *= 2 * least; /* most rest: how much it gives then is anybody's guess */
    return least > 0.02F ? (double)least : 0.02;
}
/* Expected documents of hour i. */
double mh_silence_rate(const mh_silence_model *m, size_t i);
/* -log10 of the chance of at most x documents in hours that expect mean, over days days: negative
 * binomial, each day with its own luck. */
double mh_silence_few(const mh_silence_model *m, double x, double mean, double days);
/* -log10 of the chance that the days after from have no document at all up to the end of hour to - 1. */
double mh_silence_empty_days(const mh_silence_model *m, size_t from, size_t to);
/* Of a gap: by the counts, but no more than its days or its other gaps allow; for documents come in issues,
 * and of eight weekly ones without a miss nobody knows that one in nine is not missed. */
double mh_silence_of_gap(const mh_silence_model *m, size_t from, size_t to, double *expected);
/* -log10 of a bound of the chance of x or more of n where each has the chance p (Chernoff). */
double mh_silence_many(double x, double n, double p);
/* What a surprise must reach, with so many occasions a month. */
double mh_silence_bar(const mh_silence_model *m, double turns);

#endif
