/* The jobs of the folder, into the plan: at the start, and again when files or what people said of them change. Part of
 * host/serve.h. */
#include "host/serve_priv.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

mh_rc serve_jobs_open(serve *sv, mh_err *e) {
    sv->seen = mh_map_new();
    sv->jobs = mh_jobs_new(sv->o->folder, NULL);
    return sv->jobs ? MH_OK : mh_fail(e, MH_E_IO, "open folder %s", sv->o->folder);
}

void serve_jobs_close(serve *sv) {
    for (size_t i = 0; sv->seen && i < mh_map_len(sv->seen); i++) {
        serve_seen *s = mh_map_entry_at(sv->seen, i)->val.ptr;
        free(s->error);
        free(s);
    }
    mh_map_free(sv->seen);
    mh_jobs_free(sv->jobs);
}

serve_seen *serve_seen_of(serve *sv, mh_view job) {
    mh_value *v = mh_map_at(sv->seen, job, NULL);
    if (v->ptr == NULL) {
        serve_seen *s = mh_alloc(sizeof *s);
        s->tag = SERVE_TAG_FILES + mh_map_len(sv->seen) - 1;
        v->ptr = s;
    }
    return v->ptr;
}

bool serve_event(serve *sv, mh_view job, mh_plan_trigger t) {
    const mh_jobs_entry *j = mh_jobs_find(sv->jobs, job);
    if (j == NULL || j->gone || (j->paused && t != MH_PLAN_BY_HAND)) return false;
    return mh_plan_event(sv->plan, job, t, serve_now(sv));
}

static void tell_error(serve *sv, const mh_jobs_entry *j, const char *error, bool was) {
    mh_arena *m = mh_arena_new();
    mh_alert a = {.kind = MH_ALERT_BAD_FILE, .subject = mh_view_of(j->name)};
    if (error) {
        mh_alert_say_file(&a, m, a.subject, mh_view_of(j->path), mh_view_of(error), j->loaded);
        serve_alert(sv, &a);
    } else if (was) {
        a.text = MH_VIEW("The file was mended.");
        serve_alert_over(sv, &a);
    }
    mh_arena_free(m);
}

/* A bad file is told once, and that it is well again. */
static void say_error(serve *sv, const mh_jobs_entry *j, const char *error) {
    serve_seen *seen = serve_seen_of(sv, mh_view_of(j->name));
    if (error && seen->error && strcmp(error, seen->error) == 0) return;
    if (error)
        mh_log_event(sv->log, MH_LOG_ERROR, "job-file-bad", MH_FS("job", j->name),
                     MH_FS("file", j->path), MH_FS("error", error),
                     MH_FS("now", j->loaded ? "the old version goes on" : "it does not run"));
    else if (seen->error)
        mh_log_event(sv->log, MH_LOG_INFO, "job-file-well", MH_FS("job", j->name),
                     MH_FS("file", j->path));
    tell_error(sv, j, error, seen->error != NULL);
    free(seen->error);
    seen->error = error ? mh_strndup(error, strlen(error)) : NULL;
}

/* A run of --once makes up what passed since the last one, also for jobs that do not want that of a daemon that was
 * off: to them it is no more late than cron was to call it. And one that never ran is due. */
static void for_once(const serve *sv, mh_schedule *s, mh_plan_state *was) {
    int64_t every = (int64_t)(s->every * 1e6);
    if (s->missed == MH_MISSED_SKIP) s->missed = MH_MISSED_ONCE;
    if (every > 0 && was->handled == 0) was->handled = serve_now(sv).wall - every;
}

static void put(serve *sv, mh_jobs_entry *j, bool first) {
    static const mh_schedule by_hand = {0};
    mh_view name = mh_view_of(j->name);
    mh_plan_state was = {0};
    mh_err e = {0};
    const mh_schedule *own = j->paused ? &by_hand : mh_jobs_schedule(j);
    mh_schedule s = *own; /* its lists are borrowed */
    if (first && !j->paused && mh_keep_plan_get(sv->store, name, &was, &e) != MH_OK)
        mh_log_event(sv->log, MH_LOG_ERROR, "state-lost", MH_FS("job", j->name),
                     MH_FS("error", e.msg));
    if (sv->o->once) for_once(sv, &s, &was);
    if (mh_plan_put(sv->plan, name, &s, first ? &was : NULL, serve_now(sv), &e) != MH_OK) {
        say_error(sv, j, e.msg);
        return;
    }
    say_error(sv, j, j->error ? j->error : j->given_error);
    serve_watch_job(sv, j);
    if (first && own->at_start && !sv->o->once) serve_event(sv, name, MH_PLAN_BY_START);
    if (!first)
        mh_log_event(sv->log, MH_LOG_INFO, "job-loaded", MH_FS("job", j->name),
                     MH_FS("paused", j->paused ? "yes" : "no"));
}

static void take_job(serve *sv, mh_jobs_entry *j, bool first) {
    j->fresh = false;
    if (j->gone) {
        mh_plan_remove(sv->plan, mh_view_of(j->name));
        serve_watch_job(sv, j);
        mh_log_event(sv->log, MH_LOG_INFO, "job-gone", MH_FS("job", j->name));
    } else if (!j->loaded) {
        say_error(sv, j, j->error ? j->error : "it does not load");
    } else {
        put(sv, j, first);
    }
}

void serve_jobs_said(serve *sv, bool first) {
    mh_err e = {0};
    bool any = false;
    if (mh_keep_lay(sv->store, sv->jobs, &e) != MH_OK)
        mh_log_event(sv->log, MH_LOG_ERROR, "jobs-not-read", MH_FS("error", e.msg));
    for (size_t i = 0; i < mh_jobs_len(sv->jobs); i++) {
        mh_jobs_entry *j = mh_jobs_at(sv->jobs, i);
        if (!j->fresh && !j->gone) continue;
        any = true;
        take_job(sv, j, first);
    }
    mh_jobs_sweep(sv->jobs);
    if (any && mh_plan_link(sv->plan, &e) != MH_OK)
        mh_log_event(sv->log, MH_LOG_ERROR, "jobs-not-linked", MH_FS("error", e.msg));
}

/* Jobs as they were go on. */
static void not_read(serve *sv, const char *why) {
    if (sv->folder_why == NULL || strcmp(sv->folder_why, why) != 0)
        mh_log_event(sv->log, MH_LOG_ERROR, "jobs-not-read", MH_FS("folder", sv->o->folder),
                     MH_FS("error", why));
    free(sv->folder_why);
    sv->folder_why = mh_strndup(why, strlen(why));
}

void serve_jobs_load(serve *sv, bool first) {
    mh_err e = {0};
    if (mh_jobs_scan(sv->jobs, &e) != MH_OK) {
        not_read(sv, e.msg);
    } else {
        free(sv->folder_why);
        sv->folder_why = NULL;
        sv->folder_at = mh_clock_wall_us(mh_clock_system());
    }
    serve_jobs_said(sv, first);
}
