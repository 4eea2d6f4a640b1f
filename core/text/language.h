/* language.h - which language a text is in.
 * Owns: nothing. Threads: as text.h. */
#ifndef MH_TEXT_LANGUAGE_H
#define MH_TEXT_LANGUAGE_H

#include "text/text.h"

#define MH_LANG_SAMPLE 4096 /* bytes of the text that are looked at, from its start */

typedef struct mh_lang {
    const char *code;   /* ISO 639-1, static; "und" when there are no letters or no language fits */
    const char *script; /* ISO 15924, static */
    double score;       /* 0..1: how far the best language is ahead, and how sure it can be */
} mh_lang;

/* Guesses the language of s. The script decides where it can; among the languages of one script a
 * naive Bayes model over words and character 1-4-grams and a penalty for letters that an alphabet
 * lacks. The model learns from the tables language_*.c when first asked, a few milliseconds: a
 * language is added by adding a row. Uzbek is "uz" in both scripts. */
mh_lang mh_lang_guess(mh_text *t, mh_view s);

#endif
