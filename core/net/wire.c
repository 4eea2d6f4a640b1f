#include "net/net_priv.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_SPARE     64u
#define MAX_INTERIM   16          /* answers of class 1xx */
#define REDIRECT_BODY (64u << 10) /* read and dropped so that the connection can be used again */
#define RESERVE_BODY  (1u << 20)  /* trusted of a Content-Length before the bytes are there */
#define WIRE_SPARE    (1u << 20)  /* bytes on the wire above those of head and body */
#define WIRE_LOOK     64u         /* pieces of a body from one look at the connection to the next */

bool mh_hop_redirects(const mh_fetch *f) {
    switch (f->head.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308: break;
    default: return false;
    }
    return !f->no_redirects && mh_head_get(&f->head, MH_VIEW("location")).len > 0;
}

static mh_rc out_of_time(const mh_fetch *f, mh_err *e) {
    return mh_fail_retry(e, MH_E_TIMEOUT, "not finished within %g s",
                         (double)f->limits.total_ms / 1000);
}

static mh_rc no_connection(const mh_fetch *f, mh_err *e) {
    return mh_fail_retry(e, MH_E_TIMEOUT, "no connection within %g s",
                         (double)f->limits.connect_ms / 1000);
}

/* Takes the decoded body, piece by piece. */
static mh_rc put_body(void *arg, const char *p, size_t n, mh_err *e) {
    mh_fetch *f = arg;
    f->net->stats.bytes += n;
    if (n > (size_t)f->limits.body_bytes - f->given_all)
        return mh_fail(e, MH_E_TOO_LARGE, "body over %lld bytes", (long long)f->limits.body_bytes);
    /* a peer that sends without a pause keeps the timers from being looked at */
    if (mh_net_now_ms(f->net) - f->hop->start_ms >= f->hop->left_ms) return out_of_time(f, e);
    f->given_all += n;
    if (f->sink == NULL || f->net->o.recorder != NULL) mh_buf_put_n(&mh_res(f)->body, p, n);
    if (f->sink == NULL) return MH_OK;
    f->given += n;
    return f->sink(f->sink_arg, p, n, e);
}

static bool has_body(const mh_fetch *f) {
    return f->method != MH_HEAD && f->head.status != 204 && f->head.status != 304;
}

static mh_rc headers_done(mh_hop *h) {
    mh_fetch *f = h->fetch;
    mh_res(f)->first_ms = f->spent_ms + mh_net_now_ms(f->net) - h->start_ms;
    if (mh_hop_redirects(f) || !has_body(f)) return MH_OK;
    mh_view codings = mh_head_get(&f->head, MH_VIEW("content-encoding"));
    if (mh_decode_new(&h->decode, codings, put_body, f, &h->abort) != MH_OK) return MH_FAIL;
    if (!f->head.has_length) return MH_OK;
    if (f->head.length > (uint64_t)f->limits.body_bytes)
        return mh_fail(&h->abort, MH_E_TOO_LARGE, "%llu bytes announced, at most %lld are taken",
                       (unsigned long long)f->head.length, (long long)f->limits.body_bytes);
    if (f->sink == NULL)
        mh_buf_reserve(&mh_res(f)->body,
                       f->head.length < RESERVE_BODY ? f->head.length : RESERVE_BODY);
    return MH_OK;
}

/* Bytes that the connection received so far; 0 when it cannot tell, or serves several requests.
 * (While a transfer runs, curl's own CURLINFO_ACTIVESOCKET gives none: hence h->fd.) */
static uint64_t wire_bytes(const mh_hop *h) {
    struct tcp_info info = {0};
    socklen_t len = sizeof info;
    long version = 0;
    curl_easy_getinfo(h->easy, CURLINFO_HTTP_VERSION, &version);
    if (version >= CURL_HTTP_VERSION_2_0 || h->fd < 0) return 0;
    if (getsockopt(h->fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0) return 0;
    return info.tcpi_bytes_received;
}

/* Returning another number than it was given stops curl. */
static size_t on_header(char *p, size_t size, size_t count, void *arg) {
    mh_hop *h = arg;
    mh_fetch *f = h->fetch;
    mh_head_limits limits = {(size_t)f->limits.header_bytes, MAX_INTERIM};
    bool before = f->head.complete;
    if (f->head.bytes == 0) {
        f->latency_ms = mh_net_now_ms(f->net) - (h->sent_ms ? h->sent_ms : h->start_ms) + 1;
        h->wire_base = wire_bytes(h);
        mh_chain_seen(f);
    }
    if (mh_head_line(&f->head, (mh_view){p, size * count}, limits, &h->abort) != MH_OK) return 0;
    if (!before && f->head.complete && headers_done(h) != MH_OK) return 0;
    return size * count;
}

/* Chunks may carry far more around the body than in it: what the wire brings is bounded, too. */
static mh_rc check_wire(mh_hop *h) {
    const mh_net_limits *l = &h->fetch->limits;
    if (++h->pieces % WIRE_LOOK != 0) return MH_OK;
    uint64_t now = wire_bytes(h), most = (uint64_t)(l->body_bytes + l->header_bytes) + WIRE_SPARE;
    if (now < h->wire_base || now - h->wire_base <= most) return MH_OK;
    return mh_fail(&h->abort, MH_E_TOO_LARGE, "over %llu bytes on the wire",
                   (unsigned long long)most);
}

static size_t on_body(char *p, size_t size, size_t count, void *arg) {
    mh_hop *h = arg;
    mh_fetch *f = h->fetch;
    size_t n = size * count;
    if (mh_hop_redirects(f)) {
        h->skipped += n;
        return h->skipped > REDIRECT_BODY ? CURL_WRITEFUNC_ERROR : n;
    }
    if (f->window > 0 && f->given >= f->window) {
        h->paused_ms = mh_net_now_ms(f->net);
        return CURL_WRITEFUNC_PAUSE;
    }
    if (check_wire(h) != MH_OK) return CURL_WRITEFUNC_ERROR;
    mh_rc rc =
        h->decode ? mh_decode_feed(h->decode, p, n, &h->abort) : put_body(f, p, n, &h->abort);
    return rc == MH_OK ? n : CURL_WRITEFUNC_ERROR;
}

void mh_fetch_taken(mh_fetch *f, size_t n) {
    mh_hop *h = f->hop;
    f->given -= n < f->given ? n : f->given;
    if (h == NULL || h->paused_ms == 0 || f->given >= f->window) return;
    h->start_ms += mh_net_now_ms(f->net) - h->paused_ms; /* the pause was ours */
    h->paused_ms = 0;
    curl_easy_pause(h->easy, CURLPAUSE_CONT);
}

/* The connection stands, the request goes out. */
static int on_ready(void *arg, char *peer, char *own, int peer_port, int own_port) {
    mh_hop *h = arg;
    (void)peer, (void)own, (void)peer_port, (void)own_port;
    const mh_net_limits *l = &h->fetch->limits;
    h->sent_ms = mh_net_now_ms(h->net);
    /* later than the lease allows: others may have gone on as if it had been sent */
    if (h->sent_ms - h->start_ms > l->connect_ms + MH_SEND_SPARE_MS) {
        no_connection(h->fetch, &h->abort);
        return CURL_PREREQFUNC_ABORT;
    }
    mh_chain_sent(h->fetch);
    return CURL_PREREQFUNC_OK;
}

static mh_hop *hop_new(mh_net *n) {
    mh_hop *h = mh_alloc(sizeof *h);
    h->net = n;
    h->fd = -1;
    h->easy = curl_easy_init();
    if (h->easy == NULL) mh_oom();
    curl_easy_setopt(h->easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(h->easy, CURLOPT_HEADERDATA, h);
    curl_easy_setopt(h->easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(h->easy, CURLOPT_WRITEDATA, h);
    curl_easy_setopt(h->easy, CURLOPT_PREREQFUNCTION, on_ready);
    curl_easy_setopt(h->easy, CURLOPT_PREREQDATA, h);
    mh_setup_once(h);
    return h;
}

void mh_hop_free(mh_hop *h) {
    curl_easy_cleanup(h->easy);
    free(h);
}

static void tick(void *arg) {
    mh_hop *h = arg;
    mh_fetch *f = h->fetch;
    mh_net *n = f->net;
    mh_err e = {0};
    int64_t now = mh_net_now_ms(n), first = f->limits.first_byte_ms;
    int64_t connect = f->limits.connect_ms;
    int64_t gone = (h->paused_ms ? h->paused_ms : now) - h->start_ms;
    h->timer = NULL;
    if (gone >= h->left_ms)
        out_of_time(f, &e);
    else if (h->sent_ms == 0 && gone >= connect)
        no_connection(f, &e);
    else if (!f->head.complete && gone >= first)
        mh_fail_retry(&e, MH_E_TIMEOUT, "no answer within %g s", (double)first / 1000);
    if (e.code != MH_E_NONE) {
        mh_hop_stop(f);
        mh_answer(f, e);
        mh_net_pump(n);
        return;
    }
    int64_t next = h->left_ms - gone;
    if (!f->head.complete && first - gone < next) next = first - gone;
    if (h->sent_ms == 0 && connect - gone < next) next = connect - gone;
    h->timer = mh_timer_start(n->loop, next, tick, h);
}

mh_rc mh_hop_start(mh_fetch *f, mh_err *e) {
    mh_net *n = f->net;
    mh_hop *h = n->spare.len > 0 ? n->spare.ptr[--n->spare.len] : hop_new(n);
    h->fetch = f;
    f->hop = h;
    f->given_all = 0;
    f->latency_ms = 0;
    f->request_us = mh_net_now_us(n);
    h->start_ms = mh_net_now_ms(n);
    h->left_ms = f->limits.total_ms - f->spent_ms;
    h->why[0] = h->refused[0] = mh_res(f)->addr[0] = '\0';
    mh_setup_request(h);
    n->stats.requests += !f->internal;
    n->stats.robots += f->internal;
    n->stats.conditional += f->stale != NULL;
    n->stats.running++;
    CURLMcode rc = curl_multi_add_handle(n->multi, h->easy);
    if (rc != CURLM_OK) {
        mh_hop_stop(f);
        return mh_fail(e, MH_E_INTERNAL, "libcurl: %s", curl_multi_strerror(rc));
    }
    int64_t first = f->limits.first_byte_ms < h->left_ms ? f->limits.first_byte_ms : h->left_ms;
    /* curl counts the time to connect anew for a request that first waited for another's connection */
    if (f->limits.connect_ms < first) first = f->limits.connect_ms;
    h->timer = mh_timer_start(n->loop, first, tick, h);
    return MH_OK;
}

void mh_hop_stop(mh_fetch *f) {
    mh_net *n = f->net;
    mh_hop *h = f->hop;
    if (h == NULL) return;
    f->hop = NULL;
    f->spent_ms += mh_net_now_ms(n) - h->start_ms;
    n->stats.running--;
    mh_timer_cancel(h->timer);
    curl_multi_remove_handle(n->multi, h->easy);
    mh_decode_free(h->decode);
    curl_slist_free_all(h->list);
    h->fetch = NULL;
    h->timer = NULL;
    h->decode = NULL;
    h->list = NULL;
    h->abort = (mh_err){0};
    h->skipped = 0;
    h->pieces = 0;
    h->sent_ms = h->paused_ms = 0;
    h->fd = -1;
    h->wire_base = 0;
    if (n->spare.len < MAX_SPARE)
        mh_vec_push(&n->spare, h);
    else
        mh_hop_free(h);
}
