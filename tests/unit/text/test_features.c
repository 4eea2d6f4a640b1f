#include "support.h"
#include "text/features.h"

#include <stdlib.h>

/* The names of the terms, each once, with how often when that is more; *grams: of all occurrences. */
static char *names_of(const mh_terms *x, size_t *grams) {
    mh_buf b = {0};
    *grams = 0;
    for (size_t i = 0; i < x->len; i++) {
        const mh_term *w = &x->ptr[i];
        mh_view name = mh_term_name(x, A, i);
        mh_buf_printf(&b, "%.*s,", MH_FMT(name));
        if (w->n > 1) mh_buf_printf(&b, "x%u,", w->n);
        ck_assert_int_eq(mh_feature_family(x->keys[w->first]),
                         w->before ? MH_FAMILY_PAIR : MH_FAMILY_WORD);
        for (size_t k = 1; k < w->keys; k++)
            ck_assert_int_eq(mh_feature_family(x->keys[w->first + k]), MH_FAMILY_GRAM);
        *grams += (w->keys - 1) * w->n;
    }
    mh_view out = mh_arena_dup(A, mh_buf_view(&b));
    mh_buf_clear(&b);
    return (char *)out.ptr;
}

START_TEST(words_pairs_and_grams) {
    static const struct {
        const char *text, *names;
        size_t grams; /* of a word of n letters and two bars: n + (n - 1) + (n - 2) */
    } rows[] = {
        {"", "", 0},
        {"12 a 7", "", 0},
        {"Goal", "goal,", 9},
        {"A late GOAL!", "late,goal,late goal,", 18},
        {"Жеңіс 2024, Ё", "жеңіс,е,жеңіс е,", 13},
        {"x9", "x9,", 3},
        {"talks, Talks and talks", "talks,x3,talks talks,and,talks and,and talks,", 42},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t grams = 0;
        mh_view s = mh_view_of(rows[i].text);
        mh_terms x = mh_features_terms(T, A, s, MH_FEATURES_CHARS);
        ck_assert_str_eq(names_of(&x, &grams), rows[i].names);
        ck_assert_uint_eq(grams, rows[i].grams);
        x = mh_features_terms(T, A, s, MH_FEATURES_WORDS);
        ck_assert_str_eq(names_of(&x, &grams), rows[i].names);
        ck_assert_uint_eq(grams, 0);
    }
}
END_TEST

/* Each gram by itself, as the header says what its key is. */
START_TEST(grams_are_hashed_as_described) {
    static const char *const grams[] = {"|аб", "|абw", "|абw|", "абw", "абw|", "бw|"};
    mh_terms x = mh_features_terms(T, A, MH_VIEW("АБW"), MH_FEATURES_CHARS);
    ck_assert_uint_eq(x.len, 1);
    ck_assert_uint_eq(x.ptr[0].keys, 1 + sizeof grams / sizeof grams[0]);
    for (size_t i = 0; i < sizeof grams / sizeof grams[0]; i++) {
        uint64_t h = (MH_FEATURES_SEED ^ MH_FAMILY_GRAM) * 0x100000001b3ull;
        for (const char *p = grams[i]; *p; p++) h = (h ^ (unsigned char)*p) * 0x100000001b3ull;
        h = (h ^ h >> 33) * 0xff51afd7ed558ccdull;
        h ^= h >> 33;
        ck_assert_uint_eq(x.keys[1 + i], ((uint32_t)(h >> 32) & ~3u) | MH_FAMILY_GRAM);
    }
}
END_TEST

START_TEST(many_words_are_all_found) {
    mh_buf b = {0};
    for (unsigned i = 0; i < 20000; i++) mh_buf_printf(&b, "w%u ", i % 10000);
    mh_terms x = mh_features_terms(T, A, mh_buf_view(&b), MH_FEATURES_WORDS);
    ck_assert_uint_eq(x.len, 10000 + 10000);
    for (size_t i = 0; i < x.len; i++) ck_assert_uint_eq(x.ptr[i].n, i + 1 == x.len ? 1 : 2);
    mh_buf_clear(&b);
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

START_TEST(sorts_by_the_upper_half) {
    static const uint64_t below[] = {1, 1000, (uint64_t)1 << 20, (uint64_t)1 << 32};
    for (size_t row = 0; row < 4; row++) {
        uint64_t all[1000], spare[1000], x = 1;
        for (size_t i = 0; i < 1000; i++) {
            x = (x * 1664525u + 1013904223u) & UINT32_MAX;
            all[i] = x % below[row] << 32 | i;
        }
        mh_features_sort_upper(all, spare, 1000, below[row]);
        for (size_t i = 1; i < 1000; i++) ck_assert_uint_lt(all[i - 1], all[i]);
    }
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
    tcase_add_test(tc, grams_are_hashed_as_described);
    tcase_add_test(tc, many_words_are_all_found);
    tcase_add_test(tc, a_bag_counts_and_is_sorted);
    tcase_add_test(tc, sorts_keys);
    tcase_add_test(tc, sorts_by_the_upper_half);
    tcase_add_test(tc, hostile_texts_cost_little);
    return tc;
}
