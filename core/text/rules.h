/* rules.h - rules over the words of a sentence: who visits whom, who holds which office.
 * Owns: a mh_rules owns its rules until mh_rules_free; hits live in the caller's arena.
 * Threads: one reads; then any number may search, each with its own mh_text.
 *
 * A rule is a line (lines that begin with a blank go on with it), # begins a remark:
 *   NAME = PATTERN                   or   NAME = PATTERN => KEY=VALUE; KEY=VALUE
 *   $NAME = PATTERN                  a part for the rules below it, written $NAME in them
 *   @types PERSON COUNTRY ...        names of types that patterns use; found elsewhere, given as spans
 *   @language CODE                   of the rules below: they count in texts of it alone; @language: any
 * A pattern is a sequence of
 *   word word* word~ =Word "a b"     folded, beginning so, with that stem, exactly so, words and signs
 *   TYPE                             a span of that type, however many words it has
 *   WORD CAP UPPER LOWER NUM PUNCT ANY   one token of that kind
 *   a|b (x y | z) [x y]              alternatives: without blanks of what stands beside it, with blanks
 *                                    of whole sequences; [x] may be missing
 *   x? x+ x{2} x{1,3} ..5            repetition; up to five words (no signs)
 *   x:name                           what x takes is a capture, TYPE with its span; may come repeatedly
 *   !x <!x !3x <!3x                  none of x (alternatives of one word) next, before, in 3 tokens
 *   ^ $                              begin, end of the sentence
 * Tokens are the words of text/token.h and signs; full stops, quotation marks and hyphens in words
 * are none. A match never leaves its sentence. */
#ifndef MH_TEXT_RULES_H
#define MH_TEXT_RULES_H

#include "text/match.h"

#define MH_RULES_BYTES  ((size_t)1 << 20) /* of one file */
#define MH_RULES_MAX    5000u             /* rules */
#define MH_RULE_STEPS   1024u             /* steps of a rule, repetitions written out */
#define MH_RULE_REPEAT  32u
#define MH_RULE_NESTING 16u
#define MH_RULE_NO_SPAN UINT32_MAX

typedef struct mh_rules mh_rules;

/* A passage of which the caller knows what it is. */
typedef struct mh_rule_span {
    size_t from, to; /* bytes */
    uint32_t type;   /* of mh_rules_type */
} mh_rule_span;

typedef struct mh_rule_capture {
    mh_view name; /* the rules' */
    size_t from, to;
    uint32_t span; /* number of the span that it is, or MH_RULE_NO_SPAN */
} mh_rule_capture;

typedef struct mh_rule_hit {
    mh_view name, attributes, file; /* the rules' */
    uint32_t line;                  /* of the rule, from 1 */
    size_t from, to;                /* bytes */
    mh_rule_capture *captures;      /* arena; in order of the text */
    size_t captures_len;
} mh_rule_hit;

typedef struct mh_rule_hits {
    mh_rule_hit *ptr; /* arena */
    size_t len;
} mh_rule_hits;

mh_rules *mh_rules_new(void);
void mh_rules_free(mh_rules *r); /* NULL is fine */
size_t mh_rules_len(const mh_rules *r);
/* Whether some rule counts in one language alone, so that the caller should tell the text's. */
bool mh_rules_need_language(const mh_rules *r);
/* Number of a type, whatever its case, or MH_RULE_NO_SPAN when no rule may use it. */
uint32_t mh_rules_type(const mh_rules *r, mh_view name);

/* Adds the rules of a file's bytes; name is what hits and errors call it. Fails on a mistake with
 * MH_E_PARSE (MH_E_LIMIT for too much) and "NAME:LINE:COLUMN: what is wrong", the line and a caret
 * below it. After a failure the object is good for mh_rules_free only. */
mh_rc mh_rules_read(mh_rules *r, mh_text *t, mh_view bytes, mh_view name, mh_err *e);

/* The matches of a dictionary as spans, in their order: those of a type that no rule knows have type
 * MH_RULE_NO_SPAN, which is never found. */
mh_rule_span *mh_rules_spans(const mh_rules *r, const mh_matcher *m, const mh_matches *matches,
                             mh_arena *a);

/* Hits in s from left to right. Hits of one name do not overlap: at each place the longest counts;
 * names do not hide one another. Of the ways to the same end the earlier alternative is preferred,
 * more of what may be repeated, and less of a gap. spans are in any order and may overlap. lang may be
 * NULL. Linear: a rule costs at most its steps for each token, and nothing in a sentence without a word
 * with which it may begin. A sentence of over 1,024 tokens is looked at in parts. */
mh_rule_hits mh_rules_find(const mh_rules *r, mh_text *t, mh_arena *a, mh_view s, const char *lang,
                           const mh_rule_span *spans, size_t spans_len);

/* The compiled form: bytes for this machine and this version of the program, with a checksum. */
void mh_rules_save(const mh_rules *r, mh_buf *out);
/* Rules over bytes that mh_rules_save wrote, aligned to 8, which must outlive them (a mapped file).
 * MH_E_CORRUPT when anything in them is wrong: every index is checked, and every way through a rule
 * ends. */
mh_rc mh_rules_attach(mh_rules **out, mh_view image, mh_err *e);

#endif
