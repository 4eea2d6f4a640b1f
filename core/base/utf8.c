#include "base/utf8.h"

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

/* Length of the ASCII run (no NUL) at the front. */
static size_t ascii_run(mh_view v) {
    size_t i = 0;
    while (i < v.len && (unsigned char)v.ptr[i] - 1u < 0x7Fu) i++;
    return i;
}

bool mh_utf8_valid(mh_view v) {
    while (v.len > 0) {
        size_t run = ascii_run(v);
        v = mh_view_sub(v, run, v.len);
        if (v.len == 0) break;
        const char *at = v.ptr;
        if (mh_utf8_next(&v) == MH_UTF8_BAD && (v.ptr - at != 3 || (unsigned char)at[0] != 0xEF))
            return false;
    }
    return true;
}

void mh_utf8_repair(mh_buf *b, mh_view v) {
    while (v.len > 0) {
        size_t run = ascii_run(v);
        mh_buf_put(b, mh_view_sub(v, 0, run));
        v = mh_view_sub(v, run, v.len);
        if (v.len == 0) break;
        uint32_t cp = mh_utf8_next(&v);
        mh_buf_put_cp(b, cp ? cp : MH_UTF8_BAD);
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
