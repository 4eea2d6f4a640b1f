#include "host/keep.h"

#include "base/proc.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NS_PLAN  MH_VIEW("host:plan")
#define NS_JOB   MH_VIEW("host:job")
#define NS_ASK   MH_VIEW("host:ask")
#define NS_SERVE MH_VIEW("host:serve")
#define THE_ONE  MH_VIEW("daemon") /* key of NS_SERVE */
#define ALL      100000

static int64_t num(const json_t *o, const char *key) {
    return json_integer_value(json_object_get(o, key));
}

/* Numbers that are 0 are left out: most are, in ten thousand states. */
static void set_num(json_t *o, const char *key, int64_t n) {
    if (n) json_object_set_new(o, key, json_integer(n));
}

static mh_view text(const json_t *o, const char *key, mh_arena *a) {
    const json_t *v = json_object_get(o, key);
    if (!json_is_string(v)) return (mh_view){0};
    return mh_arena_dup(a, (mh_view){json_string_value(v), json_string_length(v)});
}

static void set_text(json_t *o, const char *key, mh_view v) {
    if (v.len) json_object_set_new(o, key, json_stringn(v.ptr, v.len));
}

/* Takes the value. */
static mh_rc put(mh_store *s, mh_view ns, mh_view key, json_t *value, mh_err *e) {
    mh_rc rc = mh_kv_set(s, ns, key, value, 0, e);
    json_decref(value);
    return rc;
}

/* --- states of the plan --- */

mh_rc mh_keep_plan(mh_store *s, mh_view job, const mh_plan_state *st, mh_err *e) {
    json_t *o = json_object();
    set_num(o, "handled", st->handled);
    set_num(o, "failures", st->failures);
    set_num(o, "open_until", st->open_until);
    set_num(o, "opened", st->opened);
    set_num(o, "pending", st->pending);
    return put(s, NS_PLAN, job, o, e);
}

mh_rc mh_keep_plan_get(mh_store *s, mh_view job, mh_plan_state *out, mh_err *e) {
    json_t *o = NULL;
    *out = (mh_plan_state){0};
    if (mh_kv_get(s, NS_PLAN, job, &o, e) != MH_OK) return MH_FAIL;
    *out = (mh_plan_state){.handled = num(o, "handled"),
                           .failures = num(o, "failures"),
                           .open_until = num(o, "open_until"),
                           .opened = num(o, "opened"),
                           .pending = (uint32_t)num(o, "pending")};
    json_decref(o);
    return MH_OK;
}

/* --- what people said of jobs --- */

mh_rc mh_keep_job_set(mh_store *s, mh_view job, const mh_keep_job *k, mh_err *e) {
    if (!k->paused && k->cron.len == 0) return mh_kv_set(s, NS_JOB, job, NULL, 0, e);
    json_t *o = json_object();
    if (k->paused) json_object_set_new(o, "paused", json_true());
    set_num(o, "paused_at", k->paused ? k->paused_at : 0);
    set_text(o, "cron", k->cron);
    if (k->cron.len) set_text(o, "zone", k->zone);
    return put(s, NS_JOB, job, o, e);
}

mh_rc mh_keep_job_get(mh_store *s, mh_view job, mh_arena *a, mh_keep_job *out, mh_err *e) {
    json_t *o = NULL;
    *out = (mh_keep_job){0};
    if (mh_kv_get(s, NS_JOB, job, &o, e) != MH_OK) return MH_FAIL;
    *out = (mh_keep_job){.paused = json_is_true(json_object_get(o, "paused")),
                         .paused_at = num(o, "paused_at"),
                         .cron = text(o, "cron", a),
                         .zone = text(o, "zone", a)};
    json_decref(o);
    return MH_OK;
}

static void lay(mh_jobs_entry *job, const mh_keep_job *k) {
    mh_err why = {0};
    if (mh_jobs_say(job, k->paused, k->cron, k->zone, &why) == MH_OK) return;
    if (job->given_error && strcmp(job->given_error, why.msg) == 0) return;
    free(job->given_error);
    job->given_error = mh_strndup(why.msg, strlen(why.msg));
    job->fresh = true;
}

static int by_bytes(const void *a, const void *b) {
    return mh_view_cmp(*(const mh_view *)a, *(const mh_view *)b);
}

mh_rc mh_keep_lay(mh_store *s, mh_jobs *jobs, mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_view *said = NULL;
    size_t n = 0;
    mh_rc rc = mh_kv_keys(s, NS_JOB, (mh_view){0}, (mh_view){0}, ALL, a, &said, &n, e);
    for (size_t i = 0; rc == MH_OK && i < mh_jobs_len(jobs); i++) {
        mh_jobs_entry *job = mh_jobs_at(jobs, i);
        mh_view name = mh_view_of(job->name);
        mh_keep_job k = {0};
        if (n && bsearch(&name, said, n, sizeof *said, by_bytes))
            rc = mh_keep_job_get(s, name, a, &k, e);
        if (rc == MH_OK) lay(job, &k);
    }
    mh_arena_free(a);
    return rc;
}

/* --- asks --- */

static const char *const asks[] = {"run", "reload", "ping"};

/* Sorted by time; several of one instant by their number. */
static mh_view ask_key(char out[48], int64_t at, int number) {
    int n = snprintf(out, 48, "%020lld-%06d", (long long)at, number);
    return (mh_view){out, (size_t)n};
}

static mh_rc read_ask(mh_store *s, mh_view key, mh_arena *a, mh_ask *out, bool *there, mh_err *e) {
    json_t *o = NULL;
    *there = false;
    if (mh_kv_get(s, NS_ASK, key, &o, e) != MH_OK) return MH_FAIL;
    *out = (mh_ask){.job = text(o, "job", a), .at = num(o, "at")};
    mh_view what = text(o, "what", a);
    for (int i = 0; i < 3; i++)
        if (mh_view_eq(what, mh_view_of(asks[i]))) out->what = (mh_ask_what)i, *there = true;
    json_decref(o);
    return MH_OK;
}

/* The first number of that instant that holds the ask, or (ask NULL) that is free. */
static mh_rc find_ask(mh_store *s, int64_t at, const mh_ask *ask, char key[48], bool *found,
                      mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_rc rc = MH_OK;
    *found = false;
    for (int i = 0; rc == MH_OK && !*found && i < 1000000; i++) {
        mh_ask other;
        bool there;
        rc = read_ask(s, ask_key(key, at, i), a, &other, &there, e);
        if (rc != MH_OK) break;
        if (ask == NULL) *found = !there;
        if (ask && there) *found = other.what == ask->what && mh_view_eq(other.job, ask->job);
        if (ask && !there) break;
    }
    mh_arena_free(a);
    return rc;
}

mh_rc mh_ask_push(mh_store *s, const mh_ask *ask, mh_err *e) {
    char key[48];
    bool found;
    if (find_ask(s, ask->at, NULL, key, &found, e) != MH_OK) return MH_FAIL;
    json_t *o = json_object();
    set_text(o, "what", mh_view_of(asks[ask->what]));
    set_text(o, "job", ask->job);
    set_num(o, "at", ask->at);
    return put(s, NS_ASK, mh_view_of(key), o, e);
}

mh_rc mh_ask_waits(mh_store *s, const mh_ask *ask, bool *waits, mh_err *e) {
    char key[48];
    return find_ask(s, ask->at, ask, key, waits, e);
}

mh_rc mh_ask_drop(mh_store *s, const mh_ask *ask, mh_err *e) {
    char key[48];
    bool found;
    if (find_ask(s, ask->at, ask, key, &found, e) != MH_OK) return MH_FAIL;
    return found ? mh_kv_set(s, NS_ASK, mh_view_of(key), NULL, 0, e) : MH_OK;
}

mh_rc mh_ask_take(mh_store *s, mh_arena *a, mh_ask **out, size_t *n, mh_err *e) {
    mh_view *keys = NULL;
    size_t len = 0;
    *out = NULL;
    *n = 0;
    if (mh_kv_keys(s, NS_ASK, (mh_view){0}, (mh_view){0}, ALL, a, &keys, &len, e) != MH_OK)
        return MH_FAIL;
    if (len) *out = mh_arena_array(a, len, sizeof **out);
    for (size_t i = 0; i < len; i++) {
        bool there;
        if (read_ask(s, keys[i], a, &(*out)[*n], &there, e) != MH_OK ||
            mh_kv_set(s, NS_ASK, keys[i], NULL, 0, e) != MH_OK)
            return MH_FAIL;
        if (there) ++*n; /* else of a newer program: dropped */
    }
    return MH_OK;
}

/* --- the daemon --- */

mh_rc mh_keep_serve_set(mh_store *s, const mh_keep_serve *k, mh_err *e) {
    mh_buf boot = {0};
    json_t *o = json_object();
    mh_proc_boot_id(&boot);
    int64_t pid = k->pid ? k->pid : getpid();
    set_num(o, "pid", pid);
    set_num(o, "start", k->start ? k->start : mh_proc_start(pid));
    set_text(o, "boot", k->boot.len ? k->boot : mh_buf_view(&boot));
    set_text(o, "folder", k->folder);
    set_text(o, "program", k->program);
    set_text(o, "listen", k->listen);
    set_num(o, "since", k->since);
    set_num(o, "seen", k->seen);
    set_num(o, "jobs", k->jobs);
    set_num(o, "running", k->running);
    if (k->draining) json_object_set_new(o, "draining", json_true());
    if (k->once) json_object_set_new(o, "once", json_true());
    mh_buf_clear(&boot);
    return put(s, NS_SERVE, THE_ONE, o, e);
}

mh_rc mh_keep_serve_get(mh_store *s, mh_arena *a, mh_keep_serve *out, bool *alive, mh_err *e) {
    json_t *o = NULL;
    mh_buf boot = {0};
    *out = (mh_keep_serve){0};
    *alive = false;
    if (mh_kv_get(s, NS_SERVE, THE_ONE, &o, e) != MH_OK) return MH_FAIL;
    *out = (mh_keep_serve){.pid = num(o, "pid"),
                           .start = num(o, "start"),
                           .boot = text(o, "boot", a),
                           .folder = text(o, "folder", a),
                           .program = text(o, "program", a),
                           .listen = text(o, "listen", a),
                           .since = num(o, "since"),
                           .seen = num(o, "seen"),
                           .jobs = num(o, "jobs"),
                           .running = num(o, "running"),
                           .draining = json_is_true(json_object_get(o, "draining")),
                           .once = json_is_true(json_object_get(o, "once"))};
    mh_proc_boot_id(&boot);
    *alive = out->pid && mh_view_eq(out->boot, mh_buf_view(&boot)) &&
             mh_proc_alive(out->pid, out->start);
    mh_buf_clear(&boot);
    json_decref(o);
    return MH_OK;
}
