#include "store/pace.h"
#include "store/store_priv.h"

static sqlite3_stmt *bound(mh_store *s, mh_sql_id id, int64_t after, int64_t since, int64_t until,
                           mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, id, e);
    if (!st) return NULL;
    sqlite3_bind_int64(st, 1, after);
    sqlite3_bind_int64(st, 2, since);
    sqlite3_bind_int64(st, 3, until);
    return st;
}

mh_rc mh_pace_docs(mh_store *s, int64_t after, int64_t since, int64_t until, mh_pace_doc_fn *fn,
                   void *arg, mh_err *e) {
    sqlite3_stmt *st = bound(s, MH_SQL_PACE_DOCS, after, since, until, e);
    int step = -1;
    while (st && (step = mh_sql_step(s, st, e, "count documents")) == 1) {
        mh_pace_doc d = {.id = sqlite3_column_int64(st, 0),
                         .url = mh_sql_view(st, 1),
                         .first_seen = sqlite3_column_int64(st, 2),
                         .at = sqlite3_column_int64(st, 3),
                         .length = sqlite3_column_int64(st, 4),
                         .job = mh_sql_view(st, 5)};
        fn(arg, &d);
    }
    return step == 0 ? MH_OK : MH_FAIL;
}

/* Its event; a run without one is fine. */
static mh_rc tell(mh_store *s, mh_pace_run *r, mh_pace_run_fn *fn, void *arg, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_PACE_SITES, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, r->id);
    int step = mh_sql_step(s, st, e, "count runs");
    if (step < 0) return MH_FAIL;
    if (step == 1) r->sites = mh_sql_view(st, 0);
    fn(arg, r);
    if (step == 1) sqlite3_reset(st);
    return MH_OK;
}

mh_rc mh_pace_runs(mh_store *s, int64_t after, int64_t since, int64_t until, mh_pace_run_fn *fn,
                   void *arg, mh_err *e) {
    sqlite3_stmt *st = bound(s, MH_SQL_PACE_RUNS, after, since, until, e);
    mh_rc rc = MH_OK;
    int step = -1;
    while (st && rc == MH_OK && (step = mh_sql_step(s, st, e, "count runs")) == 1) {
        mh_pace_run r = {.id = sqlite3_column_int64(st, 0),
                         .job = mh_sql_view(st, 1),
                         .status = mh_sql_view(st, 2),
                         .finished = sqlite3_column_int64(st, 3)};
        rc = tell(s, &r, fn, arg, e);
    }
    if (st && rc != MH_OK) sqlite3_reset(st);
    return rc == MH_OK && step == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_pace_mark(mh_store *s, int64_t until, int64_t *doc, int64_t *run, mh_err *e) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_PACE_MARK, e);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, until);
    if (mh_sql_step(s, st, e, "count") != 1) return MH_FAIL;
    *doc = sqlite3_column_int64(st, 0);
    *run = sqlite3_column_int64(st, 1);
    sqlite3_reset(st);
    return MH_OK;
}
