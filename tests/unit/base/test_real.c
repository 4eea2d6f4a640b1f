/* Files by paths that were looked at before: no link is followed. */
#include "base/fs.h"
#include "base/real.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *top; /* a folder with deep/file, link -> deep, deep/alias -> file, pipe */

static char *in(const char *name) {
    return mh_path_join(top, name);
}

static void setup(void) {
    char name[] = "mh-real-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(name));
    top = mh_path_real(name);
    char *deep = in("deep"), *file = in("deep/file"), *link = in("link"), *alias = in("deep/alias"),
         *fifo = in("pipe");
    ck_assert_int_eq(mkdir(deep, 0700), 0);
    ck_assert_int_eq(mh_fs_write(file, MH_VIEW("words"), NULL), MH_OK);
    ck_assert_int_eq(symlink("deep", link), 0);
    ck_assert_int_eq(symlink("file", alias), 0);
    ck_assert_int_eq(mkfifo(fifo, 0600), 0);
    free(deep);
    free(file);
    free(link);
    free(alias);
    free(fifo);
}

static void teardown(void) {
    static const char *const names[] = {"deep/alias", "deep/file", "link", "pipe"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = in(names[i]);
        ck_assert_int_eq(unlink(path), 0);
        free(path);
    }
    char *deep = in("deep");
    ck_assert_int_eq(rmdir(deep), 0);
    ck_assert_int_eq(rmdir(top), 0);
    free(deep);
    free(top);
}

START_TEST(reads) {
    static const struct {
        const char *name;
        bool yes;
        mh_code code;
    } rows[] = {
        {"deep/file", true, 0},
        {"deep//file", true, 0},
        {"link/file", false, MH_E_NOT_FOUND},
        {"deep/alias", false, MH_E_IO},
        {"link", false, MH_E_IO},
        {"deep/none", false, MH_E_NOT_FOUND},
        {"pipe", false, MH_E_USAGE},
        {"deep", false, MH_E_USAGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        mh_err e = {0};
        char *path = in(rows[i].name);
        bool ok = mh_fs_read_real(&b, path, 100, &e) == MH_OK;
        ck_assert_msg(ok == rows[i].yes, "%s: %s", rows[i].name, e.msg);
        if (ok)
            ck_assert_str_eq(b.ptr, "words");
        else
            ck_assert_msg(e.code == rows[i].code, "%s: %s", rows[i].name, e.msg);
        mh_buf_clear(&b);
        free(path);
    }
}
END_TEST

START_TEST(opens) {
    char name[400];
    memset(name, 'x', sizeof name);
    name[0] = '/';
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(mh_real_open(name, O_RDONLY, 0), -1);
    ck_assert_int_eq(errno, ENAMETOOLONG);
    ck_assert_int_eq(mh_real_open("relative", O_RDONLY, 0), -1);
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_int_eq(mh_real_open("", O_RDONLY, 0), -1);
    int root = mh_real_open("/", O_PATH | O_DIRECTORY, 0);
    ck_assert_int_ge(root, 0);
    close(root);
    char *made = in("deep/made");
    int fd = mh_real_open(made, O_WRONLY | O_CREAT, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    close(fd);
    ck_assert_int_eq(unlink(made), 0);
    free(made);
}
END_TEST

TCase *tcase_base_real(void) {
    TCase *t = tcase_create("base_real");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, reads);
    tcase_add_test(t, opens);
    return t;
}
