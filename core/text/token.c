#include "text/token.h"

#include "text/text_priv.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

enum { OTHER, LETTER, DIGIT, IDEOGRAPH, APOSTROPHE };

static int class_of(uint32_t cp) {
    if (cp < 0x80) {
        if (mh_is_alpha((char)cp)) return LETTER;
        if (mh_is_digit((char)cp)) return DIGIT;
        return cp == '\'' ? APOSTROPHE : OTHER;
    }
    if (cp >= 0x400 && cp < 0x482) return LETTER;
    if (cp == 0x2019 || cp == 0x2018) return APOSTROPHE;
    uint32_t mask = U_GET_GC_MASK((UChar32)cp);
    if (mask & U_GC_ND_MASK) return DIGIT;
    if (mask & (U_GC_L_MASK | U_GC_M_MASK)) {
        return u_hasBinaryProperty((UChar32)cp, UCHAR_IDEOGRAPHIC) || (cp >= 0x3040 && cp < 0x3100)
                   ? IDEOGRAPH
                   : LETTER;
    }
    return OTHER;
}

bool mh_token_next(mh_view s, size_t *at, mh_token *out) {
    size_t i = *at, next = i;
    int first = OTHER;
    uint32_t cp = 0;
    for (; i < s.len; i = next) {
        cp = mh_cp_at(s, i, &next);
        first = class_of(cp);
        if (first != OTHER && first != APOSTROPHE) break;
    }
    if (i >= s.len) {
        *at = s.len;
        return false;
    }
    *out = (mh_token){.from = i, .digits = first == DIGIT, .upper = u_isupper((UChar32)cp) != 0};
    size_t end = next;
    while (first != IDEOGRAPH && end < s.len && end - i < MH_TOKEN_MAX - 4) {
        int c = class_of(mh_cp_at(s, end, &next));
        if (c == APOSTROPHE && !out->digits && next < s.len) {
            size_t after = 0;
            if (class_of(mh_cp_at(s, next, &after)) != LETTER) break;
            end = after;
            continue;
        }
        if (c != LETTER && c != DIGIT) break;
        if (c != DIGIT) out->digits = false;
        end = next;
    }
    out->to = end;
    *at = end;
    return true;
}
