#include "text/classify.h"

#include "base/utf8.h"
#include "text/classify_priv.h"
#include "text/fold.h"
#include "text/text_priv.h"
#include "text/token.h"

#include <math.h>
#include <stdlib.h>

#define GRAM_MIN 3
#define GRAM_MAX 5

mh_classifier *mh_classifier_new(mh_features features) {
    mh_classifier *c = mh_alloc(sizeof *c);
    c->features = features;
    c->labels = mh_map_new();
    c->words = mh_map_new();
    return c;
}

void mh_classifier_free(mh_classifier *c) {
    if (c == NULL) return;
    mh_map_free(c->labels);
    mh_map_free(c->words);
    mh_vec_clear(&c->counts);
    mh_vec_clear(&c->texts);
    mh_vec_clear(&c->total);
    free(c);
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
    mh_vec_push(&c->total, 0.0);
    mh_map_at(c->labels, name, NULL)->num = c->texts.len;
    return c->texts.len - 1;
}

void mh_class_count(mh_classifier *c, mh_view feature, size_t label, double n) {
    mh_value *v = mh_map_at(c->words, feature, NULL);
    c->total.ptr[label] += n;
    for (size_t i = (size_t)v->num; i; i = c->counts.ptr[i - 1].next) {
        if (c->counts.ptr[i - 1].label != label) continue;
        c->counts.ptr[i - 1].n += n;
        return;
    }
    mh_count row = {(uint32_t)label, (uint32_t)v->num, n};
    mh_vec_push(&c->counts, row);
    v->num = c->counts.len;
}

static void bump(mh_map *bag, mh_view feature) {
    mh_map_at(bag, feature, NULL)->num++;
}

/* Grams of the word between bars, by characters. */
static void add_grams(mh_map *bag, mh_view word) {
    mh_buf b = {0};
    mh_buf_printf(&b, "|%.*s|", MH_FMT(word));
    mh_view w = mh_buf_view(&b);
    size_t starts[MH_TOKEN_MAX * 2 + 3], n = 0, next = 0;
    for (size_t i = 0; i < w.len && n < MH_TOKEN_MAX * 2; i = next) {
        starts[n++] = i;
        mh_cp_at(w, i, &next);
    }
    starts[n] = w.len;
    for (size_t len = GRAM_MIN; len <= GRAM_MAX; len++) {
        for (size_t i = 0; i + len <= n; i++) bump(bag, mh_view_sub(w, starts[i], starts[i + len]));
    }
    mh_buf_clear(&b);
}

/* Features of the text and how often each occurs. */
static mh_map *bag_of(const mh_classifier *c, mh_text *t, mh_view s) {
    mh_map *bag = mh_map_new();
    mh_buf key = {0};
    mh_token w;
    size_t at = 0;
    s = mh_utf8_cut(s, MH_CLASS_LOOK);
    while (mh_token_next(s, &at, &w)) {
        mh_buf_reset(&key);
        mh_text_fold(t, mh_view_sub(s, w.from, w.to), &key);
        mh_view k = mh_buf_view(&key);
        if (w.digits || k.len == 0 || (k.len == 1 && (unsigned char)k.ptr[0] < 0x80)) continue;
        bump(bag, k);
        if (c->features == MH_FEATURES_CHARS) add_grams(bag, k);
    }
    mh_buf_clear(&key);
    return bag;
}

mh_rc mh_classifier_train(mh_classifier *c, mh_text *t, mh_view label, mh_view text, mh_err *e) {
    size_t k = mh_class_label(c, label);
    if (k == SIZE_MAX) {
        return mh_fail(e, MH_E_LIMIT, "label \"%.*s\": a classifier has at most %d labels",
                       MH_FMT(label), MH_CLASS_LABELS);
    }
    if (c->counts.len >= MH_CLASS_COUNTS)
        return mh_fail(e, MH_E_LIMIT, "the classifier is full: %u counts", MH_CLASS_COUNTS);
    mh_map *bag = bag_of(c, t, text);
    for (size_t i = 0; i < mh_map_len(bag); i++) {
        const mh_map_entry *x = mh_map_entry_at(bag, i);
        mh_class_count(c, x->key, k, log(1 + (double)x->val.num));
    }
    c->texts.ptr[k] += 1;
    mh_map_free(bag);
    return MH_OK;
}

/* log P(feature | label), for each label. */
static void log_probs(const mh_classifier *c, mh_view feature, double *out) {
    size_t n = c->texts.len;
    double vocabulary = (double)mh_map_len(c->words) + 1;
    const mh_value *v = mh_map_get(c->words, feature);
    for (size_t i = 0; i < n; i++) out[i] = 1;
    for (size_t i = v ? (size_t)v->num : 0; i; i = c->counts.ptr[i - 1].next) {
        out[c->counts.ptr[i - 1].label] += c->counts.ptr[i - 1].n;
    }
    for (size_t i = 0; i < n; i++) out[i] = log(out[i] / (c->total.ptr[i] + vocabulary));
}

static int by_score(const void *x, const void *y) {
    double a = ((const mh_label_score *)x)->score, b = ((const mh_label_score *)y)->score;
    if (a != b) return a > b ? -1 : 1;
    return mh_view_cmp(((const mh_label_score *)x)->label, ((const mh_label_score *)y)->label);
}

static int by_weight(const void *x, const void *y) {
    double a = fabs(((const mh_telling *)x)->weight), b = fabs(((const mh_telling *)y)->weight);
    if (a != b) return a > b ? -1 : 1;
    return mh_view_cmp(((const mh_telling *)x)->feature, ((const mh_telling *)y)->feature);
}

/* Turns log likelihoods into scores; see the header. */
static void to_scores(mh_label_score *classes, size_t n, double features) {
    double top = classes[0].score, sum = 0, flat = features > 1 ? sqrt(features) : 1;
    for (size_t i = 1; i < n; i++) top = classes[i].score > top ? classes[i].score : top;
    for (size_t i = 0; i < n; i++) {
        classes[i].score = exp((classes[i].score - top) / flat);
        sum += classes[i].score;
    }
    for (size_t i = 0; i < n; i++) classes[i].score /= sum;
}

static void explain(const mh_classifier *c, mh_arena *a, const mh_map *bag, mh_prediction *p) {
    size_t n = mh_map_len(bag);
    double *probs = mh_arena_array(a, c->texts.len, sizeof *probs);
    mh_telling *all = mh_arena_array(a, n + 1, sizeof *all);
    if (p->len < 2) return;
    size_t first = (size_t)mh_map_get(c->labels, p->classes[0].label)->num - 1;
    size_t second = (size_t)mh_map_get(c->labels, p->classes[1].label)->num - 1;
    for (size_t i = 0; i < n; i++) {
        const mh_map_entry *x = mh_map_entry_at(bag, i);
        if (mh_map_get(c->words, x->key) == NULL) continue;
        log_probs(c, x->key, probs);
        double weight = log(1 + (double)x->val.num) * (probs[first] - probs[second]);
        if (weight != 0) all[p->telling_len++] = (mh_telling){x->key, weight};
    }
    qsort(all, p->telling_len, sizeof *all, by_weight);
    if (p->telling_len > MH_CLASS_TELLING) p->telling_len = MH_CLASS_TELLING;
    for (size_t i = 0; i < p->telling_len; i++) all[i].feature = mh_arena_dup(a, all[i].feature);
    p->telling = all;
}

mh_prediction mh_classifier_predict(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text) {
    mh_prediction p = {.len = c->texts.len};
    if (p.len == 0) return p;
    mh_map *bag = bag_of(c, t, text);
    double *probs = mh_arena_array(a, p.len, sizeof *probs), texts = (double)mh_classifier_texts(c);
    double features = 0;
    p.classes = mh_arena_array(a, p.len, sizeof *p.classes);
    for (size_t i = 0; i < p.len; i++) {
        p.classes[i].label = mh_arena_dup(a, mh_map_entry_at(c->labels, i)->key);
        p.classes[i].score = log((c->texts.ptr[i] + 1) / (texts + (double)p.len));
    }
    for (size_t k = 0; k < mh_map_len(bag); k++) {
        const mh_map_entry *x = mh_map_entry_at(bag, k);
        double n = log(1 + (double)x->val.num);
        if (mh_map_get(c->words, x->key) == NULL) continue;
        log_probs(c, x->key, probs);
        for (size_t i = 0; i < p.len; i++) p.classes[i].score += n * probs[i];
        features += n;
    }
    to_scores(p.classes, p.len, features);
    qsort(p.classes, p.len, sizeof *p.classes, by_score);
    explain(c, a, bag, &p);
    mh_map_free(bag);
    return p;
}
