/* The database: puts against bare SQLite that makes the same rows in the same schema, with the same pragmas and
 * in the same batches; and, with MH_BENCH_DOCS=N, queries of every shape over N documents. The documents are
 * generated (store_gen.h); puts are CPU seconds, queries both CPU and real milliseconds. */
#include "bench.h"

#include "store/query_priv.h"
#include "store/store_priv.h"
#include "store_gen.h"
#include "text/forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PUTS    4000
#define BATCH   64
#define QUERIES 60 /* of each shape */

static void fail(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

static void need(mh_rc rc, const mh_err *e) {
    if (rc != MH_OK) fail(e->msg);
}

static mh_store *open_at(const char *folder, const char *name, bool fold) {
    mh_store *s = NULL;
    mh_err e = {0};
    mh_buf path = {0};
    mh_forms *f = fold ? mh_forms_new() : NULL;
    mh_store_opts o = {0};
    if (f) {
        o.fold = mh_forms_add;
        o.fold_arg = f;
        o.fold_name = mh_forms_name(f);
    }
    mh_buf_printf(&path, "%s/%s", folder, name);
    need(mh_store_open(&s, path.ptr, &o, &e), &e);
    mh_buf_clear(&path);
    return s; /* f lives as long as the benchmark */
}

static double put_ours(mh_store *s, json_t *const *items, size_t n) {
    mh_err e = {0};
    double from = bench_cpu();
    for (size_t i = 0; i < n; i++) {
        need(mh_doc_put(s, items[i], NULL, &e), &e);
        if (i % BATCH == BATCH - 1 || i + 1 == n) need(mh_store_flush(s, &e), &e);
    }
    return bench_cpu() - from;
}

/* ---- the floor */

typedef struct bare_row {
    char *json; /* as it is kept */
    const char *key, *title, *text, *language, *date, *source, *topic, *country;
} bare_row;

static bare_row row_of(json_t *item) {
    json_t *kept = json_copy(item);
    json_object_del(kept, "text");
    bare_row r = {.json = json_dumps(kept, JSON_COMPACT | JSON_SORT_KEYS),
                  .key = json_string_value(json_object_get(item, "url")),
                  .title = json_string_value(json_object_get(item, "title")),
                  .text = json_string_value(json_object_get(item, "text")),
                  .language = json_string_value(json_object_get(item, "language")),
                  .date = json_string_value(json_object_get(item, "date")),
                  .source = json_string_value(json_object_get(item, "source"))};
    r.topic = json_string_value(json_array_get(json_object_get(item, "topics"), 0));
    json_t *mention = json_array_get(json_object_get(item, "mentions"), 0);
    r.country = json_string_value(json_object_get(mention, "country"));
    json_decref(kept);
    return r;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK) fail(sqlite3_errmsg(db));
    return st;
}

static void step(sqlite3_stmt *st) {
    if (sqlite3_step(st) != SQLITE_DONE) fail("bare SQLite fails");
    sqlite3_reset(st);
}

static void bind(sqlite3_stmt *st, int i, const char *text) {
    sqlite3_bind_text(st, i, text, -1, SQLITE_STATIC);
}

static double put_bare(sqlite3 *db, const bare_row *rows, size_t n) {
    char hash[65];
    memset(hash, 'a', 64);
    hash[64] = '\0';
    sqlite3_stmt *doc = prepare(
                     db, "INSERT INTO docs(key, url, title, text, language, date, source, at,"
                         " page_hash, rest_hash, item, run, version, revision, first_seen,"
                         " changed_at) VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, 0, 1,"
                         " 0, ?7, ?7)"),
                 *state = prepare(db, "INSERT INTO states(doc, version, revision, since, run,"
                                      " page_hash) VALUES (?1, 1, 0, ?2, 0, ?3)"),
                 *tag = prepare(db, "INSERT INTO tags(kind, value, doc) VALUES (?1, ?2, ?3)"),
                 *fts = prepare(db, "INSERT INTO doc_fts(rowid, title, text) VALUES (?1, ?2, ?3)");
    double from = bench_cpu();
    for (size_t i = 0; i < n; i++) {
        const bare_row *r = &rows[i];
        if (i % BATCH == 0) sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        const char *texts[] = {r->key, r->title, r->text, r->language, r->date, r->source};
        for (int k = 0; k < 6; k++) bind(doc, k + 1, texts[k]);
        sqlite3_bind_int64(doc, 7, (int64_t)i * 1000000);
        bind(doc, 8, hash);
        bind(doc, 9, r->json);
        step(doc);
        int64_t id = sqlite3_last_insert_rowid(db);
        sqlite3_bind_int64(state, 1, id);
        sqlite3_bind_int64(state, 2, (int64_t)i * 1000000);
        bind(state, 3, hash);
        step(state);
        const char *tags[][2] = {{"topic", r->topic}, {"country", r->country}};
        for (int k = 0; k < 2; k++) {
            bind(tag, 1, tags[k][0]);
            bind(tag, 2, tags[k][1]);
            sqlite3_bind_int64(tag, 3, id);
            step(tag);
        }
        sqlite3_bind_int64(fts, 1, id);
        bind(fts, 2, r->title);
        bind(fts, 3, r->text);
        step(fts);
        if ((i % BATCH == BATCH - 1 || i + 1 == n) &&
            sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
            fail(sqlite3_errmsg(db));
    }
    double spent = bench_cpu() - from;
    sqlite3_finalize(doc);
    sqlite3_finalize(state);
    sqlite3_finalize(tag);
    sqlite3_finalize(fts);
    return spent;
}

static void puts_by_floor(const char *folder, store_gen *g) {
    static json_t *items[PUTS];
    static bare_row rows[PUTS];
    for (size_t i = 0; i < PUTS; i++) {
        items[i] = store_gen_item(g, i);
        rows[i] = row_of(items[i]);
    }
    mh_store *plain_floor = open_at(folder, "plain-floor.db", false),
             *plain = open_at(folder, "plain.db", false),
             *floor_store = open_at(folder, "floor.db", true),
             *ours = open_at(folder, "ours.db", true);
    double bare = put_bare(plain_floor->db, rows, PUTS), mine = put_ours(plain, items, PUTS);
    bench_line("store: bare SQLite, words as they are", PUTS, "put", bare, -1);
    bench_line("store: puts, words as they are", PUTS, "put", mine, bare);
    double bare_fold = put_bare(floor_store->db, rows, PUTS),
           mine_fold = put_ours(ours, items, PUTS);
    bench_line("store: bare SQLite, with forms", PUTS, "put", bare_fold, -1);
    bench_line("store: puts, with forms", PUTS, "put", mine_fold, bare_fold);
    for (size_t i = 0; i < PUTS; i++) {
        free(rows[i].json);
        json_decref(items[i]);
    }
    mh_store_close(plain_floor);
    mh_store_close(plain);
    mh_store_close(floor_store);
    mh_store_close(ours);
}

/* ---- queries */

static double now_ms(clockid_t which) {
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void ask_shape(mh_store *s, store_gen *g, const store_shape *shape) {
    double cpu[QUERIES], real[QUERIES];
    size_t hits = 0;
    for (size_t i = 0; i < QUERIES; i++) {
        mh_buf q = {0};
        mh_err e = {0};
        mh_hits h;
        mh_arena *a = mh_arena_new();
        store_gen_query(g, shape, i, &q);
        double c = now_ms(CLOCK_THREAD_CPUTIME_ID), r = now_ms(CLOCK_MONOTONIC);
        need(mh_search(s, mh_buf_view(&q), NULL, a, &h, &e), &e);
        cpu[i] = now_ms(CLOCK_THREAD_CPUTIME_ID) - c;
        real[i] = now_ms(CLOCK_MONOTONIC) - r;
        if (getenv("MH_BENCH_QUERIES")) printf("  %.1f ms, %zu hits: %s\n", cpu[i], h.n, q.ptr);
        hits += h.n;
        mh_arena_free(a);
        mh_buf_clear(&q);
    }
    qsort(cpu, QUERIES, sizeof *cpu, by_value);
    qsort(real, QUERIES, sizeof *real, by_value);
    printf("store: query %-28s p50 %6.2f ms, p95 %6.2f ms of CPU; p95 %6.2f ms; %.1f hits shown\n",
           shape->name, cpu[QUERIES / 2], cpu[QUERIES * 95 / 100], real[QUERIES * 95 / 100],
           (double)hits / QUERIES);
    fflush(stdout);
}

/* ---- order: the first ten of a bounded search beside the first ten of all matches */

#define TOP 10

static size_t top_of(mh_store *s, const char *query, bool all, mh_candidates *out) {
    mh_query q;
    mh_err e = {0};
    mh_search_opts o = {.all = all};
    need(mh_query_parse(s, mh_view_of(query), mh_store_now(s), true, &q, &e), &e);
    need(mh_search_candidates(s, &q, &o, TOP + 1, out, &e), &e);
    mh_query_clear(&q);
    return out->len < TOP ? out->len : TOP;
}

static void order_of(mh_store *s, store_gen *g, const store_shape *shape) {
    double met = 0, shown = 0, got = 0, best = 0, weighed = 0, matches = 0;
    for (size_t i = 0; i < QUERIES / 6; i++) {
        mh_buf q = {0};
        mh_candidates some = {0}, all = {0};
        store_gen_query(g, shape, i, &q);
        size_t n = top_of(s, q.ptr, false, &some), of = top_of(s, q.ptr, true, &all);
        if (n != of) fail("a bounded search shows fewer");
        for (size_t k = 0; k < n; k++) {
            got += some.ptr[k].score;
            best += all.ptr[k].score;
            for (size_t j = 0; j < n; j++) met += all.ptr[j].id == some.ptr[k].id;
        }
        shown += (double)n;
        weighed += (double)some.len;
        matches += (double)all.len;
        mh_vec_clear(&some);
        mh_vec_clear(&all);
        mh_buf_clear(&q);
    }
    printf("store: order %-28s %.0f of %.0f matches ranked; of the first ten of all %.2f shown; "
           "score %.2f of theirs\n",
           shape->name, weighed * 6 / QUERIES, matches * 6 / QUERIES, shown > 0 ? met / shown : 1,
           best > 0 ? got / best : 1);
    fflush(stdout);
}

static double rss_mib(void) {
    long pages = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f || fscanf(f, "%ld %ld", &pages, &resident) != 2) resident = 0;
    if (f) fclose(f);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

static void fill(mh_store *s, store_gen *g, size_t n) {
    mh_err e = {0};
    int64_t have = 0;
    need(mh_docs_count(s, NULL, &have, &e), &e);
    double bytes = 0, from = bench_cpu();
    for (size_t i = (size_t)have; i < n; i++) {
        json_t *item = store_gen_item(g, i);
        bytes += (double)json_string_length(json_object_get(item, "text"));
        need(mh_doc_put(s, item, NULL, &e), &e);
        json_decref(item);
        if (i % BATCH == BATCH - 1) need(mh_store_flush(s, &e), &e);
    }
    need(mh_store_flush(s, &e), &e);
    if ((size_t)have < n)
        printf("store: %zu documents of %.0f bytes of text each, made and put in %.0f s of CPU\n",
               n, bytes / (double)(n - (size_t)have), bench_cpu() - from);
}

/* MH_BENCH_KEEP=FOLDER keeps the file there and uses it again. MH_BENCH_ORDER=1: what bounding does to the order. */
static void queries(const char *folder, store_gen *g, size_t n) {
    const char *keep = getenv("MH_BENCH_KEEP");
    mh_buf path = {0};
    struct stat st;
    mh_store *s = open_at(keep ? keep : folder, "many.db", true);
    fill(s, g, n);
    mh_store_close(s);
    s = open_at(keep ? keep : folder, "many.db", true);
    mh_buf_puts(&path, mh_store_path(s));
    if (stat(path.ptr, &st) == 0)
        printf("store: %.0f bytes a document in the file, index and all\n",
               (double)st.st_size / (double)n);
    double before = rss_mib();
    for (const store_shape *shape = store_shapes; shape->name; shape++) ask_shape(s, g, shape);
    printf("store: %.0f MiB resident after the queries, %.0f before\n", rss_mib(), before);
    for (const store_shape *shape = store_shapes; shape->name && getenv("MH_BENCH_ORDER"); shape++)
        if (strpbrk(shape->form, "RMCP*")) order_of(s, g, shape);
    mh_store_close(s);
    mh_buf_clear(&path);
}

void bench_store(void) {
    const char *tmp = getenv("TMPDIR"), *docs = getenv("MH_BENCH_DOCS");
    mh_buf dir = {0};
    mh_buf_printf(&dir, "%s/minehost-store-XXXXXX", tmp ? tmp : "/tmp");
    if (mkdtemp(dir.ptr) == NULL) fail("mkdtemp");
    store_gen *g = store_gen_new("tests/region");
    if (docs == NULL || atol(docs) == 0)
        puts_by_floor(dir.ptr, g);
    else
        queries(dir.ptr, g, (size_t)atol(docs));
    store_gen_free(g);
    mh_buf_clear(&dir); /* the folder lies in the one that scripts/dev/bench removes */
}
