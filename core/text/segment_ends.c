#include "text/segment_ends.h"

#include "text/text_priv.h"

#include <unicode/uchar.h>

enum {
    OTHER,
    END,
    EXTEND,
    SEP,
    CR,
    LF,
    SPACE,
    LOWER,
    UPPER,
    LETTER,
    NUMERIC,
    DOT,
    GOES_ON,
    MARK,
    CLOSE
};

static uint8_t class_of(uint32_t cp) {
    switch (u_getIntPropertyValue((UChar32)cp, UCHAR_SENTENCE_BREAK)) {
    case U_SB_EXTEND:
    case U_SB_FORMAT: return EXTEND;
    case U_SB_SEP: return SEP;
    case U_SB_CR: return CR;
    case U_SB_LF: return LF;
    case U_SB_SP: return SPACE;
    case U_SB_LOWER: return LOWER;
    case U_SB_UPPER: return UPPER;
    case U_SB_OLETTER: return LETTER;
    case U_SB_NUMERIC: return NUMERIC;
    case U_SB_ATERM: return DOT;
    case U_SB_SCONTINUE: return GOES_ON;
    case U_SB_STERM: return MARK;
    case U_SB_CLOSE: return CLOSE;
    default: return OTHER;
    }
}

static inline bool is_line_end(uint8_t class) {
    return class == SEP || class == CR || class == LF;
}

static inline bool is_stop(uint8_t class) {
    return class == DOT || class == MARK || is_line_end(class);
}

void mh_end_classes_init(mh_end_classes *c) {
    for (unsigned byte = 0xE0; byte < 256; byte++) c->stops[byte] = true;
    for (uint32_t cp = 0; cp < MH_ENDS_LOW; cp++) {
        c->low[cp] = class_of(cp);
        if (is_stop(c->low[cp])) c->stops[cp < 0x80 ? cp : 0xC0 | cp >> 6] = true;
    }
    for (uint32_t cp = MH_ENDS_FROM; cp < MH_ENDS_TO; cp++)
        c->punctuation[cp - MH_ENDS_FROM] = class_of(cp);
}

static inline uint8_t class_in(const mh_end_classes *c, uint32_t cp) {
    if (cp < MH_ENDS_LOW) return c->low[cp];
    if (cp >= MH_ENDS_FROM && cp < MH_ENDS_TO) return c->punctuation[cp - MH_ENDS_FROM];
    return class_of(cp);
}

/* The class of what stands at `at`, and where the next begins. */
static inline uint8_t class_at(const mh_end_classes *c, mh_view s, size_t at, size_t *next) {
    *next = at;
    return at < s.len ? class_in(c, mh_cp_at(s, at, next)) : END;
}

/* The class of what stands behind the marks that belong to what ends at `*at` (SB5); it ends at *next. */
static uint8_t class_behind(const mh_end_classes *c, mh_view s, size_t *at, size_t *next) {
    uint8_t class = class_at(c, s, *at, next);
    while (class == EXTEND) {
        *at = *next;
        class = class_at(c, s, *at, next);
    }
    return class;
}

/* Whether a letter with a case stands before `at`, not before `from`. */
static bool cased_before(const mh_end_classes *c, mh_view s, size_t from, size_t at) {
    while (at > from) {
        uint8_t class = class_in(c, mh_cp_before(s, at, &at));
        if (class != EXTEND) return class == LOWER || class == UPPER;
    }
    return false;
}

/* Whether a small letter is the first of the letters, marks and line ends from `at` on (SB8). */
static bool small_ahead(const mh_end_classes *c, mh_view s, size_t at) {
    for (;;) {
        uint8_t class = class_at(c, s, at, &at);
        if (class == LOWER) return true;
        if (class == END || class == UPPER || class == LETTER || is_stop(class)) return false;
    }
}

/* Goes from behind the mark of this class, which begins at `mark`, over what belongs to it; whether a
 * sentence that began at `from` ends there. */
static bool ends_behind(const mh_end_classes *c, mh_view s, size_t from, size_t mark, uint8_t of,
                        size_t *at) {
    size_t next = *at;
    uint8_t class = class_behind(c, s, at, &next);
    size_t tight = *at;
    while (class == CLOSE) {
        *at = next;
        class = class_behind(c, s, at, &next);
    }
    while (class == SPACE) {
        *at = next;
        class = class_behind(c, s, at, &next);
    }
    if (is_line_end(class)) {
        *at = next;
        if (class == CR && class_at(c, s, next, &next) == LF) *at = next;
        return true;
    }
    if (class == GOES_ON || class == DOT || class == MARK) return false; /* SB8a */
    if (of != DOT) return true;
    if (*at == tight && class == NUMERIC) return false;                                 /* SB6 */
    if (*at == tight && class == UPPER && cased_before(c, s, from, mark)) return false; /* SB7 */
    return !small_ahead(c, s, *at);
}

size_t mh_sentence_end(const mh_end_classes *c, mh_view s, size_t from) {
    for (size_t at = from; at < s.len;) {
        if (!c->stops[(unsigned char)s.ptr[at]]) {
            at++;
            continue;
        }
        size_t mark = at;
        uint8_t class = class_at(c, s, at, &at);
        if (class == CR && at < s.len && s.ptr[at] == '\n') return at + 1;
        if (is_line_end(class)) return at;
        if (is_stop(class) && ends_behind(c, s, from, mark, class, &at)) return at;
    }
    return s.len;
}
