#include "store/runs.h"
#include "store/store_priv.h"

#include "base/proc.h"

#include <string.h>
#include <unistd.h>

static const char *const status_names[] = {
#define MH_X(suffix, name) name,
    MH_RUNS_STATUSES(MH_X)
#undef MH_X
};

const char *mh_runs_status_name(mh_runs_status st) {
    return status_names[st];
}

static mh_runs_status status_of(mh_view name) {
    for (size_t i = 0; i < sizeof status_names / sizeof status_names[0]; i++)
        if (mh_view_eq(name, mh_view_of(status_names[i]))) return (mh_runs_status)i;
    return MH_RUNS_DIED;
}

/* Ends a write and commits: run records must outlive their process. In a user transaction, which
 * must stay whole, they are committed with it. */
static mh_rc end_now(mh_store *s, mh_rc rc, mh_err *err) {
    rc = mh_write_end(s, rc, err);
    return rc == MH_OK && !s->tx ? mh_write_commit(s, err) : rc;
}

static mh_view some(mh_view v) {
    return v.ptr ? v : MH_VIEW("");
}

static mh_rc insert(mh_store *s, const mh_runs_begin *r, mh_view boot, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_RUN_ADD, err);
    if (!st) return MH_FAIL;
    pid_t pid = r->pid ? r->pid : getpid();
    mh_sql_bind_view(st, 1, some(r->job));
    mh_sql_bind_view(st, 2, some(r->path));
    mh_sql_bind_view(st, 3, some(r->trigger));
    if (r->scheduled) sqlite3_bind_int64(st, 4, r->scheduled);
    sqlite3_bind_int64(st, 5, mh_store_now(s));
    mh_sql_bind_view(st, 6, some(r->program));
    sqlite3_bind_int64(st, 7, pid);
    sqlite3_bind_int64(st, 8, mh_proc_start(pid));
    mh_sql_bind_view(st, 9, boot);
    return mh_sql_step(s, st, err, "start a run") == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_runs_start(mh_store *s, const mh_runs_begin *r, int64_t *id, mh_err *err) {
    if (mh_write_begin(s, err, "start a run") != MH_OK) return MH_FAIL;
    mh_buf boot = {0};
    mh_proc_boot_id(&boot);
    mh_rc rc = insert(s, r, some(mh_buf_view(&boot)), err);
    mh_buf_clear(&boot);
    if (rc == MH_OK) *id = sqlite3_last_insert_rowid(s->db);
    return end_now(s, rc, err);
}

/* recovery: give up for dead only what still says "running". */
static mh_rc update(mh_store *s, int64_t id, const mh_runs_end *f, bool recovery, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_RUN_FINISH, err);
    if (!st) return MH_FAIL;
    const mh_runs_counts *c = &f->counts;
    const int64_t counts[] = {c->fresh,   c->changed,  c->unchanged, c->failed,
                              c->dropped, c->requests, c->bytes,     c->cpu_us};
    sqlite3_bind_int64(st, 1, id);
    mh_sql_bind_view(st, 2, mh_view_of(status_names[f->status]));
    sqlite3_bind_int(st, 3, f->exit_code);
    mh_sql_bind_view(st, 4, some(f->reason));
    sqlite3_bind_int64(st, 5, mh_store_now(s));
    for (int i = 0; i < 8; i++) sqlite3_bind_int64(st, 6 + i, counts[i]);
    sqlite3_bind_int(st, 14, recovery);
    sqlite3_bind_int64(st, 15, c->wall_us);
    sqlite3_bind_int(st, 16, f->nameless);
    sqlite3_bind_int(st, 17, f->outright);
    return mh_sql_step(s, st, err, "finish a run") == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_runs_finish(mh_store *s, int64_t id, const mh_runs_end *f, mh_err *err) {
    mh_arena *a = mh_arena_new();
    mh_runs_record r;
    mh_rc rc = mh_runs_get(s, id, a, &r, err);
    mh_arena_free(a);
    if (rc != MH_OK) return rc;
    if (mh_write_begin(s, err, "finish a run") != MH_OK) return MH_FAIL;
    return end_now(s, update(s, id, f, false, err), err);
}

static mh_view keep(mh_arena *a, sqlite3_stmt *st, int col) {
    mh_view v = mh_sql_view(st, col);
    return mh_arena_dup(a, v.ptr ? v : MH_VIEW(""));
}

/* Columns as MH_SQL_RUN_COLUMNS. */
static void record_of_row(sqlite3_stmt *st, mh_arena *a, mh_runs_record *r) {
    *r = (mh_runs_record){.id = sqlite3_column_int64(st, 0),
                          .job = keep(a, st, 1),
                          .path = keep(a, st, 2),
                          .trigger = keep(a, st, 3),
                          .program = keep(a, st, 4),
                          .reason = keep(a, st, 5),
                          .scheduled = sqlite3_column_int64(st, 6),
                          .started = sqlite3_column_int64(st, 7),
                          .finished = sqlite3_column_int64(st, 8),
                          .pid = (pid_t)sqlite3_column_int64(st, 9),
                          .status = status_of(mh_sql_view(st, 10)),
                          .exit_code = sqlite3_column_int(st, 11),
                          .counts = {.fresh = sqlite3_column_int64(st, 12),
                                     .changed = sqlite3_column_int64(st, 13),
                                     .unchanged = sqlite3_column_int64(st, 14),
                                     .failed = sqlite3_column_int64(st, 15),
                                     .dropped = sqlite3_column_int64(st, 16),
                                     .requests = sqlite3_column_int64(st, 17),
                                     .bytes = sqlite3_column_int64(st, 18),
                                     .cpu_us = sqlite3_column_int64(st, 19),
                                     .wall_us = sqlite3_column_int64(st, 20)}};
}

mh_rc mh_runs_get(mh_store *s, int64_t id, mh_arena *a, mh_runs_record *out, mh_err *err) {
    *out = (mh_runs_record){0};
    sqlite3_stmt *st = mh_sql(s, MH_SQL_RUN_GET, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    int step = mh_sql_step(s, st, err, "run");
    if (step < 0) return MH_FAIL;
    if (step == 0)
        return mh_fail(err, MH_E_NOT_FOUND, "run %lld: %s: no such run", (long long)id, s->path);
    record_of_row(st, a, out);
    sqlite3_reset(st);
    return MH_OK;
}

mh_rc mh_runs_of(mh_store *s, pid_t pid, int64_t start, int64_t after, mh_arena *a,
                 mh_runs_record *out, mh_err *err) {
    *out = (mh_runs_record){0};
    sqlite3_stmt *st = mh_sql(s, MH_SQL_RUN_OF, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, pid);
    sqlite3_bind_int64(st, 2, start);
    sqlite3_bind_int64(st, 3, after);
    int step = mh_sql_step(s, st, err, "run of a process");
    if (step == 1) {
        record_of_row(st, a, out);
        sqlite3_reset(st);
    }
    return step < 0 ? MH_FAIL : MH_OK;
}

mh_rc mh_runs_newest(mh_store *s, int64_t *id, mh_err *err) {
    *id = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_RUN_NEWEST, err);
    if (!st) return MH_FAIL;
    int step = mh_sql_step(s, st, err, "newest run");
    if (step == 1) {
        *id = sqlite3_column_int64(st, 0);
        sqlite3_reset(st);
    }
    return step < 0 ? MH_FAIL : MH_OK;
}

mh_rc mh_runs_alive(mh_store *s, int64_t id, bool *alive, mh_err *err) {
    *alive = id != 0 && id == s->run;
    if (*alive || id == 0) return MH_OK;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_RUN_PROCESS, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    int step = mh_sql_step(s, st, err, "run");
    if (step == 1) {
        mh_buf boot = {0};
        mh_proc_boot_id(&boot);
        *alive = mh_view_eq(mh_sql_view(st, 2), mh_buf_view(&boot)) &&
                 mh_proc_alive(sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1));
        mh_buf_clear(&boot);
        sqlite3_reset(st);
    }
    return step < 0 ? MH_FAIL : MH_OK;
}

mh_rc mh_runs_list(mh_store *s, const mh_runs_filter *f, mh_arena *a, mh_runs_record **out,
                   size_t *n, mh_err *err) {
    static const mh_runs_filter all = {.status = -1};
    MH_VEC(mh_runs_record) rows = {0};
    *out = NULL, *n = 0;
    if (!f) f = &all;
    sqlite3_stmt *st = mh_sql(s, f->job.ptr ? MH_SQL_RUN_LIST_JOB : MH_SQL_RUN_LIST, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, f->before ? f->before : INT64_MAX);
    mh_sql_bind_view(st, 2, f->job);
    if (f->status >= 0 && f->status <= MH_RUNS_DIED)
        mh_sql_bind_view(st, 3, mh_view_of(status_names[f->status]));
    sqlite3_bind_int64(st, 4,
                       f->limit && f->limit < 100000 ? (int64_t)f->limit
                       : f->limit                    ? 100000
                                                     : 50);
    int step;
    while ((step = mh_sql_step(s, st, err, "runs")) == 1) {
        mh_runs_record r;
        record_of_row(st, a, &r);
        if (r.started < f->since) {
            sqlite3_reset(st);
            step = 0;
            break;
        }
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

typedef struct mh_suspect {
    int64_t id, pid, start;
    bool other_boot;
} mh_suspect;

/* It may have ended well between the two looks, at its record and at its process: then it is not counted. */
static mh_rc give_up(mh_store *s, const mh_suspect *d, size_t *n, mh_err *err) {
    char why[160];
    if (d->other_boot)
        snprintf(why, sizeof why, "the machine was started anew while it ran");
    else
        snprintf(why, sizeof why, "process %lld went away without finishing it", (long long)d->pid);
    mh_runs_end end = {.status = MH_RUNS_DIED, .exit_code = -1, .reason = mh_view_of(why)};
    if (mh_write_begin(s, err, "recover runs") != MH_OK) return MH_FAIL;
    mh_rc rc = update(s, d->id, &end, true, err);
    if (rc == MH_OK && sqlite3_changes(s->db) > 0) ++*n;
    return mh_write_end(s, rc, err);
}

mh_rc mh_runs_recover(mh_store *s, size_t *n, mh_err *err) {
    MH_VEC(mh_suspect) dead = {0};
    mh_buf boot = {0};
    size_t count = 0;
    if (n) *n = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_RUN_OPEN, err);
    if (!st) return MH_FAIL;
    mh_proc_boot_id(&boot);
    int step;
    while ((step = mh_sql_step(s, st, err, "recover runs")) == 1) {
        mh_suspect d = {sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                        sqlite3_column_int64(st, 2),
                        !mh_view_eq(mh_sql_view(st, 3), mh_buf_view(&boot))};
        if (d.other_boot || !mh_proc_alive(d.pid, d.start)) mh_vec_push(&dead, d);
    }
    mh_rc rc = step < 0 ? MH_FAIL : MH_OK;
    for (size_t i = 0; rc == MH_OK && i < dead.len; i++) rc = give_up(s, &dead.ptr[i], &count, err);
    if (rc == MH_OK && dead.len > 0 && !s->tx) rc = mh_write_commit(s, err);
    if (rc == MH_OK && n) *n = count;
    mh_vec_clear(&dead);
    mh_buf_clear(&boot);
    return rc;
}
