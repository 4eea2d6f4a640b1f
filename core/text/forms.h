/* forms.h - the keys under which a search finds a word: its stem, and the key of a name.
 * Owns: an mh_forms owns its text engine and what it remembers of words, until mh_forms_free.
 * Threads: one at a time for each.
 *
 * The language of a word in a query is not known, and that of a text not for sure, so the script
 * decides: a word in a-z is stemmed as English and as Uzbek, one in Cyrillic as Russian and, by its
 * letters, as Kazakh, Kyrgyz, Tajik or Uzbek; and each has the key of a name (name.h), under which
 * Tokayev, Токаева and Тоқаевтың, Toshkent and Тошкентда are the same. */
#ifndef MH_TEXT_FORMS_H
#define MH_TEXT_FORMS_H

#include "text/text.h"

#define MH_FORMS_BYTES 64    /* a longer word is no word: it has no forms */
#define MH_FORMS_KEPT  32768 /* words remembered with their forms */

typedef struct mh_forms mh_forms;

/* Opens nothing yet: the text engine is opened by the first word. */
mh_forms *mh_forms_new(void);
void mh_forms_free(mh_forms *f); /* NULL is fine */
/* Names the rules and the versions of the libraries that the forms hang on; borrowed. */
const char *mh_forms_name(mh_forms *f);
/* Appends the forms of one word in lower case, separated by blanks, each once; one may be the word
 * itself. arg is the mh_forms: this is an mh_store_fold. */
void mh_forms_add(void *arg, mh_view word, mh_buf *out);

#endif
