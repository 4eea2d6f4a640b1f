#include "store/changes.h"

#include "store/query_priv.h"

/* Changes of documents whose ids lie so close are looked for by one walk over the matches between them: those of
 * new documents. Others are asked about one by one. */
#define DENSE 8

static mh_rc one_number(mh_store *s, mh_where *w, int64_t *a, int64_t *b, int64_t *n, mh_err *err) {
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w->sql), err, "changes");
    int step = -1;
    if (st != NULL) {
        mh_where_bind(w, st);
        step = mh_sql_step(s, st, err, "changes");
    }
    if (step == 1 && a != NULL) *a = sqlite3_column_int64(st, 0);
    if (step == 1 && b != NULL) *b = sqlite3_column_int64(st, 1);
    if (step == 1 && n != NULL) *n = sqlite3_column_int64(st, 2);
    sqlite3_finalize(st);
    mh_where_clear(w);
    return step == 1 ? MH_OK : MH_FAIL;
}

mh_rc mh_changes_last(mh_store *s, int64_t *out, mh_err *err) {
    mh_where w = {0};
    mh_where_puts(&w, "SELECT coalesce(max(change), 0) FROM docs");
    return one_number(s, &w, out, NULL, NULL, err);
}

mh_rc mh_changes_upto(mh_store *s, int64_t after, size_t most, int64_t *out, mh_err *err) {
    mh_where w = {0};
    mh_where_puts(&w, "SELECT coalesce(max(change), ");
    mh_where_num(&w, after);
    mh_where_puts(&w, ") FROM (SELECT change FROM docs WHERE change > ");
    mh_where_num(&w, after);
    mh_where_puts(&w, " ORDER BY change LIMIT ");
    mh_where_num(&w, (int64_t)most);
    mh_where_puts(&w, ")");
    return one_number(s, &w, out, NULL, NULL, err);
}

static void window(mh_where *w, const mh_changes_ask *ask) {
    mh_where_puts(w, " d.change > ");
    mh_where_num(w, ask->after);
    mh_where_puts(w, " AND d.change <= ");
    mh_where_num(w, ask->upto);
}

static mh_rc bounds(mh_store *s, const mh_changes_ask *ask, int64_t *lo, int64_t *hi, bool *dense,
                    mh_err *err) {
    mh_where w = {0};
    int64_t n = 0;
    mh_where_puts(&w, "SELECT coalesce(min(id), 0), coalesce(max(id), -1), count(*) FROM docs d"
                      " WHERE");
    window(&w, ask);
    if (one_number(s, &w, lo, hi, &n, err) != MH_OK) return MH_FAIL;
    *dense = *hi - *lo < n * DENSE;
    return MH_OK;
}

/* The order of the tables is ours: left to itself, SQLite may walk over all matches of a common word. */
static void compose(mh_where *w, const mh_changes_ask *ask, const mh_query *q, bool dense,
                    int64_t lo, int64_t hi) {
    bool words = q->match.len > 0;
    mh_where_puts(w, "SELECT d.id, 0, 0 FROM ");
    if (words && dense)
        mh_where_puts(w, "doc_fts CROSS JOIN docs d ON d.id = doc_fts.rowid");
    else if (words)
        mh_where_puts(w, "docs d CROSS JOIN doc_fts ON doc_fts.rowid = d.id");
    else
        mh_where_puts(w, "docs d");
    mh_where_puts(w, " WHERE");
    window(w, ask);
    if (words) {
        mh_where_puts(w, " AND doc_fts MATCH ");
        mh_where_text(w, mh_buf_view(&q->match));
    }
    if (words && dense) {
        mh_where_puts(w, " AND doc_fts.rowid >= ");
        mh_where_num(w, lo);
        mh_where_puts(w, " AND doc_fts.rowid <= ");
        mh_where_num(w, hi);
    }
    for (size_t i = 0; i < q->filters.len; i++) mh_qf_where(&q->filters.ptr[i], w);
    if (q->unmatch.len > 0) {
        mh_where_puts(w, " AND NOT EXISTS (SELECT 1 FROM doc_fts WHERE doc_fts MATCH ");
        mh_where_text(w, mh_buf_view(&q->unmatch));
        mh_where_puts(w, " AND rowid = d.id)");
    }
    if (ask->but.ptr != NULL) {
        mh_where_puts(w, " AND (SELECT job FROM runs WHERE id = d.run) IS NOT ");
        mh_where_text(w, ask->but);
    }
    mh_where_puts(w, " LIMIT 1");
}

mh_rc mh_changes_any(mh_store *s, const mh_changes_ask *ask, bool *any, int64_t *doc, mh_err *err) {
    mh_query q = {0};
    mh_where w = {0};
    int64_t lo = 0, hi = 0;
    bool dense = false, asks = mh_view_trim(ask->query).len > 0;
    mh_rc rc = MH_OK;
    *any = false;
    if (asks) rc = mh_query_parse(s, ask->query, mh_store_now(s), false, &q, err);
    if (rc == MH_OK && asks) rc = mh_index_batch(s, err);
    if (rc == MH_OK && ask->after < ask->upto) rc = bounds(s, ask, &lo, &hi, &dense, err);
    if (rc == MH_OK && lo <= hi && ask->after < ask->upto) {
        compose(&w, ask, &q, dense, lo, hi);
        sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w.sql), err, "changes");
        int step = -1;
        if (st != NULL) {
            mh_where_bind(&w, st);
            step = mh_sql_step(s, st, err, "changes");
        }
        *any = step == 1;
        if (step == 1 && doc != NULL) *doc = sqlite3_column_int64(st, 0);
        if (step < 0) rc = MH_FAIL;
        sqlite3_finalize(st);
    }
    mh_where_clear(&w);
    if (asks) mh_query_clear(&q);
    return rc;
}
