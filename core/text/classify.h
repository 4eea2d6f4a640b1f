/* classify.h - a text classifier that is trained in seconds and explains itself.
 * Owns: a classifier owns its examples and weights until mh_classifier_free; predictions live in the
 * arena. Threads: one trains and fits; then any number may predict, each with its own mh_text.
 *
 * Models behind one object, over the features of features.h:
 * - bayes: three naive Bayes models with additive smoothing. One is multinomial (McCallum and Nigam 1998), a
 *   feature that occurs n times counted as log(1 + n). Two are its complement form (Rennie and others 2003),
 *   which asks how rare a feature is in all other labels: one over words and pairs, one over grams, counted
 *   as (1 + log n) * idf, each text brought to length 1. Log odds are divided by the root of what was
 *   counted, since naive Bayes counts evidence that depends on each other as if it did not;
 * - linear: one against the rest, support vector machine with squared hinge loss by dual coordinate
 *   descent (Hsieh and others 2008), over (1 + log n) * idf, words with pairs and grams each brought
 *   to length 1, and then times the log-count ratio of the feature (Wang and Manning 2012), mixed with 1.
 * Scores are softmax(sum of scale * log odds + bias of the label); the scales, one for each model, which is
 * how they are combined, and the biases minimise the log loss on examples that the models have not seen: a
 * tenth that is held out, or cross-validation when there are few (Platt 1999; Guo and others 2017; Wolpert
 * 1992).
 * Everything is deterministic: the same examples in the same order give the same bytes. */
#ifndef MH_TEXT_CLASSIFY_H
#define MH_TEXT_CLASSIFY_H

#include "text/features.h"

#define MH_CLASS_LABELS    1000      /* labels that one classifier may have */
#define MH_CLASS_EXAMPLES  1000000u  /* texts it may learn from */
#define MH_CLASS_COUNTS    50000000u /* features of all these texts together */
#define MH_CLASS_WEIGHTS   50000000u /* features by labels of the linear model */
#define MH_CLASS_TELLING   10 /* features that an explanation names when nothing else is said */
#define MH_CLASS_SMOOTHING 0.1
#define MH_CLASS_COST      1.0
#define MH_CLASS_FILE_MAX  ((size_t)1 << 30) /* bytes of a model */

typedef enum mh_class_model { MH_CLASS_BAYES, MH_CLASS_LINEAR, MH_CLASS_BOTH } mh_class_model;

typedef struct mh_class_options {
    mh_class_model model;
    mh_features features;
    bool even;        /* labels equally likely beforehand, however many examples each had */
    double smoothing; /* bayes: added to each count; 0: MH_CLASS_SMOOTHING */
    double cost;      /* linear: of an example on the wrong side; 0: MH_CLASS_COST */
} mh_class_options;

typedef struct mh_classifier mh_classifier;

mh_classifier *mh_classifier_new(const mh_class_options *o); /* NULL: both, over words and grams */
void mh_classifier_free(mh_classifier *c);                   /* NULL is fine */
const mh_class_options *mh_classifier_options(const mh_classifier *c);
size_t mh_classifier_labels(const mh_classifier *c);
uint64_t mh_classifier_texts(const mh_classifier *c);

/* Learns that the text has the label. Fails with MH_E_LIMIT when there are too many labels, texts or
 * features, with MH_E_UNSUPPORTED when the classifier was loaded: it no longer has its examples. */
mh_rc mh_classifier_train(mh_classifier *c, mh_text *t, mh_view label, mh_view text, mh_err *e);

/* The same from JSON Lines. label and text name fields, text several parted by commas, whose values
 * are joined by line breaks; a missing field of several is left out, a number is its digits.
 * Empty lines are skipped; *n (may be NULL) is the number of texts learnt. MH_E_PARSE names the line;
 * lines before it are learnt. */
typedef struct mh_class_lines {
    mh_view label, text; /* empty: "label", "title,text" */
} mh_class_lines;
mh_rc mh_classifier_train_lines(mh_classifier *c, mh_text *t, mh_view lines,
                                const mh_class_lines *fields, size_t *n, mh_err *e);

/* Makes the weights from all that was learnt; does nothing when they are up to date. Fails with
 * MH_E_LIMIT when there are too many. */
mh_rc mh_classifier_fit(mh_classifier *c, mh_err *e);

typedef struct mh_label_score {
    mh_view label; /* of the classifier */
    double score;  /* 0..1; all labels together 1 */
} mh_label_score;

typedef struct mh_prediction {
    mh_label_score *classes; /* arena; best first */
    size_t len;              /* 0 before the first mh_classifier_fit */
} mh_prediction;

mh_prediction mh_classifier_predict(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text);

typedef struct mh_telling {
    mh_view feature; /* arena; a folded word, or two with a space; grams count for their word */
    double weight;   /* nats by which it favours the label over the other */
} mh_telling;

typedef struct mh_explanation {
    mh_view label, other; /* of the classifier */
    mh_telling *telling;  /* arena; heaviest first, for or against */
    size_t len;
    double rest; /* nats of what is not named and of how likely the labels are beforehand */
} mh_explanation;

/* The prediction and, from the same reading of the text, what decided for its best label over the second, at
 * most max features; nothing when there are fewer than two. */
mh_prediction mh_classifier_decide(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text,
                                   size_t max, mh_explanation *why);

/* What decided for label over other, at most max features; both empty: the two best. The weights and
 * the rest together are log(score of label / score of other). Fails with MH_E_NOT_FOUND on a label
 * that the classifier does not have, MH_E_USAGE when it has fewer than two or is not fitted. */
mh_rc mh_classifier_explain(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text,
                            mh_view label, mh_view other, size_t max, mh_explanation *out,
                            mh_err *e);

/* The fitted model: one line of JSON that tells its recipe (options, labels, counts, SHA-256 of the
 * recipe and the weights), then the weights in base64. */
void mh_classifier_save(const mh_classifier *c, mh_buf *out);
/* Reads what mh_classifier_save wrote. Fails with MH_E_PARSE, MH_E_CORRUPT, MH_E_VERSION or
 * MH_E_TOO_LARGE. */
mh_rc mh_classifier_load(mh_classifier **out, mh_view model, mh_err *e);

/* The compiled form: bytes for this machine and this version of the program, with a checksum. */
void mh_classifier_image(const mh_classifier *c, mh_buf *out);
/* A classifier over bytes that mh_classifier_image wrote, aligned to 8, which must outlive it (a mapped
 * file); as one that was loaded. MH_E_CORRUPT when anything in them is wrong: every index is checked. */
mh_rc mh_classifier_attach(mh_classifier **out, mh_view image, mh_err *e);

#endif
