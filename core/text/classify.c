#include "text/classify.h"

#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>

mh_classifier *mh_classifier_new(const mh_class_options *o) {
    mh_classifier *c = mh_alloc(sizeof *c);
    c->o = o ? *o : (mh_class_options){.model = MH_CLASS_BOTH, .features = MH_FEATURES_CHARS};
    if (!(c->o.smoothing > 0)) c->o.smoothing = MH_CLASS_SMOOTHING;
    if (!(c->o.cost > 0)) c->o.cost = MH_CLASS_COST;
    c->labels = mh_map_new();
    return c;
}

void mh_class_forget(mh_classifier *c) {
    if (!c->borrowed) {
        mh_vocabulary_clear(&c->words);
        mh_bayes_clear(&c->bayes);
        mh_linear_clear(&c->linear);
        free(c->bias);
    }
    c->bias = NULL;
    c->fitted = false;
}

void mh_classifier_free(mh_classifier *c) {
    if (c == NULL) return;
    mh_class_forget(c);
    mh_map_free(c->labels);
    mh_vec_clear(&c->texts);
    mh_vec_clear(&c->features);
    mh_vec_clear(&c->start);
    mh_vec_clear(&c->label);
    free(c);
}

const mh_class_options *mh_classifier_options(const mh_classifier *c) {
    return &c->o;
}

size_t mh_classifier_labels(const mh_classifier *c) {
    return mh_map_len(c->labels);
}

uint64_t mh_classifier_texts(const mh_classifier *c) {
    double n = 0;
    for (size_t i = 0; i < c->texts.len; i++) n += c->texts.ptr[i];
    return (uint64_t)n;
}

size_t mh_class_label(mh_classifier *c, mh_view name) {
    mh_value *known = mh_map_get(c->labels, name);
    if (known) return (size_t)known->num - 1;
    if (mh_map_len(c->labels) == MH_CLASS_LABELS) return SIZE_MAX;
    mh_vec_push(&c->texts, 0.0);
    mh_map_at(c->labels, name, NULL)->num = c->texts.len;
    return c->texts.len - 1;
}

mh_rc mh_classifier_train(mh_classifier *c, mh_text *t, mh_view label, mh_view text, mh_err *e) {
    if (c->loaded)
        return mh_fail(e, MH_E_UNSUPPORTED,
                       "a loaded classifier has no examples any more: train a new one");
    if (c->label.len >= MH_CLASS_EXAMPLES || c->features.len >= MH_CLASS_COUNTS)
        return mh_fail(e, MH_E_LIMIT, "the classifier is full: %zu texts, %zu features",
                       c->label.len, c->features.len);
    size_t k = mh_class_label(c, label);
    if (k == SIZE_MAX) {
        return mh_fail(e, MH_E_LIMIT, "label \"%.*s\": a classifier has at most %d labels",
                       MH_FMT(label), MH_CLASS_LABELS);
    }
    mh_arena *a = mh_arena_new();
    mh_bag bag = mh_features_bag(t, a, text, c->o.features);
    mh_vec_push(&c->start, c->features.len);
    mh_vec_push(&c->label, (uint32_t)k);
    mh_vec_reserve(&c->features, bag.len);
    for (size_t i = 0; i < bag.len; i++) mh_vec_push(&c->features, bag.ptr[i]);
    c->texts.ptr[k] += 1;
    c->fitted = false;
    mh_arena_free(a);
    return MH_OK;
}

mh_rc mh_classifier_fit(mh_classifier *c, mh_err *e) {
    size_t n = c->label.len, labels = c->texts.len;
    if (c->fitted || n == 0) return MH_OK;
    mh_class_forget(c);
    mh_vocabulary_fit(&c->words, c->features.ptr, c->features.len, n);
    if (c->o.model != MH_CLASS_BAYES && c->words.len * labels > MH_CLASS_WEIGHTS)
        return mh_fail(e, MH_E_LIMIT, "%zu features for %zu labels: a linear model has at most %u",
                       c->words.len, labels, MH_CLASS_WEIGHTS);
    mh_cell *cells = mh_alloc_array(c->features.len + 1, sizeof *cells);
    size_t *start = mh_alloc_array(n + 1, sizeof *start);
    uint32_t *order = mh_alloc_array(n, sizeof *order);
    for (size_t i = 0; i < c->features.len; i++) {
        mh_feature f = c->features.ptr[i];
        cells[i] = (mh_cell){(uint32_t)mh_vocabulary_find(&c->words, f.key), f.n};
    }
    for (size_t i = 0; i < n; i++) {
        start[i] = c->start.ptr[i];
        order[i] = (uint32_t)i;
    }
    start[n] = c->features.len;
    mh_examples x = {cells, start, c->label.ptr, n, labels, &c->words};
    if (c->o.model != MH_CLASS_LINEAR) mh_bayes_fit(&c->bayes, &x, order, n, c->o.smoothing);
    if (c->o.model != MH_CLASS_BAYES) mh_linear_fit(&c->linear, &x, order, n, c->o.cost);
    mh_class_calibrate(c, &x);
    c->fitted = true;
    free(cells);
    free(start);
    free(order);
    return MH_OK;
}

static int by_score(const void *x, const void *y) {
    double a = ((const mh_label_score *)x)->score, b = ((const mh_label_score *)y)->score;
    if (a != b) return a > b ? -1 : 1;
    return mh_view_cmp(((const mh_label_score *)x)->label, ((const mh_label_score *)y)->label);
}

mh_prediction mh_class_rank(const mh_classifier *c, mh_arena *a, const double *odds) {
    mh_prediction p = {.len = c->texts.len};
    double sum = 0, top = odds[0];
    p.classes = mh_arena_array(a, p.len, sizeof *p.classes);
    for (size_t l = 1; l < p.len; l++) top = odds[l] > top ? odds[l] : top;
    for (size_t l = 0; l < p.len; l++) {
        p.classes[l].label = mh_map_entry_at(c->labels, l)->key;
        p.classes[l].score = exp(odds[l] - top);
        sum += p.classes[l].score;
    }
    for (size_t l = 0; l < p.len; l++) p.classes[l].score /= sum;
    qsort(p.classes, p.len, sizeof *p.classes, by_score);
    return p;
}
