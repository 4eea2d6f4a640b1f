#include "store/docs_priv.h"

#include "base/hash.h"

#include <string.h>

/* What each fetch changes, or the store adds: no reason to write. */
static const char *const volatile_keys[] = {"fetched_at", "status"};
static const char *const store_keys[] = {"id", "version", "outcome", "first_seen", "changed_at"};
/* What makes a page another version of itself. */
static const char *const page_keys[] = {"kind", "title", "lead", "text", "byline", "date"};

typedef struct mh_put {
    const json_t *item;
    mh_view key;
    char page[MH_SHA256_HEX], rest[MH_SHA256_HEX];
    mh_buf json;  /* as it is kept: no text (docs.text has it), nothing of the store's own */
    json_t *kept; /* owned; the object behind json */
    int64_t at;
} mh_put;

typedef struct mh_known {
    bool found, same_page, same_rest;
    int64_t id, version, first_seen;
} mh_known;

const char *mh_put_outcome_name(mh_put_outcome o) {
    static const char *const names[] = {"new", "changed", "unchanged"};
    return names[o];
}

static bool listed(const char *key, const char *const *keys, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(key, keys[i]) == 0) return true;
    return false;
}
#define LISTED(key, keys) listed((key), (keys), sizeof(keys) / sizeof((keys)[0]))

/* Each field with its length before it, so that no two pages run together to the same bytes. */
static mh_rc hash_page(mh_put *p, mh_err *err) {
    mh_buf all = {0}, one = {0};
    mh_rc rc = MH_OK;
    for (size_t i = 0; rc == MH_OK && i < sizeof page_keys / sizeof page_keys[0]; i++) {
        const json_t *v = json_object_get(p->item, page_keys[i]);
        if (!v || json_is_null(v)) continue;
        mh_buf_reset(&one);
        rc = mh_json_write(&one, v, err, "put");
        mh_buf_printf(&all, "%s %zu ", page_keys[i], one.len);
        mh_buf_put(&all, mh_buf_view(&one));
    }
    mh_sha256_hex(mh_buf_view(&all), p->page);
    mh_buf_clear(&all);
    mh_buf_clear(&one);
    return rc;
}

/* A copy of the item, one level deep, without some keys. */
static json_t *without(const json_t *item, bool volatile_too) {
    json_t *copy = json_object(), *v;
    const char *key;
    json_object_foreach((json_t *)item, key, v) {
        if (LISTED(key, store_keys) || (volatile_too && LISTED(key, volatile_keys))) continue;
        if (strcmp(key, "text") == 0 && json_is_string(v)) continue;
        json_object_set_nocheck(copy, key, v);
    }
    return copy;
}

static mh_rc hash_rest(mh_put *p, mh_err *err) {
    mh_buf b = {0};
    json_t *rest = without(p->item, true);
    mh_rc rc = mh_json_write(&b, rest, err, "put");
    mh_sha256_hex(mh_buf_view(&b), p->rest);
    json_decref(rest);
    mh_buf_clear(&b);
    return rc;
}

static mh_rc prepare(mh_put *p, mh_err *err) {
    if (!json_is_object(p->item)) return mh_fail(err, MH_E_USAGE, "put: not an item");
    p->key = mh_json_view(p->item, "key");
    if (p->key.len == 0) p->key = mh_json_view(p->item, "url");
    if (p->key.len == 0)
        return mh_fail(err, MH_E_USAGE, "put: the item has neither a key nor a url");
    if (p->key.len > 8192) return mh_fail(err, MH_E_TOO_LARGE, "put: key of %zu bytes", p->key.len);
    if (hash_page(p, err) != MH_OK) return MH_FAIL;
    return hash_rest(p, err);
}

static mh_rc look_up(mh_store *s, const mh_put *p, mh_known *k, mh_err *err) {
    *k = (mh_known){0};
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_HASHES, err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, p->key);
    int step = mh_sql_step(s, st, err, "put");
    if (step < 0) return MH_FAIL;
    if (step == 0) return MH_OK;
    k->found = true;
    k->id = sqlite3_column_int64(st, 0);
    k->version = sqlite3_column_int64(st, 1);
    k->first_seen = sqlite3_column_int64(st, 6);
    k->same_page = mh_view_eq(mh_sql_view(st, 3), mh_view_of(p->page));
    k->same_rest = mh_view_eq(mh_sql_view(st, 4), mh_view_of(p->rest));
    /* what was pruned is not stored again for another analysis of the same page */
    if (sqlite3_column_int(st, 7) && k->same_page) k->same_rest = true;
    sqlite3_reset(st);
    return MH_OK;
}

int64_t mh_doc_time_of(const json_t *item, int64_t now, int64_t first_seen) {
    int64_t us = 0;
    int offset;
    mh_view date = mh_json_view(item, "date");
    if (date.len == 0 || !mh_rfc3339_parse(date, &us, &offset)) return first_seen;
    return us > now + INT64_C(2) * 86400 * 1000000 ? first_seen : us;
}

static void bind_doc(sqlite3_stmt *st, const mh_put *p, mh_store *s, int64_t now) {
    static const struct {
        int at;
        const char *key;
    } columns[] = {{2, "url"},      {3, "canonical_url"}, {4, "title"},  {5, "text"},  {6, "kind"},
                   {7, "language"}, {8, "date"},          {9, "source"}, {10, "story"}};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        mh_sql_bind_view(st, columns[i].at, mh_json_view(p->item, columns[i].key));
    sqlite3_bind_int64(st, 11, p->at);
    mh_sql_bind_view(st, 12, mh_view_of(p->page));
    mh_sql_bind_view(st, 13, mh_view_of(p->rest));
    mh_sql_bind_view(st, 14, mh_buf_view(&p->json));
    sqlite3_bind_int64(st, 15, s->run);
    sqlite3_bind_int64(st, 16, now);
}

static mh_rc by_id(mh_store *s, mh_sql_id what, int64_t id, int64_t now, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, what, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    if (now) sqlite3_bind_int64(st, 2, now);
    return mh_sql_step(s, st, err, "put") == 0 ? MH_OK : MH_FAIL;
}

static mh_rc add(mh_store *s, const mh_put *p, int64_t now, mh_put_result *out, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_ADD, err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, p->key);
    bind_doc(st, p, s, now);
    if (mh_sql_step(s, st, err, "put") != 0) return MH_FAIL;
    *out = (mh_put_result){sqlite3_last_insert_rowid(s->db), 1, MH_PUT_NEW, false};
    if (by_id(s, MH_SQL_STATE_ADD, out->id, now, err) != MH_OK) return MH_FAIL;
    mh_index_later(s, out->id);
    return MH_OK;
}

static mh_rc change(mh_store *s, const mh_put *p, const mh_known *k, int64_t now,
                    mh_put_result *out, mh_err *err) {
    bool page = !k->same_page;
    if (by_id(s, MH_SQL_STATE_ARCHIVE, k->id, 0, err) != MH_OK) return MH_FAIL;
    if (page && mh_index_again(s, k->id, err) != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = mh_sql(s, page ? MH_SQL_DOC_CHANGE : MH_SQL_DOC_REVISE, err);
    if (!st) return MH_FAIL;
    bind_doc(st, p, s, now);
    sqlite3_bind_int64(st, 17, k->id);
    if (mh_sql_step(s, st, err, "put") != 0) return MH_FAIL;
    if (by_id(s, MH_SQL_STATE_ADD, k->id, now, err) != MH_OK) return MH_FAIL;
    *out =
        (mh_put_result){k->id, k->version + page, page ? MH_PUT_CHANGED : MH_PUT_UNCHANGED, !page};
    return MH_OK;
}

/* Words indexed with two foldings in one index could never be removed again. Asked once a batch,
 * under its lock. */
static mh_rc check_fold(mh_store *s, mh_err *err) {
    bool plain;
    if (s->fold_checked) return MH_OK;
    if (mh_fold_same(s, &s->fold_checked, &plain, err) != MH_OK) return MH_FAIL;
    if (s->fold_checked) return MH_OK;
    return mh_fail(err, MH_E_VERSION,
                   "put: %s: its search index was made by another version of the word folding; "
                   "open it anew",
                   s->path);
}

/* known: what a look under the lock has shown; NULL: it is to be looked up. */
static mh_rc write(mh_store *s, mh_put *p, const mh_known *known, mh_put_result *out, mh_err *err) {
    int64_t now = mh_store_now(s);
    mh_known k;
    if (check_fold(s, err) != MH_OK) return MH_FAIL;
    if (known)
        k = *known;
    else if (look_up(s, p, &k, err) != MH_OK)
        return MH_FAIL;
    if (k.found && k.same_page && k.same_rest) { /* another process was quicker */
        *out = (mh_put_result){k.id, k.version, MH_PUT_UNCHANGED, false};
        return MH_OK;
    }
    p->at = mh_doc_time_of(p->item, now, k.found ? k.first_seen : now);
    p->kept = without(p->item, false);
    if (mh_json_write(&p->json, p->kept, err, "put") != MH_OK) return MH_FAIL;
    mh_rc rc = k.found ? change(s, p, &k, now, out, err) : add(s, p, now, out, err);
    return rc == MH_OK ? mh_tags_set(s, out->id, p->item, k.found, err) : rc;
}

mh_rc mh_doc_put(mh_store *s, const json_t *item, mh_put_result *out, mh_err *err) {
    mh_put p = {.item = item};
    mh_known k;
    mh_put_result ignored;
    if (!out) out = &ignored;
    if (prepare(&p, err) != MH_OK || look_up(s, &p, &k, err) != MH_OK) return MH_FAIL;
    if (k.found && k.same_page && k.same_rest) {
        *out = (mh_put_result){k.id, k.version, MH_PUT_UNCHANGED, false};
        return MH_OK;
    }
    uint64_t batch = s->batch ? s->batches : 0;
    mh_rc rc = mh_write_begin(s, err, "put");
    bool same = batch > 0 && batch == s->batches; /* nobody else has written since */
    if (rc == MH_OK) rc = mh_write_end(s, write(s, &p, same ? &k : NULL, out, err), err);
    json_decref(p.kept);
    mh_buf_clear(&p.json);
    return rc;
}
