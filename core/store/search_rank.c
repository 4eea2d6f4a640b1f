#include "store/query_priv.h"
#include "store/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RECENT_OF    200  /* the best so many of them are also weighed by their age */
#define RECENT_BONUS 0.5  /* what a document of this moment has over one of long ago */
#define RECENT_HALF  30.0 /* days after which half of that is left */
#define DAY_US       86400e6

static void conditions(mh_where *w, const mh_query *q, const mh_search_opts *o) {
    mh_where_filter(w, &o->filter);
    for (size_t i = 0; i < q->filters.len; i++) mh_qf_where(&q->filters.ptr[i], w);
    if (q->unmatch.len > 0) {
        mh_where_puts(w, " AND NOT EXISTS (SELECT 1 FROM doc_fts WHERE doc_fts MATCH ");
        mh_where_text(w, mh_buf_view(&q->unmatch));
        mh_where_puts(w, " AND rowid = d.id)");
    }
}

static void compose_plain(mh_where *w, const mh_query *q, const mh_search_opts *o,
                          const mh_sets *sets, size_t upto) {
    mh_where_puts(w, "SELECT d.id, 1.0, d.at FROM docs d WHERE 1");
    if (sets->small) mh_sets_in_all(w, sets);
    conditions(w, q, o);
    mh_where_puts(w, " ORDER BY d.at DESC, d.id DESC LIMIT ");
    mh_where_num(w, (int64_t)upto);
}

/* The newest matches, a bounded number, and how well each fits. Without words there is nothing to weigh, and no
 * more are read than are shown. Documents are looked at for filters alone. */
static void compose(mh_where *w, const mh_query *q, const mh_search_opts *o, const mh_sets *sets) {
    static const mh_doc_filter none;
    bool newest = o->order == MH_SEARCH_NEWEST;
    bool docs = q->filters.len > 0 || memcmp(&o->filter, &none, sizeof none) != 0;
    mh_where_puts(w, "SELECT doc_fts.rowid, ");
    mh_where_puts(w, newest ? "1.0, d.at" : "mh_rank(doc_fts), 0");
    if (sets->small)
        mh_where_puts(w, " FROM docs d CROSS JOIN doc_fts ON doc_fts.rowid = d.id");
    else if (docs || newest)
        mh_where_puts(w, " FROM doc_fts CROSS JOIN docs d ON d.id = doc_fts.rowid");
    else
        mh_where_puts(w, " FROM doc_fts");
    mh_where_puts(w, " WHERE doc_fts MATCH ");
    mh_where_text(w, mh_buf_view(&q->match));
    if (sets->small) {
        mh_sets_in_all(w, sets);
    } else {
        mh_sets_narrow(w, sets);
        mh_sets_bounds(w, q, &o->filter);
    }
    if (docs) conditions(w, q, o);
    mh_where_puts(w, sets->small ? " ORDER BY d.id DESC LIMIT "
                                 : " ORDER BY doc_fts.rowid DESC LIMIT ");
    mh_where_num(w, MH_SEARCH_RANKED);
}

static int by_score(const void *a, const void *b) {
    const mh_candidate *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    if (x->at != y->at) return x->at < y->at ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

/* Of two that fit about as well the newer one comes first. */
static mh_rc weigh_age(mh_store *s, mh_candidate *c, size_t n, mh_err *err) {
    double now = (double)mh_store_now(s);
    for (size_t i = 0; i < n; i++) {
        sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_AT, err);
        if (!st) return MH_FAIL;
        sqlite3_bind_int64(st, 1, c[i].id);
        int step = mh_sql_step(s, st, err, "search");
        if (step < 0) return MH_FAIL;
        if (step == 0) continue; /* gone meanwhile */
        c[i].at = sqlite3_column_int64(st, 0);
        sqlite3_reset(st);
        double days = (now - (double)c[i].at) / DAY_US;
        c[i].score *= 1 + RECENT_BONUS * exp2(-(days > 0 ? days : 0) / RECENT_HALF);
    }
    return MH_OK;
}

mh_rc mh_search_candidates(mh_store *s, const mh_query *q, const mh_search_opts *o, size_t upto,
                           mh_candidates *out, mh_err *err) {
    mh_where w = {0};
    mh_sets sets;
    if (mh_sets_find(s, q, &o->filter, &sets, err) != MH_OK) return MH_FAIL;
    if (q->match.len > 0)
        compose(&w, q, o, &sets);
    else
        compose_plain(&w, q, o, &sets, upto);
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w.sql), err, "search");
    int step = -1;
    if (st) mh_where_bind(&w, st);
    while (st && (step = mh_sql_step(s, st, err, "search")) == 1)
        mh_vec_push(out, ((mh_candidate){.id = sqlite3_column_int64(st, 0),
                                         .score = sqlite3_column_double(st, 1),
                                         .at = sqlite3_column_int64(st, 2)}));
    sqlite3_finalize(st);
    mh_where_clear(&w);
    mh_rank_forget(s);
    if (step < 0) return MH_FAIL;
    if (out->len > 1) qsort(out->ptr, out->len, sizeof *out->ptr, by_score);
    if (q->match.len == 0 || o->order == MH_SEARCH_NEWEST || out->len == 0) return MH_OK;
    size_t n = out->len < RECENT_OF ? out->len : RECENT_OF;
    if (weigh_age(s, out->ptr, n, err) != MH_OK) return MH_FAIL;
    qsort(out->ptr, n, sizeof *out->ptr, by_score);
    return MH_OK;
}
