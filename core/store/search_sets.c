#include "store/query_priv.h"

/* Filters that an index answers, as sets of documents: a walk over the matches of common words then needs no look
 * at each document, and a small set needs no walk at all. */

static const char by_source[] = "SELECT id FROM docs WHERE source = ";
static const char by_story[] = "SELECT id FROM docs WHERE story = ";

static const char by_language[] = "SELECT id FROM docs WHERE language = ";
static const char by_time[] = "SELECT id FROM docs INDEXED BY docs_at WHERE at >= ";

static void add(mh_sets *s, const char *sql, const char *tag, mh_view value) {
    if (value.ptr && s->n < MH_SETS)
        s->set[s->n++] = (mh_set){.sql = sql, .tag = tag, .value = value};
}

static void put(mh_where *w, const mh_set *set) {
    if (set->tag) {
        mh_where_puts(w, "SELECT doc FROM tags WHERE kind = ");
        mh_where_text(w, mh_view_of(set->tag));
        mh_where_puts(w, " AND value = ");
    } else {
        mh_where_puts(w, set->sql);
    }
    if (set->sql == by_time) {
        mh_where_num(w, set->since);
        mh_where_puts(w, " AND at < ");
        mh_where_num(w, set->until);
    } else {
        mh_where_text(w, set->value);
    }
}

/* How many are in the set, up to one more than are of use. */
static mh_rc count(mh_store *s, mh_set *set, mh_err *err) {
    mh_where w = {0};
    mh_where_puts(&w, "SELECT count(*) FROM (");
    put(&w, set);
    mh_where_puts(&w, " LIMIT ");
    mh_where_num(&w, MH_SET_LARGE + 1);
    mh_where_puts(&w, ")");
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w.sql), err, "search");
    int step = -1;
    if (st) {
        mh_where_bind(&w, st);
        step = mh_sql_step(s, st, err, "search");
        if (step == 1) set->n = sqlite3_column_int64(st, 0);
    }
    sqlite3_finalize(st);
    mh_where_clear(&w);
    return step == 1 ? MH_OK : MH_FAIL;
}

/* The times asked for; 0: none. */
static void times(const mh_query *q, const mh_doc_filter *f, int64_t *since, int64_t *until) {
    *since = f->since, *until = f->until;
    for (size_t i = 0; i < q->filters.len; i++) {
        const mh_qf *x = &q->filters.ptr[i];
        if (x->kind != MH_QF_SINCE && x->kind != MH_QF_UNTIL) continue;
        bool later = (x->kind == MH_QF_SINCE) != x->negated;
        if (later && x->time > *since) *since = x->time;
        if (!later && (*until == 0 || x->time < *until)) *until = x->time;
    }
}

/* Times are a set where they are few enough; else a walk from the newest on meets them soon, unless many are newer. */
static mh_rc add_times(mh_store *s, const mh_query *q, const mh_doc_filter *f, mh_sets *out,
                       mh_err *err) {
    mh_set x = {.sql = by_time, .until = INT64_MAX};
    int64_t since, until;
    times(q, f, &since, &until);
    if (since == 0 && until == 0) return MH_OK;
    x.since = since ? since : INT64_MIN;
    if (until) x.until = until;
    if (count(s, &x, err) != MH_OK) return MH_FAIL;
    if (x.n <= MH_SET_LARGE && out->n < MH_SETS) {
        out->set[out->n++] = x;
    } else if (until) {
        x.since = until;
        x.until = INT64_MAX;
        if (count(s, &x, err) != MH_OK) return MH_FAIL;
        out->past = x.n > MH_SET_LARGE / 4;
    }
    return MH_OK;
}

/* How many conditions there are, beside times. */
static size_t conditions(const mh_query *q, const mh_doc_filter *f) {
    const mh_view views[] = {f->language, f->source,  f->story, f->kind,
                             f->topic,    f->country, f->type,  f->actor};
    size_t n = f->run != 0;
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) n += views[i].ptr != NULL;
    for (size_t i = 0; i < q->filters.len; i++)
        n += q->filters.ptr[i].kind != MH_QF_SINCE && q->filters.ptr[i].kind != MH_QF_UNTIL;
    return n;
}

/* The newest that are in all sets (but the ordering of a large one that is not by id would take long: it is left to
 * the conditions, or taken in its own order, where it is the only one). */
static mh_rc newest(mh_store *s, size_t asked, bool timed, mh_sets *out, mh_err *err) {
    mh_where w = {0};
    size_t n = 0, not_timed = 0;
    for (size_t i = 0; i < out->n; i++) {
        if (!out->set[i].tag && out->set[i].n > MH_SET_LARGE) continue;
        if (n++ > 0) mh_where_puts(&w, " INTERSECT ");
        if (out->set[i].sql == by_time) timed = false;
        not_timed += out->set[i].sql != by_time;
        put(&w, &out->set[i]);
    }
    if (n == 0) put(&w, &out->set[0]), not_timed = 1;
    mh_where_puts(&w, n ? " ORDER BY 1 DESC LIMIT " : " ORDER BY at DESC LIMIT ");
    mh_where_num(&w, MH_SET_LARGE);
    mh_rc rc = mh_sets_read(s, &w, &out->ids, err);
    out->complete = out->ids.len < MH_SET_LARGE;
    out->exact = not_timed == asked && !timed;
    mh_where_clear(&w);
    return rc;
}

mh_rc mh_sets_read(mh_store *s, const mh_where *w, mh_ids *out, mh_err *err) {
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w->sql), err, "search");
    int step = -1;
    if (st) mh_where_bind(w, st);
    while (st && (step = mh_sql_step(s, st, err, "search")) == 1)
        mh_vec_push(out, sqlite3_column_int64(st, 0));
    sqlite3_finalize(st);
    return step == 0 ? MH_OK : MH_FAIL;
}

mh_rc mh_sets_find(mh_store *s, const mh_query *q, const mh_doc_filter *f, mh_sets *out,
                   mh_err *err) {
    *out = (mh_sets){0};
    add(out, by_source, NULL, f->source);
    add(out, by_story, NULL, f->story);
    add(out, by_language, NULL, f->language);
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
        case MH_QF_LANGUAGE: add(out, by_language, NULL, x->value); break;
        case MH_QF_TOPIC: add(out, NULL, "topic", x->value); break;
        case MH_QF_COUNTRY: add(out, NULL, "country", x->value); break;
        case MH_QF_TYPE: add(out, NULL, "type", x->value); break;
        case MH_QF_ACTOR: add(out, NULL, "actor", x->value); break;
        default: break;
        }
    }
    for (size_t i = 0; i < out->n; i++)
        if (count(s, &out->set[i], err) != MH_OK) return MH_FAIL;
    if (add_times(s, q, f, out, err) != MH_OK) return MH_FAIL;
    int64_t since, until;
    times(q, f, &since, &until);
    if (out->n == 0) return MH_OK;
    return newest(s, conditions(q, f), since || until, out, err);
}

void mh_sets_clear(mh_sets *s) {
    mh_vec_clear(&s->ids);
}

void mh_sets_narrow(mh_where *w, const mh_sets *s, const char *id) {
    for (size_t i = 0; i < s->n; i++) {
        if (s->set[i].n > MH_SET_LARGE) continue;
        mh_where_puts(w, " AND +");
        mh_where_puts(w, id);
        mh_where_puts(w, " IN (");
        put(w, &s->set[i]);
        mh_where_puts(w, ")");
    }
}
