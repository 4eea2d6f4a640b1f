/* text_priv.h - inside of the engine object, for the files of this folder only.
 * Owns: see text.h. Lazy members are NULL until first used.
 * Threads: as text.h. */
#ifndef MH_TEXT_TEXT_PRIV_H
#define MH_TEXT_TEXT_PRIV_H

#include "base/map.h"
#include "text/language.h"
#include "text/segment_ends.h"
#include "text/segment_words.h"
#include "text/text.h"

#include <unicode/ubrk.h>
#include <unicode/unorm2.h>
#include <unicode/utrans.h>

#define MH_FOLD_FAST 0x600 /* code points below this fold by table */
#define MH_FOLD_OUT  18    /* most code points that one folds to (U+FDFA) */

typedef struct mh_lang_model mh_lang_model;
#define MH_DATE_KNOWN 7
typedef struct mh_date_names mh_date_names;
typedef struct mh_date_seen mh_date_seen;
typedef struct mh_quote_words mh_quote_words;
typedef struct mh_seen_texts mh_seen_texts;
typedef struct mh_lexicon mh_lexicon;

struct mh_text {
    UBreakIterator *word;
    mh_word_classes word_classes;
    mh_end_classes end_classes;
    const UNormalizer2 *nfkd;       /* borrowed from ICU */
    uint16_t fast[MH_FOLD_FAST][3]; /* folded code points, 0 ends */
    UTransliterator *any_latin;     /* lazy */
    mh_map *stemmers;               /* language -> struct sb_stemmer *, or NULL for none */
    mh_map *stem_words;             /* language -> mh_map of known stems, lazy */
    mh_map *abbreviations;          /* folded word -> kind, segment_data.c */
    mh_seen_texts *seen;            /* the texts read last (seen.h), lazy */
    mh_lexicon *lex;                /* the words read (lexicon.h), lazy */
    mh_map *memo;                   /* what is known of words (memo.h), lazy */
    mh_arena *memo_values;          /* of it */
    mh_map *weak_words;             /* folded word -> bits of languages, lazy */
    mh_buf stop_key;                /* a word under way */
    char stop_lang[16];             /* asked about last; its rows */
    uint64_t stop_rows;
    mh_buf scratch;      /* a key under way */
    mh_lang_model *lang; /* lazy */
    mh_buf guessed;      /* the text whose language was guessed last, and the guess */
    mh_lang guess;
    mh_map *lands;           /* language and stem of a country's name, lazy */
    mh_buf lands_lang;       /* asked about last */
    mh_map *stops;           /* folded word -> bits of languages, lazy */
    mh_date_seen *date_seen; /* what words were found to mean, lazy; an array, freed as it is */
    mh_map *date_names;      /* language -> mh_date_names *, lazy */
    const mh_date_names
        *date_known[MH_DATE_KNOWN]; /* those of the languages that are always asked */
    mh_quote_words *quote_words;    /* lazy */
};

/* Fills t->fast. */
void mh_fold_init(mh_text *t);
/* Code points of cp folded, at most MH_FOLD_OUT, into out; returns how many. */
size_t mh_fold_cp(const mh_text *t, uint32_t cp, uint32_t *out);
void mh_stem_free_all(mh_map *stemmers);
void mh_stem_words_free_all(mh_map *words);
void mh_segment_init(mh_text *t);
void mh_lang_model_free(mh_lang_model *m);
void mh_date_names_free_all(mh_map *names);
void mh_quote_words_free(mh_quote_words *w);
/* s through ICU's Any-Latin, at most 1 KiB of it; nothing when the transliterator cannot be had. */
void mh_any_latin(mh_text *t, mh_view s, mh_buf *out);
/* The code point before byte `at` of s (at > 0) and where it starts. */
uint32_t mh_cp_before(mh_view s, size_t at, size_t *start);
/* The code point at byte `at` of s (at < s.len) and where the next one starts. */
uint32_t mh_cp_at(mh_view s, size_t at, size_t *next);

#endif
