#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN, COMPLEMENT, COUNTS = MH_BAYES_GAINS }; /* of a feature: log(1 + n); its value */

typedef struct seen {
    uint32_t label;
    float n[COUNTS];
} seen;

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
        mh_class_log_counts(text, log_count);
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

/* What is counted of a text by each kind, over the features that the model knows. */
static void count(const mh_bayes *b, const mh_vocabulary *v, const mh_class_text *x,
                  double n[MH_BAYES_KINDS]) {
    for (int kind = 0; kind < MH_BAYES_KINDS; kind++) n[kind] = 0;
    for (size_t i = 0; i < x->cells.len; i++) {
        uint32_t r = x->cells.ptr[i].row;
        if (b->start[r] == b->start[r + 1]) continue;
        n[MH_BAYES_PLAIN] += (double)x->log_n[i];
        n[kind_of(v, r)] += (double)x->value[i];
    }
}

static double flat_of(double n) {
    return n > 1 ? sqrt(n) : 1;
}

void mh_bayes_score(const mh_bayes *b, const mh_vocabulary *v, const mh_class_text *x,
                    double *const out[MH_BAYES_KINDS]) {
    double n[MH_BAYES_KINDS];
    count(b, v, x, n);
    for (int kind = 0; kind < MH_BAYES_KINDS; kind++) {
        for (size_t l = 0; l < b->labels; l++)
            out[kind][l] = (kind == MH_BAYES_PLAIN ? b->prior[l] : 0) + n[kind] * b->base[kind][l];
    }
    for (size_t i = 0; i < x->cells.len; i++) {
        uint32_t r = x->cells.ptr[i].row;
        double log_n = (double)x->log_n[i], value = (double)x->value[i];
        double *plain = out[MH_BAYES_PLAIN], *complement = out[kind_of(v, r)];
        for (uint32_t k = b->start[r]; k < b->start[r + 1]; k++) {
            plain[b->label[k]] += log_n * (double)b->gain[PLAIN][k];
            complement[b->label[k]] += value * (double)b->gain[COMPLEMENT][k];
        }
    }
    for (int kind = 0; kind < MH_BAYES_KINDS; kind++) {
        double flat = flat_of(n[kind]);
        for (size_t l = 0; l < b->labels; l++) out[kind][l] /= flat;
    }
}

void mh_bayes_parts(const mh_bayes *b, const mh_vocabulary *v, const mh_class_text *x, size_t label,
                    size_t other, const double *scale, double *out) {
    double n[MH_BAYES_KINDS], flat[MH_BAYES_KINDS], base[MH_BAYES_KINDS];
    count(b, v, x, n);
    for (int kind = 0; kind < MH_BAYES_KINDS; kind++) {
        flat[kind] = flat_of(n[kind]);
        base[kind] = b->base[kind][label] - b->base[kind][other];
    }
    for (size_t i = 0; i < x->cells.len; i++) {
        uint32_t r = x->cells.ptr[i].row;
        if (b->start[r] == b->start[r + 1]) continue;
        int kind = kind_of(v, r);
        double plain = base[MH_BAYES_PLAIN], complement = base[kind];
        double times = (double)x->cells.ptr[i].n;
        for (uint32_t k = b->start[r]; k < b->start[r + 1]; k++) {
            double sign = (b->label[k] == label) - (b->label[k] == other);
            plain += sign * (double)b->gain[PLAIN][k];
            complement += sign * (double)b->gain[COMPLEMENT][k];
        }
        plain = plain * (double)x->log_n[i] / flat[MH_BAYES_PLAIN] / times;
        complement = complement * (double)x->value[i] / flat[kind] / times;
        out[i] += scale[MH_BAYES_PLAIN] * plain;
        out[i] += scale[kind] * complement;
    }
}
