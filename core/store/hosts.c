#include "store/hosts.h"
#include "store/store_priv.h"

static mh_rc check_name(mh_view name, mh_err *e) {
    if (name.len == 0 || name.len > MH_HOSTS_NAME)
        return mh_fail(e, MH_E_USAGE, "host ledger: a name must be 1 to %d bytes", MH_HOSTS_NAME);
    return MH_OK;
}

static mh_rc read_row(mh_store *s, mh_view host, mh_buf *row, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_HOST_GET, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, host);
    int step = mh_sql_step(s, st, e, "host ledger");
    if (step == 1) {
        mh_buf_put(row, mh_sql_view(st, 0));
        sqlite3_reset(st);
    }
    return step < 0 ? MH_FAIL : MH_OK;
}

static mh_rc write_row(mh_store *s, mh_view host, mh_view row, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_HOST_SET, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, host);
    sqlite3_bind_int64(st, 2, mh_store_now(s));
    mh_sql_bind_view(st, 3, row.ptr ? row : MH_VIEW(""));
    return mh_sql_step(s, st, e, "host ledger") == 0 ? MH_OK : MH_FAIL;
}

/* Ends a write of the ledger. A batch that it opened is committed at once: that costs next to nothing
 * without a sync, and an open one would keep every other process waiting until the turn ends. */
static mh_rc end_soft(mh_store *s, bool own, bool durable, mh_rc rc, mh_err *e) {
    rc = mh_write_end(s, rc, e);
    if (!s->batch || s->tx) return rc;
    if (rc == MH_OK) return own || durable ? mh_write_commit(s, e) : MH_OK;
    if (own) (void)mh_write_commit(s, NULL); /* nothing is in it */
    return rc;
}

mh_rc mh_hosts_update(mh_store *s, mh_view host, mh_hosts_change *fn, void *arg, bool durable,
                      mh_err *e) {
    mh_buf row = {0}, next = {0};
    if (check_name(host, e) != MH_OK) return MH_FAIL;
    bool own = !s->batch;
    if (mh_write_begin_soft(s, e, "host ledger") != MH_OK) return MH_FAIL;
    mh_rc rc = read_row(s, host, &row, e);
    if (rc == MH_OK) rc = fn(arg, mh_buf_view(&row), &next, e);
    bool same = mh_view_eq(mh_buf_view(&row), mh_buf_view(&next));
    if (rc == MH_OK && !same) rc = write_row(s, host, mh_buf_view(&next), e);
    rc = end_soft(s, own, durable && !same, rc, e);
    mh_buf_clear(&row);
    mh_buf_clear(&next);
    return rc;
}

mh_rc mh_hosts_list(mh_store *s, mh_view host, size_t limit, mh_arena *a, mh_hosts_row **out,
                    size_t *n, mh_err *e) {
    MH_VEC(mh_hosts_row) rows = {0};
    *out = NULL, *n = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_HOST_LIST, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, host);
    sqlite3_bind_int64(st, 2, limit == 0 ? 1000 : limit < 100000 ? (int64_t)limit : 100000);
    int step;
    while ((step = mh_sql_step(s, st, e, "hosts")) == 1) {
        mh_hosts_row r = {mh_arena_dup(a, mh_sql_view(st, 0)), mh_arena_dup(a, mh_sql_view(st, 1)),
                          sqlite3_column_int64(st, 2)};
        mh_vec_push(&rows, r);
    }
    if (step == 0 && rows.len > 0) {
        *out = mh_arena_array(a, rows.len, sizeof **out);
        memcpy(*out, rows.ptr, rows.len * sizeof **out);
        *n = rows.len;
    }
    mh_vec_clear(&rows);
    return step < 0 ? MH_FAIL : MH_OK;
}

static mh_rc forget(mh_store *s, mh_sql_id id, mh_view host, size_t *n, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, id, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, host);
    if (mh_sql_step(s, st, e, "forget a host") != 0) return MH_FAIL;
    *n += (size_t)sqlite3_changes64(s->db);
    return MH_OK;
}

mh_rc mh_hosts_forget(mh_store *s, mh_view host, size_t *n, mh_err *e) {
    *n = 0;
    if (mh_write_begin(s, e, "forget a host") != MH_OK) return MH_FAIL;
    mh_rc rc = forget(s, MH_SQL_HOST_FORGET, host, n, e);
    if (rc == MH_OK) rc = forget(s, MH_SQL_ROBOTS_FORGET, host, n, e);
    rc = mh_write_end(s, rc, e);
    return rc == MH_OK && !s->tx ? mh_write_commit(s, e) : rc;
}

mh_rc mh_hosts_robots_get(mh_store *s, mh_view origin, int64_t *at, int *status, mh_buf *text,
                          mh_err *e) {
    *at = 0, *status = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_ROBOTS_GET, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, origin);
    int step = mh_sql_step(s, st, e, "robots.txt");
    if (step == 1) {
        *at = sqlite3_column_int64(st, 0);
        *status = sqlite3_column_int(st, 1);
        const char *body = sqlite3_column_blob(st, 2);
        mh_buf_put_n(text, body, (size_t)sqlite3_column_bytes(st, 2));
        sqlite3_reset(st);
    }
    return step < 0 ? MH_FAIL : MH_OK;
}

static mh_rc write_robots(mh_store *s, mh_view origin, int64_t at, int status, mh_view text,
                          mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_ROBOTS_SET, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, origin);
    sqlite3_bind_int64(st, 2, at);
    sqlite3_bind_int(st, 3, status);
    sqlite3_bind_blob64(st, 4, text.ptr ? text.ptr : "", text.len, SQLITE_STATIC);
    return mh_sql_step(s, st, e, "robots.txt") == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_hosts_robots_put(mh_store *s, mh_view origin, int64_t at, int status, mh_view text,
                          mh_err *e) {
    if (check_name(origin, e) != MH_OK) return MH_FAIL;
    bool own = !s->batch;
    if (mh_write_begin_soft(s, e, "robots.txt") != MH_OK) return MH_FAIL;
    return end_soft(s, own, false, write_robots(s, origin, at, status, text, e), e);
}

mh_rc mh_hosts_cookies_get(mh_store *s, mh_view job, mh_buf *out, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_COOKIES_GET, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, job);
    int step = mh_sql_step(s, st, e, "cookies");
    if (step == 1) {
        mh_buf_put(out, mh_sql_view(st, 0));
        sqlite3_reset(st);
    }
    return step < 0 ? MH_FAIL : MH_OK;
}

static mh_rc write_cookies(mh_store *s, mh_view job, mh_view lines, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, lines.len ? MH_SQL_COOKIES_SET : MH_SQL_COOKIES_REMOVE, e);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, job);
    if (lines.len) {
        sqlite3_bind_int64(st, 2, mh_store_now(s));
        mh_sql_bind_view(st, 3, lines);
    }
    return mh_sql_step(s, st, e, "cookies") == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_hosts_cookies_put(mh_store *s, mh_view job, mh_view lines, mh_err *e) {
    if (job.len == 0) return mh_fail(e, MH_E_USAGE, "cookies: of no job");
    if (mh_write_begin(s, e, "cookies") != MH_OK) return MH_FAIL;
    return mh_write_end(s, write_cookies(s, job, lines, e), e);
}
