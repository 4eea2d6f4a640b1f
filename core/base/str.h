/* str.h - byte views and growing buffers: every string of minehost is one of these two.
 * Owns: a view borrows; a buffer owns its bytes until mh_buf_clear or mh_buf_take.
 * Threads: any, one owner at a time.
 *
 * Lengths are bytes. Bytes may hold NUL. Text is UTF-8 once it is past the border (base/utf8.h). */
#ifndef MH_BASE_STR_H
#define MH_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct mh_view {
    const char *ptr; /* borrowed; may be NULL only when len is 0 */
    size_t len;
} mh_view;

/* View of a string literal; usable in static initialisers through MH_VIEW_INIT. */
#define MH_VIEW(lit) ((mh_view){(lit), sizeof(lit) - 1})
#define MH_VIEW_INIT(lit)                                                                          \
    { (lit), sizeof(lit) - 1 }
/* For printf: "%.*s" takes MH_FMT(v). */
#define MH_FMT(v) ((v).len > 0x7fffffff ? 0x7fffffff : (int)(v).len), ((v).ptr ? (v).ptr : "")

/* NULL gives the empty view. */
static inline mh_view mh_view_of(const char *cstr) {
    return cstr ? (mh_view){cstr, strlen(cstr)} : (mh_view){NULL, 0};
}
/* The clamped half-open range [from, to). */
static inline mh_view mh_view_sub(mh_view v, size_t from, size_t to) {
    if (to > v.len) to = v.len;
    return from < to ? (mh_view){v.ptr + from, to - from} : (mh_view){v.ptr, 0};
}
static inline bool mh_view_eq(mh_view a, mh_view b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
bool mh_view_ieq(mh_view a, mh_view b); /* ASCII case ignored */
int mh_view_cmp(mh_view a, mh_view b);  /* by bytes, then by length: <0, 0, >0 */
static inline bool mh_view_starts(mh_view v, mh_view prefix) {
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): only the empty view has no ptr */
    return v.len >= prefix.len && (prefix.len == 0 || memcmp(v.ptr, prefix.ptr, prefix.len) == 0);
}
bool mh_view_istarts(mh_view v, mh_view prefix);
bool mh_view_ends(mh_view v, mh_view suffix);
/* Offset of the first occurrence of needle at or after from, or SIZE_MAX. */
size_t mh_view_find(mh_view v, mh_view needle, size_t from);
size_t mh_view_ifind(mh_view v, mh_view needle, size_t from);
static inline size_t mh_view_find_byte(mh_view v, char c, size_t from) {
    if (from >= v.len) return SIZE_MAX;
    const char *p = memchr(v.ptr + from, c, v.len - from);
    return p ? (size_t)(p - v.ptr) : SIZE_MAX;
}
/* Without white space (ASCII as HTML defines it: TAB LF FF CR SPACE) at both ends. */
mh_view mh_view_trim(mh_view v);
/* Takes bytes of *rest up to sep (dropped) into *part; false when rest is used up.
 * "a,,b" gives "a", "", "b"; "a," gives "a", "". A used-up rest has a NULL ptr. */
bool mh_view_split(mh_view *rest, char sep, mh_view *part);
/* Decimal digits only, whole view, no sign; false on anything else or overflow. */
bool mh_view_u64(mh_view v, uint64_t *out);

/* Character classes of ASCII, deaf to the locale. Small functions are here to be inlined: they run for
 * each byte of a page. */
static inline bool mh_is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}
static inline bool mh_is_digit(char c) {
    return c >= '0' && c <= '9';
}
static inline bool mh_is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool mh_is_alnum(char c) {
    return mh_is_alpha(c) || mh_is_digit(c);
}
static inline char mh_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

typedef struct mh_buf {
    char *ptr; /* always followed by a NUL that len does not count, once anything was put */
    size_t len, cap;
} mh_buf;

static inline void mh_buf_clear(mh_buf *b) { /* frees; b is empty and usable again */
    free(b->ptr);
    *b = (mh_buf){0};
}
void mh_buf_reset(mh_buf *b);             /* empties, keeps the memory */
void mh_buf_reserve(mh_buf *b, size_t n); /* room for n more bytes */
void mh_buf_fit(mh_buf *b);               /* gives back what is not used */
static inline void mh_buf_put_n(mh_buf *b, const char *p, size_t n) {
    if (b->cap - b->len <= n) mh_buf_reserve(b, n);
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): n > 0 bytes are somewhere */
    if (n > 0) memcpy(b->ptr + b->len, p, n);
    b->len += n;
    b->ptr[b->len] = '\0';
}
static inline void mh_buf_put(mh_buf *b, mh_view v) {
    mh_buf_put_n(b, v.ptr, v.len);
}
static inline void mh_buf_putc(mh_buf *b, char c) {
    if (b->cap - b->len <= 1) mh_buf_reserve(b, 1);
    b->ptr[b->len++] = c;
    b->ptr[b->len] = '\0';
}
void mh_buf_puts(mh_buf *b, const char *cstr);
__attribute__((format(printf, 2, 3))) void mh_buf_printf(mh_buf *b, const char *fmt, ...);
void mh_buf_vprintf(mh_buf *b, const char *fmt, va_list ap);
static inline mh_view mh_buf_view(const mh_buf *b) { /* borrowed until the next put */
    return (mh_view){b->ptr, b->len};
}
/* The bytes as an owned C string (free() it); b is empty afterwards. Never NULL. */
char *mh_buf_take(mh_buf *b);

#endif
