/* The sample pipeline over COPIES copies of scripts/sample, by `minehost run`, against the sum of its
 * floors: MyHTML parsing the same bytes, and SQLite inserting the same rows with the same pragmas.
 * CPU seconds of both; the start of an empty run is taken off ours and shown apart. */
#include "bench.h"

#include "base/fs.h"

#include <jansson.h>
#include <myhtml/api.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COPIES  20
#define COLUMNS 4
#define BATCH   8 /* rows a commit: the pipeline's concurrency */

static char *work; /* temporary folder of this benchmark */

static void fail(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

double bench_run(const char *folder, const char *job, const char *db) {
    const char *bin = getenv("MINEHOST");
    double before = bench_children_cpu();
    pid_t pid = fork();
    if (pid == 0) {
        if (chdir(folder) != 0 || freopen("/dev/null", "w", stdout) == NULL ||
            freopen("/dev/null", "w", stderr) == NULL)
            _exit(99);
        execl(bin ? bin : "minehost", "minehost", "run", "-q", "--db", db, job, (char *)NULL);
        _exit(99);
    }
    int status = 0;
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) fail("no run");
    int code = WEXITSTATUS(status);
    if (code != 0 && code != 3) fail("the run failed"); /* 3: the broken page */
    return bench_children_cpu() - before;
}

static double run_job(const char *job, const char *db) {
    return bench_run(work, job, db);
}

static void write_text(const char *name, const char *text) {
    char *path = mh_path_join(work, name);
    mh_err e;
    if (mh_fs_write(path, mh_view_of(text), &e) != MH_OK) fail(e.msg);
    free(path);
}

/* Copies of the sample pages, each with a word of its own, so that no two pages are the same. */
static double make_pages(mh_names *pages) {
    mh_names names = {0};
    mh_err e;
    double bytes = 0;
    if (mh_fs_list(&names, "scripts/sample", &e) != MH_OK) fail(e.msg);
    for (size_t i = 0; i < names.len; i++) {
        mh_buf src = {0};
        char *from = mh_path_join("scripts/sample", names.ptr[i]);
        if (!strstr(from, ".html") || mh_fs_read(&src, from, 0, &e) != MH_OK) {
            free(from);
            continue;
        }
        for (int k = 0; k < COPIES; k++) {
            mh_buf page = {0}, name = {0};
            mh_buf_printf(&name, "%s/pages/%02d-%s", work, k, names.ptr[i]);
            mh_buf_put(&page, mh_buf_view(&src));
            mh_buf_printf(&page, "<!-- copy %d -->", k);
            if (mh_fs_write(name.ptr, mh_buf_view(&page), &e) != MH_OK) fail(e.msg);
            bytes += (double)page.len;
            mh_vec_push(pages, mh_buf_take(&name));
            mh_buf_clear(&page);
        }
        mh_buf_clear(&src);
        free(from);
    }
    mh_names_clear(&names);
    return bytes;
}

/* Parses every page with a fresh tree, as a page comes. */
static double floor_parse(const mh_names *pages) {
    double cpu = 0;
    myhtml_t *html = myhtml_create();
    if (myhtml_init(html, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0)) fail("myhtml_init");
    for (size_t i = 0; i < pages->len; i++) {
        mh_buf b = {0};
        mh_err e;
        if (mh_fs_read(&b, pages->ptr[i], 0, &e) != MH_OK) fail(e.msg);
        double t0 = bench_cpu();
        myhtml_tree_t *tree = myhtml_tree_create();
        myhtml_tree_init(tree, html);
        myhtml_parse(tree, MyENCODING_UTF_8, b.ptr, b.len);
        myhtml_tree_destroy(tree);
        cpu += bench_cpu() - t0;
        mh_buf_clear(&b);
    }
    myhtml_destroy(html);
    return cpu;
}

static void sql(sqlite3 *db, const char *text) {
    char *msg = NULL;
    if (sqlite3_exec(db, text, NULL, NULL, &msg) != SQLITE_OK) fail(msg);
}

/* Inserts the rows that the run kept (read back from its database) into a plain table. */
static double floor_insert(const char *db_path, size_t *rows) {
    sqlite3 *from, *to;
    sqlite3_stmt *get, *put;
    char *bare = mh_path_join(work, "bare.db");
    if (sqlite3_open(db_path, &from) || sqlite3_open(bare, &to)) fail("sqlite3_open");
    sql(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE doc(key TEXT UNIQUE, title TEXT, item TEXT, text TEXT)");
    sqlite3_prepare_v2(to, "INSERT INTO doc VALUES (?, ?, ?, ?)", -1, &put, NULL);
    if (sqlite3_prepare_v2(from, "SELECT key, title, item, text FROM docs ORDER BY id", -1, &get,
                           NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(from));
    double cpu = 0;
    *rows = 0;
    while (sqlite3_step(get) == SQLITE_ROW) {
        for (int i = 0; i < COLUMNS; i++)
            sqlite3_bind_text(put, i + 1, (const char *)sqlite3_column_text(get, i),
                              sqlite3_column_bytes(get, i), SQLITE_TRANSIENT);
        double t0 = bench_cpu();
        if (*rows % BATCH == 0) sql(to, "BEGIN");
        if (sqlite3_step(put) != SQLITE_DONE) fail(sqlite3_errmsg(to));
        sqlite3_reset(put);
        if (*rows % BATCH == BATCH - 1) sql(to, "COMMIT");
        cpu += bench_cpu() - t0;
        ++*rows;
    }
    if (*rows % BATCH) sql(to, "COMMIT");
    sqlite3_finalize(get);
    sqlite3_finalize(put);
    sqlite3_close(from);
    sqlite3_close(to);
    free(bare);
    return cpu;
}

void bench_pipeline(void) {
    const char *tmp = getenv("TMPDIR");
    mh_buf dir = {0};
    mh_buf_printf(&dir, "%s/minehost-bench-XXXXXX", tmp ? tmp : "/tmp");
    work = mh_buf_take(&dir);
    if (mkdtemp(work) == NULL) fail("mkdtemp");
    char *pages_dir = mh_path_join(work, "pages"), *db = mh_path_join(work, "bench.db");
    char *empty_db = mh_path_join(work, "empty.db");
    if (mkdir(pages_dir, 0700) != 0) fail("mkdir");
    write_text("empty.lua", "");
    write_text(
        "job.lua",
        "return { sources = { { 'files', path = 'pages' } }, sinks = { 'store' },\n"
        "  pipeline = { 'article', 'language', 'places', 'topics', 'summary', 'stories' } }");
    mh_names pages = {0};
    double bytes = make_pages(&pages);
    run_job("empty.lua", empty_db);
    double start = run_job("empty.lua", empty_db);
    double ours = run_job("job.lua", db);
    size_t rows;
    double parse = floor_parse(&pages), insert = floor_insert(db, &rows);
    printf("%zu pages, %.1f MB, %zu rows\n", pages.len, bytes / 1e6, rows);
    bench_line("start and end, empty run", 1, "run", start, -1);
    bench_line("floor: MyHTML parse", (double)pages.len, "page", parse, -1);
    bench_line("floor: SQLite insert", (double)rows, "row", insert, -1);
    bench_line("sample pipeline", (double)pages.len, "page", ours - start, parse + insert);
    /* the folder lies in the one that scripts/dev/bench removes */
    mh_names_clear(&pages);
    free(pages_dir);
    free(db);
    free(empty_db);
    free(work);
}
