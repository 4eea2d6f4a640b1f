#include "store_util.h"

#include "store/cache.h"

#include <stdio.h>
#include <stdlib.h>

#define JOB MH_VIEW("job")
#define URL MH_VIEW("https://a.example/")

static mh_cache_row row_of(const char *vary, mh_view body) {
    mh_cache_row r = {.status = 200,
                      .vary = mh_view_of(vary),
                      .head = MH_VIEW("Content-Type: text/html\nA: b\n"),
                      .body_size = body.len,
                      .request_us = su_now - 5,
                      .response_us = su_now};
    mh_sha256_hex(body, r.hash);
    return r;
}

static void put(mh_cache_rows *c, mh_view url, const char *vary, mh_view body) {
    mh_cache_row r = row_of(vary, body);
    su_ok(mh_cache_rows_put(c, JOB, url, &r, body, su_e));
}

/* The rows of url; a is the caller's. */
static size_t get(mh_cache_rows *c, mh_view url, mh_arena *a, mh_cache_row **rows) {
    size_t n;
    su_ok(mh_cache_rows_get(c, JOB, url, a, rows, &n, su_e));
    return n;
}

static size_t count(mh_cache_rows *c, mh_view url) {
    mh_arena *a = mh_arena_new();
    mh_cache_row *rows;
    size_t n = get(c, url, a, &rows);
    mh_arena_free(a);
    return n;
}

static mh_code body_code(mh_cache_rows *c, const mh_cache_row *r, mh_buf *out) {
    mh_err e = {0};
    mh_buf_reset(out);
    return mh_cache_rows_body(c, r, out, &e) == MH_OK ? MH_E_NONE : e.code;
}

static void sql(mh_store *s, const char *text) {
    char *why = NULL;
    ck_assert_msg(sqlite3_exec(s->db, text, NULL, NULL, &why) == SQLITE_OK, "%s: %s", text, why);
}

static int64_t number(mh_store *s, const char *text) {
    sqlite3_stmt *st = NULL;
    ck_assert_int_eq(sqlite3_prepare_v2(s->db, text, -1, &st, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

START_TEST(rows_come_back) {
    mh_store *s = su_open();
    mh_cache_rows c = {.store = s};
    mh_arena *a = mh_arena_new();
    mh_buf big = {0}, out = {0};
    mh_cache_row *rows;
    for (int i = 0; i < 100000; i++) mh_buf_printf(&big, "<p>%d</p>\n", i % 97);
    mh_view bodies[] = {{NULL, 0}, MH_VIEW("x"), {"a\0b", 3}, mh_buf_view(&big)};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        put(&c, URL, "foo: 1\n", bodies[i]);
        ck_assert_uint_eq(get(&c, URL, a, &rows), 1);
        ck_assert_int_eq(rows->status, 200);
        ck_view_eq(rows->vary, "foo: 1\n");
        ck_view_eq(rows->head, "Content-Type: text/html\nA: b\n");
        ck_assert_int_eq(rows->request_us, su_now - 5);
        ck_assert_int_eq(rows->response_us, su_now);
        ck_assert_uint_eq(rows->body_size, bodies[i].len);
        ck_assert_int_eq(body_code(&c, rows, &out), MH_E_NONE);
        ck_assert(mh_view_eq(mh_buf_view(&out), bodies[i]));
        su_ok(mh_store_flush(s, su_e));
    }
    ck_assert_int_lt(number(s, "SELECT length(body) FROM http_body"), (int64_t)big.len / 20);
    mh_store_close(s);
    s = su_open(); /* and from the disk */
    c = (mh_cache_rows){.store = s};
    ck_assert_uint_eq(get(&c, URL, a, &rows), 1);
    ck_assert_int_eq(body_code(&c, rows, &out), MH_E_NONE);
    ck_assert(mh_view_eq(mh_buf_view(&out), mh_buf_view(&big)));
    mh_buf_clear(&big);
    mh_buf_clear(&out);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(variants_scopes_and_drop) {
    mh_store *s = su_open();
    mh_cache_rows c = {.store = s};
    mh_arena *a = mh_arena_new();
    mh_cache_row *rows;
    char vary[32];
    for (int i = 0; i < 3 * MH_CACHE_VARIANTS; i++, su_now++) {
        snprintf(vary, sizeof vary, "foo: %d\n", i);
        put(&c, URL, vary, MH_VIEW("x"));
    }
    ck_assert_uint_eq(get(&c, URL, a, &rows), MH_CACHE_VARIANTS);
    ck_view_eq(rows[0].vary, "foo: 47\n");
    ck_view_eq(rows[MH_CACHE_VARIANTS - 1].vary, "foo: 32\n");
    ck_assert_int_eq(number(s, "SELECT count(*) FROM http_body"), MH_CACHE_VARIANTS);
    mh_cache_row r = row_of("", MH_VIEW("y"));
    su_ok(mh_cache_rows_put(&c, MH_VIEW("other"), URL, &r, MH_VIEW("y"), su_e));
    su_ok(mh_cache_rows_drop(&c, JOB, URL, su_e));
    ck_assert_uint_eq(count(&c, URL), 0);
    ck_assert_int_eq(number(s, "SELECT count(*) FROM http_cache"), 1);
    ck_assert_int_eq(number(s, "SELECT count(*) FROM http_body"), 1);
    su_ok(mh_store_flush(s, su_e));
    su_ok(mh_cache_rows_drop(&c, JOB, URL, su_e));
    ck_assert(!mh_store_pending(s)); /* nothing there: nothing written */
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(a_body_belongs_to_its_row) {
    mh_store *s = su_open();
    mh_cache_rows c = {.store = s};
    mh_arena *a = mh_arena_new();
    mh_buf out = {0};
    mh_cache_row *old, *now;
    put(&c, URL, "", MH_VIEW("old"));
    get(&c, URL, a, &old);
    put(&c, URL, "", MH_VIEW("new"));
    ck_assert_int_eq(body_code(&c, old, &out), MH_E_NOT_FOUND);
    /* who confirms the old one must not touch the new */
    old->head = MH_VIEW("Old: 1\n");
    su_ok(mh_cache_rows_refresh(&c, old, su_e));
    ck_assert_uint_eq(get(&c, URL, a, &now), 1);
    ck_view_eq(now->head, "Content-Type: text/html\nA: b\n");
    now->head = MH_VIEW("New: 1\n");
    now->response_us += 10;
    su_ok(mh_cache_rows_refresh(&c, now, su_e));
    mh_cache_row late = *now;
    late.head = MH_VIEW("Late: 1\n");
    late.response_us -= 5;
    su_ok(mh_cache_rows_refresh(&c, &late, su_e));
    get(&c, URL, a, &now);
    ck_view_eq(now->head, "New: 1\n");
    ck_assert_int_eq(now->response_us, su_now + 10);
    ck_assert_int_eq(body_code(&c, now, &out), MH_E_NONE);
    ck_view_eq(mh_buf_view(&out), "new");
    now->hash[0] ^= 1;
    ck_assert_int_eq(body_code(&c, now, &out), MH_E_NOT_FOUND);
    mh_buf_clear(&out);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(reading_writes_once_an_hour) {
    mh_store *s = su_open();
    mh_cache_rows c = {.store = s};
    put(&c, URL, "", MH_VIEW("x"));
    su_ok(mh_store_flush(s, su_e));
    su_now += (int64_t)MH_CACHE_USED_S * 1000000 - 1;
    ck_assert_uint_eq(count(&c, URL), 1);
    ck_assert(!mh_store_pending(s));
    su_now += 1;
    ck_assert_uint_eq(count(&c, URL), 1);
    ck_assert(mh_store_pending(s));
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(number(s, "SELECT used_at FROM http_cache"), su_now);
    ck_assert_uint_eq(count(&c, URL), 1);
    ck_assert(!mh_store_pending(s));
    mh_store_close(s);
}
END_TEST

START_TEST(the_same_body_stays) {
    mh_store *s = su_open();
    mh_cache_rows c = {.store = s};
    mh_arena *a = mh_arena_new();
    mh_cache_row *rows, r = row_of("", MH_VIEW("page"));
    mh_buf out = {0};
    put(&c, URL, "", MH_VIEW("page"));
    sql(s, "CREATE TEMP TABLE touched(id); CREATE TEMP TRIGGER t AFTER INSERT ON http_body"
           " BEGIN INSERT INTO touched VALUES (new.id); END");
    su_now += 9;
    r.status = 203;
    r.head = MH_VIEW("A longer head than before: 123456789012345678901234567890\n");
    r.response_us = su_now;
    int64_t before = number(s, "SELECT bytes FROM http_cache");
    su_ok(mh_cache_rows_put(&c, JOB, URL, &r, MH_VIEW("page"), su_e));
    ck_assert_int_eq(number(s, "SELECT count(*) FROM touched"), 0);
    ck_assert_uint_eq(get(&c, URL, a, &rows), 1);
    ck_assert_int_eq(rows->status, 203);
    ck_assert_int_eq(rows->response_us, su_now);
    ck_view_eq(rows->head, r.head.ptr);
    ck_assert_int_eq(number(s, "SELECT bytes FROM http_cache") - before,
                     (int64_t)r.head.len - (int64_t)strlen("Content-Type: text/html\nA: b\n"));
    ck_assert_int_eq(body_code(&c, rows, &out), MH_E_NONE);
    ck_view_eq(mh_buf_view(&out), "page");
    put(&c, URL, "", MH_VIEW("another"));
    ck_assert_int_eq(number(s, "SELECT count(*) FROM touched"), 1);
    mh_buf_clear(&out);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

/* Bytes that zstd cannot make smaller. */
static void put_noise(mh_buf *b, size_t n, uint64_t seed) {
    for (uint64_t x = seed * 2 + 1; n > 0; n--) {
        x = x * UINT64_C(6364136223846793005) + 1442695040888963407u;
        mh_buf_putc(b, (char)(x >> 56));
    }
}

START_TEST(the_least_used_go_first) {
    mh_store *s = su_open();
    mh_cache_rows c = {.store = s, .max_bytes = 1 << 20};
    mh_buf b = {0};
    char url[64];
    for (int i = 0; i < 400; i++) {
        su_now += 1000000;
        mh_buf_reset(&b);
        put_noise(&b, 8000, (uint64_t)i);
        snprintf(url, sizeof url, "https://a.example/%d", i);
        put(&c, mh_view_of(url), "", mh_buf_view(&b));
        if (i % 20 == 0) { /* one page is asked for again and again */
            su_now += (int64_t)MH_CACHE_USED_S * 1000000;
            ck_assert_uint_eq(count(&c, MH_VIEW("https://a.example/0")), 1);
        }
        ck_assert_int_le(number(s, "SELECT sum(bytes) FROM http_cache"), c.max_bytes);
    }
    ck_assert_uint_eq(count(&c, MH_VIEW("https://a.example/0")), 1);
    ck_assert_uint_eq(count(&c, MH_VIEW("https://a.example/1")), 0);
    ck_assert_uint_eq(count(&c, MH_VIEW("https://a.example/399")), 1);
    ck_assert_int_gt(number(s, "SELECT count(*) FROM http_cache"), 100);
    ck_assert_int_eq(number(s, "SELECT count(*) FROM http_cache"),
                     number(s, "SELECT count(*) FROM http_body"));
    ck_assert_int_ge(number(s, "SELECT sum(bytes) FROM http_cache"),
                     number(s, "SELECT sum(length(body)) FROM http_body"));
    /* another handle, with another bound, brings it down at its first put */
    mh_cache_rows small = {.store = s, .max_bytes = 100000};
    put(&small, URL, "", MH_VIEW("x"));
    ck_assert_int_le(number(s, "SELECT sum(bytes) FROM http_cache"), 100000);
    ck_assert_uint_eq(count(&c, URL), 1);
    mh_cache_row r = row_of("", mh_buf_view(&b));
    mh_err e = {0};
    small.max_bytes = 8000 * 8;
    ck_assert_int_eq(mh_cache_rows_put(&small, JOB, URL, &r, mh_buf_view(&b), &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    mh_buf_clear(&b);
    mh_store_close(s);
}
END_TEST

START_TEST(damaged_bodies_are_told) {
    static const struct {
        const char *sql;
        mh_code want;
    } rows[] = {
        {"UPDATE http_body SET body = substr(body, 1, length(body) - 1)", MH_E_CORRUPT},
        {"UPDATE http_body SET body = substr(body, 1, length(body) / 2)", MH_E_CORRUPT},
        {"UPDATE http_body SET body = substr(body, 1, 5)", MH_E_CORRUPT},
        {"UPDATE http_body SET body = x''", MH_E_CORRUPT},
        {"UPDATE http_body SET body = x'00'", MH_E_CORRUPT},
        {"UPDATE http_body SET body = 'text'", MH_E_CORRUPT},
        {"UPDATE http_body SET body = 17", MH_E_CORRUPT},
        {"UPDATE http_body SET body = zeroblob(1000000)", MH_E_CORRUPT},
        {"UPDATE http_body SET body = body || x'00'", MH_E_CORRUPT},
        /* the last four bytes are the sum */
        {"UPDATE http_body SET body = cast(substr(body, 1, length(body) - 4) || x'00000000' AS "
         "BLOB)",
         MH_E_CORRUPT},
        {"UPDATE http_cache SET body_size = 17", MH_E_CORRUPT},
        {"UPDATE http_cache SET body_size = 0", MH_E_CORRUPT},
        {"UPDATE http_cache SET body_size = 9223372036854775807", MH_E_CORRUPT},
        {"DELETE FROM http_body", MH_E_NOT_FOUND},
    };
    mh_buf b = {0}, out = {0};
    put_noise(&b, 300, 7);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_store *s = su_open();
        mh_cache_rows c = {.store = s};
        mh_arena *a = mh_arena_new();
        mh_cache_row *r;
        put(&c, URL, "", mh_buf_view(&b));
        su_ok(mh_store_flush(s, su_e));
        sql(s, rows[i].sql);
        ck_assert_uint_eq(get(&c, URL, a, &r), 1);
        ck_assert_msg(body_code(&c, r, &out) == rows[i].want, "%s", rows[i].sql);
        put(&c, URL, "", MH_VIEW("x")); /* and mends itself */
        get(&c, URL, a, &r);
        ck_assert_int_eq(body_code(&c, r, &out), MH_E_NONE);
        mh_arena_free(a);
        mh_store_close(s);
    }
    mh_buf_clear(&b);
    mh_buf_clear(&out);
}
END_TEST

START_TEST(every_flipped_byte_is_seen) {
    mh_store *s = su_open();
    mh_cache_rows c = {.store = s};
    mh_arena *a = mh_arena_new();
    mh_buf b = {0}, out = {0};
    mh_cache_row *r;
    char text[160];
    for (int i = 0; i < 40; i++) mh_buf_printf(&b, "line %d of a page\n", i);
    put(&c, URL, "", mh_buf_view(&b));
    su_ok(mh_store_flush(s, su_e));
    get(&c, URL, a, &r);
    sql(s, "CREATE TEMP TABLE good AS SELECT body FROM http_body");
    int n = (int)number(s, "SELECT length(body) FROM good"), wrong = 0;
    for (int i = 1; i <= n; i++) {
        snprintf(text, sizeof text,
                 "UPDATE http_body SET body = cast(substr((SELECT body FROM good), 1, %d) ||"
                 " x'5A' || substr((SELECT body FROM good), %d) AS BLOB)",
                 i - 1, i + 1);
        sql(s, text);
        mh_code code = body_code(&c, r, &out);
        /* the byte may have been that one; what comes back is right or nothing */
        ck_assert(code == MH_E_CORRUPT || mh_view_eq(mh_buf_view(&out), mh_buf_view(&b)));
        wrong += code == MH_E_CORRUPT;
    }
    ck_assert_int_gt(wrong, n / 2);
    mh_buf_clear(&b);
    mh_buf_clear(&out);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(damaged_rows_are_passed_over) {
    static const char *const rows[] = {
        "UPDATE http_cache SET hash = 'short'",
        "UPDATE http_cache SET hash = hash || 'x'",
        "UPDATE http_cache SET body_size = -1",
        "UPDATE http_cache SET response_at = -1",
        "UPDATE http_cache SET request_at = -9223372036854775807 - 1",
        "UPDATE http_cache SET response_at = 9223372036854775807",
        "UPDATE http_cache SET used_at = -9223372036854775807 - 1"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_store *s = su_open();
        mh_cache_rows c = {.store = s};
        put(&c, URL, "", MH_VIEW("x"));
        su_ok(mh_store_flush(s, su_e));
        sql(s, rows[i]);
        ck_assert_msg(count(&c, URL) == 0, "%s", rows[i]);
        mh_store_close(s);
    }
}
END_TEST

START_TEST(writes_join_the_batch) {
    mh_store *s = su_open();
    mh_cache_rows c = {.store = s};
    su_ok(mh_store_tx_begin(s, su_e));
    put(&c, URL, "", MH_VIEW("x"));
    mh_store_tx_rollback(s);
    ck_assert_uint_eq(count(&c, URL), 0);
    put(&c, URL, "", MH_VIEW("x"));
    ck_assert(mh_store_pending(s));
    ck_assert_int_eq(su_int("SELECT count(*) FROM http_cache"), 0);
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(su_int("SELECT count(*) FROM http_cache"), 1);
    mh_store_close(s);
}
END_TEST

START_TEST(read_only_reads) {
    mh_store *s = su_open();
    mh_cache_rows c = {.store = s};
    mh_err e = {0};
    put(&c, URL, "", MH_VIEW("x"));
    mh_store_close(s);
    su_ok(
        mh_store_open(&s, su_path, &(mh_store_opts){.clock = &su_clock, .read_only = true}, su_e));
    c = (mh_cache_rows){.store = s};
    su_now += INT64_C(1000000) * MH_CACHE_USED_S;
    ck_assert_uint_eq(count(&c, URL), 1);
    ck_assert(!mh_store_pending(s));
    mh_cache_row r = row_of("", MH_VIEW("y"));
    ck_assert_int_eq(mh_cache_rows_put(&c, JOB, URL, &r, MH_VIEW("y"), &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_READ_ONLY);
    ck_assert_int_eq(mh_cache_rows_drop(&c, JOB, URL, &e), MH_FAIL);
    ck_assert_uint_eq(count(&c, URL), 1);
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_cache(void) {
    TCase *t = tcase_create("store_cache");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, rows_come_back);
    tcase_add_test(t, variants_scopes_and_drop);
    tcase_add_test(t, a_body_belongs_to_its_row);
    tcase_add_test(t, reading_writes_once_an_hour);
    tcase_add_test(t, the_same_body_stays);
    tcase_add_test(t, the_least_used_go_first);
    tcase_add_test(t, damaged_bodies_are_told);
    tcase_add_test(t, every_flipped_byte_is_seen);
    tcase_add_test(t, damaged_rows_are_passed_over);
    tcase_add_test(t, writes_join_the_batch);
    tcase_add_test(t, read_only_reads);
    return t;
}
