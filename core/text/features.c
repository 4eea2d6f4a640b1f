#include "text/features.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/seen.h"
#include "text/token.h"

#define GRAM_MIN  3
#define GRAM_MAX  5
#define ENDS_MAX  (MH_TOKEN_MAX * 2 + 2) /* letters of a barred word that are looked at */
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

/* The terms under way. */
typedef struct reader {
    MH_VEC(mh_term) terms;
    MH_VEC(uint32_t) keys;
    mh_buf names, barred;
    uint32_t *slots; /* by key: index of a term, and 1; 0: free */
    size_t mask;
} reader;

/* Grams of the word between bars. */
static void put_grams(reader *r, mh_view word) {
    size_t ends[ENDS_MAX + 1] = {0}, n = 0; /* of letter i: ends[i] to ends[i + 1] */
    mh_buf_reset(&r->barred);
    mh_buf_putc(&r->barred, '|');
    mh_buf_put(&r->barred, word);
    mh_buf_putc(&r->barred, '|');
    const unsigned char *s = (const unsigned char *)r->barred.ptr;
    for (size_t i = 1; i <= r->barred.len && n < ENDS_MAX; i++) {
        if (i == r->barred.len || (s[i] & 0xC0) != 0x80) ends[++n] = i; /* a letter begins */
    }
    mh_vec_reserve(&r->keys, n * (GRAM_MAX - GRAM_MIN + 1));
    uint32_t *out = r->keys.ptr + r->keys.len;
    for (size_t i = 0; i + GRAM_MIN <= n; i++) {
        uint64_t h = start_of(MH_FAMILY_GRAM);
        size_t at = ends[i], last = n < i + GRAM_MAX ? n : i + GRAM_MAX;
        for (size_t k = i + 1; k <= last; k++) {
            for (; at < ends[k]; at++) h = (h ^ s[at]) * FNV_PRIME;
            if (k >= i + GRAM_MIN) *out++ = key_of(h, MH_FAMILY_GRAM);
        }
    }
    r->keys.len = (size_t)(out - r->keys.ptr);
}

static mh_view name_of(const reader *r, const mh_term *x) {
    return mh_view_sub(mh_buf_view(&r->names), x->name, x->name + x->len);
}

static void grow(reader *r) {
    size_t n = r->mask ? (r->mask + 1) * 2 : 512;
    free(r->slots);
    r->slots = mh_alloc_array(n, sizeof *r->slots);
    r->mask = n - 1;
    for (size_t i = 0; i < r->terms.len; i++) {
        size_t at = r->keys.ptr[r->terms.ptr[i].first] >> 2 & r->mask;
        while (r->slots[at]) at = (at + 1) & r->mask;
        r->slots[at] = (uint32_t)i + 1;
    }
}

/* Counts the term with that key; fresh when it was not there and was made, without a name. */
static mh_term *term_at(reader *r, uint32_t key, uint32_t before, mh_view word, bool *fresh) {
    if ((r->terms.len + 1) * 2 > r->mask) grow(r);
    size_t at = key >> 2 & r->mask; /* keys are spread evenly above their family */
    for (; r->slots[at]; at = (at + 1) & r->mask) {
        mh_term *x = &r->terms.ptr[r->slots[at] - 1];
        if (r->keys.ptr[x->first] != key || x->before != before || !mh_view_eq(name_of(r, x), word))
            continue;
        x->n++;
        *fresh = false;
        return x;
    }
    mh_term made = {.before = before, .first = (uint32_t)r->keys.len, .keys = 1, .n = 1};
    mh_vec_push(&r->terms, made);
    mh_vec_push(&r->keys, key);
    r->slots[at] = (uint32_t)r->terms.len;
    *fresh = true;
    return &r->terms.ptr[r->terms.len - 1];
}

/* Counts the word; the index of its term, and 1. */
static uint32_t read_word(reader *r, mh_view word, mh_features which) {
    bool fresh = false;
    uint32_t key = key_of(add_bytes(start_of(MH_FAMILY_WORD), word), MH_FAMILY_WORD);
    mh_term *x = term_at(r, key, 0, word, &fresh);
    if (fresh) {
        x->name = (uint32_t)r->names.len;
        x->len = (uint32_t)word.len;
        mh_buf_put(&r->names, word);
        if (which == MH_FEATURES_CHARS) put_grams(r, word);
        x->keys = (uint32_t)r->keys.len - x->first;
    }
    return (uint32_t)(x - r->terms.ptr) + 1;
}

static void read_pair(reader *r, uint32_t before, uint32_t second) {
    bool fresh = false;
    mh_view word = name_of(r, &r->terms.ptr[second - 1]);
    uint64_t h = start_of(MH_FAMILY_PAIR);
    h = add_bytes(h, name_of(r, &r->terms.ptr[before - 1]));
    h = add_bytes(add_bytes(h, MH_VIEW(" ")), word);
    mh_term *x = term_at(r, key_of(h, MH_FAMILY_PAIR), before, word, &fresh);
    if (!fresh) return;
    x->name = r->terms.ptr[second - 1].name;
    x->len = r->terms.ptr[second - 1].len;
}

static void read_text(reader *r, mh_text *t, mh_view s, mh_features which) {
    mh_buf word = {0};
    mh_token w;
    size_t at = 0;
    uint32_t before = 0;
    while (mh_token_next(s, &at, &w)) {
        if (w.digits) continue;
        mh_buf_reset(&word);
        mh_text_fold(t, mh_view_sub(s, w.from, w.to), &word);
        mh_view k = mh_buf_view(&word);
        if (k.len == 0 || (k.len == 1 && (unsigned char)k.ptr[0] < 0x80)) continue;
        uint32_t term = read_word(r, k, which);
        if (before) read_pair(r, before, term);
        before = term;
    }
    mh_buf_clear(&word);
}

/* Terms as one block, which is what is kept: how much there is of each, then terms, keys, names. */
typedef struct block {
    size_t terms, keys, names;
} block;

static mh_terms terms_in(const void *p) {
    const block *b = p;
    mh_terms x = {.ptr = (const void *)(b + 1), .len = b->terms, .keys_len = b->keys};
    x.keys = (const void *)(x.ptr + x.len);
    x.names = (const void *)(x.keys + x.keys_len);
    return x;
}

mh_terms mh_features_terms(mh_text *t, mh_arena *a, mh_view s, mh_features which) {
    s = mh_utf8_cut(s, MH_FEATURES_LOOK);
    mh_seen_list *seen = mh_seen_at(t, MH_SEEN_TERMS, s);
    if (seen && seen->known && seen->how == (int)which) return terms_in(mh_seen_copy(seen, a, 1));
    reader r = {0};
    read_text(&r, t, s, which);
    size_t terms = r.terms.len * sizeof *r.terms.ptr, keys = r.keys.len * sizeof *r.keys.ptr;
    size_t size = sizeof(block) + terms + keys + r.names.len;
    char *p = mh_arena_alloc(a, size), *to = p + sizeof(block);
    *(block *)(void *)p = (block){r.terms.len, r.keys.len, r.names.len};
    if (terms) memcpy(to, r.terms.ptr, terms);
    if (keys) memcpy(to + terms, r.keys.ptr, keys);
    if (r.names.len) memcpy(to + terms + keys, r.names.ptr, r.names.len);
    mh_seen_keep(seen, p, size, 1);
    if (seen) seen->how = (int)which;
    mh_vec_clear(&r.terms);
    mh_vec_clear(&r.keys);
    mh_buf_clear(&r.names);
    mh_buf_clear(&r.barred);
    free(r.slots);
    return terms_in(p);
}

mh_view mh_term_name(const mh_terms *x, mh_arena *a, size_t i) {
    const mh_term *w = &x->ptr[i], *b = w->before ? &x->ptr[w->before - 1] : NULL;
    mh_view word = {x->names + w->name, w->len};
    if (b == NULL) return mh_arena_dup(a, word);
    return mh_arena_printf(a, "%.*s %.*s", (int)b->len, x->names + b->name, MH_FMT(word));
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

void mh_features_sort_upper(uint64_t *all, uint64_t *spare, size_t n, uint64_t below) {
    bool few = below <= 1u << 20;
    unsigned bits = few ? 10 : 8, end = few ? 52 : 64; /* two passes or four, an even number too */
    uint64_t mask = (1u << bits) - 1;
    for (unsigned shift = 32; shift < end; shift += bits) {
        uint32_t at[(1u << 10) + 1] = {0};
        for (size_t i = 0; i < n; i++) at[(all[i] >> shift & mask) + 1]++;
        for (size_t i = 1; i <= mask; i++) at[i] += at[i - 1];
        for (size_t i = 0; i < n; i++) spare[at[all[i] >> shift & mask]++] = all[i];
        uint64_t *swap = all;
        all = spare;
        spare = swap;
    }
}

mh_bag mh_features_bag(mh_text *t, mh_arena *a, mh_view s, mh_features which) {
    mh_terms x = mh_features_terms(t, a, s, which);
    mh_bag bag = {0};
    if (x.keys_len == 0) return bag;
    uint64_t *all = mh_alloc_array(x.keys_len, sizeof *all);
    uint64_t *spare = mh_alloc_array(x.keys_len, sizeof *spare);
    for (size_t i = 0; i < x.len; i++) {
        for (size_t k = x.ptr[i].first, end = k + x.ptr[i].keys; k < end; k++)
            all[k] = (uint64_t)x.keys[k] << 32 | x.ptr[i].n;
    }
    mh_features_sort_upper(all, spare, x.keys_len, (uint64_t)1 << 32);
    bag.ptr = mh_arena_array(a, x.keys_len, sizeof *bag.ptr);
    for (size_t i = 0; i < x.keys_len; i++) {
        uint32_t key = (uint32_t)(all[i] >> 32), n = (uint32_t)all[i];
        if (bag.len && bag.ptr[bag.len - 1].key == key)
            bag.ptr[bag.len - 1].n += n;
        else
            bag.ptr[bag.len++] = (mh_feature){key, n};
    }
    free(all);
    free(spare);
    return bag;
}
