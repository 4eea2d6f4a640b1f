#include "text/minhash.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/vec.h"

#include <string.h>

#define BANDS    64
#define ROWS     (MH_MINHASH / BANDS)
#define BIN_BITS 4
#define BINS     (1 << BIN_BITS) /* values that one permutation gives */
#define UNSET    UINT32_MAX

/* Steele, Lea, Flood, Fast splittable pseudorandom number generators (2014): the n-th number. */
static uint64_t splitmix(uint64_t n) {
    uint64_t z = n * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* Of each permutation the smallest hash with each value of the top bits, as the bits below those. Bins
 * that stay empty are UNSET. */
static void fill_bins(const mh_shingles *x, uint64_t by, uint64_t plus, uint32_t bins[BINS]) {
    for (size_t b = 0; b < BINS; b++) bins[b] = UNSET;
    for (size_t i = 0; i < x->len; i++) {
        uint64_t h = x->ptr[i] * by + plus;
        uint32_t value = (uint32_t)(h >> (32 - BIN_BITS)), *bin = &bins[h >> (64 - BIN_BITS)];
        if (value < *bin) *bin = value;
    }
}

/* An empty bin takes what the next full one behind it has, changed by how far that is, so that texts are
 * alike in it that have it from the same bin. */
static void fill_empty(uint32_t bins[BINS]) {
    uint32_t full[BINS];
    memcpy(full, bins, sizeof full);
    for (size_t b = 0; b < BINS; b++) {
        for (size_t far = 1; full[b] == UNSET && far < BINS; far++) {
            uint32_t from = full[(b + far) % BINS];
            if (from == UNSET) continue;
            bins[b] = from + (uint32_t)far * UINT32_C(0x9E3779B1);
            break;
        }
    }
}

/* The hash functions multiply and shift (Dietzfelbinger and others, 1997). */
void mh_minhash_of(const mh_shingles *x, mh_minhash *out) {
    for (size_t k = 0; k < MH_MINHASH / BINS; k++) {
        uint32_t *bins = out->v + k * BINS;
        fill_bins(x, splitmix(2 * k + 1) | 1, splitmix(2 * k + 2), bins);
        fill_empty(bins);
    }
}

double mh_minhash_jaccard(const mh_minhash *x, const mh_minhash *y) {
    size_t same = 0;
    for (size_t k = 0; k < MH_MINHASH; k++) same += x->v[k] == y->v[k];
    return (double)same / MH_MINHASH;
}

typedef MH_VEC(uint32_t) bucket;

typedef struct kept {
    uint64_t *ptr; /* owned; the smallest shingles */
    size_t len;
    uint64_t up_to; /* every shingle up to this one is among them */
} kept;

struct mh_copies {
    MH_VEC(kept) texts;
    MH_VEC(uint64_t) marked; /* the shingles that mark is of: what was looked for is then added */
    mh_minhash mark;
    mh_map *bands; /* band and its rows -> place in buckets + 1 */
    MH_VEC(bucket) buckets;
};

mh_copies *mh_copies_new(void) {
    mh_copies *c = mh_alloc(sizeof *c);
    c->bands = mh_map_new();
    return c;
}

void mh_copies_free(mh_copies *c) {
    if (c == NULL) return;
    for (size_t i = 0; i < c->texts.len; i++) free(c->texts.ptr[i].ptr);
    for (size_t i = 0; i < c->buckets.len; i++) mh_vec_clear(&c->buckets.ptr[i]);
    mh_vec_clear(&c->texts);
    mh_vec_clear(&c->buckets);
    mh_vec_clear(&c->marked);
    mh_map_free(c->bands);
    free(c);
}

size_t mh_copies_len(const mh_copies *c) {
    return c->texts.len;
}

static const mh_minhash *mark_of(mh_copies *c, const mh_shingles *x) {
    bool same = c->marked.len == x->len && x->len > 0 &&
                memcmp(c->marked.ptr, x->ptr, x->len * sizeof *x->ptr) == 0;
    if (same) return &c->mark;
    c->marked.len = 0;
    for (size_t i = 0; i < x->len; i++) mh_vec_push(&c->marked, x->ptr[i]);
    mh_minhash_of(x, &c->mark);
    return &c->mark;
}

static mh_view band_key(const mh_minhash *m, uint32_t band, uint32_t room[ROWS + 1]) {
    room[0] = band;
    memcpy(room + 1, m->v + band * ROWS, ROWS * sizeof *room);
    return (mh_view){(const char *)room, (ROWS + 1) * sizeof *room};
}

size_t mh_copies_add(mh_copies *c, const mh_shingles *x) {
    size_t id = c->texts.len, n = x->len < MH_COPIES_KEPT ? x->len : MH_COPIES_KEPT;
    kept k = {.len = n, .up_to = n < x->len ? x->ptr[n - 1] : UINT64_MAX};
    k.ptr = mh_alloc_array(n + 1, sizeof *k.ptr);
    if (n) memcpy(k.ptr, x->ptr, n * sizeof *k.ptr);
    mh_vec_push(&c->texts, k);
    if (n == 0) return id;
    const mh_minhash *m = mark_of(c, x);
    for (uint32_t b = 0; b < BANDS; b++) {
        uint32_t room[ROWS + 1];
        mh_value *v = mh_map_at(c->bands, band_key(m, b, room), NULL);
        if (v->num == 0) {
            mh_vec_push(&c->buckets, (bucket){0});
            v->num = c->buckets.len;
        }
        bucket *list = &c->buckets.ptr[v->num - 1];
        /* a phrase that stands everywhere tells nothing, so the first ones do */
        if (list->len < MH_COPIES_BUCKET) mh_vec_push(list, (uint32_t)id);
    }
    return id;
}

/* Compares by the shingles up to the largest that both have in full, scaled to all. */
static mh_copy compare(const kept *k, size_t id, const mh_shingles *x) {
    mh_copy out = {.id = id};
    size_t mine = 0, own = 0, shared = 0, i = 0, j = 0;
    while (i < x->len && x->ptr[i] <= k->up_to) {
        while (j < k->len && k->ptr[j] < x->ptr[i]) j++;
        shared += j < k->len && k->ptr[j] == x->ptr[i];
        i++;
    }
    own = i;
    mine = k->len;
    size_t least = own < mine ? own : mine;
    if (least) {
        out.share = (double)shared / (double)least;
        out.jaccard = (double)shared / (double)(own + mine - shared);
    }
    return out;
}

static int by_share(const void *x, const void *y) {
    const mh_copy *a = x, *b = y;
    if (a->share != b->share) return a->share > b->share ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static int by_number(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

mh_copy_list mh_copies_find(mh_copies *c, mh_arena *a, const mh_shingles *x, double min) {
    bucket ids = {0};
    if (x->len == 0) return (mh_copy_list){0};
    const mh_minhash *m = mark_of(c, x);
    for (uint32_t b = 0; b < BANDS; b++) {
        uint32_t room[ROWS + 1];
        const mh_value *v = mh_map_get(c->bands, band_key(m, b, room));
        if (v == NULL) continue;
        const bucket *list = &c->buckets.ptr[v->num - 1];
        for (size_t i = 0; i < list->len; i++) mh_vec_push(&ids, list->ptr[i]);
    }
    if (ids.len) qsort(ids.ptr, ids.len, sizeof *ids.ptr, by_number);
    mh_copy_list out = {.ptr = mh_arena_array(a, ids.len + 1, sizeof *out.ptr)};
    for (size_t i = 0; i < ids.len; i++) {
        if (i && ids.ptr[i] == ids.ptr[i - 1]) continue;
        mh_copy got = compare(&c->texts.ptr[ids.ptr[i]], ids.ptr[i], x);
        if (got.share >= min) out.ptr[out.len++] = got;
    }
    mh_vec_clear(&ids);
    if (out.len) qsort(out.ptr, out.len, sizeof *out.ptr, by_share);
    return out;
}
