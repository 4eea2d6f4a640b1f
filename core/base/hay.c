#include "base/hay.h"

#include "base/utf8.h"

static unsigned pair_at(const char *p) {
    return ((unsigned char)p[0] * 37u + (unsigned char)p[1]) % MH_HAY_BITS;
}

void mh_hay_init(mh_hay *h, mh_view text) {
    h->text = text;
    memset(h->pairs, 0, sizeof h->pairs);
    for (size_t i = 1; i < text.len; i++) {
        unsigned p = pair_at(text.ptr + i - 1);
        h->pairs[p / 64] |= (uint64_t)1 << p % 64;
    }
    h->wide = mh_utf8_ascii(text) < text.len;
}

bool mh_hay_has(const mh_hay *h, mh_view word) {
    if (word.len > h->text.len) return false;
    if (!h->wide && word.len > 0 && (unsigned char)word.ptr[0] >= 0x80) return false;
    for (size_t i = 1; i < word.len; i++) {
        unsigned p = pair_at(word.ptr + i - 1);
        if (!(h->pairs[p / 64] >> p % 64 & 1)) return false;
    }
    return mh_view_find(h->text, word, 0) != SIZE_MAX;
}

bool mh_hay_has_any(const mh_hay *h, const mh_view *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (mh_hay_has(h, words[i])) return true;
    return false;
}
