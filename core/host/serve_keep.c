/* What the daemon writes down before it acts, and reads when it comes back: part of host/serve.h.
 *
 * With the states of the plan go the claims: which runs are about to be started, or under way. After a kill a
 * claim without a run's record tells of a fire that was handled and never ran: it is due again. Claims of runs that ended
 * stay until the next start, which saves a commit: their records are there. */
#include "host/serve_priv.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NS        MH_VIEW("host:serve")
#define CLAIMS    MH_VIEW("runs")
#define LOOK_BACK 1000 /* runs of a job in which that of a claim is looked for */

/* --- saving --- */

static mh_rc save_one(serve *sv, mh_view job, mh_plan_now now, mh_err *e) {
    mh_plan_state st;
    mh_plan_save(sv->plan, job, now, &st);
    return mh_keep_plan(sv->store, job, &st, e);
}

static mh_rc save_states(serve *sv, mh_plan_now now, mh_err *e) {
    mh_rc rc = MH_OK;
    mh_plan_info info;
    if (!sv->all_unsaved) {
        for (size_t i = 0; rc == MH_OK && i < sv->unsaved.len; i++)
            rc = save_one(sv, sv->unsaved.ptr[i], now, e);
        return rc;
    }
    for (size_t i = 0; rc == MH_OK && i < mh_plan_len(sv->plan); i++)
        if (mh_plan_at(sv->plan, i, now, &info)) rc = save_one(sv, info.name, now, e);
    return rc;
}

static mh_rc save_claims(serve *sv, mh_err *e) {
    json_t *all = json_array();
    for (size_t i = 0; i < sv->runs.len; i++) {
        const serve_run *r = sv->runs.ptr[i];
        json_array_append_new(all, json_pack("{s:s, s:i, s:I, s:I, s:I}", "job", r->job, "trigger",
                                             (int)r->trigger, "scheduled", (json_int_t)r->scheduled,
                                             "before", (json_int_t)r->before, "after",
                                             (json_int_t)r->after));
    }
    mh_rc rc = mh_kv_set(sv->store, NS, CLAIMS, all, 0, e);
    json_decref(all);
    return rc;
}

static void say_store(serve *sv, const mh_err *e) {
    bool again = sv->store_bad && sv->store_err.code == e->code;
    sv->store_bad = true;
    sv->store_err = *e;
    if (!again)
        mh_log_event(sv->log, MH_LOG_ERROR, "database", MH_FS("error", e->msg),
                     MH_FS("then", "no run is started until it can be written"));
}

/* Nobody could be told while it lasted: alerts are kept in the database. */
static void say_well(serve *sv) {
    mh_log_event(sv->log, MH_LOG_INFO, "database-well", MH_FS("file", sv->db));
    mh_arena *m = mh_arena_new();
    mh_alert a = {.kind = MH_ALERT_STORE, .subject = MH_VIEW("database")};
    mh_alert_say_store(&a, m, mh_view_of(sv->db), &sv->store_err);
    serve_alert(sv, &a);
    a.text = MH_VIEW("It can be written again.");
    serve_alert_over(sv, &a);
    mh_arena_free(m);
}

static bool failed(serve *sv, const mh_err *e) {
    sv->all_unsaved = sv->claims_changed = true;
    sv->unsaved.len = 0;
    say_store(sv, e);
    return false;
}

static void take_changed(serve *sv) {
    mh_view job;
    while ((job = mh_plan_changed(sv->plan)).len > 0) mh_vec_push(&sv->unsaved, job);
}

/* They stay unsaved until a commit of them is known to have come about. */
mh_rc serve_save_states(serve *sv, mh_err *e) {
    take_changed(sv);
    return save_states(sv, serve_now(sv), e);
}

bool serve_save(serve *sv) {
    mh_err e = {0};
    take_changed(sv);
    if (sv->store_bad)
        serve_say_alive(sv); /* something that differs: else nothing may be written */
    if (sv->unsaved.len == 0 && !sv->all_unsaved && !sv->claims_changed &&
        !mh_store_pending(sv->store))
        return true;
    if (save_states(sv, serve_now(sv), &e) != MH_OK ||
        (sv->claims_changed && save_claims(sv, &e) != MH_OK) ||
        mh_store_flush(sv->store, &e) != MH_OK)
        return failed(sv, &e);
    sv->unsaved.len = 0;
    sv->all_unsaved = sv->claims_changed = false;
    if (sv->store_bad) say_well(sv);
    sv->store_bad = false;
    return true;
}

/* --- after a kill --- */

/* The record of the run that a claim tells of, if it got so far. */
static mh_rc find_record(serve *sv, mh_arena *a, const json_t *claim, mh_view job, bool *found,
                         mh_err *e) {
    mh_runs_record *r;
    size_t n;
    mh_runs_filter f = {.job = job, .status = -1, .limit = LOOK_BACK};
    int64_t after = json_integer_value(json_object_get(claim, "after"));
    int64_t scheduled = json_integer_value(json_object_get(claim, "scheduled"));
    int64_t t = json_integer_value(json_object_get(claim, "trigger"));
    mh_view trigger = mh_view_of(mh_plan_trigger_name((mh_plan_trigger)t));
    *found = false;
    if (mh_runs_list(sv->store, &f, a, &r, &n, e) != MH_OK) return MH_FAIL;
    for (size_t i = 0; i < n && r[i].id > after; i++)
        *found = *found || (r[i].scheduled == scheduled && mh_view_eq(r[i].trigger, trigger));
    return MH_OK;
}

static mh_rc give_back(serve *sv, const json_t *claim, mh_view job, mh_err *e) {
    mh_plan_state st;
    mh_plan_trigger t = (mh_plan_trigger)json_integer_value(json_object_get(claim, "trigger"));
    int64_t before = json_integer_value(json_object_get(claim, "before"));
    if (mh_keep_plan_get(sv->store, job, &st, e) != MH_OK) return MH_FAIL;
    if (t != MH_PLAN_BY_SCHEDULE)
        st.pending |= 1u << t;
    else if (before < st.handled)
        st.handled = before;
    mh_log_event(sv->log, MH_LOG_WARN, "start-recovered", MH_F("job", job),
                 MH_FS("trigger", mh_plan_trigger_name(t)));
    return mh_keep_plan(sv->store, job, &st, e);
}

static mh_rc recover_one(serve *sv, const json_t *claim, mh_err *e) {
    const char *name = json_string_value(json_object_get(claim, "job"));
    mh_view job = mh_view_of(name);
    int64_t t = json_integer_value(json_object_get(claim, "trigger"));
    if (job.len == 0 || t < 0 || t > MH_PLAN_BY_HAND) return MH_OK;
    mh_arena *a = mh_arena_new();
    bool found;
    mh_rc rc = find_record(sv, a, claim, job, &found, e);
    if (rc == MH_OK && !found) rc = give_back(sv, claim, job, e);
    mh_arena_free(a);
    return rc;
}

mh_rc serve_recover(serve *sv, mh_err *e) {
    json_t *claims = NULL, *c;
    size_t i, dead = 0;
    mh_rc rc = mh_runs_recover(sv->store, &dead, e);
    sv->died = (int64_t)dead;
    if (rc == MH_OK && dead > 0)
        mh_log_event(sv->log, MH_LOG_WARN, "runs-recovered", MH_FN("runs", dead));
    if (rc == MH_OK) rc = mh_kv_get(sv->store, NS, CLAIMS, &claims, e);
    json_array_foreach(claims, i, c) {
        if (rc == MH_OK) rc = recover_one(sv, c, e);
    }
    json_decref(claims);
    if (rc == MH_OK) rc = mh_kv_set(sv->store, NS, CLAIMS, NULL, 0, e);
    if (rc == MH_OK) rc = mh_store_flush(sv->store, e);
    if (rc == MH_OK) rc = mh_runs_newest(sv->store, &sv->newest_run, e);
    return rc;
}

/* --- what people ask --- */

static void take_ask(serve *sv, const mh_ask *ask) {
    switch (ask->what) {
    case MH_ASK_RUN:
        if (!serve_event(sv, ask->job, MH_PLAN_BY_HAND))
            mh_log_event(sv->log, MH_LOG_WARN, "ask-unknown", MH_F("job", ask->job));
        break;
    case MH_ASK_RELOAD: sv->reload = true; break;
    case MH_ASK_PING: serve_say_alive(sv); break;
    }
}

/* The events are saved with the commit that takes the asks away. */
void serve_asks(serve *sv) {
    mh_ask *asks;
    size_t n;
    mh_err e = {0};
    mh_arena *a = mh_arena_new();
    if (mh_ask_take(sv->store, a, &asks, &n, &e) == MH_OK)
        for (size_t i = 0; i < n; i++) take_ask(sv, &asks[i]);
    else
        say_store(sv, &e);
    mh_arena_free(a);
}

void serve_say_alive(serve *sv) {
    mh_err e = {0};
    int64_t now = mh_clock_wall_us(mh_clock_system());
    mh_keep_serve k = {.folder = mh_view_of(mh_jobs_path(sv->jobs)),
                       .program = MH_VIEW(MH_VERSION),
                       .listen = sv->set->listen,
                       .since = sv->since,
                       .seen = now,
                       .jobs = (int64_t)mh_jobs_len(sv->jobs),
                       .running = (int64_t)sv->runs.len,
                       .draining = sv->phase != SERVE_GOES,
                       .once = sv->o->once};
    if (mh_keep_serve_set(sv->store, &k, &e) != MH_OK) say_store(sv, &e);
}

void serve_say_back(serve *sv) {
    mh_keep_serve k;
    bool alive;
    char at[MH_RFC3339_MAX];
    mh_arena *a = mh_arena_new();
    bool killed = mh_keep_serve_get(sv->store, a, &k, &alive, NULL) == MH_OK && k.pid != 0 &&
                  !alive && !k.draining;
    if (killed) {
        mh_rfc3339(at, k.seen, 0, false);
        mh_log_event(sv->log, MH_LOG_WARN, "came-back", MH_FN("killed", k.pid), MH_FS("seen", at));
        mh_alert d = {.kind = MH_ALERT_DAEMON, .subject = MH_VIEW("minehost")};
        mh_alert_say_killed(&d, a, k.seen, sv->died);
        serve_alert(sv, &d);
        d.text = MH_VIEW("It runs again.");
        serve_alert_over(sv, &d);
    }
    mh_arena_free(a);
}
