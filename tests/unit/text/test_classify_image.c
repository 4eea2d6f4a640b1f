#include "base/image.h"
#include "support.h"
#include "text/classify.h"

/* A classifier of three labels, fitted; its image is the caller's. */
static mh_classifier *make(mh_class_model model, bool even, mh_buf *image) {
    static const char *const rows[][2] = {
        {"sport", "A late goal won the match"},   {"talks", "The ministers signed a treaty"},
        {"sport", "The striker scored twice"},    {"talks", "The ambassador came for talks"},
        {"water", "The reservoir and the canal"},
    };
    mh_class_options o = {.model = model, .features = MH_FEATURES_CHARS, .even = even};
    mh_classifier *c = mh_classifier_new(&o);
    for (int i = 0; i < 23; i++)
        ck_assert_int_eq(
            mh_classifier_train(c, T, mh_view_of(rows[i % 5][0]), mh_view_of(rows[i % 5][1]), NULL),
            MH_OK);
    ck_assert_int_eq(mh_classifier_fit(c, NULL), MH_OK);
    mh_classifier_image(c, image);
    return c;
}

static void same(const mh_classifier *a, const mh_classifier *b, mh_view text) {
    mh_prediction x = mh_classifier_predict(a, T, A, text);
    mh_prediction y = mh_classifier_predict(b, T, A, text);
    mh_explanation p, q;
    ck_assert_uint_eq(x.len, y.len);
    for (size_t i = 0; i < x.len; i++) {
        ck_assert(mh_view_eq(x.classes[i].label, y.classes[i].label));
        ck_assert_double_eq(x.classes[i].score, y.classes[i].score);
    }
    ck_assert_int_eq(mh_classifier_explain(a, T, A, text, (mh_view){0}, (mh_view){0}, 5, &p, NULL),
                     MH_OK);
    ck_assert_int_eq(mh_classifier_explain(b, T, A, text, (mh_view){0}, (mh_view){0}, 5, &q, NULL),
                     MH_OK);
    ck_assert_uint_eq(p.len, q.len);
    for (size_t i = 0; i < p.len; i++) {
        ck_assert(mh_view_eq(p.telling[i].feature, q.telling[i].feature));
        ck_assert_double_eq(p.telling[i].weight, q.telling[i].weight);
    }
    ck_assert_double_eq(p.rest, q.rest);
}

START_TEST(images_predict_the_same) {
    for (int model = MH_CLASS_BAYES; model <= MH_CLASS_BOTH; model++) {
        for (int even = 0; even < 2; even++) {
            mh_buf image = {0}, again = {0};
            mh_err e = {0};
            mh_classifier *c = make((mh_class_model)model, even != 0, &image), *kept = NULL;
            mh_rc rc = mh_classifier_attach(&kept, mh_buf_view(&image), &e);
            ck_assert_msg(rc == MH_OK, "%s", e.msg);
            same(c, kept, MH_VIEW("the late goal of an ambassador"));
            same(c, kept, MH_VIEW("nothing of the kind"));
            ck_assert_uint_eq(mh_classifier_texts(kept), 23);
            ck_assert_int_eq(mh_classifier_train(kept, T, MH_VIEW("a"), MH_VIEW("b"), &e), MH_FAIL);
            ck_assert_int_eq(e.code, MH_E_UNSUPPORTED);
            ck_assert_int_eq(mh_classifier_fit(kept, NULL), MH_OK);
            mh_classifier_image(kept, &again);
            ck_assert(mh_view_eq(mh_buf_view(&image), mh_buf_view(&again)));
            mh_classifier_free(kept);
            mh_classifier_free(c);
            mh_buf_clear(&image);
            mh_buf_clear(&again);
        }
    }
}
END_TEST

START_TEST(an_empty_one_comes_back) {
    mh_classifier *c = mh_classifier_new(NULL), *kept = NULL;
    mh_buf image = {0};
    mh_classifier_image(c, &image);
    ck_assert_int_eq(mh_classifier_attach(&kept, mh_buf_view(&image), NULL), MH_OK);
    ck_assert_uint_eq(mh_classifier_predict(kept, T, A, MH_VIEW("a goal")).len, 0);
    mh_classifier_free(kept);
    mh_classifier_free(c);
    mh_buf_clear(&image);
}
END_TEST

START_TEST(damage_is_seen) {
    mh_buf image = {0};
    mh_classifier *kept = NULL;
    mh_classifier_free(make(MH_CLASS_BAYES, false, &image));
    mh_view whole = mh_buf_view(&image);
    for (size_t i = 0; i < image.len; i += i < 4096 ? 1 : 997) {
        mh_err e = {0};
        image.ptr[i] ^= 0x20;
        ck_assert_int_eq(mh_classifier_attach(&kept, whole, &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_CORRUPT);
        image.ptr[i] ^= 0x20;
        ck_assert_int_eq(mh_classifier_attach(&kept, mh_view_sub(whole, 0, i), &e), MH_FAIL);
    }
    mh_buf_clear(&image);
}
END_TEST

/* Bytes changed and the checksum right: what is let in predicts without looking outside. */
START_TEST(places_are_checked) {
    for (int model = MH_CLASS_BAYES; model <= MH_CLASS_BOTH; model++) {
        mh_buf image = {0};
        mh_classifier *kept = NULL;
        size_t refused = 0;
        mh_classifier_free(make((mh_class_model)model, true, &image));
        for (size_t i = 0; i < image.len; i += i < 400 ? 1 : 499) {
            image.ptr[i] ^= 0x41;
            mh_image_seal(image.ptr, image.len);
            if (mh_classifier_attach(&kept, mh_buf_view(&image), NULL) == MH_OK) {
                mh_explanation why;
                mh_view text = MH_VIEW("the late goal of an ambassador");
                mh_classifier_predict(kept, T, A, text);
                (void)mh_classifier_explain(kept, T, A, text, (mh_view){0}, (mh_view){0}, 5, &why,
                                            NULL);
                mh_classifier_free(kept);
            } else {
                refused++;
            }
            image.ptr[i] ^= 0x41;
        }
        ck_assert_uint_gt(refused, 200); /* the head, to begin with */
        mh_buf_clear(&image);
    }
}
END_TEST

TCase *tcase_text_classify_image(void);
TCase *tcase_text_classify_image(void) {
    TCase *tc = tcase_create("classify_image");
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, images_predict_the_same);
    tcase_add_test(tc, an_empty_one_comes_back);
    tcase_add_test(tc, damage_is_seen);
    tcase_add_test(tc, places_are_checked);
    return tc;
}
