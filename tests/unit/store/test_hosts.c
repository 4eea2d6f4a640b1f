#include "store_util.h"

#include "store/hosts.h"
#include "store/queue.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TAKERS 4
#define TAKES  200

/* SQLite's syncs of this process, counted: these come before the C library's. */
static int syncs;
int fdatasync(int fd) {
    syncs++;
    return (int)syscall(SYS_fdatasync, fd);
}
int fsync(int fd) {
    syncs++;
    return (int)syscall(SYS_fsync, fd);
}

static mh_rc set_to(void *arg, mh_view row, mh_buf *out, mh_err *e) {
    (void)row, (void)e;
    mh_buf_puts(out, arg);
    return MH_OK;
}

static mh_rc append(void *arg, mh_view row, mh_buf *out, mh_err *e) {
    (void)e;
    mh_buf_put(out, row);
    mh_buf_puts(out, arg);
    return MH_OK;
}

static mh_rc refuse(void *arg, mh_view row, mh_buf *out, mh_err *e) {
    (void)arg;
    mh_buf_put(out, row);
    mh_buf_puts(out, "never kept");
    return mh_fail(e, MH_E_CANCELLED, "refused");
}

static char *text(const char *s) {
    return (char *)(uintptr_t)s;
}

static void ck_row(mh_store *s, const char *host, const char *want) {
    mh_arena *a = mh_arena_new();
    mh_hosts_row *r;
    size_t n;
    su_ok(mh_hosts_list(s, mh_view_of(host), 0, a, &r, &n, su_e));
    ck_assert_uint_eq(n, want != NULL);
    if (want) ck_view_eq(r[0].row, want);
    mh_arena_free(a);
}

START_TEST(update_reads_changes_and_writes) {
    mh_store *s = su_open();
    mh_view host = MH_VIEW("a.example");
    mh_err e;
    su_ok(mh_hosts_update(s, host, append, text("one"), true, su_e));
    ck_assert(!mh_store_pending(s));
    ck_assert_int_eq(su_int("SELECT count(*) FROM hosts WHERE row = 'one'"), 1);
    json_t *item = su_item("https://a.example/1", "t", "x");
    su_ok(mh_doc_put(s, item, NULL, su_e)); /* a batch is open: it goes with that */
    su_ok(mh_hosts_update(s, host, append, text(" two"), false, su_e));
    ck_assert_int_eq(su_int("SELECT count(*) FROM hosts WHERE row = 'one'"), 1);
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(su_int("SELECT count(*) FROM hosts WHERE row = 'one two'"), 1);
    su_ok(mh_hosts_update(s, host, append, text("!"), false, su_e)); /* none: at once */
    ck_assert(!mh_store_pending(s));
    ck_assert_int_eq(su_int("SELECT count(*) FROM hosts WHERE row = 'one two!'"), 1);
    json_decref(item);
    su_now += 5;
    su_ok(mh_hosts_update(s, host, set_to, text("one two!"), false, su_e)); /* the same */
    ck_assert(!mh_store_pending(s));
    ck_assert_int_eq(mh_hosts_update(s, host, refuse, NULL, true, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_CANCELLED);
    ck_assert(!mh_store_pending(s));
    ck_row(s, "a.example", "one two!");
    ck_assert_int_eq(su_int("SELECT at FROM hosts"), su_now - 5);
    ck_assert_int_eq(mh_hosts_update(s, MH_VIEW(""), append, text("x"), true, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    mh_store_close(s);
}
END_TEST

static void told(void *arg, mh_rc rc, const mh_err *err) {
    (void)err;
    *(int *)arg += rc == MH_OK ? 1 : 100;
}

START_TEST(a_durable_update_takes_the_batch_with_it) {
    mh_store *s = su_open();
    int n = 0;
    json_t *item = su_item("https://a.example/1", "t", "x");
    su_ok(mh_doc_put(s, item, NULL, su_e));
    mh_store_after_commit(s, told, &n);
    su_ok(mh_hosts_update(s, MH_VIEW("a.example"), append, text("row"), true, su_e));
    ck_assert_int_eq(su_int("SELECT (SELECT count(*) FROM docs) + (SELECT count(*) FROM hosts)"),
                     2);
    ck_assert_int_eq(n, 0);
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(n, 1);
    /* a user transaction stays whole */
    su_ok(mh_store_tx_begin(s, su_e));
    su_ok(mh_hosts_update(s, MH_VIEW("a.example"), append, text("!"), true, su_e));
    mh_store_tx_rollback(s);
    su_ok(mh_store_flush(s, su_e));
    ck_row(s, "a.example", "row");
    json_decref(item);
    mh_store_close(s);
}
END_TEST

/* SQLite takes PRAGMA synchronous between two transactions: ledger rows alone are not synced, and all
 * else is as before, in whatever order they come. */
START_TEST(only_ledger_rows_go_without_sync) {
    mh_store *s = su_open();
    mh_view host = MH_VIEW("a.example");
    char row[16];
    int before = syncs;
    su_put(s, su_item("https://a.example/0", "t", "x"));
    ck_assert_int_gt(syncs, before);
    before = syncs;
    for (int i = 0; i < 100; i++) {
        snprintf(row, sizeof row, "%d", i);
        su_ok(mh_hosts_update(s, host, set_to, row, i % 2, su_e));
    }
    su_ok(mh_hosts_robots_put(s, MH_VIEW("https://a.example"), 1, 200, MH_VIEW("x"), su_e));
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(syncs, before);
    su_put(s, su_item("https://a.example/1", "t", "x")); /* after ledger rows */
    ck_assert_int_gt(syncs, before);
    mh_queue_entry *got; /* an open batch that is not synced, and a document behind it */
    int64_t wait;
    bool added;
    su_ok(mh_queue_push_one(s, &(mh_queue_push){.queue = host, .key = host}, &added, su_e));
    su_ok(mh_store_flush(s, su_e));
    before = syncs;
    mh_arena *a = mh_arena_new();
    su_ok(mh_queue_lease(s, host, 60, a, &got, &wait, su_e));
    ck_assert_ptr_nonnull(got);
    json_decref(got->value);
    mh_arena_free(a);
    ck_assert(mh_store_pending(s));
    ck_assert_int_eq(syncs, before);
    su_put(s, su_item("https://a.example/2", "t", "x"));
    ck_assert_int_gt(syncs, before);
    before = syncs;
    json_t *item = su_item("https://a.example/3", "t", "x"); /* behind, in one batch */
    su_ok(mh_doc_put(s, item, NULL, su_e));
    su_ok(mh_hosts_update(s, host, set_to, text("b"), true, su_e));
    json_decref(item);
    ck_assert_int_gt(syncs, before);
    ck_row(s, "a.example", "b");
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), 4);
    mh_store_close(s);
}
END_TEST

START_TEST(a_kill_loses_no_durable_update) {
    int st;
    mh_store *s = su_open(); /* makes the file */
    mh_store_close(s);
    pid_t child = fork();
    if (child == 0) {
        s = su_open();
        su_ok(mh_hosts_update(s, MH_VIEW("a.example"), append, text("kept"), true, su_e));
        su_ok(mh_doc_put(s, su_item("https://a.example/1", "t", "x"), NULL, su_e));
        su_ok(mh_hosts_update(s, MH_VIEW("a.example"), append, text(" lost"), false, su_e));
        raise(SIGKILL);
    }
    waitpid(child, &st, 0);
    ck_assert(WIFSIGNALED(st) && WTERMSIG(st) == SIGKILL);
    s = su_open();
    ck_row(s, "a.example", "kept");
    mh_store_close(s);
}
END_TEST

/* One lease in a row: the process number of who has it, or nothing. */
typedef struct taker {
    char me[16];
    bool got;
} taker;

static mh_rc take(void *arg, mh_view row, mh_buf *out, mh_err *e) {
    taker *t = arg;
    (void)e;
    t->got = row.len == 0;
    if (t->got)
        mh_buf_puts(out, t->me);
    else
        mh_buf_put(out, row);
    return MH_OK;
}

static mh_rc give_back(void *arg, mh_view row, mh_buf *out, mh_err *e) {
    taker *t = arg;
    (void)out;
    return mh_view_eq(row, mh_view_of(t->me)) ? MH_OK : mh_fail(e, MH_E_INTERNAL, "not mine");
}

typedef struct shared {
    int inside, together, taken;
} shared;

static int take_turns(shared *sh) {
    mh_store *s = su_open();
    mh_view host = MH_VIEW("a.example");
    taker t = {.got = false};
    snprintf(t.me, sizeof t.me, "%ld", (long)getpid());
    for (int i = 0; i < TAKES;) {
        if (mh_hosts_update(s, host, take, &t, true, NULL) != MH_OK) return 2;
        if (!t.got) {
            usleep(50);
            continue;
        }
        if (__atomic_add_fetch(&sh->inside, 1, __ATOMIC_SEQ_CST) > 1)
            __atomic_add_fetch(&sh->together, 1, __ATOMIC_SEQ_CST);
        __atomic_add_fetch(&sh->taken, 1, __ATOMIC_SEQ_CST);
        __atomic_sub_fetch(&sh->inside, 1, __ATOMIC_SEQ_CST);
        if (mh_hosts_update(s, host, give_back, &t, i % 2, NULL) != MH_OK) return 3;
        if (mh_store_flush(s, NULL) != MH_OK) return 4;
        i++;
    }
    mh_store_close(s);
    return 0;
}

START_TEST(two_processes_never_both_get_the_lease) {
    shared *sh = mmap(NULL, sizeof *sh, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid[TAKERS];
    mh_store_close(su_open());
    for (int i = 0; i < TAKERS; i++) {
        pid[i] = fork();
        if (pid[i] == 0) _exit(take_turns(sh));
    }
    for (int i = 0; i < TAKERS; i++) {
        int st;
        waitpid(pid[i], &st, 0);
        ck_assert_msg(WIFEXITED(st) && WEXITSTATUS(st) == 0, "taker %d: status %d", i, st);
    }
    ck_assert_int_eq(sh->together, 0);
    ck_assert_int_eq(sh->taken, TAKERS * TAKES);
    munmap(sh, sizeof *sh);
}
END_TEST

START_TEST(list_and_forget) {
    static const char *const origins[] = {"https://a.example", "http://a.example:8080",
                                          "https://a.example:444", "https://b.a.example",
                                          "https://a.example.b"};
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_hosts_row *r;
    mh_buf body = {0};
    size_t n;
    int64_t at;
    int status;
    for (int i = 0; i < 5; i++) {
        char host[32];
        snprintf(host, sizeof host, "%c.example", 'a' + i);
        su_now++;
        su_ok(mh_hosts_update(s, mh_view_of(host), append, host, false, su_e));
        su_ok(mh_hosts_robots_put(s, mh_view_of(origins[i]), su_now, 200 + i,
                                  (mh_view){"\0\xff", 2}, su_e));
    }
    su_ok(mh_hosts_list(s, (mh_view){0}, 3, a, &r, &n, su_e));
    ck_assert_uint_eq(n, 3);
    ck_view_eq(r[0].host, "e.example");
    ck_assert_int_eq(r[2].at, su_now - 2);
    su_ok(mh_hosts_robots_get(s, MH_VIEW("http://a.example:8080"), &at, &status, &body, su_e));
    ck_assert_int_eq(at, su_now - 3);
    ck_assert_int_eq(status, 201);
    ck_assert(mh_view_eq(mh_buf_view(&body), (mh_view){"\0\xff", 2}));
    su_ok(mh_hosts_forget(s, MH_VIEW("a.example"), &n, su_e));
    ck_assert_uint_eq(n, 4);
    ck_assert_int_eq(su_int("SELECT count(*) FROM robots"), 2);
    ck_row(s, "a.example", NULL);
    ck_row(s, "b.example", "b.example");
    su_ok(mh_hosts_robots_get(s, MH_VIEW("https://a.example"), &at, &status, &body, su_e));
    ck_assert_int_eq(at, 0);
    su_ok(mh_hosts_forget(s, (mh_view){0}, &n, su_e));
    ck_assert_uint_eq(n, 6);
    mh_buf_clear(&body);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(cookies_of_a_job) {
    mh_store *s = su_open();
    mh_buf b = {0};
    su_ok(mh_hosts_cookies_get(s, MH_VIEW("digest"), &b, su_e));
    ck_assert_uint_eq(b.len, 0);
    su_ok(mh_hosts_cookies_put(s, MH_VIEW("digest"), MH_VIEW("one\ntwo\n"), su_e));
    su_ok(mh_hosts_cookies_put(s, MH_VIEW("other"), MH_VIEW("three\n"), su_e));
    su_ok(mh_hosts_cookies_get(s, MH_VIEW("digest"), &b, su_e));
    ck_view_eq(mh_buf_view(&b), "one\ntwo\n");
    su_ok(mh_hosts_cookies_put(s, MH_VIEW("digest"), (mh_view){0}, su_e));
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(su_int("SELECT count(*) FROM cookies"), 1);
    mh_buf_clear(&b);
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_hosts(void) {
    TCase *t = tcase_create("store_hosts");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, update_reads_changes_and_writes);
    tcase_add_test(t, a_durable_update_takes_the_batch_with_it);
    tcase_add_test(t, only_ledger_rows_go_without_sync);
    tcase_add_test(t, a_kill_loses_no_durable_update);
    tcase_add_test(t, two_processes_never_both_get_the_lease);
    tcase_add_test(t, list_and_forget);
    tcase_add_test(t, cookies_of_a_job);
    return t;
}
