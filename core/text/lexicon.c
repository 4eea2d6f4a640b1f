#include "text/lexicon.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/seen.h"
#include "text/stem.h"
#include "text/text_priv.h"

#include <string.h>

typedef struct lex_word {
    mh_view text; /* the lexicon's */
    uint32_t key, letters;
    uint32_t stem;     /* its number + 1; 0: not known */
    char stem_lang[4]; /* in which */
    uint64_t hash;
    bool hashed;
} lex_word;

#define WORDS_LEAST 1024

typedef struct lex_slot {
    uint32_t tag, word; /* upper half of the hash; its number + 1, 0 is free */
} lex_slot;

struct mh_lexicon {
    mh_arena *texts; /* of the words */
    lex_slot *slots; /* a power of two */
    size_t slots_len;
    mh_map *keys, *stems; /* each to its number + 1 */
    MH_VEC(lex_word) word;
    MH_VEC(mh_lex_key) key;
    mh_buf scratch;
    unsigned held;
    int generation; /* how often all was forgotten: lists of older ones say nothing */
};

static void forget(mh_lexicon *x) {
    mh_arena_free(x->texts);
    free(x->slots);
    mh_map_free(x->keys);
    mh_map_free(x->stems);
    x->keys = x->stems = NULL;
    x->texts = NULL;
    x->slots = NULL;
    x->slots_len = 0;
    mh_vec_clear(&x->word);
    mh_vec_clear(&x->key);
}

void mh_lex_open(mh_text *t) {
    if (t->lex == NULL) t->lex = mh_alloc(sizeof *t->lex);
    mh_lexicon *x = t->lex;
    if (x->held++ == 0 && x->word.len >= MH_LEX_WORDS) {
        forget(x);
        x->generation++;
    }
    if (x->keys) return;
    x->texts = mh_arena_new();
    x->keys = mh_map_new();
    x->stems = mh_map_new();
}

void mh_lex_close(mh_text *t) {
    t->lex->held--;
}

void mh_lex_free(mh_text *t) {
    if (t->lex == NULL) return;
    forget(t->lex);
    mh_buf_clear(&t->lex->scratch);
    free(t->lex);
    t->lex = NULL;
}

static mh_view last_key(const mh_map *m) {
    return mh_map_entry_at(m, mh_map_len(m) - 1)->key;
}

static uint32_t key_of(mh_text *t, mh_lexicon *x, mh_view word) {
    bool fresh = false;
    mh_buf_reset(&x->scratch);
    mh_text_fold(t, word, &x->scratch);
    mh_value *v = mh_map_at(x->keys, mh_buf_view(&x->scratch), &fresh);
    if (fresh) {
        mh_vec_push(&x->key, ((mh_lex_key){.text = last_key(x->keys)}));
        v->num = x->key.len;
    }
    return (uint32_t)(v->num - 1);
}

static uint64_t mix(uint64_t h) {
    __uint128_t p = (__uint128_t)h * 0x9E3779B97F4A7C15u;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* Eight bytes at a time, the last ones, which may overlap, at the end. The seed is where the system put the
 * lexicon: no page can know which of its words will collide. */
static uint64_t hash_word(const mh_lexicon *x, mh_view v) {
    uint64_t h = (uint64_t)(uintptr_t)x ^ v.len * 0xd6e8feb86659fd93u, eight = 0;
    const char *p = v.ptr;
    size_t n = v.len;
    for (; n > 8; p += 8, n -= 8) {
        memcpy(&eight, p, 8);
        h = mix(h ^ eight);
    }
    if (v.len >= 8) {
        memcpy(&eight, p + n - 8, 8);
    } else {
        eight = 0;
        for (size_t i = 0; i < n; i++) eight = eight << 8 | (unsigned char)p[i];
    }
    return mix(h ^ eight);
}

static void widen_words(mh_lexicon *x) {
    free(x->slots);
    x->slots_len = x->slots_len ? x->slots_len * 2 : WORDS_LEAST;
    x->slots = mh_alloc_array(x->slots_len, sizeof *x->slots);
    for (size_t w = 0; w < x->word.len; w++) {
        uint64_t h = hash_word(x, x->word.ptr[w].text);
        size_t i = (size_t)h & (x->slots_len - 1);
        while (x->slots[i].word) i = (i + 1) & (x->slots_len - 1);
        x->slots[i] = (lex_slot){(uint32_t)(h >> 32), (uint32_t)w + 1};
    }
}

static uint32_t word_of(mh_text *t, mh_lexicon *x, mh_view word) {
    if (x->word.len * 2 >= x->slots_len) widen_words(x);
    uint64_t h = hash_word(x, word);
    size_t i = (size_t)h & (x->slots_len - 1);
    for (; x->slots[i].word; i = (i + 1) & (x->slots_len - 1)) {
        if (x->slots[i].tag != (uint32_t)(h >> 32)) continue;
        if (mh_view_eq(x->word.ptr[x->slots[i].word - 1].text, word)) return x->slots[i].word - 1;
    }
    lex_word w = {.text = mh_arena_dup(x->texts, word),
                  .key = key_of(t, x, word),
                  .letters = (uint32_t)mh_utf8_len(word)};
    mh_vec_push(&x->word, w);
    x->slots[i] = (lex_slot){(uint32_t)(h >> 32), (uint32_t)x->word.len};
    return (uint32_t)x->word.len - 1;
}

typedef MH_VEC(mh_lex_token) token_list;

/* The tokens of passage `at` of s. */
static void read_tokens(mh_text *t, mh_view s, mh_span at, size_t most, token_list *out) {
    mh_lexicon *x = t->lex;
    mh_view v = mh_span_view(s, at);
    size_t pos = 0;
    mh_token w;
    mh_vec_reserve(out, v.len / 6 + 1);
    while (out->len < most && mh_token_next(v, &pos, &w)) {
        uint32_t word = word_of(t, x, mh_view_sub(v, w.from, w.to));
        mh_vec_push(out, ((mh_lex_token){.from = (uint32_t)(at.from + w.from),
                                         .to = (uint32_t)(at.from + w.to),
                                         .word = word,
                                         .key = x->word.ptr[word].key,
                                         .digits = w.digits,
                                         .upper = w.upper}));
    }
}

static mh_lex_tokens read_all(mh_text *t, mh_arena *a, mh_view s, mh_span at, size_t most) {
    token_list found = {0};
    read_tokens(t, s, at, most, &found);
    mh_lex_token *out = mh_arena_array(a, found.len, sizeof *out);
    if (found.len) memcpy(out, found.ptr, found.len * sizeof *out);
    mh_lex_tokens all = {out, found.len};
    mh_vec_clear(&found);
    return all;
}

mh_lex_tokens mh_lex_read(mh_text *t, mh_arena *a, mh_view s, size_t most) {
    mh_seen_list *seen = mh_seen_at(t, MH_SEEN_TOKENS, s);
    if (seen == NULL) return read_all(t, a, s, (mh_span){0, s.len}, most);
    if (!seen->known || seen->how != t->lex->generation) {
        token_list found = {0};
        read_tokens(t, s, (mh_span){0, s.len}, SIZE_MAX, &found);
        mh_seen_keep(seen, found.ptr, found.len, sizeof *found.ptr);
        seen->how = t->lex->generation;
        mh_vec_clear(&found);
    }
    return (mh_lex_tokens){seen->ptr, seen->len < most ? seen->len : most};
}

mh_lex_tokens mh_lex_copy(mh_arena *a, mh_lex_tokens tokens) {
    mh_lex_token *out = mh_arena_array(a, tokens.len, sizeof *out);
    if (tokens.len) memcpy(out, tokens.ptr, tokens.len * sizeof *out);
    return (mh_lex_tokens){out, tokens.len};
}

mh_lex_tokens mh_lex_within(mh_text *t, mh_arena *a, mh_view s, mh_lex_tokens all, mh_span at,
                            size_t *near) {
    size_t i = *near;
    while (i < all.len && all.ptr[i].to <= at.from) i++;
    size_t end = i;
    while (end < all.len && all.ptr[end].from < at.to) end++;
    *near = i;
    /* a passage that begins or ends within a word has other words */
    bool cut = end > i && (all.ptr[i].from < at.from || all.ptr[end - 1].to > at.to);
    if (cut) return read_all(t, a, s, at, SIZE_MAX);
    return (mh_lex_tokens){all.ptr + i, end - i};
}

mh_lex_key *mh_lex_key_at(const mh_text *t, uint32_t key) {
    return &t->lex->key.ptr[key];
}

mh_lex_key *mh_lex_keys(const mh_text *t) {
    return t->lex->key.ptr;
}

size_t mh_lex_letters(const mh_text *t, uint32_t word) {
    return t->lex->word.ptr[word].letters;
}

uint64_t *mh_lex_hash(const mh_text *t, uint32_t word, bool *fresh) {
    lex_word *w = &t->lex->word.ptr[word];
    *fresh = !w->hashed;
    w->hashed = true;
    return &w->hash;
}

uint32_t mh_lex_stem(mh_text *t, const char *lang, uint32_t word) {
    mh_lexicon *x = t->lex;
    lex_word *w = &x->word.ptr[word];
    if (w->stem && strcmp(w->stem_lang, lang) == 0) return w->stem - 1;
    mh_buf_reset(&x->scratch);
    mh_text_stem(t, lang, w->text, &x->scratch);
    mh_value *v = mh_map_at(x->stems, mh_buf_view(&x->scratch), NULL);
    if (v->num == 0) v->num = mh_map_len(x->stems);
    size_t n = strlen(lang);
    if (n < sizeof w->stem_lang) {
        w->stem = (uint32_t)v->num;
        memcpy(w->stem_lang, lang, n + 1);
    }
    return (uint32_t)(v->num - 1);
}

mh_view mh_lex_stem_at(const mh_text *t, uint32_t stem) {
    return mh_map_entry_at(t->lex->stems, stem)->key;
}

/* ---- numbers of a text's own */

static size_t place_of(const mh_numbering *n, uint32_t asked) {
    size_t i = (size_t)(asked * 0x9E3779B1u) & n->mask;
    while (n->slots[i] && (uint32_t)n->slots[i] != asked) i = (i + 1) & n->mask;
    return i;
}

static void widen(mh_numbering *n) {
    mh_numbering more = {.mask = n->slots ? n->mask * 2 + 1 : 255, .len = n->len};
    more.slots = mh_alloc_array(more.mask + 1, sizeof *more.slots);
    for (size_t i = 0; n->slots && i <= n->mask; i++) {
        if (n->slots[i]) more.slots[place_of(&more, (uint32_t)n->slots[i])] = n->slots[i];
    }
    free(n->slots);
    *n = more;
}

uint32_t mh_number_of(mh_numbering *n, uint32_t asked) {
    if (n->slots == NULL || n->len * 2 > n->mask) widen(n);
    size_t i = place_of(n, asked);
    if (n->slots[i] == 0) n->slots[i] = (uint64_t)++n->len << 32 | asked;
    return (uint32_t)(n->slots[i] >> 32) - 1;
}

void mh_numbering_clear(mh_numbering *n) {
    free(n->slots);
    *n = (mh_numbering){0};
}
