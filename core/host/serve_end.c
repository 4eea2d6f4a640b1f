/* The end of a run: what it means for the plan, its record when it could not finish that itself, and a line in the
 * log. Part of host/serve.h. */
#include "host/serve_priv.h"

#include "base/utf8.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void serve_run_free(serve *sv, serve_run *r) {
    for (size_t i = 0; i < sv->runs.len; i++) {
        if (sv->runs.ptr[i] != r) continue;
        sv->runs.ptr[i] = sv->runs.ptr[--sv->runs.len];
        break;
    }
    mh_buf_clear(&r->said);
    mh_buf_clear(&r->drift);
    free(r->job);
    free(r);
}

/* A signal that asks a process to end says nothing about its job. One that ends a process that erred does, and so
 * does KILL: for want of memory the system sends it. */
static mh_plan_outcome outcome_of(const mh_child_exit *how) {
    if (how->timed_out) return MH_PLAN_FAILED;
    switch (how->code) {
    case SERVE_OK:
    case SERVE_PARTIAL: return MH_PLAN_OK;
    case SERVE_USAGE:
    case SERVE_REFUSED: return MH_PLAN_REFUSED;
    case SERVE_BUSY: return MH_PLAN_DEFERRED;
    case 128 + SIGHUP:
    case 128 + SIGINT:
    case 128 + SIGTERM: return MH_PLAN_INTERRUPTED;
    default: return how->asked ? MH_PLAN_INTERRUPTED : MH_PLAN_FAILED;
    }
}

static const char *const outcomes[] = {
    [MH_PLAN_OK] = "ok",
    [MH_PLAN_FAILED] = "failed",
    [MH_PLAN_REFUSED] = "refused",
    [MH_PLAN_INTERRUPTED] = "interrupted",
    [MH_PLAN_DEFERRED] = "deferred",
};

/* --- the record --- */

/* What a person wants to know of a run that could not say it. */
static void put_reason(mh_buf *b, const serve_run *r, const mh_child_exit *how) {
    if (how->timed_out)
        mh_buf_printf(b, "ended by the daemon: it ran for %.1f s, over its timeout",
                      (double)how->wall_us / 1e6);
    else if (how->asked)
        mh_buf_puts(b, "ended by the daemon, which was told to end");
    else if (how->signal == SIGKILL)
        mh_buf_puts(b, "killed, not by the daemon: by somebody, or for want of memory");
    else if (how->signal)
        mh_buf_printf(b, "ended by signal %d (%s)", how->signal, strsignal(how->signal));
    else if (r->said.len > 0)
        mh_utf8_repair(b, mh_buf_view(&r->said));
    else
        mh_buf_printf(b, "ended with exit code %d, without a word", how->code);
}

static mh_runs_status status_of(const mh_child_exit *how) {
    if (how->timed_out) return MH_RUNS_STOPPED;
    if (outcome_of(how) == MH_PLAN_INTERRUPTED) return MH_RUNS_INTERRUPTED;
    return how->signal ? MH_RUNS_DIED : MH_RUNS_FAILED;
}

/* Makes, finishes or corrects the record; *rec is the record as it is then. A run whose record says that it ended
 * well did, whatever ended its process afterwards: *how is then that of its record. */
static mh_rc finish(serve_run *r, mh_child_exit *how, mh_arena *a, mh_runs_record *rec, mh_err *e) {
    serve *sv = r->sv;
    if (mh_runs_of(sv->store, r->pid, r->began, r->after, a, rec, e) != MH_OK) return MH_FAIL;
    if (rec->id && (rec->status == MH_RUNS_OK || rec->status == MH_RUNS_PARTIAL)) {
        how->code = rec->exit_code;
        how->signal = 0;
        how->timed_out = how->asked = false;
        return MH_OK;
    }
    bool none = rec->id == 0;
    bool ours = how->timed_out || (how->asked && rec->status == MH_RUNS_INTERRUPTED);
    bool open = none || rec->status == MH_RUNS_RUNNING || rec->status == MH_RUNS_DIED;
    if (!open && !ours) return MH_OK;
    if (none && how->code == SERVE_BUSY) return MH_OK;
    if (none) {
        const mh_jobs_entry *j = mh_jobs_find(sv->jobs, mh_view_of(r->job));
        mh_runs_begin b = {.job = mh_view_of(r->job),
                           .path = mh_view_of(j ? j->path : ""),
                           .trigger = mh_view_of(mh_plan_trigger_name(r->trigger)),
                           .scheduled = r->scheduled,
                           .program = MH_VIEW(MH_VERSION),
                           .pid = r->pid};
        if (mh_runs_start(sv->store, &b, &rec->id, e) != MH_OK) return MH_FAIL;
    }
    mh_buf why = {0};
    put_reason(&why, r, how);
    mh_runs_end end = {.status = status_of(how),
                       .outright = ours,
                       .exit_code = how->code,
                       .reason = mh_utf8_cut(mh_buf_view(&why), 500),
                       .counts = rec->counts};
    end.counts.cpu_us = how->cpu_us;
    end.counts.wall_us = how->wall_us;
    mh_rc rc = mh_runs_finish(sv->store, rec->id, &end, e);
    mh_buf_clear(&why);
    return rc == MH_OK ? mh_runs_get(sv->store, rec->id, a, rec, e) : rc;
}

/* --- the log --- */

static void say_end(const serve_run *r, const mh_child_exit *how, const mh_runs_record *rec) {
    mh_plan_outcome o = outcome_of(how);
    const mh_runs_counts *n = &rec->counts;
    mh_field f[12];
    size_t k = 0;
    f[k++] = MH_FS("outcome", outcomes[o]);
    f[k++] = MH_FN("exit", how->code);
    f[k++] = MH_FN("time", floor((double)how->wall_us / 1e3) / 1e3);
    f[k++] = MH_FN("cpu", floor((double)how->cpu_us / 1e3) / 1e3);
    f[k++] = MH_FN("new", n->fresh);
    f[k++] = MH_FN("changed", n->changed);
    f[k++] = MH_FN("unchanged", n->unchanged);
    f[k++] = MH_FN("failed", n->failed);
    if (rec->reason.len) f[k++] = MH_F("reason", rec->reason);
    mh_log_scope(r->sv->log, r->job, r->id[0] ? r->id : NULL);
    mh_log_fields(r->sv->log,
                  o == MH_PLAN_OK                                     ? MH_LOG_INFO
                  : o == MH_PLAN_DEFERRED || o == MH_PLAN_INTERRUPTED ? MH_LOG_WARN
                                                                      : MH_LOG_ERROR,
                  "run-ended", f, k);
    mh_log_scope(r->sv->log, NULL, NULL);
}

/* An event whose run the end of the daemon cut off is not told to the plan: it stays under way, and so is saved as
 * one that comes again. */
static void tell_plan(serve_run *r, const mh_child_exit *how) {
    if (r->cut && outcome_of(how) == MH_PLAN_INTERRUPTED) return;
    mh_plan_ended(r->sv->plan, r->run, outcome_of(how), serve_now(r->sv));
}

static void say_over(serve *sv, mh_arena *m, const mh_alert_run *r, mh_alert_kind kind) {
    mh_alert a = {.kind = kind, .subject = r->job};
    mh_alert_say_works(&a, m, r);
    serve_alert_over(sv, &a);
}

/* A failure that the plan tries again is none yet. */
static void tell_people(const serve_run *r, const mh_child_exit *how, const mh_runs_record *rec,
                        mh_arena *m) {
    serve *sv = r->sv;
    mh_plan_outcome o = outcome_of(how);
    mh_plan_info i = {0};
    mh_plan_find(sv->plan, mh_view_of(r->job), serve_now(sv), &i);
    mh_alert_run run = {.job = mh_view_of(r->job),
                        .run = rec->id,
                        .failures = i.failures,
                        .reason = rec->reason,
                        .exit_code = how->code,
                        .next = i.next};
    mh_alert a = {.kind = MH_ALERT_JOB_FAILS, .subject = run.job};
    if (o == MH_PLAN_OK) {
        say_over(sv, m, &run, MH_ALERT_JOB_FAILS);
        say_over(sv, m, &run, MH_ALERT_CIRCUIT);
        if (!r->drifted) say_over(sv, m, &run, MH_ALERT_DRIFT);
    }
    if (r->drifted) {
        mh_alert drift = {.kind = MH_ALERT_DRIFT, .subject = run.job};
        mh_alert_say_drift(&drift, m, &run, r->drifted, mh_buf_view(&r->drift));
        serve_alert(sv, &drift);
    }
    if (o == MH_PLAN_REFUSED || (o == MH_PLAN_FAILED && !i.retries && !i.open)) {
        mh_alert_say_fails(&a, m, &run);
        serve_alert(sv, &a);
    }
}

void serve_run_ended(void *run, const mh_child_exit *as) {
    serve_run *r = run;
    serve *sv = r->sv;
    mh_runs_record rec = {0};
    mh_err e = {0};
    mh_arena *a = mh_arena_new();
    mh_child_exit end = *as, *how = &end;
    r->child = NULL;
    if (finish(r, how, a, &rec, &e) != MH_OK)
        mh_log_event(sv->log, MH_LOG_ERROR, "record-not-finished", MH_FS("job", r->job),
                     MH_FS("error", e.msg));
    if (rec.id) snprintf(r->id, sizeof r->id, "%lld", (long long)rec.id);
    if (rec.id > sv->newest_run) sv->newest_run = rec.id;
    say_end(r, how, &rec);
    tell_plan(r, how);
    tell_people(r, how, &rec, a);
    if (rec.id)
        mh_tally_ended(sv->tally, mh_view_of(r->job), rec.status, &rec.counts, rec.finished);
    sv->ended++;
    sv->look = true; /* at what it stored */
    if (outcome_of(how) == MH_PLAN_FAILED || outcome_of(how) == MH_PLAN_REFUSED) sv->bad++;
    serve_run_free(sv, r);
    mh_arena_free(a);
}
