#include "store/docs_priv.h"

#include <stdlib.h>
#include <string.h>

void mh_doc_clear(mh_record *d) {
    json_decref(d->item);
    free(d->key);
    *d = (mh_record){0};
}

mh_rc mh_doc_of_row(mh_store *s, sqlite3_stmt *st, mh_record *d, mh_err *err) {
    mh_view key = mh_sql_view(st, 7), text;
    *d = (mh_record){.id = sqlite3_column_int64(st, 0),
                     .version = sqlite3_column_int64(st, 1),
                     .revision = sqlite3_column_int64(st, 2),
                     .first_seen = sqlite3_column_int64(st, 3),
                     .changed_at = sqlite3_column_int64(st, 4),
                     .at = sqlite3_column_int64(st, 5),
                     .run = sqlite3_column_int64(st, 6)};
    if (!(d->item = mh_json_read(s, mh_sql_view(st, 8), err, "read a document"))) return MH_FAIL;
    text = mh_sql_view(st, 9);
    if (text.ptr) json_object_set_new(d->item, "text", json_stringn(text.ptr, text.len));
    d->key = mh_strndup(key.ptr ? key.ptr : "", key.len);
    return MH_OK;
}

/* st is bound; one row is the document. */
static mh_rc one(mh_store *s, sqlite3_stmt *st, mh_record *out, mh_err *err, const char *what) {
    int step = mh_sql_step(s, st, err, what);
    if (step < 0) return MH_FAIL;
    if (step == 0) return mh_fail(err, MH_E_NOT_FOUND, "%s: %s: no such document", what, s->path);
    mh_rc rc = mh_doc_of_row(s, st, out, err);
    sqlite3_reset(st);
    return rc;
}

mh_rc mh_doc_get(mh_store *s, int64_t id, int64_t as_of, mh_record *out, mh_err *err) {
    *out = (mh_record){0};
    sqlite3_stmt *st = mh_sql(s, as_of ? MH_SQL_STATE_AS_OF : MH_SQL_DOC_BY_ID, err);
    if (!st) return MH_FAIL;
    char what[64];
    snprintf(what, sizeof what, "document %lld", (long long)id);
    sqlite3_bind_int64(st, 1, id);
    if (as_of) sqlite3_bind_int64(st, 2, as_of);
    return one(s, st, out, err, what);
}

mh_rc mh_doc_get_key(mh_store *s, mh_view key, int64_t as_of, mh_record *out, mh_err *err) {
    *out = (mh_record){0};
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_ID, err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, key.ptr ? key : MH_VIEW(""));
    int step = mh_sql_step(s, st, err, "document by key");
    if (step < 0) return MH_FAIL;
    if (step == 0)
        return mh_fail(err, MH_E_NOT_FOUND, "document \"%.200s\": %s: no such document",
                       key.ptr ? key.ptr : "", s->path);
    int64_t id = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return mh_doc_get(s, id, as_of, out, err);
}

mh_rc mh_doc_get_prefix(mh_store *s, mh_view prefix, int64_t as_of, mh_record *out, mh_err *err) {
    *out = (mh_record){0};
    sqlite3_stmt *st =
        mh_sql_prepare(s, MH_VIEW("SELECT id, key FROM docs WHERE key >= ? ORDER BY key LIMIT 2"),
                       err, "document by prefix");
    if (!st) return MH_FAIL;
    int64_t id = 0;
    int n = 0, step;
    mh_sql_bind_view(st, 1, prefix.ptr ? prefix : MH_VIEW(""));
    while ((step = mh_sql_step(s, st, err, "document by prefix")) == 1) {
        if (prefix.len == 0 || !mh_view_starts(mh_sql_view(st, 1), prefix)) continue;
        id = sqlite3_column_int64(st, 0);
        n++;
    }
    sqlite3_finalize(st);
    if (step < 0) return MH_FAIL;
    if (n > 1)
        return mh_fail(err, MH_E_USAGE, "more than one document begins with %.*s: write more of it",
                       MH_FMT(prefix));
    if (n == 0)
        return mh_fail(err, MH_E_NOT_FOUND, "document \"%.*s...\": %s: no such document",
                       MH_FMT(prefix), s->path);
    return mh_doc_get(s, id, as_of, out, err);
}

mh_rc mh_doc_get_version(mh_store *s, int64_t id, int64_t version, mh_record *out, mh_err *err) {
    *out = (mh_record){0};
    sqlite3_stmt *st = mh_sql(s, MH_SQL_STATE_OF_VERSION, err);
    if (!st) return MH_FAIL;
    char what[96];
    snprintf(what, sizeof what, "document %lld version %lld", (long long)id, (long long)version);
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int64(st, 2, version);
    return one(s, st, out, err, what);
}

mh_rc mh_doc_get_state(mh_store *s, int64_t id, int64_t version, int64_t revision, mh_record *out,
                       mh_err *err) {
    *out = (mh_record){0};
    sqlite3_stmt *st = mh_sql(s, MH_SQL_STATE_GET, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int64(st, 2, version);
    sqlite3_bind_int64(st, 3, revision);
    return one(s, st, out, err, "state of a document");
}

mh_rc mh_doc_versions(mh_store *s, int64_t id, mh_doc_state **out, size_t *n, mh_err *err) {
    MH_VEC(mh_doc_state) all = {0};
    *out = NULL, *n = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_STATES, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    int step;
    while ((step = mh_sql_step(s, st, err, "versions")) == 1) {
        mh_doc_state v = {.version = sqlite3_column_int64(st, 0),
                          .revision = sqlite3_column_int64(st, 1),
                          .at = sqlite3_column_int64(st, 2),
                          .run = sqlite3_column_int64(st, 3)};
        mh_view hash = mh_view_sub(mh_sql_view(st, 4), 0, sizeof v.hash - 1);
        if (hash.ptr) memcpy(v.hash, hash.ptr, hash.len);
        mh_vec_push(&all, v);
    }
    if (step < 0) {
        mh_vec_clear(&all);
        return MH_FAIL;
    }
    *out = all.ptr, *n = all.len;
    return MH_OK;
}
