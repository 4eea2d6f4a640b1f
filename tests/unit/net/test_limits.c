/* Hostile servers: every limit and every code of core/net/fetch.h. */
#include "unit.h"

#include "net_unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static mh_net_opts tight(void) {
    mh_net_opts o = mh_net_defaults();
    o.limits.total_ms = 1500;
    o.limits.connect_ms = 1000;
    o.limits.first_byte_ms = 300;
    o.limits.body_bytes = 1 << 20;
    o.robots = false;
    o.retries = 0;
    return o;
}

typedef struct row {
    const char *path;
    mh_code want;
    bool retry;
    int64_t total_ms, low_speed_ms; /* 0: as tight() has it */
    const char *says;               /* in the message */
} row;

static const row rows[] = {
    {"/_/none", MH_E_TIMEOUT, true, 0, 0, "no answer within 0.3 s"},
    {"/_/slowheaders", MH_E_TIMEOUT, true, 0, 0, "no answer within 0.3 s"},
    {"/_/delay?n=5000", MH_E_TIMEOUT, true, 0, 0, "no answer within 0.3 s"},
    {"/_/slow", MH_E_TIMEOUT, true, 400, 0, "not finished within 0.4 s"},
    {"/_/slow", MH_E_TIMEOUT, true, 15000, 1000, "below 64 bytes/s"},
    {"/_/stall", MH_E_TIMEOUT, true, 400, 0, "not finished within 0.4 s"},
    /* told by what is decoded, or by what the kernel has taken in already */
    {"/_/endless", MH_E_TOO_LARGE, false, 0, 0, "over "},
    {"/_/gzipbomb", MH_E_TOO_LARGE, false, 0, 0, "body over 1048576 bytes"},
    {"/_/hugelength", MH_E_TOO_LARGE, false, 0, 0, "99999999999999 bytes announced"},
    {"/_/overlength", MH_E_TOO_LARGE, false, 0, 0, "Content-Length"},
    {"/_/headers", MH_E_TOO_LARGE, false, 0, 0, "headers over 262144 bytes"},
    {"/_/trailers", MH_E_TOO_LARGE, false, 0, 0, "headers over 262144 bytes"},
    {"/_/oneheader", MH_E_TOO_LARGE, false, 0, 0, "header"},
    {"/_/interim", MH_E_PROTOCOL, false, 0, 0, "interim"},
    {"/_/interim?n=60", MH_E_TIMEOUT, true, 0, 0, "no answer within"},
    {"/_/neglength", MH_E_PROTOCOL, false, 0, 0, "Content-Length"},
    {"/_/twolengths", MH_E_PROTOCOL, false, 0, 0, "two different Content-Length: 5 and 6"},
    {"/_/samelengths", MH_E_NONE, false, 0, 0, ""},
    {"/_/partial", MH_E_PARTIAL, true, 0, 0, ""},
    {"/_/cutchunk", MH_E_PARTIAL, true, 0, 0, ""},
    {"/_/badchunk", MH_E_PROTOCOL, false, 0, 0, ""},
    {"/_/hugechunk", MH_E_PROTOCOL, false, 0, 0, ""},
    {"/_/http09", MH_E_PROTOCOL, false, 0, 0, ""},
    {"/_/badstatus", MH_E_PROTOCOL, false, 0, 0, ""},
    {"/_/switch", MH_E_PROTOCOL, false, 0, 0, "101"},
    {"/_/nothing", MH_E_RESET, true, 0, 0, ""},
    {"/_/reset", MH_E_RESET, true, 0, 0, ""},
    {"/_/liegzip", MH_E_ENCODING, false, 0, 0, ""},
    {"/_/manycodings", MH_E_ENCODING, false, 0, 0, ""},
    {"/_/loop", MH_E_REDIRECTS, false, 0, 0, "over 10 redirects"},
    {"/_/chain", MH_E_REDIRECTS, false, 0, 0, "over 10 redirects"},
    {"/_/endlessredirect", MH_E_NONE, false, 0, 0, ""},
    {"/_/nolocation", MH_E_NONE, false, 0, 0, ""},
    {"/_/redirect?to=file%3A%2F%2F%2Fetc%2Fpasswd", MH_E_UNSUPPORTED, false, 0, 0,
     "redirect to file"},
    {"/_/redirect?to=gopher%3A%2F%2F127.0.0.1%2F", MH_E_UNSUPPORTED, false, 0, 0, "gopher"},
    {"/_/redirect?to=data%3A%2Cx", MH_E_UNSUPPORTED, false, 0, 0, "data"},
    {"/_/redirect?to=javascript%3Aalert(1)", MH_E_UNSUPPORTED, false, 0, 0, "javascript"},
    {"/_/redirect?to=http%3A%2F%2F%5Bbad", MH_E_PARSE, false, 0, 0, ""},
    {"/_/redirect?to=http%3A%2F%2F10.0.0.1%2F", MH_E_PERMISSION, false, 0, 0, "private"},
    {"/_/redirect?to=http%3A%2F%2F169.254.169.254%2F", MH_E_PERMISSION, false, 0, 0, "private"},
    {"file:///etc/passwd", MH_E_UNSUPPORTED, false, 0, 0, "file: only http and https"},
    {"ftp://127.0.0.1/", MH_E_UNSUPPORTED, false, 0, 0, "ftp"},
    {"news/1", MH_E_PARSE, false, 0, 0, ""},
    {"http://", MH_E_PARSE, false, 0, 0, ""},
    {"http://127.0.0.1:1/", MH_E_CONNECT, true, 0, 0, ""},
    /* a label too long for DNS fails without a name server */
    {"http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test/",
     MH_E_DNS, true, 0, 0, ""},
};

START_TEST(every_code_and_limit) {
    const row *r = &rows[_i];
    unit_net u;
    unit_net_open(&u, tight());
    mh_fetch_req req = {.limits = {.total_ms = r->total_ms, .low_speed_ms = r->low_speed_ms}};
    if (r->low_speed_ms) req.limits.first_byte_ms = 10000;
    int64_t t0 = unit_ms(), t;
    mh_fetch *f = unit_fetch(&u, r->path, &req);
    mh_fetch_result *res = mh_fetch_get(f);
    t = unit_ms() - t0;
    ck_assert_msg(res->err.code == r->want, "%s: %s \"%s\", wanted %s", r->path,
                  mh_code_name(res->err.code), res->err.msg, mh_code_name(r->want));
    ck_assert_msg(res->err.retry == r->retry, "%s: retry", r->path);
    ck_assert_msg(strstr(res->err.msg, r->says) != NULL, "%s: message \"%s\"", r->path,
                  res->err.msg);
    ck_assert_msg(t < 20000, "%s took %lld ms", r->path, (long long)t);
    if (r->want != MH_E_NONE) ck_assert_uint_eq(res->body.len, 0);
    ck_assert_uint_le(mh_net_stats_get(u.net).bytes, (1 << 20) + 65536);
    ck_assert_uint_eq(mh_net_stats_get(u.net).failed, r->want != MH_E_NONE);
    mh_fetch_free(f);
    unit_net_close(&u);
}
END_TEST

START_TEST(the_clock_is_looked_at_while_data_pours_in) {
    unit_net u;
    mh_net_opts o = mh_net_defaults();
    unit_net_open(&u, o);
    mh_fetch_req req = {.limits = {.total_ms = 200, .body_bytes = INT64_C(1) << 40}};
    int64_t t0 = unit_ms();
    mh_fetch *f = unit_fetch(&u, "/_/endless", &req);
    ck_assert_int_eq(mh_fetch_get(f)->err.code, MH_E_TIMEOUT);
    ck_assert_int_lt(unit_ms() - t0, 1500);
    ck_assert_int_eq(mh_fetch_get(f)->status, 200); /* the answer's head is still told */
    mh_fetch_free(f);
    unit_net_close(&u);
}
END_TEST

/* All of these mean this machine; none may be reached without a grant. */
static const char *const spellings[] = {
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0",
    "0.0.0.0",
    "127.0.0.1.",
    "127.255.255.254",
    "%31%32%37.0.0.1",
    "\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1", /* full-width digits */
    "127\xE3\x80\x82"
    "0.0.1", /* ideographic full stop */
    "localhost",
    "LOCALHOST",
    "a.localhost",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "user@127.0.0.1",
    "example.org@127.0.0.1",
    "127.0.0.1\\@8.8.8.8",
    "10.0.0.1",
    "192.168.0.1",
    "172.16.0.1",
    "169.254.169.254",
    "100.100.100.200",
    "[fe80::1]",
    "[fd00:ec2::254]",
};

START_TEST(no_spelling_reaches_a_private_address) {
    unit_net u, guarded;
    mh_net_opts o = tight();
    mh_grants *none = mh_grants_new();
    unit_net_open(&u, o);
    o.grants = none;
    int port = unit_serve();
    mh_fetch_free(unit_fetch(&u, "/_/forget", NULL));
    unit_net_open(&guarded, o); /* now: it looks for descriptors that were opened since */
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        char url[200];
        /* as the first URL; the port stands before a backslash, which begins the path */
        const char *bs = strchr(spellings[i], '\\');
        int host = bs ? (int)(bs - spellings[i]) : (int)strlen(spellings[i]);
        snprintf(url, sizeof url, "http://%.*s:%d%s/_/echo", host, spellings[i], port,
                 bs ? bs : "");
        mh_fetch *f = unit_fetch(&guarded, url, NULL);
        ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_PERMISSION, "%s: %s", url,
                      mh_fetch_get(f)->err.msg);
        mh_fetch_free(f);
    }
    ck_assert_uint_eq(mh_net_stats_get(guarded.net).refused,
                      sizeof spellings / sizeof spellings[0]);
    mh_fetch *f = unit_fetch(&u, "/_/stats", NULL);
    ck_assert_msg(strstr(mh_fetch_get(f)->body.ptr, "requests 1\n") != NULL, "%s",
                  mh_fetch_get(f)->body.ptr);
    mh_fetch_free(f);
    unit_net_close(&guarded);
    unit_net_close(&u);
    mh_grants_free(none);
}
END_TEST

START_TEST(a_redirect_cannot_leave_the_granted_port) {
    unit_net u;
    mh_grants *only = mh_grants_new();
    mh_net_opts o = tight();
    char spec[64], path[300];
    snprintf(spec, sizeof spec, "127.0.0.1:%d", unit_serve());
    mh_grants_add(only, mh_view_of(spec), NULL);
    o.grants = only;
    unit_net_open(&u, o);
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (strpbrk(spellings[i], "\\%")) continue; /* would be decoded by the server */
        snprintf(path, sizeof path, "/_/redirect?to=http%%3A%%2F%%2F%s%%3A9%%2F", spellings[i]);
        mh_fetch *f = unit_fetch(&u, path, NULL);
        ck_assert_msg(mh_fetch_get(f)->err.code == MH_E_PERMISSION, "%s: %s", path,
                      mh_fetch_get(f)->err.msg);
        mh_fetch_free(f);
    }
    unit_net_close(&u);
    mh_grants_free(only);
}
END_TEST

START_TEST(slow_servers_do_not_hold_up_a_good_one) {
    enum { SLOW = 100 };
    unit_net u;
    unit_net_open(&u, mh_net_defaults());
    mh_fetch *f[SLOW];
    char url[64];
    int ended = 0;
    snprintf(url, sizeof url, "http://127.0.0.1:%d/_/slow?n=20", unit_serve());
    mh_fetch_req req = {.url = mh_view_of(url)};
    for (int i = 0; i < SLOW; i++) f[i] = mh_fetch_start(u.net, &req, unit_count, &ended);
    while (mh_net_stats_get(u.net).bytes < SLOW) mh_loop_once(u.loop, true);
    int64_t t0 = unit_ms();
    mh_fetch *good = unit_fetch(&u, "/net_unit.h", NULL);
    ck_assert_int_eq(mh_fetch_get(good)->err.code, MH_E_NONE);
    ck_assert_int_lt(unit_ms() - t0, 100);
    ck_assert_int_eq(ended, 0);
    mh_fetch_free(good);
    for (int i = 0; i < SLOW; i++) mh_fetch_free(f[i]);
    mh_loop_once(u.loop, false);
    ck_assert_int_eq(ended, 0);
    unit_net_close(&u);
}
END_TEST

TCase *tcase_net_limits(void) {
    TCase *t = tcase_create("net_limits");
    tcase_add_loop_test(t, every_code_and_limit, 0, (int)(sizeof rows / sizeof rows[0]));
    tcase_add_test(t, the_clock_is_looked_at_while_data_pours_in);
    tcase_add_test(t, no_spelling_reaches_a_private_address);
    tcase_add_test(t, a_redirect_cannot_leave_the_granted_port);
    tcase_add_test(t, slow_servers_do_not_hold_up_a_good_one);
    return t;
}
