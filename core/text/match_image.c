#include "text/match.h"
#include "text/match_priv.h"

#include <stdlib.h>

/* The image of a matcher: this head, then the arrays in the order of `sections`, each begun at a
 * multiple of 8. It is read by the program that wrote it, so the machine's own byte order will do;
 * `order` tells another machine's. */
#define MAGIC   "mhmatch"
#define VERSION 1u
#define ORDER   0x01020304u
#define PARTS   8

typedef struct head {
    char magic[8];
    uint32_t version, order;
    uint64_t size, sum; /* of the whole image; of what follows this field */
    uint64_t counts[PARTS];
    uint64_t edges_used;
    uint32_t has, zero;
    bool prefix[MH_TOKEN_MAX + 1], latin_prefix[MH_TOKEN_MAX + 1];
    char pad[6];
} head;
_Static_assert(sizeof(head) % 8 == 0, "sections are aligned");

/* Four lanes of multiply and rotate over eight bytes each: as fast as memory. Finds damage, not malice. */
static uint64_t checksum(const char *p, size_t len) {
    uint64_t lane[4] = {1, 2, 3, 4}, w[4] = {0};
    for (; len >= sizeof w; p += sizeof w, len -= sizeof w) {
        memcpy(w, p, sizeof w);
        for (int i = 0; i < 4; i++) {
            lane[i] = (lane[i] ^ w[i]) * 0x9E3779B97F4A7C15u;
            lane[i] = lane[i] << 29 | lane[i] >> 35;
        }
    }
    memset(w, 0, sizeof w);
    memcpy(w, p, len);
    for (int i = 0; i < 4; i++) lane[i] = (lane[i] ^ w[i]) * 0x9E3779B97F4A7C15u;
    uint64_t sum = len;
    for (int i = 0; i < 4; i++) sum = (sum ^ lane[i] ^ lane[i] >> 31) * 0xd6e8feb86659fd93u;
    return sum ^ sum >> 32;
}

#define SUM_FROM (offsetof(head, sum) + sizeof(uint64_t))
_Static_assert(offsetof(head, sum) == MH_IMAGE_SUM_AT, "as match_priv.h says");

static const size_t sizes[PARTS] = {
    sizeof(mh_slot),  sizeof(mh_symbol), sizeof(mh_edge),  sizeof(mh_node),
    sizeof(mh_entry), sizeof(mh_place),  sizeof(mh_place), 1};

static size_t padded(size_t n) {
    return (n + 7) & ~(size_t)7;
}

static void put_padded(mh_buf *out, const void *p, size_t n) {
    static const char zeros[8] = {0};
    mh_buf_put_n(out, p, n);
    mh_buf_put_n(out, zeros, padded(n) - n);
}

void mh_matcher_save(const mh_matcher *m, mh_buf *out) {
    const void *parts[PARTS] = {m->slots.ptr,   m->symbols.ptr, m->edges.ptr, m->nodes.ptr,
                                m->entries.ptr, m->types.ptr,   m->files.ptr, m->pool.ptr};
    head h = {.magic = MAGIC,
              .version = VERSION,
              .order = ORDER,
              .counts = {m->slots.len, m->symbols.len, m->edges.len, m->nodes.len, m->entries.len,
                         m->types.len, m->files.len, m->pool.len},
              .edges_used = m->edges_used,
              .has = m->has};
    memcpy(h.prefix, m->prefix, sizeof h.prefix);
    memcpy(h.latin_prefix, m->latin_prefix, sizeof h.latin_prefix);
    h.size = sizeof h;
    for (int i = 0; i < PARTS; i++) h.size += padded(h.counts[i] * sizes[i]);
    size_t start = out->len;
    mh_buf_reserve(out, h.size);
    mh_buf_put_n(out, (const char *)&h, sizeof h);
    for (int i = 0; i < PARTS; i++) put_padded(out, parts[i], h.counts[i] * sizes[i]);
    mh_image_seal(out->ptr + start, h.size);
}

void mh_image_seal(char *image, size_t len) {
    uint64_t sum = checksum(image + SUM_FROM, len - SUM_FROM);
    memcpy(image + MH_IMAGE_SUM_AT, &sum, sizeof sum);
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

static bool head_ok(const head *h, size_t size) {
    if (memcmp(h->magic, MAGIC, sizeof h->magic) != 0 || h->version != VERSION) return false;
    if (h->order != ORDER || h->size != size) return false;
    size_t want = sizeof *h;
    for (int i = 0; i < PARTS; i++) {
        if (h->counts[i] > UINT32_MAX) return false;
        want += padded(h->counts[i] * sizes[i]);
    }
    return want == size && h->counts[4] <= MH_MATCH_ENTRIES && power_of_two(h->counts[0]) &&
           power_of_two(h->counts[2]);
}

/* The n elements of a section; *at moves behind it. The image is ours alone to read. */
static void *section(mh_view image, size_t *at, size_t n, size_t size) {
    void *p = (void *)(uintptr_t)(image.ptr + *at);
    *at += padded(n * size);
    return p;
}

static void borrow(mh_matcher *m, const head *h, mh_view image) {
    size_t at = sizeof *h;
#define MH_TAKE(vec, i)                                                                            \
    m->vec.ptr = section(image, &at, h->counts[i], sizes[i]), m->vec.len = h->counts[i]
    MH_TAKE(slots, 0);
    MH_TAKE(symbols, 1);
    MH_TAKE(edges, 2);
    MH_TAKE(nodes, 3);
    MH_TAKE(entries, 4);
    MH_TAKE(types, 5);
    MH_TAKE(files, 6);
    MH_TAKE(pool, 7);
#undef MH_TAKE
}

/* A flag of the image as a bool: any other byte than 0 and 1 is none. */
static bool flags_ok(const head *h) {
    const unsigned char *p = (const unsigned char *)h->prefix;
    for (size_t i = 0; i < sizeof h->prefix + sizeof h->latin_prefix; i++) {
        if (p[i] > 1) return false;
    }
    return true;
}

mh_rc mh_matcher_attach(mh_matcher **out, mh_view image, mh_err *e) {
    const head *h = (const head *)(const void *)image.ptr;
    *out = NULL;
    if (image.len < sizeof *h || (uintptr_t)image.ptr % 8 != 0)
        return mh_fail(e, MH_E_CORRUPT, "compiled dictionary: too short or not aligned");
    if (!head_ok(h, image.len) || !flags_ok(h))
        return mh_fail(e, MH_E_CORRUPT, "compiled dictionary: of another version, or damaged");
    if (checksum(image.ptr + SUM_FROM, image.len - SUM_FROM) != h->sum)
        return mh_fail(e, MH_E_CORRUPT, "compiled dictionary: the checksum is wrong");
    mh_matcher *m = mh_alloc(sizeof *m);
    m->borrowed = true;
    m->has = h->has;
    m->edges_used = h->edges_used;
    memcpy(m->prefix, h->prefix, sizeof m->prefix);
    memcpy(m->latin_prefix, h->latin_prefix, sizeof m->latin_prefix);
    borrow(m, h, image);
    if (!symbols_ok(m) || !trie_ok(m) || !entries_ok(m)) {
        mh_matcher_free(m);
        return mh_fail(e, MH_E_CORRUPT, "compiled dictionary: an index leads outside");
    }
    *out = m;
    return MH_OK;
}
