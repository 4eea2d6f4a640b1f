/* Summary, key phrases, shingles and comparison on news and on hostile text: each line's floor is twice
 * the time of half the text, so that a ratio of 1 is linear and 1.1 a doubling by 2.2. One thread, CPU
 * seconds, the best of some rounds. */
#include "bench.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/keyphrases.h"
#include "text/similar.h"
#include "text/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 3
#define LARGE  ((size_t)5 << 20)

static mh_text *engine;

static void run_summary(mh_view s) {
    mh_arena *a = mh_arena_new();
    mh_text_summary(engine, a, s, NULL);
    mh_arena_free(a);
}

static void run_keyphrases(mh_view s) {
    mh_arena *a = mh_arena_new();
    mh_text_keyphrases(engine, a, s, NULL);
    mh_arena_free(a);
}

static void run_minhash(mh_view s) {
    mh_arena *a = mh_arena_new();
    mh_shingles x = mh_text_shingles(engine, a, s);
    mh_minhash m;
    mh_minhash_of(&x, &m);
    mh_arena_free(a);
}

static void run_similar(mh_view s) {
    mh_arena *a = mh_arena_new();
    mh_text_similar(engine, a, s, mh_view_sub(s, s.len / 4, s.len - s.len / 4));
    mh_arena_free(a);
}

static const char *const nouns[] = {"council", "treaty", "river",   "border", "minister", "wagon",
                                    "bridge",  "school", "harvest", "tariff", "delegate", "vote"};

/* n bytes of sentences in paragraphs, with names and numbers. */
static mh_view news(mh_buf *b, size_t n) {
    for (unsigned i = 0; b->len < n; i++) {
        unsigned k = i * 7919u;
        mh_buf_printf(b, "The %s of Northland %u and the %s of %c%s agreed on a %s for %u years%s",
                      nouns[k % 12], k % 977, nouns[k / 12 % 12], 'A' + k % 26, nouns[k / 5 % 12],
                      nouns[k / 7 % 12], k % 31, i % 3 == 2 ? ".\n\n" : ". ");
    }
    return (mh_view){b->ptr, n};
}

static mh_view repeated(mh_buf *b, const char *unit, size_t n) {
    while (b->len < n) mh_buf_puts(b, unit);
    return (mh_view){b->ptr, n - n % strlen(unit)};
}

/* Words that are all different, without an end of sentence. */
static mh_view endless(mh_buf *b, size_t n) {
    for (unsigned i = 0; b->len < n; i++) mh_buf_printf(b, "w%ux%u ", i * 2654435761u, i);
    return (mh_view){b->ptr, n};
}

static double best(void (*run)(mh_view), mh_view s) {
    double least = 1e9;
    for (int i = 0; i < ROUNDS; i++) {
        double start = bench_cpu();
        run(s);
        double took = bench_cpu() - start;
        if (took < least) least = took;
    }
    return least;
}

void bench_sum(void) {
    static const struct {
        const char *name;
        void (*run)(mh_view);
    } steps[] = {{"summary", run_summary},
                 {"keyphrases", run_keyphrases},
                 {"minhash", run_minhash},
                 {"similarity", run_similar}};
    static const char *const units[] = {"A. ", "a-", "\" ", "1 "};
    mh_err e = {0};
    if (mh_text_new(&engine, &e) != MH_OK) {
        fprintf(stderr, "bench: %s\n", e.msg);
        exit(1);
    }
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        for (size_t i = 0; i < 2 + sizeof units / sizeof units[0]; i++) {
            mh_buf b = {0};
            char name[64];
            mh_view s = i == 0   ? news(&b, LARGE)
                        : i == 1 ? endless(&b, LARGE)
                                 : repeated(&b, units[i - 2], LARGE);
            double ours = best(steps[k].run, s);
            double half = best(steps[k].run, mh_view_sub(s, 0, s.len / 2 / 12 * 12));
            snprintf(name, sizeof name, "%s_%s%.0zu", steps[k].name,
                     i == 0   ? "news"
                     : i == 1 ? "endless"
                              : "unit",
                     i < 2 ? 0 : i - 2);
            bench_line(name, (double)s.len / 1e6, "MB", ours, 2 * half);
            mh_buf_clear(&b);
        }
    }
    mh_text_free(engine);
}
