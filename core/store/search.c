#include "store/search.h"
#include "store/query_priv.h"

#include <string.h>

#define SNIPPET_WORDS 24

/* The words that the tokenizer cuts are part of what the index hangs on. */
#define TOKENS "2 "

static void index_name(const mh_store *s, mh_buf *out) {
    mh_buf_printf(out, TOKENS "%s", s->fold_name);
}

mh_rc mh_fold_same(mh_store *s, bool *same, bool *plain, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_META_GET, err);
    if (!st) return MH_FAIL;
    mh_sql_bind_view(st, 1, MH_VIEW("fold"));
    int step = mh_sql_step(s, st, err, "search index");
    if (step < 0) return MH_FAIL;
    mh_view was = step == 1 ? mh_sql_view(st, 0) : (mh_view){0};
    mh_buf name = {0};
    index_name(s, &name);
    *same = mh_view_eq(was, mh_buf_view(&name));
    /* without a fold too, an index of an older tokenizer is made anew */
    *plain = was.len == 0 || (was.len == strlen(TOKENS) && mh_is_digit(was.ptr[0]));
    mh_buf_clear(&name);
    sqlite3_reset(st);
    return MH_OK;
}

mh_rc mh_fts_rebuild(mh_store *s, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_FTS_REBUILD, err);
    if (!st || mh_sql_step(s, st, err, "make the search index") != 0) return MH_FAIL;
    if (!(st = mh_sql(s, MH_SQL_META_SET, err))) return MH_FAIL;
    mh_sql_bind_view(st, 1, MH_VIEW("fold"));
    mh_buf name = {0};
    index_name(s, &name);
    mh_sql_bind_view(st, 2, mh_buf_view(&name));
    mh_rc rc = mh_sql_step(s, st, err, "make the search index") == 0 ? MH_OK : MH_FAIL;
    mh_buf_clear(&name);
    return rc;
}

mh_rc mh_search_rebuild(mh_store *s, mh_err *err) {
    if (mh_index_batch(s, err) != MH_OK || mh_write_begin(s, err, "make the search index") != MH_OK)
        return MH_FAIL;
    return mh_write_end(s, mh_fts_rebuild(s, err), err);
}

static mh_view keep(mh_arena *a, mh_view v) {
    return v.ptr ? mh_arena_dup(a, v) : (mh_view){0};
}

/* A page may hold the mark characters itself: leaves only pairs, in order. */
static mh_view in_pairs(mh_arena *a, mh_view v) {
    char *to = mh_arena_alloc(a, v.len + 2);
    size_t n = 0;
    bool on = false;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if ((c == MH_MARK_ON && on) || (c == MH_MARK_OFF && !on)) continue;
        if (c == MH_MARK_ON || c == MH_MARK_OFF) on = c == MH_MARK_ON;
        to[n++] = c;
    }
    if (on) to[n++] = MH_MARK_OFF;
    return (mh_view){to, n};
}

/* False when it is gone meanwhile. */
static mh_rc read_hit(mh_store *s, const mh_candidate *c, double best, mh_arena *a, mh_hit *h,
                      bool *there, mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_HIT, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, c->id);
    int step = mh_sql_step(s, st, err, "search");
    *there = step == 1;
    if (step != 1) return step < 0 ? MH_FAIL : MH_OK;
    *h = (mh_hit){.id = c->id,
                  .version = sqlite3_column_int64(st, 0),
                  .at = sqlite3_column_int64(st, 1),
                  .score = best > 0 ? c->score / best : 0,
                  .url = keep(a, mh_sql_view(st, 2)),
                  .source = keep(a, mh_sql_view(st, 3)),
                  .date = keep(a, mh_sql_view(st, 4)),
                  .language = keep(a, mh_sql_view(st, 5)),
                  .story = keep(a, mh_sql_view(st, 6)),
                  .title = keep(a, mh_sql_view(st, 7))};
    sqlite3_reset(st);
    return MH_OK;
}

/* What the document is asked for: of the words of a beginning those that it has. */
static mh_rc narrow(mh_store *s, const mh_query *q, int64_t id, mh_buf *out, mh_err *err) {
    if (mh_view_find_byte(mh_buf_view(&q->match), MH_TOKENS_RAW, 0) == SIZE_MAX) {
        mh_buf_put(out, mh_buf_view(&q->match));
        return MH_OK;
    }
    sqlite3_stmt *st = mh_sql(s, MH_SQL_DOC_TITLE_TEXT, err);
    if (!st) return MH_FAIL;
    sqlite3_bind_int64(st, 1, id);
    int step = mh_sql_step(s, st, err, "search");
    if (step < 0) return MH_FAIL;
    mh_view title = step == 1 ? mh_sql_view(st, 0) : (mh_view){0};
    mh_view text = step == 1 ? mh_sql_view(st, 1) : (mh_view){0};
    mh_prefix_narrow(s, mh_buf_view(&q->match), title, text, out);
    sqlite3_reset(st);
    return MH_OK;
}

/* match: empty without words. */
static mh_rc mark_as(mh_store *s, const mh_buf *match, int words, mh_arena *a, mh_hit *h,
                     mh_err *err) {
    sqlite3_stmt *st = mh_sql(s, match->len ? MH_SQL_FTS_SNIPPET : MH_SQL_DOC_TITLE_TEXT, err);
    if (!st) return MH_FAIL;
    if (match->len) {
        mh_sql_bind_view(st, 1, mh_buf_view(match));
        sqlite3_bind_int64(st, 2, h->id);
        sqlite3_bind_int(st, 3, words);
    } else {
        sqlite3_bind_int64(st, 1, h->id);
    }
    int step = mh_sql_step(s, st, err, "search");
    if (step != 1) return step < 0 ? MH_FAIL : MH_OK; /* gone meanwhile: shown without passage */
    h->title = in_pairs(a, mh_sql_view(st, 0));
    mh_view text = mh_sql_view(st, 1);
    size_t room = (size_t)words * 8;
    bool cut = !match->len && text.len > room;
    if (cut) {
        size_t space = room;
        while (space > room / 2 && !mh_is_space(text.ptr[space])) space--;
        if (!mh_is_space(text.ptr[space])) /* no spaces: at a character's beginning */
            for (space = room; space > 0 && ((unsigned char)text.ptr[space] & 0xC0) == 0x80;)
                space--;
        text.len = space;
    }
    h->snippet = in_pairs(a, text);
    if (cut) h->snippet = mh_arena_printf(a, "%.*s…", MH_FMT(h->snippet));
    sqlite3_reset(st);
    return MH_OK;
}

/* Title and passage with the match marked; without words, the beginning of the text. */
static mh_rc mark(mh_store *s, const mh_query *q, int words, mh_arena *a, mh_hit *h, mh_err *err) {
    bool match = q->match.len > 0;
    mh_buf narrowed = {0};
    mh_rc rc = match ? narrow(s, q, h->id, &narrowed, err) : MH_OK;
    if (rc == MH_OK) rc = mark_as(s, &narrowed, words, a, h, err);
    mh_buf_clear(&narrowed);
    return rc;
}
static mh_rc collect(mh_store *s, const mh_query *q, const mh_search_opts *o, mh_arena *a,
                     mh_hits *out, mh_err *err) {
    mh_candidates all = {0};
    size_t limit = o->limit ? o->limit : MH_SEARCH_PAGE, from = o->offset;
    if (limit > MH_SEARCH_RANKED) limit = MH_SEARCH_RANKED;
    if (from > MH_SEARCH_RANKED) from = MH_SEARCH_RANKED;
    int words = o->snippet_words ? o->snippet_words : SNIPPET_WORDS;
    mh_rc rc = mh_search_candidates(s, q, o, from + limit + 1, &all, err);
    out->more = rc == MH_OK && all.len > from + limit;
    size_t to = out->more ? from + limit : all.len;
    if (rc == MH_OK && from < to) out->hit = mh_arena_array(a, to - from, sizeof *out->hit);
    for (size_t i = from; rc == MH_OK && i < to; i++) {
        mh_hit *h = &out->hit[out->n];
        bool there = false;
        rc = read_hit(s, &all.ptr[i], all.ptr[0].score, a, h, &there, err);
        if (rc != MH_OK || !there) continue;
        rc = mark(s, q, words < 1 ? 1 : words > 64 ? 64 : words, a, h, err);
        out->n++;
    }
    mh_vec_clear(&all);
    if (rc != MH_OK) *out = (mh_hits){0};
    return rc;
}

mh_rc mh_search(mh_store *s, mh_view query, const mh_search_opts *opts, mh_arena *a, mh_hits *out,
                mh_err *err) {
    static const mh_search_opts none;
    mh_query q;
    *out = (mh_hits){0};
    if (!opts) opts = &none;
    /* the words of the index first, since a beginning is looked up among them */
    mh_rc rc = mh_index_batch(s, err);
    mh_rc parsed = mh_query_parse(s, query, mh_store_now(s), true, &q, rc == MH_OK ? err : NULL);
    if (rc == MH_OK) rc = parsed;
    bool all = memcmp(&opts->filter, &none.filter, sizeof none.filter) == 0;
    if (rc == MH_OK && q.match.len + q.unmatch.len + q.filters.len == 0 && all) {
        q.column = 1;
        rc = mh_fail(err, MH_E_PARSE, "search: nothing to search for");
    }
    if (rc == MH_OK) rc = collect(s, &q, opts, a, out, err);
    out->column = q.column;
    mh_query_clear(&q);
    return rc;
}
