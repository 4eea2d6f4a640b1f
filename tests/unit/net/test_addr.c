#include "unit.h"

#include "net/addr.h"

#include <sys/socket.h>

static struct sockaddr *addr(const char *text, struct sockaddr_storage *out) {
    ck_assert_msg(mh_addr_parse(mh_view_of(text), out), "cannot read %s", text);
    return (struct sockaddr *)out;
}

START_TEST(only_global_unicast_is_public) {
    static const struct {
        const char *text;
        bool want;
    } rows[] = {
        {"8.8.8.8", true},
        {"1.1.1.1", true},
        {"93.184.216.34", true},
        {"0.0.0.0", false},
        {"0.1.2.3", false},
        {"10.0.0.1", false},
        {"11.0.0.1", true},
        {"9.255.255.255", true},
        {"100.63.255.255", true},
        {"100.64.0.1", false},
        {"100.127.255.255", false},
        {"100.128.0.0", true},
        {"100.100.100.200", false},
        {"127.0.0.1", false},
        {"127.255.0.9", false},
        {"126.255.255.255", true},
        {"128.0.0.1", true},
        {"169.254.169.254", false},
        {"169.253.1.1", true},
        {"172.15.255.255", true},
        {"172.16.0.1", false},
        {"172.31.255.255", false},
        {"172.32.0.1", true},
        {"192.0.0.192", false},
        {"192.0.2.1", false},
        {"192.88.99.1", false},
        {"192.168.1.1", false},
        {"192.169.0.1", true},
        {"198.17.255.255", true},
        {"198.18.0.1", false},
        {"198.19.255.255", false},
        {"198.51.100.7", false},
        {"203.0.113.7", false},
        {"223.255.255.255", true},
        {"224.0.0.1", false},
        {"239.1.1.1", false},
        {"240.0.0.1", false},
        {"255.255.255.255", false},
        {"168.63.129.16", false},
        {"168.63.129.17", true},
        {"::", false},
        {"::1", false},
        {"::127.0.0.1", false},
        {"::8.8.8.8", false},
        {"::ffff:127.0.0.1", false},
        {"::ffff:10.1.1.1", false},
        {"::ffff:8.8.8.8", true},
        {"::ffff:0:8.8.8.8", false},
        {"64:ff9b::7f00:1", false},
        {"64:ff9b::a00:1", false},
        {"64:ff9b::8.8.8.8", true},
        {"64:ff9b:1::8.8.8.8", false},
        {"2002:7f00:1::", false},
        {"2002:808:808::1", false},
        {"2001::1", false},
        {"2001:db8::1", false},
        {"2001:1ff::1", false},
        {"2001:200::1", true},
        {"2606:4700::1111", true},
        {"2a00:1450::1", true},
        {"3fff::1", false},
        {"3ffe::1", true},
        {"4000::1", false},
        {"1fff::1", false},
        {"100::1", false},
        {"fe80::1", false},
        {"febf::1", false},
        {"fec0::1", false},
        {"fc00::1", false},
        {"fd00:ec2::254", false},
        {"ff02::1", false},
        {"[2606:4700::1111]", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sockaddr_storage sa;
        ck_assert_msg(mh_addr_public(addr(rows[i].text, &sa)) == rows[i].want, "%s", rows[i].text);
    }
    struct sockaddr_storage local = {.ss_family = AF_UNIX};
    ck_assert(!mh_addr_public((struct sockaddr *)&local));
}
END_TEST

START_TEST(loopback_is_known) {
    static const struct {
        const char *text;
        bool want;
    } rows[] = {{"127.0.0.1", true},        {"127.9.9.9", true}, {"::1", true},
                {"::ffff:127.0.0.1", true}, {"10.0.0.1", false}, {"::2", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sockaddr_storage sa;
        ck_assert_msg(mh_addr_loopback(addr(rows[i].text, &sa)) == rows[i].want, "%s",
                      rows[i].text);
    }
}
END_TEST

START_TEST(addresses_are_read_strictly) {
    static const char *const bad[] = {"",          "127.1", "0x7f.0.0.1", "1.2.3.4.5",
                                      "1.2.3.256", "[::1",  "localhost",  "::1%lo",
                                      " 1.2.3.4",  ":::",   "1.2.3.4 "};
    struct sockaddr_storage sa;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!mh_addr_parse(mh_view_of(bad[i]), &sa), "%s", bad[i]);
    ck_assert(!mh_addr_parse(MH_VIEW("1.2.3.4\0x"), &sa));
    char out[MH_ADDR_TEXT];
    mh_addr_text(addr("[2A00:0::1]", &sa), out);
    ck_assert_str_eq(out, "2a00::1");
    mh_addr_text(addr("192.0.2.1", &sa), out);
    ck_assert_str_eq(out, "192.0.2.1");
}
END_TEST

START_TEST(grants_open_what_they_name) {
    static const struct {
        const char *grant, *host;
        int port;
        const char *at;
        bool want;
    } rows[] = {
        {"127.0.0.1", "127.0.0.1", 80, "127.0.0.1", true},
        {"127.0.0.1", "other.test", 80, "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.2", 80, "127.0.0.2", false},
        {"127.0.0.1", "[::ffff:127.0.0.1]", 80, "::ffff:127.0.0.1", true},
        {"127.0.0.1:8080", "127.0.0.1", 8080, "127.0.0.1", true},
        {"127.0.0.1:8080", "127.0.0.1", 8081, "127.0.0.1", false},
        {"10.0.0.0/8", "10.9.8.7", 1, "10.9.8.7", true},
        {"10.0.0.0/8", "11.0.0.1", 1, "11.0.0.1", false},
        {"10.0.0.0/8:443", "10.9.8.7", 80, "10.9.8.7", false},
        {"172.16.0.0/12", "x", 1, "172.31.0.1", true},
        {"172.16.0.0/12", "x", 1, "172.32.0.1", false},
        {"0.0.0.0/0", "x", 1, "192.168.0.1", true},
        {"0.0.0.0/0", "x", 1, "::1", false},
        {"::1", "[::1]", 80, "::1", true},
        {"[::1]", "[::1]", 80, "::1", true},
        {"[::1]:8080", "[::1]", 8080, "::1", true},
        {"[::1]:8080", "[::1]", 80, "::1", false},
        {"fd00::/8", "[fd00::9]", 80, "fd00::9", true},
        {"fd00::/8", "[fc00::9]", 80, "fc00::9", false},
        {"localhost", "localhost", 80, "127.0.0.1", true},
        {"LocalHost:8080", "localhost", 8080, "::1", true},
        {"localhost:8080", "localhost", 80, "127.0.0.1", false},
        {"localhost", "localhost.", 80, "127.0.0.1", true},
        {"localhost", "127.0.0.1", 80, "127.0.0.1", false},
        {"localhost", "notlocalhost", 80, "127.0.0.1", false},
        {"*.intra.test", "a.intra.test", 80, "10.0.0.1", true},
        {"*.intra.test", "a.b.intra.test", 80, "10.0.0.1", true},
        {"*.intra.test", "intra.test", 80, "10.0.0.1", false},
        {"*.intra.test", "evilintra.test", 80, "10.0.0.1", false},
        {" 127.0.0.1 ", "127.0.0.1", 80, "127.0.0.1", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sockaddr_storage sa;
        mh_err e = {0};
        mh_grants *g = mh_grants_new();
        ck_assert_msg(mh_grants_add(g, mh_view_of(rows[i].grant), &e) == MH_OK, "%s", e.msg);
        bool got =
            mh_grants_match(g, mh_view_of(rows[i].host), rows[i].port, addr(rows[i].at, &sa));
        ck_assert_msg(got == rows[i].want, "%s: %s:%d at %s", rows[i].grant, rows[i].host,
                      rows[i].port, rows[i].at);
        mh_grants_free(g);
    }
    struct sockaddr_storage sa;
    ck_assert(!mh_grants_match(NULL, MH_VIEW("x"), 80, addr("127.0.0.1", &sa)));
    ck_assert(mh_addr_allowed(NULL, MH_VIEW("x"), 80, addr("8.8.8.8", &sa)));
}
END_TEST

START_TEST(broken_grants_are_refused) {
    static const char *const bad[] = {
        "",         "*",        "*.",     "10.0.0.0/33",     "10.0.0.0/x", "10.0.0.0/",
        "10.0.0/8", "::/129",   "a b",    "host:0",          "host:65536", "host:",
        "host:x",   "1.2.3",    "host/8", "*.*.org",         "[::1]:",     "[::1]x",
        "[::1",     "http://a", "a,b",    "127.0.0.1:80:90", ":80",        "/8",
        ":",        "[]",       "]:80"};
    mh_grants *g = mh_grants_new();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mh_err e = {0};
        ck_assert_msg(mh_grants_add(g, mh_view_of(bad[i]), &e) == MH_FAIL, "took \"%s\"", bad[i]);
        ck_assert_int_eq(e.code, MH_E_USAGE);
    }
    mh_grants_free(g);
}
END_TEST

TCase *tcase_net_addr(void) {
    TCase *t = tcase_create("net_addr");
    tcase_add_test(t, only_global_unicast_is_public);
    tcase_add_test(t, loopback_is_known);
    tcase_add_test(t, addresses_are_read_strictly);
    tcase_add_test(t, grants_open_what_they_name);
    tcase_add_test(t, broken_grants_are_refused);
    return t;
}
