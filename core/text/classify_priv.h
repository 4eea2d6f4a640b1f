/* classify_priv.h - the counts of a classifier, for training, prediction and files.
 * Owns: see classify.h. Threads: as classify.h. */
#ifndef MH_TEXT_CLASSIFY_PRIV_H
#define MH_TEXT_CLASSIFY_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "text/classify.h"

typedef struct mh_count {
    uint32_t label, next; /* next count of the feature + 1, 0 at the end */
    double n;
} mh_count;

struct mh_classifier {
    mh_features features;
    mh_map *labels; /* name -> index + 1 */
    mh_map *words;  /* feature -> index of its first count + 1 */
    MH_VEC(mh_count) counts;
    MH_VEC(double) texts; /* by label: texts learnt */
    MH_VEC(double) total; /* by label: sum of its counts */
};

/* Index of the label, made when absent; SIZE_MAX over the limit. */
size_t mh_class_label(mh_classifier *c, mh_view name);
void mh_class_count(mh_classifier *c, mh_view feature, size_t label, double n);

#endif
