/* The text as units (quotes_priv.h): words outside of quotation marks, quotations, what is between. */
#include "text/quotes_priv.h"
#include "text/segment.h"
#include "text/text_priv.h"

#include <unicode/uchar.h>

/* What stands in s between two units. */
static unsigned read_gap(mh_view s, size_t from, size_t to) {
    unsigned gap = from == to ? GAP_TIGHT : 0;
    for (size_t i = from, next = 0; i < to; i = next) {
        uint32_t cp = mh_cp_at(s, i, &next);
        switch (cp) {
        case ',':
        case 0x60C:
        case 0x3001: gap |= GAP_COMMA; break;
        case ':': gap |= GAP_COLON; break;
        case ';': gap |= GAP_SEMI; break;
        case '(':
        case '[': gap |= GAP_OPEN; break;
        case ')':
        case ']': gap |= GAP_CLOSE; break;
        case '.':
        case '!':
        case '?':
        case 0x2026: gap |= next == to && i == from ? GAP_TIGHT : GAP_STOP; break;
        case '\n':
        case '\r': gap = (gap & (GAP_COLON | GAP_STOP)) | GAP_LINE; break;
        case '-':
        case 0x2010:
        case 0x2011: gap |= next - i == to - from ? GAP_HYPHEN : GAP_DASH; break;
        case 0x2012:
        case 0x2013: gap |= next - i == to - from ? GAP_HYPHEN : GAP_DASH; break;
        case 0x2014:
        case 0x2015: gap |= GAP_DASH; break;
        default: break;
        }
    }
    return gap;
}

static void push_quotation(q_unit *x, const mh_quotations *marks, size_t i) {
    *x = (q_unit){.from = marks->ptr[i].outer_from, .to = marks->ptr[i].outer_to, .quotation = i};
}

static void push_word(const q_run *r, q_unit *x, const mh_lex_token *w) {
    *x = (q_unit){.from = w->from,
                  .to = w->to,
                  .quotation = MH_NONE,
                  .upper = w->upper,
                  .digits = w->digits,
                  .key = mh_lex_key_at(r->t, w->key)->text,
                  .lex = w->key};
}

/* The longest cue that starts at unit i. */
static void look_cue(const q_run *r, const mh_quote_words *w, size_t i, mh_buf *key,
                     unsigned shift) {
    q_unit *x = &r->u[i];
    mh_view first = q_key(r, i);
    if (first.len == 0 || !w->first[(unsigned char)first.ptr[0]]) return;
    mh_buf_reset(key);
    for (size_t k = i; k < r->len && k < i + CUE_WORDS && !q_is_quote(r, k); k++) {
        if (k > i && (r->u[k].gap & (GAP_CLAUSE | GAP_STOP))) break;
        if (k > i) mh_buf_putc(key, ' ');
        mh_buf_put(key, q_key(r, k));
        const mh_value *v = mh_map_get(w->cues, mh_buf_view(key));
        if (v == NULL) break;
        if (v->num == 0) continue;
        const q_cue *c = &w->rows.ptr[v->num - 1];
        if (r->o->lang && strcmp(r->o->lang, c->lang) != 0) continue;
        x->cue = (unsigned)v->num + shift;
        x->cue_len = (unsigned)(k - i + 1);
    }
}

const q_cue *mh_quote_cue_at(const q_run *r, size_t i) {
    unsigned n = r->u[i].cue;
    if (n == 0) return NULL;
    size_t own = r->words->rows.len;
    return n <= own ? &r->words->rows.ptr[n - 1] : &r->more->rows.ptr[n - 1 - own];
}

/* Whether one of the engine's own cues begins with the word of unit i. */
static bool begins_cue(const q_run *r, size_t i) {
    bool fresh = false;
    uint64_t *note = mh_lex_note(mh_lex_key_at(r->t, r->u[i].lex), MH_LEX_CUE, &fresh);
    if (fresh) *note = mh_map_get(r->words->cues, q_key(r, i)) != NULL;
    return *note;
}

static unsigned bits_of(const q_run *r, size_t i) {
    bool fresh = false;
    uint64_t *note = mh_lex_note(mh_lex_key_at(r->t, r->u[i].lex), MH_LEX_SPEECH, &fresh);
    if (fresh) *note = mh_quote_word_bits(r->words, q_key(r, i));
    return (unsigned)*note;
}

static void classify(q_run *r) {
    mh_buf key = {0};
    for (size_t i = 0; i < r->len; i++) {
        if (q_is_quote(r, i)) continue;
        r->u[i].bits = bits_of(r, i);
        if (r->more) look_cue(r, r->more, i, &key, (unsigned)r->words->rows.len);
        if (r->u[i].cue == 0 && begins_cue(r, i)) look_cue(r, r->words, i, &key, 0);
    }
    mh_buf_clear(&key);
}

/* A sentence may end within a quotation; then it goes on behind it, unless the quotation ends it. */
static void cut_sentences(q_run *r) {
    mh_spans sents = mh_text_sentences(r->t, r->a, r->s);
    size_t k = 0;
    for (size_t i = 0; i < r->len; i++) {
        bool starts = i == 0 || (r->u[i].gap & GAP_LINE);
        while (k < sents.len && sents.ptr[k].from <= r->u[i].from) {
            /* the start of a sentence lies between the unit before and this one */
            if (i > 0 && sents.ptr[k].from >= r->u[i - 1].to) starts = true;
            k++;
        }
        if (i > 0 && q_is_quote(r, i - 1) && !starts) {
            const mh_quotation *q = &r->marks.ptr[r->u[i - 1].quotation];
            char last = q->to > q->from ? r->s.ptr[q->to - 1] : ' ';
            starts = (last == '.' && r->u[i].upper && !(r->u[i].gap & GAP_CLAUSE)) ||
                     (r->u[i].gap & GAP_STOP);
        }
        bool dash = r->u[i].gap & GAP_DASH && r->u[i].gap & GAP_STOP && r->u[i].upper;
        r->u[i].starts = starts || dash; /* . — Но не сразу. */
    }
}

void mh_quote_units(q_run *r) {
    mh_lex_tokens words = mh_lex_read(r->t, r->a, r->s, SIZE_MAX);
    const mh_lex_token *w = words.ptr, *end_of_words = w + words.len;
    size_t mark = 0;
    r->u = mh_arena_array(r->a, words.len + r->marks.len + 1, sizeof *r->u);
    while (w < end_of_words || mark < r->marks.len) {
        bool word =
            w < end_of_words && (mark == r->marks.len || w->from < r->marks.ptr[mark].outer_from);
        if (word) {
            push_word(r, &r->u[r->len++], w++);
        } else {
            push_quotation(&r->u[r->len++], &r->marks, mark);
            size_t end = r->marks.ptr[mark++].outer_to;
            while (w < end_of_words && w->from < end) w++;
        }
    }
    for (size_t i = 0, end = 0; i < r->len; end = r->u[i++].to)
        r->u[i].gap = end <= r->u[i].from ? read_gap(r->s, end, r->u[i].from) : GAP_TIGHT;
    classify(r);
    cut_sentences(r);
}
