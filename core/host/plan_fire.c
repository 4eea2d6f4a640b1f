/* When the time table of a job fires, what it missed, and clocks that are set: part of host/plan.h. */
#include "host/plan_priv.h"

/* missed fires that are counted one by one: of jobs that make up all, and of others */
#define COUNT_ALL 10000
#define COUNT_ONE 100

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

int64_t plan_grid_next(const plan_job *j, int64_t after) {
    int64_t next = MH_PLAN_NEVER;
    if (j->every > 0) return j->anchor + (floor_div(after - j->anchor, j->every) + 1) * j->every;
    for (size_t i = 0; i < j->crons.len; i++) {
        const plan_cron *c = &j->crons.ptr[i];
        int64_t s = mh_cron_next(&c->when, c->zone, floor_div(after, PLAN_S));
        if (s != MH_CRON_NEVER && s * PLAN_S < next) next = s * PLAN_S;
    }
    return next;
}

/* The instant behind which lie the newest n fires of (after, until], or all of them. Windows that are
 * doubled reach them without a walk through years. */
static int64_t newest(const plan_job *j, int64_t after, int64_t until, int64_t n) {
    for (int64_t window = 60 * PLAN_S;; window *= 2) {
        int64_t start = until - window > after ? until - window : after, count = 0;
        for (int64_t t = plan_grid_next(j, start); t <= until; t = plan_grid_next(j, t)) count++;
        if (count < n && start > after) continue;
        for (; count > n; count--) start = plan_grid_next(j, start);
        return start;
    }
}

int64_t plan_wall_of(const plan_job *j, int64_t t, mh_plan_now now) {
    return j->every > 0 ? now.wall - (now.mono - t) : t;
}

static int64_t count_between(const plan_job *j, int64_t after, int64_t until, int64_t most) {
    int64_t n = 0;
    for (int64_t t = plan_grid_next(j, after); t <= until && n < most; t = plan_grid_next(j, t))
        n++;
    return n;
}

/* The newest missed_max of what passed, and of what was to be made up before, are made up one by one. */
static void make_up(plan_job *j, int64_t count, int64_t last) {
    bool more = plan_has_backlog(j);
    int64_t after = more ? j->back_after : j->handled;
    if (more) count += count_between(j, j->back_after, j->back_until, COUNT_ALL);
    j->back_after = newest(j, after, last, j->missed_max);
    j->back_until = last;
    int64_t kept = count_between(j, j->back_after, last, COUNT_ALL);
    if (count > kept) j->counts.missed += count - kept;
}

/* Whether clocks that were set brought back an instant that fired a moment ago: nothing of a job with a
 * star, or after a step by hours, runs again sooner than half its interval later. */
static bool comes_again(const plan_job *j, int64_t t, mh_plan_now now) {
    return t <= j->top && now.mono - j->fired_at < (plan_grid_next(j, t) - t) / 2;
}

/* Several fires passed, from j->next to `until`. */
static void fire_many(mh_plan *p, uint32_t job, int64_t until, mh_plan_now now) {
    plan_job *j = &p->jobs.ptr[job];
    bool all = j->missed == MH_MISSED_ALL && !j->leapt;
    int64_t most = all ? COUNT_ALL : COUNT_ONE, count = 0, last = j->next;
    for (int64_t t = j->next; t <= until && count < most; t = plan_grid_next(j, t)) {
        last = t;
        count++;
    }
    if (plan_grid_next(j, last) <= until) last = plan_grid_next(j, newest(j, last, until, 1));
    bool late = until - last > MH_PLAN_GRACE;
    j->counts.fired += count;
    if (all) {
        make_up(j, count, last);
    } else if ((j->missed == MH_MISSED_SKIP && late && !j->leapt) || comes_again(j, last, now)) {
        j->counts.missed += count;
    } else {
        j->counts.missed += count - 1;
        plan_request_time(p, job, plan_wall_of(j, last, now), count - 1, now);
    }
    j->handled = last;
}

static void fire_one(mh_plan *p, uint32_t job, int64_t until, mh_plan_now now) {
    plan_job *j = &p->jobs.ptr[job];
    j->counts.fired++;
    bool late = until - j->next > MH_PLAN_GRACE;
    if ((j->missed == MH_MISSED_SKIP && late && !j->leapt) || comes_again(j, j->next, now)) {
        j->counts.missed++;
    } else if (plan_makes_up(j)) { /* in its turn, behind those */
        if (!plan_has_backlog(j)) j->back_after = j->next - 1;
        j->back_until = j->next;
    } else {
        plan_request_time(p, job, plan_wall_of(j, j->next, now), 0, now);
    }
    j->handled = j->next;
}

static void fire(mh_plan *p, uint32_t job, mh_plan_now now) {
    plan_job *j = &p->jobs.ptr[job];
    int64_t until = (j->every > 0 ? now.mono : now.wall) - j->jitter;
    int64_t after = plan_grid_next(j, j->next), missed = j->counts.missed, fired = j->counts.fired;
    if (after <= until) {
        fire_many(p, job, until, now);
        after = plan_grid_next(j, j->handled);
    } else {
        fire_one(p, job, until, now);
    }
    if (j->counts.fired - fired > j->counts.missed - missed) j->fired_at = now.mono;
    if (j->handled > j->top) j->top = j->handled;
    j->leapt = false;
    j->next = after;
    plan_mark_changed(p, job);
}

void plan_advance(mh_plan *p, mh_plan_now now) {
    const plan_heap *wall = &p->heap[PLAN_WALL], *mono = &p->heap[PLAN_MONO];
    while (wall->len > 0 && wall->ptr[0].key <= now.wall) {
        uint32_t job = wall->ptr[0].job;
        fire(p, job, now);
        plan_place(p, job, now);
    }
    while (mono->len > 0 && mono->ptr[0].key <= now.mono) {
        uint32_t job = mono->ptr[0].job;
        const plan_job *j = &p->jobs.ptr[job];
        if (j->every > 0 && j->next <= now.mono) fire(p, job, now);
        plan_place(p, job, now);
    }
}

/* --- clocks that are set --- */

static void set_forward(plan_job *j, int64_t expected, mh_plan_now now) {
    int64_t due = j->next == MH_PLAN_NEVER ? MH_PLAN_NEVER : j->next + j->jitter;
    if (due > now.wall || due <= expected) return; /* not passed, or late before */
    if (now.wall - expected < MH_PLAN_LEAP) {
        j->leapt = true;
        return;
    }
    j->handled = now.wall - j->jitter;
    j->next = plan_grid_next(j, j->handled);
    j->counts.fired++;
    j->counts.missed++;
}

static void set_back(plan_job *j, int64_t expected, mh_plan_now now) {
    int64_t from = now.wall - j->jitter;
    bool large = expected - now.wall >= MH_PLAN_LEAP;
    if (!large && !j->real) return; /* what was is handled */
    if (from >= j->handled) return;
    j->handled = from;
    j->next = plan_grid_next(j, from);
}

void plan_observe(mh_plan *p, mh_plan_now now) {
    int64_t expected = p->last.wall + (now.mono - p->last.mono), off = now.wall - expected;
    p->last = now;
    if (off < MH_PLAN_STEP && off > -MH_PLAN_STEP) return;
    for (size_t i = 0; i < p->jobs.len; i++) {
        plan_job *j = &p->jobs.ptr[i];
        if (!j->active || j->crons.len == 0) continue;
        if (off > 0) {
            set_forward(j, expected, now);
        } else {
            set_back(j, expected, now);
        }
        plan_mark_changed(p, (uint32_t)i);
        plan_place(p, (uint32_t)i, now);
    }
}
