/* Figures of the database (declared in upkeep.h). */
#include "store/outbox.h"
#include "store/store_priv.h"
#include "store/upkeep.h"

#include <sys/stat.h>

static mh_rc number(mh_store *s, const char *sql, int64_t *out, mh_err *err) {
    sqlite3_stmt *st = mh_sql_prepare(s, mh_view_of(sql), err, "stats");
    int step = st ? mh_sql_step(s, st, err, "stats") : -1;
    if (step == 1) *out = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return step == 1 ? MH_OK : MH_FAIL;
}

static void set(json_t *o, const char *key, int64_t n) {
    json_object_set_new(o, key, json_integer(n));
}

/* Rows of a table; what is no table of ours has none that can be counted. */
static int64_t rows_of(mh_store *s, mh_view name) {
    mh_buf sql = {0};
    int64_t n = -1;
    mh_err ignored;
    for (size_t i = 0; i < name.len; i++)
        if (!mh_is_alnum(name.ptr[i]) && name.ptr[i] != '_') return -1;
    mh_buf_printf(&sql, "SELECT count(*) FROM main.%.*s", MH_FMT(name));
    if (number(s, sql.ptr, &n, &ignored) != MH_OK) n = -1;
    mh_buf_clear(&sql);
    return n;
}

/* Bytes of each table with its indexes; those of the search index are one. */
static json_t *tables(mh_store *s, mh_err *err) {
    json_t *list = json_array();
    int step = -1;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_STATS_TABLES, err);
    while (st && (step = mh_sql_step(s, st, err, "stats")) == 1) {
        mh_view name = mh_sql_view(st, 0);
        json_t *o = json_object();
        json_object_set_new(o, "name", json_stringn(name.ptr, name.len));
        set(o, "bytes", sqlite3_column_int64(st, 1));
        json_array_append_new(list, o);
    }
    size_t i;
    json_t *o;
    json_array_foreach(list, i, o) {
        int64_t n = rows_of(s, mh_json_view(o, "name"));
        if (n >= 0) set(o, "rows", n);
    }
    if (step == 0) return list;
    json_decref(list);
    return NULL;
}

static json_t *groups(mh_store *s, mh_sql_id id, const char *name, mh_err *err) {
    json_t *list = json_array();
    int step = -1;
    sqlite3_stmt *st = mh_sql(s, id, err);
    while (st && (step = mh_sql_step(s, st, err, "stats")) == 1) {
        mh_view v = mh_sql_view(st, 0);
        json_t *o = json_object();
        json_object_set_new(o, name, json_stringn(v.ptr ? v.ptr : "", v.len));
        set(o, "documents", sqlite3_column_int64(st, 1));
        set(o, "bytes", sqlite3_column_int64(st, 2));
        json_array_append_new(list, o);
    }
    if (step == 0) return list;
    json_decref(list);
    return NULL;
}

static json_t *outbox(mh_store *s, mh_err *err) {
    json_t *o = json_object();
    int step = -1;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_STATS_OUTBOX, err);
    while (st && (step = mh_sql_step(s, st, err, "stats")) == 1) {
        int state = sqlite3_column_int(st, 0);
        if (state >= 0 && state < MH_OUTBOX_N)
            set(o, mh_outbox_state_name((mh_outbox_state)state), sqlite3_column_int64(st, 1));
    }
    if (step == 0) return o;
    json_decref(o);
    return NULL;
}

static mh_rc sizes(mh_store *s, json_t *o, mh_err *err) {
    static const struct {
        const char *key, *sql;
    } rows[] = {{"schema", "PRAGMA user_version"},
                {"documents", "SELECT count(*) FROM docs"},
                {"pruned", "SELECT count(*) FROM docs WHERE pruned IS NOT NULL"},
                {"states", "SELECT count(*) FROM states"},
                {"text_bytes", "SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM docs"},
                {"cache_bytes", "SELECT coalesce(sum(bytes), 0) FROM http_cache"}};
    int64_t pages = 0, size = 0, free_pages = 0, n = 0;
    mh_buf wal = {0};
    struct stat st;
    if (number(s, "PRAGMA page_count", &pages, err) != MH_OK ||
        number(s, "PRAGMA page_size", &size, err) != MH_OK ||
        number(s, "PRAGMA freelist_count", &free_pages, err) != MH_OK)
        return MH_FAIL;
    mh_buf_printf(&wal, "%s-wal", s->path);
    set(o, "bytes", pages * size);
    set(o, "free_bytes", free_pages * size);
    set(o, "wal_bytes", stat(wal.ptr, &st) == 0 ? (int64_t)st.st_size : 0);
    mh_buf_clear(&wal);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (number(s, rows[i].sql, &n, err) != MH_OK) return MH_FAIL;
        set(o, rows[i].key, n);
    }
    int64_t docs = json_integer_value(json_object_get(o, "documents"));
    int64_t cache = json_integer_value(json_object_get(o, "cache_bytes"));
    int64_t held = (pages - free_pages) * size - cache;
    if (docs > 0) set(o, "bytes_per_document", held / docs);
    return MH_OK;
}

mh_rc mh_store_stats(mh_store *s, json_t **out, mh_err *err) {
    json_t *o = json_object();
    *out = o;
    json_object_set_new(o, "path", json_string(s->path));
    json_t *parts[4] = {NULL};
    static const char *const names[4] = {"tables", "sources", "months", "outbox"};
    mh_rc rc = sizes(s, o, err);
    if (rc == MH_OK) parts[0] = tables(s, err);
    if (rc == MH_OK) parts[1] = groups(s, MH_SQL_STATS_SOURCES, "source", err);
    if (rc == MH_OK) parts[2] = groups(s, MH_SQL_STATS_MONTHS, "month", err);
    if (rc == MH_OK) parts[3] = outbox(s, err);
    for (int i = 0; i < 4; i++) {
        if (!parts[i]) rc = MH_FAIL;
        if (parts[i]) json_object_set_new(o, names[i], parts[i]);
    }
    if (rc == MH_OK) return MH_OK;
    json_decref(o);
    *out = NULL;
    return MH_FAIL;
}
