#include "unit.h"

#include "doc/url.h"

/* NULL in want: refused. */
static const struct {
    const char *in, *base, *want;
} rows[] = {
    {"http://Example.ORG:80/a/../b/./c?q=1#f", NULL, "http://example.org/b/c?q=1#f"},
    {"https://h:443", NULL, "https://h/"},
    {"https://h:8443/", NULL, "https://h:8443/"},
    {"  http://h/a b\n", NULL, "http://h/a%20b"},
    {"HTTP:\\\\h\\x\\y", NULL, "http://h/x/y"},
    {"//other/x", "https://h/a/b", "https://other/x"},
    {"../x?y", "https://h/a/b/c?z#q", "https://h/a/x?y"},
    {"?y", "https://h/a/b?z#q", "https://h/a/b?y"},
    {"#y", "https://h/a/b?z#q", "https://h/a/b?z#y"},
    {"", "https://h/a/b?z#q", "https://h/a/b?z"},
    {"/%2e%2E/x/%2e", "http://h/", "http://h/x/"},
    {"http:x", "http://h/a/b", "http://h/a/x"},
    {"mailto:a@b", "http://h/", "mailto:a@b"},
    {"x", "mailto:a@b", NULL},
    {"x", NULL, NULL},
    {"http://", NULL, NULL},
    {"http://h:99999/", NULL, NULL},
    {"http://h:x/", NULL, NULL},
    {"http://a b/", NULL, NULL},
    {"http://u:p@h/", NULL, "http://u:p@h/"},
    {"http://u@@h/", NULL, "http://u%40@h/"},
    {"http://0x7f.1/", NULL, "http://127.0.0.1/"},
    {"http://017700000001", NULL, "http://127.0.0.1/"},
    {"http://256.256.256.256/", NULL, NULL},
    {"http://1.2.3.4.5/", NULL, NULL},
    {"http://[1:0:0:0:0:0:0:1]:81/", NULL, "http://[1::1]:81/"},
    {"http://[::127.0.0.1]/", NULL, "http://[::7f00:1]/"},
    {"http://[1::2::3]/", NULL, NULL},
    {"http://[::1", NULL, NULL},
    {"http://\xD0\xBF\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0.\xD1\x80\xD1\x84/\xD0\xB9?\xD0\xB9#\xD0\xB9",
     NULL, "http://xn--80a1acny.xn--p1ai/%D0%B9?%D0%B9#%D0%B9"},
    {"http://ex%41mple.org/", NULL, "http://example.org/"},
    {"http://a%00b/", NULL, NULL},
    {"file:///C|/x/../..", NULL, "file:///C:/"},
    {"file://localhost/x", NULL, "file:///x"},
    {"x", "file:///a/b", "file:///a/x"},
    {"foo:/.//p", NULL, "foo:/.//p"},
    {"foo://h/../x", NULL, "foo://h/x"},
    {"javascript:alert(1)", NULL, "javascript:alert(1)"},
    {"http://h/\xFF", NULL, "http://h/%EF%BF%BD"},
};

START_TEST(parse_and_resolve) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_url base = {0}, u = {0};
        mh_err e = {0};
        if (rows[i].base)
            ck_assert_int_eq(mh_url_parse(&base, mh_view_of(rows[i].base), NULL, &e), 0);
        mh_rc rc = mh_url_parse(&u, mh_view_of(rows[i].in), rows[i].base ? &base : NULL, &e);
        if (rows[i].want) {
            ck_assert_msg(rc == MH_OK, "%s: %s", rows[i].in, e.msg);
            ck_view_eq(mh_url_href(&u), rows[i].want);
            mh_url again = {0}; /* what is serialised parses to itself */
            ck_assert_int_eq(mh_url_parse(&again, mh_url_href(&u), NULL, &e), MH_OK);
            ck_view_eq(mh_url_href(&again), rows[i].want);
            mh_url_clear(&again);
        } else {
            ck_assert_msg(rc == MH_FAIL, "%s gave %.*s", rows[i].in, MH_FMT(mh_url_href(&u)));
            ck_assert_int_eq(e.code, MH_E_PARSE);
        }
        mh_url_clear(&u);
        mh_url_clear(&base);
    }
}
END_TEST

START_TEST(parts) {
    mh_url u = {0};
    mh_buf b = {0};
    ck_assert_int_eq(mh_url_parse(&u, MH_VIEW("https://u:p@Ex.org:8080/a/b?c=d#e"), NULL, NULL),
                     MH_OK);
    ck_view_eq(mh_url_scheme(&u), "https");
    ck_view_eq(mh_url_user(&u), "u");
    ck_view_eq(mh_url_password(&u), "p");
    ck_view_eq(mh_url_host(&u), "ex.org");
    ck_assert_int_eq(mh_url_port(&u), 8080);
    ck_view_eq(mh_url_path(&u), "/a/b");
    ck_view_eq(mh_url_query(&u), "c=d");
    ck_view_eq(mh_url_fragment(&u), "e");
    ck_view_eq(mh_url_href_no_fragment(&u), "https://u:p@ex.org:8080/a/b?c=d");
    mh_url_put_target(&b, &u);
    mh_buf_putc(&b, ' ');
    mh_url_put_origin(&b, &u);
    ck_view_eq(mh_buf_view(&b), "/a/b?c=d https://ex.org:8080");
    ck_assert_int_eq(mh_url_parse(&u, MH_VIEW("c"), &u, NULL), MH_OK); /* base is out itself */
    ck_view_eq(mh_url_path(&u), "/a/c");
    mh_url_clear(&u);
    mh_url_clear(&u);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(hosts) {
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"XN--Not-Punycode-", "xn--not-punycode-"}, /* ASCII is not looked into */
        {"a\u180Eb.org", "ab.org"},
        {"\u1E9E.org", "xn--zca.org"},
        {"\u04C0.org", "xn--s5a.org"},
        {"a\u05BEb.org", NULL}, /* letters of both directions */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mh_buf b = {0};
        mh_rc rc = mh_url_host_ascii(&b, mh_view_of(cases[i].in), true, NULL);
        ck_assert_int_eq(rc == MH_OK, cases[i].want != NULL);
        if (cases[i].want) ck_view_eq(mh_buf_view(&b), cases[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(normalize) {
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"http://example.org../a", "http://example.org../a"},
        {"http://a.1../", "http://a.1../"},
        {" HTTP://user@News.Example.org.:80//a//./b/../c?z=1&&=3&a=%7e#top ",
         "http://news.example.org/a/c?a=~&z=1"},
        {"news.example.org", "http://news.example.org/"},
        {"https://h:8443/%zz%2f%41?q=%d0%b9+x", "https://h:8443/%25zz%2FA?q=%D0%B9+x"},
        {"https://h/новости", "https://h/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"},
        {"https://h/?", "https://h/"},
        {"mailto:a@h#x", "mailto:a@h"},
        {"http://", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mh_buf b = {0}, again = {0};
        mh_rc rc = mh_url_normalize(&b, mh_view_of(cases[i].in), NULL);
        ck_assert_msg((rc == MH_OK) == (cases[i].want != NULL), "%s", cases[i].in);
        if (cases[i].want) {
            ck_view_eq(mh_buf_view(&b), cases[i].want);
            ck_assert_int_eq(mh_url_normalize(&again, mh_buf_view(&b), NULL), MH_OK);
            ck_view_eq(mh_buf_view(&again), cases[i].want);
        }
        mh_buf_clear(&b);
        mh_buf_clear(&again);
    }
}
END_TEST

START_TEST(percent) {
    mh_buf b = {0};
    mh_url_decode(&b, MH_VIEW("%41%zz%4"));
    mh_buf_putc(&b, ' ');
    mh_url_encode(&b, MH_VIEW("a b&\xD0\xB9~"));
    ck_view_eq(mh_buf_view(&b), "A%zz%4 a%20b%26%D0%B9~");
    mh_buf_clear(&b);
}
END_TEST

START_TEST(long_input_is_refused) {
    static char big[MH_URL_MAX + 2];
    mh_url u = {0};
    mh_err e = {0};
    for (size_t i = 0; i < sizeof big; i++) big[i] = "/."[i & 1];
    ck_assert_int_eq(mh_url_parse(&u, (mh_view){big, sizeof big}, NULL, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    mh_url base = {0};
    ck_assert_int_eq(mh_url_parse(&base, MH_VIEW("http://h/"), NULL, &e), MH_OK);
    ck_assert_int_eq(mh_url_parse(&u, (mh_view){big, MH_URL_MAX}, &base, &e), MH_OK);
    mh_url_clear(&u);
    mh_url_clear(&base);
}
END_TEST

TCase *tcase_doc_url(void) {
    TCase *t = tcase_create("doc_url");
    tcase_add_test(t, parse_and_resolve);
    tcase_add_test(t, parts);
    tcase_add_test(t, hosts);
    tcase_add_test(t, normalize);
    tcase_add_test(t, percent);
    tcase_add_test(t, long_input_is_refused);
    return t;
}
