#include "store_util.h"

#include "store/kv.h"

#include <stdio.h>

static json_t *get(mh_store *s, const char *ns, const char *key) {
    json_t *v = NULL;
    su_ok(mh_kv_get(s, mh_view_of(ns), mh_view_of(key), &v, su_e));
    return v;
}

static void set(mh_store *s, const char *ns, const char *key, const char *json, double ttl) {
    json_t *v = json ? json_loads(json, JSON_DECODE_ANY, NULL) : NULL;
    su_ok(mh_kv_set(s, mh_view_of(ns), mh_view_of(key), v, ttl, su_e));
    json_decref(v);
}

START_TEST(values_round_trip) {
    static const char *const values[] = {"null", "true",  "0",  "-9007199254740993",       "0.1",
                                         "\"\"", "\"я\"", "[]", "{\"a\":[1,{\"b\":null}]}"};
    mh_store *s = su_open();
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        set(s, "plugin", "key", values[i], 0);
        json_t *v = get(s, "plugin", "key"), *want = json_loads(values[i], JSON_DECODE_ANY, NULL);
        ck_assert_msg(v && json_equal(v, want), "%s", values[i]);
        json_decref(v);
        json_decref(want);
    }
    ck_assert_ptr_null(get(s, "other", "key"));
    set(s, "plugin", "key", NULL, 0);
    ck_assert_ptr_null(get(s, "plugin", "key"));
    mh_store_close(s);
}
END_TEST

START_TEST(the_same_value_writes_nothing) {
    mh_store *s = su_open();
    set(s, "n", "k", "[1]", 0);
    su_ok(mh_store_flush(s, su_e));
    set(s, "n", "k", "[1]", 0);
    set(s, "n", "absent", NULL, 0);
    ck_assert(!mh_store_pending(s));
    set(s, "n", "k", "[2]", 0);
    ck_assert(mh_store_pending(s));
    mh_store_close(s);
}
END_TEST

START_TEST(expiry) {
    mh_store *s = su_open();
    size_t n;
    set(s, "n", "short", "1", 10);
    set(s, "n", "long", "2", 1e300);
    set(s, "n", "kept", "3", 10);
    set(s, "n", "kept", "3", 0); /* the same value, now to stay */
    su_now += 9999999;
    json_decref(get(s, "n", "short"));
    su_ok(mh_kv_expire(s, &n, su_e));
    ck_assert_uint_eq(n, 0);
    su_now += 1;
    ck_assert_ptr_null(get(s, "n", "short"));
    mh_arena *a = mh_arena_new();
    mh_view *keys;
    su_ok(mh_kv_keys(s, MH_VIEW("n"), (mh_view){0}, (mh_view){0}, 0, a, &keys, &n, su_e));
    ck_assert_uint_eq(n, 2);
    ck_view_eq(keys[0], "kept");
    ck_view_eq(keys[1], "long");
    mh_arena_free(a);
    su_ok(mh_kv_expire(s, &n, su_e));
    ck_assert_uint_eq(n, 1);
    mh_store_close(s);
}
END_TEST

START_TEST(keys_by_prefix_and_page) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_view *keys, after = {0};
    size_t n;
    int seen = 0;
    for (int i = 0; i < 25; i++) {
        char key[32];
        snprintf(key, sizeof key, "seen/%02d", i);
        set(s, "n", key, "1", 0);
    }
    set(s, "n", "seen", "1", 0);
    set(s, "n", "seet", "1", 0);
    set(s, "m", "seen/x", "1", 0);
    do {
        su_ok(mh_kv_keys(s, MH_VIEW("n"), MH_VIEW("seen/"), after, 10, a, &keys, &n, su_e));
        seen += (int)n;
        if (n > 0) after = keys[n - 1];
    } while (n > 0);
    ck_assert_int_eq(seen, 25);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(bad_names) {
    mh_store *s = su_open();
    mh_err e;
    json_t *v;
    static char big[MH_KV_NAME + 1];
    ck_assert_int_eq(mh_kv_get(s, MH_VIEW(""), MH_VIEW("k"), &v, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    ck_assert_int_eq(mh_kv_set(s, MH_VIEW("n"), (mh_view){big, sizeof big}, json_true(), 0, &e),
                     MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_kv(void) {
    TCase *t = tcase_create("store_kv");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, values_round_trip);
    tcase_add_test(t, the_same_value_writes_nothing);
    tcase_add_test(t, expiry);
    tcase_add_test(t, keys_by_prefix_and_page);
    tcase_add_test(t, bad_names);
    return t;
}
