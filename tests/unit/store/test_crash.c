#include "store_util.h"

#include "store/runs.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define KILLS 30

static uint32_t next(uint32_t *seed) {
    return *seed = *seed * 1664525 + 1013904223;
}

static void put_one(mh_store *s, int who, int i, mh_store_done *done, void *arg) {
    char url[64], text[3000];
    snprintf(url, sizeof url, "https://w%d.example/%d", who, i);
    size_t n = 0;
    for (int k = 0; n < sizeof text - 40; k++)
        n += (size_t)snprintf(text + n, sizeof text - n, "word%d-%d ", i % 17, k % 97);
    json_t *j = su_item(url, "a title of no weight", text);
    mh_err e = {0};
    if (mh_doc_put(s, j, NULL, &e) != MH_OK) {
        fprintf(stderr, "writer %d: %s\n", who, e.msg);
        _exit(3);
    }
    json_decref(j);
    if (done) mh_store_after_commit(s, done, arg);
}

typedef struct ack {
    int fd, i;
} ack;

/* Says that document i is safe; only ever after its commit. */
static void say(void *arg, mh_rc rc, const mh_err *err) {
    const ack *a = arg;
    if (rc != MH_OK) {
        fprintf(stderr, "%s\n", err->msg);
        _exit(4);
    }
    if (write(a->fd, &a->i, sizeof a->i) != sizeof a->i) _exit(5);
}

static void write_until_killed(int fd, int round) {
    mh_store *s = NULL;
    mh_err e = {0};
    int64_t run;
    mh_runs_begin b = {.job = MH_VIEW("crash")};
    if (mh_store_open(&s, su_path, NULL, &e) != MH_OK) {
        fprintf(stderr, "%s\n", e.msg);
        _exit(2);
    }
    if (mh_runs_start(s, &b, &run, &e) != MH_OK) _exit(6);
    mh_store_set_run(s, run);
    for (int i = 0;;) {
        ack acks[8];
        for (int k = 0; k < 8; k++, i++) {
            acks[k] = (ack){fd, i};
            put_one(s, round, i, say, &acks[k]);
        }
        if (mh_store_flush(s, &e) != MH_OK) _exit(7);
    }
}

START_TEST(kill_9_loses_nothing_that_was_acknowledged) {
    uint32_t seed = 20261123;
    int64_t acked_total = 0;
    mh_store_close(su_open());
    for (int round = 0; round < KILLS; round++) {
        int fd[2], last = -1, i;
        ck_assert_int_eq(pipe(fd), 0);
        pid_t pid = fork();
        if (pid == 0) {
            close(fd[0]);
            write_until_killed(fd[1], round);
        }
        close(fd[1]);
        ck_assert_int_eq(read(fd[0], &i, sizeof i), sizeof i); /* it is at work */
        last = i;
        nanosleep(&(struct timespec){0, (long)(next(&seed) >> 8) % 30000000}, NULL);
        kill(pid, SIGKILL);
        while (read(fd[0], &i, sizeof i) == sizeof i) {
            ck_assert_int_eq(i, last + 1);
            last = i;
        }
        close(fd[0]);
        int st;
        waitpid(pid, &st, 0);
        ck_assert_msg(WIFSIGNALED(st), "writer ended by itself: %d", WEXITSTATUS(st));
        acked_total += last + 1;

        mh_store *s = su_open();
        size_t died;
        su_ok(mh_runs_recover(s, &died, su_e));
        ck_assert_uint_eq(died, 1);
        for (i = 0; i <= last; i++) {
            char url[64];
            mh_record d;
            snprintf(url, sizeof url, "https://w%d.example/%d", round, i);
            su_ok(mh_doc_get_key(s, mh_view_of(url), 0, &d, su_e));
            ck_assert_int_eq(d.version, 1);
            mh_doc_clear(&d);
        }
        if (round % 5 == 4) su_ok(mh_store_check(s, su_e));
        mh_store_close(s);
    }
    ck_assert_int_ge(acked_total, KILLS);
    ck_assert_int_ge(su_int("SELECT count(*) FROM docs"), acked_total);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs WHERE (SELECT count(*) FROM states"
                            " WHERE doc = id) <> 1"),
                     0);
    ck_assert_int_eq(su_int("SELECT count(*) FROM runs WHERE status = 'running'"), 0);
}
END_TEST

#define WRITERS 3
#define EACH    120

/* From the making of the file on: nobody is ever told that it is locked. */
START_TEST(writers_take_turns) {
    pid_t pid[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
        pid[w] = fork();
        if (pid[w] != 0) continue;
        mh_store *s = NULL;
        mh_err e = {0};
        if (mh_store_open(&s, su_path, NULL, &e) != MH_OK) {
            fprintf(stderr, "%s\n", e.msg);
            _exit(2);
        }
        for (int i = 0; i < EACH; i++) {
            put_one(s, w, i, NULL, NULL);
            put_one(s, WRITERS, i, NULL, NULL); /* the same document in all */
            if (i % 3 == 2 && mh_store_flush(s, &e) != MH_OK) {
                fprintf(stderr, "%s\n", e.msg);
                _exit(7);
            }
        }
        mh_store_close(s);
        _exit(0);
    }
    for (int w = 0; w < WRITERS; w++) {
        int st = 0;
        waitpid(pid[w], &st, 0);
        ck_assert_msg(WIFEXITED(st) && WEXITSTATUS(st) == 0, "writer %d: %d", w, st);
    }
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), (WRITERS + 1) * EACH);
    ck_assert_int_eq(su_int("SELECT count(*) FROM states"), (WRITERS + 1) * EACH);
    mh_store *s = su_open();
    su_ok(mh_store_check(s, su_e));
    mh_store_close(s);
}
END_TEST

/* A real full disk, where mounting is allowed: every kind of write fails cleanly, reads serve, and
 * with room again all goes on. */
START_TEST(small_disk) {
    if (getuid() != 0 || mount("none", su_dir, "tmpfs", 0, "size=2m") != 0) return;
    mh_store *s = su_open();
    mh_err e = {0};
    int good = 0;
    static char text[30000];
    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 1000; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://a.example/%d", i);
        json_t *j = su_item(url, "t", text);
        mh_rc rc = mh_doc_put(s, j, NULL, &e);
        if (mh_store_flush(s, rc == MH_OK ? &e : NULL) != MH_OK) rc = MH_FAIL;
        json_decref(j);
        if (rc != MH_OK) break;
        good++;
    }
    bool full = e.code == MH_E_FULL && good > 3 && good < 1000;
    mh_record d;
    mh_rc read = mh_doc_get(s, 1, 0, &d, NULL);
    mh_doc_clear(&d);
    mount("none", su_dir, "tmpfs", MS_REMOUNT, "size=16m");
    json_t *j = su_item("https://b.example/", "t", "x");
    mh_err later = {0}, check = {0};
    mh_rc again = mh_doc_put(s, j, NULL, &later);
    if (mh_store_flush(s, &later) != MH_OK) again = MH_FAIL;
    json_decref(j);
    mh_rc checked = mh_store_check(s, &check);
    mh_store_close(s);
    int64_t docs = su_int("SELECT count(*) FROM docs");
    umount(su_dir);
    ck_assert_msg(full, "%d documents, %s: %s", good, mh_code_name(e.code), e.msg);
    ck_assert_int_eq(read, MH_OK);
    ck_assert_msg(again == MH_OK, "%s", later.msg);
    ck_assert_msg(checked == MH_OK, "%s", check.msg);
    ck_assert_int_eq(docs, good + 1);
}
END_TEST

TCase *tcase_store_crash(void) {
    TCase *t = tcase_create("store_crash");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, kill_9_loses_nothing_that_was_acknowledged);
    tcase_add_test(t, writers_take_turns);
    tcase_add_test(t, small_disk);
    return t;
}
