#include "store_util.h"

#include "store/runs.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t start(mh_store *s, pid_t pid) {
    int64_t id = 0;
    mh_runs_begin b = {.job = MH_VIEW("digest"),
                       .path = MH_VIEW("scripts/digest.lua"),
                       .trigger = MH_VIEW("hand"),
                       .scheduled = su_now - 5,
                       .program = MH_VIEW("0.1.0"),
                       .pid = pid};
    su_ok(mh_runs_start(s, &b, &id, su_e));
    return id;
}

static mh_runs_record get(mh_store *s, mh_arena *a, int64_t id) {
    mh_runs_record r;
    su_ok(mh_runs_get(s, id, a, &r, su_e));
    return r;
}

START_TEST(start_finish_get_list) {
    static const mh_runs_counts counts = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_err e;
    int64_t id = start(s, 0);
    ck_assert_int_eq(su_int("SELECT count(*) FROM runs"), 1); /* on disk at once */
    mh_runs_record r = get(s, a, id);
    ck_assert_int_eq(r.status, MH_RUNS_RUNNING);
    ck_assert_int_eq(r.pid, getpid());
    ck_assert_int_eq(r.started, su_now);
    ck_assert_int_eq(r.finished, 0);
    ck_view_eq(r.program, "0.1.0");
    su_now += 1000;
    mh_runs_end end = {.status = MH_RUNS_PARTIAL,
                       .exit_code = 3,
                       .reason = MH_VIEW("2 items failed"),
                       .counts = counts};
    su_ok(mh_runs_finish(s, id, &end, su_e));
    r = get(s, a, id);
    ck_assert_int_eq(r.status, MH_RUNS_PARTIAL);
    ck_assert_int_eq(r.exit_code, 3);
    ck_view_eq(r.reason, "2 items failed");
    ck_assert_int_eq(r.finished, su_now);
    ck_assert_int_eq(memcmp(&r.counts, &counts, sizeof counts), 0);
    end.status = MH_RUNS_FAILED; /* too late */
    su_ok(mh_runs_finish(s, id, &end, su_e));
    ck_assert_int_eq(get(s, a, id).status, MH_RUNS_PARTIAL);
    ck_assert_int_eq(mh_runs_finish(s, id + 1, &end, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
    for (int i = 0; i < 5; i++) start(s, 0);
    mh_runs_record *list;
    size_t n;
    su_ok(mh_runs_list(s, NULL, a, &list, &n, su_e));
    ck_assert_uint_eq(n, 6);
    ck_assert_int_eq(list[0].id, id + 5);
    mh_runs_filter f = {.status = MH_RUNS_RUNNING, .before = list[1].id, .limit = 2};
    su_ok(mh_runs_list(s, &f, a, &list, &n, su_e));
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(list[0].id, id + 3);
    f = (mh_runs_filter){.job = MH_VIEW("other"), .status = -1};
    su_ok(mh_runs_list(s, &f, a, &list, &n, su_e));
    ck_assert_uint_eq(n, 0);
    f = (mh_runs_filter){.status = -1, .since = su_now + 1};
    su_ok(mh_runs_list(s, &f, a, &list, &n, su_e));
    ck_assert_uint_eq(n, 0);
    f.since = su_now; /* of that instant: in */
    su_ok(mh_runs_list(s, &f, a, &list, &n, su_e));
    ck_assert_uint_ge(n, 1);
    /* another handle sees that something was committed, and nothing where nothing was */
    mh_store *other = su_open();
    int64_t was, now;
    su_ok(mh_store_changes(other, &was, su_e));
    su_ok(mh_store_changes(other, &now, su_e));
    ck_assert_int_eq(now, was);
    start(s, 0);
    su_ok(mh_store_changes(other, &now, su_e));
    ck_assert_int_ne(now, was);
    mh_store_close(other);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(recover_tells_the_dead_from_the_living) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    size_t n;
    int hold[2];
    ck_assert_int_eq(pipe(hold), 0);
    pid_t alive = fork();
    if (alive == 0) {
        char c;
        close(hold[1]);
        _exit(read(hold[0], &c, 1) != 0);
    }
    pid_t gone = fork();
    if (gone == 0) _exit(0);
    int64_t mine = start(s, 0), living = start(s, alive), dead = start(s, gone);
    int64_t other = start(s, 0), rebooted = start(s, 0);
    int st;
    waitpid(gone, &st, 0);
    char sql[128];
    snprintf(sql, sizeof sql, "UPDATE runs SET pid_start = pid_start - 1 WHERE id = %lld",
             (long long)other);
    ck_assert_int_eq(sqlite3_exec(s->db, sql, NULL, NULL, NULL), SQLITE_OK);
    snprintf(sql, sizeof sql, "UPDATE runs SET boot = 'before' WHERE id = %lld",
             (long long)rebooted);
    ck_assert_int_eq(sqlite3_exec(s->db, sql, NULL, NULL, NULL), SQLITE_OK);
    const struct {
        int64_t id;
        bool alive;
    } want[] = {{mine, true},      {living, true}, {dead, false}, {other, false},
                {rebooted, false}, {0, false},     {9999, false}};
    for (int round = 0; round < 2; round++) { /* before they are given up, and after */
        if (round == 1) {
            su_ok(mh_runs_recover(s, &n, su_e));
            ck_assert_uint_eq(n, 3);
        }
        for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
            bool is;
            su_ok(mh_runs_alive(s, want[i].id, &is, su_e));
            ck_assert_msg(is == want[i].alive, "run %lld", (long long)want[i].id);
        }
    }
    ck_assert_int_eq(get(s, a, mine).status, MH_RUNS_RUNNING);
    ck_assert_int_eq(get(s, a, living).status, MH_RUNS_RUNNING);
    ck_assert_int_eq(get(s, a, dead).status, MH_RUNS_DIED);
    ck_assert_int_eq(get(s, a, other).status, MH_RUNS_DIED);
    mh_runs_record r = get(s, a, rebooted);
    ck_assert_int_eq(r.status, MH_RUNS_DIED);
    ck_assert(mh_view_find(r.reason, MH_VIEW("started anew"), 0) != SIZE_MAX);
    su_ok(mh_runs_recover(s, &n, su_e));
    ck_assert_uint_eq(n, 0);
    mh_runs_end end = {.status = MH_RUNS_OK}; /* it lived after all: its own word counts */
    su_ok(mh_runs_finish(s, other, &end, su_e));
    ck_assert_int_eq(get(s, a, other).status, MH_RUNS_OK);
    close(hold[1]);
    close(hold[0]);
    waitpid(alive, &st, 0);
    su_ok(mh_runs_recover(s, &n, su_e));
    ck_assert_uint_eq(n, 1);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

static void *watchdog(void *arg) {
    int64_t id = *(int64_t *)arg;
    mh_store *s = NULL;
    mh_runs_end end = {.status = MH_RUNS_STOPPED, .exit_code = 6, .reason = MH_VIEW("cpu limit")};
    mh_err e = {0};
    if (mh_store_open(&s, su_path, NULL, &e) != MH_OK || mh_runs_finish(s, id, &end, &e) != MH_OK)
        fprintf(stderr, "%s\n", e.msg);
    mh_store_close(s);
    return NULL;
}

START_TEST(another_thread_finishes) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    int64_t id = start(s, 0);
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, watchdog, &id), 0);
    pthread_join(t, NULL);
    mh_runs_record r = get(s, a, id);
    ck_assert_int_eq(r.status, MH_RUNS_STOPPED);
    ck_view_eq(r.reason, "cpu limit");
    su_put(s, su_item("https://a.example/", "t", "x")); /* the first handle still has its locks */
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(events_are_bounded) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    int64_t id = start(s, 0), other = start(s, 0);
    mh_runs_event *ev;
    size_t n;
    int total = MH_RUNS_EVENTS_HEAD + MH_RUNS_EVENTS_TAIL + 300;
    for (int i = 1; i <= total; i++) {
        json_t *f = json_pack("{s:i}", "n", i);
        su_ok(mh_runs_log(s, id, i % 10 ? MH_LOG_INFO : MH_LOG_WARN, MH_VIEW("fetched"), f, su_e));
        json_decref(f);
    }
    su_ok(mh_runs_log(s, other, MH_LOG_ERROR, MH_VIEW("alone"), NULL, su_e));
    su_ok(mh_store_flush(s, su_e));
    su_ok(mh_runs_events(s, id, MH_LOG_DEBUG, a, &ev, &n, su_e));
    ck_assert_uint_eq(n, MH_RUNS_EVENTS_HEAD + MH_RUNS_EVENTS_TAIL);
    ck_assert_int_eq(ev[0].seq, 1);
    ck_assert_int_eq(ev[MH_RUNS_EVENTS_HEAD - 1].seq, MH_RUNS_EVENTS_HEAD);
    ck_assert_int_eq(ev[MH_RUNS_EVENTS_HEAD].seq, MH_RUNS_EVENTS_HEAD + 301);
    ck_assert_int_eq(ev[n - 1].seq, total);
    ck_view_eq(ev[0].event, "fetched");
    ck_view_eq(ev[0].fields, "{\"n\":1}");
    su_ok(mh_runs_events(s, id, MH_LOG_WARN, a, &ev, &n, su_e));
    ck_assert_uint_eq(n, 100);
    char big[MH_RUNS_EVENT_BYTES + 100];
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    json_t *f = json_pack("{s:s}", "x", big);
    su_ok(mh_runs_log(s, other, MH_LOG_INFO, MH_VIEW("long"), f, su_e));
    json_decref(f);
    su_ok(mh_runs_events(s, other, MH_LOG_DEBUG, a, &ev, &n, su_e));
    ck_assert_uint_eq(n, 2);
    ck_view_eq(ev[1].event, "long");
    ck_assert_uint_eq(ev[1].fields.len, 0);
    mh_err e;
    ck_assert_int_eq(mh_runs_log(s, 9999, MH_LOG_INFO, MH_VIEW("x"), NULL, &e), MH_FAIL);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_runs(void) {
    TCase *t = tcase_create("store_runs");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, start_finish_get_list);
    tcase_add_test(t, recover_tells_the_dead_from_the_living);
    tcase_add_test(t, another_thread_finishes);
    tcase_add_test(t, events_are_bounded);
    return t;
}
