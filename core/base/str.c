#include "base/str.h"

#include "base/mem.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool mh_view_ieq(mh_view a, mh_view b) {
    return a.len == b.len && mh_view_istarts(a, b);
}

int mh_view_cmp(mh_view a, mh_view b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (c != 0) return c;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool mh_view_istarts(mh_view v, mh_view prefix) {
    if (v.len < prefix.len) return false;
    for (size_t i = 0; i < prefix.len; i++)
        if (mh_lower(v.ptr[i]) != mh_lower(prefix.ptr[i])) return false;
    return true;
}

bool mh_view_ends(mh_view v, mh_view suffix) {
    return v.len >= suffix.len &&
           (suffix.len == 0 || memcmp(v.ptr + v.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* Sixteen places at once: the needle may be where its first and its last byte are as far apart as they
 * must be. */
#define LANES    ((size_t)16)
#define TOP_BITS 0x8080808080808080u
typedef unsigned char lanes __attribute__((vector_size(16)));

static inline bool is_at(const char *p, mh_view needle, bool fold) {
    return fold ? mh_view_istarts((mh_view){p, needle.len}, needle)
                : memcmp(p, needle.ptr, needle.len) == 0;
}

/* fold: ASCII case ignored. The bit that tells it is set on both sides of the first look, which lets some
 * other bytes through to the second. */
static inline size_t find(mh_view v, mh_view needle, size_t from, bool fold) {
    if (from > v.len || v.len - from < needle.len) return SIZE_MAX;
    if (needle.len == 0) return from;
    unsigned char bit = fold ? 0x20 : 0;
    unsigned char first = (unsigned char)needle.ptr[0] | bit;
    unsigned char last = (unsigned char)needle.ptr[needle.len - 1] | bit;
    size_t i = from, end = v.len - needle.len + 1; /* of the places */
    while (end - from >= LANES && i < end) {
        lanes a, b;
        uint64_t hits[2];
        if (i > end - LANES) i = end - LANES; /* the last look overlaps the one before it */
        memcpy(&a, v.ptr + i, LANES);
        memcpy(&b, v.ptr + i + needle.len - 1, LANES);
        lanes hit = (lanes)((a | bit) == first) & (lanes)((b | bit) == last);
        memcpy(hits, &hit, sizeof hits);
        for (size_t half = 0; (hits[0] | hits[1]) && half < 2; half++)
            for (uint64_t at = le64toh(hits[half]) & TOP_BITS; at; at &= at - 1) {
                size_t k = i + 8 * half + (size_t)__builtin_ctzll(at) / 8;
                if (is_at(v.ptr + k, needle, fold)) return k;
            }
        i += LANES;
    }
    for (; i < end; i++)
        if (((unsigned char)v.ptr[i] | bit) == first && is_at(v.ptr + i, needle, fold)) return i;
    return SIZE_MAX;
}

/* Longest needle that is compared at each place where it may be: of longer ones the C library's search is
 * linear whatever they hold. */
#define SHORT_NEEDLE ((size_t)64)

size_t mh_view_find(mh_view v, mh_view needle, size_t from) {
    if (needle.len == 1) return mh_view_find_byte(v, needle.ptr[0], from);
    if (needle.len <= SHORT_NEEDLE || from >= v.len) return find(v, needle, from, false);
    const char *p = memmem(v.ptr + from, v.len - from, needle.ptr, needle.len);
    return p ? (size_t)(p - v.ptr) : SIZE_MAX;
}

size_t mh_view_ifind(mh_view v, mh_view needle, size_t from) {
    return find(v, needle, from, true);
}

mh_view mh_view_trim(mh_view v) {
    while (v.len > 0 && mh_is_space(v.ptr[0])) {
        v.ptr++;
        v.len--;
    }
    while (v.len > 0 && mh_is_space(v.ptr[v.len - 1])) v.len--;
    return v;
}

bool mh_view_split(mh_view *rest, char sep, mh_view *part) {
    if (rest->ptr == NULL) return false;
    size_t at = mh_view_find_byte(*rest, sep, 0);
    if (at == SIZE_MAX) {
        *part = *rest;
        *rest = (mh_view){NULL, 0};
        return true;
    }
    *part = mh_view_sub(*rest, 0, at);
    *rest = (mh_view){rest->ptr + at + 1, rest->len - at - 1};
    return true;
}

bool mh_view_u64(mh_view v, uint64_t *out) {
    if (v.len == 0) return false;
    uint64_t n = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (!mh_is_digit(v.ptr[i])) return false;
        uint64_t d = (uint64_t)(v.ptr[i] - '0');
        if (n > (UINT64_MAX - d) / 10) return false;
        n = n * 10 + d;
    }
    *out = n;
    return true;
}

void mh_buf_reset(mh_buf *b) {
    b->len = 0;
    if (b->ptr) b->ptr[0] = '\0';
}

void mh_buf_reserve(mh_buf *b, size_t n) {
    if (n >= SIZE_MAX / 2 - b->len) mh_oom();
    size_t need = b->len + n + 1;
    if (need <= b->cap) return;
    size_t cap = b->cap ? b->cap : 64;
    while (cap < need) cap *= 2;
    b->ptr = mh_realloc_array(b->ptr, cap, 1);
    b->cap = cap;
}

void mh_buf_puts(mh_buf *b, const char *cstr) {
    mh_buf_put(b, mh_view_of(cstr));
}

void mh_buf_fit(mh_buf *b) {
    if (b->cap <= b->len + 1) return;
    b->ptr = mh_realloc_array(b->ptr, b->len + 1, 1);
    b->cap = b->len + 1;
}

void mh_buf_vprintf(mh_buf *b, const char *fmt, va_list ap) {
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n > 0) {
        mh_buf_reserve(b, (size_t)n);
        vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void mh_buf_printf(mh_buf *b, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    mh_buf_vprintf(b, fmt, ap);
    va_end(ap);
}

char *mh_buf_take(mh_buf *b) {
    mh_buf_reserve(b, 0);
    b->ptr[b->len] = '\0';
    char *p = b->ptr;
    *b = (mh_buf){0};
    return p;
}
