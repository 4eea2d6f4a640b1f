#include "text/match.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/match_priv.h"
#include "text/name.h"
#include "text/stem.h"
#include "text/text_priv.h"

#include <stdlib.h>
#include <unicode/uchar.h>

mh_matcher *mh_matcher_new(void) {
    mh_matcher *m = mh_alloc(sizeof *m);
    mh_vec_reserve(&m->slots, (size_t)64);
    mh_vec_reserve(&m->edges, (size_t)64);
    memset(m->slots.ptr, 0, 64 * sizeof *m->slots.ptr);
    memset(m->edges.ptr, 0, 64 * sizeof *m->edges.ptr);
    m->slots.len = m->edges.len = 64;
    mh_vec_push(&m->nodes, ((mh_node){.first = MH_NONE, .last = MH_NONE}));
    m->known = mh_map_new();
    return m;
}

void mh_matcher_free(mh_matcher *m) {
    if (m == NULL) return;
    mh_map_free(m->known);
    if (!m->borrowed) {
        mh_vec_clear(&m->slots);
        mh_vec_clear(&m->symbols);
        mh_vec_clear(&m->edges);
        mh_vec_clear(&m->nodes);
        mh_vec_clear(&m->entries);
        mh_vec_clear(&m->types);
        mh_vec_clear(&m->files);
        mh_vec_clear(&m->pool);
    }
    free(m);
}

size_t mh_matcher_len(const mh_matcher *m) {
    return m->entries.len;
}

static mh_place put_pool(mh_matcher *m, mh_view v) {
    mh_place p = {(uint32_t)m->pool.len, (uint32_t)v.len};
    mh_vec_reserve(&m->pool, v.len);
    if (v.len) memcpy(m->pool.ptr + m->pool.len, v.ptr, v.len);
    m->pool.len += v.len;
    return p;
}

static mh_view in_pool(const mh_matcher *m, mh_place p) {
    return (mh_view){m->pool.ptr + p.at, p.len};
}

/* --- symbols and steps --- */

static uint64_t hash_of(const mh_matcher *m, uint32_t id) {
    const mh_symbol *x = &m->symbols.ptr[id - 1];
    const char *name = m->pool.ptr + x->name;
    return mh_sym_hash(name[0], (mh_view){name + 1, x->len - 1});
}

static void grow_slots(mh_matcher *m) {
    size_t len = m->slots.len * 2;
    mh_slot *bigger = mh_alloc_array(len, sizeof *bigger);
    for (size_t i = 0; i < m->slots.len; i++) {
        mh_slot s = m->slots.ptr[i];
        if (s.id == 0) continue;
        size_t k = (size_t)hash_of(m, s.id) & (len - 1);
        while (bigger[k].id) k = (k + 1) & (len - 1);
        bigger[k] = s;
    }
    free(m->slots.ptr);
    m->slots.ptr = bigger;
    m->slots.len = m->slots.cap = len;
}

static void grow_edges(mh_matcher *m) {
    size_t len = m->edges.len * 2;
    mh_edge *bigger = mh_alloc_array(len, sizeof *bigger);
    for (size_t i = 0; i < m->edges.len; i++) {
        mh_edge x = m->edges.ptr[i];
        if (x.key == 0) continue;
        size_t k = (size_t)mh_edge_mix(x.key) & (len - 1);
        while (bigger[k].key) k = (k + 1) & (len - 1);
        bigger[k] = x;
    }
    free(m->edges.ptr);
    m->edges.ptr = bigger;
    m->edges.len = m->edges.cap = len;
}

void mh_sym_key(mh_text *t, char how, const char *lang, mh_view w, mh_buf *key, uint64_t *form) {
    mh_buf_reset(key);
    switch (how) {
    case MH_BY_STEM:
        mh_buf_puts(key, lang);
        mh_buf_putc(key, ':');
        mh_text_stem(t, lang, w, key);
        break;
    case MH_BY_LATIN:
    case MH_BY_LATIN_PREFIX: mh_text_latin(t, w, key); break;
    case MH_BY_NAME: *form = mh_name_key(t, w, key); break;
    default: mh_text_fold(t, w, key); break;
    }
}

bool mh_sym_is_name(mh_view w) {
    size_t next = 0;
    return w.len > 0 && !u_islower((UChar32)mh_cp_at(w, 0, &next));
}

static uint32_t intern(mh_matcher *m, char how, mh_view key) {
    uint64_t h = mh_sym_hash(how, key);
    uint32_t id = mh_sym_get(m, h, how, key);
    if (id) return id;
    if (m->symbols.len * 2 >= m->slots.len) grow_slots(m);
    mh_place p = put_pool(m, (mh_view){&how, 1});
    put_pool(m, key);
    mh_vec_push(&m->symbols, ((mh_symbol){p.at, (uint32_t)key.len + 1, MH_NONE}));
    id = (uint32_t)m->symbols.len;
    size_t mask = m->slots.len - 1, k = (size_t)h & mask;
    while (m->slots.ptr[k].id) k = (k + 1) & mask;
    m->slots.ptr[k] = (mh_slot){(uint32_t)(h >> 32), id};
    return id;
}

static uint32_t new_node(mh_matcher *m) {
    mh_vec_push(&m->nodes, ((mh_node){.first = MH_NONE, .last = MH_NONE}));
    return (uint32_t)m->nodes.len - 1;
}

static uint32_t step_make(mh_matcher *m, uint32_t node, uint32_t symbol) {
    if (node == 0) {
        mh_symbol *x = &m->symbols.ptr[symbol - 1];
        if (x->root == MH_NONE) x->root = new_node(m);
        return x->root;
    }
    uint32_t to = mh_edge_get(m, node, symbol);
    if (to != MH_NONE) return to;
    if (m->edges_used * 2 >= m->edges.len) grow_edges(m);
    uint64_t key = (uint64_t)node << 32 | symbol;
    size_t mask = m->edges.len - 1, k = (size_t)mh_edge_mix(key) & mask;
    while (m->edges.ptr[k].key) k = (k + 1) & mask;
    uint32_t fresh = new_node(m);
    m->edges.ptr[k] = (mh_edge){.key = key, .to = fresh};
    m->nodes.ptr[node].filter |= mh_node_bit(symbol);
    m->edges_used++;
    return m->edges.ptr[k].to;
}

static uint32_t symbol_make(mh_matcher *m, mh_text *t, mh_view w, bool prefix, unsigned flags,
                            const char *lang, uint64_t *form) {
    mh_buf key = {0};
    char how = flags & MH_MATCH_NAME    ? (prefix ? MH_BY_PREFIX : MH_BY_NAME)
               : flags & MH_MATCH_LATIN ? (prefix ? MH_BY_LATIN_PREFIX : MH_BY_LATIN)
               : prefix                 ? MH_BY_PREFIX
               : flags & MH_MATCH_STEM  ? MH_BY_STEM
                                        : MH_BY_FOLD;
    mh_sym_key(t, how, lang, w, &key, form);
    if (how == MH_BY_NAME && (key.len == 0 || !mh_sym_is_name(w))) { /* a number, ibn */
        *form = 0;
        how = MH_BY_FOLD;
        mh_sym_key(t, how, lang, w, &key, form);
    }
    size_t len = key.len <= MH_TOKEN_MAX ? key.len : MH_TOKEN_MAX;
    if (how == MH_BY_PREFIX) {
        m->prefix[len] = true;
        mh_prefix_note(m, mh_buf_view(&key));
    }
    if (how == MH_BY_LATIN_PREFIX) m->latin_prefix[len] = true;
    if (how == MH_BY_LATIN || how == MH_BY_LATIN_PREFIX) m->has |= MH_HAS_LATIN;
    if (how == MH_BY_STEM) m->has |= MH_HAS_STEMS;
    if (how == MH_BY_NAME) m->has |= MH_HAS_NAMES;
    if (how == MH_BY_PREFIX) m->has |= MH_HAS_PREFIX;
    uint32_t id = intern(m, how, mh_buf_view(&key));
    mh_buf_clear(&key);
    return id;
}

/* --- entries --- */

/* Number of a type or file among those of its kind; places are kept once. */
static uint32_t number_of(mh_matcher *m, char kind, mh_view name) {
    mh_buf key = {0};
    bool fresh = false;
    mh_buf_putc(&key, kind);
    mh_buf_put(&key, name);
    mh_value *v = mh_map_at(m->known, mh_buf_view(&key), &fresh);
    mh_buf_clear(&key);
    if (!fresh) return (uint32_t)v->num;
    mh_place p = put_pool(m, name);
    if (kind == 't') {
        v->num = m->types.len;
        mh_vec_push(&m->types, p);
    } else {
        v->num = m->files.len;
        mh_vec_push(&m->files, p);
    }
    return (uint32_t)v->num;
}

static mh_place attributes_of(mh_matcher *m, mh_view text) {
    mh_buf key = {0};
    bool fresh = false;
    if (text.len == 0) return (mh_place){0};
    mh_buf_putc(&key, 'a');
    mh_buf_put(&key, text);
    mh_value *v = mh_map_at(m->known, mh_buf_view(&key), &fresh);
    mh_buf_clear(&key);
    if (fresh) v->num = put_pool(m, text).at;
    return (mh_place){(uint32_t)v->num, (uint32_t)text.len};
}

static mh_rc check_phrase(const mh_matcher *m, mh_text *t, mh_view phrase, const mh_match_entry *x,
                          const char *lang, mh_err *e) {
    size_t at = 0, n = 0;
    mh_token w;
    while (n <= MH_MATCH_TOKENS && mh_token_next(phrase, &at, &w)) n++;
    if (m->borrowed) return mh_fail(e, MH_E_USAGE, "a compiled matcher takes no more phrases");
    if (m->entries.len >= MH_MATCH_ENTRIES)
        return mh_fail(e, MH_E_LIMIT, "a matcher has at most %u phrases", MH_MATCH_ENTRIES);
    if (m->pool.len > MH_MATCH_POOL)
        return mh_fail(e, MH_E_LIMIT, "a matcher holds at most %u bytes of text", MH_MATCH_POOL);
    if (n == 0)
        return mh_fail(e, MH_E_USAGE, "phrase \"%.*s\": no words",
                       MH_FMT(mh_utf8_cut(phrase, 200)));
    if (n > MH_MATCH_TOKENS) {
        return mh_fail(e, MH_E_USAGE, "phrase \"%.*s\": too many words, the limit is %d",
                       MH_FMT(mh_utf8_cut(phrase, 200)), MH_MATCH_TOKENS);
    }
    if ((x->flags & MH_MATCH_STEM) && !mh_text_can_stem(t, lang)) {
        return mh_fail(e, MH_E_USAGE, "phrase \"%.*s\": no stemmer for language \"%s\"",
                       MH_FMT(mh_utf8_cut(phrase, 200)), lang ? lang : "");
    }
    return MH_OK;
}

mh_rc mh_matcher_add_entry(mh_matcher *m, mh_text *t, mh_view phrase, const mh_match_entry *x,
                           const char *lang, mh_err *e) {
    size_t at = 0;
    mh_token w;
    uint32_t node = 0, id = (uint32_t)m->entries.len;
    if (check_phrase(m, t, phrase, x, lang, e) != MH_OK) return MH_FAIL;
    mh_entry y = {.payload = x->payload, .next = MH_NONE, .flags = x->flags, .line = x->line};
    for (unsigned i = 0; mh_token_next(phrase, &at, &w); i++) {
        bool prefix = w.to < phrase.len && phrase.ptr[w.to] == '*';
        uint64_t form = 0;
        node = step_make(
            m, node,
            symbol_make(m, t, mh_view_sub(phrase, w.from, w.to), prefix, x->flags, lang, &form));
        if (i < MH_NAME_WORDS) y.form |= (form & 0xFF) << (8 * i);
    }
    y.type = number_of(m, 't', x->type);
    y.file = number_of(m, 'f', x->file);
    if (x->id.len) y.id = put_pool(m, x->id);
    y.attributes = attributes_of(m, x->attributes);
    mh_node *n = &m->nodes.ptr[node];
    if (n->last == MH_NONE)
        n->first = id;
    else
        m->entries.ptr[n->last].next = id;
    n->last = id;
    mh_vec_push(&m->entries, y);
    return MH_OK;
}

mh_rc mh_matcher_add(mh_matcher *m, mh_text *t, mh_view phrase, uint64_t payload, unsigned flags,
                     const char *lang, mh_err *e) {
    mh_match_entry x = {.payload = payload, .flags = flags};
    return mh_matcher_add_entry(m, t, phrase, &x, lang, e);
}

mh_match_entry mh_matcher_entry(const mh_matcher *m, size_t i) {
    const mh_entry *x = &m->entries.ptr[i];
    return (mh_match_entry){.payload = x->payload,
                            .type = in_pool(m, m->types.ptr[x->type]),
                            .id = in_pool(m, x->id),
                            .attributes = in_pool(m, x->attributes),
                            .file = in_pool(m, m->files.ptr[x->file]),
                            .line = x->line,
                            .flags = x->flags};
}

size_t mh_matcher_types(const mh_matcher *m) {
    return m->types.len;
}

mh_view mh_matcher_type(const mh_matcher *m, size_t type) {
    return in_pool(m, m->types.ptr[type]);
}

size_t mh_matcher_type_of(const mh_matcher *m, size_t entry) {
    return m->entries.ptr[entry].type;
}
