/* match.h - finds the phrases of a dictionary in a text.
 * Owns: a matcher owns its entries until mh_matcher_free; matches live in the caller's arena.
 * Threads: one builds; then any number may search, each with its own mh_text. */
#ifndef MH_TEXT_MATCH_H
#define MH_TEXT_MATCH_H

#include "text/text.h"

#define MH_MATCH_TOKENS  24           /* words that a phrase may have */
#define MH_MATCH_ENTRIES 1000000u     /* phrases of one matcher */
#define MH_MATCH_POOL    (256u << 20) /* bytes of words and attributes of one matcher */

enum {
    MH_MATCH_STEM = 1,    /* words are compared by their stems in the language of the entry */
    MH_MATCH_LATIN = 2,   /* by their romanised keys (mh_text_latin), so in any script */
    MH_MATCH_CAPITAL = 4, /* the passage must begin with a capital */
    MH_MATCH_NAME =
        8, /* by their keys as names (text/name.h), the forms fitting, words that begin with
                          * a small letter folded */
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

/* What a matcher knows of an entry. Views are the matcher's. */
typedef struct mh_match_entry {
    uint64_t payload;
    mh_view type, id, attributes; /* as the dictionary has them, or empty */
    mh_view file;                 /* where the entry comes from, or empty */
    uint32_t line;                /* from 1; 0: from no file */
    unsigned flags;
} mh_match_entry;

mh_matcher *mh_matcher_new(void);
void mh_matcher_free(mh_matcher *m); /* NULL is fine */
size_t mh_matcher_len(const mh_matcher *m);

/* Adds a phrase of one or more words. Words are compared folded (text/fold.h) or as the flags say; a
 * word with * behind it stands for every word that begins so. lang is needed with MH_MATCH_STEM only.
 * Fails (MH_E_USAGE) on a phrase without words or of too many, a stem entry without a stemmer, or a
 * matcher that was attached; MH_E_LIMIT beyond MH_MATCH_ENTRIES. */
mh_rc mh_matcher_add(mh_matcher *m, mh_text *t, mh_view phrase, uint64_t payload, unsigned flags,
                     const char *lang, mh_err *e);
/* The same with all that there is to know of the entry; its views are copied. */
mh_rc mh_matcher_add_entry(mh_matcher *m, mh_text *t, mh_view phrase, const mh_match_entry *x,
                           const char *lang, mh_err *e);
/* The entry numbered i, i < mh_matcher_len. */
mh_match_entry mh_matcher_entry(const mh_matcher *m, size_t i);
/* Types of entries, numbered from 0 in order of first use; the number of an entry's type. */
size_t mh_matcher_types(const mh_matcher *m);
mh_view mh_matcher_type(const mh_matcher *m, size_t type);
size_t mh_matcher_type_of(const mh_matcher *m, size_t entry);

/* Matches in s from left to right, not overlapping, the longest (in words) at each place; entries that
 * share the longest passage are all given, in order of adding. Between the words of a phrase may stand
 * blanks, hyphens, dots, plus signs, slashes, apostrophes and quotation marks, at most four bytes, no
 * line end. lang (may be NULL) is the language of s: stem entries of other languages are left out.
 * Linear: each word is looked at once for every word of the longest phrase. */
mh_matches mh_matcher_find(const mh_matcher *m, mh_text *t, mh_arena *a, mh_view s,
                           const char *lang);

/* The compiled form: bytes for this machine and this version of the program, with a checksum. */
void mh_matcher_save(const mh_matcher *m, mh_buf *out);
/* A matcher over bytes that mh_matcher_save wrote, aligned to 8, which must outlive it (a mapped file).
 * MH_E_CORRUPT when anything in them is wrong: every index is checked, none is followed outside. */
mh_rc mh_matcher_attach(mh_matcher **out, mh_view image, mh_err *e);

#endif
