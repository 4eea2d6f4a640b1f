/* keyphrases_priv.h - words at which phrases end, words that join names, and names of countries.
 * Owns: nothing. Threads: as text.h. */
#ifndef MH_TEXT_KEYPHRASES_PRIV_H
#define MH_TEXT_KEYPHRASES_PRIV_H

#include "text/text.h"

/* Whether a word in small letters has an ending that in lang most often marks a verb. */
bool mh_keyphrases_is_verb(const char *lang, mh_view word);
/* Whether a small word may stand within a name of lang: "of", "de". */
bool mh_keyphrases_joins(const char *lang, mh_view word);
/* Whether a folded word of the lexicon says little where it stands alone: "ministry", "страна". */
bool mh_keyphrases_is_weak(mh_text *t, const char *lang, uint32_t key);

/* Whether a stem is that of a country's name of one word, as CLDR has it in lang. */
bool mh_keyphrases_is_land(mh_text *t, const char *lang, mh_view stem);

#endif
