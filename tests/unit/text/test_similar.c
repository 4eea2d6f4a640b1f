#include "support.h"
#include "text/similar.h"

static const char old_text[] =
    "The two councils met in Eastport on Monday. They agreed to open 3 bridges before the winter. "
    "A commission will set the tolls for lorries. The weather was fine that day.";

START_TEST(what_differs_is_said) {
    static const struct {
        const char *b;
        size_t added, removed, changed;
    } rows[] = {
        {old_text, 0, 0, 0},
        {"THE TWO COUNCILS met in Eastport on Monday. They agreed to open 3 bridges before the "
         "winter. A "
         "commission will set the tolls for lorries. The weather was fine that day.",
         0, 0, 0},
        {"A commission will set the tolls for lorries. The weather was fine that day. The two "
         "councils met "
         "in Eastport on Monday. They agreed to open 3 bridges before the winter.",
         0, 0, 0},
        {"The two councils met in Eastport on Monday. They agreed to open 5 bridges before the "
         "winter. A "
         "commission will set the tolls for lorries. The weather was fine that day.",
         0, 0, 1},
        {"The two councils met in Eastport on Monday. They agreed to open 3 bridges before the "
         "winter.",
         0, 2, 0},
        {"The two councils met in Eastport on Monday. They agreed to open 3 bridges before the "
         "winter. "
         "Ferrymen protested loudly against every plan. A commission will set the tolls for "
         "lorries. The "
         "weather was fine that day.",
         1, 0, 0},
        {"Nothing of this kind ever happened here.", 1, 4, 0},
        {"", 0, 4, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_similar got = mh_text_similar(T, A, mh_view_of(old_text), mh_view_of(rows[i].b));
        ck_assert_msg(got.added.len == rows[i].added && got.removed.len == rows[i].removed &&
                          got.changed.len == rows[i].changed,
                      "%s: %zu %zu %zu", rows[i].b, got.added.len, got.removed.len,
                      got.changed.len);
    }
}
END_TEST

/* Texts of sentences that are drawn, cut short, joined and changed: what is added is the same, with and
 * without a comparison of all. */
START_TEST(what_is_added_is_told_apart_too) {
    static const char *const parts[] = {"The two councils met in Eastport on Monday",
                                        "They agreed to open 3 bridges before the winter",
                                        "They agreed to open 5 bridges",
                                        "Yes",
                                        "No",
                                        "Ferrymen wait",
                                        "Monday they agreed",
                                        "before the winter the two councils met Ferrymen",
                                        "***",
                                        "Ferrymen protested loudly against every plan of Eastport"};
    static const char *const ends[] = {". ", "! ", " ", "\n", ".\n\n"};
    const size_t most = sizeof parts / sizeof parts[0];
    uint32_t seed = 7, sure = 0;
    for (unsigned round = 0; round < 3000; round++) {
        mh_buf b[2] = {{0}, {0}};
        for (unsigned side = 0; side < 2; side++) {
            for (unsigned n = (seed >> 8) % 9; n > 0; n--) {
                seed = seed * 1664525u + 1013904223u;
                mh_buf_puts(&b[side], parts[(seed >> 16) % most]);
                mh_buf_puts(&b[side], ends[(seed >> 24) % 5]);
            }
            seed = seed * 1664525u + 1013904223u;
        }
        mh_view x = mh_arena_dup(A, mh_buf_view(&b[0])), y = mh_arena_dup(A, mh_buf_view(&b[1]));
        mh_similar all = mh_text_similar(T, A, x, y);
        mh_spans got = mh_text_added(T, A, x, y);
        ck_assert_msg(got.len == all.added.len, "%s\n--\n%s", b[0].ptr, b[1].ptr);
        for (size_t i = 0; i < got.len; i++) {
            ck_assert_uint_eq(got.ptr[i].from, all.added.ptr[i].b.from);
            ck_assert_uint_eq(got.ptr[i].to, all.added.ptr[i].b.to);
            sure++;
        }
        mh_buf_clear(&b[0]);
        mh_buf_clear(&b[1]);
    }
    ck_assert_uint_gt(sure, 1000);
}
END_TEST

START_TEST(a_changed_sentence_stands_beside_its_like) {
    mh_view a = mh_view_of(old_text),
            b = MH_VIEW("Ferrymen wait. They agreed to open 5 bridges before the winter.");
    mh_similar got = mh_text_similar(T, A, a, b);
    ck_assert_uint_eq(got.changed.len, 1);
    ck_view_eq(mh_span_view(a, got.changed.ptr[0].a),
               "They agreed to open 3 bridges before the winter.");
    ck_view_eq(mh_span_view(b, got.changed.ptr[0].b),
               "They agreed to open 5 bridges before the winter.");
    ck_assert(got.changed.ptr[0].share > 0.5 && got.changed.ptr[0].share < 1);
    ck_assert_uint_eq(got.added.len, 1);
    ck_view_eq(mh_span_view(b, got.added.ptr[0].b), "Ferrymen wait.");
    ck_assert_uint_eq(got.removed.len, 3);
}
END_TEST

START_TEST(shares_are_given) {
    mh_view a = mh_view_of(old_text);
    ck_assert_double_eq(mh_text_similar(T, A, a, a).share, 1);
    ck_assert_double_eq(mh_text_similar(T, A, a, a).jaccard, 1);
    mh_similar cut = mh_text_similar(T, A, a, mh_view_sub(a, 0, 43));
    ck_assert_double_eq(cut.share, 1);
    ck_assert_double_lt(cut.jaccard, 0.4);
    ck_assert_double_eq(mh_text_similar(T, A, MH_VIEW(""), MH_VIEW("")).share, 0);
}
END_TEST

START_TEST(hostile_texts_are_compared_within_bounds) {
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        mh_view s = hostile(100000, hostile_units[i]);
        mh_similar got = mh_text_similar(T, A, s, mh_view_sub(s, 0, s.len / 2));
        ck_assert(got.share >= 0 && got.share <= 1);
    }
}
END_TEST

TCase *tcase_text_similar(void);
TCase *tcase_text_similar(void) {
    TCase *tc = tcase_create("similar");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, what_differs_is_said);
    tcase_add_test(tc, what_is_added_is_told_apart_too);
    tcase_add_test(tc, a_changed_sentence_stands_beside_its_like);
    tcase_add_test(tc, shares_are_given);
    tcase_add_test(tc, hostile_texts_are_compared_within_bounds);
    return tc;
}
