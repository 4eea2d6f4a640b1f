#include "text/token.h"

#include "base/ascii.h"
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

/* Classes of ASCII, and whether a letter is a capital. */
#define CAPITAL 8
static const uint8_t ascii[128] = {
    ['\''] = APOSTROPHE,
    ['0' ... '9'] = DIGIT,
    ['A' ... 'Z'] = LETTER | CAPITAL,
    ['a' ... 'z'] = LETTER,
};

/* Moves i over what is no word; false at the end. */
static bool skip_others(mh_view s, size_t *at) {
    size_t i = *at, next = i;
    for (; i < s.len; i = next) {
        unsigned char b = (unsigned char)s.ptr[i];
        next = i + 1;
        int c = b < 0x80 ? ascii[b] : class_of(mh_cp_at(s, i, &next));
        if (c != OTHER && c != APOSTROPHE) break;
    }
    *at = i;
    return i < s.len;
}

/* ASCII letters and digits from i on; where they end. Eight bytes at a time where there are so many. */
static size_t plain_run(mh_view s, size_t i, size_t stop, bool *digits) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    while (stop - i >= 8) {
        uint64_t x = 0;
        memcpy(&x, s.ptr + i, 8);
        uint64_t low = x & MH_EACH(0x7F);
        uint64_t letters = mh_in_range8(low | MH_EACH(0x20), 'a', 'z') & ~x;
        uint64_t others = ~(letters | (mh_in_range8(low, '0', '9') & ~x)) & MH_HIGH;
        if (others == 0) {
            *digits = *digits && letters == 0;
            i += 8;
            continue;
        }
        size_t n = (size_t)__builtin_ctzll(others) / 8;
        *digits = *digits && (letters & (((uint64_t)1 << (8 * n)) - 1)) == 0;
        return i + n;
    }
#endif
    while (i < stop) {
        unsigned char b = (unsigned char)s.ptr[i];
        if (b >= 0x80) break;
        int c = ascii[b] & ~CAPITAL;
        if (c != LETTER && c != DIGIT) break;
        if (c != DIGIT) *digits = false;
        i++;
    }
    return i;
}

bool mh_token_next(mh_view s, size_t *at, mh_token *out) {
    size_t i = *at, next = i;
    if (!skip_others(s, &i)) {
        *at = s.len;
        return false;
    }
    unsigned char b = (unsigned char)s.ptr[i];
    int first = 0;
    bool upper = false;
    if (b < 0x80) {
        next = i + 1;
        first = ascii[b] & ~CAPITAL;
        upper = (ascii[b] & CAPITAL) != 0;
    } else {
        uint32_t cp = mh_cp_at(s, i, &next);
        first = class_of(cp);
        upper = u_isupper((UChar32)cp) != 0;
    }
    *out = (mh_token){.from = i, .digits = first == DIGIT, .upper = upper};
    size_t end = next, stop = i + MH_TOKEN_MAX - 4 < s.len ? i + MH_TOKEN_MAX - 4 : s.len;
    while (first != IDEOGRAPH && end < stop) {
        end = plain_run(s, end, stop, &out->digits);
        if (end >= stop) break;
        b = (unsigned char)s.ptr[end];
        if (b < 0x80 && ascii[b] == OTHER) break;
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
