/* unit.h - what every unit test file includes.
 * A file tests/unit/F/test_N.c has one function, TCase *tcase_F_N(void); the build finds it. */
#ifndef MH_TESTS_UNIT_H
#define MH_TESTS_UNIT_H

#include "base/str.h"

#include <check.h>

typedef struct unit_case {
    const char *name;
    TCase *(*make)(void);
} unit_case;

extern const unit_case unit_cases[]; /* ends with a NULL name */

/* Compares a view with a C string and shows both on failure. */
#define ck_view_eq(v, cstr)                                                                        \
    do {                                                                                           \
        mh_view ck_v_ = (v);                                                                       \
        const char *ck_s_ = (cstr);                                                                \
        ck_assert_msg(mh_view_eq(ck_v_, mh_view_of(ck_s_)), "got \"%.*s\", wanted \"%s\"",         \
                      MH_FMT(ck_v_), ck_s_);                                                       \
    } while (0)

#endif
