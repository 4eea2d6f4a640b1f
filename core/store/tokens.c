#include "store/store_priv.h"

#include <stdlib.h>
#include <string.h>

#define FORMS_MAX   8 /* folded forms of one word */
#define APOSTROPHES "'`\xC2\xB4\xE2\x80\x98\xE2\x80\x99\xCA\xBB\xCA\xBC" /* ' ` ´ ‘ ’ ʻ ʼ */

struct mh_fts_tok {
    fts5_tokenizer base; /* unicode61 */
    void *base_ctx;
    fts5_api *api;
    mh_store *s;
    Fts5Tokenizer *own; /* an instance for queries */
    mh_buf forms, word;
    mh_buf text; /* a text whose apostrophes were looked through */
};

typedef struct mh_inst {
    mh_fts_tok *t;
    Fts5Tokenizer *base;
} mh_inst;

static int tok_create(void *ctx, const char **args, int n, Fts5Tokenizer **out) {
    (void)args, (void)n;
    static const char *base_args[] = {"remove_diacritics", "2", "tokenchars", APOSTROPHES};
    mh_fts_tok *t = ctx;
    mh_inst *i = mh_alloc(sizeof *i);
    i->t = t;
    int rc = t->base.xCreate(t->base_ctx, base_args, 4, &i->base);
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
    bool forms, query;
} mh_pass;

/* Bytes of the apostrophe at the beginning of v; 0: none. */
static size_t apostrophe(mh_view v) {
    static const char *const marks[] = {
        "'", "`", "\xC2\xB4", "\xE2\x80\x98", "\xE2\x80\x99", "\xCA\xBB", "\xCA\xBC"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (mh_view_starts(v, mh_view_of(marks[i]))) return strlen(marks[i]);
    return 0;
}

/* Behind o and g, before more of the word, it makes a letter of Uzbek (and O'Neill one word); the
 * English 's is none. */
static bool is_letter(mh_view v, size_t at, size_t n) {
    char before = at > 0 ? mh_lower(v.ptr[at - 1]) : '\0';
    mh_view after = mh_view_sub(v, at + n, v.len);
    if ((before != 'o' && before != 'g') || after.len == 0 || !mh_is_alpha(after.ptr[0]))
        return false;
    return mh_lower(after.ptr[0]) != 's' || (after.len > 1 && mh_is_alpha(after.ptr[1]));
}

/* v, or a copy of the same length with blanks for the apostrophes that are no letters. */
static mh_view without_quotes(mh_fts_tok *t, mh_view v) {
    static const char lead[] = "'`\xC2\xE2\xCA";
    bool copied = false;
    for (size_t i = 0; i < v.len; i++) {
        if (((unsigned char)v.ptr[i] < 0x80 && v.ptr[i] != '\'' && v.ptr[i] != '`') ||
            !strchr(lead, v.ptr[i]))
            continue;
        size_t n = apostrophe(mh_view_sub(v, i, v.len));
        if (n == 0 || is_letter(v, i, n)) continue;
        if (!copied) {
            mh_buf_reset(&t->text);
            mh_buf_put(&t->text, v);
            copied = true;
        }
        memset(t->text.ptr + i, ' ', n);
    }
    return copied ? mh_buf_view(&t->text) : v;
}

/* The word with each apostrophe as '. */
static mh_view with_plain(mh_fts_tok *t, mh_view v) {
    if (!memchr(v.ptr, 0xE2, v.len) && !memchr(v.ptr, 0xCA, v.len) && !memchr(v.ptr, '`', v.len) &&
        !memchr(v.ptr, 0xC2, v.len))
        return v;
    mh_buf_reset(&t->word);
    for (size_t i = 0, n; i < v.len; i += n ? n : 1) {
        n = apostrophe(mh_view_sub(v, i, v.len));
        mh_buf_putc(&t->word, n ? '\'' : v.ptr[i]);
    }
    return mh_buf_view(&t->word);
}

/* A word goes on as it is, its folded forms at the same place after it. In a query the forms alone do where
 * there are any: whatever has the word has them too. */
static int tok_word(void *ctx, int flags, const char *word, int n, int from, int to) {
    mh_pass *p = ctx;
    mh_view v = with_plain(p->t, (mh_view){word, (size_t)n}), form;
    mh_store *s = p->t->s;
    int rc = SQLITE_OK, given = 0;
    mh_buf_reset(&p->t->forms);
    if (s->fold && p->forms) s->fold(s->fold_arg, v, &p->t->forms);
    mh_view rest = mh_buf_view(&p->t->forms);
    if (!p->query || rest.len == 0) {
        rc = p->next(p->ctx, flags, v.ptr, (int)v.len, from, to);
        given = 1;
    }
    for (int k = 0; k < FORMS_MAX && rc == SQLITE_OK && mh_view_split(&rest, ' ', &form); k++) {
        if (form.len == 0 || form.len > 256 || (!p->query && mh_view_eq(form, v))) continue;
        int there = given++ ? FTS5_TOKEN_COLOCATED : 0;
        rc = p->next(p->ctx, flags | there, form.ptr, (int)form.len, from, to);
    }
    if (rc == SQLITE_OK && given == 0) rc = p->next(p->ctx, flags, v.ptr, (int)v.len, from, to);
    return rc;
}

/* Words of the index, at one place, as they stand there. */
static int raw_words(void *ctx, mh_view words, on_token *next) {
    int rc = SQLITE_OK, flags = 0;
    mh_view word;
    for (; rc == SQLITE_OK && mh_view_split(&words, ' ', &word); flags = FTS5_TOKEN_COLOCATED)
        if (word.len > 0) rc = next(ctx, flags, word.ptr, (int)word.len, 0, 0);
    return rc;
}

static int tok_cut(Fts5Tokenizer *p, void *ctx, int flags, const char *text, int n,
                   on_token *next) {
    mh_inst *i = (mh_inst *)p;
    /* The forms of a word's beginning would be beginnings of anything; those in the index are met. */
    mh_pass pass = {i->t, next, ctx, !(flags & FTS5_TOKENIZE_PREFIX),
                    (flags & FTS5_TOKENIZE_QUERY) != 0};
    if (n <= 0) return SQLITE_OK;
    if ((flags & FTS5_TOKENIZE_QUERY) && text[0] == MH_TOKENS_RAW)
        return raw_words(ctx, (mh_view){text + 1, (size_t)n - 1}, next);
    mh_view v = without_quotes(i->t, (mh_view){text, (size_t)n});
    return i->t->base.xTokenize(i->base, &pass, flags, v.ptr, n, tok_word);
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
    if (rc == SQLITE_OK) rc = mh_rank_register(s, api);
    return rc == SQLITE_OK ? MH_OK : mh_sql_fail(s, rc, err, "open");
}

void mh_tokens_free(mh_fts_tok *t) {
    if (!t) return;
    tok_delete(t->own);
    mh_buf_clear(&t->forms);
    mh_buf_clear(&t->word);
    mh_buf_clear(&t->text);
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
    tok_cut(s->tok->own, &n, FTS5_TOKENIZE_QUERY, v.ptr, (int)v.len, count_one);
    return n;
}

typedef struct mh_token_visitor {
    mh_tokens_visit *visit;
    void *arg;
} mh_token_visitor;

static int visit_one(void *ctx, int flags, const char *tok, int n, int from, int to) {
    (void)flags, (void)from, (void)to;
    const mh_token_visitor *v = ctx;
    v->visit(v->arg, (mh_view){tok, (size_t)n});
    return SQLITE_OK;
}

void mh_tokens_each(mh_store *s, mh_view v, mh_tokens_of of, mh_tokens_visit *visit, void *arg) {
    mh_token_visitor each = {visit, arg};
    int flags =
        of == MH_TOKENS_TEXT ? FTS5_TOKENIZE_DOCUMENT : FTS5_TOKENIZE_QUERY | FTS5_TOKENIZE_PREFIX;
    if (v.len > 0 && v.len <= 0x7fffffff)
        tok_cut(s->tok->own, &each, flags, v.ptr, (int)v.len, visit_one);
}
