#include "store/store_priv.h"

#include <errno.h>
#include <string.h>

/* What SQLite's result code means to a caller of the store. */
static mh_code code_of(int rc, int os_errno) {
    if (os_errno == ENOSPC || os_errno == EDQUOT) return MH_E_FULL;
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: return MH_E_BUSY;
    case SQLITE_READONLY: return MH_E_READ_ONLY;
    case SQLITE_FULL: return MH_E_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return MH_E_CORRUPT;
    case SQLITE_TOOBIG: return MH_E_TOO_LARGE;
    case SQLITE_NOMEM: return MH_E_LIMIT;
    case SQLITE_PERM:
    case SQLITE_AUTH: return MH_E_DENIED;
    case SQLITE_CANTOPEN:
        if (os_errno == EACCES || os_errno == EPERM) return MH_E_DENIED;
        if (os_errno == EROFS) return MH_E_READ_ONLY;
        return os_errno == ENOENT ? MH_E_NOT_FOUND : MH_E_IO;
    case SQLITE_IOERR: return MH_E_IO;
    case SQLITE_INTERRUPT: return MH_E_CANCELLED;
    default: return MH_E_INTERNAL;
    }
}

mh_rc mh_sql_fail(const mh_store *s, int rc, mh_err *err, const char *what, ...) {
    char tried[256];
    va_list ap;
    va_start(ap, what);
    vsnprintf(tried, sizeof tried, what, ap);
    va_end(ap);
    bool os_matters = (rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_IOERR;
    int os = s->db && os_matters ? sqlite3_system_errno(s->db) : 0;
    mh_code code = code_of(rc, os);
    const char *why = s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc);
    switch (code) {
    case MH_E_BUSY:
        return mh_fail_retry(err, code, "%s: %s: another process held it for %.1f s", tried,
                             s->path, s->busy_ms / 1000.0);
    case MH_E_FULL:
        return mh_fail_retry(err, code, "%s: %s: no space left on the disk", tried, s->path);
    case MH_E_READ_ONLY:
        return mh_fail(err, code, "%s: %s: file or folder cannot be written", tried, s->path);
    case MH_E_CORRUPT:
        if ((rc & 0xff) == SQLITE_NOTADB)
            return mh_fail(err, code, "%s: %s: not a database", tried, s->path);
        return mh_fail(err, code, "%s: %s: the database is damaged (%s)", tried, s->path, why);
    default: break;
    }
    if (os != 0) return mh_fail(err, code, "%s: %s: %s (%s)", tried, s->path, why, strerror(os));
    return mh_fail(err, code, "%s: %s: %s", tried, s->path, why);
}

sqlite3_stmt *mh_sql(mh_store *s, mh_sql_id id, mh_err *err) {
    sqlite3_stmt *st = s->stmt[id];
    if (st) {
        sqlite3_reset(st);
        sqlite3_clear_bindings(st);
        return st;
    }
    int rc = sqlite3_prepare_v3(s->db, mh_sql_text[id], -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
    if (rc != SQLITE_OK) {
        mh_sql_fail(s, rc, err, "prepare \"%.60s\"", mh_sql_text[id]);
        return NULL;
    }
    s->stmt[id] = st;
    return st;
}

sqlite3_stmt *mh_sql_prepare(mh_store *s, mh_view text, mh_err *err, const char *what) {
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(s->db, text.ptr, (int)text.len, &st, NULL);
    if (rc != SQLITE_OK) mh_sql_fail(s, rc, err, "%s", what);
    return st;
}

void mh_sql_bind_view(sqlite3_stmt *st, int i, mh_view v) {
    if (v.ptr)
        sqlite3_bind_text64(st, i, v.ptr, v.len, SQLITE_STATIC, SQLITE_UTF8);
    else
        sqlite3_bind_null(st, i);
}

mh_view mh_sql_view(sqlite3_stmt *st, int col) {
    const char *p = (const char *)sqlite3_column_text(st, col);
    return (mh_view){p, p ? (size_t)sqlite3_column_bytes(st, col) : 0};
}

/* A text that cannot be had for want of memory reads as NULL: as if there were none. */
static bool texts_there(sqlite3_stmt *st) {
    for (int i = 0, n = sqlite3_data_count(st); i < n; i++)
        if (sqlite3_column_type(st, i) == SQLITE_TEXT && !sqlite3_column_text(st, i)) return false;
    return true;
}

int mh_sql_step(mh_store *s, sqlite3_stmt *st, mh_err *err, const char *what) {
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW && texts_there(st)) return 1;
    if (rc == SQLITE_ROW) rc = SQLITE_NOMEM;
    if (rc != SQLITE_DONE) mh_sql_fail(s, rc, err, "%s", what);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? 0 : -1;
}

mh_rc mh_sql_exec(mh_store *s, const char *sql, mh_err *err, const char *what) {
    int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? MH_OK : mh_sql_fail(s, rc, err, "%s", what);
}
