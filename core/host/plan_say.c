/* What a plan says of itself: states to save, lines for people, ties between jobs: part of host/plan.h. */
#include "base/clock.h"
#include "host/plan_priv.h"

#include <stdio.h>

static plan_job *find(const mh_plan *p, mh_view name) {
    mh_value *v = mh_map_get(p->names, name);
    return v && p->jobs.ptr[v->num - 1].active ? &p->jobs.ptr[v->num - 1] : NULL;
}

/* --- states --- */

bool mh_plan_save(const mh_plan *p, mh_view name, mh_plan_now now, mh_plan_state *out) {
    const plan_job *j = find(p, name);
    *out = (mh_plan_state){0};
    if (j == NULL) return false;
    int64_t step = j->every > 0 ? j->every : 1; /* to just before a fire */
    if (j->every > 0 || j->crons.len) {
        int64_t at = plan_has_backlog(j) ? j->back_after : j->handled;
        out->handled = plan_wall_of(j, at, now);
    }
    for (size_t i = 0; i < j->waiting.len; i++) {
        const plan_request *r = &j->waiting.ptr[i];
        if (r->trigger != MH_PLAN_BY_SCHEDULE)
            out->pending |= 1u << r->trigger;
        else if (r->scheduled - step < out->handled)
            out->handled = r->scheduled - step;
    }
    /* an event whose run is cut off comes again: what it told of may not be done */
    for (size_t i = 0; j->running > 0 && i < p->runs.len; i++) {
        const plan_run *r = &p->runs.ptr[i];
        mh_plan_trigger t = r->request.trigger;
        bool own = r->job != PLAN_NONE && &p->jobs.ptr[r->job] == j;
        if (own && t != MH_PLAN_BY_SCHEDULE && t != MH_PLAN_BY_HAND && t != MH_PLAN_BY_START)
            out->pending |= 1u << t;
    }
    out->failures = j->failures;
    out->opened = j->opened;
    if (j->open_until) out->open_until = now.wall + (j->open_until - now.mono);
    return true;
}

/* --- lines --- */

static void say(mh_plan_info *out, const mh_plan *p, const plan_job *j, mh_plan_now now) {
    char *w = out->why, at[MH_RFC3339_MAX] = "";
    size_t n = sizeof out->why;
    const mh_zone *z = j->crons.len ? j->crons.ptr[0].zone : NULL;
    const plan_request *r = j->waiting.len ? &j->waiting.ptr[0] : NULL;
    int64_t start = r ? plan_start_at(j, r) : MH_PLAN_NEVER, when = out->next;
    if (plan_is_open(j, now)) when = now.wall + (j->open_until - now.mono);
    if (when != MH_PLAN_NEVER) mh_rfc3339(at, when, mh_zone_offset(z, when / PLAN_S), false);
    if (plan_is_open(j, now))
        snprintf(w, n, "circuit open until %.32s after %lld failures in a row", at,
                 (long long)j->failures);
    else if (j->running > 0)
        snprintf(w, n, "running for %lld s%s",
                 (long long)(now.mono - j->started_at) / (long long)PLAN_S,
                 r ? ", one more waits" : "");
    else if (r && start > now.mono && r->attempt > 1)
        snprintf(w, n, "tries again in %lld s, after %lld failures in a row",
                 (long long)(start - now.mono) / (long long)PLAN_S + 1, (long long)j->failures);
    else if (r && start > now.mono)
        snprintf(w, n, "waits %lld s", (long long)(start - now.mono) / (long long)PLAN_S + 1);
    else if (r)
        snprintf(w, n, "waits for its turn: %zu of %zu runs are under way", p->running, p->most);
    else if (at[0])
        snprintf(w, n, "next %.32s", at);
    else
        snprintf(w, n, "waits for an event");
    for (size_t i = 0; i < j->after.len; i++)
        if (find(p, mh_view_of(j->after.ptr[i])) == NULL)
            snprintf(w, n, "after '%s': there is no such job", j->after.ptr[i]);
}

bool mh_plan_at(const mh_plan *p, size_t i, mh_plan_now now, mh_plan_info *out) {
    if (i >= p->jobs.len || !p->jobs.ptr[i].active) return false;
    const plan_job *j = &p->jobs.ptr[i];
    *out = (mh_plan_info){.name = mh_view_of(j->name),
                          .next = MH_PLAN_NEVER,
                          .failures = j->failures,
                          .running = j->running,
                          .waiting = j->waiting.len,
                          .open = plan_is_open(j, now),
                          .counts = j->counts};
    if (out->open) out->rests = now.wall + (j->open_until - now.mono);
    for (size_t k = 0; k < j->waiting.len; k++)
        out->retries = out->retries || j->waiting.ptr[k].attempt > 1;
    if (j->next != MH_PLAN_NEVER && (j->every > 0 || j->crons.len))
        out->next = plan_wall_of(j, j->next, now) + j->jitter;
    say(out, p, j, now);
    return true;
}

bool mh_plan_find(const mh_plan *p, mh_view name, mh_plan_now now, mh_plan_info *out) {
    const plan_job *j = find(p, name);
    return j && mh_plan_at(p, (size_t)(j - p->jobs.ptr), now, out);
}

size_t mh_plan_len(const mh_plan *p) {
    return p->jobs.len;
}

size_t mh_plan_running(const mh_plan *p) {
    return p->running;
}

/* --- ties --- */

/* The jobs that j waits for, each as its place, into out (j->after.len of them at most). */
static size_t before(const mh_plan *p, const plan_job *j, uint32_t *out) {
    size_t n = 0;
    for (size_t i = 0; j->active && i < j->after.len; i++) {
        const plan_job *b = find(p, mh_view_of(j->after.ptr[i]));
        if (b) out[n++] = (uint32_t)(b - p->jobs.ptr);
    }
    return n;
}

/* From a job of a loop, or behind one, back until a job comes again. */
static mh_rc say_loop(const mh_plan *p, const size_t *left, uint32_t from, mh_err *e) {
    uint32_t b[64];
    mh_buf path = {0};
    MH_VEC(uint32_t) walk = {0};
    size_t start = SIZE_MAX;
    for (uint32_t job = from; start == SIZE_MAX;) {
        for (size_t i = 0; i < walk.len; i++)
            if (walk.ptr[i] == job) start = i;
        mh_vec_push(&walk, job);
        size_t n = before(p, &p->jobs.ptr[job], b), i = 0;
        while (i + 1 < n && left[b[i]] == 0) i++;
        job = b[i];
    }
    for (size_t i = walk.len; i-- > start;)
        mh_buf_printf(&path, "%s%s", path.len ? " -> " : "", p->jobs.ptr[walk.ptr[i]].name);
    mh_rc rc = mh_fail(e, MH_E_USAGE, "'after' goes in a circle: %s", path.ptr);
    mh_buf_clear(&path);
    mh_vec_clear(&walk);
    return rc;
}

/* Topological sort (Kahn 1962): left[i] is how many that job i waits for are not placed yet. */
static mh_rc check_loops(const mh_plan *p, const plan_job *ties, mh_err *e) {
    size_t n = p->jobs.len, done = 0;
    uint32_t *order = mh_alloc_array(n + 1, sizeof *order), b[64];
    size_t *left = mh_alloc_array(n + 1, sizeof *left), placed = 0;
    mh_rc rc = MH_OK;
    for (size_t i = 0; i < n; i++)
        if ((left[i] = before(p, &p->jobs.ptr[i], b)) == 0) order[placed++] = (uint32_t)i;
    for (; done < placed; done++) {
        const plan_job *j = &ties[order[done]];
        for (size_t i = 0; i < j->followers.len; i++)
            if (--left[j->followers.ptr[i]] == 0) order[placed++] = j->followers.ptr[i];
    }
    for (uint32_t i = 0; rc == MH_OK && placed < n && i < n; i++)
        if (left[i] > 0) rc = say_loop(p, left, i, e);
    free(order);
    free(left);
    return rc;
}

mh_rc mh_plan_link(mh_plan *p, mh_err *e) {
    size_t n = p->jobs.len;
    uint32_t b[64];
    plan_job *ties = mh_alloc_array(n + 1, sizeof *ties); /* their followers alone */
    for (uint32_t i = 0; i < n; i++) {
        size_t k = before(p, &p->jobs.ptr[i], b);
        while (k-- > 0) mh_vec_push(&ties[b[k]].followers, i);
    }
    mh_rc rc = check_loops(p, ties, e);
    for (size_t i = 0; i < n; i++) {
        plan_job *keep = rc == MH_OK ? &p->jobs.ptr[i] : &ties[i];
        mh_vec_clear(&keep->followers);
        if (rc == MH_OK) keep->followers = ties[i].followers;
    }
    free(ties);
    return rc;
}
