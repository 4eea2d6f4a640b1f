#include "unit.h"

#include "base/clock.h"
#include "base/hash.h"
#include "doc/trap_priv.h"

#include <stdio.h>

#define LEN(a) (sizeof(a) / sizeof *(a))
#define H      "https://h.example"
#define TODAY  1772582400 /* 2026-03-04 */
#define DAY    86400

/* ---- shapes and days */

START_TEST(shapes) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {H, "h.example/"},
        {H "/news/123", "h.example/news/N"},
        {H "/News/page2/", "h.example/news/pageN/"},
        {H "/2026/03/04/a-title-of-12-words", "h.example/N/N/N/a-title-of-N-words"},
        {H "/a/0a1b2c3d4e", "h.example/a/H"},
        {H "/a/550e8400-e29b-41d4-a716-446655440000.html", "h.example/a/H.html"},
        {H "/a/aGVsbG8gd29ybGQ5MTIzNA", "h.example/a/T"},
        {H "/a/decade", "h.example/a/decade"}, /* letters a to f, and a word */
        {H "/%D0%B1%D1%8B12", "h.example/%D0%B1%D1%8BN"},
        {H "/?id=5&page=2", "h.example/?id=N&page=N"},
        {H "/?page=2&id=5", "h.example/?id=N&page=N"},
        {H "/?q=word&d=2026-03-04", "h.example/?d=N-N-N&q=W"},
        {H "/?option=com_content&id=5:a", "h.example/?id=W&option=com_content"},
        {H "/?a=1&a=2&b", "h.example/?a=N&b"},
        {H "/?f%5B1%5D=x", "h.example/?f%5BN%5D=W"},
        {"ftp://h.example/a", ""},
        {"mailto:a@h.example", ""},
        {"", ""},
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        mh_buf b = {0};
        mh_trap_shape(&b, mh_view_of(rows[i].in));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(days) {
    static const struct {
        const char *in, *day; /* NULL: asks for none, or for more */
        bool calendar;
    } rows[] = {
        {H "/2026/03/04", "2026-03-04", false},
        {H "/2026/3/", "2026-03-01", false},
        {H "/ru/archive/2026-03-04/page/2", "2026-03-04", false},
        {H "/20260304/index.html", "2026-03-04", false},
        {H "/arc/04.03.2026", "2026-03-04", false},
        {H "/arc/12-31-2026", "2026-12-31", false},
        {H "/?date=2026-03", "2026-03-01", false},
        {H "/?year=2026&month=3&day=4", "2026-03-04", false},
        {H "/?y=2026&m=12", "2026-12-01", false},
        {H "/calendar/2031/01", "2031-01-01", true},
        {H "/?task=my-event&year=2026&month=3", "2026-03-01", true},
        {H "/prevention/2026/03", "2026-03-01", false},
        {H "/2026/03/04/title", NULL, false},
        {H "/2026/03/04/12345", NULL, false},
        {H "/2026-03-04-title", NULL, false},
        {H "/?id=5&date=2026-03-04", NULL, false},
        {H "/2026/13/01", NULL, false},
        {H "/2026/02/30", "2026-02-01", false}, /* a month, and something of it */
        {H "/20261399", NULL, false},
        {H "/?date=2026-03-04-05", NULL, false},
        {H "/news/12345", NULL, false},
        {H "/events", NULL, true},
    };
    for (size_t i = 0; i < LEN(rows); i++) {
        mh_trap_url u;
        char day[16] = "";
        ck_assert(mh_trap_url_read(&u, mh_view_of(rows[i].in)));
        mh_civil c = mh_civil_of_s(u.day * DAY);
        if (u.is_day) snprintf(day, sizeof day, "%04d-%02d-%02d", c.year, c.month, c.day);
        ck_assert_msg(strcmp(day, rows[i].day ? rows[i].day : "") == 0, "%s: %s", rows[i].in, day);
        ck_assert_msg(u.is_calendar == rows[i].calendar, "%s", rows[i].in);
        mh_trap_url_clear(&u);
    }
}
END_TEST

/* ---- one URL */

#define X10 "aaaaaaaaaa"
#define X99 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10

START_TEST(one_url) {
    static const struct {
        const char *url, *why;
    } rows[] = {
        {H "/", NULL},
        {H "/2026/03/04/title-of-a-story", NULL},
        {H "/01/01/01", NULL},
        {H "/news/news/1", NULL},
        {H "/en/news/world/asia/central/2026/03/04/title", NULL},
        {H "/a/b/a/b", NULL},
        {H "/wiki/Special:Search?search=a&go=b", NULL},
        {H "/?page=50", NULL},
        {H "/f.php?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=10", NULL},
        {H "/?tag%5B%5D=1&tag%5B%5D=2&tag%5B%5D=3&tag%5B%5D=4&tag%5B%5D=5", NULL},
        {H "/share?u=https%3A%2F%2Fh.example%2Fa%3Fb%3Dc", NULL},
        {H "/a;jsessionid=1", NULL}, /* the first */
        {"mailto:a@h.example", NULL},
        {"not a url \x01", NULL},
        {"", NULL},
        {H "/a/b/a/b/a/b", "path that repeats itself"},
        {H "/x/a/a/a/y", "path that repeats itself"},
        {H "/css/1/css/2/css/3/css/4", "path that repeats itself"},
        {H "/a/b/c/d/a/b/c/d/a/b/c/d", "path that repeats itself"},
        {H "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", "path too deep"},
        {H "/" X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99 X99,
         "address too long"},
        {H "/?a1&a2&a3&a4&a5&a6&a7&a8&a9&a10&a11&a12&a13&a14&a15&a16&a17&a18&a19&a20&a21",
         "too many parameters"},
        {H "/?a=1&a=1&a=1", "query that grows"},
        {H "/?a=1&a=2&a=3&a=4&a=5", "query that grows"},
        {H "/?u=%252525252F", "address inside itself"},
    };
    mh_trap *t = mh_trap_new(NULL, TODAY);
    for (size_t i = 0; i < LEN(rows); i++) {
        const char *why = mh_trap_look(t, mh_view_of(rows[i].url));
        ck_assert_msg((why == NULL) == (rows[i].why == NULL) && (!why || !strcmp(why, rows[i].why)),
                      "%s: %s", rows[i].url, why ? why : "none");
    }
    mh_trap_free(t);
    mh_trap_free(NULL);
}
END_TEST

/* ---- many URLs: the i-th of a site, and what is under it */

static void put_day(mh_buf *b, int64_t day, const char *y, const char *m, const char *d) {
    mh_civil c = mh_civil_of_s(day * DAY);
    mh_buf_printf(b, "%s%04d%s%02d%s%02d", y, c.year, m, c.month, d, c.day);
}

static void put_hex(mh_buf *b, unsigned i, int digits) {
    mh_view v = {(const char *)&i, sizeof i};
    for (int k = 0; k < digits; k += 8)
        mh_buf_printf(b, "%08x", (unsigned)mh_hash64(v, (uint64_t)k) | 0x1000000a);
}

static const char *const words[] = {"talks",  "visit", "border", "summit",
                                    "energy", "trade", "water"};

#define FORMATS(X)                                                                                 \
    X(by_number, mh_buf_printf(b, H "/news/%u", i))                                                \
    X(by_id, mh_buf_printf(b, H "/?id=%u", i))                                                     \
    X(by_post, mh_buf_printf(b, H "/?p=%u", i))                                                    \
    X(by_file, mh_buf_printf(b, H "/ru/news/2026-%02u-%02u-%u.html", 1 + i % 12, 1 + i % 28, i))   \
    X(by_joomla, mh_buf_printf(b,                                                                  \
                               H "/index.php?option=com_content&view=article&id=%u&catid=%u&"      \
                                 "Itemid=%u&lang=%s",                                              \
                               i, i % 20, i % 7, i % 2 ? "ru" : "en"))                             \
    X(by_nuke, mh_buf_printf(b,                                                                    \
                             H "/modules.php?name=News&file=article&sid=%u&mode=thread&order=0"    \
                               "&thold=%d",                                                        \
                             i, i % 3 ? 0 : 1))                                                    \
    X(by_topic, mh_buf_printf(b, H "/viewtopic.php?f=%u&t=%u&start=%u&view=next", i % 30, i / 4,   \
                              i % 4 * 20))                                                         \
    X(by_hash, (mh_buf_puts(b, H "/article/"), put_hex(b, i, 32)))                                 \
    X(by_author, (mh_buf_puts(b, H "/author/"), put_hex(b, i, 16), mh_buf_puts(b, "/posts")))      \
    X(by_title, mh_buf_printf(b, H "/2026/03/04/%s-%s-%s-%u", words[i % 7], words[i / 7 % 7],      \
                              words[i / 49 % 7], i / 343))                                         \
    X(by_letters,                                                                                  \
      mh_buf_printf(b, H "/news/%%D0%%%02X%%D0%%%02X-%u", 0x90 + i % 48, 0x90 + i / 48 % 48, i))   \
    X(by_day, put_day(b, 20516 - (int64_t)i, H "/", "/", "/"))                                     \
    X(by_day_of_query, put_day(b, 20516 - (int64_t)i, H "/archive?year=", "&month=", "&day="))     \
    X(by_date, put_day(b, 20516 - (int64_t)i, H "/news/?date=", "-", "-"))                         \
    X(by_page, mh_buf_printf(b, H "/news?page=%u", i + 2))                                         \
    X(by_folder, mh_buf_printf(b, H "/news/page/%u/", i + 2))                                      \
    X(by_rubric, mh_buf_printf(b, H "/news.php?cat=%u&page=%u&lang=%s", i % 30, i / 60,            \
                               i / 30 % 2 ? "ru" : "en"))                                          \
    X(by_day_ahead, put_day(b, 20516 + (int64_t)i, H "/events/", "/", "/"))                        \
    X(by_month_ahead, mh_buf_printf(b, H "/calendar/%u/%02u", 2026 + i / 12, 1 + i % 12))          \
    X(by_month_of_query,                                                                           \
      mh_buf_printf(b, H "/?task=cal&month=%u&year=%u", 1 + i % 12, 2026 + i / 12))                \
    X(by_month_back, mh_buf_printf(b, H "/arc/%u/%02u", 2026 - i / 12, 12 - i % 12))               \
    X(by_filter, mh_buf_printf(b, H "/list?color=%s&size=%u&brand=%s&sort=%u", words[i % 7],       \
                               i / 7 % 9, words[i / 63 % 7], i / 441 % 4))                         \
    X(by_set, put_set(b, i))                                                                       \
    X(by_session, mh_buf_printf(b, H "/news/%u;jsessionid=%08X", i % 10, i))                       \
    X(by_unnamed_session,                                                                          \
      (mh_buf_puts(b, H "/s/"), put_hex(b, i / 40, 32), mh_buf_printf(b, "/news/%u", i % 40)))     \
    X(by_search, mh_buf_printf(b, H "/search?q=%s+%s%c", words[i % 7], words[i / 7 % 7],           \
                               'a' + (int)(i / 49 % 26)))

/* Ten filters, each given or not. */
static void put_set(mh_buf *b, unsigned i) {
    mh_buf_puts(b, H "/list?");
    for (unsigned k = 0; k < 10; k++)
        if (i >> k & 1) mh_buf_printf(b, "&%c=%u", 'a' + (int)k, 1 + i % 5);
}

#define MAKE(name, put)                                                                            \
    static void name(mh_buf *b, unsigned i) {                                                      \
        put;                                                                                       \
    }
FORMATS(MAKE)

static uint64_t print_of(unsigned i, uint64_t seed) {
    return mh_hash64((mh_view){(const char *)&i, sizeof i}, seed);
}

/* What is under the i-th URL. */
static uint64_t each_its_own(unsigned i) {
    return print_of(i, 7);
}
static uint64_t all_the_same(unsigned i) {
    (void)i;
    return 12345;
}
static uint64_t nearly_the_same(unsigned i) {
    return 0xF0F0F0F0F0F0F0F0u ^ 1ull << i % 64;
}
static uint64_t new_to_300(unsigned i) {
    return print_of(i < 300 ? i : 300, 7);
}
static uint64_t forty_again(unsigned i) {
    return print_of(i % 40, 7);
}
static uint64_t every_third_new(unsigned i) {
    return print_of(i % 3 ? 0 : i, 7);
}

typedef struct crawl {
    void (*url)(mh_buf *b, unsigned i);
    uint64_t (*page)(unsigned i); /* NULL: the caller cannot tell */
    unsigned n;
    const char *why; /* NULL: all n pass; else refused before n */
} crawl;

/* How many of n URLs were followed; *why: what ended it. */
static unsigned run(const crawl *c, const char **why) {
    mh_trap *t = mh_trap_new(NULL, TODAY);
    mh_buf b = {0};
    unsigned i = 0;
    for (*why = NULL; i < c->n; i++) {
        mh_buf_reset(&b);
        c->url(&b, i);
        if ((*why = mh_trap_look(t, mh_buf_view(&b))) != NULL) break;
        mh_trap_follow(t, mh_buf_view(&b));
        if (c->page) mh_trap_page(t, mh_buf_view(&b), c->page(i));
    }
    mh_buf_clear(&b);
    mh_trap_free(t);
    return i;
}

static void check_crawls(const crawl *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const char *why;
        unsigned done = run(&rows[i], &why);
        bool same = why == rows[i].why || (why && rows[i].why && !strcmp(why, rows[i].why));
        mh_buf b = {0};
        rows[i].url(&b, done);
        ck_assert_msg(same, "row %zu: %s: %s after %u", i, b.ptr, why ? why : "none", done);
        mh_buf_clear(&b);
    }
}

/* Shapes of ordinary sites: all of it passes, whether pages are told or not. */
START_TEST(ordinary_sites_pass) {
    static const crawl rows[] = {
        {by_number, each_its_own, 6000, NULL},
        {by_number, NULL, 60000, NULL}, /* a sitemap, before any page is read */
        {by_number, every_third_new, 5000, NULL},
        {by_id, each_its_own, 4000, NULL},
        {by_id, NULL, 4000, NULL},
        {by_post, each_its_own, 5000, NULL},
        {by_file, each_its_own, 4000, NULL},
        {by_joomla, each_its_own, 4000, NULL},
        {by_joomla, NULL, 4000, NULL},
        {by_nuke, each_its_own, 4000, NULL},
        {by_nuke, NULL, 4000, NULL},
        {by_topic, each_its_own, 4000, NULL},
        {by_hash, each_its_own, 4000, NULL},
        {by_author, each_its_own, 4000, NULL},
        {by_title, each_its_own, 4000, NULL},
        {by_letters, each_its_own, 4000, NULL},
        {by_day, each_its_own, 9000, NULL}, /* 24 years of days */
        {by_day, NULL, 9000, NULL},
        {by_day_of_query, each_its_own, 9000, NULL},
        {by_day_of_query, NULL, 9000, NULL},
        {by_date, each_its_own, 9000, NULL},
        {by_page, each_its_own, 2000, NULL},
        {by_page, NULL, 2000, NULL},
        {by_folder, each_its_own, 2000, NULL},
        {by_rubric, each_its_own, 6000, NULL},
        {by_rubric, NULL, 6000, NULL},
        {by_month_ahead, NULL, 13, NULL},        /* a year of a calendar */
        {by_day_ahead, each_its_own, 390, NULL}, /* the same by days, with something on each */
        {by_month_back, each_its_own, 35 * 12, NULL},
        {by_month_back, each_its_own, 120 * 12, NULL}, /* old newspapers, read */
        {by_search, each_its_own, 1000, NULL},
        {by_filter, each_its_own, 300, NULL},
        {by_set, each_its_own, 64, NULL},
    };
    check_crawls(rows, LEN(rows));
}
END_TEST

/* n is the patience that a trap is given. */
START_TEST(traps_end) {
    static const crawl rows[] = {
        {by_number, all_the_same, 32, "pages of this shape repeat each other"},
        {by_number, nearly_the_same, 32, "pages of this shape repeat each other"},
        {by_page, new_to_300, 360, "pages of this shape repeat each other"}, /* behind the last */
        {by_search, all_the_same, 32, "pages of this shape repeat each other"},
        {by_unnamed_session, forty_again, 100, "pages of this shape repeat each other"},
        {by_day, all_the_same, 32, "pages of this shape repeat each other"},
        {by_day_ahead, NULL, 120, "endless calendar"},
        {by_day_ahead, all_the_same, 32, "pages of this shape repeat each other"},
        {by_month_ahead, NULL, 30, "calendar far in the future"},
        {by_month_ahead, all_the_same, 32, "calendar far in the future"},
        {by_month_of_query, NULL, 30, "calendar far in the future"},
        {by_month_back, NULL, 36 * 12 + 13, "calendar far in the past"},
        {by_filter, NULL, 330, "filters in all combinations"},
        {by_filter, each_its_own, 330, "filters in all combinations"},
        {by_set, each_its_own, 200, "filters in all combinations"},
        {by_session, each_its_own, 4, "session id in the address"},
    };
    check_crawls(rows, LEN(rows));
}
END_TEST

START_TEST(looking_changes_nothing) {
    mh_trap *t = mh_trap_new(NULL, TODAY);
    for (int i = 0; i < 1000; i++)
        ck_assert_ptr_null(mh_trap_look(t, MH_VIEW(H "/calendar/2099/01")));
    mh_trap_free(t);
}
END_TEST

/* A shape that is out of credit says nothing of its neighbours, and gets it back from new pages. */
START_TEST(credit) {
    mh_trap *t = mh_trap_new(NULL, TODAY);
    for (unsigned i = 0; i < 40; i++) mh_trap_page(t, MH_VIEW(H "/item/1"), all_the_same(i));
    ck_assert_ptr_nonnull(mh_trap_look(t, MH_VIEW(H "/item/2")));
    ck_assert_ptr_null(mh_trap_look(t, MH_VIEW(H "/news/2")));
    ck_assert_ptr_null(mh_trap_look(t, MH_VIEW("https://other.example/item/2")));
    mh_trap_page(t, MH_VIEW(H "/item/3"), each_its_own(3));
    ck_assert_ptr_null(mh_trap_look(t, MH_VIEW(H "/item/2")));
    mh_trap_free(t);
}
END_TEST

START_TEST(rules_of_the_caller_hold) {
    mh_trap_rules r = MH_TRAP_RULES_DEFAULT;
    r.max_depth = 2;
    r.max_remember = 1;
    r.max_shape = 3;
    mh_trap *t = mh_trap_new(&r, 0);
    ck_assert_str_eq(mh_trap_look(t, MH_VIEW(H "/a/b/c")), "path too deep");
    mh_trap_follow(t, MH_VIEW(H "/a"));
    /* a full memory forgets what comes later, and refuses nothing for it */
    for (unsigned i = 0; i < 100; i++) mh_trap_page(t, MH_VIEW(H "/b"), all_the_same(i));
    ck_assert_ptr_null(mh_trap_look(t, MH_VIEW(H "/b")));
    for (unsigned i = 0; i < 3; i++) mh_trap_follow(t, MH_VIEW(H "/a"));
    ck_assert_str_eq(mh_trap_look(t, MH_VIEW(H "/a")), "too many addresses of one shape");
    mh_trap_page(t, MH_VIEW(H "/a"), 1);
    ck_assert_ptr_null(mh_trap_look(t, MH_VIEW(H "/a"))); /* a page of its own earns twenty */
    for (unsigned i = 0; i < 100; i++) mh_trap_page(t, MH_VIEW(H "/a"), all_the_same(i));
    ck_assert_ptr_nonnull(mh_trap_look(t, MH_VIEW(H "/a")));
    mh_trap_free(t);
}
END_TEST

TCase *tcase_doc_trap(void) {
    TCase *t = tcase_create("doc_trap");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, shapes);
    tcase_add_test(t, days);
    tcase_add_test(t, one_url);
    tcase_add_test(t, ordinary_sites_pass);
    tcase_add_test(t, traps_end);
    tcase_add_test(t, looking_changes_nothing);
    tcase_add_test(t, credit);
    tcase_add_test(t, rules_of_the_caller_hold);
    return t;
}
