#include "store/query_priv.h"
#include "store/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RECENT_OF    200  /* the best so many of them are also weighed by their age */
#define RECENT_BONUS 0.5  /* what a document of this moment has over one of long ago */
#define RECENT_HALF  30.0 /* days after which half of that is left */
#define DAY_US       86400e6

/* Behind the newest documents MH_SEARCH_ENOUGH matches are enough, so that words that hardly ever stand together, or
 * filters that few pass, do not make a walk through years. */
#define RECENT    40000 /* documents */
#define BUDGET_US 10000 /* by the reckoning of search_match.c */
#define PAST      3000  /* documents that are looked at for times long ago */
#define FIRST                                                                                      \
    300          /* documents of filters that are looked at before anything is known of the words */
#define RARE 0.1 /* words of so few documents are walked over soonest */

/* The same for all of the first pages, so that each goes on where the last one ended. */
static size_t at_least(size_t upto) {
    return upto > MH_SEARCH_ENOUGH ? MH_SEARCH_RANKED : MH_SEARCH_ENOUGH;
}

void mh_search_conditions(mh_where *w, const mh_query *q, const mh_search_opts *o) {
    mh_where_filter(w, &o->filter);
    for (size_t i = 0; i < q->filters.len; i++) mh_qf_where(&q->filters.ptr[i], w);
}

mh_rc mh_search_rows(mh_store *s, const mh_where *w, mh_candidates *out, mh_err *err) {
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w->sql), err, "search");
    int step = -1;
    if (st) mh_where_bind(w, st);
    while (st && (step = mh_sql_step(s, st, err, "search")) == 1)
        mh_vec_push(out, ((mh_candidate){.id = sqlite3_column_int64(st, 0),
                                         .score = sqlite3_column_double(st, 1),
                                         .at = sqlite3_column_int64(st, 2)}));
    sqlite3_finalize(st);
    return step == 0 ? MH_OK : MH_FAIL;
}

/* ---- without words: by time */

/* few: where it is filled, the list of the documents that may pass. */
static void compose_plain(mh_where *w, const mh_query *q, const mh_search_opts *o,
                          const mh_sets *sets, mh_buf *few) {
    mh_where_puts(w, "SELECT d.id, 1.0, d.at FROM docs d WHERE 1");
    if (sets->complete && sets->ids.len <= MH_SET_SMALL) {
        mh_match_list(few, sets->ids.ptr, sets->ids.len);
        mh_where_puts(w, " AND d.id IN (SELECT value FROM json_each(");
        mh_where_text(w, mh_buf_view(few));
        mh_where_puts(w, "))");
    } else if (q->unmatch.len > 0) {
        mh_sets_narrow(w, sets, "d.id");
    }
    mh_search_conditions(w, q, o);
    mh_where_puts(w, " ORDER BY d.at DESC, d.id DESC");
}

static int by_id(const void *a, const void *b) {
    const mh_candidate *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Leaves of c those that do not match. */
static mh_rc drop_matches(mh_matcher *m, mh_candidates *c) {
    mh_candidates has = {0};
    mh_ids ids = {0};
    size_t kept = 0;
    for (size_t i = 0; i < c->len; i++) mh_vec_push(&ids, c->ptr[i].id);
    mh_rc rc = ids.len ? mh_match_ids(m, ids.ptr, ids.len, &has) : MH_OK;
    if (has.len > 1) qsort(has.ptr, has.len, sizeof *has.ptr, by_id);
    for (size_t i = 0; i < c->len; i++)
        if (!has.len || !bsearch(&c->ptr[i], has.ptr, has.len, sizeof *has.ptr, by_id))
            c->ptr[kept++] = c->ptr[i];
    if (c->len > 0) m->dense = (double)(has.len + 1) / (double)(c->len + 1);
    c->len = kept;
    mh_vec_clear(&has);
    mh_vec_clear(&ids);
    return rc;
}

/* What passes and does not match: asked of some documents at a time, until there are enough. */
static mh_rc plain(mh_store *s, const mh_query *q, const mh_search_opts *o, const mh_sets *sets,
                   size_t upto, mh_candidates *out, mh_err *err) {
    mh_where w = {0};
    mh_buf few = {0};
    mh_matcher m = {.s = s, .match = mh_buf_view(&q->unmatch), .dense = 1, .err = err};
    compose_plain(&w, q, o, sets, &few);
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w.sql), err, "search");
    mh_rc rc = st ? MH_OK : MH_FAIL;
    if (st) mh_where_bind(&w, st);
    int step = 1;
    for (size_t some = upto; rc == MH_OK && step == 1 && out->len < upto; some *= 4) {
        mh_candidates c = {0};
        while (c.len < some && (step = mh_sql_step(s, st, err, "search")) == 1)
            mh_vec_push(
                &c, ((mh_candidate){sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 2), 1}));
        if (step < 0) rc = MH_FAIL;
        if (rc == MH_OK && m.match.len > 0) rc = drop_matches(&m, &c);
        for (size_t i = 0; i < c.len && out->len < upto; i++) mh_vec_push(out, c.ptr[i]);
        mh_vec_clear(&c);
    }
    sqlite3_finalize(st);
    mh_where_clear(&w);
    mh_buf_clear(&few);
    return rc;
}

/* ---- words: the newest matches, a bounded number, and how well each fits */

static void compose_walk(mh_where *w, const mh_matcher *m, const mh_sets *sets) {
    static const mh_doc_filter none;
    bool newest = m->o->order == MH_SEARCH_NEWEST;
    bool docs = m->q->filters.len > 0 || memcmp(&m->o->filter, &none, sizeof none) != 0;
    mh_where_puts(w, "SELECT doc_fts.rowid, ");
    mh_where_puts(w, newest ? "1.0, d.at FROM doc_fts" : "mh_rank(doc_fts), 0 FROM doc_fts");
    if (docs || newest) mh_where_puts(w, " CROSS JOIN docs d ON d.id = doc_fts.rowid");
    mh_where_puts(w, " WHERE doc_fts MATCH ");
    mh_where_text(w, m->match);
    mh_sets_narrow(w, sets, "doc_fts.rowid");
    if (docs) mh_search_conditions(w, m->q, m->o);
    mh_where_puts(w, " ORDER BY doc_fts.rowid DESC");
}

/* A walk over the matches, from the newest on. Documents are looked at for filters alone. */
static mh_rc by_words(mh_matcher *m, const mh_sets *sets, size_t upto, mh_candidates *out) {
    sqlite3_stmt *st = mh_sql(m->s, MH_SQL_DOC_LAST_ID, m->err);
    if (!st || mh_sql_step(m->s, st, m->err, "search") != 1) return MH_FAIL;
    int64_t recent = sqlite3_column_int64(st, 0) - RECENT;
    sqlite3_reset(st);
    mh_where w = {0};
    compose_walk(&w, m, sets);
    st = mh_sql_prepare(m->s, mh_buf_view(&w.sql), m->err, "search");
    if (st) mh_where_bind(&w, st);
    int step = st ? 1 : -1;
    size_t most = m->o->all ? SIZE_MAX : MH_SEARCH_RANKED;
    out->len = 0;
    while (step == 1 && out->len < most && (step = mh_sql_step(m->s, st, m->err, "search")) == 1) {
        mh_candidate c = {.id = sqlite3_column_int64(st, 0),
                          .score = sqlite3_column_double(st, 1),
                          .at = sqlite3_column_int64(st, 2)};
        if (c.id < recent && out->len >= at_least(upto) && !m->o->all) break;
        mh_vec_push(out, c);
    }
    sqlite3_finalize(st);
    mh_where_clear(&w);
    return step < 0 ? MH_FAIL : MH_OK;
}

/* Which of the documents that pass the filters match, the newest first; *done is false when a walk over the words'
 * matches has to find out, since the list has an end before there are enough. */
static mh_rc by_filters(mh_matcher *m, const mh_ids *ids, bool complete, size_t upto,
                        mh_candidates *out, bool *done) {
    size_t i = 0, some = FIRST;
    mh_rc rc = MH_OK;
    while (rc == MH_OK && i < ids->len && out->len < MH_SEARCH_RANKED) {
        if (some > ids->len - i) some = ids->len - i;
        rc = mh_match_ids(m, ids->ptr + i, some, out);
        i += some;
        m->dense = (double)(out->len + 1) / (double)(i + 1);
        if (out->len >= at_least(upto) && m->cost > BUDGET_US) break;
        if (m->dense < RARE && !complete) break;
        size_t left = out->len < MH_SEARCH_RANKED ? MH_SEARCH_RANKED - out->len : 0;
        some = m->dense < RARE ? SIZE_MAX : 1 + (size_t)((double)left / m->dense);
    }
    *done = complete || out->len >= at_least(upto);
    return rc;
}

/* What passes the filters, of times behind many newer documents. */
static mh_rc list_past(mh_matcher *m, mh_ids *out) {
    mh_where w = {0};
    mh_where_puts(&w, "SELECT d.id FROM docs d WHERE 1");
    mh_search_conditions(&w, m->q, m->o);
    mh_where_puts(&w, " ORDER BY d.at DESC LIMIT ");
    mh_where_num(&w, PAST);
    mh_rc rc = mh_sets_read(m->s, &w, out, m->err);
    mh_where_clear(&w);
    return rc;
}

static mh_rc matching(mh_matcher *m, mh_sets *sets, size_t upto, mh_candidates *out) {
    bool done = false;
    const mh_query *q = m->q;
    mh_rc rc = MH_OK;
    if (m->o->all) return by_words(m, sets, upto, out);
    if (sets->past && !(sets->n > 0 && sets->complete)) {
        sets->ids.len = 0;
        rc = list_past(m, &sets->ids);
        sets->complete = sets->ids.len < PAST;
        sets->exact = true;
    }
    if (sets->n > 0 || sets->past) {
        if (sets->exact && m->rank) m->q = NULL; /* nothing else is asked of them */
        if (rc == MH_OK) rc = by_filters(m, &sets->ids, sets->complete, upto, out, &done);
        if (rc != MH_OK || done) return rc;
        m->q = q;
    }
    return by_words(m, sets, upto, out);
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
    mh_sets sets;
    mh_matcher m = {.s = s,
                    .match = mh_buf_view(&q->match),
                    .rank = o->order == MH_SEARCH_BEST,
                    .q = q,
                    .o = o,
                    .dense = 1,
                    .err = err};
    mh_rc rc = mh_sets_find(s, q, &o->filter, &sets, err);
    if (rc == MH_OK)
        rc = m.match.len > 0 ? matching(&m, &sets, upto, out)
                             : plain(s, q, o, &sets, upto, out, err);
    mh_sets_clear(&sets);
    mh_rank_forget(s);
    if (rc != MH_OK) return MH_FAIL;
    if (out->len > 1) qsort(out->ptr, out->len, sizeof *out->ptr, by_score);
    if (q->match.len == 0 || o->order == MH_SEARCH_NEWEST || out->len == 0) return MH_OK;
    size_t n = out->len < RECENT_OF || o->all ? out->len : RECENT_OF;
    if (weigh_age(s, out->ptr, n, err) != MH_OK) return MH_FAIL;
    qsort(out->ptr, n, sizeof *out->ptr, by_score);
    return MH_OK;
}
