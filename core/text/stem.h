/* stem.h - words without their endings.
 * Owns: nothing; output is appended to the caller's buffer. Threads: as text.h. */
#ifndef MH_TEXT_STEM_H
#define MH_TEXT_STEM_H

#include "text/text.h"

#define MH_STEM_MAX 128 /* bytes; a longer word is no word and comes back in lower case */

/* Appends the stem of one word in lower case. lang is an ISO 639-1 code: libstemmer's algorithms where
 * it has one (en ru fr es de tr ar ...), for kk ky tg uz (both scripts) tk the suffix tables of
 * stem_data.c (plural, possession, case; no derivation) with CLDR's names of countries as known stems, for
 * any other language (or NULL) the word in lower case. The stem is a key: it need not be a word. */
void mh_text_stem(mh_text *t, const char *lang, mh_view word, mh_buf *out);

/* Whether lang has a stemmer. */
bool mh_text_can_stem(mh_text *t, const char *lang);

#endif
