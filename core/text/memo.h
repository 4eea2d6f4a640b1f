/* memo.h - what was found out about words, kept from one text to the next: most words of a text were in
 * the texts before it.
 * Owns: its entries, until mh_memo_free or until there are too many; then all of them go.
 * Threads: as text.h. */
#ifndef MH_TEXT_MEMO_H
#define MH_TEXT_MEMO_H

#include "base/map.h"
#include "text/text.h"

#define MH_MEMO_WORDS 32768 /* entries at most */
#define MH_MEMO_BYTES 96    /* longer words are not kept */

typedef enum mh_memo_kind { MH_MEMO_STEM = 1, MH_MEMO_LATIN } mh_memo_kind;

/* The place of what is known of a word in a language ("" where that does not matter): fresh when nothing
 * is, then the caller fills it. NULL for a word that is not kept. Valid until the next call. */
mh_value *mh_memo_at(mh_text *t, mh_memo_kind kind, const char *lang, mh_view word, bool *fresh);
/* A copy of v that lives as long as the entries do; put it into an entry at once. */
mh_view *mh_memo_keep(mh_text *t, mh_view v);
void mh_memo_free(mh_text *t);

#endif
