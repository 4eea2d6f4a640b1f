#include "text/name.h"

#include "base/utf8.h"
#include "text/name_priv.h"
#include "text/text_priv.h"

#include <unicode/uchar.h>

#define WORD_MAX 256 /* phonemes of a word; more are left out */

typedef struct word {
    char ph[WORD_MAX];
    size_t len;
    bool cyrillic;
} word;

static void put(word *w, char c) {
    if (w->len < WORD_MAX - 8) w->ph[w->len++] = c;
}

static bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static const char *phonemes_of(uint32_t cp) {
    for (const mh_name_letter *l = mh_name_letters; l->cp; l++) {
        if (l->cp == cp) return l->phonemes;
    }
    return NULL;
}

static bool is_apostrophe(uint32_t cp) {
    return cp == '\'' || cp == '`' || cp == 0x2018 || cp == 0x2019 || cp == 0x2BB || cp == 0x2BC ||
           cp == 0xB4;
}

/* --- letters --- */

/* Letters of s as phonemes (Cyrillic) or as a-z, apostrophes and the phonemes of marked letters. */
static void spell(const mh_text *t, mh_view s, word *w) {
    size_t next = 0;
    for (size_t i = 0; i < s.len; i = next) {
        uint32_t cp = mh_cp_at(s, i, &next), low = (uint32_t)u_tolower((UChar32)cp);
        uint32_t cps[MH_FOLD_OUT] = {low};
        size_t n = 1;
        if (low >= 0x400 && low < 0x530) w->cyrillic = true;
        if (is_apostrophe(low)) {
            size_t after = 0; /* o' and g' are Uzbek letters, O'Brien is none */
            uint32_t then = next < s.len ? mh_cp_at(s, next, &after) : 0;
            if (w->len && w->ph[w->len - 1] == 'o' && !u_isupper((UChar32)then) && then)
                w->ph[w->len - 1] = 'u';
            else if (w->len && w->ph[w->len - 1] != 'g')
                put(w, '\'');
            continue;
        }
        if (low >= 0x80 && phonemes_of(low) == NULL) n = mh_fold_cp(t, cp, cps);
        for (size_t k = 0; k < n; k++) {
            const char *p = cps[k] >= 0x80 ? phonemes_of(cps[k]) : NULL;
            if (cps[k] < 0x80 && mh_is_alpha((char)cps[k])) put(w, (char)cps[k]);
            for (; p && *p; p++) put(w, *p);
        }
    }
}

/* English 's, then all other apostrophes, go. */
static void drop_apostrophes(word *w) {
    if (!w->cyrillic && w->len > 2 && w->ph[w->len - 2] == '\'' && w->ph[w->len - 1] == 's')
        w->len -= 2;
    size_t n = 0;
    for (size_t i = 0; i < w->len; i++) {
        if (w->ph[i] != '\'') w->ph[n++] = w->ph[i];
    }
    w->len = n;
}

static void sound_latin(word *w) {
    word out = {.cyrillic = w->cyrillic};
    mh_view v = {w->ph, w->len};
    for (size_t i = 0; i < v.len;) {
        const mh_name_sound *s = mh_name_sounds;
        while (s->from && (s->from[0] != v.ptr[i] ||
                           !mh_view_starts(mh_view_sub(v, i, v.len), mh_view_of(s->from))))
            s++;
        if (s->from) {
            for (const char *p = s->to; *p; p++) put(&out, *p);
            i += strlen(s->from);
            continue;
        }
        char c = v.ptr[i++], after = i < v.len ? v.ptr[i] : 0;
        if (c == 'c' && after != 'e' && after != 'i' && after != 'y') c = 'k';
        put(&out, c);
    }
    *w = out;
}

static void sound_cyrillic(word *w) {
    size_t n = 0;
    for (size_t i = 0; i < w->len; i++) {
        char c = w->ph[i], last = n ? w->ph[n - 1] : 0;
        if (c == 'j' && last == 'd')
            w->ph[n - 1] = 'j';
        else if (c == 's' && last == 't')
            w->ph[n - 1] = 'c';
        else
            w->ph[n++] = c;
    }
    w->len = n;
}

/* --- glides and doubles --- */

/* y by what stands around it: ye is e, yo behind a consonant is e, any other y is i. */
static void settle_y(word *w) {
    size_t n = 0;
    for (size_t i = 0; i < w->len; i++) {
        char c = w->ph[i], after = i + 1 < w->len ? w->ph[i + 1] : 0, last = n ? w->ph[n - 1] : 0;
        if (c == 'y' && after == 'e') continue;
        if (c == 'y' && after == 'o' && last && !is_vowel(last)) {
            w->ph[n++] = 'e';
            i++;
            continue;
        }
        w->ph[n++] = c == 'y' ? 'i' : c;
    }
    w->len = n;
}

/* An i between vowels, double i, the i of -iev behind a consonant; double consonants when asked to, as
 * the second may belong to an ending. */
static void thin(word *w, bool consonants) {
    size_t n = 0;
    for (size_t i = 0; i < w->len; i++) {
        char c = w->ph[i], last = n ? w->ph[n - 1] : 0;
        char after = i + 1 < w->len ? w->ph[i + 1] : 0, then = i + 2 < w->len ? w->ph[i + 2] : 0;
        if (c == last && (c == 'i' || (consonants && !is_vowel(c)))) continue;
        if (c == 'i' && is_vowel(last) && is_vowel(after)) continue;
        if (c == 'i' && last && !is_vowel(last) && after == 'e' && then == 'v') continue;
        w->ph[n++] = c;
    }
    w->len = n;
    mh_view v = {w->ph, w->len};
    size_t at = mh_view_find(v, MH_VIEW("ioev"), 0); /* Mirziyoyev, Mirziyayev */
    if (at != SIZE_MAX) w->ph[at + 1] = 'a';
}

/* --- endings --- */

/* One of the words of list ends v; its length, 0 for none. */
static size_t ends_with(mh_view v, const char *list) {
    for (const char *p = list; *p;) {
        size_t n = 0;
        while (p[n] && p[n] != ' ') n++;
        if (n <= v.len && p[n - 1] == v.ptr[v.len - 1] && memcmp(p, v.ptr + v.len - n, n) == 0)
            return n;
        p += n + (p[n] == ' ');
    }
    return 0;
}

/* Takes the first ending of the table that fits off; its row, or NULL. */
static const mh_name_ending *take_ending(word *w, const mh_name_ending *row) {
    mh_view v = {w->ph, w->len};
    if (v.len == 0) return NULL;
    for (; row->ending; row++) {
        size_t n = ends_with(v, row->ending);
        if (n == 0 || v.len - n < row->keep) continue;
        mh_view stem = mh_view_sub(v, 0, v.len - n);
        if (stem.len == 0 || (row->behind && !ends_with(stem, row->behind))) continue;
        if (row->never && ends_with(stem, row->never)) continue;
        w->len -= n;
        return row;
    }
    return NULL;
}

static uint64_t take_endings(word *w) {
    const mh_name_ending *c = take_ending(w, mh_name_cases);
    bool nominative = c || !w->cyrillic; /* what is left by a case is one */
    const mh_name_ending *r = take_ending(w, nominative ? mh_name_latin : mh_name_cyrillic);
    return r ? r->form : MH_NAME_BARE;
}

/* --- keys --- */

static void put_key(const word *w, mh_buf *out) {
    mh_view v = {w->ph, w->len};
    for (const mh_name_sound *x = mh_name_exceptions; x->from; x++) {
        if (!mh_view_eq(v, mh_view_of(x->from))) continue;
        v = mh_view_of(x->to);
        break;
    }
    for (size_t i = 0; i < v.len; i++) {
        switch (v.ptr[i]) {
        case 'C': mh_buf_puts(out, "ch"); break;
        case 'S': mh_buf_puts(out, "sh"); break;
        case 'c': mh_buf_puts(out, "ts"); break;
        default: mh_buf_putc(out, v.ptr[i]); break;
        }
    }
}

static uint64_t word_key(mh_text *t, mh_view s, mh_buf *out) {
    word w = {.len = 0};
    spell(t, s, &w);
    if (w.len == 0) { /* neither Latin nor Cyrillic */
        mh_buf latin = {0};
        mh_any_latin(t, s, &latin);
        spell(t, mh_buf_view(&latin), &w);
        mh_buf_clear(&latin);
    }
    drop_apostrophes(&w);
    if (w.cyrillic)
        sound_cyrillic(&w);
    else
        sound_latin(&w);
    settle_y(&w);
    thin(&w, false);
    if (w.len == 0) return 0;
    uint64_t form = take_endings(&w);
    for (size_t i = 0; i < w.len; i++) {
        char *c = &w.ph[i];
        *c = *c == 'G' ? 'g' : *c == 'K' ? 'k' : *c == 'N' ? 'n' : *c;
    }
    thin(&w, true);
    put_key(&w, out);
    return form;
}

static bool in_word(uint32_t cp) {
    return is_apostrophe(cp) || (U_GET_GC_MASK((UChar32)cp) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

uint64_t mh_name_key(mh_text *t, mh_view s, mh_buf *out) {
    uint64_t form = 0;
    size_t words = 0, next = 0, from = SIZE_MAX;
    s = mh_utf8_cut(s, MH_NAME_MAX);
    for (size_t i = 0; i <= s.len; i = next) {
        next = i + 1;
        bool inside = i < s.len && in_word(mh_cp_at(s, i, &next));
        if (inside && from == SIZE_MAX) from = i;
        if (inside || from == SIZE_MAX) continue;
        size_t before = out->len;
        if (words) mh_buf_putc(out, ' ');
        size_t start = out->len;
        uint64_t one = word_key(t, mh_view_sub(s, from, i), out);
        from = SIZE_MAX;
        if (out->len == start) {
            out->len = before;
            if (out->ptr) out->ptr[before] = '\0';
            continue;
        }
        if (words < MH_NAME_WORDS) form |= one << (8 * words);
        words++;
    }
    return form;
}

bool mh_name_forms_fit(uint64_t a, uint64_t b) {
    for (unsigned i = 0; i < MH_NAME_WORDS; i++) {
        uint64_t x = a >> (8 * i) & 0xFF, y = b >> (8 * i) & 0xFF;
        if (x != y && (x & y) == 0) return false;
    }
    return true;
}

mh_name_bond mh_name_compare(mh_text *t, mh_view a, mh_view b) {
    mh_buf x = {0}, y = {0};
    uint64_t fx = mh_name_key(t, a, &x), fy = mh_name_key(t, b, &y);
    bool kin = x.len && mh_view_eq(mh_buf_view(&x), mh_buf_view(&y));
    mh_buf_clear(&x);
    mh_buf_clear(&y);
    if (!kin) return MH_NAME_OTHER;
    return mh_name_forms_fit(fx, fy) ? MH_NAME_SAME : MH_NAME_KIN;
}
