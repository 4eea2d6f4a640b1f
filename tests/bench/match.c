/* Phrases of a dictionary of 100,000 entries in English like that of news, made up here (or the text of
 * MH_BENCH_TEXT), against a bare scan of the same tokens. One thread, CPU seconds. */
#include "bench.h"

#include "base/fs.h"
#include "text/dict.h"
#include "text/rules.h"
#include "text/segment.h"
#include "text/token.h"

#include <stdio.h>
#include <stdlib.h>

#define ENTRIES 100000
#define BYTES   ((size_t)8 << 20)

static const char *const common[] = {
    "the",       "of",         "and",       "to",        "in",        "a",           "said",
    "on",        "for",        "that",      "with",      "by",        "was",         "at",
    "minister",  "president",  "talks",     "agreement", "between",   "countries",   "foreign",
    "border",    "water",      "energy",    "security",  "visit",     "meeting",     "government",
    "also",      "which",      "has",       "been",      "will",      "cooperation", "regional",
    "trade",     "delegation", "officials", "spokesman", "statement", "region",      "during",
    "Tashkent",  "Astana",     "Kabul",     "week",      "signed",    "two",         "sides",
    "discussed", "relations",  "economic",  "joint",     "ministry",  "their",       "an",
};
#define COMMON (sizeof common / sizeof *common)

/* xorshift64*, Vigna 2016. */
static uint64_t random_next(uint64_t *x) {
    *x ^= *x >> 12;
    *x ^= *x << 25;
    *x ^= *x >> 27;
    return *x * 2685821657736338717u;
}

/* A made-up word: a name with a capital, such as the dictionary has, or another one. */
static void put_word(mh_buf *b, uint64_t *x, bool capital) {
    static const char *const parts[] = {"ka", "ra", "men", "tor", "is", "el", "un", "dar",
                                        "ov", "in", "sha", "li",  "be", "kh", "or", "za"};
    static const char *const endings[] = {"ing", "ed", "ion", "s", "ly", "er", "al", "ment"};
    uint64_t r = random_next(x), n = 2 + r % 3;
    size_t start = b->len;
    for (r >>= 8; n--; r >>= 4) mh_buf_puts(b, parts[r & 15]);
    if (!capital) mh_buf_puts(b, endings[r & 7]);
    if (capital) b->ptr[start] = (char)(b->ptr[start] - ('a' - 'A'));
}

static void make_text(mh_buf *b) {
    const char *path = getenv("MH_BENCH_TEXT");
    uint64_t x = 88172645463325252u;
    mh_buf file = {0};
    if (path && mh_fs_read(&file, path, 0, NULL) == MH_OK && file.len) {
        while (b->len < BYTES) mh_buf_put(b, mh_buf_view(&file));
        mh_buf_clear(&file);
        return;
    }
    for (unsigned n = 1; b->len < BYTES; n++) {
        uint64_t r = random_next(&x);
        if (r % 100 < 70) {
            uint64_t k = (r >> 8) % COMMON, j = (r >> 32) % COMMON;
            mh_buf_puts(b, common[k < j ? k : j]);
        } else {
            put_word(b, &x, r % 100 > 93);
        }
        mh_buf_puts(b, n % 17 == 0 ? ". " : n % 9 == 0 ? ", " : n % 120 == 0 ? "\n" : " ");
    }
}

static void make_dictionary(mh_buf *b) {
    uint64_t x = 1234567;
    mh_buf_puts(b, "@type person\n");
    for (unsigned i = 0; i < ENTRIES; i++) {
        unsigned words = 2 + i % 3;
        if (i % 8 == 0) mh_buf_printf(b, "%s of ", common[i / 8 % COMMON]);
        for (unsigned k = 0; k < words; k++) {
            if (k) mh_buf_putc(b, ' ');
            put_word(b, &x, true);
        }
        mh_buf_printf(b, "\t\tQ%u\tcountry=KAZ\n", i);
    }
}

static size_t scan(mh_view s) {
    size_t at = 0, n = 0;
    mh_token w;
    while (mh_token_next(s, &at, &w)) n++;
    return n;
}

/* Rules such as a desk has, over the first part of the text; the floor is its cutting into sentences. */
static void bench_rules(mh_text *t, const mh_matcher *m, mh_view s) {
    static const char rules[] =
        "@types PERSON\n"
        "visit = PERSON:source ..3 (paid|pays) a|an [official|state] visit to PERSON:target\n"
        "met = PERSON:source ..4 (met|meets) with ..3 PERSON:target\n"
        "agreement = (signed|signs) ..3 (agreement|treaty) <!3not ..4 (countries|sides)\n"
        "talks = the CAP{1,3}:where (talks|meeting) | talks (in|at|on) CAP:where\n"
        "said = (president|minister|spokesman|officials):who ..2 said ..5 (border|water|trade)\n";
    mh_rules *r = mh_rules_new();
    mh_arena *a = mh_arena_new();
    mh_err e = {0};
    s = mh_view_sub(s, 0, (size_t)2 << 20);
    if (mh_rules_read(r, t, mh_view_of(rules), MH_VIEW("made.rules"), &e) != MH_OK) exit(1);
    double start = bench_cpu();
    size_t sentences = mh_text_sentences(t, a, s).len;
    double bare = bench_cpu() - start;
    start = bench_cpu();
    mh_matches found = mh_matcher_find(m, t, a, s, NULL);
    mh_rule_span *spans = mh_rules_spans(r, m, &found, a);
    size_t hits = mh_rules_find(r, t, a, s, NULL, spans, found.len).len;
    if (sentences == 0 || hits == 0) exit(1);
    bench_line("rules and their dictionary", (double)s.len, "B", bench_cpu() - start, bare);
    mh_arena_free(a);
    mh_rules_free(r);
}

/* Names of the dictionary in any form, in the same text. */
static void bench_names(mh_text *t, mh_view rows, mh_view s) {
    mh_buf file = {0};
    mh_matcher *m = mh_matcher_new();
    mh_arena *a = mh_arena_new();
    mh_err e = {0};
    mh_buf_puts(&file, "@flags name\n");
    mh_buf_put(&file, rows);
    double start = bench_cpu();
    if (mh_dict_read(m, t, mh_buf_view(&file), MH_VIEW("made.tsv"), &e) != MH_OK) exit(1);
    bench_line("dictionary of 1e5 names", (double)file.len, "B", bench_cpu() - start, -1);
    start = bench_cpu();
    mh_matcher_find(m, t, a, s, NULL);
    bench_line("names, 1e5 entries", (double)s.len, "B", bench_cpu() - start, -1);
    mh_arena_free(a);
    mh_matcher_free(m);
    mh_buf_clear(&file);
}

void bench_match(void) {
    mh_buf text = {0}, rows = {0}, image = {0};
    mh_text *t = NULL;
    mh_err e = {0};
    mh_matcher *built = mh_matcher_new(), *m = NULL;
    make_text(&text);
    make_dictionary(&rows);
    if (mh_text_new(&t, &e) != MH_OK) exit(1);
    double start = bench_cpu();
    if (mh_dict_read(built, t, mh_buf_view(&rows), MH_VIEW("made.tsv"), &e) != MH_OK) exit(1);
    bench_line("dictionary, 1e5 entries", (double)rows.len, "B", bench_cpu() - start, -1);
    mh_matcher_save(built, &image);
    start = bench_cpu();
    if (mh_matcher_attach(&m, mh_buf_view(&image), &e) != MH_OK) exit(1);
    bench_line("dictionary, attached", (double)image.len, "B", bench_cpu() - start, -1);
    mh_arena *a = mh_arena_new();
    start = bench_cpu();
    size_t tokens = scan(mh_buf_view(&text));
    double bare = bench_cpu() - start;
    start = bench_cpu();
    size_t hits = mh_matcher_find(m, t, a, mh_buf_view(&text), NULL).len;
    if (tokens == 0) exit(1);
    printf("phrases: %zu tokens, %zu matches\n", tokens, hits);
    bench_line("phrases, 1e5 entries", (double)text.len, "B", bench_cpu() - start, bare);
    mh_arena_free(a);
    bench_rules(t, m, mh_buf_view(&text));
    bench_names(t, mh_buf_view(&rows), mh_buf_view(&text));
    mh_matcher_free(m);
    mh_matcher_free(built);
    mh_text_free(t);
    mh_buf_clear(&text);
    mh_buf_clear(&rows);
    mh_buf_clear(&image);
}
