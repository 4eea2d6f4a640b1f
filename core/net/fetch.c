#include "net/net_priv.h"

#include <stdlib.h>
#include <string.h>

const char *mh_method_name(mh_method m) {
    static const char *const names[] = {"GET", "POST", "HEAD"};
    return names[m];
}

/* The message names the request, without the secrets that a query may hold. */
static void set_error(mh_fetch *f, const mh_err *why) {
    mh_view url = mh_buf_view(&f->href);
    size_t query = mh_view_find_byte(url, '?', 0);
    mh_view shown = mh_view_sub(url, 0, query == SIZE_MAX ? 200 : query < 200 ? query : 200);
    mh_err *e = &mh_res(f)->err;
    mh_fail(e, why->code, "%s %.*s%s: %s", mh_method_name(f->method), MH_FMT(shown),
            shown.len < url.len ? "..." : "", why->msg);
    e->retry = why->retry;
    mh_buf_clear(&mh_res(f)->body);
}

/* For who wants to know what the run was given (mh_net_opts.keep). */
static void keep(mh_fetch *f) {
    const mh_fetch_result *r = mh_res(f);
    if (f->net->o.keep == NULL || f->first_url == NULL || f->internal || f->robots_only || f->sink)
        return;
    mh_exchange x = {.method = mh_view_of(mh_method_name(f->first_method)),
                     .url = mh_view_of(f->first_url),
                     .lines = f->lines.ptr,
                     .n_lines = f->lines.len,
                     .sent = mh_buf_view(&f->send),
                     .err = r->err,
                     .status = r->status,
                     .head = &f->head,
                     .body = mh_buf_view(&r->body),
                     .addr = r->addr,
                     .start_us = f->request_us ? f->request_us : f->moment_us,
                     .end_us = f->moment_us,
                     .first_ms = r->first_ms};
    mh_keep_add(f->net->o.keep, &x, r->url, mh_view_of(mh_method_name(f->method)));
}

void mh_fetch_end(mh_fetch *f, mh_err why) {
    mh_net *n = f->net;
    if (f->state == FETCH_TURN && f->pass.state == MH_PASS_WAITS)
        mh_res(f)->waited_ms += mh_net_now_ms(n) - f->joined_ms;
    mh_hop_stop(f);
    mh_chain_returned(f, &why);
    mh_gate_leave(n->gate, &f->pass);
    mh_known_leave(f);
    mh_timer_cancel(f->timer);
    f->timer = NULL;
    f->state = FETCH_ENDED;
    mh_res(f)->status = f->head.status;
    mh_res(f)->url = mh_buf_view(&f->href);
    mh_res(f)->head = &f->head;
    mh_res(f)->type = mh_head_get(&f->head, MH_VIEW("content-type"));
    mh_res(f)->total_ms = f->spent_ms;
    if (f->sink != NULL) mh_buf_clear(&mh_res(f)->body);
    if (why.code != MH_E_NONE) {
        set_error(f, &why);
        n->stats.failed += !f->internal;
        n->stats.refused += !f->internal && why.code == MH_E_PERMISSION;
    }
    if (mh_log_level(n->o.log) <= MH_LOG_DEBUG)
        mh_log_event(n->o.log, MH_LOG_DEBUG, "fetch", MH_F("url", mh_res(f)->url),
                     MH_FN("status", mh_res(f)->status),
                     MH_FS("result", mh_code_name(mh_res(f)->err.code)),
                     MH_FN("bytes", mh_res(f)->body.len), MH_FN("ms", mh_res(f)->total_ms),
                     MH_FN("waited_ms", mh_res(f)->waited_ms));
    keep(f);
    mh_post_cancel(n->loop, &f->post); /* of an answer of a recording, when it is given up */
    if (f->moment_us != 0)
        mh_loop_post_at(n->loop, &f->post, f->moment_us, f->order, f->done, f->arg);
    else /* refused before anything was asked: nothing of the world, no time has gone by */
        mh_loop_post(n->loop, &f->post, f->done, f->arg);
}

/* The URL as it is asked for and told: no user info, no fragment. */
static void set_href(mh_fetch *f) {
    mh_buf_reset(&f->href);
    mh_buf_put(&f->href, mh_url_scheme(&f->url));
    mh_buf_puts(&f->href, "://");
    mh_buf_put(&f->href, mh_url_host(&f->url));
    if (f->url.port >= 0) mh_buf_printf(&f->href, ":%d", f->url.port);
    mh_url_put_target(&f->href, &f->url);
}

mh_rc mh_fetch_target(mh_fetch *f, mh_view ref, const mh_url *base, mh_err *e) {
    mh_url next = {0};
    if (mh_url_parse(&next, ref, base, e) != MH_OK) {
        /* the parser quotes the URL, which may hold a password: keep the reason alone */
        const char *why = e->msg;
        for (const char *p; (p = strstr(why, "\": ")) != NULL;) why = p + 3;
        return mh_fail(e, e->code, "%s: %s", base ? "redirect to a bad URL" : "bad URL", why);
    }
    if (!mh_url_is_http(&next)) {
        mh_fail(e, MH_E_UNSUPPORTED, "%s%.*s: only http and https are fetched",
                base ? "redirect to " : "", MH_FMT(mh_url_scheme(&next)));
        mh_url_clear(&next);
        return MH_FAIL;
    }
    if (base != NULL && !mh_url_same_origin(&f->url, &next)) f->foreign = true;
    mh_url_clear(&f->url);
    f->url = next;
    set_href(f);
    return MH_OK;
}

/* What frames the message or names the host is not a header that a caller may set. */
static bool is_reserved(mh_view name) {
    static const char *const names[] = {
        "host", "content-length", "transfer-encoding", "connection", "expect",
        "te",   "trailer",        "upgrade",           "keep-alive", "http2-settings"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (mh_view_ieq(name, mh_view_of(names[i]))) return true;
    return mh_view_istarts(name, MH_VIEW("proxy-"));
}

static mh_rc read_headers(mh_fetch *f, const mh_fetch_req *req, mh_err *e) {
    for (size_t i = 0; i < req->n_headers; i++) {
        mh_view name = req->headers[i].name, value = mh_view_trim(req->headers[i].value);
        if (!mh_head_is_token(name) || is_reserved(name))
            return mh_fail(e, MH_E_USAGE, "header \"%.*s\" cannot be set", MH_FMT(name));
        if (!mh_head_is_value(value))
            return mh_fail(e, MH_E_USAGE, "header %.*s has control characters", MH_FMT(name));
        mh_buf line = {0};
        mh_buf_put(&line, name);
        mh_buf_puts(&line, value.len > 0 ? ": " : ";"); /* curl's sign for an empty value */
        mh_buf_put(&line, value);
        mh_vec_push(&f->lines, mh_buf_take(&line));
    }
    return MH_OK;
}

static char *decoded(mh_view v) {
    mh_buf b = {0};
    mh_url_decode(&b, v);
    return mh_buf_take(&b);
}

static mh_net_limits merged(mh_net_limits a, const mh_net_limits *d) {
#define MH_OR(x)                                                                                   \
    if (a.x <= 0) a.x = d->x
    MH_OR(total_ms);
    MH_OR(connect_ms);
    MH_OR(first_byte_ms);
    MH_OR(low_speed_ms);
    MH_OR(low_speed);
    MH_OR(header_bytes);
    MH_OR(body_bytes);
    MH_OR(redirects);
#undef MH_OR
    return a;
}

/* A URL that is not yet understood, for the message: what could be a password is left out. */
static void put_unread(mh_buf *out, mh_view url) {
    url = mh_view_sub(url, 0, 200);
    for (size_t at; (at = mh_view_find_byte(url, '@', 0)) != SIZE_MAX;)
        url = mh_view_sub(url, at + 1, url.len);
    mh_buf_put(out, url);
}

static mh_rc prepare(mh_fetch *f, const mh_fetch_req *req, mh_err *e) {
    put_unread(&f->href, req->url);
    if (mh_fetch_target(f, req->url, NULL, e) != MH_OK) return MH_FAIL;
    if (f->net->o.keep) f->first_url = mh_strndup(f->href.ptr, f->href.len);
    if (req->body.len > 0 && req->method != MH_POST)
        return mh_fail(e, MH_E_USAGE, "only POST has a body");
    if (read_headers(f, req, e) != MH_OK) return MH_FAIL;
    mh_buf_put(&f->send, req->body);
    if (req->user.ptr != NULL) {
        f->user = mh_strndup(req->user.ptr, req->user.len);
        f->password = mh_strndup(req->password.len ? req->password.ptr : "", req->password.len);
    } else if (mh_url_user(&f->url).len > 0 || mh_url_password(&f->url).len > 0) {
        f->user = decoded(mh_url_user(&f->url));
        f->password = decoded(mh_url_password(&f->url));
    }
    /* what one user is shown is not kept for another */
    if (f->user != NULL && f->cache != MH_CACHE_OFFLINE) f->cache = MH_CACHE_OFF;
    return MH_OK;
}

static mh_fetch *make(mh_net *n, const mh_fetch_req *req, mh_done *done, void *arg) {
    mh_fetch *f = mh_alloc(sizeof *f);
    f->net = n;
    f->done = done;
    f->arg = arg;
    f->method = f->first_method = req->method;
    f->no_redirects = req->no_redirects;
    f->retries = req->retries < 0 ? 0 : req->retries > 0 ? req->retries : n->o.retries;
    f->cache = req->cache ? *req->cache : n->o.cache_mode;
    bool offline = f->cache == MH_CACHE_OFFLINE;
    if (n->o.cache == NULL || req->sink || req->method == MH_POST) f->cache = MH_CACHE_OFF;
    if (offline) f->cache = MH_CACHE_OFFLINE; /* whatever it is, it does not go out */
    f->robots_only = req->robots_only;
    f->sink = req->sink;
    f->sink_arg = req->sink_arg;
    f->window = req->window;
    f->limits = merged(req->limits, &n->o.limits);
    n->live++;
    return f;
}

static mh_fetch *start(mh_fetch *f, const mh_fetch_req *req) {
    mh_err e = {0};
    if (prepare(f, req, &e) != MH_OK)
        mh_fetch_end(f, e);
    else
        mh_chain_start(f);
    return f;
}

mh_fetch *mh_fetch_start(mh_net *n, const mh_fetch_req *req, mh_done *done, void *arg) {
    return start(make(n, req, done, arg), req);
}

mh_fetch *mh_fetch_internal(mh_net *n, mh_view url, mh_body_sink *sink, mh_done *done, void *arg) {
    mh_fetch_req req = {.url = url, .retries = -1, .sink = sink, .sink_arg = arg};
    mh_fetch *f = make(n, &req, done, arg);
    f->internal = true;
    f->cache = MH_CACHE_OFF;
    return start(f, &req);
}

int mh_fetch_status(const mh_fetch *f) {
    return f->head.status;
}

void mh_fetch_cancel(mh_fetch *f) {
    mh_err e = {0};
    if (f->state == FETCH_ENDED) return;
    mh_fail(&e, MH_E_CANCELLED, "cancelled");
    mh_answer_given_up(f, &e);
    mh_fetch_end(f, e);
    mh_net_pump(f->net);
}

void mh_fetch_free(mh_fetch *f) {
    if (f == NULL) return;
    mh_net *n = f->net;
    bool ended = f->state == FETCH_ENDED;
    mh_err e = {.code = MH_E_CANCELLED};
    if (!ended) mh_answer_given_up(f, &e);
    mh_hop_stop(f);
    mh_chain_returned(f, &e);
    mh_gate_leave(n->gate, &f->pass);
    mh_known_leave(f);
    mh_timer_cancel(f->timer);
    mh_post_cancel(n->loop, &f->post);
    mh_url_clear(&f->url);
    for (size_t i = 0; i < f->lines.len; i++) free(f->lines.ptr[i]);
    mh_vec_clear(&f->lines);
    for (size_t i = 0; i < f->conditions.len; i++) free(f->conditions.ptr[i]);
    mh_vec_clear(&f->conditions);
    if (f->stale) mh_cache_entry_clear(f->stale);
    free(f->stale);
    if (f->replayed) mh_replayed_clear(f->replayed);
    free(f->replayed);
    free(f->why);
    free(f->first_url);
    mh_buf_clear(&f->send);
    free(f->user);
    free(f->password);
    mh_head_clear(&f->head);
    mh_buf_clear(&f->href);
    if (f->res != NULL) mh_buf_clear(&f->res->body);
    free(f->res);
    free(f);
    n->live--;
    if (!ended) mh_net_pump(n);
}

mh_fetch_result *mh_fetch_get(mh_fetch *f) {
    return f->state == FETCH_ENDED ? mh_res(f) : NULL;
}
