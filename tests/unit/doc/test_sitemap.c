#include "unit.h"

#include "doc/sitemap.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void gzip(mh_buf *out, mh_view v) {
    z_stream z = {0};
    ck_assert(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    mh_buf_reserve(out, deflateBound(&z, v.len));
    z.next_in = (unsigned char *)(uintptr_t)v.ptr;
    z.avail_in = (unsigned)v.len;
    z.next_out = (unsigned char *)out->ptr + out->len;
    z.avail_out = (unsigned)deflateBound(&z, v.len);
    ck_assert(deflate(&z, Z_FINISH) == Z_STREAM_END);
    out->len += z.total_out;
    out->ptr[out->len] = 0;
    deflateEnd(&z);
}

/* kind, form, then the addresses, a space apart. */
static void show(mh_buf *out, const mh_sitemap *s) {
    mh_buf_printf(out, "%s %s", mh_sitemap_kind_of(s) == MH_SITEMAP_INDEX ? "index" : "pages",
                  mh_sitemap_form_name(mh_sitemap_form_of(s)));
    for (size_t i = 0; i < mh_sitemap_count(s); i++)
        mh_buf_printf(out, " %.*s", MH_FMT(mh_sitemap_entry_at(s, i)->url));
}

#define URL "https://e.example/d/map.xml"

START_TEST(forms) {
    static const struct {
        const char *in, *want;
        bool malformed;
    } rows[] = {
        {"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc> "
         "http://a.example/?x&amp;y"
         "\n</loc></url></urlset>",
         "pages xml http://a.example/?x&y", false},
        {"<urlset><url><loc>/a</loc></url><url><loc>b</loc></url></urlset>",
         "pages xml https://e.example/a https://e.example/d/b", false},
        {"<sitemapindex><sitemap><loc>/a</loc></sitemap></sitemapindex>",
         "index xml https://e.example/a", false},
        {"<urlset><url><loc>mailto:a@b.example</loc></url><url><loc></loc></url><url/></urlset>",
         "pages xml", false},
        {"<urlset><url>\nhttps://a.example/1\n</url></urlset>", "pages xml https://a.example/1",
         false},
        {"<urlset><url><loc>/1</loc><loc>/2</loc></url></urlset>",
         "pages xml https://e.example/1 https://e.example/2", false},
        {"<urlset><url><loc><url>/1</url></loc></url></urlset>", "pages xml https://e.example/1",
         false},
        {"<urlset><url><loc>/1</loc><url><loc>/2</loc></urlset>", /* unclosed */
         "pages xml https://e.example/1 https://e.example/2", true},
        {"<urlset><url><loc>/1</loc></url><url><loc>/2", "pages xml https://e.example/1", true},
        {"<urlset><url><loc>/1</loc></url><url><loc>/2</loc><last", /* cut behind a whole address */
         "pages xml https://e.example/1 https://e.example/2", true},
        {"<urlset><url><loc>\xC2\xA0/1\xE2\x80\x80</loc></url></urlset>",
         "pages xml https://e.example/1", false},
        {"\xEF\xBB\xBF\n<urlset><url><loc>/1</loc></url></urlset>", "pages xml https://e.example/1",
         false},
        {"<x><urlset><url><loc>/1</loc></url></urlset></x>", "pages xml https://e.example/1",
         false},
        {"<rss><channel><link>/c</link><item><link>/1</link></item><item><guid "
         "isPermaLink='false'>https://e.example/2</guid></item></channel></rss>",
         "pages rss https://e.example/1 https://e.example/2", false},
        {"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/1'/></entry></feed>",
         "pages atom https://e.example/1", false},
        {"https://a.example/1\r\n\r\nwords\nhttp://a.example/2 \nftp://a.example/3",
         "pages text https://a.example/1 http://a.example/2", false},
        {"\xEF\xBB\xBFhttps://a.example/1", "pages text https://a.example/1", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_sitemap *s = NULL;
        mh_buf b = {0}, packed = {0};
        mh_err e = {0};
        mh_sitemap_options o = {.url = MH_VIEW(URL)};
        gzip(&packed, mh_view_of(rows[i].in));
        for (int k = 0; k < 2; k++) { /* plain, packed */
            mh_view in = k ? mh_buf_view(&packed) : mh_view_of(rows[i].in);
            ck_assert_msg(mh_sitemap_parse(&s, in, &o, &e) == MH_OK, "%s: %s", rows[i].in, e.msg);
            mh_buf_reset(&b);
            show(&b, s);
            ck_assert_msg(mh_view_eq(mh_buf_view(&b), mh_view_of(rows[i].want)), "%s: %s",
                          rows[i].in, b.ptr);
            ck_assert_msg(mh_sitemap_malformed(s) == rows[i].malformed, "%s", rows[i].in);
            ck_assert(!mh_sitemap_clipped(s));
            mh_sitemap_free(s);
        }
        mh_buf_clear(&b);
        mh_buf_clear(&packed);
    }
}
END_TEST

START_TEST(fields) {
    mh_sitemap *s = NULL;
    ck_assert(
        mh_sitemap_parse(
            &s,
            MH_VIEW(
                "<urlset><url><lastmod>2024-03-12T14:30:00+05:00</lastmod><loc>https://a.example/1"
                "</loc><changefreq> Daily</changefreq><priority>0.8</priority><news:news>"
                "<news:publication><news:name>N</news:name><news:language>kk</news:language>"
                "</news:publication><news:publication_date>2024-03-12</news:publication_date>"
                "<news:title>T &amp; U</news:title><news:keywords>a, b</news:keywords></news:news>"
                "<image:image><image:loc>/i</image:loc><image:title>no</image:title></image:image>"
                "<image:image><image:loc>https://a.example/j</image:loc></image:image>"
                "<video:video><video:player_loc>https://a.example/p</video:player_loc>"
                "<video:content_loc>https://a.example/v</video:content_loc></video:video>"
                "<xhtml:link rel='alternate' hreflang='ru' href='https://a.example/ru'/>"
                "<xhtml:link hreflang='kk' href='https://a.example/kk'/></url>"
                "<url><loc>https://a.example/2</loc><priority>7</priority><changefreq>soon"
                "</changefreq><lastmod>once</lastmod></url></urlset>"),
            NULL, NULL) == MH_OK);
    const mh_sitemap_entry *e = mh_sitemap_entry_at(s, 0);
    ck_assert(e->modified.ok && e->modified.date.time_s == 1710235800);
    ck_view_eq(e->frequency, "daily");
    ck_assert(e->priority == 0.8 && e->is_news);
    ck_view_eq(e->publication, "N");
    ck_view_eq(e->language, "kk");
    ck_view_eq(e->title, "T & U");
    ck_view_eq(e->keywords, "a, b");
    ck_assert(e->published.ok && !e->published.date.has_time);
    ck_assert_uint_eq(e->images.len, 1); /* without a base a relative address is none */
    ck_view_eq(e->images.ptr[0], "https://a.example/j");
    ck_view_eq(e->videos.ptr[0], "https://a.example/v");
    ck_assert_uint_eq(e->alternates.len, 1);
    ck_view_eq(e->alternates.ptr[0].language, "ru");
    e = mh_sitemap_entry_at(s, 1);
    ck_assert(e->priority < 0 && !e->is_news && !e->modified.ok);
    ck_view_eq(e->frequency, "");
    ck_view_eq(e->modified.raw, "once");
    mh_sitemap_free(s);
}
END_TEST

START_TEST(strict) {
    mh_view in = MH_VIEW("<urlset><url><loc>/d/1</loc></url><url><loc>/2</loc></url>"
                         "<url><loc>http://e.example/d/3</loc></url></urlset>");
    mh_view index =
        MH_VIEW("<sitemapindex><sitemap><loc>http://o.example/</loc></sitemap></sitemapindex>");
    mh_sitemap_options o = {.url = MH_VIEW(URL), .strict_location = true};
    mh_sitemap *s = NULL;
    mh_err e = {0};
    mh_buf b = {0};
    ck_assert(mh_sitemap_parse(&s, in, &o, &e) == MH_OK);
    show(&b, s);
    ck_view_eq(mh_buf_view(&b), "pages xml https://e.example/d/1");
    mh_sitemap_free(s);
    ck_assert(mh_sitemap_parse(&s, index, &o, &e) == MH_OK);
    ck_assert_uint_eq(mh_sitemap_count(s), 1);
    mh_sitemap_free(s);
    o.strict_namespace = true;
    ck_assert(mh_sitemap_parse(&s, in, &o, &e) == MH_FAIL && s == NULL);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(failures) {
    mh_buf packed = {0}, big = {0}, cut = {0};
    for (int i = 0; i < 5000; i++) mh_buf_puts(&big, "https://a.example/\n");
    gzip(&packed, mh_buf_view(&big));
    mh_buf_put_n(&cut, packed.ptr, packed.len - 12);
    const struct {
        mh_view in;
        mh_code code;
    } rows[] = {
        {MH_VIEW(""), MH_E_PARSE},
        {MH_VIEW("words only"), MH_E_PARSE},
        {MH_VIEW("<!doctype html><html><body><a href='https://a.example/'>x</a></body></html>"),
         MH_E_PARSE},
        {MH_VIEW("<other/>"), MH_E_PARSE},
        {MH_VIEW("\x1F\x8B nothing"), MH_E_ENCODING},
        {mh_buf_view(&packed), MH_E_TOO_LARGE},
        {mh_buf_view(&big), MH_E_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_sitemap *s = NULL;
        mh_err e = {0};
        mh_sitemap_options o = {.max_bytes = 50000};
        ck_assert(mh_sitemap_parse(&s, rows[i].in, &o, &e) == MH_FAIL && s == NULL);
        ck_assert_msg(e.code == rows[i].code, "%zu: %s", i, e.msg);
    }
    mh_sitemap *s = NULL;
    mh_sitemap_options few = {.max_urls = 10};
    ck_assert(mh_sitemap_parse(&s, mh_buf_view(&packed), &few, NULL) == MH_OK);
    ck_assert(mh_sitemap_count(s) == 10 && mh_sitemap_clipped(s) && !mh_sitemap_malformed(s));
    mh_sitemap_free(s);
    ck_assert(mh_sitemap_parse(&s, mh_buf_view(&cut), NULL, NULL) == MH_OK);
    ck_assert(mh_sitemap_malformed(s) && mh_sitemap_count(s) > 1000);
    mh_sitemap_free(s);
    mh_sitemap_free(NULL);
    mh_buf_clear(&packed);
    mh_buf_clear(&big);
    mh_buf_clear(&cut);
}
END_TEST

START_TEST(unpack) {
    mh_buf packed = {0}, out = {0};
    bool cut;
    mh_err e = {0};
    gzip(&packed, MH_VIEW("one"));
    gzip(&packed, MH_VIEW("two"));
    ck_assert(mh_sitemap_unpack(&out, mh_buf_view(&packed), 6, &cut, &e) == MH_OK && !cut);
    ck_view_eq(mh_buf_view(&out), "onetwo");
    ck_assert(mh_sitemap_unpack(&out, mh_buf_view(&packed), 5, &cut, &e) == MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    mh_buf_reset(&out);
    mh_buf_puts(&packed, "garbage behind");
    ck_assert(mh_sitemap_unpack(&out, mh_buf_view(&packed), 60, &cut, &e) == MH_OK && !cut);
    ck_view_eq(mh_buf_view(&out), "onetwo");
    mh_buf_clear(&packed);
    mh_buf_clear(&out);
}
END_TEST

START_TEST(robots) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"User-agent: *\nDisallow: /\n\nSitemap: https://a.example/1.xml\n",
         "https://a.example/1.xml"},
        {"sitemap:/1\r\nSITEMAP : /2 # c\rSite-map:\t/3", "https://e.example/1 https://e.example/2 "
                                                          "https://e.example/3"},
        {"\xEF\xBB\xBFSitemap: /1\nSitemap: /1", "https://e.example/1"},
        {"Sitemaps: /1\n#Sitemap: /2\nSitemap:\nSitemap /3\nSitemap: ftp://a/", ""},
        {"<html>404</html>", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_arena *a = mh_arena_new();
        mh_buf b = {0};
        mh_view_list list =
            mh_sitemap_robots(mh_view_of(rows[i].in), MH_VIEW("https://e.example/robots.txt"), a);
        for (size_t k = 0; k < list.len; k++)
            mh_buf_printf(&b, "%s%.*s", k ? " " : "", MH_FMT(list.ptr[k]));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
        mh_arena_free(a);
    }
}
END_TEST

/* A site as rows of path, what it leads to (NULL: nothing), bytes (NULL: not there). */
typedef struct page {
    const char *path, *leads, *bytes;
} page;

/* Walks it and shows each step as "STATE PATH", a space apart; how many pages were met. */
static size_t walk(mh_buf *out, const page *site, const mh_sitemap_plan *plan, bool *clipped) {
    static const char *const states[] = {"waiting", "asked", "read", "missed", "repeated"};
    mh_sitemap_walk *w = NULL;
    mh_view url;
    size_t pages = 0;
    ck_assert(mh_sitemap_walk_new(&w, plan, NULL) == MH_OK);
    while (mh_sitemap_walk_next(w, &url)) {
        const page *p = site;
        const mh_sitemap *s = NULL;
        mh_buf end = {0};
        mh_view path = mh_view_sub(url, strlen("https://e.example"), url.len);
        while (p->path && !mh_view_eq(path, mh_view_of(p->path))) p++;
        if (p->path && p->leads) mh_buf_printf(&end, "https://e.example%s", p->leads);
        for (const page *q = site; p->leads && q->path; q++)
            if (strcmp(q->path, p->leads) == 0) p = q;
        mh_sitemap_answer got = {.url = mh_buf_view(&end), .bytes = mh_view_of(p->bytes)};
        if (p->path && p->bytes)
            mh_sitemap_walk_take(w, &got, &s, NULL);
        else
            mh_sitemap_walk_miss(w, MH_VIEW("404"));
        if (s && mh_sitemap_kind_of(s) == MH_SITEMAP_PAGES) pages += mh_sitemap_count(s);
        mh_buf_clear(&end);
    }
    for (size_t i = 0; i < mh_sitemap_walk_count(w); i++) {
        const mh_sitemap_step *s = mh_sitemap_walk_step(w, i);
        if (s->is_guess && s->state == MH_SITEMAP_MISSED) continue;
        mh_buf_printf(out, "%s%s %.*s", out->len ? " " : "", states[s->state],
                      MH_FMT(mh_view_sub(s->url, strlen("https://e.example"), s->url.len)));
    }
    *clipped = mh_sitemap_walk_clipped(w);
    mh_sitemap_walk_free(w);
    return pages;
}

#define INDEX(inside)   "<sitemapindex>" inside "</sitemapindex>"
#define MAP(path)       "<sitemap><loc>" path "</loc></sitemap>"
#define OLD(path, date) "<sitemap><loc>" path "</loc><lastmod>" date "</lastmod></sitemap>"

START_TEST(walks) {
    static const struct {
        page site[8];
        mh_sitemap_plan plan;
        const char *want;
        size_t pages;
        bool clipped;
    } rows[] = {
        {{{"/robots.txt", NULL, "Sitemap: /a\nSitemap: /b"},
          {"/a", NULL, "https://e.example/1\nhttps://e.example/2"}},
         {.no_guesses = false},
         "read /robots.txt read /a missed /b",
         2,
         false},
        /* robots.txt names nothing, or is not there: the usual places */
        {{{"/robots.txt", NULL, ""},
          {"/sitemap.xml", NULL, INDEX(MAP("/a"))},
          {"/a", NULL, "https://e.example/1"}},
         {.no_guesses = false},
         "read /robots.txt read /sitemap.xml read /a",
         1,
         false},
        {{{"/sitemap.txt", NULL, "https://e.example/1"}},
         {.no_guesses = false},
         "missed /robots.txt read /sitemap.txt",
         1,
         false},
        {{{"/sitemap.txt", NULL, "https://e.example/1"}},
         {.no_guesses = true},
         "missed /robots.txt",
         0,
         false},
        /* an index that names itself, another, robots.txt */
        {{{"/robots.txt", NULL, "Sitemap: /i"},
          {"/i", NULL, INDEX(MAP("/i") MAP("/j") MAP("/robots.txt"))},
          {"/j", NULL, INDEX(MAP("/i") MAP("/j"))}},
         {.no_guesses = false},
         "read /robots.txt read /i repeated /i read /j repeated /robots.txt repeated /i repeated "
         "/j",
         0,
         false},
        /* one that leads to another that was read */
        {{{"/robots.txt", NULL, "Sitemap: /a\nSitemap: /b"},
          {"/a", NULL, "https://e.example/1"},
          {"/b", "/a", NULL}},
         {.no_guesses = false},
         "read /robots.txt read /a repeated /b",
         1,
         false},
        /* begins at a sitemap; one that leads elsewhere for the first time is read */
        {{{"/m", "/n", NULL}, {"/n", NULL, "https://e.example/1"}},
         {.start = MH_VIEW_INIT("https://e.example/m"), .of_sitemap = true},
         "read /m",
         1,
         false},
        {{{"/m", NULL, INDEX(OLD("/a", "2020-01-01") OLD("/b", "2024-01-01") MAP("/c"))}},
         {.start = MH_VIEW_INIT("https://e.example/m"),
          .of_sitemap = true,
          .has_since = true,
          .since_s = 1700000000},
         "read /m missed /b missed /c",
         0,
         false},
        /* depth and count */
        {{{"/m", NULL, INDEX(MAP("/n"))},
          {"/n", NULL, INDEX(MAP("/o"))},
          {"/o", NULL, INDEX(MAP("/p"))}},
         {.start = MH_VIEW_INIT("https://e.example/m"), .of_sitemap = true, .max_depth = 1},
         "read /m read /n",
         0,
         true},
        {{{"/m", NULL, INDEX(MAP("/a") MAP("/b") MAP("/c"))}, {"/a", NULL, "https://e.example/1"}},
         {.start = MH_VIEW_INIT("https://e.example/m"), .of_sitemap = true, .max_sitemaps = 2},
         "read /m read /a waiting /b waiting /c",
         1,
         true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        bool clipped;
        mh_sitemap_plan plan = rows[i].plan;
        if (plan.start.len == 0) plan.start = MH_VIEW("https://e.example/d/p?q");
        size_t pages = walk(&b, rows[i].site, &plan, &clipped);
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        ck_assert_uint_eq(pages, rows[i].pages);
        ck_assert(clipped == rows[i].clipped);
        mh_buf_clear(&b);
    }
}
END_TEST

/* An endless tree: each index names a hundred new ones. */
START_TEST(endless) {
    mh_sitemap_walk *w = NULL;
    mh_sitemap_plan plan = {.start = MH_VIEW("https://e.example/0"), .of_sitemap = true};
    mh_view url;
    unsigned asked = 0;
    mh_err e = {0};
    const mh_sitemap *s = NULL;
    ck_assert(mh_sitemap_walk_new(&w, &plan, NULL) == MH_OK);
    while (mh_sitemap_walk_next(w, &url)) {
        mh_buf b = {0};
        mh_buf_puts(&b, "<sitemapindex>");
        for (int i = 0; i < 100; i++)
            mh_buf_printf(&b, "<sitemap><loc>/%u.%d</loc></sitemap>", asked, i);
        mh_sitemap_answer got = {.bytes = mh_buf_view(&b)};
        ck_assert(mh_sitemap_walk_take(w, &got, &s, &e) == MH_OK);
        ck_assert_uint_eq(mh_sitemap_count(s), 100);
        mh_buf_clear(&b);
        asked++;
    }
    ck_assert_uint_eq(asked, 500);
    ck_assert(mh_sitemap_walk_count(w) < 1100 && mh_sitemap_walk_clipped(w));
    ck_assert(mh_sitemap_walk_take(w, &(mh_sitemap_answer){0}, &s, &e) == MH_FAIL && s == NULL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    mh_sitemap_walk_free(w);
    plan.start = MH_VIEW("mailto:x");
    ck_assert(mh_sitemap_walk_new(&w, &plan, &e) == MH_FAIL && w == NULL);
    mh_sitemap_walk_free(NULL);
}
END_TEST

TCase *tcase_doc_sitemap(void) {
    TCase *tc = tcase_create("doc_sitemap");
    tcase_add_test(tc, forms);
    tcase_add_test(tc, fields);
    tcase_add_test(tc, strict);
    tcase_add_test(tc, failures);
    tcase_add_test(tc, unpack);
    tcase_add_test(tc, robots);
    tcase_add_test(tc, walks);
    tcase_add_test(tc, endless);
    return tc;
}
