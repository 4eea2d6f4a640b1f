/* classify.h - a text classifier that is trained in seconds and explains itself.
 * Owns: a classifier owns its counts until mh_classifier_free; predictions live in the arena.
 * Threads: one trains; then any number may predict, each with its own mh_text. */
#ifndef MH_TEXT_CLASSIFY_H
#define MH_TEXT_CLASSIFY_H

#include "text/text.h"

#define MH_CLASS_LABELS  1000      /* labels that one classifier may have */
#define MH_CLASS_COUNTS  20000000u /* pairs of feature and label that one may hold */
#define MH_CLASS_LOOK    (1 << 20) /* bytes of a text that are read */
#define MH_CLASS_TELLING 10        /* features that a prediction names */

typedef enum mh_features {
    MH_FEATURES_WORDS, /* folded words */
    MH_FEATURES_CHARS, /* and their character 3-5-grams, for languages with many endings */
} mh_features;

typedef struct mh_classifier mh_classifier;

mh_classifier *mh_classifier_new(mh_features features);
void mh_classifier_free(mh_classifier *c); /* NULL is fine */
size_t mh_classifier_labels(const mh_classifier *c);
uint64_t mh_classifier_texts(const mh_classifier *c);

/* Learns that the text has the label. Fails (MH_E_LIMIT) when there are too many labels or
 * the classifier is full. */
mh_rc mh_classifier_train(mh_classifier *c, mh_text *t, mh_view label, mh_view text, mh_err *e);

typedef struct mh_label_score {
    mh_view label; /* of the classifier */
    double score;  /* 0..1; all labels together 1 */
} mh_label_score;

typedef struct mh_telling {
    mh_view feature; /* arena; a word, or letters between bars for a character gram */
    double weight;   /* nats by which it favours the first label over the second */
} mh_telling;

typedef struct mh_prediction {
    mh_label_score *classes; /* arena; best first */
    size_t len;              /* 0 when nothing was trained */
    mh_telling *telling;
    size_t telling_len;
} mh_prediction;

/* Multinomial naive Bayes with Laplace smoothing (McCallum and Nigam 1998), features counted as
 * log(1 + n). Log odds are divided by the root of the number of features before they become scores,
 * since naive Bayes counts evidence that depends on each other as if it did not. */
mh_prediction mh_classifier_predict(const mh_classifier *c, mh_text *t, mh_arena *a, mh_view text);

/* The model as one JSON object, the same bytes for the same training. */
void mh_classifier_save(const mh_classifier *c, mh_buf *out);
/* Reads what mh_classifier_save wrote. Fails with MH_E_PARSE, MH_E_CORRUPT or MH_E_VERSION. */
mh_rc mh_classifier_load(mh_classifier **out, mh_view json, mh_err *e);

#endif
