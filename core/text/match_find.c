#include "text/match.h"

#include "base/ascii.h"
#include "text/lexicon.h"
#include "text/match_priv.h"
#include "text/name.h"
#include "text/seen.h"
#include "text/text_priv.h"

#include <stdlib.h>

#define GAP_MAX    4
#define RING       32   /* a power of two over MH_MATCH_TOKENS */
#define SYMBOLS    24   /* ways in which one word may be read: folded, stem, romanised, prefixes */
#define BRANCH_MAX 64   /* nodes reached from one start at one depth */
#define RECENT     1024 /* words remembered, where reading one is dear */
#define RECENT_SYM 6    /* symbols of such a word; more are not remembered */

/* A word of the text with the symbols that it may stand for. */
typedef struct reading {
    mh_token at;
    size_t len;
    bool starts; /* some phrase begins so */
    uint8_t form;
    uint32_t symbols[SYMBOLS];
} reading;

typedef struct recent {
    uint32_t from, len; /* in the text; len 0: free */
    uint32_t symbols[RECENT_SYM];
    uint8_t n, form;
    bool starts;
} recent;

typedef struct search {
    const mh_matcher *m;
    mh_text *t;
    mh_view s;
    const char *lang;
    size_t next_at;       /* where the next token is looked for */
    mh_lex_tokens tokens; /* those of s where it is kept, the next one: next_at */
    bool kept;
    reading ring[RING];
    size_t first, held; /* tokens read ahead */
    recent *recent;     /* NULL: not worth it */
    mh_buf key;
    uint32_t ends[BRANCH_MAX]; /* nodes of the longest phrases at one place */
    size_t ends_len;
    /* here and not on the stack, which the compiler clears for every word */
    uint32_t now[BRANCH_MAX], then[BRANCH_MAX];
    char low[MH_TOKEN_MAX + 8];
} search;

/* --- words to symbols --- */

static void add_symbol(search *f, reading *r, uint64_t hash, char how, mh_view bytes) {
    uint32_t id = mh_sym_get(f->m, hash, how, bytes);
    if (id == 0 || r->len >= SYMBOLS) return;
    r->symbols[r->len++] = id;
    r->starts = r->starts || f->m->symbols.ptr[id - 1].root != MH_NONE;
}

static void add_whole(search *f, reading *r, char how, mh_view bytes) {
    add_symbol(f, r, mh_sym_hash(how, bytes), how, bytes);
}

/* The prefixes of the lengths in use, the whole too. */
static void add_prefixes(search *f, reading *r, char how, const bool *lengths, mh_view bytes) {
    for (size_t n = 1; n <= bytes.len && n <= MH_TOKEN_MAX; n++) {
        if (lengths[n]) add_whole(f, r, how, mh_view_sub(bytes, 0, n));
    }
}

/* The same of the folded word: only of the lengths that prefixes with its first bytes have. */
static void add_folded_prefixes(search *f, reading *r, mh_view v) {
    const mh_matcher *m = f->m;
    for (size_t n = 1; n < MH_PREFIX_LEAD && n <= v.len; n++) {
        if (m->prefix[n]) add_whole(f, r, MH_BY_PREFIX, mh_view_sub(v, 0, n));
    }
    if (v.len < MH_PREFIX_LEAD) return;
    for (uint64_t left = m->lengths[mh_prefix_row(v.ptr)]; left; left &= left - 1) {
        size_t n = (size_t)__builtin_ctzll(left);
        if (n > v.len) break;
        if (n < MH_PREFIX_LONG) add_whole(f, r, MH_BY_PREFIX, mh_view_sub(v, 0, n));
        for (; n >= MH_PREFIX_LONG && n <= v.len && n <= MH_TOKEN_MAX; n++) {
            if (m->prefix[n]) add_whole(f, r, MH_BY_PREFIX, mh_view_sub(v, 0, n));
        }
    }
}

static void read_slow(search *f, reading *r, mh_view w) {
    uint64_t form = 0;
    if ((f->m->has & MH_HAS_STEMS) && f->lang) {
        mh_sym_key(f->t, MH_BY_STEM, f->lang, w, &f->key, &form);
        add_whole(f, r, MH_BY_STEM, mh_buf_view(&f->key));
    }
    if (f->m->has & MH_HAS_LATIN) {
        mh_sym_key(f->t, MH_BY_LATIN, NULL, w, &f->key, &form);
        add_whole(f, r, MH_BY_LATIN, mh_buf_view(&f->key));
        add_prefixes(f, r, MH_BY_LATIN_PREFIX, f->m->latin_prefix, mh_buf_view(&f->key));
    }
    if ((f->m->has & MH_HAS_NAMES) && mh_sym_is_name(w)) {
        mh_sym_key(f->t, MH_BY_NAME, NULL, w, &f->key, &form);
        add_whole(f, r, MH_BY_NAME, mh_buf_view(&f->key));
        r->form = (uint8_t)form;
    }
}

/* The bytes of w from i on, at most eight, zeros behind them; the text goes on to `end`. */
static inline uint64_t load8(mh_view w, size_t i, const char *end) {
    uint64_t x = 0;
    size_t n = w.len - i < 8 ? w.len - i : 8;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (end - (w.ptr + i) >= 8) { /* one load, what is too much cut off */
        memcpy(&x, w.ptr + i, 8);
        return n < 8 ? x & (((uint64_t)1 << (8 * n)) - 1) : x;
    }
#endif
    memcpy(&x, w.ptr + i, n);
    return x;
}

/* The folded word. */
static void read_folded(search *f, reading *r, uint64_t hash, mh_view key) {
    add_symbol(f, r, hash, MH_BY_FOLD, key);
    if (f->m->has & MH_HAS_PREFIX) add_folded_prefixes(f, r, key);
}

static inline uint64_t hash_of(mh_lex_key *key) {
    bool fresh = false;
    uint64_t *hash = mh_lex_note(key, MH_LEX_HASH, &fresh);
    if (fresh) *hash = mh_sym_hash(MH_BY_FOLD, key->text);
    return *hash;
}

/* The word that is in the lexicon. */
static void read_known(search *f, reading *r, const mh_lex_token *w) {
    mh_lex_key *key = mh_lex_key_at(f->t, w->key);
    read_folded(f, r, hash_of(key), key->text);
}

/* Whether a folded word stands for no symbol, as a short look tells: no slot has its hash, and no prefix
 * that begins so is short enough. */
static inline bool says_nothing(const mh_matcher *m, mh_lex_key *key) {
    uint64_t hash = hash_of(key), mask = m->slots.len - 1;
    const mh_slot *slots = m->slots.ptr;
    for (uint64_t i = hash & mask; slots[i].id; i = (i + 1) & mask) {
        if (slots[i].tag == (uint32_t)(hash >> 32)) return false;
    }
    if ((m->has & MH_HAS_PREFIX) == 0) return true;
    for (size_t n = 1; n < MH_PREFIX_LEAD; n++) {
        if (m->prefix[n]) return false;
    }
    if (key->text.len < MH_PREFIX_LEAD) return true;
    uint64_t lengths = m->lengths[mh_prefix_row(key->text.ptr)];
    return lengths == 0 || (size_t)__builtin_ctzll(lengths) > key->text.len;
}

/* Moves over the words of a kept text at which no phrase can begin. */
static void skip_words(search *f) {
    mh_lex_key *keys = mh_lex_keys(f->t);
    while (f->next_at < f->tokens.len && says_nothing(f->m, &keys[f->tokens.ptr[f->next_at].key]))
        f->next_at++;
}

/* ASCII is folded and hashed in one go, eight bytes at a time. */
static void read_plain(search *f, reading *r, mh_view w) {
    char *low = f->low;
    uint64_t h = mh_sym_start(MH_BY_FOLD), marked = 0;
    mh_view key = {low, w.len};
    for (size_t i = 0; i < w.len; i += 8) {
        uint64_t x = mh_lower8(load8(w, i, f->s.ptr + f->s.len));
        memcpy(low + i, &x, 8);
        h = mh_sym_step(h, x);
        marked |= x;
    }
    if (marked & MH_HIGH) {
        uint64_t form = 0;
        mh_sym_key(f->t, MH_BY_FOLD, NULL, w, &f->key, &form);
        key = mh_buf_view(&f->key);
        h = mh_sym_hash(MH_BY_FOLD, key);
    }
    read_folded(f, r, h, key);
}

static void read_word(search *f, reading *r, const mh_lex_token *lex) {
    mh_view w = mh_view_sub(f->s, r->at.from, r->at.to);
    recent *known = NULL;
    r->len = 0;
    r->starts = false;
    r->form = 0;
    if (f->recent) {
        known = &f->recent[mh_sym_hash('r', w) % RECENT];
        if (known->len == w.len && memcmp(f->s.ptr + known->from, w.ptr, w.len) == 0) {
            memcpy(r->symbols, known->symbols, sizeof known->symbols);
            r->len = known->n;
            r->starts = known->starts;
            r->form = known->form;
            return;
        }
    }
    if (lex)
        read_known(f, r, lex);
    else
        read_plain(f, r, w);
    if (f->m->has & ~(uint32_t)MH_HAS_PREFIX) read_slow(f, r, w);
    if (known == NULL || r->len > RECENT_SYM) return;
    *known = (recent){.from = (uint32_t)r->at.from,
                      .len = (uint32_t)w.len,
                      .n = (uint8_t)r->len,
                      .form = r->form,
                      .starts = r->starts};
    memcpy(known->symbols, r->symbols, r->len * sizeof *r->symbols);
}

/* Reads one token more; false at the end of the text. */
static bool read_ahead(search *f) {
    reading *r = &f->ring[(f->first + f->held) % RING];
    const mh_lex_token *lex = NULL;
    if (f->kept) {
        if (f->next_at >= f->tokens.len) return false;
        lex = &f->tokens.ptr[f->next_at++];
        r->at = (mh_token){lex->from, lex->to, lex->digits, lex->upper};
    } else if (!mh_token_next(f->s, &f->next_at, &r->at)) {
        return false;
    }
    read_word(f, r, lex);
    f->held++;
    return true;
}

/* The n-th token from the one under way; NULL at the end of the text. */
static inline reading *ahead(search *f, size_t n) {
    while (f->held <= n) {
        if (!read_ahead(f)) return NULL;
    }
    return &f->ring[(f->first + n) % RING];
}

/* --- phrases --- */

static bool gap_ok(mh_view g) {
    if (g.len == 1 && g.ptr[0] == ' ') return true;
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

/* Whether the entry counts here; forms are those of the words from the one under way. */
static bool counts(search *f, const mh_entry *x, uint64_t forms) {
    if ((x->flags & MH_MATCH_CAPITAL) && !ahead(f, 0)->at.upper) return false;
    if (!(x->flags & MH_MATCH_NAME)) return true;
    for (unsigned i = 0; i < MH_NAME_WORDS; i++) {
        uint64_t mine = x->form >> (8 * i) & 0xFF;
        if (mine && (mine & (forms >> (8 * i))) == 0) return false;
    }
    return true;
}

static bool node_counts(search *f, uint32_t node, uint64_t forms) {
    for (uint32_t id = f->m->nodes.ptr[node].first; id != MH_NONE;
         id = f->m->entries.ptr[id].next) {
        if (counts(f, &f->m->entries.ptr[id], forms)) return true;
    }
    return false;
}

/* Nodes behind `now` by the readings of one word. */
static size_t steps(const search *f, const uint32_t *now, size_t len, const reading *r,
                    uint32_t *then) {
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < r->len && n < BRANCH_MAX; k++) {
            uint32_t symbol = r->symbols[k], to = MH_NONE;
            if (now[i] == 0)
                to = f->m->symbols.ptr[symbol - 1].root;
            else if (f->m->nodes.ptr[now[i]].filter & mh_node_bit(symbol))
                to = mh_edge_get(f->m, now[i], symbol);
            if (to != MH_NONE) then[n++] = to;
        }
    }
    return n;
}

/* Finds the nodes of the longest phrases at the token under way (f->ends); their words and forms. */
static size_t longest(search *f, uint64_t *forms) {
    uint32_t *now = f->now, *then = f->then;
    size_t now_len = 1, words = 1;
    uint64_t so_far = 0;
    now[0] = 0;
    f->ends_len = 0;
    for (size_t depth = 0; depth < MH_MATCH_TOKENS && now_len; depth++) {
        reading *r = ahead(f, depth);
        if (r == NULL) break;
        if (depth && !gap_ok(mh_view_sub(f->s, ahead(f, depth - 1)->at.to, r->at.from))) break;
        if (depth < MH_NAME_WORDS) so_far |= (uint64_t)r->form << (8 * depth);
        now_len = steps(f, now, now_len, r, then);
        size_t n = 0;
        for (size_t i = 0; i < now_len; i++) {
            now[i] = then[i];
            if (!node_counts(f, then[i], so_far)) continue;
            if (n == 0) words = depth + 1;
            f->ends[n++] = then[i];
        }
        if (n) {
            f->ends_len = n;
            *forms = so_far;
        }
    }
    return words;
}

static int by_entry(const void *a, const void *b) {
    uint32_t x = ((const mh_match *)a)->entry, y = ((const mh_match *)b)->entry;
    return x < y ? -1 : x > y;
}

mh_matches mh_matcher_find(const mh_matcher *m, mh_text *t, mh_arena *a, mh_view s,
                           const char *lang) {
    MH_VEC(mh_match) found = {0};
    search f = {.m = m, .t = t, .s = s, .lang = lang};
    mh_lex_open(t);
    f.kept = s.len >= MH_SEEN_LEAST && s.len <= MH_SEEN_MOST;
    if (f.kept && m->entries.len) f.tokens = mh_lex_read(t, a, s, SIZE_MAX);
    bool dear = (m->has & ~(uint32_t)MH_HAS_PREFIX) != 0;
    bool plain = f.kept && !dear;
    if (dear && s.len > 4096) f.recent = mh_alloc_array(RECENT, sizeof *f.recent);
    reading *r = NULL;
    while (m->entries.len) {
        if (plain && f.held == 0) skip_words(&f);
        if ((r = ahead(&f, 0)) == NULL) break;
        uint64_t forms = 0;
        size_t words = 1;
        if (r->starts) {
            words = longest(&f, &forms);
            size_t from = ahead(&f, 0)->at.from, to = ahead(&f, words - 1)->at.to;
            size_t start = found.len;
            for (size_t i = 0; i < f.ends_len; i++) {
                for (uint32_t id = m->nodes.ptr[f.ends[i]].first; id != MH_NONE;
                     id = m->entries.ptr[id].next) {
                    const mh_entry *x = &m->entries.ptr[id];
                    if (counts(&f, x, forms))
                        mh_vec_push(&found, ((mh_match){from, to, x->payload, id}));
                }
            }
            if (found.ptr && f.ends_len > 1)
                qsort(found.ptr + start, found.len - start, sizeof *found.ptr, by_entry);
        }
        f.first = (f.first + words) % RING;
        f.held -= words;
    }
    mh_lex_close(t);
    mh_buf_clear(&f.key);
    free(f.recent);
    mh_matches out = {mh_arena_array(a, found.len, sizeof(mh_match)), found.len};
    if (found.len) memcpy(out.ptr, found.ptr, found.len * sizeof *out.ptr);
    mh_vec_clear(&found);
    return out;
}
