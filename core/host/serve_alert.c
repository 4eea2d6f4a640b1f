/* What people are told of, and the processes that tell them: `minehost alert deliver`, `ping`, `look`. Part of
 * host/serve.h. */
#include "host/serve_priv.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT   600.0      /* seconds that a delivery gets */
#define AGAIN   60000000   /* us: after one that could not be started, or did not end well */
#define A_WHILE 3600000000 /* us */
#define PAST    120000000  /* us: counts of an hour are looked at so long after its end */

/* --- what is told --- */

static const mh_schedule *schedule_of(serve *sv, mh_view job) {
    const mh_jobs_entry *j = mh_jobs_find(sv->jobs, job);
    return j ? mh_jobs_schedule(j) : NULL;
}

void serve_alert(serve *sv, mh_alert *a) {
    bool told;
    mh_err e = {0};
    if (sv->o->once) return;
    a->schedule = schedule_of(sv, a->subject);
    if (mh_alert_raise(sv->store, sv->set, a, mh_clock_wall_us(mh_clock_system()), &told, &e) !=
        MH_OK)
        mh_log_event(sv->log, MH_LOG_ERROR, "alert-lost", MH_F("title", a->title),
                     MH_FS("error", e.msg));
    sv->deliver_at = 0; /* looked at in the next turn */
}

void serve_alert_over(serve *sv, mh_alert *a) {
    bool told = false;
    if (sv->o->once) return;
    a->schedule = schedule_of(sv, a->subject);
    mh_alert_clear(sv->store, sv->set, a, mh_clock_wall_us(mh_clock_system()), &told, NULL);
    if (told) sv->deliver_at = 0;
}

/* --- processes --- */

static void on_line(void *arg, mh_child_stream from, mh_view line) {
    serve_errand *x = arg;
    (void)from;
    mh_buf_reset(&x->said);
    mh_buf_put(&x->said, mh_view_sub(line, 0, 400));
}

static void on_end(void *arg, const mh_child_exit *how) {
    serve_errand *x = arg;
    serve *sv = x->sv;
    x->child = NULL;
    if (how->code != SERVE_OK && !how->asked)
        mh_log_event(sv->log, MH_LOG_WARN, "not-told", MH_FS("by", x->verb),
                     MH_FN("exit", how->code), MH_F("said", mh_buf_view(&x->said)));
    mh_buf_clear(&x->said);
    if (x == &sv->sources) sv->deliver_at = 0; /* it may have raised some */
    if (x != &sv->deliver) return;
    /* what failed is due again later by the outbox: its time is asked for */
    sv->deliver_at = how->code == SERVE_OK ? 0 : serve_now(sv).mono + AGAIN;
}

static bool send_out(serve *sv, serve_errand *x, const char *verb) {
    char *argv[] = {(char *)(uintptr_t) "minehost: alert", (char *)(uintptr_t) "alert",
                    (char *)(uintptr_t)verb, NULL};
    mh_child_opts o = {.argv = argv, .limit = LIMIT, .line = on_line, .done = on_end, .arg = x};
    mh_err e = {0};
    x->sv = sv;
    x->verb = verb;
    if (mh_child_start(sv->loop, &o, &x->child, &e) == MH_OK) return true;
    x->child = NULL;
    mh_log_event(sv->log, MH_LOG_WARN, "not-told", MH_FS("by", verb), MH_FS("error", e.msg));
    return false;
}

/* When the next alert is due, on the monotonic clock; looked up again after a while, since wall time may be set. */
static void find_due(serve *sv, mh_plan_now now) {
    int64_t at = INT64_MAX;
    mh_alert_due(sv->store, sv->set, &at, NULL);
    int64_t wait = at == INT64_MAX || at - now.wall > A_WHILE ? A_WHILE : at - now.wall;
    sv->deliver_at = now.mono + (wait > 0 ? wait : 1);
    sv->due = at <= now.wall;
}

static void deliver(serve *sv, mh_plan_now now) {
    if (sv->deliver.child || !mh_alert_any(sv->set)) return;
    if (now.mono < sv->deliver_at) return;
    find_due(sv, now);
    if (!sv->due || !serve_save(sv)) return;
    if (!send_out(sv, &sv->deliver, "deliver")) sv->deliver_at = now.mono + AGAIN;
}

/* While all is well: when the database cannot be written it is not, and the watchman elsewhere shall hear nothing. */
static void ping(serve *sv, mh_plan_now now) {
    if (sv->set->ping.len == 0 || sv->ping.child || now.mono < sv->ping_at) return;
    sv->ping_at = now.mono + (int64_t)(sv->set->ping_every * 1e6);
    if (!sv->store_bad && sv->folder_why == NULL) send_out(sv, &sv->ping, "ping");
}

/* Once an hour, whether a source went quiet (host/sources.h): what it raises is seen by its commit. */
static void look_at_sources(serve *sv, mh_plan_now now) {
    if (sv->sources.child || now.mono < sv->sources_at) return;
    bool first = sv->sources_at == 0;
    sv->sources_at = now.mono + (first ? PAST : A_WHILE - now.wall % A_WHILE + PAST);
    if (first) return;
    if (!send_out(sv, &sv->sources, "look")) sv->sources_at = now.mono + AGAIN;
}

int64_t serve_tell(serve *sv) {
    mh_plan_now now = serve_now(sv);
    int64_t at = INT64_MAX;
    if (sv->phase != SERVE_GOES) return at;
    deliver(sv, now);
    ping(sv, now);
    look_at_sources(sv, now);
    if (mh_alert_any(sv->set) && sv->deliver.child == NULL) at = sv->deliver_at;
    if (sv->set->ping.len && sv->ping.child == NULL && sv->ping_at < at) at = sv->ping_at;
    if (sv->sources.child == NULL && sv->sources_at < at) at = sv->sources_at;
    return at;
}

bool serve_tell_stop(serve *sv, bool now) {
    if (sv->deliver.child) mh_child_stop(sv->deliver.child, now);
    if (sv->ping.child) mh_child_stop(sv->ping.child, now);
    if (sv->sources.child) mh_child_stop(sv->sources.child, now);
    return sv->deliver.child || sv->ping.child || sv->sources.child;
}
