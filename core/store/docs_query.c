/* Documents that a query finds, all of them, for a walk (declared in docs.h). */
#include "store/query_priv.h"
#include "store/then_search.h"

/* The whole list of ids at once: sixteen bytes a hit. */
static mh_rc list_now(mh_store *s, const mh_query *q, const mh_doc_filter *f, mh_doc_order order,
                      mh_then_refs *out, mh_err *err) {
    static const char *const orders[] = {" ORDER BY d.at DESC, d.id DESC", " ORDER BY d.at, d.id",
                                         " ORDER BY d.id"};
    mh_where w = {0};
    int step = -1;
    mh_where_puts(&w, "SELECT d.id, d.at FROM docs d WHERE 1");
    if (q->match.len + q->unmatch.len > 0) {
        mh_where_puts(&w, q->match.len ? " AND d.id IN" : " AND d.id NOT IN");
        mh_where_puts(&w, " (SELECT rowid FROM doc_fts WHERE doc_fts MATCH ");
        mh_where_text(&w, mh_buf_view(q->match.len ? &q->match : &q->unmatch));
        mh_where_puts(&w, ")");
    }
    mh_where_filter(&w, f);
    for (size_t i = 0; i < q->filters.len; i++) mh_qf_where(&q->filters.ptr[i], &w);
    mh_where_puts(&w, orders[order]);
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w.sql), err, "list");
    if (st) mh_where_bind(&w, st);
    while (st && (step = mh_sql_step(s, st, err, "list")) == 1) {
        mh_then_ref r = {sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1), false};
        mh_vec_push(out, r);
    }
    sqlite3_finalize(st);
    mh_where_clear(&w);
    return step == 0 ? MH_OK : MH_FAIL;
}

static int by_id(const void *a, const void *b) {
    int64_t x = ((const mh_then_ref *)a)->id, y = ((const mh_then_ref *)b)->id;
    return (x > y) - (x < y);
}

static mh_rc list_then(mh_store *s, mh_view query, const mh_doc_filter *f, mh_doc_order order,
                       mh_then_refs *out, mh_err *err) {
    mh_arena *a = mh_arena_new();
    mh_search_opts o = {.filter = *f, .limit = SIZE_MAX, .snippet_words = 1};
    mh_hits hits;
    mh_rc rc = mh_search_then(s, query, &o, a, &hits, err);
    for (size_t i = 0; rc == MH_OK && i < hits.n; i++) {
        size_t at = order == MH_DOCS_OLDEST ? hits.n - 1 - i : i;
        mh_vec_push(out, ((mh_then_ref){hits.hit[at].id, hits.hit[at].at, false}));
    }
    if (order == MH_DOCS_STORED && out->len > 1) qsort(out->ptr, out->len, sizeof *out->ptr, by_id);
    mh_arena_free(a);
    return rc;
}

mh_rc mh_docs_open_query(mh_store *s, mh_view query, const mh_doc_filter *f, mh_doc_order order,
                         size_t limit, mh_docs **out, mh_err *err) {
    mh_query q;
    mh_then_refs refs = {0};
    mh_rc rc = mh_query_parse(s, query, f->as_of ? f->as_of : mh_store_now(s), false, &q, err);
    if (rc == MH_OK)
        rc = f->as_of ? list_then(s, query, f, order, &refs, err)
                      : list_now(s, &q, f, order, &refs, err);
    if (rc == MH_OK)
        *out = mh_docs_open_refs(s, f, &refs, limit);
    else
        mh_vec_clear(&refs);
    mh_query_clear(&q);
    return rc;
}
