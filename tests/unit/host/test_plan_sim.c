/* A million fires of jobs that take random times and fail at times, on clocks that are set at random: no
 * overlap, nothing twice, nothing lost beyond what the policies say. All of a seed. */
#include "host/plan_world.h"

#define JOBS 200
#define MOST 1000

typedef struct sim_job {
    char name[12];
    char cron[40];
    int64_t every;
    bool fixed;
    mh_overlap overlap;
    size_t running;
    int64_t last;    /* scheduled, of the last first attempt; monotonic for `every` */
    int64_t last_at; /* monotonic */
} sim_job;

typedef struct sim_run {
    int64_t end;
    uint32_t run;
    size_t job;
    bool fails;
} sim_run;

typedef struct sim {
    mh_plan *plan;
    mh_plan_now now;
    uint64_t seed;
    sim_job jobs[JOBS];
    sim_run runs[MOST];
    size_t most, n, back; /* back: times that the clock was set back */
    bool days;            /* it is set by more than 3 h, too */
    int64_t starts, top;  /* top: the latest wall time that was seen */
} sim;

/* SplitMix64 (Steele, Lea, Flood 2014) */
static uint64_t random_of(sim *s) {
    uint64_t z = s->seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static int below(sim *s, int n) {
    return (int)(random_of(s) % (uint64_t)n);
}

static void make_job(sim *s, size_t i) {
    static const char *const overlaps[] = {"skip", "queue", "allow"};
    static const char *const stars[] = {"* * * * *", "*/5 * * * *", "3,33 * * * *", "0 */2 * * *",
                                        "*/2 6-20 * * *"};
    sim_job *j = &s->jobs[i];
    char json[200], when[80];
    snprintf(j->name, sizeof j->name, "job%zu", i);
    j->overlap = (mh_overlap)(i % 3);
    int kind = (int)(i % 4);
    if (kind == 0) {
        j->every = 60 + below(s, 600);
        snprintf(when, sizeof when, "\"every\": %d", (int)j->every);
    } else {
        j->fixed = kind == 1;
        if (j->fixed)
            snprintf(j->cron, sizeof j->cron, "%d,%d %d,%d,%d * * *", below(s, 30),
                     30 + below(s, 30), below(s, 8), 8 + below(s, 8), 16 + below(s, 8));
        else
            snprintf(j->cron, sizeof j->cron, "%s", stars[below(s, 5)]);
        snprintf(when, sizeof when, "\"cron\": \"%s\", \"timezone\": \"UTC\", \"jitter\": %d",
                 j->cron, below(s, 50));
    }
    snprintf(json, sizeof json, "{%s, \"overlap\": \"%s\", \"retries\": %d}", when,
             overlaps[j->overlap], below(s, 3));
    mh_schedule sched;
    mh_err e = {0};
    json_t *t = json_loads(json, 0, NULL);
    ck_assert_msg(mh_schedule_read(&sched, t, "sim", &e) == MH_OK, "%s: %s", json, e.msg);
    ck_assert_int_eq(mh_plan_put(s->plan, mh_view_of(j->name), &sched, NULL, s->now, &e), MH_OK);
    mh_schedule_clear(&sched);
    json_decref(t);
    j->last = j->last_at = INT64_MIN / 2;
}

/* Jobs that start when they fire: they may overlap, never fail, and there is room for all. */
static bool at_once(const sim *s, const sim_job *j) {
    return j->overlap == MH_OVERLAP_ALLOW && s->most == MOST;
}

static void started(sim *s, const mh_plan_start *out) {
    size_t i = (size_t)atoi(out->job.ptr + 3);
    sim_job *j = &s->jobs[i];
    int64_t at = j->every ? out->scheduled - s->now.wall + s->now.mono : out->scheduled;
    ck_assert_msg(j->overlap == MH_OVERLAP_ALLOW || j->running == 0, "%s overlaps", j->name);
    if (out->attempt == 1) {
        if (j->fixed && !s->days) {
            ck_assert_msg(at > j->last, "%s %s twice", j->name, j->cron);
        } else if (j->every) {
            /* scheduled is told by the wall clock of its fire, which may have been set since */
            ck_assert_msg(s->back || at >= j->last + j->every * W_S, "%s twice", j->name);
        } else if (at == j->last && at_once(s, j)) {
            ck_assert_msg(s->now.mono - j->last_at >= 30 * W_S, "%s %s at once again", j->name,
                          j->cron);
        }
        ck_assert_msg(at <= s->now.wall || j->every || s->back, "%s early", j->name);
        j->last = at;
        j->last_at = s->now.mono;
        s->starts++;
    }
    j->running++;
    int takes = below(s, 10) ? 1 + below(s, 20) : 1 + below(s, 900);
    ck_assert_uint_lt(s->n, s->most);
    s->runs[s->n++] =
        (sim_run){s->now.mono + takes * W_S, out->run, i, !at_once(s, j) && below(s, 10) == 0};
}

static void one_turn(sim *s) {
    mh_plan_start out[8];
    size_t n = 8;
    for (size_t i = s->n; i-- > 0;) {
        sim_run r = s->runs[i];
        if (r.end > s->now.mono) continue;
        s->runs[i] = s->runs[--s->n];
        s->jobs[r.job].running--;
        mh_plan_ended(s->plan, r.run, r.fails ? MH_PLAN_FAILED : MH_PLAN_OK, s->now);
    }
    while (n == 8) {
        n = mh_plan_due(s->plan, s->now, out, 8);
        for (size_t i = 0; i < n; i++) started(s, &out[i]);
    }
    if (s->now.wall > s->top) s->top = s->now.wall;
    int64_t next = mh_plan_wake(s->plan, s->now);
    for (size_t i = 0; i < s->n; i++)
        if (s->runs[i].end < next) next = s->runs[i].end;
    ck_assert(next > s->now.mono);
    s->now.wall += next - s->now.mono;
    s->now.mono = next;
}

/* A clock that is set, by up to `most`. */
static void set_clock(sim *s, int64_t most) {
    static const int64_t steps[] = {1, 60, 3540, 10740, 10800, 86400};
    int64_t step;
    do step = steps[below(s, 6)] * W_S;
    while (step > most);
    if (below(s, 2)) step = -step;
    if (step < 0) s->back++;
    s->now.wall += step;
}

static int64_t fires_between(const char *cron, int64_t from, int64_t to) {
    mh_cron c;
    int64_t n = 0;
    ck_assert_int_eq(mh_cron_parse(&c, mh_view_of(cron), NULL), MH_OK);
    for (int64_t t = from; (t = mh_cron_next(&c, NULL, t)) <= to;) n++;
    return n;
}

/* Every fire is accounted for; of jobs at times of day and of intervals it is known how many there are. */
static void check_counts(sim *s, int64_t began, bool exact) {
    int64_t elapsed = s->now.mono;
    for (size_t i = 0; i < JOBS; i++) {
        const sim_job *j = &s->jobs[i];
        mh_plan_info info;
        ck_assert(mh_plan_find(s->plan, mh_view_of(j->name), s->now, &info));
        const mh_plan_counts *c = &info.counts;
        int64_t known = c->started + c->skipped + c->merged + c->missed;
        ck_assert_msg(c->fired >= known && c->fired <= known + (int64_t)info.waiting,
                      "%s: %lld fired, %lld accounted for, %d wait", j->name, (long long)c->fired,
                      (long long)known, (int)info.waiting);
        int64_t made = j->every ? elapsed / (j->every * W_S) : 0;
        if (j->every)
            ck_assert_msg(c->fired >= made && c->fired <= made + 1, "%s: %lld of %lld", j->name,
                          (long long)c->fired, (long long)made);
        if (!j->fixed || !exact) continue;
        int64_t least = fires_between(j->cron, began / W_S, s->top / W_S - 60);
        int64_t most = fires_between(j->cron, began / W_S, s->top / W_S);
        ck_assert_msg(c->fired >= least && c->fired <= most,
                      "%s %s: %lld fired, %lld to %lld passed", j->name, j->cron,
                      (long long)c->fired, (long long)least, (long long)most);
    }
}

static void simulate(uint64_t seed, int64_t fires, int64_t step, bool exact) {
    sim *s = mh_alloc(sizeof *s);
    s->seed = seed;
    s->days = !exact;
    s->now = (mh_plan_now){w_when("2026-05-04T12:00:00Z"), 0};
    int64_t began = s->now.wall;
    s->most = step ? MOST : 40;
    s->plan = mh_plan_new(s->most, s->now);
    for (size_t i = 0; i < JOBS; i++) make_job(s, i);
    while (s->starts < fires) {
        for (int i = 0; i < 1000; i++) one_turn(s);
        if (step) set_clock(s, step);
    }
    one_turn(s);
    check_counts(s, began, exact);
    ck_assert_int_ge(s->starts, fires);
    mh_plan_free(s->plan);
    free(s);
}

START_TEST(sim_of_a_steady_clock) {
    simulate(1, 300000, 0, true);
}
END_TEST

START_TEST(sim_of_clocks_set_by_less_than_three_hours) {
    simulate(2, 400000, 10740 * W_S, true);
}
END_TEST

START_TEST(sim_of_clocks_set_by_days) {
    simulate(3, 300000, 86400 * W_S, false);
}
END_TEST

/* Restarts and sleeps at random, all made up: each instant runs once, in order. */
START_TEST(sim_of_restarts_loses_and_repeats_nothing) {
    static const char *const crons[] = {"*/7 * * * *", "15 3,9,21 * * *", "0 * * * *", "5 0 * * 1"};
    static const char *const overlaps[] = {"queue", "allow"};
    sim s = {.seed = 4 + (uint64_t)_i};
    const char *cron = crons[_i / 2];
    char json[200];
    world w;
    mh_plan_state st;
    snprintf(json, sizeof json,
             "{\"cron\": \"%s\", \"timezone\": \"UTC\", \"missed\": \"all(10000)\", \"overlap\": "
             "\"%s\"}",
             cron, overlaps[_i % 2]);
    w_open(&w, "2026-05-04T12:00:00Z");
    w_put(&w, "t", json, NULL);
    mh_cron c;
    ck_assert_int_eq(mh_cron_parse(&c, mh_view_of(cron), NULL), MH_OK);
    int64_t last = w.now.wall / W_S;
    mh_plan_now t = w.now;
    int fires = 0;
    for (int round = 0; round < 5000; round++) {
        mh_plan_start out[3];
        for (size_t n = 1; n > 0 && (n == 1 || below(&s, 50));) { /* now and then some are left */
            n = mh_plan_due(w.plan, t, out, 3);
            for (size_t i = 0; i < n; i++) {
                last = mh_cron_next(&c, NULL, last);
                ck_assert_msg(out[i].scheduled == last * W_S, "round %d: %lld, not %lld", round,
                              (long long)(out[i].scheduled / W_S), (long long)last);
                ck_assert_int_eq(out[i].missed, 0);
                fires++;
                if (below(&s, 4) || _i % 2 == 0) mh_plan_ended(w.plan, out[i].run, MH_PLAN_OK, t);
            }
        }
        int64_t pass = (below(&s, 10) ? below(&s, 600) : below(&s, 3 * 86400)) * W_S;
        if (below(&s, 20) == 0) {
            ck_assert(mh_plan_save(w.plan, MH_VIEW("t"), t, &st));
            mh_plan_free(w.plan);
            t = (mh_plan_now){t.wall + pass, 7 * W_S};
            w.plan = mh_plan_new(0, w.now = t);
            w_put(&w, "t", json, &st);
        } else {
            t.wall += pass;
            t.mono += pass;
        }
        w.now = t;
    }
    ck_assert_int_gt(fires, _i < 6 ? 1000 : 30);
    w_close(&w);
}
END_TEST

TCase *tcase_host_plan_sim(void) {
    TCase *t = tcase_create("host_plan_sim");
    tcase_add_test(t, sim_of_a_steady_clock);
    tcase_add_test(t, sim_of_clocks_set_by_less_than_three_hours);
    tcase_add_test(t, sim_of_clocks_set_by_days);
    tcase_add_loop_test(t, sim_of_restarts_loses_and_repeats_nothing, 0, 8);
    return t;
}
