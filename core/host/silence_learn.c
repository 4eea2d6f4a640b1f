/* What is usual of a source: rates by hour of the week, days with a document, the longest usual gap.
 * Declared in silence_priv.h.
 *
 * Rates are a product of day and hour of the day, to which each hour of the week is shrunk (a gamma prior:
 * empirical Bayes as in Gelman et al., Bayesian Data Analysis, 2.7), since eight weeks say little of a single
 * one. Old weeks count for less, so that a source may grow. Days differ by more than Poisson allows: the
 * size of a negative binomial is estimated by moments from daily counts. Hours of holidays count by the
 * share that other sources gave. Gaps that the model calls next to impossible are outages: they are left out, and
 * the model is learnt once more. */
#include "host/silence_priv.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HALF_LIFE    672.0 /* hours */
#define PRIOR_DAY    2.0   /* days that the mean of all days counts for, in the rate of a weekday */
#define PRIOR_HOUR   12.0  /* documents spread evenly over the day, in its profile */
#define PRIOR_CELL   4.0 /* weeks that the product counts for, in the rate of an hour of the week */
#define PRIOR_SPREAD 7.0 /* days that SPREAD counts for */
#define SPREAD       0.15
#define SPREAD_MAX   3.0
#define SPREAD_MIN   0.02
#define OUTAGE       2.0 /* decades above the bar for an alarm */
#define OUTAGES_MAX  6   /* that may have been */
#define UNLIKE       1.5 /* times as long as the longest gap but for those */
#define SAME_DAY     12  /* hours before a gap that share its luck */
#define LEVEL        6.0 /* documents that the mean counts for, in the level of some weeks */

double mh_silence_rate(const mh_silence_model *m, size_t i) {
    size_t block = i < m->end ? (m->end - 1 - i) / MH_SILENCE_WEEK : 0;
    double level = block < MH_SILENCE_LEVELS ? m->level[block] : m->level[MH_SILENCE_LEVELS - 1];
    return m->rate[mh_silence_slot(m, i)] * level * mh_silence_share(m, i);
}

double mh_silence_bar(const mh_silence_model *m, double turns) {
    double each = fmin(MH_SILENCE_FALSE, MH_SILENCE_FAMILY / fmax((double)m->together, 1));
    return log10(fmax(turns, 1) / (turns < 8 ? 3 * each : each));
}

static double count(const mh_silence_model *m, size_t i) {
    return fmin(m->h[i].fresh, m->cap);
}

static int by_number(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Several times the usual count of an hour that has any. */
static void find_cap(mh_silence_model *m) {
    double *v = mh_alloc_array(m->end - m->begin + 1, sizeof *v);
    size_t n = 0;
    for (size_t i = m->begin; i < m->end; i++)
        if (m->h[i].fresh > 0) v[n++] = m->h[i].fresh;
    qsort(v, n, sizeof *v, by_number);
    m->cap = n ? 3 + 4 * v[n / 2] : 3;
    free(v);
}

typedef struct sums {
    double count[MH_SILENCE_WEEK], hours[MH_SILENCE_WEEK];
    double day_count[7], day_hours[7], clock_count[24];
    double all, all_hours;
} sums;

static void add_up(const mh_silence_model *m, sums *s) {
    *s = (sums){0};
    for (size_t i = m->begin; i < m->end; i++) {
        if (m->skip[i]) continue;
        int w = mh_silence_slot(m, i);
        double weight = exp2(-(double)(m->end - i) / HALF_LIFE);
        double c = weight * count(m, i), e = weight * mh_silence_share(m, i);
        s->count[w] += c, s->hours[w] += e;
        s->day_count[w / 24] += c, s->day_hours[w / 24] += e;
        s->clock_count[w % 24] += c;
        s->all += c, s->all_hours += e;
    }
}

static void find_rates(mh_silence_model *m) {
    sums s;
    add_up(m, &s);
    double mean = s.all_hours > 0 ? s.all / s.all_hours : 0;
    m->seen = s.all;
    for (int w = 0; w < MH_SILENCE_WEEK; w++) {
        double day =
            (s.day_count[w / 24] + PRIOR_DAY * 24 * mean) / (s.day_hours[w / 24] + PRIOR_DAY * 24);
        double clock = 24 * (s.clock_count[w % 24] + PRIOR_HOUR / 24) / (s.all + PRIOR_HOUR);
        m->rate[w] = (s.count[w] + PRIOR_CELL * day * clock) / (s.hours[w] + PRIOR_CELL);
    }
}

/* How much it gave in each week and those beside it, against the mean of all: it may grow, or have its summer.
 * That it gives more of late is believed later. */
static void find_levels(mh_silence_model *m) {
    double gave[MH_SILENCE_LEVELS] = {0}, should[MH_SILENCE_LEVELS] = {0};
    for (size_t j = 0; j < MH_SILENCE_LEVELS; j++) m->level[j] = 1;
    for (size_t i = m->begin; i < m->end; i++) {
        size_t j = (m->end - 1 - i) / MH_SILENCE_WEEK;
        if (m->skip[i] || j >= MH_SILENCE_LEVELS) continue;
        gave[j] += count(m, i);
        should[j] += mh_silence_rate(m, i);
    }
    for (size_t j = 0; j < MH_SILENCE_LEVELS; j++) {
        double g = gave[j], e = should[j];
        if (j > 0) g += gave[j - 1], e += should[j - 1];
        if (j + 1 < MH_SILENCE_LEVELS) g += gave[j + 1], e += should[j + 1];
        if (j == 0) g += gave[2], e += should[2];
        m->level[j] = (g + LEVEL) / (e + LEVEL);
    }
    m->level[0] = fmin(m->level[0], 1);
}

/* By moments, from days of which nothing is left out. */
static void find_spread(mh_silence_model *m) {
    double excess = 0, squares = 0, n = 0, mean = 0, days = 0;
    size_t hours = 0;
    for (size_t i = m->begin; i < m->end; i++) {
        if (mh_silence_slot(m, i) % 24 == 0) n = mean = 0, hours = 0;
        if (m->skip[i]) continue;
        n += count(m, i);
        mean += mh_silence_rate(m, i);
        hours++;
        if (mh_silence_slot(m, i) % 24 != 23 || hours < 24) continue;
        excess += (n - mean) * (n - mean) - mean;
        squares += mean * mean;
        days++;
    }
    double prior = days > 0 ? PRIOR_SPREAD * squares / days : 0;
    m->spread = squares > 0 ? (excess + SPREAD * prior) / (squares + prior) : SPREAD_MAX;
    m->spread = fmin(fmax(m->spread, SPREAD_MIN), SPREAD_MAX);
}

static void find_days(mh_silence_model *m) {
    double with[7] = {0}, days[7] = {0}, first[24] = {0}, all = 0, had = 0;
    int came = -1;
    double open = 0, share = 0;
    for (size_t i = m->begin; i < m->end; i++) {
        int w = mh_silence_slot(m, i);
        if (w % 24 == 0) came = -1, open = share = 0;
        if (!m->skip[i]) open++, share += mh_silence_share(m, i);
        if (m->h[i].fresh > 0 && came < 0) came = w % 24;
        if (w % 24 != 23 || open < 24) continue;
        double weight = share / 24;
        days[w / 24] += weight, all += weight;
        if (came < 0) continue;
        with[w / 24] += 1, had += 1;
        first[came] += 1;
    }
    double mean = (had + 0.5) / (all + 1), sum = 0;
    m->days_with = had + 1;
    for (int d = 0; d < 7; d++) m->day[d] = fmin((with[d] + 0.5 * mean) / (days[d] + 0.7), 0.995);
    for (int c = 0; c < 24; c++) {
        sum += (first[c] + 1.0 / 24) / (had + 1);
        m->first_by[c] = sum;
    }
}

/* ---- chances ---- */

double mh_silence_few(const mh_silence_model *m, double x, double mean, double days) {
    double size = 1 / (m->spread / fmax(days, 1) + 1 / fmax(m->seen, 1)), p = mean / (size + mean);
    double term = size * log1p(-p), sum = 1, ratio = 1; /* log P(0); P(k) / P(0) */
    for (int64_t i = 0; (double)i < x; i++) {
        double k = (double)i;
        ratio *= (size + k) / (k + 1) * p;
        sum += ratio;
    }
    return fmax(-(term + log(sum)) / M_LN10, 0);
}

double mh_silence_empty_days(const mh_silence_model *m, size_t from, size_t to) {
    double decades = 0;
    size_t i = from;
    while (i < to && mh_silence_slot(m, i) % 24 != 0) i++; /* the day on which one came */
    while (i < to) {
        size_t end = i + 24 < to ? i + 24 : to;
        double p = m->day[mh_silence_slot(m, i) / 24] * m->first_by[end - i - 1], share = 0;
        for (size_t k = i; k < end; k++) share += mh_silence_share(m, k);
        decades -= log10(1 - p * share / (double)(end - i));
        i = end;
    }
    /* of few days with a document, how likely one is is not known well: their rate has a gamma distribution */
    return m->days_with * log1p(decades * M_LN10 / m->days_with) / M_LN10;
}

/* The chance that a gap is c times as long as the longest of n, where long gaps are as exponential as those
 * of a Poisson process are: E exp(-c max) = n B(n, 1 + c). */
static double beyond(double c, double n) {
    return fmax(-(log(n) + lgamma(n) + lgamma(1 + c) - lgamma(n + 1 + c)) / M_LN10, 0);
}

/* As mh_silence_few of 0 within a day: hours just before it tell how good a day it is (the gamma of its luck, given
 * what they gave). */
static double empty_now(const mh_silence_model *m, size_t from, double mean) {
    double gave = 0, should = 0;
    for (size_t i = from; i-- > m->begin && from - i <= SAME_DAY;) {
        if (m->skip[i] && m->h[i].fresh == 0) continue;
        gave += count(m, i);
        should += mh_silence_rate(m, i);
    }
    double size = 1 / (m->spread + 1 / fmax(m->seen, 1));
    double now = (size + gave) * log1p(mean / (size + should)) / M_LN10;
    return fmin(now, mh_silence_few(m, 0, mean, 1));
}

double mh_silence_of_gap(const mh_silence_model *m, size_t from, size_t to, double *expected) {
    double mean = 0;
    for (size_t i = from; i < to; i++) mean += mh_silence_rate(m, i);
    if (expected) *expected = mean;
    double few = to - from < 24 ? empty_now(m, from, mean)
                                : mh_silence_few(m, 0, mean, (double)(to - from) / 24);
    double days = mh_silence_empty_days(m, from, to);
    double gaps = m->longest > 0 ? beyond(mean / m->longest, fmax((double)m->usual, 1)) : 0;
    return fmax(days, fmin(few, gaps));
}

double mh_silence_many(double x, double n, double p) {
    double q = x / n;
    if (n <= 0 || q <= p) return 0;
    double d = q * log(q / p) + (q < 1 ? (1 - q) * log((1 - q) / (1 - p)) : 0);
    return n * d / M_LN10;
}

/* ---- gaps ---- */

/* The end of the last hour before to in which a run got an answer; at least from. Failures say nothing of what
 * there was to fetch. */
static size_t answered(const mh_silence_model *m, size_t from, size_t to) {
    while (to > from && m->h[to - 1].runs <= m->h[to - 1].failed) to--;
    return to;
}

static void find_gaps(mh_silence_model *m) {
    size_t from = m->end;
    m->gaps = 0;
    m->open = false;
    for (size_t i = m->begin; i <= m->end; i++) {
        bool fresh = i < m->end && m->h[i].fresh > 0;
        if (i < m->end && !fresh) continue;
        if (from < i && (fresh || i == m->end)) {
            size_t to = fresh ? i : answered(m, from, i);
            if (to == from) break; /* it goes on, but none of it was seen */
            m->gap[m->gaps++] = (mh_silence_gap){.from = from, .to = to};
            m->open = !fresh;
        }
        from = i + 1;
    }
}

/* The k-th longest, in expected documents: some outages do not move it. */
static double long_gap(const mh_silence_model *m, size_t done) {
    double *v = mh_alloc_array(done + 1, sizeof *v);
    size_t k = done / 2 < OUTAGES_MAX ? done / 2 : OUTAGES_MAX;
    for (size_t i = 0; i < done; i++) v[i] = m->gap[i].expected;
    qsort(v, done, sizeof *v, by_number);
    double out = done ? v[done - 1 - (k < done ? k : done - 1)] : 0;
    free(v);
    return out;
}

/* Whether a gap says something of the source, and not of how it was asked. */
static bool is_own(const mh_silence_model *m, const mh_silence_gap *g) {
    size_t runs = 0, failed = 0, pages = 0, skipped = 0;
    for (size_t k = g->from; k < g->to; k++) {
        runs += m->h[k].runs;
        failed += m->h[k].failed;
        pages += m->h[k].empty + m->h[k].old;
        skipped += m->skip[k];
    }
    return failed * 4 <= runs && skipped * 4 <= g->to - g->from && pages < 3;
}

/* Which gaps are outages, and the longest of the others. */
static void weigh_gaps(mh_silence_model *m) {
    double bar = mh_silence_bar(m, m->turns) + OUTAGE;
    size_t done = m->gaps - m->open;
    for (size_t i = 0; i < m->gaps; i++) {
        mh_silence_gap *g = &m->gap[i];
        g->surprise = mh_silence_of_gap(m, g->from, g->to, &g->expected);
    }
    double usual = long_gap(m, done);
    m->longest = 0;
    m->longest_h = m->usual = 0;
    for (size_t i = 0; i < done; i++) {
        mh_silence_gap *g = &m->gap[i];
        g->outage = g->surprise >= bar && g->expected > UNLIKE * usual;
        if (g->outage || !is_own(m, g)) continue;
        m->usual++;
        m->longest = fmax(m->longest, g->expected);
        if (g->to - g->from > m->longest_h) m->longest_h = g->to - g->from;
    }
}

/* Hours that were not asked, in which fetching failed or nothing could be read. */
static void skip_known(mh_silence_model *m) {
    size_t next = m->end; /* the next hour that was asked */
    for (size_t i = m->end; i-- > m->begin;) {
        const mh_silence_hour *h = &m->h[i];
        if (h->runs > 0) next = i;
        bool failed = h->runs > 0 && h->failed >= h->runs && h->fresh == 0;
        m->skip[i] = next - i > m->reach || failed || (h->empty > 0 && h->fresh == 0);
    }
}

/* 95 of 100 gaps between hours that were asked are no longer. */
static size_t usual_reach(const mh_silence_model *m) {
    double *v = mh_alloc_array(m->end - m->begin + 1, sizeof *v);
    size_t n = 0, last = m->begin;
    for (size_t i = m->begin; i < m->end; i++) {
        if (m->h[i].runs == 0) continue;
        if (n > 0 || i > m->begin) v[n++] = (double)(i - last);
        last = i;
    }
    qsort(v, n, sizeof *v, by_number);
    size_t reach = n ? (size_t)v[n * 95 / 100] : 1;
    free(v);
    return 2 * reach + 1;
}

static void find_turns(mh_silence_model *m) {
    size_t closed = 0;
    for (size_t i = 0; i < m->gaps; i++) closed += !m->gap[i].outage;
    double hours = (double)(m->end - m->begin);
    m->turns = hours > 0 ? (double)closed * MH_SILENCE_MONTH / hours : 1;
}

void mh_silence_learn(mh_silence_model *m, const mh_silence_hour *h, size_t n, int first,
                      const float *others, size_t together) {
    *m = (mh_silence_model){.h = h, .others = others, .together = together, .first = first};
    while (m->begin < n && h[m->begin].runs == 0 && h[m->begin].fresh == 0) m->begin++;
    for (m->end = n; m->end > m->begin && h[m->end - 1].runs == 0 && h[m->end - 1].fresh == 0;)
        m->end--;
    m->skip = mh_alloc_array(n + 1, sizeof *m->skip);
    m->gap = mh_alloc_array(n + 1, sizeof *m->gap);
    m->reach = usual_reach(m);
    find_cap(m);
    find_gaps(m);
    find_turns(m);
    for (int round = 0; round < 3; round++) {
        skip_known(m);
        for (size_t i = 0; i < m->gaps; i++) { /* what goes on is judged by what was before it */
            const mh_silence_gap *g = &m->gap[i];
            bool now = m->open && i + 1 == m->gaps;
            for (size_t k = g->from; (now || g->outage) && k < g->to; k++) m->skip[k] = true;
        }
        find_rates(m);
        find_levels(m);
        find_spread(m);
        find_days(m);
        weigh_gaps(m);
        find_turns(m);
    }
}

void mh_silence_forget(mh_silence_model *m) {
    free(m->skip);
    free(m->gap);
}
