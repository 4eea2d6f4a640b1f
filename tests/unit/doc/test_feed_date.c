#include "unit.h"

#include "doc/feed_date.h"

START_TEST(read) {
    static const struct {
        const char *in, *want; /* NULL: no date */
    } rows[] = {
        /* RFC 822 and its relatives */
        {"Tue, 12 Mar 2024 14:30:05 GMT", "2024-03-12T14:30:05Z"},
        {"Tue, 12 Mar 2024 14:30:05 +0500", "2024-03-12T14:30:05+05:00"},
        {"12 Mar 24 14:30 EST", "2024-03-12T14:30:00-05:00"},
        {"Tue, 12 Mar 2024 14:30 GMT+05:00", "2024-03-12T14:30:00+05:00"},
        {"Tue, 12 Mar 2024", "2024-03-12"},
        {"tue 12 mar 2024 2:30:00 PM", "2024-03-12T14:30:00"},
        {"Tue,  12  March  2024  14:30:05  (a comment) Z", "2024-03-12T14:30:05Z"},
        {"Tue, 12 Mar 2024 14:30:05 Asia/Tashkent", "2024-03-12T14:30:05+05:00"},
        {"Tue, 12 Mar 2024 14:30:05 Europe/Berlin", "2024-03-12T14:30:05+01:00"},
        {"Fri, 12 Jul 2024 14:30:05 Europe/Berlin", "2024-07-12T14:30:05+02:00"},
        {"Fri, 12 Jul 0224 14:30:05 Europe/Berlin", "0224-07-12T14:30:05+00:53"},
        {"Tue, 12 Mar 2024 24:00:00 GMT", "2024-03-13T00:00:00Z"},
        {"Fri, 31 Dec 1999 23:59:60 GMT", "2000-01-01T00:00:00Z"},
        {"Tue, 30 Feb 2024 10:00:00 GMT", NULL},
        {"Tue, 12 Mar 2024 25:00:00 GMT", NULL},
        {"Tue, 12 Mar 2024 10:60:00 GMT", NULL},
        {"Tue, 12 Mar 2024 10:00:00 +2500", NULL},
        /* ISO 8601 */
        {"2024-03-12T14:30:05Z", "2024-03-12T14:30:05Z"},
        {"2024-03-12t14:30:05.123456+05:30", "2024-03-12T14:30:05+05:30"},
        {"2024-03-12 14:30", "2024-03-12T14:30:00"},
        {"20240312T143005Z", "2024-03-12T14:30:05Z"},
        {"2024-03", "2024-03-01"},
        {"2024", "2024-01-01"},
        {"2024-072", "2024-03-12"},
        {"2024-13-01", NULL},
        {"2024-02-30", NULL},
        {"2024-03-12Tnoon", "2024-03-12"},
        {"99999999-01-01T00:00:00Z", NULL},
        /* seconds, and thousandths, of the epoch */
        {"1710253805", "2024-03-12T14:30:05Z"},
        {"1710253805000", "2024-03-12T14:30:05Z"},
        /* figures: the order that exists, and that the weekday says */
        {"12.03.2024 14:30", "2024-03-12T14:30:00"},
        {"3/13/2024 2:30 PM", "2024-03-13T14:30:00"},
        {"2024/3/12", "2024-03-12"},
        {"Friday, 5/4/2024", "2024-04-05"},
        {"Saturday, 5/4/2024", "2024-05-04"},
        {"Tuesday, 12/3/2024", "2024-03-12"}, /* either suits: day first */
        {"32/13/2024", NULL},
        /* month names of many languages */
        {"12 марта 2024 14:30", "2024-03-12T14:30:00"},
        {"12 наурыз 2024", "2024-03-12"},
        {"12. März 2024", "2024-03-12"},
        {"12 mars 2024", "2024-03-12"},
        {"Τρι, 12 Μαρ 2024 14:30:05 EET", "2024-03-12T14:30:05+02:00"},
        {"2024. március 12.", "2024-03-12"},
        {"2024년 3월 12일 오후 2:30", "2024-03-12T14:30:00+09:00"},
        {"Tue Mar 12 14:30:05 2024", "2024-03-12T14:30:05"},
        {"March 12, 2024", "2024-03-12"},
        {"some day", NULL},
        {"", NULL},
        {"   ", NULL},
        {"12", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_feed_date d;
        mh_buf b = {0};
        bool ok = mh_feed_date_read(mh_view_of(rows[i].in), &d);
        if (ok) mh_feed_date_put(&b, &d);
        ck_assert_msg(ok == (rows[i].want != NULL), "%s: %.*s", rows[i].in,
                      MH_FMT(mh_buf_view(&b)));
        if (ok) ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(put) {
    static const struct {
        mh_feed_date date;
        const char *want;
    } rows[] = {
        {{.time_s = 0, .has_time = true, .has_zone = true}, "1970-01-01T00:00:00Z"},
        {{.time_s = 0, .has_time = true}, "1970-01-01T00:00:00"},
        {{.time_s = 0}, "1970-01-01"},
        {{.time_s = 0, .offset_s = -12600, .has_time = true, .has_zone = true},
         "1969-12-31T20:30:00-03:30"},
        {{.time_s = INT64_C(253402300800), .has_time = true, .has_zone = true}, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        mh_feed_date_put(&b, &rows[i].date);
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

TCase *tcase_doc_feed_date(void) {
    TCase *tc = tcase_create("doc_feed_date");
    tcase_add_test(tc, read);
    tcase_add_test(tc, put);
    return tc;
}
