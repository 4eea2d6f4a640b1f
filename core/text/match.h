/* match.h - finds the phrases of a dictionary in a text.
 * Owns: a matcher owns its entries until mh_matcher_free; matches live in the caller's arena.
 * Threads: one builds; then any number may search, each with its own mh_text. */
#ifndef MH_TEXT_MATCH_H
#define MH_TEXT_MATCH_H

#include "text/text.h"

#define MH_MATCH_TOKENS  24       /* words that a phrase may have */
#define MH_MATCH_ENTRIES 1000000u /* phrases of one matcher */

enum {
    MH_MATCH_STEM = 1,    /* words are compared by their stems in the language of the entry */
    MH_MATCH_LATIN = 2,   /* by their romanised keys (mh_text_latin), so in any script */
    MH_MATCH_CAPITAL = 4, /* the passage must begin with a capital */
};

typedef struct mh_matcher mh_matcher;

typedef struct mh_match {
    size_t from, to;  /* bytes */
    uint64_t payload; /* as given to mh_matcher_add */
    uint32_t entry;   /* number of the entry, from 0, in order of adding */
} mh_match;

typedef struct mh_matches {
    mh_match *ptr; /* arena */
    size_t len;
} mh_matches;

mh_matcher *mh_matcher_new(void);
void mh_matcher_free(mh_matcher *m); /* NULL is fine */
size_t mh_matcher_len(const mh_matcher *m);

/* Adds a phrase of one or more words. Words are compared folded (text/fold.h) or as the flags say; a
 * word with * behind it stands for every word that begins so. lang is needed with MH_MATCH_STEM only.
 * Fails (MH_E_USAGE) on a phrase without words or of too many, or a stem entry without a stemmer;
 * MH_E_LIMIT beyond MH_MATCH_ENTRIES. */
mh_rc mh_matcher_add(mh_matcher *m, mh_text *t, mh_view phrase, uint64_t payload, unsigned flags,
                     const char *lang, mh_err *e);

/* Matches in s from left to right, not overlapping, the longest (in words) at each place; entries that
 * share the longest passage are all given, in order of adding. Between the words of a phrase may stand
 * blanks, hyphens, dots, plus signs, slashes, apostrophes and quotation marks, at most four bytes, no
 * line end. lang (may be NULL) is the language of s: stem entries of other languages are left out.
 * Linear: each word is looked at once for every word of the longest phrase. */
mh_matches mh_matcher_find(const mh_matcher *m, mh_text *t, mh_arena *a, mh_view s,
                           const char *lang);

#endif
