#include "net/net_priv.h"

#include <assert.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

const char *mh_method_name(mh_method m) {
    static const char *const names[] = {"GET", "POST", "HEAD"};
    return names[m];
}

/* Ends f, whatever it was at; done follows from a later turn. */
static void end(mh_fetch *f, mh_err why) {
    mh_net *n = f->net;
    if (f->state == FETCH_WAITS && f->pass.state == MH_PASS_WAITS)
        f->res.waited_ms += mh_net_now_ms(n) - f->joined_ms;
    mh_hop_stop(f);
    mh_gate_leave(n->gate, &f->pass);
    f->state = FETCH_ENDED;
    f->res.status = f->head.status;
    f->res.url = mh_buf_view(&f->href);
    f->res.head = &f->head;
    f->res.type = mh_head_get(&f->head, MH_VIEW("content-type"));
    f->res.total_ms = f->spent_ms;
    if (why.code != MH_E_NONE) {
        /* the message names the request, without the secrets that a query may hold */
        mh_view url = mh_buf_view(&f->href);
        size_t query = mh_view_find_byte(url, '?', 0);
        mh_view shown = mh_view_sub(url, 0, query == SIZE_MAX ? 200 : query < 200 ? query : 200);
        mh_err *e = &f->res.err;
        mh_fail(e, why.code, "%s %.*s%s: %s", mh_method_name(f->method), MH_FMT(shown),
                shown.len < url.len ? "..." : "", why.msg);
        e->retry = why.retry;
        mh_buf_clear(&f->res.body);
        n->stats.failed++;
        n->stats.refused += why.code == MH_E_PERMISSION;
    }
    if (mh_log_level(n->o.log) <= MH_LOG_DEBUG)
        mh_log_event(n->o.log, MH_LOG_DEBUG, "fetch", MH_F("url", f->res.url),
                     MH_FN("status", f->res.status), MH_FS("result", mh_code_name(f->res.err.code)),
                     MH_FN("bytes", f->res.body.len), MH_FN("ms", f->res.total_ms),
                     MH_FN("waited_ms", f->res.waited_ms));
    mh_loop_post(n->loop, &f->post, f->done, f->arg);
}

/* The URL as it is asked for and told: no user info, no fragment. */
static void set_href(mh_fetch *f) {
    mh_buf_reset(&f->href);
    mh_buf_printf(&f->href, "%.*s://%.*s", MH_FMT(mh_url_scheme(&f->url)),
                  MH_FMT(mh_url_host(&f->url)));
    if (f->url.port >= 0) mh_buf_printf(&f->href, ":%d", f->url.port);
    mh_url_put_target(&f->href, &f->url);
}

/* A granted loopback host is this machine's own: it need not be spared. */
static bool is_granted_loopback(const mh_net *n, mh_view host, int port) {
    struct sockaddr_storage sa;
    bool name = mh_view_eq(host, MH_VIEW("localhost"));
    if (!mh_addr_parse(name ? MH_VIEW("127.0.0.1") : host, &sa)) return false;
    return mh_addr_loopback((struct sockaddr *)&sa) &&
           mh_grants_match(n->o.grants, host, port, (struct sockaddr *)&sa);
}

/* The chain before a request: what it passes here, then the gate. */
static mh_rc may_ask(mh_fetch *f, mh_err *e) {
    mh_net *n = f->net;
    mh_view host = mh_url_host(&f->url);
    int port = mh_url_port(&f->url);
    struct sockaddr_storage sa;
    if (n->o.allow != NULL && !n->o.allow(n->o.allow_arg, host, port))
        return mh_fail(e, MH_E_PERMISSION,
                       "the host is not granted (add needs = { \"net:%.*s\" } to the job)",
                       MH_FMT(host));
    if (mh_addr_parse(host, &sa) &&
        !mh_addr_allowed(n->o.grants, host, port, (struct sockaddr *)&sa))
        return mh_fail(e, MH_E_PERMISSION,
                       "its address is private and not granted "
                       "(add needs = { \"net:%.*s:%d\" } to the job)",
                       MH_FMT(host), port);
    return MH_OK;
}

static void queue(mh_fetch *f) {
    mh_net *n = f->net;
    mh_view host = mh_url_host(&f->url);
    mh_gate_rule rule = n->o.per_host;
    if (is_granted_loopback(n, host, mh_url_port(&f->url))) rule = (mh_gate_rule){0};
    f->state = FETCH_WAITS;
    f->joined_ms = mh_net_now_ms(n);
    mh_gate_join(n->gate, &f->pass, host, rule, f);
}

static void gate_opens(void *arg) {
    mh_net *n = arg;
    n->gate_timer = NULL;
    mh_net_pump(n);
}

void mh_net_pump(mh_net *n) {
    int64_t now = mh_net_now_ms(n), wait;
    mh_gate_pass *p;
    while ((p = mh_gate_next(n->gate, now, &wait)) != NULL) {
        mh_fetch *f = p->owner;
        f->res.waited_ms += now - f->joined_ms;
        f->state = FETCH_RUNS;
        f->left_ms = f->limits.total_ms - f->spent_ms;
        if (mh_hop_start(f) != MH_OK) end(f, f->abort);
    }
    mh_timer_cancel(n->gate_timer);
    n->gate_timer = wait == INT64_MAX ? NULL : mh_timer_start(n->loop, wait, gate_opens, n);
}

static mh_rc read_target(mh_fetch *f, mh_view ref, const mh_url *base, mh_err *e) {
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
    return MH_OK;
}

/* As browsers do (Fetch standard, HTTP-redirect fetch): a POST becomes a GET but for 307 and 308. */
static void change_method(mh_fetch *f) {
    int s = f->head.status;
    bool to_get = s == 303 ? f->method != MH_HEAD : (s == 301 || s == 302) && f->method == MH_POST;
    if (!to_get) return;
    f->method = MH_GET;
    mh_buf_clear(&f->send);
}

static mh_rc redirect(mh_fetch *f, mh_err *e) {
    if (f->res.redirects >= f->limits.redirects)
        return mh_fail(e, MH_E_REDIRECTS, "over %d redirects", f->limits.redirects);
    if (f->spent_ms >= f->limits.total_ms)
        return mh_fail_retry(e, MH_E_TIMEOUT, "not finished within %g s",
                             (double)f->limits.total_ms / 1000);
    mh_view to = mh_head_get(&f->head, MH_VIEW("location"));
    if (read_target(f, to, &f->url, e) != MH_OK) return MH_FAIL;
    change_method(f);
    set_href(f);
    mh_head_clear(&f->head);
    f->skipped = 0;
    f->abort = (mh_err){0};
    f->refused[0] = f->res.addr[0] = '\0';
    if (may_ask(f, e) != MH_OK) return MH_FAIL;
    f->res.redirects++;
    f->net->stats.redirects++;
    queue(f);
    return MH_OK;
}

void mh_fetch_hop_done(mh_fetch *f, CURLcode code) {
    mh_err e = mh_hop_error(f, code);
    char *ip = NULL;
    if (curl_easy_getinfo(f->easy, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK && ip != NULL && *ip &&
        strlen(ip) < sizeof f->res.addr)
        memcpy(f->res.addr, ip,
               strlen(ip) + 1); /* a connection that was used again was opened by another fetch */
    /* once its headers are whole a redirect is worth following, whatever became of its body */
    if (f->head.complete && mh_hop_redirects(f) && f->abort.code == MH_E_NONE) {
        mh_hop_stop(f);
        mh_gate_leave(f->net->gate, &f->pass);
        e = (mh_err){0};
        if (redirect(f, &e) == MH_OK) return;
    }
    end(f, e);
}

void mh_fetch_tick(void *arg) {
    mh_fetch *f = arg;
    mh_err e = {0};
    int64_t gone = mh_net_now_ms(f->net) - f->start_ms, first = f->limits.first_byte_ms;
    f->timer = NULL;
    if (gone >= f->left_ms)
        mh_fail_retry(&e, MH_E_TIMEOUT, "not finished within %g s",
                      (double)f->limits.total_ms / 1000);
    else if (!f->head.complete && gone >= first)
        mh_fail_retry(&e, MH_E_TIMEOUT, "no answer within %g s", (double)first / 1000);
    if (e.code != MH_E_NONE) {
        end(f, e);
        mh_net_pump(f->net);
        return;
    }
    int64_t next = f->left_ms - gone;
    if (!f->head.complete && first - gone < next) next = first - gone;
    f->timer = mh_timer_start(f->net->loop, next, mh_fetch_tick, f);
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
    if (read_target(f, req->url, NULL, e) != MH_OK) return MH_FAIL;
    set_href(f);
    if (req->body.len > 0 && req->method != MH_POST)
        return mh_fail(e, MH_E_USAGE, "only POST has a body");
    if (read_headers(f, req, e) != MH_OK) return MH_FAIL;
    mh_buf_put(&f->send, req->body);
    if (mh_url_user(&f->url).len > 0 || mh_url_password(&f->url).len > 0) {
        f->user = decoded(mh_url_user(&f->url));
        f->password = decoded(mh_url_password(&f->url));
    }
    return may_ask(f, e);
}

mh_fetch *mh_fetch_start(mh_net *n, const mh_fetch_req *req, mh_done *done, void *arg) {
    mh_fetch *f = mh_alloc(sizeof *f);
    mh_err e = {0};
    f->net = n;
    f->done = done;
    f->arg = arg;
    f->method = req->method;
    f->no_redirects = req->no_redirects;
    f->limits = merged(req->limits, &n->o.limits);
    n->live++;
    if (prepare(f, req, &e) != MH_OK) {
        end(f, e);
        return f;
    }
    queue(f);
    mh_net_pump(n);
    return f;
}

void mh_fetch_cancel(mh_fetch *f) {
    mh_err e = {0};
    if (f->state == FETCH_ENDED) return;
    mh_fail(&e, MH_E_CANCELLED, "cancelled");
    end(f, e);
    mh_net_pump(f->net);
}

void mh_fetch_free(mh_fetch *f) {
    if (f == NULL) return;
    mh_net *n = f->net;
    bool ended = f->state == FETCH_ENDED;
    mh_hop_stop(f);
    mh_gate_leave(n->gate, &f->pass);
    mh_post_cancel(n->loop, &f->post);
    mh_url_clear(&f->url);
    for (size_t i = 0; i < f->lines.len; i++) free(f->lines.ptr[i]);
    mh_vec_clear(&f->lines);
    mh_buf_clear(&f->send);
    free(f->user);
    free(f->password);
    mh_head_clear(&f->head);
    mh_buf_clear(&f->href);
    mh_buf_clear(&f->res.body);
    free(f);
    n->live--;
    if (!ended) mh_net_pump(n);
}

mh_fetch_result *mh_fetch_get(mh_fetch *f) {
    return f->state == FETCH_ENDED ? &f->res : NULL;
}
