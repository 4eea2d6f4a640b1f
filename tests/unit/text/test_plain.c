#include "support.h"
#include "text/lines.h"
#include "text/summary.h"

/* All invented. */
static const char *const page =
    "Home » Politics » Northland and Southland agree on a bridge\nPolitics\n\n"
    "Northland and Southland agree on a bridge\n\n"
    "Today, on March 5, the ministers of Northland and Southland signed an agreement on a "
    "bridge.\n\n"
    "The bridge will be 2 km long, the Northland Gazette reports.\n\n"
    "In June 2021 the two sides met in Eastport and agreed to look for money for the bridge across "
    "the river.\n\n"
    "source: northgazette\n\nShare: Telegram | Facebook\nTranslate\n© Northland Gazette, all "
    "rights reserved";

START_TEST(page_furniture_goes) {
    mh_plain p = mh_plain_article(T, A, mh_view_of(page));
    static const mh_line_kind want[] = {
        MH_LINE_BREADCRUMB, MH_LINE_SECTION, MH_LINE_TITLE,  MH_LINE_PARAGRAPH, MH_LINE_PARAGRAPH,
        MH_LINE_PARAGRAPH,  MH_LINE_CREDIT,  MH_LINE_WIDGET, MH_LINE_WIDGET,    MH_LINE_COPYRIGHT};
    ck_assert_uint_eq(p.lines.len, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < p.lines.len; i++) {
        ck_assert_msg(p.lines.ptr[i].kind == want[i], "line %zu is %s", i,
                      mh_line_kind_name(p.lines.ptr[i].kind));
    }
    ck_view_eq(p.title, "Northland and Southland agree on a bridge");
    ck_view_eq(p.credit, "northgazette");
    ck_assert_uint_eq(p.sections_len, 3);
    ck_view_eq(p.sections[0], "Home");
    ck_view_eq(p.sections[1], "Politics");
    ck_assert_uint_eq(p.paragraphs_len, 3);
    ck_assert(mh_view_starts(p.text, MH_VIEW("Today, on March 5")));
    ck_assert(mh_view_ends(p.text, MH_VIEW("across the river.")));
    ck_assert_str_eq(p.date_basis, "today");
    mh_buf b = {0};
    mh_date_write(&p.date, &b);
    ck_view_eq(mh_buf_view(&b), "2022-03-05");
    mh_buf_clear(&b);
    for (size_t i = 0; i < p.paragraphs_len; i++) {
        const mh_paragraph *x = &p.paragraphs[i];
        mh_view here = mh_view_sub(p.text, x->from, x->to);
        ck_assert(mh_view_eq(here, mh_view_sub(mh_view_of(page), x->source, x->source + here.len)));
    }
}
END_TEST

START_TEST(datelines_are_read) {
    static const struct {
        const char *in, *title, *place, *agency, *date, *basis;
    } rows[] = {
        {"EASTPORT, 14 May 2024. The minister of Northland arrived in the city for talks about the "
         "river.\nMore.",
         "", "EASTPORT", "", "2024-05-14", "dateline"},
        {"Ministers speak by phone\n\nRiver Courier, 3 March 2025, 17:42\n\nThe minister of "
         "Northland had a talk with "
         "his colleague on Monday.",
         "Ministers speak by phone", "", "River Courier", "2025-03-03T17:42:00", "dateline"},
        {"WESTPORT (Hill Press) — A train with flour left Northland for the city of Hilltown on "
         "Wednesday.\n\nPosted: "
         "2024-12-05T06:10:00+05:00",
         "", "WESTPORT", "Hill Press", "2024-12-05T06:10:00+05:00", "stamp"},
        {"Signed at last\n\nWestport, 16 December 2025 (Hill Wire)\n\nThe assembly adopted a "
         "resolution that had waited "
         "for years.",
         "Signed at last", "Westport", "Hill Wire", "2025-12-16", "dateline"},
        {"Главная / Политика\n\nМинистр прибыл в столицу\n\nЗАПАДНЫЙ, 9 апреля 2025 года. Министр "
         "провёл переговоры с "
         "коллегой о мосте.",
         "Министр прибыл в столицу", "ЗАПАДНЫЙ", "", "2025-04-09", "dateline"},
        {"Басты бет » Саясат\n\nМинистрлер келісімге қол қойды\n\nШЫҒЫС, 2025 жылғы 12 маусым. "
         "Министрлер қалада "
         "кездесіп, келіссөз жүргізді.",
         "Министрлер келісімге қол қойды", "ШЫҒЫС", "", "2025-06-12", "dateline"},
        {"One paragraph of plain text without any furniture around it, and no date.", "", "", "",
         "", ""},
        {"Two words", "", "", "", "", ""},
        {"", "", "", "", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_plain p = mh_plain_article(T, A, mh_view_of(rows[i].in));
        mh_buf b = {0};
        if (p.date.precision) mh_date_write(&p.date, &b);
        ck_view_eq(p.title, rows[i].title);
        ck_view_eq(p.place, rows[i].place);
        ck_view_eq(p.agency, rows[i].agency);
        ck_view_eq(mh_buf_view(&b), rows[i].date);
        ck_assert_str_eq(p.date_basis, rows[i].basis);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(text_without_furniture_is_left_alone) {
    const char *s =
        "The first paragraph says what happened in the city.\n\nThe second one says why it did.";
    mh_plain p = mh_plain_article(T, A, mh_view_of(s));
    ck_view_eq(p.text, s);
    ck_view_eq(p.title, "");
}
END_TEST

START_TEST(summary_is_verbatim_and_in_order) {
    mh_view s = mh_view_of(page);
    mh_summary_options o = {.sentences = 2};
    mh_summary got = mh_text_summary(T, A, s, &o);
    ck_assert_uint_eq(got.len, 2);
    ck_assert(mh_view_starts(got.text, MH_VIEW("Today, on March 5, the ministers")));
    ck_assert(got.rows[0].to <= got.rows[1].from && got.rows[0].index < got.rows[1].index);
    for (size_t i = 0; i < got.len; i++) {
        mh_view row = mh_view_sub(s, got.rows[i].from, got.rows[i].to);
        ck_assert_uint_ne(mh_view_find(got.text, row, 0), SIZE_MAX);
        ck_assert(!mh_view_starts(row, MH_VIEW("source")) && !mh_view_starts(row, MH_VIEW("Home")));
    }
}
END_TEST

START_TEST(summary_skips_what_says_nothing) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"EASTPORT, 14 May 2024. The minister of Northland signed a treaty on water with "
         "Southland. It rained.",
         "The minister of Northland signed a treaty on water with Southland."},
        {"By our staff. The council of Northland has adopted the budget for the next three years.",
         "The council of Northland has adopted the budget for the next three years."},
        {"Short.", "Short."},
        {"", ""},
    };
    mh_summary_options o = {.sentences = 1};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_view_eq(mh_text_summary(T, A, mh_view_of(rows[i].in), &o).text, rows[i].want);
    }
    mh_summary twice = mh_text_summary(T, A,
                                       MH_VIEW("The council of Northland adopted the new budget on "
                                               "Friday. The council of Northland adopted the new "
                                               "budget on Friday evening. Trains to the coast will "
                                               "run every hour from the first of June."),
                                       &(mh_summary_options){.sentences = 2});
    ck_assert_uint_eq(twice.len, 2);
    ck_assert_uint_eq(twice.rows[1].index, 2);
}
END_TEST

START_TEST(hostile_text_has_an_article) {
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_view s = hostile(200000, hostile_units[i]);
        mh_plain p = mh_plain_article(T, A, s);
        ck_assert(p.text.len <= s.len + 2 * p.paragraphs_len);
        mh_summary got = mh_text_summary(T, A, s, NULL);
        ck_assert(got.len <= 3);
    }
}
END_TEST

TCase *tcase_text_plain(void);
TCase *tcase_text_plain(void) {
    TCase *tc = tcase_create("plain");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, page_furniture_goes);
    tcase_add_test(tc, datelines_are_read);
    tcase_add_test(tc, text_without_furniture_is_left_alone);
    tcase_add_test(tc, summary_is_verbatim_and_in_order);
    tcase_add_test(tc, summary_skips_what_says_nothing);
    tcase_add_test(tc, hostile_text_has_an_article);
    return tc;
}
