#include "text/summary_priv.h"

#include "text/fold.h"
#include "text/language.h"
#include "text/lines.h"
#include "text/lines_priv.h"
#include "text/segment.h"
#include "text/stop.h"
#include "text/text_priv.h"

#include <math.h>
#include <string.h>

#define WORDS_MIN  6   /* a shorter sentence says too little */
#define LEAD_FALL  0.5 /* how fast position loses weight */
#define START      64  /* bytes of a sentence in which a word that points back is looked for */
#define SHORT      48  /* words of a sentence that are sorted one by one */
#define LEAD_TERMS 3   /* sentences that stand for the title where none is known */

static int by_id(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

static void sort_ids(uint32_t *x, size_t n) {
    if (n > SHORT) qsort(x, n, sizeof *x, by_id);
    for (size_t i = 1; n <= SHORT && i < n; i++) {
        uint32_t one = x[i];
        size_t to = i;
        for (; to > 0 && x[to - 1] > one; to--) x[to] = x[to - 1];
        x[to] = one;
    }
}

static uint32_t id_of(mh_summing *g, uint32_t word) {
    uint32_t id = mh_number_of(&g->ids, mh_lex_stem(g->t, g->lang, word));
    if (id == g->spread.len) mh_vec_push(&g->spread, 0u);
    return id;
}

/* Counts the words of x; its terms are the stems that are no stop words. */
static void read_words(mh_summing *g, mh_sum_sentence *x) {
    size_t ids = 0, n = 0;
    x->words = x->tokens.len;
    x->terms = mh_arena_array(g->a, x->tokens.len, sizeof *x->terms);
    for (size_t i = 0; i < x->tokens.len; i++) {
        const mh_lex_token *w = &x->tokens.ptr[i];
        if (mh_sum_personal(g->t, w)) x->f[MH_SUM_PERSONAL] = 1;
        bool says = w->digits || w->upper || mh_lex_letters(g->t, w->word) > 2;
        if (says && !mh_lex_is_stop(g->t, g->lang, w)) x->terms[ids++] = id_of(g, w->word);
    }
    sort_ids(x->terms, ids);
    for (size_t i = 0; i < ids; i++) {
        if (i == 0 || x->terms[i] != x->terms[n - 1]) x->terms[n++] = x->terms[i];
    }
    x->terms_len = n;
}

static bool is_opening(uint32_t cp) {
    return cp == 0xAB || cp == 0x201C || cp == 0x201E || cp == 0x2018;
}

static bool is_closing(uint32_t cp) {
    return cp == 0xBB || cp == 0x201D;
}

/* Share of the bytes of v between quotation marks; a mark that is not closed reaches to the end. A
 * closing mark without an opening one ends a quotation that began in a sentence before. */
static double quoted_share(mh_view v) {
    size_t inside = 0, start = SIZE_MAX, next = 0;
    for (size_t i = 0; i < v.len; i = next) {
        unsigned char c = (unsigned char)v.ptr[i];
        next = i + 1;
        if (c < 0x80 && c != '"' && c != '\'') continue;
        uint32_t cp = mh_cp_at(v, i, &next);
        bool straight = cp == '"', single = cp == '\'' && (i == 0 || v.ptr[i - 1] == ' ');
        if (start == SIZE_MAX && (is_opening(cp) || straight || single)) {
            start = i;
        } else if (is_closing(cp) || (straight && start != SIZE_MAX)) {
            inside += i - (start == SIZE_MAX ? 0 : start);
            start = SIZE_MAX;
        }
    }
    if (start != SIZE_MAX && start + 1 < v.len) inside += v.len - start;
    return v.len ? fmin(1, (double)inside / (double)v.len) : 0;
}

static void read_form(mh_summing *g, mh_view v, mh_sum_sentence *x) {
    mh_buf key = {0};
    size_t cut = v.len < START ? v.len : START, start = 0;
    while (cut < v.len && ((unsigned char)v.ptr[cut] & 0xC0) == 0x80) cut++;
    mh_text_fold(g->t, mh_view_sub(v, 0, cut), &key);
    x->f[MH_SUM_LEANS] = mh_sum_leans(mh_buf_view(&key));
    mh_buf_clear(&key);
    x->f[MH_SUM_QUOTED] = quoted_share(v);
    x->f[MH_SUM_STEP] = mh_sum_tells_step(v);
    if (v.len && mh_cp_before(v, v.len, &start) == '?') x->f[MH_SUM_PERSONAL] = 1;
    if (x->words < MH_SUM_FROM) x->f[MH_SUM_SHORT] = 1 - (double)x->words / MH_SUM_FROM;
    if (x->words > MH_SUM_TO)
        x->f[MH_SUM_LONG] = fmin(1, (double)(x->words - MH_SUM_TO) / MH_SUM_TO);
}

static void read_sentences(mh_summing *g, const mh_spans *found) {
    mh_lines lines = mh_text_lines(g->t, g->a, g->s);
    size_t line = 0, near = 0, last = found->len < MH_SUMMARY_LOOK ? found->len : MH_SUMMARY_LOOK;
    mh_view looked = mh_view_sub(g->s, 0, last ? found->ptr[last - 1].to : 0);
    if (last == found->len) looked = g->s; /* whose tokens others read too */
    mh_lex_tokens all = mh_lex_copy(g->a, mh_lex_read(g->t, g->a, looked, SIZE_MAX));
    for (size_t i = 0; i < last; i++) {
        mh_sum_sentence *x = &g->ptr[g->len++];
        x->at = found->ptr[i];
        x->index = i;
        while (line + 1 < lines.len && lines.ptr[line].to <= x->at.from) line++;
        mh_view v = mh_span_view(g->s, x->at);
        x->tokens = mh_lex_within(g->t, g->a, g->s, all, x->at, &near);
        read_words(g, x);
        for (size_t k = 0; k < x->terms_len; k++) g->spread.ptr[x->terms[k]]++;
        read_form(g, v, x);
        bool prose = line < lines.len && lines.ptr[line].kind == MH_LINE_PARAGRAPH;
        mh_plain dateline = {0};
        bool dated = x->words < 12 && mh_dateline_read(g->t, g->a, v, 0, &dateline) + 2 >= v.len;
        x->furniture =
            !prose || x->words < WORDS_MIN || dated || mh_sum_only_attribution(v, x->words);
    }
}

static double weight_of(const mh_summing *g, uint32_t id) {
    double n = g->spread.ptr[id];
    return n < 2 ? 0 : log(1 + n);
}

static bool has_term(const mh_sum_sentence *x, uint32_t id) {
    return bsearch(&id, x->terms, x->terms_len, sizeof id, by_id) != NULL;
}

double mh_sum_overlap(const mh_sum_sentence *x, const mh_sum_sentence *y) {
    const mh_sum_sentence *few = x->terms_len < y->terms_len ? x : y, *many = few == x ? y : x;
    size_t same = 0;
    for (size_t i = 0; i < few->terms_len; i++) same += has_term(many, few->terms[i]);
    return few->terms_len ? (double)same / (double)few->terms_len : 0;
}

static double covered(const mh_sum_sentence *what, const mh_sum_sentence *by) {
    size_t same = 0;
    for (size_t i = 0; i < what->terms_len; i++) same += has_term(by, what->terms[i]);
    return what->terms_len ? (double)same / (double)what->terms_len : 0;
}

/* How much each sentence says of what the text says, both scaled by the sentence that says most. */
static void read_content(mh_summing *g) {
    double most[2] = {0, 0};
    for (size_t i = 0; i < g->len; i++) {
        mh_sum_sentence *x = &g->ptr[i];
        double sum = 0, dot = 0;
        for (size_t k = 0; k < x->terms_len; k++) {
            sum += weight_of(g, x->terms[k]);
            dot += g->spread.ptr[x->terms[k]];
        }
        x->f[MH_SUM_CONTENT] = sum / (sqrt((double)x->terms_len) + 2);
        x->f[MH_SUM_CENTRAL] = x->terms_len ? dot / sqrt((double)x->terms_len) : 0;
        if (x->furniture) continue;
        most[0] = fmax(most[0], x->f[MH_SUM_CONTENT]);
        most[1] = fmax(most[1], x->f[MH_SUM_CENTRAL]);
    }
    for (size_t i = 0; i < g->len; i++) {
        mh_sum_sentence *x = &g->ptr[i];
        x->f[MH_SUM_CONTENT] = most[0] > 0 ? fmin(1, x->f[MH_SUM_CONTENT] / most[0]) : 0;
        x->f[MH_SUM_CENTRAL] = most[1] > 0 ? fmin(1, x->f[MH_SUM_CENTRAL] / most[1]) : 0;
    }
}

static void read_place(mh_summing *g, mh_view title) {
    mh_sum_sentence about = {0};
    size_t rank = 0, all = 0;
    about.tokens = mh_lex_read(g->t, g->a, title, SIZE_MAX);
    read_words(g, &about);
    for (size_t i = 0; i < g->len; i++) all += !g->ptr[i].furniture;
    for (size_t i = 0; i < g->len; i++) {
        mh_sum_sentence *x = &g->ptr[i];
        if (about.terms_len) {
            x->f[MH_SUM_TITLE] = covered(&about, x);
        } else {
            for (size_t k = 0, lead = 0; k < g->len && lead < LEAD_TERMS; k++) {
                if (g->ptr[k].furniture) continue;
                lead++;
                if (k != i) x->f[MH_SUM_TITLE] += covered(&g->ptr[k], x) / LEAD_TERMS;
            }
        }
        x->f[MH_SUM_FIRST] = rank == 0;
        x->f[MH_SUM_LEAD] = 1 / (1 + LEAD_FALL * (double)rank);
        x->f[MH_SUM_EARLY] = all ? 1 - (double)rank / (double)all : 0;
        if (!x->furniture) rank++;
    }
}

void mh_summing_read(mh_summing *g, mh_text *t, mh_arena *a, mh_view s,
                     const mh_summary_options *o) {
    mh_spans found = mh_text_sentences(t, a, s);
    *g = (mh_summing){.t = t, .a = a, .s = s, .lang = o->lang};
    mh_lex_open(t);
    if (g->lang == NULL) g->lang = mh_lang_guess(t, s).code;
    g->of = found.len;
    g->ptr = mh_arena_array(a, found.len < MH_SUMMARY_LOOK ? found.len + 1 : MH_SUMMARY_LOOK,
                            sizeof *g->ptr);
    read_sentences(g, &found);
    read_content(g);
    read_place(g, o->title);
    mh_sum_read_said(g);
}

void mh_summing_clear(mh_summing *g) {
    mh_numbering_clear(&g->ids);
    mh_lex_close(g->t);
    mh_vec_clear(&g->spread);
    mh_vec_clear(&g->vocabulary);
}
