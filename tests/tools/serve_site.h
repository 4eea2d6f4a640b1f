/* serve_site.h - a site of N articles that is made on the fly, for crawls: part of serve.c.
 * Owns: nothing. Threads: one. Everything on it is invented.
 *
 *     /_/site/N/              the front page: its list, calendar, odd pages; names feed.xml
 *     /_/site/N/list/P        twenty articles, the next list; links carry session ids
 *     /_/site/N/a/I           article I; links to its neighbours and to one far away
 *     /_/site/N/print/I       the same page again, with a canonical link to a/I
 *     /_/site/N/copy/I        the same text, without one
 *     /_/site/N/old/I         redirects to a/I
 *     /_/site/N/cal/Y/M       a calendar without end and without events
 *     /_/site/N/odd/          links that must not be followed, or lead to what is no page
 *     /_/site/N/sitemap.xml, feed.xml
 *     /_/site/N/tg/s/C        N messages of a channel as its public preview shows them, ?before=ID
 *
 * Each answer has an ETag, and a request that names it is answered by 304. */
#ifndef MH_TESTS_TOOLS_SERVE_SITE_H
#define MH_TESTS_TOOLS_SERVE_SITE_H

#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SITE_LIST 20 /* articles of a list page */

typedef struct site_page {
    mh_buf *out;
    mh_view host; /* as the request has it */
    unsigned long n, session;
    const char *type; /* set to another than HTML */
    const char *to;   /* redirect: set to its status */
} site_page;

static void site_words(mh_buf *out, unsigned long seed, int n) {
    static const char *const words[] = {"minister",   "talks",   "border", "water",    "agreement",
                                        "delegation", "visited", "signed", "railway",  "energy",
                                        "the",        "of",      "and",    "with",     "project",
                                        "regional",   "summit",  "trade",  "corridor", "cotton",
                                        "valley",     "council", "joint",  "statement"};
    for (int i = 0; i < n; i++) {
        uint64_t key[2] = {seed, (uint64_t)i};
        uint64_t h = mh_hash64((mh_view){(const char *)key, sizeof key}, 7);
        mh_buf_printf(out, "%s%s", words[h % (sizeof words / sizeof words[0])],
                      i % 12 == 11 ? ". " : " ");
    }
}

static void site_article(site_page *p, unsigned long i, const char *folder) {
    unsigned long day = i % 28 + 1, month = i / 28 % 12 + 1;
    mh_buf_printf(p->out, "<!doctype html><title>Invented report %lu</title>", i);
    if (folder[0] != 'c')
        mh_buf_printf(p->out, "<link rel=canonical href='/_/site/%lu/a/%lu'>", p->n, i);
    mh_buf_printf(
        p->out,
        "<meta property='og:type' content='article'><meta property="
        "'article:published_time' content='2025-%02lu-%02luT08:00:00Z'><article><h1>Invented "
        "report %lu</h1>",
        month, day, i);
    for (unsigned long k = 0; k < 4; k++) {
        mh_buf_puts(p->out, "<p>");
        site_words(p->out, i * 10 + k, 60);
        mh_buf_puts(p->out, "</p>");
    }
    mh_buf_puts(p->out, "</article><nav>");
    const unsigned long near[] = {i + 1, i > 0 ? i - 1 : 0, (i * 7 + 3) % p->n};
    for (size_t k = 0; k < 3; k++)
        if (near[k] < p->n)
            mh_buf_printf(p->out, "<a href='/_/site/%lu/a/%lu?utm_source=nav'>%lu</a> ", p->n,
                          near[k], near[k]);
    if (i % 10 == 0)
        mh_buf_printf(p->out, "<a href='../print/%lu'>print</a> <a href='../old/%lu'>old</a>", i,
                      i + 5 < p->n ? i + 5 : i);
    if (i % 50 == 0) mh_buf_printf(p->out, "<a href='../copy/%lu'>copy</a>", i);
    mh_buf_puts(p->out, "</nav>");
}

static void site_list(site_page *p, unsigned long page) {
    mh_buf_printf(p->out, "<!doctype html><title>List %lu</title><ul>", page);
    for (unsigned long i = page * SITE_LIST; i < (page + 1) * SITE_LIST && i < p->n; i++)
        mh_buf_printf(p->out,
                      "<li><a href='/_/site/%lu/a/%lu?PHPSESSID=%032lx'>Invented report %lu</a>",
                      p->n, i, 0xabcdef00 + p->session, i);
    mh_buf_puts(p->out, "</ul>");
    if ((page + 1) * SITE_LIST < p->n)
        mh_buf_printf(p->out, "<a rel=next href='/_/site/%lu/list/%lu'>more</a>", p->n, page + 1);
}

static void site_front(site_page *p) {
    mh_buf_printf(
        p->out, "<!doctype html><title>Invented news</title><link rel=alternate "
                "type='application/rss+xml' href='feed.xml'><h1>Invented news</h1>"
                "<a href='list/0'>all</a> <a href='cal/2025/6'>calendar</a> <a href='odd/'>odd</a>"
                " <a href='index.html'>home</a>");
}

static void site_calendar(site_page *p, unsigned long year, unsigned long month) {
    mh_buf_printf(p->out,
                  "<!doctype html><title>Calendar</title><p>No events.</p><a href='../%lu/%lu'>"
                  "before</a> <a href='../%lu/%lu'>after</a>",
                  month == 1 ? year - 1 : year, month == 1 ? 12 : month - 1,
                  month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1);
}

static void site_odd(site_page *p) {
    mh_buf_puts(
        p->out,
        "<!doctype html><title>Odd</title><a rel='nofollow' href='hidden/1'>1</a>"
        "<a href='nofollow'>2</a><a href='gone'>3</a><a href='binary'>4</a><a "
        "href='picture.jpg'>5</a><a href='http://10.1.2.3/'>6</a><a href='http://router.lan/'>"
        "7</a><a href='secret/1'>8</a><a href='mailto:a@b.example'>9</a><a href="
        "'https://elsewhere.example/'>10</a><a href='away'>11</a>");
}

static void site_sitemap(site_page *p) {
    p->type = "application/xml";
    mh_buf_puts(p->out, "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>");
    for (unsigned long i = 0; i < p->n / 2; i++)
        mh_buf_printf(p->out,
                      "<url><loc>http://%.*s/_/site/%lu/a/%lu</loc><lastmod>2025-%02lu-%02lu"
                      "</lastmod></url>\n",
                      MH_FMT(p->host), p->n, i, i / 28 % 12 + 1, i % 28 + 1);
    mh_buf_puts(p->out, "</urlset>");
}

static void site_feed(site_page *p) {
    p->type = "application/rss+xml";
    mh_buf_puts(p->out, "<rss version='2.0'><channel><title>Invented feed</title>");
    for (unsigned long i = p->n; i-- > 0 && i + SITE_LIST >= p->n;)
        mh_buf_printf(p->out,
                      "<item><title>Invented report %lu</title><link>http://%.*s/_/site/%lu/a/%lu"
                      "</link><description>Summary of %lu</description><category>talks</category>"
                      "<pubDate>%02lu Nov 2025 08:00:00 GMT</pubDate></item>\n",
                      i, MH_FMT(p->host), p->n, i, i, i % 28 + 1);
    mh_buf_puts(p->out, "</channel></rss>");
}

static void site_message(site_page *p, mh_view channel, unsigned long id) {
    mh_buf_printf(p->out,
                  "<div class='tgme_widget_message_wrap js-widget_message_wrap'><div class='"
                  "tgme_widget_message js-widget_message' data-post='%.*s/%lu'>",
                  MH_FMT(channel), id);
    if (id % 7 == 0)
        mh_buf_puts(
            p->out,
            "<div class='tgme_widget_message_forwarded_from accent_color'>Forwarded from <a "
            "class='tgme_widget_message_forwarded_from_name' href='https://t.me/invented/5'>"
            "<span dir='auto'>Invented desk</span></a></div>");
    if (id % 5 == 0)
        mh_buf_printf(p->out,
                      "<a class='tgme_widget_message_photo_wrap' style=\"width:800px;background-"
                      "image:url('https://cdn.example/%lu.jpg')\"></a>",
                      id);
    if (id % 11 != 0)
        mh_buf_printf(p->out,
                      "<div class='tgme_widget_message_text js-message_text' dir='auto'><b>Message "
                      "%lu</b><br/>Line <a href='https://e.example/%lu'>two</a> of it.</div>",
                      id, id);
    if (id % 3 == 0)
        mh_buf_printf(
            p->out,
            "<a class='tgme_widget_message_link_preview' href='https://e.example/%lu'><div "
            "class='link_preview_site_name'>Example</div><div class='link_preview_title'>"
            "Title %lu</div><div class='link_preview_description'>What it says</div></a>",
            id, id);
    mh_buf_printf(
        p->out,
        "<div class='tgme_widget_message_footer'><span class='tgme_widget_message_views'>1.2K"
        "</span><a class='tgme_widget_message_date' href='https://t.me/%.*s/%lu'><time "
        "datetime='2025-06-%02luT10:00:00+00:00' class='time'>10:00</time></a></div></div>"
        "</div>",
        MH_FMT(channel), id, id % 28 + 1);
}

static void site_channel(site_page *p, mh_view channel, mh_view query) {
    unsigned long last = p->n;
    size_t at = mh_view_find(query, MH_VIEW("before="), 0);
    if (at != SIZE_MAX) last = strtoul(query.ptr + at + 7, NULL, 10) - 1;
    if (last > p->n) last = p->n;
    mh_buf_printf(
        p->out, "<!doctype html><title>Channel</title><div class='tgme_channel_info_header_title'>"
                "<span dir='auto'>Invented channel</span></div><section>");
    for (unsigned long i = last > SITE_LIST ? last - SITE_LIST + 1 : 1; i <= last; i++)
        site_message(p, channel, i);
    mh_buf_puts(p->out, "</section>");
}

/* Appends the page of what follows "/_/site/N/"; false: there is none. */
static bool site_body(site_page *p, mh_view path, mh_view query) {
    mh_view rest = path, folder, number = {0}, third = {0};
    mh_view_split(&rest, '/', &folder);
    mh_view_split(&rest, '/', &number);
    mh_view_split(&rest, '/', &third);
    unsigned long i = number.len ? strtoul(number.ptr, NULL, 10) : 0;
    bool known = number.len > 0 && i < p->n;
    p->type = "text/html";
    if (path.len == 0 || mh_view_eq(path, MH_VIEW("index.html")))
        site_front(p);
    else if (mh_view_eq(path, MH_VIEW("sitemap.xml")))
        site_sitemap(p);
    else if (mh_view_eq(path, MH_VIEW("feed.xml")))
        site_feed(p);
    else if (mh_view_eq(folder, MH_VIEW("list")) && i * SITE_LIST < p->n)
        site_list(p, i);
    else if (known && mh_view_eq(folder, MH_VIEW("a")))
        site_article(p, i, "a");
    else if (known && mh_view_eq(folder, MH_VIEW("print")))
        site_article(p, i, "print");
    else if (known && mh_view_eq(folder, MH_VIEW("copy")))
        site_article(p, i, "copy");
    else if (known && mh_view_eq(folder, MH_VIEW("old")))
        p->to = "301 Moved Permanently";
    else if (mh_view_eq(folder, MH_VIEW("cal")) && third.len > 0)
        site_calendar(p, i, strtoul(third.ptr, NULL, 10));
    else if (mh_view_eq(path, MH_VIEW("odd/")))
        site_odd(p);
    else if (mh_view_eq(path, MH_VIEW("odd/nofollow")))
        mh_buf_puts(p->out,
                    "<meta name=robots content='noindex, nofollow'><a href='hidden/2'>2</a>");
    else if (mh_view_eq(path, MH_VIEW("odd/away")))
        p->to = "302 Found";
    else if (mh_view_eq(path, MH_VIEW("odd/binary")))
        p->type = "application/octet-stream";
    else if (mh_view_eq(folder, MH_VIEW("tg")))
        site_channel(p, third, query);
    else
        return false;
    if (p->to && folder.ptr[1] == 'd') /* odd */
        mh_buf_puts(p->out, "https://elsewhere.example/");
    else if (p->to)
        mh_buf_printf(p->out, "/_/site/%lu/a/%lu", p->n, i);
    return true;
}

/* The value of a header of the request; name with the line end before it. */
static mh_view site_header(mh_view in, const char *name) {
    size_t at = mh_view_ifind(in, mh_view_of(name), 0);
    if (at == SIZE_MAX) return (mh_view){0};
    in = mh_view_sub(in, at + strlen(name), in.len);
    return mh_view_trim(mh_view_sub(in, 0, mh_view_find(in, MH_VIEW("\r\n"), 0)));
}

/* Appends the answer to the request `in` for path, which begins with N; returns its status. */
static int site_answer(mh_buf *out, mh_view in, mh_view path, mh_view query,
                       unsigned long session) {
    mh_buf body = {0};
    mh_view rest = path, number;
    char etag[32];
    int status = 200;
    mh_view_split(&rest, '/', &number);
    site_page p = {.out = &body, .host = site_header(in, "\r\nhost:"), .session = session};
    p.n = number.len ? strtoul(number.ptr, NULL, 10) : 0;
    if (p.n == 0 || !site_body(&p, rest, query)) {
        status = 404;
        mh_buf_puts(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    } else if (p.to) {
        status = 302;
        mh_buf_printf(out, "HTTP/1.1 %s\r\nLocation: %.*s\r\nContent-Length: 0\r\n\r\n", p.to,
                      MH_FMT(mh_buf_view(&body)));
    } else {
        int n = snprintf(etag, sizeof etag, "\"%016llx\"",
                         (unsigned long long)mh_hash64(mh_buf_view(&body), 1));
        bool same = mh_view_eq(site_header(in, "\r\nif-none-match:"), (mh_view){etag, (size_t)n});
        status = same ? 304 : 200;
        mh_buf_printf(out, "HTTP/1.1 %s\r\nETag: %s\r\n", same ? "304 Not Modified" : "200 OK",
                      etag);
        if (!same)
            mh_buf_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n", p.type, body.len);
        mh_buf_puts(out, "\r\n");
        if (!same) mh_buf_put(out, mh_buf_view(&body));
    }
    mh_buf_clear(&body);
    return status;
}

#endif
