/* A world for a plan: two clocks, jobs that take a while and end as told, and a log of what was started. */
#ifndef MH_TESTS_PLAN_WORLD_H
#define MH_TESTS_PLAN_WORLD_H

#include "unit.h"

#include "base/clock.h"
#include "host/plan.h"

#include <stdio.h>
#include <string.h>

#define W_S ((int64_t)1000000)

typedef struct world_run {
    int64_t end;
    mh_plan_start start;
} world_run;

typedef struct world {
    mh_plan *plan;
    mh_plan_now now;
    size_t most;
    int64_t takes; /* us */
    mh_plan_outcome outcome;
    MH_VEC(world_run) runs;
    const mh_zone *zone;
    bool names, only_names; /* the log tells the job, and nothing else */
    mh_buf log;
    size_t most_at_once;
} world;

static inline int64_t w_when(const char *text) {
    int64_t us = 0;
    int offset = 0;
    ck_assert_msg(mh_rfc3339_parse(mh_view_of(text), &us, &offset), "%s", text);
    return us;
}

static inline void w_put(world *w, const char *name, const char *json, const mh_plan_state *was) {
    mh_schedule s;
    mh_err e = {0};
    json_t *t = json_loads(json, 0, NULL);
    ck_assert_msg(t && mh_schedule_read(&s, t, "t.lua", &e) == MH_OK, "%s: %s", json, e.msg);
    ck_assert_int_eq(mh_plan_put(w->plan, mh_view_of(name), &s, was, w->now, &e), MH_OK);
    mh_schedule_clear(&s);
    json_decref(t);
}

static inline void w_log(world *w, const mh_plan_start *s) {
    int64_t local = s->scheduled / W_S + mh_zone_offset(w->zone, s->scheduled / W_S);
    mh_civil c = mh_civil_of_s(local);
    if (w->log.len) mh_buf_putc(&w->log, ' ');
    if (w->names || w->only_names) mh_buf_printf(&w->log, "%.*s", MH_FMT(s->job));
    if (w->only_names) return;
    if (w->names) mh_buf_putc(&w->log, '@');
    mh_buf_printf(&w->log, "%02d:%02d", c.hour, c.minute);
    if (c.second) mh_buf_printf(&w->log, ":%02d", c.second);
    if (s->missed) mh_buf_printf(&w->log, "+%d", (int)s->missed);
    if (s->attempt > 1) mh_buf_printf(&w->log, "#%d", s->attempt);
}

static inline void w_due(world *w) {
    mh_plan_start out[4]; /* small, so that asking again is tried too */
    for (size_t n = 4; n == 4;) {
        n = mh_plan_due(w->plan, w->now, out, 4);
        for (size_t i = 0; i < n; i++) {
            world_run r = {w->now.mono + w->takes, out[i]};
            w_log(w, &out[i]);
            mh_vec_push(&w->runs, r);
        }
        if (w->runs.len > w->most_at_once) w->most_at_once = w->runs.len;
    }
}

static inline void w_move(world *w, int64_t us) {
    w->now.mono += us;
    w->now.wall += us;
}

static inline void w_end_runs(world *w) {
    for (size_t i = w->runs.len; i-- > 0;) {
        if (w->runs.ptr[i].end > w->now.mono) continue;
        uint32_t run = w->runs.ptr[i].start.run;
        w->runs.ptr[i] = w->runs.ptr[--w->runs.len];
        mh_plan_ended(w->plan, run, w->outcome, w->now);
    }
}

/* Goes on for us, waking as the plan asks. */
static inline void w_go(world *w, int64_t us) {
    int64_t until = w->now.mono + us;
    for (;;) {
        w_end_runs(w);
        w_due(w);
        int64_t next = mh_plan_wake(w->plan, w->now);
        for (size_t i = 0; i < w->runs.len; i++)
            if (w->runs.ptr[i].end < next) next = w->runs.ptr[i].end;
        if (next > until) break;
        ck_assert_msg(next > w->now.mono || w->takes == 0,
                      "the plan wants to be asked at once again");
        w_move(w, next - w->now.mono);
    }
    w_move(w, until - w->now.mono);
    w_due(w);
}

static inline void w_open(world *w, const char *start) {
    *w = (world){.takes = W_S / 10};
    w->now = (mh_plan_now){w_when(start), 1000 * W_S};
    w->plan = mh_plan_new(0, w->now);
}

static inline void w_close(world *w) {
    mh_plan_free(w->plan);
    mh_vec_clear(&w->runs);
    mh_buf_clear(&w->log);
}

#define w_said(w, wanted)                                                                          \
    do {                                                                                           \
        ck_assert_msg(mh_view_eq(mh_buf_view(&(w)->log), mh_view_of(wanted)),                      \
                      "%s\n  got    %.*s\n  wanted %s", __func__, MH_FMT(mh_buf_view(&(w)->log)),  \
                      wanted);                                                                     \
        mh_buf_reset(&(w)->log);                                                                   \
    } while (0)

#endif
