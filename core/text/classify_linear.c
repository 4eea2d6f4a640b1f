#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 40   /* over the examples, at most */
#define ENOUGH 0.05 /* of the projected gradient, where a label is learnt */

#define MIX       0.4 /* of the log-count ratio, with no ratio at all */
#define SMOOTHING 0.1 /* of that ratio, in values */

/* The examples of one training, as values; cells of example i begin at start[i]. What is learnt of a label
 * sees each value times the log-count ratio of its feature. */
typedef struct problem {
    const mh_cell **cells;
    float **values;
    size_t *len;
    uint32_t *label;
    float *all;
    size_t n, rows;
    float *sum; /* by row: the values of all examples */
    /* of the label being learnt */
    float *own;    /* by row: the values of its examples */
    float *square; /* by row: of the ratio */
    double *length,
        *norm; /* squares of those of an example, the second as weighted and with the bias */
} problem;

static void problem_init(problem *p, const mh_examples *x, const uint32_t *order, size_t n) {
    size_t total = 0;
    *p = (problem){.n = n, .rows = x->words->len};
    p->cells = mh_alloc_array(n + 1, sizeof *p->cells);
    p->values = mh_alloc_array(n + 1, sizeof *p->values);
    p->len = mh_alloc_array(n + 1, sizeof *p->len);
    p->norm = mh_alloc_array(n + 1, sizeof *p->norm);
    p->length = mh_alloc_array(n + 1, sizeof *p->length);
    p->label = mh_alloc_array(n + 1, sizeof *p->label);
    p->sum = mh_alloc_array(p->rows + 1, sizeof *p->sum);
    p->own = mh_alloc_array(p->rows + 1, sizeof *p->own);
    p->square = mh_alloc_array(p->rows + 1, sizeof *p->square);
    for (size_t i = 0; i < n; i++) total += mh_example(x, order[i]).len;
    p->all = mh_alloc_array(total + 1, sizeof *p->all);
    total = 0;
    for (size_t i = 0; i < n; i++) {
        mh_cells text = mh_example(x, order[i]);
        p->cells[i] = text.ptr;
        p->len[i] = text.len;
        p->label[i] = x->label[order[i]];
        p->values[i] = p->all + total;
        mh_vocabulary_values(x->words, text, p->values[i]);
        for (size_t k = 0; k < text.len; k++) p->sum[text.ptr[k].row] += p->values[i][k];
        total += text.len;
    }
}

static void problem_clear(problem *p) {
    free(p->cells);
    free(p->values);
    free(p->len);
    free(p->norm);
    free(p->length);
    free(p->label);
    free(p->all);
    free(p->sum);
    free(p->own);
    free(p->square);
}

/* Squares of the log-count ratio: log of how much of the label is the feature, by how much of the rest. */
static void find_ratios(problem *p, uint32_t label) {
    double own = 0, rest = 0;
    for (size_t r = 0; r < p->rows; r++) p->own[r] = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (p->label[i] != label) continue;
        for (size_t k = 0; k < p->len[i]; k++) p->own[p->cells[i][k].row] += p->values[i][k];
    }
    for (size_t r = 0; r < p->rows; r++) {
        if (p->sum[r] == 0) continue;
        own += (double)p->own[r] + SMOOTHING;
        rest += (double)p->sum[r] - (double)p->own[r] + SMOOTHING;
    }
    double even = log(rest) - log(own);
    for (size_t r = 0; r < p->rows; r++) {
        double others = (double)p->sum[r] - (double)p->own[r];
        double ratio =
            log((double)p->own[r] + SMOOTHING) - log((others > 0 ? others : 0) + SMOOTHING) + even;
        p->square[r] = p->sum[r] == 0 ? 0 : (float)(ratio * ratio);
    }
}

/* Makes p ready for the label. The squares are those of the ratios, brought to where they leave examples as
 * long as they are in the mean, and mixed with 1, which is no ratio at all. */
static void weigh(problem *p, uint32_t label) {
    double with = 0, without = 0;
    find_ratios(p, label);
    for (size_t i = 0; i < p->n; i++) {
        double length = 0, weighted = 0;
        for (size_t k = 0; k < p->len[i]; k++) {
            double square = (double)(p->values[i][k] * p->values[i][k]);
            length += square;
            weighted += square * (double)p->square[p->cells[i][k].row];
        }
        p->norm[i] = weighted;
        p->length[i] = length;
        without += length;
        with += weighted;
    }
    double by = with > 0 ? MIX * without / with : 0;
    for (size_t i = 0; i < p->n; i++) p->norm[i] = 1 + (1 - MIX) * p->length[i] + by * p->norm[i];
    for (size_t r = 0; r < p->rows; r++)
        p->square[r] = (float)(1 - MIX + by * (double)p->square[r]);
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
 * one more feature of value 1. w is the weights of one label, for values without the ratio: what is learnt,
 * times the ratio once more. */
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
            for (size_t k = 0; k < p->len[i]; k++)
                w[cell[k].row] += by * v[k] * p->square[cell[k].row];
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
        weigh(&p, (uint32_t)l);
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

#define LANES 4

/* Log odds of LANES labels from `from` on: they are summed side by side, in registers. */
static void score_lanes(const mh_linear *m, const mh_class_text *x, size_t from, double *out) {
    const float *weight = m->weight + from;
    double sum[LANES];
    for (size_t l = 0; l < LANES; l++) sum[l] = m->bias[from + l];
    for (size_t i = 0; i < x->cells.len; i++) {
        const float *w = weight + (size_t)x->cells.ptr[i].row * m->labels, by = x->value[i];
        for (size_t l = 0; l < LANES; l++) sum[l] += (double)(by * w[l]);
    }
    for (size_t l = 0; l < LANES; l++) out[from + l] = sum[l];
}

void mh_linear_score(const mh_linear *m, const mh_class_text *x, double *out) {
    size_t l = 0;
    for (; l + LANES <= m->labels; l += LANES) score_lanes(m, x, l, out);
    for (; l < m->labels; l++) {
        double sum = m->bias[l];
        for (size_t i = 0; i < x->cells.len; i++)
            sum += (double)(x->value[i] * m->weight[(size_t)x->cells.ptr[i].row * m->labels + l]);
        out[l] = sum;
    }
}

void mh_linear_parts(const mh_linear *m, const mh_class_text *x, size_t label, size_t other,
                     double scale, double *out) {
    for (size_t i = 0; i < x->cells.len; i++) {
        const float *w = m->weight + (size_t)x->cells.ptr[i].row * m->labels;
        double part = (double)x->value[i] * ((double)w[label] - (double)w[other]);
        out[i] += scale * (part / (double)x->cells.ptr[i].n);
    }
}
