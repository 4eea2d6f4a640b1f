/* name_priv.h - the rules of name keys as data.
 * Owns: constants. Threads: any.
 *
 * Phonemes are single bytes: a-z, C for ch, S for sh, c for ts, j for zh and dzh; until the endings are
 * off, G K N stand for the letters that Kazakh alone writes so (ghayn, qaf, ng). */
#ifndef MH_TEXT_NAME_PRIV_H
#define MH_TEXT_NAME_PRIV_H

#include <stddef.h>
#include <stdint.h>

/* Cyrillic letters and Latin ones with marks; phonemes. */
typedef struct mh_name_letter {
    uint32_t cp;
    const char *phonemes;
} mh_name_letter;

/* Latin spellings; tried in this order, longest first. */
typedef struct mh_name_sound {
    const char *from, *to;
} mh_name_sound;

/* An ending, tried in this order. */
typedef struct mh_name_ending {
    const char *ending; /* words of phonemes, any of them */
    const char *behind; /* words of phonemes: the rest ends with one of them; NULL: any */
    const char *never;  /* ... and with none of these; NULL */
    uint8_t keep;       /* phonemes that must be left */
    uint8_t form;       /* MH_NAME_ bits */
} mh_name_ending;

extern const mh_name_letter mh_name_letters[];  /* ends with cp 0 */
extern const mh_name_sound mh_name_sounds[];    /* ends with NULL */
extern const mh_name_ending mh_name_cases[];    /* agglutinated cases, taken off first; NULL ends */
extern const mh_name_ending mh_name_cyrillic[]; /* NULL ends */
extern const mh_name_ending mh_name_latin[];    /* NULL ends */
/* Keys that rules do not bring together: from, to; ends with NULL. */
extern const mh_name_sound mh_name_exceptions[];

#endif
