/* stem_priv.h - suffix tables of the light stemmers.
 * Owns: constants. Threads: any. */
#ifndef MH_TEXT_STEM_PRIV_H
#define MH_TEXT_STEM_PRIV_H

#include <stddef.h>

typedef struct mh_suffix_slot {
    const char *suffixes; /* separated by spaces, longest first where one ends another */
    size_t keep;          /* letters that must stay */
} mh_suffix_slot;

typedef struct mh_suffix_lang {
    const char *lang;
    const mh_suffix_slot
        *slots;         /* from the end of a word inwards, each at most once; ends with NULL */
    const char *soften; /* pairs of a final letter and what it stands for, or NULL */
} mh_suffix_lang;

extern const mh_suffix_lang mh_suffix_langs[]; /* ends with a NULL lang */

#endif
