#include "store/query_priv.h"
#include "store/search.h"

#include "base/utf8.h"

#include <string.h>

typedef struct mh_qp {
    mh_store *s;
    mh_query *q;
    mh_view text;
    size_t at; /* byte */
    int64_t now;
    int depth, terms;
    bool words; /* beginnings become the words of the index that begin so */
    mh_err *err;
} mh_qp;

/* One side of an OR: what must match, what must not. */
typedef struct mh_side {
    mh_buf pos, neg;
    size_t neg_at; /* byte of the first NOT */
    size_t filters;
} mh_side;

static void side_clear(mh_side *side) {
    mh_buf_clear(&side->pos);
    mh_buf_clear(&side->neg);
}

/* The message shows the query with a caret under the place. */
static mh_rc mistake(mh_qp *p, size_t at, const char *why) {
    size_t column = mh_utf8_len(mh_view_sub(p->text, 0, at)) + 1;
    if (p->q->column) return MH_FAIL; /* the first one stands */
    p->q->column = column;
    if (p->text.len > 160)
        return mh_fail(p->err, MH_E_PARSE, "search: column %zu: %s", column, why);
    return mh_fail(p->err, MH_E_PARSE, "search: column %zu: %s\n  %.*s\n  %*s", column, why,
                   MH_FMT(p->text), (int)column, "^");
}

static char peek(const mh_qp *p) {
    return p->at < p->text.len ? p->text.ptr[p->at] : '\0';
}

static void skip_space(mh_qp *p) {
    while (p->at < p->text.len && (mh_is_space(peek(p)) || (unsigned char)peek(p) < 0x20)) p->at++;
}

static bool ends_word(char c) {
    return mh_is_space(c) || (unsigned char)c < 0x20 || c == '"' || c == '(' || c == ')';
}

/* The bytes up to white space, quote or bracket. */
static mh_view bare(const mh_qp *p) {
    size_t to = p->at;
    while (to < p->text.len && !ends_word(p->text.ptr[to])) to++;
    return mh_view_sub(p->text, p->at, to);
}

static bool keyword(const mh_qp *p, const char *word) {
    return mh_view_eq(bare(p), mh_view_of(word));
}

/* "..." with the quotes within doubled: FTS5 sees a string, whatever the user typed. */
static void put_string(mh_buf *b, mh_view v) {
    mh_buf_putc(b, '"');
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] == '"') mh_buf_putc(b, '"');
        if (v.ptr[i]) mh_buf_putc(b, (unsigned char)v.ptr[i] < 0x20 ? ' ' : v.ptr[i]);
    }
    mh_buf_putc(b, '"');
}

static void join(mh_buf *b, const char *with, const mh_buf *more) {
    if (more->len == 0) return;
    if (b->len > 0) mh_buf_puts(b, with);
    mh_buf_put(b, mh_buf_view(more));
}

/* A phrase's text between its quotes; p stands on the first. */
static mh_rc take_quoted(mh_qp *p, mh_view *out) {
    size_t open = p->at++;
    size_t to = mh_view_find_byte(p->text, '"', p->at);
    if (to == SIZE_MAX) return mistake(p, open, "this quote is never closed");
    *out = mh_view_sub(p->text, p->at, to);
    p->at = to + 1;
    return MH_OK;
}

/* A word or phrase as an FTS5 string, with its star, or nothing where it has no letter or digit. */
static mh_rc term(mh_qp *p, mh_buf *out, bool in_title) {
    size_t from = p->at;
    bool phrase = peek(p) == '"', star = false;
    mh_view v;
    if (phrase) {
        if (take_quoted(p, &v) != MH_OK) return MH_FAIL;
        if (peek(p) == '*') star = true, p->at++;
    } else {
        v = bare(p);
        p->at += v.len;
        size_t s = mh_view_find_byte(v, '*', 0);
        if (s != SIZE_MAX && s + 1 != v.len)
            return mistake(p, from + s, "* stands at the end of a word only");
        star = s != SIZE_MAX;
        if (star) v.len--;
    }
    if (star && mh_utf8_len(v) < 2)
        return mistake(p, from, "a beginning must have two letters or more before the *");
    if (mh_tokens_count(p->s, v) == 0) return MH_OK;
    if (++p->terms > MH_SEARCH_TERMS) return mistake(p, from, "too many words");
    if (in_title) mh_buf_puts(out, "title : ");
    bool done = false;
    if (star && p->words && mh_prefix_words(p->s, v, out, &done, p->err) != MH_OK) return MH_FAIL;
    if (done) return MH_OK;
    put_string(out, v);
    if (star) mh_buf_puts(out, " *");
    return MH_OK;
}

static mh_rc filter(mh_qp *p, mh_qf_kind kind, bool negated, size_t from) {
    mh_qf f = {.kind = kind, .negated = negated};
    size_t value_at = p->at;
    if (peek(p) == '"') {
        if (take_quoted(p, &f.value) != MH_OK) return MH_FAIL;
    } else {
        f.value = bare(p);
        p->at += f.value.len;
    }
    if (f.value.len == 0) return mistake(p, value_at, "a value is missing after the colon");
    if (p->depth > 0) return mistake(p, from, "a filter cannot stand within brackets");
    f.value = mh_arena_dup(p->q->a, f.value);
    if ((kind == MH_QF_SINCE || kind == MH_QF_UNTIL) &&
        !mh_doc_time(f.value, kind == MH_QF_UNTIL, p->now, &f.time))
        return mistake(p, value_at, "not a date (2026-05-14) or an age (2d, 12h, 3w)");
    mh_vec_push(&p->q->filters, f);
    return MH_OK;
}

/* Takes "name:" where the word has one; *kind is set then, and *has. */
static mh_rc field(mh_qp *p, mh_qf_kind *kind, bool *has) {
    size_t from = p->at;
    mh_view word = bare(p);
    size_t colon = mh_view_find_byte(word, ':', 0);
    *has = false;
    if (colon == SIZE_MAX || colon == 0) return MH_OK;
    mh_view name = mh_view_sub(word, 0, colon);
    for (size_t i = 0; i < name.len; i++)
        if (!mh_is_alpha(name.ptr[i])) return MH_OK; /* 12:30 */
    bool known = mh_qf_named(name, kind);
    bool quoted = from + colon + 1 < p->text.len && p->text.ptr[from + colon + 1] == '"';
    bool url = mh_view_starts(mh_view_sub(word, colon, word.len), MH_VIEW("://"));
    if (!known && (url || (colon + 1 == word.len && !quoted))) return MH_OK; /* "Astana: talks" */
    if (!known) {
        const char *near = mh_qf_nearest(name);
        mh_view why = mh_arena_printf(
            p->q->a, "unknown filter '%.*s:'%s%s%s; quote it to search for it as it stands",
            MH_FMT(name), near ? " (did you mean '" : "", near ? near : "", near ? ":'?)" : "");
        return mistake(p, from, why.ptr);
    }
    p->at += colon + 1;
    *has = true;
    return MH_OK;
}

static mh_rc any(mh_qp *p, mh_buf *out);

static mh_rc brackets(mh_qp *p, mh_buf *out) {
    size_t open = p->at++;
    if (++p->depth > MH_SEARCH_NESTING) return mistake(p, open, "brackets too deep");
    mh_buf inner = {0};
    mh_rc rc = any(p, &inner);
    if (rc == MH_OK && peek(p) != ')') rc = mistake(p, open, "this bracket is never closed");
    if (rc == MH_OK && inner.len > 0) mh_buf_printf(out, "(%s)", inner.ptr);
    mh_buf_clear(&inner);
    p->at++;
    p->depth--;
    return rc;
}

/* One word, phrase, bracket or filter, with NOT or - before it. */
static mh_rc item(mh_qp *p, mh_side *side) {
    size_t from = p->at;
    bool negated = false, has = false, in_title = false;
    mh_qf_kind kind;
    if (keyword(p, "NOT")) {
        negated = true;
        p->at += 3;
        skip_space(p);
        if (p->at >= p->text.len || peek(p) == ')' || keyword(p, "OR") || keyword(p, "AND"))
            return mistake(p, from, "NOT needs a word after it");
    } else if (peek(p) == '-' && p->at + 1 < p->text.len && !ends_word(p->text.ptr[p->at + 1])) {
        negated = true;
        p->at++;
    } else if (peek(p) == '-' && p->at + 1 < p->text.len &&
               (p->text.ptr[p->at + 1] == '"' || p->text.ptr[p->at + 1] == '(')) {
        negated = true;
        p->at++;
    }
    if (field(p, &kind, &has) != MH_OK) return MH_FAIL;
    if (has && kind != MH_QF_TITLE) {
        side->filters++;
        return filter(p, kind, negated, from);
    }
    in_title = has;
    mh_buf one = {0};
    mh_rc rc;
    if (in_title && (p->at >= p->text.len || mh_is_space(peek(p)) || peek(p) == '('))
        rc = mistake(p, p->at, "title: needs a word or a phrase");
    else
        rc = peek(p) == '(' ? brackets(p, &one) : term(p, &one, in_title);
    if (rc == MH_OK && negated && side->neg.len == 0) side->neg_at = from;
    if (rc == MH_OK) join(negated ? &side->neg : &side->pos, negated ? " OR " : " AND ", &one);
    mh_buf_clear(&one);
    return rc;
}

/* Words up to OR, a closing bracket or the end. */
static mh_rc conjunction(mh_qp *p, mh_side *side) {
    size_t n = 0, last_and = SIZE_MAX;
    for (;;) {
        skip_space(p);
        if (p->at >= p->text.len || peek(p) == ')' || keyword(p, "OR")) break;
        if (keyword(p, "AND")) {
            if (n == 0 || last_and != SIZE_MAX)
                return mistake(p, p->at, "AND needs words on both sides");
            last_and = p->at;
            p->at += 3;
            continue;
        }
        if (item(p, side) != MH_OK) return MH_FAIL;
        last_and = SIZE_MAX;
        n++;
    }
    if (last_and != SIZE_MAX) return mistake(p, last_and, "AND needs words on both sides");
    return MH_OK;
}

/* ((pos) NOT (neg)) appended to out. */
static void put_side(mh_buf *out, const mh_side *side) {
    if (out->len > 0) mh_buf_puts(out, " OR ");
    if (side->neg.len > 0)
        mh_buf_printf(out, "((%s) NOT (%s))", side->pos.ptr, side->neg.ptr);
    else
        mh_buf_printf(out, "(%s)", side->pos.ptr);
}

/* Sides joined by OR. A single side of the whole query may have no words to match, only filters or
 * NOTs. */
static mh_rc any(mh_qp *p, mh_buf *out) {
    size_t or_at = SIZE_MAX;
    for (bool first = true;; first = false) {
        mh_side side = {0};
        mh_rc rc = conjunction(p, &side);
        bool more = rc == MH_OK && keyword(p, "OR");
        bool alone = first && !more;
        if (more && or_at == SIZE_MAX) or_at = p->at;
        if (rc == MH_OK && side.pos.len > 0) {
            put_side(out, &side);
        } else if (rc == MH_OK && alone && p->depth == 0) {
            join(&p->q->unmatch, " OR ", &side.neg);
        } else if (rc == MH_OK && side.neg.len > 0) {
            rc = mistake(p, side.neg_at, "NOT needs a word beside it that must be there");
        } else if (rc == MH_OK && !alone) {
            rc = mistake(p, more ? p->at : or_at,
                         side.filters ? "a filter cannot be a side of OR"
                                      : "OR needs words on both sides");
        }
        side_clear(&side);
        if (rc != MH_OK) return rc;
        if (!more) return MH_OK;
        or_at = p->at;
        p->at += 2;
    }
}

mh_rc mh_query_parse(mh_store *s, mh_view text, int64_t now, bool words, mh_query *q, mh_err *err) {
    *q = (mh_query){.a = mh_arena_new()};
    mh_qp p = {.s = s, .q = q, .text = text, .now = now, .words = words, .err = err};
    if (text.len > MH_SEARCH_QUERY)
        return mh_fail(err, MH_E_PARSE, "search: the query is longer than %d bytes",
                       MH_SEARCH_QUERY);
    if (!mh_utf8_valid(text)) return mh_fail(err, MH_E_PARSE, "search: the query is not UTF-8");
    if (any(&p, &q->match) != MH_OK) return MH_FAIL;
    if (p.at < text.len) return mistake(&p, p.at, "this bracket was never opened");
    return MH_OK;
}

void mh_query_clear(mh_query *q) {
    mh_buf_clear(&q->match);
    mh_buf_clear(&q->unmatch);
    mh_vec_clear(&q->filters);
    mh_arena_free(q->a);
    q->a = NULL;
}
