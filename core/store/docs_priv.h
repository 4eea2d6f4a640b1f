/* docs_priv.h - documents: what putting, reading, searching and migrating share.
 * Owns: nothing. Threads: as store.h. */
#ifndef MH_STORE_DOCS_PRIV_H
#define MH_STORE_DOCS_PRIV_H

#include "store/docs.h"
#include "store/store_priv.h"

#define MH_TAGS_MAX  256 /* labels of one document */
#define MH_TAG_BYTES 200 /* longer ones are no labels */

/* tags.c: writes the labels of document id as drawn from item. Inside a write. */
mh_rc mh_tags_set(mh_store *s, int64_t id, const json_t *item, mh_err *err);

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

#endif
