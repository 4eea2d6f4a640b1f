#include "support.h"
#include "text/fold.h"
#include "text/keyphrases.h"
#include "text/stop.h"

/* Invented texts; what must be among the phrases found, and what must not. */
static const struct {
    const char *lang, *in, *title;
    const char *found[4], *absent[4];
} cases[] = {
    {"en",
     "The Council of Northland adopted a border protocol on Friday. The border protocol was "
     "drafted by "
     "the Council of Northland and by experts from Southland. Southland will sign the border "
     "protocol.",
     "",
     {"border protocol", "Council of Northland", "Southland"},
     {"the border", "Council of", "Friday", "border"}},
    {"ru",
     "Министр иностранных дел Северии прибыл в Восточный Порт. Переговоры в Восточном Порту прошли "
     "успешно. По итогам переговоров подписан договор о воде.",
     "",
     {"Восточный Порт", "Переговоры"},
     {"министр", "в", "по итогам"}},
    {"kk",
     "Су келісімі туралы келіссөз Шығыс Портта өтті. Шығыс Порт су келісімі үшін маңызды қала.",
     "",
     {"Шығыс Порт", "су келісімі"},
     {"туралы", "үшін"}},
    {"uz",
     "Suv shartnomasi haqida muzokara bo‘ldi. Suv shartnomasi Sharqiy Portda imzolandi.",
     "",
     {"suv shartnomasi"},
     {"haqida", "bo‘ldi", "suv"}},
    {"en", "", "", {NULL}, {NULL}},
    {"en", "The of and. 12 345 6.", "", {NULL}, {"12", "the"}},
};

static bool has(const mh_keyphrases *got, const char *want) {
    mh_buf a = {0}, b = {0};
    bool found = false;
    for (size_t i = 0; i < got->len && !found; i++) {
        mh_buf_reset(&a);
        mh_buf_reset(&b);
        mh_text_fold(T, got->ptr[i].text, &a);
        mh_text_fold(T, mh_view_of(want), &b);
        found = mh_view_eq(mh_buf_view(&a), mh_buf_view(&b));
    }
    mh_buf_clear(&a);
    mh_buf_clear(&b);
    return found;
}

START_TEST(keyphrases_are_found) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mh_keyphrase_options o = {.lang = cases[i].lang};
        mh_view s = mh_view_of(cases[i].in);
        mh_keyphrases got = mh_text_keyphrases(T, A, s, &o);
        mh_buf all = {0};
        for (size_t k = 0; k < got.len; k++) {
            const mh_keyphrase *p = &got.ptr[k];
            mh_buf_printf(&all, "[%.*s]", MH_FMT(p->text));
            ck_assert(mh_view_eq(mh_view_sub(s, p->from, p->to), p->text));
            ck_assert(p->count > 0 && p->score > 0 && p->score <= 1);
            ck_assert(k == 0 || p->score <= got.ptr[k - 1].score);
        }
        mh_buf_putc(&all, '\0');
        for (size_t k = 0; k < 4 && cases[i].found[k]; k++)
            ck_assert_msg(has(&got, cases[i].found[k]), "%s in %s", cases[i].found[k], all.ptr);
        for (size_t k = 0; k < 4 && cases[i].absent[k]; k++)
            ck_assert_msg(!has(&got, cases[i].absent[k]), "%s not in %s", cases[i].absent[k],
                          all.ptr);
        mh_buf_clear(&all);
    }
}
END_TEST

START_TEST(keyphrases_count_forms_and_know_names) {
    mh_view s = MH_VIEW("Northland meets again. A treaty of Northland on treaties is a treaty.");
    mh_keyphrases got = mh_text_keyphrases(T, A, s, &(mh_keyphrase_options){.lang = "en"});
    ck_assert_uint_ge(got.len, 2);
    for (size_t i = 0; i < got.len; i++) {
        mh_view v = got.ptr[i].text;
        if (mh_view_eq(v, MH_VIEW("treaty"))) ck_assert_uint_eq(got.ptr[i].count, 3);
        if (mh_view_eq(v, MH_VIEW("treaty"))) ck_assert(!got.ptr[i].name);
        if (mh_view_eq(v, MH_VIEW("Northland"))) ck_assert_uint_eq(got.ptr[i].count, 2);
        if (mh_view_eq(v, MH_VIEW("Northland"))) ck_assert(got.ptr[i].name);
    }
    mh_keyphrase_options one = {.lang = "en", .count = 1};
    ck_assert_uint_eq(mh_text_keyphrases(T, A, s, &one).len, 1);
    one.count = 100000;
    ck_assert_uint_le(mh_text_keyphrases(T, A, s, &one).len, MH_KEYPHRASES_MAX);
}
END_TEST

START_TEST(words_of_the_title_weigh_more) {
    mh_view s = MH_VIEW("Ferries cross at noon. Bridges open at dawn. Tunnels close at dusk.");
    mh_keyphrase_options o = {.lang = "en", .title = MH_VIEW("Tunnels")};
    mh_keyphrases got = mh_text_keyphrases(T, A, s, &o);
    ck_assert_uint_ge(got.len, 3);
    ck_view_eq(got.ptr[0].text, "Tunnels");
    ck_assert_uint_eq(got.ptr[0].count, 1);
}
END_TEST

START_TEST(countries_are_phrases_of_their_own) {
    static const struct {
        const char *lang, *in, *want, *absent;
        size_t count;
    } rows[] = {
        {"en", "The Kazakhstan Council sent a note. The Kazakhstan Council waits for a reply.",
         "Kazakhstan", "Council", 2},
        {"kk", "Өзбекстан Республикасы жауап берді. Бұл туралы Өзбекстан Республикасы хабарлады.",
         "Өзбекстан", "Республикасы", 2},
        {"uz", "Тожикистон Республикаси жавоб берди. Буни Тожикистон Республикаси маълум қилди.",
         "Тожикистон", "Республикаси", 2},
        {"en", "The Northland Council sent a note. The Northland Council waits for a reply.",
         "Northland Council", "Northland", 4}, /* no country */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_keyphrases got = mh_text_keyphrases(
            T, A, mh_view_of(rows[i].in),
            &(mh_keyphrase_options){.lang = rows[i].lang, .count = rows[i].count});
        ck_assert_msg(has(&got, rows[i].want), "%s", rows[i].want);
        ck_assert_msg(!has(&got, rows[i].absent), "%s", rows[i].absent);
    }
}
END_TEST

START_TEST(stop_words_are_those_of_the_language) {
    static const struct {
        const char *lang, *word;
        bool stop;
    } rows[] = {{"en", "The", true},      {"ru", "the", false},    {"ru", "Ещё", true},
                {"ru", "ещe", false},     {"kk", "және", true},    {"ky", "жана", true},
                {"tg", "барои", true},    {"uz", "ҳақида", true},  {"uz", "bo‘yicha", true},
                {"uz", "bo'yicha", true}, {"en", "treaty", false}, {"xx", "the", false},
                {NULL, "the", false},     {"en", "", false},       {"fr", "Aujourd’hui", true},
                {"es", "después", true},  {"de", "für", true},     {"de", "Vertrag", false},
                {"tr", "ancak", true},    {"fa", "است", true},     {"ar", "الذي", true},
                {"zh", "因为", true},     {"zh", "条约", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_msg(mh_text_is_stop(T, rows[i].lang, mh_view_of(rows[i].word)) == rows[i].stop,
                      "%s", rows[i].word);
}
END_TEST

START_TEST(hostile_text_has_keyphrases_within_bounds) {
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_view s = hostile(200000, hostile_units[i]);
        mh_keyphrases got = mh_text_keyphrases(T, A, s, NULL);
        for (size_t k = 0; k < got.len; k++)
            ck_assert(got.ptr[k].from < got.ptr[k].to && got.ptr[k].to <= s.len);
    }
}
END_TEST

TCase *tcase_text_keyphrases(void);
TCase *tcase_text_keyphrases(void) {
    TCase *tc = tcase_create("keyphrases");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, keyphrases_are_found);
    tcase_add_test(tc, keyphrases_count_forms_and_know_names);
    tcase_add_test(tc, words_of_the_title_weigh_more);
    tcase_add_test(tc, countries_are_phrases_of_their_own);
    tcase_add_test(tc, stop_words_are_those_of_the_language);
    tcase_add_test(tc, hostile_text_has_keyphrases_within_bounds);
    return tc;
}
