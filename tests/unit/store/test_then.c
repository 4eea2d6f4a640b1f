#include "store_util.h"

#include "store/then_search.h"

#include <stdio.h>
#include <string.h>

#define S INT64_C(1000000)

static void put(mh_store *s, int i, const char *title, const char *text, const char *date,
                const char *language, const char *topic) {
    char url[32];
    snprintf(url, sizeof url, "u%d", i);
    json_t *item = su_item(url, title, text);
    json_object_set_new(item, "date", json_string(date));
    json_object_set_new(item, "language", json_string(language));
    json_object_set_new(item, "topics", json_pack("[s]", topic));
    su_put(s, item);
}

/* Titles of a walk, joined by commas. */
static const char *walk(mh_store *s, mh_doc_filter f, mh_doc_order order) {
    static char all[256];
    mh_docs *c = mh_docs_open(s, &f, order, 0);
    mh_record d;
    bool more;
    int64_t n = 0, count = 0;
    for (all[0] = '\0';; n++) {
        su_ok(mh_docs_next(c, &d, &more, su_e));
        if (!more) break;
        if (all[0]) snprintf(all + strlen(all), sizeof all - strlen(all), "%s", ",");
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s",
                 json_string_value(json_object_get(d.item, "title")));
        mh_doc_clear(&d);
    }
    mh_docs_close(c);
    su_ok(mh_docs_count(s, &f, &count, su_e));
    ck_assert_int_eq(count, n);
    return all;
}

static const char *find(mh_store *s, const char *query, int64_t as_of) {
    static char all[256];
    mh_arena *a = mh_arena_new();
    mh_hits h;
    mh_search_opts o = {.filter.as_of = as_of, .limit = 100};
    su_ok(mh_search_then(s, mh_view_of(query), &o, a, &h, su_e));
    all[0] = '\0';
    for (size_t i = 0; i < h.n; i++) {
        if (i) snprintf(all + strlen(all), sizeof all - strlen(all), "%s", ",");
        for (size_t k = 0; k < h.hit[i].title.len; k++)
            if ((unsigned char)h.hit[i].title.ptr[k] > 2) strncat(all, h.hit[i].title.ptr + k, 1);
    }
    mh_arena_free(a);
    return all;
}

/* Two points in time: t1 (three documents), t2 (one more; every other one changed). */
static mh_store *two_days(int64_t *t1) {
    mh_store *s = su_open();
    put(s, 1, "A", "met on water", "2026-01-01", "en", "water");
    put(s, 2, "B", "met on gas", "2026-01-02", "ru", "energy");
    put(s, 3, "C", "met on water", "2026-01-03", "en", "water");
    *t1 = su_now;
    su_now += 3600 * S;
    put(s, 1, "A2", "spoke of trade", "2026-01-09", "kk", "trade");
    put(s, 2, "B", "met on gas", "2026-01-02", "ru", "water"); /* a revision */
    put(s, 4, "D", "met on water", "2026-01-04", "en", "water");
    return s;
}

START_TEST(lists_are_those_of_then) {
    int64_t t1;
    mh_store *s = two_days(&t1);
    mh_doc_filter f = {.as_of = t1};
    ck_assert_str_eq(walk(s, f, MH_DOCS_NEWEST), "C,B,A");
    ck_assert_str_eq(walk(s, f, MH_DOCS_STORED), "A,B,C");
    f.language = MH_VIEW("en");
    ck_assert_str_eq(walk(s, f, MH_DOCS_OLDEST), "A,C");
    f.language = (mh_view){0};
    f.topic = MH_VIEW("WATER");
    ck_assert_str_eq(walk(s, f, MH_DOCS_OLDEST), "A,C");
    f.topic = MH_VIEW("trade");
    ck_assert_str_eq(walk(s, f, MH_DOCS_OLDEST), "");
    f = (mh_doc_filter){.as_of = t1, .since = INT64_C(1767312000) * S}; /* 2026-01-02 */
    ck_assert_str_eq(walk(s, f, MH_DOCS_OLDEST), "B,C");
    f = (mh_doc_filter){.as_of = su_now};
    ck_assert_str_eq(walk(s, f, MH_DOCS_NEWEST), "A2,D,C,B");
    f.as_of = 1;
    ck_assert_str_eq(walk(s, f, MH_DOCS_NEWEST), "");
    mh_store_close(s);
}
END_TEST

START_TEST(searches_are_those_of_then) {
    int64_t t1;
    mh_store *s = two_days(&t1);
    const struct {
        const char *query, *then, *now;
    } rows[] = {{"water", "C,A", "D,C"},
                {"met", "C,B,A", "D,C,B"},
                {"trade", "", "A2"},
                {"language:en", "C,A", "D,C"},
                {"topic:water", "C,A", "D,C,B"},
                {"NOT water", "B", "A2,B"},
                {"NOT topic:water", "B", "A2"},
                {"met -gas", "C,A", "D,C"},
                {"title:a", "A", ""},
                {"since:2026-01-02 until:2026-01-02", "B", "B"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_msg(strcmp(find(s, rows[i].query, t1), rows[i].then) == 0, "%s then: %s",
                      rows[i].query, find(s, rows[i].query, t1));
        ck_assert_msg(strcmp(find(s, rows[i].query, su_now), rows[i].now) == 0, "%s now: %s",
                      rows[i].query, find(s, rows[i].query, su_now));
    }
    mh_store_close(s);
}
END_TEST

START_TEST(a_handle_for_reading_may_search) {
    int64_t t1;
    mh_store *s = two_days(&t1);
    mh_store_close(s);
    mh_store_opts o = {.read_only = true, .clock = &su_clock};
    mh_err e;
    su_ok(mh_store_open(&s, su_path, &o, su_e));
    ck_assert_str_eq(find(s, "water", t1), "C,A");
    ck_assert_str_eq(find(s, "water", t1), "C,A");
    json_t *item = su_item("u9", "t", "x");
    ck_assert_int_eq(mh_doc_put(s, item, NULL, &e), MH_FAIL);
    ck_assert_int_eq(sqlite3_exec(s->db, "DELETE FROM docs", NULL, NULL, NULL) & 0xff,
                     SQLITE_READONLY);
    json_decref(item);
    mh_arena *a = mh_arena_new();
    mh_hits h;
    mh_search_opts so = {.filter.as_of = t1};
    ck_assert_int_eq(mh_search_then(s, MH_VIEW("water AND"), &so, a, &h, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    ck_assert_int_eq(mh_search_then(s, MH_VIEW(""), &so, a, &h, &e), MH_FAIL);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

/* Without a date a document stands at the time when it was first seen, also after a change. */
START_TEST(undated_ones_stay_where_they_are) {
    mh_store *s = su_open();
    su_put(s, su_item("u1", "A", "one"));
    json_t *item = su_item("u1", "A", "two");
    json_object_del(item, "date");
    json_t *first = su_item("u2", "B", "one");
    json_object_del(first, "date");
    int64_t seen = su_now;
    su_put(s, first);
    su_now += 3600 * S;
    first = su_item("u2", "B", "two");
    json_object_del(first, "date");
    su_put(s, first);
    su_put(s, item);
    ck_assert_int_eq(su_int("SELECT at FROM docs WHERE key = 'u2'"), seen);
    ck_assert_int_eq(su_int("SELECT at FROM docs WHERE key = 'u1'"), seen);
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_then(void) {
    TCase *t = tcase_create("store_then");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, lists_are_those_of_then);
    tcase_add_test(t, searches_are_those_of_then);
    tcase_add_test(t, a_handle_for_reading_may_search);
    tcase_add_test(t, undated_ones_stay_where_they_are);
    return t;
}
