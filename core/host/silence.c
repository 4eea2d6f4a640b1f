#include "host/silence_priv.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN    1.25 /* longer than the longest usual gap by so much */
#define HOURS_MIN 3    /* of silence */
#define ANSWERS   2    /* without anything new: a second look */
#define LOOK      336  /* hours back in which its beginning is looked for */
#define FAILS     3    /* runs in a row */
#define FAILS_H   24   /* hours of failures that are told whatever the source gives */
#define DEAR_H    6    /* of a source that gives something meanwhile */
#define LOST      3.0  /* documents that it would have given: told sooner */
#define PAGES     2    /* that gave nothing, or only what is old */
#define PAGES_OF  0.8  /* of those that came */
#define TEXTS     6    /* hours with texts, to know what is usual */
#define SHRUNK    0.5  /* of the usual length */
#define INSTEAD   0.25 /* pages of another kind for each document that is missing */
#define THIN      0.3  /* of what is expected, or less */

const char *mh_silence_name(mh_silence_why w) {
    static const char *const names[] = {"none",  "quiet",     "fetch",  "selector",
                                        "stale", "collapsed", "unasked"};
    return names[w];
}

static double expected(const mh_silence_model *m, size_t from) {
    double sum = 0;
    for (size_t i = from; i < m->end; i++) sum += mh_silence_rate(m, i);
    return sum;
}

static mh_silence_verdict found(const mh_silence_model *m, mh_silence_why why, size_t since,
                                double surprise) {
    return (mh_silence_verdict){why, since, expected(m, since), surprise};
}

/* ---- it cannot be fetched ---- */

/* Runs all of which failed, up to hour end, an hour in which one did not ends them. *from: their first hour. */
static size_t failing(const mh_silence_model *m, size_t end, size_t *from) {
    size_t runs = 0, i = end;
    *from = end;
    for (; i > m->begin; i--) {
        const mh_silence_hour *h = &m->h[i - 1];
        if (h->fresh > 0 || (h->runs > 0 && h->failed < h->runs)) break;
        if (h->runs == 0) continue;
        runs += h->runs;
        *from = i - 1;
    }
    return runs;
}

/* Hours from from on, but for those in which nobody asked for long. */
static size_t lasted(const mh_silence_model *m, size_t from) {
    size_t hours = 0, since = 0; /* hours since it was asked */
    for (size_t i = from; i < m->end; i++) {
        since = m->h[i].runs > 0 ? 0 : since + 1;
        hours += since <= m->reach / 2;
    }
    return hours;
}

static mh_silence_verdict judge_fetch(const mh_silence_model *m) {
    size_t from, runs = failing(m, m->end, &from), first, longest = 0;
    if (runs < FAILS) return (mh_silence_verdict){0};
    for (size_t i = from; i > m->begin;) {
        size_t end = i;
        if (failing(m, end, &first) > 0) {
            /* a day of failures was an outage, not a habit */
            if (end - first < FAILS_H && end - first > longest) longest = end - first;
            i = first;
        } else {
            i--;
        }
    }
    size_t hours = lasted(m, from);
    bool dear = expected(m, from) >= LOST && hours >= DEAR_H && runs > FAILS;
    /* asked twice a day, three failures may be one bad day */
    size_t least = m->reach > 2 * DEAR_H ? FAILS_H + 2 : FAILS_H;
    if (!(dear || hours >= least) || (double)hours <= MARGIN * (double)longest)
        return (mh_silence_verdict){0};
    return found(m, MH_SILENCE_FETCH, from, mh_silence_many((double)runs, (double)runs, 0.05));
}

/* ---- pages come, but nothing new is in them ---- */

typedef uint16_t share_of(const mh_silence_hour *h);

static uint16_t empties(const mh_silence_hour *h) {
    return h->empty;
}

static uint16_t olds(const mh_silence_hour *h) {
    return h->old;
}

/* Pages of the kind among all that came: the chance of so many, from the hour on for which it is smallest. */
static mh_silence_verdict judge_pages(const mh_silence_model *m, share_of *bad,
                                      mh_silence_why why) {
    mh_silence_verdict best = {0};
    size_t back = m->end - m->begin < LOOK ? m->begin : m->end - LOOK;
    double usual_bad = 0, usual_all = 0, x = 0, n = 0, streak = 0, longest = 0, hours = 0;
    size_t now = m->end; /* where the present run of such hours begins */
    while (now > m->begin && m->h[now - 1].fresh == 0) now--;
    for (size_t i = m->begin; i < now; i++) {
        const mh_silence_hour *h = &m->h[i];
        if (h->fresh > 0) streak = 0;
        streak += bad(h);
        /* what was an outage then is no habit */
        if (streak > longest && streak < 4 * PAGES) longest = streak;
        if (m->skip[i] && bad(h) == 0) continue;
        usual_bad += fmin(bad(h), 1 + h->fresh);
        usual_all += fmin(bad(h), 1 + h->fresh) + h->fresh;
        hours += bad(h) + h->fresh > 0;
    }
    double usual = (usual_bad + 0.5) / (usual_all + 10);
    double bar = mh_silence_bar(m, hours * MH_SILENCE_MONTH / (double)(m->end - m->begin));
    for (size_t i = m->end; i-- > back;) {
        const mh_silence_hour *h = &m->h[i];
        x += bad(h);
        n += bad(h) + h->fresh;
        if (bad(h) == 0 || x < PAGES || x < PAGES_OF * n || x <= 1.5 * longest) continue;
        double surprise = mh_silence_many(x, n, usual);
        if (surprise < bar || surprise < best.surprise) continue;
        best = found(m, why, i, surprise);
    }
    return best;
}

/* ---- texts have shrunk ---- */

static int by_number(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The latest hours with texts all of which are shorter than nearly all before them. */
static mh_silence_verdict judge_texts(const mh_silence_model *m) {
    mh_silence_verdict v = {0};
    double *usual = mh_alloc_array(m->end - m->begin + 1, sizeof *usual);
    size_t n = 0, run = 0, longest = 0, streak = 0, since = m->end, below = 0;
    for (size_t i = m->begin; i < m->end; i++)
        if (m->h[i].fresh > 0 && m->h[i].median > 0) usual[n++] = m->h[i].median;
    /* the newer ones may be the shrunk ones */
    size_t old = n * 6 / 10 > TEXTS ? n * 6 / 10 : TEXTS < n ? TEXTS : n;
    qsort(usual, old, sizeof *usual, by_number);
    double low = n >= TEXTS ? SHRUNK * usual[old / 2] : 0;
    for (size_t i = m->end; low > 0 && i-- > m->begin;) {
        if (m->h[i].fresh == 0 || m->h[i].median == 0) continue;
        if (m->h[i].median >= low) break;
        run++;
        since = i;
    }
    for (size_t i = m->begin; i < since; i++) {
        if (m->h[i].fresh == 0 || m->h[i].median == 0) continue;
        streak = m->h[i].median < low ? streak + 1 : 0;
        if (streak > longest && streak < 12) longest = streak;
        below += streak > 0 && streak < 12;
    }
    double before = (double)(n - run);
    double p = ((double)below + 0.5) / (before + 1);
    double surprise = -(double)run * log10(p);
    bool more = run >= 3 && (double)run > 1.5 * (double)longest && before >= TEXTS;
    if (more &&
        surprise >= mh_silence_bar(m, before * MH_SILENCE_MONTH / (double)(m->end - m->begin)))
        v = found(m, MH_SILENCE_COLLAPSED, since, surprise);
    free(usual);
    return v;
}

/* ---- it gives nothing, or next to nothing ---- */

/* Hours in which it was asked and answered. */
static size_t answers(const mh_silence_model *m, const mh_silence_gap *g) {
    size_t n = 0;
    for (size_t i = g->from; i < g->to; i++) n += m->h[i].runs > m->h[i].failed;
    return n;
}

static mh_silence_verdict judge_gap(const mh_silence_model *m) {
    if (!m->open) return (mh_silence_verdict){0};
    const mh_silence_gap *g = &m->gap[m->gaps - 1];
    size_t hours = g->to - g->from;
    if (g->surprise < mh_silence_bar(m, m->turns) || hours < HOURS_MIN ||
        g->expected < MARGIN * m->longest || m->gaps < 3 || answers(m, g) < ANSWERS)
        return (mh_silence_verdict){0};
    return found(m, MH_SILENCE_QUIET, g->from, g->surprise);
}

/* A trickle in the place of what is usual: from the hour on for which that is least likely. */
static mh_silence_verdict judge_trickle(const mh_silence_model *m) {
    mh_silence_verdict best = {0};
    double mean = 0, x = 0, bar = mh_silence_bar(m, MH_SILENCE_MONTH) + 1;
    double late_mean = 0, late_x = 0; /* of the later half */
    size_t back = m->end - m->begin < LOOK ? m->begin : m->end - LOOK, late = m->end;
    for (size_t i = m->end; i-- > back;) {
        if (m->skip[i] && m->h[i].fresh == 0) continue; /* it was something else, then */
        mean += mh_silence_rate(m, i);
        x += m->h[i].fresh;
        while (late > i + (m->end - i) / 2) {
            late--;
            late_mean += mh_silence_rate(m, late);
            late_x += m->h[late].fresh;
        }
        size_t hours = m->end - i;
        bool thin = x <= THIN * mean && late_x <= THIN * late_mean && mean >= 3 * m->longest;
        if (x == 0 || !thin || hours < 2 * HOURS_MIN) continue;
        double surprise = mh_silence_few(m, x, mean, (double)hours / 24);
        if (surprise < bar || surprise < best.surprise) continue;
        best = (mh_silence_verdict){MH_SILENCE_QUIET, i, mean, surprise};
    }
    return best;
}

/* What went with the silence tells why it is. */
static mh_silence_verdict explain(const mh_silence_model *m, mh_silence_verdict v) {
    double empty = 0, old = 0, fresh = 0;
    size_t from;
    for (size_t i = v.since; i < m->end; i++) {
        const mh_silence_hour *h = &m->h[i];
        empty += h->empty, old += h->old, fresh += h->fresh;
    }
    if (failing(m, m->end, &from) >= FAILS) {
        v.why = m->end - from < DEAR_H ? MH_SILENCE_NONE : MH_SILENCE_FETCH; /* it may pass */
        v.since = from;
    } else if (empty >= PAGES && empty > 2 * (fresh + old) && empty > INSTEAD * v.expected)
        v.why = MH_SILENCE_SELECTOR;
    else if (old >= PAGES && old > 2 * (fresh + empty) && old > INSTEAD * v.expected)
        v.why = MH_SILENCE_STALE;
    return v;
}

static mh_silence_verdict judge(const mh_silence_model *m, size_t n) {
    mh_silence_verdict v;
    if (m->end == m->begin) return (mh_silence_verdict){0};
    if (n - m->end > 3 * m->reach && n - m->end >= 24)
        return (mh_silence_verdict){MH_SILENCE_UNASKED, m->end, 0, 0};
    v = judge_fetch(m);
    if (v.why || m->end - m->begin < MH_SILENCE_LEARN) return v;
    v = judge_pages(m, empties, MH_SILENCE_SELECTOR);
    if (!v.why) v = judge_pages(m, olds, MH_SILENCE_STALE);
    if (!v.why) v = judge_texts(m);
    if (v.why) return v;
    v = judge_gap(m);
    if (!v.why) v = judge_trickle(m);
    return v.why ? explain(m, v) : v;
}

mh_silence_verdict mh_silence_judge(const mh_silence_hour *h, size_t n, int first_hour,
                                    const float *others, size_t together) {
    mh_silence_model m;
    mh_silence_learn(&m, h, n, first_hour, others, together);
    mh_silence_verdict v = judge(&m, n);
    mh_silence_forget(&m);
    return v;
}

void mh_silence_expect(const mh_silence_hour *h, size_t n, int first_hour, float *out) {
    mh_silence_model m;
    mh_silence_learn(&m, h, n, first_hour, NULL, 1);
    for (size_t i = 0; i < n; i++) out[i] = i < m.begin ? 0 : (float)m.rate[mh_silence_slot(&m, i)];
    mh_silence_forget(&m);
}

/* ---- days of rest ---- */

#define REST_EXPECTED 3.0  /* documents of a source and a day that say something of it */
#define REST_HEARD    2.0  /* sources, before a day that has just begun is taken for a usual one */
#define REST_MAYBE    0.1F /* its share until then */

/* Whether what was found in hour i came more likely since hour from than before. */
static bool is_of_day(const mh_silence_hour *h, size_t from, size_t i) {
    size_t last = i;
    while (last > 0 && i - last < 24 && (last == i || h[last].runs <= h[last].failed)) last--;
    return last + (i - last) / 2 >= from;
}

/* Whether it is asked every few hours. */
static bool is_asked_often(const mh_silence_hour *h, size_t from, size_t to) {
    size_t n = 0;
    for (size_t i = from; i < to; i++) n += h[i].runs > 0;
    return 4 * n >= to - from;
}

/* Of one day, or what has passed of it. strict: without what may be of the day before. *heard: how many sources said something of it. */
static float share_of_day(const mh_silence_source *all, size_t k, size_t self, size_t from,
                          size_t to, bool strict, double *heard) {
    double sum = 0, weight = 0;
    for (size_t j = 0; j < k; j++) {
        double gave = 0, should = 0;
        if (j == self || all[j].group != all[self].group) continue;
        for (size_t i = from; i < to; i++) {
            const mh_silence_hour *h = &all[j].h[i];
            if (h->fresh == 0 && (h->runs == 0 || h->failed + h->empty + h->old > 0)) continue;
            if (strict && !is_of_day(all[j].h, from, i)) continue;
            gave += h->fresh;
            should += (double)all[j].expect[i];
        }
        double w = fmin(should, REST_EXPECTED) / REST_EXPECTED;
        weight += w;
        sum += w * fmin(gave / fmax(should, 0.01), 1.2);
    }
    *heard = weight;
    double share = sum / fmax(weight, 0.01);
    return share < 1 ? (float)share : 1;
}

void mh_silence_shares(const mh_silence_source *all, size_t k, size_t self, size_t n,
                       int first_hour, float *out) {
    for (size_t i = 0; i < n;) {
        size_t day = 24 - ((size_t)first_hour + i) % 24, end = i + day < n ? i + day : n;
        double heard, before = 0;
        bool strict = i + day > n && i >= MH_SILENCE_WEEK && is_asked_often(all[self].h, i, end);
        float share = share_of_day(all, k, self, i, end, strict, &heard);
        if (heard < REST_HEARD && strict) {
            /* the same day a week ago tells whether they will be heard by its end */
            size_t then = i - MH_SILENCE_WEEK;
            (void)share_of_day(all, k, self, then, then + day, false, &before);
            share = before < REST_HEARD ? 1 : fminf(share, REST_MAYBE);
        } else if (heard < 1) {
            share = 1; /* nobody to ask */
        }
        for (; i < end; i++) out[i] = share;
    }
}
