#include "store_util.h"

#include "store/kv.h"

#include <stdio.h>
#include <string.h>

typedef struct told {
    int n, failed;
    mh_code code;
} told;

static void on_done(void *arg, mh_rc rc, const mh_err *err) {
    told *t = arg;
    t->n++;
    if (rc != MH_OK) {
        t->failed++;
        t->code = err->code;
    }
}

static mh_rc put(mh_store *s, int i, size_t text, mh_err *e) {
    char url[64];
    static char body[200000];
    memset(body, 'x', text);
    body[text] = '\0';
    for (size_t k = 7; k < text; k += 8) body[k] = ' ';
    snprintf(url, sizeof url, "https://a.example/%d", i);
    json_t *j = su_item(url, "t", body);
    mh_rc rc = mh_doc_put(s, j, NULL, e);
    json_decref(j);
    return rc;
}

START_TEST(one_commit_tells_all) {
    mh_store *s = su_open();
    told t = {0};
    for (int i = 0; i < 5; i++) {
        su_ok(put(s, i, 10, su_e));
        mh_store_after_commit(s, on_done, &t);
    }
    ck_assert_int_eq(t.n, 0);
    ck_assert(mh_store_pending(s));
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), 0); /* not yet for others */
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(t.n, 5);
    ck_assert_int_eq(t.failed, 0);
    ck_assert(!mh_store_pending(s));
    mh_store_after_commit(s, on_done, &t); /* nothing to commit */
    ck_assert(mh_store_pending(s));
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(t.n, 6);
    su_ok(put(s, 9, 10, su_e));
    mh_store_after_commit(s, on_done, &t);
    mh_store_close(s);
    ck_assert_int_eq(t.n, 7);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), 6);
}
END_TEST

START_TEST(a_long_batch_commits_early) {
    mh_store *s = NULL;
    told t = {0};
    /* steady: however slow the machine, it is the number of writes that counts */
    su_ok(mh_store_open(&s, su_path, &(mh_store_opts){.clock = &su_clock, .steady = true}, su_e));
    for (int i = 0; i < MH_STORE_BATCH + 10; i++) {
        su_ok(put(s, i, 10, su_e));
        mh_store_after_commit(s, on_done, &t);
    }
    ck_assert_int_ge(su_int("SELECT count(*) FROM docs"), MH_STORE_BATCH);
    ck_assert_int_eq(t.n, 0); /* told only by flush */
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(t.n, MH_STORE_BATCH + 10);
    mh_store_close(s);
}
END_TEST

START_TEST(a_failed_put_spares_the_others) {
    mh_store *s = su_open();
    told t = {0};
    su_ok(put(s, 1, 10, su_e));
    mh_store_after_commit(s, on_done, &t);
    /* labels are written last: the put fails when the rest of it is done */
    char *why = NULL;
    ck_assert_int_eq(sqlite3_exec(s->db,
                                  "CREATE TEMP TRIGGER no BEFORE INSERT ON tags"
                                  " BEGIN SELECT raise(ABORT, 'no'); END",
                                  NULL, NULL, &why),
                     SQLITE_OK);
    json_t *j = su_item("https://a.example/bad", "t", "x");
    json_object_set_new(j, "topics", json_pack("[s]", "trade"));
    mh_err e = {0};
    ck_assert_int_eq(mh_doc_put(s, j, NULL, &e), MH_FAIL);
    sqlite3_exec(s->db, "DROP TRIGGER no", NULL, NULL, NULL);
    su_ok(put(s, 2, 10, su_e));
    mh_store_after_commit(s, on_done, &t);
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(t.n, 2);
    ck_assert_int_eq(t.failed, 0);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), 2);
    ck_assert_int_eq(su_int("SELECT count(*) FROM states"), 2);
    su_ok(mh_store_check(s, su_e));
    su_put(s, j);
    su_ok(mh_store_check(s, su_e));
    mh_store_close(s);
}
END_TEST

static void set_max_pages(mh_store *s, int64_t pages) {
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA max_page_count=%lld", (long long)pages);
    ck_assert_int_eq(sqlite3_exec(s->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

START_TEST(full_disk) {
    mh_store *s = su_open();
    su_ok(put(s, 0, 1000, su_e));
    su_ok(mh_store_flush(s, su_e));
    set_max_pages(s, su_int("PRAGMA page_count") + 60);
    told good = {0};
    mh_err e = {0};
    int acked = 1, i = 1;
    bool full = false;
    for (; i < 100 && !full; i++) { /* one batch each: what was told stays */
        int before = good.n - good.failed;
        full = put(s, i, 20000, &e) != MH_OK;
        if (full) ck_assert_msg(e.code == MH_E_FULL && e.retry, "%s", e.msg);
        mh_store_after_commit(s, on_done, &good);
        if (mh_store_flush(s, &e) != MH_OK) {
            full = true;
            ck_assert_int_eq(e.code, MH_E_FULL);
        }
        if (!full) ck_assert_int_eq(good.n - good.failed, before + 1);
        if (!full) acked++;
    }
    ck_assert(full);
    ck_assert_int_gt(acked, 2);
    ck_assert_msg(strstr(e.msg, su_path), "%s", e.msg);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), acked);
    set_max_pages(s, 1000000);
    su_ok(put(s, 500, 20000, su_e));
    su_ok(mh_store_flush(s, su_e));
    su_ok(mh_store_check(s, su_e));
    mh_store_close(s);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), acked + 1);
}
END_TEST

/* The whole batch is lost: everybody is told, nothing is there, and the next batch works. */
START_TEST(a_failed_commit_tells_all) {
    mh_store *s = su_open();
    su_put(s, su_item("https://b.example/", "t", "x"));
    told t = {0};
    for (int i = 0; i < 3; i++) {
        su_ok(put(s, i, 10, su_e));
        mh_store_after_commit(s, on_done, &t);
    }
    /* a deferred reference that leads nowhere makes COMMIT itself fail */
    ck_assert_int_eq(sqlite3_exec(s->db,
                                  "PRAGMA defer_foreign_keys=1;"
                                  "INSERT INTO states VALUES (999, 1, 0, 1, 0, 'x', NULL, NULL, 1)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    mh_err e = {0};
    ck_assert_int_eq(mh_store_flush(s, &e), MH_FAIL);
    ck_assert_int_eq(t.n, 3);
    ck_assert_int_eq(t.failed, 3);
    ck_assert_int_eq(t.code, e.code);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), 1);
    su_ok(put(s, 7, 10, su_e));
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), 2);
    mh_store_close(s);
}
END_TEST

START_TEST(user_transactions) {
    static const struct {
        bool commit;
        int want;
    } rows[] = {{true, 4}, {false, 2}};
    for (size_t i = 0; i < 2; i++) {
        mh_store *s = su_open();
        mh_err e = {0};
        int base = (int)i * 100;
        int64_t before = su_int("SELECT count(*) FROM docs");
        ck_assert_int_eq(mh_store_tx_commit(s, &e), MH_FAIL);
        su_ok(put(s, base + 1, 10, su_e)); /* somebody else's, in the same batch */
        su_ok(mh_store_tx_begin(s, su_e));
        ck_assert(mh_store_in_tx(s));
        ck_assert_int_eq(mh_store_tx_begin(s, &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_USAGE);
        su_ok(put(s, base + 2, 10, su_e));
        su_ok(put(s, base + 3, 10, su_e));
        ck_assert_int_eq(mh_store_flush(s, &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_USAGE);
        if (rows[i].commit)
            su_ok(mh_store_tx_commit(s, su_e));
        else
            mh_store_tx_rollback(s);
        su_ok(put(s, base + 4, 10, su_e));
        su_ok(mh_store_flush(s, su_e));
        su_ok(mh_store_check(s, su_e));
        ck_assert_int_eq(su_int("SELECT count(*) FROM docs") - before, rows[i].want);
        su_ok(mh_store_tx_begin(s, su_e));
        su_ok(put(s, base + 5, 10, su_e));
        mh_store_close(s); /* an open one is rolled back */
        ck_assert_int_eq(su_int("SELECT count(*) FROM docs") - before, rows[i].want);
    }
}
END_TEST

/* The WAL is begun anew when it is long, also while two take turns; a reader of long ago delays that, and nothing else. */
START_TEST(the_wal_stays_short) {
    mh_store *s = su_open(), *other = su_open();
    sqlite3 *reader = NULL;
    char url[64], text[8192];
    int most = 0;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (int i = 0; i < 1200; i++) {
        mh_store *to = i % 2 ? s : other;
        if (i == 400) {
            ck_assert_int_eq(sqlite3_open(su_path, &reader), SQLITE_OK);
            ck_assert_int_eq(
                sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM docs", NULL, NULL, NULL),
                SQLITE_OK);
        }
        if (i == 800) {
            ck_assert(to->wal_pages > 2 * MH_STORE_WAL_PAGES);
            sqlite3_close(reader);
            most = 0;
        }
        snprintf(url, sizeof url, "https://wal.example/%d", i);
        su_put(to, su_item(url, "title", text));
        su_ok(mh_store_flush(to, su_e));
        if (i > 1000 && to->wal_pages > most) most = to->wal_pages;
    }
    ck_assert_msg(most < 2 * MH_STORE_WAL_PAGES, "%d pages", most);
    mh_store_close(other);
    mh_store_close(s);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), 1200);
}
END_TEST

TCase *tcase_store_batch(void) {
    TCase *t = tcase_create("store_batch");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, one_commit_tells_all);
    tcase_add_test(t, a_long_batch_commits_early);
    tcase_add_test(t, a_failed_put_spares_the_others);
    tcase_add_test(t, full_disk);
    tcase_add_test(t, a_failed_commit_tells_all);
    tcase_add_test(t, user_transactions);
    tcase_add_test(t, the_wal_stays_short);
    return t;
}
