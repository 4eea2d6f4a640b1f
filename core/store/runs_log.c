#include "store/runs.h"
#include "store/store_priv.h"

#include <string.h>

static mh_rc next_seq(mh_store *s, int64_t run, int64_t *seq, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_EVENT_NEXT, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, run);
    if (mh_sql_step(s, st, err, "run event") != 1) return MH_FAIL;
    *seq = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return MH_OK;
}

static mh_rc add(mh_store *s, int64_t run, mh_level level, mh_view event, mh_view fields,
                 mh_err *err) {
    int64_t seq = 0;
    if (next_seq(s, run, &seq, err) != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_EVENT_ADD, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, seq);
    sqlite3_bind_int64(st, 3, mh_store_now(s));
    sqlite3_bind_int(st, 4, (int)level);
    mh_sql_bind_view(st, 5, event.ptr ? event : MH_VIEW(""));
    mh_sql_bind_view(st, 6, fields);
    if (mh_sql_step(s, st, err, "run event") != 0) return MH_FAIL;
    int64_t oldest = seq - MH_RUNS_EVENTS_TAIL;
    if (oldest <= MH_RUNS_EVENTS_HEAD) return MH_OK;
    if (!(st = mh_sql(s, MH_SQL_EVENT_DROP, err))) return MH_FAIL;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, oldest);
    return mh_sql_step(s, st, err, "run event") == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_runs_log(mh_store *s, int64_t run, mh_level level, mh_view event, const json_t *fields,
                  mh_err *err) {
    mh_buf text = {0};
    if (event.len > 200) event.len = 200;
    mh_rc rc = fields ? mh_json_write(&text, fields, err, "run event") : MH_OK;
    if (rc == MH_OK) rc = mh_write_begin(s, err, "run event");
    if (rc == MH_OK) {
        bool fits = text.len > 0 && text.len <= MH_RUNS_EVENT_BYTES;
        mh_view v = fits ? mh_buf_view(&text) : (mh_view){0};
        rc = mh_write_end(s, add(s, run, level, event, v, err), err);
    }
    mh_buf_clear(&text);
    return rc;
}

mh_rc mh_runs_events(mh_store *s, int64_t run, mh_level min_level, mh_arena *a, mh_runs_event **out,
                     size_t *n, mh_err *err) {
    MH_VEC(mh_runs_event) rows = {0};
    *out = NULL, *n = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_EVENT_LIST, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int(st, 2, (int)min_level);
    int step;
    while ((step = mh_sql_step(s, st, err, "run events")) == 1) {
        mh_runs_event e = {.seq = sqlite3_column_int64(st, 0),
                           .at = sqlite3_column_int64(st, 1),
                           .level = (mh_level)sqlite3_column_int(st, 2),
                           .event = mh_arena_dup(a, mh_sql_view(st, 3)),
                           .fields = mh_arena_dup(a, mh_sql_view(st, 4))};
        mh_vec_push(&rows, e);
    }
    if (step == 0 && rows.len > 0) {
        *out = mh_arena_array(a, rows.len, sizeof **out);
        memcpy(*out, rows.ptr, rows.len * sizeof **out);
        *n = rows.len;
    }
    mh_vec_clear(&rows);
    return step < 0 ? MH_FAIL : MH_OK;
}
