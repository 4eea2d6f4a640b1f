/* charset_priv.h - what the files of the charset unit share: the guess by letters, UTF-8 twice.
 * Owns: nothing; names are constants. Threads: any.
 * Source of the letter weights: rounded shares of letters in Russian, Kazakh, Kyrgyz, Tajik, Uzbek. */
#ifndef MH_DOC_CHARSET_PRIV_H
#define MH_DOC_CHARSET_PRIV_H

#include "base/str.h"

/* How much a page reads as Cyrillic text in the encoding that suits it best. */
typedef struct mh_letters {
    const char *name; /* of that encoding; NULL when fewer than a word's bytes are not ASCII */
    double score;     /* a non-ASCII byte's mean: about 6 for right text, below 3 for other */
    double letters;   /* bytes that were weighed */
    double declared;  /* the same for the encoding that was asked about, or -100 */
} mh_letters;

/* Weighs page in each Cyrillic encoding of one byte a letter. declared may be NULL. Of equals, the
 * declared one wins, then windows-1251. Looks at a bounded part of the page. */
mh_letters mh_charset_letters(mh_view page, const char *declared);

/* "utf-8/windows-1252" or "utf-8/windows-1251" when nearly all non-ASCII of valid UTF-8 is UTF-8 that
 * was taken for that encoding and encoded once more; else NULL. */
const char *mh_charset_twice(mh_view utf8);
/* Appends utf8 with what was encoded twice put right, by a name of mh_charset_twice. */
void mh_charset_put_once(mh_buf *out, mh_view utf8, const char *name);

#endif
