#include "base/hash.h"
#include "support.h"
#include "text/classify.h"

#include <math.h>

static const struct {
    const char *label, *text;
} lessons[] = {
    {"sport", "The striker scored twice and the goalkeeper saved a penalty in the match"},
    {"sport", "The team won the match after a late goal"},
    {"diplomacy", "The foreign minister met the ambassador to discuss the treaty"},
    {"diplomacy", "Both ministers signed the treaty after talks at the embassy"},
};

static const mh_class_options kinds[] = {
    {.model = MH_CLASS_BAYES, .features = MH_FEATURES_WORDS},
    {.model = MH_CLASS_BAYES, .features = MH_FEATURES_CHARS},
    {.model = MH_CLASS_LINEAR, .features = MH_FEATURES_WORDS},
    {.model = MH_CLASS_LINEAR, .features = MH_FEATURES_CHARS},
    {.model = MH_CLASS_BOTH, .features = MH_FEATURES_CHARS},
    {.model = MH_CLASS_BOTH, .features = MH_FEATURES_CHARS, .even = true},
};
#define KINDS (sizeof kinds / sizeof kinds[0])

static void learn(mh_classifier *c, const char *label, mh_view text) {
    mh_err e = {0};
    ck_assert_msg(mh_classifier_train(c, T, mh_view_of(label), text, &e) == MH_OK, "%s", e.msg);
}

static void fit(mh_classifier *c) {
    mh_err e = {0};
    ck_assert_msg(mh_classifier_fit(c, &e) == MH_OK, "%s", e.msg);
}

static mh_classifier *trained(const mh_class_options *o) {
    mh_classifier *c = mh_classifier_new(o);
    for (size_t i = 0; i < sizeof lessons / sizeof lessons[0]; i++)
        learn(c, lessons[i].label, mh_view_of(lessons[i].text));
    fit(c);
    return c;
}

START_TEST(predicts_with_each_model) {
    for (size_t k = 0; k < KINDS; k++) {
        mh_classifier *c = trained(&kinds[k]);
        ck_assert_uint_eq(mh_classifier_labels(c), 2);
        ck_assert_uint_eq(mh_classifier_texts(c), 4);
        mh_prediction p = mh_classifier_predict(c, T, A, MH_VIEW("A goal in the last match"));
        ck_assert_uint_eq(p.len, 2);
        ck_view_eq(p.classes[0].label, "sport");
        ck_assert_double_eq_tol(p.classes[0].score + p.classes[1].score, 1, 1e-9);
        p = mh_classifier_predict(c, T, A, MH_VIEW("treaty talks"));
        ck_view_eq(p.classes[0].label, "diplomacy");
        p = mh_classifier_predict(c, T, A, MH_VIEW(""));
        ck_assert_double_eq_tol(p.classes[0].score, 0.5, 0.05);
        mh_classifier_free(c);
    }
    mh_classifier *none = mh_classifier_new(NULL);
    fit(none);
    ck_assert_uint_eq(mh_classifier_predict(none, T, A, MH_VIEW("x")).len, 0);
    mh_classifier_free(none);
}
END_TEST

START_TEST(explanations_add_up) {
    mh_view text = MH_VIEW("A late goal in the match, a goal again");
    for (size_t k = 0; k < KINDS; k++) {
        mh_classifier *c = trained(&kinds[k]);
        mh_err e = {0};
        mh_prediction p = mh_classifier_predict(c, T, A, text);
        double odds = log(p.classes[0].score / p.classes[1].score);
        for (size_t max = 1; max <= 100; max *= 10) {
            mh_explanation x;
            ck_assert_int_eq(
                mh_classifier_explain(c, T, A, text, (mh_view){0}, (mh_view){0}, max, &x, &e),
                MH_OK);
            ck_view_eq(x.label, "sport");
            ck_view_eq(x.other, "diplomacy");
            ck_assert_uint_le(x.len, max);
            double sum = x.rest;
            for (size_t i = 0; i < x.len; i++) sum += x.telling[i].weight;
            ck_assert_double_eq_tol(sum, odds, 1e-4);
            ck_assert_double_gt(x.telling[0].weight, 0);
        }
        mh_explanation x;
        ck_assert_int_eq(
            mh_classifier_explain(c, T, A, text, MH_VIEW("diplomacy"), (mh_view){0}, 3, &x, &e),
            MH_OK);
        ck_view_eq(x.other, "sport");
        ck_assert_double_lt(x.telling[0].weight, 0);
        ck_assert_int_eq(
            mh_classifier_explain(c, T, A, text, MH_VIEW("opera"), (mh_view){0}, 3, &x, &e),
            MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
        mh_classifier_free(c);
    }
}
END_TEST

/* Invented lessons: a word that is right nine times of ten, among words that say nothing. */
static mh_view lesson(unsigned i, unsigned *label) {
    static const char *const noise[] = {"river", "stone", "cloud", "paper", "house", "light"};
    uint64_t r = mh_hash64((mh_view){(const char *)&i, sizeof i}, 7);
    *label = r % 3;
    unsigned said = r / 3 % 10 == 0 ? (*label + 1) % 3 : *label;
    return mh_arena_printf(A, "%s %s sign%c %s", noise[r / 30 % 6], noise[r / 180 % 6],
                           'x' + (int)said, noise[r / 1080 % 6]);
}

START_TEST(scores_are_calibrated) {
    for (size_t k = 0; k < KINDS; k++) {
        mh_classifier *c = mh_classifier_new(&kinds[k]);
        static const char *const names[] = {"a", "b", "c"};
        unsigned label;
        for (unsigned i = 0; i < 300; i++) {
            mh_view text = lesson(i, &label);
            learn(c, names[label], text);
        }
        fit(c);
        double sum = 0, right = 0;
        for (unsigned i = 300; i < 600; i++) {
            mh_view text = lesson(i, &label);
            mh_prediction p = mh_classifier_predict(c, T, A, text);
            sum += p.classes[0].score;
            right += mh_view_eq(p.classes[0].label, mh_view_of(names[label]));
        }
        ck_assert_double_ge(right / 300, 0.8);
        ck_assert_double_eq_tol(sum / 300, right / 300, 0.08);
        mh_classifier_free(c);
    }
}
END_TEST

/* One label of ten texts has them; its sign is right as often as that of the other. */
START_TEST(a_rare_label_is_found) {
    for (size_t k = 0; k < KINDS; k++) {
        mh_classifier *c = mh_classifier_new(&kinds[k]);
        double found = 0, wrong = 0;
        for (unsigned i = 0; i < 600; i++) {
            uint64_t r = mh_hash64((mh_view){(const char *)&i, sizeof i}, 11);
            bool rare = r % 10 == 0, said = r / 10 % 30 == 0 ? !rare : rare;
            mh_view text = mh_arena_printf(A, "the river %s %s of w%d", said ? "treaty" : "match",
                                           said ? "ambassador" : "goal", (int)(r / 200 % 40));
            if (i < 300) {
                learn(c, rare ? "rare" : "often", text);
                continue;
            }
            if (i == 300) fit(c);
            mh_prediction p = mh_classifier_predict(c, T, A, text);
            bool says = mh_view_eq(p.classes[0].label, MH_VIEW("rare"));
            found += says && said;
            wrong += says != said;
        }
        ck_assert_double_ge(found, 20);
        ck_assert_double_le(wrong, 20); /* "often" always: about 40 */
        mh_classifier_free(c);
    }
}
END_TEST

START_TEST(even_priors_help_the_rare) {
    double score[2];
    for (int even = 0; even < 2; even++) {
        mh_class_options o = {.model = MH_CLASS_BOTH, .even = even};
        mh_classifier *c = mh_classifier_new(&o);
        for (int i = 0; i < 30; i++)
            learn(c, i % 10 ? "often" : "rare", mh_arena_printf(A, "stone cloud w%d", i % 7));
        fit(c);
        mh_prediction p = mh_classifier_predict(c, T, A, MH_VIEW("stone"));
        score[even] = p.classes[mh_view_eq(p.classes[0].label, MH_VIEW("rare")) ? 0 : 1].score;
        mh_classifier_free(c);
    }
    ck_assert_double_lt(score[0], 0.3);
    ck_assert_double_gt(score[1], score[0] + 0.1);
}
END_TEST

START_TEST(learns_from_json_lines) {
    mh_classifier *c = mh_classifier_new(NULL);
    mh_err e = {0};
    size_t n = 0;
    ck_assert_int_eq(
        mh_classifier_train_lines(c, T,
                                  MH_VIEW("{\"label\":\"a\",\"title\":\"x\",\"text\":\"stone\"}\n"
                                          "\n{\"text\":\"cloud\",\"label\":2}\r\n"
                                          "{\"text\":\"cloud\",\"label\":true}"),
                                  NULL, &n, &e),
        MH_OK);
    ck_assert_uint_eq(n, 3);
    ck_assert_uint_eq(mh_classifier_labels(c), 3);
    mh_class_lines other = {MH_VIEW("kind"), MH_VIEW("lead")};
    ck_assert_int_eq(mh_classifier_train_lines(c, T, MH_VIEW("{\"kind\":\"a\",\"lead\":\"stone\"}"),
                                               &other, &n, &e),
                     MH_OK);
    ck_assert_uint_eq(mh_classifier_texts(c), 4);
    static const struct {
        const char *lines, *message;
    } bad[] = {
        {"{\"label\":\"a\",\"text\":\"x\"}\n{", "line 2"},
        {"[1]", "line 1: not an object"},
        {"{\"text\":\"x\"}", "no label"},
        {"{\"label\":\"a\",\"text\":null}", "no text"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_int_eq(mh_classifier_train_lines(c, T, mh_view_of(bad[i].lines), NULL, NULL, &e),
                         MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_PARSE);
        ck_assert_msg(strstr(e.msg, bad[i].message) != NULL, "%s", e.msg);
    }
    mh_classifier_free(c);
}
END_TEST

START_TEST(labels_and_texts_have_limits) {
    mh_classifier *c = mh_classifier_new(NULL);
    mh_err e = {0};
    for (int i = 0; i < MH_CLASS_LABELS; i++) {
        ck_assert_int_eq(mh_classifier_train(c, T, mh_arena_printf(A, "%d", i), MH_VIEW("xy"), &e),
                         MH_OK);
    }
    ck_assert_int_eq(mh_classifier_train(c, T, MH_VIEW("more"), MH_VIEW("xy"), &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_LIMIT);
    fit(c);
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        ck_assert_uint_eq(mh_classifier_predict(c, T, A, hostile(200000, hostile_units[i])).len,
                          MH_CLASS_LABELS);
    }
    mh_buf text = {0};
    for (int i = 0; i < 60000; i++) mh_buf_printf(&text, "w%dx ", i);
    learn(c, "0", mh_buf_view(&text));
    ck_assert_int_eq(mh_classifier_fit(c, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_LIMIT);
    mh_buf_clear(&text);
    mh_classifier_free(c);
}
END_TEST

/* A text long enough to be kept, asked about by models of other recipes, other words and the same words in
 * turn: each gives what it gives when nothing is known. */
START_TEST(what_one_model_saw_is_no_other_models) {
    mh_classifier *c[KINDS + 1];
    mh_buf b = {0};
    while (b.len < 600)
        mh_buf_puts(&b, "A late goal, and the ministers met for talks on the match. ");
    mh_view text = mh_buf_view(&b), none = {0};
    for (size_t k = 0; k < KINDS; k++) c[k] = trained(&kinds[k]);
    c[KINDS] = mh_classifier_new(NULL);
    learn(c[KINDS], "a", MH_VIEW("talks on a late match"));
    learn(c[KINDS], "b", MH_VIEW("the ministers and their goal"));
    fit(c[KINDS]);
    for (size_t k = 0; k < 3 * (KINDS + 1); k++) {
        const mh_classifier *one = c[k * 3 % (KINDS + 1)];
        mh_text *fresh = NULL;
        mh_explanation x, y;
        ck_assert_int_eq(mh_text_new(&fresh, NULL), MH_OK);
        mh_prediction p = mh_classifier_predict(one, T, A, text);
        mh_prediction q = mh_classifier_predict(one, fresh, A, text);
        for (size_t l = 0; l < 2; l++) {
            ck_assert(mh_view_eq(p.classes[l].label, q.classes[l].label));
            ck_assert_double_eq(p.classes[l].score, q.classes[l].score);
        }
        ck_assert_int_eq(mh_classifier_explain(one, T, A, text, none, none, 9, &x, NULL), MH_OK);
        ck_assert_int_eq(mh_classifier_explain(one, fresh, A, text, none, none, 9, &y, NULL),
                         MH_OK);
        ck_assert_uint_eq(x.len, y.len);
        ck_assert_double_eq(x.rest, y.rest);
        for (size_t i = 0; i < x.len; i++)
            ck_assert(mh_view_eq(x.telling[i].feature, y.telling[i].feature));
        mh_text_free(fresh);
    }
    for (size_t k = 0; k <= KINDS; k++) mh_classifier_free(c[k]);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(a_short_explanation_is_the_beginning_of_a_long_one) {
    mh_view text = MH_VIEW(
                "A late goal in the match, then the minister and the ambassador met for talks"),
            none = {0};
    mh_classifier *c = trained(&kinds[4]);
    mh_explanation all, few;
    ck_assert_int_eq(mh_classifier_explain(c, T, A, text, none, none, 1000, &all, NULL), MH_OK);
    ck_assert_uint_gt(all.len, 10);
    for (size_t i = 1; i < all.len; i++)
        ck_assert(fabs(all.telling[i - 1].weight) >= fabs(all.telling[i].weight));
    for (size_t max = 1; max <= all.len; max++) {
        ck_assert_int_eq(mh_classifier_explain(c, T, A, text, none, none, max, &few, NULL), MH_OK);
        ck_assert_uint_eq(few.len, max);
        for (size_t i = 0; i < max; i++) {
            ck_assert(mh_view_eq(few.telling[i].feature, all.telling[i].feature));
            ck_assert_double_eq(few.telling[i].weight, all.telling[i].weight);
        }
    }
    mh_classifier_free(c);
}
END_TEST

TCase *tcase_text_classify(void);
TCase *tcase_text_classify(void) {
    TCase *tc = tcase_create("classify");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, predicts_with_each_model);
    tcase_add_test(tc, explanations_add_up);
    tcase_add_test(tc, what_one_model_saw_is_no_other_models);
    tcase_add_test(tc, a_short_explanation_is_the_beginning_of_a_long_one);
    tcase_add_test(tc, scores_are_calibrated);
    tcase_add_test(tc, a_rare_label_is_found);
    tcase_add_test(tc, even_priors_help_the_rare);
    tcase_add_test(tc, learns_from_json_lines);
    tcase_add_test(tc, labels_and_texts_have_limits);
    return tc;
}
