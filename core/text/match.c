#include "text/match.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/stem.h"
#include "text/text_priv.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

#define NONE       UINT32_MAX
#define GAP_MAX    4
#define SYMBOLS    24 /* ways in which one word may be read: folded, stem, romanised, prefixes */
#define BRANCH_MAX 64 /* nodes reached from one start at one depth */

/* First byte of a symbol's name says how the word is compared. */
enum { BY_FOLD = 'f', BY_STEM = 's', BY_LATIN = 'l', BY_PREFIX = 'p', BY_LATIN_PREFIX = 'q' };

typedef struct edge {
    uint64_t key; /* node << 32 | symbol; 0 is free, as symbols count from 1 */
    uint32_t to;
} edge;

typedef struct entry {
    uint64_t payload;
    uint32_t next; /* entry that ends at the same node, NONE at the end */
    unsigned flags;
} entry;

struct mh_matcher {
    mh_map *symbols;
    edge *edges;
    size_t edges_len, edges_cap;
    MH_VEC(uint32_t) node; /* first entry that ends there */
    MH_VEC(uint32_t) last; /* last one */
    MH_VEC(entry) entries;
    bool latin, stems;
    bool prefix[MH_TOKEN_MAX + 1], latin_prefix[MH_TOKEN_MAX + 1]; /* lengths in use */
};

mh_matcher *mh_matcher_new(void) {
    mh_matcher *m = mh_alloc(sizeof *m);
    m->symbols = mh_map_new();
    m->edges_cap = 256;
    m->edges = mh_alloc_array(m->edges_cap, sizeof *m->edges);
    mh_vec_push(&m->node, NONE);
    mh_vec_push(&m->last, NONE);
    return m;
}

void mh_matcher_free(mh_matcher *m) {
    if (m == NULL) return;
    mh_map_free(m->symbols);
    free(m->edges);
    mh_vec_clear(&m->node);
    mh_vec_clear(&m->last);
    mh_vec_clear(&m->entries);
    free(m);
}

size_t mh_matcher_len(const mh_matcher *m) {
    return m->entries.len;
}

static uint64_t mix(uint64_t x) {
    x ^= x >> 31;
    x *= 0x9E3779B97F4A7C15u;
    return x ^ x >> 29;
}

static edge *edge_at(edge *table, size_t cap, uint64_t key) {
    size_t i = (size_t)mix(key) & (cap - 1);
    while (table[i].key != 0 && table[i].key != key) i = (i + 1) & (cap - 1);
    return &table[i];
}

static void grow_edges(mh_matcher *m) {
    size_t cap = m->edges_cap * 2;
    edge *bigger = mh_alloc_array(cap, sizeof *bigger);
    for (size_t i = 0; i < m->edges_cap; i++) {
        if (m->edges[i].key) *edge_at(bigger, cap, m->edges[i].key) = m->edges[i];
    }
    free(m->edges);
    m->edges = bigger;
    m->edges_cap = cap;
}

static uint32_t step_make(mh_matcher *m, uint32_t node, uint32_t symbol) {
    if (m->edges_len * 2 >= m->edges_cap) grow_edges(m);
    uint64_t key = (uint64_t)node << 32 | symbol;
    edge *x = edge_at(m->edges, m->edges_cap, key);
    if (x->key == 0) {
        x->key = key;
        x->to = (uint32_t)m->node.len;
        mh_vec_push(&m->node, NONE);
        mh_vec_push(&m->last, NONE);
        m->edges_len++;
    }
    return x->to;
}

static uint32_t step(const mh_matcher *m, uint32_t node, uint32_t symbol) {
    const edge *x = edge_at(m->edges, m->edges_cap, (uint64_t)node << 32 | symbol);
    return x->key ? x->to : NONE;
}

/* Name of the symbol that stands for the word compared in this way. */
static void symbol_name(mh_text *t, char how, const char *lang, mh_view w, mh_buf *name) {
    mh_buf_reset(name);
    mh_buf_putc(name, how);
    switch (how) {
    case BY_STEM:
        mh_buf_puts(name, lang);
        mh_buf_putc(name, ':');
        mh_text_stem(t, lang, w, name);
        break;
    case BY_LATIN:
    case BY_LATIN_PREFIX: mh_text_latin(t, w, name); break;
    default: mh_text_fold(t, w, name); break;
    }
}

static uint32_t symbol_make(mh_matcher *m, mh_text *t, mh_view w, bool prefix, unsigned flags,
                            const char *lang) {
    mh_buf name = {0};
    char how = flags & MH_MATCH_LATIN  ? (prefix ? BY_LATIN_PREFIX : BY_LATIN)
               : prefix                ? BY_PREFIX
               : flags & MH_MATCH_STEM ? BY_STEM
                                       : BY_FOLD;
    symbol_name(t, how, lang, w, &name);
    mh_value *v = mh_map_at(m->symbols, mh_buf_view(&name), NULL);
    if (v->num == 0) v->num = mh_map_len(m->symbols);
    size_t len = name.len - 1 <= MH_TOKEN_MAX ? name.len - 1 : MH_TOKEN_MAX;
    if (how == BY_PREFIX) m->prefix[len] = true;
    if (how == BY_LATIN_PREFIX) m->latin_prefix[len] = true;
    m->latin = m->latin || how == BY_LATIN || how == BY_LATIN_PREFIX;
    m->stems = m->stems || how == BY_STEM;
    uint32_t id = (uint32_t)v->num;
    mh_buf_clear(&name);
    return id;
}

mh_rc mh_matcher_add(mh_matcher *m, mh_text *t, mh_view phrase, uint64_t payload, unsigned flags,
                     const char *lang, mh_err *e) {
    size_t at = 0, n = 0;
    mh_token w;
    while (mh_token_next(phrase, &at, &w)) n++;
    if (m->entries.len >= MH_MATCH_ENTRIES)
        return mh_fail(e, MH_E_LIMIT, "a matcher has at most %u phrases", MH_MATCH_ENTRIES);
    if (n == 0) return mh_fail(e, MH_E_USAGE, "phrase \"%.*s\": no words", MH_FMT(phrase));
    if (n > MH_MATCH_TOKENS) {
        return mh_fail(e, MH_E_USAGE, "phrase \"%.*s\": %zu words, the limit is %d", MH_FMT(phrase),
                       n, MH_MATCH_TOKENS);
    }
    if ((flags & MH_MATCH_STEM) && !mh_text_can_stem(t, lang)) {
        return mh_fail(e, MH_E_USAGE, "phrase \"%.*s\": no stemmer for language \"%s\"",
                       MH_FMT(phrase), lang ? lang : "");
    }
    uint32_t node = 0;
    for (at = 0; mh_token_next(phrase, &at, &w);) {
        bool prefix = w.to < phrase.len && phrase.ptr[w.to] == '*';
        node = step_make(m, node,
                         symbol_make(m, t, mh_view_sub(phrase, w.from, w.to), prefix, flags, lang));
    }
    uint32_t id = (uint32_t)m->entries.len;
    if (m->last.ptr[node] == NONE)
        m->node.ptr[node] = id;
    else
        m->entries.ptr[m->last.ptr[node]].next = id;
    m->last.ptr[node] = id;
    mh_vec_push(&m->entries, ((entry){payload, NONE, flags}));
    return MH_OK;
}

/* A word of the text with the symbols that it may stand for. */
typedef struct reading {
    mh_token at;
    uint32_t symbols[SYMBOLS];
    size_t len;
} reading;

typedef struct search {
    const mh_matcher *m;
    mh_text *t;
    mh_view s;
    const char *lang;
    size_t next_at; /* where the next token is looked for */
    reading ring[MH_MATCH_TOKENS];
    size_t first, held; /* tokens read ahead */
    mh_buf name;
} search;

static void add_symbol(search *f, reading *r, mh_view name) {
    mh_value *v = mh_map_get(f->m->symbols, name);
    if (v && r->len < SYMBOLS) r->symbols[r->len++] = (uint32_t)v->num;
}

/* The name in f->name and, with its first byte changed, its prefixes of the lengths in use. */
static void add_prefixes(search *f, reading *r, char how, const bool *lengths) {
    f->name.ptr[0] = how;
    for (size_t n = 1; n < f->name.len && n <= MH_TOKEN_MAX; n++) {
        if (lengths[n]) add_symbol(f, r, mh_view_sub(mh_buf_view(&f->name), 0, n + 1));
    }
}

static void read_word(search *f, reading *r) {
    mh_view w = mh_view_sub(f->s, r->at.from, r->at.to);
    r->len = 0;
    symbol_name(f->t, BY_FOLD, NULL, w, &f->name);
    add_symbol(f, r, mh_buf_view(&f->name));
    add_prefixes(f, r, BY_PREFIX, f->m->prefix);
    if (f->m->stems && f->lang) {
        symbol_name(f->t, BY_STEM, f->lang, w, &f->name);
        add_symbol(f, r, mh_buf_view(&f->name));
    }
    if (f->m->latin) {
        symbol_name(f->t, BY_LATIN, NULL, w, &f->name);
        add_symbol(f, r, mh_buf_view(&f->name));
        add_prefixes(f, r, BY_LATIN_PREFIX, f->m->latin_prefix);
    }
}

/* The n-th token from the one under way; NULL at the end of the text. */
static reading *ahead(search *f, size_t n) {
    while (f->held <= n) {
        reading *r = &f->ring[(f->first + f->held) % MH_MATCH_TOKENS];
        if (!mh_token_next(f->s, &f->next_at, &r->at)) return NULL;
        read_word(f, r);
        f->held++;
    }
    return &f->ring[(f->first + n) % MH_MATCH_TOKENS];
}

static bool gap_ok(mh_view g) {
    if (g.len > GAP_MAX) return false;
    size_t next = 0;
    for (size_t i = 0; i < g.len; i = next) {
        uint32_t cp = mh_cp_at(g, i, &next);
        bool ok = cp < 0x80
                      ? strchr(" -.+/'\"&", (int)cp) != NULL && cp != 0
                      : cp == 0xA0 || cp == 0xAB || cp == 0xBB || (cp >= 0x2010 && cp <= 0x201F);
        if (!ok) return false;
    }
    return true;
}

/* Entry chain of the longest phrase that starts at the token under way, and its words; NONE. */
static uint32_t longest(search *f, size_t *words) {
    uint32_t now[BRANCH_MAX], then[BRANCH_MAX], best = NONE;
    size_t now_len = 1;
    now[0] = 0;
    for (size_t depth = 0; depth < MH_MATCH_TOKENS && now_len; depth++) {
        reading *r = ahead(f, depth);
        if (r == NULL) break;
        if (depth && !gap_ok(mh_view_sub(f->s, ahead(f, depth - 1)->at.to, r->at.from))) break;
        size_t n = 0;
        for (size_t i = 0; i < now_len; i++) {
            for (size_t k = 0; k < r->len && n < BRANCH_MAX; k++) {
                uint32_t to = step(f->m, now[i], r->symbols[k]);
                if (to != NONE) then[n++] = to;
            }
        }
        uint32_t found = NONE;
        for (size_t i = 0; i < n; i++) {
            uint32_t id = f->m->node.ptr[then[i]];
            while (id != NONE && (f->m->entries.ptr[id].flags & MH_MATCH_CAPITAL) &&
                   !ahead(f, 0)->at.upper) {
                id = f->m->entries.ptr[id].next;
            }
            if (id < found) found = id;
        }
        if (found != NONE) {
            best = found;
            *words = depth + 1;
        }
        memcpy(now, then, n * sizeof *now);
        now_len = n;
    }
    return best;
}

mh_matches mh_matcher_find(const mh_matcher *m, mh_text *t, mh_arena *a, mh_view s,
                           const char *lang) {
    MH_VEC(mh_match) found = {0};
    search f = {.m = m, .t = t, .s = s, .lang = lang};
    while (ahead(&f, 0)) {
        size_t words = 1;
        uint32_t id = m->entries.len ? longest(&f, &words) : NONE;
        size_t from = ahead(&f, 0)->at.from, to = ahead(&f, words - 1)->at.to;
        bool upper = ahead(&f, 0)->at.upper;
        for (; id != NONE; id = m->entries.ptr[id].next) {
            const entry *x = &m->entries.ptr[id];
            if ((x->flags & MH_MATCH_CAPITAL) && !upper) continue;
            mh_vec_push(&found, ((mh_match){from, to, x->payload, id}));
        }
        f.first = (f.first + words) % MH_MATCH_TOKENS;
        f.held -= words;
    }
    mh_buf_clear(&f.name);
    mh_matches out = {mh_arena_array(a, found.len, sizeof(mh_match)), found.len};
    if (found.len) memcpy(out.ptr, found.ptr, found.len * sizeof *out.ptr);
    mh_vec_clear(&found);
    return out;
}
