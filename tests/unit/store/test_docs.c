#include "store_util.h"

#include <stdlib.h>
#include <string.h>

/* Invented items. */
static json_t *talks(void) {
    json_error_t e;
    json_t *j =
        json_loads("{\"url\":\"https://news.example/talks\",\"title\":\"Talks in Astana\","
                   "\"text\":\"Ministers met in Astana.\",\"date\":\"2026-05-14T10:00:00Z\","
                   "\"language\":\"en\",\"source\":\"news.example\",\"kind\":\"article\","
                   "\"fetched_at\":\"2026-05-17T06:00:00Z\",\"status\":200,"
                   "\"topics\":[{\"label\":\"visits\",\"score\":0.9},\"sanctions\"],"
                   "\"mentions\":[{\"type\":\"country\",\"name\":\"Kazakhstan\",\"id\":\"KAZ\","
                   "\"country\":\"KAZ\",\"first\":1,\"last\":3}],"
                   "\"events\":[{\"type\":\"CONSULT\",\"source\":[{\"country\":\"UZB\"}],"
                   "\"target\":[]}],\"score\":0.1,\"count\":9007199254740993,\"none\":null}",
                   0, &e);
    ck_assert_msg(j != NULL, "%s", e.text);
    return j;
}

START_TEST(beginning_of_a_key) {
    static const struct {
        const char *prefix;
        int id, code; /* id 0: fails with code */
    } rows[] = {
        {"https://a.example/one", 1, 0},
        {"https://a.example/on", 1, 0},
        {"https://b", 3, 0},
        {"https://a.example/t", 2, 0},
        {"https://a.example/", 0, MH_E_USAGE},
        {"https://", 0, MH_E_USAGE},
        {"https://c", 0, MH_E_NOT_FOUND},
        {"https://a.example/one/more", 0, MH_E_NOT_FOUND},
        {"", 0, MH_E_NOT_FOUND},
    };
    static const char *const urls[] = {"https://a.example/one", "https://a.example/two",
                                       "https://b.example/"};
    mh_store *s = su_open();
    for (size_t i = 0; i < 3; i++) su_put(s, su_item(urls[i], "A title", "A text."));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_record d;
        mh_err e = {0};
        mh_rc rc = mh_doc_get_prefix(s, mh_view_of(rows[i].prefix), 0, &d, &e);
        ck_assert_msg(rc == (rows[i].id ? MH_OK : MH_FAIL), "%s: %s", rows[i].prefix, e.msg);
        ck_assert_int_eq(d.id, rows[i].id);
        if (!rows[i].id) ck_assert_int_eq(e.code, rows[i].code);
        mh_doc_clear(&d);
    }
    mh_store_close(s);
}
END_TEST

START_TEST(outcomes) {
    static const struct {
        const char *key, *value; /* a change to the item, as JSON */
        mh_put_outcome outcome;
        bool revised;
    } rows[] = {
        {"fetched_at", "\"2026-05-18T06:00:00Z\"", MH_PUT_UNCHANGED, false},
        {"status", "304", MH_PUT_UNCHANGED, false},
        {"version", "7", MH_PUT_UNCHANGED, false},
        {"id", "99", MH_PUT_UNCHANGED, false},
        {"summary", "\"Ministers met.\"", MH_PUT_UNCHANGED, true},
        {"story", "\"s1\"", MH_PUT_UNCHANGED, true},
        {"text", "\"Ministers met in Astana. They agreed.\"", MH_PUT_CHANGED, false},
        {"title", "\"Talks end in Astana\"", MH_PUT_CHANGED, false},
        {"lead", "\"Agreed\"", MH_PUT_CHANGED, false},
        {"byline", "[\"A. Nobody\"]", MH_PUT_CHANGED, false},
        {"date", "\"2026-05-15\"", MH_PUT_CHANGED, false},
        {"kind", "\"liveblog\"", MH_PUT_CHANGED, false},
    };
    mh_store *s = su_open();
    mh_put_result first = su_put(s, talks());
    ck_assert_int_eq(first.outcome, MH_PUT_NEW);
    int64_t version = 1;
    json_t *item = talks();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_object_set_new(item, rows[i].key, json_loads(rows[i].value, JSON_DECODE_ANY, NULL));
        for (int again = 0; again < 2; again++) {
            mh_put_outcome want = again ? MH_PUT_UNCHANGED : rows[i].outcome;
            version += want == MH_PUT_CHANGED;
            mh_put_result r = su_put(s, json_incref(item));
            ck_assert_msg(r.outcome == want, "%s: %s", rows[i].key, mh_put_outcome_name(r.outcome));
            ck_assert_int_eq(r.revised, !again && rows[i].revised);
            ck_assert_int_eq(r.id, first.id);
            ck_assert_int_eq(r.version, version);
        }
    }
    su_ok(mh_store_check(s, su_e));
    json_decref(item);
    mh_store_close(s);
}
END_TEST

START_TEST(unchanged_writes_nothing) {
    mh_store *s = su_open();
    su_put(s, talks());
    mh_store_close(s);
    uint64_t before = su_content();
    int64_t changes = su_int("PRAGMA data_version");
    s = su_open();
    su_now += 3600 * INT64_C(1000000);
    int64_t total = sqlite3_total_changes64(s->db);
    mh_put_result r;
    json_t *item = talks();
    su_ok(mh_doc_put(s, item, &r, su_e));
    ck_assert_int_eq(r.outcome, MH_PUT_UNCHANGED);
    ck_assert(!mh_store_pending(s));
    ck_assert_int_eq(sqlite3_total_changes64(s->db), total);
    json_decref(item);
    mh_store_close(s);
    ck_assert_uint_eq(su_content(), before);
    ck_assert_int_eq(su_int("PRAGMA data_version"), changes);
}
END_TEST

START_TEST(item_comes_back_whole) {
    mh_store *s = su_open();
    json_t *in = talks();
    json_object_set_new(in, "text", json_stringn("a\0b", 3));
    mh_put_result r = su_put(s, json_incref(in));
    mh_record d;
    su_ok(mh_doc_get(s, r.id, 0, &d, su_e));
    ck_assert_msg(json_equal(in, d.item), "%s", json_dumps(d.item, JSON_SORT_KEYS));
    ck_assert_str_eq(d.key, "https://news.example/talks");
    ck_assert_int_eq(d.at, INT64_C(1778752800) * 1000000);
    mh_doc_clear(&d);
    su_ok(mh_doc_get_key(s, MH_VIEW("https://news.example/talks"), 0, &d, su_e));
    ck_assert_int_eq(d.id, r.id);
    mh_doc_clear(&d);
    json_object_set_new(in, "text", json_null()); /* no string: kept as it is */
    su_put(s, json_incref(in));
    su_ok(mh_doc_get(s, r.id, 0, &d, su_e));
    ck_assert(json_equal(in, d.item));
    mh_doc_clear(&d);
    json_decref(in);
    mh_store_close(s);
}
END_TEST

START_TEST(bad_items_are_refused) {
    json_t *deep = json_object(), *big = su_item("https://a.example/", "t", NULL);
    json_t *at = deep;
    json_object_set_new(deep, "url", json_string("https://deep.example/"));
    for (int i = 0; i < 200; i++) {
        json_t *in = json_object();
        json_object_set_new(at, "in", in);
        at = in;
    }
    char *much = malloc(MH_STORE_MAX_VALUE + 10);
    memset(much, 'x', MH_STORE_MAX_VALUE + 9);
    much[MH_STORE_MAX_VALUE + 9] = '\0';
    json_object_set_new(big, "notes", json_string(much));
    free(much);
    struct {
        json_t *item;
        mh_code code;
    } rows[] = {{json_array(), MH_E_USAGE},
                {json_object(), MH_E_USAGE},
                {su_item(NULL, "no key", "x"), MH_E_USAGE},
                {deep, MH_E_LIMIT},
                {big, MH_E_TOO_LARGE}};
    mh_store *s = su_open();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_err e = {0};
        ck_assert_int_eq(mh_doc_put(s, rows[i].item, NULL, &e), MH_FAIL);
        ck_assert_msg(e.code == rows[i].code, "row %zu: %s", i, e.msg);
        json_decref(rows[i].item);
    }
    su_ok(mh_store_flush(s, su_e));
    mh_store_close(s);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), 0);
}
END_TEST

START_TEST(versions_and_as_of) {
    static const char *const texts[] = {"one", "two", "three"};
    mh_store *s = su_open();
    int64_t t0 = su_now, id = 0, n;
    for (int i = 0; i < 3; i++) {
        su_now = t0 + i * INT64_C(10000000);
        mh_store_set_run(s, 100 + i);
        id = su_put(s, su_item("https://a.example/", "t", texts[i])).id;
        json_t *again = su_item("https://a.example/", "t", texts[i]);
        json_object_set_new(again, "summary", json_string(texts[i]));
        su_now += 5000000;
        su_put(s, again);
    }
    mh_doc_state *st;
    su_ok(mh_doc_versions(s, id, &st, (size_t *)&n, su_e));
    ck_assert_int_eq(n, 6);
    for (int i = 0; i < 6; i++) {
        ck_assert_int_eq(st[i].version, i / 2 + 1);
        ck_assert_int_eq(st[i].revision, i % 2);
        ck_assert_int_eq(st[i].at, t0 + i * INT64_C(5000000));
        ck_assert_int_eq(st[i].run, 100 + i / 2);
        ck_assert_uint_eq(strlen(st[i].hash), 64);
        mh_record d;
        su_ok(mh_doc_get(s, id, st[i].at + 1, &d, su_e));
        ck_assert_str_eq(json_string_value(json_object_get(d.item, "text")), texts[i / 2]);
        ck_assert_int_eq(json_object_get(d.item, "summary") != NULL, i % 2);
        ck_assert_int_eq(d.changed_at, st[i / 2 * 2].at);
        mh_doc_clear(&d);
    }
    free(st);
    mh_record d;
    mh_err e;
    ck_assert_int_eq(mh_doc_get(s, id, t0 - 1, &d, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
    su_ok(mh_doc_get_version(s, id, 2, &d, su_e));
    ck_assert_str_eq(json_string_value(json_object_get(d.item, "text")), "two");
    ck_assert_int_eq(d.revision, 1);
    mh_doc_clear(&d);
    ck_assert_int_eq(mh_doc_get_version(s, id, 4, &d, &e), MH_FAIL);
    ck_assert_int_eq(mh_doc_get(s, id + 1, 0, &d, &e), MH_FAIL);
    ck_assert_int_eq(mh_doc_get_key(s, MH_VIEW("no such"), 0, &d, &e), MH_FAIL);
    mh_store_close(s);
}
END_TEST

static void fill(mh_store *s, int n) {
    for (int i = 0; i < n; i++) {
        char url[64], date[32];
        snprintf(url, sizeof url, "https://%s.example/%d", i % 2 ? "odd" : "even", i);
        snprintf(date, sizeof date, "2026-%02d-%02d", 1 + i % 4, 1 + i % 28);
        json_t *j = su_item(url, "title", "text");
        json_object_set_new(j, "date", json_string(date));
        json_object_set_new(j, "source", json_string(i % 2 ? "odd" : "even"));
        json_object_set_new(j, "language", json_string(i % 3 ? "ru" : "en"));
        json_object_set_new(j, "topics", json_pack("[s]", i % 5 ? "trade" : "Sanctions"));
        mh_store_set_run(s, 1 + i / 100);
        su_ok(mh_doc_put(s, j, NULL, su_e));
        json_decref(j);
    }
    su_ok(mh_store_flush(s, su_e));
}

START_TEST(list_filters_and_orders) {
    const struct {
        mh_doc_filter f;
        int want;
    } rows[] = {
        {{0}, 200},
        {{.source = MH_VIEW("odd")}, 100},
        {{.language = MH_VIEW("en")}, 67},
        {{.topic = MH_VIEW("sanctions")}, 40},
        {{.run = 2}, 100},
        {{.run = 2, .source = MH_VIEW("even"), .topic = MH_VIEW("TRADE")}, 40},
        {{.since = INT64_C(1775001600) * 1000000}, 50}, /* 2026-04-01 */
        {{.until = INT64_C(1775001600) * 1000000}, 150},
        {{.country = MH_VIEW("KAZ")}, 0},
    };
    mh_store *s = su_open();
    fill(s, 200);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t count = -1;
        su_ok(mh_docs_count(s, &rows[i].f, &count, su_e));
        ck_assert_msg(count == rows[i].want, "row %zu: %lld", i, (long long)count);
        for (int order = MH_DOCS_NEWEST; order <= MH_DOCS_STORED; order++) {
            mh_docs *c = mh_docs_open(s, &rows[i].f, (mh_doc_order)order, 0);
            mh_record d, last = {0};
            bool more = true;
            int n = 0;
            for (;; n++) {
                su_ok(mh_docs_next(c, &d, &more, su_e));
                if (!more) break;
                if (n && order == MH_DOCS_NEWEST) ck_assert_int_le(d.at, last.at);
                if (n && order == MH_DOCS_OLDEST) ck_assert_int_ge(d.at, last.at);
                if (n && order == MH_DOCS_STORED) ck_assert_int_gt(d.id, last.id);
                last = d;
                mh_doc_clear(&d);
            }
            ck_assert_int_eq(n, rows[i].want);
            mh_docs_close(c);
        }
    }
    mh_store_close(s);
}
END_TEST

START_TEST(list_may_write_meanwhile_and_stop_early) {
    mh_store *s = su_open();
    fill(s, 150);
    mh_docs *c = mh_docs_open(s, NULL, MH_DOCS_STORED, 0);
    mh_record d;
    bool more = true;
    int n = 0;
    for (;;) {
        su_ok(mh_docs_next(c, &d, &more, su_e));
        if (!more) break;
        char url[64];
        snprintf(url, sizeof url, "https://new.example/%d", n++);
        su_put(s, su_item(url, "t", "x"));
        mh_doc_clear(&d);
    }
    ck_assert_int_eq(n, 150);
    mh_docs_close(c);
    c = mh_docs_open(s, NULL, MH_DOCS_NEWEST, 10);
    for (n = 0; n < 3; n++) {
        su_ok(mh_docs_next(c, &d, &more, su_e));
        mh_doc_clear(&d);
    }
    mh_docs_close(c); /* with documents not taken */
    c = mh_docs_open(s, NULL, MH_DOCS_NEWEST, 10);
    for (n = 0;; n++) {
        su_ok(mh_docs_next(c, &d, &more, su_e));
        if (!more) break;
        mh_doc_clear(&d);
    }
    ck_assert_int_eq(n, 10);
    mh_docs_close(c);
    mh_store_close(s);
}
END_TEST

START_TEST(date_out_of_reason_is_not_believed) {
    static const char *const dates[] = {"2031-01-01", "9999-12-31T23:59:59Z", "yesterday"};
    mh_store *s = su_open();
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://a.example/%zu", i);
        json_t *j = su_item(url, "t", "x");
        json_object_set_new(j, "date", json_string(dates[i]));
        mh_put_result r = su_put(s, j);
        mh_record d;
        su_ok(mh_doc_get(s, r.id, 0, &d, su_e));
        ck_assert_int_eq(d.at, su_now);
        mh_doc_clear(&d);
    }
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_docs(void) {
    TCase *t = tcase_create("store_docs");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, beginning_of_a_key);
    tcase_add_test(t, outcomes);
    tcase_add_test(t, unchanged_writes_nothing);
    tcase_add_test(t, item_comes_back_whole);
    tcase_add_test(t, bad_items_are_refused);
    tcase_add_test(t, versions_and_as_of);
    tcase_add_test(t, list_filters_and_orders);
    tcase_add_test(t, list_may_write_meanwhile_and_stop_early);
    tcase_add_test(t, date_out_of_reason_is_not_believed);
    return t;
}
