/* Feeds and a sitemap, made up here, against libxml2 building a tree of the same bytes and against its
 * SAX calls with nothing behind them. One thread, CPU seconds. */
#include "bench.h"

#include "base/str.h"
#include "doc/feed.h"
#include "doc/sitemap.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#define TARGET ((double)24e6) /* bytes of a round, at least */

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

static double cost(const mh_buf *bytes, int repeat, void (*work)(mh_view bytes)) {
    double from = bench_cpu();
    for (int r = 0; r < repeat; r++) work(mh_buf_view(bytes));
    return bench_cpu() - from;
}

void bench_xml(void) {
    mh_buf made = {0};
    make_feed(&made, 100);
    int repeat = (int)(TARGET / (double)made.len) + 1;
    double mb = (double)made.len * repeat / 1e6, floor = cost(&made, repeat, bare_dom);
    bench_line("feed: bare libxml2 tree", mb, "MB", floor, -1);
    bench_line("feed: bare libxml2 SAX", mb, "MB", cost(&made, repeat, bare_sax), floor);
    bench_line("feed: parse", mb, "MB", cost(&made, repeat, feed), floor);
    bench_line("feed: parse, plain and safe texts", mb, "MB", cost(&made, repeat, feed_texts),
               floor);
    mh_buf_reset(&made);
    make_sitemap(&made, 20000);
    repeat = (int)(TARGET / (double)made.len) + 1;
    mb = (double)made.len * repeat / 1e6, floor = cost(&made, repeat, bare_dom);
    bench_line("sitemap: bare libxml2 tree", mb, "MB", floor, -1);
    bench_line("sitemap: parse", mb, "MB", cost(&made, repeat, sitemap), floor);
    mh_buf_clear(&made);
}
