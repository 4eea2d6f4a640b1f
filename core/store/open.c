#include "store/store_priv.h"

#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SMALLEST_PAGE 512

/* Short sleeps: the lock is free for microseconds between two commits of a busy writer, and whoever
 * sleeps long never sees that; nor does anybody write while all of several writers sleep. The first ones are for
 * commits without a disk, the next ones for commits that wait for one. */
static int on_busy(void *arg, int count) {
    mh_store *s = arg;
    int64_t now = mh_clock_mono_ns(mh_clock_system());
    if (count == 0) s->busy_since = now;
    if (now - s->busy_since >= (int64_t)s->busy_ms * 1000000) return 0;
    long us = count < 20 ? 60 : count < 200 ? 200 : count < 1000 ? 500 : 1500;
    nanosleep(&(struct timespec){0, us * 1000}, NULL);
    return 1;
}

static int on_wal(void *arg, sqlite3 *db, const char *schema, int pages) {
    (void)db, (void)schema;
    mh_store *s = arg;
    s->wal_pages = pages;
    return SQLITE_OK;
}

static int64_t size_of(const char *path, const char *suffix) {
    mh_buf name = {0};
    struct stat st;
    mh_buf_printf(&name, "%s%s", path, suffix);
    int64_t size = stat(name.ptr, &st) == 0 ? (int64_t)st.st_size : -1;
    mh_buf_clear(&name);
    return size;
}

/* A file: address of SQLite's for path, taken as unchanging: no locks, no WAL beside it. */
static void immutable_uri(mh_buf *out, const char *path) {
    mh_buf_puts(out, "file:");
    if (path[0] != '/') mh_buf_puts(out, "./");
    for (const char *p = path; *p; p++) {
        if (strchr("?#%", *p))
            mh_buf_printf(out, "%%%02X", (unsigned char)*p);
        else
            mh_buf_putc(out, *p);
    }
    mh_buf_puts(out, "?immutable=1");
}

static void forget_statements(mh_store *s) {
    for (size_t i = 0; i < MH_SQL_N; i++) {
        sqlite3_finalize(s->stmt[i]);
        s->stmt[i] = NULL;
    }
}

/* refused: the file must stay as it is, so nothing is moved from the WAL into it. */
static void disconnect(mh_store *s, bool refused) {
    forget_statements(s);
    if (s->db && refused && size_of(s->path, "-wal") > 0)
        sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_close(s->db);
    s->db = NULL;
    mh_tokens_free(s->tok); /* closing gives the index's tokenizers back to it */
    s->tok = NULL;
}

static mh_rc harden(mh_store *s, mh_err *err) {
    static const int on[] = {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_FKEY};
    static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_DQS_DML,
                              SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION};
    for (size_t i = 0; i < sizeof on / sizeof on[0]; i++) sqlite3_db_config(s->db, on[i], 1, NULL);
    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++)
        sqlite3_db_config(s->db, off[i], 0, NULL);
    sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
    return mh_sql_exec(s,
                       "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
                       "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;"
                       "PRAGMA journal_size_limit = 67108864",
                       err, "open");
}

static mh_rc connect(mh_store *s, bool immutable, mh_err *err) {
    mh_buf name = {0};
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (immutable) {
        immutable_uri(&name, s->path);
        flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    } else {
        /* "./" keeps SQLite from reading a meaning into names such as ":memory:" */
        mh_buf_printf(&name, "%s%s", s->path[0] == '/' ? "" : "./", s->path);
        flags |= SQLITE_OPEN_READWRITE;
    }
    int rc = sqlite3_open_v2(name.ptr, &s->db, flags, NULL);
    mh_buf_clear(&name);
    if (rc != SQLITE_OK) return mh_sql_fail(s, rc, err, "open");
    sqlite3_busy_handler(s->db, on_busy, s);
    sqlite3_wal_hook(s->db, on_wal, s); /* in the place of SQLite's own: see store.c */
    s->wal_due = MH_STORE_WAL_PAGES;
    if (harden(s, err) != MH_OK) return MH_FAIL;
    /* The first read: here a WAL that cannot be made, and a file that is no database, show. */
    if (mh_sql_exec(s, "SELECT count(*) FROM sqlite_schema", err, "open") != MH_OK) return MH_FAIL;
    if (sqlite3_db_readonly(s->db, "main") == 1) s->read_only = true;
    if (mh_tokens_register(s, err) != MH_OK) return MH_FAIL;
    return mh_store_migrate(s, err);
}

/* True when the failure of the first attempt comes from a folder in which SQLite cannot make the
 * files that go with a WAL. */
static bool folder_is_closed(const mh_store *s) {
    char *dir = mh_path_dir(s->path);
    bool closed = access(s->path, R_OK) == 0 && access(dir, W_OK) != 0;
    free(dir);
    return closed;
}

static mh_rc connect_somehow(mh_store *s, mh_err *err) {
    mh_rc rc = connect(s, false, err);
    if (rc == MH_OK) return MH_OK;
    mh_code code = err->code;
    disconnect(s, true);
    bool worth =
        code == MH_E_IO || code == MH_E_DENIED || code == MH_E_READ_ONLY || code == MH_E_NOT_FOUND;
    if (!worth || !folder_is_closed(s)) return MH_FAIL;
    if (size_of(s->path, "-wal") > 0)
        return mh_fail(err, MH_E_READ_ONLY,
                       "open: %s: newer changes lie in %s-wal, and the folder cannot be written; "
                       "open it once where it can be, or copy it",
                       s->path, s->path);
    s->read_only = true;
    rc = connect(s, true, err);
    if (rc != MH_OK) disconnect(s, true);
    return rc;
}

/* The file, made empty (mode 0600: it may hold what a job was told in confidence) with its folder.
 * An existing one is not opened here: closing it would drop the locks of another handle. */
static mh_rc make_file(mh_store *s, mh_err *err) {
    struct stat st;
    if (stat(s->path, &st) == 0) {
        if (!S_ISREG(st.st_mode))
            return mh_fail(err, MH_E_USAGE, "open: %s: not a regular file", s->path);
        /* SQLite would take less than the smallest page for an empty file and write over it; it is
         * right to only when a crash left it so, with a journal. */
        if (st.st_size > 0 && st.st_size < SMALLEST_PAGE && size_of(s->path, "-journal") <= 0)
            return mh_fail(err, MH_E_CORRUPT, "open: %s: not a database", s->path);
        return MH_OK;
    }
    if (errno != ENOENT && errno != ENOTDIR) return mh_fail_errno(err, errno, "open: %s", s->path);
    if (s->read_only) return mh_fail(err, MH_E_NOT_FOUND, "open: %s: no such database", s->path);
    char *dir = mh_path_dir(s->path);
    mh_rc rc = mh_fs_mkdirs(dir, err);
    free(dir);
    if (rc != MH_OK) return rc;
    int fd = open(s->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    else if (errno == EROFS)
        return mh_fail(err, MH_E_READ_ONLY, "make %s: the disk is read-only", s->path);
    else if (errno != EEXIST)
        return mh_fail_errno(err, errno, "make %s", s->path);
    return MH_OK;
}

static void free_store(mh_store *s) {
    mh_index_forget(s, 0);
    mh_vec_clear(&s->pending);
    mh_vec_clear(&s->open);
    mh_vec_clear(&s->ready);
    mh_vec_clear(&s->errs);
    if (s->fold_free) s->fold_free(s->fold_arg);
    free(s->fold_name);
    free(s->path);
    free(s);
}

mh_rc mh_store_open(mh_store **out, const char *path, const mh_store_opts *opts, mh_err *err) {
    static const mh_store_opts none;
    mh_err local;
    if (!err) err = &local;
    if (!opts) opts = &none;
    mh_store *s = mh_alloc(sizeof *s);
    s->path = mh_strndup(path, strlen(path));
    s->clock = opts->clock ? opts->clock : mh_clock_system();
    s->busy_ms = opts->busy_ms > 0 ? opts->busy_ms : MH_STORE_BUSY_MS;
    s->read_only = opts->read_only;
    s->steady = opts->steady;
    s->fold = opts->fold;
    s->fold_arg = opts->fold_arg;
    s->fold_free = opts->fold_free;
    const char *fold = opts->fold && opts->fold_name ? opts->fold_name : "";
    s->fold_name = mh_strndup(fold, strlen(fold));
    mh_rc rc = path[0] ? make_file(s, err) : mh_fail(err, MH_E_USAGE, "open: no path given");
    /* Two processes that make or upgrade the file at once may meet where SQLite does not wait. */
    int64_t until = mh_clock_mono_ns(mh_clock_system()) + (int64_t)s->busy_ms * 1000000;
    while (rc == MH_OK) {
        rc = connect_somehow(s, err);
        if (rc == MH_OK || err->code != MH_E_BUSY) break;
        if (mh_clock_mono_ns(mh_clock_system()) >= until) break;
        nanosleep(&(struct timespec){0, 2000000}, NULL);
        rc = MH_OK;
    }
    if (rc != MH_OK) {
        free_store(s);
        return MH_FAIL;
    }
    *out = s;
    return MH_OK;
}

void mh_store_close(mh_store *s) {
    if (!s) return;
    mh_store_tx_rollback(s);
    (void)mh_store_flush(s, NULL);
    disconnect(s, false);
    free_store(s);
}
