#include "text/simhash.h"

#include "base/hash.h"

#define GROUP 3 /* words; fewer where the text has no more */

static bool in_word(char c) {
    return mh_is_alnum(c) || (unsigned char)c >= 0x80;
}

/* The next word's hash; false at the end. */
static bool next_word(mh_view text, size_t *at, uint64_t *hash) {
    char word[64];
    size_t n = 0, i = *at;
    uint64_t h = 0;
    while (i < text.len && !in_word(text.ptr[i])) i++;
    if (i == text.len) return false;
    for (; i < text.len && in_word(text.ptr[i]); i++) {
        word[n++] = mh_lower(text.ptr[i]);
        if (n < sizeof word) continue;
        h = mh_hash64((mh_view){word, n}, h);
        n = 0;
    }
    *at = i;
    *hash = mh_hash64((mh_view){word, n}, h);
    return true;
}

static void count(int32_t bits[64], uint64_t hash) {
    for (unsigned i = 0; i < 64; i++) bits[i] += hash >> i & 1 ? 1 : -1;
}

static void count_group(int32_t bits[64], const uint64_t *words, size_t n) {
    count(bits, mh_hash64((mh_view){(const char *)words, n * sizeof *words}, n));
}

uint64_t mh_simhash(mh_view text) {
    int32_t bits[64] = {0};
    uint64_t words[GROUP] = {0}, word, out = 0;
    size_t at = 0, n = 0;
    while (next_word(text, &at, &word)) {
        for (size_t i = 0; n >= GROUP && i + 1 < GROUP; i++) words[i] = words[i + 1];
        words[n < GROUP ? n : GROUP - 1] = word;
        n++;
        if (n >= GROUP) count_group(bits, words, GROUP);
    }
    if (n == 0) return 0;
    if (n < GROUP) count_group(bits, words, n);
    for (unsigned i = 0; i < 64; i++) out |= (uint64_t)(bits[i] > 0) << i;
    return out;
}

unsigned mh_simhash_distance(uint64_t a, uint64_t b) {
    return (unsigned)__builtin_popcountll(a ^ b);
}
