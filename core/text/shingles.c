#include "text/minhash.h"

#include "base/hash.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/lexicon.h"
#include "text/memo.h"
#include "text/seen.h"
#include "text/shingles_priv.h"
#include "text/text_priv.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

static bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* What is left of a romanised word in which transliterations agree: its consonants and digits. */
static uint64_t key_hash(mh_view latin) {
    char key[MH_TOKEN_MAX * 2];
    size_t n = 0;
    for (size_t i = 0; i < latin.len && n < sizeof key; i++) {
        if (!is_vowel(latin.ptr[i]) && latin.ptr[i] != '\'') key[n++] = latin.ptr[i];
    }
    return mh_hash64((mh_view){key, n}, 1);
}

void mh_shingler_init(mh_shingler *g, mh_text *t) {
    *g = (mh_shingler){.t = t};
}

void mh_shingler_clear(mh_shingler *g) {
    mh_buf_clear(&g->buf);
    mh_vec_clear(&g->words);
    mh_vec_clear(&g->hashes);
    mh_vec_clear(&g->groups);
}

static uint64_t word_hash(mh_shingler *g, mh_view word) {
    bool fresh = false;
    mh_value *v = mh_memo_at(g->t, MH_MEMO_LATIN, "", word, &fresh);
    if (v && !fresh) return v->num;
    mh_buf_reset(&g->buf);
    mh_text_latin(g->t, word, &g->buf);
    uint64_t hash = key_hash(mh_buf_view(&g->buf));
    if (v) v->num = hash;
    return hash;
}

static uint64_t group_hash(const uint64_t *words, size_t n) {
    return mh_hash64((mh_view){(const char *)words, n * sizeof *words}, n);
}

static void read_words(mh_shingler *g, mh_view s) {
    size_t at = 0;
    mh_token w;
    g->words.len = 0;
    while (mh_token_next(s, &at, &w))
        mh_vec_push(&g->words,
                    ((mh_hashed){word_hash(g, mh_view_sub(s, w.from, w.to)), w.from, w.to}));
}

uint64_t mh_shingler_group(mh_shingler *g, size_t first, size_t n) {
    g->groups.len = g->hashes.len = 0;
    if (n == 0) return 0;
    for (size_t i = 0; i < n; i++) mh_vec_push(&g->hashes, g->words.ptr[first + i].hash);
    for (size_t i = 0; i + MH_SHINGLE_WORDS <= n; i++)
        mh_vec_push(&g->groups, group_hash(g->hashes.ptr + i, MH_SHINGLE_WORDS));
    if (n < MH_SHINGLE_WORDS) mh_vec_push(&g->groups, group_hash(g->hashes.ptr, n));
    return group_hash(g->hashes.ptr, n);
}

uint64_t mh_shingler_read(mh_shingler *g, mh_view s) {
    read_words(g, s);
    return mh_shingler_group(g, 0, g->words.len);
}

void mh_shingler_words(mh_shingler *g, mh_arena *a, mh_view s) {
    mh_lex_open(g->t);
    mh_lex_tokens all = mh_lex_read(g->t, a, s, SIZE_MAX);
    g->words.len = 0;
    mh_vec_reserve(&g->words, all.len);
    for (size_t i = 0; i < all.len; i++) {
        const mh_lex_token *w = &all.ptr[i];
        bool fresh = false;
        uint64_t *hash = mh_lex_hash(g->t, w->word, &fresh);
        if (fresh) *hash = word_hash(g, mh_view_sub(s, w->from, w->to));
        mh_vec_push(&g->words, ((mh_hashed){*hash, w->from, w->to}));
    }
    mh_lex_close(g->t);
}

static uint64_t key_at(const char *items, size_t i, size_t size) {
    uint64_t key = 0;
    memcpy(&key, items + i * size, sizeof key);
    return key;
}

static void count_digits(const char *items, size_t n, size_t size, unsigned shift, size_t at[256]) {
    memset(at, 0, 256 * sizeof *at);
    for (size_t i = 0; i < n; i++) {
        at[key_at(items, i, size) >> shift & 255]++;
    }
    for (size_t d = 0, sum = 0; d < 256; d++) {
        size_t here = at[d];
        at[d] = sum;
        sum += here;
    }
}

/* Sorts by the bytes of the keys from shift on, into items again: an even number of them. */
static void sort_digits(char *items, char *room, size_t n, size_t size, unsigned shift) {
    char *from = items, *to = room;
    for (; shift < 64; shift += 8) {
        size_t at[256];
        count_digits(from, n, size, shift, at);
        for (size_t i = 0; i < n; i++)
            memcpy(to + at[key_at(from, i, size) >> shift & 255]++ * size, from + i * size, size);
        char *swap = from;
        from = to;
        to = swap;
    }
}

/* Moves each item of the sorted ones before it behind those that are no greater; false when that takes
 * more steps than is fair. */
static bool settle(char *items, char *one, size_t n, size_t size) {
    size_t left = 4 * n;
    for (size_t i = 1; i < n; i++) {
        uint64_t key = key_at(items, i, size);
        size_t to = i;
        while (to > 0 && key_at(items, to - 1, size) > key) to--;
        if (to == i) continue;
        if (i - to > left) return false;
        left -= i - to;
        memcpy(one, items + i * size, size);
        memmove(items + (to + 1) * size, items + to * size, (i - to) * size);
        memcpy(items + to * size, one, size);
    }
    return true;
}

/* Hashes that agree in their first bytes are few, unless somebody has sought them. */
void mh_sort_hashes(void *items, size_t n, size_t size) {
    char *room = mh_alloc_array(n + 1, size);
    sort_digits(items, room, n, size, n < 4096 ? 48 : 32);
    if (!settle(items, room, n, size)) sort_digits(items, room, n, size, 0);
    free(room);
}

mh_shingles mh_shingles_sorted(mh_arena *a, const uint64_t *groups, size_t len) {
    mh_shingles out = {.ptr = mh_arena_array(a, len + 1, sizeof *out.ptr)};
    if (len == 0) return out;
    memcpy(out.ptr, groups, len * sizeof *groups);
    mh_sort_hashes(out.ptr, len, sizeof *out.ptr);
    for (size_t i = 0; i < len; i++) {
        if (i == 0 || out.ptr[i] != out.ptr[i - 1]) out.ptr[out.len++] = out.ptr[i];
    }
    return out;
}

mh_shingles mh_text_shingles(mh_text *t, mh_arena *a, mh_view s) {
    mh_seen_list *seen = mh_seen_at(t, MH_SEEN_SHINGLES, s);
    if (seen && seen->known)
        return (mh_shingles){mh_seen_copy(seen, a, sizeof(uint64_t)), seen->len};
    mh_shingler g;
    mh_shingler_init(&g, t);
    mh_shingler_words(&g, a, s);
    mh_shingler_group(&g, 0, g.words.len);
    mh_shingles out = mh_shingles_sorted(a, g.groups.ptr, g.groups.len);
    seen = mh_seen_at(t, MH_SEEN_SHINGLES, s);
    mh_seen_keep(seen, out.ptr, out.len, sizeof *out.ptr);
    mh_shingler_clear(&g);
    return out;
}

bool mh_shingles_has(const mh_shingles *x, uint64_t group) {
    const uint64_t *at = x->ptr;
    if (x->len == 0) return false;
    for (size_t n = x->len, half; n > 1; n -= half) { /* without a branch to guess */
        half = n / 2;
        at += at[half - 1] < group ? half : 0;
    }
    return *at == group;
}

size_t mh_shingles_shared(const mh_shingles *x, const mh_shingles *y) {
    size_t n = 0;
    for (size_t i = 0, k = 0; i < x->len && k < y->len;) {
        n += x->ptr[i] == y->ptr[k];
        bool left = x->ptr[i] <= y->ptr[k], right = y->ptr[k] <= x->ptr[i];
        i += left;
        k += right;
    }
    return n;
}

double mh_shingles_share(const mh_shingles *x, const mh_shingles *y) {
    size_t least = x->len < y->len ? x->len : y->len;
    return least ? (double)mh_shingles_shared(x, y) / (double)least : 0;
}

double mh_shingles_jaccard(const mh_shingles *x, const mh_shingles *y) {
    size_t shared = mh_shingles_shared(x, y), all = x->len + y->len - shared;
    return all ? (double)shared / (double)all : 0;
}
