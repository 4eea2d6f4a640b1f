#include "store_util.h"

#include "base/hash.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

char su_dir[64], su_path[96];
int64_t su_now;

static int64_t wall(void *self) {
    (void)self;
    return su_now;
}

static int64_t mono(void *self) {
    (void)self;
    return su_now * 1000;
}

const mh_clock su_clock = {wall, mono, NULL};

void su_begin(void) {
    snprintf(su_dir, sizeof su_dir, "/tmp/mh-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(su_dir));
    snprintf(su_path, sizeof su_path, "%s/news.db", su_dir);
    su_now = INT64_C(1779000000) * 1000000; /* 2026-05-17T06:40:00Z */
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *at) {
    (void)st, (void)at, (void)kind;
    return remove(path);
}

void su_done(void) {
    chmod(su_dir, 0700);
    nftw(su_dir, drop, 8, FTW_DEPTH | FTW_PHYS);
}

mh_store *su_open(void) {
    mh_store *s = NULL;
    su_ok(mh_store_open(&s, su_path, &(mh_store_opts){.clock = &su_clock}, su_e));
    return s;
}

json_t *su_item(const char *url, const char *title, const char *text) {
    json_t *j = json_object();
    if (url) json_object_set_new(j, "url", json_string(url));
    if (title) json_object_set_new(j, "title", json_string(title));
    if (text) json_object_set_new(j, "text", json_string(text));
    return j;
}

mh_put_result su_put(mh_store *s, json_t *item) {
    mh_put_result r;
    su_ok(mh_doc_put(s, item, &r, su_e));
    su_ok(mh_store_flush(s, su_e));
    json_decref(item);
    return r;
}

static sqlite3 *peek(void) {
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(su_path, &db), SQLITE_OK);
    return db;
}

int64_t su_int(const char *sql) {
    sqlite3 *db = peek();
    sqlite3_stmt *st = NULL;
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK, "%s",
                  sqlite3_errmsg(db));
    ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return n;
}

uint64_t su_content(void) {
    static const char *const tables[] = {"docs", "states",       "tags",
                                         "kv",   "doc_fts_data", "doc_fts_docsize"};
    sqlite3 *db = peek();
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        char sql[64];
        sqlite3_stmt *st = NULL;
        snprintf(sql, sizeof sql, "SELECT * FROM %s", tables[i]);
        ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
        while (sqlite3_step(st) == SQLITE_ROW)
            for (int c = 0; c < sqlite3_column_count(st); c++) {
                mh_view v = {sqlite3_column_blob(st, c), (size_t)sqlite3_column_bytes(st, c)};
                hash = mh_hash64(v, hash + 1);
            }
        sqlite3_finalize(st);
    }
    sqlite3_close(db);
    return hash;
}

START_TEST(content_hash_sees_a_change) {
    mh_store *s = su_open();
    su_put(s, su_item("https://a.example/1", "A", "text"));
    uint64_t before = su_content();
    su_put(s, su_item("https://a.example/2", "B", "text"));
    ck_assert_uint_ne(before, su_content());
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_util(void) {
    TCase *t = tcase_create("store_util");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, content_hash_sees_a_change);
    return t;
}
