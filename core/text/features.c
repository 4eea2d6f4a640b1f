#include "text/features.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/seen.h"
#include "text/text_priv.h"
#include "text/token.h"

#define GRAM_MIN  3
#define GRAM_MAX  5
#define FNV_PRIME 0x100000001b3ull

static uint64_t add_bytes(uint64_t h, mh_view v) {
    for (size_t i = 0; i < v.len; i++) h = (h ^ (unsigned char)v.ptr[i]) * FNV_PRIME;
    return h;
}

static uint32_t key_of(uint64_t h, mh_family family) {
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdull; /* the finish of MurmurHash3: every bit of h moves every bit */
    h ^= h >> 33;
    return ((uint32_t)(h >> 32) & ~3u) | (uint32_t)family;
}

static uint64_t start_of(mh_family family) {
    return (MH_FEATURES_SEED ^ (uint64_t)family) * FNV_PRIME;
}

/* Grams of the word between bars; barred is scratch. */
static void visit_grams(mh_view word, mh_buf *barred, mh_feature_fn *fn, void *arg) {
    size_t ends[MH_TOKEN_MAX * 2 + 3], n = 0, next = 0;
    mh_buf_reset(barred);
    mh_buf_putc(barred, '|');
    mh_buf_put(barred, word);
    mh_buf_putc(barred, '|');
    mh_view w = mh_buf_view(barred);
    for (size_t i = 0; i < w.len && n < MH_TOKEN_MAX * 2 + 2; i = next) {
        mh_cp_at(w, i, &next);
        ends[n++] = next;
    }
    for (size_t i = 0; i + GRAM_MIN <= n; i++) {
        size_t from = i ? ends[i - 1] : 0;
        uint64_t h = start_of(MH_FAMILY_GRAM);
        for (size_t k = i; k < n && k < i + GRAM_MAX; k++) {
            h = add_bytes(h, mh_view_sub(w, from, ends[k]));
            from = ends[k];
            if (k + 1 >= i + GRAM_MIN) fn(key_of(h, MH_FAMILY_GRAM), (mh_view){0}, word, arg);
        }
    }
}

static void visit_pair(mh_view before, mh_view word, mh_feature_fn *fn, void *arg) {
    uint64_t h = add_bytes(start_of(MH_FAMILY_PAIR), before);
    h = add_bytes(h, MH_VIEW(" "));
    fn(key_of(add_bytes(h, word), MH_FAMILY_PAIR), before, word, arg);
}

void mh_features_visit(mh_text *t, mh_view s, mh_features which, mh_feature_fn *fn, void *arg) {
    mh_buf words[2] = {{0}, {0}}, barred = {0};
    mh_token w;
    size_t at = 0, now = 0;
    s = mh_utf8_cut(s, MH_FEATURES_LOOK);
    while (mh_token_next(s, &at, &w)) {
        mh_buf_reset(&words[now]);
        mh_text_fold(t, mh_view_sub(s, w.from, w.to), &words[now]);
        mh_view k = mh_buf_view(&words[now]), before = mh_buf_view(&words[1 - now]);
        if (w.digits || k.len == 0 || (k.len == 1 && (unsigned char)k.ptr[0] < 0x80)) continue;
        fn(key_of(add_bytes(start_of(MH_FAMILY_WORD), k), MH_FAMILY_WORD), (mh_view){0}, k, arg);
        if (before.len) visit_pair(before, k, fn, arg);
        if (which == MH_FEATURES_CHARS) visit_grams(k, &barred, fn, arg);
        now = 1 - now;
    }
    mh_buf_clear(&words[0]);
    mh_buf_clear(&words[1]);
    mh_buf_clear(&barred);
}

void mh_features_sort(uint32_t *keys, uint32_t *spare, size_t n) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
        size_t at[257] = {0};
        for (size_t i = 0; i < n; i++) at[((keys[i] >> shift) & 255) + 1]++;
        for (size_t i = 1; i < 257; i++) at[i] += at[i - 1];
        for (size_t i = 0; i < n; i++) spare[at[(keys[i] >> shift) & 255]++] = keys[i];
        uint32_t *swap = keys; /* an even number of passes: the result ends where it began */
        keys = spare;
        spare = swap;
    }
}

typedef struct heap {
    MH_VEC(uint32_t) keys;
} heap;

static void collect(uint32_t key, mh_view before, mh_view word, void *arg) {
    (void)before, (void)word;
    heap *h = arg;
    mh_vec_push(&h->keys, key);
}

mh_bag mh_features_bag(mh_text *t, mh_arena *a, mh_view s, mh_features which) {
    heap h = {0};
    mh_bag bag = {0};
    mh_seen_list *seen = mh_seen_at(t, MH_SEEN_BAG, s);
    if (seen && seen->known && seen->how == (int)which)
        return (mh_bag){mh_seen_copy(seen, a, sizeof *bag.ptr), seen->len};
    mh_features_visit(t, s, which, collect, &h);
    if (h.keys.len == 0) return bag;
    uint32_t *spare = mh_alloc_array(h.keys.len, sizeof *spare);
    mh_features_sort(h.keys.ptr, spare, h.keys.len);
    size_t distinct = 0;
    for (size_t i = 0; i < h.keys.len; i++)
        distinct += i == 0 || h.keys.ptr[i] != h.keys.ptr[i - 1];
    bag.ptr = mh_arena_array(a, distinct, sizeof *bag.ptr);
    for (size_t i = 0; i < h.keys.len; i++) {
        if (i && h.keys.ptr[i] == h.keys.ptr[i - 1])
            bag.ptr[bag.len - 1].n++;
        else
            bag.ptr[bag.len++] = (mh_feature){h.keys.ptr[i], 1};
    }
    free(spare);
    mh_vec_clear(&h.keys);
    mh_seen_keep(seen, bag.ptr, bag.len, sizeof *bag.ptr);
    if (seen) seen->how = (int)which;
    return bag;
}
