/* Pages through the document engine against the bare parser: MyHTML parsing the same bytes, a new parser
 * for each page as ours has; mh_doc_parse; parse, metadata and article. BENCH_PAGES names a folder of
 * pages (plain or gzip), else scripts/sample is read again and again. Then feeds and a sitemap, made up
 * here, against libxml2 building a tree of the same bytes and against its SAX calls with nothing behind
 * them. One thread, CPU seconds. */
#include "bench.h"

#include "base/fs.h"
#include "base/vec.h"
#include "doc/article.h"
#include "doc/feed.h"
#include "doc/sitemap.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
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

/* ---- feeds and sitemaps */

#define XML_HOW (XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)

static void bare_dom(mh_view bytes) {
    xmlFreeDoc(xmlReadMemory(bytes.ptr, (int)bytes.len, NULL, NULL, XML_HOW));
}

static void on_start(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int n_spaces, const xmlChar **spaces, int n, int n_default,
                     const xmlChar **attrs) {
    (void)ctx, (void)local, (void)prefix, (void)uri, (void)n_spaces, (void)spaces, (void)n;
    (void)n_default, (void)attrs;
}

static void on_end(void *ctx, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri) {
    (void)ctx, (void)local, (void)prefix, (void)uri;
}

static void on_text(void *ctx, const xmlChar *text, int len) {
    (void)ctx, (void)text, (void)len;
}

static void bare_sax(mh_view bytes) {
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .cdataBlock = on_text};
    xmlSAXUserParseMemory(&sax, NULL, bytes.ptr, (int)bytes.len);
}

static void feed(mh_view bytes) {
    mh_feed *f = NULL;
    mh_feed_parse(&f, bytes, NULL, NULL);
    mh_feed_free(f);
}

static void feed_texts(mh_view bytes) {
    mh_feed *f = NULL;
    mh_buf b = {0};
    mh_feed_parse(&f, bytes, NULL, NULL);
    for (size_t i = 0; i < mh_feed_count(f); i++) {
        mh_buf_reset(&b);
        mh_feed_text_plain(&b, &mh_feed_entry(f, i)->summary);
        mh_feed_text_html(&b, &mh_feed_entry(f, i)->contents.ptr[0]);
    }
    mh_buf_clear(&b);
    mh_feed_free(f);
}

static void sitemap(mh_view bytes) {
    mh_sitemap *s = NULL;
    mh_sitemap_parse(&s, bytes, NULL, NULL);
    mh_sitemap_free(s);
}

static const char paragraph[] =
    "Delegations of both sides met on the river &amp; talked of water, of power and of the bridge "
    "that was promised a year ago; nothing was signed, and they meet again in the autumn. ";

/* A feed of n items as news sites write them: summary escaped, the whole text in CDATA. */
static void make_feed(mh_buf *out, int n) {
    mh_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
                     "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                     "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n<channel>\n"
                     "<title>News</title><link>https://e.example/</link>\n");
    for (int i = 0; i < n; i++) {
        mh_buf_printf(
            out,
            "<item>\n  <title>Talks on water, round %d</title>\n"
            "  <link>https://e.example/news/%d?a=1&amp;b=2</link>\n"
            "  <guid isPermaLink=\"false\">n%d</guid>\n"
            "  <pubDate>Tue, 12 Mar 2024 14:%02d:00 +0500</pubDate>\n"
            "  <dc:creator>Own reporter</dc:creator><category>water</category>\n"
            "  <description>&lt;p&gt;%s&lt;/p&gt;</description>\n  <content:encoded><![CDATA[",
            i, i, i, i % 60, paragraph);
        for (int k = 0; k < 8; k++)
            mh_buf_printf(out, "<p class=\"t\">%s<a href=\"/news/%d\">More</a></p>\n", paragraph,
                          k);
        mh_buf_puts(out, "]]></content:encoded>\n</item>\n");
    }
    mh_buf_puts(out, "</channel>\n</rss>\n");
}

static void make_sitemap(mh_buf *out, int n) {
    mh_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (int i = 0; i < n; i++)
        mh_buf_printf(
            out,
            "  <url>\n    <loc>https://e.example/news/2024/03/%d-talks?a=1&amp;b=2</loc>\n"
            "    <lastmod>2024-03-12T14:%02d:00+05:00</lastmod>\n"
            "    <changefreq>daily</changefreq>\n    <priority>0.8</priority>\n  </url>\n",
            i, i % 60);
    mh_buf_puts(out, "</urlset>\n");
}

static void bench_xml(void) {
    page_list one = {0};
    mh_buf made = {0};
    make_feed(&made, 100);
    mh_vec_push(&one, made);
    int repeat = (int)(TARGET / (double)made.len) + 1;
    double mb = (double)made.len * repeat / 1e6, floor = cost(&one, repeat, bare_dom);
    bench_line("feed: bare libxml2 tree", mb, "MB", floor, -1);
    bench_line("feed: bare libxml2 SAX", mb, "MB", cost(&one, repeat, bare_sax), floor);
    bench_line("feed: parse", mb, "MB", cost(&one, repeat, feed), floor);
    bench_line("feed: parse, plain and safe texts", mb, "MB", cost(&one, repeat, feed_texts),
               floor);
    mh_buf_reset(&made);
    make_sitemap(&made, 20000);
    one.ptr[0] = made;
    repeat = (int)(TARGET / (double)made.len) + 1;
    mb = (double)made.len * repeat / 1e6, floor = cost(&one, repeat, bare_dom);
    bench_line("sitemap: bare libxml2 tree", mb, "MB", floor, -1);
    bench_line("sitemap: parse", mb, "MB", cost(&one, repeat, sitemap), floor);
    mh_buf_clear(&made);
    mh_vec_clear(&one);
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
    bench_xml();
}
