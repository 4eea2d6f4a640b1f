#include "base/utf8.h"
#include "text/fold.h"
#include "text/stop.h"
#include "text/summary_priv.h"
#include "text/summary_weights.h"
#include "text/token.h"

#include <math.h>

#define LONGEST 10 /* letters of a word, longer ones are as long */

static uint32_t word_of(mh_summing *g, mh_map *ids, mh_view word, const mh_token *w, mh_buf *key) {
    mh_buf_reset(key);
    mh_text_fold(g->t, word, key);
    mh_value *v = mh_map_at(ids, mh_buf_view(key), NULL);
    if (v->num == 0) {
        mh_sum_word x = {.key = mh_arena_dup(g->a, mh_buf_view(key)),
                         .stop = mh_text_is_stop(g->t, g->lang, word),
                         .digits = w->digits};
        mh_vec_push(&g->vocabulary, x);
        v->num = g->vocabulary.len;
    }
    return (uint32_t)(v->num - 1);
}

static int by_word(const void *x, const void *y) {
    uint32_t a = ((const mh_sum_cell *)x)->word, b = ((const mh_sum_cell *)y)->word;
    return a < b ? -1 : a > b;
}

/* rank: of x among the sentences that may be chosen. */
static void read_cells(mh_summing *g, mh_map *ids, mh_sum_sentence *x, size_t rank, mh_buf *key) {
    MH_VEC(mh_sum_cell) cells = {0};
    mh_view v = mh_span_view(g->s, x->at);
    size_t at = 0, n = 0;
    mh_token w;
    while (mh_token_next(v, &at, &w)) {
        uint32_t id = word_of(g, ids, mh_view_sub(v, w.from, w.to), &w, key);
        mh_sum_word *word = &g->vocabulary.ptr[id];
        if (word->times++ == 0) word->first = rank;
        if (word->last != rank + 1) word->sentences++;
        word->last = rank + 1;
        word->name |= w.upper && w.from > 0;
        mh_vec_push(&cells, ((mh_sum_cell){id, 1}));
    }
    if (cells.len) qsort(cells.ptr, cells.len, sizeof *cells.ptr, by_word);
    x->cells = mh_arena_array(g->a, cells.len + 1, sizeof *x->cells);
    for (size_t i = 0; i < cells.len; i++) {
        if (n && x->cells[n - 1].word == cells.ptr[i].word)
            x->cells[n - 1].n++;
        else
            x->cells[n++] = cells.ptr[i];
    }
    x->cells_len = n;
    mh_vec_clear(&cells);
}

static double likely(const mh_sum_word *x, const double *weights) {
    double z = 0;
    for (size_t k = 0; k < MH_SUM_WORD_FEATURES; k++) z += weights[k] * x->f[k];
    return 1 / (1 + exp(-z));
}

static void read_word(mh_sum_word *x, size_t sentences) {
    double often = log((double)x->times), first = (double)x->first;
    size_t letters = mh_utf8_len(x->key);
    x->f[MH_SUM_WORD_ONE] = 1;
    x->f[MH_SUM_WORD_OFTEN] = often;
    x->f[MH_SUM_WORD_SPREAD] = (double)x->sentences / (double)sentences;
    x->f[MH_SUM_WORD_SOON] = 1 / (1 + first);
    x->f[MH_SUM_WORD_FIRST] = x->first == 0;
    x->f[MH_SUM_WORD_LEAD] = x->first <= 2;
    x->f[MH_SUM_WORD_EARLY] = x->first <= 5;
    x->f[MH_SUM_WORD_STOP] = x->stop;
    x->f[MH_SUM_WORD_STOP_OFTEN] = x->stop ? often : 0;
    x->f[MH_SUM_WORD_NAME] = x->name;
    x->f[MH_SUM_WORD_NAME_OFTEN] = x->name ? often : 0;
    x->f[MH_SUM_WORD_DIGITS] = x->digits;
    x->f[MH_SUM_WORD_LENGTH] = (double)(letters < LONGEST ? letters : LONGEST) / LONGEST;
    x->f[MH_SUM_WORD_FIRST_OFTEN] = often / (1 + first);
    x->f[MH_SUM_WORD_ONCE] = x->times == 1;
    x->said = likely(x, summary_said_weights);
    x->again = likely(x, summary_again_weights);
}

void mh_sum_read_said(mh_summing *g) {
    mh_map *ids = mh_map_new();
    mh_buf key = {0};
    size_t rank = 0;
    for (size_t i = 0; i < g->len; i++) {
        if (!g->ptr[i].furniture) read_cells(g, ids, &g->ptr[i], rank++, &key);
    }
    for (size_t i = 0; i < g->vocabulary.len; i++) read_word(&g->vocabulary.ptr[i], rank);
    mh_map_free(ids);
    mh_buf_clear(&key);
}

mh_sum_said mh_sum_said_none(const mh_summing *g) {
    return (mh_sum_said){.times = mh_arena_array(g->a, g->vocabulary.len + 1, 1)};
}

/* What x adds to s->found. */
static double adds(const mh_summing *g, const mh_sum_said *s, const mh_sum_sentence *x) {
    double sum = 0;
    for (size_t i = 0; i < x->cells_len; i++) {
        const mh_sum_word *w = &g->vocabulary.ptr[x->cells[i].word];
        size_t had = s->times[x->cells[i].word], now = had + x->cells[i].n;
        if (had == 0) sum += w->said;
        if (had < 2 && now >= 2) sum += w->said * w->again;
    }
    return sum;
}

double mh_sum_said_with(const mh_summing *g, const mh_sum_said *s, const mh_sum_sentence *x,
                        size_t want) {
    double other = (double)want * SUMMARY_SAID_WORDS, least = SUMMARY_SAID_LEAST;
    if (want > 1 && other < least) other = least;
    return 2 * (s->found + adds(g, s, x)) / ((double)(s->words + x->words) + other);
}

void mh_sum_said_take(const mh_summing *g, mh_sum_said *s, const mh_sum_sentence *x) {
    s->found += adds(g, s, x);
    s->words += x->words;
    for (size_t i = 0; i < x->cells_len; i++) {
        size_t now = s->times[x->cells[i].word] + x->cells[i].n;
        s->times[x->cells[i].word] = (uint8_t)(now > 2 ? 2 : now);
    }
}
