#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct seen {
    uint32_t label;
    float n;
} seen;

/* The features of the texts by row: where each row's begin, and them. */
static seen *by_row(const mh_examples *x, const uint32_t *order, size_t n, uint32_t *start) {
    size_t rows = x->words->len;
    memset(start, 0, (rows + 2) * sizeof *start);
    for (size_t i = 0; i < n; i++) {
        mh_cells text = mh_example(x, order[i]);
        for (size_t k = 0; k < text.len; k++) start[text.ptr[k].row + 2]++;
    }
    for (size_t r = 2; r < rows + 2; r++) start[r] += start[r - 1];
    seen *all = mh_alloc_array((size_t)start[rows + 1] + 1, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        mh_cells text = mh_example(x, order[i]);
        for (size_t k = 0; k < text.len; k++) {
            seen s = {x->label[order[i]], (float)log(1 + (double)text.ptr[k].n)};
            all[start[text.ptr[k].row + 1]++] = s;
        }
    }
    return all; /* start[r] is now the first of row r */
}

/* Sums a row's counts by label into sum, which is zero before and after; returns how many labels. */
static size_t merge(seen *row, size_t n, double *sum) {
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        if (sum[row[i].label] == 0) row[len++].label = row[i].label;
        sum[row[i].label] += (double)row[i].n;
    }
    for (size_t i = 0; i < len; i++) {
        row[i].n = (float)sum[row[i].label];
        sum[row[i].label] = 0;
    }
    return len;
}

static void set_base(mh_bayes *b, const mh_examples *x, const uint32_t *order, size_t n,
                     const double *total, double smoothing, double vocabulary) {
    double *texts = mh_alloc_array(b->labels, sizeof *texts);
    for (size_t i = 0; i < n; i++) texts[x->label[order[i]]]++;
    for (size_t l = 0; l < b->labels; l++) {
        b->base[l] = log(smoothing) - log(total[l] + smoothing * vocabulary);
        b->prior[l] = log((texts[l] + 1) / ((double)n + (double)b->labels));
    }
    free(texts);
}

void mh_bayes_fit(mh_bayes *b, const mh_examples *x, const uint32_t *order, size_t n,
                  double smoothing) {
    size_t rows = x->words->len, known = 0;
    uint32_t *start = mh_alloc_array(rows + 2, sizeof *start);
    seen *all = by_row(x, order, n, start);
    double *sum = mh_alloc_array(x->labels, sizeof *sum);
    double *total = mh_alloc_array(x->labels, sizeof *total);
    *b = (mh_bayes){.labels = x->labels};
    b->start = mh_alloc_array(rows + 1, sizeof *b->start);
    b->label = mh_alloc_array((size_t)start[rows] + 1, sizeof *b->label);
    b->gain = mh_alloc_array((size_t)start[rows] + 1, sizeof *b->gain);
    b->base = mh_alloc_array(x->labels, sizeof *b->base);
    b->prior = mh_alloc_array(x->labels, sizeof *b->prior);
    for (size_t r = 0; r < rows; r++) {
        size_t len = merge(all + start[r], start[r + 1] - start[r], sum);
        known += len > 0;
        for (size_t i = 0; i < len; i++) {
            const seen *s = all + start[r] + i;
            total[s->label] += (double)s->n;
            b->label[b->len] = (uint16_t)s->label;
            b->gain[b->len++] = (float)log1p((double)s->n / smoothing);
        }
        b->start[r + 1] = (uint32_t)b->len;
    }
    set_base(b, x, order, n, total, smoothing, (double)known + 1);
    free(start);
    free(all);
    free(sum);
    free(total);
}

void mh_bayes_clear(mh_bayes *b) {
    free(b->start);
    free(b->label);
    free(b->gain);
    free(b->base);
    free(b->prior);
    *b = (mh_bayes){0};
}

/* How often the features that the model knows occur, each as log(1 + n). */
static double size_of(const mh_bayes *b, mh_cells text) {
    double n = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t r = text.ptr[i].row;
        if (b->start[r] < b->start[r + 1]) n += log(1 + (double)text.ptr[i].n);
    }
    return n;
}

void mh_bayes_score(const mh_bayes *b, mh_cells text, double *out) {
    double n = size_of(b, text), flat = n > 1 ? sqrt(n) : 1;
    for (size_t l = 0; l < b->labels; l++) out[l] = b->prior[l] + n * b->base[l];
    for (size_t i = 0; i < text.len; i++) {
        uint32_t r = text.ptr[i].row;
        double times = log(1 + (double)text.ptr[i].n);
        for (uint32_t k = b->start[r]; k < b->start[r + 1]; k++)
            out[b->label[k]] += times * (double)b->gain[k];
    }
    for (size_t l = 0; l < b->labels; l++) out[l] /= flat;
}

void mh_bayes_parts(const mh_bayes *b, mh_cells text, size_t label, size_t other, double *out) {
    double n = size_of(b, text), flat = n > 1 ? sqrt(n) : 1;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t r = text.ptr[i].row;
        double odds = b->base[label] - b->base[other];
        for (uint32_t k = b->start[r]; k < b->start[r + 1]; k++) {
            if (b->label[k] == label) odds += (double)b->gain[k];
            if (b->label[k] == other) odds -= (double)b->gain[k];
        }
        if (b->start[r] == b->start[r + 1]) odds = 0;
        out[i] = odds * log(1 + (double)text.ptr[i].n) / flat / (double)text.ptr[i].n;
    }
}
