/* Items that come from an export (declared in docs.h). */
#include "store/docs_priv.h"

#include <stdlib.h>

typedef struct origin {
    int64_t version, revision;
    int64_t first_seen, changed_at, since; /* us */
} origin;

static int64_t time_at(const json_t *item, const char *key, int64_t def) {
    int64_t us;
    int offset;
    mh_view v = mh_json_view(item, key);
    return v.len && mh_rfc3339_parse(v, &us, &offset) && us > 0 ? us : def;
}

static origin origin_of(const json_t *item, int64_t now) {
    origin o = {.version = json_integer_value(json_object_get(item, "version")),
                .revision = json_integer_value(json_object_get(item, "revision"))};
    o.first_seen = time_at(item, "first_seen", now);
    o.changed_at = time_at(item, "changed_at", o.first_seen);
    o.since = time_at(item, "since", o.changed_at);
    if (o.version < 1 || o.version > INT32_MAX) o.version = 1;
    if (o.revision < 0 || o.revision > INT32_MAX) o.revision = 0;
    return o;
}

typedef struct known {
    bool found;
    int64_t id, version, revision;
} known;

static mh_rc look_up(mh_store *s, const json_t *item, known *k, mh_err *err) {
    mh_view key = mh_json_view(item, "key");
    if (key.len == 0) key = mh_json_view(item, "url");
    *k = (known){0};
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_STATE, err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, key.ptr ? key : MH_VIEW(""));
    int step = mh_sql_step(s, st, err, "import");
    if (step < 1) return step < 0 ? MH_FAIL : MH_OK;
    *k = (known){true, sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                 sqlite3_column_int64(st, 2)};
    sqlite3_reset(st);
    return MH_OK;
}

static mh_rc stamp(mh_store *s, const json_t *item, const known *now, const origin *o,
                   mh_err *err) {
    int64_t at = mh_doc_time_of(item, o->since, o->first_seen);
    const int64_t doc[] = {now->id, o->version, o->revision, o->first_seen, o->changed_at, at};
    const int64_t state[] = {now->id, o->version,   o->revision,  o->since,
                             at,      now->version, now->revision};
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_STAMP, err);
    if (!st) return MH_FAIL;
    for (int i = 0; i < 6; i++) sqlite3_bind_int64(st, i + 1, doc[i]);
    if (mh_sql_step(s, st, err, "import") != 0 || !(st = mh_sql(s, MH_SQL_STATE_STAMP, err)))
        return MH_FAIL;
    for (int i = 0; i < 7; i++) sqlite3_bind_int64(st, i + 1, state[i]);
    return mh_sql_step(s, st, err, "import") == 0 ? MH_OK : MH_FAIL;
}

/* Whether that very state is kept: its number and, to the millisecond, its beginning. */
static mh_rc is_kept(mh_store *s, int64_t id, const origin *o, bool *kept, mh_err *err) {
    mh_doc_state *states;
    size_t n;
    *kept = false;
    if (mh_doc_versions(s, id, &states, &n, err) != MH_OK) return MH_FAIL;
    for (size_t i = 0; i < n && !*kept; i++)
        *kept = states[i].version == o->version && states[i].revision == o->revision &&
                states[i].at / 1000 == o->since / 1000;
    free(states);
    return MH_OK;
}

static mh_rc import(mh_store *s, const json_t *item, const json_t *plain, mh_put_result *out,
                    mh_err *err) {
    known before, after;
    origin o = origin_of(item, mh_store_now(s));
    bool kept = false, is_state = json_object_get(item, "since") != NULL;
    if (look_up(s, item, &before, err) != MH_OK ||
        (before.found && is_state && is_kept(s, before.id, &o, &kept, err) != MH_OK))
        return MH_FAIL;
    if (kept) {
        *out = (mh_put_result){before.id, o.version, MH_PUT_UNCHANGED, false};
        return MH_OK;
    }
    if (mh_doc_put(s, plain, out, err) != MH_OK || look_up(s, item, &after, err) != MH_OK)
        return MH_FAIL;
    bool wrote = out->outcome != MH_PUT_UNCHANGED || out->revised;
    bool follows = !before.found || o.version > before.version ||
                   (o.version == before.version && o.revision > before.revision);
    if (!wrote || !follows || (before.found && !is_state)) return MH_OK;
    out->version = o.version;
    return stamp(s, item, &after, &o, err);
}

mh_rc mh_doc_import(mh_store *s, const json_t *item, mh_put_result *out, mh_err *err) {
    static const char *const own[] = {"revision", "since"};
    mh_put_result ignored;
    if (!json_is_object(item)) return mh_fail(err, MH_E_USAGE, "import: not an item");
    json_t *plain = json_copy((json_t *)(uintptr_t)item);
    for (size_t i = 0; json_object_get(item, "since") && i < sizeof own / sizeof *own; i++)
        json_object_del(plain, own[i]);
    /* a transaction, so that no early commit of the batch comes between the put and the stamp */
    bool own_tx = !mh_store_in_tx(s);
    mh_rc rc = own_tx ? mh_store_tx_begin(s, err) : MH_OK;
    if (rc == MH_OK) {
        rc = import(s, item, plain, out ? out : &ignored, err);
        if (own_tx && rc == MH_OK)
            rc = mh_store_tx_commit(s, err);
        else if (own_tx)
            mh_store_tx_rollback(s);
    }
    json_decref(plain);
    return rc;
}
