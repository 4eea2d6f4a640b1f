#include "unit.h"

#include "base/fs.h"
#include "conf/consent.h"
#include "conf/private.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW INT64_C(1777716000000000) /* 2026-05-02T10:00:00Z */

/* A folder of its own, which is the configuration's; owned. */
static char *make_folder(void) {
    const char *tmp = getenv("TMPDIR");
    mh_buf b = {0};
    mh_buf_printf(&b, "%s/consent-XXXXXX", tmp ? tmp : "/tmp");
    char *dir = mh_buf_take(&b), *real;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    real = mh_path_real(dir);
    free(dir);
    setenv("XDG_CONFIG_HOME", real, 1);
    return real;
}

static void put(const char *dir, const char *name, const char *text) {
    char *path = mh_path_join(dir, name), *folder = mh_path_dir(path);
    ck_assert_int_eq(mh_fs_mkdirs(folder, NULL), MH_OK);
    ck_assert_int_eq(mh_fs_write(path, mh_view_of(text), NULL), MH_OK);
    free(folder);
    free(path);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    (void)st, (void)type, (void)at;
    return remove(path);
}

static void remove_all(char *dir) {
    ck_assert_int_eq(nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    free(dir);
}

START_TEST(a_grant_is_kept) {
    char *dir = make_folder(), *job = mh_path_join(dir, "job.lua"), *p = mh_path_join(dir, "p");
    mh_pins pins = {0}, other = {0};
    mh_names words = {0};
    mh_consents all = {0};
    mh_buf why = {0};
    bool found = false;
    put(dir, "job.lua", "return {}");
    put(dir, "p/init.lua", "return {}");
    put(dir, "p/sub/x.tsv", "x");
    put(dir, "p/.git/HEAD", "x");
    mh_pins_bytes(&pins, job, MH_VIEW("return {}"));
    ck_assert_int_eq(mh_pins_folder(&pins, p, NULL), MH_OK);
    ck_assert_int_eq(mh_pins_folder(&pins, p, NULL), MH_OK);
    ck_assert_uint_eq(pins.things.len, 2);
    ck_assert_uint_eq(pins.files.len, 3);
    mh_vec_push(&words, mh_strndup("mail:a@b", 8));
    ck_assert_int_eq(mh_consents_read(&all, NULL), MH_OK);
    ck_assert_uint_eq(all.len, 0);
    ck_assert_int_eq(mh_consents_put(false, job, &pins, &words, NOW, NULL), MH_OK);
    ck_assert_int_eq(mh_consents_put(true, p, &pins, &words, NOW, NULL), MH_OK);
    ck_assert_int_eq(mh_consents_put(false, job, &pins, &words, NOW, NULL), MH_OK);
    ck_assert_int_eq(mh_consents_read(&all, NULL), MH_OK);
    ck_assert_uint_eq(all.len, 2);
    ck_assert_ptr_null(mh_consents_find(&all, true, job));
    const mh_consent *c = mh_consents_find(&all, false, job);
    ck_assert_ptr_nonnull(c);
    ck_assert_str_eq(c->date, "2026-05-02T10:00:00Z");
    ck_assert(mh_consent_holds(c, &pins, &why));
    ck_assert_uint_eq(why.len, 0);
    put(dir, "p/sub/x.tsv", "y");
    mh_pins_bytes(&other, job, MH_VIEW("return {}"));
    ck_assert_int_eq(mh_pins_folder(&other, p, NULL), MH_OK);
    ck_assert(!mh_consent_holds(c, &other, &why));
    ck_assert_ptr_nonnull(strstr(why.ptr, "/p changed"));
    mh_consents_clear(&all);
    ck_assert_int_eq(mh_consents_drop(job, &found, NULL), MH_OK);
    ck_assert(found);
    ck_assert_int_eq(mh_consents_drop(job, &found, NULL), MH_OK);
    ck_assert(!found);
    mh_pins_clear(&pins);
    mh_pins_clear(&other);
    mh_names_clear(&words);
    mh_buf_clear(&why);
    free(job);
    free(p);
    remove_all(dir);
}
END_TEST

START_TEST(what_is_loaded_is_what_was_pinned) {
    char *dir = make_folder(), *p = mh_path_join(dir, "p"), *job = mh_path_join(dir, "job.lua");
    char *a = mh_path_join(dir, "p/a.lua"), *fresh = mh_path_join(dir, "p/new.lua");
    char *beside = mh_path_join(dir, "beside.lua");
    mh_pins pins = {0};
    put(dir, "p/a.lua", "a");
    put(dir, "job.lua", "j");
    mh_pins_bytes(&pins, job, MH_VIEW("j"));
    ck_assert_int_eq(mh_pins_folder(&pins, p, NULL), MH_OK);
    put(dir, "p/new.lua", "n");
    put(dir, "beside.lua", "b");
    const struct {
        const char *path, *bytes;
        bool code, want;
    } rows[] = {
        {a, "a", true, true},       {a, "b", true, false},      {a, "b", false, false},
        {a, "", true, false},       {job, "j", true, true},     {job, "k", true, false},
        {fresh, "n", true, false},  {fresh, "n", false, false}, /* was not there */
        {beside, "b", true, false}, {beside, "b", false, true}, /* data of the job's folder */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_err e = {0};
        mh_rc rc = mh_pins_check(&pins, rows[i].path, mh_view_of(rows[i].bytes), rows[i].code, &e);
        ck_assert_msg((rc == MH_OK) == rows[i].want, "row %zu: %s", i, e.msg);
        ck_assert(rows[i].want || e.code == MH_E_PERMISSION);
    }
    mh_pins_clear(&pins);
    free(p);
    free(job);
    free(a);
    free(fresh);
    free(beside);
    remove_all(dir);
}
END_TEST

/* Writers that come at once lose no line. */
START_TEST(grants_at_once) {
    char *dir = make_folder();
    mh_consents all = {0};
    enum { WRITERS = 8 };
    put(dir, "j", "j");
    for (int i = 0; i < WRITERS; i++) {
        if (fork() != 0) continue;
        mh_buf path = {0};
        mh_pins pins = {0};
        mh_names none = {0};
        mh_buf_printf(&path, "%s/job%d.lua", dir, i);
        mh_pins_bytes(&pins, path.ptr, MH_VIEW("x"));
        mh_rc rc = mh_consents_put(false, path.ptr, &pins, &none, NOW, NULL);
        _exit(rc == MH_OK ? 0 : 1);
    }
    for (int i = 0, st; i < WRITERS; i++) {
        ck_assert(wait(&st) > 0);
        ck_assert_int_eq(st, 0);
    }
    ck_assert_int_eq(mh_consents_read(&all, NULL), MH_OK);
    ck_assert_uint_eq(all.len, WRITERS);
    mh_consents_clear(&all);
    remove_all(dir);
}
END_TEST

START_TEST(private_files) {
    static const struct {
        mode_t file, folder;
        mh_code open, closed;
    } rows[] = {
        {0600, 0700, MH_E_NONE, MH_E_NONE},     {0400, 0500, MH_E_NONE, MH_E_NONE},
        {0644, 0755, MH_E_NONE, MH_E_DENIED},   {0640, 0700, MH_E_NONE, MH_E_DENIED},
        {0620, 0700, MH_E_DENIED, MH_E_DENIED}, {0602, 0700, MH_E_DENIED, MH_E_DENIED},
        {0600, 0770, MH_E_DENIED, MH_E_DENIED}, {0600, 0707, MH_E_DENIED, MH_E_DENIED},
    };
    char *dir = make_folder(), *sub = mh_path_join(dir, "sub"), *path = mh_path_join(sub, "file");
    mh_buf b = {0};
    mh_err e = {0};
    ck_assert_int_eq(mh_private_read(&b, path, true, 100, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
    ck_assert_int_eq(mh_private_write(path, MH_VIEW("bytes"), NULL), MH_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(chmod(path, rows[i].file), 0);
        ck_assert_int_eq(chmod(sub, rows[i].folder), 0);
        for (int closed = 0; closed < 2; closed++) {
            e = (mh_err){0};
            mh_buf_reset(&b);
            mh_private_read(&b, path, closed, 100, &e);
            ck_assert_msg(e.code == (closed ? rows[i].closed : rows[i].open), "row %zu: %s", i,
                          e.msg);
            if (e.code == MH_E_NONE) ck_view_eq(mh_buf_view(&b), "bytes");
        }
    }
    ck_assert_int_eq(chmod(sub, 0700), 0);
    ck_assert_int_eq(chmod(path, 0600), 0);
    e = (mh_err){0};
    ck_assert_int_eq(mh_private_read(&b, path, true, 4, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    mh_buf_clear(&b);
    free(path);
    free(sub);
    remove_all(dir);
}
END_TEST

TCase *tcase_conf_consent(void) {
    TCase *t = tcase_create("conf_consent");
    tcase_add_test(t, a_grant_is_kept);
    tcase_add_test(t, what_is_loaded_is_what_was_pinned);
    tcase_add_test(t, grants_at_once);
    tcase_add_test(t, private_files);
    return t;
}
