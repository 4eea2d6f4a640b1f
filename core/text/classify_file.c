#include "base/base64.h"
#include "base/hash.h"
#include "text/classify_priv.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT  "minehost-classifier"
#define VERSION 3

static const char *const models[] = {"bayes", "linear", "both"};
static const char *const features[] = {"words", "chars"};

static int put_bytes(const char *p, size_t n, void *arg) {
    mh_buf_put_n(arg, p, n);
    return 0;
}

static void put_json(mh_buf *out, const json_t *v) {
    json_dump_callback(v, put_bytes, out, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(17));
}

/* --- numbers: little endian, whatever the machine --- */

static void put_u32(mh_buf *b, uint32_t x) {
    char c[4] = {(char)x, (char)(x >> 8), (char)(x >> 16), (char)(x >> 24)};
    mh_buf_put_n(b, c, sizeof c);
}

static void put_f32(mh_buf *b, float x) {
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    put_u32(b, u);
}

static void put_f64(mh_buf *b, double x) {
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    put_u32(b, (uint32_t)u);
    put_u32(b, (uint32_t)(u >> 32));
}

/* The caller has checked that v is long enough. */
static uint32_t take_u32(mh_view *v) {
    uint32_t x = 0;
    for (size_t i = 4; i-- > 0;) x = x << 8 | (unsigned char)v->ptr[i];
    *v = mh_view_sub(*v, 4, v->len);
    return x;
}

static float take_f32(mh_view *v) {
    uint32_t u = take_u32(v);
    float x;
    memcpy(&x, &u, sizeof x);
    return x;
}

static double take_f64(mh_view *v) {
    uint64_t u = take_u32(v);
    u |= (uint64_t)take_u32(v) << 32;
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/* --- writing --- */

static void put_weights(const mh_classifier *c, mh_buf *b) {
    const mh_bayes *n = &c->bayes;
    size_t rows = c->words.len, labels = c->texts.len;
    for (size_t i = 0; i < rows; i++) put_u32(b, c->words.keys[i]);
    for (size_t i = 0; i < rows; i++) put_f32(b, c->words.idf[i]);
    for (size_t i = 0; i < rows && n->prior; i++) put_u32(b, n->start[i + 1] - n->start[i]);
    for (size_t i = 0; i < n->len; i++) put_u32(b, n->label[i]);
    for (int m = 0; m < MH_BAYES_GAINS; m++)
        for (size_t i = 0; i < n->len; i++) put_f32(b, n->gain[m][i]);
    for (int kind = 0; kind < MH_BAYES_KINDS; kind++)
        for (size_t i = 0; i < labels && n->prior; i++) put_f64(b, n->base[kind][i]);
    for (size_t i = 0; i < labels && n->prior; i++) put_f64(b, n->prior[i]);
    for (size_t i = 0; i < rows * labels && c->linear.bias; i++) put_f32(b, c->linear.weight[i]);
    for (size_t i = 0; i < labels && c->linear.bias; i++) put_f64(b, c->linear.bias[i]);
    for (size_t i = 0; i < labels; i++) put_f64(b, c->bias[i]);
}

static json_t *recipe_json(const mh_classifier *c) {
    json_t *labels = json_array(), *scale = json_array();
    for (int k = 0; k < MH_CLASS_MODELS; k++) json_array_append_new(scale, json_real(c->scale[k]));
    for (size_t i = 0; i < c->texts.len; i++) {
        mh_view name = mh_map_entry_at(c->labels, i)->key;
        json_t *l = json_object();
        json_object_set_new(l, "name", json_stringn(name.ptr ? name.ptr : "", name.len));
        json_object_set_new(l, "texts", json_integer((json_int_t)c->texts.ptr[i]));
        json_array_append_new(labels, l);
    }
    return json_pack("{ss si ss ss sb sf sf so sI sI so}", "format", FORMAT, "version", VERSION,
                     "model", models[c->o.model], "features", features[c->o.features], "even",
                     (int)c->o.even, "smoothing", c->o.smoothing, "cost", c->o.cost, "labels",
                     labels, "rows", (json_int_t)c->words.len, "gains", (json_int_t)c->bayes.len,
                     "scale", scale);
}

/* SHA-256 of the recipe, without its own "sha256", and of the weights. */
static void sum_of(const json_t *recipe, mh_view weights, char out[MH_SHA256_HEX]) {
    mh_buf all = {0};
    put_json(&all, recipe);
    mh_buf_putc(&all, '\n');
    mh_buf_put(&all, weights);
    mh_sha256_hex(mh_buf_view(&all), out);
    mh_buf_clear(&all);
}

void mh_classifier_save(const mh_classifier *c, mh_buf *out) {
    mh_buf weights = {0};
    char sum[MH_SHA256_HEX];
    json_t *recipe = recipe_json(c);
    if (c->fitted) put_weights(c, &weights);
    sum_of(recipe, mh_buf_view(&weights), sum);
    json_object_set_new(recipe, "sha256", json_string(sum));
    put_json(out, recipe);
    mh_buf_putc(out, '\n');
    mh_base64_put(out, mh_buf_view(&weights));
    mh_buf_putc(out, '\n');
    json_decref(recipe);
    mh_buf_clear(&weights);
}

/* --- reading --- */

static int index_of(const char *s, const char *const *names, int n) {
    for (int i = 0; s && i < n; i++)
        if (strcmp(s, names[i]) == 0) return i;
    return -1;
}

static bool read_labels(mh_classifier *c, json_t *labels) {
    size_t i = 0;
    json_t *l = NULL;
    if (!json_is_array(labels)) return false;
    json_array_foreach(labels, i, l) {
        json_t *name = json_object_get(l, "name"), *texts = json_object_get(l, "texts");
        if (!json_is_string(name) || !json_is_integer(texts) || json_integer_value(texts) < 0)
            return false;
        size_t k = mh_class_label(c, (mh_view){json_string_value(name), json_string_length(name)});
        if (k != i) return false; /* twice, or too many */
        c->texts.ptr[k] = (double)json_integer_value(texts);
    }
    return true;
}

static bool take_floats(float *out, size_t n, mh_view *v) {
    for (size_t i = 0; i < n; i++) {
        out[i] = take_f32(v);
        if (!isfinite(out[i])) return false;
    }
    return true;
}

static bool take_doubles(double *out, size_t n, mh_view *v) {
    for (size_t i = 0; i < n; i++) {
        out[i] = take_f64(v);
        if (!isfinite(out[i])) return false;
    }
    return true;
}

static bool read_words(mh_vocabulary *w, size_t rows, mh_view *v) {
    w->keys = mh_alloc_array(rows + 1, sizeof *w->keys);
    w->idf = mh_alloc_array(rows + 1, sizeof *w->idf);
    w->len = rows;
    for (size_t i = 0; i < rows; i++) {
        w->keys[i] = take_u32(v);
        if (i && w->keys[i] <= w->keys[i - 1]) return false;
    }
    if (!take_floats(w->idf, rows, v)) return false;
    mh_vocabulary_seal(w);
    return true;
}

static bool read_bayes(mh_bayes *b, size_t rows, size_t gains, size_t labels, mh_view *v) {
    mh_bayes_alloc(b, rows, gains, labels);
    b->len = gains;
    for (size_t i = 0; i < rows; i++) {
        uint32_t n = take_u32(v);
        if (n > gains - b->start[i]) return false;
        b->start[i + 1] = b->start[i] + n;
    }
    if (b->start[rows] != gains) return false;
    for (size_t i = 0; i < gains; i++) {
        uint32_t l = take_u32(v);
        if (l >= labels) return false;
        b->label[i] = (uint16_t)l;
    }
    for (int m = 0; m < MH_BAYES_GAINS; m++)
        if (!take_floats(b->gain[m], gains, v)) return false;
    for (int kind = 0; kind < MH_BAYES_KINDS; kind++)
        if (!take_doubles(b->base[kind], labels, v)) return false;
    return take_doubles(b->prior, labels, v);
}

static bool read_linear(mh_linear *m, size_t rows, size_t labels, mh_view *v) {
    m->weight = mh_alloc_array(rows * labels + 1, sizeof *m->weight);
    m->bias = mh_alloc_array(labels + 1, sizeof *m->bias);
    m->labels = labels;
    return take_floats(m->weight, rows * labels, v) && take_doubles(m->bias, labels, v);
}

/* A count of the recipe; false when it is none or over the limit. */
static bool count_of(const json_t *recipe, const char *key, size_t max, size_t *out) {
    const json_t *v = json_object_get(recipe, key);
    if (!json_is_integer(v) || json_integer_value(v) < 0) return false;
    *out = (size_t)json_integer_value(v);
    return *out <= max;
}

static bool read_weights(mh_classifier *c, const json_t *recipe, mh_view v) {
    size_t rows, gains, labels = c->texts.len, need;
    const json_t *scale = json_object_get(recipe, "scale");
    bool bayes = c->o.model != MH_CLASS_LINEAR, linear = c->o.model != MH_CLASS_BAYES;
    if (!count_of(recipe, "rows", MH_CLASS_COUNTS, &rows) ||
        !count_of(recipe, "gains", MH_CLASS_COUNTS, &gains) || (!bayes && gains))
        return false;
    for (size_t k = 0; k < MH_CLASS_MODELS; k++) {
        c->scale[k] = json_number_value(json_array_get(scale, k));
        if (!isfinite(c->scale[k]) || c->scale[k] < 0) return false;
    }
    if (v.len == 0) return rows == 0 && gains == 0; /* saved before it was fitted */
    need = rows * 8 + labels * 8;
    if (bayes)
        need += rows * 4 + gains * (4 + 4 * MH_BAYES_GAINS) + labels * 8 * (MH_BAYES_KINDS + 1);
    if (linear) need += rows * labels * 4 + labels * 8;
    if (labels == 0 || rows * labels > (size_t)MH_CLASS_COUNTS * MH_CLASS_LABELS || v.len != need)
        return false;
    c->fitted = true;
    c->bias = mh_alloc_array(labels + 1, sizeof *c->bias);
    return read_words(&c->words, rows, &v) &&
           (!bayes || read_bayes(&c->bayes, rows, gains, labels, &v)) &&
           (!linear || read_linear(&c->linear, rows, labels, &v)) &&
           take_doubles(c->bias, labels, &v);
}

static mh_rc read_recipe(mh_classifier **out, const json_t *recipe, mh_err *e) {
    const char *format = json_string_value(json_object_get(recipe, "format"));
    const char *name = json_string_value(json_object_get(recipe, "model"));
    if (format == NULL || strcmp(format, FORMAT) != 0)
        return mh_fail(e, MH_E_CORRUPT, "classifier: the file holds no classifier");
    if (json_integer_value(json_object_get(recipe, "version")) != VERSION)
        return mh_fail(e, MH_E_VERSION, "classifier: format version is not %d: train it anew",
                       VERSION);
    int model = index_of(name, models, 3);
    int which = index_of(json_string_value(json_object_get(recipe, "features")), features, 2);
    mh_class_options o = {
        .model = (mh_class_model)model,
        .features = (mh_features)which,
        .even = json_is_true(json_object_get(recipe, "even")),
        .smoothing = json_number_value(json_object_get(recipe, "smoothing")),
        .cost = json_number_value(json_object_get(recipe, "cost")),
    };
    if (model < 0 || which < 0)
        return mh_fail(e, MH_E_CORRUPT, "classifier: unknown model or features");
    *out = mh_classifier_new(&o);
    (*out)->loaded = true;
    return MH_OK;
}

mh_rc mh_classifier_load(mh_classifier **out, mh_view model, mh_err *e) {
    mh_rc rc = MH_FAIL;
    mh_classifier *c = NULL;
    mh_buf weights = {0};
    char sum[MH_SHA256_HEX], *said = NULL;
    mh_view rest = model, head = {0};
    json_error_t je = {0};
    *out = NULL;
    mh_view_split(&rest, '\n', &head);
    json_t *recipe = json_loadb(head.ptr ? head.ptr : "", head.len, JSON_REJECT_DUPLICATES, &je);
    if (model.len > MH_CLASS_FILE_MAX) {
        mh_fail(e, MH_E_TOO_LARGE, "classifier: over %zu bytes", MH_CLASS_FILE_MAX);
        goto out;
    }
    if (recipe == NULL) {
        mh_fail(e, MH_E_PARSE, "classifier: the first line is no JSON: %s", je.text);
        goto out;
    }
    if (read_recipe(&c, recipe, e) != MH_OK) goto out;
    const char *kept = json_string_value(json_object_get(recipe, "sha256"));
    said = mh_strndup(kept ? kept : "", kept ? strlen(kept) : 0);
    json_object_del(recipe, "sha256");
    if (!mh_base64_get(&weights, rest)) {
        mh_fail(e, MH_E_CORRUPT, "classifier: the weights are no base64");
        goto out;
    }
    sum_of(recipe, mh_buf_view(&weights), sum);
    if (strcmp(sum, said) != 0) {
        mh_fail(e, MH_E_CORRUPT, "classifier: the checksum does not fit");
        goto out;
    }
    if (!read_labels(c, json_object_get(recipe, "labels")) ||
        !read_weights(c, recipe, mh_buf_view(&weights))) {
        mh_fail(e, MH_E_CORRUPT, "classifier: labels or weights are damaged");
        goto out;
    }
    *out = c;
    c = NULL;
    rc = MH_OK;
out:
    mh_classifier_free(c);
    json_decref(recipe);
    mh_buf_clear(&weights);
    free(said);
    return rc;
}
