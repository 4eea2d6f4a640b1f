/* segment_priv.h - tables of the sentence rules.
 * Owns: constants. Threads: any. */
#ifndef MH_TEXT_SEGMENT_PRIV_H
#define MH_TEXT_SEGMENT_PRIV_H

#include "base/str.h"

typedef enum mh_abbr {
    MH_ABBR_NONE,
    MH_ABBR_BEFORE,  /* stands before a name or number: never ends a sentence */
    MH_ABBR_NUMBER,  /* never ends a sentence before a digit */
    MH_ABBR_ANY,     /* may end one: it does before a word that begins sentences */
    MH_ABBR_MEASURE, /* ends one before a capital */
    MH_ABBR_YEAR,    /* as MEASURE after a digit, else as BEFORE */
} mh_abbr;

typedef struct mh_abbr_row {
    mh_abbr kind;
    const char *words; /* folded, without the last dot, separated by spaces */
} mh_abbr_row;

extern const mh_abbr_row mh_abbr_rows[]; /* ends with NULL words */
extern const char
    *const mh_sentence_starters[]; /* folded words separated by spaces; ends with NULL */

#endif
