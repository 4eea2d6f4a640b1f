#include "text/stem.h"

#include "base/utf8.h"
#include "text/stem_priv.h"
#include "text/text_priv.h"

#include <libstemmer.h>
#include <string.h>
#include <unicode/uchar.h>

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

/* Takes the longest suffix of the slot off; true when one went. */
static bool strip(mh_view *word, const mh_suffix_slot *slot) {
    mh_view rest = mh_view_of(slot->suffixes), s;
    size_t best = 0;
    while (mh_view_split(&rest, ' ', &s)) {
        if (s.len <= best || s.len >= word->len || !mh_view_ends(*word, s)) continue;
        if (mh_utf8_len(mh_view_sub(*word, 0, word->len - s.len)) >= slot->keep) best = s.len;
    }
    word->len -= best;
    return best > 0;
}

/* A voiced end before a vowel was voiceless without it: mekteb-i, mektep. */
static void soften(mh_buf *out, mh_view stem, const char *pairs) {
    mh_view rest = mh_view_of(pairs ? pairs : "");
    while (rest.len) {
        size_t from = 0, to = 0, at = 0;
        uint32_t voiced = mh_cp_at(rest, 0, &from);
        mh_cp_at(rest, from, &to);
        if (stem.len && mh_cp_before(stem, stem.len, &at) == voiced) {
            mh_buf_put(out, mh_view_sub(stem, 0, at));
            mh_buf_put(out, mh_view_sub(rest, from, to));
            return;
        }
        rest = mh_view_sub(rest, to, rest.len);
    }
    mh_buf_put(out, stem);
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

void mh_text_stem(mh_text *t, const char *lang, mh_view word, mh_buf *out) {
    mh_buf low = {0};
    lower(word, &low);
    mh_view w = mh_buf_view(&low);
    const mh_suffix_lang *l = lang ? suffixes_of(lang) : NULL;
    struct sb_stemmer *sb = lang && !l ? snowball(t, lang) : NULL;
    if (w.len > MH_STEM_MAX || (!l && !sb)) {
        mh_buf_put(out, w);
    } else if (l) {
        bool cut = false;
        for (const mh_suffix_slot *s = l->slots; s->suffixes; s++) cut = strip(&w, s) || cut;
        if (cut)
            soften(out, w, l->soften);
        else
            mh_buf_put(out, w);
    } else {
        const sb_symbol *r = sb_stemmer_stem(sb, (const sb_symbol *)w.ptr, (int)w.len);
        if (r)
            mh_buf_put_n(out, (const char *)r, (size_t)sb_stemmer_length(sb));
        else
            mh_buf_put(out, w);
    }
    mh_buf_clear(&low);
}
