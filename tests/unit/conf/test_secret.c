#include "unit.h"

#include "base/fs.h"
#include "conf/private.h"
#include "conf/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static mh_code read_secret(mh_buf *out) {
    mh_err e = {0};
    mh_buf_reset(out);
    ck_assert((mh_secret_read(out, "unit-word", &e) == MH_OK) == (e.code == MH_E_NONE));
    ck_assert(strstr(e.msg, "sesame") == NULL); /* a message tells no secret */
    return e.code;
}

START_TEST(a_secret_comes_from_the_environment) {
    mh_buf b = {0};
    unsetenv("MINEHOST_UNIT_WORD");
    unsetenv("MINEHOST_UNIT_WORD_FILE");
    ck_assert_int_eq(read_secret(&b), MH_E_NONE);
    ck_assert_uint_eq(b.len, 0);
    setenv("MINEHOST_UNIT_WORD", "open sesame", 1);
    ck_assert_int_eq(read_secret(&b), MH_E_NONE);
    ck_view_eq(mh_buf_view(&b), "open sesame");
    setenv("MINEHOST_UNIT_WORD_FILE", "/none", 1);
    ck_assert_int_eq(read_secret(&b), MH_E_USAGE);
    unsetenv("MINEHOST_UNIT_WORD");
    ck_assert_int_eq(read_secret(&b), MH_E_NOT_FOUND);
    unsetenv("MINEHOST_UNIT_WORD_FILE");
    mh_buf_clear(&b);
}
END_TEST

START_TEST(or_from_a_file_that_few_may_read) {
    static const struct {
        const char *bytes;
        size_t len;
        mode_t mode;
        mh_code want;
        const char *secret;
    } rows[] = {
        {"sesame\n", 7, 0600, MH_E_NONE, "sesame"},     {"sesame", 6, 0440, MH_E_NONE, "sesame"},
        {"sesame \r\n", 9, 0400, MH_E_NONE, "sesame "}, {"", 0, 0600, MH_E_NONE, ""},
        {"sesame\n", 7, 0644, MH_E_DENIED, ""},         {"sesame\n", 7, 0602, MH_E_DENIED, ""},
        {"sesame\nopen\n", 12, 0600, MH_E_USAGE, ""},   {"sesame\0x", 8, 0600, MH_E_USAGE, ""},
    };
    const char *tmp = getenv("TMPDIR");
    char *path = mh_path_join(tmp ? tmp : "/tmp", "unit-word-XXXXXX");
    close(mkstemp(path));
    setenv("MINEHOST_UNIT_WORD_FILE", path, 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        ck_assert_int_eq(mh_fs_write(path, (mh_view){rows[i].bytes, rows[i].len}, NULL), MH_OK);
        ck_assert_int_eq(chmod(path, rows[i].mode), 0);
        mh_code got = read_secret(&b);
        ck_assert_msg(got == rows[i].want, "row %zu: %d", i, got);
        ck_view_eq(mh_buf_view(&b), rows[i].secret);
        mh_buf_clear(&b);
    }
    unsetenv("MINEHOST_UNIT_WORD_FILE");
    unlink(path);
    free(path);
}
END_TEST

/* A line of the operator's file: by the name that the asker has there, the last one of a name. */
START_TEST(or_from_the_operators_file) {
    static const struct {
        const char *bytes;
        mh_code want;
        const char *secret;
    } rows[] = {
        {"", MH_E_NONE, ""},
        {"minehost.unit-word=sesame\n", MH_E_NONE, "sesame"},
        {"minehost.unit-word=sesame", MH_E_NONE, "sesame"},
        {"minehost.unit-word= a = b \r\n", MH_E_NONE, " a = b "},
        {"unit-word=sesame\n", MH_E_NONE, ""}, /* a script's of that name */
        {"# x\n\n  \nother=1\nminehost.unit-word=2\nminehost.unit-word=3\n", MH_E_NONE, "3"},
        {"minehost.unit-word=sesame\nsesame\n", MH_E_USAGE, ""},
        {"minehost.unit-word=sesame\nA=sesame\n", MH_E_USAGE, ""},
        {"=sesame\n", MH_E_USAGE, ""},
    };
    const char *tmp = getenv("TMPDIR");
    char *dir = mh_path_join(tmp ? tmp : "/tmp", "unit-secrets-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    setenv("XDG_CONFIG_HOME", dir, 1);
    unsetenv("MINEHOST_UNIT_WORD");
    unsetenv("MINEHOST_UNIT_WORD_FILE");
    unsetenv("CREDENTIALS_DIRECTORY");
    char *path = mh_secrets_path(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        ck_assert_int_eq(mh_private_write(path, mh_view_of(rows[i].bytes), NULL), MH_OK);
        mh_code got = read_secret(&b);
        ck_assert_msg(got == rows[i].want, "row %zu: %d", i, got);
        ck_view_eq(mh_buf_view(&b), rows[i].secret);
        mh_buf_clear(&b);
    }
    char *folder = mh_path_dir(path);
    ck_assert_int_eq(remove(path) | remove(folder) | remove(dir), 0);
    free(folder);
    free(path);
    free(dir);
}
END_TEST

TCase *tcase_conf_secret(void) {
    TCase *t = tcase_create("conf_secret");
    tcase_add_test(t, a_secret_comes_from_the_environment);
    tcase_add_test(t, or_from_a_file_that_few_may_read);
    tcase_add_test(t, or_from_the_operators_file);
    return t;
}
