/* lexicon.h - a text as words that are known already: each word is folded, stemmed and looked up in the
 * tables of the engines once, however many of them read the text and however often it comes.
 * Owns: words, their folded forms and their stems, until mh_lex_free or until there are too many and nobody
 * holds them. Threads: as text.h.
 *
 * Three numbers stand for a word, each from 0: the word as written, its folded form (its key), its stem.
 * They and everything borrowed are valid from mh_lex_open to the mh_lex_close that belongs to it. */
#ifndef MH_TEXT_LEXICON_H
#define MH_TEXT_LEXICON_H

#include "text/text.h"
#include "text/token.h"

#define MH_LEX_WORDS 32768 /* kept from one text to the next */

/* What engines note about folded words. */
typedef enum mh_lex_what {
    MH_LEX_STOPS,    /* rows of stop words that have it (stop.c) */
    MH_LEX_WEAK,     /* the same of words that say little (keyphrases_data.c) */
    MH_LEX_PERSONAL, /* it is one of "I", "we", "you" (summary_words.c) */
    MH_LEX_SPEECH,   /* its classes (quotes_words.c) */
    MH_LEX_CUE,      /* whether a cue begins with it (quotes_units.c) */
    MH_LEX_DATE,     /* what it names where no language is given (dates_names.c) */
    MH_LEX_DATE_IN,  /* the same in the language that was given last */
    MH_LEX_HASH,     /* as a symbol of a matcher (match_find.c) */
    MH_LEX_WHATS
} mh_lex_what;

typedef struct mh_lex_key {
    mh_view text; /* folded */
    unsigned known;
    uint64_t notes[MH_LEX_WHATS];
} mh_lex_key;

typedef struct mh_lex_token {
    uint32_t from, to; /* bytes */
    uint32_t word, key;
    bool digits, upper; /* as mh_token */
} mh_lex_token;

typedef struct mh_lex_tokens {
    const mh_lex_token *ptr;
    size_t len;
} mh_lex_tokens;

/* Holds the lexicon: words are not forgotten until the mh_lex_close for it. May be nested. */
void mh_lex_open(mh_text *t);
void mh_lex_close(mh_text *t);
void mh_lex_free(mh_text *t);

/* The tokens of s, as mh_token_next gives them, at most `most`; the lexicon must be held. Those of a text
 * that is kept (seen.h) are borrowed until another text is read; others are in the arena. */
mh_lex_tokens mh_lex_read(mh_text *t, mh_arena *a, mh_view s, size_t most);
/* A copy that lives in the arena. */
mh_lex_tokens mh_lex_copy(mh_arena *a, mh_lex_tokens tokens);
/* Of `all`, the tokens of s, those of the passage `at`, as if it were read by itself but with their
 * places in s. *near is where to look, moved on: passages are asked for from left to right; 0 at first. */
mh_lex_tokens mh_lex_within(mh_text *t, mh_arena *a, mh_view s, mh_lex_tokens all, mh_span at,
                            size_t *near);

mh_lex_key *mh_lex_key_at(const mh_text *t, uint32_t key);
/* All keys, by number; valid until a text is read. */
mh_lex_key *mh_lex_keys(const mh_text *t);
/* Code points of a word as written. */
size_t mh_lex_letters(const mh_text *t, uint32_t word);
/* The place of a word's hash as shingles.c makes it; *fresh when the caller is to fill it. Valid until a
 * text is read. */
uint64_t *mh_lex_hash(const mh_text *t, uint32_t word, bool *fresh);
/* Number of a word's stem in a language, equal for equal stems; and that stem. */
uint32_t mh_lex_stem(mh_text *t, const char *lang, uint32_t word);
mh_view mh_lex_stem_at(const mh_text *t, uint32_t stem);

/* The place of a note; *fresh when nothing was noted and the caller is to fill it. */
static inline uint64_t *mh_lex_note(mh_lex_key *k, mh_lex_what what, bool *fresh) {
    *fresh = (k->known >> what & 1) == 0;
    k->known |= 1u << what;
    return &k->notes[what];
}

/* Numbers of a text's own, from 0 in order of first asking, for numbers of the lexicon. */
typedef struct mh_numbering {
    uint64_t *slots; /* 1 + own << 32 | asked; 0 is free */
    size_t mask;
    uint32_t len;
} mh_numbering;

/* asked's own number; it is fresh when it equals n->len as it was before. */
uint32_t mh_number_of(mh_numbering *n, uint32_t asked);
void mh_numbering_clear(mh_numbering *n);

#endif
