#include "base/utf8.h"
#include "store/query_priv.h"

#include <stdlib.h>

/* The beginning of a word. The index has the beginnings of two and of three letters as entries of their own; for a
 * longer one FTS5 reads all places of all its words before it gives the first document. Here the words themselves
 * are looked up, from one to the next that differs, and are searched for as forms of one word: their documents are
 * then walked side by side, from the newest on, as far as is needed. */

#define INDEXED 3   /* letters of the longest beginning that the index has (prefix= of doc_fts) */
#define WORDS   400 /* of more words FTS5 gathers the documents by itself */
#define NO_WORD "\x03" /* is in no index */

/* The first word of the index that is not before `from`; *there is false behind the last one. */
static mh_rc word_from(mh_store *s, const mh_buf *from, mh_buf *word, bool *there, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_FTS_WORD, err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, mh_buf_view(from));
    int step = mh_sql_step(s, st, err, "search");
    *there = step == 1;
    mh_buf_reset(word);
    if (step == 1) mh_buf_put(word, mh_sql_view(st, 0));
    sqlite3_reset(st);
    return step < 0 ? MH_FAIL : MH_OK;
}

/* The list of the index's words is of this connection alone, so a handle for reading may make it. */
static mh_rc list_words(mh_store *s, mh_err *err) {
    if (s->words) return MH_OK;
    if (s->read_only && mh_sql_exec(s, "PRAGMA query_only = OFF", err, "search") != MH_OK)
        return MH_FAIL;
    sqlite3_stmt *st = mh_sql(s, MH_SQL_FTS_WORDS_MAKE, err);
    mh_rc rc = st && mh_sql_step(s, st, err, "search") == 0 ? MH_OK : MH_FAIL;
    if (s->read_only) (void)mh_sql_exec(s, "PRAGMA query_only = ON", NULL, "search");
    s->words = rc == MH_OK;
    return rc;
}

static mh_rc gather(mh_store *s, const mh_buf *begin, mh_buf *out, size_t *n, mh_err *err) {
    mh_buf from = {0}, word = {0};
    bool there = true;
    mh_rc rc = list_words(s, err);
    mh_buf_put(&from, mh_buf_view(begin));
    for (*n = 0; rc == MH_OK && *n <= WORDS; ++*n) {
        rc = word_from(s, &from, &word, &there, err);
        if (rc != MH_OK || !there || !mh_view_starts(mh_buf_view(&word), mh_buf_view(begin))) break;
        if (*n > 0) mh_buf_putc(out, ' ');
        mh_buf_put(out, mh_buf_view(&word));
        mh_buf_reset(&from);
        mh_buf_put(&from, mh_buf_view(&word));
        mh_buf_putc(&from, '\0'); /* nothing lies between */
    }
    mh_buf_clear(&from);
    mh_buf_clear(&word);
    return rc;
}

static void first_token(void *arg, mh_view token) {
    mh_buf *b = arg;
    if (b->len == 0) mh_buf_put(b, token);
}

mh_rc mh_prefix_words(mh_store *s, mh_view beginning, mh_buf *out, bool *done, mh_err *err) {
    mh_buf begin = {0}, words = {0};
    size_t n = 0;
    mh_rc rc = MH_OK;
    if (mh_tokens_count(s, beginning) == 1)
        mh_tokens_each(s, beginning, MH_TOKENS_BEGINNING, first_token, &begin);
    if (mh_utf8_len(mh_buf_view(&begin)) > INDEXED) rc = gather(s, &begin, &words, &n, err);
    *done = rc == MH_OK && n > 0 && n <= WORDS;
    if (*done) mh_buf_printf(out, "\"%c%.*s\"", MH_TOKENS_RAW, MH_FMT(mh_buf_view(&words)));
    mh_buf_clear(&begin);
    mh_buf_clear(&words);
    return rc;
}

/* ---- the words of one document */

typedef MH_VEC(mh_view) view_list;

typedef struct mh_words_in {
    view_list words; /* of all beginnings of the query, in order */
    bool *met;
} mh_words_in;

static int by_word(const void *a, const void *b) {
    return mh_view_cmp(*(const mh_view *)a, *(const mh_view *)b);
}

static const mh_view *word_of(const mh_words_in *in, mh_view token) {
    if (in->words.len == 0) return NULL;
    return bsearch(&token, in->words.ptr, in->words.len, sizeof token, by_word);
}

static void meet(void *arg, mh_view token) {
    mh_words_in *in = arg;
    const mh_view *w = word_of(in, token);
    if (w) in->met[w - in->words.ptr] = true;
}

/* The next list of words in an expression: what lies before it, and the list. */
static bool next_list(mh_view *rest, mh_view *before, mh_view *list) {
    size_t at = mh_view_find_byte(*rest, MH_TOKENS_RAW, 0);
    if (at == SIZE_MAX) return false;
    size_t to = mh_view_find_byte(*rest, '"', at);
    *before = mh_view_sub(*rest, 0, at);
    *list = mh_view_sub(*rest, at + 1, to);
    *rest = mh_view_sub(*rest, to, rest->len);
    return true;
}

void mh_prefix_narrow(mh_store *s, mh_view match, mh_view title, mh_view text, mh_buf *out) {
    mh_words_in in = {0};
    mh_view rest = match, before, list, word;
    while (next_list(&rest, &before, &list))
        while (mh_view_split(&list, ' ', &word)) mh_vec_push(&in.words, word);
    if (in.words.len > 1) qsort(in.words.ptr, in.words.len, sizeof *in.words.ptr, by_word);
    in.met = mh_alloc_array(in.words.len + 1, sizeof *in.met);
    if (in.words.len > 0) {
        mh_tokens_each(s, title, MH_TOKENS_TEXT, meet, &in);
        mh_tokens_each(s, text, MH_TOKENS_TEXT, meet, &in);
    }
    rest = match;
    while (next_list(&rest, &before, &list)) {
        bool any = false;
        mh_buf_put(out, before);
        mh_buf_putc(out, MH_TOKENS_RAW);
        while (mh_view_split(&list, ' ', &word)) {
            if (!in.met[word_of(&in, word) - in.words.ptr]) continue;
            mh_buf_printf(out, "%s%.*s", any ? " " : "", MH_FMT(word));
            any = true;
        }
        if (!any) mh_buf_puts(out, NO_WORD);
    }
    mh_buf_put(out, rest);
    mh_vec_clear(&in.words);
    free(in.met);
}
