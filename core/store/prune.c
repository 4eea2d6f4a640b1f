/* Pruning and giving space back (declared in upkeep.h). */
#include "store/docs_priv.h"
#include "store/upkeep.h"

#include <stdlib.h>

#define AT_ONCE 100   /* documents of one commit */
#define READ    10000 /* documents that one look through all of them finds */
#define PAGES   "PRAGMA incremental_vacuum(2000)"

static mh_rc number(mh_store *s, const char *sql, int64_t *out, mh_err *err) {
    sqlite3_stmt *st = mh_sql_prepare(s, mh_view_of(sql), err, "prune");
    int step = st ? mh_sql_step(s, st, err, "prune") : -1;
    if (step == 1) *out = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return step == 1 ? MH_OK : MH_FAIL;
}

/* Bytes of the file that hold something. */
static mh_rc used_bytes(mh_store *s, int64_t *out, mh_err *err) {
    int64_t pages, free_pages, size;
    if (number(s, "PRAGMA page_count", &pages, err) != MH_OK ||
        number(s, "PRAGMA freelist_count", &free_pages, err) != MH_OK ||
        number(s, "PRAGMA page_size", &size, err) != MH_OK)
        return MH_FAIL;
    *out = (pages - free_pages) * size;
    return MH_OK;
}

/* What stays of an item. */
static json_t *stub_of(const json_t *item, bool keep_events) {
    static const char *const stays[] = {"key",      "url",    "canonical_url", "title", "date",
                                        "language", "source", "site",          "kind",  "story"};
    json_t *out = json_object(), *v;
    for (size_t i = 0; i < sizeof stays / sizeof stays[0]; i++)
        if ((v = json_object_get(item, stays[i])) != NULL) json_object_set(out, stays[i], v);
    if (keep_events && (v = json_object_get(item, "events")) != NULL)
        json_object_set(out, "events", v);
    json_object_set_new(out, "pruned", json_true());
    return out;
}

static mh_rc step_id(mh_store *s, mh_sql_id what, int64_t id, int64_t *changes, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, what, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    if (mh_sql_step(s, st, err, "prune") != 0) return MH_FAIL;
    if (changes) *changes += sqlite3_changes64(s->db);
    return MH_OK;
}

/* The words go with the texts, so the index is told before; the title stays in it. */
static mh_rc reindex(mh_store *s, int64_t id, const mh_record *d, mh_err *err) {
    mh_view title = mh_json_view(d->item, "title"), text = mh_json_view(d->item, "text");
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *st = mh_sql(s, i ? MH_SQL_FTS_ADD : MH_SQL_FTS_REMOVE, err);
        if (!st) return MH_FAIL;
        sqlite3_bind_int64(st, 1, id);
        mh_sql_bind_view(st, 2, title);
        mh_sql_bind_view(st, 3, i ? (mh_view){0} : text);
        if (mh_sql_step(s, st, err, "prune") != 0) return MH_FAIL;
    }
    return MH_OK;
}

static mh_rc prune_doc(mh_store *s, int64_t id, const mh_prune *p, mh_pruned *n, mh_err *err) {
    mh_record d;
    mh_buf json = {0};
    if (mh_doc_get(s, id, 0, &d, err) != MH_OK) return MH_FAIL;
    json_t *stub = stub_of(d.item, p->keep_events);
    mh_rc rc = mh_json_write(&json, stub, err, "prune");
    if (rc == MH_OK) rc = reindex(s, id, &d, err);
    sqlite3_stmt *st = rc == MH_OK ? mh_sql(s, MH_SQL_PRUNE_DOC, err) : NULL;
    if (st) {
        sqlite3_bind_int64(st, 1, id);
        mh_sql_bind_view(st, 2, mh_buf_view(&json));
        sqlite3_bind_int64(st, 3, mh_store_now(s));
        rc = mh_sql_step(s, st, err, "prune") == 0 ? MH_OK : MH_FAIL;
    } else {
        rc = MH_FAIL;
    }
    if (rc == MH_OK) rc = step_id(s, MH_SQL_PRUNE_STATES, id, &n->states, err);
    if (rc == MH_OK) rc = mh_tags_set(s, id, stub, true, err);
    json_decref(stub);
    mh_buf_clear(&json);
    mh_doc_clear(&d);
    return rc;
}

typedef struct old_doc {
    int64_t id, changed, bytes;
} old_doc;
typedef MH_VEC(old_doc) old_docs;

/* The oldest that are not pruned yet, behind the last one. */
static mh_rc next_docs(mh_store *s, const mh_prune *p, const old_doc *last, int64_t most,
                       old_docs *out, mh_err *err) {
    int step;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_PRUNE_NEXT, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, p->before ? p->before : INT64_MAX);
    mh_sql_bind_view(st, 2, p->source);
    sqlite3_bind_int64(st, 3, last->changed);
    sqlite3_bind_int64(st, 4, last->id);
    sqlite3_bind_int64(st, 5, most < READ ? most : READ);
    out->len = 0;
    while ((step = mh_sql_step(s, st, err, "prune")) == 1)
        mh_vec_push(out, ((old_doc){.id = sqlite3_column_int64(st, 0),
                                    .changed = sqlite3_column_int64(st, 1),
                                    .bytes = sqlite3_column_int64(st, 2)}));
    return step < 0 ? MH_FAIL : MH_OK;
}

/* A row that becomes shorter leaves its page half empty; one that is taken out and put in again lets the
 * pages close up. Rows that refer to it are looked at when all is back. */
static mh_rc close_up(mh_store *s, const old_doc *docs, size_t n, mh_err *err) {
    mh_rc rc = mh_sql_exec(s, "PRAGMA defer_foreign_keys = ON", err, "prune");
    for (size_t i = 0; rc == MH_OK && i < n; i++)
        rc = step_id(s, MH_SQL_PRUNE_AWAY, docs[i].id, NULL, err);
    for (size_t i = 0; rc == MH_OK && i < n; i++)
        rc = step_id(s, MH_SQL_PRUNE_BACK, docs[i].id, NULL, err);
    return rc;
}

static mh_rc prune_some(mh_store *s, const old_doc *docs, size_t some, const mh_prune *p,
                        mh_pruned *n, mh_err *err) {
    mh_rc rc = MH_OK;
    for (size_t i = 0; rc == MH_OK && i < some; i++) {
        rc = mh_write_begin(s, err, "prune");
        if (rc == MH_OK) rc = mh_write_end(s, prune_doc(s, docs[i].id, p, n, err), err);
    }
    if (rc == MH_OK) rc = mh_store_flush(s, err);
    if (rc == MH_OK) rc = mh_write_begin(s, err, "prune");
    if (rc == MH_OK) rc = mh_write_end(s, close_up(s, docs, some, err), err);
    return rc == MH_OK ? mh_store_flush(s, err) : rc;
}

/* Merges the pieces of the search index, which only then lets go of words that were removed; a piece at a
 * time, since others wait for each. */
static mh_rc settle_index(mh_store *s, mh_err *err) {
    mh_sql_id step = MH_SQL_FTS_MERGE_ALL;
    for (int64_t before, changes = 2; changes >= 2;) {
        if (mh_write_begin(s, err, "prune") != MH_OK) return MH_FAIL;
        before = sqlite3_total_changes64(s->db);
        sqlite3_stmt *st = mh_sql(s, step, err);
        mh_rc rc = st && mh_sql_step(s, st, err, "prune") == 0 ? MH_OK : MH_FAIL;
        changes = sqlite3_total_changes64(s->db) - before;
        if (mh_write_end(s, rc, err) != MH_OK || mh_store_flush(s, err) != MH_OK) return MH_FAIL;
        step = MH_SQL_FTS_MERGE;
    }
    return MH_OK;
}

/* Prunes until all are done or, by a guess that takes the index to be half as large as what it holds,
 * the file is small enough; *left is false when none is left. */
static mh_rc prune_round(mh_store *s, const mh_prune *p, int64_t used, old_doc *last, bool *left,
                         mh_pruned *n, mh_err *err) {
    old_docs docs = {0};
    int64_t begun = n->bytes;
    size_t at = 0;
    mh_rc rc = MH_OK;
    *left = true;
    while (rc == MH_OK) {
        int64_t guess = used - (n->bytes - begun) * 3 / 2,
                most = p->most ? p->most - n->docs : READ;
        if (p->max_bytes && guess <= p->max_bytes) break;
        if (at == docs.len) at = 0, rc = next_docs(s, p, last, most, &docs, err);
        if (rc != MH_OK || docs.len == 0) break;
        size_t some = docs.len - at < AT_ONCE ? docs.len - at : AT_ONCE;
        for (size_t i = at; i < at + some; i++) n->docs++, n->bytes += docs.ptr[i].bytes;
        if (!p->dry) rc = prune_some(s, docs.ptr + at, some, p, n, err);
        *last = docs.ptr[at + some - 1];
        at += some;
    }
    *left = docs.len > 0;
    mh_vec_clear(&docs);
    return rc;
}

static mh_rc prune_docs(mh_store *s, const mh_prune *p, mh_pruned *n, mh_err *err) {
    int64_t used = 0;
    old_doc last = {.changed = INT64_MIN};
    bool left = true;
    mh_rc rc = used_bytes(s, &used, err);
    while (rc == MH_OK && left && !(p->max_bytes && used <= p->max_bytes)) {
        int64_t before = n->docs;
        rc = prune_round(s, p, used, &last, &left, n, err);
        if (p->dry || p->most || n->docs == before) break;
        if (rc == MH_OK) rc = settle_index(s, err);
        if (rc == MH_OK) rc = used_bytes(s, &used, err);
    }
    return rc;
}

/* What else grows: how many rows go, or would. */
static mh_rc forget(mh_store *s, mh_sql_id count, mh_sql_id what, int64_t before, bool dry,
                    int64_t *n, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, count, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, before);
    if (mh_sql_step(s, st, err, "prune") != 1) return MH_FAIL;
    *n = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    if (dry || *n == 0) return MH_OK;
    if (mh_write_begin(s, err, "prune") != MH_OK) return MH_FAIL;
    if (mh_write_end(s, step_id(s, what, before, NULL, err), err) != MH_OK) return MH_FAIL;
    return mh_store_flush(s, err);
}

static mh_rc forget_rest(mh_store *s, const mh_prune *p, mh_pruned *n, mh_err *err) {
    const struct {
        mh_sql_id count, what;
        int64_t *n;
        bool now; /* by its own time, not by age */
    } rows[] = {{MH_SQL_PRUNE_EVENTS_N, MH_SQL_PRUNE_EVENTS, &n->run_events, false},
                {MH_SQL_PRUNE_CACHE_N, MH_SQL_PRUNE_CACHE, &n->cache, false},
                {MH_SQL_PRUNE_QUEUE_N, MH_SQL_PRUNE_QUEUE, &n->queue, false},
                {MH_SQL_PRUNE_HOSTS_N, MH_SQL_PRUNE_HOSTS, &n->hosts, false},
                {MH_SQL_PRUNE_ROBOTS_N, MH_SQL_PRUNE_ROBOTS, &n->hosts, false},
                {MH_SQL_PRUNE_KV_N, MH_SQL_KV_EXPIRE, &n->kv, true},
                {MH_SQL_PRUNE_OUTBOX_N, MH_SQL_OUTBOX_FORGET, &n->outbox, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t some = 0, before = rows[i].now ? mh_store_now(s) : p->before;
        if (rows[i].what == MH_SQL_PRUNE_QUEUE && p->part == MH_PRUNE_RECORDS) continue;
        if (before == 0) continue;
        if (forget(s, rows[i].count, rows[i].what, before, p->dry, &some, err) != MH_OK)
            return MH_FAIL;
        *rows[i].n += some;
    }
    return MH_OK;
}

mh_rc mh_store_prune(mh_store *s, const mh_prune *p, mh_pruned *out, mh_err *err) {
    bool same = true, plain = false;
    *out = (mh_pruned){0};
    if (s->tx) return mh_fail(err, MH_E_USAGE, "prune: not inside a transaction");
    if (mh_store_flush(s, err) != MH_OK || /* what is deleted is in the index */
        mh_fold_same(s, &same, &plain, err) != MH_OK)
        return MH_FAIL;
    if (!same)
        return mh_fail(err, MH_E_VERSION, "prune: %s: its search index was made by another version",
                       s->path);
    if (!p->source.ptr && p->part != MH_PRUNE_DOCS && forget_rest(s, p, out, err) != MH_OK)
        return MH_FAIL;
    return p->part == MH_PRUNE_RECORDS ? MH_OK : prune_docs(s, p, out, err);
}

mh_rc mh_store_shrink(mh_store *s, bool all, mh_err *err) {
    int64_t mode = 0, left = 0, before = -1;
    if (mh_store_flush(s, err) != MH_OK || number(s, "PRAGMA auto_vacuum", &mode, err) != MH_OK)
        return MH_FAIL;
    if (all) {
        int most =
            sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 1); /* where it writes the new file */
        mh_rc rc = mh_sql_exec(s, "PRAGMA auto_vacuum = INCREMENTAL; VACUUM", err, "shrink");
        sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, most);
        if (rc != MH_OK) return rc;
    }
    while (mode == 2 && number(s, "PRAGMA freelist_count", &left, err) == MH_OK && left > 0 &&
           left != before) {
        before = left;
        if (mh_sql_exec(s, PAGES, err, "shrink") != MH_OK) return MH_FAIL;
    }
    return mh_sql_exec(s, "PRAGMA wal_checkpoint(TRUNCATE)", err, "shrink");
}
