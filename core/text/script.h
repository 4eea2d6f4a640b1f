/* script.h - which script a text is written in.
 * Owns: nothing. Threads: any. */
#ifndef MH_TEXT_SCRIPT_H
#define MH_TEXT_SCRIPT_H

#include "text/text.h"

/* ISO 15924 code of the script that most letters of s have ("Latn", "Cyrl", "Arab", "Hani" ...),
 * "Zyyy" when there are none. *share (may be NULL) gets that script's share of the letters, 0..1.
 * An ideograph counts as three letters. Han, kana and Hangul count for a Japanese or Korean text as their own scripts. Static string. */
const char *mh_script_of(mh_view s, double *share);

#endif
