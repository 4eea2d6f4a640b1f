#include "store/figures.h"

#include "store/store_priv.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

static mh_view keep(mh_arena *a, sqlite3_stmt *st, int col) {
    return mh_arena_dup(a, mh_sql_view(st, col));
}

static mh_runs_status status_of(mh_view name) {
    for (int i = 0; i < MH_RUNS_DIED; i++)
        if (mh_view_eq(name, mh_view_of(mh_runs_status_name((mh_runs_status)i))))
            return (mh_runs_status)i;
    return MH_RUNS_DIED;
}

mh_rc mh_runs_latest(mh_store *s, mh_arena *a, mh_runs_last **out, size_t *n, mh_err *err) {
    MH_VEC(mh_runs_last) rows = {0};
    int step = -1;
    *out = NULL, *n = 0;
    sqlite3_stmt *st = mh_sql_prepare(
        s,
        MH_VIEW("SELECT r.job, r.status, r.finished, l.success FROM (SELECT max(id) AS id,"
                " max(CASE WHEN status IN ('ok', 'partial') THEN finished END) AS success"
                " FROM runs WHERE finished IS NOT NULL GROUP BY job) l"
                " JOIN runs r ON r.id = l.id ORDER BY r.job"),
        err, "latest runs");
    while (st != NULL && (step = mh_sql_step(s, st, err, "latest runs")) == 1)
        mh_vec_push(&rows, ((mh_runs_last){.job = keep(a, st, 0),
                                           .status = status_of(mh_sql_view(st, 1)),
                                           .finished = sqlite3_column_int64(st, 2),
                                           .success = sqlite3_column_int64(st, 3)}));
    sqlite3_finalize(st);
    if (step == 0 && rows.len > 0) {
        *out = mh_arena_array(a, rows.len, sizeof **out);
        memcpy(*out, rows.ptr, rows.len * sizeof **out);
        *n = rows.len;
    }
    mh_vec_clear(&rows);
    return step == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_outbox_waiting(mh_store *s, int64_t out[MH_OUTBOX_N], mh_err *err) {
    static const mh_outbox_state states[] = {MH_OUTBOX_PENDING, MH_OUTBOX_SENDING, MH_OUTBOX_FAILED,
                                             MH_OUTBOX_UNCERTAIN};
    mh_buf sql = {0};
    int step = -1;
    memset(out, 0, MH_OUTBOX_N * sizeof *out);
    mh_buf_puts(&sql, "SELECT state, count(*) FROM outbox WHERE state IN (");
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        mh_buf_printf(&sql, "%s%d", i > 0 ? ", " : "", (int)states[i]);
    mh_buf_puts(&sql, ") GROUP BY state");
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&sql), err, "count outbox");
    while (st != NULL && (step = mh_sql_step(s, st, err, "count outbox")) == 1) {
        int64_t state = sqlite3_column_int64(st, 0);
        if (state >= 0 && state < MH_OUTBOX_N) out[state] = sqlite3_column_int64(st, 1);
    }
    sqlite3_finalize(st);
    mh_buf_clear(&sql);
    return step == 0 ? MH_OK : MH_FAIL;
}

mh_store_sizes mh_store_sizes_of(const mh_store *s) {
    mh_store_sizes z = {-1, 0, -1};
    mh_buf wal = {0};
    struct stat st;
    struct statvfs fs;
    mh_buf_printf(&wal, "%s-wal", s->path);
    if (stat(s->path, &st) == 0) z.bytes = st.st_size;
    if (stat(wal.ptr, &st) == 0) z.wal = st.st_size;
    if (statvfs(s->path, &fs) == 0) z.room = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
    mh_buf_clear(&wal);
    return z;
}
