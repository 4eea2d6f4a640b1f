/* The tables of quotes_priv.h as maps under folded forms. */
#include "base/mem.h"
#include "text/fold.h"
#include "text/quotes_priv.h"
#include "text/token.h"

#include <stdlib.h>

#define W_PREFIX (1u << 30) /* all that begin so */
#define TAIL_MAX 12         /* bytes of an ending behind such a beginning */
#define FORM_MAX 96

/* The folded words of v, parted by one blank each; how many. */
static size_t phrase_key(const mh_text *t, mh_view v, mh_buf *key) {
    size_t at = 0, n = 0;
    mh_token w;
    while (mh_token_next(v, &at, &w)) {
        if (n++) mh_buf_putc(key, ' ');
        mh_text_fold(t, mh_view_sub(v, w.from, w.to), key);
    }
    return n;
}

void mh_quote_words_cue(mh_quote_words *w, const mh_text *t, mh_view form, const q_cue *cue) {
    mh_buf key = {0};
    size_t n = phrase_key(t, form, &key);
    if (n > 0 && n <= CUE_WORDS) {
        mh_view v = mh_buf_view(&key);
        w->first[(unsigned char)v.ptr[0]] = true;
        for (size_t at = 0; (at = mh_view_find_byte(v, ' ', at)) != SIZE_MAX; at++)
            (void)mh_map_at(w->cues, mh_view_sub(v, 0, at), NULL);
        mh_value *at = mh_map_at(w->cues, v, NULL);
        if (at->num == 0) {
            mh_vec_push(&w->rows, *cue);
            at->num = w->rows.len;
        } else { /* written in two rows: it is what both say */
            q_cue *old = &w->rows.ptr[at->num - 1];
            old->kind = cue->kind;
            old->flags |= cue->flags;
        }
    }
    mh_buf_clear(&key);
}

static void add_row(mh_quote_words *w, const mh_text *t, const q_cue_row *row) {
    q_cue cue = {.kind = row->kind, .order = row->order, .flags = row->flags};
    memcpy(cue.lang, row->lang, strlen(row->lang));
    mh_view stems = mh_view_of(row->stems), stem, ending;
    while (mh_view_split(&stems, ' ', &stem)) {
        mh_view endings = mh_view_of(row->endings);
        while (mh_view_split(&endings, ' ', &ending)) {
            char form[FORM_MAX];
            size_t n = 0;
            if (stem.len + ending.len >= sizeof form) continue;
            for (size_t i = 0; i < stem.len; i++)
                form[n++] = stem.ptr[i] == '_' ? ' ' : stem.ptr[i];
            if (ending.ptr[0] != '-') {
                memcpy(form + n, ending.ptr, ending.len);
                n += ending.len;
            }
            mh_quote_words_cue(w, t, (mh_view){form, n}, &cue);
        }
    }
}

static void add_words(mh_quote_words *w, const mh_text *t, const q_word_row *row) {
    mh_view words = mh_view_of(row->words), word;
    mh_buf key = {0};
    while (mh_view_split(&words, ' ', &word)) {
        if (word.len == 0) continue;
        bool prefix = word.ptr[word.len - 1] == '*';
        if (prefix) word.len--;
        mh_buf_reset(&key);
        mh_text_fold(t, word, &key);
        mh_map_at(w->words, mh_buf_view(&key), NULL)->num |= row->bits | (prefix ? W_PREFIX : 0);
    }
    mh_buf_clear(&key);
}

mh_quote_words *mh_quote_words_new(const mh_text *t, bool filled) {
    mh_quote_words *w = mh_alloc(sizeof *w);
    *w = (mh_quote_words){.cues = mh_map_new(), .words = mh_map_new()};
    for (const q_cue_row *r = mh_quote_cue_rows; filled && r->stems; r++) add_row(w, t, r);
    for (const q_word_row *r = mh_quote_word_rows; filled && r->words; r++) add_words(w, t, r);
    return w;
}

void mh_quote_words_free(mh_quote_words *w) {
    if (w == NULL) return;
    mh_map_free(w->cues);
    mh_map_free(w->words);
    mh_vec_clear(&w->rows);
    free(w);
}

unsigned mh_quote_word_bits(const mh_quote_words *w, mh_view folded) {
    const mh_value *v = mh_map_get(w->words, folded);
    unsigned bits = v ? (unsigned)v->num & ~W_PREFIX : 0;
    for (size_t cut = 0; bits == 0 && cut <= TAIL_MAX && folded.len > cut + 4; cut++) {
        size_t n = folded.len - cut;
        if (n < folded.len && ((unsigned char)folded.ptr[n] & 0xC0) == 0x80) continue;
        v = mh_map_get(w->words, mh_view_sub(folded, 0, n));
        if (v && v->num & W_PREFIX) bits = (unsigned)v->num & ~W_PREFIX;
    }
    return bits;
}
