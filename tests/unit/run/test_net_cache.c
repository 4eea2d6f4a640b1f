#include "store/store_util.h"

#include "run/net_cache.h"

#define URL "https://a.example/news"

static mh_run_cache rc;

static mh_cache_find look(mh_cache_mode mode, mh_cache_entry *out) {
    mh_cache c = {.store = &rc.store, .scope = MH_VIEW("job")};
    mh_cache_req req = {MH_VIEW("GET"), MH_VIEW(URL), NULL, 0, mode};
    return mh_cache_look(&c, &req, su_now, out);
}

static mh_cache_verdict take(mh_cache_entry *stale, int status, const char *fields,
                             const char *body) {
    mh_head h = {0};
    mh_cache c = {.store = &rc.store, .scope = MH_VIEW("job")};
    mh_cache_req req = {MH_VIEW("GET"), MH_VIEW(URL), NULL, 0, MH_CACHE_ON};
    mh_head_read(&h, status, mh_view_of(fields));
    mh_cache_answer a = {status, &h, mh_view_of(body), su_now, su_now};
    mh_cache_verdict v = mh_cache_take(&c, &req, stale, &a);
    mh_head_clear(&h);
    return v;
}

#define PAGE "Cache-Control: max-age=60\nETag: \"e\"\n"

START_TEST(pages_are_kept_over_runs) {
    mh_cache_entry e;
    mh_store *s = su_open();
    mh_run_cache_init(&rc, s, 0);
    ck_assert_int_eq(look(MH_CACHE_ON, &e), MH_CACHE_MISS);
    take(NULL, 200, PAGE, "body");
    mh_store_close(s);

    s = su_open();
    mh_run_cache_init(&rc, s, 0);
    su_now += INT64_C(59000000);
    ck_assert_int_eq(look(MH_CACHE_ON, &e), MH_CACHE_FRESH);
    ck_assert_int_eq(e.status, 200);
    ck_view_eq(mh_buf_view(&e.body), "body");
    ck_view_eq(mh_head_get(&e.head, MH_VIEW("age")), "59");
    mh_cache_entry_clear(&e);

    su_now += 1000000;
    ck_assert_int_eq(look(MH_CACHE_ON, &e), MH_CACHE_STALE);
    ck_assert_int_eq(take(&e, 304, "A: 1\n", ""), MH_CACHE_REUSE);
    ck_view_eq(mh_buf_view(&e.body), "body");
    mh_cache_entry_clear(&e);
    ck_assert_int_eq(look(MH_CACHE_ON, &e), MH_CACHE_FRESH);
    ck_view_eq(mh_head_get(&e.head, MH_VIEW("a")), "1");
    mh_cache_entry_clear(&e);
    mh_store_close(s);
}
END_TEST

START_TEST(a_damaged_body_is_asked_for_anew) {
    mh_cache_entry e;
    mh_store *s = su_open();
    mh_run_cache_init(&rc, s, 0);
    take(NULL, 200, PAGE, "body");
    ck_assert_int_eq(
        sqlite3_exec(s->db, "UPDATE http_body SET body = x'28b52ffd'", NULL, NULL, NULL),
        SQLITE_OK);
    ck_assert_int_eq(look(MH_CACHE_ON, &e), MH_CACHE_MISS);
    mh_cache_entry_clear(&e);
    ck_assert_int_eq(look(MH_CACHE_OFFLINE, &e), MH_CACHE_NEVER);
    mh_cache_entry_clear(&e);
    take(NULL, 200, PAGE, "body");
    ck_assert_int_eq(look(MH_CACHE_ON, &e), MH_CACHE_FRESH);
    ck_view_eq(mh_buf_view(&e.body), "body");
    mh_cache_entry_clear(&e);
    mh_store_close(s);
}
END_TEST

/* While one asks, another stores a newer page: its head must not go to the newer body. */
START_TEST(a_late_304_leaves_the_newer_page) {
    mh_cache_entry old, e;
    mh_store *s = su_open();
    mh_run_cache_init(&rc, s, 0);
    take(NULL, 200, "Cache-Control: max-age=1\nETag: \"old\"\n", "old");
    su_now += 2000000;
    ck_assert_int_eq(look(MH_CACHE_ON, &old), MH_CACHE_STALE);
    take(NULL, 200, "Cache-Control: max-age=60\nETag: \"new\"\n", "new");
    ck_assert_int_eq(take(&old, 304, "A: 1\n", ""), MH_CACHE_REUSE);
    ck_view_eq(mh_buf_view(&old.body), "old"); /* what the server confirmed to this one */
    mh_cache_entry_clear(&old);
    ck_assert_int_eq(look(MH_CACHE_ON, &e), MH_CACHE_FRESH);
    ck_view_eq(mh_buf_view(&e.body), "new");
    ck_view_eq(mh_head_get(&e.head, MH_VIEW("etag")), "\"new\"");
    mh_cache_entry_clear(&e);
    mh_store_close(s);
}
END_TEST

TCase *tcase_run_net_cache(void) {
    TCase *t = tcase_create("run_net_cache");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, pages_are_kept_over_runs);
    tcase_add_test(t, a_damaged_body_is_asked_for_anew);
    tcase_add_test(t, a_late_304_leaves_the_newer_page);
    return t;
}
