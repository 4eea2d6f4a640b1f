#include "text/summary.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "text/language.h"
#include "text/lines.h"
#include "text/lines_priv.h"
#include "text/segment.h"
#include "text/stem.h"
#include "text/text_priv.h"
#include "text/token.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MIN  6  /* a shorter sentence says too little */
#define WORDS_FULL 14 /* from here on length no longer counts against it */
#define WORDS_MAX  60
#define STOP_SHARE 0.25 /* a word in more of the sentences is not telling ... */
#define LEAD_FALL  0.25 /* how fast position loses weight */
#define CONTENT    0.35 /* weight of the words that the text repeats, at most */
#define LENGTH     0.25 /* of a full sentence */
#define TITLE      0.20 /* of the words of the title */
#define STEP       0.20 /* of a step that is taken or announced */
#define STOP_AT    8    /* ... in texts of at least this many */

typedef struct sent {
    mh_span at;
    size_t index, words;
    uint32_t *terms; /* arena; ids, each once, sorted */
    size_t terms_len;
    bool furniture, step;
    double score;
} sent;

typedef struct summing {
    mh_text *t;
    mh_arena *a;
    mh_view s;
    const char *lang;
    mh_map *ids;             /* stem -> id + 1 */
    MH_VEC(uint32_t) spread; /* by id: sentences that have it */
    sent *ptr;
    size_t len;
} summing;

static int by_id(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

static uint32_t id_of(summing *g, mh_view word, mh_buf *key) {
    mh_buf_reset(key);
    mh_text_stem(g->t, g->lang, word, key);
    mh_value *v = mh_map_at(g->ids, mh_buf_view(key), NULL);
    if (v->num == 0) {
        mh_vec_push(&g->spread, 0u);
        v->num = g->spread.len;
    }
    return (uint32_t)(v->num - 1);
}

/* Stems of v of more than two letters, each once, sorted. */
static uint32_t *terms_of(summing *g, mh_view v, size_t *len, size_t *words) {
    MH_VEC(uint32_t) ids = {0};
    mh_buf key = {0};
    size_t at = 0, n = 0;
    mh_token w;
    *words = 0;
    while (mh_token_next(v, &at, &w)) {
        (*words)++;
        mh_view word = mh_view_sub(v, w.from, w.to);
        if (mh_utf8_len(word) > 2 || w.digits) mh_vec_push(&ids, id_of(g, word, &key));
    }
    if (ids.len) qsort(ids.ptr, ids.len, sizeof *ids.ptr, by_id);
    uint32_t *out = mh_arena_array(g->a, ids.len, sizeof *out);
    for (size_t i = 0; i < ids.len; i++) {
        if (i == 0 || ids.ptr[i] != ids.ptr[i - 1]) out[n++] = ids.ptr[i];
    }
    mh_vec_clear(&ids);
    mh_buf_clear(&key);
    *len = n;
    return out;
}

/* "Reported by", "X reports." and the like: few words beside the telling verb. */
static bool only_attribution(mh_view v, size_t words) {
    static const char *const cues[] = {
        "reported by", "reports.",  "reporting by", "according to", "об этом", "как сообщ",
        "сообщает",    "передает",  "передаёт",     "деп хабарла",  "By ",     "Published",
        "Updated",     "PUBLISHED", "UPDATED",      "Posted",       NULL};
    return words < 9 && mh_list_within(cues, v);
}

/* A step that was taken or will be: what a reader of diplomatic and political news wants after the
 * lead. Stems, so that they are found within words. */
static bool tells_step(mh_view v) {
    static const char *const cues[] = {
        " agreed",      " signed", " will ",    " adopted",  " announced", " decided",
        " expected to", "подписа", "договорил", "будет",     "намерен",    "принял",
        "қол қой",      "келіс",   "шешім",     "кездеседі", NULL};
    return mh_list_within(cues, v);
}

/* Scores of one word position and of what cannot be chosen. */
static void read_sentences(summing *g, const mh_spans *found) {
    mh_lines lines = mh_text_lines(g->t, g->a, g->s);
    size_t line = 0;
    for (size_t i = 0; i < found->len && g->len < MH_SUMMARY_LOOK; i++) {
        sent *x = &g->ptr[g->len++];
        x->at = found->ptr[i];
        x->index = i;
        while (line + 1 < lines.len && lines.ptr[line].to <= x->at.from) line++;
        mh_view v = mh_span_view(g->s, x->at);
        x->terms = terms_of(g, v, &x->terms_len, &x->words);
        for (size_t k = 0; k < x->terms_len; k++) g->spread.ptr[x->terms[k]]++;
        bool prose = line < lines.len && lines.ptr[line].kind == MH_LINE_PARAGRAPH;
        mh_plain dateline = {0};
        bool dated = x->words < 12 && mh_dateline_read(g->t, g->a, v, 0, &dateline) + 2 >= v.len;
        x->step = tells_step(v);
        x->furniture = !prose || x->words < WORDS_MIN || dated || only_attribution(v, x->words);
    }
}

static double weight_of(const summing *g, uint32_t id) {
    double n = g->spread.ptr[id];
    if (n < 2) return 0;
    if (g->len >= STOP_AT && n > STOP_SHARE * (double)g->len) return 0.3;
    return log(1 + n);
}

static bool has_term(const sent *x, uint32_t id) {
    return bsearch(&id, x->terms, x->terms_len, sizeof id, by_id) != NULL;
}

static double overlap(const sent *x, const sent *y) {
    size_t same = 0;
    for (size_t i = 0; i < x->terms_len; i++) same += has_term(y, x->terms[i]);
    size_t least = x->terms_len < y->terms_len ? x->terms_len : y->terms_len;
    return least ? (double)same / (double)least : 0;
}

static void score_all(summing *g, const mh_summary_options *o) {
    size_t title_len = 0, words = 0, rank = 0;
    sent title = {0};
    title.terms = terms_of(g, o->title, &title_len, &words);
    title.terms_len = title_len;
    double most = 0;
    for (size_t i = 0; i < g->len; i++) {
        sent *x = &g->ptr[i];
        for (size_t k = 0; k < x->terms_len; k++) x->score += weight_of(g, x->terms[k]);
        x->score /= sqrt((double)(x->terms_len ? x->terms_len : 1)) + 2;
        if (x->score > most) most = x->score;
    }
    for (size_t i = 0; i < g->len; i++) {
        sent *x = &g->ptr[i];
        double content = most > 0 ? x->score / most : 0;
        double lead = 1.0 / (1.0 + LEAD_FALL * (double)rank);
        double length = x->words >= WORDS_FULL ? 1 : (double)x->words / WORDS_FULL;
        if (x->words > WORDS_MAX) length = 0.6;
        x->score = lead + CONTENT * content + LENGTH * length + TITLE * overlap(&title, x);
        if (x->step) x->score += STEP;
        if (x->furniture)
            x->score -= 10;
        else
            rank++;
    }
}

static int by_place(const void *x, const void *y) {
    const mh_summary_row *a = x, *b = y;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Greedy: the best sentence, then the best that does not say the same again. */
static size_t choose(summing *g, size_t want, mh_summary_row *rows) {
    size_t n = 0;
    bool *taken = mh_arena_array(g->a, g->len + 1, sizeof *taken);
    double *penalty = mh_arena_array(g->a, g->len + 1, sizeof *penalty);
    while (n < want && n < g->len) {
        size_t best = g->len;
        for (size_t i = 0; i < g->len; i++) {
            bool better =
                best == g->len || g->ptr[i].score - penalty[i] > g->ptr[best].score - penalty[best];
            if (!taken[i] && better) best = i;
        }
        if (g->ptr[best].furniture && n > 0) break;
        taken[best] = true;
        rows[n++] = (mh_summary_row){g->ptr[best].at.from, g->ptr[best].at.to, g->ptr[best].index,
                                     g->ptr[best].score};
        for (size_t i = 0; i < g->len; i++) {
            double same = taken[i] ? 0 : overlap(&g->ptr[i], &g->ptr[best]);
            if (same > 0.55) penalty[i] += same;
        }
    }
    qsort(rows, n, sizeof *rows, by_place);
    return n;
}

mh_summary mh_text_summary(mh_text *t, mh_arena *a, mh_view s, const mh_summary_options *o) {
    static const mh_summary_options none = {0};
    if (o == NULL) o = &none;
    summing g = {.t = t, .a = a, .s = s, .lang = o->lang, .ids = mh_map_new()};
    if (g.lang == NULL) g.lang = mh_lang_guess(t, s).code;
    mh_spans found = mh_text_sentences(t, a, s);
    size_t want = o->sentences ? o->sentences : 3;
    if (want > MH_SUMMARY_MAX) want = MH_SUMMARY_MAX;
    g.ptr = mh_arena_array(a, found.len < MH_SUMMARY_LOOK ? found.len + 1 : MH_SUMMARY_LOOK,
                           sizeof *g.ptr);
    read_sentences(&g, &found);
    score_all(&g, o);
    mh_summary out = {.of = found.len, .rows = mh_arena_array(a, want, sizeof *out.rows)};
    out.len = choose(&g, want, out.rows);
    mh_buf text = {0};
    for (size_t i = 0; i < out.len; i++) {
        if (i) mh_buf_putc(&text, ' ');
        mh_buf_put(&text, mh_view_sub(s, out.rows[i].from, out.rows[i].to));
    }
    out.text = mh_arena_dup(a, mh_buf_view(&text));
    mh_buf_clear(&text);
    mh_map_free(g.ids);
    mh_vec_clear(&g.spread);
    return out;
}
