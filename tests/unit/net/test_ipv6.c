/* Addresses of IPv6 in URLs, grants and answers. Names with two kinds of address are in
 * tests/run/test_dns.sh. */
#include "unit.h"

#include "net_unit.h"

#include <stdio.h>
#include <string.h>

typedef struct row {
    const char *grant, *url; /* %d: the server's port */
    mh_code want;
} row;

static const row rows[] = {
    {"[::1]:%d", "http://[::1]:%d/_/echo", MH_E_NONE},
    {"[::1]", "http://[::1]:%d/_/echo", MH_E_NONE},
    {"::1/128", "http://[::1]:%d/_/echo", MH_E_NONE},
    {"[::1]:%d", "http://[0:0::0001]:%d/_/echo", MH_E_NONE},
    {"[::1]:%d", "http://[::1]:%d/_/redirect?to=echo", MH_E_NONE},
    {"[::1]:1", "http://[::1]:%d/_/echo", MH_E_PERMISSION},
    {"127.0.0.1", "http://[::1]:%d/_/echo", MH_E_PERMISSION},
    {"localhost", "http://[::1]:%d/_/echo", MH_E_PERMISSION},
    {"*.localhost", "http://[::1]:%d/_/echo", MH_E_PERMISSION},
    {"[::1]:%d", "http://[::2]:%d/_/echo", MH_E_PERMISSION},
    {"[::1]:%d", "http://[fe80::1]:%d/_/echo", MH_E_PERMISSION},
    {"[::1]:%d", "http://[fd00::1]:%d/_/echo", MH_E_PERMISSION},
    {"[::1]:%d", "http://[::1]:%d/_/redirect?to=http%%3A%%2F%%2F127.0.0.1%%2F", MH_E_PERMISSION},
    {"[::1]:%d", "http://[::1]:%d/_/redirect?to=http%%3A%%2F%%2F[%%3A%%3A1]%%3A1%%2F",
     MH_E_PERMISSION},
    {"[::1]:%d", "http://[::1%%25lo]:%d/", MH_E_PARSE},
    {"[::1]:%d", "http://[::g]:%d/", MH_E_PARSE},
    {"[::1]:%d", "http://::1:%d/", MH_E_PARSE},
};

START_TEST(addresses_of_ipv6) {
    const row *r = &rows[_i];
    unit_door d = {.listen = "::1", .plain = true};
    unit_net u;
    char grant[40], url[120], host[40];
    mh_err e = {0};
    unit_door_open(&d);
    if (d.port == 0) {
        fputs("test_ipv6: SKIPPED, NOTHING TRIED: this machine has no ::1\n", stderr);
        return;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(grant, sizeof grant, r->grant, d.port);
    snprintf(url, sizeof url, r->url, d.port);
#pragma GCC diagnostic pop
    snprintf(host, sizeof host, "\r\nHost: [::1]:%d\r\n", d.port);
    mh_net_opts o = mh_net_defaults();
    mh_grants *g = mh_grants_new();
    ck_assert_msg(mh_grants_add(g, mh_view_of(grant), &e) == MH_OK, "%s", e.msg);
    o.grants = g;
    o.retries = 0;
    unit_net_open(&u, o);
    mh_fetch *f = unit_fetch(&u, url, NULL);
    mh_fetch_result *res = mh_fetch_get(f);
    ck_assert_msg(res->err.code == r->want, "%s with %s: %s \"%s\"", url, grant,
                  mh_code_name(res->err.code), res->err.msg);
    if (r->want == MH_E_NONE) {
        ck_assert_str_eq(res->addr, "::1");
        ck_assert_msg(unit_body_has(f, host), "%s", res->body.ptr);
    }
    mh_fetch_free(f);
    unit_net_close(&u);
    mh_grants_free(g);
}
END_TEST

TCase *tcase_net_ipv6(void) {
    TCase *t = tcase_create("net_ipv6");
    tcase_add_loop_test(t, addresses_of_ipv6, 0, sizeof rows / sizeof rows[0]);
    return t;
}
