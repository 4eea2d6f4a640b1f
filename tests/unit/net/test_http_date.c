#include "unit.h"

#include "base/clock.h"
#include "net/http_date.h"

#define NOW INT64_C(1795656600) /* 2026-11-26 */

START_TEST(dates_are_read_by_the_letter) {
    static const struct {
        const char *text;
        int64_t want; /* -1: no date */
    } rows[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"  Sun, 06 Nov 1994 08:49:37 GMT ", 784111777},
        {"SUN, 06 nov 1994 08:49:37 gmt", 784111777},
        {"Mon, 06 Nov 1994 08:49:37 GMT", 784111777}, /* the day of the week is not looked at */
        {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
        {"Thursday, 18-Aug-50 02:01:18 GMT", 2544400878},
        {"Thursday, 18-Aug-76 02:01:18 GMT", 3364941678}, /* 50 years ahead */
        {"Thursday, 18-Aug-77 02:01:18 GMT", 240717678},  /* more: the last century */
        {"Sun Nov  6 08:49:37 1994", 784111777},
        {"Sun Nov 16 08:49:37 1994", 784975777},
        {"Tue, 19 Jan 2038 14:14:08 GMT", 2147523248},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Thu, 18 Aug 50 02:01:18 GMT", -1},
        {"Thu, 18 Aug 2050 02:01:18 AEST", -1},
        {"Thu, 18 Aug 2050 02:01:18 UTC", -1},
        {"Thu, 18 Aug 2050 02:01:18 +0000", -1},
        {"Thu, 18 Aug 2050 02:01:18", -1},
        {"Thu, 18 Aug 2050 02:01:18 GMT+1", -1},
        {"Thu, 18  Aug 2050 02:01:18 GMT", -1},
        {"Thu, 18-Aug-2050 02:01:18 GMT", -1},
        {"Thu 18 Aug 2050 02:01:18 GMT", -1},
        {"Thu, 8 Aug 2050 02:01:18 GMT", -1},
        {"Thu, 18 Aug 2050 2:01:18 GMT", -1},
        {"Thu, 18 Aug 2050 02.01.18 GMT", -1},
        {"Thu, 31 Feb 2050 02:01:18 GMT", -1},
        {"Thu, 18 Aug 2050 24:01:18 GMT", -1},
        {"Thu, 00 Aug 2050 02:01:18 GMT", -1},
        {"18 Aug 2050 02:01:18 GMT", -1},
        {"2050-08-18T02:01:18Z", -1},
        {"0", -1},
        {"-1", -1},
        {"", -1},
        {"Sun", -1},
        {"Sunday", -1},
        {"Sun,", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t s = -1;
        bool ok = mh_http_date_read(mh_view_of(rows[i].text), NOW, &s);
        ck_assert_msg(ok == (rows[i].want >= 0) && s == rows[i].want, "%s: %lld", rows[i].text,
                      (long long)s);
    }
}
END_TEST

START_TEST(what_is_written_is_read) {
    static const int64_t rows[] = {0, 784111777, NOW, 951782400, 253402300799, -1};
    char text[MH_HTTP_DATE];
    mh_http_date_write(text, 784111777);
    ck_assert_str_eq(text, "Sun, 06 Nov 1994 08:49:37 GMT");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t s = 1;
        mh_http_date_write(text, rows[i]);
        ck_assert_uint_eq(strlen(text), MH_HTTP_DATE - 1);
        ck_assert(mh_http_date_read(mh_view_of(text), NOW, &s));
        ck_assert_int_eq(s, rows[i]);
    }
    mh_http_date_write(text, INT64_MAX / 4);
    ck_assert_str_eq(text, "Fri, 31 Dec 9999 23:59:59 GMT");
    mh_http_date_write(text, INT64_MIN / 4);
    ck_assert_str_eq(text + 5, "01 Jan 0000 00:00:00 GMT");
}
END_TEST

TCase *tcase_net_http_date(void) {
    TCase *t = tcase_create("net_http_date");
    tcase_add_test(t, dates_are_read_by_the_letter);
    tcase_add_test(t, what_is_written_is_read);
    return t;
}
