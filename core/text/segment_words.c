#include "text/segment_words.h"

#include "text/text_priv.h"

#include <unicode/uchar.h>

#define AHEAD 16 /* code points that must be plain to leave ICU */

/* NONE: not plain. END: behind the text. */
enum { NONE, END, OTHER, LETTER, DIGIT, JOINER, MID_LETTER, MID_DIGIT, MID_BOTH, BLANK, CR, LF };

/* ICU's own rules have two classes otherwise than Unicode's: the colon joins no letters, "@" is one. */
static uint8_t class_of(uint32_t cp) {
    if (cp == '@') return LETTER;
    switch (u_getIntPropertyValue((UChar32)cp, UCHAR_WORD_BREAK)) {
    case U_WB_OTHER:
    case U_WB_DOUBLE_QUOTE: return OTHER;
    case U_WB_ALETTER: return LETTER;
    case U_WB_NUMERIC: return DIGIT;
    case U_WB_EXTENDNUMLET: return JOINER;
    case U_WB_MIDLETTER: return cp == ':' ? OTHER : MID_LETTER;
    case U_WB_MIDNUM: return MID_DIGIT;
    case U_WB_MIDNUMLET:
    case U_WB_SINGLE_QUOTE: return MID_BOTH;
    case U_WB_WSEGSPACE: return BLANK;
    case U_WB_CR: return CR;
    case U_WB_LF:
    case U_WB_NEWLINE: return LF;
    default: return NONE;
    }
}

void mh_word_classes_init(mh_word_classes *c) {
    for (uint32_t cp = 0; cp < MH_WORDS_LOW; cp++) c->low[cp] = class_of(cp);
    for (uint32_t cp = MH_WORDS_FROM; cp < MH_WORDS_TO; cp++)
        c->punctuation[cp - MH_WORDS_FROM] = class_of(cp);
    for (uint32_t cp = 0; cp < 0x80; cp++) c->letters[cp] = c->low[cp] == LETTER;
}

/* The class of what stands at `at`, and where the next begins. */
static inline uint8_t class_at(const mh_word_classes *c, mh_view s, size_t at, size_t *next) {
    if (at >= s.len) return END;
    unsigned char byte = (unsigned char)s.ptr[at];
    if (byte < 0x80) {
        *next = at + 1;
        return c->low[byte];
    }
    uint32_t cp = mh_cp_at(s, at, next);
    if (cp < MH_WORDS_LOW) return c->low[cp];
    if (cp >= MH_WORDS_FROM && cp < MH_WORDS_TO) return c->punctuation[cp - MH_WORDS_FROM];
    return NONE;
}

static inline bool in_words(uint8_t class) {
    return class == LETTER || class == DIGIT || class == JOINER;
}

/* Whether mid joins two of the class `side`. */
static inline bool joins(uint8_t mid, uint8_t side) {
    return (side == LETTER && (mid == MID_LETTER || mid == MID_BOTH)) ||
           (side == DIGIT && (mid == MID_DIGIT || mid == MID_BOTH));
}

/* What ICU calls a word once a code point of this class stands behind the last one's. */
static inline mh_word_kind kind_behind(mh_word_kind kind, uint8_t last, uint8_t class) {
    if (class == DIGIT) return MH_WORD_NUMBER;
    return class == LETTER || last == JOINER ? MH_WORD_LETTER : kind;
}

/* The end of the word whose first code point, of this class, ends at `at`; 0 when ICU must be asked. */
static size_t word_end(const mh_word_classes *c, mh_view s, uint8_t class, size_t at,
                       mh_word_kind *kind) {
    size_t next = at, behind = at;
    *kind = kind_behind(MH_WORD_OTHER, OTHER, class);
    for (;;) {
        if (class == LETTER) { /* most words are nothing else */
            while (at < s.len && c->letters[(unsigned char)s.ptr[at]]) at++;
        }
        uint8_t here = class_at(c, s, at, &next);
        if (here == NONE) return 0;
        if (in_words(here)) {
            *kind = kind_behind(*kind, class, here);
            class = here;
            at = next;
        } else if (joins(here, class)) {
            uint8_t side = class_at(c, s, next, &behind);
            if (side == NONE) return 0;
            if (side != class) return at;
            at = behind;
        } else {
            return at;
        }
    }
}

size_t mh_plain_word(const mh_word_classes *c, mh_view s, size_t from, mh_word_kind *kind) {
    size_t at = from, next = from;
    uint8_t class = class_at(c, s, from, &at);
    *kind = MH_WORD_OTHER;
    if (class == NONE) return from;
    if (class == LF) return at;
    if (class == CR) return at + (at < s.len && s.ptr[at] == '\n');
    if (in_words(class)) {
        size_t end = word_end(c, s, class, at, kind);
        return end ? end : from;
    }
    uint8_t here = class_at(c, s, at, &next);
    while (class == BLANK && here == BLANK) {
        at = next;
        here = class_at(c, s, at, &next);
    }
    return here == NONE ? from : at;
}

bool mh_plain_ahead(const mh_word_classes *c, mh_view s, size_t at) {
    for (int k = 0; k < AHEAD && at < s.len; k++) {
        if (class_at(c, s, at, &at) == NONE) return false;
    }
    return true;
}
