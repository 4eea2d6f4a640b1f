#include "host/plan.h"

#include "base/hash.h"
#include "host/plan_priv.h"

#include <string.h>

#define SPREAD (60 * PLAN_S) /* of the first runs of jobs that run at an interval */

const char *mh_plan_trigger_name(mh_plan_trigger t) {
    static const char *const names[] = {
#define MH_X(suffix, name) name,
        MH_PLAN_TRIGGERS(MH_X)
#undef MH_X
    };
    return names[t];
}

mh_plan *mh_plan_new(size_t most, mh_plan_now now) {
    mh_plan *p = mh_alloc(sizeof *p);
    p->names = mh_map_new();
    p->zones = mh_map_new();
    p->ready.first = p->changed.first = p->free_run = PLAN_NONE;
    p->most = most;
    p->last = now;
    return p;
}

static void clear_rules(plan_job *j) {
    for (size_t i = 0; i < j->after.len; i++) free(j->after.ptr[i]);
    mh_vec_clear(&j->after);
    mh_vec_clear(&j->crons);
}

void mh_plan_free(mh_plan *p) {
    if (p == NULL) return;
    for (size_t i = 0; i < p->jobs.len; i++) {
        plan_job *j = &p->jobs.ptr[i];
        clear_rules(j);
        mh_vec_clear(&j->followers);
        mh_vec_clear(&j->waiting);
        free(j->name);
    }
    for (size_t i = 0; i < mh_map_len(p->zones); i++)
        mh_zone_free(mh_map_entry_at(p->zones, i)->val.ptr);
    mh_map_free(p->zones);
    mh_map_free(p->names);
    for (int i = 0; i < PLAN_HEAPS; i++) mh_vec_clear(&p->heap[i]);
    mh_vec_clear(&p->runs);
    mh_vec_clear(&p->jobs);
    free(p);
}

static mh_rc zone_of(mh_plan *p, mh_view name, const mh_zone **out, mh_err *e) {
    mh_value *known = mh_map_get(p->zones, name);
    mh_zone *z = NULL;
    if (known == NULL) {
        if (mh_zone_open(&z, name, e) != MH_OK) return MH_FAIL;
        known = mh_map_at(p->zones, name, NULL);
        known->ptr = z;
    }
    *out = known->ptr;
    return MH_OK;
}

static int64_t us(double seconds) {
    return (int64_t)(seconds * 1e6);
}

/* The rules of a schedule; the state of *j stays. On failure *j has none. */
static mh_rc read_rules(mh_plan *p, plan_job *j, mh_view name, const mh_schedule *s, mh_err *e) {
    for (size_t i = 0; i < s->crons.len; i++) {
        plan_cron c = {.when = s->crons.ptr[i].when};
        if (zone_of(p, s->crons.ptr[i].zone, &c.zone, e) != MH_OK) {
            clear_rules(j);
            return MH_FAIL;
        }
        c.when.zone = (mh_view){0};
        mh_vec_push(&j->crons, c);
    }
    j->real = j->crons.len > 0;
    for (size_t i = 0; i < j->crons.len; i++) j->real = j->real && j->crons.ptr[i].when.real;
    for (size_t i = 0; i < s->after.len; i++)
        mh_vec_push(&j->after, mh_strndup(s->after.ptr[i].ptr, s->after.ptr[i].len));
    j->every = us(s->every);
    uint64_t spread = (uint64_t)us(s->jitter);
    if (j->every > 0 && spread == 0) spread = (uint64_t)(j->every < SPREAD ? j->every : SPREAD);
    j->jitter = spread ? (int64_t)(mh_hash64(name, 0) % spread) : 0;
    j->missed = s->missed;
    j->missed_max = s->missed_max > 0 ? s->missed_max : MH_SCHEDULE_ALL;
    j->overlap = s->overlap;
    j->retries = s->retries;
    j->backoff = us(s->backoff);
    j->backoff_max = us(s->backoff_max);
    j->settle = us(s->settle);
    return MH_OK;
}

static bool same_table(const plan_job *a, const plan_job *b) {
    if (a->every != b->every || a->crons.len != b->crons.len) return false;
    for (size_t i = 0; i < a->crons.len; i++) {
        const mh_cron *x = &a->crons.ptr[i].when, *y = &b->crons.ptr[i].when;
        if (a->crons.ptr[i].zone != b->crons.ptr[i].zone || x->seconds != y->seconds ||
            x->minutes != y->minutes || x->hours != y->hours || x->days != y->days ||
            x->months != y->months || x->weekdays != y->weekdays || x->last != y->last ||
            memcmp(x->nth, y->nth, sizeof x->nth) != 0 || x->last_day != y->last_day ||
            x->last_work_day != y->last_work_day || x->both_days != y->both_days ||
            x->real != y->real)
            return false;
    }
    return true;
}

/* Where the time table begins: behind what the last daemon handled, or now. */
static void begin(plan_job *j, const mh_plan_state *was, mh_plan_now now) {
    int64_t ago = was && was->handled ? now.wall - was->handled : 0;
    bool known = was && was->handled && ago > -MH_PLAN_LEAP;
    j->back_after = j->back_until = 0;
    if (j->every > 0) {
        if (ago < 0) ago = 0; /* the clock was set back meanwhile */
        j->handled = known ? now.mono - ago : now.mono + j->jitter - j->every;
        j->anchor = j->handled;
        j->jitter = 0; /* it is in the anchor */
    } else {
        j->handled = known ? was->handled : now.wall;
    }
    j->top = j->handled;
    j->fired_at = now.mono;
    j->next = plan_grid_next(j, j->handled);
}

static void restore(mh_plan *p, plan_job *j, const mh_plan_state *was, mh_plan_now now) {
    mh_view name = mh_view_of(j->name);
    if (was == NULL) return;
    j->failures = was->failures;
    j->opened = was->opened;
    int64_t left = was->open_until - now.wall;
    if (was->open_until)
        j->open_until = now.mono + (left < 1                  ? 1
                                    : left < MH_PLAN_OPEN_MAX ? left
                                                              : MH_PLAN_OPEN_MAX);
    for (int t = MH_PLAN_BY_SCHEDULE + 1; t <= MH_PLAN_BY_HAND; t++)
        if (was->pending & 1u << t) mh_plan_event(p, name, (mh_plan_trigger)t, now);
}

mh_rc mh_plan_put(mh_plan *p, mh_view name, const mh_schedule *s, const mh_plan_state *was,
                  mh_plan_now now, mh_err *e) {
    plan_job fresh = {0};
    if (read_rules(p, &fresh, name, s, e) != MH_OK) return MH_FAIL;
    plan_observe(p, now);
    mh_value *v = mh_map_at(p->names, name, NULL);
    if (v->num == 0) {
        plan_job j = {.name = mh_strndup(name.ptr, name.len)};
        mh_vec_push(&p->jobs, j);
        v->num = p->jobs.len;
    }
    uint32_t job = (uint32_t)v->num - 1;
    plan_job *j = &p->jobs.ptr[job], old = *j;
    bool known = old.active, same = known && same_table(&old, &fresh);
    clear_rules(&old);
    j->crons = fresh.crons;
    j->after = fresh.after;
    j->every = fresh.every;
    j->real = fresh.real;
    if (!same || fresh.every == 0) j->jitter = fresh.jitter;
    j->missed = fresh.missed;
    j->missed_max = fresh.missed_max;
    j->overlap = fresh.overlap;
    j->retries = fresh.retries;
    j->backoff = fresh.backoff;
    j->backoff_max = fresh.backoff_max;
    j->settle = fresh.settle;
    j->active = true;
    if (!same) begin(j, known ? NULL : was, now);
    if (!known) restore(p, j, was, now);
    plan_mark_changed(p, job);
    plan_place(p, job, now);
    return MH_OK;
}

void mh_plan_remove(mh_plan *p, mh_view name) {
    mh_value *v = mh_map_get(p->names, name);
    if (v == NULL) return;
    uint32_t job = (uint32_t)v->num - 1;
    plan_job *j = &p->jobs.ptr[job];
    j->active = false;
    j->waiting.len = 0;
    j->back_after = j->back_until = 0;
    j->failures = j->opened = j->hold_until = j->open_until = 0;
    plan_place(p, job, p->last);
}

int64_t mh_plan_wake(const mh_plan *p, mh_plan_now now) {
    const plan_heap *wall = &p->heap[PLAN_WALL], *mono = &p->heap[PLAN_MONO];
    int64_t at = MH_PLAN_NEVER;
    if (p->ready.first != PLAN_NONE && (p->most == 0 || p->running < p->most)) return now.mono;
    if (mono->len > 0) at = mono->ptr[0].key;
    if (wall->len > 0) {
        int64_t wait = wall->ptr[0].key - now.wall;
        if (wait > MH_PLAN_LOOK) wait = MH_PLAN_LOOK;
        if (now.mono + wait < at) at = now.mono + wait;
    }
    return at < now.mono ? now.mono : at;
}
