#include "unit.h"

#include "base/clock.h"
#include "net/robots_priv.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

static mh_robots *parse(const char *text) {
    return mh_robots_parse(mh_view_of(text));
}

typedef struct row {
    const char *text, *agent, *url;
    bool allowed;
} row;

static void check_rows(const row *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        mh_robots *r = parse(rows[i].text);
        bool got = mh_robots_allowed(r, mh_view_of(rows[i].agent), mh_view_of(rows[i].url));
        ck_assert_msg(got == rows[i].allowed, "row %zu: %s asks for %s: got %d", i, rows[i].agent,
                      rows[i].url, got);
        mh_robots_free(r);
    }
}

static const char news[] =
    "User-agent: *\nDisallow: /search\nDisallow: /*?print=\nAllow: /search/help\n"
    "User-agent: Minehost\nUser-agent: otherbot/2.0\nDisallow: /closed/\n"
    "User-agent: rude\nDisallow: /\n"
    "User-agent: minehost\nDisallow: /late/\n";

START_TEST(groups) {
    static const row rows[] = {
        {"", "minehost", "https://news.example/", true},
        {news, "anybody", "https://news.example/search?q=x", false},
        {news, "anybody", "https://news.example/search/help", true},
        {news, "anybody", "https://news.example/a?print=1", false},
        {news, "anybody", "https://news.example/a?b=1&print=1", true},
        {news, "minehost", "https://news.example/search", true},
        {news, "minehost", "https://news.example/closed/1", false},
        {news, "minehost", "https://news.example/late/1", false}, /* groups of one name are one */
        {news, "MINEHOST", "/late/1", false},
        {news, "OtherBot", "/closed/1", false},
        {news, "otherbot", "/late/1", true},
        {news, "rude", "/", false},
        {news, "rude", "https://news.example/robots.txt", true},
        {news, "rude", "https://news.example/robots.txt?x", true},
        {news, "rude", "https://news.example/robots.txt.bak", false},
        {news, "rude", "", false},
        {news, "minehost-news", "/closed/1", true}, /* a token is a whole one */
        {news, "mine", "/closed/1", true},
        {news, "minehost/0.1 (+https://rude.example/)", "/closed/1", false},
        {news, "Mozilla/5.0 (compatible; minehost/0.1; +https://m.example/)", "/closed/1", false},
        {news, "Mozilla/5.0 (compatible; rude)", "/", false},
        {"User-agent: bot\nDisallow: /a\nUser-agent: bot-news\nDisallow: /b\n",
         "bot-news/1.0 (like bot)", "/a", true}, /* the most specific of its names */
        {"User-agent: bot\nDisallow: /a\nUser-agent: bot-news\nDisallow: /b\n",
         "bot-news/1.0 (like bot)", "/b", false},
        {"Disallow: /\n", "minehost", "/", true}, /* for nobody */
        {"User-agent:\nDisallow: /\n", "minehost", "/", true},
        {"User-agent: a, minehost ,b\nDisallow: /\n", "minehost", "/", false},
        {"User-agent: minehost*\nDisallow: /\n", "minehost", "/", false},
        {"User-agent: * all\nDisallow: /\n", "minehost", "/", false},
        {"User-agent: minehost for news\nDisallow: /\n", "minehost", "/", false},
        {"User-agent: a\n\n\nUser-agent: minehost\nDisallow: /\n", "a", "/", false},
        {"User-agent: a\nSitemap: https://h/s\nHost: h\nUser-agent: b\nDisallow: /\n", "a", "/",
         false}, /* what is no rule parts no names */
        {"User-agent: a\nNoindex: /x\nUser-agent: b\nDisallow: /\n", "a", "/", true},
        {"User-agent: a\nCrawl-delay: 5\nUser-agent: b\nDisallow: /\n", "a", "/", true},
        {"User-agent: minehost\nUser-agent: minehost\nDisallow: /\n", "minehost", "/", false},
    };
    check_rows(rows, LEN(rows));
}
END_TEST

#define ALL "User-agent: *\n"

START_TEST(patterns) {
    static const row rows[] = {
        {ALL "Disallow:", "m", "/", true},
        {ALL "Disallow: /a\nAllow: /a", "m", "/a", true},
        {ALL "Allow: /a\nDisallow: /ab", "m", "/abc", false},
        {ALL "Disallow: /A", "m", "/a", true},
        {ALL "Disallow: *.pdf$", "m", "/a/b.pdf", false},
        {ALL "Disallow: *.pdf$", "m", "/a/b.pdf?x", true},
        {ALL "Disallow: /*.pdf$", "m", "/a.pdf/b.pdf", false},
        {ALL "Disallow: /a*a$", "m", "/a", true}, /* one letter is not two */
        {ALL "Disallow: /a*a$", "m", "/aa", false},
        {ALL "Disallow: /a*b*c", "m", "/axcxbx", true},
        {ALL "Disallow: /a*b*c", "m", "/axcxbxcx", false},
        {ALL "Disallow: /a***$", "m", "/abc", false},
        {ALL "Disallow: /a$b", "m", "/a$b", false}, /* not at the end: itself */
        {ALL "Disallow: /a$b", "m", "/a", true},
        {ALL "Disallow: /a$", "m", "/a%24b", false},
        {ALL "Disallow: /$\nAllow: /", "m", "https://h", false},
        {ALL "Disallow: $", "m", "/", false},
        {ALL "Disallow: private/", "m", "/private/1", false},
        {ALL "Disallow: /\nAllow: /news/index.html", "m", "/news/", true},
        {ALL "Disallow: /\nAllow: /news/index.html", "m", "/news/1", false},
        {ALL "Disallow: /a # b", "m", "/a", false},
        {ALL "Disallow: /a#b", "m", "/ax", false},
        {ALL "Disallow: /a", "m", "https://h/#/a", true},
        {ALL "Disallow: /;s", "m", "h;s", false},
        {ALL "Disallow: /?s", "m", "https://h?s", false},
        {ALL "Disallow: /x", "m", "https://u:p@h:8080/x", false},
        {ALL "Disallow: /x", "m", "//h/x", false},
    };
    check_rows(rows, LEN(rows));
}
END_TEST

START_TEST(escapes) {
    static const row rows[] = {
        {ALL "Disallow: /\xD0\xBD\xD0\xBE\xD0\xB2", "m", "/%D0%BD%D0%BE%D0%B2%D0%BE", false},
        {ALL "Disallow: /%d0%bd", "m", "/\xD0\xBD", false},
        {ALL "Disallow: /%D0%BD", "m", "/%d0%bd", false},
        {ALL "Disallow: /%7Eann", "m", "/~ann", false},
        {ALL "Disallow: /%61", "m", "/a", false},
        {ALL "Disallow: /a", "m", "/%61", false},
        {ALL "Disallow: /a%2Fb", "m", "/a/b", true}, /* a reserved character is not its escape */
        {ALL "Disallow: /a/b", "m", "/a%2fb", true},
        {ALL "Disallow: /a%2A", "m", "/ab", true},
        {ALL "Disallow: /a%2Ab", "m", "/a*b", false},
        {ALL "Disallow: /a%24", "m", "/a$b", false},
        {ALL "Disallow: /a b", "m", "/a%20b", false},
        {ALL "Disallow: /'a'", "m", "/%27a%27", false},
        {ALL "Disallow: /100%", "m", "/100%", false},
        {ALL "Disallow: /%zz%4", "m", "/%zz%4", false},
    };
    check_rows(rows, LEN(rows));
}
END_TEST

START_TEST(lines) {
    static const row rows[] = {
        {"User-agent: *\rDisallow: /a\rDisallow: /b", "m", "/b", false},
        {"User-agent: *\r\nDisallow: /a\r\n\r\nDisallow: /b\r\n", "m", "/b", false},
        {"\xEF\xBB\xBFUser-agent: *\nDisallow: /", "m", "/", false},
        {"\xEF\xBB\xBF\xEF\xBB\xBFUser-agent: *\nDisallow: /", "m", "/", true},
        {"  USER-AGENT :*\n\tdisallow\t:\t/\t", "m", "/", false},
        {"user-agent m\ndisallow /a", "m", "/a", false}, /* no colon, two words */
        {"user-agent m\ndisallow /a /b", "m", "/a", true},
        {"useragent: m\ndissallow: /a", "m", "/a", false},
        {"<html>\n<p>User-agent: *</p>\nDisallow: /", "m", "/", true},
    };
    check_rows(rows, LEN(rows));
    static const char nul[] = "User-agent: *\nDisallow: /a\0b\nDisallow: /c\n";
    mh_robots *r = mh_robots_parse((mh_view){nul, sizeof nul - 1});
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/a%00b")));
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/c")));
    ck_assert(mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/a")));
    mh_robots_free(r);
    r = parse("# x\nUser-agent: *\n\nHost: h\nnothing\nDisallow: /a\nNoindex: /b\n");
    mh_robots_lines seen = mh_robots_lines_of(r);
    ck_assert_uint_eq(seen.known, 2);
    ck_assert_uint_eq(seen.unknown, 2);
    ck_assert_uint_eq(seen.last_known, 6);
    ck_assert(!seen.cut);
    mh_robots_free(r);
}
END_TEST

START_TEST(crawl_delays) {
    static const struct {
        const char *value;
        int64_t want;
    } rows[] = {
        {"10", 10000},
        {"0", 0},
        {"0.5", 500},
        {".5", 500},
        {"1,25", 1250},
        {"3.", 3000},
        {"2.12345", 2123},
        {"10s", 10000},
        {"10 seconds", 10000},
        {"99999999999999999999", 86400000},
        {"86400.9", 86400000},
        {"-1", -1},
        {"+1", -1},
        {"", -1},
        {".", -1},
        {"1e3", -1},
        {"nan", -1},
        {"inf", -1},
        {"ten", -1},
        {"1 2", -1},
        {"1.2.3", -1},
        {"0x10", -1},
        {"10m", -1},
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        mh_buf b = {0};
        mh_buf_printf(&b, "User-agent: *\nCrawl-delay: %s\n", rows[i].value);
        mh_robots *r = mh_robots_parse(mh_buf_view(&b));
        ck_assert_msg(mh_robots_crawl_delay_ms(r, MH_VIEW("m")) == rows[i].want, "\"%s\": %lld",
                      rows[i].value, (long long)mh_robots_crawl_delay_ms(r, MH_VIEW("m")));
        mh_robots_free(r);
        mh_buf_clear(&b);
    }
    mh_robots *r = parse("Crawl-delay: 9\nUser-agent: *\nCrawl-delay: 1\nUser-agent: m\nAllow: /\n"
                         "User-agent: n\nCrawl-delay: 2\nUser-agent: n\nCrawl-delay: 4\n"
                         "Crawl-delay: 3\n");
    ck_assert_int_eq(mh_robots_crawl_delay_ms(r, MH_VIEW("x")), 1000);
    ck_assert_int_eq(mh_robots_crawl_delay_ms(r, MH_VIEW("m")), -1); /* its group names none */
    ck_assert_int_eq(mh_robots_crawl_delay_ms(r, MH_VIEW("n")), 4000);
    mh_robots_free(r);
}
END_TEST

START_TEST(request_rates) {
    static const struct {
        const char *value;
        bool has;
        mh_robots_rate want;
    } rows[] = {
        {"1/10", true, {1, 10, -1, -1}},
        {"1/10s", true, {1, 10, -1, -1}},
        {" 5 / 2 min ", true, {5, 120, -1, -1}},
        {"100/1H", true, {100, 3600, -1, -1}},
        {"9/1d", true, {9, 86400, -1, -1}},
        {"1/10s 0600-0845", true, {1, 10, 360, 525}},
        {"1/10 2200 - 0600", true, {1, 10, 1320, 360}},
        {"1/10 0000-2400", true, {1, 10, 0, 1440}},
        {"1/10 2500-2600", true, {1, 10, -1, -1}},
        {"1/10 0660-0700", true, {1, 10, -1, -1}},
        {"1/10 600-700", true, {1, 10, -1, -1}},
        {"99999999999999999999/99999999999999999999d", true, {1000000, 2592000, -1, -1}},
        {"0/10", false, {0}},
        {"1/0", false, {0}},
        {"1", false, {0}},
        {"1/", false, {0}},
        {"1/x", false, {0}},
        {"1/2w", false, {0}},
        {"-1/2", false, {0}},
        {"", false, {0}},
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        mh_buf b = {0};
        mh_robots_rate got = {0};
        mh_buf_printf(&b, "User-agent: *\nRequest-rate: %s\n", rows[i].value);
        mh_robots *r = mh_robots_parse(mh_buf_view(&b));
        bool has = mh_robots_request_rate(r, MH_VIEW("m"), &got);
        ck_assert_msg(has == rows[i].has, "%s", rows[i].value);
        if (has)
            ck_assert_msg(
                got.requests == rows[i].want.requests && got.seconds == rows[i].want.seconds &&
                    got.from_min == rows[i].want.from_min && got.to_min == rows[i].want.to_min,
                "%s: %d/%lld %d-%d", rows[i].value, got.requests, (long long)got.seconds,
                got.from_min, got.to_min);
        mh_robots_free(r);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(rules_are_counted) {
    static const struct {
        const char *text;
        size_t allow, disallow;
        bool none;
    } rows[] = {
        {"", 0, 0, false},
        {ALL "Disallow:\n", 0, 0, false},
        {ALL "Disallow: /\n", 0, 1, true},
        {ALL "Disallow: *\n", 0, 1, true},
        {ALL "Disallow: /*\nAllow: /a\n", 1, 1, true},
        {ALL "Disallow: /\nAllow: /\n", 1, 1, false},
        {ALL "Disallow: /$\n", 0, 1, false},
        {ALL "Disallow: /a\nDisallow: /b\nAllow: /a/c\n", 1, 2, false},
        /* groups of one name are one; others are not ours */
        {"User-agent: m\nDisallow: /a\n\nUser-agent: n\nDisallow: /\n\nUser-agent: m\nAllow: /b\n",
         1, 1, false},
        {ALL "Disallow: /\n\nUser-agent: m\nDisallow: /a\n", 0, 1, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_robots *r = mh_robots_parse(mh_view_of(rows[i].text));
        mh_robots_rules got = mh_robots_rules_of(r, MH_VIEW("m"));
        ck_assert_msg(got.allow == rows[i].allow && got.disallow == rows[i].disallow &&
                          got.none == rows[i].none,
                      "%s: %zu %zu %d", rows[i].text, got.allow, got.disallow, got.none);
        /* what is told is what is done */
        if (got.allow == 0)
            ck_assert_int_eq(mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/z")), !got.none);
        mh_robots_free(r);
    }
}
END_TEST

START_TEST(sitemaps) {
    mh_robots *r = parse("Sitemap: https://h/a.xml # first\nUser-agent: *\nsite-map:/b.xml\n"
                         "Sitemap:\nDisallow: /\nSITEMAP: https://h/\xD1\x8F.xml");
    ck_assert_uint_eq(mh_robots_sitemaps(r), 3);
    ck_view_eq(mh_robots_sitemap(r, 0), "https://h/a.xml");
    ck_view_eq(mh_robots_sitemap(r, 1), "/b.xml");
    ck_view_eq(mh_robots_sitemap(r, 2), "https://h/\xD1\x8F.xml");
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/a")));
    mh_robots_free(r);
    r = parse("");
    ck_assert_uint_eq(mh_robots_sitemaps(r), 0);
    mh_robots_free(r);
    mh_robots_free(NULL);
}
END_TEST

static void put_times(mh_buf *b, const char *s, size_t n) {
    for (size_t i = 0; i < n; i++) mh_buf_puts(b, s);
}

START_TEST(long_files_and_lines_are_cut) {
    mh_buf b = {0};
    mh_buf_puts(&b, ALL "Disallow: /early\n#");
    put_times(&b, "padding ", 2u << 20); /* one line of 16 MB, so the cut is in it */
    mh_buf_puts(&b, "\nDisallow: /late\n");
    mh_robots *r = mh_robots_parse(mh_buf_view(&b));
    ck_assert(mh_robots_lines_of(r).cut);
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/early")));
    ck_assert(mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/late")));
    mh_robots_free(r);

    mh_buf_reset(&b);
    mh_buf_puts(&b, ALL "Disallow: /first\n");
    while (b.len < (10u << 20)) mh_buf_puts(&b, "Disallow: /padding\n");
    mh_buf_puts(&b, "Disallow: /late\n");
    r = mh_robots_parse(mh_buf_view(&b));
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/first")));
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/padding")));
    ck_assert(mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/pad"))); /* whole lines only */
    ck_assert(mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/late")));
    ck_assert_uint_le(mh_robots_lines_of(r).known, MH_ROBOTS_MAX / 19 + 2);
    mh_robots_free(r);

    mh_buf_reset(&b);
    mh_buf_puts(&b, ALL "Disallow: /");
    put_times(&b, "a", MH_ROBOTS_LINE_MAX);
    mh_buf_puts(&b, "b\nDisallow: /c\n");
    r = mh_robots_parse(mh_buf_view(&b));
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), MH_VIEW("/c")));
    mh_buf_reset(&b);
    mh_buf_puts(&b, "https://h/");
    put_times(&b, "a", 8 * MH_ROBOTS_URL_MAX);
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), mh_buf_view(&b)));
    ck_assert(mh_robots_allowed(r, MH_VIEW("m"), mh_view_sub(mh_buf_view(&b), 0, 1000)));
    mh_robots_free(r);
    mh_buf_clear(&b);
}
END_TEST

/* Hostile: a hundred rules of 2,000 stars and a URL that nearly fits them. A matcher that goes back
 * needs longer than the world has. */
START_TEST(stars_take_no_time) {
    mh_buf b = {0}, url = {0};
    mh_buf_puts(&b, ALL);
    while (b.len < MH_ROBOTS_MAX - 5000) {
        mh_buf_puts(&b, "Disallow: /");
        put_times(&b, "a*", 2000);
        mh_buf_puts(&b, "b$\n");
    }
    mh_buf_puts(&url, "https://h/");
    put_times(&url, "a", 30000);
    mh_robots *r = mh_robots_parse(mh_buf_view(&b));
    int64_t from = mh_clock_mono_ns(mh_clock_system());
    for (int i = 0; i < 10; i++) ck_assert(mh_robots_allowed(r, MH_VIEW("m"), mh_buf_view(&url)));
    ck_assert_int_lt(mh_clock_mono_ns(mh_clock_system()) - from, 5000000000);
    mh_buf_puts(&url, "b");
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), mh_buf_view(&url)));
    mh_robots_free(r);
    mh_buf_clear(&b);
    mh_buf_clear(&url);
}
END_TEST

/* Hostile: as many short rules as fit, each of which looks at all of a long URL. */
START_TEST(too_much_work_forbids) {
    mh_buf b = {0}, url = {0};
    mh_buf_puts(&b, ALL);
    while (b.len < MH_ROBOTS_MAX - 100) mh_buf_puts(&b, "Allow:*ab\n");
    mh_buf_puts(&url, "https://h/");
    put_times(&url, "a", 30000);
    mh_robots *r = mh_robots_parse(mh_buf_view(&b));
    ck_assert(!mh_robots_allowed(r, MH_VIEW("m"), mh_buf_view(&url)));
    ck_assert(mh_robots_allowed(r, MH_VIEW("m"), mh_view_sub(mh_buf_view(&url), 0, 200)));
    mh_robots_free(r);
    mh_buf_clear(&b);
    mh_buf_clear(&url);
}
END_TEST

TCase *tcase_net_robots(void) {
    TCase *t = tcase_create("net_robots");
    tcase_add_test(t, groups);
    tcase_add_test(t, patterns);
    tcase_add_test(t, escapes);
    tcase_add_test(t, lines);
    tcase_add_test(t, crawl_delays);
    tcase_add_test(t, request_rates);
    tcase_add_test(t, rules_are_counted);
    tcase_add_test(t, sitemaps);
    tcase_add_test(t, long_files_and_lines_are_cut);
    tcase_add_test(t, stars_take_no_time);
    tcase_add_test(t, too_much_work_forbids);
    return t;
}
