#include "store_util.h"

#include "store/runs.h"
#include "store/upkeep.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define S INT64_C(1000000)

static void put_many(mh_store *s, int from, int to, const char *text) {
    for (int i = from; i < to; i++) {
        char url[32], all[4096];
        snprintf(url, sizeof url, "u%d", i);
        all[0] = '\0';
        for (int k = 0; k < 60; k++)
            snprintf(all + strlen(all), sizeof all - strlen(all), "%s", text);
        json_t *item = su_item(url, "title", all);
        json_object_set_new(item, "events", json_pack("[{s:s}]", "type", "CONSULT"));
        su_put(s, item);
    }
}

static mh_put_outcome put_again(mh_store *s, int i, const char *text, bool analysed) {
    char url[32], all[4096];
    snprintf(url, sizeof url, "u%d", i);
    all[0] = '\0';
    for (int k = 0; k < 60; k++) snprintf(all + strlen(all), sizeof all - strlen(all), "%s", text);
    json_t *item = su_item(url, "title", all);
    json_object_set_new(item, "events", json_pack("[{s:s}]", "type", "CONSULT"));
    if (analysed) json_object_set_new(item, "keywords", json_pack("[s]", "new"));
    return su_put(s, item).outcome;
}

START_TEST(pruned_pages_are_known) {
    mh_store *s = su_open();
    mh_pruned n;
    mh_record d;
    put_many(s, 0, 250, "They met on water. ");
    put_again(s, 0, "They agreed. ", false);
    su_now += 3600 * S;
    put_many(s, 250, 260, "They met on gas. ");
    mh_prune p = {.before = su_now, .dry = true};
    su_ok(mh_store_prune(s, &p, &n, su_e));
    ck_assert_int_eq(n.docs, 250);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs WHERE pruned IS NOT NULL"), 0);
    p.dry = false;
    p.keep_events = true;
    su_ok(mh_store_prune(s, &p, &n, su_e));
    ck_assert_int_eq(n.docs, 250);
    ck_assert_int_eq(n.states, 1);
    su_ok(mh_store_verify(s, NULL, NULL, su_e));
    su_ok(mh_store_prune(s, &p, &n, su_e));
    ck_assert_int_eq(n.docs, 0);
    su_ok(mh_doc_get_key(s, MH_VIEW("u7"), 0, &d, su_e));
    ck_assert(json_is_true(json_object_get(d.item, "pruned")));
    ck_assert_ptr_null(json_object_get(d.item, "text"));
    ck_assert_ptr_nonnull(json_object_get(d.item, "events"));
    ck_assert_int_eq(d.version, 1);
    mh_doc_clear(&d);
    ck_assert_int_eq(put_again(s, 7, "They met on water. ", false), MH_PUT_UNCHANGED);
    ck_assert_int_eq(put_again(s, 7, "They met on water. ", true), MH_PUT_UNCHANGED);
    ck_assert_int_eq(put_again(s, 8, "They parted. ", false), MH_PUT_CHANGED);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs WHERE pruned IS NULL"), 11);
    su_ok(mh_store_verify(s, NULL, NULL, su_e));
    mh_store_close(s);
}
END_TEST

START_TEST(space_is_given_back) {
    mh_store *s = su_open();
    mh_pruned n;
    put_many(s, 0, 1000, "They met on water in a town of the valley. ");
    su_ok(mh_store_shrink(s, false, su_e));
    int64_t before = su_int("PRAGMA page_count");
    mh_prune p = {.max_bytes = before * 4096 / 2};
    su_ok(mh_store_prune(s, &p, &n, su_e));
    su_ok(mh_store_shrink(s, false, su_e));
    int64_t after = su_int("PRAGMA page_count");
    ck_assert_msg(after <= before / 2, "%lld of %lld pages", (long long)after, (long long)before);
    ck_assert(n.docs > 100 && n.docs < 1000);
    ck_assert_int_eq(su_int("PRAGMA freelist_count"), 0);
    su_ok(mh_store_shrink(s, true, su_e));
    su_ok(mh_store_verify(s, NULL, NULL, su_e));
    mh_store_close(s);
}
END_TEST

START_TEST(what_else_is_old_is_forgotten) {
    mh_store *s = su_open();
    mh_pruned n;
    su_ok(mh_sql_exec(
        s,
        "INSERT INTO runs(id, job, started, finished, pid, pid_start, boot, status)"
        " VALUES (1, 'a', 1, 2, 0, 0, '', 'ok');"
        "INSERT INTO run_events VALUES (1, 1, 1, 1, 'e', NULL);"
        "INSERT INTO hosts VALUES ('a', 1, '{}'); INSERT INTO robots VALUES"
        " ('https://a', 1, 200, ''); INSERT INTO kv VALUES ('n', 'k', '1', 5);"
        "INSERT INTO queue(queue, key, state, priority, due, tries, run, until, value,"
        " error, added, ended) VALUES ('q', 'done', 3, 0, 0, 1, 0, 0, 'null', '', 1, 2),"
        " ('q', 'failed', 4, 0, 0, 1, 0, 0, 'null', '', 1, 2)",
        su_e, "fill"));
    mh_prune p = {.before = su_now, .source = MH_VIEW("x")};
    su_ok(mh_store_prune(s, &p, &n, su_e));
    ck_assert_int_eq(n.run_events + n.hosts + n.kv + n.queue, 0);
    p.source = (mh_view){0};
    su_ok(mh_store_prune(s, &p, &n, su_e));
    ck_assert_int_eq(n.run_events, 1);
    ck_assert_int_eq(n.hosts, 2);
    ck_assert_int_eq(n.kv, 1);
    ck_assert_int_eq(n.queue, 1);
    ck_assert_int_eq(su_int("SELECT count(*) FROM queue"), 1);
    ck_assert_int_eq(su_int("SELECT count(*) FROM runs"), 1);
    mh_store_close(s);
}
END_TEST

START_TEST(backups_and_figures) {
    mh_store *s = su_open(), *copy = NULL;
    char path[128];
    mh_err e;
    json_t *o;
    struct stat st;
    put_many(s, 0, 20, "They met. ");
    snprintf(path, sizeof path, "%s/copy.db", su_dir);
    su_ok(mh_store_backup(s, path, su_e));
    su_ok(mh_store_backup(s, path, su_e)); /* over the former one */
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0600);
    ck_assert_int_eq(mh_store_backup(s, su_path, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    su_ok(mh_store_open(&copy, path, NULL, su_e));
    su_ok(mh_store_verify(copy, NULL, NULL, su_e));
    su_ok(mh_store_stats(copy, &o, su_e));
    ck_assert_int_eq(json_integer_value(json_object_get(o, "documents")), 20);
    ck_assert_int_gt(json_integer_value(json_object_get(o, "bytes_per_document")), 100);
    ck_assert_int_gt(json_array_size(json_object_get(o, "tables")), 10);
    json_decref(o);
    mh_store_close(copy);
    mh_store_close(s);
}
END_TEST

START_TEST(what_is_old_goes_once_a_day) {
    enum { DAY = 86400 };
    mh_store *s = su_open();
    mh_pruned n;
    bool did, due;
    put_many(s, 0, 20, "They met on water. ");
    int64_t run = 0;
    mh_runs_begin begin = {.job = MH_VIEW("news")};
    mh_runs_end end = {.status = MH_RUNS_OK};
    su_ok(mh_runs_start(s, &begin, &run, su_e));
    su_ok(mh_runs_log(s, run, MH_LOG_INFO, MH_VIEW("progress"), NULL, su_e));
    su_ok(mh_runs_finish(s, run, &end, su_e));
    su_ok(mh_store_flush(s, su_e));
    mh_retention r = {.records = 30 * (int64_t)DAY * S};
    su_ok(mh_store_retain_due(s, &due, su_e));
    ck_assert(due);
    su_ok(mh_store_retain(s, &r, &did, &n, su_e)); /* nothing is that old */
    ck_assert(did && n.run_events == 0);
    su_now += 31 * (int64_t)DAY * S;
    su_ok(mh_store_retain(s, &r, &did, &n, su_e));
    ck_assert(did && n.run_events == 1 && n.docs == 0);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs WHERE pruned IS NOT NULL"), 0);
    ck_assert_int_eq(su_int("SELECT count(*) FROM runs"), 1);
    r.docs = 30 * (int64_t)DAY * S;
    su_now += (DAY - 60) * S;
    su_ok(mh_store_retain(s, &r, &did, &n, su_e));
    ck_assert(!did);
    put_many(s, 20, 25, "They met on gas. ");
    su_now += 60 * S;
    su_ok(mh_store_retain(s, &r, &did, &n, su_e));
    ck_assert(did && n.docs == 20);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs WHERE pruned IS NOT NULL"), 20);
    su_ok(mh_store_verify(s, NULL, NULL, su_e));
    mh_retention none = {0};
    su_now += DAY * S;
    su_ok(mh_store_retain(s, &none, &did, &n, su_e));
    ck_assert(!did);
    su_now -= 2 * (int64_t)DAY * S; /* a clock that was wrong does not stop it for good */
    su_ok(mh_store_retain_due(s, &due, su_e));
    ck_assert(due);
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_upkeep(void) {
    TCase *t = tcase_create("store_upkeep");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, pruned_pages_are_known);
    tcase_add_test(t, space_is_given_back);
    tcase_add_test(t, what_else_is_old_is_forgotten);
    tcase_add_test(t, backups_and_figures);
    tcase_add_test(t, what_is_old_goes_once_a_day);
    return t;
}
