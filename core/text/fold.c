#include "text/fold.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/text_priv.h"

#include <unicode/uchar.h>

#define SHORT_I 0x439u
#define CYR_I   0x438u
#define BREVE   0x306u

/* Code points that differ only as letters with no decomposition. */
static uint32_t single(uint32_t cp) {
    switch (cp) {
    case 0x131: return 'i';
    case 0xF8: return 'o';
    case 0x111: return 'd';
    case 0x142: return 'l';
    case 0x649:
    case 0x6CC: return 0x64A; /* yeh */
    case 0x6A9: return 0x643; /* kaf */
    case 0x60:
    case 0xB4:
    case 0x2B9:
    case 0x2BB:
    case 0x2BC:
    case 0x2BD:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032: return '\'';
    case 0xAB:
    case 0xBB:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F: return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: return '-';
    default: return cp;
    }
}

static size_t put_folded(uint32_t *out, size_t n, uint32_t cp) {
    int8_t type = u_charType((UChar32)cp);
    if (cp == BREVE && n > 0 && out[n - 1] == CYR_I) {
        out[n - 1] = SHORT_I;
        return n;
    }
    if (type == U_NON_SPACING_MARK || type == U_FORMAT_CHAR || cp == 0x640) return n;
    if (type == U_SPACE_SEPARATOR) cp = ' ';
    if (type == U_DECIMAL_DIGIT_NUMBER) {
        cp = (uint32_t)('0' + u_charDigitValue((UChar32)cp));
    }
    cp = single((uint32_t)u_tolower((UChar32)cp));
    bool two = cp == 0xDF || cp == 0xE6; /* also where a decomposition or small letter gives them */
    if (n + two >= MH_FOLD_OUT) return n;
    out[n++] = cp == 0xDF ? 's' : cp == 0xE6 ? 'a' : cp;
    if (two) out[n++] = cp == 0xDF ? 's' : 'e';
    return n;
}

static size_t fold_slow(const mh_text *t, uint32_t cp, uint32_t *out) {
    UChar u[MH_FOLD_OUT * 2];
    UErrorCode uc = U_ZERO_ERROR;
    uint32_t special = single(cp);
    if (special != cp) return put_folded(out, 0, special); /* before U+00B4 becomes a space */
    int32_t len = unorm2_getDecomposition(t->nfkd, (UChar32)cp, u, MH_FOLD_OUT * 2, &uc);
    if (len < 0 || U_FAILURE(uc)) return put_folded(out, 0, cp);
    size_t n = 0;
    for (int32_t i = 0; i < len;) {
        uint32_t c = u[i++];
        if (c >= 0xD800 && c < 0xDC00 && i < len)
            c = 0x10000 + ((c - 0xD800) << 10) + (u[i++] - 0xDC00u);
        n = put_folded(out, n, c);
    }
    return n;
}

void mh_fold_init(mh_text *t) {
    for (uint32_t cp = 0; cp < MH_FOLD_FAST; cp++) {
        uint32_t out[MH_FOLD_OUT];
        size_t n = fold_slow(t, cp, out);
        for (size_t i = 0; i < 3 && i < n; i++) t->fast[cp][i] = (uint16_t)out[i];
    }
}

size_t mh_fold_cp(const mh_text *t, uint32_t cp, uint32_t *out) {
    if (cp >= MH_FOLD_FAST) return fold_slow(t, cp, out);
    size_t n = 0;
    while (n < 3 && t->fast[cp][n]) {
        out[n] = t->fast[cp][n];
        n++;
    }
    return n;
}

/* What ASCII is folded by making small from byte i of s on goes behind out, which has the room for the rest
 * of s; where it ends. */
static size_t fold_plain(mh_view s, size_t i, mh_buf *out) {
    char *to = out->ptr + out->len;
    size_t start = i;
    for (; s.len - i >= 8; i += 8) {
        uint64_t x = 0;
        memcpy(&x, s.ptr + i, 8);
        if ((x | mh_in_range8(x & MH_EACH(0x7F), '`', '`')) & MH_HIGH) break;
        x = mh_lower8(x);
        memcpy(to + (i - start), &x, 8);
    }
    for (; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x80 || c == '`') break;
        to[i - start] = mh_lower((char)c);
    }
    out->len += i - start;
    return i;
}

void mh_text_fold(const mh_text *t, mh_view s, mh_buf *out) {
    uint32_t cps[MH_FOLD_OUT];
    if (s.len == 0) return;
    mh_buf_reserve(out, s.len);
    for (size_t i = fold_plain(s, 0, out), next = 0; i < s.len; i = next) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x80 && c != '`') {
            if (out->cap - out->len <= s.len - i) mh_buf_reserve(out, s.len - i);
            next = fold_plain(s, i, out);
            continue;
        }
        uint32_t cp = mh_cp_at(s, i, &next);
        if (cp == BREVE && out->len >= 2 && (unsigned char)out->ptr[out->len - 2] == 0xD0 &&
            (unsigned char)out->ptr[out->len - 1] == 0xB8) {
            out->ptr[out->len - 1] = (char)0xB9; /* i + breve written apart */
            continue;
        }
        size_t n = mh_fold_cp(t, cp, cps);
        for (size_t k = 0; k < n; k++) mh_buf_put_cp(out, cps[k]);
    }
    out->ptr[out->len] = '\0';
}
