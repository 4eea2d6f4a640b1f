#include "host/http_world.h"

/* ---- signed posts ---- */

static int post(world *w, const char *path, mh_view body, const char *signature, bool chunked) {
    mh_buf request = {0}, answer = {0};
    mh_buf_printf(&request, "POST /hook/%s HTTP/1.1\r\n" HOST, path);
    if (signature != NULL) mh_buf_printf(&request, "X-Hub-Signature-256: %s\r\n", signature);
    if (chunked) {
        mh_buf_puts(&request, "Transfer-Encoding: chunked\r\n\r\n");
        for (size_t at = 0; at < body.len; at += 7) {
            mh_view piece = mh_view_sub(body, at, at + 7);
            mh_buf_printf(&request, "%zx\r\n%.*s\r\n", piece.len, MH_FMT(piece));
        }
        mh_buf_puts(&request, "0\r\n\r\n");
    } else {
        mh_buf_printf(&request, "Content-Length: %zu\r\n\r\n", body.len);
        mh_buf_put(&request, body);
    }
    int status = ask(w->port, mh_buf_view(&request), &answer);
    mh_buf_clear(&request);
    mh_buf_clear(&answer);
    return status;
}

START_TEST(a_signed_post_fires) {
    /* the example of GitHub's documentation: secret above, body "Hello, World!" */
    static const char good[] =
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    world w;
    mh_view hello = MH_VIEW("Hello, World!");
    char bad[sizeof good];
    open_world(&w);
    ck_assert_int_eq(post(&w, "press", hello, good, false), 202);
    ck_assert_int_eq(w.fired, 1);
    ck_assert_int_eq(post(&w, "press", hello, good, false), 202); /* again: the plan merges */
    ck_assert_int_eq(post(&w, "press", hello, good, true), 202);
    ck_assert_int_eq(w.fired, 3);
    ck_assert_int_eq(post(&w, "late", hello, good, false), 404);
    for (size_t i = 7; i < sizeof good - 1; i++) { /* each digit counts */
        memcpy(bad, good, sizeof bad);
        bad[i] = bad[i] == '0' ? '1' : '0';
        ck_assert_int_eq(post(&w, "press", hello, bad, false), 403);
    }
    ck_assert_int_eq(post(&w, "press", MH_VIEW("Hello, World?"), good, false), 403);
    ck_assert_int_eq(post(&w, "press", MH_VIEW(""), good, false), 403);
    ck_assert_int_eq(post(&w, "press", hello, NULL, false), 403);
    ck_assert_int_eq(post(&w, "press", hello, "sha1=757107ea", false), 403);
    ck_assert_int_eq(post(&w, "press", hello, good + 7, false), 403);
    memcpy(bad, good, sizeof bad);
    bad[sizeof bad - 2] = '\0';
    ck_assert_int_eq(post(&w, "press", hello, bad, false), 403);
    ck_assert_int_eq(w.fired, 3);
    /* of nothing at all, in capital letters */
    char sum[MH_SHA256_HEX];
    mh_hmac_sha256_hex(MH_VIEW(SECRET), MH_VIEW(""), sum);
    snprintf(bad, sizeof bad, "SHA256=%s", sum);
    for (size_t i = 7; bad[i] != '\0'; i++)
        if (bad[i] >= 'a') bad[i] = (char)(bad[i] - 32);
    ck_assert_int_eq(post(&w, "press", MH_VIEW(""), bad, false), 202);
    ck_assert_int_eq(w.fired, 4);
    close_world(&w);
}
END_TEST

START_TEST(a_secret_of_nothing_signs_nothing) {
    world w;
    char sum[MH_SHA256_HEX], signature[80];
    open_world(&w);
    mh_hmac_sha256_hex(MH_VIEW(""), MH_VIEW("x"), sum);
    snprintf(signature, sizeof signature, "sha256=%s", sum);
    ck_assert_int_eq(post(&w, "unset", MH_VIEW("x"), signature, false), 503);
    ck_assert_int_eq(w.fired, 0);
    close_world(&w);
}
END_TEST

/* ---- sizes ---- */

static int post_bytes(world *w, size_t n, bool chunked, bool sign) {
    char sum[MH_SHA256_HEX], signature[80];
    char *body = mh_alloc(n);
    memset(body, 'x', n);
    mh_hmac_sha256_hex(MH_VIEW(SECRET), (mh_view){body, n}, sum);
    snprintf(signature, sizeof signature, "sha256=%s", sum);
    int status = post(w, "press", (mh_view){body, n}, sign ? signature : NULL, chunked);
    free(body);
    return status;
}

START_TEST(bodies_are_bounded) {
    world w;
    open_world(&w);
    ck_assert_int_eq(post_bytes(&w, MH_HTTP_BODY, false, true), 202);
    ck_assert_int_eq(post_bytes(&w, MH_HTTP_BODY, true, true), 202);
    ck_assert_int_eq(w.fired, 2);
    ck_assert_int_eq(post_bytes(&w, MH_HTTP_BODY + 1, false, true), 413);
    ck_assert_int_eq(post_bytes(&w, MH_HTTP_BODY + 1, true, true), 413);
    ck_assert_int_eq(post_bytes(&w, 4 * MH_HTTP_BODY, false, true), 413);
    ck_assert_int_eq(post_bytes(&w, MH_HTTP_BODY, false, false), 403);
    /* far too much is cut, at the latest in the middle */
    int status = post_bytes(&w, 20 * MH_HTTP_BODY, true, true);
    ck_assert(status == 0 || status == 413);
    status = post_bytes(&w, 20 * MH_HTTP_BODY, false, true);
    ck_assert(status == 0 || status == 413);
    ck_assert_int_eq(w.fired, 2);
    /* one that asks before it sends is told at once */
    mh_buf answer = {0};
    int fd = dial(w.port);
    say(fd, MH_VIEW("POST /hook/press HTTP/1.1\r\n" HOST
                    "Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n"));
    ck_assert_int_eq(hear(fd, &answer), 403);
    fd = dial(w.port);
    say(fd, MH_VIEW("GET /health HTTP/1.1\r\n" HOST AUTH
                    "Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n"));
    ck_assert_int_eq(hear(fd, &answer), 413);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

START_TEST(headers_are_bounded) {
    /* bytes in one header, in many, in the target */
    static const size_t sizes[] = {17000, 25000, 40000, 70000, 1000000};
    world w;
    mh_buf request = {0}, answer = {0};
    open_world(&w);
    for (size_t i = 0; i < 3 * sizeof sizes / sizeof *sizes; i++) {
        size_t n = sizes[i / 3];
        mh_buf_reset(&request);
        mh_buf_puts(&request, "GET /health");
        if (i % 3 == 2) {
            mh_buf_putc(&request, '?');
            for (size_t k = 0; k < n; k++) mh_buf_putc(&request, 'x');
        }
        mh_buf_puts(&request, " HTTP/1.1\r\n" HOST AUTH);
        if (i % 3 == 0) {
            mh_buf_puts(&request, "X: ");
            for (size_t k = 0; k < n; k++) mh_buf_putc(&request, 'x');
            mh_buf_puts(&request, "\r\n");
        }
        for (size_t k = 0; i % 3 == 1 && k < n; k += 10) mh_buf_puts(&request, "X: 12345\r\n");
        mh_buf_puts(&request, "\r\n");
        int status = ask(w.port, mh_buf_view(&request), &answer);
        /* what is far beyond any use may also be met by a closed door */
        bool ok = status == 431 || (n > 30000 && (status == 0 || status == 413 || status == 414));
        ck_assert_msg(ok, "%zu bytes, form %zu: status %d", n, i % 3, status);
        if (n <= 25000) ck_assert(has(&answer, "nosniff"));
    }
    /* and it goes on */
    ck_assert_int_eq(ask(w.port, HEALTH, &answer), 200);
    mh_buf_clear(&request);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

START_TEST(what_is_no_http_is_no_harm) {
    static const mh_view bad[] = {
        MH_VIEW_INIT("\r\n\r\n\r\n"),
        MH_VIEW_INIT("\0\0\0\0\0\0\0\0\r\n\r\n"),
        MH_VIEW_INIT("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        MH_VIEW_INIT("GET\r\n\r\n"),
        MH_VIEW_INIT("GET /health\r\n\r\n"),
        MH_VIEW_INIT("GET /health HTTP/9.9\r\n" HOST AUTH "\r\n"),
        MH_VIEW_INIT("GET /health HTTP/1.1\r\nHost 127.0.0.1\r\n" AUTH "\r\n"),
        MH_VIEW_INIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        MH_VIEW_INIT("POST /hook/press HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n"),
        MH_VIEW_INIT("POST /hook/press HTTP/1.1\r\n" HOST "Content-Length: x\r\n\r\n"),
        MH_VIEW_INIT("POST /hook/press HTTP/1.1\r\n" HOST
                     "Content-Length: 99999999999999999999999\r\n\r\n"),
        MH_VIEW_INIT("POST /hook/press HTTP/1.1\r\n" HOST
                     "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        MH_VIEW_INIT("POST /hook/press HTTP/1.1\r\n" HOST
                     "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"),
        MH_VIEW_INIT("GET /health HTTP/1.1\r\n" HOST "Authorization:\r\n Bearer\r\n\r\n"),
    };
    world w;
    mh_buf answer = {0};
    open_with(&w, (mh_http_opts){.request_ms = 1000});
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int status = ask(w.port, bad[i], &answer);
        ck_assert_msg(status == 0 || status >= 400, "case %zu: %d", i, status);
    }
    ck_assert_int_eq(w.fired, 0);
    ck_assert_int_eq(ask(w.port, HEALTH, &answer), 200);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

TCase *tcase_host_http_post(void) {
    TCase *t = tcase_create("host_http_post");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_signed_post_fires);
    tcase_add_test(t, a_secret_of_nothing_signs_nothing);
    tcase_add_test(t, bodies_are_bounded);
    tcase_add_test(t, headers_are_bounded);
    tcase_add_test(t, what_is_no_http_is_no_harm);
    return t;
}
