/* Searches over thousands of documents: what is looked at is bounded, what is found is there. */
#include "store_util.h"

#include "store/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Short documents of invented words: "every" is in all of them, "half" in half, "tenth" ... "last" in one of a
 * thousand; labels, languages, sources and times by their number, some told late. */
enum { MANY = 12000, COMPARED = 200 };
static void put_many(mh_store *s) {
    static const char *const words[] = {"half", "third", "tenth", "hundredth", "last"};
    static const int share[] = {2, 3, 10, 100, 1000};
    static const char *const tongues[] = {"en", "ru", "kk", "uz"};
    for (int i = 0; i < MANY; i++) {
        char url[64], text[128] = "every", small[64];
        unsigned r = (unsigned)i * 2654435761u >> 8;
        for (size_t k = 0; k < 5; k++)
            if (r / (k + 1) % (unsigned)share[k] == 0)
                snprintf(text + strlen(text), sizeof text - strlen(text), " %s", words[k]);
        snprintf(text + strlen(text), sizeof text - strlen(text), " begin%c%c", 'a' + i % 26,
                 'a' + i / 26 % 26);
        snprintf(url, sizeof url, "https://many.example/%d", i);
        int day = i % 97 == 0 ? 1 : 1 + i * 300 / MANY; /* some are told late */
        snprintf(small, sizeof small, "2025-%02d-%02dT%02d:00:00Z", 1 + day / 28, 1 + day % 28,
                 i % 24);
        json_t *j = su_item(url, r % 7 ? "Title" : "Title half", text);
        json_object_set_new(j, "date", json_string(small));
        json_object_set_new(j, "language", json_string(tongues[r % 4]));
        snprintf(small, sizeof small, "s%u", r % 40);
        json_object_set_new(j, "source", json_string(r % 1500 ? small : "rare"));
        snprintf(small, sizeof small, "t%u", r % 20);
        json_object_set_new(j, "topics", json_pack("[s]", small));
        snprintf(small, sizeof small, "C%u", r / 20 % 30);
        json_object_set_new(j, "mentions", json_pack("[{s:s}]", "country", small));
        su_ok(mh_doc_put(s, j, NULL, su_e));
        json_decref(j);
    }
    su_ok(mh_store_flush(s, su_e));
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Ids in ascending order; how many. */
static size_t ids_of(mh_store *s, const char *query, bool all, int64_t out[COMPARED]) {
    mh_arena *a = mh_arena_new();
    mh_hits h;
    mh_search_opts o = {.limit = all ? COMPARED : 90, .all = all};
    su_ok(mh_search(s, mh_view_of(query), &o, a, &h, su_e));
    size_t n = h.n;
    for (size_t i = 0; i < n; i++) out[i] = h.hit[i].id;
    qsort(out, n, sizeof *out, by_number);
    mh_arena_free(a);
    return n;
}

/* What is looked for among the newest, or among those of a filter, is what a look at every match finds. */
START_TEST(a_bounded_search_finds_what_is_there) {
    static const char *const words[] = {
        "every", "half",    "tenth",          "hundredth",      "last",       "half tenth",
        "begi*", "beginc*", "half NOT third", "\"every half\"", "title:half", "nowhere"};
    static const char *const filters[] = {"",
                                          "lang:kk",
                                          "source:s7",
                                          "source:rare",
                                          "topic:t3",
                                          "topic:t3 country:C11",
                                          "country:C4 source:s7",
                                          "since:2025-10-20",
                                          "until:2025-01-03",
                                          "until:2025-06-01",
                                          "since:2025-03-01 until:2025-03-05",
                                          "NOT source:s7 topic:t5",
                                          "until:2025-06-01 topic:t5",
                                          "story:none"};
    static int64_t some[COMPARED], all[COMPARED];
    mh_store *s = su_open();
    put_many(s);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (size_t k = 0; k < sizeof filters / sizeof *filters; k++) {
            char query[128];
            snprintf(query, sizeof query, "%s %s", words[i], filters[k]);
            size_t n = ids_of(s, query, false, some), of = ids_of(s, query, true, all), met = 0;
            ck_assert_msg(n == (of < 90 ? of : 90), "%s: %zu of %zu", query, n, of);
            for (size_t j = 0; of < COMPARED && j < n; j++)
                met += bsearch(&some[j], all, of, sizeof *all, by_number) != NULL;
            ck_assert_msg(of >= COMPARED || met == n, "%s: %zu of %zu", query, met, n);
        }
    mh_store_close(s);
}
END_TEST

/* What does not match, by filters: the newest, none left out. */
START_TEST(what_must_not_match_is_left_out_in_order) {
    static const struct {
        const char *query, *where;
    } rows[] = {
        {"topic:t3 NOT every", "0"},
        {"topic:t3 NOT half", "topic = 't3'"},
        {"NOT half", "1"},
        {"lang:kk NOT (half OR third)", "language = 'kk'"},
        {"source:rare NOT last", "source = 'rare'"},
        {"until:2025-06-01 NOT half", "at < 1748822400000000"},
    };
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_hits h;
    put_many(s);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        su_ok(mh_search(s, mh_view_of(rows[i].query), &(mh_search_opts){.limit = 40}, a, &h, su_e));
        const char *not = strstr(rows[i].query, "half OR") ? "%half%"
                          : strstr(rows[i].query, "last")  ? "%last%"
                          : strstr(rows[i].query, "every") ? "%every%"
                                                           : "%half%";
        char sql[512];
        snprintf(
            sql, sizeof sql,
            "SELECT group_concat(id) FROM (SELECT id FROM (SELECT *, json_extract(item,"
            " '$.topics[0]') AS topic FROM docs) WHERE %s AND title || ' ' || text NOT LIKE '%s'"
            " AND (text NOT LIKE '%s') ORDER BY at DESC, id DESC LIMIT 40)",
            rows[i].where, not, strstr(rows[i].query, "third") ? "%third%" : "-");
        mh_buf got = {0};
        for (size_t k = 0; k < h.n; k++)
            mh_buf_printf(&got, "%s%lld", k ? "," : "", (long long)h.hit[k].id);
        sqlite3_stmt *st = NULL;
        ck_assert_int_eq(sqlite3_prepare_v2(s->db, sql, -1, &st, NULL), SQLITE_OK);
        ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
        const char *want = (const char *)sqlite3_column_text(st, 0);
        ck_assert_msg(strcmp(want ? want : "", got.ptr ? got.ptr : "") == 0, "%s:\n%s\n%s",
                      rows[i].query, want ? want : "", got.ptr ? got.ptr : "");
        sqlite3_finalize(st);
        mh_buf_clear(&got);
    }
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_search_many(void) {
    TCase *t = tcase_create("store_search_many");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, a_bounded_search_finds_what_is_there);
    tcase_add_test(t, what_must_not_match_is_left_out_in_order);
    return t;
}
