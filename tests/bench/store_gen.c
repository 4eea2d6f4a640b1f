#include "store_gen.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "doc/render.h"
#include "doc/tree.h"
#include "text/fold.h"
#include "text/segment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS     60000
#define TEXT_MAX  ((size_t)8 << 20)
#define DRAWS     (1 << 20)  /* Zipf's law as a table of ranks */
#define FIRST_DAY 1704067200 /* 2024-01-01 */

struct store_gen {
    mh_arena *a;
    mh_text *text; /* kept for its folding */
    mh_view word[WORDS];
    uint32_t *draw;
};

static uint32_t next(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 32);
}

typedef struct counted {
    mh_view word;
    uint64_t n;
} counted;

static int by_count(const void *a, const void *b) {
    const counted *x = a, *y = b;
    if (x->n != y->n) return x->n < y->n ? 1 : -1;
    return mh_view_cmp(x->word, y->word);
}

static void count_words(mh_map *m, mh_text *t, const char *path) {
    mh_buf page = {0}, text = {0};
    mh_tree *tree = NULL;
    if (mh_fs_read(&page, path, TEXT_MAX, NULL) == MH_OK &&
        mh_tree_parse(&tree, mh_buf_view(&page), NULL, NULL) == MH_OK) {
        mh_render_text(&text, tree, MH_NODE_ROOT);
        mh_arena *a = mh_arena_new();
        mh_words words = mh_text_words(t, a, mh_buf_view(&text), false);
        for (size_t i = 0; i < words.len; i++)
            mh_map_at(m, mh_view_sub(mh_buf_view(&text), words.ptr[i].from, words.ptr[i].to), NULL)
                ->num++;
        mh_arena_free(a);
    }
    mh_tree_free(tree);
    mh_buf_clear(&page);
    mh_buf_clear(&text);
}

static size_t read_words(store_gen *g, const char *folder) {
    mh_names names = {0};
    mh_text *t = NULL;
    mh_err e;
    mh_map *m = mh_map_new();
    if (mh_fs_list(&names, folder, &e) != MH_OK || mh_text_new(&t, &e) != MH_OK) {
        fprintf(stderr, "bench: %s\n", e.msg);
        exit(1);
    }
    for (size_t i = 0; i < names.len; i++) {
        char *path = mh_path_join(folder, names.ptr[i]);
        if (strstr(names.ptr[i], ".htm")) count_words(m, t, path);
        free(path);
    }
    size_t n = mh_map_len(m);
    counted *all = mh_alloc_array(n + 1, sizeof *all);
    for (size_t i = 0; i < n; i++)
        all[i] = (counted){mh_map_entry_at(m, i)->key, mh_map_entry_at(m, i)->val.num};
    qsort(all, n, sizeof *all, by_count);
    if (n > WORDS) n = WORDS;
    for (size_t i = 0; i < n; i++) g->word[i] = mh_arena_dup(g->a, all[i].word);
    free(all);
    mh_map_free(m);
    g->text = t;
    mh_names_clear(&names);
    return n;
}

/* A made-up word of three or four syllables, in either script. */
static mh_view make_word(mh_arena *a, size_t i) {
    static const char *const latin[] = {"ba", "ke", "li", "mo", "nu",  "ra",
                                        "se", "ti", "vo", "zu", "shi", "dar"};
    static const char *const cyrillic[] = {"ба", "ке", "ли", "мо", "ну", "ра",
                                           "се", "ти", "во", "зу", "ши", "дар"};
    const char *const *part = i % 2 ? latin : cyrillic;
    size_t k = i / 2;
    mh_view v = MH_VIEW("");
    for (size_t j = 0; j < 3 || k > 0; j++, k /= 12)
        v = mh_arena_printf(a, "%.*s%s", MH_FMT(v), part[k % 12]);
    return v;
}

store_gen *store_gen_new(const char *folder) {
    store_gen *g = mh_alloc(sizeof *g);
    g->a = mh_arena_new();
    for (size_t i = read_words(g, folder); i < WORDS; i++) g->word[i] = make_word(g->a, i);
    g->draw = mh_alloc_array(DRAWS, sizeof *g->draw);
    double sum = 0, so_far = 0;
    for (size_t i = 0; i < WORDS; i++) sum += 1.0 / ((double)i + 2.7);
    size_t rank = 0;
    for (size_t i = 0; i < DRAWS; i++) {
        while (rank + 1 < WORDS && so_far + 1.0 / ((double)rank + 2.7) < sum * (double)i / DRAWS)
            so_far += 1.0 / ((double)rank++ + 2.7);
        g->draw[i] = (uint32_t)rank;
    }
    return g;
}

void store_gen_free(store_gen *g) {
    mh_arena_free(g->a);
    mh_text_free(g->text);
    free(g->draw);
    free(g);
}

static void put_words(store_gen *g, uint64_t *seed, size_t n, mh_buf *out) {
    for (size_t i = 0; i < n; i++) {
        if (i > 0) mh_buf_puts(out, i % 12 == 0 ? ". " : " ");
        mh_buf_put(out, g->word[g->draw[next(seed) % DRAWS]]);
    }
}

json_t *store_gen_item(store_gen *g, size_t i) {
    static const char *const languages[] = {"ru", "kk", "en", "uz", "ky", "tg"};
    uint64_t seed = i * 2 + 1;
    next(&seed);
    mh_buf b = {0};
    char date[MH_RFC3339_MAX], small[64];
    json_t *j = json_object();
    snprintf(small, sizeof small, "https://s%u.example/%zu", next(&seed) % 50, i);
    json_object_set_new(j, "url", json_string(small));
    put_words(g, &seed, 6 + next(&seed) % 6, &b);
    json_object_set_new(j, "title", json_stringn(b.ptr, b.len));
    mh_buf_reset(&b);
    put_words(g, &seed, 60 + next(&seed) % 180, &b);
    json_object_set_new(j, "text", json_stringn(b.ptr, b.len));
    mh_buf_clear(&b);
    json_object_set_new(j, "language", json_string(languages[next(&seed) % 6]));
    unsigned r = next(&seed) % 1000; /* a few sources write most; the last ones hardly anything */
    snprintf(small, sizeof small, "s%u.example", r < 990 ? r % 40 : r < 999 ? 40 + r % 9 : 49);
    json_object_set_new(j, "source", json_string(small));
    mh_rfc3339(date, ((int64_t)FIRST_DAY + (int64_t)(i * 60) % 63000000) * 1000000, 0, false);
    json_object_set_new(j, "date", json_string(date));
    snprintf(small, sizeof small, "topic%u", next(&seed) % 20);
    json_object_set_new(j, "topics", json_pack("[s]", small));
    snprintf(small, sizeof small, "C%02u", next(&seed) % 30);
    json_object_set_new(j, "mentions", json_pack("[{s:s}]", "country", small));
    return j;
}

const store_shape store_shapes[] = {
    {"rare word", "R"},
    {"word", "M"},
    {"common word", "C"},
    {"rare AND rare", "R R"},
    {"common AND common", "C C"},
    {"common AND rare", "C R"},
    {"three words", "C M M"},
    {"common OR common", "C OR C"},
    {"common NOT common", "C NOT C"},
    {"phrase", "\"P\""},
    {"phrase of common words", "\"C C\""},
    {"prefix of two letters", "2*"},
    {"prefix of three letters", "3*"},
    {"prefix of five letters", "5*"},
    {"title:common", "title:C"},
    {"common, language", "C lang:tg"},
    {"common, source", "C source:s7.example"},
    {"common, rare source", "C source:s49.example"},
    {"common, country", "C country:C07"},
    {"common, topic and country", "C topic:topic3 country:C11"},
    {"common, since", "C since:2024-02-20"},
    {"common, until", "C until:2024-01-03"},
    {"common, NOT source", "C NOT source:s7.example"},
    {"source alone", "source:s49.example"},
    {"topic alone", "topic:topic5"},
    {"since alone", "since:2024-02-01 until:2024-02-03"},
    {"topic, NOT word", "topic:topic5 NOT C"},
    {NULL, NULL},
};

/* The beginning of v, so many characters of it. */
static mh_view beginning(mh_view v, size_t n) {
    size_t at = 0;
    while (at < v.len && n-- > 0) do
            at++;
        while (at < v.len && ((unsigned char)v.ptr[at] & 0xC0) == 0x80);
    return mh_view_sub(v, 0, at);
}

static void put_beginning(store_gen *g, uint64_t *seed, size_t n, mh_buf *out) {
    mh_view v;
    do v = beginning(g->word[100 + next(seed) % 3000], n);
    while (mh_utf8_len(v) < n || mh_is_digit(v.ptr[0]));
    mh_buf_put(out, v);
}

static void put_pair(store_gen *g, uint64_t *seed, mh_buf *out) {
    json_t *j = store_gen_item(g, next(seed) % 1000);
    mh_view rest = mh_view_of(json_string_value(json_object_get(j, "text"))), a = {0}, b = {0};
    for (size_t skip = next(seed) % 40; skip-- > 0;) mh_view_split(&rest, ' ', &a);
    mh_view_split(&rest, ' ', &a);
    mh_view_split(&rest, ' ', &b);
    mh_buf_printf(out, "%.*s %.*s", MH_FMT(a), MH_FMT(b));
    json_decref(j);
}

/* A word of one token: none of "02.04.2024", which is searched for as a phrase. */
static mh_view lettered(store_gen *g, size_t i) {
    while (!mh_is_alpha(g->word[i].ptr[0]) && (unsigned char)g->word[i].ptr[0] < 0x80) i++;
    return g->word[i];
}

static bool same_word(const store_gen *g, mh_view a, mh_view b) {
    mh_buf x = {0}, y = {0};
    mh_text_fold(g->text, a, &x);
    mh_text_fold(g->text, b, &y);
    bool same = mh_view_eq(mh_buf_view(&x), mh_buf_view(&y));
    mh_buf_clear(&x);
    mh_buf_clear(&y);
    return same;
}

void store_gen_query(store_gen *g, const store_shape *shape, size_t i, mh_buf *out) {
    uint64_t seed = i * 77 + strlen(shape->form);
    uint32_t last = UINT32_MAX, common; /* no word twice: "the NOT the" is no query */
    next(&seed);
    for (const char *p = shape->form; *p; p++) {
        bool alone = !(p > shape->form && mh_is_alpha(p[-1])) && !mh_is_alpha(p[1]) &&
                     p[1] != '0' && p[1] != '1';
        if (*p == 'C' && alone) {
            do common = next(&seed) % 20;
            while (last != UINT32_MAX && same_word(g, lettered(g, common), lettered(g, last)));
            mh_buf_put(out, lettered(g, last = common));
        } else if (*p == 'M' && alone)
            mh_buf_put(out, lettered(g, 200 + next(&seed) % 800));
        else if (*p == 'R' && alone)
            mh_buf_put(out, g->word[20000 + next(&seed) % 30000]);
        else if (*p == 'P' && alone)
            put_pair(g, &seed, out);
        else if (mh_is_digit(*p) && p[1] == '*')
            put_beginning(g, &seed, (size_t)(*p - '0'), out);
        else
            mh_buf_putc(out, *p);
    }
}
