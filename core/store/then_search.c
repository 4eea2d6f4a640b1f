#include "store/then_search.h"
#include "store/query_priv.h"

#include <stdlib.h>
#include <string.h>

typedef MH_VEC(int64_t) id_list;

typedef struct then {
    mh_store *s;
    const mh_query *q;
    const mh_search_opts *o;
    mh_then_refs refs; /* all that were there then */
    mh_err *err;
} then;

static bool qf_passes(const mh_qf *f, const json_t *item, int64_t at) {
    bool has = true;
    switch (f->kind) {
    case MH_QF_SOURCE: has = mh_view_eq(mh_json_view(item, "source"), f->value); break;
    case MH_QF_LANGUAGE: has = mh_view_eq(mh_json_view(item, "language"), f->value); break;
    case MH_QF_STORY: has = mh_view_eq(mh_json_view(item, "story"), f->value); break;
    case MH_QF_COUNTRY: has = mh_then_tagged(item, "country", f->value); break;
    case MH_QF_TOPIC: has = mh_then_tagged(item, "topic", f->value); break;
    case MH_QF_TYPE: has = mh_then_tagged(item, "type", f->value); break;
    case MH_QF_ACTOR: has = mh_then_tagged(item, "actor", f->value); break;
    case MH_QF_SINCE: has = at >= f->time; break;
    case MH_QF_UNTIL: has = at < f->time; break;
    case MH_QF_TITLE: return true;
    }
    return has != f->negated;
}

static bool passes(const then *t, const mh_then_ref *r, const json_t *item) {
    if (r->changed && !mh_then_passes(item, &t->o->filter)) return false;
    for (size_t i = 0; i < t->q->filters.len; i++)
        if (!qf_passes(&t->q->filters.ptr[i], item, r->at)) return false;
    return true;
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool has_id(const id_list *l, int64_t id) {
    return l->len && bsearch(&id, l->ptr, l->len, sizeof id, by_number);
}

static mh_rc run(mh_store *s, mh_sql_id id, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, id, err);
    return st && mh_sql_step(s, st, err, "search") >= 0 ? MH_OK : MH_FAIL;
}

/* The texts of then of what changed since, in an index of its own. */
static mh_rc index_changed(const then *t) {
    mh_rc rc = MH_OK;
    for (size_t i = 0; rc == MH_OK && i < t->refs.len; i++) {
        mh_record d;
        mh_err why = {0};
        if (!t->refs.ptr[i].changed) continue;
        if (mh_doc_get(t->s, t->refs.ptr[i].id, t->o->filter.as_of, &d, &why) != MH_OK) continue;
        sqlite3_stmt *st = mh_sql(t->s, MH_SQL_THEN_ADD, t->err);
        rc = st ? MH_OK : MH_FAIL;
        if (st) {
            sqlite3_bind_int64(st, 1, d.id);
            mh_sql_bind_view(st, 2, mh_json_view(d.item, "title"));
            mh_sql_bind_view(st, 3, mh_json_view(d.item, "text"));
            if (mh_sql_step(t->s, st, t->err, "search") != 0) rc = MH_FAIL;
        }
        mh_doc_clear(&d);
    }
    return rc;
}

/* Ids that match in one of the two indexes. */
static mh_rc match(const then *t, mh_sql_id id, mh_view expression, id_list *out) {
    sqlite3_stmt *st = mh_sql(t->s, id, t->err);
    int step = -1;
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, expression);
    while ((step = mh_sql_step(t->s, st, t->err, "search")) == 1)
        mh_vec_push(out, sqlite3_column_int64(st, 0));
    return step == 0 ? MH_OK : MH_FAIL;
}

/* Which documents have the words: of the index of now those that have not changed count, of the other
 * those that have. */
static mh_rc find(then *t) {
    bool unmatch = t->q->match.len == 0 && t->q->unmatch.len > 0;
    mh_view expression = mh_buf_view(unmatch ? &t->q->unmatch : &t->q->match);
    id_list now = {0}, then_ = {0};
    if (expression.len == 0) return MH_OK;
    mh_rc rc = index_changed(t);
    if (rc == MH_OK) rc = match(t, MH_SQL_FTS_MATCH, expression, &now);
    if (rc == MH_OK) rc = match(t, MH_SQL_THEN_MATCH, expression, &then_);
    if (now.len > 1) qsort(now.ptr, now.len, sizeof *now.ptr, by_number);
    if (then_.len > 1) qsort(then_.ptr, then_.len, sizeof *then_.ptr, by_number);
    size_t kept = 0;
    for (size_t i = 0; rc == MH_OK && i < t->refs.len; i++) {
        mh_then_ref r = t->refs.ptr[i];
        if (has_id(r.changed ? &then_ : &now, r.id) != unmatch) t->refs.ptr[kept++] = r;
    }
    t->refs.len = rc == MH_OK ? kept : t->refs.len;
    mh_vec_clear(&now);
    mh_vec_clear(&then_);
    return rc;
}

static mh_view copy(mh_arena *a, const json_t *item, const char *key) {
    mh_view v = mh_json_view(item, key);
    return v.ptr ? mh_arena_dup(a, v) : v;
}

/* A page's own mark characters are left out. */
static mh_view unmarked(mh_arena *a, mh_view v) {
    char *to = mh_arena_alloc(a, v.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++)
        if (v.ptr[i] != MH_MARK_ON && v.ptr[i] != MH_MARK_OFF) to[n++] = v.ptr[i];
    return (mh_view){to, n};
}

/* The beginning of the text, cut at a character. */
static mh_view beginning(mh_arena *a, mh_view text, size_t room) {
    if (text.len <= room) return unmarked(a, text);
    size_t n = room;
    while (n > 0 && ((unsigned char)text.ptr[n] & 0xC0) == 0x80) n--;
    return mh_arena_printf(a, "%.*s…", MH_FMT(unmarked(a, mh_view_sub(text, 0, n))));
}

static mh_rc mark(const then *t, const mh_then_ref *r, mh_arena *a, mh_hit *h) {
    int words = t->o->snippet_words ? t->o->snippet_words : 24;
    words = words < 1 ? 1 : words > 64 ? 64 : words;
    sqlite3_stmt *st = mh_sql(t->s, r->changed ? MH_SQL_THEN_SNIPPET : MH_SQL_FTS_SNIPPET, t->err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, mh_buf_view(&t->q->match));
    sqlite3_bind_int64(st, 2, h->id);
    sqlite3_bind_int(st, 3, words);
    int step = mh_sql_step(t->s, st, t->err, "search");
    if (step != 1) return step < 0 ? MH_FAIL : MH_OK;
    h->title = mh_arena_dup(a, mh_sql_view(st, 0));
    h->snippet = mh_arena_dup(a, mh_sql_view(st, 1));
    sqlite3_reset(st);
    return MH_OK;
}

static mh_rc hit_of(const then *t, const mh_then_ref *r, const mh_record *d, mh_arena *a,
                    mh_hit *h) {
    *h = (mh_hit){.id = d->id,
                  .version = d->version,
                  .at = d->at,
                  .score = 1,
                  .url = copy(a, d->item, "url"),
                  .source = copy(a, d->item, "source"),
                  .date = copy(a, d->item, "date"),
                  .language = copy(a, d->item, "language"),
                  .story = copy(a, d->item, "story"),
                  .title = unmarked(a, mh_json_view(d->item, "title"))};
    if (t->q->match.len > 0) return mark(t, r, a, h);
    size_t room = (size_t)(t->o->snippet_words > 0 ? t->o->snippet_words : 24) * 8;
    h->snippet = beginning(a, mh_json_view(d->item, "text"), room);
    return MH_OK;
}

static mh_rc collect(const then *t, mh_arena *a, mh_hits *out) {
    MH_VEC(mh_hit) hits = {0};
    size_t limit = t->o->limit ? t->o->limit : MH_SEARCH_PAGE, pass = t->o->offset;
    mh_rc rc = MH_OK;
    for (size_t i = 0; rc == MH_OK && !out->more && i < t->refs.len; i++) {
        const mh_then_ref *r = &t->refs.ptr[i];
        mh_record d;
        mh_err why = {0};
        if (mh_doc_get(t->s, r->id, t->o->filter.as_of, &d, &why) != MH_OK) continue;
        if (passes(t, r, d.item)) {
            if (pass > 0) {
                pass--;
            } else if (hits.len == limit) {
                out->more = true;
            } else {
                mh_hit h;
                rc = hit_of(t, r, &d, a, &h);
                mh_vec_push(&hits, h);
            }
        }
        mh_doc_clear(&d);
    }
    if (rc == MH_OK && hits.len > 0) {
        out->n = hits.len;
        out->hit = mh_arena_array(a, hits.len, sizeof *out->hit);
        memcpy(out->hit, hits.ptr, hits.len * sizeof *out->hit);
    }
    mh_vec_clear(&hits);
    return rc;
}

/* The index of this one search lies in memory, so a handle for reading may make it. */
static mh_rc with_index(then *t, mh_arena *a, mh_hits *out) {
    mh_store *s = t->s;
    if (s->read_only && mh_sql_exec(s, "PRAGMA query_only = OFF", t->err, "search") != MH_OK)
        return MH_FAIL;
    mh_rc rc = run(s, MH_SQL_THEN_MAKE, t->err);
    if (rc == MH_OK) {
        rc = find(t);
        if (rc == MH_OK) rc = collect(t, a, out);
        mh_err ignored = {0};
        if (run(s, MH_SQL_THEN_DROP, rc == MH_OK ? t->err : &ignored) != MH_OK) rc = MH_FAIL;
    }
    if (s->read_only) (void)mh_sql_exec(s, "PRAGMA query_only = ON", NULL, "search");
    return rc;
}

mh_rc mh_search_then(mh_store *s, mh_view query, const mh_search_opts *opts, mh_arena *a,
                     mh_hits *out, mh_err *err) {
    mh_query q;
    mh_err local;
    if (!err) err = &local;
    then t = {.s = s, .q = &q, .o = opts, .err = err};
    *out = (mh_hits){0};
    mh_rc rc = mh_query_parse(s, query, opts->filter.as_of, false, &q, err);
    mh_doc_filter none = {.as_of = opts->filter.as_of};
    if (rc == MH_OK && q.match.len + q.unmatch.len + q.filters.len == 0 &&
        memcmp(&opts->filter, &none, sizeof none) == 0) {
        q.column = 1;
        rc = mh_fail(err, MH_E_PARSE, "search: nothing to search for");
    }
    if (rc == MH_OK) rc = mh_then_list(s, &opts->filter, MH_DOCS_NEWEST, &t.refs, err);
    if (rc == MH_OK) rc = with_index(&t, a, out);
    out->column = q.column;
    mh_vec_clear(&t.refs);
    mh_query_clear(&q);
    return rc;
}
