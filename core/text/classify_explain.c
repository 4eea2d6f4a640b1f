#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>

typedef struct slot {
    double part; /* 0: free */
    uint32_t key;
} slot;

/* The parts of the log odds by feature, gathered by word. */
typedef struct gathering {
    const mh_vocabulary *words;
    mh_cells text; /* rows ascending, as keys are */
    slot *slots;   /* arena */
    size_t mask;
    const double *part;
    mh_map *at; /* word -> index of its sum + 1 */
    MH_VEC(double) sum;
    mh_buf name, last;
    size_t last_sum; /* of the word in last */
} gathering;

/* Cells that weigh something, by the key of their feature; most features of a text are none of them. */
static void index_cells(mh_arena *a, gathering *g) {
    size_t n = 16;
    while (n < g->text.len * 2) n *= 2;
    g->mask = n - 1;
    g->slots = mh_arena_array(a, n, sizeof *g->slots);
    for (size_t i = 0; i < g->text.len; i++) {
        if (g->part[i] == 0) continue;
        uint32_t key = g->words->keys[g->text.ptr[i].row];
        size_t at = key >> 2 & g->mask; /* keys are spread evenly above their family */
        while (g->slots[at].part != 0) at = (at + 1) & g->mask;
        g->slots[at] = (slot){g->part[i], key};
    }
}

static double part_of(const gathering *g, uint32_t key) {
    for (size_t at = key >> 2 & g->mask; g->slots[at].part != 0; at = (at + 1) & g->mask)
        if (g->slots[at].key == key) return g->slots[at].part;
    return 0;
}

/* The index of the word's sum; word is at hand when it was the last one, as it is for its grams. */
static size_t sum_of(gathering *g, mh_view word) {
    if (g->sum.len && mh_view_eq(word, mh_buf_view(&g->last))) return g->last_sum;
    mh_value *v = mh_map_at(g->at, word, NULL);
    if (v->num == 0) {
        mh_vec_push(&g->sum, 0.0);
        v->num = g->sum.len;
    }
    mh_buf_reset(&g->last);
    mh_buf_put(&g->last, word);
    return g->last_sum = (size_t)v->num - 1;
}

static void gather(uint32_t key, mh_view before, mh_view word, void *arg) {
    gathering *g = arg;
    double part = part_of(g, key);
    if (part == 0) return;
    if (before.len) {
        mh_buf_reset(&g->name);
        mh_buf_put(&g->name, before);
        mh_buf_putc(&g->name, ' ');
        mh_buf_put(&g->name, word);
        word = mh_buf_view(&g->name);
    }
    size_t at = sum_of(g, word);
    g->sum.ptr[at] += part;
}

static int by_weight(const void *x, const void *y) {
    double a = fabs(((const mh_telling *)x)->weight), b = fabs(((const mh_telling *)y)->weight);
    if (a != b) return a > b ? -1 : 1;
    return mh_view_cmp(((const mh_telling *)x)->feature, ((const mh_telling *)y)->feature);
}

/* Into part, one for each cell: what one occurrence adds to the log odds. */
static void parts_of(const mh_classifier *c, mh_arena *a, mh_cells text, size_t label, size_t other,
                     double *part) {
    double *one = mh_arena_array(a, text.len + 1, sizeof *one);
    for (int k = 0; k < MH_CLASS_MODELS; k++) {
        if (c->scale[k] == 0) continue;
        if (k == MH_CLASS_AT_LINEAR)
            mh_linear_parts(&c->linear, &c->words, text, label, other, one);
        else
            mh_bayes_parts(&c->bayes, &c->words, text, k, label, other, one);
        for (size_t i = 0; i < text.len; i++) part[i] += c->scale[k] * one[i];
    }
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

mh_rc mh_classifier_explain(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text,
                            mh_view label, mh_view other, size_t max, mh_explanation *out,
                            mh_err *e) {
    size_t labels = c->texts.len;
    *out = (mh_explanation){0};
    if (!c->fitted || labels < 2)
        return mh_fail(e, MH_E_USAGE, "nothing to explain: fewer than two labels were learnt");
    double *odds = mh_arena_array(a, labels, sizeof *odds);
    mh_cells cells = mh_class_cells(c, t, a, text);
    mh_class_odds(c, cells, odds);
    size_t second = other.len ? label_of(c, other, odds, SIZE_MAX) : SIZE_MAX;
    if (other.len && second == SIZE_MAX)
        return mh_fail(e, MH_E_NOT_FOUND, "no label \"%.*s\"", MH_FMT(other));
    size_t first = label_of(c, label, odds, second);
    if (first == SIZE_MAX) return mh_fail(e, MH_E_NOT_FOUND, "no label \"%.*s\"", MH_FMT(label));
    if (second == SIZE_MAX) second = label_of(c, other, odds, first);
    double *part = mh_arena_array(a, cells.len + 1, sizeof *part);
    parts_of(c, a, cells, first, second, part);
    gathering g = {.words = &c->words, .text = cells, .part = part, .at = mh_map_new()};
    index_cells(a, &g);
    mh_features_visit(t, text, c->o.features, gather, &g);
    mh_telling *all = mh_arena_array(a, g.sum.len + 1, sizeof *all);
    for (size_t i = 0; i < g.sum.len; i++)
        all[i] = (mh_telling){mh_map_entry_at(g.at, i)->key, g.sum.ptr[i]};
    qsort(all, g.sum.len, sizeof *all, by_weight);
    out->label = mh_map_entry_at(c->labels, first)->key;
    out->other = mh_map_entry_at(c->labels, second)->key;
    out->telling = all;
    out->len = g.sum.len < max ? g.sum.len : max;
    out->rest = odds[first] - odds[second];
    for (size_t i = 0; i < out->len; i++) {
        all[i].feature = mh_arena_dup(a, all[i].feature);
        out->rest -= all[i].weight;
    }
    mh_map_free(g.at);
    mh_vec_clear(&g.sum);
    mh_buf_clear(&g.name);
    mh_buf_clear(&g.last);
    return MH_OK;
}
