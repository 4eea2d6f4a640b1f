#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN, COMPLEMENT, COUNTS = MH_BAYES_GAINS }; /* of a feature: log(1 + n); its value */

typedef struct seen {
    uint32_t label;
    float n[COUNTS];
} seen;

static void log_counts(mh_cells text, float *out) {
    for (size_t i = 0; i < text.len; i++) out[i] = (float)log(1 + (double)text.ptr[i].n);
}

static int kind_of(const mh_vocabulary *v, uint32_t row) {
    return mh_feature_family(v->keys[row]) == MH_FAMILY_GRAM ? MH_BAYES_GRAMS : MH_BAYES_WORDS;
}

/* The features of the texts by row: where each row's begin, and them. */
static seen *by_row(const mh_examples *x, const uint32_t *order, size_t n, uint32_t *start) {
    size_t rows = x->words->len, longest = 1;
    memset(start, 0, (rows + 2) * sizeof *start);
    for (size_t i = 0; i < n; i++) {
        mh_cells text = mh_example(x, order[i]);
        longest = text.len > longest ? text.len : longest;
        for (size_t k = 0; k < text.len; k++) start[text.ptr[k].row + 2]++;
    }
    for (size_t r = 2; r < rows + 2; r++) start[r] += start[r - 1];
    seen *all = mh_alloc_array((size_t)start[rows + 1] + 1, sizeof *all);
    float *log_count = mh_alloc_array(longest, sizeof *log_count);
    float *value = mh_alloc_array(longest, sizeof *value);
    for (size_t i = 0; i < n; i++) {
        mh_cells text = mh_example(x, order[i]);
        log_counts(text, log_count);
        mh_vocabulary_values(x->words, text, value);
        for (size_t k = 0; k < text.len; k++)
            all[start[text.ptr[k].row + 1]++] =
                (seen){x->label[order[i]], {log_count[k], value[k]}};
    }
    free(log_count);
    free(value);
    return all; /* start[r] is now the first of row r */
}

/* Sums a row's counts by label into sum, which is zero before and after; returns how many labels. */
static size_t merge(seen *row, size_t n, double (*sum)[COUNTS]) {
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        double *s = sum[row[i].label];
        if (s[PLAIN] == 0) row[len++].label = row[i].label;
        for (int m = 0; m < COUNTS; m++) s[m] += (double)row[i].n[m];
    }
    for (size_t i = 0; i < len; i++) {
        double *s = sum[row[i].label];
        for (int m = 0; m < COUNTS; m++) {
            row[i].n[m] = (float)s[m];
            s[m] = 0;
        }
    }
    return len;
}

/* Counts of all features of a label, and how many features there are. */
typedef struct totals {
    double (*of)[MH_BAYES_KINDS];
    size_t known[MH_BAYES_KINDS];
} totals;

static void set_base(mh_bayes *b, const mh_examples *x, const uint32_t *order, size_t n,
                     const totals *t, double smoothing) {
    double *texts = mh_alloc_array(b->labels, sizeof *texts);
    for (size_t i = 0; i < n; i++) texts[x->label[order[i]]]++;
    for (size_t l = 0; l < b->labels; l++) {
        double vocabulary = smoothing * ((double)t->known[MH_BAYES_PLAIN] + 1);
        b->base[MH_BAYES_PLAIN][l] = log(smoothing) - log(t->of[l][MH_BAYES_PLAIN] + vocabulary);
        b->prior[l] = log((texts[l] + 1) / ((double)n + (double)b->labels));
    }
    for (int kind = MH_BAYES_WORDS; kind <= MH_BAYES_GRAMS; kind++) {
        double all = 0, vocabulary = smoothing * ((double)t->known[kind] + 1);
        for (size_t l = 0; l < b->labels; l++) all += t->of[l][kind];
        for (size_t l = 0; l < b->labels; l++) {
            double others = all - t->of[l][kind];
            b->base[kind][l] = log((others > 0 ? others : 0) + vocabulary);
        }
    }
    free(texts);
}

/* The gains of a row's len labels. Complement: how much rarer the feature is without the label. */
static void put_gains(mh_bayes *b, const seen *row, size_t len, double smoothing) {
    double all = smoothing;
    for (size_t i = 0; i < len; i++) all += (double)row[i].n[COMPLEMENT];
    for (size_t i = 0; i < len; i++) {
        double others = all - (double)row[i].n[COMPLEMENT];
        if (others < smoothing) others = smoothing; /* rounding */
        b->label[b->len] = (uint16_t)row[i].label;
        b->gain[PLAIN][b->len] = (float)log1p((double)row[i].n[PLAIN] / smoothing);
        b->gain[COMPLEMENT][b->len++] = (float)log(all / others);
    }
}

void mh_bayes_alloc(mh_bayes *b, size_t rows, size_t gains, size_t labels) {
    *b = (mh_bayes){.labels = labels};
    b->start = mh_alloc_array(rows + 1, sizeof *b->start);
    b->label = mh_alloc_array(gains + 1, sizeof *b->label);
    for (int m = 0; m < COUNTS; m++) b->gain[m] = mh_alloc_array(gains + 1, sizeof *b->gain[m]);
    b->base[0] = mh_alloc_array(MH_BAYES_KINDS * labels + 1, sizeof *b->base[0]);
    for (size_t kind = 1; kind < MH_BAYES_KINDS; kind++) b->base[kind] = b->base[0] + kind * labels;
    b->prior = mh_alloc_array(labels + 1, sizeof *b->prior);
}

void mh_bayes_fit(mh_bayes *b, const mh_examples *x, const uint32_t *order, size_t n,
                  double smoothing) {
    size_t rows = x->words->len;
    uint32_t *start = mh_alloc_array(rows + 2, sizeof *start);
    seen *all = by_row(x, order, n, start);
    double(*sum)[COUNTS] = mh_alloc_array(x->labels, sizeof *sum);
    totals t = {.of = mh_alloc_array(x->labels, sizeof *t.of)};
    mh_bayes_alloc(b, rows, start[rows], x->labels);
    for (size_t r = 0; r < rows; r++) {
        seen *row = all + start[r];
        size_t len = merge(row, start[r + 1] - start[r], sum);
        int kind = kind_of(x->words, (uint32_t)r);
        t.known[MH_BAYES_PLAIN] += len > 0;
        t.known[kind] += len > 0;
        for (size_t i = 0; i < len; i++) {
            t.of[row[i].label][MH_BAYES_PLAIN] += (double)row[i].n[PLAIN];
            t.of[row[i].label][kind] += (double)row[i].n[COMPLEMENT];
        }
        put_gains(b, row, len, smoothing);
        b->start[r + 1] = (uint32_t)b->len;
    }
    set_base(b, x, order, n, &t, smoothing);
    free(start);
    free(all);
    free(sum);
    free(t.of);
}

void mh_bayes_clear(mh_bayes *b) {
    free(b->start);
    free(b->label);
    for (int m = 0; m < COUNTS; m++) free(b->gain[m]);
    free(b->base[0]);
    free(b->prior);
    *b = (mh_bayes){0};
}

/* What a feature of a text counts, 0 where the kind does not look at it; *n: those that the model knows. */
static float *counts_of(const mh_bayes *b, const mh_vocabulary *v, mh_cells text, int kind,
                        double *n) {
    float *count = mh_alloc_array(text.len + 1, sizeof *count);
    if (kind == MH_BAYES_PLAIN)
        log_counts(text, count);
    else
        mh_vocabulary_values(v, text, count);
    *n = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t r = text.ptr[i].row;
        bool looks = kind == MH_BAYES_PLAIN || kind == kind_of(v, r);
        if (!looks || b->start[r] == b->start[r + 1]) count[i] = 0;
        *n += (double)count[i];
    }
    return count;
}

void mh_bayes_score(const mh_bayes *b, const mh_vocabulary *v, mh_cells text, int kind,
                    double *out) {
    double n = 0;
    float *count = counts_of(b, v, text, kind, &n);
    const float *gain = b->gain[kind == MH_BAYES_PLAIN ? PLAIN : COMPLEMENT];
    double flat = n > 1 ? sqrt(n) : 1;
    for (size_t l = 0; l < b->labels; l++)
        out[l] = (kind == MH_BAYES_PLAIN ? b->prior[l] : 0) + n * b->base[kind][l];
    for (size_t i = 0; i < text.len; i++) {
        uint32_t r = text.ptr[i].row;
        if (count[i] == 0) continue;
        for (uint32_t k = b->start[r]; k < b->start[r + 1]; k++)
            out[b->label[k]] += (double)count[i] * (double)gain[k];
    }
    for (size_t l = 0; l < b->labels; l++) out[l] /= flat;
    free(count);
}

void mh_bayes_parts(const mh_bayes *b, const mh_vocabulary *v, mh_cells text, int kind,
                    size_t label, size_t other, double *out) {
    double n = 0;
    float *count = counts_of(b, v, text, kind, &n);
    const float *gain = b->gain[kind == MH_BAYES_PLAIN ? PLAIN : COMPLEMENT];
    double flat = n > 1 ? sqrt(n) : 1;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t r = text.ptr[i].row;
        double odds = b->base[kind][label] - b->base[kind][other];
        for (uint32_t k = b->start[r]; k < b->start[r + 1]; k++) {
            if (b->label[k] == label) odds += (double)gain[k];
            if (b->label[k] == other) odds -= (double)gain[k];
        }
        out[i] = odds * (double)count[i] / flat / (double)text.ptr[i].n;
    }
    free(count);
}
