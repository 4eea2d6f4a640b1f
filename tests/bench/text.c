/* Segmentation against bare ICU: the same break iterators over the same text, as UTF-8. The texts are those
 * of the pages of tests/region (invented, in six languages), one behind the other. Then what a text twice as
 * long costs, ordinary and made to hurt. CPU seconds. */
#include "bench.h"

#include "base/arena.h"
#include "base/fs.h"
#include "doc/render.h"
#include "doc/tree.h"
#include "text/dates.h"
#include "text/segment.h"
#include "text/stem.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>

#define TEXT_MAX ((size_t)8 << 20)
#define HURT     ((size_t)5000000) /* bytes of the longest text made to hurt */

typedef void (*text_work)(mh_text *t, mh_view s);

static UBreakIterator *bare_sentence, *bare_word;
static size_t found; /* so that no work is left out */

static void bare(UBreakIterator *it, mh_view s) {
    UErrorCode uc = U_ZERO_ERROR;
    UText ut = UTEXT_INITIALIZER;
    utext_openUTF8(&ut, s.ptr, (int64_t)s.len, &uc);
    ubrk_setUText(it, &ut, &uc);
    while (ubrk_next(it) != UBRK_DONE) found++;
    utext_close(&ut);
}

static void bare_sentences(mh_text *t, mh_view s) {
    (void)t;
    bare(bare_sentence, s);
}

static void bare_words(mh_text *t, mh_view s) {
    (void)t;
    bare(bare_word, s);
}

static void sentences(mh_text *t, mh_view s) {
    mh_arena *a = mh_arena_new();
    found += mh_text_sentences(t, a, s).len;
    mh_arena_free(a);
}

static void words(mh_text *t, mh_view s) {
    mh_arena *a = mh_arena_new();
    found += mh_text_words(t, a, s, false).len;
    mh_arena_free(a);
}

static void dates(mh_text *t, mh_view s) {
    mh_arena *a = mh_arena_new();
    found += mh_text_dates(t, a, s, NULL).len;
    mh_arena_free(a);
}

static double cost(mh_text *t, text_work work, mh_view s) {
    double best = 0;
    for (int i = 0; i < 3; i++) {
        double from = bench_cpu();
        work(t, s);
        double spent = bench_cpu() - from;
        if (i == 0 || spent < best) best = spent;
    }
    return best;
}

/* Cuts text by text as jobs do: each page's text is segmented by itself. */
static double cost_of_pages(mh_text *t, text_work work, mh_view all) {
    double best = 0;
    for (int i = 0; i < 3; i++) {
        double from = bench_cpu();
        mh_view rest = all, page;
        while (mh_view_split(&rest, '\f', &page)) {
            if (page.len) work(t, page);
        }
        double spent = bench_cpu() - from;
        if (i == 0 || spent < best) best = spent;
    }
    return best;
}

static void read_texts(mh_buf *out, const char *folder) {
    mh_names names = {0};
    mh_err e;
    if (mh_fs_list(&names, folder, &e) != MH_OK) {
        fprintf(stderr, "bench: %s\n", e.msg);
        exit(1);
    }
    for (size_t i = 0; i < names.len; i++) {
        mh_buf page = {0};
        mh_tree *tree = NULL;
        char *path = mh_path_join(folder, names.ptr[i]);
        if (strstr(names.ptr[i], ".htm") && mh_fs_read(&page, path, TEXT_MAX, &e) == MH_OK &&
            mh_tree_parse(&tree, mh_buf_view(&page), NULL, NULL) == MH_OK) {
            mh_render_text(out, tree, MH_NODE_ROOT);
            mh_buf_putc(out, '\f');
        }
        mh_tree_free(tree);
        mh_buf_clear(&page);
        free(path);
    }
    mh_names_clear(&names);
}

/* ---- texts made to hurt */

static const struct shape {
    const char *name, *unit;
} shapes[] = {
    {"no spaces", "abcdefghijklmnop"},
    {"one letter", "a"},
    {"only quotes", "\""},
    {"quotes that open", " \u201Ca"},
    {"guillemets", "\u00AB"},
    {"single quotes", " 'a"},
    {"brackets", " ("},
    {"only digits", "1"},
    {"dots", ". "},
    {"figures with dots", "1.1."},
    {"initials", "A. "},
    {"list marks", "a) b) "},
    {"footnotes", "a.[1] "},
    {"rules", "-------"},
    {"counts", "one "},
    {"ordinary", "The talks of 3 May 2024 ended. Mr. Roe left two days ago. "},
};

static void hurt(mh_text *t, const char *what, text_work work) {
    double worst = 0, slowest = 0;
    const char *worst_name = "", *slowest_name = "";
    char *p = malloc(HURT + 1);
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        size_t unit = strlen(shapes[i].unit);
        for (size_t k = 0; k < HURT; k++) p[k] = shapes[i].unit[k % unit];
        double half = cost(t, work, (mh_view){p, HURT / 2 / unit * unit});
        double whole = cost(t, work, (mh_view){p, HURT / unit * unit});
        if (whole / half > worst) {
            worst = whole / half;
            worst_name = shapes[i].name;
        }
        if (whole > slowest) {
            slowest = whole;
            slowest_name = shapes[i].name;
        }
    }
    free(p);
    printf("text: %s, %.1f MB made to hurt: at most %.2f times half of it (%s), %.0f MB/s (%s)\n",
           what, (double)HURT / 1e6, worst, worst_name, (double)HURT / 1e6 / slowest, slowest_name);
}

void bench_text(void) {
    mh_text *t = NULL;
    mh_err e;
    mh_buf all = {0};
    UErrorCode uc = U_ZERO_ERROR;
    if (mh_text_new(&t, &e) != MH_OK) {
        fprintf(stderr, "bench: %s\n", e.msg);
        exit(1);
    }
    bare_sentence = ubrk_open(UBRK_SENTENCE, "en", NULL, 0, &uc);
    bare_word = ubrk_open(UBRK_WORD, "en", NULL, 0, &uc);
    read_texts(&all, "tests/region");
    size_t once = all.len;
    mh_buf_reserve(&all, TEXT_MAX); /* what is put is not moved */
    while (once && all.len + once < TEXT_MAX) mh_buf_put_n(&all, all.ptr, once);
    mh_view s = mh_buf_view(&all);
    double mb = (double)s.len / 1e6, floor = cost_of_pages(t, bare_sentences, s);
    bench_line("text: bare ICU sentences", mb, "MB", floor, -1);
    bench_line("text: sentences", mb, "MB", cost_of_pages(t, sentences, s), floor);
    floor = cost_of_pages(t, bare_words, s);
    bench_line("text: bare ICU words", mb, "MB", floor, -1);
    bench_line("text: words", mb, "MB", cost_of_pages(t, words, s), floor);
    bench_line("text: dates, by ICU's words", mb, "MB", cost_of_pages(t, dates, s), floor);
    mallopt(M_MMAP_THRESHOLD, 1 << 17); /* large blocks cost the same at both sizes */
    hurt(t, "sentences", sentences);
    hurt(t, "words", words);
    hurt(t, "dates", dates);
    if (found == 0) exit(1);
    ubrk_close(bare_sentence);
    ubrk_close(bare_word);
    mh_text_free(t);
    mh_buf_clear(&all);
}
