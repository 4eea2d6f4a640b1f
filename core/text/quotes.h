/* quotes.h - who said what: quotations and reported speech, each with its cue and its speaker.
 * Owns: results live in the caller's arena; options and their arrays are borrowed for the call.
 * Threads: as text.h.
 *
 * By rules over words, marks and word order, without a parser: a table of cues (said, according to,
 * заявил, деп мәлімдеді, гуфт ...) says where speech is reported, the marks say what is verbatim, and
 * the noun phrase beside the cue is the speaker. The tables (quotes_data.c) know English, Russian,
 * Kazakh, Kyrgyz, Tajik and Uzbek in both scripts; callers may add cues. */
#ifndef MH_TEXT_QUOTES_H
#define MH_TEXT_QUOTES_H

#include "text/text.h"

typedef enum mh_cue_kind {
    MH_CUE_SAY,
    MH_CUE_ASK,  /* ask, urge, demand */
    MH_CUE_DENY, /* deny, reject, dismiss */
    MH_CUE_WARN,
    MH_CUE_BELIEVE, /* think, hope, expect; not said aloud */
    MH_CUE_KINDS,
} mh_cue_kind;

/* Where the speaker stands by the cue, and what content it takes. */
typedef enum mh_cue_order {
    MH_CUE_VERB,   /* X said content; content, said X: en ru tg */
    MH_CUE_FINAL,  /* X content said: kk ky uz */
    MH_CUE_BEFORE, /* cue before its speaker: according to X */
    MH_CUE_AFTER,  /* cue behind its speaker: X-тың айтуынша */
    MH_CUE_ORDERS,
} mh_cue_order;

typedef struct mh_quote_cue {
    mh_view form;     /* one to four words as they are written */
    const char *lang; /* ISO 639-1 */
    mh_cue_kind kind;
    mh_cue_order order;
} mh_quote_cue;

/* A name that the caller knows: it wins over what the engine would guess. */
typedef struct mh_quote_mention {
    size_t from, to;
} mh_quote_mention;

typedef struct mh_quote_options {
    const char
        *lang; /* only cues of this language; NULL: of all, which is safe as few look alike */
    const mh_quote_cue *cues; /* more cues */
    size_t cues_len;
    const mh_quote_mention *mentions; /* in text order */
    size_t mentions_len;
} mh_quote_options;

typedef struct mh_quote {
    mh_span content; /* without the outer quotation marks */
    mh_span cue;     /* empty when nothing but the marks or the layout tells */
    mh_span
        speaker;    /* the noun phrase as written beside the cue: "she", "the ministry"; or empty */
    mh_span name;   /* whom it names, perhaps earlier in the text: "Aigerim Sarsenova"; or empty */
    size_t mention; /* the caller's mention within name, or SIZE_MAX */
    size_t
        part_of; /* index of the quote of the same utterance that this one continues (split by its
                        cue, next paragraph) or lies in (verbatim words in reported speech);
                        SIZE_MAX: a whole of its own */
    mh_cue_kind kind;
    bool direct; /* verbatim, by its marks */
    bool
        informs; /* told as information (said, according to), not as an act (thanked, called for) */
    const char *rule; /* which of the rules found it; static */
} mh_quote;

typedef struct mh_quotes {
    mh_quote *ptr; /* arena; parts follow the quote of which they are */
    size_t len;
} mh_quotes;

/* What is quoted and reported in s, in the order of the cues. Options may be NULL. Linear in s. */
mh_quotes mh_text_quotes(mh_text *t, mh_arena *a, mh_view s, const mh_quote_options *o);

const char *mh_cue_kind_name(mh_cue_kind k);           /* "say" .. "believe" */
bool mh_cue_kind_of(mh_view name, mh_cue_kind *out);   /* the reverse */
bool mh_cue_order_of(mh_view name, mh_cue_order *out); /* "verb", "final", "before", "after" */

/* A passage in quotation marks. */
typedef struct mh_quotation {
    size_t from, to;             /* what is inside */
    size_t outer_from, outer_to; /* with the marks that are there */
    bool closed;                 /* else it runs to the end of its line, where no mark ends it */
    bool goes_on;                /* not closed, and the next line opens again */
} mh_quotation;

typedef struct mh_quotations {
    mh_quotation *ptr; /* arena; in order, not overlapping: those inside others are left out */
    size_t len;
} mh_quotations;

/* Passages in "" “” „“ «» ‹› ‘’ '' `` '' 「」 and their mixtures. A line end closes all. */
mh_quotations mh_text_quotations(mh_arena *a, mh_view s);

#endif
