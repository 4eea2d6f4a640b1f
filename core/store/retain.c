/* Pruning by age, once a day (declared in upkeep.h). */
#include "store/store_priv.h"
#include "store/upkeep.h"

#define DAY_US INT64_C(86400000000)

static const mh_view asked = {"retained", 8}; /* in meta: when it was done last, us */

mh_rc mh_store_retain_due(mh_store *s, bool *due, mh_err *err) {
    int64_t now = mh_store_now(s), last = 0;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_META_GET, err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, asked);
    int step = mh_sql_step(s, st, err, "retention");
    if (step < 0) return MH_FAIL;
    if (step == 1) last = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    *due = last > now || now - last >= DAY_US; /* a time to come: of a clock that was wrong */
    return MH_OK;
}

/* Under the lock: whoever comes next finds it done. */
static mh_rc claim(mh_store *s, bool *due, mh_err *err) {
    char now[32];
    if (mh_store_retain_due(s, due, err) != MH_OK) return MH_FAIL;
    if (!*due) return MH_OK;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_META_SET, err);
    if (!st) return MH_FAIL;
    snprintf(now, sizeof now, "%lld", (long long)mh_store_now(s));
    mh_sql_bind_view(st, 1, asked);
    mh_sql_bind_view(st, 2, mh_view_of(now));
    return mh_sql_step(s, st, err, "retention") == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_store_retain(mh_store *s, const mh_retention *r, bool *did, mh_pruned *out, mh_err *err) {
    bool due = false;
    mh_pruned rest = {0};
    *out = (mh_pruned){0};
    if (did) *did = false;
    if (r->records <= 0 && r->docs <= 0) return MH_OK;
    if (mh_write_begin(s, err, "retention") != MH_OK) return MH_FAIL;
    if (mh_write_end(s, claim(s, &due, err), err) != MH_OK || mh_store_flush(s, err) != MH_OK)
        return MH_FAIL;
    if (!due) return MH_OK;
    if (did) *did = true;
    mh_prune p = {.keep_events = true, .most = MH_RETAIN_DOCS};
    int64_t now = mh_store_now(s);
    if (r->docs > 0 && now > r->docs) {
        p.part = MH_PRUNE_DOCS;
        p.before = now - r->docs;
        if (mh_store_prune(s, &p, out, err) != MH_OK) return MH_FAIL;
    }
    if (r->records > 0 && now > r->records) {
        p.part = MH_PRUNE_RECORDS;
        p.before = now - r->records;
        if (mh_store_prune(s, &p, &rest, err) != MH_OK) return MH_FAIL;
        rest.docs = out->docs, rest.bytes = out->bytes, rest.states = out->states;
        *out = rest;
    }
    return MH_OK;
}
