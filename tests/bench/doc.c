/* Pages through the document engine. The floor is the bare parser: MyHTML parsing the same bytes into
 * its tree, one thread, its objects reused from page to page. Ours: mh_doc_parse; parse, metadata and
 * article. MH_BENCH_PAGES names a folder of pages (plain or gzip); else the pages of scripts/sample
 * and tests/region are grown to a real page's size (page.h). CPU seconds. */
#include "bench.h"
#include "page.h"

#include "base/fs.h"
#include "base/vec.h"
#include "doc/article.h"

#include <myhtml/api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define TARGET ((double)24e6) /* bytes of a round, at least */

typedef MH_VEC(mh_buf) page_list;

static void read_pages(page_list *pages, const char *folder, bool grow) {
    mh_names names = {0};
    mh_err e;
    char chunk[65536];
    if (mh_fs_list(&names, folder, &e) != MH_OK) {
        fprintf(stderr, "bench: %s\n", e.msg);
        exit(1);
    }
    for (size_t i = 0; i < names.len; i++) {
        mh_buf page = {0}, grown = {0};
        int n;
        char *path = mh_path_join(folder, names.ptr[i]);
        gzFile f = strstr(names.ptr[i], ".htm") ? gzopen(path, "rb") : NULL;
        while (f && (n = gzread(f, chunk, sizeof chunk)) > 0) mh_buf_put_n(&page, chunk, (size_t)n);
        if (f) gzclose(f);
        if (grow && page.len > 0) bench_grow(&grown, mh_buf_view(&page), (unsigned)pages->len);
        if (page.len > 0) mh_vec_push(pages, grow ? grown : page);
        if (grow || page.len == 0) mh_buf_clear(&page);
        free(path);
    }
    mh_names_clear(&names);
}

static myhtml_t *my;
static myhtml_tree_t *my_tree;

static void bare(mh_view page) {
    myhtml_parse_single(my_tree, MyENCODING_UTF_8, page.ptr, page.len);
    myhtml_tree_clean(my_tree);
}

static void parse(mh_view page) {
    mh_doc *d = NULL;
    mh_doc_parse(&d, page, NULL, NULL);
    mh_doc_free(d);
}

static void whole(mh_view page) {
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_article art;
    if (mh_doc_parse(&d, page, NULL, NULL) == MH_OK) {
        mh_meta_extract(&m, d, NULL, a);
        mh_article_extract(&art, d, &m, a, NULL);
    }
    mh_doc_free(d);
    mh_arena_free(a);
}

static double cost(const page_list *pages, int repeat, void (*work)(mh_view page)) {
    double from = bench_cpu();
    for (int r = 0; r < repeat; r++)
        for (size_t i = 0; i < pages->len; i++) work(mh_buf_view(&pages->ptr[i]));
    return bench_cpu() - from;
}

/* ---- memory: the allocator's peak over one page, less that of an empty one (what the parser and the
 * libraries take for any page), as multiples of the page's bytes */

typedef void (*page_work)(mh_view page);

static void bare_once(mh_view page) {
    myhtml_t *m = myhtml_create();
    myhtml_tree_t *tree = myhtml_tree_create();
    myhtml_init(m, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0);
    myhtml_tree_init(tree, m);
    myhtml_parse_single(tree, MyENCODING_UTF_8, page.ptr, page.len);
    myhtml_tree_destroy(tree);
    myhtml_destroy(m);
}

static double bytes_of(page_work work, mh_view page) {
    bench_peak_start();
    work(page);
    return (double)bench_peak_stop();
}

static double peak_of(page_work work, mh_view page) {
    double empty = bytes_of(work, MH_VIEW("<p>"));
    return (bytes_of(work, page) - empty) / (double)page.len;
}

static void say_peak(const char *name, const mh_buf *page) {
    printf("memory: %s, %zu KB: peak %.1f times the page (bare MyHTML %.1f)\n", name,
           page->len / 1000, peak_of(whole, mh_buf_view(page)),
           peak_of(bare_once, mh_buf_view(page)));
}

static void peak_of_shape(const char *name, const char *piece, size_t bytes) {
    mh_buf page = {0};
    mh_buf_puts(&page, "<!DOCTYPE html><title>x</title><body>");
    while (page.len < bytes) mh_buf_puts(&page, piece);
    say_peak(name, &page);
    mh_buf_clear(&page);
}

static void memory(const page_list *pages) {
    double most = 0, sum = 0;
    mh_buf joined = {0};
    whole(mh_buf_view(&pages->ptr[0])); /* what is loaded once */
    printf("memory: an empty page: peak %.0f KB (bare MyHTML %.0f)\n",
           bytes_of(whole, MH_VIEW("<p>")) / 1000, bytes_of(bare_once, MH_VIEW("<p>")) / 1000);
    for (size_t i = 0; i < pages->len; i++) {
        double x = peak_of(whole, mh_buf_view(&pages->ptr[i]));
        sum += x;
        if (x > most) most = x;
        if (joined.len < 10 * BENCH_PAGE_BYTES) mh_buf_put(&joined, mh_buf_view(&pages->ptr[i]));
    }
    printf("memory: the pages: peak %.1f times the page in the mean, %.1f at most\n",
           sum / (double)pages->len, most);
    say_peak("pages joined", &joined);
    mh_buf_clear(&joined);
    peak_of_shape("short paragraphs", "<p>A word of text.</p>\n", BENCH_PAGE_BYTES);
    peak_of_shape("short paragraphs", "<p>A word of text.</p>\n", 10 * BENCH_PAGE_BYTES);
    peak_of_shape("cells of a table", "<table><tr><td>1<td>2</table>\n", BENCH_PAGE_BYTES);
    peak_of_shape("tiny elements", "<i>x</i>", BENCH_PAGE_BYTES);
    peak_of_shape("empty elements", "<p>", BENCH_PAGE_BYTES);
    peak_of_shape("attributes", "<p a b c d e f g h i j k l m n o p q r s t>", BENCH_PAGE_BYTES);
}

/* ---- cost against size: ordinary pages one behind the other */

static void doubling(const page_list *pages) {
    page_list one = {0};
    double spent[3];
    mh_buf page = {0};
    size_t n = 0;
    for (int k = 0; k < 3; k++) {
        for (size_t to = (size_t)4 << k; n < to; n++)
            mh_buf_put(&page, mh_buf_view(&pages->ptr[n % 4 % pages->len]));
        mh_vec_push(&one, page);
        spent[k] = cost(&one, 2, whole);
        for (int again = 0; again < 2; again++) {
            double t = cost(&one, 2, whole);
            if (t < spent[k]) spent[k] = t;
        }
        one.len = 0;
    }
    bench_line("page: twice as long", 2 * (double)page.len / 2e6, "MB", spent[1], spent[0]);
    bench_line("page: twice as long again", 2 * (double)page.len / 1e6, "MB", spent[2], spent[1]);
    mh_buf_clear(&page);
    mh_vec_clear(&one);
}

void bench_doc(void) {
    page_list pages = {0};
    const char *folder = getenv("MH_BENCH_PAGES");
    double bytes = 0, spent[3];
    void (*const work[3])(mh_view) = {bare, parse, whole};
    if (folder) {
        read_pages(&pages, folder, false);
    } else {
        read_pages(&pages, "scripts/sample", true);
        read_pages(&pages, "tests/region", true);
    }
    if (pages.len == 0) {
        fprintf(stderr, "bench: no pages in %s\n", folder ? folder : "the tree");
        exit(1);
    }
    my = myhtml_create();
    my_tree = myhtml_tree_create();
    myhtml_init(my, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0);
    myhtml_tree_init(my_tree, my);
    for (size_t i = 0; i < pages.len; i++) bytes += (double)pages.ptr[i].len;
    int repeat = bytes < TARGET ? (int)(TARGET / bytes) + 1 : 1;
    for (int w = 0; w < 3; w++) {
        cost(&pages, 1, work[w]); /* warm */
        spent[w] = cost(&pages, repeat, work[w]);
    }
    double mb = bytes * repeat / 1e6;
    bench_line("page: bare MyHTML parse", mb, "MB", spent[0], -1);
    bench_line("page: parse", mb, "MB", spent[1], spent[0]);
    bench_line("page: parse, metadata, article", mb, "MB", spent[2], spent[0]);
    bench_line("page: the same, a page", (double)pages.len * repeat, "pages", spent[2], -1);
    myhtml_tree_destroy(my_tree);
    myhtml_destroy(my);
    doubling(&pages);
    memory(&pages);
    for (size_t i = 0; i < pages.len; i++) mh_buf_clear(&pages.ptr[i]);
    mh_vec_clear(&pages);
}
