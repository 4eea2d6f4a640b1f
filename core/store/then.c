/* Documents as they were (declared in docs_priv.h). Columns and labels of docs are those of now, so a
 * document that changed since is judged by the item of then. */
#include "store/docs_priv.h"

typedef struct wanted {
    const char *kind;
    mh_view value;
    bool found;
} wanted;

static void look(void *arg, mh_view kind, mh_view value) {
    wanted *w = arg;
    if (mh_view_eq(kind, mh_view_of(w->kind)) && mh_view_ieq(value, w->value)) w->found = true;
}

bool mh_then_tagged(const json_t *item, const char *kind, mh_view value) {
    wanted w = {kind, value, false};
    mh_tags_visit(item, look, &w);
    return w.found;
}

bool mh_then_passes(const json_t *item, const mh_doc_filter *f) {
    const struct {
        const char *name;
        mh_view value;
        bool tag;
    } rows[] = {{"language", f->language, false}, {"source", f->source, false},
                {"story", f->story, false},       {"kind", f->kind, false},
                {"topic", f->topic, true},        {"country", f->country, true},
                {"type", f->type, true},          {"actor", f->actor, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!rows[i].value.ptr) continue;
        bool has = rows[i].tag ? mh_then_tagged(item, rows[i].name, rows[i].value)
                               : mh_view_eq(mh_json_view(item, rows[i].name), rows[i].value);
        if (!has) return false;
    }
    return true;
}

/* One row a document that was there, with the state that held then. */
static void compose(mh_where *w, const mh_doc_filter *f, mh_doc_order order) {
    static const char *const orders[] = {" ORDER BY s.at DESC, d.id DESC", " ORDER BY s.at, d.id",
                                         " ORDER BY d.id"};
    mh_doc_filter columns = *f;
    columns.since = columns.until = columns.run = columns.as_of = 0;
    mh_where_puts(w, "SELECT d.id, s.at, s.item IS NOT NULL FROM docs d JOIN states s"
                     " ON s.doc = d.id AND (s.version, s.revision) ="
                     " (SELECT v.version, v.revision FROM states v WHERE v.doc = d.id"
                     " AND v.since <= ");
    mh_where_num(w, f->as_of);
    mh_where_puts(w, " ORDER BY v.version DESC, v.revision DESC LIMIT 1)"
                     " WHERE (s.item IS NOT NULL OR (1");
    mh_where_filter(w, &columns);
    mh_where_puts(w, "))");
    if (f->since) {
        mh_where_puts(w, " AND s.at >= ");
        mh_where_num(w, f->since);
    }
    if (f->until) {
        mh_where_puts(w, " AND s.at < ");
        mh_where_num(w, f->until);
    }
    if (f->run) {
        mh_where_puts(w, " AND d.id IN (SELECT doc FROM states WHERE since <= ");
        mh_where_num(w, f->as_of);
        mh_where_puts(w, " AND run = ");
        mh_where_num(w, f->run);
        mh_where_puts(w, ")");
    }
    mh_where_puts(w, orders[order]);
}

mh_rc mh_then_list(mh_store *s, const mh_doc_filter *f, mh_doc_order order, mh_then_refs *out,
                   mh_err *err) {
    mh_where w = {0};
    int step = -1;
    compose(&w, f, order);
    sqlite3_stmt *st = mh_sql_prepare(s, mh_buf_view(&w.sql), err, "list");
    if (st) mh_where_bind(&w, st);
    while (st && (step = mh_sql_step(s, st, err, "list")) == 1) {
        mh_then_ref r = {sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                         sqlite3_column_int(st, 2) != 0};
        mh_vec_push(out, r);
    }
    sqlite3_finalize(st);
    mh_where_clear(&w);
    return step == 0 ? MH_OK : MH_FAIL;
}
