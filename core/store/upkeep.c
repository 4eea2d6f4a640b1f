#include "store/upkeep.h"
#include "store/store_priv.h"

#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void mh_store_schema(const mh_store *s, int *now, int *was) {
    *now = s->was_version > mh_store_version_max() ? s->was_version : mh_store_version_max();
    *was = s->was_version;
}

/* One step copies all: in the WAL a reader keeps its view and holds up nobody. */
static mh_rc copy_to(mh_store *s, const char *tmp, mh_err *err) {
    sqlite3 *to = NULL;
    mh_rc rc = MH_FAIL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2(tmp, &to, flags, NULL);
    sqlite3_backup *b = code == SQLITE_OK ? sqlite3_backup_init(to, "main", s->db, "main") : NULL;
    if (b) {
        code = sqlite3_backup_step(b, -1);
        int end = sqlite3_backup_finish(b);
        if (code == SQLITE_DONE) code = end;
    } else if (to) {
        code = sqlite3_errcode(to);
    }
    if (code == SQLITE_OK)
        rc = MH_OK;
    else
        mh_fail(err, code == SQLITE_FULL ? MH_E_FULL : MH_E_IO, "backup to %s: %s", tmp,
                to ? sqlite3_errmsg(to) : sqlite3_errstr(code));
    sqlite3_close(to);
    return rc;
}

static mh_rc sync_path(const char *path, mh_err *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0) close(fd);
    return ok ? MH_OK : mh_fail_errno(err, why, "sync %s", path);
}

static bool same_file(const char *a, const char *b) {
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

mh_rc mh_store_backup(mh_store *s, const char *path, mh_err *err) {
    mh_buf tmp = {0};
    char *dir = mh_path_dir(path);
    mh_rc rc = MH_FAIL;
    if (same_file(path, s->path)) {
        mh_fail(err, MH_E_USAGE, "backup: %s is the database itself", path);
        goto out;
    }
    mh_buf_printf(&tmp, "%s%s.tmp.%ld", path[0] == '/' ? "" : "./", path, (long)getpid());
    int fd = open(tmp.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        mh_fail_errno(err, errno, "backup to %s", path);
        goto out;
    }
    close(fd);
    if (copy_to(s, tmp.ptr, err) != MH_OK || sync_path(tmp.ptr, err) != MH_OK) {
        unlink(tmp.ptr);
        goto out;
    }
    if (rename(tmp.ptr, path) != 0) {
        mh_fail_errno(err, errno, "backup to %s", path);
        unlink(tmp.ptr);
        goto out;
    }
    rc = sync_path(dir, err);
out:
    free(dir);
    mh_buf_clear(&tmp);
    return rc;
}

typedef struct verify {
    mh_store *s;
    mh_store_fault *found;
    void *arg;
    size_t faults;
} verify;

static void tell(verify *v, const char *fault) {
    v->faults++;
    if (v->found) v->found(v->arg, fault);
}

/* Statements that find nothing in a database that is right. */
static const struct {
    mh_sql_id id;
    const char *what;
} rules[] = {{MH_SQL_VERIFY_STATE, "has no state of its present version"},
             {MH_SQL_VERIFY_KEPT, "has lost a former state"},
             {MH_SQL_VERIFY_ORDER, "has states behind its present version"},
             {MH_SQL_VERIFY_LABELS, "has labels and is not there"},
             {MH_SQL_VERIFY_STATES, "has states and is not there"}};

static mh_rc check_rule(verify *v, size_t i, mh_err *err) {
    int step, shown = 0;
    sqlite3_stmt *st = mh_sql(v->s, rules[i].id, err);
    if (!st) return MH_FAIL;
    while ((step = mh_sql_step(v->s, st, err, "check")) == 1) {
        char line[128];
        snprintf(line, sizeof line, "document %lld %s", (long long)sqlite3_column_int64(st, 0),
                 rules[i].what);
        if (++shown <= 10)
            tell(v, line);
        else
            v->faults++;
    }
    return step < 0 ? MH_FAIL : MH_OK;
}

static mh_rc check_references(verify *v, mh_err *err) {
    int step;
    sqlite3_stmt *st = mh_sql_prepare(v->s, MH_VIEW("PRAGMA foreign_key_check"), err, "check");
    if (!st) return MH_FAIL;
    while ((step = mh_sql_step(v->s, st, err, "check")) == 1) {
        mh_buf line = {0};
        mh_buf_printf(&line, "a row of %.*s refers to no row of %.*s", MH_FMT(mh_sql_view(st, 0)),
                      MH_FMT(mh_sql_view(st, 2)));
        tell(v, line.ptr);
        mh_buf_clear(&line);
    }
    sqlite3_finalize(st);
    return step < 0 ? MH_FAIL : MH_OK;
}

mh_rc mh_store_verify(mh_store *s, mh_store_fault *found, void *arg, mh_err *err) {
    verify v = {s, found, arg, 0};
    mh_err e = {0};
    if (mh_store_check(s, &e) != MH_OK) {
        if (e.code != MH_E_CORRUPT) {
            if (err) *err = e;
            return MH_FAIL;
        }
        tell(&v, e.msg);
    }
    if (check_references(&v, err) != MH_OK) return MH_FAIL;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (check_rule(&v, i, err) != MH_OK) return MH_FAIL;
    if (v.faults == 0) return MH_OK;
    return mh_fail(err, MH_E_CORRUPT, "check: %s: %zu fault%s", s->path, v.faults,
                   v.faults == 1 ? "" : "s");
}
