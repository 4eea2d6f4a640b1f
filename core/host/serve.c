#include "host/serve.h"

#include "base/clock.h"
#include "base/fs.h"
#include "host/notify.h"
#include "host/serve_priv.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- signals --- */

static void drain(serve *sv, const char *why) {
    sv->phase = SERVE_DRAINS;
    sv->drain_at = serve_now(sv).mono + (int64_t)(sv->set->drain * 1e6) + 1;
    mh_log_event(sv->log, MH_LOG_INFO, "draining", MH_FS("signal", why),
                 MH_FN("runs", sv->runs.len), MH_FN("seconds", sv->set->drain));
    mh_notify("STOPPING=1");
    serve_say_alive(sv);
}

static void end_now(serve *sv) {
    sv->phase = SERVE_ENDS;
    mh_log_event(sv->log, MH_LOG_WARN, "ending-at-once", MH_FN("runs", sv->runs.len));
    serve_stop_all(sv, true);
}

static void reload(serve *sv) {
    mh_err e = {0};
    if (mh_logfile_reopen(sv->logfile, &e) != MH_OK)
        mh_log_event(sv->log, MH_LOG_ERROR, "log-not-reopened", MH_FS("error", e.msg));
    mh_log_event(sv->log, MH_LOG_INFO, "reloading", MH_FS("folder", sv->o->folder));
    mh_notify_reloading();
    sv->reload = true;
}

static void on_signal(uv_signal_t *h, int sig) {
    serve *sv = h->data;
    if (sig == SIGHUP)
        reload(sv);
    else if (sv->phase == SERVE_GOES)
        drain(sv, sig == SIGTERM ? "TERM" : "INT");
    else
        end_now(sv);
}

static mh_rc watch_signals(serve *sv, mh_err *e) {
    static const int which[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < sizeof which / sizeof *which; i++) {
        uv_signal_t *h = &sv->signals[i];
        int rc = uv_signal_init(mh_loop_uv(sv->loop), h);
        if (rc != 0) return mh_fail_errno(e, -rc, "watch signals");
        h->data = sv;
        sv->n_signals++;
        rc = uv_signal_start(h, on_signal, which[i]);
        if (rc != 0) return mh_fail_errno(e, -rc, "watch signals");
    }
    return MH_OK;
}

/* --- opening and closing --- */

static mh_rc open_log(serve *sv, mh_err *e) {
    const mh_settings *set = sv->set;
    mh_level level = MH_LOG_INFO;
    mh_level_parse(set->log_level, &level);
    if (set->verbose) level = MH_LOG_DEBUG;
    if (set->quiet && level < MH_LOG_ERROR) level = MH_LOG_ERROR;
    mh_log_format f = mh_view_eq(set->log_format, MH_VIEW("json")) ? MH_LOG_JSON : MH_LOG_TEXT;
    mh_logfile_opts o = {
        .path = set->log_file, .size = set->log_size, .keep = set->log_keep, .format = f};
    if (mh_logfile_open(&sv->logfile, &o, e) != MH_OK) return MH_FAIL;
    sv->log = mh_log_new(mh_clock_system(), level, f, mh_logfile_write, sv->logfile);
    return MH_OK;
}

static mh_rc open_store(serve *sv, mh_err *e) {
    mh_store_opts o = {.busy_ms = SERVE_BUSY_MS};
    if (sv->o->words) sv->o->words(&o);
    if (mh_store_open(&sv->store, sv->db, &o, e) != MH_OK) return MH_FAIL;
    if (mh_store_read_only(sv->store))
        return mh_fail(e, MH_E_READ_ONLY, "%s cannot be written", sv->db);
    return serve_recover(sv, e);
}

/* The lock before the database: of two daemons that begin together one does nothing at all. */
static mh_rc open_all(serve *sv, mh_err *e) {
    char *db = mh_settings_db(sv->set, e);
    if (db == NULL) return MH_FAIL;
    sv->db = db[0] == '/' ? db : NULL;
    if (sv->db == NULL) {
        char *here = getcwd(NULL, 0);
        sv->db = mh_path_join(here ? here : ".", db);
        free(here);
        free(db);
    }
    if (open_log(sv, e) != MH_OK || serve_lock_take(sv, e) != MH_OK || open_store(sv, e) != MH_OK)
        return MH_FAIL;
    serve_env_give(sv->set, sv->db);
    sv->loop = mh_loop_new();
    if (watch_signals(sv, e) != MH_OK || serve_clock_open(sv, e) != MH_OK) return MH_FAIL;
    sv->since = mh_clock_wall_us(mh_clock_system());
    sv->plan = mh_plan_new((size_t)sv->set->workers, serve_now(sv));
    sv->tally = mh_tally_new();
    sv->documents = mh_documents_new();
    if (mh_tally_recall(sv->tally, sv->store, e) != MH_OK || serve_jobs_open(sv, e) != MH_OK)
        return MH_FAIL;
    return sv->o->once ? MH_OK : serve_http_open(sv, e);
}

static void close_all(serve *sv) {
    mh_http_stop(sv->http);
    mh_store_close(sv->store);
    serve_watch_close(sv);
    if (sv->loop) serve_clock_close(sv);
    for (size_t i = 0; i < sv->n_signals; i++) uv_close((uv_handle_t *)&sv->signals[i], NULL);
    mh_loop_free(sv->loop);
    mh_plan_free(sv->plan);
    mh_tally_free(sv->tally);
    mh_documents_free(sv->documents);
    free(sv->folder_why);
    serve_jobs_close(sv);
    mh_vec_clear(&sv->runs);
    mh_vec_clear(&sv->unsaved);
    mh_log_free(sv->log);
    mh_logfile_close(sv->logfile);
    serve_lock_drop(sv);
    free(sv->db);
}

/* --- turns --- */

/* At the database and the jobs: each minute, when they changed, when somebody asks for it. */
static void look(serve *sv) {
    mh_plan_now now = serve_now(sv);
    sv->look = false;
    bool minute = now.mono >= sv->look_at;
    mh_err e = {0};
    size_t dead = 0;
    if (sv->phase == SERVE_GOES) {
        serve_asks(sv);
        if (minute || sv->reload || sv->jobs_changed)
            serve_jobs_load(sv, false);
        else
            serve_jobs_said(sv, false);
        serve_watch_documents(sv);
        if (minute) (void)serve_http_open(sv, &e);
        serve_save(sv); /* what was asked is no longer an ask: it is kept by the plan now */
    }
    if (minute || sv->reload) {
        if (mh_runs_recover(sv->store, &dead, &e) == MH_OK && dead > 0)
            mh_log_event(sv->log, MH_LOG_WARN, "runs-recovered", MH_FN("runs", dead));
        serve_say_alive(sv);
        mh_notify_status("%zu jobs, %zu runs under way", mh_jobs_len(sv->jobs), sv->runs.len);
    }
    if (sv->reload) mh_notify("READY=1");
    serve_watch_say(sv);
    if (minute) sv->look_at = now.mono + MH_PLAN_LOOK;
    sv->jobs_changed = sv->reload = false;
}

/* Twice within its time, as sd_watchdog_enabled(3) advises. */
static void show_life(serve *sv, mh_plan_now now) {
    if (sv->watchdog_us == 0 || now.mono < sv->sign_at) return;
    mh_notify("WATCHDOG=1");
    sv->sign_at = now.mono + sv->watchdog_us / 2;
}

static void end_drain(serve *sv, mh_plan_now now) {
    if (sv->phase != SERVE_DRAINS || sv->drain_at == 0 || now.mono < sv->drain_at) return;
    sv->drain_at = 0;
    if (sv->runs.len > 0)
        mh_log_event(sv->log, MH_LOG_WARN, "drain-over", MH_FN("runs", sv->runs.len));
    serve_stop_all(sv, false);
}

static int64_t wake_at(const serve *sv, mh_plan_now now) {
    int64_t at = sv->look_at;
    if (sv->phase == SERVE_GOES && mh_plan_wake(sv->plan, now) < at)
        at = mh_plan_wake(sv->plan, now);
    if (sv->watchdog_us && sv->sign_at < at) at = sv->sign_at;
    if (sv->phase == SERVE_DRAINS && sv->drain_at && sv->drain_at < at) at = sv->drain_at;
    return at;
}

static void turn(serve *sv) {
    mh_plan_now now = serve_now(sv);
    if (sv->look || sv->jobs_changed || sv->reload || now.mono >= sv->look_at) look(sv);
    serve_start_due(sv);
    end_drain(sv, now);
    show_life(sv, now);
    int64_t tell = serve_tell(sv), wake = wake_at(sv, serve_now(sv));
    serve_clock_arm(sv, tell < wake ? tell : wake);
}

static void say_serving(serve *sv) {
    mh_plan_info i, first = {.next = MH_PLAN_NEVER};
    char at[MH_RFC3339_MAX] = "never";
    mh_plan_now now = serve_now(sv);
    size_t n = 0;
    for (size_t k = 0; k < mh_plan_len(sv->plan); k++) {
        if (!mh_plan_at(sv->plan, k, now, &i)) continue;
        n++;
        if (i.next < first.next) first = i;
    }
    if (first.next != MH_PLAN_NEVER) mh_rfc3339(at, first.next, 0, false);
    mh_log_event(sv->log, MH_LOG_INFO, "serving", MH_FN("jobs", n), MH_FS("folder", sv->o->folder),
                 MH_F("next", first.name.len ? first.name : MH_VIEW("none")), MH_FS("at", at),
                 MH_FN("workers", sv->set->workers), MH_FS("database", sv->db));
    mh_notify_status("%zu jobs, next %.*s at %s", n, MH_FMT(first.name), at);
    mh_notify("READY=1");
}

static int goes_on(serve *sv) {
    sv->watchdog_us = mh_notify_init();
    serve_watch_open(sv);
    serve_jobs_load(sv, true);
    serve_watch_documents(sv);
    serve_asks(sv);
    serve_say_back(sv);
    serve_say_alive(sv);
    serve_save(sv); /* of many jobs it takes a while: before it says that it serves */
    sv->look_at = serve_now(sv).mono + MH_PLAN_LOOK;
    say_serving(sv);
    for (;;) {
        turn(sv);
        if (sv->phase != SERVE_GOES && sv->runs.len == 0 &&
            !serve_tell_stop(sv, sv->phase == SERVE_ENDS))
            break;
        mh_loop_once(sv->loop, true);
    }
    serve_say_alive(sv);
    sv->claims_changed = true;
    serve_save(sv);
    mh_log_event(sv->log, MH_LOG_INFO, "ended", MH_FN("runs", sv->ended), MH_FN("bad", sv->bad));
    return SERVE_OK;
}

static int code_of(const mh_err *e) {
    switch (e->code) {
    case MH_E_BUSY: return SERVE_BUSY;
    case MH_E_USAGE:
    case MH_E_NOT_FOUND:
    case MH_E_DENIED:
    case MH_E_VERSION:
    case MH_E_READ_ONLY: return SERVE_USAGE;
    default: return SERVE_FAILED;
    }
}

int mh_serve(const mh_serve_opts *o) {
    serve sv = {.o = o, .set = o->settings, .lock = -1, .timer_fd = -1, .set_fd = -1};
    mh_err e = {0};
    int code;
    if (open_all(&sv, &e) != MH_OK) {
        code = code_of(&e);
        if (sv.log)
            mh_log_event(sv.log, MH_LOG_ERROR, "not-started", MH_FS("reason", e.msg));
        else
            fprintf(stderr, "minehost: %s\n", e.msg);
    } else {
        code = o->once ? serve_once(&sv) : goes_on(&sv);
    }
    close_all(&sv);
    return code;
}
