/* Starts what is due: taken from the plan, written down, committed, and only then started. Part of host/serve.h. */
#include "host/serve_priv.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARGS 20

/* Seconds that a run gets, from outside. */
static double limit_of(const serve *sv, const mh_jobs_entry *j) {
    const mh_schedule *s = mh_jobs_schedule(j);
    bool own = j->job.limit_given[1] && !sv->set->limit_given[1];
    double wall = own ? j->job.limits.wall : sv->set->limits.wall;
    if (s->timeout > 0) return s->timeout;
    return wall > 0 ? wall + SERVE_SLACK : 0;
}

/* How a run ended that could not be started; the plan says when it is tried again. */
static void not_started(serve *sv, serve_run *r, mh_plan_outcome how, const char *why) {
    mh_log_event(sv->log, how == MH_PLAN_DEFERRED ? MH_LOG_WARN : MH_LOG_ERROR,
                 how == MH_PLAN_DEFERRED ? "run-deferred" : "run-not-started", MH_FS("job", r->job),
                 MH_FS("reason", why));
    uint32_t run = r->run;
    serve_run_free(sv, r);
    mh_plan_ended(sv->plan, run, how, serve_now(sv));
}

static void say_start(const serve *sv, const serve_run *r, const char *at) {
    mh_log_event(sv->log, MH_LOG_INFO, "run-started", MH_FS("job", r->job),
                 MH_FS("trigger", mh_plan_trigger_name(r->trigger)), MH_FS("scheduled", at),
                 MH_FN("late", (double)(mh_clock_wall_us(mh_clock_system()) - r->scheduled) / 1e6),
                 MH_FN("attempt", r->attempt), MH_FS("why", r->why), MH_FN("pid", r->pid));
}

static void start_one(serve *sv, serve_run *r) {
    const mh_jobs_entry *j = mh_jobs_find(sv->jobs, mh_view_of(r->job));
    char at[MH_RFC3339_MAX], attempt[16], missed[24], name[256];
    mh_err e = {0};
    if (j == NULL || j->gone) {
        not_started(sv, r, MH_PLAN_REFUSED, "its file is gone");
        return;
    }
    mh_rfc3339(at, r->scheduled, 0, true);
    snprintf(attempt, sizeof attempt, "%d", r->attempt);
    snprintf(missed, sizeof missed, "%lld", (long long)r->missed);
    snprintf(name, sizeof name, "minehost: %s", r->job);
    const char *args[ARGS] = {name,          "run",       j->path,
                              "--format",    "none",      "--log-format",
                              "json",        "--trigger", mh_plan_trigger_name(r->trigger),
                              "--scheduled", at,          "--why",
                              r->why,        "--attempt", attempt,
                              "--missed",    missed,      NULL};
    char *argv[ARGS];
    memcpy(argv, args, sizeof args);
    mh_child_opts o = {.argv = argv,
                       .limit = limit_of(sv, j),
                       .line = serve_run_line,
                       .done = serve_run_ended,
                       .arg = r};
    if (mh_child_start(sv->loop, &o, &r->child, &e) != MH_OK) {
        not_started(sv, r, e.code == MH_E_BUSY ? MH_PLAN_DEFERRED : MH_PLAN_REFUSED, e.msg);
        return;
    }
    r->pid = mh_child_pid(r->child);
    r->began = mh_child_began(r->child);
    mh_tally_started(sv->tally, mh_clock_wall_us(mh_clock_system()) - r->scheduled);
    say_start(sv, r, at);
}

static void take(serve *sv, const mh_plan_start *s) {
    serve_run *r = mh_alloc(sizeof *r);
    const mh_jobs_entry *j = mh_jobs_find(sv->jobs, s->job);
    double every = j ? mh_jobs_schedule(j)->every : 0;
    *r = (serve_run){.sv = sv,
                     .run = s->run,
                     .job = mh_strndup(s->job.ptr, s->job.len),
                     .trigger = s->trigger,
                     .scheduled = s->scheduled - (s->scheduled % 1000 + 1000) % 1000,
                     .before = s->scheduled - (every > 0 ? (int64_t)(every * 1e6) : 1),
                     .missed = s->missed,
                     .attempt = s->attempt,
                     .after = sv->newest_run};
    memcpy(r->why, s->why, sizeof r->why);
    mh_vec_push(&sv->runs, r);
    sv->claims_changed = true;
}

static void tell_circuit(serve *sv, mh_view job, const mh_plan_info *i) {
    mh_arena *m = mh_arena_new();
    mh_alert a = {.kind = MH_ALERT_CIRCUIT, .subject = job};
    mh_alert_run r = {.job = job, .failures = i->failures, .next = i->rests};
    mh_alert_say_rests(&a, m, &r);
    serve_alert(sv, &a);
    mh_arena_free(m);
}

/* Skipped, merged and missed fires, and circuits, since the log last said so. */
static void say_counts(serve *sv, mh_view job, mh_plan_now now) {
    mh_plan_info i;
    serve_seen *seen = serve_seen_of(sv, job);
    if (!mh_plan_find(sv->plan, job, now, &i)) return;
    const mh_plan_counts *c = &i.counts, *old = &seen->counts;
    if (c->skipped > old->skipped || c->missed > old->missed)
        mh_log_event(sv->log, MH_LOG_WARN, "fires-skipped", MH_F("job", job),
                     MH_FN("skipped", c->skipped - old->skipped),
                     MH_FN("missed", c->missed - old->missed), MH_FS("now", i.why));
    if (i.open != seen->open)
        mh_log_event(sv->log, i.open ? MH_LOG_ERROR : MH_LOG_INFO,
                     i.open ? "circuit-open" : "circuit-closed", MH_F("job", job),
                     MH_FN("failures", i.failures), MH_FS("now", i.why));
    if (i.open && !seen->open) tell_circuit(sv, job, &i);
    seen->counts = *c;
    seen->open = i.open;
}

static void say_changed(serve *sv) {
    mh_plan_now now = serve_now(sv);
    for (size_t i = 0; i < sv->unsaved.len; i++) say_counts(sv, sv->unsaved.ptr[i], now);
}

/* What the plan gave is in the last n of the runs. */
static void start_all(serve *sv, size_t n) {
    MH_VEC(serve_run *) these = {0};
    for (size_t i = sv->runs.len - n; i < sv->runs.len; i++) mh_vec_push(&these, sv->runs.ptr[i]);
    bool saved = serve_save(sv);
    for (size_t i = 0; i < these.len; i++) {
        if (saved)
            start_one(sv, these.ptr[i]);
        else
            not_started(sv, these.ptr[i], MH_PLAN_DEFERRED, sv->store_err.msg);
    }
    mh_vec_clear(&these);
}

void serve_start_due(serve *sv) {
    mh_plan_start starts[SERVE_ROOM];
    size_t n = 0;
    do {
        if (sv->phase == SERVE_GOES) n = mh_plan_due(sv->plan, serve_now(sv), starts, SERVE_ROOM);
        for (size_t i = 0; i < n; i++) take(sv, &starts[i]);
        mh_view job;
        while ((job = mh_plan_changed(sv->plan)).len > 0) mh_vec_push(&sv->unsaved, job);
        say_changed(sv);
        start_all(sv, n);
    } while (n == SERVE_ROOM);
}

void serve_stop_all(serve *sv, bool now) {
    for (size_t i = 0; i < sv->runs.len; i++) {
        sv->runs.ptr[i]->cut = true;
        if (sv->runs.ptr[i]->child) mh_child_stop(sv->runs.ptr[i]->child, now);
    }
}
