/* The shapes. Most are one piece over and over. */
#include "hostile.h"

#include <string.h>

#define V    MH_VIEW_INIT
#define DEEP 400
/* text that reads like some, for shapes that should pass for an article */
#define SAID "The river rose again, people said, and nobody had an answer for it that day. "

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Bytes of [lo, hi], the same at each run. */
static void noise(mh_buf *out, size_t bytes, unsigned lo, unsigned hi) {
    uint32_t state = 7;
    while (out->len < bytes) mh_buf_putc(out, (char)(lo + next_random(&state) % (hi - lo + 1)));
}

static void make_binary(mh_buf *out, size_t bytes) {
    mh_buf_puts(out, "<!doctype html><title>t</title>");
    for (int i = 0; i < 400; i++) mh_buf_puts(out, "<p>plain</p>");
    noise(out, bytes, 0, 255);
}

static void make_latin(mh_buf *out, size_t bytes) {
    mh_buf_puts(out, "<p>");
    noise(out, bytes, 0x80, 0xFF);
}

static void make_gb18030(mh_buf *out, size_t bytes) {
    mh_buf_puts(out, "<p>");
    noise(out, bytes, 0x30, 0xFE);
}

static void make_utf16(mh_buf *out, size_t bytes) {
    mh_buf_put_n(out, "\xFF\xFE", 2);
    while (out->len < bytes) mh_buf_put_n(out, "<\0p\0>\0x\0\x3D\xD8", 10);
    mh_buf_putc(out, '<');
}

/* Two encodings in turn: a page joined from parts. */
static void make_mixed(mh_buf *out, size_t bytes) {
    while (out->len < bytes)
        mh_buf_puts(out, "<p>\xD0\x9F\xD1\x80\xD0\xB8 \xEF\xF0\xE8\xE2\xE5\xF2 \x8E\xAD\xA0</p>");
}

/* The same tags with text between: what escapes are in the text is told by the type alone. */
static void make_words(mh_buf *out, size_t bytes) {
    uint32_t state = 11;
    mh_buf_puts(out, "<article>");
    while (out->len < bytes) {
        mh_buf_puts(out, "<p>");
        for (int i = 0; i < 12; i++)
            mh_buf_printf(out, "w%u%s ", next_random(&state) % 50000, i % 4 ? "" : ",");
        mh_buf_puts(out, ".</p>");
    }
}

const hostile_shape hostile_shapes[] = {
    /* markup */
    {.name = "deep-div", .unit = V("<div>"), .mid = V("deep")},
    {.name = "deep-div-text", .unit = V("<div>" SAID), .mid = V("x"), .close = V("</div>")},
    {.name = "deep-article", .head = V("<p>a"), .unit = V("<article class=content><p>" SAID)},
    {.name = "deep-list", .unit = V("<ul><li>x")},
    {.name = "deep-quote", .unit = V("<blockquote>x")},
    {.name = "deep-span", .unit = V("<span>x")},
    {.name = "deep-svg", .head = V("<svg>"), .unit = V("<g>"), .mid = V("x")},
    {.name = "deep-select", .unit = V("<div><select><option>x")},
    {.name = "deep-template", .unit = V("<template>x")},
    {.name = "inline-unclosed", .unit = V("<a><b><i><p>"), .mid = V("x")},
    {.name = "inline-distinct", .unit = V("<font color=#>x")},
    {.name = "inline-reopened", .head = V("<b><i><u><s><em><tt>"), .unit = V("<p>x")},
    {.name = "misnested", .unit = V("<b><p>x</b><i>y</p></i>")},
    {.name = "links-in-links", .unit = V("<a href=/#><table><tr><td>" SAID)},
    {.name = "buttons-in-buttons", .unit = V("<button>x<p>")},
    {.name = "end-tags", .head = V("<div><p>"), .unit = V("</b></span></x></p>")},
    {.name = "end-tags-deep",
     .head = V("<div><div><div><div><div><div><div><div>"),
     .unit = V("</span></li></td>")},
    {.name = "tables-in-tables", .unit = V("<table>x<tr>")},
    {.name = "tables-in-cells", .unit = V("<table><tr><td>x")},
    {.name = "foster", .head = V("<table>"), .unit = V("<b>x<tr>")},
    {.name = "foster-text", .head = V("<table>"), .unit = V("x<tr></tr>")},
    {.name = "foster-div", .head = V("<table>"), .unit = V("<div>x</div>")},
    {.name = "attributes", .head = V("<p "), .unit = V("a#=# "), .mid = V(">x")},
    {.name = "attributes-spread", .unit = V("<p a#=1 b#=2 c=3>x")},
    {.name = "attribute-long", .head = V("<p title='"), .unit = V("v"), .mid = V("'>x")},
    {.name = "attribute-open", .head = V("<p title='"), .unit = V("<p>v ")},
    {.name = "entities", .unit = V("&amp&notit;&#x10FFFF;&#0;&lt")},
    {.name = "entities-cut", .unit = V("&CounterClockwiseContourIntegra")},
    {.name = "ampersands", .unit = V("&")},
    {.name = "angles", .unit = V("<")},
    {.name = "comments", .unit = V("<!-->")},
    {.name = "comment-open", .head = V("<!--"), .unit = V("-->x<!--")},
    {.name = "bang", .unit = V("<!x>")},
    {.name = "cdata", .head = V("<svg>"), .unit = V("<![CDATA[x]]")},
    {.name = "doctypes", .unit = V("<!doctype html>")},
    {.name = "custom-tags", .unit = V("<x-#>y</x-#>")},
    {.name = "scripts", .unit = V("<script>x=1</script>")},
    {.name = "script-escaped", .head = V("<script>"), .unit = V("<!--<script>")},
    {.name = "styles", .unit = V("<style>a{}</style>")},
    {.name = "textareas", .unit = V("<textarea>\nx</textarea>")},
    {.name = "line-breaks", .head = V("<p>x"), .unit = V("<br>"), .mid = V("x")},
    {.name = "line-breaks-text", .head = V("<p>x"), .unit = V("x<br>"), .mid = V("x")},
    {.name = "pre-lines", .head = V("<pre>"), .unit = V("a  b\n")},
    {.name = "headings", .head = V("<title>The river</title>"), .unit = V("<h2>The river</h2>")},
    {.name = "headings-text",
     .head = V("<title>The river</title>"),
     .unit = V("<h1>The river</h1><p>" SAID)},
    {.name = "links", .unit = V("<a href=/p/#>page # of them</a> ")},
    {.name = "links-same", .unit = V("<a href=/p/>x</a>")},
    {.name = "links-up", .unit = V("<a href='../../../../../../../../../x/#'>x</a>")},
    {.name = "link-paged", .unit = V("<a href='/?page=#' class=next rel=next>next</a>")},
    {.name = "link-text-long", .head = V("<a href=/x>"), .unit = V("<b>" SAID "</b>")},
    {.name = "blocks", .unit = V("<p>x</p>")},
    {.name = "blocks-said", .head = V("<article>"), .unit = V("<p>" SAID "</p>")},
    {.name = "blocks-words", .make = make_words},
    {.name = "classes-same", .unit = V("<div class='content article text body'>" SAID "</div>")},
    {.name = "classes-distinct", .unit = V("<div class=c#>" SAID "</div>")},
    {.name = "classes-many", .head = V("<div class='"), .unit = V("share c# "), .mid = V("'>x")},
    {.name = "classes-near", .unit = V("<p class=articlebod#articletex>x</p>")},
    {.name = "ids", .unit = V("<p id=i#><a href=#i#>x</a></p>")},
    {.name = "comments-class", .unit = V("<div class=comment><p>" SAID "</p></div>")},
    {.name = "hidden", .unit = V("<p style='display:display:display:'>x</p>")},
    {.name = "images",
     .head = V("<article>"),
     .unit = V("<figure><img src=/#.jpg alt=x>c</figure>")},
    {.name = "nav-in-nav", .unit = V("<nav><ul><li><a href=/#>x</a>")},
    {.name = "phrase-boxes",
     .head = V("<article>"),
     .unit = V("<div>Read also: <a href=/#>x</a></div>")},
    {.name = "head-links",
     .head = V("<head>"),
     .unit = V("<link rel=alternate type=application/rss+xml href=/#>")},
    {.name = "bases",
     .head = V("<head>"),
     .unit = V("<base href=/a/#/>"),
     .mid = V("<a href=x>y</a>")},
    {.name = "metas",
     .head = V("<head>"),
     .unit = V("<meta property=article:tag content='tag #'>")},
    {.name = "meta-authors",
     .head = V("<head>"),
     .unit = V("<meta name=author content='Ann Bee @#, Cid Dee'>")},
    {.name = "meta-dates",
     .head = V("<head>"),
     .unit = V("<meta name=date content='2024-01-0# x'>")},
    {.name = "meta-long",
     .head = V("<meta name=description content='"),
     .unit = V("a, b. "),
     .mid = V("'>")},
    {.name = "title-long",
     .head = V("<title>"),
     .unit = V("a | b - "),
     .mid = V("</title><h1>a</h1>")},
    {.name = "title-spaces", .head = V("<title>"), .unit = V(" \t\n"), .mid = V("</titl><p>2024-")},
    {.name = "h1-long",
     .head = V("<title>x</title><h1>"),
     .unit = V("x &mdash; "),
     .mid = V("</h1>")},
    {.name = "jsonld-many",
     .unit = V(
         "<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"h#\"}</script>")},
    {.name = "jsonld-open", .unit = V("<script type=application/ld+json>{\"a\":\"</script>")},
    {.name = "jsonld-deep",
     .head = V("<script type=application/ld+json>"),
     .unit = V("["),
     .close = V("]"),
     .tail = V("</script>")},
    {.name = "jsonld-nested",
     .head = V("<script type=application/ld+json>"),
     .unit = V("{\"author\":"),
     .mid = V("1"),
     .close = V("}"),
     .tail = V("</script>")},
    {.name = "jsonld-graph",
     .head = V("<script type=application/ld+json>{\"@graph\":["),
     .unit =
         V("{\"@id\":\"#\",\"@type\":\"Person\",\"name\":\"N @#\",\"author\":{\"@id\":\"#\"}},"),
     .mid = V("1]}</script>")},
    {.name = "jsonld-authors",
     .head = V("<script type=application/ld+json>{\"@type\":\"Article\",\"author\":["),
     .unit = V("{\"@type\":\"Person\",\"name\":\"Ann @# Bee\"},"),
     .mid = V("1]}</script>")},
    {.name = "jsonld-body",
     .head =
         V("<script type=application/ld+json>{\"@type\":\"Article\",\"articleBody\":\"<p>x</p>"),
     .unit = V("a b <b>c\\n"),
     .mid = V("\"}</script>")},
    {.name = "microdata", .unit = V("<div itemscope itemtype=x><b itemprop=p#>v</b>")},
    {.name = "microdata-flat", .head = V("<div itemscope>"), .unit = V("<b itemprop='p#'>v</b>")},
    {.name = "microdata-same", .head = V("<div itemscope>"), .unit = V("<b itemprop='p'>v</b>")},
    {.name = "microdata-refs",
     .head = V("<div itemscope itemref='"),
     .unit = V("r# "),
     .mid = V("'></div>")},
    {.name = "microdata-cross",
     .unit = V("<div id=a# itemscope itemprop=p itemref='a1 a2 a3 a4 a5 a6'></div>")},
    {.name = "opengraph",
     .head = V("<head>"),
     .unit = V("<meta property=og:image:# content=/#.png>")},
    {.name = "times", .unit = V("<time datetime=2024-03-0#>x</time>")},
    {.name = "times-words", .unit = V("<p>Published 12 March 2024, 10:0#</p>")},
    {.name = "bylines", .unit = V("<p class=byline>By Ann @# Bee and Cid Dee</p>")},
    {.name = "forms",
     .head = V("<form>"),
     .unit = V("<input name=n# value=v>"),
     .mid = V("</form>")},
    {.name = "forms-many", .unit = V("<form action=/#><input name=q></form>")},
    {.name = "forms-select", .head = V("<form><select name=s>"), .unit = V("<option value=#>x")},
    {.name = "forms-far", .head = V("<form id=f></form>"), .unit = V("<input form=f name=n#>")},
    {.name = "form-labels",
     .head = V("<form>"),
     .unit = V("<label for=i#>x</label><input id=i# name=n>")},
    /* deep at first, long afterwards */
    {.name = "nest-div", .unit = V(SAID), .deep = V("<div>")},
    {.name = "nest-div-blocks", .unit = V("<p>" SAID "</p>"), .deep = V("<div>")},
    {.name = "nest-byline", .unit = V(SAID), .deep = V("<span class='byline author'>")},
    {.name = "nest-byline-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<span class='byline author'>")},
    {.name = "nest-date", .unit = V(SAID), .deep = V("<div class='date published'>")},
    {.name = "nest-date-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<div class='date published'>")},
    {.name = "nest-time", .unit = V(SAID), .deep = V("<time datetime=2024-03-0#>")},
    {.name = "nest-time-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<time datetime=2024-03-0#>")},
    {.name = "nest-title", .unit = V(SAID), .deep = V("<div class=headline itemprop=headline>")},
    {.name = "nest-title-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<div class=headline itemprop=headline>")},
    {.name = "nest-heading", .unit = V(SAID), .deep = V("<h#>")},
    {.name = "nest-heading-blocks", .unit = V("<p>" SAID "</p>"), .deep = V("<h#>")},
    {.name = "nest-svg-a", .head = V("<svg>"), .unit = V(SAID), .deep = V("<a href=/#>")},
    {.name = "nest-svg-a-items",
     .head = V("<svg>"),
     .unit = V("<option value=#>x</option>"),
     .deep = V("<a href=/#>")},
    {.name = "nest-quote", .unit = V(SAID), .deep = V("<blockquote>")},
    {.name = "nest-quote-blocks", .unit = V("<p>" SAID "</p>"), .deep = V("<blockquote>")},
    {.name = "nest-article",
     .unit = V(SAID),
     .deep = V("<article class='article-body entry-content' itemprop=articleBody>")},
    {.name = "nest-article-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<article class='article-body entry-content' itemprop=articleBody>")},
    {.name = "nest-cells", .unit = V(SAID), .deep = V("<table><tr><td>")},
    {.name = "nest-cells-blocks", .unit = V("<p>" SAID "</p>"), .deep = V("<table><tr><td>")},
    {.name = "nest-list", .unit = V(SAID), .deep = V("<ul><li>")},
    {.name = "nest-list-blocks", .unit = V("<p>" SAID "</p>"), .deep = V("<ul><li>")},
    {.name = "nest-item", .unit = V(SAID), .deep = V("<div itemscope itemprop='author p#'>")},
    {.name = "nest-item-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<div itemscope itemprop='author p#'>")},
    {.name = "nest-comment", .unit = V(SAID), .deep = V("<div class=comment id=c#>")},
    {.name = "nest-comment-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<div class=comment id=c#>")},
    {.name = "nest-form", .unit = V(SAID), .deep = V("<div><button><label>")},
    {.name = "nest-form-blocks", .unit = V("<p>" SAID "</p>"), .deep = V("<div><button><label>")},
    {.name = "nest-figure", .unit = V(SAID), .deep = V("<figure><figcaption class=caption>")},
    {.name = "nest-figure-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<figure><figcaption class=caption>")},
    {.name = "nest-hidden",
     .unit = V(SAID),
     .deep = V("<div hidden class=related style='display:none'>")},
    {.name = "nest-hidden-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<div hidden class=related style='display:none'>")},
    {.name = "nest-tags", .unit = V(SAID), .deep = V("<div class=tags><ul class=breadcrumb>")},
    {.name = "nest-tags-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<div class=tags><ul class=breadcrumb>")},
    {.name = "nest-svg-select", .head = V("<svg>"), .unit = V(SAID), .deep = V("<select name=s#>")},
    {.name = "nest-svg-select-items",
     .head = V("<svg>"),
     .unit = V("<option value=#>x</option>"),
     .deep = V("<select name=s#>")},
    {.name = "nest-svg-title", .head = V("<svg>"), .unit = V(SAID), .deep = V("<title>")},
    {.name = "nest-svg-title-items",
     .head = V("<svg>"),
     .unit = V("<option value=#>x</option>"),
     .deep = V("<title>")},
    {.name = "nest-svg-script",
     .head = V("<svg>"),
     .unit = V(SAID),
     .deep = V("<script type=application/ld+json>")},
    {.name = "nest-svg-script-items",
     .head = V("<svg>"),
     .unit = V("<option value=#>x</option>"),
     .deep = V("<script type=application/ld+json>")},
    {.name = "nest-svg-forms", .head = V("<svg>"), .unit = V(SAID), .deep = V("<form action=/#>")},
    {.name = "nest-svg-forms-items",
     .head = V("<svg>"),
     .unit = V("<option value=#>x</option>"),
     .deep = V("<form action=/#>")},
    {.name = "nest-link-table", .unit = V(SAID), .deep = V("<a href=/#><table><tr><td>")},
    {.name = "nest-link-table-blocks",
     .unit = V("<p>" SAID "</p>"),
     .deep = V("<a href=/#><table><tr><td>")},
    /* tables */
    {.name = "table-head", .head = V("<table><tr><th colspan=1000>"), .unit = V(SAID)},
    {.name = "table-rows", .head = V("<table>"), .unit = V("<tr><th>k<td>v"), .mid = V("</table>")},
    {.name = "table-head-rows",
     .head = V("<table><tr><th colspan=1000>"),
     .unit = V(SAID),
     .mid = V("<tr><td colspan=1000>x</table>")},
    {.name = "tables-spread", .unit = V("<table><tr><td colspan=1000>xyz<tr><td><tr><td></table>")},
    {.name = "h1-kickers",
     .head = V("<title>The river rose again</title>"
               "<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"Elsewhere\"}"
               "</script>"),
     .unit = V("<h1>News <b>The river rose again</b></h1>")},
    {.name = "joined-text", .head = V("<p>"), .unit = V("x</b>")},
    {.name = "joined-foster", .head = V("<table>"), .unit = V("x<tr><td>y</td></tr>")},
    {.name = "table-wide", .head = V("<table><tr>"), .unit = V("<td>x"), .mid = V("</table>")},
    {.name = "table-colspan",
     .head = V("<table>"),
     .unit = V("<tr><td colspan=1000>x"),
     .mid = V("</table>")},
    {.name = "table-rowspan",
     .head = V("<table>"),
     .unit = V("<tr><td rowspan=65534>x"),
     .mid = V("</table>")},
    {.name = "table-both",
     .head = V("<table>"),
     .unit = V("<td rowspan=65534 colspan=1000>x"),
     .mid = V("</table>")},
    {.name = "table-steps",
     .head = V("<table>"),
     .unit = V("<tr><td rowspan=9999>x<td>y<td rowspan=9999>z")},
    {.name = "table-groups", .head = V("<table>"), .unit = V("<tbody><tr><td>x</tbody>")},
    {.name = "table-captions", .head = V("<table>"), .unit = V("<caption>x</caption>")},
    {.name = "tables", .unit = V("<table><tr><td>x<tr><td>y</table>")},
    /* text */
    {.name = "spaces", .head = V("<p>"), .unit = V(" \t\n"), .mid = V("x")},
    {.name = "no-break-spaces", .head = V("<p>"), .unit = V("\xC2\xA0"), .mid = V("x")},
    {.name = "word-long", .head = V("<p>"), .unit = V("a")},
    {.name = "digits", .head = V("<p>"), .unit = V("1")},
    {.name = "digits-dates", .head = V("<p>"), .unit = V("2024-")},
    {.name = "digits-dots", .head = V("<p>"), .unit = V("1.2/3 ")},
    {.name = "quotes", .head = V("<p>"), .unit = V("\"'\xC2\xAB")},
    {.name = "brackets", .head = V("<p>"), .unit = V("[(*_`")},
    {.name = "stars", .head = V("<p>"), .unit = V("*")},
    {.name = "backticks", .head = V("<pre>"), .unit = V("`")},
    {.name = "pipes", .head = V("<table><tr><td>"), .unit = V("|\\")},
    {.name = "commas", .head = V("<p>"), .unit = V("a, ")},
    {.name = "dashes", .head = V("<title>x</title><p>"), .unit = V("- ")},
    {.name = "phrases-near",
     .head = V("<p>"),
     .unit = V("Read als Share thi Follow u Advertisemen ")},
    {.name = "phrases-blocks", .unit = V("<p>Read als</p><p>Share thi</p><p>Source</p>")},
    {.name = "names-near", .unit = V("<p class=author>By Ann Bee Cid</p>by by By ")},
    {.name = "urls-near", .head = V("<p>"), .unit = V("http:/www.a.b/")},
    {.name = "months-near", .head = V("<p>"), .unit = V("Marc Februar 12 Ma 99 ")},
    {.name = "right-to-left", .head = V("<p>"), .unit = V("\xE2\x80\xAE\xE2\x80\x8F\xD8\xA7")},
    {.name = "combining", .head = V("<p>a"), .unit = V("\xCC\x81")},
    {.name = "invisible", .head = V("<p>a"), .unit = V("\xE2\x80\x8B")},
    {.name = "soft-hyphens", .head = V("<p>a"), .unit = V("&shy;")},
    {.name = "nul", .head = V("<title>a</title>"), .unit = V("<p>plain text with\0</p>")},
    {.name = "replacement", .head = V("<p>"), .unit = V("\xC0\xAF\xED\xA0\x80\xFF")},
    /* encodings */
    {.name = "binary", .make = make_binary},
    {.name = "mixed", .make = make_mixed, .type = "text/html"},
    {.name = "latin-noise", .make = make_latin, .type = "text/html"},
    {.name = "gb18030-noise", .make = make_gb18030, .type = "text/html; charset=gb18030"},
    {.name = "big5-noise", .make = make_gb18030, .type = "text/html; charset=big5"},
    {.name = "utf-7", .unit = V("+ADw-script+AD4-"), .type = "text/html; charset=utf-7"},
    {.name = "utf-16-odd", .make = make_utf16, .type = "text/html"},
    {.name = "iso-2022-jp",
     .unit = V("\x1B$B\x1B(J\x1B(B<"),
     .type = "text/html; charset=iso-2022-jp"},
    {.name = "iso-2022-cut", .unit = V("\x1B$B!"), .type = "text/html; charset=iso-2022-jp"},
    {.name = "meta-charsets",
     .unit = V("<meta charset=x#>"),
     .mid = V("\xE9"),
     .type = "text/html"},
    {.name = "twice-encoded",
     .head = V("<p>"),
     .unit = V("\xC3\x90\xC2\x9F\xC3\x91"),
     .type = "text/html"},
    /* feeds */
    {.name = "feed-items",
     .head = V("<rss><channel>"),
     .unit = V(
         "<item><guid>1</guid><link>/x</link><pubDate>Mon, 99 Foo 9999999 25:61:61 +9999</pubDate>"
         "</item>"),
     .mid = V("</channel></rss>"),
     .form = HOSTILE_FEED},
    {.name = "feed-deep",
     .head = V("<rss><channel><item>"),
     .unit = V("<a>"),
     .mid = V("x"),
     .close = V("</a>"),
     .form = HOSTILE_FEED},
    {.name = "feed-open", .head = V("<rss>"), .unit = V("<channel><item>"), .form = HOSTILE_FEED},
    {.name = "feed-links",
     .head = V("<feed xmlns='http://www.w3.org/2005/Atom'><entry>"),
     .unit = V("<link href='/#' xml:base='a/'/>"),
     .mid = V("</entry></feed>"),
     .form = HOSTILE_FEED},
    {.name = "feed-namespaces",
     .head = V("<rss"),
     .unit = V(" xmlns:n#='u:#'"),
     .mid = V("><channel><n1:x/></channel></rss>"),
     .form = HOSTILE_FEED},
    {.name = "feed-entities",
     .head = V("<!DOCTYPE r ["),
     .unit = V("<!ENTITY e# '&e1;&e2;&e#;'>"),
     .mid = V("]><rss><channel><title>&e1;&e9;</title></channel></rss>"),
     .form = HOSTILE_FEED},
    {.name = "feed-references",
     .head = V("<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>]><rss><channel>"),
     .unit = V("<title>&a;&a;</title>"),
     .mid = V("</channel></rss>"),
     .form = HOSTILE_FEED},
    {.name = "feed-attributes",
     .head = V("<rss "),
     .unit = V("a#='#' "),
     .mid = V("><channel/></rss>"),
     .form = HOSTILE_FEED},
    {.name = "feed-bases",
     .head = V("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://h/'>"),
     .unit = V("<entry xml:base='a/'><link href='x'/>"),
     .form = HOSTILE_FEED},
    {.name = "feed-markup",
     .head = V("<rss><channel><item><description>"),
     .unit = V("&lt;b&gt;&lt;a href=x#&gt;y"),
     .mid = V("</description></item></channel></rss>"),
     .form = HOSTILE_FEED},
    {.name = "feed-style",
     .head = V("<rss><channel><item><description>&lt;p style='"),
     .unit = V("color:red;a:url(;"),
     .mid = V("'&gt;</description></item></channel></rss>"),
     .form = HOSTILE_FEED},
    {.name = "feed-xhtml",
     .head = V("<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>"),
     .unit = V("<b>x<i>"),
     .close = V("</i></b>"),
     .tail = V("</content></entry></feed>"),
     .form = HOSTILE_FEED},
    {.name = "feed-json",
     .head = V("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":["),
     .unit = V("{\"id\":\"#\",\"content_html\":\"<p>x\"},"),
     .mid = V("{}]}"),
     .form = HOSTILE_FEED},
    {.name = "feed-json-deep",
     .head = V("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":"),
     .unit = V("["),
     .close = V("]"),
     .tail = V("}"),
     .form = HOSTILE_FEED},
    {.name = "feed-cdata",
     .head = V("<rss><channel><title>"),
     .unit = V("<![CDATA[]]>"),
     .mid = V("</title></channel></rss>"),
     .form = HOSTILE_FEED},
    {.name = "feed-extras",
     .head = V("<rss><channel><item>"),
     .unit = V("<x:y#>z</x:y#>"),
     .mid = V("</item></channel></rss>"),
     .form = HOSTILE_FEED},
    {.name = "feed-places",
     .head = V("<rss xmlns:g='http://www.georss.org/georss'><channel><item><g:line>"),
     .unit = V("1.5 2.5 "),
     .mid = V("</g:line></item></channel></rss>"),
     .form = HOSTILE_FEED},
    {0}};

static void put_unit(mh_buf *out, mh_view unit, size_t turn) {
    for (size_t i = 0; i < unit.len; i++) {
        if (unit.ptr[i] == '#') {
            mh_buf_printf(out, "%zu", turn);
        } else {
            mh_buf_putc(out, unit.ptr[i] == '@' ? (char)('A' + turn % 26) : unit.ptr[i]);
        }
    }
}

void hostile_make(mh_buf *out, const hostile_shape *s, size_t bytes) {
    size_t turns = 0;
    if (s->make) {
        s->make(out, bytes);
        return;
    }
    mh_buf_put(out, s->head);
    for (size_t i = 0; i < DEEP && s->deep.len > 0; i++) put_unit(out, s->deep, i);
    bytes += out->len; /* what comes before is not doubled with the rest */
    while (out->len + turns * s->close.len < bytes) put_unit(out, s->unit, turns++);
    mh_buf_put(out, s->mid);
    for (size_t i = 0; i < turns; i++) mh_buf_put(out, s->close);
    mh_buf_put(out, s->tail);
}
