#include "unit.h"

#include "lua/alloc.h"

#include <stdlib.h>
#include <string.h>

#define N 600

/* In slabs, and each by itself. */
START_TEST(blocks_hold_what_was_put_and_all_goes) {
    mh_lua_mem m = {.apart = _i == 1};
    char *p[N];
    size_t size[N];
    for (size_t i = 0; i < N; i++) {
        size[i] = 1 + i * 7 % 900; /* small ones and large ones */
        p[i] = mh_lua_alloc(&m, NULL, 0, size[i]);
        ck_assert_uint_eq((uintptr_t)p[i] % 16, 0);
        memset(p[i], (int)(i & 0x7f), size[i]);
    }
    for (size_t i = 0; i < N; i++) { /* larger, smaller, across the bound */
        size_t now = 1 + (size[i] * 13 + i) % 1200, kept = now < size[i] ? now : size[i];
        p[i] = mh_lua_alloc(&m, p[i], size[i], now);
        for (size_t k = 0; k < kept; k++) ck_assert_int_eq(p[i][k], (char)(i & 0x7f));
        memset(p[i], (int)(i & 0x7f), now);
        size[i] = now;
    }
    size_t sum = 0;
    for (size_t i = 0; i < N; i++) sum += size[i];
    ck_assert_uint_eq(m.used, sum);
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < size[i]; k++) ck_assert_int_eq(p[i][k], (char)(i & 0x7f));
        mh_lua_alloc(&m, p[i], size[i], 0);
    }
    ck_assert_uint_eq(m.used, 0);
    ck_assert_ptr_null(m.slabs);
}
END_TEST

START_TEST(the_cap_counts_bytes) {
    mh_lua_mem m = {.limit = 1000};
    char *p = mh_lua_alloc(&m, NULL, 0, 900), *q = NULL;
    ck_assert_ptr_nonnull(p);
    ck_assert_ptr_null(mh_lua_alloc(&m, NULL, 0, 101));
    ck_assert_uint_eq(m.refused, 1);
    ck_assert_ptr_nonnull(q = mh_lua_alloc(&m, NULL, 0, 100));
    ck_assert_ptr_nonnull(q = mh_lua_alloc(&m, q, 100, 20));
    ck_assert_uint_eq(m.used, 920);
    mh_lua_alloc(&m, p, 900, 0);
    mh_lua_alloc(&m, q, 20, 0);
    ck_assert_uint_eq(m.used, 0);
}
END_TEST

TCase *tcase_lua_alloc(void);
TCase *tcase_lua_alloc(void) {
    TCase *tc = tcase_create("alloc");
    tcase_add_loop_test(tc, blocks_hold_what_was_put_and_all_goes, 0, 2);
    tcase_add_test(tc, the_cap_counts_bytes);
    return tc;
}
