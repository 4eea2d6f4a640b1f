#include "text/quotes.h"

#include "base/mem.h"
#include "text/quotes_priv.h"
#include "text/text_priv.h"

#include <stdlib.h>

static const char *const kinds[] = {"say", "ask", "deny", "warn", "believe"};
static const char *const orders[] = {"verb", "final", "before", "after"};

const char *mh_cue_kind_name(mh_cue_kind k) {
    return kinds[k];
}

bool mh_cue_kind_of(mh_view name, mh_cue_kind *out) {
    for (int i = 0; i < MH_CUE_KINDS; i++) {
        *out = (mh_cue_kind)i;
        if (mh_view_eq(name, mh_view_of(kinds[i]))) return true;
    }
    return false;
}

bool mh_cue_order_of(mh_view name, mh_cue_order *out) {
    for (int i = 0; i < MH_CUE_ORDERS; i++) {
        *out = (mh_cue_order)i;
        if (mh_view_eq(name, mh_view_of(orders[i]))) return true;
    }
    return false;
}

mh_span mh_quote_content(const q_run *r, size_t from, size_t to) {
    if (to == from + 1 && q_is_quote(r, from)) {
        const mh_quotation *q = &r->marks.ptr[r->u[from].quotation];
        return (mh_span){q->from, q->to};
    }
    size_t end = r->u[to - 1].to;
    for (size_t next = end; end < r->s.len; end = next) { /* "Where is he?" keeps its mark */
        uint32_t cp = mh_cp_at(r->s, end, &next);
        if (cp != '?' && cp != '!' && cp != 0x2026) break;
    }
    return (mh_span){r->u[from].from, end};
}

/* Within a clause a quotation that begins with a capital, with a word straight before it, is the name
 * of something; after a colon, a comma, "that" or a cue it is what somebody said. */
static bool is_verbatim(const q_run *r, size_t i) {
    if (i == 0 || !mh_quote_is_name(r, i)) return true;
    if (r->u[i].gap & (GAP_CLAUSE | GAP_STOP) || r->u[i].starts) return true;
    bool after_cue = q_is(r, i - 1, W_THAT);
    for (size_t k = i > CUE_WORDS ? i - CUE_WORDS : 0; k < i; k++)
        after_cue = after_cue || (r->u[k].cue && k + r->u[k].cue_len == i);
    return after_cue;
}

void mh_quote_piece(q_run *r, size_t k, size_t root, const char *rule) {
    size_t mark = r->u[k].quotation;
    if (r->of_mark[mark] != MH_NONE) return;
    mh_quote q = r->out.ptr[root];
    q.content = mh_quote_content(r, k, k + 1);
    q.part_of = root;
    q.direct = true;
    q.rule = rule;
    r->of_mark[mark] = mh_quote_put(r, q);
}

size_t mh_quote_find(q_run *r, const q_find *f) {
    if (f->from >= f->to) return MH_NONE;
    size_t to = f->to, from = to - f->from > CLAUSE_MAX ? to - CLAUSE_MAX : f->from;
    bool whole = to == from + 1 && q_is_quote(r, from);
    if (whole && r->of_mark[r->u[from].quotation] != MH_NONE) return MH_NONE;
    mh_quote q = {.part_of = MH_NONE,
                  .rule = f->rule,
                  .informs = true,
                  .name = f->name,
                  .direct = whole || r->dialogue};
    q.content = mh_quote_content(r, from, to);
    q.speaker = mh_quote_np_span(r, f->np);
    if (f->cue_from < f->cue_to) {
        q.cue = (mh_span){r->u[f->cue_from].from, r->u[f->cue_to - 1].to};
        const q_cue *c = mh_quote_cue_at(r, f->cue_from);
        q.kind = c->kind;
        q.informs = c->order != MH_CUE_VERB || c->kind == MH_CUE_DENY || c->flags & CUE_INFORMS ||
                    f->from_that;
    }
    size_t root = mh_quote_put(r, q);
    if (r->dialogue && f->cue_from < f->cue_to) {
        mh_span at = {q.cue.from, root};
        mh_vec_push(&r->spoken, at);
    }
    if (whole) r->of_mark[r->u[from].quotation] = root;
    for (size_t i = from; !whole && i < to; i++) {
        if (q_is_quote(r, i) && is_verbatim(r, i)) mh_quote_piece(r, i, root, f->rule);
    }
    return root;
}

void mh_quote_sentence(q_run *r, size_t from, size_t to) {
    r->last = (q_np){0};
    r->last_cue = MH_NONE;
    for (size_t i = from; i < to;) {
        const q_cue *c = mh_quote_cue_at(r, i);
        if (c == NULL) {
            i++;
            continue;
        }
        size_t next = i + r->u[i].cue_len;
        switch (c->order) {
        case MH_CUE_FINAL: mh_quote_final(r, from, to, i); break;
        case MH_CUE_BEFORE: mh_quote_before(r, from, to, i); break;
        case MH_CUE_AFTER: mh_quote_after(r, from, to, i); break;
        default: next = mh_quote_verb(r, from, to, i); break;
        }
        i = next;
    }
    mh_quote_names(r, to);
    r->before_from = from;
    r->before_to = to;
}

typedef struct placed {
    size_t root_at, root, index;
} placed;

static int by_place(const void *x, const void *y) {
    const placed *a = x, *b = y;
    if (a->root_at != b->root_at) return a->root_at < b->root_at ? -1 : 1;
    if (a->root != b->root) return a->root < b->root ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* In text order of the utterances, their parts behind them. */
static mh_quotes in_order(q_run *r) {
    size_t n = r->out.len;
    mh_quotes out = {.ptr = mh_arena_array(r->a, n + 1, sizeof *out.ptr), .len = n};
    placed *order = mh_arena_array(r->a, n + 1, sizeof *order);
    size_t *now = mh_arena_array(r->a, n + 1, sizeof *now);
    for (size_t i = 0; i < n; i++) {
        size_t root = r->out.ptr[i].part_of == MH_NONE ? i : r->out.ptr[i].part_of;
        order[i] = (placed){r->out.ptr[root].content.from, root, i};
    }
    if (n) qsort(order, n, sizeof *order, by_place);
    for (size_t i = 0; i < n; i++) now[order[i].index] = i;
    for (size_t i = 0; i < n; i++) {
        out.ptr[i] = r->out.ptr[order[i].index];
        if (out.ptr[i].part_of != MH_NONE) out.ptr[i].part_of = now[out.ptr[i].part_of];
    }
    return out;
}

static void open_run(q_run *r) {
    if (r->t->quote_words == NULL) r->t->quote_words = mh_quote_words_new(r->t, true);
    r->words = r->t->quote_words;
    if (r->o->cues_len) {
        r->more = mh_quote_words_new(r->t, false);
        for (size_t i = 0; i < r->o->cues_len; i++) {
            const mh_quote_cue *given = &r->o->cues[i];
            q_cue c = {.kind = given->kind, .order = given->order, .flags = CUE_BARE};
            size_t n = given->lang ? strlen(given->lang) : 0;
            memcpy(c.lang, given->lang ? given->lang : "", n < sizeof c.lang ? n : 0);
            mh_quote_words_cue(r->more, r->t, given->form, &c);
        }
    }
    r->names = mh_map_new();
    r->bodies = mh_map_new();
    r->marks = mh_text_quotations(r->a, r->s);
    r->of_mark = mh_arena_array(r->a, r->marks.len + 1, sizeof *r->of_mark);
    for (size_t i = 0; i < r->marks.len; i++) r->of_mark[i] = MH_NONE;
    mh_lex_open(r->t);
    mh_quote_units(r);
}

static void close_run(q_run *r) {
    mh_quote_words_free(r->more);
    mh_map_free(r->names);
    mh_map_free(r->bodies);
    mh_vec_clear(&r->name_at);
    mh_vec_clear(&r->out);
    mh_vec_clear(&r->spoken);
    mh_lex_close(r->t);
}

mh_quotes mh_text_quotes(mh_text *t, mh_arena *a, mh_view s, const mh_quote_options *o) {
    static const mh_quote_options none = {0};
    q_run r = {.t = t, .a = a, .s = s, .o = o ? o : &none};
    open_run(&r);
    for (size_t i = 0, to; i < r.len; i = to) {
        for (to = i + 1; to < r.len && to - i < SENTENCE_MAX && !r.u[to].starts; to++) {
        }
        if (i == 0 || r.u[i].gap & GAP_LINE) {
            bool shown = i + 1 < r.len && !q_is_quote(&r, i);
            r.dialogue = shown && mh_quote_opens_dialogue(&r, i);
        }
        mh_quote_sentence(&r, i, to);
    }
    mh_quote_rest(&r);
    mh_quotes out = in_order(&r);
    close_run(&r);
    return out;
}
