/* Files of every schema that there was (tests/unit/store/schema): opened, they are of today's and hold
 * what they held. */
#include "store_util.h"

#include "base/fs.h"
#include "store/kv.h"
#include "store/outbox.h"
#include "store/search.h"
#include "store/upkeep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_fixture(int version, mh_buf *out) {
    const char *top = getenv("TOP");
    char path[512];
    snprintf(path, sizeof path, "%s/tests/unit/store/schema/v%d.sql", top ? top : ".", version);
    su_ok(mh_fs_read(out, path, 1 << 20, su_e));
}

/* The index needs minehost's own tokenizer, so the connection gets it. */
static void make(int version) {
    mh_buf sql = {0};
    mh_store raw = {.path = su_path, .fold_name = ""};
    char *why = NULL;
    read_fixture(version, &sql);
    ck_assert_int_eq(sqlite3_open(su_path, &raw.db), SQLITE_OK);
    su_ok(mh_tokens_register(&raw, su_e));
    ck_assert_msg(sqlite3_exec(raw.db, sql.ptr, NULL, NULL, &why) == SQLITE_OK, "v%d: %s", version,
                  why ? why : "");
    sqlite3_close(raw.db);
    mh_tokens_free(raw.tok);
    mh_buf_clear(&sql);
}

static void ck_found(mh_store *s, const char *query, size_t n) {
    mh_arena *a = mh_arena_new();
    mh_hits h;
    su_ok(mh_search(s, mh_view_of(query), NULL, a, &h, su_e));
    ck_assert_msg(h.n == n, "%s: %zu", query, h.n);
    mh_arena_free(a);
}

static void ck_text(mh_store *s, int64_t id, int64_t as_of, const char *want) {
    mh_record d;
    su_ok(mh_doc_get(s, id, as_of, &d, su_e));
    ck_assert_str_eq(json_string_value(json_object_get(d.item, "text")), want);
    mh_doc_clear(&d);
}

START_TEST(each_schema_is_brought_up) {
    int version = _i, now, was;
    mh_err e = {0};
    make(version);
    mh_store *s = su_open();
    mh_store_schema(s, &now, &was);
    ck_assert_int_eq(now, mh_store_version_max());
    ck_assert_int_eq(was, version);
    mh_rc rc = mh_store_verify(s, NULL, NULL, &e);
    ck_assert_msg(rc == MH_OK, "v%d: %s", version, e.msg);
    ck_text(s, 1, 0, "They agreed on water.");
    ck_text(s, 1, INT64_C(1771350000000000), "They met on gas.");
    ck_found(s, "agreed", 1);
    ck_found(s, "topic:water-energy", 1);
    ck_found(s, "gas", 0);
    ck_found(s, "agreed lang:en", 1);
    ck_assert_int_eq(
        su_int("SELECT count(*) FROM docs INDEXED BY docs_language WHERE language = 'en'"),
        su_int("SELECT count(*) FROM docs NOT INDEXED WHERE language = 'en'"));
    ck_assert_int_eq(su_int("SELECT at FROM states WHERE doc = 1 AND version = 1"),
                     INT64_C(1771113600000000));
    ck_assert_int_eq(su_int("SELECT count(*) FROM states WHERE at IS NULL"), 0);
    ck_assert_int_eq(su_int("SELECT count(*) FROM run_events"), 1);
    ck_assert_int_eq(su_int("SELECT count(*) FROM kv"), 2); /* one is no note of a delivery */
    mh_outbox_box box = {MH_VIEW("mail"), MH_VIEW("0123456789abcdef"), MH_VIEW("")};
    bool added;
    su_now = INT64_C(1771500000000000);
    su_ok(mh_outbox_push(s, &box, MH_VIEW("https://news.example/1 1"), MH_VIEW(""), NULL, &added,
                         su_e));
    ck_assert(!added); /* what was delivered before the outbox was there is not told again */
    su_put(s, su_item("https://news.example/3", "Third", "More."));
    mh_store_close(s);
    ck_assert_int_eq(su_int("PRAGMA user_version"), mh_store_version_max());
}
END_TEST

START_TEST(there_is_a_fixture_of_each) {
    mh_buf sql = {0};
    read_fixture(mh_store_version_max(), &sql);
    ck_assert(sql.len > 0);
    mh_buf_clear(&sql);
}
END_TEST

TCase *tcase_store_schema(void) {
    TCase *t = tcase_create("store_schema");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_loop_test(t, each_schema_is_brought_up, 1, 8);
    tcase_add_test(t, there_is_a_fixture_of_each);
    return t;
}
