#include "store/cache.h"

#include "store/store_priv.h"

#include <zstd.h>

#define ROW_EXTRA                                                                                  \
    256         /* what a row takes beside its texts: columns, two index entries, page slack */
#define LEVEL 3 /* of zstd: the default */

static int64_t max_bytes(const mh_cache_rows *c) {
    return c->max_bytes > 0 ? c->max_bytes : MH_CACHE_BYTES;
}

static void bind_url(sqlite3_stmt *st, mh_view scope, mh_view url) {
    mh_sql_bind_view(st, 1, scope.ptr ? scope : MH_VIEW(""));
    mh_sql_bind_view(st, 2, url.ptr ? url : MH_VIEW(""));
}

/* One statement that changes rows; *n (may be NULL): how many. */
static mh_rc change(mh_store *s, sqlite3_stmt *st, int64_t *n, mh_err *err) {
    if (mh_sql_step(s, st, err, "cache") != 0) return MH_FAIL;
    if (n) *n = sqlite3_changes64(s->db);
    return MH_OK;
}

/* Reading makes no write but once in MH_CACHE_USED_S; a fault of it is no fault of the reading. */
static void note_used(mh_store *s, int64_t id, int64_t used_at, int64_t now) {
    mh_err ignored;
    if (s->read_only || now - used_at < (int64_t)MH_CACHE_USED_S * 1000000) return;
    if (mh_write_begin(s, &ignored, "cache") != MH_OK) return;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_CACHE_USED, &ignored);
    if (st) {
        sqlite3_bind_int64(st, 1, id);
        sqlite3_bind_int64(st, 2, now);
    }
    (void)mh_write_end(s, st ? change(s, st, NULL, &ignored) : MH_FAIL, &ignored);
}

typedef struct found {
    mh_cache_row row;
    int64_t used_at;
} found;

/* The row at which st stands; false for one that cannot be of ours. */
static bool read_row(sqlite3_stmt *st, mh_arena *a, found *f) {
    mh_view hash = mh_sql_view(st, 5);
    int64_t size = sqlite3_column_int64(st, 4);
    f->row = (mh_cache_row){.id = sqlite3_column_int64(st, 0),
                            .status = sqlite3_column_int(st, 1),
                            .vary = mh_arena_dup(a, mh_sql_view(st, 2)),
                            .head = mh_arena_dup(a, mh_sql_view(st, 3)),
                            .body_size = (uint64_t)size,
                            .request_us = sqlite3_column_int64(st, 6),
                            .response_us = sqlite3_column_int64(st, 7)};
    f->used_at = sqlite3_column_int64(st, 8);
    if (hash.len != MH_SHA256_HEX - 1 || size < 0 || f->row.request_us < 0 ||
        f->row.response_us < 0 || f->row.response_us > INT64_MAX / 4 || f->used_at < 0)
        return false;
    memcpy(f->row.hash, hash.ptr, hash.len);
    return true;
}

bool mh_cache_rows_any(mh_cache_rows *c, mh_view scope) {
    sqlite3_stmt *st = mh_sql(c->store, MH_SQL_CACHE_ANY, NULL);
    if (!st) return true;
    mh_sql_bind_view(st, 1, scope);
    int step = mh_sql_step(c->store, st, NULL, "cache");
    if (step == 1) sqlite3_reset(st);
    return step != 0;
}

mh_rc mh_cache_rows_get(mh_cache_rows *c, mh_view scope, mh_view url, mh_arena *a,
                        mh_cache_row **out, size_t *n, mh_err *err) {
    found all[MH_CACHE_VARIANTS];
    int step;
    *out = NULL, *n = 0;
    sqlite3_stmt *st = mh_sql(c->store, MH_SQL_CACHE_GET, err);
    if (!st) return MH_FAIL;
    bind_url(st, scope, url);
    sqlite3_bind_int(st, 3, MH_CACHE_VARIANTS);
    while ((step = mh_sql_step(c->store, st, err, "cache")) == 1)
        if (*n < MH_CACHE_VARIANTS && read_row(st, a, &all[*n])) (*n)++;
    if (step < 0) {
        *n = 0;
        return MH_FAIL;
    }
    if (*n == 0) return MH_OK;
    *out = mh_arena_array(a, *n, sizeof **out);
    for (size_t i = 0; i < *n; i++) {
        (*out)[i] = all[i].row;
        note_used(c->store, all[i].row.id, all[i].used_at, mh_store_now(c->store));
    }
    return MH_OK;
}

static mh_rc broken(mh_err *err, const mh_cache_row *row, const char *why) {
    return mh_fail(err, MH_E_CORRUPT, "cache: body %lld: %s", (long long)row->id, why);
}

static mh_rc unpack(mh_view packed, const mh_cache_row *row, mh_buf *out, mh_err *err) {
    unsigned long long size = ZSTD_getFrameContentSize(packed.ptr, packed.len);
    if (row->body_size > MH_CACHE_BODY || size != row->body_size)
        return broken(err, row, "its length is not the one noted");
    mh_buf_reserve(out, (size_t)size);
    size_t got = ZSTD_decompress(out->ptr + out->len, (size_t)size, packed.ptr, packed.len);
    if (ZSTD_isError(got) || got != size)
        return broken(err, row, ZSTD_isError(got) ? ZSTD_getErrorName(got) : "cut short");
    out->len += got;
    out->ptr[out->len] = '\0';
    return MH_OK;
}

mh_rc mh_cache_rows_body(mh_cache_rows *c, const mh_cache_row *row, mh_buf *out, mh_err *err) {
    sqlite3_stmt *st = mh_sql(c->store, MH_SQL_CACHE_BODY, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, row->id);
    mh_sql_bind_view(st, 2, mh_view_of(row->hash));
    int step = mh_sql_step(c->store, st, err, "cache");
    if (step < 0) return MH_FAIL;
    if (step == 0)
        return mh_fail(err, MH_E_NOT_FOUND, "cache: body %lld is gone", (long long)row->id);
    const void *p = sqlite3_column_blob(st, 0);
    mh_view packed = {p ? p : "", (size_t)sqlite3_column_bytes(st, 0)};
    mh_rc rc = unpack(packed, row, out, err);
    sqlite3_reset(st);
    return rc;
}

static mh_rc pack(mh_view body, mh_buf *out, mh_err *err) {
    ZSTD_CCtx *z = ZSTD_createCCtx();
    if (!z) mh_oom();
    mh_buf_reserve(out, ZSTD_compressBound(body.len));
    ZSTD_CCtx_setParameter(z, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 1);
    size_t n = ZSTD_compress2(z, out->ptr, out->cap, body.ptr ? body.ptr : "", body.len);
    ZSTD_freeCCtx(z);
    if (ZSTD_isError(n))
        return mh_fail(err, MH_E_INTERNAL, "cache: zstd: %s", ZSTD_getErrorName(n));
    out->len = n;
    return MH_OK;
}

static mh_rc remove_url(mh_store *s, mh_sql_id id, mh_view scope, mh_view url, mh_view vary,
                        mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, id, err);
    if (!st) return MH_FAIL;
    bind_url(st, scope, url);
    if (id == MH_SQL_CACHE_REMOVE) mh_sql_bind_view(st, 3, vary.ptr ? vary : MH_VIEW(""));
    if (id == MH_SQL_CACHE_TRIM) sqlite3_bind_int(st, 3, MH_CACHE_VARIANTS);
    return change(s, st, NULL, err);
}

static void bind_row(mh_store *s, sqlite3_stmt *st, mh_view scope, mh_view url,
                     const mh_cache_row *row) {
    bind_url(st, scope, url);
    mh_sql_bind_view(st, 3, row->vary.ptr ? row->vary : MH_VIEW(""));
    sqlite3_bind_int(st, 4, row->status);
    mh_sql_bind_view(st, 5, row->head.ptr ? row->head : MH_VIEW(""));
    sqlite3_bind_int64(st, 6, (int64_t)row->body_size);
    mh_sql_bind_view(st, 7, mh_view_of(row->hash));
    sqlite3_bind_int64(st, 8, row->request_us);
    sqlite3_bind_int64(st, 9, row->response_us);
    sqlite3_bind_int64(st, 10, mh_store_now(s));
}

/* Many sites send the same page again and again, without validators: its body is not rewritten. */
static mh_rc put_again(mh_store *s, mh_view scope, mh_view url, const mh_cache_row *row, bool *done,
                       mh_err *err) {
    int64_t n = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_CACHE_AGAIN, err);
    if (!st) return MH_FAIL;
    bind_row(s, st, scope, url, row);
    mh_rc rc = change(s, st, &n, err);
    *done = n > 0;
    return rc;
}

static mh_rc add(mh_store *s, mh_view scope, mh_view url, const mh_cache_row *row, mh_view packed,
                 int64_t bytes, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_CACHE_ADD, err);
    if (!st) return MH_FAIL;
    bind_row(s, st, scope, url, row);
    sqlite3_bind_int64(st, 11, bytes);
    if (change(s, st, NULL, err) != MH_OK) return MH_FAIL;
    int64_t id = sqlite3_last_insert_rowid(s->db);
    st = mh_sql(s, MH_SQL_CACHE_ADD_BODY, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_blob64(st, 2, packed.ptr, packed.len, SQLITE_STATIC);
    return change(s, st, NULL, err);
}

/* The ids to go, least recently used first, until room for over bytes is made. */
static mh_rc evict(mh_store *s, int64_t over, mh_err *err) {
    MH_VEC(int64_t) ids = {0};
    int step = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_CACHE_OLDEST, err);
    while (st && over > 0 && (step = mh_sql_step(s, st, err, "cache")) == 1) {
        mh_vec_push(&ids, sqlite3_column_int64(st, 0));
        over -= sqlite3_column_int64(st, 1);
    }
    if (st) sqlite3_reset(st);
    mh_rc rc = st && step >= 0 ? MH_OK : MH_FAIL;
    for (size_t i = 0; rc == MH_OK && i < ids.len; i++) {
        st = mh_sql(s, MH_SQL_CACHE_EVICT, err);
        if (st) sqlite3_bind_int64(st, 1, ids.ptr[i]);
        rc = st ? change(s, st, NULL, err) : MH_FAIL;
    }
    mh_vec_clear(&ids);
    return rc;
}

/* Looks at the sum at first, and then each time a sixty-fourth of the bound was put; brings it down
 * to fifteen sixteenths, so that not every put has to. */
static mh_rc keep_bound(mh_cache_rows *c, int64_t put, mh_err *err) {
    int64_t sum = 0, max = max_bytes(c);
    c->since += put;
    if (c->looked && c->since < max / 64) return MH_OK;
    sqlite3_stmt *st = mh_sql(c->store, MH_SQL_CACHE_BYTES, err);
    int step = st ? mh_sql_step(c->store, st, err, "cache") : -1;
    if (step < 0) return MH_FAIL;
    sum = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    c->looked = true;
    c->since = 0;
    return sum > max - max / 64 ? evict(c->store, sum - (max - max / 16), err) : MH_OK;
}

/* Replaces what is there. */
static mh_rc put_new(mh_cache_rows *c, mh_view scope, mh_view url, const mh_cache_row *row,
                     mh_view body, mh_err *err) {
    mh_buf packed = {0};
    mh_store *s = c->store;
    mh_rc rc = pack(body, &packed, err);
    int64_t bytes = ROW_EXTRA + (int64_t)(packed.len + row->head.len + row->vary.len) +
                    2 * (int64_t)(scope.len + url.len);
    if (rc == MH_OK && bytes > max_bytes(c) / 8)
        rc = mh_fail(err, MH_E_TOO_LARGE, "cache: a row of %lld bytes", (long long)bytes);
    if (rc == MH_OK) rc = remove_url(s, MH_SQL_CACHE_REMOVE, scope, url, row->vary, err);
    if (rc == MH_OK) rc = add(s, scope, url, row, mh_buf_view(&packed), bytes, err);
    if (rc == MH_OK) rc = remove_url(s, MH_SQL_CACHE_TRIM, scope, url, (mh_view){0}, err);
    if (rc == MH_OK) rc = keep_bound(c, bytes, err);
    mh_buf_clear(&packed);
    return rc;
}

mh_rc mh_cache_rows_put(mh_cache_rows *c, mh_view scope, mh_view url, const mh_cache_row *row,
                        mh_view body, mh_err *err) {
    bool done = false;
    if (body.len > MH_CACHE_BODY)
        return mh_fail(err, MH_E_TOO_LARGE, "cache: a body of %zu bytes", body.len);
    if (mh_write_begin(c->store, err, "cache") != MH_OK) return MH_FAIL;
    mh_rc rc = put_again(c->store, scope, url, row, &done, err);
    if (rc == MH_OK && !done) rc = put_new(c, scope, url, row, body, err);
    return mh_write_end(c->store, rc, err);
}

mh_rc mh_cache_rows_refresh(mh_cache_rows *c, const mh_cache_row *row, mh_err *err) {
    mh_store *s = c->store;
    if (mh_write_begin(s, err, "cache") != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_CACHE_REFRESH, err);
    if (st) {
        sqlite3_bind_int64(st, 1, row->id);
        mh_sql_bind_view(st, 2, mh_view_of(row->hash));
        mh_sql_bind_view(st, 3, row->head.ptr ? row->head : MH_VIEW(""));
        sqlite3_bind_int64(st, 4, row->request_us);
        sqlite3_bind_int64(st, 5, row->response_us);
        sqlite3_bind_int64(st, 6, mh_store_now(s));
    }
    return mh_write_end(s, st ? change(s, st, NULL, err) : MH_FAIL, err);
}

mh_rc mh_cache_rows_drop(mh_cache_rows *c, mh_view scope, mh_view url, mh_err *err) {
    mh_store *s = c->store;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_CACHE_GET, err);
    if (!st) return MH_FAIL;
    bind_url(st, scope, url);
    sqlite3_bind_int(st, 3, 1);
    int step = mh_sql_step(s, st, err, "cache");
    sqlite3_reset(st);
    if (step <= 0) return step < 0 ? MH_FAIL : MH_OK;
    if (mh_write_begin(s, err, "cache") != MH_OK) return MH_FAIL;
    return mh_write_end(s, remove_url(s, MH_SQL_CACHE_DROP, scope, url, (mh_view){0}, err), err);
}
