#include "cache_unit.h"

#define STALE_200 "Cache-Control: max-age=1\nETag: \"e\"\n"

/* Keeps a page that is stale a second later, and asks about it. */
static mh_cache_find begin(cache_memory *m, const char *fields, ask a, mh_cache_entry *e) {
    cm_init(m);
    take(m, ON(NULL), NULL, 200, fields, "body", NOW);
    return look(m, a, NOW + 2 * US, e);
}

static const char *field(const cache_memory *m, const char *name) {
    static char text[256];
    mh_view v = mh_head_get(&m->rows.ptr[0].e.head, mh_view_of(name));
    snprintf(text, sizeof text, "%.*s", MH_FMT(v));
    return text;
}

START_TEST(a_304_renews) {
    static const struct {
        const char *kept, *sent, *name, *want;
    } rows[] = {
        {STALE_200 "A: 1\n", "A: 2\n", "A", "2"},
        {STALE_200 "A: 1\n", "B: 2\n", "A", "1"},
        {STALE_200 "A: 1\n", "B: 2\n", "B", "2"},
        {STALE_200 "A: 1\nA: 2\n", "a: 3\n", "A", "3"},
        {STALE_200, "Cache-Control: max-age=60\n", "Cache-Control", "max-age=60"},
        {STALE_200, "ETag: W/\"e\"\n", "ETag", "W/\"e\""},
        {STALE_200 "Content-Length: 4\n", "Content-Length: 0\n", "Content-Length", "4"},
        {STALE_200 "Content-Encoding: gzip\n", "Content-Encoding: br\n", "Content-Encoding",
         "gzip"},
        {STALE_200 "Content-Type: text/html\n", "Content-Type: text/html; charset=utf-8\n",
         "Content-Type", "text/html; charset=utf-8"},
        {STALE_200 "Content-Type: text/html; charset=kz-1048\n", "Content-Type: text/html\n",
         "Content-Type", "text/html; charset=kz-1048"},
        {STALE_200 "Age: 7\n", "A: 1\n", "Age", ""},
        {STALE_200 "Age: 7\n", "Age: 3\n", "Age", "3"},
        {STALE_200 "Date: Thu, 26 Nov 2026 01:00:00 GMT\n", "A: 1\n", "Date",
         "Thu, 26 Nov 2026 01:30:02 GMT"},
        {STALE_200, "Connection: A\nA: 1\nKeep-Alive: x\n", "A", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cache_memory m;
        mh_cache_entry e;
        ck_assert_int_eq(begin(&m, rows[i].kept, ON(NULL), &e), MH_CACHE_STALE);
        ck_assert_int_eq(take(&m, ON(NULL), &e, 304, rows[i].sent, "", NOW + 2 * US),
                         MH_CACHE_REUSE);
        ck_assert_int_eq(e.status, 200);
        ck_view_eq(mh_buf_view(&e.body), "body");
        ck_assert_int_eq(m.refreshes, 1);
        ck_assert_msg(strcmp(field(&m, rows[i].name), rows[i].want) == 0, "%s%s: %s", rows[i].kept,
                      rows[i].sent, field(&m, rows[i].name));
        ck_view_eq(mh_head_get(&e.head, mh_view_of(rows[i].name)), rows[i].want);
        ck_assert_int_eq(m.rows.ptr[0].e.response_us, NOW + 2 * US);
        mh_cache_entry_clear(&e);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(a_304_makes_fresh_again) {
    cache_memory m;
    mh_cache_entry e;
    begin(&m, STALE_200 DATE, ON(NULL), &e);
    take(&m, ON(NULL), &e, 304, "Cache-Control: max-age=60\n", "", NOW + 2 * US);
    mh_cache_entry_clear(&e);
    ck_assert_int_eq(finds(&m, ON(NULL), NOW + 61 * US), MH_CACHE_FRESH);
    ck_assert_int_eq(finds(&m, ON(NULL), NOW + 62 * US), MH_CACHE_STALE);
    cm_clear(&m);
}
END_TEST

/* What a 304 leaves: rows, refreshes, verdict. */
START_TEST(a_304_that_is_odd) {
    static const struct {
        const char *kept, *asked, *sent;
        mh_cache_verdict want;
        size_t rows;
        int refreshes;
    } rows[] = {
        {STALE_200, NULL, "ETag: \"other\"\nCache-Control: max-age=60\n", MH_CACHE_REUSE, 1, 0},
        {STALE_200, NULL, "Cache-Control: no-store\n", MH_CACHE_REUSE, 0, 0},
        {STALE_200, NULL, "Vary: Foo\n", MH_CACHE_REUSE, 0, 0},
        {STALE_200, NULL, "Vary: *\n", MH_CACHE_REUSE, 0, 0},
        {STALE_200, "If-None-Match: \"e\"", "", MH_CACHE_PASS, 1, 1},
        {STALE_200, "If-None-Match: \"mine\"", "", MH_CACHE_PASS, 1, 0},
        {"Cache-Control: max-age=1\n", "If-None-Match: \"mine\"", "", MH_CACHE_PASS, 1, 0},
        {"Cache-Control: max-age=1\n", NULL, "", MH_CACHE_BROKEN, 1, 0},
        {"Cache-Control: no-store\n", NULL, "", MH_CACHE_BROKEN, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cache_memory m;
        mh_cache_entry e;
        mh_cache_find f = begin(&m, rows[i].kept, ON(rows[i].asked), &e);
        mh_cache_verdict v = take(&m, ON(rows[i].asked), f == MH_CACHE_STALE ? &e : NULL, 304,
                                  rows[i].sent, "", NOW + 2 * US);
        ck_assert_msg(v == rows[i].want && m.rows.len == rows[i].rows &&
                          m.refreshes == rows[i].refreshes,
                      "%s%s", rows[i].kept, rows[i].sent);
        mh_cache_entry_clear(&e);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(a_new_answer_takes_the_place) {
    static const struct {
        const char *asked;
        int status;
        const char *sent, *body; /* NULL: nothing is kept any more */
    } rows[] = {
        {NULL, 200, "ETag: \"f\"\n", "new"},
        {NULL, 200, "Cache-Control: no-store\n", NULL},
        {NULL, 200, "Vary: *\n", NULL},
        {NULL, 302, "Location: /\n", NULL},
        {NULL, 404, "", "new"},
        {NULL, 404, "Cache-Control: no-store\n", NULL},
        {NULL, 500, "", "body"},
        {NULL, 503, "Cache-Control: max-age=60\n", "body"}, /* trouble passes */
        {NULL, 403, "", "body"},
        {NULL, 429, "Cache-Control: no-store\n", "body"},
        {"Range: bytes=0-1", 206, "Content-Range: bytes 0-1/4\n", "body"},
        {"Range: bytes=9-", 416, "", "body"},
        {"Cache-Control: no-store", 200, "ETag: \"f\"\n", "body"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cache_memory m;
        mh_cache_entry e;
        mh_cache_find f = begin(&m, STALE_200, ON(rows[i].asked), &e);
        ck_assert_int_eq(take(&m, ON(rows[i].asked), f == MH_CACHE_STALE ? &e : NULL,
                              rows[i].status, rows[i].sent, "new", NOW + 2 * US),
                         MH_CACHE_PASS);
        mh_cache_entry_clear(&e);
        ck_assert_msg(m.rows.len == (rows[i].body != NULL), "%d %s", rows[i].status, rows[i].sent);
        if (rows[i].body) ck_view_eq(mh_buf_view(&m.rows.ptr[0].e.body), rows[i].body);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(head_renews_or_drops) {
    static const struct {
        const char *kept;
        int status;
        const char *sent;
        size_t rows;
        int refreshes;
    } rows[] = {
        {STALE_200, 200, "ETag: \"e\"\nA: 1\n", 1, 1},
        {STALE_200, 200, "ETag: \"f\"\n", 0, 0},
        {STALE_200, 200, "A: 1\n", 1, 0}, /* says nothing of the page */
        {STALE_200, 404, "", 1, 0},
        {"Last-Modified: Thu, 26 Nov 2020 01:30:00 GMT\n", 200,
         "Last-Modified: Thu, 26 Nov 2020 01:30:00 GMT\n", 1, 1},
        {"Last-Modified: Thu, 26 Nov 2020 01:30:00 GMT\n", 200,
         "Last-Modified: Thu, 26 Nov 2020 01:30:01 GMT\n", 0, 0},
        {STALE_200 "Content-Length: 4\n", 200, "ETag: \"e\"\nContent-Length: 5\n", 0, 0},
        {STALE_200 "Content-Length: 4\nContent-Encoding: gzip\n", 200,
         "ETag: \"e\"\nContent-Length: 5\n", 1, 1},
    };
    const ask head = {"HEAD", NULL, MH_CACHE_ON};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cache_memory m;
        mh_cache_entry e;
        mh_cache_find f = begin(&m, rows[i].kept, head, &e);
        ck_assert_uint_eq(e.body.len, 0);
        ck_assert_int_eq(take(&m, head, f == MH_CACHE_STALE ? &e : NULL, rows[i].status,
                              rows[i].sent, "", NOW + 2 * US),
                         MH_CACHE_PASS);
        ck_assert_msg(m.rows.len == rows[i].rows && m.refreshes == rows[i].refreshes, "%s%s",
                      rows[i].kept, rows[i].sent);
        if (m.rows.len) ck_view_eq(mh_buf_view(&m.rows.ptr[0].e.body), "body");
        mh_cache_entry_clear(&e);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(unsafe_methods_drop) {
    static const struct {
        const char *method;
        int status;
        const char *fields;
        size_t page, other; /* kept of each afterwards */
    } rows[] = {
        {"POST", 200, "", 0, 1},
        {"PUT", 204, "", 0, 1},
        {"M-SEARCH", 200, "", 0, 1},
        {"DELETE", 303, "Location: /other\n", 0, 0},
        {"POST", 201, "Location: https://a.example/other#x\n", 0, 0},
        {"POST", 200, "Content-Location: other\n", 0, 0},
        {"POST", 200, "Location: https://b.example/other\n", 0, 1},
        {"POST", 200, "Location: http://a.example/other\n", 0, 1},
        {"POST", 200, "Location: http://[\n", 0, 1},
        {"POST", 500, "Location: /other\n", 1, 1},
        {"POST", 404, "", 1, 1},
        {"OPTIONS", 200, "", 1, 1},
        {"HEAD", 200, "", 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t page = 0, other = 0;
        cache_memory m;
        cm_init(&m);
        take(&m, ON(NULL), NULL, 200, "Cache-Control: max-age=60\n", "x", NOW);
        take(&m, ON(NULL), NULL, 200, "Cache-Control: max-age=60\nVary: Foo\n", "x", NOW);
        cm_put(&m, MH_VIEW("job"), MH_VIEW("https://a.example/other"), &m.rows.ptr[0].e, NULL);
        ck_assert_int_eq(finds(&m, (ask){rows[i].method, NULL, MH_CACHE_ON}, NOW),
                         strcmp(rows[i].method, "HEAD") ? MH_CACHE_MISS : MH_CACHE_FRESH);
        take(&m, (ask){rows[i].method, NULL, MH_CACHE_ON}, NULL, rows[i].status, rows[i].fields, "",
             NOW);
        for (size_t k = 0; k < m.rows.len; k++)
            *(strcmp(m.rows.ptr[k].url, URL) == 0 ? &page : &other) += 1;
        ck_assert_msg(page == 2 * rows[i].page && other == rows[i].other, "%s %d %s: %zu %zu",
                      rows[i].method, rows[i].status, rows[i].fields, page, other);
        cm_clear(&m);
    }
}
END_TEST

START_TEST(faults_of_the_store_are_misses) {
    cache_memory m;
    mh_cache_entry e;
    cm_init(&m);
    take(&m, ON(NULL), NULL, 200, STALE_200, "x", NOW);
    m.no_get = true;
    ck_assert_int_eq(finds(&m, ON(NULL), NOW), MH_CACHE_MISS);
    ck_assert_int_eq(finds(&m, (ask){.mode = MH_CACHE_OFFLINE}, NOW), MH_CACHE_NEVER);
    m.no_get = false;
    m.no_body = true; /* and what has no body is thrown away */
    ck_assert_int_eq(look(&m, ON(NULL), NOW, &e), MH_CACHE_MISS);
    ck_assert_uint_eq(mh_head_len(&e.head), 0);
    mh_cache_entry_clear(&e);
    ck_assert_uint_eq(m.rows.len, 0);
    m.no_put = true;
    ck_assert_int_eq(take(&m, ON(NULL), NULL, 200, STALE_200, "x", NOW), MH_CACHE_PASS);
    ck_assert_int_eq(finds(&m, ON(NULL), NOW), MH_CACHE_MISS);
    cm_clear(&m);
}
END_TEST

TCase *tcase_net_cache_take(void) {
    TCase *t = tcase_create("net_cache_take");
    tcase_add_test(t, a_304_renews);
    tcase_add_test(t, a_304_makes_fresh_again);
    tcase_add_test(t, a_304_that_is_odd);
    tcase_add_test(t, a_new_answer_takes_the_place);
    tcase_add_test(t, head_renews_or_drops);
    tcase_add_test(t, unsafe_methods_drop);
    tcase_add_test(t, faults_of_the_store_are_misses);
    return t;
}
