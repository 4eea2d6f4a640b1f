#include "base/image.h"
#include "text/classify_priv.h"

#include <stdlib.h>
#include <string.h>

/* The image of a fitted classifier (base/image.h): its recipe, its labels, then the weights as they lie
 * in memory. */
#define KIND    "mhclass"
#define VERSION 3u

typedef struct recipe {
    double smoothing, cost, scale[MH_CLASS_MODELS];
    uint64_t mark; /* of the vocabulary */
    uint32_t model, features, even, fitted;
} recipe;
_Static_assert(sizeof(recipe) % 8 == 0, "no bytes without a value");

enum {
    RECIPE,
    NAMES, /* bytes of the labels, one behind another */
    ENDS,  /* of each in them */
    TEXTS,
    KEYS,
    IDF,
    INDEX,
    START,
    LABEL,
    GAIN,
    COMPLEMENT, /* the gains of that kind */
    BASE,       /* of the kinds, one behind another */
    PRIOR,
    WEIGHT,
    BIAS,
    LABEL_BIAS,
    PARTS
};
_Static_assert(PARTS <= MH_IMAGE_PARTS, "one image");

#define INDEX_LEN (((size_t)1 << 16) + 1) /* of a vocabulary's index */

void mh_classifier_image(const mh_classifier *c, mh_buf *out) {
    size_t rows = c->words.len, labels = c->texts.len;
    bool bayes = c->bayes.prior != NULL, linear = c->linear.bias != NULL;
    recipe r = {.smoothing = c->o.smoothing,
                .cost = c->o.cost,
                .mark = c->words.mark,
                .model = (uint32_t)c->o.model,
                .features = (uint32_t)c->o.features,
                .even = c->o.even,
                .fitted = c->fitted};
    memcpy(r.scale, c->scale, sizeof r.scale);
    mh_buf names = {0};
    uint32_t *ends = mh_alloc_array(labels + 1, sizeof *ends);
    for (size_t i = 0; i < labels; i++) {
        mh_buf_put(&names, mh_map_entry_at(c->labels, i)->key);
        ends[i] = (uint32_t)names.len;
    }
    const mh_image_part parts[PARTS] = {
        [RECIPE] = {&r, 1, sizeof r},
        [NAMES] = {names.ptr, names.len, 1},
        [ENDS] = {ends, labels, sizeof *ends},
        [TEXTS] = {c->texts.ptr, labels, sizeof(double)},
        [KEYS] = {c->words.keys, rows, sizeof(uint32_t)},
        [IDF] = {c->words.idf, rows, sizeof(float)},
        [INDEX] = {c->words.index, c->words.index ? INDEX_LEN : 0, sizeof(uint32_t)},
        [START] = {c->bayes.start, bayes ? rows + 1 : 0, sizeof(uint32_t)},
        [LABEL] = {c->bayes.label, bayes ? c->bayes.len : 0, sizeof(uint16_t)},
        [GAIN] = {c->bayes.gain[0], bayes ? c->bayes.len : 0, sizeof(float)},
        [COMPLEMENT] = {c->bayes.gain[1], bayes ? c->bayes.len : 0, sizeof(float)},
        [BASE] = {c->bayes.base[0], bayes ? MH_BAYES_KINDS * labels : 0, sizeof(double)},
        [PRIOR] = {c->bayes.prior, bayes ? labels : 0, sizeof(double)},
        [WEIGHT] = {c->linear.weight, linear ? rows * labels : 0, sizeof(float)},
        [BIAS] = {c->linear.bias, linear ? labels : 0, sizeof(double)},
        [LABEL_BIAS] = {c->bias, c->bias ? labels : 0, sizeof(double)},
    };
    mh_image_put(out, KIND, VERSION, parts, PARTS);
    mh_buf_clear(&names);
    free(ends);
}

/* --- reading --- */

static bool recipe_ok(const recipe *r) {
    return r->model <= MH_CLASS_BOTH && r->features <= MH_FEATURES_CHARS && r->even <= 1 &&
           r->fitted <= 1;
}

static bool read_labels(mh_classifier *c, const mh_image_part *x) {
    const uint32_t *ends = x[ENDS].ptr;
    const double *texts = x[TEXTS].ptr;
    if (x[ENDS].len > MH_CLASS_LABELS || x[TEXTS].len != x[ENDS].len) return false;
    for (size_t i = 0, at = 0; i < x[ENDS].len; at = ends[i++]) {
        if (ends[i] < at || ends[i] > x[NAMES].len) return false;
        mh_view name = {(const char *)x[NAMES].ptr + at, ends[i] - at};
        if (mh_class_label(c, name) != i || !(texts[i] >= 0 && texts[i] <= MH_CLASS_EXAMPLES))
            return false;
        c->texts.ptr[i] = texts[i];
    }
    return true;
}

/* Whether the n places begin at 0, never fall and end at `end`. */
static bool rises(const uint32_t *at, size_t n, size_t end) {
    if (n == 0 || at[0] != 0 || at[n - 1] != end) return false;
    for (size_t i = 1; i < n; i++)
        if (at[i] < at[i - 1]) return false;
    return true;
}

/* What is not there is not asked. */
static bool scales_ok(const mh_classifier *c, bool bayes, bool linear) {
    for (int k = 0; k < MH_CLASS_MODELS; k++) {
        if (!(k == MH_CLASS_AT_LINEAR ? linear : bayes) && c->scale[k] != 0) return false;
    }
    return true;
}

static bool lengths_ok(const mh_classifier *c, const mh_image_part *x) {
    size_t rows = x[KEYS].len, labels = x[ENDS].len, gains = x[GAIN].len;
    bool bayes = c->o.model != MH_CLASS_LINEAR, linear = c->o.model != MH_CLASS_BAYES;
    if (!c->fitted) rows = labels = 0, bayes = linear = false;
    return x[KEYS].len == rows && x[IDF].len == rows &&
           x[INDEX].len == (c->fitted ? INDEX_LEN : 0) && x[LABEL].len == gains &&
           x[START].len == (bayes ? rows + 1 : 0) &&
           x[BASE].len == (bayes ? MH_BAYES_KINDS * labels : 0) &&
           x[PRIOR].len == (bayes ? labels : 0) && x[COMPLEMENT].len == gains &&
           x[LABEL_BIAS].len == labels && (bayes || gains == 0) &&
           x[WEIGHT].len == (linear ? rows * labels : 0) && x[BIAS].len == (linear ? labels : 0) &&
           scales_ok(c, bayes, linear);
}

static bool places_ok(const mh_image_part *x) {
    const uint16_t *label = x[LABEL].ptr;
    if (x[INDEX].len && !rises(x[INDEX].ptr, x[INDEX].len, x[KEYS].len)) return false;
    if (x[START].len && !rises(x[START].ptr, x[START].len, x[GAIN].len)) return false;
    for (size_t i = 0; i < x[LABEL].len; i++)
        if (label[i] >= x[ENDS].len) return false;
    return true;
}

/* The arrays are the image's; a classifier that was loaded writes none of them. */
static void borrow(mh_classifier *c, const mh_image_part *x) {
#define MH_AT(i) ((void *)(uintptr_t)x[i].ptr)
    size_t labels = x[ENDS].len;
    c->words = (mh_vocabulary){.keys = MH_AT(KEYS), .idf = MH_AT(IDF), .index = MH_AT(INDEX)};
    c->words.len = x[KEYS].len;
    c->words.mark = ((const recipe *)x[RECIPE].ptr)->mark;
    if (x[BASE].len) {
        c->bayes = (mh_bayes){.start = MH_AT(START),
                              .label = MH_AT(LABEL),
                              .gain = {MH_AT(GAIN), MH_AT(COMPLEMENT)},
                              .prior = MH_AT(PRIOR),
                              .labels = labels,
                              .len = x[GAIN].len};
        for (size_t k = 0; k < MH_BAYES_KINDS; k++)
            c->bayes.base[k] = (double *)MH_AT(BASE) + k * labels;
    }
    if (x[BIAS].len)
        c->linear = (mh_linear){.weight = MH_AT(WEIGHT), .bias = MH_AT(BIAS), .labels = labels};
    c->bias = MH_AT(LABEL_BIAS);
#undef MH_AT
}

mh_rc mh_classifier_attach(mh_classifier **out, mh_view image, mh_err *e) {
    static const size_t sizes[PARTS] = {
        [RECIPE] = sizeof(recipe),    [NAMES] = 1,
        [ENDS] = sizeof(uint32_t),    [TEXTS] = sizeof(double),
        [KEYS] = sizeof(uint32_t),    [IDF] = sizeof(float),
        [INDEX] = sizeof(uint32_t),   [START] = sizeof(uint32_t),
        [LABEL] = sizeof(uint16_t),   [GAIN] = sizeof(float),
        [BASE] = sizeof(double),      [PRIOR] = sizeof(double),
        [WEIGHT] = sizeof(float),     [BIAS] = sizeof(double),
        [COMPLEMENT] = sizeof(float), [LABEL_BIAS] = sizeof(double),
    };
    mh_image_part x[PARTS];
    *out = NULL;
    for (int i = 0; i < PARTS; i++) x[i].size = sizes[i];
    if (mh_image_open(x, PARTS, image, KIND, VERSION, e) != MH_OK) return MH_FAIL;
    const recipe *r = x[RECIPE].ptr;
    if (x[RECIPE].len != 1 || !recipe_ok(r))
        return mh_fail(e, MH_E_CORRUPT, "compiled classifier: no recipe");
    mh_class_options o = {(mh_class_model)r->model, (mh_features)r->features, r->even != 0,
                          r->smoothing, r->cost};
    mh_classifier *c = mh_classifier_new(&o);
    c->loaded = c->borrowed = true;
    c->fitted = r->fitted != 0;
    memcpy(c->scale, r->scale, sizeof c->scale);
    if (!read_labels(c, x) || !lengths_ok(c, x) || !places_ok(x)) {
        mh_classifier_free(c);
        return mh_fail(e, MH_E_CORRUPT, "compiled classifier: a place leads outside");
    }
    if (c->fitted) borrow(c, x);
    *out = c;
    return MH_OK;
}
