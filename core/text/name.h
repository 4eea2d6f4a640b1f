/* name.h - one key for a name, whatever its script, its case ending or its romanisation.
 * Owns: nothing; output is appended to the caller's buffer. Threads: as text.h.
 *
 * A word of a name loses its final vowel or case ending, and what is left is written in a-z under the
 * rules of name_data.c: Tokayev, Tokaev, Токаев, Токаеву and Тоқаевтың are all "tokaev". Which ending
 * it was says the form: "Токаева" may be the genitive of Токаев or the name of a woman, "Tokayeva" only
 * the latter. Two names are one when their keys are equal and some reading fits both; equal keys alone
 * are kin: Ivanov and Ivanova, Maria and Mario. */
#ifndef MH_TEXT_NAME_H
#define MH_TEXT_NAME_H

#include "text/text.h"

#define MH_NAME_WORDS 8    /* words whose form is kept */
#define MH_NAME_MAX   1024 /* bytes of a name; what is behind them is left out */

/* How a word may have ended in the nominative: a byte for each word of the name, the first lowest. */
enum {
    MH_NAME_BARE = 1, /* Ivanov */
    MH_NAME_A = 2,    /* Ivanova, Dana */
    MH_NAME_IA = 4,   /* Maria, Darya */
    MH_NAME_I = 8,    /* Ali, Nikolai, Zelensky */
    MH_NAME_E = 16,   /* Rene */
    MH_NAME_U = 32,   /* Netanyahu */
    MH_NAME_O = 64,   /* Shevchenko */
    MH_NAME_OM = 128, /* Bahrom, Artem */
};

typedef enum mh_name_bond { MH_NAME_OTHER, MH_NAME_KIN, MH_NAME_SAME } mh_name_bond;

/* Appends the key of the name in s, its words parted by single blanks (hyphens part words, titles are
 * no business of this), and returns its form. The key is for comparing, not for showing; empty when s
 * has no letters. Digits and other signs are left out. */
uint64_t mh_name_key(mh_text *t, mh_view s, mh_buf *out);
/* Whether two forms of one key have a reading in common. */
bool mh_name_forms_fit(uint64_t a, uint64_t b);
mh_name_bond mh_name_compare(mh_text *t, mh_view a, mh_view b);

#endif
