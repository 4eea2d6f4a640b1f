/* classify_priv.h - examples and weights of a classifier, for training, prediction and files.
 * Owns: see classify.h; a model's arrays are its own. Threads: as classify.h. */
#ifndef MH_TEXT_CLASSIFY_PRIV_H
#define MH_TEXT_CLASSIFY_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "text/classify.h"

/* The features that a model knows, keys ascending. */
typedef struct mh_vocabulary {
    uint32_t *keys;
    float *idf;
    uint32_t *index; /* by the upper 16 bits of a key: where its keys begin */
    size_t len;
    uint64_t mark; /* hash of keys and idf: equal ones see the same in a text */
} mh_vocabulary;

typedef struct mh_cell {
    uint32_t row, n; /* of the vocabulary; times in the text */
} mh_cell;

typedef struct mh_cells {
    const mh_cell *ptr;
    size_t len;
} mh_cells;

/* A text as models take it: of each cell log(1 + n), and its value as of mh_vocabulary_values. */
typedef struct mh_class_text {
    mh_cells cells;
    const float *log_n, *value;
} mh_class_text;

/* The same with the words behind it: the text's terms, and the cell of each of their keys. */
typedef struct mh_class_sight {
    mh_class_text text;
    mh_terms terms;
    const uint32_t *cell; /* by key of the terms; UINT32_MAX: the model does not know it */
} mh_class_sight;

/* Labelled texts; an order lists those to learn from. */
typedef struct mh_examples {
    const mh_cell *cells;
    const size_t *start; /* one more than there are examples */
    const uint32_t *label;
    size_t len, labels;
    const mh_vocabulary *words;
} mh_examples;

static inline mh_cells mh_example(const mh_examples *x, size_t i) {
    return (mh_cells){x->cells + x->start[i], x->start[i + 1] - x->start[i]};
}

/* Plain: log P(feature | label) = base + gain. Complement, of words and pairs or of grams alone: -log P(feature |
 * the other labels), up to what all labels have in common, the same. */
enum { MH_BAYES_PLAIN, MH_BAYES_WORDS, MH_BAYES_GRAMS, MH_BAYES_KINDS };
#define MH_BAYES_GAINS 2 /* plain, complement */

/* Three naive Bayes models over the same pairs of feature and label; gains are only where a pair was seen. */
typedef struct mh_bayes {
    uint32_t *start; /* by row: its first gain; one more than there are rows */
    uint16_t *label;
    float *gain[MH_BAYES_GAINS];
    double *base[MH_BAYES_KINDS], *prior; /* by label; the bases lie in one array */
    size_t labels, len;                   /* len: gains */
} mh_bayes;

void mh_bayes_alloc(mh_bayes *b, size_t rows, size_t gains, size_t labels); /* zeroed, len 0 */
void mh_bayes_fit(mh_bayes *b, const mh_examples *x, const uint32_t *order, size_t n,
                  double smoothing);
void mh_bayes_clear(mh_bayes *b);
/* Into out, by kind and then by label: log odds, up to what all labels have in common. */
void mh_bayes_score(const mh_bayes *b, const mh_vocabulary *v, const mh_class_text *x,
                    double *const out[MH_BAYES_KINDS]);
/* Adds to out, one for each cell, what one occurrence adds to label's score over other's, times scale, by
 * kind. */
void mh_bayes_parts(const mh_bayes *b, const mh_vocabulary *v, const mh_class_text *x, size_t label,
                    size_t other, const double *scale, double *out);

typedef struct mh_linear {
    float *weight; /* row by row, one a label */
    double *bias;  /* by label */
    size_t labels;
} mh_linear;

void mh_linear_fit(mh_linear *m, const mh_examples *x, const uint32_t *order, size_t n,
                   double cost);
void mh_linear_clear(mh_linear *m);
void mh_linear_score(const mh_linear *m, const mh_class_text *x, double *out);
void mh_linear_parts(const mh_linear *m, const mh_class_text *x, size_t label, size_t other,
                     double scale, double *out);

/* The order of scales: the kinds of naive Bayes, then the linear model. */
#define MH_CLASS_AT_LINEAR MH_BAYES_KINDS
#define MH_CLASS_MODELS    (MH_BAYES_KINDS + 1)

struct mh_classifier {
    mh_class_options o;
    mh_map *labels;       /* name -> index + 1 */
    MH_VEC(double) texts; /* by label */
    bool loaded, fitted;
    bool borrowed; /* the weights are an image's */
    /* what was learnt */
    MH_VEC(mh_feature) features;
    MH_VEC(size_t) start; /* of an example's features */
    MH_VEC(uint32_t) label;
    /* what was made of it */
    mh_vocabulary words;
    mh_bayes bayes;
    mh_linear linear;
    double scale[MH_CLASS_MODELS]; /* 0 for a model that is not used */
    double *bias;                  /* by label: added to the scaled log odds */
};

/* Index of the label, made when absent; SIZE_MAX over the limit. */
size_t mh_class_label(mh_classifier *c, mh_view name);
void mh_class_forget(mh_classifier *c); /* the weights */
/* The text as c sees it, in the arena or kept in t: good until t reads another text. A second question about
 * one of the last few texts costs no reading, and a model with the same vocabulary no looking up. */
mh_class_sight mh_class_look(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text);
/* Log odds of the text into out, one array for each model that there is, the others NULL. */
void mh_class_score(const mh_bayes *b, const mh_linear *m, const mh_vocabulary *v,
                    const mh_class_text *x, double *const out[]);
/* Scaled log odds by label, with what makes labels even when they are to be. */
void mh_class_odds(const mh_classifier *c, const mh_class_text *x, double *out);

/* The labels with their scores, best first. */
mh_prediction mh_class_rank(const mh_classifier *c, mh_arena *a, const double *odds);

void mh_vocabulary_fit(mh_vocabulary *v, const mh_feature *f, size_t n, size_t texts);
void mh_vocabulary_seal(mh_vocabulary *v); /* makes index and mark */
void mh_vocabulary_clear(mh_vocabulary *v);
size_t mh_vocabulary_find(const mh_vocabulary *v, uint32_t key); /* SIZE_MAX when unknown */
/* Values of a text's features: (1 + log n) * idf, words with pairs and grams each of length 1. */
void mh_vocabulary_values(const mh_vocabulary *v, mh_cells text, float *out);

/* log(1 + n) of each cell. */
void mh_class_log_counts(mh_cells text, float *out);

/* Finds c->scale and c->bias by cross-validation over the examples. */
void mh_class_calibrate(mh_classifier *c, const mh_examples *x);

#endif
