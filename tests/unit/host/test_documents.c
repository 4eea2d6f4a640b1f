#include "unit.h"

#include "host/documents.h"
#include "store/changes.h"
#include "store/runs.h"
#include "store/search.h"
#include "store/store_util.h"

#include <stdio.h>
#include <stdlib.h>

/* What happens, word by word: watch:JOB=FILTER (with + for blanks), forget:JOB, run:JOB (documents that follow
 * come from it; "-": from none), put:URL=TEXT, note:URL=TEXT (the same page, another analysis), fill:N (so many
 * documents of nobody's interest), look, kill (a new daemon, without a last commit). Wanted: the jobs that each
 * look told, looks separated by "|"; "*": it had more to look at. */
typedef struct story {
    const char *tale, *wants;
} story;

static const story stories[] = {
    {"watch:a= look put:1=gas look look", "|a|"},
    {"look put:1=gas watch:a= look put:2=gas look", "||a"},
    {"put:1=gas watch:a= look", ""},
    {"watch:a= put:1=gas look", "a"}, /* before the first look ever */
    /* filters */
    {"watch:a=gas watch:b=water watch:c= look put:1=gas look put:2=water look put:3=oil look",
     "|a c|b c|c"},
    {"watch:a=gas+water look put:1=gas put:2=water look put:3=gas+water look", "||a"},
    {"watch:a=source:wire look put:1=gas look put:2=@wire look", "||a"},
    {"watch:a=-gas look put:1=gas look put:2=water look", "||a"},
    {"watch:a=gas look put:1=gas look put:1=water look put:1=gas look", "|a||a"},
    /* changes, and what is none */
    {"watch:a= look put:1=gas look put:1=gas look put:1=water look", "|a||a"},
    {"watch:a= look put:1=gas look note:1=gas look", "|a|"},
    {"watch:a= look put:1=gas put:2=gas put:1=water look", "|a"},
    /* its own documents do not start a job; those of others do */
    {"watch:a= watch:b= look run:a put:1=gas look run:b put:2=gas look run:c put:3=gas look run:- "
     "put:4=gas look",
     "|b|a|a b|a b"},
    {"watch:a=gas look run:b put:1=gas run:a put:2=gas look", "|a"},
    {"watch:a=gas look run:b put:1=gas run:a put:1=gas+2 look", "|"}, /* it has seen it */
    /* a daemon that comes back */
    {"watch:a= look put:1=gas kill watch:a= look look", "|a|"},
    {"watch:a= look put:1=gas look kill watch:a= look", "|a|"},
    {"watch:a=gas look kill put:1=gas put:2=oil watch:a=gas look", "|a"},
    {"watch:a= look kill put:1=gas watch:a= watch:b= look put:2=gas look", "|a|a b"},
    {"put:1=gas kill watch:a= look", ""},
    /* jobs that come and go */
    {"watch:a= watch:b= look forget:a put:1=gas look watch:a= look put:2=gas look", "|b||a b"},
    {"watch:a=gas look watch:a=water put:1=gas look put:2=water look", "||a"},
    {"watch:a= look forget:a put:1=gas look watch:a= look", "||"},
    /* many at once are looked at piece by piece, and told once a piece */
    {"watch:a=gas look fill:150 put:1=gas fill:300 put:2=gas look look look", "|a*|*|a"},
    {"watch:a= look fill:450 look look look look", "|a*|a*|a|"},
};

typedef struct world {
    mh_store *store;
    mh_documents *docs;
    mh_buf said;
    bool first;
    int64_t filled;
} world;

static void told(void *arg, mh_view job, int64_t doc) {
    world *w = arg;
    ck_assert_int_gt(doc, 0);
    if (!w->first) mh_buf_putc(&w->said, ' ');
    w->first = false;
    mh_buf_put(&w->said, job);
}

static void put(world *w, const char *url, mh_view text, bool noted) {
    char body[100];
    snprintf(body, sizeof body, "%.*s", MH_FMT(text));
    for (char *c = body; *c != '\0'; c++)
        if (*c == '+') *c = ' ';
    json_t *item = su_item(url, "Title", body);
    if (body[0] == '@') json_object_set_new(item, "source", json_string(body + 1));
    if (noted) json_object_set_new(item, "keywords", json_pack("[s]", "new"));
    su_now += 1000000;
    su_ok(mh_doc_put(w->store, item, NULL, su_e));
    json_decref(item);
}

static void run(world *w, mh_view job) {
    int64_t id = 0;
    mh_runs_begin b = {.job = job, .path = MH_VIEW("/x")};
    if (!mh_view_eq(job, MH_VIEW("-"))) su_ok(mh_runs_start(w->store, &b, &id, su_e));
    mh_store_set_run(w->store, id);
}

static void look(world *w) {
    bool more;
    w->first = true;
    su_ok(mh_documents_look(w->docs, w->store, told, w, &more, su_e));
    su_ok(mh_store_flush(w->store, su_e));
    if (more) mh_buf_putc(&w->said, '*');
    mh_buf_putc(&w->said, '|');
}

static void step(world *w, mh_view word) {
    char url[60], plain[60];
    mh_view rest = word, what, name = {0}, text = {0};
    mh_view_split(&rest, ':', &what);
    if (rest.ptr != NULL) mh_view_split(&rest, '=', &name);
    if (rest.ptr != NULL) text = rest;
    snprintf(url, sizeof url, "https://news.example/%.*s", MH_FMT(name));
    if (mh_view_eq(what, MH_VIEW("watch"))) {
        snprintf(plain, sizeof plain, "%.*s", MH_FMT(text));
        for (char *c = plain; *c != '\0'; c++)
            if (*c == '+') *c = ' ';
        su_ok(mh_documents_watch(w->docs, w->store, name, mh_view_of(plain), su_e));
    } else if (mh_view_eq(what, MH_VIEW("forget"))) {
        su_ok(mh_documents_forget(w->docs, w->store, name, su_e));
    } else if (mh_view_eq(what, MH_VIEW("run"))) {
        run(w, name);
    } else if (mh_view_eq(what, MH_VIEW("put")) || mh_view_eq(what, MH_VIEW("note"))) {
        put(w, url, text, mh_view_eq(what, MH_VIEW("note")));
    } else if (mh_view_eq(what, MH_VIEW("fill"))) {
        for (int n = atoi(name.ptr); n > 0; n--) {
            snprintf(url, sizeof url, "https://fill.example/%d", (int)w->filled++);
            put(w, url, MH_VIEW("filler"), false);
        }
    } else if (mh_view_eq(what, MH_VIEW("look"))) {
        look(w);
    } else {
        ck_assert(mh_view_eq(what, MH_VIEW("kill")));
        su_ok(mh_store_flush(w->store, su_e));
        mh_documents_free(w->docs);
        mh_store_close(w->store);
        w->store = su_open();
        w->docs = mh_documents_new();
    }
}

START_TEST(each_story) {
    const story *s = &stories[_i];
    world w = {.store = su_open(), .docs = mh_documents_new()};
    mh_view rest = mh_view_of(s->tale), word;
    while (mh_view_split(&rest, ' ', &word)) step(&w, word);
    w.said.ptr[--w.said.len] = '\0'; /* the bar behind the last look */
    ck_assert_msg(strcmp(w.said.ptr, s->wants) == 0, "%s: told %s, wanted %s", s->tale, w.said.ptr,
                  s->wants);
    mh_buf_clear(&w.said);
    mh_documents_free(w.docs);
    mh_store_close(w.store);
}
END_TEST

START_TEST(a_transaction_that_is_given_up_moves_nothing) {
    world w = {.store = su_open(), .docs = mh_documents_new()};
    bool more;
    step(&w, MH_VIEW("watch:a="));
    step(&w, MH_VIEW("look"));
    step(&w, MH_VIEW("put:1=gas"));
    su_ok(mh_store_tx_begin(w.store, su_e));
    su_ok(mh_documents_look(w.docs, w.store, told, &w, &more, su_e));
    mh_store_tx_rollback(w.store);
    mh_buf_reset(&w.said);
    step(&w, MH_VIEW("look"));
    ck_view_eq(mh_buf_view(&w.said), "a|");
    mh_buf_clear(&w.said);
    mh_documents_free(w.docs);
    mh_store_close(w.store);
}
END_TEST

START_TEST(a_bad_filter_is_told) {
    world w = {.store = su_open(), .docs = mh_documents_new()};
    mh_err e = {0};
    ck_assert_int_eq(mh_documents_watch(w.docs, w.store, MH_VIEW("a"), MH_VIEW("gas AND ("), &e),
                     MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    ck_assert_uint_eq(mh_documents_len(w.docs), 0);
    mh_documents_free(w.docs);
    mh_store_close(w.store);
}
END_TEST

/* Numbers are in the order of the commits, whichever handle writes. */
START_TEST(changes_of_several_writers) {
    mh_store *a = su_open(), *b = su_open();
    int64_t last = 0, was = 0, upto;
    for (int i = 0; i < 20; i++) {
        char url[60];
        snprintf(url, sizeof url, "https://news.example/%d", i % 7);
        su_put(i % 2 ? a : b, su_item(url, "T", i < 10 ? "one" : "two"));
        su_ok(mh_changes_last(a, &last, su_e));
        ck_assert_int_ge(last, was);
        was = last;
    }
    ck_assert_int_eq(last, 14); /* 7 new, 7 changed */
    ck_assert_int_eq(su_int("SELECT count(DISTINCT change) FROM docs"), 7);
    su_ok(mh_changes_upto(a, 8, 3, &upto, su_e));
    ck_assert_int_eq(upto, 11);
    su_ok(mh_changes_upto(a, 14, 3, &upto, su_e));
    ck_assert_int_eq(upto, 14);
    mh_store_close(a);
    mh_store_close(b);
}
END_TEST

/* The change of each document by its id. */
static void numbers(mh_store *s, int64_t change[301]) {
    sqlite3_stmt *st = NULL;
    sqlite3_prepare_v2(s->db, "SELECT id, change FROM docs", -1, &st, NULL);
    while (sqlite3_step(st) == SQLITE_ROW)
        change[sqlite3_column_int64(st, 0)] = sqlite3_column_int64(st, 1);
    sqlite3_finalize(st);
}

static void put_many(mh_store *s, int from, int by, const char *title, int turn) {
    static const char *const texts[] = {"gas", "water", "oil", "gas water", "water gas", "nothing"};
    for (int i = from; i < 200; i += by) {
        char url[60];
        snprintf(url, sizeof url, "https://news.example/%d", i);
        json_t *item = su_item(url, title, texts[(i * 7 + turn) % 6]);
        su_ok(mh_doc_put(s, item, NULL, su_e));
        json_decref(item);
    }
    su_ok(mh_store_flush(s, su_e));
}

/* The same answer as a search gives, over scattered and dense changes. */
START_TEST(as_a_search_finds) {
    static const char *const words[] = {"gas",  "water",     "gas water", "gas OR oil",
                                        "-gas", "title:two", "wat*",      "\"gas water\""};
    int64_t last, change[301] = {0};
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    put_many(s, 0, 1, "One", 0);
    put_many(s, 0, 3, "Two", 0);
    put_many(s, 0, 37, "Two", 1);
    su_ok(mh_changes_last(s, &last, su_e));
    numbers(s, change);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        mh_hits h;
        mh_search_opts o = {.limit = 500};
        su_ok(mh_search(s, mh_view_of(words[k]), &o, a, &h, su_e));
        for (int64_t from = 0; from < last; from += 3) {
            int64_t upto = from + (from % 2 ? 3 : 40);
            bool any, wanted = false;
            mh_changes_ask ask = {.after = from, .upto = upto, .query = mh_view_of(words[k])};
            su_ok(mh_changes_any(s, &ask, &any, NULL, su_e));
            for (size_t i = 0; i < h.n && !wanted; i++)
                wanted = change[h.hit[i].id] > from && change[h.hit[i].id] <= upto;
            ck_assert_msg(any == wanted, "%s, %lld to %lld: %d", words[k], (long long)from,
                          (long long)upto, any);
        }
    }
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

TCase *tcase_host_documents(void) {
    TCase *t = tcase_create("host_documents");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_loop_test(t, each_story, 0, (int)(sizeof stories / sizeof *stories));
    tcase_add_test(t, a_transaction_that_is_given_up_moves_nothing);
    tcase_add_test(t, a_bad_filter_is_told);
    tcase_add_test(t, changes_of_several_writers);
    tcase_add_test(t, as_a_search_finds);
    return t;
}
