#include "text/stop.h"

#include "text/fold.h"
#include "text/stop_priv.h"
#include "text/text_priv.h"

#include <string.h>

#define STOP_BYTES 40 /* no stop word is longer */

/* Folded word -> bits of the rows that have it. */
static mh_map *load(mh_text *t) {
    mh_map *m = mh_map_new();
    mh_buf key = {0};
    for (size_t i = 0; mh_stop_rows[i].lang; i++) {
        mh_view rest = mh_view_of(mh_stop_rows[i].words), w;
        while (mh_view_split(&rest, ' ', &w)) {
            mh_buf_reset(&key);
            mh_text_fold(t, w, &key);
            if (key.len) mh_map_at(m, mh_buf_view(&key), NULL)->num |= UINT64_C(1) << i;
        }
    }
    mh_buf_clear(&key);
    return m;
}

/* Bits of the language's rows; a text asks about one language. */
static uint64_t rows_of(mh_text *t, const char *lang) {
    size_t n = strlen(lang);
    if (n && n < sizeof t->stop_lang && memcmp(t->stop_lang, lang, n + 1) == 0) return t->stop_rows;
    uint64_t rows = 0;
    for (size_t i = 0; mh_stop_rows[i].lang; i++) {
        if (strcmp(mh_stop_rows[i].lang, lang) == 0) rows |= UINT64_C(1) << i;
    }
    if (n < sizeof t->stop_lang) {
        memcpy(t->stop_lang, lang, n + 1);
        t->stop_rows = rows;
    }
    return rows;
}

static uint64_t rows_with(mh_text *t, mh_view folded) {
    if (t->stops == NULL) t->stops = load(t);
    const mh_value *v = mh_map_get(t->stops, folded);
    return v ? v->num : 0;
}

bool mh_lex_is_stop(mh_text *t, const char *lang, const mh_lex_token *w) {
    if (lang == NULL || w->to - w->from > STOP_BYTES) return false;
    uint64_t want = rows_of(t, lang);
    if (want == 0) return false;
    bool fresh = false;
    mh_lex_key *key = mh_lex_key_at(t, w->key);
    uint64_t *rows = mh_lex_note(key, MH_LEX_STOPS, &fresh);
    if (fresh) *rows = rows_with(t, key->text);
    return *rows & want;
}

bool mh_text_is_stop(mh_text *t, const char *lang, mh_view word) {
    if (lang == NULL || word.len > STOP_BYTES) return false;
    uint64_t want = rows_of(t, lang);
    if (want == 0) return false;
    mh_buf *key = &t->stop_key;
    mh_buf_reset(key);
    mh_text_fold(t, word, key);
    return rows_with(t, mh_buf_view(key)) & want;
}
