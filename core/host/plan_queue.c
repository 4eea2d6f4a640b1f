/* From what fired to what starts: waiting requests, overlap, turns, ends and back-off: part of host/plan.h. */
#include "base/clock.h"
#include "base/hash.h"
#include "host/plan_priv.h"

#include <stdio.h>

/* --- lists of jobs --- */

static void append(mh_plan *p, plan_list *l, uint32_t job, uint32_t *next) {
    *next = PLAN_NONE;
    if (l->first == PLAN_NONE) {
        l->first = job;
    } else if (l == &p->ready) {
        p->jobs.ptr[l->last].next_ready = job;
    } else {
        p->jobs.ptr[l->last].next_changed = job;
    }
    l->last = job;
}

static void make_ready(mh_plan *p, uint32_t job) {
    plan_job *j = &p->jobs.ptr[job];
    j->ready = true;
    append(p, &p->ready, job, &j->next_ready);
}

void plan_mark_changed(mh_plan *p, uint32_t job) {
    plan_job *j = &p->jobs.ptr[job];
    if (j->changed) return;
    j->changed = true;
    append(p, &p->changed, job, &j->next_changed);
}

mh_view mh_plan_changed(mh_plan *p) {
    if (p->changed.first == PLAN_NONE) return (mh_view){0};
    plan_job *j = &p->jobs.ptr[p->changed.first];
    p->changed.first = j->next_changed;
    j->changed = false;
    return mh_view_of(j->name);
}

/* --- what waits --- */

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

int64_t plan_start_at(const plan_job *j, const plan_request *r) {
    bool alone = j->overlap != MH_OVERLAP_ALLOW || j->open_until != 0;
    if (alone && j->running > 0) return MH_PLAN_NEVER;
    if (r->trigger == MH_PLAN_BY_HAND) return r->from;
    return later(r->from, later(j->hold_until, j->open_until));
}

/* The request that may start first; of equals the one that came first. */
static size_t first_of(const plan_job *j, int64_t *at) {
    size_t best = 0;
    *at = MH_PLAN_NEVER;
    for (size_t i = 0; i < j->waiting.len; i++) {
        int64_t t = plan_start_at(j, &j->waiting.ptr[i]);
        if (t >= *at) continue;
        *at = t;
        best = i;
    }
    return best;
}

static void take_out(plan_job *j, size_t i) {
    j->waiting.len--;
    for (; i < j->waiting.len; i++) j->waiting.ptr[i] = j->waiting.ptr[i + 1];
}

static void put_first(plan_job *j, plan_request r) {
    mh_vec_push(&j->waiting, r);
    for (size_t i = j->waiting.len - 1; i > 0; i--) j->waiting.ptr[i] = j->waiting.ptr[i - 1];
    j->waiting.ptr[0] = r;
}

static plan_request *waiting_for(const plan_job *j, mh_plan_trigger t) {
    for (size_t i = 0; i < j->waiting.len; i++)
        if (j->waiting.ptr[i].trigger == t) return &j->waiting.ptr[i];
    return NULL;
}

/* A first attempt that never started is merged into another; a retry has been counted as started. */
static void count_merged(plan_job *j, const plan_request *r) {
    if (r->attempt == 1) j->counts.merged++;
}

static void push(plan_job *j, plan_request r) {
    for (size_t i = 0; j->waiting.len >= MH_PLAN_QUEUE && i < j->waiting.len; i++) {
        if (j->waiting.ptr[i].trigger != r.trigger) continue;
        count_merged(j, &j->waiting.ptr[i]);
        take_out(j, i);
    }
    mh_vec_push(&j->waiting, r);
}

void plan_request_time(mh_plan *p, uint32_t job, int64_t scheduled, int64_t missed,
                       mh_plan_now now) {
    plan_job *j = &p->jobs.ptr[job];
    plan_request r = {.scheduled = scheduled, .from = now.mono, .missed = missed, .attempt = 1};
    plan_request *old = waiting_for(j, MH_PLAN_BY_SCHEDULE);
    if (plan_is_open(j, now) || (j->overlap == MH_OVERLAP_SKIP && j->running > 0)) {
        j->counts.skipped++;
    } else if (j->overlap == MH_OVERLAP_SKIP && old) {
        count_merged(j, old);
        r.missed += old->missed;
        *old = r;
    } else {
        push(j, r);
    }
}

bool plan_makes_up(const plan_job *j) {
    const plan_request *r = waiting_for(j, MH_PLAN_BY_SCHEDULE);
    return plan_has_backlog(j) || (r && r->made_up);
}

static void refill(plan_job *j, mh_plan_now now) {
    if (!plan_has_backlog(j) || waiting_for(j, MH_PLAN_BY_SCHEDULE)) return;
    int64_t t = plan_grid_next(j, j->back_after);
    j->back_after = t < j->back_until ? t : j->back_until;
    if (t > j->back_until) return;
    plan_request r = {.from = now.mono, .attempt = 1, .made_up = true};
    r.scheduled = plan_wall_of(j, t, now);
    mh_vec_push(&j->waiting, r);
}

void plan_place(mh_plan *p, uint32_t job, mh_plan_now now) {
    plan_job *j = &p->jobs.ptr[job];
    int64_t mono = MH_PLAN_NEVER, wall = MH_PLAN_NEVER, at;
    if (j->active) {
        refill(j, now);
        if (j->every > 0) mono = j->next;
        if (j->crons.len && j->next != MH_PLAN_NEVER) wall = j->next + j->jitter;
        first_of(j, &at);
        if (!j->ready && at <= now.mono) make_ready(p, job);
        if (!j->ready && at < mono) mono = at;
    }
    plan_heap_set(p, PLAN_WALL, job, wall);
    plan_heap_set(p, PLAN_MONO, job, mono);
}

bool mh_plan_event(mh_plan *p, mh_view name, mh_plan_trigger t, mh_plan_now now) {
    mh_value *v = mh_map_get(p->names, name);
    if (v == NULL || !p->jobs.ptr[v->num - 1].active || t == MH_PLAN_BY_SCHEDULE) return false;
    plan_observe(p, now);
    uint32_t job = (uint32_t)v->num - 1;
    plan_job *j = &p->jobs.ptr[job];
    bool settles = t == MH_PLAN_BY_DOCUMENT || t == MH_PLAN_BY_FILE;
    bool each = t == MH_PLAN_BY_WEBHOOK && j->overlap != MH_OVERLAP_SKIP;
    plan_request r = {.scheduled = now.wall, .from = now.mono, .attempt = 1, .trigger = t};
    if (settles) r.from += j->settle;
    const plan_request *same = each ? NULL : waiting_for(j, t);
    j->counts.fired++;
    if (same) {
        j->counts.merged++;
    } else {
        push(j, r);
    }
    plan_mark_changed(p, job);
    plan_place(p, job, now);
    return true;
}

/* --- starts --- */

static uint32_t new_run(mh_plan *p, uint32_t job, plan_request r) {
    uint32_t at = p->free_run;
    if (at == PLAN_NONE) {
        mh_vec_push(&p->runs, ((plan_run){0}));
        at = (uint32_t)p->runs.len - 1;
    } else {
        p->free_run = p->runs.ptr[at].next;
    }
    p->runs.ptr[at] = (plan_run){.job = job, .next = PLAN_NONE, .request = r};
    return at;
}

static void say_why(mh_plan_start *s, const plan_job *j, const plan_request *r) {
    char at[MH_RFC3339_MAX];
    mh_rfc3339(at, r->scheduled, 0, false);
    if (r->attempt > 1)
        snprintf(s->why, sizeof s->why, "attempt %d: the last one failed", r->attempt);
    else if (r->deferred > 0)
        snprintf(s->why, sizeof s->why, "put off %d times: it could not be started", r->deferred);
    else if (r->made_up)
        snprintf(s->why, sizeof s->why, "made up: it was missed at %.32s", at);
    else if (r->missed > 0)
        snprintf(s->why, sizeof s->why, "for %lld more that were missed", (long long)r->missed);
    else if (j->open_until != 0)
        snprintf(s->why, sizeof s->why, "a trial after %lld failures in a row",
                 (long long)j->failures);
    else
        snprintf(s->why, sizeof s->why, "%s", mh_plan_trigger_name(r->trigger));
}

static void start(mh_plan *p, uint32_t job, size_t i, mh_plan_now now, mh_plan_start *out) {
    plan_job *j = &p->jobs.ptr[job];
    plan_request r = j->waiting.ptr[i];
    take_out(j, i);
    j->running++;
    p->running++;
    j->started_at = now.mono;
    *(r.attempt == 1 ? &j->counts.started : &j->counts.retried) += 1;
    *out = (mh_plan_start){.run = new_run(p, job, r),
                           .job = mh_view_of(j->name),
                           .trigger = r.trigger,
                           .scheduled = r.scheduled,
                           .missed = r.missed,
                           .attempt = r.attempt};
    say_why(out, j, &r);
    plan_mark_changed(p, job);
}

size_t mh_plan_due(mh_plan *p, mh_plan_now now, mh_plan_start *out, size_t room) {
    size_t n = 0;
    plan_observe(p, now);
    plan_advance(p, now);
    while (n < room && (p->most == 0 || p->running < p->most) && p->ready.first != PLAN_NONE) {
        uint32_t job = p->ready.first;
        plan_job *j = &p->jobs.ptr[job];
        int64_t at;
        p->ready.first = j->next_ready;
        j->ready = false;
        size_t i = first_of(j, &at);
        if (j->active && at <= now.mono) start(p, job, i, now, &out[n++]);
        plan_place(p, job, now); /* behind the others, if it may have one more */
    }
    return n;
}

/* --- ends --- */

/* 1, 2, 4 ... times the first wait, less up to a fifth that differs by job and failure. */
static int64_t back_off(const plan_job *j) {
    int64_t wait = j->backoff;
    for (int64_t i = 1; i < j->failures && wait < j->backoff_max; i++) wait *= 2;
    if (wait > j->backoff_max) wait = j->backoff_max;
    uint64_t h = mh_hash64(mh_view_of(j->name), (uint64_t)j->failures);
    return wait - (int64_t)(h % (uint64_t)(wait / 5 + 1));
}

static void open_circuit(plan_job *j, mh_plan_now now) {
    int64_t wait = MH_PLAN_OPEN;
    for (int64_t i = 0; i < j->opened && wait < MH_PLAN_OPEN_MAX; i++) wait *= 2;
    j->open_until = now.mono + (wait < MH_PLAN_OPEN_MAX ? wait : MH_PLAN_OPEN_MAX);
    j->opened++;
}

static void failed(plan_job *j, plan_request r, bool again, mh_plan_now now) {
    j->failures++;
    j->hold_until = now.mono + back_off(j);
    if (j->failures >= MH_PLAN_BREAK) {
        if (!plan_is_open(j, now)) open_circuit(j, now);
    } else if (again && r.attempt <= j->retries && j->active) {
        r.attempt++;
        r.deferred = 0;
        put_first(j, r);
    }
}

static void deferred(plan_job *j, plan_request r, mh_plan_now now) {
    int64_t wait = PLAN_S << (r.deferred < 6 ? r.deferred : 6);
    j->counts.deferred++;
    *(r.attempt == 1 ? &j->counts.started : &j->counts.retried) -= 1;
    r.deferred++;
    r.from = now.mono + (wait < 60 * PLAN_S ? wait : 60 * PLAN_S);
    j->hold_until = later(j->hold_until, r.from);
    if (j->active) put_first(j, r);
}

static void succeeded(mh_plan *p, uint32_t job, mh_plan_now now) {
    plan_job *j = &p->jobs.ptr[job];
    j->failures = j->opened = 0;
    j->hold_until = j->open_until = 0;
    for (size_t i = 0; j->active && i < j->followers.len; i++)
        mh_plan_event(p, mh_view_of(p->jobs.ptr[j->followers.ptr[i]].name), MH_PLAN_BY_AFTER, now);
}

void mh_plan_ended(mh_plan *p, uint32_t run, mh_plan_outcome how, mh_plan_now now) {
    if (run >= p->runs.len || p->runs.ptr[run].job == PLAN_NONE) return;
    plan_run *r = &p->runs.ptr[run];
    uint32_t job = r->job;
    plan_job *j = &p->jobs.ptr[job];
    plan_observe(p, now);
    r->job = PLAN_NONE;
    r->next = p->free_run;
    p->free_run = run;
    j->running--;
    p->running--;
    switch (how) {
    case MH_PLAN_OK: succeeded(p, job, now); break;
    case MH_PLAN_FAILED:
    case MH_PLAN_REFUSED: failed(j, r->request, how == MH_PLAN_FAILED, now); break;
    case MH_PLAN_DEFERRED: deferred(j, r->request, now); break;
    case MH_PLAN_INTERRUPTED: break;
    }
    plan_mark_changed(p, job);
    plan_place(p, job, now);
}
