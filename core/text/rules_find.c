#include "text/fold.h"
#include "text/rules_priv.h"
#include "text/segment.h"
#include "text/stem.h"
#include "text/text_priv.h"

#include <stdlib.h>
#include <unicode/uchar.h>

#define PART_TOKENS 1024 /* a sentence of more is looked at in parts */
#define NO_TOKEN    MH_RULE_NO_TOKEN

typedef struct ordered {
    size_t from;
    uint32_t span;
} ordered;

/* A match of one rule. */
typedef struct match {
    uint32_t from, to, rule;
    size_t held, held_len;
} match;

typedef struct search {
    const mh_rules *r;
    mh_text *t;
    mh_arena *a;
    mh_view s;
    const char *lang;
    bool stems;
    const mh_rule_span *spans;
    ordered *order; /* spans by where they begin */
    size_t spans_len, spans_at;
    mh_rule_text x; /* the sentence under way */
    mh_buf key;
    mh_rule_run run;
    MH_VEC(uint64_t) tries; /* rule << 32 | token at which it may begin */
    MH_VEC(match) matches;  /* in the sentence */
    uint32_t *until;        /* by name of rule: token at which the next hit may begin */
    MH_VEC(mh_rule_hit) hits;
} search;

/* --- tokens and their symbols --- */

static void add_named(search *f, char how) {
    f->key.ptr[0] = how;
    const mh_value *v = mh_map_get(f->r->symbols, mh_buf_view(&f->key));
    if (v) mh_vec_push(&f->x.symbols, (uint32_t)v->num);
}

static void set_key(search *f, mh_view v) {
    mh_buf_reset(&f->key);
    mh_buf_putc(&f->key, ' ');
    mh_buf_put(&f->key, v);
}

static void add_prefixes(search *f) {
    f->key.ptr[0] = 'p';
    for (size_t n = 1; n < f->key.len && n <= MH_TOKEN_MAX; n++) {
        if (!f->r->prefix[n]) continue;
        const mh_value *v = mh_map_get(f->r->symbols, mh_view_sub(mh_buf_view(&f->key), 0, n + 1));
        if (v) mh_vec_push(&f->x.symbols, (uint32_t)v->num);
    }
}

/* CAP, UPPER or LOWER besides WORD. */
static void add_kinds(search *f, const mh_token *w, bool sign) {
    size_t next = 0, letters = 0, capitals = 0;
    mh_vec_push(&f->x.symbols, (uint32_t)MH_TOK_ANY);
    if (sign) {
        mh_vec_push(&f->x.symbols, (uint32_t)MH_TOK_PUNCT);
        return;
    }
    mh_vec_push(&f->x.symbols, (uint32_t)MH_TOK_WORD);
    if (w->digits) {
        mh_vec_push(&f->x.symbols, (uint32_t)MH_TOK_NUM);
        return;
    }
    for (size_t i = w->from; i < w->to; i = next) {
        uint32_t cp = mh_cp_at(f->s, i, &next);
        letters += u_isalpha((UChar32)cp) != 0;
        capitals += u_isupper((UChar32)cp) != 0;
    }
    if (w->upper) mh_vec_push(&f->x.symbols, (uint32_t)MH_TOK_CAP);
    if (letters > 1 && letters == capitals) mh_vec_push(&f->x.symbols, (uint32_t)MH_TOK_UPPER);
    if (capitals == 0) mh_vec_push(&f->x.symbols, (uint32_t)MH_TOK_LOWER);
}

static void add_token(search *f, const mh_token *w, bool sign) {
    mh_view v = mh_view_sub(f->s, w->from, w->to);
    mh_rule_tok x = {.at = *w, .first = (uint32_t)f->x.symbols.len, .arc = NO_TOKEN};
    add_kinds(f, w, sign);
    set_key(f, (mh_view){0});
    mh_text_fold(f->t, v, &f->key);
    add_named(f, 'f');
    if (!sign) add_prefixes(f);
    if (!sign && f->r->exact) {
        set_key(f, v);
        add_named(f, 'x');
    }
    if (!sign && f->stems) {
        set_key(f, mh_view_of(f->lang));
        mh_buf_putc(&f->key, ':');
        mh_text_stem(f->t, f->lang, v, &f->key);
        add_named(f, 's');
    }
    x.len = (uint32_t)f->x.symbols.len - x.first;
    mh_vec_push(&f->x.tokens, x);
}

/* First token that begins at or behind byte `at`. */
static uint32_t token_from(const search *f, size_t at) {
    size_t low = 0, high = f->x.tokens.len;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (f->x.tokens.ptr[mid].at.from < at)
            low = mid + 1;
        else
            high = mid;
    }
    return (uint32_t)low;
}

/* Spans that lie between the bytes become arcs over the tokens. */
static void add_arcs(search *f, size_t from, size_t to) {
    while (f->spans_at < f->spans_len && f->order[f->spans_at].from < from) f->spans_at++;
    for (; f->spans_at < f->spans_len; f->spans_at++) {
        uint32_t n = f->order[f->spans_at].span;
        const mh_rule_span *x = &f->spans[n];
        if (x->from >= to) return;
        uint32_t first = token_from(f, x->from), last = token_from(f, x->to);
        bool whole = x->to <= to && last > first && f->x.tokens.ptr[last - 1].at.to <= x->to;
        if (!whole || x->type == MH_RULE_NO_SPAN) continue;
        mh_rule_tok *k = &f->x.tokens.ptr[first];
        mh_vec_push(&f->x.arcs, ((mh_rule_arc){x->type, last, n, k->arc}));
        k->arc = (uint32_t)f->x.arcs.len - 1;
    }
}

/* --- all rules over a sentence --- */

static void put_hit(search *f, const match *x) {
    const mh_rule *y = &f->r->rules.ptr[x->rule];
    const mh_rule_tok *k = f->x.tokens.ptr;
    mh_rule_hit h = {.name = mh_map_entry_at(f->r->names, y->name)->key,
                     .attributes = y->attributes,
                     .file = f->r->files.ptr[y->file],
                     .line = y->line,
                     .from = k[x->from].at.from,
                     .to = k[x->to - 1].at.to};
    h.captures = mh_arena_array(f->a, x->held_len, sizeof *h.captures);
    for (size_t i = 0; i < x->held_len; i++) {
        const mh_rule_held *c = &f->run.held.ptr[x->held + i];
        if (c->to == NO_TOKEN || c->to <= c->from) continue; /* of what may be missing, and was */
        h.captures[h.captures_len++] =
            (mh_rule_capture){.name = mh_map_entry_at(f->r->names, c->name)->key,
                              .from = k[c->from].at.from,
                              .to = k[c->to - 1].at.to,
                              .span = c->span};
    }
    mh_vec_push(&f->hits, h);
}

/* The rules that may begin with the symbol. */
static void try_symbol(search *f, uint32_t symbol, uint32_t at) {
    const uint64_t *x = f->r->starts.ptr;
    size_t end = f->r->first.ptr[symbol + 1];
    for (size_t low = f->r->first.ptr[symbol]; low < end; low++) {
        const mh_rule *y = &f->r->rules.ptr[(uint32_t)x[low]];
        if (y->lang[0] && (f->lang == NULL || strcmp(y->lang, f->lang) != 0)) continue;
        mh_vec_push(&f->tries, x[low] << 32 | at);
    }
}

static int by_number(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Each rule from each of its starts. */
static void run_rules(search *f) {
    uint32_t under_way = NO_TOKEN;
    if (f->tries.len) qsort(f->tries.ptr, f->tries.len, sizeof *f->tries.ptr, by_number);
    for (size_t i = 0; i < f->tries.len; i++) {
        uint64_t one = f->tries.ptr[i];
        uint32_t rule = (uint32_t)(one >> 32), at = (uint32_t)one;
        if (i && one == f->tries.ptr[i - 1]) continue;
        if (rule != under_way) mh_rule_run_begin(&f->run, &f->r->rules.ptr[rule]);
        under_way = rule;
        uint32_t end = mh_rule_longest(&f->run, at);
        if (end == NO_TOKEN) continue;
        match m = {.from = at, .to = end, .rule = rule, .held = f->run.held.len};
        mh_rule_captures(&f->run, at);
        m.held_len = f->run.held.len - m.held;
        mh_vec_push(&f->matches, m);
    }
}

/* By begin, the longest first, then in the order of the rules. */
static int by_place(const void *a, const void *b) {
    const match *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    if (x->to != y->to) return x->to > y->to ? -1 : 1;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static void search_tokens(search *f) {
    f->tries.len = f->matches.len = f->run.held.len = 0;
    for (uint32_t i = 0; i < f->x.tokens.len; i++) {
        const mh_rule_tok *k = &f->x.tokens.ptr[i];
        for (uint32_t n = 0; n < k->len; n++) try_symbol(f, f->x.symbols.ptr[k->first + n], i);
        for (uint32_t a = k->arc; a != NO_TOKEN; a = f->x.arcs.ptr[a].next)
            try_symbol(f, f->x.arcs.ptr[a].type, i);
    }
    run_rules(f);
    if (f->matches.len == 0) return;
    qsort(f->matches.ptr, f->matches.len, sizeof *f->matches.ptr, by_place);
    memset(f->until, 0, mh_map_len(f->r->names) * sizeof *f->until);
    for (size_t i = 0; i < f->matches.len; i++) {
        const match *m = &f->matches.ptr[i];
        uint32_t *until = &f->until[f->r->rules.ptr[m->rule].name];
        if (m->from < *until) continue;
        *until = m->to;
        put_hit(f, m);
    }
}

static void search_sentence(search *f, size_t from, size_t to) {
    mh_rule_cursor c = {.s = f->s, .at = from, .end = to < f->s.len ? to : f->s.len};
    mh_token w;
    bool sign = false, more = true;
    while (more) {
        f->x.tokens.len = f->x.symbols.len = f->x.arcs.len = 0;
        size_t start = c.at;
        while (f->x.tokens.len < PART_TOKENS && (more = mh_rule_token(&c, &w, &sign)))
            add_token(f, &w, sign);
        add_arcs(f, start, more ? c.at : to);
        search_tokens(f);
    }
}

static int by_begin(const void *a, const void *b) {
    const ordered *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return x->span < y->span ? -1 : x->span > y->span;
}

static void open_search(search *f) {
    const mh_rules *r = f->r;
    f->order = mh_alloc_array(f->spans_len + 1, sizeof *f->order);
    for (size_t i = 0; i < f->spans_len; i++)
        f->order[i] = (ordered){f->spans[i].from, (uint32_t)i};
    qsort(f->order, f->spans_len, sizeof *f->order, by_begin);
    f->until = mh_alloc_array(mh_map_len(r->names), sizeof *f->until);
    f->run.r = r;
    f->run.x = &f->x;
    for (size_t i = 0; f->lang && i < r->stem_langs.len; i++)
        f->stems = f->stems || strcmp(r->stem_langs.ptr[i], f->lang) == 0;
}

static void close_search(search *f) {
    free(f->order);
    free(f->until);
    free(f->run.reach);
    mh_vec_clear(&f->run.held);
    mh_vec_clear(&f->x.tokens);
    mh_vec_clear(&f->x.symbols);
    mh_vec_clear(&f->x.arcs);
    mh_vec_clear(&f->tries);
    mh_vec_clear(&f->matches);
    mh_vec_clear(&f->hits);
    mh_buf_clear(&f->key);
}

mh_rule_span *mh_rules_spans(const mh_rules *r, const mh_matcher *m, const mh_matches *matches,
                             mh_arena *a) {
    mh_rule_span *out = mh_arena_array(a, matches->len, sizeof *out);
    uint32_t *types = mh_arena_array(a, mh_matcher_types(m), sizeof *types);
    for (size_t i = 0; i < mh_matcher_types(m); i++)
        types[i] = mh_rules_type(r, mh_matcher_type(m, i));
    for (size_t i = 0; i < matches->len; i++) {
        const mh_match *x = &matches->ptr[i];
        out[i] = (mh_rule_span){x->from, x->to, types[mh_matcher_type_of(m, x->entry)]};
    }
    return out;
}

mh_rule_hits mh_rules_find(const mh_rules *r, mh_text *t, mh_arena *a, mh_view s, const char *lang,
                           const mh_rule_span *spans, size_t spans_len) {
    if (r->rules.len == 0) return (mh_rule_hits){0};
    search f = {.r = r, .t = t, .a = a, .s = s, .lang = lang, .spans = spans};
    f.spans_len = spans_len;
    open_search(&f);
    mh_spans sentences = mh_text_sentences(t, a, s);
    for (size_t i = 0; i < sentences.len; i++)
        search_sentence(&f, sentences.ptr[i].from, sentences.ptr[i].to);
    mh_rule_hits out = {mh_arena_array(a, f.hits.len, sizeof(mh_rule_hit)), f.hits.len};
    if (out.len) memcpy(out.ptr, f.hits.ptr, out.len * sizeof *out.ptr);
    close_search(&f);
    return out;
}
