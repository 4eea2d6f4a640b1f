#include "support.h"
#include "text/summary_priv.h"

static const char *const story =
    "The council of Northland adopted the water treaty with Southland on Friday. "
    "The treaty gives Southland a third of the water of the river Esk in dry years. "
    "A brass band played in the rain before the members of the council took their seats. "
    "Southland will pay for two dams on the Esk, the minister Anna Grey told the council. "
    "Cafes near the hall stayed open until midnight and sold a lot of soup to visitors.";

static mh_summing read_story(const char *s) {
    mh_summing g;
    mh_summary_options o = {.lang = "en"};
    mh_summing_read(&g, T, A, mh_view_of(s), &o);
    return g;
}

static const mh_sum_word *word_of(const mh_summing *g, const char *key) {
    for (size_t i = 0; i < g->vocabulary.len; i++) {
        if (mh_view_eq(g->vocabulary.ptr[i].key, mh_view_of(key))) return &g->vocabulary.ptr[i];
    }
    ck_abort_msg("no word %s", key);
}

START_TEST(words_are_as_likely_as_they_are_central) {
    static const struct {
        const char *more, *less;
    } rows[] = {
        {"treaty", "brass"}, {"southland", "soup"},  {"water", "rain"},
        {"the", "seats"},    {"northland", "cafes"}, {"esk", "midnight"},
    };
    mh_summing g = read_story(story);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double more = word_of(&g, rows[i].more)->said, less = word_of(&g, rows[i].less)->said;
        ck_assert_msg(more > less, "%s %f, %s %f", rows[i].more, more, rows[i].less, less);
        ck_assert(less > 0 && more < 1);
    }
    const mh_sum_word *treaty = word_of(&g, "treaty"), *grey = word_of(&g, "grey");
    ck_assert_uint_eq(treaty->times, 2);
    ck_assert_uint_eq(treaty->sentences, 2);
    ck_assert_uint_eq(treaty->first, 0);
    ck_assert_uint_eq(grey->first, 3);
    ck_assert(grey->name && !treaty->name && word_of(&g, "the")->stop);
    mh_summing_clear(&g);
}
END_TEST

START_TEST(what_is_said_counts_once) {
    mh_summing g = read_story(story);
    mh_sum_said s = mh_sum_said_none(&g);
    double first = mh_sum_said_with(&g, &s, &g.ptr[0], 3);
    ck_assert(first > 0 && first < 1);
    mh_sum_said_take(&g, &s, &g.ptr[0]);
    ck_assert_uint_eq(s.words, g.ptr[0].words);
    double had = s.found, more = mh_sum_said_with(&g, &s, &g.ptr[1], 3),
           again = mh_sum_said_with(&g, &s, &g.ptr[0], 3);
    ck_assert_double_gt(more, again); /* the same words once more cost length and bring little */
    mh_sum_said_take(&g, &s, &g.ptr[0]);
    double twice = s.found;
    ck_assert_double_lt(twice - had, had);
    mh_sum_said_take(&g, &s, &g.ptr[0]);
    ck_assert_double_eq(s.found, twice); /* three times are as twice */
    mh_summing_clear(&g);
}
END_TEST

START_TEST(furniture_says_nothing) {
    mh_summing g = read_story("Short.");
    ck_assert_uint_eq(g.vocabulary.len, 0);
    ck_assert_uint_eq(mh_text_summary(T, A, MH_VIEW("Short."), NULL).len, 1);
    mh_summing_clear(&g);
}
END_TEST

START_TEST(the_matter_is_chosen) {
    mh_summary got = mh_text_summary(T, A, mh_view_of(story),
                                     &(mh_summary_options){.sentences = 3, .lang = "en"});
    ck_assert_uint_eq(got.len, 3);
    static const size_t want[] = {0, 1, 3};
    for (size_t i = 0; i < 3; i++) ck_assert_uint_eq(got.rows[i].index, want[i]);
}
END_TEST

TCase *tcase_text_summary(void);
TCase *tcase_text_summary(void) {
    TCase *tc = tcase_create("summary");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_add_test(tc, words_are_as_likely_as_they_are_central);
    tcase_add_test(tc, what_is_said_counts_once);
    tcase_add_test(tc, furniture_says_nothing);
    tcase_add_test(tc, the_matter_is_chosen);
    return tc;
}
