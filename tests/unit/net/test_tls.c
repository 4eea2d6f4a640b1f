/* Certificates, protocol versions, and what may follow a fetch from one TLS host to another. */
#include "unit.h"

#define TLSWRAP_NO_MAIN
#include "../../tools/tlswrap.c"
#include "net_unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES "IP:127.0.0.1,DNS:a.localhost,DNS:b.localhost"

struct listening {
    int fd;
    door d;
};

static void run_door(int end_fd, void *arg) {
    struct listening *l = arg;
    forked_loop(l->fd, end_fd, tlswrap_serve, &l->d);
}

void unit_door_open(unit_door *o) {
    struct listening l = {.d.to = unit_serve()};
    const char *names = o->names ? o->names : "IP:127.0.0.1,DNS:localhost";
    unit_memory_file(o->pem);
    if (!o->plain) {
        l.d.tls = tlswrap_context(names, o->pem, o->days ? o->days : 1, o->max_tls);
        ck_assert_ptr_nonnull(l.d.tls);
    }
    o->port = 0;
    l.fd = forked_listen(o->listen ? o->listen : "127.0.0.1", &o->port);
    if (l.fd < 0)
        o->port = 0;
    else
        unit_spawn(l.fd, run_door, &l);
    SSL_CTX_free(l.d.tls);
}

static mh_net_opts plain_opts(void) {
    mh_net_opts o = mh_net_defaults();
    o.robots = false;
    o.retries = 0;
    return o;
}

typedef struct row {
    const char *host, *names; /* that is asked; that the certificate has */
    long days;
    const char *max_tls;
    bool trusted;
    const char *insecure;
    mh_code want;
    const char *says;
} row;

static const row rows[] = {
    /* nobody vouches for it */
    {"127.0.0.1", NAMES, 1, NULL, false, NULL, MH_E_TLS, "self-signed certificate"},
    {"127.0.0.1", NAMES, 1, NULL, false, "", MH_E_TLS, "self-signed certificate"},
    {"127.0.0.1", NAMES, 1, NULL, false, "a.localhost,127.0.0.2", MH_E_TLS, "self-signed"},
    /* the operator does */
    {"127.0.0.1", NAMES, 1, NULL, true, NULL, MH_E_NONE, ""},
    {"a.localhost", NAMES, 1, NULL, true, NULL, MH_E_NONE, ""},
    {"A.LOCALHOST", NAMES, 1, NULL, true, NULL, MH_E_NONE, ""},
    {"127.0.0.1", NAMES, 1, NULL, false, "127.0.0.1", MH_E_NONE, ""},
    {"a.localhost", NAMES, 1, NULL, false, " b.localhost, A.localhost", MH_E_NONE, ""},
    /* trust in one certificate is not trust in any name */
    {"c.localhost", NAMES, 1, NULL, true, NULL, MH_E_TLS, "c.localhost"},
    {"127.0.0.1", "DNS:a.localhost", 1, NULL, true, NULL, MH_E_TLS, "127.0.0.1"},
    {"127.0.0.1", "DNS:127.0.0.1", 1, NULL, true, NULL, MH_E_TLS, "127.0.0.1"},
    {"x.a.localhost", "DNS:*.localhost", 1, NULL, true, NULL, MH_E_TLS, "x.a.localhost"},
    {"c.localhost", NAMES, 1, NULL, false, "c.localhost", MH_E_NONE, ""},
    /* nor for ever */
    {"127.0.0.1", NAMES, -1, NULL, true, NULL, MH_E_TLS, "expired"},
    {"127.0.0.1", NAMES, -1, NULL, false, "127.0.0.1", MH_E_NONE, ""},
    /* nor for what everybody can read */
    {"127.0.0.1", NAMES, 1, "1.1", true, NULL, MH_E_TLS, ""},
    {"127.0.0.1", NAMES, 1, "1.1", false, "127.0.0.1", MH_E_TLS, ""},
};

START_TEST(certificates_and_versions) {
    const row *r = &rows[_i];
    unit_net u;
    unit_door d = {.names = r->names, .days = r->days, .max_tls = r->max_tls};
    mh_net_opts o = plain_opts();
    char url[80];
    unit_door_open(&d);
    if (r->trusted) o.ca_file = d.pem;
    o.insecure = r->insecure;
    unit_net_open(&u, o);
    mh_fetch_free(unit_fetch(&u, "/_/forget", NULL));
    snprintf(url, sizeof url, "https://%s:%d/_/echo", r->host, d.port);
    mh_fetch *f = unit_fetch(&u, url, NULL);
    mh_fetch_result *res = mh_fetch_get(f);
    ck_assert_msg(res->err.code == r->want, "row %d: %s, \"%s\"", _i, mh_code_name(res->err.code),
                  res->err.msg);
    ck_assert_msg(!res->err.retry, "it will not pass");
    ck_assert_msg(strstr(res->err.msg, r->says) != NULL, "row %d: \"%s\"", _i, res->err.msg);
    ck_assert_int_eq(unit_body_has(f, "GET /_/echo HTTP/1.1"), r->want == MH_E_NONE);
    mh_fetch_free(f);
    if (r->want != MH_E_NONE) { /* not a byte of the request went out */
        f = unit_fetch(&u, "/_/log", NULL);
        ck_assert(!unit_body_has(f, "/_/echo"));
        mh_fetch_free(f);
    }
    unit_net_close(&u);
}
END_TEST

/* The test above can fail: the same server does talk to a client that goes so low. */
START_TEST(the_old_server_is_no_dead_one) {
    unit_door d = {.max_tls = "1.1"};
    unit_door_open(&d);
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
    int fd = forked_connect("127.0.0.1", d.port);
    SSL *tls = SSL_new(ctx);
    ck_assert(fd >= 0 && SSL_set_fd(tls, fd) == 1);
    ck_assert_int_eq(SSL_connect(tls), 1);
    ck_assert_str_eq(SSL_get_version(tls), "TLSv1.1");
    SSL_free(tls);
    SSL_CTX_free(ctx);
    close(fd);
}
END_TEST

static void speak_plain(int fd, void *arg) {
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    char hello[4096];
    (void)arg;
    if (recv(fd, hello, sizeof hello, 0) > 0) forked_write(fd, NULL, answer, sizeof answer - 1);
}

static void run_plain(int end_fd, void *listener) {
    forked_loop(*(int *)listener, end_fd, speak_plain, NULL);
}

START_TEST(a_server_without_tls) {
    unit_net u;
    char url[80];
    int port = 0, listener = forked_listen("127.0.0.1", &port);
    unit_spawn(listener, run_plain, &listener);
    unit_net_open(&u, plain_opts());
    snprintf(url, sizeof url, "https://127.0.0.1:%d/", port);
    mh_fetch *f = unit_fetch(&u, url, NULL);
    ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_TLS, "%s", mh_fetch_get(f)->err.msg);
    mh_fetch_free(f);
    unit_net_close(&u);
}
END_TEST

/* The handshake is a part of connecting: who never answers it has so much time. Those that wait to see
 * what protocol it will be (they could share the connection) wait no longer for it. */
START_TEST(a_server_that_never_shakes_hands) {
    enum { N = 6 };
    unit_net u;
    mh_fetch *f[N];
    char url[80];
    int done = 0;
    mh_net_opts o = plain_opts();
    o.limits.connect_ms = 400;
    unit_net_open(&u, o);
    snprintf(url, sizeof url, "https://127.0.0.1:%d/", unit_serve());
    for (int i = 0; i < N; i++) f[i] = unit_start(&u, url, &done);
    unit_until(u.loop, &done, N, 8);
    for (int i = 0; i < N; i++) {
        ck_assert_msg(mh_fetch_get(f[i])->err.code == MH_E_TIMEOUT, "%s",
                      mh_fetch_get(f[i])->err.msg);
        ck_assert(mh_fetch_get(f[i])->err.retry);
        ck_assert_int_lt(mh_fetch_get(f[i])->total_ms, 1500);
        mh_fetch_free(f[i]);
    }
    unit_net_close(&u);
}
END_TEST

static void keep_warnings(void *arg, mh_level level, mh_view line) {
    if (level == MH_LOG_WARN) mh_buf_put(arg, line);
}

static int count_in(const mh_buf *b, const char *part) {
    int n = 0;
    mh_view v = mh_buf_view(b), p = mh_view_of(part);
    for (size_t at = 0; (at = mh_view_find(v, p, at)) != SIZE_MAX; at += p.len) n++;
    return n;
}

START_TEST(insecure_is_said_once_a_host) {
    unit_net u;
    unit_door d = {.names = NAMES};
    mh_net_opts o = plain_opts();
    mh_buf said = {0};
    char url[160];
    unit_door_open(&d);
    o.log = mh_log_new(mh_clock_system(), MH_LOG_WARN, MH_LOG_TEXT, keep_warnings, &said);
    o.insecure = "127.0.0.1,a.localhost";
    o.robots = true;
    o.pace.delay_us = 0;
    unit_net_open(&u, o);
    mh_fetch_free(unit_fetch(&u, "/_/echo", NULL)); /* plain: there is no certificate */
    ck_assert_int_eq(count_in(&said, "certificate"), 0);
    for (int i = 0; i < 6; i++) {
        snprintf(url, sizeof url, "https://%s:%d/_/echo", i % 2 ? "a.localhost" : "127.0.0.1",
                 d.port);
        mh_fetch *f = unit_fetch(&u, url, NULL);
        ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_NONE, "%s", mh_fetch_get(f)->err.msg);
        mh_fetch_free(f);
    }
    ck_assert_msg(count_in(&said, "certificate-not-checked") == 2, "%s", said.ptr);
    ck_assert_int_eq(count_in(&said, "host=127.0.0.1"), 1);
    ck_assert_int_eq(count_in(&said, "host=a.localhost"), 1);
    /* a redirect does not take the leave along */
    snprintf(url, sizeof url,
             "https://127.0.0.1:%d/_/redirect?to=https%%3A%%2F%%2Fb.localhost%%3A%d%%2F", d.port,
             d.port);
    mh_fetch *f = unit_fetch(&u, url, NULL);
    ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_TLS, "%s", mh_fetch_get(f)->err.msg);
    mh_fetch_free(f);
    unit_net_close(&u);
    mh_log_free(o.log);
    mh_buf_clear(&said);
}
END_TEST

/* By name, by port, by scheme: what was told to one host is not told to another. */
START_TEST(no_secret_follows_to_another_host) {
    static const mh_header headers[] = {{MH_VIEW_INIT("Cookie"), MH_VIEW_INIT("own=secret")},
                                        {MH_VIEW_INIT("X-Api-Key"), MH_VIEW_INIT("secret")}};
    static const struct {
        const char *to;
        bool kept, jar; /* credentials and own fields; cookies of the server */
    } cases[] = {{"https://a.localhost:%d/_/echo", true, true},
                 {"https://b.localhost:%d/_/echo", false, false},
                 {"https://127.0.0.1:%d/_/echo", false, false},
                 {"http://a.localhost:%d/_/echo", false, true}};
    unit_net u;
    unit_door d = {.names = NAMES};
    mh_net_opts o = plain_opts();
    o.pace.delay_us = 0;
    unit_door_open(&d);
    o.ca_file = d.pem;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char to[80], url[200];
        mh_buf enc = {0};
        unit_net_open(&u, o);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(to, sizeof to, cases[i].to, cases[i].to[4] == 's' ? d.port : unit_serve());
#pragma GCC diagnostic pop
        for (const char *p = to; *p; p++) mh_buf_printf(&enc, "%%%02X", *p);
        snprintf(url, sizeof url, "https://a.localhost:%d/_/cookie", d.port);
        mh_fetch_free(unit_fetch(&u, url, NULL));
        snprintf(url, sizeof url, "https://desk:word@a.localhost:%d/_/redirect?to=%s", d.port,
                 enc.ptr);
        mh_fetch_req req = {.headers = headers + 1, .n_headers = 1};
        mh_fetch *f = unit_fetch(&u, url, &req);
        ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_NONE, "%s", mh_fetch_get(f)->err.msg);
        ck_assert_int_eq(unit_body_has(f, "Authorization:"), cases[i].kept);
        ck_assert_int_eq(unit_body_has(f, "secret"), cases[i].kept);
        ck_assert_int_eq(unit_body_has(f, "session=2"), cases[i].jar); /* RFC 6265: by host */
        mh_fetch_free(f);
        req.n_headers = 2; /* with a Cookie of one's own */
        req.headers = headers;
        f = unit_fetch(&u, url, &req);
        ck_assert_int_eq(unit_body_has(f, "secret"), cases[i].kept);
        mh_fetch_free(f);
        unit_net_close(&u);
        mh_buf_clear(&enc);
    }
}
END_TEST

struct reader {
    size_t got;
    bool same;
};

static mh_rc read_endless(void *arg, const char *p, size_t n, mh_err *e) {
    static const char line[] = "endless endless endless endless\n";
    struct reader *r = arg;
    (void)e;
    for (size_t i = 0; i < n; i++) r->same = r->same && p[i] == line[(r->got + i) % 32];
    r->got += n;
    return MH_OK;
}

/* What TLS has decoded when a reader stops is not lost, and makes no event of its own later. */
START_TEST(a_reader_may_stop_and_go_on) {
    enum { WINDOW = 50000, ALL = 8000000 };
    unit_net u;
    unit_door d = {.names = NAMES};
    mh_net_opts o = plain_opts();
    struct reader r = {.same = true};
    char url[80];
    int done = 0, others = 0;
    unit_door_open(&d);
    o.ca_file = d.pem;
    o.limits.body_bytes = INT64_C(1) << 40;
    unit_net_open(&u, o);
    snprintf(url, sizeof url, "https://127.0.0.1:%d/_/endless", d.port);
    mh_fetch_req req = {
        .url = mh_view_of(url), .sink = read_endless, .sink_arg = &r, .window = WINDOW};
    mh_fetch *f = mh_fetch_start(u.net, &req, unit_count, &done);
    for (size_t taken = 0; taken < ALL;) {
        int64_t end = unit_ms() + 5000;
        while (r.got - taken < WINDOW) {
            ck_assert_msg(unit_ms() < end && !done, "stopped at %zu bytes", r.got);
            mh_loop_once(u.loop, true);
        }
        if (taken % 7 == 0) { /* others go on meanwhile */
            snprintf(url, sizeof url, "https://127.0.0.1:%d/_/echo", d.port);
            mh_fetch *other = unit_start(&u, url, &others);
            unit_until(u.loop, &others, 1, 10);
            ck_assert_int_eq(mh_fetch_get(other)->err.code, MH_E_NONE);
            mh_fetch_free(other);
            others = 0;
        }
        size_t n = r.got - taken;
        ck_assert_uint_lt(n, WINDOW + 32768);
        taken = r.got;
        mh_fetch_taken(f, n);
    }
    ck_assert(r.same);
    mh_fetch_free(f);
    unit_net_close(&u);
}
END_TEST

TCase *tcase_net_tls(void) {
    TCase *t = tcase_create("net_tls");
    tcase_add_loop_test(t, certificates_and_versions, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(t, the_old_server_is_no_dead_one);
    tcase_add_test(t, a_server_without_tls);
    tcase_add_test(t, a_server_that_never_shakes_hands);
    tcase_add_test(t, insecure_is_said_once_a_host);
    tcase_add_test(t, no_secret_follows_to_another_host);
    tcase_add_test(t, a_reader_may_stop_and_go_on);
    return t;
}
