/* seen.h - what was found in the last texts: several stages read one text, with those of other items in
 * between, and the words, sentences and groups of words in it stay what they are.
 * Owns: copies of the texts and of the findings, MH_SEEN_ROOM bytes and those of one text, until mh_seen_free.
 * Threads: as text.h. */
#ifndef MH_TEXT_SEEN_H
#define MH_TEXT_SEEN_H

#include "base/vec.h"
#include "text/text.h"

#define MH_SEEN_TEXTS 64                 /* a few of each item under way */
#define MH_SEEN_ROOM  ((size_t)8 << 20)  /* bytes of them all and their findings */
#define MH_SEEN_LEAST 256                /* bytes: a shorter text costs little */
#define MH_SEEN_MOST  ((size_t)64 << 10) /* and a longer one is not kept */

typedef enum mh_seen_what {
    MH_SEEN_WORDS,
    MH_SEEN_SENTENCES,
    MH_SEEN_TOKENS, /* of text/lexicon.c */
    MH_SEEN_SHINGLES,
    MH_SEEN_ENDS, /* these three are of text/similar.c */
    MH_SEEN_GROUPS,
    MH_SEEN_STARTS,
    MH_SEEN_TERMS, /* of text/features.c */
    MH_SEEN_CELLS, /* of text/classify_text.c */
    MH_SEEN_WHATS
} mh_seen_what;

/* An array that was found in a text; its items are plain bytes. */
typedef struct mh_seen_list {
    void *ptr;
    size_t len, size; /* items, and bytes of one */
    bool known;
    int how; /* the choice it was made with, if there is one */
} mh_seen_list;

/* The place of what is found in s, for a copy into the arena or to be filled by mh_seen_keep; NULL when
 * the text is not kept. Valid until the next call. */
mh_seen_list *mh_seen_at(mh_text *t, mh_seen_what what, mh_view s);
/* A copy of the list in the arena. */
void *mh_seen_copy(const mh_seen_list *l, mh_arena *a, size_t size);
/* Fills the place (NULL is fine) with a copy of n items. */
void mh_seen_keep(mh_seen_list *l, const void *items, size_t n, size_t size);
/* As mh_seen_keep, of an array from mh_alloc_array or mh_vec, which it takes over. */
void mh_seen_take(mh_seen_list *l, void *items, size_t n, size_t size);
void mh_seen_free(mh_text *t);

#endif
