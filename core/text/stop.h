/* stop.h - words that carry no matter of their own: "the", "при", "және".
 * Owns: nothing. Threads: as text.h. */
#ifndef MH_TEXT_STOP_H
#define MH_TEXT_STOP_H

#include "text/lexicon.h"

/* Whether word, in any case, is a stop word of lang (ISO 639-1: en ru kk ky tg uz, Uzbek in both
 * scripts; ar de es fa fr tr zh; lists in stop_data.c). No word of another language, or of NULL,
 * is one. */
bool mh_text_is_stop(mh_text *t, const char *lang, mh_view word);
/* The same of a word of the lexicon, which is held. */
bool mh_lex_is_stop(mh_text *t, const char *lang, const mh_lex_token *w);

#endif
