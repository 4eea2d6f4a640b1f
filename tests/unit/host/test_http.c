#include "host/http_world.h"

typedef struct asked {
    const char *line, *headers; /* line without the version */
    int status;
    const char *has; /* in head or body; NULL */
} asked;

static const asked table[] = {
    {"GET /health", HOST AUTH, 200, "{\"status\":\"ok\"}"},
    {"GET /metrics", HOST AUTH, 200, "Content-Type: text/plain; version=0.0.4"},
    {"GET /metrics", HOST AUTH, 200, "\r\n\r\nup 1\n"},
    {"GET /api/jobs", HOST AUTH, 200, "[\"news\"]"},
    {"GET /api/jobs/news", HOST AUTH, 200, "{\"name\":\"news\"}"},
    {"GET /api/jobs/d%C3%A9p%c3%aache%201", HOST AUTH, 200, "Content-Type: application/json"},
    {"GET /api/runs", HOST AUTH, 200, "{\"job\":\"\",\"limit\":50}"},
    {"GET /api/runs?job=a+b%26c&limit=3", HOST AUTH, 200, "{\"job\":\"a b&c\",\"limit\":3}"},
    {"GET /api/runs/7", HOST AUTH, 200, "{\"id\":7}"},
    {"GET /api/runs/8", HOST AUTH, 404, "no such run"},
    {"GET /api/jobs/other", HOST AUTH, 404, "no such job"},
    {"GET /api/runs?limit=0", HOST AUTH, 400, "limit"},
    {"GET /api/runs?limit=1001", HOST AUTH, 400, NULL},
    {"GET /api/runs?limit=-1", HOST AUTH, 400, NULL},
    {"GET /api/runs?limit=5&limit=5", HOST AUTH, 400, NULL},
    {"GET /api/runs?order=1", HOST AUTH, 400, NULL},
    {"GET /api/runs?job=%00", HOST AUTH, 400, NULL},
    {"GET /api/runs?job=%4", HOST AUTH, 400, NULL},
    {"GET /health?verbose=1", HOST AUTH, 200, NULL},
    /* no token */
    {"GET /health", HOST, 401, "WWW-Authenticate: Bearer"},
    {"GET /metrics", HOST, 401, NULL},
    {"GET /api/jobs", HOST, 401, NULL},
    {"GET /api/jobs/news", HOST, 401, NULL},
    {"GET /api/runs", HOST, 401, NULL},
    {"GET /api/runs/7", HOST, 401, NULL},
    {"GET /nothing", HOST, 401, NULL},
    {"GET /", HOST, 401, NULL},
    {"POST /api/jobs", HOST, 401, NULL},
    {"HEAD /health", HOST, 401, NULL},
    {"OPTIONS /health", HOST "Origin: http://evil.example\r\n", 401, NULL},
    /* another token, or one in another form */
    {"GET /health", HOST "Authorization: Bearer 0123456789abcdef0123456789abcdeF\r\n", 401, NULL},
    {"GET /health", HOST "Authorization: Bearer " TOKEN "0\r\n", 401, NULL},
    {"GET /health", HOST "Authorization: Bearer 0123\r\n", 401, NULL},
    {"GET /health", HOST "Authorization: Bearer \r\n", 401, NULL},
    {"GET /health", HOST "Authorization: Basic " TOKEN "\r\n", 401, NULL},
    {"GET /health", HOST "Authorization: " TOKEN "\r\n", 401, NULL},
    {"GET /health", HOST AUTH AUTH, 401, NULL},
    {"GET /health", HOST "Authorization: bearer   " TOKEN " \r\n", 200, NULL},
    {"GET /health?token=" TOKEN, HOST, 401, NULL},
    {"GET /health", HOST "Cookie: token=" TOKEN "\r\n", 401, NULL},
    /* Host */
    {"GET /health", AUTH, 421, NULL},
    {"GET /health", HOST HOST AUTH, 421, NULL},
    {"GET /health", "Host: evil.example\r\n" AUTH, 421, NULL},
    {"GET /health", "Host: localhost.evil.example\r\n" AUTH, 421, NULL},
    {"GET /health", "Host: 127.0.0.1.evil.example\r\n" AUTH, 421, NULL},
    {"GET /health", "Host: 10.0.0.1\r\n" AUTH, 421, NULL},
    {"GET /health", "Host: \r\n" AUTH, 421, NULL},
    {"GET /metrics", "Host: evil.example\r\n" AUTH, 421, NULL},
    {"GET /api/jobs", "Host: evil.example\r\n" AUTH, 421, NULL},
    {"GET /api/jobs/news", "Host: evil.example\r\n" AUTH, 421, NULL},
    {"GET /api/runs", "Host: evil.example\r\n" AUTH, 421, NULL},
    {"GET /api/runs/7", "Host: evil.example\r\n" AUTH, 421, NULL},
    {"POST /hook/press", "Host: evil.example\r\n", 421, NULL},
    {"GET /nothing", "Host: evil.example\r\n", 421, NULL},
    {"GET /health", "Host: localhost\r\n" AUTH, 200, NULL},
    {"GET /health", "Host: LOCALHOST:9000\r\n" AUTH, 200, NULL},
    {"GET /health", "Host: [::1]:8420\r\n" AUTH, 200, NULL},
    {"GET /health", "Host: 127.0.0.1:8420\r\n" AUTH, 200, NULL},
    /* methods */
    {"HEAD /health", HOST AUTH, 200, "Content-Length: 16"},
    {"HEAD /nothing", HOST AUTH, 404, NULL},
    {"POST /health", HOST AUTH, 405, "Allow: GET, HEAD"},
    {"PUT /metrics", HOST AUTH, 405, "Allow: GET, HEAD"},
    {"DELETE /api/jobs", HOST AUTH, 405, "Allow: GET, HEAD"},
    {"PATCH /api/jobs/news", HOST AUTH, 405, "Allow: GET, HEAD"},
    {"TRACE /api/runs", HOST AUTH, 405, "Allow: GET, HEAD"},
    {"OPTIONS /api/runs/7", HOST AUTH, 405, "Allow: GET, HEAD"},
    {"get /health", HOST AUTH, 405, NULL},
    {"GET /hook/press", HOST AUTH, 405, "Allow: POST"},
    {"HEAD /hook/press", HOST, 405, "Allow: POST"},
    /* paths that are none */
    {"GET /", HOST AUTH, 404, NULL},
    {"GET /health/", HOST AUTH, 404, NULL},
    {"GET //health", HOST AUTH, 404, NULL},
    {"GET /Health", HOST AUTH, 404, NULL},
    {"GET /api", HOST AUTH, 404, NULL},
    {"GET /api/jobs/", HOST AUTH, 404, NULL},
    {"GET /api/runs/", HOST AUTH, 404, NULL},
    {"GET /api/runs/07", HOST AUTH, 404, NULL},
    {"GET /api/runs/7x", HOST AUTH, 404, NULL},
    {"GET /api/runs/99999999999999999999", HOST AUTH, 404, NULL},
    {"GET /api/runs/%37", HOST AUTH, 404, NULL},
    {"GET /%68ealth", HOST AUTH, 404, NULL},
    {"GET /api/../health", HOST AUTH, 404, NULL},
    {"GET /api/jobs/../../health", HOST AUTH, 404, NULL},
    {"GET /api/jobs/..", HOST AUTH, 404, NULL},
    {"GET /api/jobs/%2e%2e", HOST AUTH, 404, NULL},
    {"GET /api/jobs/..%2f..%2fetc%2fpasswd", HOST AUTH, 404, NULL},
    {"GET /api/jobs/news%2f", HOST AUTH, 404, NULL},
    {"GET /api/jobs/news%00", HOST AUTH, 404, NULL},
    {"GET /api/jobs/news%0d%0aX:1", HOST AUTH, 404, NULL},
    {"GET /api/jobs/news%", HOST AUTH, 404, NULL},
    {"GET /api/jobs/news%2", HOST AUTH, 404, NULL},
    {"GET /api/jobs/%u006eews", HOST AUTH, 404, NULL},
    {"GET /api/jobs/%c0%ae%c0%ae", HOST AUTH, 404, NULL},
    {"GET /api\\jobs", HOST AUTH, 404, NULL},
    {"GET /health;x=1", HOST AUTH, 404, NULL},
    {"GET http://127.0.0.1/health", HOST AUTH, 404, NULL},
    {"GET http://evil.example/health", HOST AUTH, 404, NULL},
    /* hooks */
    {"POST /hook/press", HOST, 403, NULL},
    {"POST /hook/press", HOST AUTH, 403, NULL},
    {"POST /hook/other", HOST, 404, NULL},
    {"POST /hook/", HOST, 401, NULL},
    {"POST /hook/unset", HOST, 503, "not set"},
    {"POST /hook/..%2fhealth", HOST, 401, NULL},
};

START_TEST(each_request_gets_its_answer) {
    static const char *const always[] = {"X-Content-Type-Options: nosniff",
                                         "Cache-Control: no-store",
                                         "Content-Security-Policy: default-src 'none'",
                                         "Referrer-Policy: no-referrer",
                                         "Cross-Origin-Resource-Policy: same-origin",
                                         "Connection: close"};
    world w;
    mh_buf request = {0}, answer = {0};
    open_world(&w);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const asked *a = &table[i];
        mh_buf_reset(&request);
        mh_buf_printf(&request, "%s HTTP/1.1\r\n%s\r\n", a->line, a->headers);
        int status = ask(w.port, mh_buf_view(&request), &answer);
        ck_assert_msg(status == a->status, "%.*swanted %d, got %d", MH_FMT(mh_buf_view(&request)),
                      a->status, status);
        for (size_t k = 0; k < sizeof always / sizeof *always; k++)
            ck_assert_msg(has(&answer, always[k]), "%s: no \"%s\" in %.*s", a->line, always[k],
                          MH_FMT(mh_buf_view(&answer)));
        ck_assert_msg(a->has == NULL || has(&answer, a->has), "%s: no \"%s\" in %.*s", a->line,
                      a->has, MH_FMT(mh_buf_view(&answer)));
        ck_assert(!has(&answer, TOKEN) && !has(&answer, "Access-Control-"));
        if (strncmp(a->line, "HEAD", 4) == 0)
            ck_assert(mh_view_ends(mh_buf_view(&answer), MH_VIEW("\r\n\r\n")));
        else if (status >= 400)
            ck_assert(has(&answer, "{\"error\":\""));
    }
    ck_assert_int_eq(w.fired, 0);
    mh_buf_clear(&request);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

START_TEST(health_that_is_bad_is_503) {
    world w;
    mh_buf answer = {0};
    open_world(&w);
    w.fired = 100;
    ck_assert_int_eq(ask(w.port, HEALTH, &answer), 503);
    ck_assert(has(&answer, "{\"status\":\"bad\"}"));
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

START_TEST(a_large_answer_comes_whole) {
    world w;
    mh_buf answer = {0};
    open_world(&w);
    w.large = true;
    ck_assert_int_eq(ask(w.port, MH_VIEW("GET /metrics HTTP/1.1\r\n" HOST AUTH "\r\n"), &answer),
                     200);
    ck_assert_uint_gt(answer.len, 10000000);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

TCase *tcase_host_http(void) {
    TCase *t = tcase_create("host_http");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, each_request_gets_its_answer);
    tcase_add_test(t, a_large_answer_comes_whole);
    tcase_add_test(t, health_that_is_bad_is_503);
    return t;
}
