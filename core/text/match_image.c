#include "base/image.h"
#include "text/match_priv.h"

/* The image of a matcher (base/image.h): what is no array, then the arrays. */
#define KIND    "mhmatch"
#define VERSION 2u

typedef struct info {
    uint64_t edges_used;
    uint32_t has, zero;
    bool prefix[MH_TOKEN_MAX + 1], latin_prefix[MH_TOKEN_MAX + 1];
    char pad[6];
} info;
_Static_assert(sizeof(info) % 8 == 0, "no bytes without a value");

enum { INFO, SLOTS, SYMBOLS, EDGES, NODES, ENTRIES, TYPES, FILES, POOL, PARTS };

static const size_t sizes[PARTS] = {sizeof(info),     sizeof(mh_slot),  sizeof(mh_symbol),
                                    sizeof(mh_edge),  sizeof(mh_node),  sizeof(mh_entry),
                                    sizeof(mh_place), sizeof(mh_place), 1};

void mh_matcher_save(const mh_matcher *m, mh_buf *out) {
    info x = {.edges_used = m->edges_used, .has = m->has};
    memcpy(x.prefix, m->prefix, sizeof x.prefix);
    memcpy(x.latin_prefix, m->latin_prefix, sizeof x.latin_prefix);
#define MH_PART(vec)                                                                               \
    { m->vec.ptr, m->vec.len, sizeof *m->vec.ptr }
    const mh_image_part parts[PARTS] = {{&x, 1, sizeof x}, MH_PART(slots), MH_PART(symbols),
                                        MH_PART(edges),    MH_PART(nodes), MH_PART(entries),
                                        MH_PART(types),    MH_PART(files), MH_PART(pool)};
#undef MH_PART
    mh_image_put(out, KIND, VERSION, parts, PARTS);
}

/* --- reading --- */

static bool power_of_two(size_t n) {
    return n && (n & (n - 1)) == 0;
}

static bool place_ok(const mh_matcher *m, mh_place p) {
    return p.at <= m->pool.len && p.len <= m->pool.len - p.at;
}

/* Symbols and their slots; a table without a free slot would be searched for ever. */
static bool symbols_ok(const mh_matcher *m) {
    size_t used = 0;
    for (size_t i = 0; i < m->symbols.len; i++) {
        const mh_symbol *x = &m->symbols.ptr[i];
        if (x->len == 0 || !place_ok(m, (mh_place){x->name, x->len})) return false;
        if (x->root != MH_NONE && x->root >= m->nodes.len) return false;
    }
    for (size_t i = 0; i < m->slots.len; i++) {
        if (m->slots.ptr[i].id > m->symbols.len) return false;
        used += m->slots.ptr[i].id != 0;
    }
    return used < m->slots.len;
}

static bool trie_ok(const mh_matcher *m) {
    size_t used = 0;
    for (size_t i = 0; i < m->edges.len; i++) {
        if (m->edges.ptr[i].key && m->edges.ptr[i].to >= m->nodes.len) return false;
        used += m->edges.ptr[i].key != 0;
    }
    for (size_t i = 0; i < m->nodes.len; i++) {
        uint32_t first = m->nodes.ptr[i].first;
        if (first != MH_NONE && first >= m->entries.len) return false;
    }
    return used < m->edges.len && m->nodes.len > 0;
}

static bool entries_ok(const mh_matcher *m) {
    for (size_t i = 0; i < m->entries.len; i++) {
        const mh_entry *x = &m->entries.ptr[i];
        if (x->next != MH_NONE && (x->next <= i || x->next >= m->entries.len)) return false;
        if (x->type >= m->types.len || x->file >= m->files.len) return false;
        if (!place_ok(m, x->id) || !place_ok(m, x->attributes)) return false;
    }
    for (size_t i = 0; i < m->types.len; i++) {
        if (!place_ok(m, m->types.ptr[i])) return false;
    }
    for (size_t i = 0; i < m->files.len; i++) {
        if (!place_ok(m, m->files.ptr[i])) return false;
    }
    return true;
}

/* The image is ours alone to read. */
static void borrow(mh_matcher *m, const mh_image_part *parts) {
#define MH_TAKE(vec, i) m->vec.ptr = (void *)(uintptr_t)parts[i].ptr, m->vec.len = parts[i].len
    MH_TAKE(slots, SLOTS);
    MH_TAKE(symbols, SYMBOLS);
    MH_TAKE(edges, EDGES);
    MH_TAKE(nodes, NODES);
    MH_TAKE(entries, ENTRIES);
    MH_TAKE(types, TYPES);
    MH_TAKE(files, FILES);
    MH_TAKE(pool, POOL);
#undef MH_TAKE
}

/* A flag of the image as a bool: any other byte than 0 and 1 is none. */
static bool info_ok(const mh_image_part *parts) {
    if (parts[INFO].len != 1 || parts[ENTRIES].len > MH_MATCH_ENTRIES) return false;
    const info *x = parts[INFO].ptr;
    const unsigned char *p = (const unsigned char *)x->prefix;
    for (size_t i = 0; i < sizeof x->prefix + sizeof x->latin_prefix; i++) {
        if (p[i] > 1) return false;
    }
    return power_of_two(parts[SLOTS].len) && power_of_two(parts[EDGES].len);
}

mh_rc mh_matcher_attach(mh_matcher **out, mh_view image, mh_err *e) {
    mh_image_part parts[PARTS];
    *out = NULL;
    for (int i = 0; i < PARTS; i++) parts[i].size = sizes[i];
    if (mh_image_open(parts, PARTS, image, KIND, VERSION, e) != MH_OK) return MH_FAIL;
    if (!info_ok(parts)) return mh_fail(e, MH_E_CORRUPT, "compiled dictionary: damaged");
    const info *x = parts[INFO].ptr;
    mh_matcher *m = mh_alloc(sizeof *m);
    m->borrowed = true;
    m->has = x->has;
    m->edges_used = x->edges_used;
    memcpy(m->prefix, x->prefix, sizeof m->prefix);
    memcpy(m->latin_prefix, x->latin_prefix, sizeof m->latin_prefix);
    borrow(m, parts);
    if (!symbols_ok(m) || !trie_ok(m) || !entries_ok(m)) {
        mh_matcher_free(m);
        return mh_fail(e, MH_E_CORRUPT, "compiled dictionary: an index leads outside");
    }
    for (size_t i = 0; i < m->symbols.len; i++) {
        const mh_symbol *y = &m->symbols.ptr[i];
        const char *name = m->pool.ptr + y->name;
        if (name[0] == MH_BY_PREFIX) mh_prefix_note(m, (mh_view){name + 1, y->len - 1});
    }
    *out = m;
    return MH_OK;
}
