/* Inputs that fuzzing found (tests/fuzz), made small. */
#include "unit.h"

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

TCase *tcase_doc_fuzz_cases(void) {
    TCase *t = tcase_create("doc_fuzz_cases");
    tcase_add_test(t, nul_in_urls);
    tcase_add_test(t, times_exist);
    return t;
}
