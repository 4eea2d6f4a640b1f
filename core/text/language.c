#include "text/language.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/language_priv.h"
#include "text/script.h"
#include "text/text_priv.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#define LANG_MAX   40
#define COLUMNS    12 /* languages of one script */
#define TABLE      (1u << 16)
#define GRAM_MAX   4
#define LETTERS    0x600 /* alphabets are checked below this code point */
#define WORD_GAIN  2     /* a frequent word counts this often */
#define FOREIGN    4.0   /* cost, in nats, of a letter that the alphabet lacks */
#define LOGS       1024  /* larger counts weigh as this one */
#define WORD_CPS   48    /* code points of a word that are looked at */
#define RECENT     2048  /* words whose weight is kept: those of a text come again and again */
#define RECENT_CPS 14    /* longer ones are not kept */

typedef struct slot {
    uint32_t key;            /* 0 is free */
    uint32_t gains;          /* row of m->gains */
    uint16_t kind, script;   /* of the gram */
    uint16_t count[COLUMNS]; /* by column of the language; scripts do not share grams */
} slot;

typedef struct recent {
    uint32_t w[RECENT_CPS], n; /* n is 0: free */
    size_t script;
    double score[COLUMNS];
} recent;

struct mh_lang_model {
    const mh_lang_row *rows[LANG_MAX];
    size_t n;
    size_t column[LANG_MAX], script[LANG_MAX];
    slot *table;
    double total[LANG_MAX][GRAM_MAX + 2]; /* by length of gram; last is words */
    uint8_t lacks[LANG_MAX][LETTERS];     /* 1: a small letter that is not in the alphabet */
    double (*gains)[COLUMNS];             /* what a gram adds to each language of its script */
    recent *recent;
};

void mh_lang_model_free(mh_lang_model *m) {
    if (m == NULL) return;
    free(m->table);
    free(m->gains);
    free(m->recent);
    free(m);
}

static uint64_t gram_hash(const uint32_t *cps, size_t n, uint64_t kind) {
    uint64_t h = kind * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < n; i++) {
        h = (h ^ cps[i]) * UINT64_C(0xd6e8feb86659fd93);
        h ^= h >> 32;
    }
    return h * UINT64_C(0xd6e8feb86659fd93);
}

/* The gram's place; it is made when `make` is set and the table has room. */
static slot *slot_at(mh_lang_model *m, const uint32_t *cps, size_t n, uint64_t kind, bool make) {
    uint64_t h = gram_hash(cps, n, kind);
    uint32_t key = (uint32_t)(h >> 32) | 1u;
    for (size_t i = (size_t)h & (TABLE - 1), tries = 0; tries < 64; tries++) {
        if (m->table[i].key == key) return &m->table[i];
        if (m->table[i].key == 0) {
            if (!make) return NULL;
            m->table[i].key = key;
            return &m->table[i];
        }
        i = (i + 1) & (TABLE - 1);
    }
    return NULL;
}

typedef void each_gram(mh_lang_model *m, const uint32_t *cps, size_t n, uint64_t kind, void *arg);

/* Calls f for each 1..4-gram of the padded word, and for the word as a whole. */
static void grams_of(mh_lang_model *m, const uint32_t *w, size_t n, each_gram *f, void *arg) {
    for (size_t len = 1; len <= GRAM_MAX; len++) {
        for (size_t i = 0; i + len <= n; i++) {
            if (len == 1 && w[i] == ' ') continue;
            f(m, w + i, len, len, arg);
        }
    }
    f(m, w, n, GRAM_MAX + 1, arg);
}

static uint32_t plain(uint32_t cp) {
    if (cp == 0x130) return 'i';
    cp = (uint32_t)u_tolower((UChar32)cp);
    if (cp == 0x2019 || cp == 0x2018 || cp == 0x2BB || cp == 0x2BC || cp == '`') return '\'';
    return cp;
}

/* The next word of s with a space at both ends; returns its length in code points, 0 at the end. */
static size_t next_word(mh_view *s, uint32_t *w) {
    size_t n = 0;
    w[n++] = ' ';
    while (s->len) {
        unsigned char c = (unsigned char)*s->ptr;
        if (c < 0x80 && c != '`') { /* ASCII says by itself what it is */
            bool inside = mh_is_alpha((char)c) || (c == '\'' && n > 1);
            s->ptr++;
            s->len--;
            if (inside && n < WORD_CPS)
                w[n++] = (unsigned char)mh_lower((char)c);
            else if (n > 1)
                break;
            continue;
        }
        uint32_t cp = plain(mh_utf8_next(s));
        bool inside = u_isalpha((UChar32)cp) || (cp == '\'' && n > 1) ||
                      u_charType((UChar32)cp) == U_NON_SPACING_MARK;
        if (inside && n < WORD_CPS) {
            w[n++] = cp;
            continue;
        }
        if (n > 1) break;
    }
    if (n == 1) return 0;
    w[n++] = ' ';
    return n;
}

typedef struct learning {
    size_t lang;
    uint16_t weight;
} learning;

static void learn_gram(mh_lang_model *m, const uint32_t *cps, size_t n, uint64_t kind, void *arg) {
    const learning *l = arg;
    slot *s = slot_at(m, cps, n, kind | m->script[l->lang] << 4, true);
    if (s == NULL) return;
    s->kind = (uint16_t)kind;
    s->script = (uint16_t)m->script[l->lang];
    uint16_t *c = &s->count[m->column[l->lang]];
    *c = (uint16_t)(*c + l->weight);
    m->total[l->lang][kind] += l->weight;
}

static void learn_text(mh_lang_model *m, size_t lang, const char *text, uint16_t weight) {
    uint32_t w[WORD_CPS + 2];
    mh_view s = mh_view_of(text);
    learning l = {lang, weight};
    for (size_t n; (n = next_word(&s, w)) > 0;) grams_of(m, w, n, learn_gram, &l);
}

static void learn_letters(mh_lang_model *m, size_t lang, const char *letters) {
    if (letters == NULL) return;
    for (uint32_t cp = 'a'; cp < LETTERS; cp++)
        m->lacks[lang][cp] = u_islower((UChar32)cp) || (cp >= 0x620 && u_isalpha((UChar32)cp));
    mh_view s = mh_view_of(letters);
    while (s.len) {
        uint32_t cp = mh_utf8_next(&s);
        if (cp < LETTERS) m->lacks[lang][cp] = 0;
    }
}

/* The newest row's script, numbered by its first row, and its column among that script's rows. */
static void place(mh_lang_model *m) {
    m->script[m->n] = m->n;
    for (size_t i = m->n; i-- > 0;) {
        if (strcmp(m->rows[i]->script, m->rows[m->n]->script) != 0) continue;
        m->script[m->n] = m->script[i];
        m->column[m->n]++;
    }
    assert(m->column[m->n] < COLUMNS);
}

/* What each gram adds to the score of each language, ahead of time: a guess takes hundreds of thousands
 * of them. Longer grams say more, but share their letters: the weights keep them from counting thrice. */
static void weigh_grams(mh_lang_model *m) {
    static const double weight[] = {0, 0.30, 0.35, 0.40, 0.35, 0.80};
    static const double unseen[] = {0.5, 0.5, 0.3, 0.15, 0.08, 0.05};
    double log_total[LANG_MAX][GRAM_MAX + 2], log_count[GRAM_MAX + 2][LOGS];
    uint32_t n = 0;
    for (size_t kind = 0; kind < GRAM_MAX + 2; kind++) {
        for (size_t c = 0; c < LOGS; c++) log_count[kind][c] = log((double)c + unseen[kind]);
        for (size_t i = 0; i < m->n; i++) log_total[i][kind] = log(m->total[i][kind] + 200);
    }
    for (size_t k = 0; k < TABLE; k++) n += m->table[k].key != 0;
    m->gains = mh_alloc_array(n + 1, sizeof *m->gains);
    n = 0;
    for (size_t k = 0; k < TABLE; k++) {
        slot *s = &m->table[k];
        if (s->key == 0) continue;
        s->gains = n++;
        for (size_t i = 0; i < m->n; i++) {
            if (m->script[i] != s->script) continue;
            size_t c = s->count[m->column[i]] < LOGS ? s->count[m->column[i]] : LOGS - 1;
            m->gains[s->gains][m->column[i]] =
                weight[s->kind] * (log_count[s->kind][c] - log_total[i][s->kind]);
        }
    }
}

static mh_lang_model *model_of(mh_text *t) {
    static const mh_lang_row *const tables[] = {mh_lang_latin, mh_lang_turkic, mh_lang_cyrillic,
                                                mh_lang_steppe, mh_lang_other};
    if (t->lang) return t->lang;
    mh_lang_model *m = mh_alloc(sizeof *m);
    m->table = mh_alloc_array(TABLE, sizeof *m->table);
    for (size_t k = 0; k < sizeof tables / sizeof tables[0]; k++) {
        for (const mh_lang_row *r = tables[k]; r->code && m->n < LANG_MAX; r++) {
            m->rows[m->n] = r;
            place(m);
            learn_text(m, m->n, r->words, WORD_GAIN);
            learn_text(m, m->n, r->prose, 1);
            learn_letters(m, m->n, r->letters);
            m->n++;
        }
    }
    weigh_grams(m);
    t->lang = m;
    return m;
}

typedef struct guessing {
    size_t lang[COLUMNS], n; /* those of the text's script, by column */
    double score[COLUMNS];
    size_t script;
} guessing;

static void weigh_gram(mh_lang_model *m, const uint32_t *cps, size_t n, uint64_t kind, void *arg) {
    guessing *g = arg;
    const slot *s = slot_at(m, cps, n, kind | g->script << 4, false);
    if (s == NULL) return;
    const double *gain = m->gains[s->gains];
    for (size_t i = 0; i < COLUMNS; i++) g->score[i] += gain[i];
}

/* What the word adds to each language of the script. */
static void weigh_word(mh_lang_model *m, const uint32_t *w, size_t n, guessing *g) {
    grams_of(m, w, n, weigh_gram, g);
    for (size_t k = 1; k + 1 < n; k++) {
        if (w[k] >= LETTERS) continue;
        for (size_t i = 0; i < g->n; i++) g->score[i] -= m->lacks[g->lang[i]][w[k]] * FOREIGN;
    }
}

static const recent *weight_of(mh_lang_model *m, const uint32_t *w, size_t n, const guessing *all) {
    recent *r = &m->recent[gram_hash(w, n, all->script) >> 32 & (RECENT - 1)];
    if (r->n == n && r->script == all->script && memcmp(r->w, w, n * sizeof *w) == 0) return r;
    guessing g = *all;
    memset(g.score, 0, sizeof g.score);
    weigh_word(m, w, n, &g);
    *r = (recent){.n = (uint32_t)n, .script = all->script};
    memcpy(r->w, w, n * sizeof *w);
    memcpy(r->score, g.score, sizeof r->score);
    return r;
}

static size_t weigh_text(mh_lang_model *m, mh_view s, guessing *g) {
    uint32_t w[WORD_CPS + 2];
    size_t words = 0;
    if (m->recent == NULL) m->recent = mh_alloc_array(RECENT, sizeof *m->recent);
    for (size_t n; (n = next_word(&s, w)) > 0; words++) {
        if (n > RECENT_CPS) {
            weigh_word(m, w, n, g);
            continue;
        }
        const recent *r = weight_of(m, w, n, g);
        for (size_t i = 0; i < g->n; i++) g->score[i] += r->score[i];
    }
    return words;
}

static mh_lang guess(mh_text *t, mh_view s) {
    mh_lang_model *m = model_of(t);
    mh_lang out = {"und", mh_script_of(s, NULL), 0};
    guessing g = {0};
    size_t best = 0, next = SIZE_MAX;
    for (size_t i = 0; i < m->n; i++) {
        if (strcmp(m->rows[i]->script, out.script) != 0) continue;
        g.script = m->script[i];
        g.lang[g.n++] = i;
    }
    if (g.n == 0) return out;
    size_t words = weigh_text(m, s, &g);
    for (size_t i = 1; i < g.n; i++) {
        if (g.score[i] > g.score[best]) {
            next = best;
            best = i;
        } else if (next == SIZE_MAX || g.score[i] > g.score[next]) {
            next = i;
        }
    }
    out.code = m->rows[g.lang[best]]->code;
    double ahead = next == SIZE_MAX ? 8 : (g.score[best] - g.score[next]) / sqrt((double)words + 1);
    out.score = words ? 1 - exp(-ahead) : 0;
    return out;
}

mh_lang mh_lang_guess(mh_text *t, mh_view s) {
    s = mh_utf8_cut(s, MH_LANG_SAMPLE);
    /* several stages ask about one text, one after another */
    if (t->guessed.len && mh_view_eq(mh_buf_view(&t->guessed), s)) return t->guess;
    mh_lang found = guess(t, s);
    mh_buf_reset(&t->guessed);
    mh_buf_put(&t->guessed, s);
    t->guess = found;
    return found;
}
