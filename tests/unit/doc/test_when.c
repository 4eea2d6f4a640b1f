#include "unit.h"

#include "doc/when.h"

START_TEST(find) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"2024-03-12", "2024-03-12"},
        {"2024-03-12T14:30:05+05:00", "2024-03-12T14:30:05+05:00"},
        {"2024-03-12T14:30:00.123Z", "2024-03-12T14:30:00Z"},
        {"2024-03-12 14:30", "2024-03-12T14:30:00"},
        {"20240312T143000", "2024-03-12T14:30:00"},
        {"12.03.2024, 14:30", "2024-03-12T14:30:00"},
        {"14:30, 12.03.2024", "2024-03-12T14:30:00"},
        {"14:30, 12 марта 2024", "2024-03-12T14:30:00"},
        {"Опубликовано: 5 мая 2023 года", "2023-05-05"},
        {"2024 жылғы 12 наурыз", "2024-03-12"},
        {"12 қараша 2024, 09:05", "2024-11-12T09:05:00"},
        {"March 3rd, 2024 at 2:05 pm", "2024-03-03T14:05:00"},
        {"Tue, 12 Mar 2024 14:30:00 GMT", "2024-03-12T14:30:00Z"},
        {"12th of March 2024", "2024-03-12"},
        {"13/03/2024", "2024-03-13"},
        {"2024-yil 12-mart, 14:30", "2024-03-12T14:30:00"},
        {"2024-йил 12-март", "2024-03-12"},
        {"2024-жылдын 12-марты", "2024-03-12"},
        {"12-март, 2024-жыл", "2024-03-12"},
        {"12 марти соли 2024", "2024-03-12"},
        {"12 мартқа 2024", "2024-03-12"},
        {"24 نيسان / أبريل 2020 09:22", "2020-04-24T09:22:00"},
        {"2 تير 1399", "2020-06-22"},
        {"۱۲ حمل ۱۴۰۳", "2024-03-31"},
        {"1403/01/01", "2024-03-20"},
        {"1402/12/29", "2024-03-19"},
        {"30 اسفند 1403", "2025-03-20"},
        {"12 حمل 2024", NULL},
        {"১৬ জুন ২০২০", "2020-06-16"},
        {"2020年4月17日", "2020-04-17"},
        {"2020년 4월 17일", "2020-04-17"},
        {"12. listopadu 2021", "2021-11-12"},
        {"3. marraskuuta 2021", "2021-11-03"},
        {"5 Σεπτεμβρίου 2021", "2021-09-05"},
        {"03/13/2024", "2024-03-13"},
        {"Tue, 03/05/2024 - 14:20", "2024-03-05T14:20:00"},
        {"Вт, 03/05/2024 - 14:20", "2024-03-05T14:20:00"},
        {"Fri, 03/05/2024", "2024-05-03"},
        {"Ҷум, 04/03/2026 - 14:10", "2026-04-03T14:10:00"},
        {"Жма, 04/03/2026", "2026-03-04"}, /* no day of the week: day first */
        {"Juma, 04/03/2026", "2026-04-03"},
        {"20240918T1340+0500", "2024-09-18T13:40:00+05:00"},
        {"۲۸ اپریل ۲۰۲۴ - ۱۶:۴۰", "2024-04-28T16:40:00"},
        {"14:20, March 5, 2024", "2024-03-05T14:20:00"},
        {"12-уми марти соли 2024", "2024-03-12"},
        {"۱۲ حمل، ۱۴۰۳", "2024-03-31"},
        {"۲۸ آپریل ۲۰۲۴", "2024-04-28"},
        {"30 февраля 2024", NULL},
        {"version 10.2.33", NULL},
        {"call 2024 now", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_when w;
        mh_buf b = {0};
        bool got = mh_when_find(mh_view_of(rows[i].in), 0, false, &w);
        if (got) mh_when_put(&b, &w);
        ck_assert_msg(got == (rows[i].want != NULL), "%s: %.*s", rows[i].in,
                      MH_FMT(mh_buf_view(&b)));
        if (got) ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
    mh_when w;
    ck_assert(mh_when_find(MH_VIEW("3/4/2024"), 0, true, &w) && w.month == 3 && w.day == 4);
}
END_TEST

START_TEST(digit) {
    static const struct {
        const char *in;
        size_t at, want;
    } rows[] = {
        {"", 0, 0},      {"none", 0, 4},  {"5 May", 0, 0}, {"5 May", 1, 5},
        {"of ۱۲", 0, 3}, {"of ۱۲", 4, 5}, {"мая 5", 1, 7}, {"मई १", 0, 7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(mh_when_digit(mh_view_of(rows[i].in), rows[i].at) == rows[i].want, "%s: %zu",
                      rows[i].in, mh_when_digit(mh_view_of(rows[i].in), rows[i].at));
}
END_TEST

START_TEST(in_url) {
    mh_when w;
    ck_assert(mh_when_in_url(MH_VIEW("https://h/2024/03/12/title"), &w) && w.day == 12);
    ck_assert(mh_when_in_url(MH_VIEW("https://h/news/20240312/x"), &w) && w.month == 3);
    ck_assert(!mh_when_in_url(MH_VIEW("https://h/id/2024031299"), &w));
    ck_assert(!mh_when_in_url(MH_VIEW("https://h/2024/13/40/"), &w));
}
END_TEST

TCase *tcase_doc_when(void) {
    TCase *t = tcase_create("doc_when");
    tcase_add_test(t, find);
    tcase_add_test(t, digit);
    tcase_add_test(t, in_url);
    return t;
}
