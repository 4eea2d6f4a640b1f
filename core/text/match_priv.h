/* match_priv.h - inside of a matcher: flat arrays, so that they can be written out and mapped.
 * Owns: the matcher owns its arrays, unless they are borrowed from an image. Threads: as match.h.
 *
 * A symbol is a way of reading a word ("f" and the word folded, "sru:" and its stem ...); its name is
 * looked up by hash in slots. A trie over symbols has its first step in the symbols themselves, the
 * others in a hash table of edges. */
#ifndef MH_TEXT_MATCH_PRIV_H
#define MH_TEXT_MATCH_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "text/match.h"
#include "text/token.h"

#define MH_NONE UINT32_MAX

/* First byte of a symbol's name says how the word is compared. */
enum {
    MH_BY_FOLD = 'f',
    MH_BY_STEM = 's',
    MH_BY_LATIN = 'l',
    MH_BY_NAME = 'n',
    MH_BY_PREFIX = 'p',
    MH_BY_LATIN_PREFIX = 'q',
};
enum { MH_HAS_LATIN = 1, MH_HAS_STEMS = 2, MH_HAS_NAMES = 4, MH_HAS_PREFIX = 8 };

#define MH_PREFIX_LEAD 3  /* bytes of a prefix by which a row is chosen; shorter ones are in none */
#define MH_PREFIX_LONG 63 /* stands for all lengths from here on */
#define MH_PREFIX_ROWS 4096 /* several beginnings may share one */

typedef struct mh_slot {
    uint32_t tag; /* upper half of the hash; the lower half says where */
    uint32_t id;  /* counts from 1; 0 is free */
} mh_slot;

typedef struct mh_symbol {
    uint32_t name, len; /* in the pool */
    uint32_t root;      /* node behind the root by this symbol, or MH_NONE */
} mh_symbol;

typedef struct mh_edge {
    uint64_t key; /* node << 32 | symbol; 0 is free */
    uint32_t to, zero;
} mh_edge;

typedef struct mh_node {
    uint32_t first, last; /* entries that end here, MH_NONE */
    uint32_t filter,
        zero; /* bits of the symbols that lead on: most words need no look at the edges */
} mh_node;

typedef struct mh_place {
    uint32_t at, len; /* in the pool */
} mh_place;

typedef struct mh_entry {
    uint64_t payload, form;
    uint32_t next; /* entry that ends at the same node, greater than this one, or MH_NONE */
    uint32_t flags, type, file, line, zero;
    mh_place id, attributes;
} mh_entry;

struct mh_matcher {
    MH_VEC(mh_slot) slots; /* len is a power of two */
    MH_VEC(mh_symbol) symbols;
    MH_VEC(mh_edge) edges; /* as slots */
    MH_VEC(mh_node) nodes;
    MH_VEC(mh_entry) entries;
    MH_VEC(mh_place) types, files;
    MH_VEC(char) pool;
    size_t edges_used;
    uint32_t has;
    bool prefix[MH_TOKEN_MAX + 1], latin_prefix[MH_TOKEN_MAX + 1]; /* lengths in use */
    uint64_t lengths[MH_PREFIX_ROWS]; /* of the prefixes that begin so, mh_prefix_note */
    bool borrowed;
    mh_map
        *known; /* while building: types and files to their numbers, attributes to their places */
};

/* Hash of a symbol's name, eight bytes of it at a time, the last ones with zeros behind them. */
static inline uint64_t mh_sym_step(uint64_t h, uint64_t eight) {
    h = (h ^ eight) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 32;
}
static inline uint64_t mh_sym_start(char how) {
    return (unsigned char)how * 0xd6e8feb86659fd93u;
}
static inline uint64_t mh_sym_hash(char how, mh_view v) {
    uint64_t h = mh_sym_start(how), eight = 0;
    size_t i = 0;
    for (; i + 8 <= v.len; i += 8) {
        memcpy(&eight, v.ptr + i, 8);
        h = mh_sym_step(h, eight);
    }
    eight = 0;
    if (i < v.len) {
        memcpy(&eight, v.ptr + i, v.len - i);
        h = mh_sym_step(h, eight);
    }
    return h;
}
static inline uint64_t mh_edge_mix(uint64_t x) {
    x ^= x >> 31;
    x *= 0x9E3779B97F4A7C15u;
    return x ^ x >> 29;
}

/* The row of m->lengths for what begins with MH_PREFIX_LEAD bytes at p. */
static inline size_t mh_prefix_row(const char *p) {
    uint32_t x = (unsigned char)p[0] | (unsigned)(unsigned char)p[1] << 8 |
                 (unsigned)(unsigned char)p[2] << 16;
    return x * 0x9E3779B1u >> 20;
}
static inline void mh_prefix_note(mh_matcher *m, mh_view v) {
    if (v.len < MH_PREFIX_LEAD) return;
    m->lengths[mh_prefix_row(v.ptr)] |= UINT64_C(1)
                                        << (v.len < MH_PREFIX_LONG ? v.len : MH_PREFIX_LONG);
}

static inline uint32_t mh_node_bit(uint32_t symbol) {
    return 1u << (symbol * 0x9E3779B1u >> 27);
}

/* Symbol whose name is how and then bytes, with that hash; 0 when there is none. */
static inline uint32_t mh_sym_get(const mh_matcher *m, uint64_t hash, char how, mh_view bytes) {
    size_t mask = m->slots.len - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        const mh_slot *s = &m->slots.ptr[i];
        if (s->id == 0) return 0;
        if (s->tag != (uint32_t)(hash >> 32)) continue;
        const mh_symbol *x = &m->symbols.ptr[s->id - 1];
        const char *name = m->pool.ptr + x->name;
        if (x->len == bytes.len + 1 && name[0] == how &&
            memcmp(name + 1, bytes.ptr, bytes.len) == 0)
            return s->id;
    }
}

static inline uint32_t mh_edge_get(const mh_matcher *m, uint32_t node, uint32_t symbol) {
    uint64_t key = (uint64_t)node << 32 | symbol;
    size_t mask = m->edges.len - 1;
    for (size_t i = (size_t)mh_edge_mix(key) & mask;; i = (i + 1) & mask) {
        const mh_edge *x = &m->edges.ptr[i];
        if (x->key == key) return x->to;
        if (x->key == 0) return MH_NONE;
    }
}

/* Whether the word may be one of a name: it does not begin with a small letter. */
bool mh_sym_is_name(mh_view w);

/* The word compared in this way, without the byte that says how; *form of a name. */
void mh_sym_key(mh_text *t, char how, const char *lang, mh_view w, mh_buf *key, uint64_t *form);

#endif
