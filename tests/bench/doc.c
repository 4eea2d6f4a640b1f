/* Pages through the document engine against the bare parser: MyHTML parsing the same bytes, a new parser
 * for each page as ours has; mh_doc_parse; parse, metadata and article. BENCH_PAGES names a folder of
 * pages (plain or gzip), else scripts/sample is read again and again. One thread, CPU seconds. */
#include "bench.h"

#include "base/fs.h"
#include "base/vec.h"
#include "doc/article.h"

#include <myhtml/api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define TARGET ((double)32e6) /* bytes of a round, at least */

typedef MH_VEC(mh_buf) page_list;

static void read_pages(page_list *pages, const char *folder, double *bytes) {
    mh_names names = {0};
    mh_err e;
    char chunk[65536];
    if (mh_fs_list(&names, folder, &e) != MH_OK) {
        fprintf(stderr, "bench: %s\n", e.msg);
        exit(1);
    }
    for (size_t i = 0; i < names.len; i++) {
        mh_buf page = {0};
        int n;
        char *path = mh_path_join(folder, names.ptr[i]);
        gzFile f = strstr(names.ptr[i], ".htm") ? gzopen(path, "rb") : NULL;
        while (f && (n = gzread(f, chunk, sizeof chunk)) > 0) mh_buf_put_n(&page, chunk, (size_t)n);
        if (f) gzclose(f);
        if (page.len > 0) {
            *bytes += (double)page.len;
            mh_vec_push(pages, page);
        }
        free(path);
    }
    mh_names_clear(&names);
}

static void bare(mh_view page) {
    myhtml_t *my = myhtml_create();
    myhtml_tree_t *tree = myhtml_tree_create();
    myhtml_init(my, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0);
    myhtml_tree_init(tree, my);
    myhtml_parse_single(tree, MyENCODING_UTF_8, page.ptr, page.len);
    myhtml_tree_destroy(tree);
    myhtml_destroy(my);
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

void bench_doc(void) {
    page_list pages = {0};
    const char *folder = getenv("BENCH_PAGES");
    double bytes = 0, spent[3];
    void (*const work[3])(mh_view) = {bare, parse, whole};
    read_pages(&pages, folder ? folder : "scripts/sample", &bytes);
    if (pages.len == 0) {
        fprintf(stderr, "bench: no pages in %s\n", folder ? folder : "scripts/sample");
        exit(1);
    }
    int repeat = bytes < TARGET ? (int)(TARGET / bytes) + 1 : 1;
    for (int w = 0; w < 3; w++) spent[w] = cost(&pages, repeat, work[w]);
    double mb = bytes * repeat / 1e6;
    bench_line("page: bare MyHTML parse", mb, "MB", spent[0], -1);
    bench_line("page: parse", mb, "MB", spent[1], spent[0]);
    bench_line("page: parse, metadata, article", mb, "MB", spent[2], spent[0]);
    bench_line("page: the same, a page", (double)pages.len * repeat, "pages", spent[2], -1);
    for (size_t i = 0; i < pages.len; i++) mh_buf_clear(&pages.ptr[i]);
    mh_vec_clear(&pages);
}
