/* Inputs that fuzzing found (tests/fuzz), made small. */
#include "unit.h"

#include "base/utf8.h"
#include "doc/feed.h"
#include "doc/select.h"
#include "doc/url.h"
#include "doc/when.h"

/* NUL is in no set of delimiters: not part of a scheme, not the end of a host or of a drive letter. */
START_TEST(nul_in_urls) {
    static const struct {
        mh_view in;
        const char *want; /* NULL: refused */
    } rows[] = {
        {MH_VIEW_INIT("filel\0://017000000001"), NULL},
        {MH_VIEW_INIT("fi\0\0\0le:///x"), NULL},
        {MH_VIEW_INIT("file://a\0b/c"), NULL},
        {MH_VIEW_INIT("file:///C|\0/x"), "file:///C|%00/x"},
        {MH_VIEW_INIT("http://h/a\0b"), "http://h/a%00b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_url u = {0};
        mh_err e = {0};
        mh_rc rc = mh_url_parse(&u, rows[i].in, NULL, &e);
        ck_assert_msg((rc == MH_OK) == (rows[i].want != NULL), "%zu: %s", i, e.msg);
        if (rows[i].want) ck_view_eq(mh_url_href(&u), rows[i].want);
        mh_url_clear(&u);
    }
}
END_TEST

START_TEST(times_exist) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"2025-03-03T1:04:720", "2025-03-03T01:04:00"},
        {"2025-03-03 11:04:99", "2025-03-03T11:04:00"},
        {"2025-03-03 11:04:60", "2025-03-03T11:04:60"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_when w;
        mh_buf b = {0};
        ck_assert(mh_when_find(mh_view_of(rows[i].in), 0, false, &w));
        mh_when_put(&b, &w);
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

/* Results of a list stand in the order of the page, texts among them. */
START_TEST(texts_in_order) {
    mh_tree *t = NULL;
    mh_select *s = NULL;
    mh_select_hits hits = {0};
    mh_view html = MH_VIEW("<div>a<p>b</p>c</div><p class=x>d</p>");
    ck_assert_int_eq(mh_tree_parse(&t, html, NULL, NULL), MH_OK);
    ck_assert_int_eq(mh_select_compile(&s, MH_VIEW("p, ::text"), NULL), MH_OK);
    mh_select_all(s, t, MH_NODE_ROOT, 0, &hits);
    ck_assert_uint_eq(hits.len, 6); /* a p b c p d */
    for (size_t i = 1; i < hits.len; i++) ck_assert(hits.ptr[i].node > hits.ptr[i - 1].node);
    mh_vec_clear(&hits);
    mh_select_free(s);
    mh_tree_free(t);
}
END_TEST

/* A name that is too long for its place is cut between characters. */
START_TEST(long_names_in_feeds) {
    mh_buf b = {0};
    mh_feed *f = NULL;
    mh_buf_puts(&b, "<rss><channel><title>t</title><item><a");
    for (int i = 0; i < 60; i++) mh_buf_puts(&b, "\xD0\x96");
    mh_buf_puts(&b, ">x");
    ck_assert_int_eq(mh_feed_parse(&f, mh_buf_view(&b), NULL, NULL), MH_OK);
    const mh_feed_part *p = mh_feed_entry(f, 0);
    ck_assert_uint_eq(p->extras.len, 1);
    ck_assert_uint_gt(p->extras.ptr[0].name.len, 40);
    ck_assert(mh_utf8_valid(p->extras.ptr[0].name));
    mh_feed_free(f);
    mh_buf_clear(&b);
}
END_TEST

/* NUL is dropped from text and leaves the characters around it whole. */
START_TEST(nul_in_text) {
    static const struct {
        mh_view html;
        const char *want;
    } rows[] = {
        {MH_VIEW_INIT("<p>\0\0\xC3\xBF\0c"), "\xC3\xBF"
                                             "c"},
        {MH_VIEW_INIT("<p>\0a\0\xD0\x96\0\0\xE2\x82\xAC\0"), "a\xD0\x96\xE2\x82\xAC"},
        {MH_VIEW_INIT("<p>abc\0defghijklmnopqrstuvwxyz\0\0x"), "abcdefghijklmnopqrstuvwxyzx"},
        {MH_VIEW_INIT("<p>\0"), ""},
        {MH_VIEW_INIT("<textarea>a\0b"), "a\xEF\xBF\xBD"
                                         "b"},
        {MH_VIEW_INIT("<svg>a\0b\0\xC3\xBF"), "a\xEF\xBF\xBD"
                                              "b\xEF\xBF\xBD\xC3\xBF"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_tree *t = NULL;
        mh_buf b = {0};
        ck_assert_int_eq(mh_tree_parse(&t, rows[i].html, NULL, NULL), MH_OK);
        for (mh_node n = 0; n < mh_tree_count(t); n++)
            if (mh_tree_type(t, n) == MH_NODE_TEXT) mh_buf_put(&b, mh_tree_text(t, n));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
        mh_tree_free(t);
    }
}
END_TEST

/* Local mean time of 1924 has seconds in its offset; what is written has none and is read the same. */
START_TEST(zones_of_old) {
    mh_feed_date d, again;
    mh_buf b = {0};
    ck_assert(mh_feed_date_read(MH_VIEW("Mon, 12 Mar 1923 14:30:05 Asia/Tashkent"), &d));
    mh_feed_date_put(&b, &d);
    ck_assert(mh_feed_date_read(mh_buf_view(&b), &again));
    ck_assert_int_eq(again.time_s, d.time_s);
    ck_assert_int_eq(d.offset_s % 60, 0);
    mh_buf_clear(&b);
}
END_TEST

/* No address runs, whatever stands before its scheme or in it, and whatever the base is. */
START_TEST(addresses_of_feeds) {
    static const struct {
        const char *base, *ref, *want, *html;
    } rows[] = {
        {"", "java\nscript:alert(1)", "", NULL},
        {"http://e.example/", "java\tscript:alert(1)", "", NULL},
        {"http://e.example/", "\x01javascript:alert(1)", "", NULL},
        {"http://e.example/", " JAVASCRIPT:alert(1)", "", NULL},
        {"other:a//b/", "y", "y", NULL},
        {"http://e.example/d/", "y", "http://e.example/d/y", "http://e.example/d/y"},
        {"http://e.example/", "data.html", "http://e.example/data.html",
         "http://e.example/data.html"},
        {"odd://b.example/", "y", "odd://b.example/y", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0}, out = {0};
        mh_feed *f = NULL;
        mh_buf_printf(
            &b,
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='%s'><title>t</title><entry>"
            "<link href='%s'/><content type='html'>&lt;a href='%s'>x</content></entry></feed>",
            rows[i].base, rows[i].ref, rows[i].ref);
        ck_assert_int_eq(mh_feed_parse(&f, mh_buf_view(&b), NULL, NULL), MH_OK);
        const mh_feed_part *p = mh_feed_entry(f, 0);
        ck_view_eq(p->link, rows[i].want);
        mh_feed_text_html(&out, &p->contents.ptr[0]);
        bool has = mh_view_find(mh_buf_view(&out), MH_VIEW("href"), 0) != SIZE_MAX;
        if (rows[i].html) {
            ck_assert(mh_view_find(mh_buf_view(&out), mh_view_of(rows[i].html), 0) != SIZE_MAX);
        } else if (has) {
            ck_assert(mh_view_find(mh_buf_view(&out), MH_VIEW("href=\"y\""), 0) != SIZE_MAX);
        }
        mh_feed_free(f);
        mh_buf_clear(&out);
        mh_buf_clear(&b);
    }
}
END_TEST

TCase *tcase_doc_fuzz_cases(void) {
    TCase *t = tcase_create("doc_fuzz_cases");
    tcase_add_test(t, nul_in_urls);
    tcase_add_test(t, times_exist);
    tcase_add_test(t, nul_in_text);
    tcase_add_test(t, zones_of_old);
    tcase_add_test(t, addresses_of_feeds);
    tcase_add_test(t, texts_in_order);
    tcase_add_test(t, long_names_in_feeds);
    return t;
}
