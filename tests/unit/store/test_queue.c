#include "store_util.h"

#include "store/queue.h"
#include "store/runs.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 4
#define ENTRIES 300
#define S       INT64_C(1000000)

static const mh_view q = MH_VIEW_INIT("pages");
static const mh_queue_again again = {.tries = 3, .first_s = 30};

static bool push(mh_store *s, const char *key, int64_t priority, double delay) {
    bool added;
    json_t *v = json_pack("{s:s}", "key", key);
    mh_queue_push p = {q, mh_view_of(key), v, priority, delay};
    su_ok(mh_queue_push_one(s, &p, &added, su_e));
    json_decref(v);
    return added;
}

static mh_store *open_run(int64_t *run) {
    mh_store *s = su_open();
    mh_runs_begin b = {.job = MH_VIEW("queue")};
    su_ok(mh_runs_start(s, &b, run, su_e));
    mh_store_set_run(s, *run);
    return s;
}

/* Leases; "" or the wait in seconds ("wait 30") when nothing is due. */
static const char *lease(mh_store *s, mh_queue_entry *out) {
    static char key[64];
    mh_arena *a = mh_arena_new();
    mh_queue_entry *e;
    int64_t wait;
    su_ok(mh_queue_lease(s, q, 600, a, &e, &wait, su_e));
    if (e) {
        snprintf(key, sizeof key, "%.*s", MH_FMT(e->key));
        const char *in = json_string_value(json_object_get(e->value, "key"));
        ck_assert_str_eq(in ? in : "", key);
        json_decref(e->value);
        if (out) *out = *e;
    } else if (wait == INT64_MAX) {
        snprintf(key, sizeof key, "never");
    } else {
        snprintf(key, sizeof key, "wait %.1f", (double)wait / 1e6);
    }
    mh_arena_free(a);
    return key;
}

static void ck_counts(mh_store *s, int64_t waiting, int64_t leased, int64_t done, int64_t failed) {
    mh_queue_counts c;
    su_ok(mh_queue_count(s, q, &c, su_e));
    ck_assert_msg(c.waiting == waiting && c.leased == leased && c.done == done &&
                      c.failed == failed,
                  "%lld waiting, %lld leased, %lld done, %lld failed", (long long)c.waiting,
                  (long long)c.leased, (long long)c.done, (long long)c.failed);
}

START_TEST(in_order_of_priority_then_arrival) {
    static const char *const want[] = {"urgent", "a", "b", "later", "wait 9.0"};
    mh_store *s = su_open();
    ck_assert_str_eq(lease(s, NULL), "never");
    ck_assert(push(s, "later", -1, 0));
    ck_assert(push(s, "a", 0, 0));
    ck_assert(push(s, "delayed", 99, 9));
    ck_assert(push(s, "b", 0, 0));
    ck_assert(push(s, "urgent", 5, 0));
    ck_assert(!push(s, "a", 7, 0));
    su_ok(mh_store_flush(s, su_e));
    ck_assert(!push(s, "a", 7, 0)); /* known: nothing to write */
    ck_assert(!mh_store_pending(s));
    ck_counts(s, 5, 0, 0, 0);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        ck_assert_str_eq(lease(s, NULL), want[i]);
    su_now += 9 * S;
    ck_assert_str_eq(lease(s, NULL), "delayed");
    ck_counts(s, 0, 5, 0, 0);
    ck_assert_str_eq(lease(s, NULL), "wait 591.0");
    mh_store_close(s);
}
END_TEST

START_TEST(done_is_done) {
    mh_store *s = su_open();
    mh_queue_entry e;
    mh_err err;
    push(s, "a", 0, 0);
    ck_assert_str_eq(lease(s, &e), "a");
    ck_assert_int_eq(e.tries, 0);
    su_ok(mh_queue_done(s, e.id, e.tries, su_e));
    ck_assert_int_eq(mh_queue_done(s, e.id, e.tries, &err), MH_FAIL);
    ck_assert_int_eq(err.code, MH_E_NOT_FOUND);
    ck_assert(!push(s, "a", 0, 0));
    ck_assert_str_eq(lease(s, NULL), "never");
    ck_counts(s, 0, 0, 1, 0);
    size_t n;
    push(s, "b", 0, 0);
    su_ok(mh_queue_forget(s, q, false, &n, su_e));
    ck_assert_uint_eq(n, 1);
    ck_assert(push(s, "a", 0, 0));
    su_ok(mh_queue_forget(s, MH_VIEW("other"), true, &n, su_e));
    ck_assert_uint_eq(n, 0);
    su_ok(mh_queue_forget(s, q, true, &n, su_e));
    ck_assert_uint_eq(n, 2);
    mh_store_close(s);
}
END_TEST

START_TEST(a_lease_ends_with_its_time) {
    mh_store *s = su_open();
    mh_queue_entry first, second;
    mh_err err;
    push(s, "a", 0, 0);
    lease(s, &first);
    su_now += 600 * S;
    su_ok(mh_store_flush(s, su_e));
    ck_assert_str_eq(lease(s, &second), "a");
    ck_assert_int_eq(second.tries, 1);
    ck_assert_int_eq(mh_queue_done(s, first.id, first.tries, &err),
                     MH_FAIL); /* same run, old lease */
    ck_assert_int_eq(mh_queue_fail(s, first.id, first.tries, MH_VIEW("x"), &again, NULL, &err),
                     MH_FAIL);
    ck_assert_int_eq(err.code, MH_E_NOT_FOUND);
    su_now += 600 * S; /* up, but nobody else has it: the work counts */
    su_ok(mh_queue_done(s, second.id, second.tries, su_e));
    ck_counts(s, 0, 0, 1, 0);
    mh_store_close(s);
}
END_TEST

START_TEST(failures_wait_longer_and_end) {
    static const double waits[] = {30, 60};
    char wait[32];
    mh_store *s = su_open();
    mh_queue_entry e;
    bool final;
    push(s, "a", 0, 0);
    for (int i = 0; i < 2; i++) {
        ck_assert_str_eq(lease(s, &e), "a");
        su_ok(mh_queue_fail(s, e.id, e.tries, MH_VIEW("no answer"), &again, &final, su_e));
        ck_assert(!final);
        snprintf(wait, sizeof wait, "wait %.1f", waits[i]);
        ck_assert_str_eq(lease(s, NULL), wait);
        su_now += (int64_t)(waits[i] * 1e6);
    }
    mh_arena *a = mh_arena_new();
    mh_queue_entry *p;
    int64_t w;
    su_ok(mh_queue_lease(s, q, 600, a, &p, &w, su_e));
    ck_view_eq(p->error, "no answer");
    json_decref(p->value);
    char big[MH_QUEUE_ERROR + 100];
    memset(big, 'x', sizeof big);
    big[MH_QUEUE_ERROR - 1] = '\xd1'; /* a letter of two bytes is not cut in the middle */
    big[MH_QUEUE_ERROR] = '\x8f';
    su_ok(mh_queue_fail(s, p->id, p->tries, (mh_view){big, sizeof big}, &again, &final, su_e));
    ck_assert(final);
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(su_int("SELECT length(CAST(error AS BLOB)) FROM queue"), MH_QUEUE_ERROR - 1);
    ck_assert_str_eq(lease(s, NULL), "never");
    ck_counts(s, 0, 0, 0, 1);
    push(s, "b", 0, 0);
    lease(s, &e);
    su_ok(mh_queue_fail(s, e.id, e.tries, (mh_view){0}, &(mh_queue_again){0}, &final, su_e));
    ck_assert_str_eq(lease(s, &e), "b"); /* at once when no back-off is asked for */
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(entries_of_a_dead_run_wait_again_at_once) {
    int64_t mine, theirs;
    int st;
    mh_queue_entry e;
    mh_store *s = open_run(&mine);
    for (int i = 0; i < 3; i++) push(s, (const char *[]){"a", "b", "c"}[i], 0, 0);
    su_ok(mh_store_flush(s, su_e));
    mh_store_close(s);
    pid_t child = fork();
    if (child == 0) {
        s = open_run(&theirs);
        lease(s, NULL), lease(s, NULL);
        su_ok(mh_store_flush(s, su_e));
        lease(s, NULL); /* not committed: as if it had not been */
        raise(SIGKILL);
    }
    waitpid(child, &st, 0);
    ck_assert(WIFSIGNALED(st));
    s = open_run(&mine);
    ck_counts(s, 1, 2, 0, 0);
    ck_assert_str_eq(lease(s, &e), "a");
    ck_assert_int_eq(e.tries, 1);
    ck_assert_str_eq(lease(s, NULL), "b");
    ck_assert_str_eq(lease(s, &e), "c");
    ck_assert_int_eq(e.tries, 0);
    ck_counts(s, 0, 3, 0, 0);
    /* a run that ended well, but left something behind */
    mh_store *other = NULL;
    su_ok(mh_store_flush(s, su_e));
    other = open_run(&theirs);
    mh_err err;
    ck_assert_int_eq(mh_queue_done(other, e.id, e.tries, &err), MH_FAIL); /* not its own */
    su_ok(mh_store_flush(other, su_e));
    ck_assert_str_eq(lease(other, NULL), "wait 600.0");
    su_ok(mh_runs_finish(s, mine, &(mh_runs_end){.status = MH_RUNS_OK}, su_e));
    ck_assert_str_eq(lease(other, NULL), "a");
    mh_store_close(other);
    mh_store_close(s);
}
END_TEST

START_TEST(a_damaged_value_stops_no_other) {
    mh_store *s = su_open();
    push(s, "bad", 1, 0);
    push(s, "good", 0, 0);
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(
        sqlite3_exec(s->db, "UPDATE queue SET value = '{' WHERE key = 'bad'", NULL, NULL, NULL),
        SQLITE_OK);
    ck_assert_str_eq(lease(s, NULL), "good");
    ck_counts(s, 0, 1, 0, 1);
    mh_store_close(s);
}
END_TEST

START_TEST(bad_names) {
    static char big[MH_QUEUE_KEY + 1];
    const mh_queue_push rows[] = {{.queue = MH_VIEW(""), .key = MH_VIEW("k")},
                                  {.queue = {big, MH_QUEUE_NAME + 1}, .key = MH_VIEW("k")},
                                  {.queue = q, .key = MH_VIEW("")},
                                  {.queue = q, .key = {big, sizeof big}}};
    mh_store *s = su_open();
    mh_err e;
    bool added;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(mh_queue_push_one(s, &rows[i], &added, &e), MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_USAGE);
    }
    mh_store_close(s);
}
END_TEST

/* Works until nothing is left; held[id] counts who has the entry now, worked[id] how often it was. */
static int work(int *held, int *worked) {
    int64_t run;
    mh_store *s = open_run(&run);
    mh_arena *a = mh_arena_new();
    for (;;) {
        mh_queue_entry *e;
        int64_t wait;
        if (mh_queue_lease(s, q, 600, a, &e, &wait, NULL) != MH_OK) return 2;
        if (mh_store_flush(s, NULL) != MH_OK) return 3;
        if (!e && wait == INT64_MAX) break;
        if (!e) {
            usleep(500); /* others are still at work */
            continue;
        }
        if (__atomic_add_fetch(&held[e->id], 1, __ATOMIC_SEQ_CST) != 1) return 4;
        __atomic_add_fetch(&worked[e->id], 1, __ATOMIC_SEQ_CST);
        usleep(100);
        __atomic_sub_fetch(&held[e->id], 1, __ATOMIC_SEQ_CST);
        if (mh_queue_done(s, e->id, e->tries, NULL) != MH_OK) return 5;
        if (mh_store_flush(s, NULL) != MH_OK) return 6;
        json_decref(e->value);
    }
    mh_arena_free(a);
    mh_store_close(s);
    return 0;
}

START_TEST(two_runs_never_hold_the_same) {
    size_t bytes = sizeof(int) * 2 * (ENTRIES + 1);
    int *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid[WORKERS];
    mh_store *s = su_open();
    for (int i = 0; i < ENTRIES; i++) {
        char key[16];
        snprintf(key, sizeof key, "%d", i);
        push(s, key, i % 3, 0);
    }
    mh_store_close(s);
    for (int i = 0; i < WORKERS; i++) {
        pid[i] = fork();
        if (pid[i] == 0) _exit(work(shared, shared + ENTRIES + 1));
    }
    for (int i = 0; i < WORKERS; i++) {
        int st;
        waitpid(pid[i], &st, 0);
        ck_assert_msg(WIFEXITED(st) && WEXITSTATUS(st) == 0, "worker %d: status %d", i, st);
    }
    for (int id = 1; id <= ENTRIES; id++) ck_assert_int_eq(shared[ENTRIES + 1 + id], 1);
    ck_assert_int_eq(su_int("SELECT count(*) FROM queue WHERE state = 3 AND tries = 1"), ENTRIES);
    munmap(shared, bytes);
}
END_TEST

TCase *tcase_store_queue(void) {
    TCase *t = tcase_create("store_queue");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, in_order_of_priority_then_arrival);
    tcase_add_test(t, done_is_done);
    tcase_add_test(t, a_lease_ends_with_its_time);
    tcase_add_test(t, failures_wait_longer_and_end);
    tcase_add_test(t, entries_of_a_dead_run_wait_again_at_once);
    tcase_add_test(t, a_damaged_value_stops_no_other);
    tcase_add_test(t, bad_names);
    tcase_add_test(t, two_runs_never_hold_the_same);
    return t;
}
