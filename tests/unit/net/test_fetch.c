/* What a fetch gives, sends, keeps to itself; and its life. */
#include "unit.h"

#include "net_unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool body_has(mh_fetch *f, const char *s) {
    return mh_view_ifind(mh_buf_view(&mh_fetch_get(f)->body), mh_view_of(s), 0) != SIZE_MAX;
}

START_TEST(a_page_is_got_whole) {
    unit_net u;
    mh_net_opts o = mh_net_defaults();
    o.contact = "desk@example.org";
    o.retries = 0;
    unit_net_open(&u, o);
    setenv("http_proxy", "http://127.0.0.1:1", 1); /* not taken from the environment */
    setenv("all_proxy", "http://127.0.0.1:1", 1);
    mh_fetch *f = unit_fetch(&u, "/_/gzip#part", NULL);
    mh_fetch_result *r = mh_fetch_get(f);
    ck_assert_msg(r->err.code == MH_E_NONE, "%s", r->err.msg);
    ck_assert_int_eq(r->status, 200);
    ck_view_eq(mh_buf_view(&r->body), "hello\n");
    ck_view_eq(r->type, "text/plain");
    ck_view_eq(mh_head_get(r->head, MH_VIEW("CONTENT-encoding")), "gzip");
    ck_assert(mh_view_ends(r->url, MH_VIEW("/_/gzip")));
    ck_assert_str_eq(r->addr, "127.0.0.1");
    ck_assert_int_le(r->first_ms, r->total_ms);
    ck_assert_int_eq(r->redirects, 0);
    mh_fetch_free(f);

    f = unit_fetch(&u, "/_/echo", NULL);
    ck_assert(body_has(f, "\r\nUser-Agent: minehost/" MH_VERSION " (+desk@example.org)\r\n"));
    ck_assert(body_has(f, "\r\nAccept-Encoding: "));
    ck_assert(body_has(f, "gzip"));
    ck_assert(!body_has(f, "Authorization"));
    mh_fetch_free(f);

    f = unit_fetch(&u, "/_/fold", NULL);
    ck_view_eq(mh_head_get(mh_fetch_get(f)->head, MH_VIEW("x-fold")), "one two");
    ck_view_eq(mh_head_get(mh_fetch_get(f)->head, MH_VIEW("x-ctl")), "a[31mb");
    mh_fetch_free(f);

    f = unit_fetch(&u, "/_/status/503", NULL); /* a result, not an error */
    ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_NONE, "%s", mh_fetch_get(f)->err.msg);
    ck_assert_int_eq(mh_fetch_get(f)->status, 503);
    ck_assert_uint_gt(mh_fetch_get(f)->body.len, 0);
    mh_fetch_free(f);
    ck_assert_uint_eq(mh_net_stats_get(u.net).requests, 4);
    unit_net_close(&u);
}
END_TEST

START_TEST(methods_and_redirects) {
    static const struct {
        mh_method method;
        const char *path, *body, *line; /* the request line that the last hop sees */
        int redirects;
    } rows[] = {
        {MH_GET, "/_/echo?a=%20b", "", "GET /_/echo?a=%20b HTTP/1.1", 0},
        {MH_POST, "/_/echo", "a=1", "POST /_/echo HTTP/1.1", 0},
        {MH_POST, "/_/echo", "", "POST /_/echo HTTP/1.1", 0},
        {MH_GET, "/_/redirect?to=%2F_%2Fecho", "", "GET /_/echo HTTP/1.1", 1},
        {MH_GET, "/_/redirect?to=echo%3Fx%23frag", "", "GET /_/echo?x HTTP/1.1", 1},
        {MH_GET, "/_/redirect?to=echo%0D%0AX-Evil%3A1", "", "GET /_/echo HTTP/1.1", 1},
        {MH_GET, "/_/redirect?to=echo%3Fa b%01%FF", "", "GET /_/echo?a%20b%EF%BF%BD HTTP/1.1", 1},
        {MH_POST, "/_/redirect?to=echo&status=301", "a=1", "GET /_/echo HTTP/1.1", 1},
        {MH_POST, "/_/redirect?to=echo&status=303", "a=1", "GET /_/echo HTTP/1.1", 1},
        {MH_POST, "/_/redirect?to=echo&status=307", "a=1", "POST /_/echo HTTP/1.1", 1},
        {MH_POST, "/_/redirect?to=echo&status=308", "a=1", "POST /_/echo HTTP/1.1", 1},
        {MH_GET, "/_/redirect?to=%2F_%2Fredirect%3Fto%3Decho", "", "GET /_/echo HTTP/1.1", 2},
    };
    unit_net u;
    unit_net_open(&u, mh_net_defaults());
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_fetch_req req = {.method = rows[i].method, .body = mh_view_of(rows[i].body)};
        mh_fetch *f = unit_fetch(&u, rows[i].path, &req);
        mh_fetch_result *r = mh_fetch_get(f);
        ck_assert_msg(r->err.code == MH_E_NONE, "%s: %s", rows[i].path, r->err.msg);
        ck_assert_msg(mh_view_starts(mh_buf_view(&r->body), mh_view_of(rows[i].line)), "%s gave %s",
                      rows[i].path, r->body.ptr);
        ck_assert_int_eq(r->redirects, rows[i].redirects);
        bool sent = mh_view_ends(mh_buf_view(&r->body), MH_VIEW("a=1"));
        ck_assert_int_eq(sent, *rows[i].body && rows[i].line[0] == 'P');
        ck_assert(!body_has(f, "Expect:") && !body_has(f, "X-Evil: "));
        ck_assert(!body_has(f, "Content-Type:"));
        mh_fetch_free(f);
    }
    mh_fetch_req head = {.method = MH_HEAD};
    mh_fetch *f = unit_fetch(&u, "/_/redirect?to=/net_unit.h&status=303", &head);
    ck_assert_int_eq(mh_fetch_get(f)->err.code, MH_E_NONE);
    ck_assert_uint_eq(mh_fetch_get(f)->body.len, 0);
    ck_assert(mh_head_get(mh_fetch_get(f)->head, MH_VIEW("content-length")).len > 0);
    mh_fetch_free(f);
    mh_fetch_req stay = {.no_redirects = true};
    f = unit_fetch(&u, "/_/redirect?to=/x", &stay);
    ck_assert_int_eq(mh_fetch_get(f)->status, 302);
    ck_view_eq(mh_buf_view(&mh_fetch_get(f)->body), "moved");
    mh_fetch_free(f);
    unit_net_close(&u);
}
END_TEST

START_TEST(secrets_stay_with_their_origin) {
    static const mh_header headers[] = {
        {MH_VIEW_INIT("Cookie"), MH_VIEW_INIT("id=secret")},
        {MH_VIEW_INIT("X-Api-Key"), MH_VIEW_INIT("secret")},
        {MH_VIEW_INIT("Accept-Language"), MH_VIEW_INIT("kk")},
        {MH_VIEW_INIT("X-Empty"), MH_VIEW_INIT("")},
    };
    static const struct {
        const char *host, *to;
        bool kept;
    } rows[] = {
        {"127.0.0.1", "/_/echo", true},
        {"127.0.0.1", "http://127.0.0.1:%d/_/echo", true},
        {"127.0.0.1", "http://other.localhost:%d/_/echo", false},
        {"127.0.0.1", "http://x:y@other.localhost:%d/_/echo", false},
        /* away and back again */
        {"127.0.0.1", "http://other.localhost:%d/_/redirect?to=http://127.0.0.1:%d/_/echo", false},
    };
    unit_net u;
    unit_net_open(&u, mh_net_defaults());
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf to = {0}, enc = {0}, url = {0};
        int port = unit_serve();
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        mh_buf_printf(&to, rows[i].to, port, port);
#pragma GCC diagnostic pop
        for (size_t k = 0; k < to.len; k++) mh_buf_printf(&enc, "%%%02X", to.ptr[k]);
        mh_buf_printf(&url, "http://desk:pa%%73s@%s:%d/_/redirect?to=%s", rows[i].host, port,
                      enc.ptr);
        mh_fetch_req req = {.headers = headers, .n_headers = 4};
        mh_fetch *f = unit_fetch(&u, url.ptr, &req);
        mh_fetch_result *r = mh_fetch_get(f);
        ck_assert_msg(r->err.code == MH_E_NONE, "%s: %s", to.ptr, r->err.msg);
        ck_assert_int_eq(body_has(f, "Authorization: Basic ZGVzazpwYXNz"), rows[i].kept);
        ck_assert_int_eq(body_has(f, "Authorization:"), rows[i].kept);
        ck_assert_int_eq(body_has(f, "secret"), rows[i].kept);
        ck_assert_int_eq(body_has(f, "X-Empty:"), rows[i].kept);
        ck_assert(body_has(f, "Accept-Language: kk"));
        ck_assert(mh_view_find_byte(r->url, '@', 0) == SIZE_MAX);
        mh_fetch_free(f);
        mh_buf_clear(&to);
        mh_buf_clear(&enc);
        mh_buf_clear(&url);
    }
    unit_net_close(&u);
}
END_TEST

START_TEST(bad_requests_are_usage_errors_and_tell_no_secret) {
    static const struct {
        const char *name, *value;
    } rows[] = {{"Host", "x"},
                {"content-length", "5"},
                {"Transfer-Encoding", "chunked"},
                {"Proxy-Auth", "x"},
                {"X-A", "b\r\nX-Evil: 1"},
                {"X A", "b"},
                {"X-A: x\r\nB", "c"},
                {"", "x"},
                {"Connection", "close"}};
    unit_net u;
    unit_net_open(&u, mh_net_defaults());
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_header h = {mh_view_of(rows[i].name), mh_view_of(rows[i].value)};
        mh_fetch_req req = {.headers = &h, .n_headers = 1};
        mh_fetch *f = unit_fetch(&u, "/_/echo", &req);
        ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_USAGE, "%s", rows[i].name);
        mh_fetch_free(f);
    }
    mh_fetch_req req = {.body = MH_VIEW("x")};
    mh_fetch *f = unit_fetch(&u, "/_/echo", &req);
    ck_assert_int_eq(mh_fetch_get(f)->err.code, MH_E_USAGE);
    mh_fetch_free(f);
    static const char *const urls[] = {"http://me:secret@[bad/?t=secret",
                                       "http://me:secret@10.0.0.1/?t=secret", "ftp://me:secret@h/"};
    for (size_t i = 0; i < 3; i++) {
        f = unit_fetch(&u, urls[i], NULL);
        mh_fetch_result *r = mh_fetch_get(f);
        ck_assert_int_ne(r->err.code, MH_E_NONE);
        ck_assert_msg(strstr(r->err.msg, "me:") == NULL && strstr(r->err.msg, "t=") == NULL, "%s",
                      r->err.msg);
        mh_fetch_free(f);
    }
    ck_assert_uint_eq(mh_net_stats_get(u.net).requests, 0);
    unit_net_close(&u);
}
END_TEST

struct asked {
    mh_buf log;
    const char *no;
};

static bool allow(void *arg, mh_view host, int port, bool send) {
    (void)send;
    struct asked *a = arg;
    mh_buf_printf(&a->log, "%.*s:%d ", MH_FMT(host), port == unit_serve() ? 0 : port);
    return !mh_view_eq(host, mh_view_of(a->no));
}

START_TEST(permission_is_asked_for_every_hop) {
    static const struct {
        const char *url, *no, *log;
        mh_code want;
    } rows[] = {
        {"/_/echo", "", "127.0.0.1:0 ", MH_E_NONE},
        {"/_/echo", "127.0.0.1", "127.0.0.1:0 ", MH_E_PERMISSION},
        {"/_/redirect?to=echo", "", "127.0.0.1:0 127.0.0.1:0 ", MH_E_NONE},
        {"/_/redirect?to=http%3A%2F%2FB%C3%BCcher.example%2F", "xn--bcher-kva.example",
         "127.0.0.1:0 xn--bcher-kva.example:80 ", MH_E_PERMISSION},
        {"https://EXAMPLE.org./", "example.org.", "example.org.:443 ", MH_E_PERMISSION},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_net u;
        struct asked a = {.no = rows[i].no};
        mh_net_opts o = mh_net_defaults();
        o.allow = allow;
        o.allow_arg = &a;
        unit_net_open(&u, o);
        mh_fetch *f = unit_fetch(&u, rows[i].url, NULL);
        ck_assert_msg(mh_fetch_get(f)->err.code == rows[i].want, "%s", mh_fetch_get(f)->err.msg);
        ck_view_eq(mh_buf_view(&a.log), rows[i].log);
        mh_fetch_free(f);
        unit_net_close(&u);
        mh_buf_clear(&a.log);
    }
}
END_TEST

START_TEST(fifty_at_once) {
    enum { N = 50 };
    unit_net u;
    unit_net_open(&u, mh_net_defaults());
    mh_fetch_free(unit_fetch(&u, "/_/forget", NULL));
    mh_fetch *f[N];
    int done[N] = {0}, all = 0;
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/_/delay?n=200", unit_serve());
    mh_fetch_req req = {.url = mh_view_of(url)};
    int64_t t0 = unit_ms();
    for (int i = 0; i < N; i++) f[i] = mh_fetch_start(u.net, &req, unit_count, &done[i]);
    while (all < N) {
        mh_loop_once(u.loop, true);
        for (all = 0; all < N && done[all]; all++) {
        }
        ck_assert_int_lt(unit_ms() - t0, 5000);
    }
    for (int i = 0; i < N; i++) {
        ck_assert_int_eq(done[i], 1);
        ck_view_eq(mh_buf_view(&mh_fetch_get(f[i])->body), "late");
        mh_fetch_free(f[i]);
    }
    mh_fetch *s = unit_fetch(&u, "/_/stats", NULL);
    ck_assert_msg(body_has(s, "busy_max 50\n"), "%s", mh_fetch_get(s)->body.ptr);
    mh_fetch_free(s);
    unit_net_close(&u);
}
END_TEST

START_TEST(a_host_is_spared) {
    enum { N = 5 };
    unit_net u;
    mh_net_opts o = mh_net_defaults();
    o.pace = (mh_pace_rule){.at_once = 2, .delay_us = 60000};
    o.robots = false;
    unit_net_open(&u, o);
    mh_fetch_free(unit_fetch(&u, "/_/forget", NULL));
    mh_fetch *f[N];
    int done = 0;
    char url[80];
    /* granted by name and not this machine's literal address: spaced like any other host */
    snprintf(url, sizeof url, "http://spared.localhost:%d/_/delay?n=150", unit_serve());
    mh_fetch_req req = {.url = mh_view_of(url)};
    for (int i = 0; i < N; i++) f[i] = mh_fetch_start(u.net, &req, unit_count, &done);
    ck_assert_uint_eq(mh_net_stats_get(u.net).waiting, N - 1);
    unit_until(u.loop, &done, N, 10);
    for (int i = 0; i < N; i++) {
        ck_assert_msg(mh_fetch_get(f[i])->err.code == MH_E_NONE, "%s", mh_fetch_get(f[i])->err.msg);
        ck_assert_int_ge(mh_fetch_get(f[i])->waited_ms, i * 60 - 5);
        if (i >= 2) ck_assert_int_ge(mh_fetch_get(f[i])->waited_ms, 145); /* two at once */
        mh_fetch_free(f[i]);
    }
    mh_fetch *log = unit_fetch(&u, "/_/stats", NULL);
    ck_assert(body_has(log, "busy_max 2\n"));
    mh_fetch_free(log);
    unit_net_close(&u);
}
END_TEST

/* Cancel and free at every stage of a fetch's life. */
START_TEST(cancel_and_free_in_every_state) {
    static const char *const paths[] = {"/_/none", "/_/stall", "/_/slowheaders", "/_/endless",
                                        "/_/loop", "/_/echo",  "file:///x"};
    enum { STAGES = 5 }; /* turns before the end comes; the last: when it is done */
    unit_net u;
    mh_net_opts o = mh_net_defaults();
    o.at_once = 1; /* the second waits at the gate */
    unit_net_open(&u, o);
    for (int i = 0; i < 7 * STAGES * 2; i++) {
        bool cancel = i & 1;
        int stage = i / 2 % STAGES, done[2] = {0};
        char url[80];
        const char *path = paths[i / 2 / STAGES];
        snprintf(url, sizeof url, "http://127.0.0.1:%d%s", unit_serve(), path);
        mh_fetch_req req = {.url = mh_view_of(path[0] == '/' ? url : path)};
        mh_fetch *f[2];
        for (int k = 0; k < 2; k++) f[k] = mh_fetch_start(u.net, &req, unit_count, &done[k]);
        bool ends = path[0] != '/' || !strcmp(path, "/_/echo") || !strcmp(path, "/_/loop");
        if (stage == STAGES - 1 && ends)
            unit_until(u.loop, &done[1], 1, 10);
        else
            for (int k = 0; k < stage * 3; k++) unit_turn(u.loop);
        for (int k = 1; k >= 0; k--) {
            int before = done[k];
            if (!cancel) {
                mh_fetch_free(f[k]);
                for (int n = 0; n < 3; n++) mh_loop_once(u.loop, false);
                ck_assert_int_eq(done[k], before);
                continue;
            }
            bool over = mh_fetch_get(f[k]) != NULL;
            mh_fetch_cancel(f[k]);
            mh_fetch_cancel(f[k]);
            ck_assert_int_eq(done[k], before); /* not from inside */
            ck_assert(over || mh_fetch_get(f[k])->err.code == MH_E_CANCELLED);
            for (int n = 0; n < 3; n++) mh_loop_once(u.loop, false);
            ck_assert_int_eq(done[k], 1);
            mh_fetch_free(f[k]);
        }
    }
    unit_net_close(&u);
}
END_TEST

struct next {
    unit_net *u;
    mh_fetch *f;
    int left, ended;
    char url[64];
};

/* A done function that frees its fetch and starts another. */
static void start_next(void *arg) {
    struct next *n = arg;
    ck_assert_msg(mh_fetch_get(n->f)->err.code == MH_E_NONE, "%s", mh_fetch_get(n->f)->err.msg);
    mh_fetch_free(n->f);
    if (n->left-- == 0) {
        n->ended = 1;
        return;
    }
    mh_fetch_req req = {.url = mh_view_of(n->url)};
    n->f = mh_fetch_start(n->u->net, &req, start_next, n);
}

START_TEST(done_may_free_and_start) {
    unit_net u;
    unit_net_open(&u, mh_net_defaults());
    mh_fetch_free(unit_fetch(&u, "/_/forget", NULL));
    struct next n = {.u = &u, .left = 100};
    snprintf(n.url, sizeof n.url, "http://127.0.0.1:%d/_/echo", unit_serve());
    mh_fetch_req req = {.url = mh_view_of(n.url)};
    n.f = mh_fetch_start(u.net, &req, start_next, &n);
    unit_until(u.loop, &n.ended, 1, 10);
    mh_fetch *s = unit_fetch(&u, "/_/stats", NULL);
    ck_assert_msg(body_has(s, "connections 0\n"), "%s", mh_fetch_get(s)->body.ptr); /* kept alive */
    mh_fetch_free(s);
    ck_assert(!mh_loop_once(u.loop, true)); /* idle connections do not keep the loop alive */
    unit_net_close(&u);
}
END_TEST

/* The server closes kept connections without a word; a request that meets that is sent again. */
START_TEST(a_closed_connection_is_replaced) {
    unit_net u;
    unit_net_open(&u, mh_net_defaults());
    for (int i = 0; i < 400; i++) {
        mh_fetch *f = unit_fetch(&u, "/_/samelengths", NULL);
        ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_NONE, "%d: %s", i,
                      mh_fetch_get(f)->err.msg);
        mh_fetch_free(f);
    }
    unit_net_close(&u);
}
END_TEST

TCase *tcase_net_fetch(void) {
    TCase *t = tcase_create("net_fetch");
    tcase_add_test(t, a_page_is_got_whole);
    tcase_add_test(t, methods_and_redirects);
    tcase_add_test(t, secrets_stay_with_their_origin);
    tcase_add_test(t, bad_requests_are_usage_errors_and_tell_no_secret);
    tcase_add_test(t, permission_is_asked_for_every_hop);
    tcase_add_test(t, fifty_at_once);
    tcase_add_test(t, a_host_is_spared);
    tcase_add_test(t, cancel_and_free_in_every_state);
    tcase_add_test(t, a_closed_connection_is_replaced);
    tcase_add_test(t, done_may_free_and_start);
    return t;
}
