#include "store/docs_priv.h"

void mh_where_puts(mh_where *w, const char *sql) {
    mh_buf_puts(&w->sql, sql);
}

void mh_where_text(mh_where *w, mh_view v) {
    mh_buf_putc(&w->sql, '?');
    mh_vec_push(&w->bound, ((mh_bound){true, v, 0}));
}

void mh_where_num(mh_where *w, int64_t n) {
    mh_buf_putc(&w->sql, '?');
    mh_vec_push(&w->bound, ((mh_bound){false, {0}, n}));
}

/* Documents that bear the label (compared without ASCII case, by the column's collation). */
void mh_where_tag(mh_where *w, const char *kind, mh_view value, bool negated) {
    if (!value.ptr) return;
    mh_where_puts(w, negated ? " AND NOT" : " AND");
    mh_where_puts(w, " EXISTS (SELECT 1 FROM tags t WHERE t.kind = ");
    mh_where_text(w, mh_view_of(kind));
    mh_where_puts(w, " AND t.value = ");
    mh_where_text(w, value);
    mh_where_puts(w, " AND t.doc = d.id)");
}

/* Documents whose column has just that value; negated: another one or none. */
void mh_where_col(mh_where *w, const char *column, mh_view value, bool negated) {
    if (!value.ptr) return;
    mh_where_puts(w, " AND d.");
    mh_where_puts(w, column);
    mh_where_puts(w, negated ? " IS NOT " : " = ");
    mh_where_text(w, value);
}

void mh_where_filter(mh_where *w, const mh_doc_filter *f) {
    if (!f) return;
    if (f->since) {
        mh_where_puts(w, " AND d.at >= ");
        mh_where_num(w, f->since);
    }
    if (f->until) {
        mh_where_puts(w, " AND d.at < ");
        mh_where_num(w, f->until);
    }
    mh_where_col(w, "language", f->language, false);
    mh_where_col(w, "source", f->source, false);
    mh_where_col(w, "story", f->story, false);
    mh_where_col(w, "kind", f->kind, false);
    mh_where_tag(w, "topic", f->topic, false);
    mh_where_tag(w, "country", f->country, false);
    mh_where_tag(w, "type", f->type, false);
    mh_where_tag(w, "actor", f->actor, false);
    if (f->run) {
        mh_where_puts(w, " AND d.id IN (SELECT doc FROM states WHERE run = ");
        mh_where_num(w, f->run);
        mh_where_puts(w, ")");
    }
}

void mh_where_bind(const mh_where *w, sqlite3_stmt *st) {
    for (size_t i = 0; i < w->bound.len; i++) {
        const mh_bound *b = &w->bound.ptr[i];
        if (b->is_text)
            mh_sql_bind_view(st, (int)i + 1, b->text);
        else
            sqlite3_bind_int64(st, (int)i + 1, b->num);
    }
}

void mh_where_clear(mh_where *w) {
    mh_buf_clear(&w->sql);
    mh_vec_clear(&w->bound);
}
