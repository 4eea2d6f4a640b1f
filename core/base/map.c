#include "base/map.h"

#include "base/arena.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

struct mh_map {
    mh_arena *keys;
    MH_VEC(mh_map_entry) entries;
    uint32_t *slots; /* 1 + index into entries, 0 = free */
    size_t mask;     /* slots - 1; 0 before the first insertion */
    uint64_t seed;   /* of the hash: no page can know which of its words will collide */
};

mh_map *mh_map_new(void) {
    mh_map *m = mh_alloc(sizeof *m);
    m->keys = mh_arena_new();
    /* where the system put them differs from process to process; what a map gives does not */
    m->seed = (uint64_t)(uintptr_t)m << 20 ^ (uint64_t)(uintptr_t)m->keys ^ (uintptr_t)&m;
    return m;
}

void mh_map_free(mh_map *m) {
    if (m == NULL) return;
    mh_arena_free(m->keys);
    mh_vec_clear(&m->entries);
    free(m->slots);
    free(m);
}

size_t mh_map_len(const mh_map *m) {
    return m->entries.len;
}

/* Sixteen bytes at a time, each step the two halves of a product of 128 bits (after Wang Yi's wyhash). For
 * tables alone: what a hash is differs from process to process. */
static uint64_t fold(uint64_t a, uint64_t b) {
    __uint128_t p = (__uint128_t)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static uint64_t word_at(const char *p) {
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

static uint64_t hash_of(mh_view key, uint64_t seed) {
    const uint64_t odd = 0xa0761d6478bd642fu, even = 0xe7037ed1a0b428dbu;
    uint64_t h = fold(seed ^ odd, key.len ^ even), a = 0, b = 0;
    const char *p = key.ptr;
    size_t n = key.len;
    for (; n > 16; p += 16, n -= 16) h = fold(word_at(p) ^ odd, word_at(p + 8) ^ h);
    if (n >= 8) { /* the two may overlap */
        a = word_at(p);
        b = word_at(p + n - 8);
    } else {
        for (size_t i = 0; i < n; i++) a = a << 8 | (unsigned char)p[i];
    }
    return fold(even, fold(a ^ odd, b ^ h));
}

static size_t slot_of(const mh_map *m, mh_view key, uint64_t hash) {
    size_t i = (size_t)hash & m->mask;
    for (;; i = (i + 1) & m->mask) {
        uint32_t e = m->slots[i];
        if (e == 0) return i;
        const mh_map_entry *x = &m->entries.ptr[e - 1];
        if (x->hash == hash && mh_view_eq(x->key, key)) return i;
    }
}

static void grow(mh_map *m) {
    size_t n = m->slots ? (m->mask + 1) * 2 : 16;
    free(m->slots);
    m->slots = mh_alloc_array(n, sizeof *m->slots);
    m->mask = n - 1;
    for (size_t i = 0; i < m->entries.len; i++) {
        const mh_map_entry *x = &m->entries.ptr[i];
        m->slots[slot_of(m, x->key, x->hash)] = (uint32_t)(i + 1);
    }
}

mh_value *mh_map_get(const mh_map *m, mh_view key) {
    if (m->slots == NULL) return NULL;
    uint32_t e = m->slots[slot_of(m, key, hash_of(key, m->seed))];
    return e ? &m->entries.ptr[e - 1].val : NULL;
}

mh_value *mh_map_at(mh_map *m, mh_view key, bool *fresh) {
    if (m->slots == NULL || (m->entries.len + 1) * 4 > (m->mask + 1) * 3) grow(m);
    uint64_t hash = hash_of(key, m->seed);
    size_t s = slot_of(m, key, hash);
    bool made = m->slots[s] == 0;
    if (made) {
        if (m->entries.len >= UINT32_MAX - 1) mh_oom();
        mh_map_entry x = {mh_arena_dup(m->keys, key), {0}, hash};
        mh_vec_push(&m->entries, x);
        m->slots[s] = (uint32_t)m->entries.len;
    }
    if (fresh) *fresh = made;
    return &m->entries.ptr[m->slots[s] - 1].val;
}

const mh_map_entry *mh_map_entry_at(const mh_map *m, size_t i) {
    return &m->entries.ptr[i];
}
