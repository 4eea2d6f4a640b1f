#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>

/* The heaviest features seen so far, the lightest of them first: a heap. */
typedef struct heaviest {
    const mh_terms *terms;
    mh_arena *a;
    mh_telling *ptr;
    size_t len, max;
} heaviest;

static int by_weight(const void *x, const void *y) {
    double a = fabs(((const mh_telling *)x)->weight), b = fabs(((const mh_telling *)y)->weight);
    if (a != b) return a > b ? -1 : 1;
    return mh_view_cmp(((const mh_telling *)x)->feature, ((const mh_telling *)y)->feature);
}

static void swap(mh_telling *x, mh_telling *y) {
    mh_telling z = *x;
    *x = *y;
    *y = z;
}

/* Names are made for what comes in only. */
static void offer(heaviest *h, size_t term, double weight) {
    mh_telling *p = h->ptr;
    if (h->len == h->max && fabs(weight) < fabs(p->weight)) return;
    mh_telling x = {mh_term_name(h->terms, h->a, term), weight};
    if (h->len < h->max) {
        size_t i = h->len++;
        p[i] = x;
        for (; i && by_weight(&p[i], &p[(i - 1) / 2]) > 0; i = (i - 1) / 2)
            swap(&p[i], &p[(i - 1) / 2]);
    } else if (by_weight(&x, p) < 0) {
        size_t i = 0, low = 1;
        p[0] = x;
        for (; low < h->len; i = low, low = 2 * i + 1) {
            if (low + 1 < h->len && by_weight(&p[low + 1], &p[low]) > 0) low++;
            if (by_weight(&p[low], &p[i]) <= 0) break;
            swap(&p[low], &p[i]);
        }
    }
}

/* The parts of the log odds by cell, gathered by term. */
static void gather(heaviest *h, const mh_class_sight *x, const double *part) {
    for (size_t i = 0; i < x->terms.len; i++) {
        const mh_term *w = &x->terms.ptr[i];
        const uint32_t *cell = x->cell + w->first;
        double sum = 0;
        bool any = false;
        for (size_t time = 0; time < w->n && (time == 0 || any); time++) {
            for (size_t k = 0; k < w->keys; k++) {
                if (cell[k] == UINT32_MAX || part[cell[k]] == 0) continue;
                sum += part[cell[k]];
                any = true;
            }
        }
        if (any) offer(h, i, sum);
    }
}

/* One for each cell: what one occurrence adds to the log odds. */
static double *parts_of(const mh_classifier *c, mh_arena *a, const mh_class_text *x, size_t label,
                        size_t other) {
    double *part = mh_arena_array(a, x->cells.len + 1, sizeof *part);
    if (c->bayes.prior) mh_bayes_parts(&c->bayes, &c->words, x, label, other, c->scale, part);
    if (c->linear.bias)
        mh_linear_parts(&c->linear, x, label, other, c->scale[MH_CLASS_AT_LINEAR], part);
    return part;
}

/* The label called name, or else the best by odds that is not `not`. */
static size_t label_of(const mh_classifier *c, mh_view name, const double *odds, size_t not ) {
    if (name.len) {
        const mh_value *v = mh_map_get(c->labels, name);
        return v ? (size_t)v->num - 1 : SIZE_MAX;
    }
    size_t best = SIZE_MAX;
    for (size_t l = 0; l < c->texts.len; l++) {
        if (l != not &&(best == SIZE_MAX || odds[l] > odds[best])) best = l;
    }
    return best;
}

/* What decided for first over second, at most max features. */
static void explain(const mh_classifier *c, mh_arena *a, const mh_class_sight *x,
                    const double *odds, size_t first, size_t second, size_t max,
                    mh_explanation *out) {
    heaviest h = {.terms = &x->terms, .a = a};
    h.max = max < x->terms.len ? max : x->terms.len;
    h.ptr = mh_arena_array(a, h.max + 1, sizeof *h.ptr);
    if (h.max) gather(&h, x, parts_of(c, a, &x->text, first, second));
    qsort(h.ptr, h.len, sizeof *h.ptr, by_weight);
    out->label = mh_map_entry_at(c->labels, first)->key;
    out->other = mh_map_entry_at(c->labels, second)->key;
    out->telling = h.ptr;
    out->len = h.len;
    out->rest = odds[first] - odds[second];
    for (size_t i = 0; i < out->len; i++) out->rest -= h.ptr[i].weight;
}

mh_prediction mh_classifier_decide(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text,
                                   size_t max, mh_explanation *why) {
    if (why) *why = (mh_explanation){0};
    if (!c->fitted || c->texts.len == 0) return (mh_prediction){0};
    double *odds = mh_arena_array(a, c->texts.len, sizeof *odds);
    mh_class_sight x = mh_class_look(c, t, a, text);
    mh_class_odds(c, &x.text, odds);
    mh_prediction p = mh_class_rank(c, a, odds);
    if (why && p.len > 1) {
        size_t first = label_of(c, p.classes[0].label, odds, SIZE_MAX);
        size_t second = label_of(c, p.classes[1].label, odds, first);
        explain(c, a, &x, odds, first, second, max, why);
    }
    return p;
}

mh_prediction mh_classifier_predict(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text) {
    return mh_classifier_decide(c, t, a, text, 0, NULL);
}

mh_rc mh_classifier_explain(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text,
                            mh_view label, mh_view other, size_t max, mh_explanation *out,
                            mh_err *e) {
    size_t labels = c->texts.len;
    *out = (mh_explanation){0};
    if (!c->fitted || labels < 2)
        return mh_fail(e, MH_E_USAGE, "nothing to explain: fewer than two labels were learnt");
    double *odds = mh_arena_array(a, labels, sizeof *odds);
    mh_class_sight x = mh_class_look(c, t, a, text);
    mh_class_odds(c, &x.text, odds);
    size_t second = other.len ? label_of(c, other, odds, SIZE_MAX) : SIZE_MAX;
    if (other.len && second == SIZE_MAX)
        return mh_fail(e, MH_E_NOT_FOUND, "no label \"%.*s\"", MH_FMT(other));
    size_t first = label_of(c, label, odds, second);
    if (first == SIZE_MAX) return mh_fail(e, MH_E_NOT_FOUND, "no label \"%.*s\"", MH_FMT(label));
    if (second == SIZE_MAX) second = label_of(c, other, odds, first);
    explain(c, a, &x, odds, first, second, max, out);
    return MH_OK;
}
