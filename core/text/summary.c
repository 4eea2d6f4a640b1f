#include "text/summary_priv.h"
#include "text/summary_weights.h"

#define AGAIN_COST 3 /* more than any place or matter is worth */

static void score_all(mh_summing *g) {
    for (size_t i = 0; i < g->len; i++) {
        mh_sum_sentence *x = &g->ptr[i];
        x->score = 0;
        for (size_t k = 0; k < MH_SUM_FEATURES; k++) x->score += summary_weights[k] * x->f[k];
    }
}

static int by_place(const void *x, const void *y) {
    const mh_summary_row *a = x, *b = y;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* How far words are above what `want` sentences should have. */
static double over(size_t words, size_t want) {
    double part = (double)words / (SUMMARY_WORDS * (double)want) - 1;
    return part > 0 ? part : 0;
}

/* Furniture last, then the higher score now, then the earlier one. */
static size_t best_of(const mh_summing *g, const bool *taken, const double *now,
                      const mh_sum_said *said, size_t want) {
    size_t best = g->len;
    double most = 0;
    for (size_t i = 0; i < g->len; i++) {
        const mh_sum_sentence *x = &g->ptr[i];
        if (taken[i]) continue;
        double more = over(said->words + x->words, want) - over(said->words, want);
        double score = now[i] - summary_over * more +
                       summary_said * (double)want * mh_sum_said_with(g, said, x, want);
        bool better =
            best == g->len ||
            (x->furniture == g->ptr[best].furniture ? score > most : g->ptr[best].furniture);
        if (better) best = i, most = score;
    }
    return best;
}

/* What the choice of sentence `at` means for the others: those that say the same lose, the next one may
 * follow (a "he" has its antecedent then). */
static void weigh_again(const mh_summing *g, size_t at, double *now) {
    size_t next = at + 1;
    for (size_t i = 0; i < g->len; i++) {
        double same = mh_sum_overlap(&g->ptr[i], &g->ptr[at]);
        now[i] -= summary_same * same + (same > SUMMARY_AGAIN ? AGAIN_COST * same : 0);
    }
    if (next < g->len && !g->ptr[next].furniture)
        now[next] += summary_follow - summary_weights[MH_SUM_LEANS] * g->ptr[next].f[MH_SUM_LEANS];
}

/* Greedy, as maximal marginal relevance. */
static size_t choose(mh_summing *g, size_t want, mh_summary_row *rows) {
    size_t n = 0;
    mh_sum_said said = mh_sum_said_none(g);
    bool *taken = mh_arena_array(g->a, g->len + 1, sizeof *taken);
    double *now = mh_arena_array(g->a, g->len + 1, sizeof *now);
    for (size_t i = 0; i < g->len; i++) now[i] = g->ptr[i].score;
    while (n < want && n < g->len) {
        size_t best = best_of(g, taken, now, &said, want);
        const mh_sum_sentence *x = &g->ptr[best];
        if (x->furniture && n > 0) break;
        taken[best] = true;
        mh_sum_said_take(g, &said, x);
        rows[n++] = (mh_summary_row){x->at.from, x->at.to, x->index, x->score};
        weigh_again(g, best, now);
    }
    if (n) qsort(rows, n, sizeof *rows, by_place);
    return n;
}

mh_summary mh_text_summary(mh_text *t, mh_arena *a, mh_view s, const mh_summary_options *o) {
    static const mh_summary_options none = {0};
    mh_summing g;
    if (o == NULL) o = &none;
    mh_summing_read(&g, t, a, s, o);
    score_all(&g);
    size_t want = o->sentences ? o->sentences : 3;
    if (want > MH_SUMMARY_MAX) want = MH_SUMMARY_MAX;
    mh_summary out = {.of = g.of, .rows = mh_arena_array(a, want, sizeof *out.rows)};
    out.len = choose(&g, want, out.rows);
    mh_buf text = {0};
    for (size_t i = 0; i < out.len; i++) {
        if (i) mh_buf_putc(&text, ' ');
        mh_buf_put(&text, mh_view_sub(s, out.rows[i].from, out.rows[i].to));
    }
    out.text = mh_arena_dup(a, mh_buf_view(&text));
    mh_buf_clear(&text);
    mh_summing_clear(&g);
    return out;
}
