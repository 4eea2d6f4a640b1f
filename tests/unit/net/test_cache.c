#include "cache_unit.h"

START_TEST(lifetimes) {
    static const struct {
        const char *fields;
        int life; /* s after NOW at which it is stale; 0: never fresh */
        int status;
    } rows[] = {
        {"", 0, 0},
        {DATE "Last-Modified: Thu, 26 Nov 2020 01:30:00 GMT\n", 0, 0},
        {"Cache-Control: max-age=60\n", 60, 0},
        {"cache-control: foo, MAX-AGE=60 ,bar=\"x,y\"\n", 60, 0},
        {"Cache-Control: public\nCache-Control: max-age=60\n", 60, 0},
        {"Cache-Control: max-age=0060\n", 60, 0},
        {"Cache-Control: max-age=\"60\"\n", 60, 0},
        {"Cache-Control: max-age=60, max-age=60\n", 60, 0},
        {"Cache-Control: max-age=60, max-age=61\n", 0, 0},
        {"Cache-Control: max-age=60\nCache-Control: max-age=0\n", 0, 0},
        {"Cache-Control: max-age='60'\n", 0, 0},
        {"Cache-Control: max-age=-60\n", 0, 0},
        {"Cache-Control: max-age=60.5\n", 0, 0},
        {"Cache-Control: max-age=60a\n", 0, 0},
        {"Cache-Control: max-age= 60\n", 0, 0},
        {"Cache-Control: max-age =60\n", 0, 0},
        {"Cache-Control: max-age=\n", 0, 0},
        {"Cache-Control: max-age\n", 0, 0},
        {"Cache-Control: max-age=\"60\n", 0, 0},
        {"Cache-Control: x=\"max-age=60\", max-age=1\n", 1, 0},
        {"Cache-Control: x=\"a\\\", max-age=60\"\n", 0, 0},
        {"Cache-Control: max-age=99999999999999999999\n", MH_CACHE_FRESH_S, 0},
        {"Cache-Control: max-age=31536000, immutable\n", MH_CACHE_FRESH_S, 0},
        {"Cache-Control: max-age=600\n", MH_CACHE_ERROR_S, 404},
        {"Cache-Control: max-age=600\n", MH_CACHE_ERROR_S, 503},
        {"Cache-Control: max-age=60\n", 60, 499},
        {"Cache-Control: max-age=60\n", 60, 302},
        {"Cache-Control: private, max-age=60\n", 60, 0},
        {"Cache-Control: no-cache, max-age=60\n", 0, 0},
        {"Cache-Control: no-cache=\"\", max-age=60\n", 0, 0},
        {"Cache-Control: no-cache=\"set-cookie\", max-age=60\n", 60, 0},
        {"Pragma: no-cache\nCache-Control: max-age=60\n", 60, 0},
        /* for shared caches */
        {"Cache-Control: s-maxage=60\n", 60, 0},
        {"Cache-Control: s-maxage=3600\n", MH_CACHE_SHARED_S, 0},
        {"Cache-Control: s-maxage=x\n", 0, 0},
        {"Cache-Control: s-maxage=3600, max-age=60\n", 60, 0},
        {"Cache-Control: s-maxage=60, max-age=3600\n", 60, 0},
        {"Cache-Control: s-maxage=x, max-age=60\n", 60, 0},
        /* age */
        {"Cache-Control: max-age=60\nAge: 20\n", 40, 0},
        {"Cache-Control: max-age=60\nAge: 20, 50\n", 40, 0},
        {"Cache-Control: max-age=60\nAge: 20\nAge: 50\n", 40, 0},
        {"Cache-Control: max-age=60\nAge: 20.5\n", 60, 0},
        {"Cache-Control: max-age=60\nAge: -5\n", 60, 0},
        {"Cache-Control: max-age=60\nAge: 99999999999999999999\n", 0, 0},
        {"Cache-Control: max-age=60\nDate: Thu, 26 Nov 2026 01:29:30 GMT\n", 30, 0},
        {"Cache-Control: max-age=60\nDate: Thu, 26 Nov 2026 01:29:30 GMT\nAge: 40\n", 20, 0},
        {"Cache-Control: max-age=60\nDate: Thu, 26 Nov 2026 01:40:00 GMT\n", 60, 0},
        {"Cache-Control: max-age=60\nDate: today\n", 60, 0},
        /* Expires */
        {DATE "Expires: Thu, 26 Nov 2026 01:31:00 GMT\n", 60, 0},
        {"Expires: Thu, 26 Nov 2026 01:31:00 GMT\n", 60, 0},
        {"Date: x\nExpires: Thu, 26 Nov 2026 01:31:00 GMT\n", 60, 0},
        {DATE "Expires: Thursday, 26-Nov-26 01:31:00 GMT\n", 60, 0},
        {DATE "Expires: Thu Nov 26 01:31:00 2026\n", 60, 0},
        {DATE "Expires: Thu, 26 Nov 2026 01:29:00 GMT\n", 0, 0},
        {DATE "Expires: 0\n", 0, 0},
        {DATE "Expires: Thu, 26 Nov 26 01:31:00 GMT\n", 0, 0},
        {DATE "Expires: Thu, 26 Nov 2026 01:31:00 GMT\nCache-Control: max-age=0\n", 0, 0},
        {DATE "Expires: Thu, 26 Nov 2026 01:31:00 GMT\nCache-Control: max-age=x\n", 0, 0},
        {DATE "Expires: 0\nCache-Control: max-age=60\n", 60, 0},
        {DATE "Expires: Thu, 26 Nov 2026 02:31:00 GMT\nCache-Control: s-maxage=60\n", 60, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cache_memory m;
        cm_init(&m);
        fetch(&m, ON(NULL), rows[i].status ? rows[i].status : 200, rows[i].fields, "x", NOW);
        int64_t end = NOW + rows[i].life * US;
        if (rows[i].life > 0)
            ck_assert_msg(finds(&m, ON(NULL), end - 1) == MH_CACHE_FRESH, "%s", rows[i].fields);
        ck_assert_msg(finds(&m, ON(NULL), end) != MH_CACHE_FRESH, "%s", rows[i].fields);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(what_is_kept) {
    static const struct {
        const char *asked;
        int status;
        const char *fields;
        bool kept;
    } rows[] = {
        {NULL, 200, "", true}, /* of use offline */
        {NULL, 200, "Cache-Control: no-store\n", false},
        {NULL, 200, "Cache-Control: No-Store, max-age=60\n", false},
        {NULL, 200, "Cache-Control: no-store, must-understand, max-age=60\n", true},
        {NULL, 499, "Cache-Control: no-store, must-understand, max-age=60\n", false},
        {NULL, 499, "Cache-Control: must-understand, max-age=60\n", false},
        {NULL, 499, "Cache-Control: max-age=60\n", true},
        {NULL, 499, "Cache-Control: public\n", true},
        {NULL, 499, "", false},
        {NULL, 301, "Location: /x\n", true},
        {NULL, 302, "Location: /x\n", false},
        {NULL, 302, "Location: /x\nCache-Control: max-age=60\n", true},
        {NULL, 404, "", true},
        {NULL, 500, "", false},
        {NULL, 503, "Expires: 0\n", true},
        {"Range: bytes=0-1", 206, "Cache-Control: max-age=60\nContent-Range: bytes 0-1/9\n", false},
        {"Range: bytes=0-1", 200, "Cache-Control: max-age=60\n", true},
        {NULL, 200, "Cache-Control: max-age=60\nContent-Range: bytes 0-1/9\n", false},
        {"Cache-Control: no-store", 200, "Cache-Control: max-age=60\n", false},
        {"Cache-Control: no-cache", 200, "Cache-Control: max-age=60\n", true},
        {"Authorization: Basic eA==", 200, "Cache-Control: max-age=60\n", true},
        {NULL, 200, "Set-Cookie: a=b\nCache-Control: max-age=60\n", true},
        {NULL, 200, "Vary: *\nCache-Control: max-age=60\n", false},
        {NULL, 200, "Vary: a\nVary: , *\nCache-Control: max-age=60\n", false},
        {NULL, 200, "Vary: a b\nCache-Control: max-age=60\n", false},
        {NULL, 200, "Vary: \nCache-Control: max-age=60\n", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cache_memory m;
        cm_init(&m);
        take(&m, ON(rows[i].asked), NULL, rows[i].status, rows[i].fields, "x", NOW);
        ck_assert_msg((m.rows.len == 1) == rows[i].kept, "%d %s", rows[i].status, rows[i].fields);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(only_whole_gets_are_kept) {
    static const char *const methods[] = {"HEAD", "POST", "PUT", "OPTIONS", "get"};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        cache_memory m;
        cm_init(&m);
        take(&m, (ask){methods[i], NULL, MH_CACHE_ON}, NULL, 200, "Cache-Control: max-age=60\n",
             "x", NOW);
        ck_assert_msg(m.rows.len == 0, "%s", methods[i]);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(what_the_request_may_ask) {
    static const struct {
        const char *asked;
        int after; /* s */
        mh_cache_find want;
    } rows[] = {
        {NULL, 59, MH_CACHE_FRESH},
        {NULL, 60, MH_CACHE_STALE},
        {"Cache-Control: no-cache", 1, MH_CACHE_STALE},
        {"Pragma: no-cache", 1, MH_CACHE_STALE},
        {"Pragma: x", 1, MH_CACHE_FRESH},
        {"Pragma: no-cache\nCache-Control: foo", 1, MH_CACHE_FRESH},
        {"Cache-Control: max-age=0", 1, MH_CACHE_STALE},
        {"Cache-Control: max-age=5", 5, MH_CACHE_FRESH},
        {"Cache-Control: max-age=5", 6, MH_CACHE_STALE},
        {"Cache-Control: max-age=x", 1, MH_CACHE_STALE},
        {"Cache-Control: min-fresh=10", 50, MH_CACHE_FRESH},
        {"Cache-Control: min-fresh=10", 51, MH_CACHE_STALE},
        {"Cache-Control: max-stale=10", 70, MH_CACHE_FRESH},
        {"Cache-Control: max-stale=10", 71, MH_CACHE_STALE},
        {"Cache-Control: max-stale", 7000, MH_CACHE_FRESH},
        {"Cache-Control: max-stale=x", 61, MH_CACHE_STALE},
        {"Cache-Control: only-if-cached", 59, MH_CACHE_FRESH},
        {"Cache-Control: only-if-cached", 60, MH_CACHE_NEVER},
        {"Cache-Control: only-if-cached, max-stale=5", 61, MH_CACHE_FRESH},
        {"Cache-Control: no-store", 1, MH_CACHE_MISS},
        {"If-Match: \"e\"", 1, MH_CACHE_MISS},
        {"If-Unmodified-Since: Thu, 26 Nov 2026 01:30:00 GMT", 1, MH_CACHE_MISS},
        {"If-Range: \"e\"\nRange: bytes=0-1", 1, MH_CACHE_MISS},
        {"Range: bytes=0-1", 60, MH_CACHE_MISS},
        {"Range: bytes=0-1", 1, MH_CACHE_FRESH},
        {NULL, -30, MH_CACHE_FRESH},   /* the clock was set back a little */
        {NULL, -3600, MH_CACHE_STALE}, /* it was wrong then */
    };
    cache_memory m;
    cm_init(&m);
    fetch(&m, ON(NULL), 200, "Cache-Control: max-age=60\nETag: \"e\"\n", "0123456789", NOW);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_msg(finds(&m, ON(rows[i].asked), NOW + rows[i].after * US) == rows[i].want,
                      "%s, %d s", rows[i].asked, rows[i].after);
    ck_assert_int_eq(finds(&m, (ask){"POST", NULL, MH_CACHE_ON}, NOW), MH_CACHE_MISS);
    ck_assert_int_eq(finds(&m, (ask){"HEAD", NULL, MH_CACHE_ON}, NOW), MH_CACHE_FRESH);
    cm_clear(&m);
    fetch(&m, ON(NULL), 200, "Cache-Control: max-age=60, must-revalidate\nETag: \"e\"\n", "", NOW);
    ck_assert_int_eq(finds(&m, ON("Cache-Control: max-stale"), NOW + 61 * US), MH_CACHE_STALE);
    cm_clear(&m);
}
END_TEST

START_TEST(modes) {
    cache_memory m;
    cm_init(&m);
    const ask off = {.mode = MH_CACHE_OFF}, refresh = {.mode = MH_CACHE_REFRESH};
    const ask offline = {.mode = MH_CACHE_OFFLINE};
    take(&m, off, NULL, 200, "Cache-Control: max-age=60\n", "x", NOW);
    ck_assert_uint_eq(m.rows.len, 0);
    ck_assert_int_eq(finds(&m, offline, NOW), MH_CACHE_NEVER);
    fetch(&m, ON(NULL), 200, "Cache-Control: max-age=60, must-revalidate\nETag: \"e\"\n", "x", NOW);
    ck_assert_int_eq(finds(&m, off, NOW), MH_CACHE_MISS);
    ck_assert_int_eq(finds(&m, refresh, NOW), MH_CACHE_STALE);
    ck_assert_str_eq(conditions(&m, refresh, NOW),
                     "Cache-Control: no-cache\nIf-None-Match: \"e\"\n");
    ck_assert_str_eq(conditions(&m, (ask){.lines = "Pragma: a", .mode = MH_CACHE_REFRESH}, NOW),
                     "If-None-Match: \"e\"\n");
    ck_assert_int_eq(finds(&m, offline, NOW + 86400 * 365 * US), MH_CACHE_FRESH);
    ck_assert_int_eq(finds(&m, (ask){"POST", NULL, MH_CACHE_OFFLINE}, NOW), MH_CACHE_NEVER);
    ck_assert_int_eq(finds(&m, (ask){.lines = "Range: bytes=50-", .mode = MH_CACHE_OFFLINE}, NOW),
                     MH_CACHE_FRESH); /* whole, as a server may answer */
    ck_assert_int_eq(take(&m, off, NULL, 304, "", "", NOW), MH_CACHE_BROKEN);
    ck_assert_int_eq(take(&m, (ask){.lines = "If-None-Match: \"x\"", .mode = MH_CACHE_OFF}, NULL,
                          304, "", "", NOW),
                     MH_CACHE_PASS);
    cm_clear(&m);
    ck_assert_str_eq(conditions(&m, refresh, NOW), "Cache-Control: no-cache\n");
    ck_assert_str_eq(conditions(&m, ON(NULL), NOW), "");
}
END_TEST

START_TEST(validators) {
    static const struct {
        int status;
        const char *fields, *asked, *want;
    } rows[] = {
        {200, "ETag: \"a\"\n", NULL, "If-None-Match: \"a\"\n"},
        {200, "ETag: W/\"a\"\n", NULL, "If-None-Match: W/\"a\"\n"},
        {200, "ETag: a\n", NULL, "If-None-Match: a\n"}, /* no tag, but the server's own word */
        {200, "ETag: \xC3\xA9\n", NULL, "If-None-Match: \xC3\xA9\n"},
        {200, "ETag: \xE9\n", NULL, ""}, /* what was sent is not known any more */
        {200, "ETag: \n", NULL, ""},
        {200, "ETag: \"a\"\nLast-Modified: Thu, 26 Nov 2020 01:30:00 GMT\n", NULL,
         "If-None-Match: \"a\"\nIf-Modified-Since: Thu, 26 Nov 2020 01:30:00 GMT\n"},
        {200, "Last-Modified: Thursday, 26-Nov-20 01:30:00 GMT\n", NULL,
         "If-Modified-Since: Thursday, 26-Nov-20 01:30:00 GMT\n"},
        {200, "Last-Modified: yesterday\n", NULL, ""},
        {200, "ETag: \"a\"\n", "If-None-Match: \"b\"", ""},
        {200, "ETag: \"a\"\n", "if-modified-since: x", ""},
        {404, "ETag: \"a\"\n", NULL, ""}, /* a 304 could not be about the error page */
        {301, "ETag: \"a\"\n", NULL, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cache_memory m;
        cm_init(&m);
        take(&m, ON(NULL), NULL, rows[i].status, rows[i].fields, "x", NOW);
        ck_assert_uint_eq(m.rows.len, 1);
        ck_assert_msg(strcmp(conditions(&m, ON(rows[i].asked), NOW), rows[i].want) == 0, "%s%s",
                      rows[i].fields, conditions_text);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(own_conditions_are_answered) {
    static const struct {
        const char *asked;
        int status;
    } rows[] = {
        {"If-None-Match: \"e\"", 304},
        {"If-None-Match: W/\"e\"", 304},
        {"If-None-Match: \"x\", \"e\" , \"y\"", 304},
        {"If-None-Match: \"x\"\nIf-None-Match: \"e\"", 304},
        {"If-None-Match: *", 304},
        {"If-None-Match: \"x,\\\"e\\\"\"", 200},
        {"If-None-Match: \"x\"", 200},
        {"If-None-Match: e", 200},
        {"If-Modified-Since: Thu, 26 Nov 2020 01:30:00 GMT", 304},
        {"If-Modified-Since: Thursday, 26-Nov-20 01:30:00 GMT", 304},
        {"If-Modified-Since: Thu, 26 Nov 2021 01:30:00 GMT", 304},
        {"If-Modified-Since: Thu, 26 Nov 2020 01:29:59 GMT", 200},
        {"If-Modified-Since: x", 200},
        {"If-None-Match: \"e\"\nIf-Modified-Since: Thu, 26 Nov 2010 01:30:00 GMT", 304},
        {"If-None-Match: \"x\"\nIf-Modified-Since: Thu, 26 Nov 2021 01:30:00 GMT", 200},
    };
    cache_memory m;
    cm_init(&m);
    fetch(&m, ON(NULL), 200,
          "Cache-Control: max-age=60\nETag: \"e\"\nLast-Modified: Thu, 26 Nov 2020 01:30:00 GMT\n",
          "body", NOW);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_cache_entry e;
        ck_assert_int_eq(look(&m, ON(rows[i].asked), NOW + 1, &e), MH_CACHE_FRESH);
        ck_assert_msg(e.status == rows[i].status && e.head.status == e.status, "%s: %d",
                      rows[i].asked, e.status);
        ck_view_eq(mh_buf_view(&e.body), rows[i].status == 200 ? "body" : "");
        mh_cache_entry_clear(&e);
    }
    cm_clear(&m);
}
END_TEST

START_TEST(ranges_are_cut) {
    static const struct {
        const char *asked, *body, *range; /* NULL: asked for anew */
    } rows[] = {
        {"Range: bytes=0-1", "01", "bytes 0-1/10"},
        {"Range: bytes=8-", "89", "bytes 8-9/10"},
        {"range: Bytes=-3", "789", "bytes 7-9/10"},
        {"Range: bytes=-99", "0123456789", "bytes 0-9/10"},
        {"Range: bytes=5-99", "56789", "bytes 5-9/10"},
        {"Range: bytes=9-9", "9", "bytes 9-9/10"},
        {"Range: bytes=10-", NULL, NULL},
        {"Range: bytes=-0", NULL, NULL},
        {"Range: bytes=5-4", NULL, NULL},
        {"Range: bytes=0-1,3-4", NULL, NULL},
        {"Range: lines=0-1", NULL, NULL},
        {"Range: bytes=-", NULL, NULL},
        {"Range: bytes=99999999999999999999-", NULL, NULL},
        {"Range: bytes=0-99999999999999999999", NULL, NULL},
        {"Range: ", NULL, NULL},
    };
    cache_memory m;
    cm_init(&m);
    fetch(&m, ON(NULL), 200, "Cache-Control: max-age=60\nContent-Length: 10\nA: b\n", "0123456789",
          NOW);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_cache_entry e;
        mh_cache_find want = rows[i].body ? MH_CACHE_FRESH : MH_CACHE_MISS;
        ck_assert_msg(look(&m, ON(rows[i].asked), NOW + 1, &e) == want, "%s", rows[i].asked);
        if (rows[i].body) {
            ck_assert_int_eq(e.status, 206);
            ck_view_eq(mh_buf_view(&e.body), rows[i].body);
            ck_view_eq(mh_head_get(&e.head, MH_VIEW("content-range")), rows[i].range);
            ck_view_eq(mh_head_get(&e.head, MH_VIEW("a")), "b");
            ck_assert_uint_eq(e.head.length, e.body.len);
        }
        mh_cache_entry_clear(&e);
    }
    cm_clear(&m);
    fetch(&m, ON(NULL), 200, "Cache-Control: max-age=60\nContent-Encoding: gzip\n", "0123", NOW);
    ck_assert_int_eq(finds(&m, ON("Range: bytes=0-1"), NOW), MH_CACHE_MISS);
    cm_clear(&m);
}
END_TEST

START_TEST(variants) {
    static const struct {
        const char *vary, *first, *second;
        bool same;
    } rows[] = {
        {"Foo", "Foo: 1", "Foo: 1", true},
        {"Foo", "Foo: 1", "Foo: 2", false},
        {"foo", "FOO: 1", "Foo:  1", true},
        {"Foo", "Foo: 1", NULL, false},
        {"Foo", NULL, "Foo: 1", false},
        {"Foo", NULL, "Foo:", false},
        {"Foo", NULL, "Bar: 1", true},
        {"Foo, Bar", "Foo: 1\nBar: 2", "Bar: 2\nFoo: 1", true},
        {"Foo, Bar", "Foo: 1\nBar: 2", "Foo: 2\nBar: 1", false},
        {"Foo, foo", "Foo: 1", "Foo: 1", true},
        {"Foo", "Foo: 1, 2", "Foo: 1,2", true},
        {"Foo", "Foo: 1, 2", "Foo: 1\nFoo: 2", true},
        {"Foo", "Foo: 1, 2", "Foo: 2, 1", false},
        {"Foo", "Foo: a", "Foo: A", false},
        {"Accept-Language", "Accept-Language: kk, RU", "accept-language: KK,ru", true},
        {"Accept-Language", "Accept-Language: kk, ru", "Accept-Language: ru, kk", false},
        {"Cookie", "Cookie: a=1; b=2", "Cookie: a=1; b=3", false},
        {"", "Foo: 1", "Foo: 2", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char fields[200];
        cache_memory m;
        cm_init(&m);
        snprintf(fields, sizeof fields, "Cache-Control: max-age=60\nVary: %s\n", rows[i].vary);
        fetch(&m, ON(rows[i].first), 200, fields, "x", NOW);
        ck_assert_msg(finds(&m, ON(rows[i].second), NOW) ==
                          (rows[i].same ? MH_CACHE_FRESH : MH_CACHE_MISS),
                      "%s: %s, %s", rows[i].vary, rows[i].first, rows[i].second);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(the_newest_variant_wins) {
    cache_memory m;
    mh_cache_entry e;
    const char *fields = "Cache-Control: max-age=60\nVary: Foo\n";
    cm_init(&m);
    fetch(&m, ON("Foo: 1"), 200, fields, "one", NOW);
    fetch(&m, ON("Foo: 2"), 200, fields, "two", NOW + 1);
    ck_assert_uint_eq(m.rows.len, 2);
    ck_assert_int_eq(look(&m, ON("Foo: 1"), NOW + 2, &e), MH_CACHE_FRESH);
    ck_view_eq(mh_buf_view(&e.body), "one");
    mh_cache_entry_clear(&e);
    fetch(&m, (ask){.lines = "Foo: 1", .mode = MH_CACHE_REFRESH}, 200,
          "Cache-Control: max-age=60\n", "for all", NOW + 2);
    ck_assert_int_eq(look(&m, ON("Foo: 1"), NOW + 3, &e), MH_CACHE_FRESH);
    ck_view_eq(mh_buf_view(&e.body), "for all");
    mh_cache_entry_clear(&e);
    cm_clear(&m);
}
END_TEST

START_TEST(credentials_part_what_is_not_for_all) {
    static const struct {
        const char *cc;
        bool shared;
    } rows[] = {{"max-age=60", false},
                {"max-age=60, public", true},
                {"max-age=60, must-revalidate", true},
                {"s-maxage=60", true},
                {"max-age=60, private, must-revalidate", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char fields[100];
        cache_memory m;
        cm_init(&m);
        snprintf(fields, sizeof fields, "Cache-Control: %s\n", rows[i].cc);
        fetch(&m, ON("Authorization: Basic secret"), 200, fields, "x", NOW);
        ck_assert_int_eq(finds(&m, ON("Authorization: Basic secret"), NOW), MH_CACHE_FRESH);
        mh_cache_find want = rows[i].shared ? MH_CACHE_FRESH : MH_CACHE_MISS;
        ck_assert_int_eq(finds(&m, ON("Authorization: Basic other"), NOW), want);
        ck_assert_int_eq(finds(&m, ON(NULL), NOW), want);
        ck_assert(mh_view_find(mh_buf_view(&m.rows.ptr[0].e.vary), MH_VIEW("secret"), 0) ==
                  SIZE_MAX);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(fields_of_the_connection_are_not_kept) {
    cache_memory m;
    mh_cache_entry e;
    mh_buf text = {0};
    cm_init(&m);
    fetch(&m, ON(NULL), 200,
          "Cache-Control: max-age=60, no-cache=\"e, f\"\nConnection: a, B\nConnection: c\nA: 1\n"
          "b: 2\nC: 3\nD: 4\ne: 5\nF: 6\nKeep-Alive: x\nProxy-Connection: x\nTE: x\n"
          "Proxy-Authenticate: x\nTransfer-Encoding: chunked\nUpgrade: h2c\nTrailer: x\n"
          "Set-Cookie: g=h\nAge: 5\n" DATE,
          "x", NOW);
    ck_assert_int_eq(look(&m, ON(NULL), NOW + 3 * US, &e), MH_CACHE_FRESH);
    mh_head_write(&e.head, &text);
    ck_view_eq(mh_buf_view(&text), "Cache-Control: max-age=60, no-cache=\"e, f\"\nD: 4\n"
                                   "Set-Cookie: g=h\n" DATE "Age: 8\n");
    mh_buf_clear(&text);
    mh_cache_entry_clear(&e);
    cm_clear(&m);
}
END_TEST

START_TEST(bounds) {
    static char fields[120000];
    cache_memory m;
    cm_init(&m);
    memset(fields, 'x', sizeof fields - 1);
    for (size_t i = 0; i < 6; i++) fields[i] = "ETag: "[i];
    take(&m, ON(NULL), NULL, 200, fields, "x", NOW);
    ck_assert_uint_eq(m.rows.len, 1);
    ck_assert_uint_eq(mh_head_len(&m.rows.ptr[0].e.head), 1); /* the Date that it was given */
    ck_assert_str_eq(conditions(&m, ON(NULL), NOW), "");
    cm_clear(&m);
    size_t at = 0;
    for (int i = 0; i < 100; i++) at += (size_t)sprintf(fields + at, "N%d: %01000d\n", i, i);
    take(&m, ON(NULL), NULL, 200, fields, "x", NOW);
    ck_assert_uint_eq(m.rows.len, 0);
    at = (size_t)sprintf(fields, "Vary: a");
    for (int i = 0; i < MH_CACHE_VARY; i++) at += (size_t)sprintf(fields + at, ",a%d", i);
    take(&m, ON(NULL), NULL, 200, fields, "x", NOW);
    ck_assert_uint_eq(m.rows.len, 0);
    cm_clear(&m);
}
END_TEST

TCase *tcase_net_cache(void) {
    TCase *t = tcase_create("net_cache");
    tcase_add_test(t, lifetimes);
    tcase_add_test(t, what_is_kept);
    tcase_add_test(t, only_whole_gets_are_kept);
    tcase_add_test(t, what_the_request_may_ask);
    tcase_add_test(t, modes);
    tcase_add_test(t, validators);
    tcase_add_test(t, own_conditions_are_answered);
    tcase_add_test(t, ranges_are_cut);
    tcase_add_test(t, variants);
    tcase_add_test(t, the_newest_variant_wins);
    tcase_add_test(t, credentials_part_what_is_not_for_all);
    tcase_add_test(t, fields_of_the_connection_are_not_kept);
    tcase_add_test(t, bounds);
    return t;
}
