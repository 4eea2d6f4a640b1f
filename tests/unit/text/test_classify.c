#include "support.h"
#include "text/classify.h"

static const struct {
    const char *label, *text;
} lessons[] = {
    {"sport", "The striker scored twice and the goalkeeper saved a penalty in the match"},
    {"sport", "The team won the match after a late goal"},
    {"diplomacy", "The foreign minister met the ambassador to discuss the treaty"},
    {"diplomacy", "Both ministers signed the treaty after talks at the embassy"},
};

static mh_classifier *trained(mh_features f) {
    mh_classifier *c = mh_classifier_new(f);
    for (size_t i = 0; i < sizeof lessons / sizeof lessons[0]; i++) {
        mh_err e = {0};
        ck_assert_int_eq(mh_classifier_train(c, T, mh_view_of(lessons[i].label),
                                             mh_view_of(lessons[i].text), &e),
                         MH_OK);
    }
    return c;
}

START_TEST(predicts_and_says_why) {
    for (int f = MH_FEATURES_WORDS; f <= MH_FEATURES_CHARS; f++) {
        mh_classifier *c = trained((mh_features)f);
        ck_assert_uint_eq(mh_classifier_labels(c), 2);
        ck_assert_uint_eq(mh_classifier_texts(c), 4);
        mh_prediction p = mh_classifier_predict(c, T, A, MH_VIEW("A goal in the last match"));
        ck_assert_uint_eq(p.len, 2);
        ck_view_eq(p.classes[0].label, "sport");
        ck_assert_double_eq_tol(p.classes[0].score + p.classes[1].score, 1, 1e-9);
        ck_assert_uint_gt(p.telling_len, 0);
        ck_assert_double_gt(p.telling[0].weight, 0);
        p = mh_classifier_predict(c, T, A, MH_VIEW("treaty talks"));
        ck_view_eq(p.classes[0].label, "diplomacy");
        p = mh_classifier_predict(c, T, A, MH_VIEW(""));
        ck_assert_double_eq_tol(p.classes[0].score, 0.5, 1e-9);
        mh_classifier_free(c);
    }
    mh_classifier *none = mh_classifier_new(MH_FEATURES_WORDS);
    ck_assert_uint_eq(mh_classifier_predict(none, T, A, MH_VIEW("x")).len, 0);
    mh_classifier_free(none);
}
END_TEST

START_TEST(comes_back_from_json) {
    mh_classifier *c = trained(MH_FEATURES_CHARS), *back = NULL;
    mh_buf a = {0}, b = {0};
    mh_err e = {0};
    mh_classifier_save(c, &a);
    ck_assert_msg(mh_classifier_load(&back, mh_buf_view(&a), &e) == MH_OK, "%s", e.msg);
    mh_classifier_save(back, &b);
    ck_assert(mh_view_eq(mh_buf_view(&a), mh_buf_view(&b)));
    mh_prediction x = mh_classifier_predict(c, T, A, MH_VIEW("the late goal"));
    mh_prediction y = mh_classifier_predict(back, T, A, MH_VIEW("the late goal"));
    ck_assert_double_eq_tol(x.classes[0].score, y.classes[0].score, 1e-6);
    mh_buf_clear(&a);
    mh_buf_clear(&b);
    mh_classifier_free(c);
    mh_classifier_free(back);
}
END_TEST

START_TEST(damaged_files_are_refused) {
    static const struct {
        const char *json;
        mh_code code;
    } rows[] = {
        {"", MH_E_PARSE},
        {"{", MH_E_PARSE},
        {"[]", MH_E_CORRUPT},
        {"{\"format\":\"other\"}", MH_E_CORRUPT},
        {"{\"format\":\"minehost-classifier\",\"features\":\"words\",\"version\":9}", MH_E_VERSION},
        {"{\"format\":\"minehost-classifier\",\"features\":\"words\",\"version\":1}", MH_E_CORRUPT},
        {"{\"format\":\"minehost-classifier\",\"features\":\"words\",\"version\":1,\"labels\":[{"
         "\"name\":\"a\","
         "\"texts\":1}],\"words\":{\"x\":[7,1.0]}}",
         MH_E_CORRUPT},
        {"{\"format\":\"minehost-classifier\",\"features\":\"words\",\"version\":1,\"labels\":[{"
         "\"name\":\"a\","
         "\"texts\":1}],\"words\":{\"x\":[0,-1.0]}}",
         MH_E_CORRUPT},
        {"{\"format\":\"minehost-classifier\",\"features\":\"words\",\"version\":1,\"labels\":[{"
         "\"name\":\"a\","
         "\"texts\":1},{\"name\":\"a\",\"texts\":1}],\"words\":{}}",
         MH_E_CORRUPT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_err e = {0};
        mh_classifier *c = NULL;
        ck_assert_int_eq(mh_classifier_load(&c, mh_view_of(rows[i].json), &e), MH_FAIL);
        ck_assert_int_eq(e.code, rows[i].code);
        ck_assert_ptr_null(c);
    }
}
END_TEST

START_TEST(labels_and_texts_have_limits) {
    mh_classifier *c = mh_classifier_new(MH_FEATURES_CHARS);
    mh_err e = {0};
    for (int i = 0; i < MH_CLASS_LABELS; i++) {
        ck_assert_int_eq(mh_classifier_train(c, T, mh_arena_printf(A, "%d", i), MH_VIEW("x"), &e),
                         MH_OK);
    }
    ck_assert_int_eq(mh_classifier_train(c, T, MH_VIEW("more"), MH_VIEW("x"), &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_LIMIT);
    for (size_t i = 0; i < sizeof hostile_units / sizeof hostile_units[0]; i++) {
        ck_assert_uint_eq(mh_classifier_predict(c, T, A, hostile(200000, hostile_units[i])).len,
                          MH_CLASS_LABELS);
    }
    mh_classifier_free(c);
}
END_TEST

TCase *tcase_text_classify(void);
TCase *tcase_text_classify(void) {
    TCase *tc = tcase_create("classify");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, predicts_and_says_why);
    tcase_add_test(tc, comes_back_from_json);
    tcase_add_test(tc, damaged_files_are_refused);
    tcase_add_test(tc, labels_and_texts_have_limits);
    return tc;
}
