#include "store/query_priv.h"

/* Filters that an index answers, as sets of documents: a walk over the matches of common words then needs no look
 * at each document, and a small set needs no walk at all. */

static const char by_source[] = "SELECT id FROM docs WHERE source = ";
static const char by_story[] = "SELECT id FROM docs WHERE story = ";

static void add(mh_sets *s, const char *sql, const char *tag, mh_view value) {
    if (value.ptr && s->n < MH_SETS) s->set[s->n++] = (mh_set){sql, tag, value, 0};
}

static void put(mh_where *w, const mh_set *set) {
    if (set->tag) {
        mh_where_puts(w, "SELECT doc FROM tags WHERE kind = ");
        mh_where_text(w, mh_view_of(set->tag));
        mh_where_puts(w, " AND value = ");
    } else {
        mh_where_puts(w, set->sql);
    }
    mh_where_text(w, set->value);
}

static void put_all(mh_where *w, const mh_set *set, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (i > 0) mh_where_puts(w, " INTERSECT ");
        put(w, &set[i]);
    }
}

/* How many are in each of n sets, up to one more than are of use. */
static mh_rc count(mh_store *s, const mh_set *set, size_t n, int64_t *out, mh_err *err) {
    mh_where w = {0};
    mh_where_puts(&w, "SELECT count(*) FROM (");
    put_all(&w, set, n);
    mh_where_puts(&w, " LIMIT ");
    mh_where_num(&w, MH_SET_LARGE + 1);
    mh_where_puts(&w, ")");
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w.sql), err, "search");
    int step = -1;
    if (st) {
        mh_where_bind(&w, st);
        step = mh_sql_step(s, st, err, "search");
        if (step == 1) *out = sqlite3_column_int64(st, 0);
    }
    sqlite3_finalize(st);
    mh_where_clear(&w);
    return step == 1 ? MH_OK : MH_FAIL;
}

mh_rc mh_sets_find(mh_store *s, const mh_query *q, const mh_doc_filter *f, mh_sets *out,
                   mh_err *err) {
    *out = (mh_sets){0};
    add(out, by_source, NULL, f->source);
    add(out, by_story, NULL, f->story);
    add(out, NULL, "topic", f->topic);
    add(out, NULL, "country", f->country);
    add(out, NULL, "type", f->type);
    add(out, NULL, "actor", f->actor);
    for (size_t i = 0; i < q->filters.len; i++) {
        const mh_qf *x = &q->filters.ptr[i];
        if (x->negated) continue;
        switch (x->kind) {
        case MH_QF_SOURCE: add(out, by_source, NULL, x->value); break;
        case MH_QF_STORY: add(out, by_story, NULL, x->value); break;
        case MH_QF_TOPIC: add(out, NULL, "topic", x->value); break;
        case MH_QF_COUNTRY: add(out, NULL, "country", x->value); break;
        case MH_QF_TYPE: add(out, NULL, "type", x->value); break;
        case MH_QF_ACTOR: add(out, NULL, "actor", x->value); break;
        default: break;
        }
    }
    out->all = INT64_MAX;
    for (size_t i = 0; i < out->n; i++) {
        mh_set *x = &out->set[i];
        if (count(s, x, 1, &x->n, err) != MH_OK) return MH_FAIL;
        if (x->n < out->all) out->all = x->n;
    }
    /* what is in all sets is counted where one of them says that it cannot take long */
    if (out->n > 1 && out->all <= MH_SET_LARGE &&
        count(s, out->set, out->n, &out->all, err) != MH_OK)
        return MH_FAIL;
    out->small = out->all <= MH_SET_SMALL;
    if (out->small || out->all > MH_SET_SMALL_MAX) return MH_OK;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_LAST_ID, err);
    if (!st || mh_sql_step(s, st, err, "search") != 1) return MH_FAIL;
    out->small = out->all <= sqlite3_column_int64(st, 0) / MH_SET_SHARE;
    sqlite3_reset(st);
    return MH_OK;
}

void mh_sets_in_all(mh_where *w, const mh_sets *s) {
    mh_where_puts(w, " AND d.id IN (");
    put_all(w, s->set, s->n);
    mh_where_puts(w, ")");
}

void mh_sets_narrow(mh_where *w, const mh_sets *s) {
    for (size_t i = 0; i < s->n; i++) {
        if (s->set[i].n > MH_SET_LARGE) continue;
        mh_where_puts(w, " AND +doc_fts.rowid IN (");
        put(w, &s->set[i]);
        mh_where_puts(w, ")");
    }
}

static void bound(mh_where *w, int64_t since, int64_t until) {
    if (since) {
        mh_where_puts(w, " AND doc_fts.rowid >= (SELECT min(id) FROM docs INDEXED BY docs_at"
                         " WHERE at >= ");
        mh_where_num(w, since);
        mh_where_puts(w, ")");
    }
    if (until) {
        mh_where_puts(w, " AND doc_fts.rowid <= (SELECT max(id) FROM docs INDEXED BY docs_at"
                         " WHERE at < ");
        mh_where_num(w, until);
        mh_where_puts(w, ")");
    }
}

void mh_sets_bounds(mh_where *w, const mh_query *q, const mh_doc_filter *f) {
    bound(w, f->since, f->until);
    for (size_t i = 0; i < q->filters.len; i++) {
        const mh_qf *x = &q->filters.ptr[i];
        if (x->kind != MH_QF_SINCE && x->kind != MH_QF_UNTIL) continue;
        bool since = (x->kind == MH_QF_SINCE) != x->negated;
        bound(w, since ? x->time : 0, since ? 0 : x->time);
    }
}
