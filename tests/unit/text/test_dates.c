#include "support.h"
#include "text/dates.h"

#include <stdio.h>

typedef struct row {
    const char *in, *want;
} row;

static void run(const row *rows, size_t n, const mh_date_options *o) {
    for (size_t i = 0; i < n; i++) {
        mh_view s = mh_view_of(rows[i].in);
        mh_dates got = mh_text_dates(T, A, s, o);
        mh_buf b = {0};
        for (size_t k = 0; k < got.len; k++) {
            const mh_date *d = &got.ptr[k];
            mh_buf_printf(&b, "[%.*s|", MH_FMT(mh_view_sub(s, d->from, d->to)));
            mh_date_write(d, &b);
            mh_buf_printf(&b, "|%s]", mh_date_basis_name(d->basis));
        }
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}

START_TEST(written_dates) {
    static const row rows[] = {
        {"on 14 May 2024 in", "[14 May 2024|2024-05-14|written]"},
        {"13–14 May 2024", "[13–14 May 2024|2024-05-13|written]"},
        {"May 14, 2024", "[May 14, 2024|2024-05-14|written]"},
        {"the 3rd of March 2021", "[3rd of March 2021|2021-03-03|written]"},
        {"Aug. 19, 2024", "[Aug. 19, 2024|2024-08-19|written]"},
        {"In September 2022, they", "[September 2022|2022-09|written]"},
        {"created in 2015 to", "[2015|2015|written]"},
        {"about 2015 people", ""},
        {"3 March 2025, 17:42", "[3 March 2025, 17:42|2025-03-03T17:42:00|written]"},
        {"2024-12-05T06:10:00+05:00",
         "[2024-12-05T06:10:00+05:00|2024-12-05T06:10:00+05:00|written]"},
        {"2024-12-05", "[2024-12-05|2024-12-05|written]"},
        {"12.11.2025", "[12.11.2025|2025-11-12|written]"},
        {"22/07/2025", "[22/07/2025|2025-07-22|written]"},
        {"2026-03-0১ x", "[2026-03-0১|2026-03-01|written]"},
        {"২০২৬-০৩-১২", "[২০২৬-০৩-১২|2026-03-12|written]"},
        {"9 апреля 2025 года прошла", "[9 апреля 2025 года|2025-04-09|written]"},
        {"в сентябре 2022 года", "[сентябре 2022 года|2022-09|written]"},
        {"в 2015 году", "[2015 году|2015|written]"},
        {"2025 жылғы 12 маусым", "[2025 жылғы 12 маусым|2025-06-12|written]"},
        {"2023 жылы", "[2023 жылы|2023|written]"},
        {"2024 жылғы қазанда", "[2024 жылғы қазанда|2024-10|written]"},
        {"31 February 2024", "[February 2024|2024-02|written]"},
        {"99.99.2024 and 1.2.3", ""},
        {"they may 5 times march 3 miles", ""},
        {"Monday, 14 May 2024", "[14 May 2024|2024-05-14|written]"},
        {"2025–2027 годы", "[2025–2027 годы|2025|written]"},
        {"", ""},
    };
    run(rows, sizeof rows / sizeof rows[0], NULL);
}
END_TEST

START_TEST(dates_against_a_reference) {
    static const row rows[] = {
        {"today and yesterday, tomorrow", "[today|2025-01-02|relative][yesterday|2025-01-01|"
                                          "relative][tomorrow|2025-01-03|relative]"},
        {"on Monday", "[Monday|2024-12-30|relative]"},
        {"on December 4", "[December 4|2024-12-04|nearest]"},
        {"4 февраля", "[4 февраля|2025-02-04|nearest]"},
        {"сегодня, вчера", "[сегодня|2025-01-02|relative][вчера|2025-01-01|relative]"},
        {"бүгін, кеше", "[бүгін|2025-01-02|relative][кеше|2025-01-01|relative]"},
        {"в среду", "[среду|2025-01-01|relative]"},
        {"5 қаңтарда", "[5 қаңтарда|2025-01-05|nearest]"},
    };
    mh_date_options o = {.year = 2025, .month = 1, .day = 2};
    run(rows, sizeof rows / sizeof rows[0], &o);
}
END_TEST

START_TEST(year_from_the_text) {
    static const row rows[] = {
        {"Today, on March 5, they meet. In June 2021 they met. It began in 2010.",
         "[Today|-|unresolved][March 5|2022-03-05|after][June "
         "2021|2021-06|written][2010|2010|written]"},
        {"Oslo, 4 April 2020\nThey meet on May 3.",
         "[4 April 2020|2020-04-04|written][May 3|2020-05-03|nearest]"},
        {"They met on Wednesday, December 4.\n\nPosted: 2025-01-05",
         "[December 4|2024-12-04|nearest][2025-01-05|2025-01-05|written]"},
        {"on May 3", "[May 3|--05-03|unresolved]"},
    };
    run(rows + 1, sizeof rows / sizeof rows[0] - 1, NULL);
    mh_dates got = mh_text_dates(T, A, mh_view_of(rows[0].in), NULL);
    ck_assert_uint_eq(got.len, 4);
    ck_assert_int_eq(got.ptr[1].year, 2022);
    ck_assert_int_eq(got.ptr[1].basis, MH_DATE_AFTER);
    ck_assert_uint_eq(got.ptr[1].support, 2);
    ck_assert_int_eq(got.ptr[0].basis, MH_DATE_UNRESOLVED);
}
END_TEST

START_TEST(hostile_text_has_bounded_dates) {
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_view s = hostile(200000, hostile_units[i]);
        mh_dates got = mh_text_dates(T, A, s, NULL);
        size_t last = 0;
        for (size_t k = 0; k < got.len; k++) {
            ck_assert(got.ptr[k].from >= last && got.ptr[k].to > got.ptr[k].from &&
                      got.ptr[k].to <= s.len);
            last = got.ptr[k].to;
        }
    }
}
END_TEST

TCase *tcase_text_dates(void);
TCase *tcase_text_dates(void) {
    TCase *tc = tcase_create("dates");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, written_dates);
    tcase_add_test(tc, dates_against_a_reference);
    tcase_add_test(tc, year_from_the_text);
    tcase_add_test(tc, hostile_text_has_bounded_dates);
    return tc;
}
