#include "unit.h"

#include "doc/canonical.h"

#define LEN(a) (sizeof(a) / sizeof *(a))
#define H      "https://h.example"
#define TOKEN  "0a1b2c3d4e5f60718293a4b5c6d7e8f9"

START_TEST(pages) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        /* as FORM */
        {"HTTP://H.Example.:80//a/./b/../c?b=2&&a=1#top", "http://h.example/a/c?a=1&b=2"},
        {"h.example", "http://h.example/"},
        {"mailto:a@h.example#x", "mailto:a@h.example"},
        {"http://", NULL},
        {"", NULL},
        /* campaigns and clicks */
        {H "/a?utm_source=x&utm_medium=y&UTM_Term=z", H "/a"},
        {H "/a?id=5&fbclid=x&gclid=y&yclid=1&ysclid=2&_openstat=3", H "/a?id=5"},
        {H "/a?utm%5Fsource=x", H "/a"},
        {H "/a?utm=5&utmost=6&clid=7", H "/a?clid=7&utm=5&utmost=6"},
        {H "/a?_ga=1.2&_gl=3&mc_cid=4&mc_eid=5&igshid=6", H "/a"},
        {H "/a?at_campaign=1&xtor=RSS-2", H "/a"},
        {H "/a?b=1&amp;utm_source=x", H "/a?b=1"},
        /* the way here */
        {H "/a?from=rss", H "/a"},
        {H "/a?ref=RSS&source=feed", H "/a"},
        {H "/a?from=2026-03-04", H "/a?from=2026-03-04"},
        {H "/a?source=ministry", H "/a?source=ministry"},
        {H "/a?feed=rss", H "/a?feed=rss"}, /* the feed itself */
        /* sessions */
        {H "/a?PHPSESSID=" TOKEN "&id=5", H "/a?id=5"},
        {H "/a?phpsessid=1", H "/a"},
        {H "/a?sid=" TOKEN, H "/a"},
        {H "/a?s=" TOKEN "&t=1", H "/a?t=1"},
        {H "/a?sid=12345", H "/a?sid=12345"}, /* a story's number */
        {H "/a?s=president", H "/a?s=president"},
        {H "/a?s=internationalisation", H "/a?s=internationalisation"},
        {H "/a?sid=12345678901234567890", H "/a?sid=12345678901234567890"},
        {H "/a?id=" TOKEN, H "/a?id=" TOKEN},
        {H "/a;jsessionid=" TOKEN "?id=5", H "/a?id=5"},
        {H "/a;JSESSIONID=X.node1/b", H "/a/b"},
        {H "/;jsessionid=1", H "/"},
        {H "/a;v=2;jsessionid=1", H "/a;v=2"},
        {H "/a;v=2", H "/a;v=2"},
        {H "/(S(" TOKEN "))/news/1", H "/news/1"},
        {H "/app/(A(x)F(y)S(z))/news", H "/app/news"},
        {H "/;jsessionid=1/a", H "/a"},
        {H "/..;jsessionid=1/a", H "/..;jsessionid=1/a"},
        {H "/(S(x));jsessionid=1/a", H "/a"},
        {H "/(S(x))/", H "/"},
        {H "/a(b)", H "/a(b)"},
        {H "/wiki/(S(x))", H "/wiki/(S(x))"}, /* the page itself */
        /* twice the same */
        {H "/a?b=1&b=1&b=2", H "/a?b=1&b=2"},
        {H "/a?b&b=", H "/a?b&b="},
        /* index pages */
        {H "/index.html", H "/"},
        {H "/news/Index.php?id=5", H "/news/?id=5"},
        {H "/Default.aspx", H "/"},
        {H "/index.html/a", H "/index.html/a"},
        {H "/index.php/a", H "/index.php/a"},
        {H "/news-index.html", H "/news-index.html"},
        {H "/index.html;jsessionid=1", H "/"},
        /* kept apart */
        {H "/a/", H "/a/"},
        {"http://www.h.example/A?print=1", "http://www.h.example/A?print=1"},
        {H ":8443/a", H ":8443/a"},
        {H "/a?page=2", H "/a?page=2"},
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        mh_buf b = {0}, again = {0};
        mh_rc rc = mh_url_canonical(&b, mh_view_of(rows[i].in), MH_CANONICAL_PAGE, NULL);
        ck_assert_msg((rc == MH_OK) == (rows[i].want != NULL), "%s", rows[i].in);
        if (rows[i].want) {
            ck_view_eq(mh_buf_view(&b), rows[i].want);
            rc = mh_url_canonical(&again, mh_buf_view(&b), MH_CANONICAL_PAGE, NULL);
            ck_assert_int_eq(rc, MH_OK);
            ck_view_eq(mh_buf_view(&again), rows[i].want);
        }
        mh_buf_clear(&b);
        mh_buf_clear(&again);
    }
}
END_TEST

START_TEST(forms_keep_what_is_asked) {
    mh_buf b = {0};
    const char *url = "http://h.example/index.html?utm_source=x&PHPSESSID=1";
    ck_assert_int_eq(mh_url_canonical(&b, mh_view_of(url), MH_CANONICAL_FORM, NULL), MH_OK);
    ck_view_eq(mh_buf_view(&b), "http://h.example/index.html?PHPSESSID=1&utm_source=x");
    mh_buf_clear(&b);
}
END_TEST

START_TEST(sessions) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {H "/a;jsessionid=1?b", "1"},
        {H "/a?x=1&sid=" TOKEN, TOKEN},
        {H "/(S(" TOKEN "))/a", "(S(" TOKEN "))"},
        {H "/a?sid=5", ""},
        {H "/a?PHPSESSID=", ""},
        {"", ""},
    };
    for (size_t i = 0; i < LEN(rows); i++)
        ck_view_eq(mh_url_session(mh_view_of(rows[i].in)), rows[i].want);
}
END_TEST

TCase *tcase_doc_canonical(void) {
    TCase *t = tcase_create("doc_canonical");
    tcase_add_test(t, pages);
    tcase_add_test(t, forms_keep_what_is_asked);
    tcase_add_test(t, sessions);
    return t;
}
