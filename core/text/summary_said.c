#include "base/utf8.h"
#include "text/stop.h"
#include "text/summary_priv.h"
#include "text/summary_weights.h"

#include <math.h>

#define SHORT   48 /* words of a sentence that are sorted one by one */
#define LONGEST 10 /* letters of a word, longer ones are as long */

static uint32_t word_of(mh_summing *g, mh_numbering *ids, const mh_lex_token *w) {
    uint32_t id = mh_number_of(ids, w->key);
    if (id == g->vocabulary.len) {
        mh_sum_word x = {.key = mh_lex_key_at(g->t, w->key)->text,
                         .stop = mh_lex_is_stop(g->t, g->lang, w),
                         .digits = w->digits};
        mh_vec_push(&g->vocabulary, x);
    }
    return id;
}

static int by_word(const void *x, const void *y) {
    uint32_t a = ((const mh_sum_cell *)x)->word, b = ((const mh_sum_cell *)y)->word;
    return a < b ? -1 : a > b;
}

/* By word: most sentences are short, and most of their words come in order. */
static void sort_cells(mh_sum_cell *x, size_t n) {
    if (n > SHORT) qsort(x, n, sizeof *x, by_word);
    for (size_t i = 1; n <= SHORT && i < n; i++) {
        mh_sum_cell one = x[i];
        size_t to = i;
        for (; to > 0 && x[to - 1].word > one.word; to--) x[to] = x[to - 1];
        x[to] = one;
    }
}

/* rank: of x among the sentences that may be chosen. */
static void read_cells(mh_summing *g, mh_numbering *ids, mh_sum_sentence *x, size_t rank) {
    size_t n = 0;
    x->cells = mh_arena_array(g->a, x->tokens.len + 1, sizeof *x->cells);
    for (size_t i = 0; i < x->tokens.len; i++) {
        const mh_lex_token *w = &x->tokens.ptr[i];
        uint32_t id = word_of(g, ids, w);
        mh_sum_word *word = &g->vocabulary.ptr[id];
        if (word->times++ == 0) word->first = rank;
        word->name |= w->upper && w->from > x->at.from;
        if (word->last == rank + 1) {
            x->cells[word->cell].n++;
            continue;
        }
        word->sentences++;
        word->last = rank + 1;
        word->cell = n;
        x->cells[n++] = (mh_sum_cell){id, 1};
    }
    sort_cells(x->cells, n);
    x->cells_len = n;
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
    mh_numbering ids = {0}; /* of folded words */
    size_t rank = 0;
    for (size_t i = 0; i < g->len; i++) {
        if (!g->ptr[i].furniture) read_cells(g, &ids, &g->ptr[i], rank++);
    }
    for (size_t i = 0; i < g->vocabulary.len; i++) read_word(&g->vocabulary.ptr[i], rank);
    mh_numbering_clear(&ids);
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
