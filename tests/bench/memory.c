/* The allocator's peak, for benchmarks: the program's own malloc in front of the C library's. */
#include "bench.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl*): glibc's names of its own allocator */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void __libc_free(void *p);
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl*) */

static size_t live, peak, base;
static int counting; /* off while time is taken */

static void *count(void *p) {
    if (counting && p) {
        live += malloc_usable_size(p);
        if (live > peak) peak = live;
    }
    return p;
}

static void uncount(void *p) {
    if (!counting || !p) return;
    size_t n = malloc_usable_size(p);
    live = n > live ? 0 : live - n; /* what was there before the count began */
}

void *malloc(size_t n) {
    return count(__libc_malloc(n));
}

void *calloc(size_t n, size_t size) {
    return count(__libc_calloc(n, size));
}

void *realloc(void *p, size_t n) {
    uncount(p);
    return count(__libc_realloc(p, n));
}

void *reallocarray(void *p, size_t n, size_t size) {
    if (size && n > (size_t)-1 / size) {
        errno = ENOMEM;
        return NULL;
    }
    /* NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): as the C library does */
    return realloc(p, n * size);
}

void free(void *p) {
    uncount(p);
    __libc_free(p);
}

void bench_peak_start(void) {
    counting = 1;
    live = peak = base = (size_t)1 << 30; /* room below for what is freed and was not counted */
}

size_t bench_peak_stop(void) {
    counting = 0;
    return peak - base;
}
