/* A proxy: used when it is set and only then, for what it is asked, with its user and without a trace of
 * the password. */
#include "unit.h"

#define PROXYD_NO_MAIN
#include "../../tools/proxyd.c"
#include "base/fs.h"
#include "net_unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES "IP:127.0.0.1,DNS:far.example"

struct proxying {
    int fd;
    proxyd p;
};

static void run_proxy(int end_fd, void *arg) {
    struct proxying *l = arg;
    forked_loop(l->fd, end_fd, proxyd_serve, &l->p);
}

/* Returns its port; its log is the file log. */
static int open_proxy(char log[40], const char *user) {
    int port = 0;
    unit_memory_file(log);
    struct proxying l = {.p = {.log = log, .user = user}};
    l.fd = forked_listen("127.0.0.1", &port);
    unit_spawn(l.fd, run_proxy, &l);
    return port;
}

static mh_buf read_log(const char *log) {
    mh_buf b = {0};
    FILE *f = fopen(log, "r"); /* no regular file to mh_fs_read */
    ck_assert_ptr_nonnull(f);
    for (int c; (c = fgetc(f)) != EOF;) mh_buf_putc(&b, (char)c);
    fclose(f);
    mh_buf_puts(&b, "");
    return b;
}

static bool has(const mh_buf *b, const char *part) {
    return mh_view_find(mh_buf_view(b), mh_view_of(part), 0) != SIZE_MAX;
}

static mh_net_opts plain_opts(const char *proxy) {
    mh_net_opts o = mh_net_defaults();
    o.robots = false;
    o.retries = 0;
    o.pace.delay_us = 0;
    o.proxy = proxy;
    return o;
}

START_TEST(it_is_asked_in_the_place_of_the_host) {
    unit_net u;
    unit_door d = {.names = NAMES};
    char log[40], proxy[80], url[120];
    unit_door_open(&d);
    snprintf(proxy, sizeof proxy, "http://desk:pa%%3Ass%%40word@127.0.0.1:%d",
             open_proxy(log, "desk:pa:ss@word"));
    mh_net_opts o = plain_opts(proxy);
    o.ca_file = d.pem;
    unit_net_open(&u, o);
    const mh_header own = {MH_VIEW_INIT("X-Api-Key"), MH_VIEW_INIT("for the host")};
    mh_fetch_req req = {.headers = &own, .n_headers = 1};
    /* a name that nobody here can resolve: that is the proxy's task */
    snprintf(url, sizeof url, "http://user:host-word@far.example:%d/_/echo?q=1", unit_serve());
    mh_fetch *f = unit_fetch(&u, url, &req);
    ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_NONE, "%s", mh_fetch_get(f)->err.msg);
    ck_assert_int_eq(mh_fetch_get(f)->status, 200);
    ck_assert(unit_body_has(f, "GET /_/echo?q=1 HTTP/1.1"));
    ck_assert(unit_body_has(f, "Host: far.example:"));
    ck_assert(!unit_body_has(f, "Proxy-Authorization"));
    mh_fetch_free(f);
    mh_buf said = read_log(log);
    snprintf(url, sizeof url, "> GET http://far.example:%d/_/echo?q=1 HTTP/1.1\n", unit_serve());
    ck_assert_msg(has(&said, url), "%s", said.ptr);
    ck_assert(has(&said, "> Proxy-Authorization: Basic ZGVzazpwYTpzc0B3b3Jk\n"));
    mh_buf_clear(&said);

    snprintf(url, sizeof url, "https://user:host-word@far.example:%d/_/echo?q=2", d.port);
    f = unit_fetch(&u, url, &req);
    ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_NONE, "%s", mh_fetch_get(f)->err.msg);
    ck_assert(unit_body_has(f, "GET /_/echo?q=2 HTTP/1.1"));
    ck_assert(unit_body_has(f, "X-Api-Key: for the host") && unit_body_has(f, "Authorization:"));
    ck_assert(!unit_body_has(f, "Proxy-"));
    ck_assert(mh_head_get(mh_fetch_get(f)->head, MH_VIEW("content-length")).len > 0);
    mh_fetch_free(f);
    said = read_log(log);
    char *tunnel = strstr(said.ptr, "> CONNECT");
    ck_assert_ptr_nonnull(tunnel);
    /* in the tunnel everything is the host's, in front of it nothing */
    ck_assert(strstr(tunnel, "Api-Key") == NULL && strstr(tunnel, "/_/echo") == NULL);
    ck_assert(strstr(tunnel, "> Authorization:") == NULL);
    ck_assert(strstr(tunnel, "> Proxy-Authorization: Basic ZGVzazpwYTpzc0B3b3Jk\n") != NULL);
    mh_buf_clear(&said);

    /* the certificate is the host's: a proxy cannot answer for it */
    snprintf(url, sizeof url, "https://other.example:%d/", d.port);
    f = unit_fetch(&u, url, NULL);
    ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_TLS, "%s", mh_fetch_get(f)->err.msg);
    mh_fetch_free(f);
    unit_net_close(&u);
}
END_TEST

START_TEST(the_environment_is_not_asked) {
    unit_net u;
    char log[40], proxy[80];
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", open_proxy(log, NULL));
    static const char *const names[] = {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"};
    for (size_t i = 0; i < 4; i++) setenv(names[i], proxy, 1);
    for (int set = 0; set < 2; set++) {
        unit_net_open(&u, plain_opts(set ? proxy : ""));
        setenv("no_proxy", "*", 1); /* nor is this */
        mh_fetch *f = unit_fetch(&u, "/_/echo", NULL);
        ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_NONE, "%s", mh_fetch_get(f)->err.msg);
        mh_fetch_free(f);
        mh_buf said = read_log(log);
        ck_assert_int_eq(said.len > 0, set);
        mh_buf_clear(&said);
        unit_net_close(&u);
    }
}
END_TEST

/* The guard judges what the URL says; what a name resolves to is known to the proxy alone. The proxy's own
 * address is the operator's choice: here it is private, and not granted. */
START_TEST(the_guard_in_front_of_a_proxy) {
    static const struct {
        const char *url;
        mh_code want;
    } cases[] = {{"http://far.example:%d/_/echo", MH_E_NONE},
                 {"http://127.0.0.1:%d/_/echo", MH_E_PERMISSION},
                 {"http://10.0.0.1:%d/_/echo", MH_E_PERMISSION},
                 {"http://localhost:%d/_/echo", MH_E_PERMISSION},
                 {"http://a.localhost:%d/_/echo", MH_E_PERMISSION},
                 {"http://[::1]:%d/_/echo", MH_E_PERMISSION},
                 {"http://far.example:%d/_/redirect?to=http%%3A%%2F%%2F169.254.169.254%%2F",
                  MH_E_PERMISSION}};
    mh_grants *none = mh_grants_new();
    char log[40], proxy[80];
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", open_proxy(log, NULL));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unit_net u;
        char url[160];
        mh_net_opts o = plain_opts(proxy);
        o.grants = none;
        unit_net_open(&u, o);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(url, sizeof url, cases[i].url, unit_serve());
#pragma GCC diagnostic pop
        mh_fetch *f = unit_fetch(&u, url, NULL);
        ck_assert_msg(mh_fetch_get(f)->err.code == cases[i].want, "%s: %s", url,
                      mh_fetch_get(f)->err.msg);
        mh_fetch_free(f);
        unit_net_close(&u);
    }
    mh_buf said = read_log(log);
    ck_assert(!has(&said, "//169.254") && !has(&said, "localhost") && !has(&said, "//127.0.0.1"));
    mh_buf_clear(&said);
    mh_grants_free(none);
}
END_TEST

static void keep_line(void *arg, mh_level level, mh_view line) {
    (void)level;
    mh_buf_put(arg, line);
}

typedef struct row {
    const char *proxy, *url; /* the first %d of proxy is its port, that of url the server's */
    mh_code want;
    bool retry;
    const char *says;
} row;

static const row rows[] = {
    {"http://desk:sesame@127.0.0.1:%d", "http://far.example:%d/_/echo", MH_E_NONE, false, ""},
    {"desk:sesame@127.0.0.1:%d", "http://far.example:%d/_/echo", MH_E_NONE, false, ""},
    {"http://desk:sesame@localhost:%d/", "http://far.example:%d/_/echo", MH_E_NONE, false, ""},
    {"http://127.0.0.1:%d", "http://far.example:%d/_/echo", MH_E_DENIED, false, "another user"},
    {"http://desk:sesame-seed@127.0.0.1:%d", "http://far.example:%d/_/echo", MH_E_DENIED, false,
     ""},
    {"http://desk:sesame-seed@127.0.0.1:%d", "https://far.example:%d/", MH_E_DENIED, false, ""},
    {"http://desk:sesame@127.0.0.1:%d", "https://far.example:9/?%d", MH_E_CONNECT, true, "502"},
    /* over plain HTTP the proxy's answer cannot be told from the host's */
    {"http://desk:sesame@127.0.0.1:%d", "http://far.example:9/?%d", MH_E_NONE, false, ""},
    {"http://desk:sesame@127.0.0.1:1", "http://far.example/", MH_E_CONNECT, true, "port 1"},
    {"https://desk:sesame@127.0.0.1:1", "http://far.example/", MH_E_CONNECT, true, "port 1"},
    {"socks5h://desk:sesame@127.0.0.1:1", "http://far.example/", MH_E_CONNECT, true, "port 1"},
    {"socks5h://desk:sesame@127.0.0.1:%d", "http://far.example:%d/", MH_E_CONNECT, true, "proxy: "},
    {"http://"
     "desk:sesame@a.b.c.d.e.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "http://far.example/", MH_E_DNS, true, ""},
    {"ftp://desk:sesame@127.0.0.1:%d", "", MH_E_USAGE, false, "proxy: wants"},
    {"socks5://desk:sesame@127.0.0.1:%d", "", MH_E_USAGE, false, "proxy: wants"},
    {"http://desk:sesame@[127.0.0.1:%d", "", MH_E_USAGE, false, "proxy: wants"},
    {"http://desk:sesame@127.0.0.1:99999", "", MH_E_USAGE, false, "proxy: wants"},
    {"http://desk:sesame@127.0.0.1/path", "", MH_E_USAGE, false, "proxy: wants"},
    {"desk:sesame@", "", MH_E_USAGE, false, "proxy: wants"},
    {"http://", "", MH_E_USAGE, false, "proxy: wants"},
};

/* Whatever happens, nothing that is said holds the password. */
START_TEST(what_a_proxy_may_answer) {
    const row *r = &rows[_i];
    char log[40], proxy[160], url[160];
    int port = open_proxy(log, "desk:sesame");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(proxy, sizeof proxy, r->proxy, port);
    snprintf(url, sizeof url, r->url, unit_serve());
#pragma GCC diagnostic pop
    unit_net u;
    mh_buf said = {0};
    mh_net_opts o = plain_opts(proxy);
    o.log = mh_log_new(mh_clock_system(), MH_LOG_DEBUG, MH_LOG_TEXT, keep_line, &said);
    mh_err e = {0};
    if (r->want == MH_E_USAGE) {
        mh_loop *loop = mh_loop_new();
        mh_net *n;
        ck_assert_int_eq(mh_net_new(&n, loop, &o, &e), MH_FAIL);
        mh_loop_leftovers(loop, &said);
        mh_loop_free(loop);
    } else {
        unit_net_open(&u, o);
        mh_fetch *f = unit_fetch(&u, url, NULL);
        e = mh_fetch_get(f)->err;
        mh_fetch_free(f);
        unit_net_close(&u);
    }
    ck_assert_msg(e.code == r->want, "%s: %s \"%s\"", proxy, mh_code_name(e.code), e.msg);
    ck_assert_msg(e.retry == r->retry, "%s: retry, \"%s\"", proxy, e.msg);
    ck_assert_msg(strstr(e.msg, r->says) != NULL, "%s: \"%s\"", proxy, e.msg);
    ck_assert_msg(strstr(e.msg, "sesame") == NULL, "%s", e.msg);
    ck_assert_msg(!has(&said, "sesame"), "%s", said.ptr);
    mh_log_free(o.log);
    mh_buf_clear(&said);
}
END_TEST

TCase *tcase_net_proxy(void) {
    TCase *t = tcase_create("net_proxy");
    tcase_add_test(t, it_is_asked_in_the_place_of_the_host);
    tcase_add_test(t, the_environment_is_not_asked);
    tcase_add_test(t, the_guard_in_front_of_a_proxy);
    tcase_add_loop_test(t, what_a_proxy_may_answer, 0, sizeof rows / sizeof rows[0]);
    return t;
}
