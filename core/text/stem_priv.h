/* stem_priv.h - suffix tables of the light stemmers.
 * Owns: constants. Threads: any. */
#ifndef MH_TEXT_STEM_PRIV_H
#define MH_TEXT_STEM_PRIV_H

#include <stddef.h>

/* Letters that a suffix may follow. */
enum {
    MH_AFTER_VOWEL = 1,
    MH_AFTER_NASAL = 2,
    MH_AFTER_VOICED = 4, /* other voiced consonants */
    MH_AFTER_VOICELESS = 8,
    MH_AFTER_CONSONANT = MH_AFTER_NASAL | MH_AFTER_VOICED | MH_AFTER_VOICELESS,
    MH_AFTER_ANY = MH_AFTER_VOWEL | MH_AFTER_CONSONANT,
    MH_AFTER_OWNED = 16, /* the possessive ending of the third person, which stays */
    MH_NO_HARMONY = 32,
};

typedef struct mh_suffix_row {
    const char *suffixes; /* separated by spaces */
    int after;
    size_t keep;     /* letters that must stay, unless a known stem stays */
    const char *put; /* takes the place of the suffix, or NULL */
} mh_suffix_row;

typedef struct mh_suffix_slot {
    const mh_suffix_row *rows; /* the longest that fits goes; ends with NULL suffixes */
} mh_suffix_slot;

typedef struct mh_suffix_lang {
    const char *lang;
    const mh_suffix_slot
        *slots;         /* from the end of a word inwards, each at most once; ends with NULL */
    const char *soften; /* pairs of an end and what it stands for, separated by spaces, or NULL */
    const char *vowels, *nasals, *voiceless,
        *both;                /* both: voiced in writing, voiceless in speech */
    const char *front, *back; /* of vowels: suffix and stem agree; NULL where there is no harmony */
    const char *neutral;      /* ends of names that agree with any suffix: Russian -ev */
    const char *narrow; /* vowels of the possessive ending, NULL where nothing follows it alone */
    const char *stems;  /* words that are no word and suffix, and short ones that take suffixes */
    const char *whole;  /* ends that are never cut into: -stan */
} mh_suffix_lang;

extern const mh_suffix_lang mh_suffix_langs[]; /* ends with a NULL lang */

#endif
