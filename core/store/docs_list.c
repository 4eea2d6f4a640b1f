#include "store/docs_priv.h"

#include "base/arena.h"

#include <stdlib.h>

#define PAGE 64 /* documents read at a time; each holds its item */

struct mh_docs {
    mh_store *s;
    mh_arena *strings;
    mh_doc_filter f; /* views into strings */
    mh_doc_order order;
    size_t left;     /* of the limit */
    int64_t last_id; /* the newest document at the beginning */
    bool started, ended;
    int64_t id, at; /* of the last document read */
    mh_record page[PAGE];
    size_t n, i;
    mh_then_refs then; /* as of a time: all of them, and how far we are */
    size_t next_then;
    bool listed; /* then is what is walked */
};

static mh_view copy(mh_arena *a, mh_view v) {
    return v.ptr ? mh_arena_dup(a, v) : v;
}

mh_docs *mh_docs_open(mh_store *s, const mh_doc_filter *f, mh_doc_order order, size_t limit) {
    mh_docs *c = mh_alloc(sizeof *c);
    c->s = s;
    c->strings = mh_arena_new();
    c->order = order;
    c->left = limit ? limit : SIZE_MAX;
    c->last_id = -1;
    if (!f) return c;
    c->f = *f;
    mh_view *views[] = {&c->f.language, &c->f.source,  &c->f.story, &c->f.kind,
                        &c->f.topic,    &c->f.country, &c->f.type,  &c->f.actor};
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
        *views[i] = copy(c->strings, *views[i]);
    return c;
}

mh_docs *mh_docs_open_refs(mh_store *s, const mh_doc_filter *f, mh_then_refs *refs, size_t limit) {
    mh_docs *c = mh_docs_open(s, f, MH_DOCS_STORED, limit);
    c->then = *refs;
    c->listed = c->started = true;
    refs->ptr = NULL, refs->len = refs->cap = 0;
    return c;
}

void mh_docs_close(mh_docs *c) {
    if (!c) return;
    for (; c->i < c->n; c->i++) mh_doc_clear(&c->page[c->i]);
    mh_vec_clear(&c->then);
    mh_arena_free(c->strings);
    free(c);
}

static mh_rc find_last(mh_docs *c, mh_err *err) {
    sqlite3_stmt *st = mh_sql(c->s, MH_SQL_DOC_LAST_ID, err);
    if (!st || mh_sql_step(c->s, st, err, "list") != 1) return MH_FAIL;
    c->last_id = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return MH_OK;
}

/* Documents after the last one read, in order, as many as a page. Columns as MH_SQL_DOC_BY_ID. */
static void compose(const mh_docs *c, mh_where *w) {
    static const char *const after[] = {" AND (d.at, d.id) < (", " AND (d.at, d.id) > (", NULL};
    static const char *const order[] = {" ORDER BY d.at DESC, d.id DESC", " ORDER BY d.at, d.id",
                                        " ORDER BY d.id"};
    mh_where_puts(w, "SELECT d.id, d.version, d.revision, d.first_seen, d.changed_at, d.at, d.run,"
                     " d.key, d.item, d.text FROM docs d WHERE d.id <= ");
    mh_where_num(w, c->last_id);
    mh_where_filter(w, &c->f);
    if (c->started && c->order == MH_DOCS_STORED) {
        mh_where_puts(w, " AND d.id > ");
        mh_where_num(w, c->id);
    } else if (c->started) {
        mh_where_puts(w, after[c->order]);
        mh_where_num(w, c->at);
        mh_where_puts(w, ", ");
        mh_where_num(w, c->id);
        mh_where_puts(w, ")");
    }
    mh_where_puts(w, order[c->order]);
    mh_where_puts(w, " LIMIT ");
    mh_where_num(w, c->left < PAGE ? (int64_t)c->left : PAGE);
}

static mh_rc read_page(mh_docs *c, mh_err *err) {
    mh_where w = {0};
    c->n = c->i = 0;
    compose(c, &w);
    sqlite3_stmt *st = mh_sql_prepare(c->s, mh_buf_view(&w.sql), err, "list");
    mh_rc rc = st ? MH_OK : MH_FAIL;
    int step = 0;
    if (st) mh_where_bind(&w, st);
    while (rc == MH_OK && c->n < PAGE && (step = mh_sql_step(c->s, st, err, "list")) == 1) {
        rc = mh_doc_of_row(c->s, st, &c->page[c->n], err);
        if (rc == MH_OK) c->n++;
    }
    if (step < 0) rc = MH_FAIL;
    sqlite3_finalize(st);
    mh_where_clear(&w);
    if (c->n < PAGE) c->ended = true;
    if (c->n > 0) {
        c->started = true;
        c->id = c->page[c->n - 1].id;
        c->at = c->page[c->n - 1].at;
    }
    return rc;
}

/* What is kept of a time does not change any more, so the list is made once; what was pruned since is
 * passed over. */
static mh_rc next_then(mh_docs *c, mh_record *out, bool *more, mh_err *err) {
    mh_err why = {0};
    if (!c->started && mh_then_list(c->s, &c->f, c->order, &c->then, err) != MH_OK) return MH_FAIL;
    c->started = true;
    while (c->next_then < c->then.len) {
        const mh_then_ref *r = &c->then.ptr[c->next_then++];
        if (mh_doc_get(c->s, r->id, c->f.as_of, out, &why) != MH_OK) {
            if (why.code == MH_E_NOT_FOUND) continue;
            if (err) *err = why;
            return MH_FAIL;
        }
        if (!r->changed || mh_then_passes(out->item, &c->f)) {
            c->left--;
            *more = true;
            return MH_OK;
        }
        mh_doc_clear(out);
    }
    return MH_OK;
}

mh_rc mh_docs_next(mh_docs *c, mh_record *out, bool *more, mh_err *err) {
    *more = false;
    *out = (mh_record){0};
    if (c->left == 0) return MH_OK;
    if (c->f.as_of || c->listed) return next_then(c, out, more, err);
    if (c->i == c->n) {
        if (c->ended) return MH_OK;
        if (c->last_id < 0 && find_last(c, err) != MH_OK) return MH_FAIL;
        if (read_page(c, err) != MH_OK) return MH_FAIL;
        if (c->n == 0) return MH_OK;
    }
    *out = c->page[c->i++];
    c->left--;
    *more = true;
    return MH_OK;
}

static mh_rc count_then(mh_store *s, const mh_doc_filter *f, int64_t *out, mh_err *err) {
    mh_docs *c = mh_docs_open(s, f, MH_DOCS_STORED, 0);
    mh_record d;
    bool more = true;
    mh_rc rc = MH_OK;
    for (*out = 0; (rc = mh_docs_next(c, &d, &more, err)) == MH_OK && more; ++*out)
        mh_doc_clear(&d);
    mh_docs_close(c);
    return rc;
}

mh_rc mh_docs_count(mh_store *s, const mh_doc_filter *f, int64_t *out, mh_err *err) {
    mh_where w = {0};
    if (f && f->as_of) return count_then(s, f, out, err);
    mh_where_puts(&w, "SELECT count(*) FROM docs d WHERE 1");
    mh_where_filter(&w, f);
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w.sql), err, "count");
    mh_rc rc = MH_FAIL;
    if (st) {
        mh_where_bind(&w, st);
        if (mh_sql_step(s, st, err, "count") == 1) {
            *out = sqlite3_column_int64(st, 0);
            rc = MH_OK;
        }
        sqlite3_finalize(st);
    }
    mh_where_clear(&w);
    return rc;
}
