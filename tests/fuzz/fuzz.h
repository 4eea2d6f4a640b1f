/* fuzz.h - what the fuzz targets share: checks that end the process, pieces of an input.
 * Owns: nothing; pieces are views of the input. Threads: one.
 *
 * A target is one file: LLVMFuzzerTestOneInput reads the bytes in one way, calls an engine and
 * checks what its header promises. scripts/dev/fuzz builds and runs them. */
#ifndef MH_TESTS_FUZZ_H
#define MH_TESTS_FUZZ_H

#include "base/str.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define fz_check(cond)                                                                             \
    do {                                                                                           \
        if (!(cond)) fz_fail(__FILE__, __LINE__, #cond);                                           \
    } while (0)

_Noreturn static inline void fz_fail(const char *file, int line, const char *what) {
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

static inline mh_view fz_view(const uint8_t *data, size_t size) {
    return (mh_view){(const char *)data, size};
}

/* The first line of *rest, without its end; *rest is what follows. */
static inline mh_view fz_line(mh_view *rest) {
    size_t at = mh_view_find_byte(*rest, '\n', 0);
    mh_view line = mh_view_sub(*rest, 0, at);
    *rest = at == SIZE_MAX ? (mh_view){rest->ptr, 0} : mh_view_sub(*rest, at + 1, rest->len);
    return line;
}

/* Text past the border: valid UTF-8 without NUL. */
static inline void fz_is_text(mh_view v) {
    fz_check(v.len == 0 || v.ptr != NULL);
    fz_check(mh_utf8_valid(v));
    fz_check(v.len == 0 || memchr(v.ptr, 0, v.len) == NULL);
}

/* [from, to) lies in v, on character boundaries. */
static inline void fz_is_range(mh_view v, size_t from, size_t to) {
    fz_check(from <= to && to <= v.len);
    fz_check(from == v.len || ((unsigned char)v.ptr[from] & 0xC0) != 0x80);
    fz_check(to == v.len || ((unsigned char)v.ptr[to] & 0xC0) != 0x80);
}

/* [from, to) is the next of the parts of v that "\n\n" parts; at: where the last one ended. */
static inline void fz_is_part(mh_view v, size_t from, size_t to, size_t at) {
    fz_is_range(v, from, to);
    fz_check(from < to && from == (at ? at + 2 : 0));
    fz_check(at == 0 || (v.ptr[at] == '\n' && v.ptr[at + 1] == '\n'));
}

/* The bytes as text: repaired when they are none. b is the caller's. */
static inline mh_view fz_repaired(mh_buf *b, mh_view v) {
    mh_utf8_repair(b, v);
    return mh_buf_view(b);
}

#endif
