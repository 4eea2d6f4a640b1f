#include "run/net_ledger.h"
#include "store/store_util.h"

#include "base/proc.h"
#include "net/pace_memory.h"
#include "store/hosts.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROCESSES 4
#define EACH      50
#define DELAY     INT64_C(2000) /* us */

static char *packed(const mh_pace_row *row) {
    json_t *j = json_object();
    mh_net_row_write(j, row);
    char *text = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(j);
    return text;
}

START_TEST(rows_round_trip) {
    mh_pace_row row, back;
    for (int full = 0; full < 2; full++) {
        row = (mh_pace_row){0};
        if (full) {
            row = (mh_pace_row){1,  2,  3,  4,    "429 Retry-After", 5, 6, 7, "Crawl-delay", 8, 200,
                                10, 11, 99, {{0}}};
            for (int i = 0; i < MH_PACE_LEASES; i++)
                row.lease[i] = (mh_pace_lease){i + 1, 2, 3, 4, 5, 6, i % 2};
        }
        char *text = packed(&row);
        json_t *j = mh_net_row_read(mh_view_of(text), &back);
        char *again = packed(&back);
        ck_assert_str_eq(text, again);
        ck_assert_str_eq(back.hold_why, row.hold_why);
        ck_assert_int_eq(back.lease[15].id, row.lease[15].id);
        ck_assert_int_eq(back.lease[15].sent, full);
        ck_assert_int_eq(back.requests, row.requests);
        ck_assert_int_eq(back.last_id, row.last_id);
        json_decref(j);
        free(text);
        free(again);
    }
}
END_TEST

START_TEST(damage_counts_as_unknown) {
    static const char *const rows[] = {
        "",
        "{",
        "null",
        "[1,2]",
        "7",
        "{\"next\":\"soon\",\"leases\":{}}",
        "{\"next\":-5,\"delay\":1.5,\"hold_why\":[],\"leases\":[null,1,\"x\",{},{\"id\":-3}]}",
        "\xff\xfe{}"};
    mh_pace_row row;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *j = mh_net_row_read(mh_view_of(rows[i]), &row);
        ck_assert(json_is_object(j));
        char *text = packed(&row);
        ck_assert_msg(!strcmp(text, "{}"), "%s gave %s", rows[i], text);
        free(text);
        json_decref(j);
    }
    json_t *j = mh_net_row_read(
        MH_VIEW("{\"delay\":9223372036854775807,\"next\":9223372036854775807,\"status\":70000,"
                "\"leases\":[{\"id\":5},{\"id\":9},{\"id\":5},1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}"),
        &row);
    ck_assert_int_eq(row.delay_us, INT64_C(86400000000));
    ck_assert_int_lt(row.next_us, INT64_MAX / 100);
    ck_assert_int_eq(row.last_status, 999);
    ck_assert_int_eq(row.last_id, 9); /* an id is never given twice */
    json_decref(j);
}
END_TEST

static void count(void *arg, mh_pace_row *row) {
    row->requests++;
    *(int64_t *)arg = row->requests;
}

START_TEST(newer_versions_keep_their_keys) {
    mh_store *s = su_open();
    mh_ledger l = mh_net_ledger(s, 7);
    mh_view host = MH_VIEW("a.example");
    int64_t n = 0;
    su_ok(l.update(l.arg, host, count, &n, true, su_e));
    ck_assert_int_eq(su_int("SELECT json_extract(row, '$.requests') FROM hosts"), 1);
    ck_assert_int_eq(
        sqlite3_exec(s->db, "UPDATE hosts SET row = json_set(row, '$.future', json('[1,{}]'))",
                     NULL, NULL, NULL),
        SQLITE_OK);
    su_ok(l.update(l.arg, host, count, &n, true, su_e));
    ck_assert_int_eq(n, 2);
    ck_assert_int_eq(su_int("SELECT json_extract(row, '$.future') = '[1,{}]' FROM hosts"), 1);
    ck_assert_int_eq(l.run, 7);
    ck_assert(l.alive(l.pid, l.pid_start));
    ck_assert(!l.alive(l.pid, l.pid_start - 1));
    mh_store_close(s);
}
END_TEST

/* Both ledgers keep a robots.txt as it came. */
static void robots(mh_ledger l) {
    mh_robots_copy out = {0}, in = {.fetched_us = 5, .status = 200};
    su_ok(l.robots_get(l.arg, MH_VIEW("https://a.example"), &out, su_e));
    ck_assert_int_eq(out.fetched_us, 0);
    mh_buf_puts(&in.text, "User-agent: *\n");
    su_ok(l.robots_put(l.arg, MH_VIEW("https://a.example"), &in, su_e));
    mh_buf_puts(&in.text, "Disallow: /x\n");
    su_ok(l.robots_put(l.arg, MH_VIEW("https://a.example"), &in, su_e));
    in.status = 0;
    mh_buf_clear(&in.text);
    su_ok(l.robots_put(l.arg, MH_VIEW("https://b.example"), &in, su_e));
    mh_buf_puts(&out.text, "what was there before");
    su_ok(l.robots_get(l.arg, MH_VIEW("https://a.example"), &out, su_e));
    ck_view_eq(mh_buf_view(&out.text), "User-agent: *\nDisallow: /x\n");
    ck_assert_int_eq(out.status, 200);
    ck_assert_int_eq(out.fetched_us, 5);
    su_ok(l.robots_get(l.arg, MH_VIEW("https://b.example"), &out, su_e));
    ck_assert_uint_eq(out.text.len, 0);
    ck_assert_int_eq(out.fetched_us, 5);
    mh_buf_clear(&out.text);
}

START_TEST(robots_of_both_ledgers) {
    mh_store *s = su_open();
    robots(mh_net_ledger(s, 0));
    mh_store_close(s);
    mh_pace_memory *m = mh_pace_memory_new();
    mh_ledger l = mh_pace_memory_ledger(m);
    robots(l);
    int64_t n;
    for (int i = 0; i < 3; i++) su_ok(l.update(l.arg, MH_VIEW("a"), count, &n, true, su_e));
    ck_assert_int_eq(n, 3);
    su_ok(l.update(l.arg, MH_VIEW("b"), count, &n, true, su_e));
    ck_assert_int_eq(n, 1);
    mh_pace_memory_free(m);
}
END_TEST

/* ---- processes that share a host, on the real clock ---- */

static const mh_pace_rule rule = {.at_once = 2, .delay_us = DELAY, .delay_why = "setting"};

static int64_t now_us(void) {
    return mh_clock_wall_us(mh_clock_system());
}

typedef struct asker {
    const mh_ledger *l;
    mh_rc rc;
    int64_t id, wait;
} asker;

static void take(void *arg, mh_pace_row *row) {
    asker *a = arg;
    const char *why;
    mh_pace_lease who = {.run = a->l->run, .pid = a->l->pid, .pid_start = a->l->pid_start};
    a->rc = mh_pace_take(row, &rule, now_us(), 1000000, 2000000, &who, a->l->alive, &a->id,
                         &a->wait, &why);
}

static void sent(void *arg, mh_pace_row *row) {
    mh_pace_sent(row, &rule, ((asker *)arg)->id, now_us());
}

static void done(void *arg, mh_pace_row *row) {
    mh_pace_outcome o = {.status = 200, .latency_us = 10, .retry_after_us = -1};
    mh_pace_done(row, &rule, ((asker *)arg)->id, now_us(), &o);
}

typedef struct server_log {
    int n;
    int64_t at[PROCESSES * EACH * 2];
} server_log;

static int ask(server_log *log, int die_after) {
    mh_store *s = NULL;
    mh_view host = MH_VIEW("a.example");
    if (mh_store_open(&s, su_path, NULL, NULL) != MH_OK) return 2;
    mh_ledger l = mh_net_ledger(s, 0);
    for (int i = 0; i < EACH;) {
        asker a = {.l = &l};
        if (l.update(l.arg, host, take, &a, true, NULL) != MH_OK) return 3;
        if (a.rc != MH_OK) {
            usleep((useconds_t)(a.wait < 1000 ? a.wait : 1000));
            continue;
        }
        int64_t at = now_us();
        log->at[__atomic_fetch_add(&log->n, 1, __ATOMIC_SEQ_CST)] = at;
        if (++i == die_after) raise(SIGKILL); /* sent, and nobody was told */
        if (l.update(l.arg, host, sent, &a, true, NULL) != MH_OK) return 4;
        if (l.update(l.arg, host, done, &a, i % 2, NULL) != MH_OK) return 5;
        if (mh_store_flush(s, NULL) != MH_OK) return 6;
    }
    mh_store_close(s);
    return 0;
}

static int by_time(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

START_TEST(processes_keep_the_delay_between_them) {
    server_log *log =
        mmap(NULL, sizeof *log, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid[PROCESSES];
    mh_store_close(su_open());
    for (int i = 0; i < PROCESSES; i++) {
        pid[i] = fork();
        if (pid[i] == 0) _exit(ask(log, i == 0 ? EACH / 2 : 0));
    }
    for (int i = 0; i < PROCESSES; i++) {
        int st;
        waitpid(pid[i], &st, 0);
        ck_assert_msg(i == 0 ? WIFSIGNALED(st) : WIFEXITED(st) && WEXITSTATUS(st) == 0,
                      "process %d: status %d", i, st);
    }
    ck_assert_int_eq(log->n, (PROCESSES - 1) * EACH + EACH / 2);
    qsort(log->at, (size_t)log->n, sizeof log->at[0], by_time);
    for (int i = 1; i < log->n; i++)
        ck_assert_msg(log->at[i] - log->at[i - 1] >= DELAY,
                      "start %d: %lld us behind the one before", i,
                      (long long)(log->at[i] - log->at[i - 1]));
    ck_assert_int_eq(su_int("SELECT json_extract(row, '$.requests') FROM hosts"), log->n - 1);
    /* the next one who comes forgets the lease of the dead */
    mh_store *st = su_open();
    mh_ledger l = mh_net_ledger(st, 0);
    asker a = {.l = &l, .rc = MH_FAIL};
    while (a.rc != MH_OK) su_ok(l.update(l.arg, MH_VIEW("a.example"), take, &a, true, su_e));
    ck_assert_int_eq(su_int("SELECT json_array_length(row, '$.leases') FROM hosts"), 1);
    mh_store_close(st);
    munmap(log, sizeof *log);
}
END_TEST

TCase *tcase_run_net_ledger(void) {
    TCase *t = tcase_create("run_net_ledger");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, rows_round_trip);
    tcase_add_test(t, damage_counts_as_unknown);
    tcase_add_test(t, newer_versions_keep_their_keys);
    tcase_add_test(t, robots_of_both_ledgers);
    tcase_add_test(t, processes_keep_the_delay_between_them);
    return t;
}
