/* support.h - an engine and an arena for each test of this folder.
 * Owns: both, until text_teardown. Threads: one. */
#ifndef MH_TESTS_TEXT_SUPPORT_H
#define MH_TESTS_TEXT_SUPPORT_H

#include "unit.h"

#include "base/arena.h"
#include "text/text.h"

static mh_text *T;
static mh_arena *A;

static inline void text_setup(void) {
    mh_err e = {0};
    ck_assert_msg(mh_text_new(&T, &e) == MH_OK, "%s", e.msg);
    A = mh_arena_new();
}

static inline void text_teardown(void) {
    mh_arena_free(A);
    mh_text_free(T);
}

/* Texts that must cost little and break nothing. */
static inline mh_view hostile(size_t n, const char *unit) {
    char *p = mh_arena_alloc(A, n);
    mh_view u = mh_view_of(unit);
    for (size_t i = 0; i < n; i++) p[i] = u.ptr[i % u.len];
    return (mh_view){p, n - n % u.len};
}

static const char *const hostile_units[] = {
    "a",  "a ", ".",  "a.",       "A. ",    "1",   "\xFF", "\xD0",
    "\n", "\"", "- ", "\xD0\xB0", "1 May ", "?! ", "(",    "\xE4\xB8\xAD"};

#endif
