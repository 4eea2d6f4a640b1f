#include "net/net_priv.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_PAUSE_MS 1000 /* before the first retry; doubles */

/* What the hop gave goes, before another one. */
static void clear_hop(mh_fetch *f) {
    mh_head_clear(&f->head);
    mh_buf_clear(&mh_res(f)->body);
    mh_res(f)->from = MH_FROM_NET;
    mh_res(f)->fetched_us = 0;
    mh_res(f)->addr[0] = '\0';
    if (f->stale) mh_cache_entry_clear(f->stale);
    free(f->stale);
    f->stale = NULL;
    for (size_t i = 0; i < f->conditions.len; i++) free(f->conditions.ptr[i]);
    f->conditions.len = 0;
}

/* As browsers do (Fetch standard, HTTP-redirect fetch): a POST becomes a GET but for 307 and 308. */
static void change_method(mh_fetch *f) {
    int s = f->head.status;
    bool to_get = s == 303 ? f->method != MH_HEAD : (s == 301 || s == 302) && f->method == MH_POST;
    if (!to_get) return;
    f->method = MH_GET;
    mh_buf_clear(&f->send);
}

static mh_rc out_of_time(const mh_fetch *f, mh_err *e) {
    if (f->spent_ms < f->limits.total_ms) return MH_OK;
    return mh_fail_retry(e, MH_E_TIMEOUT, "not finished within %g s",
                         (double)f->limits.total_ms / 1000);
}

static mh_rc redirect(mh_fetch *f, mh_err *e) {
    if (mh_res(f)->redirects >= f->limits.redirects)
        return mh_fail(e, MH_E_REDIRECTS, "over %d redirects", f->limits.redirects);
    if (out_of_time(f, e) != MH_OK) return MH_FAIL;
    mh_view to = mh_head_get(&f->head, MH_VIEW("location"));
    change_method(f);
    if (mh_fetch_target(f, to, &f->url, e) != MH_OK) return MH_FAIL;
    clear_hop(f);
    mh_res(f)->redirects++;
    f->net->stats.redirects++;
    mh_chain_start(f);
    return MH_OK;
}

static void try_again(void *arg) {
    mh_fetch *f = arg;
    f->timer = NULL;
    mh_chain_start(f);
}

/* Statuses and failures that may be gone at the next try (RFC 9110 15.6, RFC 6585). A time-out has
 * cost enough already. */
static bool is_passing(const mh_fetch *f, const mh_err *why) {
    int s = f->head.complete ? f->head.status : 0;
    if (why->code == MH_E_NONE) return s == 429 || s == 502 || s == 503 || s == 504;
    return why->code == MH_E_RESET || why->code == MH_E_PARTIAL || why->code == MH_E_CONNECT;
}

static bool retry(mh_fetch *f, const mh_err *why) {
    mh_net *n = f->net;
    if (f->method == MH_POST || f->sink || mh_res(f)->retries >= f->retries) return false;
    if (!is_passing(f, why) || out_of_time(f, NULL) != MH_OK) return false;
    int64_t now_us = mh_net_now_us(n), pause = (int64_t)FIRST_PAUSE_MS << mh_res(f)->retries;
    int64_t asked_ms =
        mh_pace_retry_after(mh_head_get(&f->head, MH_VIEW("retry-after")), now_us) / 1000;
    if (asked_ms > pause) pause = asked_ms;
    if (pause > n->o.patience_ms || f->hold_us - now_us > n->o.patience_ms * 1000) return false;
    mh_res(f)->retries++;
    n->stats.retries++;
    clear_hop(f);
    mh_gate_leave(n->gate, &f->pass);
    f->state = FETCH_PAUSE;
    f->timer = mh_timer_start_run(n->loop, pause, try_again, f);
    return true;
}

static void record(mh_fetch *f, const mh_err *why) {
    mh_net *n = f->net;
    mh_err e = {0};
    if (f->ask == 0) return;
    mh_exchange x = {.ask = f->ask,
                     .method = mh_view_of(mh_method_name(f->method)),
                     .url = mh_buf_view(&f->href),
                     .lines = f->lines.ptr,
                     .n_lines = f->lines.len,
                     .sent = mh_buf_view(&f->send),
                     .err = *why,
                     .status = f->head.status,
                     .head = &f->head,
                     .body = mh_buf_view(&mh_res(f)->body),
                     .addr = mh_res(f)->addr,
                     .start_us = f->request_us ? f->request_us : f->moment_us,
                     .end_us = f->moment_us,
                     .first_ms = mh_res(f)->first_ms};
    f->ask = 0;
    f->spent_ms = f->base_ms + (x.end_us - x.start_us) / 1000; /* as a replay will count */
    if (mh_recorder_put(n->o.recorder, &x, &e) != MH_OK)
        mh_log_event(n->o.log, MH_LOG_ERROR, "recording-failed", MH_FS("reason", e.msg));
}

void mh_answer_moment(mh_fetch *f) {
    if (f->moment_us == 0) f->moment_us = mh_loop_stamp(f->net->loop);
    if (mh_res(f)->fetched_us == 0) mh_res(f)->fetched_us = f->moment_us;
}

void mh_answer_given_up(mh_fetch *f, const mh_err *why) {
    mh_answer_moment(f);
    record(f, why);
}

/* What follows the answer. */
static void decide(mh_fetch *f, mh_err why) {
    mh_err e = why;
    if (retry(f, &why)) return;
    if (why.code == MH_E_NONE && f->head.complete && mh_hop_redirects(f)) {
        mh_gate_leave(f->net->gate, &f->pass);
        if (redirect(f, &e) == MH_OK) return;
    }
    mh_fetch_end(f, e);
}

static void decide_later(void *arg) {
    mh_fetch *f = arg;
    mh_err why = *f->why;
    free(f->why);
    f->why = NULL;
    decide(f, why);
}

void mh_answer(mh_fetch *f, mh_err why) {
    mh_answer_moment(f);
    record(f, &why);
    if (mh_loop_mode_of(f->net->loop) != MH_LOOP_RECORDS) {
        decide(f, why);
        return;
    }
    /* a recorded run decides at the moment of the answer, as its replay does, and not before: so both
     * ask what they ask further in the same order */
    mh_hop_stop(f);
    f->state = FETCH_REPLAY;
    f->why = mh_alloc(sizeof *f->why);
    *f->why = why;
    mh_loop_post_at(f->net->loop, &f->post, f->moment_us, 0, decide_later, f);
}

void mh_answer_cached(mh_fetch *f, mh_cache_entry *c, mh_fetch_origin from) {
    mh_err none = {0};
    mh_head_clear(&f->head);
    mh_buf_clear(&mh_res(f)->body);
    f->head = c->head;
    mh_res(f)->body = c->body;
    c->head = (mh_head){0};
    c->body = (mh_buf){0};
    f->head.status = c->status;
    f->head.complete = true;
    mh_res(f)->from = from;
    mh_res(f)->fetched_us = from == MH_FROM_CACHE ? c->response_us : 0;
    if (f->method == MH_HEAD) mh_buf_clear(&mh_res(f)->body);
    mh_cache_entry_clear(c);
    mh_answer(f, none);
}

/* An answer with neither validator nor lifetime is kept for the sake of offline runs alone. That is
 * worth its time for a host that is spared, and not for this machine's own. */
static bool is_worth_keeping(const mh_fetch *f) {
    static const char *const names[] = {"etag", "last-modified", "cache-control", "expires"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (mh_head_get(&f->head, mh_view_of(names[i])).ptr != NULL) return true;
    return f->stale != NULL || mh_chain_spares(f);
}

/* What the cache makes of the answer; false: it went its own way. */
static bool through_cache(mh_fetch *f) {
    mh_net *n = f->net;
    /* a POST is not kept, but what is kept of its URL may have to go */
    bool unsafe = f->method == MH_POST;
    if (n->o.cache == NULL || (f->cache == MH_CACHE_OFF && !unsafe)) return true;
    if (!unsafe && !is_worth_keeping(f)) return true;
    mh_cache_req req = {.method = mh_view_of(mh_method_name(f->method)),
                        .url = mh_buf_view(&f->href),
                        .lines = f->lines.ptr,
                        .n_lines = f->lines.len,
                        .mode = f->cache};
    mh_cache_answer a = {.status = f->head.status,
                         .head = &f->head,
                         .body = mh_buf_view(&mh_res(f)->body),
                         .request_us = f->request_us,
                         .response_us = mh_net_now_us(n)};
    mh_err e = {0};
    switch (mh_cache_take(n->o.cache, &req, f->stale, &a)) {
    case MH_CACHE_PASS: return true;
    case MH_CACHE_REUSE:
        n->stats.unchanged++;
        mh_answer_cached(f, f->stale, MH_FROM_VALIDATION);
        return false;
    case MH_CACHE_BROKEN:
        mh_fail(&e, MH_E_PROTOCOL, "answered 304 to a question that was not asked");
        mh_answer(f, e);
        return false;
    }
    return true;
}

void mh_answer_wire(mh_fetch *f, CURLcode code) {
    mh_hop *h = f->hop;
    mh_err e = mh_fault(h, code);
    /* if it is tried again, then over HTTP/1.1: on a connection of its own, its head held to our limit */
    f->http1 = f->http1 || mh_fault_of_http2(h, code);
    char *ip = NULL;
    if (curl_easy_getinfo(h->easy, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK && ip != NULL && *ip &&
        strlen(ip) < sizeof mh_res(f)->addr) /* a kept connection was opened by another fetch */
        memcpy(mh_res(f)->addr, ip, strlen(ip) + 1);
    if (e.code == MH_E_NONE && h->decode != NULL) mh_decode_end(h->decode, &e);
    /* once its headers are whole a redirect is worth following, whatever became of its body */
    if (f->head.complete && mh_hop_redirects(f) && h->abort.code == MH_E_NONE) e = (mh_err){0};
    mh_hop_stop(f);
    mh_chain_returned(f, &e);
    if (e.code == MH_E_NONE && !through_cache(f)) return;
    mh_answer(f, e);
}

static void replayed(void *arg) {
    mh_fetch *f = arg;
    mh_replayed *r = f->replayed;
    mh_err why = r->err;
    f->head = r->head;
    f->head.status = r->status;
    f->head.complete = r->err.code == MH_E_NONE;
    r->head = (mh_head){0};
    if (f->method != MH_HEAD) {
        mh_res(f)->body = r->body;
        r->body = (mh_buf){0};
    }
    mh_res(f)->from = MH_FROM_REPLAY;
    mh_res(f)->fetched_us = f->moment_us = r->end_us;
    f->order = r->order;
    mh_res(f)->first_ms = f->spent_ms + r->first_ms;
    f->spent_ms += (r->end_us - r->start_us) / 1000;
    memcpy(mh_res(f)->addr, r->addr, sizeof mh_res(f)->addr);
    mh_replayed_clear(r);
    free(r);
    f->replayed = NULL;
    f->net->stats.bytes += mh_res(f)->body.len;
    if (why.code == MH_E_NONE && f->sink && !mh_hop_redirects(f)) {
        f->sink(f->sink_arg, mh_res(f)->body.ptr, mh_res(f)->body.len, &why);
        mh_buf_clear(&mh_res(f)->body);
    }
    mh_answer(f, why);
}

void mh_answer_replay(mh_fetch *f) {
    mh_net *n = f->net;
    mh_err e = {0};
    mh_replayed *r = mh_alloc(sizeof *r);
    mh_view method = mh_view_of(mh_method_name(f->method));
    if (mh_replay_next(n->o.replay, method, mh_buf_view(&f->href), mh_buf_view(&f->send), r, &e) !=
        MH_OK) {
        free(r);
        mh_fetch_end(f, e);
        return;
    }
    n->stats.requests += !f->internal;
    f->replayed = r;
    f->state = FETCH_REPLAY;
    /* what the recorded run gave up is answered last of all */
    int64_t at = r->err.code == MH_E_CANCELLED ? INT64_MAX : r->end_us;
    mh_loop_post_at(n->loop, &f->post, at, r->order, replayed, f);
}
