#include "unit.h"

#include "base/fs.h"
#include "host/watch.h"
#include "store/kv.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#define TAGS 64

typedef struct world {
    mh_loop *loop;
    mh_watch *watch;
    char dir[64];
    int told[TAGS];
    int files;
} world;

static int open_files(void) {
    int n = 0;
    DIR *d = opendir("/proc/self/fd");
    while (readdir(d) != NULL) n++;
    closedir(d);
    return n;
}

static void on_change(void *arg, uint64_t tag) {
    world *w = arg;
    ck_assert_uint_lt(tag, TAGS);
    w->told[tag]++;
}

/* In the folder of the world; of one case at a time. */
static const char *in(const world *w, const char *name) {
    static char path[8][700];
    static int i;
    i = (i + 1) % 8;
    snprintf(path[i], sizeof path[i], "%s/%s", w->dir, name);
    return path[i];
}

/* Shell words: what happens is what a person would type. */
static void sh(const world *w, const char *what) {
    char line[600];
    snprintf(line, sizeof line, "cd %s && %s", w->dir, what);
    ck_assert_msg(system(line) == 0, "%s", line); /* NOLINT(cert-env33-c): our own words */
}

static void enter(world *w) {
    mh_loop_free(mh_loop_new()); /* what libuv opens once a process */
    *w = (world){.files = open_files()};
    w->loop = mh_loop_new();
    strcpy(w->dir, "/tmp/mh-watch-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(w->dir));
    w->watch = mh_watch_new(w->loop, on_change, w);
}

static void leave(world *w) {
    char line[100];
    mh_watch_free(w->watch);
    ck_assert_uint_eq(mh_loop_leftovers(w->loop, NULL), 0);
    mh_loop_free(w->loop);
    ck_assert_int_eq(open_files(), w->files);
    snprintf(line, sizeof line, "rm -rf %s", w->dir);
    ck_assert_int_eq(system(line), 0); /* NOLINT(cert-env33-c): our own words */
}

/* Turns the loop for so long. */
static void wait_ms(world *w, int64_t ms) {
    int64_t end = mh_clock_mono_ns(mh_clock_system()) + ms * 1000000;
    while (mh_clock_mono_ns(mh_clock_system()) < end) {
        mh_loop_once(w->loop, false);
        usleep(1000);
    }
}

static void until_told(world *w, int tag, int want, const char *what) {
    for (int i = 0; i < 8000 && w->told[tag] < want; i++) {
        mh_loop_once(w->loop, false);
        usleep(1000);
    }
    ck_assert_msg(w->told[tag] == want, "%s: told %d times, wanted %d", what, w->told[tag], want);
}

/* Nothing of before is still to come. */
static void settle(world *w) {
    wait_ms(w, 2 * MH_WATCH_QUIET_MS);
    memset(w->told, 0, sizeof w->told);
}

typedef struct deed {
    const char *before, *path, *deed;
    int told; /* 0: no change */
} deed;

static const deed deeds[] = {
    {":", "a", "echo 1 >a", 1},
    {":", "a", "echo 1 >b", 0},
    {"echo 1 >a", "a", "echo 2 >>a", 1},
    {"echo 1 >a", "a", "touch a", 1},
    {"echo 1 >a", "a", "rm a", 1},
    {"echo 1 >a", "a", "mv a b", 1},
    {"echo 1 >a", "a", "cat a", 0},
    {"echo 1 >a", "a", "echo 2 >.a.tmp && mv .a.tmp a", 1},
    {"echo 1 >a", "a", "echo 2 >.a.tmp", 0},
    {"echo 1 >a", "a", "for i in $(seq 200); do echo $i >>a; done", 1},
    {"echo 1 >a", "a", "rm a && echo 1 >a", 1},
    {"echo 1 >a", "a", "rm a && mkdir a && echo 1 >a/b", 1},
    /* folders */
    {"mkdir d", "d", "echo 1 >d/a", 1},
    {"mkdir d", "d/", "echo 1 >d/a", 1},
    {"mkdir d; echo 1 >d/a", "d", "echo 2 >d/a", 1},
    {"mkdir d; echo 1 >d/a", "d", "rm d/a", 1},
    {"mkdir d; echo 1 >d/a", "d", "mv d/a d/b", 1},
    {"mkdir d; echo 1 >d/a", "d", "mv d/a .", 1},
    {"mkdir d; echo 1 >d/a", "d", "rm -r d", 1},
    {"mkdir d; echo 1 >d/a", "d", "mv d e", 1},
    {"mkdir d; echo 1 >d/a", "d", "cat d/a; ls d", 0},
    {"mkdir -p d/e", "d", "echo 1 >d/e/a", 0},
    {"mkdir d", "d", "echo 1 >e", 0},
    {"mkdir d", "d/a", "rm -r d", 0},
    {"mkdir d; echo 1 >d/a", "d/a", "rm -r d", 1},
    {"mkdir d; echo 1 >d/a", "d/a", "mv d e", 1},
    {"mkdir d; echo 1 >d/a", "d/a", "mv d e && mkdir d && echo 2 >d/a", 1},
    /* neither it nor what it lies in is there */
    {":", "d/a", "mkdir d && echo 1 >d/a", 1},
    {":", "d/a", "mkdir d", 0},
    {":", "d/e/f/a", "mkdir -p d/e/f && echo 1 >d/e/f/a", 1},
    {"mkdir -p x/e/f; echo 1 >x/e/f/a", "d/e/f/a", "mv x d", 1},
    {":", "d/e", "mkdir -p d/e/f", 1},
    {"echo 1 >d", "d/a", "rm d && mkdir d && echo 1 >d/a", 1},
    /* links */
    {"echo 1 >b; ln -s b a", "a", "echo 2 >>b", 1},
    {"echo 1 >b; echo 2 >c; ln -s b a", "a", "ln -sfn c a", 1},
    {"echo 1 >b; ln -s b a", "a", "echo 2 >c && mv c b", 1},
    {"mkdir e; ln -s e d", "d", "echo 1 >e/a", 1},
    {"mkdir e; ln -s e d", "d/a", "echo 1 >e/a", 1},
    {"ln -s b a", "a", "rm a", 1},
    {"ln -s b a", "a", "echo 1 >c", 0},
};

#define DEEDS ((int)(sizeof deeds / sizeof *deeds))

/* Each in a folder of its own, all at the same time. */
START_TEST(changes_are_told_once) {
    world w;
    char name[300];
    enter(&w);
    for (int i = 0; i < DEEDS; i++) {
        const deed *d = &deeds[i];
        snprintf(name, sizeof name, "mkdir w%d && cd w%d && { %s; }", i, i, d->before);
        sh(&w, name);
        snprintf(name, sizeof name, "w%d/%s", i, d->path);
        ck_assert_int_eq(mh_watch_add(w.watch, in(&w, name), (uint64_t)i, NULL), MH_OK);
    }
    ck_assert_uint_eq(mh_watch_polled(w.watch), 0);
    settle(&w);
    for (int i = 0; i < DEEDS; i++) {
        snprintf(name, sizeof name, "cd w%d && %s", i, deeds[i].deed);
        sh(&w, name);
    }
    for (int i = 0; i < DEEDS; i++) until_told(&w, i, deeds[i].told, deeds[i].deed);
    wait_ms(&w, 3 * MH_WATCH_QUIET_MS);
    for (int i = 0; i < DEEDS; i++) until_told(&w, i, deeds[i].told, deeds[i].deed);
    leave(&w);
}
END_TEST

START_TEST(the_watch_goes_on_after_each_change) {
    static const char *const rounds[] = {"echo 1 >d/a",
                                         "echo 2 >.t && mv .t d/a",
                                         "rm d/a",
                                         "echo 3 >d/a",
                                         "rm -r d",
                                         "mkdir d && echo 4 >d/a",
                                         "mv d e",
                                         "mv e d",
                                         "rm -r d && mkdir -p d && echo 5 >d/a",
                                         "ln -sfn ../b d/a"};
    world w;
    enter(&w);
    sh(&w, "mkdir d && echo 1 >b");
    mh_watch_add(w.watch, in(&w, "d/a"), 2, NULL);
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
        settle(&w);
        sh(&w, rounds[i]);
        until_told(&w, 2, 1, rounds[i]);
    }
    leave(&w);
}
END_TEST

START_TEST(tags_are_told_apart_and_removed) {
    world w;
    enter(&w);
    mh_watch_add(w.watch, in(&w, "a"), 1, NULL);
    mh_watch_add(w.watch, in(&w, "b"), 1, NULL);
    mh_watch_add(w.watch, in(&w, "a"), 2, NULL);
    mh_watch_add(w.watch, in(&w, "b"), 3, NULL);
    mh_watch_add(w.watch, w.dir, 4, NULL);
    sh(&w, "echo 1 >a && echo 1 >b");
    for (int tag = 1; tag <= 4; tag++) until_told(&w, tag, 1, "first");
    settle(&w);
    mh_watch_remove(w.watch, 1);
    mh_watch_remove(w.watch, 4);
    mh_watch_remove(w.watch, 7); /* never was */
    sh(&w, "echo 2 >a");
    until_told(&w, 2, 1, "second");
    wait_ms(&w, 2 * MH_WATCH_QUIET_MS);
    ck_assert_int_eq(w.told[1] + w.told[3] + w.told[4], 0);
    /* removed while it is still to be told */
    sh(&w, "echo 3 >a");
    wait_ms(&w, MH_WATCH_QUIET_MS / 2);
    mh_watch_remove(w.watch, 2);
    settle(&w);
    ck_assert_int_eq(w.told[2], 0);
    leave(&w);
}
END_TEST

START_TEST(what_changes_without_end_is_told_all_the_same) {
    world w;
    enter(&w);
    mh_watch_add(w.watch, in(&w, "a"), 1, NULL);
    /* a change each few milliseconds, so that there is never a quiet moment */
    int64_t end = mh_clock_mono_ns(mh_clock_system()) + (int64_t)8e9;
    while (w.told[1] < 3 && mh_clock_mono_ns(mh_clock_system()) < end) {
        FILE *f = fopen(in(&w, "a"), "a");
        fputc('x', f);
        fclose(f);
        wait_ms(&w, 5);
    }
    ck_assert_int_ge(w.told[1], 3);
    leave(&w);
}
END_TEST

START_TEST(beyond_the_limit_of_watches_it_looks_by_time) {
    world w;
    enter(&w);
    mh_watch_tune(w.watch, 1, 100);
    sh(&w, "mkdir d && echo 1 >d/a && echo 1 >d/b");
    mh_watch_add(w.watch, in(&w, "a"), 1, NULL);
    ck_assert_uint_eq(mh_watch_polled(w.watch), 0);
    ck_assert_ptr_null(mh_watch_why(w.watch));
    mh_watch_add(w.watch, in(&w, "d/a"), 2, NULL);
    mh_watch_add(w.watch, in(&w, "d"), 3, NULL);
    mh_watch_add(w.watch, in(&w, "d/e/f"), 4, NULL);
    ck_assert_uint_eq(mh_watch_polled(w.watch), 3);
    ck_assert_ptr_nonnull(strstr(mh_watch_why(w.watch), "max_user_watches"));
    wait_ms(&w, 400);
    ck_assert_int_eq(w.told[1] + w.told[2] + w.told[3] + w.told[4], 0);
    sh(&w, "echo 22 >d/a && echo 1 >a");
    until_told(&w, 1, 1, "watched");
    until_told(&w, 2, 1, "file");
    until_told(&w, 3, 1, "entry of a folder");
    settle(&w);
    sh(&w, "mkdir d/e && echo 1 >d/e/f");
    until_told(&w, 4, 1, "coming");
    /* when watches are there again, they are taken */
    mh_watch_remove(w.watch, 1);
    for (int i = 0; i < 8000 && mh_watch_polled(w.watch) > 2; i++) wait_ms(&w, 1);
    ck_assert_uint_le(mh_watch_polled(w.watch), 2);
    leave(&w);
}
END_TEST

START_TEST(a_folder_far_above_may_be_another_one) {
    world w;
    enter(&w);
    mh_watch_tune(w.watch, 0, 20);
    sh(&w, "mkdir -p r1/x/y r2/x/y && echo 1 >r1/x/y/a && echo 2 >r2/x/y/a && ln -s r1 now");
    mh_watch_add(w.watch, in(&w, "now/x/y/a"), 1, NULL);
    settle(&w);
    sh(&w, "ln -sfn r2 now");
    until_told(&w, 1, 1, "link");
    settle(&w);
    sh(&w, "echo 3 >r2/x/y/a");
    until_told(&w, 1, 1, "file behind the new link");
    leave(&w);
}
END_TEST

/* A commit of another process is seen at the log beside the database, which is made and removed, too. */
START_TEST(commits_to_a_database_are_seen) {
    world w;
    mh_err e = {0};
    enter(&w);
    char *db = mh_path_join(w.dir, "mine.db"), *wal = mh_path_join(w.dir, "mine.db-wal");
    mh_watch_add(w.watch, wal, 1, NULL);
    for (int round = 0; round < 3; round++) {
        mh_store *s = NULL;
        ck_assert_msg(mh_store_open(&s, db, NULL, &e) == MH_OK, "%s", e.msg);
        json_t *v = json_integer(round);
        settle(&w);
        for (int i = 0; i < 3; i++) {
            json_integer_set(v, round * 10 + i);
            mh_kv_set(s, MH_VIEW("n"), MH_VIEW("k"), v, 0, &e);
            ck_assert_int_eq(mh_store_flush(s, &e), MH_OK);
            until_told(&w, 1, i + 1, "commit");
        }
        json_decref(v);
        settle(&w);
        mh_store_close(s);
        until_told(&w, 1, 1, "the log is removed");
    }
    free(db);
    free(wal);
    leave(&w);
}
END_TEST

static void free_it(void *arg, uint64_t tag) {
    world *w = arg;
    w->told[tag]++;
    mh_watch_free(w->watch);
    w->watch = NULL;
}

START_TEST(it_may_be_freed_by_what_it_calls) {
    world w;
    enter(&w);
    mh_watch_free(w.watch);
    w.watch = mh_watch_new(w.loop, free_it, &w);
    mh_watch_add(w.watch, in(&w, "a"), 1, NULL);
    mh_watch_add(w.watch, in(&w, "a"), 2, NULL);
    sh(&w, "echo 1 >a");
    until_told(&w, 1, 1, "free");
    wait_ms(&w, 2 * MH_WATCH_QUIET_MS);
    ck_assert_int_eq(w.told[2], 0);
    leave(&w);
}
END_TEST

START_TEST(ten_thousand_paths) {
    world w;
    enter(&w);
    char name[40];
    sh(&w, "mkdir d");
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "d/%d.lua", i);
        mh_watch_add(w.watch, in(&w, name), (uint64_t)(i == 7777 ? 1 : 0), NULL);
    }
    sh(&w, "echo 1 >d/7777.lua && echo 1 >d/x");
    until_told(&w, 1, 1, "one of many");
    ck_assert_int_eq(w.told[0], 0);
    mh_watch_remove(w.watch, 0);
    leave(&w);
}
END_TEST

TCase *tcase_host_watch(void) {
    TCase *t = tcase_create("host_watch");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, changes_are_told_once);
    tcase_add_test(t, the_watch_goes_on_after_each_change);
    tcase_add_test(t, tags_are_told_apart_and_removed);
    tcase_add_test(t, what_changes_without_end_is_told_all_the_same);
    tcase_add_test(t, beyond_the_limit_of_watches_it_looks_by_time);
    tcase_add_test(t, a_folder_far_above_may_be_another_one);
    tcase_add_test(t, commits_to_a_database_are_seen);
    tcase_add_test(t, it_may_be_freed_by_what_it_calls);
    tcase_add_test(t, ten_thousand_paths);
    return t;
}
