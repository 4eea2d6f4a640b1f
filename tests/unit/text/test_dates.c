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
            mh_buf_printf(&b, "|%s", mh_date_basis_name(d->basis));
            if (d->end_year || d->end_month) {
                mh_date e = mh_date_end(d);
                mh_buf_putc(&b, '|');
                mh_date_write(&e, &b);
            }
            mh_buf_putc(&b, ']');
        }
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}

START_TEST(written_dates) {
    static const row rows[] = {
        {"on 14 May 2024 in", "[14 May 2024|2024-05-14|written]"},
        {"13–14 May 2024", "[13–14 May 2024|2024-05-13|written|2024-05-14]"},
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
        {"2025–2027 годы", "[2025–2027 годы|2025|written|2027]"},
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

START_TEST(ranges) {
    static const row rows[] = {
        {"3-5 мая 2024 года", "[3-5 мая 2024 года|2024-05-03|written|2024-05-05]"},
        {"с 3 по 5 мая 2024 г.", "[3 по 5 мая 2024 г|2024-05-03|written|2024-05-05]"},
        {"from 3 to 5 May 2024", "[3 to 5 May 2024|2024-05-03|written|2024-05-05]"},
        {"May 3-5, 2024", "[May 3-5, 2024|2024-05-03|written|2024-05-05]"},
        {"28 April – 2 May 2024", "[28 April – 2 May 2024|2024-04-28|written|2024-05-02]"},
        {"28 December - 2 January 2024",
         "[28 December - 2 January 2024|2023-12-28|written|2024-01-02]"},
        {"3 May 2024 to 5 June 2025", "[3 May 2024 to 5 June 2025|2024-05-03|written|2025-06-05]"},
        {"аз 24 август то 5 сентябри соли 2024",
         "[24 август то 5 сентябри|2024-08-24|nearest|2024-09-05][2024|2024|written]"},
        {"30 December - 2 January", "[30 December - 2 January|2024-12-30|nearest|2025-01-02]"},
        {"1-31 February 2024", "[1-31 February 2024|2024-02-01|written]"},
        {"5 May 2024 – 3 May 2024",
         "[5 May 2024|2024-05-05|written][3 May 2024|2024-05-03|written]"},
        {"5 - 3 May 2024", "[3 May 2024|2024-05-03|written]"},
        {"on 3 May 2024\n- 5 May 2024", "[3 May 2024|2024-05-03|written][5 May "
                                        "2024|2024-05-05|written]"},
        {"1991-1995", ""},
    };
    mh_date_options o = {.year = 2025, .month = 1, .day = 2};
    run(rows, sizeof rows / sizeof rows[0], &o);
}
END_TEST

START_TEST(times_of_day) {
    static const row rows[] = {
        {"3 March 2025, 5:42 pm", "[3 March 2025, 5:42 pm|2025-03-03T17:42:00|written]"},
        {"3 March 2025 at 12 a.m. sharp", "[3 March 2025 at 12 a.m|2025-03-03T00:00:00|written]"},
        {"3 March 2025 at noon", "[3 March 2025 at noon|2025-03-03T12:00:00|written]"},
        {"3 марта 2025 г. в 07:54", "[3 марта 2025 г. в 07:54|2025-03-03T07:54:00|written]"},
        {"17:42, 3 March 2025", "[17:42, 3 March 2025|2025-03-03T17:42:00|written]"},
        {"3 March 2025 07h05", "[3 March 2025 07h05|2025-03-03T07:05:00|written]"},
        {"3 March 2025 at 9.30", "[3 March 2025|2025-03-03|written]"},
        {"3 March 2025, 25:61", "[3 March 2025|2025-03-03|written]"},
        {"3 March 2025, 12 people", "[3 March 2025|2025-03-03|written]"},
        {"03.12.24 and 1.2.24", "[03.12.24|2024-12-03|written]"},
        {"v 10.11.12.13", ""},
        {"30.13.24, 99.12.24", ""},
        {"2024-ж., 5-март, шейшемби", "[2024-ж., 5-март|2024-03-05|written]"},
        {"2024 ж. 5 шілде", "[2024 ж. 5 шілде|2024-07-05|written]"},
    };
    run(rows, sizeof rows / sizeof rows[0], NULL);
}
END_TEST

START_TEST(spans_within_a_text) {
    static const row rows[] = {
        {"two weeks ago", "[two weeks ago|2024-12-19|relative]"},
        {"a year and two months ago", "[a year and two months ago|2023-11|relative]"},
        {"forty-five days ago", "[forty-five days ago|2024-11-18|relative]"},
        {"three days from now", "[three days from now|2025-01-05|relative]"},
        {"last year, next month", "[last year|2024|relative][next month|2025-02|relative]"},
        {"last Thursday, next Thursday",
         "[last Thursday|2024-12-26|relative][next Thursday|2025-01-09|relative]"},
        {"два года назад", "[два года назад|2023|relative]"},
        {"неделю назад, через месяц", "[неделю назад|2024-12-26|relative][через "
                                      "месяц|2025-02|relative]"},
        {"в прошлом году", "[прошлом году|2024|relative]"},
        {"полгода тому назад", "[полгода тому назад|2024-07|relative]"},
        {"екі апта бұрын, өткен жылы", "[екі апта бұрын|2024-12-19|relative][өткен "
                                       "жылы|2024|relative]"},
        {"эки апта мурун, былтыр", "[эки апта мурун|2024-12-19|relative][былтыр|2024|relative]"},
        {"ду ҳафта пеш, соли гузашта", "[ду ҳафта пеш|2024-12-19|relative][соли "
                                       "гузашта|2024|relative]"},
        {"ikki hafta oldin, o‘tgan yili", "[ikki hafta oldin|2024-12-19|relative][o‘tgan "
                                          "yili|2024|relative]"},
        {"икки ҳафта олдин, ўтган йили", "[икки ҳафта олдин|2024-12-19|relative][ўтган "
                                         "йили|2024|relative]"},
        {"минулого року, 2 тижні тому", "[минулого року|2024|relative][2 тижні "
                                        "тому|2024-12-19|relative]"},
        {"2 hours ago", "[2 hours ago|2025-01-02|relative]"}, /* no time of day to count from */
        /* no dates within running text */
        {"for 5 years, in two weeks, 3 days later", ""},
        {"many years ago, a few days ago, about 300 years ago", ""},
        {"миллион лет назад", ""},
        {"9999999 years ago, 5000 years ago", "[5000 years ago|-|unresolved]"},
        {"He sat in the sun, they wed.", ""},
        {"on Sat, 4 January 2025", "[4 January 2025|2025-01-04|written]"},
        {"Среди стран, средства, четвёртым", ""},
        {"Президент ба Душанбе омад.", ""},
        {"рӯзи душанбе", "[душанбе|2024-12-30|relative]"},
    };
    mh_date_options o = {.year = 2025, .month = 1, .day = 2};
    run(rows, sizeof rows / sizeof rows[0], &o);
}
END_TEST

START_TEST(day_words_of_sister_languages) {
    static const row rows[] = {
        {"Безнең илдә бик күп кешеләр яши, һәр кеше үз телендә сөйләшә.", ""},
        {"Қазақстан Президенті кеше Астанада кездесу өткізді, ол туралы баспасөз қызметі "
         "хабарлады.",
         "[кеше|2025-01-01|relative]"},
    };
    mh_date_options o = {.year = 2025, .month = 1, .day = 2};
    run(rows, sizeof rows / sizeof rows[0], &o);
}
END_TEST

START_TEST(stamps_stand_alone) {
    static const row rows[] = {
        {"15 min", "[15 min|2025-01-02T09:45:00|relative]"},
        {"2h", "[2h|2025-01-02T08:00:00|relative]"},
        {"just now", "[now|2025-01-02|relative]"},
        {"3 days later", "[3 days later|2025-01-05|relative]"},
        {"in 1 year, 2 months", "[in 1 year, 2 months|2026-03|relative]"},
        {"+1 day", "[1 day|2025-01-03|relative]"},
        {"5 мүнөттөн кийин", "[5 мүнөттөн кийин|2025-01-02T10:05:00|relative]"},
        {"26 апреля", "[26 апреля|2024-04-26|nearest]"}, /* a stamp looks back */
        {"26. 10. 24 14.12", "[26. 10. 24 14.12|2024-10-26T14:12:00|written]"},
        {"30 May", "[30 May|2024-05-30|nearest]"},
        {"vor 30 Tagen", ""},
    };
    mh_date_options o = {
        .year = 2025, .month = 1, .day = 2, .hour = 10, .timed = true, .alone = true};
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
    tcase_add_test(tc, ranges);
    tcase_add_test(tc, times_of_day);
    tcase_add_test(tc, spans_within_a_text);
    tcase_add_test(tc, day_words_of_sister_languages);
    tcase_add_test(tc, stamps_stand_alone);
    tcase_add_test(tc, year_from_the_text);
    tcase_add_test(tc, hostile_text_has_bounded_dates);
    return tc;
}
