/* Processes of the daemon: lines, ends, limits, want of descriptors. */
#include "host/child.h"
#include "unit.h"

#include "base/proc.h"
#include "base/vec.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct seen {
    mh_buf out, err;
    size_t lines, longest;
    mh_child_exit how;
    int ended;
} seen;

static void on_line(void *arg, mh_child_stream from, mh_view line) {
    seen *s = arg;
    mh_buf *b = from == MH_CHILD_OUT ? &s->out : &s->err;
    mh_buf_put(b, line);
    mh_buf_putc(b, '|');
    s->lines++;
    if (line.len > s->longest) s->longest = line.len;
}

static void on_done(void *arg, const mh_child_exit *how) {
    seen *s = arg;
    s->how = *how;
    s->ended++;
}

static mh_rc start(mh_loop *l, const char *script, mh_child_opts o, seen *s, mh_child **c,
                   mh_err *e) {
    char *argv[] = {"sh", "-c", (char *)(uintptr_t)script, NULL};
    if (o.program == NULL) o.program = "/bin/sh";
    o.argv = argv;
    o.line = on_line;
    o.done = on_done;
    o.arg = s;
    return mh_child_start(l, &o, c, e);
}

static void finish(mh_loop *l, seen *s) {
    while (!s->ended && mh_loop_once(l, true)) {
    }
    ck_assert_int_eq(s->ended, 1);
}

static void clear(seen *s) {
    mh_buf_clear(&s->out);
    mh_buf_clear(&s->err);
}

static int open_files(void) {
    int n = 0;
    DIR *d = opendir("/proc/self/fd");
    while (readdir(d)) n++;
    closedir(d);
    return n;
}

static const struct {
    const char *script, *out, *err;
    int code, signal;
} ends[] = {
    {"echo a; echo b >&2; exit 3", "a|", "b|", 3, 0},
    {"printf 'no end'", "no end|", NULL, 0, 0},
    {"printf 'x\\r\\ny\\n\\nz'", "x|y||z|", NULL, 0, 0},
    {"kill -9 $$", NULL, NULL, 137, 9},
    {"read x; echo \"$? $x\"", "1 |", NULL, 0, 0},
    {"ls /proc/$$/fd; true", "0|1|2|", NULL, 0, 0},
};

START_TEST(test_ends) {
    mh_loop *l = mh_loop_new();
    seen s = {0};
    mh_child *c;
    int held = open("/dev/null", 0); /* no child may inherit it */
    ck_assert_int_eq(start(l, ends[_i].script, (mh_child_opts){0}, &s, &c, NULL), MH_OK);
    finish(l, &s);
    ck_assert_int_eq(s.how.code, ends[_i].code);
    ck_assert_int_eq(s.how.signal, ends[_i].signal);
    ck_assert(!s.how.timed_out && !s.how.asked);
    if (ends[_i].out) ck_view_eq(mh_buf_view(&s.out), ends[_i].out);
    if (ends[_i].err) ck_view_eq(mh_buf_view(&s.err), ends[_i].err);
    close(held);
    clear(&s);
    mh_loop_free(l);
}
END_TEST

START_TEST(test_long_lines) {
    mh_loop *l = mh_loop_new();
    seen s = {0};
    mh_child *c;
    const char *script = "head -c 100000 /dev/zero | tr '\\0' x; echo; echo after; "
                         "head -c 16384 /dev/zero | tr '\\0' y; echo; echo last";
    ck_assert_int_eq(start(l, script, (mh_child_opts){0}, &s, &c, NULL), MH_OK);
    finish(l, &s);
    ck_assert_uint_eq(s.lines, 4);
    ck_assert_uint_eq(s.longest, MH_CHILD_LINE);
    ck_assert(mh_view_ends(mh_buf_view(&s.out), MH_VIEW("y|last|")));
    ck_assert(mh_view_find(mh_buf_view(&s.out), MH_VIEW("x|after|y"), 0) != SIZE_MAX);
    clear(&s);
    mh_loop_free(l);
}
END_TEST

/* At its limit: TERM, which this one ignores, then KILL. */
START_TEST(test_limit) {
    mh_loop *l = mh_loop_new();
    seen s = {0};
    mh_child *c;
    mh_child_opts o = {.limit = 0.1, .grace = 0.1};
    ck_assert_int_eq(start(l, "trap '' TERM; sleep 60 & wait; wait; sleep 60", o, &s, &c, NULL),
                     MH_OK);
    finish(l, &s);
    ck_assert(s.how.timed_out && !s.how.asked);
    ck_assert_int_eq(s.how.signal, SIGKILL);
    clear(&s);
    mh_loop_free(l);
}
END_TEST

START_TEST(test_stop) {
    mh_loop *l = mh_loop_new();
    seen s = {0};
    mh_child *c;
    ck_assert_int_eq(start(l, "sleep 60", (mh_child_opts){.limit = 50}, &s, &c, NULL), MH_OK);
    pid_t pid = mh_child_pid(c);
    mh_child_stop(c, _i == 1);
    mh_child_stop(c, _i == 1);
    finish(l, &s);
    ck_assert(s.how.asked && !s.how.timed_out);
    ck_assert_int_eq(s.how.signal, _i == 1 ? SIGKILL : SIGTERM);
    ck_assert(!mh_proc_alive(pid, s.how.started));
    clear(&s);
    mh_loop_free(l);
}
END_TEST

/* What it leaves behind holds its pipes: its end is told all the same. */
START_TEST(test_left_behind) {
    mh_loop *l = mh_loop_new();
    seen s = {0};
    mh_child *c;
    ck_assert_int_eq(start(l, "setsid sleep 20 & echo done", (mh_child_opts){0}, &s, &c, NULL),
                     MH_OK);
    finish(l, &s);
    ck_view_eq(mh_buf_view(&s.out), "done|");
    ck_assert_int_lt(s.how.wall_us, 10000000);
    clear(&s);
    mh_loop_free(l);
}
END_TEST

START_TEST(test_cannot) {
    mh_loop *l = mh_loop_new();
    seen s = {0};
    mh_child *c;
    mh_err e = {0};
    mh_child_opts o = {.program = "/no/such/program"};
    ck_assert_int_eq(start(l, "true", o, &s, &c, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_IO);
    while (mh_loop_once(l, true)) {
    }
    ck_assert_int_eq(s.ended, 0);
    mh_loop_free(l);
}
END_TEST

/* However few descriptors there are, it is started or put off, and none is lost. */
START_TEST(test_no_descriptor) {
    mh_loop *l = mh_loop_new();
    mh_child *c;
    mh_err e = {0};
    struct rlimit old, few;
    seen s = {0};
    start(l, "true", (mh_child_opts){0}, &s, &c, NULL); /* what libuv keeps is open */
    finish(l, &s);
    int before = open_files(), started = 0, refused = 0;
    getrlimit(RLIMIT_NOFILE, &old);
    for (int room = 0; room < 12; room++) {
        seen t = {0};
        few = (struct rlimit){(rlim_t)(before - 3 + room), old.rlim_max};
        setrlimit(RLIMIT_NOFILE, &few);
        mh_rc rc = start(l, "true", (mh_child_opts){0}, &t, &c, &e);
        setrlimit(RLIMIT_NOFILE, &old);
        if (rc == MH_OK) {
            finish(l, &t);
            started++;
        } else {
            ck_assert_int_eq(e.code, MH_E_BUSY);
            ck_assert(e.retry);
            while (mh_loop_once(l, true)) {
            }
            refused++;
        }
        ck_assert_int_eq(open_files(), before);
        clear(&t);
    }
    ck_assert_int_gt(started, 0);
    ck_assert_int_gt(refused, 0);
    clear(&s);
    mh_loop_free(l);
}
END_TEST

/* A parent that is killed leaves none behind. */
START_TEST(test_parent_dies) {
    int fd[2];
    pid_t pid = 0;
    ck_assert_int_eq(pipe(fd), 0);
    pid_t parent = fork();
    if (parent == 0) {
        mh_loop *l = mh_loop_new();
        seen s = {0};
        mh_child *c;
        if (start(l, "sleep 60", (mh_child_opts){0}, &s, &c, NULL) != MH_OK) _exit(1);
        pid_t it = mh_child_pid(c);
        if (write(fd[1], &it, sizeof it) != sizeof it) _exit(1);
        for (;;) mh_loop_once(l, true);
    }
    ck_assert_int_eq(read(fd[0], &pid, sizeof pid), sizeof pid);
    int64_t began = mh_proc_start(pid);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    for (int i = 0; i < 1000 && mh_proc_alive(pid, began); i++) usleep(10000);
    ck_assert(!mh_proc_alive(pid, began));
    close(fd[0]);
    close(fd[1]);
}
END_TEST

TCase *tcase_host_child(void) {
    TCase *tc = tcase_create("host_child");
    tcase_set_timeout(tc, 30);
    tcase_add_loop_test(tc, test_ends, 0, sizeof ends / sizeof *ends);
    tcase_add_test(tc, test_long_lines);
    tcase_add_test(tc, test_limit);
    tcase_add_loop_test(tc, test_stop, 0, 2);
    tcase_add_test(tc, test_left_behind);
    tcase_add_test(tc, test_cannot);
    tcase_add_test(tc, test_no_descriptor);
    tcase_add_test(tc, test_parent_dies);
    return tc;
}
