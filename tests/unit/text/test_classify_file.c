#include "base/base64.h"
#include "base/hash.h"
#include "support.h"
#include "text/classify.h"

#include <string.h>

static mh_classifier *trained(mh_class_model model) {
    static const char *const rows[][2] = {
        {"sport", "A late goal won the match"},
        {"sport", "The striker scored twice"},
        {"talks", "The ministers signed a treaty"},
        {"talks", "The ambassador came for talks"},
    };
    mh_class_options o = {.model = model, .features = MH_FEATURES_CHARS};
    mh_classifier *c = mh_classifier_new(&o);
    for (int i = 0; i < 40; i++) {
        mh_err e = {0};
        ck_assert_int_eq(
            mh_classifier_train(c, T, mh_view_of(rows[i % 4][0]), mh_view_of(rows[i % 4][1]), &e),
            MH_OK);
    }
    ck_assert_int_eq(mh_classifier_fit(c, NULL), MH_OK);
    return c;
}

START_TEST(comes_back_as_it_was) {
    for (int model = MH_CLASS_BAYES; model <= MH_CLASS_BOTH; model++) {
        mh_classifier *c = trained((mh_class_model)model), *again = trained((mh_class_model)model);
        mh_classifier *back = NULL;
        mh_buf a = {0}, b = {0}, d = {0};
        mh_err e = {0};
        mh_classifier_save(c, &a);
        mh_classifier_save(again, &d);
        ck_assert(
            mh_view_eq(mh_buf_view(&a), mh_buf_view(&d))); /* the same training, the same bytes */
        ck_assert_msg(mh_classifier_load(&back, mh_buf_view(&a), &e) == MH_OK, "%s", e.msg);
        mh_classifier_save(back, &b);
        ck_assert(mh_view_eq(mh_buf_view(&a), mh_buf_view(&b)));
        mh_view text = MH_VIEW("the late goal of an ambassador");
        mh_prediction x = mh_classifier_predict(c, T, A, text);
        mh_prediction y = mh_classifier_predict(back, T, A, text);
        ck_assert_double_eq(x.classes[0].score, y.classes[0].score);
        ck_assert_uint_eq(mh_classifier_texts(back), 40);
        ck_assert_int_eq(mh_classifier_train(back, T, MH_VIEW("a"), MH_VIEW("b"), &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_UNSUPPORTED);
        mh_buf_clear(&a);
        mh_buf_clear(&b);
        mh_buf_clear(&d);
        mh_classifier_free(c);
        mh_classifier_free(back);
        mh_classifier_free(again);
    }
}
END_TEST

START_TEST(an_empty_one_comes_back) {
    mh_classifier *c = mh_classifier_new(NULL), *back = NULL;
    mh_buf a = {0};
    mh_classifier_save(c, &a);
    ck_assert_int_eq(mh_classifier_load(&back, mh_buf_view(&a), NULL), MH_OK);
    ck_assert_uint_eq(mh_classifier_predict(back, T, A, MH_VIEW("x")).len, 0);
    mh_buf_clear(&a);
    mh_classifier_free(c);
    mh_classifier_free(back);
}
END_TEST

static void refused(mh_view model, mh_code code) {
    mh_err e = {0};
    mh_classifier *c = NULL;
    ck_assert_int_eq(mh_classifier_load(&c, model, &e), MH_FAIL);
    ck_assert_msg(e.code == code, "%s: %s", mh_code_name(e.code), e.msg);
    ck_assert_ptr_null(c);
}

START_TEST(other_files_are_refused) {
    static const struct {
        const char *model;
        mh_code code;
    } rows[] = {
        {"", MH_E_PARSE},
        {"{", MH_E_PARSE},
        {"[]", MH_E_CORRUPT},
        {"{\"format\":\"other\"}", MH_E_CORRUPT},
        {"{\"format\":\"minehost-classifier\",\"version\":1}", MH_E_VERSION},
        {"{\"format\":\"minehost-classifier\",\"version\":2}", MH_E_VERSION},
        {"{\"format\":\"minehost-classifier\",\"version\":3}", MH_E_CORRUPT},
        {"{\"format\":\"minehost-classifier\",\"version\":3,\"model\":\"bayes\","
         "\"features\":\"chars\"}\n!!",
         MH_E_CORRUPT},
        {"{\"format\":\"minehost-classifier\",\"version\":3,\"model\":\"bayes\","
         "\"features\":\"chars\"}",
         MH_E_CORRUPT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        refused(mh_view_of(rows[i].model), rows[i].code);
}
END_TEST

START_TEST(damage_anywhere_is_seen) {
    mh_classifier *c = trained(MH_CLASS_BOTH);
    mh_buf a = {0};
    mh_classifier_save(c, &a);
    for (size_t at = 0; at < a.len; at += 1 + a.len / 300) {
        mh_err e = {0};
        mh_classifier *back = NULL;
        char was = a.ptr[at];
        a.ptr[at] = was == 'x' ? 'y' : 'x';
        ck_assert_msg(mh_classifier_load(&back, mh_buf_view(&a), &e) == MH_FAIL, "byte %zu", at);
        ck_assert_ptr_null(back);
        a.ptr[at] = was;
        ck_assert_int_eq(mh_classifier_load(&back, mh_view_sub(mh_buf_view(&a), 0, at), &e),
                         MH_FAIL);
    }
    mh_buf_clear(&a);
    mh_classifier_free(c);
}
END_TEST

/* A file whose checksum is right and whose numbers are not. */
static mh_view forged(mh_view recipe, mh_view weights) {
    mh_buf all = {0}, out = {0};
    char sum[MH_SHA256_HEX];
    mh_buf_printf(&all, "%.*s\n", MH_FMT(recipe));
    mh_buf_put(&all, weights);
    mh_sha256_hex(mh_buf_view(&all), sum);
    mh_buf_printf(&out, "%.*s,\"sha256\":\"%s\"}\n", MH_FMT(mh_view_sub(recipe, 0, recipe.len - 1)),
                  sum);
    mh_base64_put(&out, weights);
    mh_view v = mh_arena_dup(A, mh_buf_view(&out));
    mh_buf_clear(&all);
    mh_buf_clear(&out);
    return v;
}

#define RECIPE(gains, rows, texts)                                                                 \
    "{\"features\":\"words\",\"format\":\"minehost-classifier\",\"gains\":" gains                  \
    ",\"labels\":[{\"name\":\"a\",\"texts\":" texts "}],\"model\":\"bayes\",\"rows\":" rows        \
    ",\"scale\":[1.0,1.0,1.0,0.0],\"version\":3}"

START_TEST(forged_numbers_are_refused) {
    /* one row: key, idf, how many gains; one gain: its label, its values; the label's bases,
     * prior and bias */
    static const char good[64] = {4, 0, 0, 0, 0, 0, (char)0x80, 0x3f, 1,          0,
                                  0, 0, 0, 0, 0, 0, 0,          0,    (char)0x80, 0x3f};
    mh_classifier *c = NULL;
    mh_err e = {0};
    mh_view v = {good, sizeof good};
    ck_assert_msg(mh_classifier_load(&c, forged(MH_VIEW(RECIPE("1", "1", "1")), v), &e) == MH_OK,
                  "%s", e.msg);
    mh_classifier_free(c);
    refused(forged(MH_VIEW(RECIPE("1", "1", "-1")), v), MH_E_CORRUPT);
    refused(forged(MH_VIEW(RECIPE("2", "1", "1")), v), MH_E_CORRUPT);
    refused(forged(MH_VIEW(RECIPE("1", "2", "1")), v), MH_E_CORRUPT);
    refused(forged(MH_VIEW(RECIPE("1", "99999999999999", "1")), v), MH_E_CORRUPT);
    refused(forged(MH_VIEW(RECIPE("\"1\"", "1", "1")), v), MH_E_CORRUPT);
    static const struct {
        size_t at;
        char byte;
    } edits[] = {{7, 0x7f}, {8, 2}, {8, 0}, {12, 1}, {19, 0x7f}, {31, 0x7f}, {63, 0x7f}};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        char bad[sizeof good];
        memcpy(bad, good, sizeof good);
        bad[edits[i].at] = edits[i].byte;
        if (edits[i].at >= 27) bad[edits[i].at - 1] = (char)0xf0; /* infinity */
        refused(forged(MH_VIEW(RECIPE("1", "1", "1")), (mh_view){bad, sizeof bad}), MH_E_CORRUPT);
    }
}
END_TEST

TCase *tcase_text_classify_file(void);
TCase *tcase_text_classify_file(void) {
    TCase *tc = tcase_create("classify_file");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, comes_back_as_it_was);
    tcase_add_test(tc, an_empty_one_comes_back);
    tcase_add_test(tc, other_files_are_refused);
    tcase_add_test(tc, damage_anywhere_is_seen);
    tcase_add_test(tc, forged_numbers_are_refused);
    return tc;
}
