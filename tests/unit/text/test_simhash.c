#include "unit.h"

#include "base/mem.h"
#include "text/simhash.h"

#include <stdio.h>

START_TEST(simhash_of_equal_words_is_equal) {
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"Talks were held on Monday", "talks  were\nheld -- on, MONDAY.", true},
        {"one", "ONE!", true},
        {"one two", "one  two", true},
        {"one two", "two one", false},
        {"Переговоры прошли", "Переговоры, прошли", true},
        {"one two three", "one two four", false},
        {"", " .,!", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t a = mh_simhash(mh_view_of(rows[i].a)), b = mh_simhash(mh_view_of(rows[i].b));
        ck_assert_msg((a == b) == rows[i].same, "%s | %s", rows[i].a, rows[i].b);
    }
    ck_assert_uint_eq(mh_simhash(MH_VIEW("")), 0);
    ck_assert_uint_ne(mh_simhash(MH_VIEW("a")), 0);
}
END_TEST

/* n words that follow from the seed; the word at changed is another one. */
static void put_text(mh_buf *b, unsigned seed, unsigned n, unsigned changed) {
    mh_buf_reset(b);
    for (unsigned i = 0; i < n; i++) {
        unsigned w = (seed * 7919u + i * 104729u) % 5000u;
        mh_buf_printf(b, "word%u%s ", w, i == changed ? "x" : "");
    }
}

START_TEST(simhash_of_copies_is_near_and_of_others_is_far) {
    mh_buf a = {0}, b = {0};
    unsigned far = 64, near = 0;
    for (unsigned seed = 1; seed <= 200; seed++) {
        put_text(&a, seed, 400, 400);
        uint64_t own = mh_simhash(mh_buf_view(&a));
        put_text(&b, seed, 400, seed);
        unsigned d = mh_simhash_distance(own, mh_simhash(mh_buf_view(&b)));
        if (d > 6) near++;
        put_text(&b, seed + 1000, 400, 400);
        d = mh_simhash_distance(own, mh_simhash(mh_buf_view(&b)));
        if (d < far) far = d;
    }
    ck_assert_uint_le(near, 10); /* one word of 400 changes three groups of 398: one in twenty */
    ck_assert_uint_ge(far, 12);
    mh_buf_clear(&a);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(simhash_takes_any_bytes) {
    char all[1024];
    for (size_t i = 0; i < sizeof all; i++) all[i] = (char)(i * 37);
    for (size_t n = 0; n <= sizeof all; n++) mh_simhash((mh_view){all, n});
    mh_buf b = {0};
    for (int i = 0; i < 1000000; i++) mh_buf_putc(&b, 'a'); /* one word */
    ck_assert_uint_ne(mh_simhash(mh_buf_view(&b)), 0);
    mh_buf_clear(&b);
    ck_assert_uint_eq(mh_simhash_distance(0, UINT64_MAX), 64);
    ck_assert_uint_eq(mh_simhash_distance(5, 5), 0);
}
END_TEST

TCase *tcase_text_simhash(void);
TCase *tcase_text_simhash(void) {
    TCase *tc = tcase_create("simhash");
    tcase_add_test(tc, simhash_of_equal_words_is_equal);
    tcase_add_test(tc, simhash_of_copies_is_near_and_of_others_is_far);
    tcase_add_test(tc, simhash_takes_any_bytes);
    return tc;
}
