#include "text/keyphrases.h"

#include "base/vec.h"
#include "text/fold.h"
#include "text/keyphrases_priv.h"
#include "text/language.h"
#include "text/lexicon.h"
#include "text/stop.h"
#include "text/text_priv.h"

#include <math.h>
#include <string.h>

#define NAME_GAIN   0.8  /* of a phrase that is a name */
#define TITLE_GAIN  0.8  /* of a phrase that the title has */
#define SPREAD_GAIN 0.5  /* of a phrase that occurs from the start to the end */
#define WORD_GAIN   0.4  /* of each further word: two say more than one */
#define HALF        80.0 /* tokens from the start after which a place counts half */
#define PART        0.3  /* of the score stays to what is always part of a longer phrase */
#define WEAK        0.1  /* of the score stays to a word that says little alone */
#define LAND_GAIN   0.3  /* of the name of a country */
#define CHANCE      0.4  /* stays to small words that met once; three of them are seldom a term */
#define LEAST_STEM  8    /* bytes in which two words must agree to be one, and bytes of endings */
#define MOST_ENDING 8
#define TRIED       800 /* of the best phrases, when those within others are left out */

typedef struct word {
    uint32_t from, to, id, key; /* id: of its stem; key: folded, of the lexicon */
    bool stop, upper;
    bool joined; /* to the word before, by a blank, a hyphen or nothing */
    bool opens;  /* begins a sentence, so that its capital says nothing */
} word;

typedef struct phrase {
    uint32_t ids[MH_KEYPHRASES_WORDS], len;
    uint32_t count, first, last, names, alone; /* alone: beside no word of its kind */
    uint32_t from, to, form;                   /* what is shown, and how often it occurs so */
    uint32_t spellings;                        /* of one word: the first + 1 */
    bool title, weak, land;                    /* land: the name of a country */
    double score;
} phrase;

/* One of the spellings of a phrase of one word. */
typedef struct spelling {
    uint32_t key, times, next; /* folded, of the lexicon; next: + 1 */
} spelling;

typedef struct finding {
    mh_text *t;
    mh_view s;
    const char *lang;
    mh_numbering ids;         /* of stems */
    mh_map *keys, *forms;     /* of several words: ids of a phrase; its number and spelling */
    MH_VEC(uint32_t) singles; /* by id: number + 1 of the phrase of that word alone */
    MH_VEC(spelling) spellings;
    MH_VEC(word) words;
    MH_VEC(uint32_t) stems;  /* by id */
    MH_VEC(uint32_t) counts; /* by id */
    MH_VEC(phrase) phrases;
    uint32_t title_words; /* of words, from their start */
    mh_buf key;
} finding;

static uint32_t id_of(finding *g, uint32_t number) {
    uint32_t stem = mh_lex_stem(g->t, g->lang, number), id = mh_number_of(&g->ids, stem);
    if (id == g->counts.len) {
        mh_vec_push(&g->counts, 0u);
        mh_vec_push(&g->singles, 0u);
        mh_vec_push(&g->stems, stem);
    }
    return id;
}

/* What stands between two words: '.' an end of sentence, ',' any other cut, ' ' nothing that cuts. */
static char between(mh_view s, size_t from, size_t to) {
    char found = ' ';
    size_t next = 0;
    for (size_t i = from; i < to; i = next) {
        uint32_t cp = mh_cp_at(s, i, &next);
        if (cp == '.' || cp == '!' || cp == '?' || cp == '\n' || cp == 0x2026 || cp == 0x3002)
            return '.';
        bool hyphen = (cp == '-' || (cp >= 0x2010 && cp <= 0x2014)) && to - from == next - i;
        if (cp != ' ' && cp != 0xA0 && !hyphen) found = ',';
    }
    return found;
}

/* Begins a sentence in spite of a quotation mark or bracket before it. */
static void read_words(finding *g, mh_arena *a, mh_view s, bool title) {
    size_t last = 0;
    mh_lex_tokens all = mh_lex_read(g->t, a, s, MH_KEYPHRASES_LOOK - g->words.len);
    mh_vec_reserve(&g->words, all.len);
    for (size_t i = 0; i < all.len; i++) {
        const mh_lex_token *w = &all.ptr[i];
        char cut = last ? between(s, last, w->from) : '.';
        word x = {.from = w->from, .to = w->to, .key = w->key, .upper = w->upper};
        x.stop = w->digits || mh_lex_letters(g->t, w->word) < 2 ||
                 mh_lex_is_stop(g->t, g->lang, w) ||
                 (!w->upper && mh_keyphrases_is_verb(g->lang, mh_view_sub(s, w->from, w->to)));
        x.opens = cut == '.';
        x.joined = cut == ' ';
        x.id = x.stop ? 0 : id_of(g, w->word);
        if (!x.stop) g->counts.ptr[x.id]++;
        mh_vec_push(&g->words, x);
        last = w->to;
    }
    if (title) g->title_words = (uint32_t)g->words.len;
}

static bool is_land(const finding *g, uint32_t id) {
    return mh_keyphrases_is_land(g->t, g->lang, mh_lex_stem_at(g->t, g->stems.ptr[id]));
}

/* The number of the phrase, which begins at word i if it is a new one. */
static uint32_t phrase_of(finding *g, const uint32_t *ids, uint32_t len, size_t i) {
    bool fresh = false;
    mh_value *v = NULL;
    if (len > 1) {
        v = mh_map_at(g->keys, (mh_view){(const char *)ids, len * sizeof *ids}, &fresh);
        if (!fresh) return (uint32_t)v->num;
    } else if (g->singles.ptr[ids[0]]) {
        return g->singles.ptr[ids[0]] - 1;
    }
    phrase p = {.len = len, .first = (uint32_t)i};
    memcpy(p.ids, ids, len * sizeof *ids);
    if (v) v->num = g->phrases.len;
    mh_vec_push(&g->phrases, p);
    if (len == 1) g->singles.ptr[ids[0]] = (uint32_t)g->phrases.len;
    return (uint32_t)g->phrases.len - 1;
}

/* How often the phrase stood so far as it does in words [from, to], now too. */
static uint64_t times_so(finding *g, uint32_t number, const word *from, const word *to) {
    phrase *p = &g->phrases.ptr[number];
    if (p->len > 1) {
        mh_buf_reset(&g->key);
        mh_buf_put_n(&g->key, (const char *)&number, sizeof number);
        mh_text_fold(g->t, mh_view_sub(g->s, from->from, to->to), &g->key);
        return ++mh_map_at(g->forms, mh_buf_view(&g->key), NULL)->num;
    }
    for (uint32_t k = p->spellings; k; k = g->spellings.ptr[k - 1].next) {
        if (g->spellings.ptr[k - 1].key == from->key) return ++g->spellings.ptr[k - 1].times;
    }
    mh_vec_push(&g->spellings, ((spelling){from->key, 1, p->spellings}));
    p->spellings = (uint32_t)g->spellings.len;
    return 1;
}

/* Counts words [i, j] as one place of a phrase. */
static void note(finding *g, const uint32_t *ids, uint32_t len, size_t i, size_t j, bool alone) {
    const word *from = &g->words.ptr[i], *to = &g->words.ptr[j];
    bool title = i < g->title_words;
    uint32_t number = phrase_of(g, ids, len, i);
    phrase *p = &g->phrases.ptr[number];
    p->last = (uint32_t)i;
    p->title |= title;
    p->alone += alone;
    if (title) return; /* the title is no place of the text */
    if (p->count == 0) p->land = len == 1 && is_land(g, ids[0]);
    if (p->count++ == 0) p->first = (uint32_t)i;
    p->weak |= len == 1 && mh_keyphrases_is_weak(g->t, g->lang, from->key);
    if (to->upper && from->upper && (len > 1 || !from->opens)) p->names++;
    uint64_t times = times_so(g, number, from, to);
    uint32_t bytes = to->to - from->from, had = p->to - p->from;
    bool better = had == 0 || (bytes < had ? 2 * times >= p->form : times > 2 * (uint64_t)p->form);
    if (better || (bytes == had && p->form < times)) {
        if (bytes != had) p->from = from->from, p->to = to->to;
        p->form = (uint32_t)times;
    }
}

/* Whether word i goes on with a name that word i - 1 belongs to. */
static bool same_name(const finding *g, size_t i) {
    const word *x = g->words.ptr;
    return i > 0 && i < g->words.len && x[i].joined && x[i].upper && x[i - 1].upper && !x[i].stop &&
           !x[i - 1].stop && i != g->title_words;
}

/* A small word between two of a name, as in "Bank of Russia". */
static bool joins_name(const finding *g, size_t i) {
    const word *x = g->words.ptr;
    if (i + 1 >= g->words.len || i + 1 == g->title_words || !x[i].joined || !x[i + 1].joined)
        return false;
    return x[i].stop && !x[i].upper && x[i - 1].upper && x[i + 1].upper && !x[i + 1].stop &&
           mh_keyphrases_joins(g->lang, mh_view_sub(g->s, x[i].from, x[i].to));
}

/* Whether word i, which is no stop word, goes on with the phrase of word i - 1. A capital behind a small
 * letter begins a name: "minister | Grey". */
static bool goes_on(const finding *g, size_t i) {
    const word *x = g->words.ptr;
    return x[i].joined && i != g->title_words && !(x[i].upper && !x[i - 1].upper);
}

/* Whether a word that could be part of the phrase stands right before word i or right behind word j. */
static bool beside(const finding *g, size_t i, size_t j) {
    const word *x = g->words.ptr;
    return (i > 0 && !x[i - 1].stop && goes_on(g, i)) ||
           (j + 1 < g->words.len && !x[j + 1].stop && goes_on(g, j + 1));
}

/* The phrases that begin at word i. */
static void phrases_at(finding *g, size_t i) {
    uint32_t ids[MH_KEYPHRASES_WORDS], len = 0;
    const word *x = g->words.ptr;
    bool inside = same_name(g, i);
    for (size_t j = i; j < g->words.len && len < MH_KEYPHRASES_WORDS; j++) {
        if (j > i && !x[j].stop && !x[j - 1].stop && !goes_on(g, j)) break;
        if (x[j].stop) {
            if (j > i && j >= g->title_words && joins_name(g, j)) continue;
            break;
        }
        ids[len++] = x[j].id;
        bool cut = inside || same_name(g, j + 1); /* a part of a longer name */
        bool mixed = j > i && !x[j].upper && x[j - 1].upper && len > 2;
        bool alone = !cut && !beside(g, i, j);
        if (len == 1 || (!cut && !mixed)) note(g, ids, len, i, j, alone);
    }
}

static void score_all(finding *g) {
    double all = (double)(g->words.len - g->title_words) + 1;
    for (size_t i = 0; i < g->phrases.len; i++) {
        phrase *p = &g->phrases.ptr[i];
        double words = 0, first = p->first > g->title_words ? p->first - g->title_words : 0;
        if (p->count == 0) continue;
        for (uint32_t k = 0; k < p->len; k++) words += log(1 + (double)g->counts.ptr[p->ids[k]]);
        p->score = log(1 + (double)p->count) * words / p->len * (1 + WORD_GAIN * (p->len - 1));
        p->score *= 1 + NAME_GAIN * (double)p->names / (double)p->count;
        p->score *= 1 + SPREAD_GAIN * (double)(p->last - p->first) / all;
        p->score *= 1 + HALF / (HALF + first);
        if (p->title) p->score *= 1 + TITLE_GAIN;
        if (p->len > 2 && p->names == 0 && p->count == 1) p->score *= CHANCE;
        if (p->weak) p->score *= WEAK;
        if (p->land) p->score *= 1 + LAND_GAIN;
        double alone = (double)p->alone / (double)(p->count + (p->alone > p->count));
        if (p->land) alone = 1; /* "Republic of Northland" is about Northland */
        p->score *= PART + (1 - PART) * fmin(1, alone);
    }
}

static int by_score(const void *x, const void *y) {
    const phrase *a = x, *b = y;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

static bool is_within(const phrase *x, const phrase *y) {
    for (uint32_t i = 0; i < x->len; i++) {
        bool found = false;
        for (uint32_t k = 0; k < y->len; k++) found |= x->ids[i] == y->ids[k];
        if (!found) return false;
    }
    return true;
}

/* Two forms of a word that its stemmer tells apart: one is the other and an ending. */
static bool same_word(const finding *g, const phrase *x, const phrase *y) {
    size_t least = x->to - x->from < y->to - y->from ? x->to - x->from : y->to - y->from;
    if (x->len != y->len || least < LEAST_STEM) return false;
    if (x->to - x->from > least + MOST_ENDING || y->to - y->from > least + MOST_ENDING)
        return false;
    return memcmp(g->s.ptr + x->from, g->s.ptr + y->from, least) == 0;
}

static mh_keyphrases choose(finding *g, mh_arena *a, size_t want) {
    mh_keyphrases out = {.ptr = mh_arena_array(a, want, sizeof *out.ptr)};
    const phrase *taken[MH_KEYPHRASES_MAX];
    if (g->phrases.len) qsort(g->phrases.ptr, g->phrases.len, sizeof(phrase), by_score);
    for (size_t i = 0; i < g->phrases.len && i < TRIED && out.len < want; i++) {
        const phrase *p = &g->phrases.ptr[i];
        bool again = p->count == 0;
        for (size_t k = 0; k < out.len && !again; k++)
            again = (is_within(p, taken[k]) && p->count <= taken[k]->count && !p->land) ||
                    is_within(taken[k], p) || same_word(g, p, taken[k]);
        if (again) continue;
        taken[out.len] = p;
        out.ptr[out.len++] = (mh_keyphrase){.text = mh_view_sub(g->s, p->from, p->to),
                                            .from = p->from,
                                            .to = p->to,
                                            .count = p->count,
                                            .score = p->score / g->phrases.ptr[0].score,
                                            .name = 2 * p->names >= p->count};
    }
    return out;
}

mh_keyphrases mh_text_keyphrases(mh_text *t, mh_arena *a, mh_view s,
                                 const mh_keyphrase_options *o) {
    static const mh_keyphrase_options none = {0};
    if (o == NULL) o = &none;
    finding g = {.t = t, .s = s, .lang = o->lang};
    g.keys = mh_map_new(), g.forms = mh_map_new();
    if (g.lang == NULL) g.lang = mh_lang_guess(t, s).code;
    mh_lex_open(t);
    read_words(&g, a, o->title, true);
    read_words(&g, a, s, false);
    for (size_t i = 0; i < g.words.len; i++) {
        if (!g.words.ptr[i].stop) phrases_at(&g, i);
    }
    score_all(&g);
    size_t want = o->count ? o->count : 10;
    mh_keyphrases out = choose(&g, a, want < MH_KEYPHRASES_MAX ? want : MH_KEYPHRASES_MAX);
    mh_lex_close(t);
    mh_numbering_clear(&g.ids);
    mh_map_free(g.keys), mh_map_free(g.forms);
    mh_vec_clear(&g.stems);
    mh_vec_clear(&g.singles);
    mh_vec_clear(&g.spellings);
    mh_vec_clear(&g.words);
    mh_vec_clear(&g.counts);
    mh_vec_clear(&g.phrases);
    mh_buf_clear(&g.key);
    return out;
}
