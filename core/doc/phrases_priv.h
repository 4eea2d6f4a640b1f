/* phrases_priv.h - the tables of phrases.c.
 * Owns: nothing; tables are constants. Threads: any. */
#ifndef MH_DOC_PHRASES_PRIV_H
#define MH_DOC_PHRASES_PRIV_H

#include "doc/phrases.h"

typedef struct mh_phrase_row {
    mh_view text; /* lower case; an apostrophe in a word is always ‘ */
    uint8_t kind; /* MH_PHRASE_NONE: an exception from a shorter row */
    uint8_t max;  /* longest block, in tens of bytes, that it may begin; 0: any */
} mh_phrase_row;

/* All sorted by bytes: the first of two bytes or more each, the others of four. */
extern const mh_phrase_row mh_phrases_world[];
extern const size_t mh_phrases_world_n;
extern const mh_phrase_row mh_phrases_pointers[], mh_phrases_widgets[], mh_phrases_credits[];
extern const mh_phrase_row mh_phrases_around[];
extern const size_t mh_phrases_pointers_n, mh_phrases_widgets_n, mh_phrases_credits_n;
extern const size_t mh_phrases_around_n;

#endif
