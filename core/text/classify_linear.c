#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 40   /* over the examples, at most */
#define ENOUGH 0.05 /* of the projected gradient, where a label is learnt */

/* Values of a text's features: (1 + log n) * idf, words with pairs and grams each of length 1. */
static void values_of(const mh_vocabulary *v, mh_cells text, float *out) {
    double length[2] = {0, 0};
    for (size_t i = 0; i < text.len; i++) {
        uint32_t r = text.ptr[i].row;
        out[i] = (1 + logf((float)text.ptr[i].n)) * v->idf[r];
        length[mh_feature_family(v->keys[r]) == MH_FAMILY_GRAM] += (double)(out[i] * out[i]);
    }
    float by[2];
    for (int k = 0; k < 2; k++) by[k] = length[k] > 0 ? (float)(1 / sqrt(length[k])) : 0;
    for (size_t i = 0; i < text.len; i++)
        out[i] *= by[mh_feature_family(v->keys[text.ptr[i].row]) == MH_FAMILY_GRAM];
}

/* The examples of one training, as values; cells of example i begin at start[i]. */
typedef struct problem {
    const mh_cell **cells;
    float **values;
    size_t *len;
    double *norm; /* squared length, the bias with it */
    uint32_t *label;
    float *all;
    size_t n;
} problem;

static void problem_init(problem *p, const mh_examples *x, const uint32_t *order, size_t n) {
    size_t total = 0;
    *p = (problem){.n = n};
    p->cells = mh_alloc_array(n + 1, sizeof *p->cells);
    p->values = mh_alloc_array(n + 1, sizeof *p->values);
    p->len = mh_alloc_array(n + 1, sizeof *p->len);
    p->norm = mh_alloc_array(n + 1, sizeof *p->norm);
    p->label = mh_alloc_array(n + 1, sizeof *p->label);
    for (size_t i = 0; i < n; i++) total += mh_example(x, order[i]).len;
    p->all = mh_alloc_array(total + 1, sizeof *p->all);
    total = 0;
    for (size_t i = 0; i < n; i++) {
        mh_cells text = mh_example(x, order[i]);
        p->cells[i] = text.ptr;
        p->len[i] = text.len;
        p->label[i] = x->label[order[i]];
        p->values[i] = p->all + total;
        values_of(x->words, text, p->values[i]);
        p->norm[i] = 1;
        for (size_t k = 0; k < text.len; k++)
            p->norm[i] += (double)(p->values[i][k] * p->values[i][k]);
        total += text.len;
    }
}

static void problem_clear(problem *p) {
    free(p->cells);
    free(p->values);
    free(p->len);
    free(p->norm);
    free(p->label);
    free(p->all);
}

static uint64_t next_random(uint64_t *s) { /* xorshift64*, Vigna 2016 */
    *s ^= *s >> 12;
    *s ^= *s << 25;
    *s ^= *s >> 27;
    return *s * 0x2545f4914f6cdd1dull;
}

static void shuffle(uint32_t *order, size_t n, uint64_t *seed) {
    for (size_t i = n; i > 1; i--) {
        size_t k = (size_t)(next_random(seed) % i);
        uint32_t x = order[i - 1];
        order[i - 1] = order[k];
        order[k] = x;
    }
}

/* Squared hinge loss, dual coordinate descent: algorithm 1 of Hsieh and others 2008, with the bias as
 * one more feature of value 1. w is the weights of one label. */
static void descend(const problem *p, uint32_t label, double cost, float *w, double *bias,
                    double *alpha, uint32_t *order) {
    uint64_t seed = MH_FEATURES_SEED + label;
    double diagonal = 0.5 / cost;
    for (size_t i = 0; i < p->n; i++) {
        order[i] = (uint32_t)i;
        alpha[i] = 0;
    }
    for (int round = 0; round < ROUNDS; round++) {
        double worst = 0;
        shuffle(order, p->n, &seed);
        for (size_t o = 0; o < p->n; o++) {
            uint32_t i = order[o];
            double y = p->label[i] == label ? 1 : -1;
            const mh_cell *cell = p->cells[i];
            const float *v = p->values[i];
            float dot = 0;
            for (size_t k = 0; k < p->len[i]; k++) dot += v[k] * w[cell[k].row];
            double g = y * ((double)dot + *bias) - 1 + alpha[i] * diagonal;
            if (alpha[i] <= 0 && g >= 0) continue;
            worst = fabs(g) > worst ? fabs(g) : worst;
            double old = alpha[i], now = old - g / (p->norm[i] + diagonal);
            alpha[i] = now > 0 ? now : 0;
            double step = (alpha[i] - old) * y;
            if (step == 0) continue;
            float by = (float)step;
            for (size_t k = 0; k < p->len[i]; k++) w[cell[k].row] += by * v[k];
            *bias += step;
        }
        if (worst < ENOUGH) break;
    }
}

void mh_linear_fit(mh_linear *m, const mh_examples *x, const uint32_t *order, size_t n,
                   double cost) {
    size_t rows = x->words->len;
    problem p;
    problem_init(&p, x, order, n);
    *m = (mh_linear){.labels = x->labels};
    m->weight = mh_alloc_array(rows * x->labels + 1, sizeof *m->weight);
    m->bias = mh_alloc_array(x->labels + 1, sizeof *m->bias);
    float *w = mh_alloc_array(rows + 1, sizeof *w);
    double *alpha = mh_alloc_array(n + 1, sizeof *alpha);
    uint32_t *shuffled = mh_alloc_array(n + 1, sizeof *shuffled);
    for (size_t l = 0; l < x->labels; l++) {
        for (size_t r = 0; r < rows; r++) w[r] = 0;
        descend(&p, (uint32_t)l, cost, w, &m->bias[l], alpha, shuffled);
        for (size_t r = 0; r < rows; r++) m->weight[r * x->labels + l] = w[r];
    }
    free(w);
    free(alpha);
    free(shuffled);
    problem_clear(&p);
}

void mh_linear_clear(mh_linear *m) {
    free(m->weight);
    free(m->bias);
    *m = (mh_linear){0};
}

void mh_linear_score(const mh_linear *m, const mh_vocabulary *v, mh_cells text, double *out) {
    float *x = mh_alloc_array(text.len + 1, sizeof *x);
    values_of(v, text, x);
    for (size_t l = 0; l < m->labels; l++) out[l] = m->bias[l];
    for (size_t i = 0; i < text.len; i++) {
        const float *w = m->weight + (size_t)text.ptr[i].row * m->labels;
        for (size_t l = 0; l < m->labels; l++) out[l] += (double)(x[i] * w[l]);
    }
    free(x);
}

void mh_linear_parts(const mh_linear *m, const mh_vocabulary *v, mh_cells text, size_t label,
                     size_t other, double *out) {
    float *x = mh_alloc_array(text.len + 1, sizeof *x);
    values_of(v, text, x);
    for (size_t i = 0; i < text.len; i++) {
        const float *w = m->weight + (size_t)text.ptr[i].row * m->labels;
        out[i] = (double)x[i] * ((double)w[label] - (double)w[other]) / (double)text.ptr[i].n;
    }
    free(x);
}
