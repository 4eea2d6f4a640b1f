#include "host/http_world.h"

#include <sys/stat.h>

/* ---- where it listens ---- */

START_TEST(ports_and_addresses) {
    static const struct {
        const char *listen;
        bool open;
        mh_code code;
    } cases[] = {
        {"0.0.0.0:0", false, MH_E_USAGE},
        {"0.0.0.0:0", true, MH_E_NONE},
        {"192.0.2.1:0", false, MH_E_USAGE},
        {"[::]:0", false, MH_E_USAGE},
        {"[2001:db8::1]:0", false, MH_E_USAGE},
        {"127.0.0.2:0", false, MH_E_NONE},
        {"localhost:0", false, MH_E_NONE},
        {"::1:0", false, MH_E_USAGE},
        {"127.0.0.1", false, MH_E_USAGE},
        {"127.0.0.1:", false, MH_E_USAGE},
        {"127.0.0.1:65536", false, MH_E_USAGE},
        {"example.org:80", false, MH_E_USAGE},
        {":8420", false, MH_E_USAGE},
        {"8420", false, MH_E_USAGE},
        {"127.1:0", false, MH_E_USAGE},
        {"[127.0.0.1]:0", false, MH_E_USAGE},
        {"[::ffff:127.0.0.1]:0", false, MH_E_USAGE},
    };
    mh_loop *l = mh_loop_new();
    world w = {0};
    mh_http_ops ops = ops_of(&w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mh_http *h = NULL;
        mh_err e = {0};
        mh_http_opts o = {
            .listen = mh_view_of(cases[i].listen), .token = MH_VIEW(TOKEN), .open = cases[i].open};
        mh_http_start(&h, l, &o, &ops, &e);
        ck_assert_msg(e.code == cases[i].code, "%s: %s %s", cases[i].listen, mh_code_name(e.code),
                      e.msg);
        ck_assert((h != NULL) == (e.code == MH_E_NONE));
        mh_http_stop(h);
    }
    mh_http_opts o = {.listen = MH_VIEW("127.0.0.1:0"), .token = MH_VIEW("0123456789")};
    mh_http *h = NULL;
    mh_err e = {0};
    ck_assert_int_eq(mh_http_start(&h, l, &o, &ops, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    ck_assert_uint_eq(mh_loop_leftovers(l, NULL), 0);
    mh_loop_free(l);
}
END_TEST

START_TEST(a_port_that_is_taken_is_busy) {
    world w;
    mh_err e = {0};
    mh_http *other = NULL;
    char text[40];
    open_world(&w);
    mh_loop *l = mh_loop_new();
    mh_http_ops ops = ops_of(&w);
    snprintf(text, sizeof text, "127.0.0.1:%d", w.port);
    mh_http_opts o = {.listen = mh_view_of(text), .token = MH_VIEW(TOKEN)};
    ck_assert_int_eq(mh_http_start(&other, l, &o, &ops, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_BUSY);
    ck_assert(e.retry);
    mh_loop_free(l);
    close_world(&w);
}
END_TEST

START_TEST(ipv6) {
    world w = {.loop = mh_loop_new()};
    mh_err e = {0};
    mh_http_ops ops = ops_of(&w);
    mh_http_opts o = {.listen = MH_VIEW("[::1]:0"), .token = MH_VIEW(TOKEN)};
    if (mh_http_start(&w.http, w.loop, &o, &ops, &e) != MH_OK) {
        fprintf(stderr, "SKIPPED: ipv6: %s\n", e.msg);
        mh_loop_free(w.loop);
        return;
    }
    w.port = mh_http_port(w.http);
    pthread_create(&w.thread, NULL, turn, &w);
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)w.port)};
    a.sin6_addr = in6addr_loopback;
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    mh_buf answer = {0};
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    say(fd, MH_VIEW("GET /health HTTP/1.1\r\nHost: [0:0:0::1]:1\r\n" AUTH "\r\n"));
    ck_assert_int_eq(hear(fd, &answer), 200);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

START_TEST(open_to_others_by_number_or_name) {
    world w;
    mh_buf request = {0}, answer = {0};
    char name[256];
    open_with(&w, (mh_http_opts){.listen = MH_VIEW("0.0.0.0:0"), .open = true});
    gethostname(name, sizeof name);
    const char *const hosts[] = {"192.0.2.7:8420", "[2001:db8::1]", "localhost", name};
    for (size_t i = 0; i < 4; i++) {
        mh_buf_reset(&request);
        mh_buf_printf(&request, "GET /health HTTP/1.1\r\nHost: %s\r\n" AUTH "\r\n", hosts[i]);
        ck_assert_int_eq(ask(w.port, mh_buf_view(&request), &answer), 200);
    }
    ck_assert_int_eq(
        ask(w.port, MH_VIEW("GET /health HTTP/1.1\r\nHost: evil.example\r\n" AUTH "\r\n"), &answer),
        421);
    mh_buf_clear(&request);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

/* ---- the token ---- */

START_TEST(the_token_is_made_once_and_kept_closed) {
    char dir[] = "/tmp/mh-token-XXXXXX";
    mh_buf a = {0}, b = {0};
    mh_err e = {0};
    struct stat st;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    char *path = mh_path_join(dir, "deep/token");
    ck_assert_msg(mh_http_token_file(&a, path, &e) == MH_OK, "%s", e.msg);
    ck_assert_int_eq(mh_http_token_file(&b, path, &e), MH_OK);
    ck_assert_uint_eq(a.len, 64);
    ck_assert(mh_view_eq(mh_buf_view(&a), mh_buf_view(&b)));
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    mh_buf_reset(&b);
    chmod(path, 0644);
    ck_assert_int_eq(mh_http_token_file(&b, path, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_DENIED);
    unlink(path);
    ck_assert_int_eq(mh_http_token_file(&b, path, &e), MH_OK);
    ck_assert(!mh_view_eq(mh_buf_view(&a), mh_buf_view(&b))); /* by chance: 2^-256 */
    mh_fs_put(path, MH_VIEW("short\n"), NULL);
    ck_assert_int_eq(mh_http_token_file(&b, path, &e), MH_FAIL);
    mh_fs_put(path, MH_VIEW("0123456789abcdef 0123456789abcdef\n"), NULL);
    ck_assert_int_eq(mh_http_token_file(&b, path, &e), MH_FAIL);
    /* by the environment */
    char *where = NULL;
    mh_buf_reset(&b);
    setenv("MINEHOST_SERVE_TOKEN", TOKEN, 1);
    ck_assert_int_eq(mh_http_token(&b, &where, &e), MH_OK);
    ck_view_eq(mh_buf_view(&b), TOKEN);
    ck_assert_ptr_null(where);
    setenv("MINEHOST_SERVE_TOKEN", "short", 1);
    ck_assert_int_eq(mh_http_token(&b, NULL, &e), MH_FAIL);
    unsetenv("MINEHOST_SERVE_TOKEN");
    setenv("XDG_STATE_HOME", dir, 1);
    mh_buf_reset(&b);
    ck_assert_int_eq(mh_http_token(&b, &where, &e), MH_OK);
    ck_assert(mh_fs_is_file(where));
    unlink(where);
    unlink(path);
    free(where);
    free(path);
    mh_buf_clear(&a);
    mh_buf_clear(&b);
}
END_TEST

TCase *tcase_host_http_listen(void) {
    TCase *t = tcase_create("host_http_listen");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, ports_and_addresses);
    tcase_add_test(t, a_port_that_is_taken_is_busy);
    tcase_add_test(t, ipv6);
    tcase_add_test(t, open_to_others_by_number_or_name);
    tcase_add_test(t, the_token_is_made_once_and_kept_closed);
    return t;
}
