#include "unit.h"

#include "conf/site.h"

static const struct {
    const char *url, *site, *country;
} cases[] = {{"https://www.example.org/a/b", "example.org", ""},
             {"HTTP://News.Example.ORG", "example.org", ""},
             {"https://feeds.bbc.example.co.uk:8080/x", "example.co.uk", "uk"},
             {"https://mfa.gov.kz/ru", "mfa.gov.kz", "kz"},
             {"https://akorda.kz/en", "akorda.kz", "kz"},
             {"https://example.tj", "example.tj", "tj"},
             {"https://user@t.me/s/channel?before=3", "t.me/channel", ""},
             {"https://t.me/channel/12", "t.me/channel", ""},
             {"https://t.me", "t.me", ""},
             {"http://127.0.0.1:8080/x", "127.0.0.1:8080", ""},
             {"http://[::1]:80/x", "::1:80", ""},
             {"http://localhost/x", "localhost", ""},
             {"file:///etc/passwd", NULL, ""},
             {"http:///x", NULL, ""},
             {"", NULL, ""}};

START_TEST(sites) {
    mh_buf b = {0};
    bool any = mh_site_put(&b, mh_view_of(cases[_i].url));
    ck_assert_int_eq(any, cases[_i].site != NULL);
    ck_view_eq(mh_buf_view(&b), cases[_i].site ? cases[_i].site : "");
    ck_view_eq(mh_site_country(mh_buf_view(&b)), cases[_i].country);
    mh_buf_clear(&b);
}
END_TEST

TCase *tcase_conf_site(void) {
    TCase *t = tcase_create("conf_site");
    tcase_add_loop_test(t, sites, 0, (int)(sizeof cases / sizeof *cases));
    return t;
}
