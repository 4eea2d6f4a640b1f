#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/text_priv.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

/* Cyrillic U+0430.. in order, then the letters of other alphabets. */
static const char *const cyrillic[] = {
    "a", "b", "v", "g", "d", "e", "j", "z",  "i",  "i",  "k", "l", "m", "n", "o",  "p",
    "r", "s", "t", "u", "f", "h", "c", "ch", "sh", "sh", "",  "i", "",  "e", "iu", "ia",
};
static const struct {
    uint32_t cp;
    const char *latin;
} letters[] = {
    {0x451, "io"}, {0x454, "e"},  {0x456, "i"}, {0x457, "i"}, {0x45E, "u"}, {0x491, "g"},
    {0x493, "g"},  {0x49B, "k"},  {0x4A3, "n"}, {0x4AF, "u"}, {0x4B1, "u"}, {0x4B3, "h"},
    {0x4B7, "j"},  {0x4BB, "h"},  {0x4D9, "a"}, {0x4E3, "i"}, {0x4E9, "o"}, {0x4EF, "u"},
    {0x497, "j"},  {0x4A1, "k"},  {0x4AB, "s"}, {0x499, "z"}, {0x45B, "c"}, {0x458, "i"},
    {0x15F, "sh"}, {0x219, "s"},  {0xE7, "ch"}, {0x11F, "g"}, {0x131, "i"}, {0x259, "a"},
    {0x161, "sh"}, {0x10D, "ch"}, {0x17E, "j"}, {0x144, "n"}, {0xF1, "n"},  {0xDF, "ss"},
};

static const char *roman(uint32_t cp) {
    if (cp >= 0x430 && cp < 0x450) return cyrillic[cp - 0x430];
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (letters[i].cp == cp) return letters[i].latin;
    }
    return NULL;
}

/* Spellings of one sound, tried in this order at each place; longest first. */
static const struct {
    char from[5], to[3];
} sounds[] = {
    {"shch", "sh"}, {"dzh", "j"}, {"sch", "sh"}, {"zh", "j"}, {"dj", "j"}, {"kh", "h"},
    {"gh", "g"},    {"ph", "f"},  {"th", "t"},   {"ck", "k"}, {"ts", "c"}, {"tz", "c"},
    {"sh", "sh"},   {"ch", "ch"}, {"q", "k"},    {"w", "v"},  {"x", "ks"}, {"y", "i"},
};

static bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Appends one letter of the key under the rules on doubled letters and on i beside vowels. */
static void put_letter(mh_buf *out, size_t start, char c) {
    size_t n = out->len - start;
    char last = n ? out->ptr[out->len - 1] : 0;
    if (c == last && mh_is_alpha(c)) return;
    if (last == 'i' && is_vowel(c)) {
        bool between = n >= 2 && is_vowel(out->ptr[out->len - 2]);
        if (between || c == 'e') {
            out->len--;
            last = n >= 2 ? out->ptr[out->len - 1] : 0;
            if (c == last) return;
        }
    }
    mh_buf_putc(out, c);
}

static void put_word(mh_buf *out, mh_view w) {
    size_t start = out->len;
    for (size_t i = 0; i < w.len;) {
        mh_view rest = mh_view_sub(w, i, w.len);
        size_t k = 0;
        for (; k < sizeof sounds / sizeof sounds[0]; k++) {
            if (rest.ptr[0] == sounds[k].from[0] &&
                mh_view_starts(rest, mh_view_of(sounds[k].from)))
                break;
        }
        if (k < sizeof sounds / sizeof sounds[0]) {
            for (const char *p = sounds[k].to; *p; p++) put_letter(out, start, *p);
            i += strlen(sounds[k].from);
            continue;
        }
        char c = w.ptr[i++];
        if (c == 'c') {
            char after = i < w.len ? w.ptr[i] : 0;
            if (after != 'e' && after != 'i' && after != 'y' && after != 'h') c = 'k';
        }
        if (c != '\'') put_letter(out, start, c);
    }
}

void mh_any_latin(mh_text *t, mh_view s, mh_buf *out) {
    UErrorCode uc = U_ZERO_ERROR;
    if (t->any_latin == NULL) {
        static const UChar id[] = u"Any-Latin; Latin-ASCII";
        t->any_latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &uc);
        if (U_FAILURE(uc)) return;
    }
    mh_view part = mh_utf8_cut(s, 1024); /* names are short; keeps the cost bounded */
    int32_t cap = 1024 * 8, len = 0;
    UChar *u = mh_alloc_array((size_t)cap, sizeof *u);
    u_strFromUTF8WithSub(u, cap, &len, part.ptr, (int32_t)part.len, 0xFFFD, NULL, &uc);
    int32_t limit = len;
    if (U_SUCCESS(uc)) utrans_transUChars(t->any_latin, u, &len, cap, 0, &limit, &uc);
    if (U_SUCCESS(uc)) {
        char *b = mh_alloc((size_t)len * 3 + 1);
        int32_t n = 0;
        u_strToUTF8WithSub(b, len * 3 + 1, &n, u, len, 0xFFFD, NULL, &uc);
        if (U_SUCCESS(uc)) mh_buf_put_n(out, b, (size_t)n);
        free(b);
    }
    free(u);
}

static void put_folded_cp(const mh_text *t, uint32_t cp, mh_buf *out) {
    uint32_t cps[MH_FOLD_OUT];
    size_t n = mh_fold_cp(t, cp, cps);
    for (size_t k = 0; k < n; k++) {
        const char *r = cps[k] >= 0x80 ? roman(cps[k]) : NULL;
        if (r)
            mh_buf_puts(out, r);
        else
            mh_buf_put_cp(out, cps[k]);
    }
}

/* Letters of s as a-z where the tables know them; *other is set when some other letter is left. */
static void romanise(const mh_text *t, mh_view s, mh_buf *out, bool *other) {
    size_t next = 0;
    for (size_t i = 0; i < s.len; i = next) {
        uint32_t cp = mh_cp_at(s, i, &next);
        const char *r = cp >= 0x80 ? roman((uint32_t)u_tolower((UChar32)cp)) : NULL;
        if (cp < 0x80)
            mh_buf_putc(out, mh_lower((char)cp));
        else if (r)
            mh_buf_puts(out, r);
        else
            put_folded_cp(t, cp, out);
        if (cp >= 0x530 && !r && u_isalpha((UChar32)cp)) *other = true;
    }
}

void mh_text_latin(mh_text *t, mh_view s, mh_buf *out) {
    mh_buf plain = {0}, raw = {0};
    bool other = false, never = false;
    romanise(t, s, &plain, &other);
    if (other) {
        mh_any_latin(t, s, &raw);
        mh_buf_reset(&plain);
        romanise(t, mh_buf_view(&raw), &plain, &never);
    }
    mh_view v = mh_buf_view(&plain);
    size_t from = 0;
    for (size_t i = 0; i <= v.len; i++) {
        bool inside = i < v.len && (mh_is_alpha(v.ptr[i]) || v.ptr[i] == '\'' ||
                                    ((unsigned char)v.ptr[i] & 0x80));
        if (inside) continue;
        put_word(out, mh_view_sub(v, from, i));
        if (i < v.len) mh_buf_putc(out, v.ptr[i]);
        from = i + 1;
    }
    mh_buf_clear(&plain);
    mh_buf_clear(&raw);
}
