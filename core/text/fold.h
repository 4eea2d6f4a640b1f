/* fold.h - keys under which words and names are the same.
 * Owns: nothing; output is appended to the caller's buffer. Threads: as text.h. */
#ifndef MH_TEXT_FOLD_H
#define MH_TEXT_FOLD_H

#include "text/text.h"

/* Appends the matching key of s: NFKD, lower case, combining marks and format characters dropped
 * (Cyrillic short i stays a letter of its own, e with diaeresis is e), dotless i as i, any digit as
 * ASCII, any apostrophe as ', any dash as -, any quotation mark as ", any space as U+0020. Letters
 * keep their script. */
void mh_text_fold(const mh_text *t, mh_view s, mh_buf *out);

/* Appends the romanised key of s: folded, then written with a-z so that spellings of one name in
 * Cyrillic (Russian, Kazakh, Kyrgyz, Tajik, Uzbek, Ukrainian) and in the usual romanisations give
 * the same bytes: zh and dzh as j, kh as h, y as i, gh as g, q and ck as k, ph as f, w as v, x as
 * ks, th as t, shch as sh, "ie" and "e" alike, an i between vowels, doubled letters, apostrophes and
 * signs dropped. Other scripts go through ICU's Any-Latin first. A key, not a transcription: it is
 * for comparing, not for showing. */
void mh_text_latin(mh_text *t, mh_view s, mh_buf *out);

#endif
