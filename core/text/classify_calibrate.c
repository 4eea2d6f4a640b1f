#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>

#define MANY   2000 /* examples from which a tenth is enough to calibrate on */
#define FOLDS  5    /* below that */
#define ENOUGH 20   /* examples, fewer say nothing */
#define PULL   1.0  /* towards the usual scales and no bias, in examples' worth of log loss */
#define STEPS  100
#define SLIGHT 1e-6 /* of the loss of an example: less gained by a step is nothing */
#define LEAST  0.01 /* scale */
#define M      MH_CLASS_MODELS

static const double usual[M] = {0.2, 1, 2, 2};

/* Log odds of examples by models that had not seen them. */
typedef struct unseen {
    double *z[M]; /* example by example, one a label; NULL: model not used */
    uint32_t *label;
    size_t n, labels;
    double *p; /* of one example, by label */
} unseen;

/* A place, and how the loss goes there: its gradient, its second derivatives (of biases their own only). */
typedef struct place {
    double scale[M], *bias;
    double loss, g[M], h[M][M], *bias_g, *bias_h;
} place;

static void place_init(place *at, size_t labels) {
    *at = (place){.bias = mh_alloc_array(labels + 1, sizeof(double)),
                  .bias_g = mh_alloc_array(labels + 1, sizeof(double)),
                  .bias_h = mh_alloc_array(labels + 1, sizeof(double))};
}

static void place_clear(place *at) {
    free(at->bias);
    free(at->bias_g);
    free(at->bias_h);
}

/* Adds example i: its log loss under softmax(scale * z + bias). */
static void add_example(const unseen *u, size_t i, place *at) {
    const double *z[M];
    double top = -INFINITY, sum = 0, mean[M] = {0}, *p = u->p;
    for (int k = 0; k < M; k++) z[k] = u->z[k] ? u->z[k] + i * u->labels : NULL;
    for (size_t l = 0; l < u->labels; l++) {
        p[l] = at->bias[l];
        for (int k = 0; k < M; k++) p[l] += z[k] ? at->scale[k] * z[k][l] : 0;
        top = p[l] > top ? p[l] : top;
    }
    double right = p[u->label[i]];
    for (size_t l = 0; l < u->labels; l++) sum += p[l] = exp(p[l] - top);
    at->loss += top + log(sum) - right;
    for (size_t l = 0; l < u->labels; l++) {
        p[l] /= sum;
        at->bias_g[l] += p[l] - (l == u->label[i]);
        at->bias_h[l] += p[l] * (1 - p[l]);
        for (int k = 0; k < M; k++) mean[k] += z[k] ? p[l] * z[k][l] : 0;
    }
    for (int k = 0; k < M; k++) {
        if (z[k] == NULL) continue;
        at->g[k] += mean[k] - z[k][u->label[i]];
        for (int j = 0; j <= k; j++) {
            double cov = 0;
            if (z[j] == NULL) continue;
            for (size_t l = 0; l < u->labels; l++)
                cov += p[l] * (z[k][l] - mean[k]) * (z[j][l] - mean[j]);
            at->h[k][j] += cov;
            if (j < k) at->h[j][k] += cov;
        }
    }
}

static void measure(const unseen *u, place *at) {
    at->loss = 0;
    for (int k = 0; k < M; k++) {
        double away = at->scale[k] - usual[k];
        at->loss += PULL * away * away / 2;
        at->g[k] = PULL * away;
        for (int j = 0; j < M; j++) at->h[k][j] = j == k ? PULL : 0;
    }
    for (size_t l = 0; l < u->labels; l++) {
        at->loss += PULL * at->bias[l] * at->bias[l] / 2;
        at->bias_g[l] = PULL * at->bias[l];
        at->bias_h[l] = PULL;
    }
    for (size_t i = 0; i < u->n; i++) add_example(u, i, at);
}

/* x = h^-1 g by Gauss's elimination; h is symmetric and positive definite. */
static void solve(const place *at, double x[M]) {
    double h[M][M + 1];
    for (int k = 0; k < M; k++) {
        for (int j = 0; j < M; j++) h[k][j] = at->h[k][j];
        h[k][M] = at->g[k];
    }
    for (int k = 0; k < M; k++) {
        for (int i = k + 1; i < M; i++) {
            double by = h[i][k] / h[k][k];
            for (int j = k; j <= M; j++) h[i][j] -= by * h[k][j];
        }
    }
    for (int k = M - 1; k >= 0; k--) {
        x[k] = h[k][M];
        for (int j = k + 1; j < M; j++) x[k] -= h[k][j] * x[j];
        x[k] /= h[k][k];
    }
}

/* Newton's method, scales and biases as if they did not depend on each other, halved until the loss
 * falls; a scale never falls below LEAST. */
static void minimise(const unseen *u, place *at) {
    place next;
    place_init(&next, u->labels);
    measure(u, at);
    for (int step = 0; step < STEPS; step++) {
        double dx[M], fell = 0;
        solve(at, dx);
        for (int half = 0; half < 20 && fell == 0; half++) {
            double by = ldexp(1, -half);
            for (int k = 0; k < M; k++) {
                double to = at->scale[k] - by * dx[k];
                next.scale[k] = to > LEAST ? to : LEAST;
            }
            for (size_t l = 0; l < u->labels; l++)
                next.bias[l] = at->bias[l] - by * at->bias_g[l] / at->bias_h[l];
            measure(u, &next);
            if (!(next.loss < at->loss)) continue;
            fell = at->loss - next.loss;
            place was = *at;
            *at = next;
            next = was;
        }
        if (fell < SLIGHT * (double)u->n) break;
    }
    place_clear(&next);
}

/* Learns from the examples that are not in the fold and scores those that are. */
static void score_fold(const mh_classifier *c, const mh_examples *x, const uint32_t *fold,
                       uint32_t which, unseen *u) {
    uint32_t *order = mh_alloc_array(x->len, sizeof *order);
    size_t n = 0;
    mh_bayes b = {0};
    mh_linear m = {0};
    for (size_t i = 0; i < x->len; i++) {
        if (fold[i] != which) order[n++] = (uint32_t)i;
    }
    if (c->o.model != MH_CLASS_LINEAR) mh_bayes_fit(&b, x, order, n, c->o.smoothing);
    if (c->o.model != MH_CLASS_BAYES) mh_linear_fit(&m, x, order, n, c->o.cost);
    for (size_t i = 0; i < x->len; i++) {
        if (fold[i] != which) continue;
        mh_cells cells = mh_example(x, i);
        float *log_n = mh_alloc_array(cells.len * 2 + 1, sizeof *log_n), *value = log_n + cells.len;
        double *out[M];
        mh_class_log_counts(cells, log_n);
        mh_vocabulary_values(x->words, cells, value);
        for (int k = 0; k < M; k++) out[k] = u->z[k] ? u->z[k] + u->n * x->labels : NULL;
        mh_class_score(&b, &m, x->words, &(mh_class_text){cells, log_n, value}, out);
        u->label[u->n++] = x->label[i];
        free(log_n);
    }
    mh_bayes_clear(&b);
    mh_linear_clear(&m);
    free(order);
}

/* Scales and biases by examples that are held out. */
static void calibrate(mh_classifier *c, const mh_examples *x) {
    unseen u = {.labels = x->labels};
    uint32_t folds = x->len >= MANY ? 10 : FOLDS, done = x->len >= MANY ? 1 : FOLDS;
    uint32_t *fold = mh_alloc_array(x->len, sizeof *fold);
    uint32_t *seen = mh_alloc_array(x->labels, sizeof *seen);
    place at;
    place_init(&at, x->labels);
    for (size_t i = 0; i < x->len; i++) fold[i] = seen[x->label[i]]++ % folds;
    for (int k = 0; k < M; k++) {
        at.scale[k] = usual[k];
        if (c->scale[k] > 0) u.z[k] = mh_alloc_array(x->len * x->labels, sizeof *u.z[k]);
    }
    u.label = mh_alloc_array(x->len, sizeof *u.label);
    u.p = mh_alloc_array(x->labels, sizeof *u.p);
    for (uint32_t f = 0; f < done; f++) score_fold(c, x, fold, f, &u);
    minimise(&u, &at);
    for (int k = 0; k < M; k++) {
        if (u.z[k]) c->scale[k] = at.scale[k];
        free(u.z[k]);
    }
    for (size_t l = 0; l < x->labels; l++) c->bias[l] = at.bias[l];
    place_clear(&at);
    free(u.label);
    free(u.p);
    free(fold);
    free(seen);
}

void mh_class_calibrate(mh_classifier *c, const mh_examples *x) {
    bool bayes = c->o.model != MH_CLASS_LINEAR, linear = c->o.model != MH_CLASS_BAYES;
    c->bias = mh_alloc_array(x->labels + 1, sizeof *c->bias);
    for (int k = 0; k < M; k++)
        c->scale[k] = (k == MH_CLASS_AT_LINEAR ? linear : bayes) ? usual[k] : 0;
    if (x->len >= ENOUGH && x->labels >= 2) calibrate(c, x);
}
