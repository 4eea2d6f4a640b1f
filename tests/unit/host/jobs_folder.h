/* A folder of job files for tests, and the program that reads them. */
#ifndef MH_TESTS_JOBS_FOLDER_H
#define MH_TESTS_JOBS_FOLDER_H

#include "store/store_util.h"

#include "base/fs.h"
#include "host/jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ./minehost, or that beside the tests (of a sanitizer's tree). Owned. */
static inline char *jf_self(void) {
    char *dir = mh_exe_dir(), *beside = mh_path_join(dir, "minehost");
    if (!mh_fs_is_file(beside)) {
        free(beside);
        beside = mh_path_join(dir, "../../minehost");
    }
    ck_assert_msg(mh_fs_is_file(beside), "no program %s: make all", beside);
    free(dir);
    return beside;
}

static inline char *jf_path(const char *name) {
    char *dir = mh_path_join(su_dir, "jobs"), *path = mh_path_join(dir, name);
    su_ok(mh_fs_mkdirs(dir, su_e));
    free(dir);
    return path;
}

static inline void jf_put(const char *name, const char *text) {
    char *path = jf_path(name);
    su_ok(mh_fs_put(path, mh_view_of(text), su_e));
    free(path);
}

static inline void jf_drop(const char *name) {
    char *path = jf_path(name);
    ck_assert_int_eq(unlink(path), 0);
    free(path);
}

static inline void jf_move(const char *from, const char *to) {
    char *a = jf_path(from), *b = jf_path(to);
    ck_assert_int_eq(rename(a, b), 0);
    free(a);
    free(b);
}

/* A declared job: a name (NULL: none) and the inside of its schedule. */
static inline void jf_job(const char *file, const char *name, const char *schedule) {
    mh_buf b = {0};
    mh_buf_puts(&b, "return {\n");
    if (name) mh_buf_printf(&b, "  name = \"%s\",\n", name);
    mh_buf_printf(&b, "  schedule = { %s },\n  run = function() end,\n}\n", schedule);
    jf_put(file, b.ptr);
    mh_buf_clear(&b);
}

static inline mh_jobs *jf_open(const char *self) {
    char *folder = jf_path("."), *found = self ? NULL : jf_self();
    mh_jobs *j = mh_jobs_new(folder, self ? self : found);
    free(folder);
    free(found);
    return j;
}

/* Every entry as "NAME", with what there is to say of it: "!" an error, "-" gone, "*" fresh, "?" never
 * loaded, "s" a script, "p" paused. Entries are not fresh any more, those that are gone are swept. */
static inline char *jf_scan(mh_jobs *j) {
    mh_buf b = {0};
    su_ok(mh_jobs_scan(j, su_e));
    for (size_t i = 0; i < mh_jobs_len(j); i++) {
        mh_jobs_entry *e = mh_jobs_at(j, i);
        mh_buf_printf(&b, "%s%s%s%s%s%s%s%s", i ? " " : "", e->name, e->error ? "!" : "",
                      e->gone ? "-" : "", e->fresh ? "*" : "", e->loaded || e->gone ? "" : "?",
                      e->loaded && !e->declared ? "s" : "", e->paused ? "p" : "");
        e->fresh = false;
    }
    mh_jobs_sweep(j);
    return mh_buf_take(&b);
}

#define jf_is(jobs, wants)                                                                         \
    do {                                                                                           \
        char *got_ = jf_scan(jobs);                                                                \
        ck_assert_str_eq(got_, wants);                                                             \
        free(got_);                                                                                \
    } while (0)

#endif
