#include "host/logfile.h"

#include "base/fs.h"
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static char *scratch(void) {
    char dir[] = "/tmp/mh-log-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(dir));
    return mh_path_join(dir, "daemon.log");
}

static void sweep(char *path) {
    char *dir = mh_path_dir(path);
    mh_names names = {0};
    ck_assert_int_eq(mh_fs_list(&names, dir, NULL), MH_OK);
    for (size_t i = 0; i < names.len; i++) {
        char *p = mh_path_join(dir, names.ptr[i]);
        unlink(p);
        free(p);
    }
    mh_names_clear(&names);
    rmdir(dir);
    free(dir);
    free(path);
}

static void put(mh_logfile *f, int i) {
    char line[64];
    int n = snprintf(line, sizeof line, "2026-01-01T00:00:00Z info tick n=%06d\n", i);
    mh_logfile_write(f, MH_LOG_INFO, (mh_view){line, (size_t)n});
}

/* How many of the lines are in the files of the folder, each whole; their numbers are summed up. */
static int count(const char *path, int64_t *sum) {
    char *dir = mh_path_dir(path);
    mh_names names = {0};
    int lines = 0;
    *sum = 0;
    ck_assert_int_eq(mh_fs_list(&names, dir, NULL), MH_OK);
    for (size_t i = 0; i < names.len; i++) {
        char *p = mh_path_join(dir, names.ptr[i]);
        mh_buf b = {0};
        ck_assert_int_eq(mh_fs_read(&b, p, 0, NULL), MH_OK);
        mh_view rest = mh_buf_view(&b), line;
        while (mh_view_split(&rest, '\n', &line)) {
            int n;
            if (line.len == 0) continue;
            if (sscanf(line.ptr, "2026-01-01T00:00:00Z info tick n=%06d", &n) != 1) continue;
            ck_assert_uint_eq(line.len, 39);
            lines++;
            *sum += n;
        }
        mh_buf_clear(&b);
        free(p);
    }
    mh_names_clear(&names);
    free(dir);
    return lines;
}

START_TEST(logfile_hundred_rotations_lose_no_line) {
    char *path = scratch();
    mh_logfile *f;
    mh_logfile_opts o = {.path = mh_view_of(path), .size = 4000, .keep = 200};
    int64_t sum;
    ck_assert_int_eq(mh_logfile_open(&f, &o, NULL), MH_OK);
    for (int i = 0; i < 10200; i++) {
        put(f, i);
        if (i % 977 == 0) ck_assert_int_eq(mh_logfile_reopen(f, NULL), MH_OK);
    }
    mh_logfile_close(f);
    ck_assert_int_eq(count(path, &sum), 10200);
    ck_assert_int_eq(sum, (int64_t)10199 * 10200 / 2);
    mh_buf name = {0};
    mh_buf_printf(&name, "%s.101", path); /* 100 lines of 40 bytes a file */
    ck_assert(mh_fs_is_file(name.ptr));
    mh_buf_clear(&name);
    sweep(path);
}
END_TEST

START_TEST(logfile_only_so_many_files_are_kept) {
    char *path = scratch();
    mh_logfile *f;
    mh_logfile_opts o = {.path = mh_view_of(path), .size = 4000, .keep = 3};
    int64_t sum;
    ck_assert_int_eq(mh_logfile_open(&f, &o, NULL), MH_OK);
    for (int i = 0; i < 1000; i++) put(f, i);
    mh_logfile_close(f);
    ck_assert_int_eq(count(path, &sum), 400);
    ck_assert_int_eq(sum, (int64_t)(600 + 999) * 400 / 2); /* the newest */
    sweep(path);
}
END_TEST

/* logrotate moves the file and sends SIGHUP; what is written in between goes to the moved one. */
START_TEST(logfile_a_moved_file_is_made_anew) {
    char *path = scratch();
    mh_buf moved = {0};
    mh_logfile *f;
    mh_logfile_opts o = {.path = mh_view_of(path), .size = 1 << 20, .keep = 3};
    int64_t sum;
    mh_buf_printf(&moved, "%s.old", path);
    ck_assert_int_eq(mh_logfile_open(&f, &o, NULL), MH_OK);
    put(f, 1);
    ck_assert_int_eq(rename(path, moved.ptr), 0);
    put(f, 2);
    ck_assert(!mh_fs_is_file(path));
    ck_assert_int_eq(mh_logfile_reopen(f, NULL), MH_OK);
    put(f, 3);
    ck_assert(mh_fs_is_file(path));
    ck_assert_int_eq(count(path, &sum), 3);
    mh_logfile_close(f);
    mh_buf_clear(&moved);
    sweep(path);
}
END_TEST

/* A full disk, played by a limit on the size of files: lost lines are counted, and said afterwards. */
START_TEST(logfile_lost_lines_are_said) {
    char *path = scratch();
    mh_logfile *f;
    mh_logfile_opts o = {.path = mh_view_of(path), .size = 1 << 20, .keep = 1};
    struct rlimit was, tight;
    mh_buf b = {0};
    int64_t sum;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(mh_logfile_open(&f, &o, NULL), MH_OK);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
    tight = was;
    tight.rlim_cur = 100; /* room for two lines and a part */
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
    for (int i = 0; i < 5; i++) put(f, i);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &was), 0);
    ck_assert_int_eq(mh_logfile_lost(f), 3);
    put(f, 5);
    mh_logfile_close(f);
    ck_assert_int_eq(count(path, &sum), 3);
    ck_assert_int_eq(mh_fs_read(&b, path, 0, NULL), MH_OK);
    ck_assert_ptr_nonnull(strstr(b.ptr, "warn  log-lines-lost lines=3\n"));
    mh_buf_clear(&b);
    sweep(path);
}
END_TEST

START_TEST(logfile_a_folder_that_is_not_there_is_told) {
    mh_logfile *f;
    mh_err e = {0};
    mh_logfile_opts o = {.path = MH_VIEW("/nonexistent/x.log"), .size = 1 << 20, .keep = 1};
    ck_assert_int_eq(mh_logfile_open(&f, &o, &e), MH_FAIL);
    ck_assert_ptr_nonnull(strstr(e.msg, "/nonexistent/x.log"));
    ck_assert_ptr_null(f);
}
END_TEST

TCase *tcase_host_logfile(void);
TCase *tcase_host_logfile(void) {
    TCase *t = tcase_create("host_logfile");
    tcase_add_test(t, logfile_hundred_rotations_lose_no_line);
    tcase_add_test(t, logfile_only_so_many_files_are_kept);
    tcase_add_test(t, logfile_a_moved_file_is_made_anew);
    tcase_add_test(t, logfile_lost_lines_are_said);
    tcase_add_test(t, logfile_a_folder_that_is_not_there_is_told);
    return t;
}
