#include "support.h"
#include "text/minhash.h"
#include "text/shingles_priv.h"

#include <stdlib.h>
#include <string.h>

/* Words [from, to) of a made-up language. */
static mh_view words(unsigned from, unsigned to) {
    mh_buf b = {0};
    for (unsigned i = from; i < to; i++)
        mh_buf_printf(&b, "%c%c%ck%u ", 'b' + i % 7, 'l' + i % 5, 'p' + i % 3, i);
    mh_view out = mh_arena_dup(A, mh_buf_view(&b));
    mh_buf_clear(&b);
    return out;
}

static mh_shingles shingles(mh_view s) {
    return mh_text_shingles(T, A, s);
}

START_TEST(shingles_are_a_set) {
    mh_shingles x = shingles(MH_VIEW("north south north south north south"));
    ck_assert_uint_eq(x.len, 2);
    ck_assert(x.ptr[0] < x.ptr[1]);
    ck_assert_uint_eq(shingles(MH_VIEW("")).len, 0);
    ck_assert_uint_eq(shingles(MH_VIEW(" .,! ")).len, 0);
    ck_assert_uint_eq(shingles(MH_VIEW("north")).len, 1);
}
END_TEST

START_TEST(scripts_and_capitals_do_not_count) {
    static const struct {
        const char *a, *b;
    } same[] = {
        {"Ўзбекистон Республикаси Президенти қарори", "O‘zbekiston Respublikasi Prezidenti qarori"},
        {"The TREATY was signed", "the treaty -- was: signed!"},
        {"Шығыс Порт қаласында келіссөз", "Şyğys Port qalasynda kelissöz"},
        {"переговоры завершены", "Переговоры, завершены."},
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        mh_shingles x = shingles(mh_view_of(same[i].a)), y = shingles(mh_view_of(same[i].b));
        ck_assert_msg(mh_shingles_jaccard(&x, &y) == 1, "%s | %s", same[i].a, same[i].b);
    }
    mh_shingles x = shingles(MH_VIEW("agreed on 12 March")),
                y = shingles(MH_VIEW("agreed on 13 March"));
    ck_assert_double_lt(mh_shingles_jaccard(&x, &y), 1);
}
END_TEST

START_TEST(shares_are_those_of_sets) {
    mh_shingles whole = shingles(words(0, 201)), part = shingles(words(100, 201)),
                none = shingles(MH_VIEW("")), other = shingles(words(500, 600));
    ck_assert_double_eq_tol(mh_shingles_share(&whole, &part), 1, 1e-9);
    ck_assert_double_eq_tol(mh_shingles_jaccard(&whole, &part), 0.5, 1e-9);
    ck_assert_double_eq(mh_shingles_share(&whole, &other), 0);
    ck_assert_double_eq(mh_shingles_share(&whole, &none), 0);
    ck_assert_double_eq(mh_shingles_jaccard(&none, &none), 0);
    ck_assert_uint_eq(mh_shingles_shared(&whole, &part), 100);
}
END_TEST

START_TEST(minhash_estimates_jaccard) {
    double off = 0;
    for (unsigned i = 0; i < 20; i++) {
        mh_shingles x = shingles(words(0, 400)), y = shingles(words(20 * i, 400 + 20 * i));
        mh_minhash m, n;
        mh_minhash_of(&x, &m);
        mh_minhash_of(&y, &n);
        double d = mh_minhash_jaccard(&m, &n) - mh_shingles_jaccard(&x, &y);
        ck_assert_double_lt(d < 0 ? -d : d, 0.18);
        off += (d < 0 ? -d : d) / 20;
    }
    ck_assert_double_lt(off, 0.05);
}
END_TEST

/* Fewer groups than a signature has values: some of them are borrowed. */
START_TEST(minhash_of_short_texts) {
    double off = 0;
    for (unsigned i = 0; i < 20; i++) {
        mh_shingles x = shingles(words(100 * i, 100 * i + 20)),
                    y = shingles(words(100 * i + i, 100 * i + i + 20));
        mh_minhash m, n;
        mh_minhash_of(&x, &m);
        mh_minhash_of(&y, &n);
        double d = mh_minhash_jaccard(&m, &n) - mh_shingles_jaccard(&x, &y);
        off += (d < 0 ? -d : d) / 20;
    }
    ck_assert_double_lt(off, 0.08);
    mh_shingles one = shingles(MH_VIEW("north")), two = shingles(MH_VIEW("south"));
    mh_minhash m, n;
    mh_minhash_of(&one, &m);
    mh_minhash_of(&two, &n);
    ck_assert_double_eq(mh_minhash_jaccard(&m, &m), 1);
    ck_assert_double_eq(mh_minhash_jaccard(&m, &n), 0);
}
END_TEST

START_TEST(copies_are_found_among_others) {
    mh_copies *c = mh_copies_new();
    for (unsigned i = 0; i < 300; i++) {
        mh_shingles x = shingles(words(1000 * i, 1000 * i + 120));
        ck_assert_uint_eq(mh_copies_add(c, &x), i);
    }
    mh_shingles none = shingles(MH_VIEW(""));
    ck_assert_uint_eq(mh_copies_add(c, &none), 300);
    ck_assert_uint_eq(mh_copies_len(c), 301);
    for (unsigned i = 0; i < 300; i += 7) {
        mh_shingles x = shingles(words(1000 * i + 60, 1000 * i + 140));
        mh_copy_list got = mh_copies_find(c, A, &x, MH_SHARE_COPY);
        ck_assert_uint_eq(got.len, 1);
        ck_assert_uint_eq(got.ptr[0].id, i);
        ck_assert_double_eq_tol(got.ptr[0].share, 59.0 / 79, 1e-9);
    }
    mh_shingles far = shingles(words(700, 800));
    ck_assert_uint_eq(mh_copies_find(c, A, &far, 0.01).len, 0);
    ck_assert_uint_eq(mh_copies_find(c, A, &none, 0).len, 0);
    mh_copies_free(c);
    mh_copies_free(NULL);
}
END_TEST

START_TEST(long_texts_are_kept_in_part) {
    mh_copies *c = mh_copies_new();
    mh_shingles book = shingles(words(0, 20001)), page = shingles(words(5000, 15000)),
                other = shingles(words(30000, 50000));
    mh_copies_add(c, &book);
    mh_copies_add(c, &other);
    mh_copy_list got = mh_copies_find(c, A, &page, 0.5);
    ck_assert_uint_eq(got.len, 1);
    ck_assert_double_eq_tol(got.ptr[0].share, 1, 1e-9);
    ck_assert_double_eq_tol(got.ptr[0].jaccard, 0.5, 0.05);
    mh_copies_free(c);
}
END_TEST

START_TEST(a_text_that_is_everywhere_costs_little) {
    mh_copies *c = mh_copies_new();
    mh_shingles x = shingles(words(0, 60));
    for (unsigned i = 0; i < 2000; i++) mh_copies_add(c, &x);
    mh_copy_list got = mh_copies_find(c, A, &x, 0.5);
    ck_assert_uint_eq(got.len, MH_COPIES_BUCKET);
    ck_assert_uint_eq(got.ptr[0].id, 0);
    mh_copies_free(c);
}
END_TEST

/* Spread evenly, alike in the first bytes (those that somebody sought), and the same again and again. */
START_TEST(hashes_are_sorted_and_equal_ones_keep_their_order) {
    static const size_t lengths[] = {0, 1, 2, 900, 5000};
    size_t n = lengths[_i];
    for (int kind = 0; kind < 3; kind++) {
        uint64_t(*items)[2] = calloc(n + 1, sizeof *items), x = 1;
        for (size_t i = 0; i < n; i++) {
            x = x * UINT64_C(6364136223846793005) + 1442695040888963407u;
            items[i][0] = kind == 0 ? x : kind == 1 ? x >> 40 : x >> 61 << 61;
            items[i][1] = i;
        }
        mh_sort_hashes(items, n, sizeof *items);
        for (size_t i = 1; i < n; i++) {
            ck_assert_uint_le(items[i - 1][0], items[i][0]);
            if (items[i - 1][0] == items[i][0]) ck_assert_uint_lt(items[i - 1][1], items[i][1]);
        }
        free(items);
    }
}
END_TEST

TCase *tcase_text_minhash(void);
TCase *tcase_text_minhash(void) {
    TCase *tc = tcase_create("minhash");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, shingles_are_a_set);
    tcase_add_test(tc, scripts_and_capitals_do_not_count);
    tcase_add_test(tc, shares_are_those_of_sets);
    tcase_add_test(tc, minhash_estimates_jaccard);
    tcase_add_test(tc, minhash_of_short_texts);
    tcase_add_test(tc, copies_are_found_among_others);
    tcase_add_test(tc, long_texts_are_kept_in_part);
    tcase_add_test(tc, a_text_that_is_everywhere_costs_little);
    tcase_add_loop_test(tc, hashes_are_sorted_and_equal_ones_keep_their_order, 0, 5);
    return tc;
}
