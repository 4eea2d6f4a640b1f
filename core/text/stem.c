#include "text/stem.h"

#include "base/utf8.h"
#include "text/memo.h"
#include "text/stem_priv.h"
#include "text/text_priv.h"

#include <libstemmer.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

void mh_stem_free_all(mh_map *stemmers) {
    for (size_t i = 0; stemmers && i < mh_map_len(stemmers); i++) {
        sb_stemmer_delete(mh_map_entry_at(stemmers, i)->val.ptr);
    }
    mh_map_free(stemmers);
}

static const mh_suffix_lang *suffixes_of(const char *lang) {
    for (const mh_suffix_lang *l = mh_suffix_langs; l->lang; l++) {
        if (strcmp(l->lang, lang) == 0) return l;
    }
    return NULL;
}

static struct sb_stemmer *snowball(mh_text *t, const char *lang) {
    if (strlen(lang) > 3) return NULL;
    bool fresh = false;
    mh_value *v = mh_map_at(t->stemmers, mh_view_of(lang), &fresh);
    if (fresh) v->ptr = sb_stemmer_new(lang, NULL);
    return v->ptr;
}

bool mh_text_can_stem(mh_text *t, const char *lang) {
    return lang && (suffixes_of(lang) || snowball(t, lang));
}

static void lower(mh_view word, mh_buf *out) {
    size_t next = 0;
    for (size_t i = 0; i < word.len; i = next) {
        uint32_t cp = mh_cp_at(word, i, &next);
        if (cp == 0x130)
            cp = 'i'; /* the dot stays on */
        else if (cp == 0x2019 || cp == 0x2BB || cp == 0x2018 || cp == 0x2BC)
            cp = '\'';
        else
            cp = (uint32_t)u_tolower((UChar32)cp);
        mh_buf_put_cp(out, cp);
    }
}

/* ---- words that are stems */

void mh_stem_words_free_all(mh_map *words) {
    for (size_t i = 0; words && i < mh_map_len(words); i++) {
        mh_map_free(mh_map_entry_at(words, i)->val.ptr);
    }
    mh_map_free(words);
}

/* The countries in one word, as CLDR names them in that language. */
static void add_countries(mh_map *m, const char *locale) {
    for (const char *const *c = uloc_getISOCountries(); *c; c++) {
        char region[8], name[256];
        UChar u[128];
        UErrorCode uc = U_ZERO_ERROR;
        int32_t len = 0;
        mh_buf key = {0};
        snprintf(region, sizeof region, "und_%s", *c);
        uloc_getDisplayCountry(region, locale, u, 128, &uc);
        u_strToUTF8(name, sizeof name, &len, u, -1, &uc);
        if (U_FAILURE(uc) || uc == U_USING_DEFAULT_WARNING || strpbrk(name, " -(")) continue;
        lower((mh_view){name, (size_t)len}, &key);
        mh_map_at(m, mh_buf_view(&key), NULL);
        mh_buf_clear(&key);
    }
}

static mh_map *stems_of(mh_text *t, const mh_suffix_lang *l) {
    bool fresh = false;
    mh_value *v = mh_map_at(t->stem_words, mh_view_of(l->lang), &fresh);
    if (!fresh) return v->ptr;
    mh_map *m = mh_map_new();
    v->ptr = m;
    mh_view rest = mh_view_of(l->stems), w;
    while (mh_view_split(&rest, ' ', &w)) mh_map_at(m, w, NULL);
    add_countries(m, l->lang);
    if (strcmp(l->lang, "uz") == 0) add_countries(m, "uz_Cyrl");
    return m;
}

/* ---- suffixes */

typedef struct stemming {
    const mh_suffix_lang *l;
    const mh_map *stems;
} stemming;

static bool has_letter(const char *letters, uint32_t cp) {
    char b[4];
    size_t n = mh_utf8_encode(cp, b);
    return letters && mh_view_find(mh_view_of(letters), (mh_view){b, n}, 0) != SIZE_MAX;
}

/* The kinds of sound that word ends in, MH_AFTER_.... */
static int end_of(const mh_suffix_lang *l, mh_view word) {
    size_t start = 0, before = 0;
    uint32_t cp = mh_cp_before(word, word.len, &start);
    if (cp == '\'' && start > 0) cp = mh_cp_before(word, start, &start); /* g' */
    if (has_letter(l->vowels, cp)) {
        bool owned = start > 0 && has_letter(l->narrow, cp) &&
                     !has_letter(l->vowels, mh_cp_before(word, start, &before));
        return MH_AFTER_VOWEL | (owned ? MH_AFTER_OWNED : 0);
    }
    if (has_letter(l->nasals, cp)) return MH_AFTER_NASAL;
    if (has_letter(l->both, cp)) return MH_AFTER_VOICED | MH_AFTER_VOICELESS;
    return has_letter(l->voiceless, cp) ? MH_AFTER_VOICELESS : MH_AFTER_VOICED;
}

/* 1 when the last vowel of a stem, or the first of a suffix, is a front one, -1 when it is a back one. */
static int harmony(const mh_suffix_lang *l, mh_view v, bool last) {
    int found = 0;
    size_t next = 0;
    for (size_t i = 0; i < v.len; i = next) {
        uint32_t cp = mh_cp_at(v, i, &next);
        if (!has_letter(l->vowels, cp)) continue;
        found = has_letter(l->front, cp) ? 1 : has_letter(l->back, cp) ? -1 : 0;
        if (!last) return found;
    }
    return found;
}

static bool ends_in(mh_view word, const char *list) {
    mh_view rest = mh_view_of(list ? list : ""), end;
    while (mh_view_split(&rest, ' ', &end)) {
        if (end.len && mh_view_ends(word, end)) return true;
    }
    return false;
}

static bool fits(const stemming *x, const mh_suffix_row *row, mh_view rest, mh_view suffix) {
    if (!(row->after & end_of(x->l, rest))) return false;
    if (mh_utf8_len(rest) < row->keep && !mh_map_get(x->stems, rest)) return false;
    if (!x->l->front || (row->after & MH_NO_HARMONY) || ends_in(rest, x->l->neutral)) return true;
    return harmony(x->l, rest, true) * harmony(x->l, suffix, false) >= 0;
}

static bool is_whole(const stemming *x, mh_view word) {
    return mh_map_get(x->stems, word) || ends_in(word, x->l->whole);
}

static void cut(mh_buf *b, size_t len) {
    b->len = len;
    b->ptr[len] = '\0';
}

/* Takes off the longest suffix of the slot that fits, or one that leaves a known stem. */
static void strip(const stemming *x, mh_buf *word, const mh_suffix_slot *slot) {
    mh_view w = mh_buf_view(word), s;
    const mh_suffix_row *best = NULL;
    size_t len = 0;
    bool known = false;
    if (is_whole(x, w)) return;
    for (const mh_suffix_row *row = slot->rows; row->suffixes; row++) {
        for (mh_view rest = mh_view_of(row->suffixes); mh_view_split(&rest, ' ', &s);) {
            if (known || s.len >= w.len || !mh_view_ends(w, s)) continue;
            if (s.len <= len && !mh_map_get(x->stems, mh_view_sub(w, 0, w.len - s.len))) continue;
            mh_view stem = mh_view_sub(w, 0, w.len - s.len);
            if (!fits(x, row, stem, s)) continue;
            best = row;
            len = s.len;
            known = mh_map_get(x->stems, stem) != NULL;
        }
    }
    if (best == NULL) return;
    cut(word, w.len - len);
    if (best->put) mh_buf_puts(word, best->put);
}

/* A voiced end before a vowel was voiceless without it: mekteb-i, mektep. */
static void soften(mh_buf *word, const char *pairs) {
    mh_view rest = mh_view_of(pairs ? pairs : ""), voiced, plain;
    while (mh_view_split(&rest, ' ', &voiced) && mh_view_split(&rest, ' ', &plain)) {
        if (!mh_view_ends(mh_buf_view(word), voiced)) continue;
        cut(word, word->len - voiced.len);
        mh_buf_put(word, plain);
        return;
    }
}

static void stem(mh_text *t, const char *lang, mh_view word, mh_buf *out) {
    mh_buf low = {0};
    lower(word, &low);
    mh_view w = mh_buf_view(&low);
    const mh_suffix_lang *l = lang ? suffixes_of(lang) : NULL;
    struct sb_stemmer *sb = lang && !l ? snowball(t, lang) : NULL;
    if (w.len > MH_STEM_MAX || (!l && !sb)) {
        mh_buf_put(out, w);
    } else if (l) {
        stemming x = {l, stems_of(t, l)};
        for (const mh_suffix_slot *slot = l->slots; slot->rows; slot++) strip(&x, &low, slot);
        soften(&low, l->soften);
        mh_buf_put(out, mh_buf_view(&low));
    } else {
        const sb_symbol *r = sb_stemmer_stem(sb, (const sb_symbol *)w.ptr, (int)w.len);
        if (r)
            mh_buf_put_n(out, (const char *)r, (size_t)sb_stemmer_length(sb));
        else
            mh_buf_put(out, w);
    }
    mh_buf_clear(&low);
}

void mh_text_stem(mh_text *t, const char *lang, mh_view word, mh_buf *out) {
    bool fresh = false;
    mh_value *v = lang ? mh_memo_at(t, MH_MEMO_STEM, lang, word, &fresh) : NULL;
    if (v && !fresh) {
        mh_buf_put(out, *(const mh_view *)v->ptr);
        return;
    }
    size_t from = out->len;
    stem(t, lang, word, out);
    if (v) v->ptr = mh_memo_keep(t, mh_view_sub(mh_buf_view(out), from, out->len));
}
