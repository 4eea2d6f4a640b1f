#include "store/docs_priv.h"

#include <stdlib.h>

/* SQLite writes all that FTS5 holds in memory at every savepoint, and each write of a document has one: a
 * document that went into the index at once would be a segment of its own. So a batch keeps in mind what
 * has changed and indexes it in one go, before it is committed or searched. */

static mh_pending *find(mh_store *s, int64_t id) {
    for (size_t i = 0; i < s->pending.len; i++)
        if (s->pending.ptr[i].id == id) return &s->pending.ptr[i];
    return NULL;
}

void mh_index_later(mh_store *s, int64_t id) {
    mh_vec_push(&s->pending, ((mh_pending){.id = id}));
}

mh_rc mh_index_again(mh_store *s, int64_t id, mh_err *err) {
    if (find(s, id)) return MH_OK;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_TITLE_TEXT, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    int step = mh_sql_step(s, st, err, "index");
    if (step != 1) return step < 0 ? MH_FAIL : MH_OK;
    mh_pending p = {.id = id, .indexed = true};
    mh_view title = mh_sql_view(st, 0), text = mh_sql_view(st, 1);
    if (title.ptr) p.title = mh_strndup(title.ptr, title.len), p.title_len = title.len;
    if (text.ptr) p.text = mh_strndup(text.ptr, text.len), p.text_len = text.len;
    sqlite3_reset(st);
    mh_vec_push(&s->pending, p);
    return MH_OK;
}

void mh_index_forget(mh_store *s, size_t left) {
    while (s->pending.len > left) {
        mh_pending *p = &s->pending.ptr[--s->pending.len];
        free(p->title);
        free(p->text);
    }
}

static mh_rc fts(mh_store *s, mh_sql_id what, int64_t id, mh_view title, mh_view text,
                 mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, what, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    mh_sql_bind_view(st, 2, title);
    mh_sql_bind_view(st, 3, text);
    return mh_sql_step(s, st, err, "index") == 0 ? MH_OK : MH_FAIL;
}

/* The words of what was indexed of p go, those of what the document holds now come. */
static mh_rc index_one(mh_store *s, const mh_pending *p, mh_err *err) {
    mh_view title = {p->title, p->title_len}, text = {p->text, p->text_len};
    if (p->indexed && fts(s, MH_SQL_FTS_REMOVE, p->id, title, text, err) != MH_OK) return MH_FAIL;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_TITLE_TEXT, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, p->id);
    int step = mh_sql_step(s, st, err, "index");
    if (step != 1) return step < 0 ? MH_FAIL : MH_OK;
    mh_rc rc = fts(s, MH_SQL_FTS_ADD, p->id, mh_sql_view(st, 0), mh_sql_view(st, 1), err);
    sqlite3_reset(st);
    return rc;
}

mh_rc mh_index_now(mh_store *s, mh_err *err) {
    for (size_t i = 0; i < s->pending.len; i++)
        if (index_one(s, &s->pending.ptr[i], err) != MH_OK) return MH_FAIL;
    mh_index_forget(s, 0);
    return MH_OK;
}
