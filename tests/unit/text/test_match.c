#include "support.h"
#include "text/match.h"

static mh_matcher *M;

static void add(const char *phrase, uint64_t payload, unsigned flags, const char *lang) {
    mh_err e = {0};
    ck_assert_msg(mh_matcher_add(M, T, mh_view_of(phrase), payload, flags, lang, &e) == MH_OK, "%s",
                  e.msg);
}

START_TEST(phrases_are_found) {
    static const struct {
        const char *lang, *in, *want;
    } rows[] = {
        {"en", "Minister of Foreign Affairs and the minister",
         "[Minister of Foreign Affairs=1][minister=2]"},
        {"en", "The MINISTER, of Foreign Affairs", "[MINISTER=2]"},
        {"en", "in the C5 + 1 format, C5+1", "[C5 + 1=3][C5+1=3]"},
        {"en", "a Kazakhstani and Kazakhstan", "[Kazakhstani=4][Kazakhstan=4]"},
        {"ru", "министрами иностранных дел", "[министрами иностранных дел=5]"},
        {"en", "министрами иностранных дел", ""},
        {"en", "Тоқаев, Tokayev", "[Тоқаев=6][Tokayev=6]"},
        {"en", "roast turkey in Turkey", "[Turkey=7]"},
        {"en", "Foreign\nMinister Foreign Minister", "[minister=2]"},
        {"en", "twice", "[twice=8][twice=9]"},
        {"en", "", ""},
    };
    M = mh_matcher_new();
    add("minister of foreign affairs", 1, 0, NULL);
    add("minister", 2, 0, NULL);
    add("C5+1", 3, 0, NULL);
    add("kazakhstan*", 4, 0, NULL);
    add("министр иностранных дел", 5, MH_MATCH_STEM, "ru");
    add("Токаев", 6, MH_MATCH_LATIN, NULL);
    add("Turkey", 7, MH_MATCH_CAPITAL, NULL);
    add("twice", 8, 0, NULL);
    add("twice", 9, 0, NULL);
    ck_assert_uint_eq(mh_matcher_len(M), 9);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_view s = mh_view_of(rows[i].in);
        mh_matches got = mh_matcher_find(M, T, A, s, rows[i].lang);
        mh_buf b = {0};
        for (size_t k = 0; k < got.len; k++) {
            mh_buf_printf(&b, "[%.*s=%d]", MH_FMT(mh_view_sub(s, got.ptr[k].from, got.ptr[k].to)),
                          (int)got.ptr[k].payload);
        }
        if (i == 8)
            ck_assert_uint_eq(got.len, 2);
        else
            ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
    mh_matcher_free(M);
}
END_TEST

START_TEST(bad_phrases_are_refused) {
    mh_err e = {0};
    M = mh_matcher_new();
    ck_assert_int_eq(mh_matcher_add(M, T, MH_VIEW(" ... "), 1, 0, NULL, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    ck_assert_int_eq(mh_matcher_add(M, T, MH_VIEW("a b"), 1, MH_MATCH_STEM, "xx", &e), MH_FAIL);
    ck_assert_int_eq(mh_matcher_add(M, T, hostile(100, "a "), 1, 0, NULL, &e), MH_FAIL);
    ck_assert_uint_eq(mh_matcher_find(M, T, A, MH_VIEW("a b"), NULL).len, 0);
    mh_matcher_free(M);
}
END_TEST

START_TEST(many_entries_and_hostile_text) {
    M = mh_matcher_new();
    for (unsigned i = 0; i < 20000; i++) {
        mh_view p = mh_arena_printf(A, "word%u next%u", i, i % 7);
        mh_err e = {0};
        ck_assert_int_eq(mh_matcher_add(M, T, p, i, 0, NULL, &e), MH_OK);
    }
    add("a a a a a a a a b", 1, 0, NULL);
    add("a* a* a* a* b", 2, 0, NULL);
    mh_view s = MH_VIEW("word19999 next0");
    ck_assert_uint_eq(19999 % 7, 0);
    ck_assert_uint_eq(mh_matcher_find(M, T, A, s, NULL).len, 1);
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_view h = hostile(300000, hostile_units[i]);
        mh_matches got = mh_matcher_find(M, T, A, h, "en");
        for (size_t k = 0; k < got.len; k++) ck_assert(got.ptr[k].to <= h.len);
    }
    mh_matcher_free(M);
}
END_TEST

TCase *tcase_text_match(void);
TCase *tcase_text_match(void) {
    TCase *tc = tcase_create("match");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, phrases_are_found);
    tcase_add_test(tc, bad_phrases_are_refused);
    tcase_add_test(tc, many_entries_and_hostile_text);
    return tc;
}
