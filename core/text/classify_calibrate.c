#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>

#define MANY   2000 /* examples from which a tenth is enough to calibrate on */
#define FOLDS  5    /* below that */
#define ENOUGH 20   /* examples, fewer say nothing */
#define PULL   1.0  /* towards the usual scales, in examples' worth of log loss */
#define STEPS  50

static const double usual[MH_CLASS_MODELS] = {1, 3};

/* Log odds of examples by models that had not seen them. */
typedef struct unseen {
    double *z[MH_CLASS_MODELS]; /* example by example, one a label; NULL: model not used */
    uint32_t *label;
    size_t n, labels;
} unseen;

/* Mean of z under softmax(scale * z), its covariance, and the log loss of example i. */
static double loss_of(const unseen *u, size_t i, const double *scale, double mean[2],
                      double cov[3]) {
    double top = -INFINITY, sum = 0, sums[5] = {0}, right = 0;
    const double *a = u->z[0] ? u->z[0] + i * u->labels : NULL;
    const double *b = u->z[1] ? u->z[1] + i * u->labels : NULL;
    for (size_t l = 0; l < u->labels; l++) {
        double s = (a ? scale[0] * a[l] : 0) + (b ? scale[1] * b[l] : 0);
        top = s > top ? s : top;
        if (l == u->label[i]) right = s;
    }
    for (size_t l = 0; l < u->labels; l++) {
        double x = a ? a[l] : 0, y = b ? b[l] : 0;
        double p = exp(scale[0] * x + scale[1] * y - top);
        sum += p;
        sums[0] += p * x;
        sums[1] += p * y;
        sums[2] += p * x * x;
        sums[3] += p * x * y;
        sums[4] += p * y * y;
    }
    mean[0] = sums[0] / sum;
    mean[1] = sums[1] / sum;
    cov[0] = sums[2] / sum - mean[0] * mean[0];
    cov[1] = sums[3] / sum - mean[0] * mean[1];
    cov[2] = sums[4] / sum - mean[1] * mean[1];
    return top + log(sum) - right;
}

/* Loss of all, its gradient and its second derivatives (xx, xy, yy). */
static double loss_at(const unseen *u, const double *scale, double g[2], double h[3]) {
    double loss = 0, mean[2], cov[3];
    for (int k = 0; k < 2; k++) {
        double away = scale[k] - usual[k];
        loss += PULL * away * away / 2;
        g[k] = PULL * away;
    }
    h[0] = h[2] = PULL;
    h[1] = 0;
    for (size_t i = 0; i < u->n; i++) {
        loss += loss_of(u, i, scale, mean, cov);
        for (int k = 0; k < 2; k++)
            g[k] += mean[k] - (u->z[k] ? u->z[k][i * u->labels + u->label[i]] : 0);
        for (int k = 0; k < 3; k++) h[k] += cov[k];
    }
    return loss;
}

/* Newton's method, halved until the loss falls; a scale never falls to 0 or below. */
static void minimise(const unseen *u, double *scale) {
    double g[2], h[3], next_g[2], next_h[3];
    double loss = loss_at(u, scale, g, h);
    for (int step = 0; step < STEPS; step++) {
        double det = h[0] * h[2] - h[1] * h[1], fell = 0;
        double dx = (h[2] * g[0] - h[1] * g[1]) / det, dy = (h[0] * g[1] - h[1] * g[0]) / det;
        for (int half = 0; half < 20; half++) {
            double by = ldexp(1, -half);
            double next[2] = {scale[0] - by * dx, scale[1] - by * dy};
            for (int k = 0; k < 2; k++) next[k] = next[k] > 0.01 ? next[k] : 0.01;
            double l = loss_at(u, next, next_g, next_h);
            if (!(l < loss)) continue;
            fell = loss - l;
            loss = l;
            for (int k = 0; k < 2; k++) {
                scale[k] = next[k];
                g[k] = next_g[k];
            }
            for (int k = 0; k < 3; k++) h[k] = next_h[k];
            break;
        }
        if (fell < 1e-9 * loss) break;
    }
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
    if (u->z[MH_CLASS_BAYES]) mh_bayes_fit(&b, x, order, n, c->o.smoothing);
    if (u->z[MH_CLASS_LINEAR]) mh_linear_fit(&m, x, order, n, c->o.cost);
    for (size_t i = 0; i < x->len; i++) {
        if (fold[i] != which) continue;
        size_t at = u->n * x->labels;
        if (b.base) mh_bayes_score(&b, mh_example(x, i), u->z[MH_CLASS_BAYES] + at);
        if (m.bias) mh_linear_score(&m, x->words, mh_example(x, i), u->z[MH_CLASS_LINEAR] + at);
        u->label[u->n++] = x->label[i];
    }
    mh_bayes_clear(&b);
    mh_linear_clear(&m);
    free(order);
}

void mh_class_calibrate(mh_classifier *c, const mh_examples *x) {
    bool use[MH_CLASS_MODELS] = {c->o.model != MH_CLASS_LINEAR, c->o.model != MH_CLASS_BAYES};
    for (int k = 0; k < MH_CLASS_MODELS; k++) c->scale[k] = use[k] ? usual[k] : 0;
    if (x->len < ENOUGH || x->labels < 2) return;
    unseen u = {.labels = x->labels};
    uint32_t folds = x->len >= MANY ? 10 : FOLDS, done = x->len >= MANY ? 1 : FOLDS;
    uint32_t *fold = mh_alloc_array(x->len, sizeof *fold);
    uint32_t *seen = mh_alloc_array(x->labels, sizeof *seen);
    for (size_t i = 0; i < x->len; i++) fold[i] = seen[x->label[i]]++ % folds;
    for (int k = 0; k < MH_CLASS_MODELS; k++)
        if (use[k]) u.z[k] = mh_alloc_array(x->len * x->labels, sizeof *u.z[k]);
    u.label = mh_alloc_array(x->len, sizeof *u.label);
    for (uint32_t f = 0; f < done; f++) score_fold(c, x, fold, f, &u);
    minimise(&u, c->scale);
    for (int k = 0; k < MH_CLASS_MODELS; k++) {
        if (!use[k]) c->scale[k] = 0;
        free(u.z[k]);
    }
    free(u.label);
    free(fold);
    free(seen);
}
