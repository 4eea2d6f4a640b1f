#include "store/kv.h"
#include "store/store_priv.h"

static mh_rc check_names(mh_view ns, mh_view key, mh_err *err) {
    if (ns.len == 0 || key.len == 0 || ns.len > MH_KV_NAME || key.len > MH_KV_NAME)
        return mh_fail(err, MH_E_USAGE, "kv: namespace and key must be 1 to %d bytes", MH_KV_NAME);
    return MH_OK;
}

/* The statement with the row of key in it, or none. *row: 1 found, 0 not. */
static sqlite3_stmt *find(mh_store *s, mh_view ns, mh_view key, int *row, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_KV_GET, err);
    if (!st) return NULL;
    mh_sql_bind_view(st, 1, ns);
    mh_sql_bind_view(st, 2, key);
    sqlite3_bind_int64(st, 3, mh_store_now(s));
    *row = mh_sql_step(s, st, err, "kv get");
    return *row < 0 ? NULL : st;
}

mh_rc mh_kv_get(mh_store *s, mh_view ns, mh_view key, json_t **out, mh_err *err) {
    int row;
    *out = NULL;
    if (check_names(ns, key, err) != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = find(s, ns, key, &row, err);
    if (!st) return MH_FAIL;
    if (row == 0) return MH_OK;
    *out = mh_json_read(s, mh_sql_view(st, 0), err, "kv get");
    sqlite3_reset(st);
    return *out ? MH_OK : MH_FAIL;
}

/* Whether the write would leave the row as it is. */
static mh_rc is_same(mh_store *s, mh_view ns, mh_view key, mh_view value, bool *same, mh_err *err) {
    int row;
    sqlite3_stmt *st = find(s, ns, key, &row, err);
    if (!st) return MH_FAIL;
    *same = row == 0 ? !value.ptr
                     : value.ptr && sqlite3_column_type(st, 1) == SQLITE_NULL &&
                           mh_view_eq(mh_sql_view(st, 0), value);
    sqlite3_reset(st);
    return MH_OK;
}

static mh_rc write(mh_store *s, mh_view ns, mh_view key, mh_view value, double ttl_s, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, value.ptr ? MH_SQL_KV_SET : MH_SQL_KV_REMOVE, err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, ns);
    mh_sql_bind_view(st, 2, key);
    if (value.ptr) {
        mh_sql_bind_view(st, 3, value);
        /* a century is for ever, and keeps the sum in range */
        double ttl = ttl_s < 3e9 ? ttl_s : 3e9;
        if (ttl > 0) sqlite3_bind_int64(st, 4, mh_store_now(s) + (int64_t)(ttl * 1e6));
    }
    return mh_sql_step(s, st, err, "kv set") == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_kv_set(mh_store *s, mh_view ns, mh_view key, const json_t *value, double ttl_s,
                mh_err *err) {
    mh_buf text = {0};
    bool same = false;
    if (check_names(ns, key, err) != MH_OK) return MH_FAIL;
    mh_rc rc = value ? mh_json_write(&text, value, err, "kv set") : MH_OK;
    mh_view v = value ? mh_buf_view(&text) : (mh_view){0};
    if (rc == MH_OK && !(ttl_s > 0)) rc = is_same(s, ns, key, v, &same, err);
    if (rc == MH_OK && !same) {
        rc = mh_write_begin(s, err, "kv set");
        if (rc == MH_OK) rc = mh_write_end(s, write(s, ns, key, v, ttl_s, err), err);
    }
    mh_buf_clear(&text);
    return rc;
}

mh_rc mh_kv_keys(mh_store *s, mh_view ns, mh_view prefix, mh_view after, size_t limit, mh_arena *a,
                 mh_view **out, size_t *n, mh_err *err) {
    MH_VEC(mh_view) keys = {0};
    *out = NULL, *n = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_KV_KEYS, err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, ns.ptr ? ns : MH_VIEW(""));
    mh_sql_bind_view(st, 2, prefix.ptr ? prefix : MH_VIEW(""));
    mh_sql_bind_view(st, 3, after.ptr ? after : MH_VIEW("")); /* every key is longer than "" */
    sqlite3_bind_int64(st, 4, mh_store_now(s));
    sqlite3_bind_int64(st, 5,
                       limit == 0 || limit > 100000 ? (limit ? 100000 : 100) : (int64_t)limit);
    int step;
    while ((step = mh_sql_step(s, st, err, "kv keys")) == 1) {
        mh_view key = mh_sql_view(st, 0);
        if (!mh_view_starts(key, prefix)) break;
        mh_vec_push(&keys, mh_arena_dup(a, key));
    }
    sqlite3_reset(st);
    if (step >= 0 && keys.len > 0) {
        *out = mh_arena_array(a, keys.len, sizeof **out);
        *n = keys.len;
        for (size_t i = 0; i < keys.len; i++) (*out)[i] = keys.ptr[i];
    }
    mh_vec_clear(&keys);
    return step < 0 ? MH_FAIL : MH_OK;
}

mh_rc mh_kv_expire(mh_store *s, size_t *n, mh_err *err) {
    if (mh_write_begin(s, err, "kv expire") != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_KV_EXPIRE, err);
    mh_rc rc = MH_FAIL;
    if (st) {
        sqlite3_bind_int64(st, 1, mh_store_now(s));
        rc = mh_sql_step(s, st, err, "kv expire") == 0 ? MH_OK : MH_FAIL;
        if (n) *n = rc == MH_OK ? (size_t)sqlite3_changes64(s->db) : 0;
    }
    return mh_write_end(s, rc, err);
}
