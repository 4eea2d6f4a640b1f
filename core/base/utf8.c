#include "base/utf8.h"

#include <string.h>

typedef struct lead {
    unsigned char need;   /* continuation bytes */
    unsigned char lo, hi; /* range of the first of them */
} lead;

static lead lead_of(unsigned char c) {
    if (c >= 0xC2 && c <= 0xDF) return (lead){1, 0x80, 0xBF};
    if (c == 0xE0) return (lead){2, 0xA0, 0xBF};
    if (c == 0xED) return (lead){2, 0x80, 0x9F}; /* no surrogates */
    if (c >= 0xE1 && c <= 0xEF) return (lead){2, 0x80, 0xBF};
    if (c == 0xF0) return (lead){3, 0x90, 0xBF};
    if (c == 0xF4) return (lead){3, 0x80, 0x8F};
    if (c >= 0xF1 && c <= 0xF3) return (lead){3, 0x80, 0xBF};
    return (lead){0, 0, 0};
}

uint32_t mh_utf8_next(mh_view *v) {
    const unsigned char *p = (const unsigned char *)v->ptr;
    unsigned char c = p[0];
    if (c < 0x80) {
        v->ptr++;
        v->len--;
        return c;
    }
    lead l = lead_of(c);
    uint32_t cp = l.need == 1 ? c & 0x1Fu : l.need == 2 ? c & 0x0Fu : c & 0x07u;
    size_t i = 1;
    for (; i <= l.need && i < v->len; i++) {
        unsigned char lo = i == 1 ? l.lo : 0x80, hi = i == 1 ? l.hi : 0xBF;
        if (p[i] < lo || p[i] > hi) break;
        cp = cp << 6 | (p[i] & 0x3Fu);
    }
    bool good = l.need > 0 && i == (size_t)l.need + 1;
    v->ptr += i;
    v->len -= i;
    return good ? cp : MH_UTF8_BAD;
}

size_t mh_utf8_encode(uint32_t cp, char out[4]) {
    if ((cp >= 0xD800 && cp <= 0xDFFF) || cp > 0x10FFFF) cp = MH_UTF8_BAD;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    out[0] = (char)((n == 2 ? 0xC0u : n == 3 ? 0xE0u : 0xF0u) | cp);
    return n;
}

void mh_buf_put_cp(mh_buf *b, uint32_t cp) {
    char s[4];
    mh_buf_put_n(b, s, mh_utf8_encode(cp, s));
}

#define HIGH_BITS 0x8080808080808080u
#define LOW_BITS  0x0101010101010101u

/* Whether the eight bytes at p are ASCII without NUL: taking one from each byte of a word sets the high
 * bit of a zero. */
static inline bool is_ascii_word(const char *p) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return ((word | (word - LOW_BITS)) & HIGH_BITS) == 0;
}

size_t mh_utf8_ascii(mh_view v) {
    size_t n = 0;
    for (uint64_t w[4]; n + sizeof w <= v.len; n += sizeof w) {
        memcpy(w, v.ptr + n, sizeof w);
        if ((w[0] | w[1] | w[2] | w[3]) & HIGH_BITS) break;
    }
    for (uint64_t word; n + sizeof word <= v.len; n += sizeof word) {
        memcpy(&word, v.ptr + n, sizeof word);
        if (word & HIGH_BITS) break;
    }
    while (n < v.len && (unsigned char)v.ptr[n] < 0x80) n++;
    return n;
}

/* The same up to the first NUL. */
static size_t ascii_run(mh_view v) {
    size_t n = 0;
    for (uint64_t w[4]; n + sizeof w <= v.len; n += sizeof w) {
        memcpy(w, v.ptr + n, sizeof w);
        uint64_t low =
            (w[0] - LOW_BITS) | (w[1] - LOW_BITS) | (w[2] - LOW_BITS) | (w[3] - LOW_BITS);
        if ((w[0] | w[1] | w[2] | w[3] | low) & HIGH_BITS) break;
    }
    while (n + 8 <= v.len && is_ascii_word(v.ptr + n)) n += 8;
    /* the last word of a text overlaps the one before it */
    if (n + 8 > v.len && v.len >= 8 && is_ascii_word(v.ptr + v.len - 8)) return v.len;
    while (n < v.len && (unsigned char)v.ptr[n] - 1u < 0x7Fu) n++;
    return n;
}

size_t mh_utf8_clean(mh_view v) {
    const unsigned char *p = (const unsigned char *)v.ptr;
    size_t i = 0;
    for (;;) {
        i += ascii_run((mh_view){v.ptr + i, v.len - i});
        /* two bytes first: most letters that are not Latin */
        while (i + 1 < v.len && p[i] - 0xC2u < 0x1Eu && (p[i + 1] & 0xC0) == 0x80) i += 2;
        if (i == v.len || p[i] == 0) return i;
        mh_view at = {v.ptr + i, v.len - i}, rest = at;
        bool bad = mh_utf8_next(&rest) == MH_UTF8_BAD;
        if (bad && !mh_view_starts(at, MH_VIEW("\xEF\xBF\xBD"))) return i;
        i += at.len - rest.len;
    }
}

bool mh_utf8_valid(mh_view v) {
    for (;;) {
        v = mh_view_sub(v, mh_utf8_clean(v), v.len);
        if (v.len == 0 || v.ptr[0] != '\0') return v.len == 0;
        v = mh_view_sub(v, 1, v.len);
    }
}

void mh_utf8_repair(mh_buf *b, mh_view v) {
    mh_buf_reserve(b, v.len);
    for (;;) {
        size_t n = mh_utf8_clean(v);
        mh_buf_put_n(b, v.ptr, n);
        v = mh_view_sub(v, n, v.len);
        if (v.len == 0) break;
        mh_utf8_next(&v);
        mh_buf_put_cp(b, MH_UTF8_BAD);
    }
}

size_t mh_utf8_len(mh_view v) {
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++) n += ((unsigned char)v.ptr[i] & 0xC0) != 0x80;
    return n;
}

mh_view mh_utf8_cut(mh_view v, size_t n) {
    if (v.len <= n) return v;
    while (n > 0 && ((unsigned char)v.ptr[n] & 0xC0) == 0x80) n--;
    return mh_view_sub(v, 0, n);
}
