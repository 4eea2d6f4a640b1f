/* The daemon behind its HTTP interface (host/http.h): part of host/serve.h. */
#include "host/serve_priv.h"

#include "conf/secret.h"

static json_t *health(void *arg, bool *ok) {
    mh_status s;
    serve_status_fill(arg, &s);
    json_t *o = mh_status_health(&s, ok);
    serve_status_clear(&s);
    return o;
}

static void metrics(void *arg, mh_buf *out) {
    serve_status_metrics(arg, out);
}

static json_t *jobs(void *arg) {
    mh_status s;
    serve_status_fill(arg, &s);
    json_t *o = mh_status_jobs(&s);
    serve_status_clear(&s);
    return o;
}

static json_t *job(void *arg, mh_view name) {
    serve *sv = arg;
    mh_status_job j;
    mh_status s = {.now = serve_now(sv).wall};
    return serve_status_job(sv, name, &j) ? mh_status_job_json(&s, &j) : NULL;
}

static json_t *runs(void *arg, mh_view job_name, size_t limit) {
    serve *sv = arg;
    return mh_status_runs(sv->store, job_name, limit, NULL);
}

static json_t *run(void *arg, int64_t id) {
    serve *sv = arg;
    return mh_status_run(sv->store, id, NULL);
}

/* The first job by name, from place *i on, whose schedule waits for path. */
static const mh_jobs_entry *waits_for(serve *sv, mh_view path, size_t *i) {
    for (; *i < mh_jobs_len(sv->jobs); (*i)++) {
        const mh_jobs_entry *j = mh_jobs_at(sv->jobs, *i);
        const mh_schedule *s = mh_jobs_schedule(j);
        mh_view own = s->hook_path.len ? s->hook_path : mh_view_of(j->name);
        if (s->webhook && !j->gone && !j->paused && mh_view_eq(own, path)) return j;
    }
    return NULL;
}

static bool hook_secret(void *arg, mh_view path, mh_buf *out) {
    serve *sv = arg;
    size_t i = 0;
    const mh_jobs_entry *j = waits_for(sv, path, &i);
    mh_err e = {0};
    mh_buf name = {0};
    if (j == NULL) return false;
    mh_buf_printf(&name, "secret-%.*s", MH_FMT(mh_jobs_schedule(j)->hook_secret));
    if (mh_secret_read(out, name.ptr, &e) != MH_OK || out->len == 0)
        mh_log_event(sv->log, MH_LOG_ERROR, "hook-secret", MH_FS("job", j->name),
                     MH_FS("error", e.code ? e.msg : "it is not set (minehost secret)"));
    mh_buf_clear(&name);
    return true;
}

/* Several jobs may wait for one path with one secret; a job with another secret than the first has not been asked. It
 * is saved by the turn that follows. */
static bool hook(void *arg, mh_view path) {
    serve *sv = arg;
    size_t i = 0;
    bool any = false;
    const mh_jobs_entry *first = waits_for(sv, path, &i);
    for (const mh_jobs_entry *j = first; j; i++, j = waits_for(sv, path, &i)) {
        mh_view secret = mh_jobs_schedule(j)->hook_secret;
        if (!mh_view_eq(secret, mh_jobs_schedule(first)->hook_secret)) continue;
        any = serve_event(sv, mh_view_of(j->name), MH_PLAN_BY_WEBHOOK) || any;
    }
    return any;
}

/* Without it the jobs run all the same: an address that is taken is told, not deadly. One that makes no sense is
 * for the operator to mend. */
mh_rc serve_http_open(serve *sv, mh_err *e) {
    static const mh_http_ops ops = {.health = health,
                                    .metrics = metrics,
                                    .jobs = jobs,
                                    .job = job,
                                    .runs = runs,
                                    .run = run,
                                    .hook_secret = hook_secret,
                                    .hook = hook};
    mh_http_ops mine = ops;
    mh_buf token = {0};
    char *path = NULL;
    mine.arg = sv;
    if (sv->http || sv->set->listen.len == 0 || mh_view_eq(sv->set->listen, MH_VIEW("none")))
        return MH_OK;
    mh_rc rc = mh_http_token(&token, &path, e);
    mh_http_opts o = {
        .listen = sv->set->listen, .token = mh_buf_view(&token), .open = sv->set->listen_open};
    if (rc == MH_OK) rc = mh_http_start(&sv->http, sv->loop, &o, &mine, e);
    if (rc == MH_OK)
        mh_log_event(sv->log, MH_LOG_INFO, "listening", MH_F("address", sv->set->listen),
                     MH_FN("port", mh_http_port(sv->http)), MH_FS("token", path ? path : ""));
    if (token.ptr) explicit_bzero(token.ptr, token.cap);
    mh_buf_clear(&token);
    free(path);
    if (rc == MH_OK || e->code == MH_E_USAGE) return rc;
    if (!sv->http_said)
        mh_log_event(sv->log, MH_LOG_ERROR, "not-listening", MH_F("address", sv->set->listen),
                     MH_FS("error", e->msg),
                     MH_FS("then", "runs go on; it is tried again each minute"));
    sv->http_said = true;
    return MH_OK;
}
