/* segment.h - sentences and words.
 * Owns: results live in the caller's arena. Threads: as text.h. */
#ifndef MH_TEXT_SEGMENT_H
#define MH_TEXT_SEGMENT_H

#include "text/text.h"

typedef struct mh_spans {
    mh_span *ptr; /* arena */
    size_t len;
} mh_spans;

/* Sentences of s in order, without the white space around them; together they hold every other byte
 * but rules drawn of eight or more like signs and line ends written out as "\r\n".
 * Unicode's rules (UAX 29) and on top of them: a line break always ends a sentence; none
 * ends after an abbreviation or initial of the tables of segment_data.c (en ru kk ky tg uz), before
 * a small letter, or between a list marker and its text; a quotation or a bracket within a sentence
 * that is closed on its line within MH_HOLD_MAX characters stays whole; a list item, a footnote's
 * number and the Armenian full stop end one (segment_breaks.h). */
mh_spans mh_text_sentences(mh_text *t, mh_arena *a, mh_view s);

/* The bare boundaries of UAX 29, white space and all: the spans lie end to end and cover s. */
mh_spans mh_text_uax29_sentences(mh_text *t, mh_arena *a, mh_view s);

typedef enum mh_word_kind {
    MH_WORD_OTHER, /* space, punctuation, symbols */
    MH_WORD_NUMBER,
    MH_WORD_LETTER, /* any letters, kana and ideographs too */
} mh_word_kind;

typedef struct mh_word {
    size_t from, to;
    mh_word_kind kind;
} mh_word;

typedef struct mh_words {
    mh_word *ptr; /* arena */
    size_t len;
} mh_words;

/* Words of s as UAX 29 (ICU) cuts them; every segment when all is set, else only those with letters
 * or digits. Languages without spaces are cut by ICU's dictionaries. */
mh_words mh_text_words(mh_text *t, mh_arena *a, mh_view s, bool all);

#endif
