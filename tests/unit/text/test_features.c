#include "support.h"
#include "text/features.h"

#include <stdlib.h>

typedef struct seen {
    mh_buf names;
    size_t family[3];
} seen;

static void note(uint32_t key, mh_view before, mh_view word, void *arg) {
    seen *s = arg;
    mh_family f = mh_feature_family(key);
    s->family[f]++;
    if (f == MH_FAMILY_GRAM) return;
    if (before.len) mh_buf_printf(&s->names, "%.*s_", MH_FMT(before));
    mh_buf_printf(&s->names, "%.*s ", MH_FMT(word));
}

START_TEST(words_pairs_and_grams) {
    static const struct {
        const char *text, *names;
        size_t grams; /* of a word of n letters and two bars: n + (n - 1) + (n - 2) */
    } rows[] = {
        {"", "", 0},
        {"12 a 7", "", 0},
        {"Goal", "goal ", 9},
        {"A late GOAL!", "late goal late_goal ", 18},
        {"Жеңіс 2024, Ё", "жеңіс е жеңіс_е ", 13},
        {"x9", "x9 ", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seen s = {0};
        mh_features_visit(T, mh_view_of(rows[i].text), MH_FEATURES_CHARS, note, &s);
        ck_view_eq(mh_buf_view(&s.names), rows[i].names);
        ck_assert_uint_eq(s.family[MH_FAMILY_GRAM], rows[i].grams);
        mh_buf_clear(&s.names);
        s = (seen){0};
        mh_features_visit(T, mh_view_of(rows[i].text), MH_FEATURES_WORDS, note, &s);
        ck_assert_uint_eq(s.family[MH_FAMILY_GRAM], 0);
        ck_view_eq(mh_buf_view(&s.names), rows[i].names);
        mh_buf_clear(&s.names);
    }
}
END_TEST

START_TEST(a_bag_counts_and_is_sorted) {
    mh_bag bag = mh_features_bag(T, A, MH_VIEW("talks, Talks and talks"), MH_FEATURES_WORDS);
    size_t total = 0, three = 0;
    for (size_t i = 0; i < bag.len; i++) {
        if (i) ck_assert_uint_gt(bag.ptr[i].key, bag.ptr[i - 1].key);
        total += bag.ptr[i].n;
        three += bag.ptr[i].n == 3;
    }
    ck_assert_uint_eq(total, 4 + 3);
    ck_assert_uint_eq(three, 1);
    ck_assert_uint_eq(bag.len, 2 + 3);
    /* a model of yesterday must find its features today */
    mh_bag one = mh_features_bag(T, A, MH_VIEW("treaty"), MH_FEATURES_WORDS);
    ck_assert_uint_eq(one.len, 1);
    ck_assert_uint_eq(one.ptr[0].key, 0xf332200cu);
}
END_TEST

START_TEST(sorts_keys) {
    uint32_t keys[1000], spare[1000], x = 1;
    for (size_t i = 0; i < 1000; i++) keys[i] = x = x * 1664525u + 1013904223u;
    mh_features_sort(keys, spare, 1000);
    for (size_t i = 1; i < 1000; i++) ck_assert_uint_le(keys[i - 1], keys[i]);
    mh_features_sort(keys, spare, 0);
}
END_TEST

START_TEST(hostile_texts_cost_little) {
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_bag bag = mh_features_bag(T, A, hostile(300000, hostile_units[i]), MH_FEATURES_CHARS);
        ck_assert_uint_lt(bag.len, 1000);
    }
}
END_TEST

TCase *tcase_text_features(void);
TCase *tcase_text_features(void) {
    TCase *tc = tcase_create("features");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_add_test(tc, words_pairs_and_grams);
    tcase_add_test(tc, a_bag_counts_and_is_sorted);
    tcase_add_test(tc, sorts_keys);
    tcase_add_test(tc, hostile_texts_cost_little);
    return tc;
}
