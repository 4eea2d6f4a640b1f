#include "unit.h"

#include "base/arena.h"
#include "base/base64.h"
#include "base/hash.h"
#include "base/map.h"

#include <stdio.h>

START_TEST(map_keeps_order_and_values) {
    mh_map *m = mh_map_new();
    char key[16];
    ck_assert_ptr_null(mh_map_get(m, MH_VIEW("0")));
    for (uint64_t i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "%d", (int)i);
        bool fresh;
        mh_map_at(m, mh_view_of(key), &fresh)->num = i;
        ck_assert(fresh);
    }
    for (uint64_t i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "%d", (int)i);
        bool fresh;
        ck_assert_uint_eq(mh_map_at(m, mh_view_of(key), &fresh)->num, i);
        ck_assert(!fresh);
        ck_view_eq(mh_map_entry_at(m, i)->key, key);
    }
    ck_assert_uint_eq(mh_map_len(m), 5000);
    mh_map_at(m, (mh_view){"a\0b", 3}, NULL)->num = 1;
    ck_assert_ptr_null(mh_map_get(m, MH_VIEW("a")));
    mh_map_free(m);
}
END_TEST

START_TEST(arena_is_aligned_and_zeroed) {
    mh_arena *a = mh_arena_new();
    for (size_t n = 0; n < 3000; n += 7) {
        char *p = mh_arena_alloc(a, n);
        ck_assert_uint_eq((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++) ck_assert_int_eq(p[i], 0);
        memset(p, 1, n);
    }
    ck_view_eq(mh_arena_printf(a, "%d-%s", 5, "x"), "5-x");
    mh_arena_reset(a);
    char *p = mh_arena_alloc(a, 4096);
    for (size_t i = 0; i < 4096; i++) ck_assert_int_eq(p[i], 0);
    mh_arena_free(a);
}
END_TEST

START_TEST(sha256_of_the_standard) {
    char hex[MH_SHA256_HEX];
    mh_sha256_hex(MH_VIEW("abc"), hex); /* FIPS 180-4's example */
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(hmac_of_the_standard) { /* RFC 4231, cases 2 and 6 */
    char hex[MH_SHA256_HEX], key[131];
    memset(key, 0xAA, sizeof key);
    mh_hmac_sha256_hex(MH_VIEW("Jefe"), MH_VIEW("what do ya want for nothing?"), hex);
    ck_assert_str_eq(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    mh_hmac_sha256_hex((mh_view){key, sizeof key},
                       MH_VIEW("Test Using Larger Than Block-Size Key - Hash Key First"), hex);
    ck_assert_str_eq(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    mh_hmac_sha256_hex((mh_view){0}, (mh_view){0}, hex);
    ck_assert_str_eq(hex, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}
END_TEST

START_TEST(base64_of_the_standard) { /* RFC 4648 section 10 */
    static const char *const rows[][2] = {
        {"", ""},        {"f", "Zg=="},          {"fo", "Zm8="},
        {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xFF", "+/8="}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        mh_buf_puts(&b, ">");
        mh_base64_put(&b, mh_view_of(rows[i][0]));
        ck_view_eq(mh_view_sub(mh_buf_view(&b), 1, b.len), rows[i][1]);
        ck_assert_uint_eq(strlen(b.ptr), b.len);
        mh_buf_clear(&b);
    }
}
END_TEST

TCase *tcase_base_map(void) {
    TCase *t = tcase_create("base_map");
    tcase_add_test(t, map_keeps_order_and_values);
    tcase_add_test(t, arena_is_aligned_and_zeroed);
    tcase_add_test(t, sha256_of_the_standard);
    tcase_add_test(t, hmac_of_the_standard);
    tcase_add_test(t, base64_of_the_standard);
    return t;
}
