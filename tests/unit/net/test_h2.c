/* HTTP/2: many streams on one connection, each with limits of its own; what ends a stream or the
 * connection. */
#include "unit.h"

#define H2D_NO_MAIN
#include "../../tools/h2d.c"
#include "net_unit.h"

#if H2D_MISSING
START_TEST(skipped) {
    fputs("test_h2: SKIPPED, NOTHING TRIED: built without libnghttp2-dev\n", stderr);
}
END_TEST

TCase *tcase_net_h2(void) {
    TCase *t = tcase_create("net_h2");
    tcase_add_test(t, skipped);
    return t;
}
#else
#include "../../tools/h2d/answer.c"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct h2_listening {
    int fd;
    SSL_CTX *tls;
};

static void run_h2(int end_fd, void *arg) {
    struct h2_listening *l = arg;
    forked_loop(l->fd, end_fd, h2d_serve, l->tls);
}

typedef struct h2 {
    unit_net u;
    int port;
    char pem[40];
} h2;

static void h2_open(h2 *h, mh_net_opts o) {
    struct h2_listening l;
    unit_memory_file(h->pem);
    h2d_start();
    l.tls = h2d_context("IP:127.0.0.1,DNS:spared.localhost", h->pem);
    h->port = 0;
    l.fd = forked_listen("127.0.0.1", &h->port);
    unit_spawn(l.fd, run_h2, &l);
    SSL_CTX_free(l.tls);
    o.ca_file = h->pem;
    o.http2 = true;
    unit_net_open(&h->u, o);
}

static mh_net_opts tight(void) {
    mh_net_opts o = mh_net_defaults();
    o.limits.total_ms = 3000;
    o.limits.first_byte_ms = 500;
    o.limits.body_bytes = 1 << 20;
    o.robots = false;
    o.retries = 0;
    return o;
}

static mh_fetch *start_at(h2 *h, const char *host, const char *path, const mh_fetch_req *like,
                          int *done) {
    char url[160];
    mh_fetch_req req = like ? *like : (mh_fetch_req){0};
    snprintf(url, sizeof url, "https://%s:%d%s", host, h->port, path);
    req.url = mh_view_of(url);
    return mh_fetch_start(h->u.net, &req, unit_count, done);
}

static mh_fetch *start(h2 *h, const char *path, int *done) {
    return start_at(h, "127.0.0.1", path, NULL, done);
}

static mh_fetch *get(h2 *h, const char *path) {
    int done = 0;
    mh_fetch *f = start(h, path, &done);
    unit_until(h->u.loop, &done, 1, 20);
    return f;
}

static void expect(mh_fetch *f, const char *body) {
    ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_NONE, "%s", mh_fetch_get(f)->err.msg);
    if (body) ck_view_eq(mh_buf_view(&mh_fetch_get(f)->body), body);
    mh_fetch_free(f);
}

static void expect_count(h2 *h, const char *line) {
    mh_fetch *f = get(h, "/count");
    ck_assert_msg(unit_body_has(f, line), "wanted %s in %s", line, mh_fetch_get(f)->body.ptr);
    mh_fetch_free(f);
}

START_TEST(fifty_streams_one_connection) {
    enum { N = 50 };
    h2 h;
    mh_fetch *f[N];
    int done = 0;
    h2_open(&h, tight());
    for (int i = 0; i < N; i++) f[i] = start(&h, "/delay?n=200", &done);
    unit_until(h.u.loop, &done, N, 20);
    for (int i = 0; i < N; i++) {
        ck_assert_str_eq(mh_fetch_get(f[i])->addr, "127.0.0.1");
        expect(f[i], "late");
    }
    expect_count(&h, "streams 51\nconnections 1\nbusy_max 50\n");
    mh_fetch *e = get(&h, "/echo?a=1");
    ck_assert_msg(unit_body_has(e, ":path: /echo?a=1\n") && unit_body_has(e, ":scheme: https\n"),
                  "%s", mh_fetch_get(e)->body.ptr);
    ck_assert(unit_body_has(e, "user-agent: minehost/"));
    mh_fetch_free(e);
    unit_net_close(&h.u);
}
END_TEST

typedef struct row {
    const char *path;
    mh_code want;
    bool retry;
    bool ends; /* the connection */
    int64_t total_ms, low_speed_ms;
    const char *says;
} row;

static const row rows[] = {
    {"/headers?n=35", MH_E_NONE, false, false, 0, 0, ""},
    {"/endless", MH_E_TOO_LARGE, false, false, 0, 0, "body over 1048576 bytes"},
    {"/big?n=1048577", MH_E_TOO_LARGE, false, false, 0, 0, "body over 1048576 bytes"},
    {"/none", MH_E_TIMEOUT, true, false, 0, 0, "no answer within 0.5 s"},
    {"/delay?n=5000", MH_E_TIMEOUT, true, false, 0, 0, "no answer within 0.5 s"},
    {"/slow?n=50", MH_E_TIMEOUT, true, false, 300, 0, "not finished within 0.3 s"},
    {"/slow?n=50", MH_E_TIMEOUT, true, false, 15000, 1000, "below 64 bytes/s"},
    {"/stall", MH_E_TIMEOUT, true, false, 300, 0, "not finished within 0.3 s"},
    {"/lie", MH_E_PROTOCOL, false, false, 0, 0, ""},
    /* codes of RFC 9113 7 */
    {"/reset?n=1", MH_E_PROTOCOL, false, false, 0, 0, "PROTOCOL_ERROR"},
    {"/reset?n=2", MH_E_RESET, true, false, 0, 0, "INTERNAL_ERROR"},
    {"/reset?n=7", MH_E_RESET, true, true, 0, 0, ""},
    {"/reset?n=8", MH_E_RESET, true, false, 0, 0, "CANCEL"},
    {"/reset?n=11", MH_E_RESET, true, false, 0, 0, "ENHANCE_YOUR_CALM"},
    {"/cut?n=2", MH_E_RESET, true, false, 0, 0, "INTERNAL_ERROR"},
    {"/cut?n=8", MH_E_RESET, true, false, 0, 0, "CANCEL"},
    {"/leave", MH_E_NONE, false, true, 0, 0, ""},
    {"/goaway", MH_E_RESET, true, true, 0, 0, ""},
    {"/drop", MH_E_RESET, true, true, 0, 0, ""},
};

/* One stream goes wrong; those before and behind it, on the same connection, do not. */
START_TEST(a_stream_goes_wrong_alone) {
    const row *r = &rows[_i];
    h2 h;
    int before = 0, behind = 0, done = 0;
    h2_open(&h, tight());
    expect(get(&h, "/forget"), "ok");
    mh_fetch *a = r->ends ? NULL : start(&h, "/delay?n=150", &before);
    mh_fetch_req req = {.limits = {.total_ms = r->total_ms, .low_speed_ms = r->low_speed_ms}};
    if (r->low_speed_ms) req.limits.first_byte_ms = 10000;
    mh_fetch *f = start_at(&h, "127.0.0.1", r->path, &req, &done);
    unit_until(h.u.loop, &done, 1, 20);
    mh_fetch_result *res = mh_fetch_get(f);
    ck_assert_msg(res->err.code == r->want, "%s: %s \"%s\", wanted %s", r->path,
                  mh_code_name(res->err.code), res->err.msg, mh_code_name(r->want));
    ck_assert_msg(res->err.retry == r->retry, "%s: retry", r->path);
    ck_assert_msg(strstr(res->err.msg, r->says) != NULL, "%s: \"%s\"", r->path, res->err.msg);
    if (r->want != MH_E_NONE) ck_assert_uint_eq(res->body.len, 0);
    mh_fetch_free(f);
    mh_fetch *b = start(&h, "/delay?n=10", &behind);
    unit_until(h.u.loop, &behind, 1, 20);
    expect(b, "late");
    if (a) unit_until(h.u.loop, &before, 1, 20);
    if (a) expect(a, "late");
    if (!r->ends) expect_count(&h, "connections 0\n"); /* since /forget */
    unit_net_close(&h.u);
}
END_TEST

/* libcurl 7 ends the whole connection over a head that it cannot hold, as over bytes that are no frames.
 * What was on it is asked for again over HTTP/1.1: there the head has one limit, ours, and hurts nobody
 * else. */
START_TEST(what_breaks_http2) {
    static const struct {
        const char *path;
        mh_code want;
        const char *body;
        int retries;
    } cases[] = {{"/headers?n=1000", MH_E_TOO_LARGE, "", 1}, /* 400 KiB */
                 {"/headers?n=400", MH_E_NONE, "http1", 1},  /* below our limit: fine */
                 {"/headers?n=60", MH_E_NONE, NULL, 2},      /* now and then in the wrong order */
                 {"/bomb?n=2000", MH_E_NONE, "http1", 1}};   /* 6 MB, but not over HTTP/1.1 */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        h2 h;
        int done = 0;
        mh_net_opts o = tight();
        o.limits.total_ms = o.limits.first_byte_ms = 15000;
        o.retries = cases[i].retries;
        h2_open(&h, o);
        expect(get(&h, "/forget"), "ok");
        mh_fetch *a = start(&h, "/delay?n=200", &done);
        mh_fetch *f = start(&h, cases[i].path, &done);
        unit_until(h.u.loop, &done, 2, 20);
        mh_fetch_result *r = mh_fetch_get(f);
        ck_assert_msg(r->err.code == cases[i].want, "%s: %s", cases[i].path, r->err.msg);
        if (cases[i].body) ck_view_eq(mh_buf_view(&r->body), cases[i].body);
        if (cases[i].body) ck_assert_int_eq(r->retries, 1);
        mh_fetch_free(f);
        ck_assert_msg(mh_fetch_get(a)->err.code == MH_E_NONE, "%s", mh_fetch_get(a)->err.msg);
        mh_fetch_free(a);
        unit_net_close(&h.u);
    }
}
END_TEST

/* GOAWAY and the end of the connection meet those that are under way; a retry brings them home. */
START_TEST(what_a_connection_takes_along_is_tried_again) {
    static const char *const paths[] = {"/goaway", "/drop"};
    enum { N = 8 };
    for (size_t k = 0; k < 2; k++) {
        h2 h;
        mh_fetch *f[N];
        int done = 0, gone = 0;
        mh_net_opts o = tight();
        o.retries = 1;
        h2_open(&h, o);
        expect(get(&h, "/forget"), "ok");
        for (int i = 0; i < N; i++) f[i] = start(&h, "/delay?n=200", &done);
        mh_fetch_req req = {.retries = -1};
        mh_fetch *end = start_at(&h, "127.0.0.1", paths[k], &req, &gone);
        unit_until(h.u.loop, &done, N, 20);
        unit_until(h.u.loop, &gone, 1, 20);
        for (int i = 0; i < N; i++) expect(f[i], "late");
        ck_assert_msg(mh_fetch_get(end)->err.code == MH_E_RESET, "%s", mh_fetch_get(end)->err.msg);
        mh_fetch_free(end);
        unit_net_close(&h.u);
    }
}
END_TEST

START_TEST(a_reset_stream_is_tried_again) {
    static const char *const paths[] = {"/once?n=7", "/once?n=11"};
    h2 h;
    mh_net_opts o = tight();
    o.retries = 1;
    h2_open(&h, o);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        expect(get(&h, "/forget"), "ok");
        expect(get(&h, paths[i]), "ok");
    }
    unit_net_close(&h.u);
}
END_TEST

START_TEST(cancelled_streams_leave_the_others_alone) {
    static const char *const paths[] = {"/big?n=9000000", "/slow?n=20", "/none", "/stall",
                                        "/big?n=900000"};
    enum { N = 25 };
    h2 h;
    mh_fetch *f[N];
    int done[N] = {0}, good = 0;
    mh_net_opts o = tight();
    o.limits.body_bytes = INT64_C(1) << 40;
    o.limits.total_ms = o.limits.first_byte_ms = 20000;
    h2_open(&h, o);
    mh_fetch *g[2] = {start(&h, "/delay?n=700", &good), start(&h, "/delay?n=900", &good)};
    for (int i = 0; i < N; i++) f[i] = start(&h, paths[i % 5], &done[i]);
    for (int i = 0; i < N; i++) {
        for (int turn = 0; turn < 3; turn++) unit_turn(h.u.loop);
        if (i % 2) mh_fetch_cancel(f[i]);
        mh_fetch_free(f[i]);
    }
    unit_until(h.u.loop, &good, 2, 20);
    expect(g[0], "late");
    expect(g[1], "late");
    expect(get(&h, "/delay?n=1"), "late");
    expect_count(&h, "connections 1\n");
    unit_net_close(&h.u);
}
END_TEST

static mh_rc count_bytes(void *arg, const char *p, size_t n, mh_err *e) {
    (void)p, (void)e;
    *(size_t *)arg += n;
    return MH_OK;
}

/* A sink is served by HTTP/2 as well; one that reads at its own pace gets a connection of its own, over
 * HTTP/1.1, on which this server says "http1". */
START_TEST(sinks) {
    h2 h;
    size_t got = 0;
    int done = 0;
    h2_open(&h, tight());
    mh_fetch_req req = {.sink = count_bytes, .sink_arg = &got};
    mh_fetch *f = start_at(&h, "127.0.0.1", "/big?n=1000000", &req, &done);
    unit_until(h.u.loop, &done, 1, 20);
    expect(f, "");
    ck_assert_uint_eq(got, 1000000);
    req.window = 65536;
    f = start_at(&h, "127.0.0.1", "/big?n=1000000", &req, &done);
    unit_until(h.u.loop, &done, 2, 20);
    expect(f, "");
    ck_assert_uint_eq(got, 1000005);
    unit_net_close(&h.u);
}
END_TEST

START_TEST(a_host_is_spared_on_one_connection_too) {
    enum { N = 6 };
    h2 h;
    mh_fetch *f[N];
    int done = 0;
    mh_net_opts o = tight();
    o.pace = (mh_pace_rule){.at_once = 2, .delay_us = 20000};
    h2_open(&h, o);
    /* granted by name: not this machine's literal address, so spared like any other */
    for (int i = 0; i < N; i++)
        f[i] = start_at(&h, "spared.localhost", "/delay?n=150", NULL, &done);
    unit_until(h.u.loop, &done, N, 20);
    for (int i = 0; i < N; i++) {
        if (i >= 2) ck_assert_int_ge(mh_fetch_get(f[i])->waited_ms, 100);
        expect(f[i], "late");
    }
    expect_count(&h, "busy_max 2\n");
    unit_net_close(&h.u);
}
END_TEST

START_TEST(cookies_and_redirects) {
    h2 h;
    char path[40];
    h2_open(&h, tight());
    expect(get(&h, "/cookie"), "set");
    snprintf(path, sizeof path, "/redirect?n=%d", h.port);
    mh_fetch *f = get(&h, path);
    ck_assert(unit_body_has(f, "cookie: id=secret\n"));
    ck_assert_int_eq(mh_fetch_get(f)->redirects, 1);
    mh_fetch_free(f);
    int done = 0;
    f = start_at(&h, "spared.localhost", "/echo", NULL, &done);
    unit_until(h.u.loop, &done, 1, 20);
    ck_assert(unit_body_has(f, ":path: /echo\n") && !unit_body_has(f, "secret"));
    mh_fetch_free(f);
    unit_net_close(&h.u);
}
END_TEST

TCase *tcase_net_h2(void) {
    TCase *t = tcase_create("net_h2");
    tcase_add_test(t, fifty_streams_one_connection);
    tcase_add_loop_test(t, a_stream_goes_wrong_alone, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(t, what_breaks_http2);
    tcase_add_test(t, what_a_connection_takes_along_is_tried_again);
    tcase_add_test(t, a_reset_stream_is_tried_again);
    tcase_add_test(t, cancelled_streams_leave_the_others_alone);
    tcase_add_test(t, sinks);
    tcase_add_test(t, a_host_is_spared_on_one_connection_too);
    tcase_add_test(t, cookies_and_redirects);
    return t;
}
#endif
