/* docs_priv.h - documents: what putting, reading, searching and migrating share.
 * Owns: nothing. Threads: as store.h. */
#ifndef MH_STORE_DOCS_PRIV_H
#define MH_STORE_DOCS_PRIV_H

#include "store/docs.h"
#include "store/store_priv.h"

#define MH_TAGS_MAX  256 /* labels of one document */
#define MH_TAG_BYTES 200 /* longer ones are no labels */

/* docs_put.c: when what item tells happened: its date, unless that lies more than two days after now
 * (a misread one), else first_seen. */
int64_t mh_doc_time_of(const json_t *item, int64_t now, int64_t first_seen);
/* tags.c: the labels of an item, at most MH_TAGS_MAX. */
typedef void mh_tag_visit(void *arg, mh_view kind, mh_view value);
void mh_tags_visit(const json_t *item, mh_tag_visit *visit, void *arg);
/* tags.c: writes the labels of document id as drawn from item; had: in the place of those that it may have. Inside a
 * write. */
mh_rc mh_tags_set(mh_store *s, int64_t id, const json_t *item, bool had, mh_err *err);

/* Fills *d from a row with the columns of MH_SQL_DOC_BY_ID. */
mh_rc mh_doc_of_row(mh_store *s, sqlite3_stmt *st, mh_record *d, mh_err *err);

/* search.c: whether the index was made with this handle's tokenizer and fold, and whether it was made
 * without a fold; and making it so (inside a write). */
mh_rc mh_fold_same(mh_store *s, bool *same, bool *plain, mh_err *err);
mh_rc mh_fts_rebuild(mh_store *s, mh_err *err);

/* where.c: composes the conditions of a filter on docs AS d, with their bindings. */
typedef struct mh_bound {
    bool is_text;
    mh_view text; /* borrowed */
    int64_t num;
} mh_bound;

typedef struct mh_where {
    mh_buf sql;
    MH_VEC(mh_bound) bound;
} mh_where;

void mh_where_puts(mh_where *w, const char *sql);
void mh_where_text(mh_where *w, mh_view v); /* "?" and its value */
void mh_where_num(mh_where *w, int64_t n);  /* "?" and its value */
void mh_where_tag(mh_where *w, const char *kind, mh_view value, bool negated);
void mh_where_col(mh_where *w, const char *column, mh_view value, bool negated);
void mh_where_filter(mh_where *w, const mh_doc_filter *f); /* " AND ..." for each condition */
void mh_where_bind(const mh_where *w, sqlite3_stmt *st);
void mh_where_clear(mh_where *w);

/* then.c: documents as they were at f->as_of. */
typedef struct mh_then_ref {
    int64_t id, at;
    bool changed; /* since: its columns, labels and words of now say nothing */
} mh_then_ref;
typedef MH_VEC(mh_then_ref) mh_then_refs;
/* Those that pass the filter, in order. Of those that changed since only the times are looked at: the
 * caller asks mh_then_passes of the state that he reads. */
mh_rc mh_then_list(mh_store *s, const mh_doc_filter *f, mh_doc_order order, mh_then_refs *out,
                   mh_err *err);
/* A walk over these documents; *refs is taken. */
mh_docs *mh_docs_open_refs(mh_store *s, const mh_doc_filter *f, mh_then_refs *refs, size_t limit);
/* Whether an item passes all that does not concern times and runs. */
bool mh_then_passes(const json_t *item, const mh_doc_filter *f);
/* Whether the item bears the label, without ASCII case. */
bool mh_then_tagged(const json_t *item, const char *kind, mh_view value);

#endif
