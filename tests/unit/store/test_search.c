#include "store_util.h"

#include "store/search.h"

#include <stdio.h>
#include <string.h>

/* Invented items: id by id from 1. */
static const struct {
    const char *title, *text, *more;
} items[] = {
    {"Talks in Astana", "Ministers of the C5+1 format met on Thursday to speak of water.",
     "{\"source\":\"a.example\",\"language\":\"en\",\"date\":\"2026-05-14\",\"topics\":[\"water\"],"
     "\"mentions\":[{\"country\":\"KAZ\",\"name\":\"Kazakhstan\"},{\"id\":\"C5+1\"}]}"},
    {"Sanctions extended",
     "The council extended its sanctions for six months, envoys said in Astana.",
     "{\"source\":\"b.example\",\"language\":\"en\",\"date\":\"2026-05-16\",\"topics\":"
     "[{\"label\":\"sanctions\"}],\"events\":[{\"type\":\"SANCTION\",\"source\":[{\"country\":"
     "\"EUR\"}]}]}"},
    {"Президент принял посла", "Посол вручил верительные грамоты в Астане в субботу.",
     "{\"source\":\"a.example\",\"language\":\"ru\",\"date\":\"2026-05-10\"}"},
    {"Élysée communiqué", "Le président a reçu l’ambassadeur.",
     "{\"source\":\"c.example\",\"language\":\"fr\",\"date\":\"2025-12-31\",\"story\":\"s1\"}"},
    {"Water \"quotas\" agreed", "Quotas for the river were agreed; sanctions were not spoken of.",
     "{\"source\":\"c.example\",\"language\":\"en\",\"date\":\"2026-05-15\"}"},
    {"Қазақстан мен Өзбекстан", "Министрлер Ташкентте кездесті.",
     "{\"source\":\"d.example\",\"language\":\"kk\",\"date\":\"2026-05-12\"}"},
};
enum { N = sizeof items / sizeof items[0] };

static void fill(mh_store *s) {
    for (size_t i = 0; i < N; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://a.example/%zu", i + 1);
        json_t *j = su_item(url, items[i].title, items[i].text),
               *m = json_loads(items[i].more, 0, NULL);
        ck_assert_ptr_nonnull(m);
        json_object_update(j, m);
        json_decref(m);
        su_put(s, j);
    }
}

/* Ids found, in ascending order, as "1 2 5". */
static void found(mh_store *s, const char *query, char *out, mh_hits *h, mh_arena *a) {
    bool hit[N + 1] = {0};
    mh_err e = {0};
    out[0] = '\0';
    if (mh_search(s, mh_view_of(query), NULL, a, h, &e) != MH_OK) {
        snprintf(out, 64, "%s", mh_code_name(e.code));
        return;
    }
    for (size_t i = 0; i < h->n; i++) hit[h->hit[i].id] = true;
    for (size_t i = 1; i <= N; i++)
        if (hit[i]) snprintf(out + strlen(out), 8, "%s%zu", out[0] ? " " : "", i);
}

START_TEST(queries) {
    static const struct {
        const char *query, *want;
    } rows[] = {
        {"astana", "1 2"},
        {"ASTANA talks", "1"},
        {"astana AND talks", "1"},
        {"talks OR sanctions", "1 2 5"},
        {"astana talks OR quotas", "1 5"},
        {"astana (talks OR sanctions)", "1 2"},
        {"sanctions NOT quotas", "2"},
        {"sanctions -quotas", "2"},
        {"sanctions -\"six months\"", "5"},
        {"sanctions NOT (quotas OR council)", ""},
        {"\"six months\"", "2"},
        {"\"months six\"", ""},
        {"sanct*", "2 5"},
        {"\"six mon\"*", "2"},
        {"астане", "3"},
        {"АСТА*", "3"},
        {"елysee OR elysee", "4"},
        {"president", "4"},
        {"recu", "4"},
        {"C5+1", "1"},
        {"өзбекстан", "6"},
        {"title:sanctions", "2"},
        {"title:\"talks in\"", "1"},
        {"-title:sanctions sanctions", "5"},
        {"source:a.example", "1 3"},
        {"source:a.example талкс", ""},
        {"source:a.example посол", "3"},
        {"NOT source:a.example astana", "2"},
        {"lang:ru", "3"},
        {"country:kaz", "1"},
        {"country:EUR astana", "2"},
        {"topic:Sanctions", "2"},
        {"-topic:sanctions sanctions", "5"},
        {"type:SANCTION", "2"},
        {"actor:\"C5+1\"", "1"},
        {"story:s1", "4"},
        {"since:2026-05-15", "2 5"},
        {"until:2025", "4"},
        {"until:2026-05-10", "3 4"},
        {"since:2026-05-12 until:2026-05-14", "1 6"},
        {"since:3d", "2 5"},
        {"NOT since:2026-01-01", "4"},
        {"source:c.example -quotas", "4"}, /* a filter and what must not match */
        {"source:c.example NOT (quotas OR reçu)", ""},
        {"water & talks", "1"}, /* a sign is no word */
        {"talks \xE2\x80\x94 astana", "1"},
        {"Astana: talks", "1"},
        {"\"water \"\"quotas", "parse"},
        {"and astana", ""}, /* small letters: a word */
        {"\xE2\x80\x9Ctalks\xE2\x80\x9D", "1"},
        {"12:30", ""},
        {"\"NEAR(talks astana)\"", ""},
        {"NEAR", ""},
        {"talks + astana", "1"},
        {"{title}", ""},
        {"text", ""},
        {"rowid^2", ""},
        {"'; DROP TABLE docs; --", ""},
    };
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    fill(s);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char got[64];
        mh_hits h;
        found(s, rows[i].query, got, &h, a);
        ck_assert_msg(strcmp(got, rows[i].want) == 0, "%s: got \"%s\", wanted \"%s\"",
                      rows[i].query, got, rows[i].want);
    }
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(mistakes_are_pointed_at) {
    static const struct {
        const char *query;
        size_t column;
        const char *says;
    } rows[] = {
        {"", 1, "nothing to search for"},
        {" \t", 1, "nothing"},
        {"&", 1, "nothing"},
        {"talks \"astana", 7, "never closed"},
        {"талкс (астана", 7, "never closed"},
        {"talks )", 7, "never opened"},
        {"talks OR", 7, "both sides"},
        {"OR talks", 1, "both sides"},
        {"talks OR OR astana", 10, "both sides"},
        {"AND talks", 1, "AND"},
        {"talks AND", 7, "AND"},
        {"talks AND AND a", 11, "AND"},
        {"talks NOT", 7, "NOT needs"},
        {"NOT talks", 0, ""}, /* column 0: fine, everything else */
        {"NOT talks OR astana", 1, "NOT needs"},
        {"astana (NOT talks)", 9, "NOT needs"},
        {"ta*lks", 3, "end of a word"},
        {"*", 1, "two letters"},
        {"a*", 1, "two letters"},
        {"surce:x", 1, "did you mean 'source:'"},
        {"foobarbaz:x", 1, "unknown filter"},
        {"talks source:", 14, "missing"},
        {"since:yesterday", 7, "not a date"},
        {"talks OR topic:x", 7, "side of OR"},
        {"(topic:x)", 2, "brackets"},
        {"title: talks", 7, "title:"},
        {"\xFF", 0, "UTF-8"},
    };
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    fill(s);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_hits h;
        mh_err e = {0};
        mh_rc rc = mh_search(s, mh_view_of(rows[i].query), NULL, a, &h, &e);
        ck_assert_msg((rc == MH_OK) == (rows[i].says[0] == '\0'), "%s: %s", rows[i].query, e.msg);
        ck_assert_msg(h.column == rows[i].column, "%s: column %zu", rows[i].query, h.column);
        if (rc == MH_OK) continue;
        ck_assert_int_eq(e.code, MH_E_PARSE);
        ck_assert_msg(strstr(e.msg, rows[i].says) != NULL, "%s: %s", rows[i].query, e.msg);
    }
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

/* Whatever is typed, the engine below never sees a mistake: found, or refused with a column. */
START_TEST(any_bytes_are_safe) {
    static const char *const bits[] = {"a", "\"", "(",  ")",       "OR", "AND", "NOT", "*",     "-",
                                       " ", " ",  "wa", "title:",  ":",  "^",   "+",   "NEAR",  "{",
                                       "}", ",",  "'",  "source:", "é",  "2d",  "\\",  "since:"};
    mh_store *s = su_open();
    fill(s);
    uint32_t seed = 12345;
    for (int i = 0; i < 4000; i++) {
        mh_buf q = {0};
        mh_hits h;
        mh_err e = {0};
        mh_arena *a = mh_arena_new();
        for (int k = 0; k < 12; k++) {
            seed = seed * 1664525 + 1013904223;
            mh_buf_puts(&q, bits[(seed >> 16) % (sizeof bits / sizeof bits[0])]);
        }
        if (mh_search(s, mh_buf_view(&q), NULL, a, &h, &e) != MH_OK)
            ck_assert_msg(e.code == MH_E_PARSE && h.column > 0, "%s: %s", q.ptr, e.msg);
        mh_arena_free(a);
        mh_buf_clear(&q);
    }
    mh_buf deep = {0};
    for (int i = 0; i < 2000; i++) mh_buf_putc(&deep, '(');
    mh_arena *a = mh_arena_new();
    mh_hits h;
    mh_err e;
    ck_assert_int_eq(mh_search(s, mh_buf_view(&deep), NULL, a, &h, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    mh_buf_reset(&deep);
    for (int i = 0; i < 100; i++) mh_buf_puts(&deep, "water ");
    ck_assert_int_eq(mh_search(s, mh_buf_view(&deep), NULL, a, &h, &e), MH_FAIL);
    ck_assert_uint_eq(h.column, MH_SEARCH_TERMS * 6 + 1);
    mh_arena_free(a);
    mh_buf_clear(&deep);
    mh_store_close(s);
}
END_TEST

START_TEST(order_marks_and_pages) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_hits h;
    fill(s);
    su_ok(mh_search(s, MH_VIEW("sanctions"), NULL, a, &h, su_e));
    ck_assert_uint_eq(h.n, 2);
    ck_assert_int_eq(h.hit[0].id, 2); /* in the title */
    ck_assert(h.hit[0].score == 1.0);
    ck_assert(h.hit[1].score > 0 && h.hit[1].score < 1);
    ck_view_eq(h.hit[0].title, "\x01Sanctions\x02 extended");
    ck_assert(mh_view_find(h.hit[0].snippet, MH_VIEW("its \x01sanctions\x02 for"), 0) != SIZE_MAX);
    ck_view_eq(h.hit[0].source, "b.example");
    ck_view_eq(h.hit[0].date, "2026-05-16");
    su_ok(mh_search(s, MH_VIEW("sanctions"), &(mh_search_opts){.order = MH_SEARCH_NEWEST}, a, &h,
                    su_e));
    ck_assert_int_eq(h.hit[0].id, 2);
    su_put(s, su_item("https://x.example/",
                      "\x02"
                      "a\x01 b",
                      "sanc \x01\x01 tions\x02 sanctions"));
    su_ok(mh_search(s, MH_VIEW("sanctions tions"), NULL, a, &h, su_e));
    ck_assert_uint_eq(h.n, 1);
    int depth = 0;
    for (size_t i = 0; i < h.hit[0].snippet.len; i++) {
        depth += (h.hit[0].snippet.ptr[i] == MH_MARK_ON) - (h.hit[0].snippet.ptr[i] == MH_MARK_OFF);
        ck_assert(depth == 0 || depth == 1);
    }
    ck_assert_int_eq(depth, 0);
    for (int i = 0; i < 25; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://p.example/%d", i);
        su_put(s, su_item(url, "page", "paging"));
    }
    bool seen[64] = {0};
    for (size_t from = 0; from < 25; from += 10) {
        mh_search_opts o = {.offset = from, .limit = 10};
        su_ok(mh_search(s, MH_VIEW("paging"), &o, a, &h, su_e));
        ck_assert_uint_eq(h.n, from < 20 ? 10 : 5);
        ck_assert_int_eq(h.more, from < 20);
        for (size_t i = 0; i < h.n; i++) {
            ck_assert(!seen[h.hit[i].id]);
            seen[h.hit[i].id] = true;
        }
    }
    su_ok(mh_search(s, MH_VIEW(""), &(mh_search_opts){.filter.language = MH_VIEW("kk")}, a, &h,
                    su_e));
    ck_assert_uint_eq(h.n, 1);
    ck_view_eq(h.hit[0].snippet, "Министрлер Ташкентте кездесті.");
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

static json_t *dated(const char *url, const char *title, const char *text, const char *date) {
    json_t *j = su_item(url, title, text);
    json_object_set_new(j, "date", json_string(date));
    return j;
}

/* A title with the word comes before a text with it, however new; of two alike the newer one comes first. */
START_TEST(what_fits_comes_first_then_what_is_new) {
    static const struct {
        const char *title, *text, *date;
    } docs[] = {
        {"Reservoirs", "Levels fell by a metre.", "2024-02-01"},
        {"Levels fell", "The reservoirs are low in this dry year.", "2026-05-16"},
        {"Levels fell", "The reservoirs are low in that dry year.", "2024-05-16"},
        {"Levels fell",
         "Far away from all, in a long text about other things entirely, somebody spoke of "
         "reservoirs once, and then of cotton, gas, borders, loans and of other things again.",
         "2026-05-17"},
    };
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_hits h;
    for (size_t i = 0; i < 4; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://a.example/%zu", i);
        su_put(s, dated(url, docs[i].title, docs[i].text, docs[i].date));
    }
    for (int i = 0; i < 20; i++) { /* so that the word is not in most documents */
        char url[64];
        snprintf(url, sizeof url, "https://b.example/%d", i);
        su_put(s, dated(url, "Cotton", "Of cotton alone.", "2026-05-01"));
    }
    su_ok(mh_search(s, MH_VIEW("reservoirs"), NULL, a, &h, su_e));
    ck_assert_uint_eq(h.n, 4);
    static const int64_t order[] = {1, 2, 3, 4};
    for (size_t i = 0; i < 2; i++) ck_assert_int_eq(h.hit[i].id, order[i]);
    ck_assert(h.hit[0].score == 1.0 && h.hit[3].score > 0 && h.hit[3].score < h.hit[1].score);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(what_a_batch_has_put_is_found_before_it_is_committed) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_hits h;
    char got[64];
    fill(s);
    json_t *j = su_item("https://a.example/1", "Talks in Bishkek", "Moved.");
    su_ok(mh_doc_put(s, j, NULL, su_e));
    found(s, "bishkek", got, &h, a);
    ck_assert_str_eq(got, "1");
    su_ok(mh_store_tx_begin(s, su_e));
    json_object_set_new(j, "title", json_string("Talks in Osh"));
    su_ok(mh_doc_put(s, j, NULL, su_e));
    found(s, "osh", got, &h, a);
    ck_assert_str_eq(got, "1");
    json_object_set_new(j, "title", json_string("Talks in Naryn"));
    su_ok(mh_doc_put(s, j, NULL, su_e)); /* not indexed yet when it is taken back */
    mh_store_tx_rollback(s);
    found(s, "osh OR naryn", got, &h, a);
    ck_assert_str_eq(got, "");
    found(s, "bishkek", got, &h, a);
    ck_assert_str_eq(got, "1");
    su_ok(mh_store_check(s, su_e));
    su_ok(mh_store_flush(s, su_e));
    su_ok(mh_store_check(s, su_e));
    json_decref(j);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(apostrophes_are_letters_of_uzbek_alone) {
    static const struct {
        const char *text, *query;
        bool found;
    } rows[] = {
        {"O\xCA\xBBzbekiston", "o'zbekiston", true},
        {"O\xE2\x80\x98zbekiston", "O\xCA\xBBzbekiston", true},
        {"O'zbekiston", "o", false},
        {"l'ambassadeur", "ambassadeur", true},
        {"l\xE2\x80\x99"
         "ambassadeur",
         "ambassadeur", true},
        {"Trump's dog's", "dog", true},
        {"he said 'go' there", "go", true},
        {"san\xE2\x80\x99"
         "at",
         "san'at", true},
        {"san\xCA\xBC"
         "at",
         "san'at", true},
        {"'", "o'", false},
    };
    mh_store *s = su_open();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_arena *a = mh_arena_new();
        mh_hits h;
        su_put(s, su_item("https://a.example/", "", rows[i].text));
        su_ok(mh_search(s, mh_view_of(rows[i].query), NULL, a, &h, su_e));
        ck_assert_msg((h.n > 0) == rows[i].found, "%s in %s", rows[i].query, rows[i].text);
        mh_arena_free(a);
    }
    su_ok(mh_store_check(s, su_e));
    mh_store_close(s);
}
END_TEST

START_TEST(index_follows_changes) {
    mh_store *s = su_open();
    char got[64];
    mh_hits h;
    mh_arena *a = mh_arena_new();
    fill(s);
    su_put(s, su_item("https://a.example/1", "Talks in Bishkek", "Moved to another town."));
    found(s, "astana", got, &h, a);
    ck_assert_str_eq(got, "2");
    found(s, "bishkek moved", got, &h, a);
    ck_assert_str_eq(got, "1");
    found(s, "topic:water", got, &h, a);
    ck_assert_str_eq(got, "");
    su_ok(mh_store_check(s, su_e));
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

/* A toy: words of Cyrillic letters also as the first four of them, "astana" as "астана". */
static void toy_fold(void *arg, mh_view word, mh_buf *out) {
    (void)arg;
    if (mh_view_starts(word, MH_VIEW("астан"))) mh_buf_puts(out, "астан astana");
    if (mh_view_starts(word, MH_VIEW("посол")) || mh_view_starts(word, MH_VIEW("посл")))
        mh_buf_puts(out, "посл");
}

START_TEST(folded_forms_are_found_and_marked) {
    mh_store *s = su_open();
    mh_store_opts o = {.clock = &su_clock, .fold = toy_fold, .fold_name = "toy 1"};
    char got[64];
    mh_hits h;
    mh_err e;
    mh_arena *a = mh_arena_new();
    fill(s);
    mh_store *plain = NULL;
    su_ok(mh_store_open(&plain, su_path, NULL, su_e));
    mh_store_close(s);
    su_ok(mh_store_open(&s, su_path, &o, su_e)); /* makes the index anew */
    found(s, "astana", got, &h, a);
    ck_assert_str_eq(got, "1 2 3");
    found(s, "послами", got, &h, a);
    ck_assert_str_eq(got, "3");
    found(s, "\"грамоты в астана\"", got, &h, a);
    ck_assert_str_eq(got, "3");
    ck_assert(mh_view_find(h.hit[0].snippet, MH_VIEW("\x01грамоты в Астане\x02"), 0) != SIZE_MAX);
    su_put(s, su_item("https://a.example/3", "Посол", "в Бишкеке"));
    found(s, "astana", got, &h, a);
    ck_assert_str_eq(got, "1 2");
    su_ok(mh_store_check(s, su_e));
    /* a handle with another fold must not write into this index */
    json_t *j = su_item("https://z.example/", "t", "x");
    ck_assert_int_eq(mh_doc_put(plain, j, NULL, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_VERSION);
    json_decref(j);
    found(plain, "астана", got, &h, a);
    ck_assert_str_eq(got, "");
    mh_store_close(plain);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

/* A beginning of four letters and more becomes words of the index; they are marked as others are. */
START_TEST(words_of_a_beginning) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_hits h;
    su_put(s, su_item("https://a.example/1", "Ministerial talks", "The ministers and a minibus."));
    su_put(s, su_item("https://a.example/2", "Other", "A ministry of theirs."));
    su_put(s, su_item("https://a.example/3", "Other", "A minister's \x02ministe\x03 word."));
    su_ok(mh_search(s, MH_VIEW("minist* -title:other"), NULL, a, &h, su_e));
    ck_assert_uint_eq(h.n, 1);
    ck_view_eq(h.hit[0].title, "\x01Ministerial\x02 talks");
    ck_view_eq(h.hit[0].snippet, "The \x01ministers\x02 and a minibus.");
    su_ok(mh_search(s, MH_VIEW("MINIST* OR nowhe*"), NULL, a, &h, su_e));
    ck_assert_uint_eq(h.n, 3);
    su_ok(mh_search(s, MH_VIEW("\"\x02ministry minibus\""), NULL, a, &h, su_e));
    ck_assert_uint_eq(h.n, 0); /* a phrase, whatever it begins with */
    mh_store_opts o = {.read_only = true};
    su_ok(mh_store_flush(s, su_e));
    mh_store *r = NULL;
    su_ok(mh_store_open(&r, su_path, &o, su_e));
    su_ok(mh_search(r, MH_VIEW("minist*"), NULL, a, &h, su_e));
    ck_assert_uint_eq(h.n, 3);
    mh_store_close(r);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

TCase *tcase_store_search(void) {
    TCase *t = tcase_create("store_search");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, queries);
    tcase_add_test(t, mistakes_are_pointed_at);
    tcase_add_test(t, any_bytes_are_safe);
    tcase_add_test(t, order_marks_and_pages);
    tcase_add_test(t, words_of_a_beginning);
    tcase_add_test(t, what_fits_comes_first_then_what_is_new);
    tcase_add_test(t, what_a_batch_has_put_is_found_before_it_is_committed);
    tcase_add_test(t, apostrophes_are_letters_of_uzbek_alone);
    tcase_add_test(t, index_follows_changes);
    tcase_add_test(t, folded_forms_are_found_and_marked);
    return t;
}
