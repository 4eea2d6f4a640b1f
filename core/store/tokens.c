#include "store/store_priv.h"

#include <stdlib.h>
#include <string.h>

#define FORMS_MAX 8 /* folded forms of one word */

struct mh_fts_tok {
    fts5_tokenizer base; /* unicode61 */
    void *base_ctx;
    fts5_api *api;
    mh_store *s;
    Fts5Tokenizer *own; /* an instance for queries */
    mh_buf forms;
};

typedef struct mh_inst {
    mh_fts_tok *t;
    Fts5Tokenizer *base;
} mh_inst;

static int tok_create(void *ctx, const char **args, int n, Fts5Tokenizer **out) {
    (void)args, (void)n;
    static const char *base_args[] = {"remove_diacritics", "2"};
    mh_fts_tok *t = ctx;
    mh_inst *i = mh_alloc(sizeof *i);
    i->t = t;
    int rc = t->base.xCreate(t->base_ctx, base_args, 2, &i->base);
    if (rc != SQLITE_OK) {
        free(i);
        return rc;
    }
    *out = (Fts5Tokenizer *)i;
    return SQLITE_OK;
}

static void tok_delete(Fts5Tokenizer *p) {
    mh_inst *i = (mh_inst *)p;
    if (!i) return;
    i->t->base.xDelete(i->base);
    free(i);
}

typedef int on_token(void *ctx, int flags, const char *tok, int n, int from, int to);

typedef struct mh_pass {
    mh_fts_tok *t;
    on_token *next;
    void *ctx;
} mh_pass;

/* A word goes on as it is, its folded forms at the same place after it. */
static int tok_word(void *ctx, int flags, const char *word, int n, int from, int to) {
    mh_pass *p = ctx;
    int rc = p->next(p->ctx, flags, word, n, from, to);
    mh_store *s = p->t->s;
    if (rc != SQLITE_OK || !s->fold) return rc;
    mh_view v = {word, (size_t)n}, form, rest;
    mh_buf_reset(&p->t->forms);
    s->fold(s->fold_arg, v, &p->t->forms);
    rest = mh_buf_view(&p->t->forms);
    for (int k = 0; k < FORMS_MAX && rc == SQLITE_OK && mh_view_split(&rest, ' ', &form); k++) {
        if (form.len == 0 || form.len > 256 || mh_view_eq(form, v)) continue;
        rc = p->next(p->ctx, flags | FTS5_TOKEN_COLOCATED, form.ptr, (int)form.len, from, to);
    }
    return rc;
}

static int tok_cut(Fts5Tokenizer *p, void *ctx, int flags, const char *text, int n,
                   on_token *next) {
    mh_inst *i = (mh_inst *)p;
    mh_pass pass = {i->t, next, ctx};
    return i->t->base.xTokenize(i->base, &pass, flags, text, n, tok_word);
}

mh_rc mh_tokens_register(mh_store *s, mh_err *err) {
    fts5_api *api = NULL;
    sqlite3_stmt *st = mh_sql_prepare(s, MH_VIEW("SELECT fts5(?1)"), err, "open");
    if (!st) return MH_FAIL;
    sqlite3_bind_pointer(st, 1, &api, "fts5_api_ptr", NULL);
    sqlite3_step(st);
    sqlite3_finalize(st);
    if (!api)
        return mh_fail(err, MH_E_UNSUPPORTED,
                       "open: %s: this SQLite has no full-text search (FTS5)", s->path);
    mh_fts_tok *t = mh_alloc(sizeof *t);
    t->api = api;
    t->s = s;
    s->tok = t;
    static fts5_tokenizer ours = {tok_create, tok_delete, tok_cut};
    int rc = api->xFindTokenizer(api, "unicode61", &t->base_ctx, &t->base);
    if (rc == SQLITE_OK) rc = api->xCreateTokenizer(api, "minehost", t, &ours, NULL);
    if (rc == SQLITE_OK) rc = tok_create(t, NULL, 0, &t->own);
    return rc == SQLITE_OK ? MH_OK : mh_sql_fail(s, rc, err, "open");
}

void mh_tokens_free(mh_fts_tok *t) {
    if (!t) return;
    tok_delete(t->own);
    mh_buf_clear(&t->forms);
    free(t);
}

static int count_one(void *ctx, int flags, const char *tok, int n, int from, int to) {
    (void)tok, (void)n, (void)from, (void)to;
    if (!(flags & FTS5_TOKEN_COLOCATED)) ++*(size_t *)ctx;
    return SQLITE_OK;
}

size_t mh_tokens_count(mh_store *s, mh_view v) {
    size_t n = 0;
    if (v.len == 0 || v.len > 0x7fffffff) return 0;
    mh_inst *i = (mh_inst *)s->tok->own;
    s->tok->base.xTokenize(i->base, &n, FTS5_TOKENIZE_QUERY, v.ptr, (int)v.len, count_one);
    return n;
}
