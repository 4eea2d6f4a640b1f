/* silencesim.c - generated histories of many kinds of source with planted outages: what is reported, how
 * soon, and how often without cause.
 *
 *     silencesim kinds [SEEDS [FIRST [NAME]]]   each kind of source by itself, all five outages
 *     silencesim desk [SEEDS [FIRST [loud]]]    ten sources of one desk, 60 days, five outages in all
 *     silencesim show SEED KIND                 one history, hour by hour
 *
 * All of it is invented. The unit tests include this file. */
#include "base/mem.h"
#include "host/silence.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS    60
#define HOURS   (DAYS * 24)
#define OUTAGES 5
#define GRACE   12 /* hours after an outage in which its alarm may still go on */
#define KINDS   10
#define SETTLED 6 /* hours apart: two alarms are two */
#define UNSAID  100000

typedef struct outage {
    mh_silence_why why;
    int from, to;
    int said;   /* hours until it was reported for what it is; UNSAID */
    bool wrong; /* it was reported as something else before */
} outage;

typedef struct world {
    uint64_t seed;
    int first; /* hour of the week of hour 0 */
    bool rest[DAYS];
    bool down[HOURS]; /* the machine */
} world;

typedef struct history {
    mh_silence_hour h[HOURS];
    outage out[OUTAGES];
    int outages;
    int false_alarms;
    int said_false[64];
    mh_silence_verdict false_v[64];
} history;

/* ---- chance ---- */

/* splitmix64 (Steele, Lea, Flood 2014) */
static double uniform(uint64_t *s) {
    uint64_t z = *s += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static double normal(uint64_t *s) {
    double u = uniform(s);
    return sqrt(-2 * log(u > 0 ? u : 1e-12)) * cos(2 * M_PI * uniform(s));
}

static int poisson(uint64_t *s, double mean) {
    if (mean > 60) return (int)fmax(0, lround(mean + sqrt(mean) * normal(s)));
    double p = exp(-mean), sum = p, u = uniform(s);
    int k = 0;
    while (u > sum && k < 500) sum += p *= mean / ++k;
    return k;
}

/* Marsaglia and Tsang 2000; mean 1. */
static double gamma_of(uint64_t *s, double shape) {
    double boost = shape < 1 ? pow(uniform(s), 1 / shape) : 1, a = shape < 1 ? shape + 1 : shape;
    double d = a - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(s), v = 1 + c * x;
        if (v <= 0) continue;
        v = v * v * v;
        if (log(uniform(s) + 1e-300) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v * boost / shape;
    }
}

/* ---- kinds ---- */

typedef struct kind {
    const char *name;
    double day;          /* documents */
    double weekend;      /* share */
    int from, to;        /* hours of the day in which it works */
    double night;        /* share in the others */
    double size;         /* of the negative binomial of days */
    int length[OUTAGES]; /* hours of an outage: quiet, fetch, selector, stale, collapsed */
    bool alone;          /* its outages are too long for one history: one each */
    int every;           /* hours from one run to the next */
} kind;

static const kind kinds[KINDS] = {
    {"busy wire", 200, 0.6, 7, 22, 0.15, 12, {18, 12, 12, 12, 24}, false, 1},
    {"ministry", 0.6, 0.02, 9, 18, 0.02, 4, {384, 48, 288, 288, 336}, true, 1},
    {"paper", 25, 0, 6, 20, 0.05, 10, {60, 36, 48, 48, 60}, false, 1},
    {"review", 0, 0, 0, 0, 0, 0, {432, 48, 240, 240, 432}, true, 1},
    {"bursty", 4, 0.7, 8, 20, 0.1, 0.6, {336, 48, 192, 192, 240}, true, 1},
    {"growing", 0, 0.8, 7, 21, 0.1, 8, {72, 36, 60, 60, 72}, false, 1},
    {"agency", 60, 0.5, 7, 21, 0.05, 10, {36, 24, 24, 24, 36}, false, 1},
    {"clock change", 30, 0.3, 8, 19, 0.01, 10, {48, 30, 36, 36, 48}, false, 1},
    {"daily digest", 0, 0, 0, 0, 0, 0, {144, 36, 120, 120, 144}, true, 1},
    {"twice a day", 30, 0.5, 7, 21, 0.05, 8, {72, 48, 60, 60, 72}, false, 12}};

/* Documents that come in hour i, before any run. */
static void publish(const kind *k, const world *w, uint64_t *s, double *luck, int *n) {
    int due = -1, size = 0;
    for (int i = 0; i < HOURS; i++) {
        int slot = (w->first + i) % 168, day = slot / 24, hour = slot % 24, d = i / 24;
        double mean;
        if (k == &kinds[7] && d >= 31) hour = (hour + 1) % 24; /* its clock was set, ours was not */
        if (hour == 0 || i == 0) *luck = k->size > 0 ? gamma_of(s, k->size) : 1;
        if (k == &kinds[3] && slot == 4 * 24 && uniform(s) > 1.0 / 14) { /* an issue on Friday */
            due = i + 10 + (int)lround(1.5 * normal(s));
            size = 5 + poisson(s, 4);
        }
        if (k == &kinds[8] && hour == 0 && uniform(s) > 0.01) {
            due = i + 7 + (int)lround(0.7 * normal(s));
            size = 1 + poisson(s, 0.5);
        }
        double rest = w->rest[d] ? 0.05 : 1;
        if (due >= 0) {
            n[i] = due <= i && size > 0 ? (size + 1) / 2 : 0;
            size -= n[i];
            if (rest < 1) n[i] = 0;
            continue;
        }
        double per_day = k == &kinds[5] ? 2 + 18.0 * d / DAYS : k->day;
        double work = hour >= k->from && hour < k->to ? 1 : k->night;
        double sum = k->to - k->from + k->night * (24 - k->to + k->from);
        mean =
            k->from < k->to ? per_day * work / sum * (day >= 5 ? k->weekend : 1) * *luck * rest : 0;
        n[i] = poisson(s, mean);
    }
}

static const outage *outage_at(const history *x, int i) {
    for (int o = 0; o < x->outages; o++)
        if (i >= x->out[o].from && i < x->out[o].to) return &x->out[o];
    return NULL;
}

static uint32_t median_of(uint64_t *s, int n, bool shrunk) {
    double length = 0;
    for (int i = 0; i < 3; i++) length += exp(log(shrunk ? 160 : 2400) + 0.6 * normal(s)) / 3;
    return n > 0 ? (uint32_t)fmax(length, 20) : 0;
}

/* What runs find of it. */
static void collect(const kind *k, const world *w, uint64_t *s, const int *published, history *x) {
    int waiting = 0, failing = 0;
    bool shrunk = false;
    for (int i = 0; i < HOURS; i++) {
        mh_silence_hour *h = &x->h[i];
        const outage *o = outage_at(x, i);
        mh_silence_why why = o ? o->why : MH_SILENCE_NONE;
        *h = (mh_silence_hour){0};
        if (why == MH_SILENCE_QUIET) /* nothing is published, or what is known already */
            ;
        else
            waiting += published[i];
        shrunk = shrunk || why == MH_SILENCE_COLLAPSED;
        if (w->down[i] || i % k->every != 0) continue;
        if (failing == 0 && uniform(s) < 0.003) failing = 1 + (int)(5 * uniform(s));
        h->runs = 1;
        if (why == MH_SILENCE_FETCH || failing > 0) {
            h->failed = 1;
            failing -= failing > 0;
            continue;
        }
        int n = waiting;
        waiting = 0;
        for (; n > 0; n--) {
            double u = uniform(s);
            if (why == MH_SILENCE_SELECTOR ? u > 0.02 : u < 0.02)
                h->empty++;
            else if (why == MH_SILENCE_STALE ? u > 0.02 : u > 0.97)
                h->old++;
            else
                h->fresh++;
        }
        h->median = median_of(s, h->fresh, why == MH_SILENCE_COLLAPSED);
    }
}

static void make_world(world *w, uint64_t seed) {
    *w = (world){.seed = seed};
    uint64_t s = seed * 7919 + 17;
    w->first = 24 * (int)(7 * uniform(&s));
    for (int n = 0; n < 2;) { /* two public holidays, on working days */
        int d = 15 + (int)(40 * uniform(&s));
        if ((w->first / 24 + d) % 7 >= 5 || w->rest[d]) continue;
        w->rest[d] = true;
        n++;
    }
    int from = 24 * 16 + (int)(24 * 40 * uniform(&s)), to = from + 6 + (int)(24 * uniform(&s));
    for (int i = from; i < to && i < HOURS; i++) w->down[i] = true;
}

/* Where an outage does not lie in the shadow of another or of the machine's own rest. */
static bool is_free(const history *x, const world *w, int from, int to) {
    if (from < 24 * 16 || to > HOURS - 2) return false;
    if (to - from > 200 && from < 24 * 28)
        return false; /* what is slow must be known for a month */
    for (int o = 0; o < x->outages; o++)
        if (from < x->out[o].to + 60 && to + 60 > x->out[o].from) return false;
    for (int i = from; i < to; i++)
        if (w->down[i] && to - from < 100) return false;
    for (int i = from; i < to; i += 4)
        if (w->rest[i / 24] && to - from < 100) return false;
    return true;
}

/* An outage of a source that rests then takes nothing away: it begins on a working day. */
static bool plant(history *x, const kind *k, const world *w, int what, uint64_t *s) {
    static const mh_silence_why whys[OUTAGES] = {MH_SILENCE_QUIET, MH_SILENCE_FETCH,
                                                 MH_SILENCE_SELECTOR, MH_SILENCE_STALE,
                                                 MH_SILENCE_COLLAPSED};
    for (int tries = 0; tries < 4000; tries++) {
        int length = (int)(k->length[what] * (1 + 0.5 * uniform(s)));
        int from = 24 * 16 + (int)((HOURS - 24 * 16 - length) * uniform(s));
        int slot = (w->first + from) % 168;
        if (k->weekend < 0.5 && (slot / 24 >= 4 || slot % 24 > 16 || slot % 24 < 5) && length < 100)
            continue;
        if (slot % 24 > 16 && length < 30) continue; /* nights are short of documents */
        if (!is_free(x, w, from, from + length)) continue;
        x->out[x->outages++] = (outage){whys[what], from, from + length, UNSAID, false};
        return true;
    }
    return false;
}

static void make_history(history *x, const kind *k, const world *w) {
    static int published[HOURS];
    uint64_t s = w->seed * 1000003 + (uint64_t)(k - kinds) * 10007 + 5;
    double luck = 1;
    for (int i = 0; i < 5; i++) (void)uniform(&s);
    publish(k, w, &s, &luck, published);
    collect(k, w, &s, published, x);
}

/* ---- judging ---- */

static outage *outage_near(history *x, int i) {
    for (int o = 0; o < x->outages; o++)
        if (i >= x->out[o].from && i < x->out[o].to + GRACE) return &x->out[o];
    return NULL;
}

static void judge_hour(history *x, const world *w, int i, const float *others, size_t together,
                       int *last) {
    mh_silence_verdict v = mh_silence_judge(x->h, (size_t)i + 1, w->first, others, together);
    if (v.why == MH_SILENCE_NONE || v.why == MH_SILENCE_UNASKED) return;
    outage *o = outage_near(x, i);
    bool goes_on = i - *last <= SETTLED;
    *last = i;
    if (o == NULL && goes_on) return; /* until something new comes, nobody knows that it is over */
    if (o == NULL) {
        if (x->false_alarms < 64) {
            x->said_false[x->false_alarms] = i;
            x->false_v[x->false_alarms++] = v;
        }
    } else if (v.why == o->why) {
        if (o->said == UNSAID) o->said = i - o->from;
    } else if (o->said == UNSAID) {
        o->wrong = true;
    }
}

typedef struct tally {
    int planted, said, wrong, any; /* any: reported, for whatever reason */
    double delay[4096];
    int delays;
} tally;

static void count(tally *t, const history *x) {
    for (int o = 0; o < x->outages; o++) {
        tally *one = &t[x->out[o].why];
        one->planted++;
        one->said += x->out[o].said != UNSAID;
        one->wrong += x->out[o].wrong;
        one->any += x->out[o].said != UNSAID || x->out[o].wrong;
        if (x->out[o].said != UNSAID && one->delays < 4096)
            one->delay[one->delays++] = x->out[o].said;
    }
}

/* One kind by itself: a history with all five outages, or five with one each. other sources: as the
 * calendar has them, known for sure. */
static void run_kind(int k, uint64_t seed, tally *t, int *alarms, double *months, bool loud) {
    static float others[HOURS];
    history *x = mh_alloc(sizeof *x);
    int parts = kinds[k].alone ? OUTAGES : 1;
    for (int part = 0; part < parts; part++) {
        world w;
        int last = -1000;
        make_world(&w, seed * 16 + (uint64_t)part);
        uint64_t s = w.seed * 31 + 7;
        memset(x, 0, sizeof *x);
        for (int o = 0; o < OUTAGES; o++)
            if (parts == 1 || o == part) (void)plant(x, &kinds[k], &w, o, &s);
        make_history(x, &kinds[k], &w);
        for (int i = 0; i < HOURS; i++) others[i] = w.rest[i / 24] ? 0.1F : 1;
        for (int i = MH_SILENCE_LEARN; i < HOURS; i++) judge_hour(x, &w, i, others, 1, &last);
        count(t, x);
        *alarms += x->false_alarms;
        *months += (HOURS - MH_SILENCE_LEARN) / 720.0;
        for (int i = 0; loud && i < x->false_alarms; i++)
            printf("    seed %llu part %d: false %s at hour %d\n", (unsigned long long)seed, part,
                   mh_silence_name(x->false_v[i].why), x->said_false[i]);
        for (int o = 0; loud && o < x->outages; o++)
            if (x->out[o].said == UNSAID)
                printf("    seed %llu part %d: %s of hours %d to %d not said%s\n",
                       (unsigned long long)seed, part, mh_silence_name(x->out[o].why),
                       x->out[o].from, x->out[o].to, x->out[o].wrong ? " (but another)" : "");
    }
    free(x);
}

#ifndef SILENCESIM_NO_MAIN

static int by_number(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double quantile(tally *t, double q) {
    if (t->delays == 0) return NAN;
    qsort(t->delay, (size_t)t->delays, sizeof *t->delay, by_number);
    return t->delay[(int)(q * (t->delays - 1))];
}

/* ---- desks: sources that rest on the same days, seen together ---- */

typedef struct desk {
    history *x;             /* KINDS */
    float *expect, *others; /* KINDS x HOURS */
} desk;

static void share(desk *d, const world *w, int n) {
    mh_silence_source all[KINDS];
    for (int k = 0; k < KINDS; k++) {
        mh_silence_expect(d->x[k].h, (size_t)n, w->first, d->expect + k * HOURS);
        all[k] = (mh_silence_source){d->x[k].h, d->expect + k * HOURS, 0};
    }
    for (size_t k = 0; k < KINDS; k++)
        mh_silence_shares(all, KINDS, k, (size_t)n, w->first, d->others + k * HOURS);
}

static void run_desk(desk *d, const world *w) {
    int last[KINDS];
    for (int k = 0; k < KINDS; k++) last[k] = -1000;
    for (int i = MH_SILENCE_LEARN; i < HOURS; i++) {
        share(d, w, i + 1);
        for (int k = 0; k < KINDS; k++)
            judge_hour(&d->x[k], w, i, d->others + k * HOURS, KINDS, &last[k]);
    }
}

static desk *desk_new(void) {
    desk *d = mh_alloc(sizeof *d);
    d->x = mh_alloc_array(KINDS, sizeof *d->x);
    d->expect = mh_alloc_array(KINDS * HOURS, sizeof *d->expect);
    d->others = mh_alloc_array(KINDS * HOURS, sizeof *d->others);
    return d;
}

static void desk_free(desk *d) {
    free(d->x);
    free(d->expect);
    free(d->others);
    free(d);
}

static void put_tally(tally *t) {
    for (int w = MH_SILENCE_QUIET; w <= MH_SILENCE_COLLAPSED; w++) {
        if (t[w].planted == 0) continue;
        printf("  %-9s %4d of %4d for what it is, %4d at all, %3d otherwise first; "
               "after %.0f h, 95 of 100 within %.0f h\n",
               mh_silence_name((mh_silence_why)w), t[w].said, t[w].planted, t[w].any, t[w].wrong,
               quantile(&t[w], 0.5), quantile(&t[w], 0.95));
    }
}

static int run_kinds(int seeds, int first, const char *name) {
    for (int k = 0; k < KINDS; k++) {
        tally t[MH_SILENCE_UNASKED + 1] = {0};
        int alarms = 0;
        double months = 0;
        if (name && strcmp(name, kinds[k].name) != 0) continue;
        for (int i = 0; i < seeds; i++)
            run_kind(k, (uint64_t)first + (uint64_t)i, t, &alarms, &months, name != NULL);
        printf("%s: %d false alarms in %.0f months (%.3f a month)\n", kinds[k].name, alarms, months,
               alarms / months);
        put_tally(t);
    }
    return 0;
}

static void put_false(int n, int k, const history *x, int i) {
    const mh_silence_verdict *v = &x->false_v[i];
    printf("    desk %d, %s: false %s at hour %d, since %zu, %.1f expected, 1e-%.1f\n", n,
           kinds[k].name, mh_silence_name(v->why), x->said_false[i], v->since, v->expected,
           v->surprise);
}

static void put_kinds(int by_kind[KINDS][MH_SILENCE_UNASKED + 1]) {
    for (int k = 0; k < KINDS; k++) {
        printf("  false, %-13s", kinds[k].name);
        for (int w = MH_SILENCE_QUIET; w <= MH_SILENCE_COLLAPSED; w++)
            printf("%4d %s", by_kind[k][w], mh_silence_name((mh_silence_why)w));
        puts("");
    }
}

static int run_desks(int seeds, int first, bool loud) {
    tally t[MH_SILENCE_UNASKED + 1] = {0};
    desk *d = desk_new();
    int by_kind[KINDS][MH_SILENCE_UNASKED + 1] = {0};
    int all_said = 0, quiet_enough = 0, alarms = 0;
    for (int n = 0; n < seeds; n++) {
        world w;
        uint64_t s = (uint64_t)first + (uint64_t)n * 131 + 3;
        int false_alarms = 0;
        bool said = true;
        make_world(&w, (uint64_t)first + (uint64_t)n);
        memset(d->x, 0, KINDS * sizeof *d->x);
        for (int o = 0; o < OUTAGES; o++)
            for (int k; k = (int)(KINDS * uniform(&s)), !plant(&d->x[k], &kinds[k], &w, o, &s);)
                continue;
        for (int k = 0; k < KINDS; k++) make_history(&d->x[k], &kinds[k], &w);
        run_desk(d, &w);
        for (int k = 0; k < KINDS; k++) {
            count(t, &d->x[k]);
            false_alarms += d->x[k].false_alarms;
            for (int i = 0; i < d->x[k].false_alarms; i++) {
                by_kind[k][d->x[k].false_v[i].why]++;
                if (loud) put_false(first + n, k, &d->x[k], i);
            }
            for (int o = 0; o < d->x[k].outages; o++) {
                bool missed = d->x[k].out[o].said == UNSAID;
                said = said && !missed;
                if (missed && loud)
                    printf("    desk %d, %s: one not said\n", first + n, kinds[k].name);
            }
        }
        all_said += said;
        quiet_enough += false_alarms <= 2;
        alarms += false_alarms;
    }
    desk_free(d);
    double months = seeds * (HOURS - MH_SILENCE_LEARN) / 720.0;
    printf("%d desks of %d sources, 60 days, five outages each:\n"
           "  all five reported in %d; at most one false alarm a month in %d\n"
           "  %d false alarms in %.0f desk months (%.3f a month, %.4f a source and month)\n",
           seeds, KINDS, all_said, quiet_enough, alarms, months, alarms / months,
           alarms / months / KINDS);
    put_kinds(by_kind);
    put_tally(t);
    return 0;
}

static int show(int seed, int k) {
    history *x = mh_alloc(sizeof *x);
    world w;
    make_world(&w, (uint64_t)seed);
    make_history(x, &kinds[k], &w);
    for (int i = 0; i < HOURS; i++) {
        const mh_silence_hour *h = &x->h[i];
        if (i % 24 == 0)
            printf("\n%3d %d%s ", i / 24, (w.first + i) % 168 / 24, w.rest[i / 24] ? "R" : " ");
        printf("%3d%s", h->fresh,
               h->failed   ? "!"
               : h->empty  ? "e"
               : h->old    ? "o"
               : w.down[i] ? "_"
                           : " ");
    }
    puts("");
    free(x);
    return 0;
}

int main(int argc, char **argv) {
    int seeds = argc > 2 ? atoi(argv[2]) : 20, first = argc > 3 ? atoi(argv[3]) : 1;
    if (argc > 1 && strcmp(argv[1], "kinds") == 0)
        return run_kinds(seeds, first, argc > 4 ? argv[4] : NULL);
    if (argc > 1 && strcmp(argv[1], "desk") == 0) return run_desks(seeds, first, argc > 4);
    if (argc > 3 && strcmp(argv[1], "show") == 0) return show(seeds, first);
    fputs("usage: silencesim kinds|desk [SEEDS [FIRST]]\n", stderr);
    return 2;
}

#endif
