#include "store_util.h"

#include "base/fs.h"
#include "store/kv.h"
#include "store/runs.h"
#include "store/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static mh_code open_code(const char *path, bool read_only, mh_err *e) {
    mh_store *s = NULL;
    mh_rc rc = mh_store_open(&s, path, &(mh_store_opts){.read_only = read_only, .busy_ms = 50}, e);
    mh_store_close(s);
    return rc == MH_OK ? MH_E_NONE : e->code;
}

static void put_bytes(const char *path, const char *p, size_t n) {
    su_ok(mh_fs_write(path, (mh_view){p, n}, su_e));
}

static void run_sql(const char *sql) {
    sqlite3 *db = NULL;
    char *why = NULL;
    ck_assert_int_eq(sqlite3_open(su_path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK, "%s", why);
    sqlite3_close(db);
}

static void read_all(mh_buf *b) {
    su_ok(mh_fs_read(b, su_path, 0, su_e));
}

START_TEST(fresh_file_has_its_pragmas) {
    static const struct {
        const char *sql;
        int64_t want;
    } rows[] = {{"PRAGMA synchronous", 2},
                {"PRAGMA foreign_keys", 1},
                {"PRAGMA trusted_schema", 0},
                {"PRAGMA user_version", 7},
                {"PRAGMA application_id", MH_STORE_APP_ID}};
    mh_buf deep = {0};
    mh_store *s = NULL;
    mh_buf_printf(&deep, "%s/a/b/c/news.db", su_dir);
    su_ok(mh_store_open(&s, deep.ptr, NULL, su_e));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sqlite3_stmt *st = NULL;
        ck_assert_int_eq(sqlite3_prepare_v2(s->db, rows[i].sql, -1, &st, NULL), SQLITE_OK);
        ck_assert_int_eq(sqlite3_step(st), SQLITE_ROW);
        ck_assert_msg(sqlite3_column_int64(st, 0) == rows[i].want, "%s", rows[i].sql);
        sqlite3_finalize(st);
    }
    sqlite3_stmt *st = NULL;
    sqlite3_prepare_v2(s->db, "PRAGMA journal_mode", -1, &st, NULL);
    sqlite3_step(st);
    ck_assert_str_eq((const char *)sqlite3_column_text(st, 0), "wal");
    sqlite3_finalize(st);
    ck_assert_str_eq(mh_store_path(s), deep.ptr);
    struct stat fs;
    ck_assert_int_eq(stat(deep.ptr, &fs), 0);
    ck_assert_int_eq(fs.st_mode & 0777, 0600);
    su_ok(mh_store_check(s, su_e));
    mh_store_close(s);
    mh_buf_clear(&deep);
}
END_TEST

START_TEST(odd_names_are_just_names) {
    static const char *const names[] = {":memory:", "a b?mode=ro#%41.db", "file:x.db"};
    char was[512];
    ck_assert_ptr_nonnull(getcwd(was, sizeof was));
    ck_assert_int_eq(chdir(su_dir), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        mh_store *s = NULL;
        su_ok(mh_store_open(&s, names[i], NULL, su_e));
        mh_store_close(s);
        ck_assert_msg(mh_fs_is_file(names[i]), "%s", names[i]);
    }
    ck_assert_int_eq(chdir(was), 0);
}
END_TEST

START_TEST(what_is_not_ours_is_refused_untouched) {
    static char junk[9000];
    memset(junk, 'j', sizeof junk);
    const struct {
        const char *bytes; /* the file, or NULL: made by sql */
        size_t n;
        const char *sql;
        mh_code code;
        const char *says;
    } rows[] = {
        {"x", 1, NULL, MH_E_CORRUPT, "not a database"},
        {junk, sizeof junk, NULL, MH_E_CORRUPT, "not a database"},
        {"SQLite format 3", 16, NULL, MH_E_CORRUPT, "not a database"},
        {NULL, 0, "CREATE TABLE notes(x); INSERT INTO notes VALUES (1)", MH_E_CORRUPT,
         "not of minehost"},
        {NULL, 0, "CREATE TABLE t(x); PRAGMA application_id=1298689907; PRAGMA user_version=99",
         MH_E_VERSION, "newer"},
        {NULL, 0,
         "PRAGMA journal_mode=WAL; CREATE TABLE t(x); PRAGMA application_id=1298689907;"
         "PRAGMA user_version=8",
         MH_E_VERSION, "newer"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unlink(su_path);
        if (rows[i].bytes)
            put_bytes(su_path, rows[i].bytes, rows[i].n);
        else
            run_sql(rows[i].sql);
        for (int ro = 0; ro < 2; ro++) {
            mh_buf before = {0}, after = {0};
            mh_err e = {0};
            read_all(&before);
            mh_code code = open_code(su_path, ro, &e);
            ck_assert_msg(code == rows[i].code, "row %zu: %s %s", i, mh_code_name(code), e.msg);
            ck_assert_msg(strstr(e.msg, rows[i].says) && strstr(e.msg, su_path), "%s", e.msg);
            read_all(&after);
            ck_assert(mh_view_eq(mh_buf_view(&before), mh_buf_view(&after)));
            mh_buf_clear(&before);
            mh_buf_clear(&after);
        }
    }
}
END_TEST

/* A newer file with changes that are still in its WAL, as after a kill. */
START_TEST(newer_file_with_a_wal_is_untouched) {
    pid_t pid = fork();
    if (pid == 0) {
        sqlite3 *db = NULL;
        sqlite3_open(su_path, &db);
        sqlite3_exec(db,
                     "PRAGMA journal_mode=WAL; CREATE TABLE t(x); PRAGMA application_id=1298689907;"
                     "PRAGMA user_version=99",
                     NULL, NULL, NULL);
        _exit(0);
    }
    int st;
    waitpid(pid, &st, 0);
    mh_buf before = {0}, after = {0}, wal = {0}, wal_after = {0}, name = {0};
    mh_buf_printf(&name, "%s-wal", su_path);
    su_ok(mh_fs_read(&wal, name.ptr, 0, su_e));
    ck_assert_uint_gt(wal.len, 0);
    read_all(&before);
    mh_err e = {0};
    ck_assert_int_eq(open_code(su_path, false, &e), MH_E_VERSION);
    read_all(&after);
    su_ok(mh_fs_read(&wal_after, name.ptr, 0, su_e));
    ck_assert(mh_view_eq(mh_buf_view(&before), mh_buf_view(&after)));
    ck_assert(mh_view_eq(mh_buf_view(&wal), mh_buf_view(&wal_after)));
    mh_buf *all[] = {&before, &after, &wal, &wal_after, &name};
    for (size_t i = 0; i < 5; i++) mh_buf_clear(all[i]);
}
END_TEST

START_TEST(open_failures_are_told_apart) {
    mh_err e = {0};
    ck_assert_int_eq(open_code(su_path, true, &e), MH_E_NOT_FOUND);
    ck_assert(!mh_fs_is_file(su_path));
    ck_assert_int_eq(open_code(su_dir, false, &e), MH_E_USAGE);
    ck_assert_int_eq(open_code("", false, &e), MH_E_USAGE);
    put_bytes(su_path, "", 0); /* an empty file is a new database */
    ck_assert_int_eq(open_code(su_path, false, &e), MH_E_NONE);
    mh_buf below = {0};
    mh_buf_printf(&below, "%s/news.db", su_path);
    ck_assert_int_ne(open_code(below.ptr, false, &e), MH_E_NONE);
    mh_buf_clear(&below);
}
END_TEST

START_TEST(damage_is_corrupt) {
    mh_store *s = su_open();
    for (int i = 0; i < 300; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://a.example/%d", i);
        json_t *j = su_item(url, "a title", "some text of no weight");
        su_ok(mh_doc_put(s, j, NULL, su_e));
        json_decref(j);
    }
    mh_store_close(s);
    FILE *f = fopen(su_path, "r+b");
    for (long page = 1; page < 30; page++) {
        fseek(f, page * 4096, SEEK_SET);
        for (int i = 0; i < 4096; i++) fputc('z', f);
    }
    fclose(f);
    mh_err e = {0};
    s = NULL;
    mh_rc rc = mh_store_open(&s, su_path, NULL, &e);
    if (rc == MH_OK) rc = mh_store_check(s, &e);
    ck_assert_int_eq(rc, MH_FAIL);
    ck_assert_msg(e.code == MH_E_CORRUPT, "%s", e.msg);
    mh_store_close(s);
}
END_TEST

START_TEST(version_1_is_upgraded) {
    static const char fixture[] =
        "PRAGMA application_id=1298689907; PRAGMA user_version=1; PRAGMA journal_mode=WAL;"
        "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE docs(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,"
        " version INTEGER NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL,"
        " first_seen INTEGER NOT NULL, changed_at INTEGER NOT NULL, run INTEGER NOT NULL,"
        " kind TEXT, language TEXT, source TEXT, story TEXT, date TEXT,"
        " page_hash TEXT NOT NULL, rest_hash TEXT NOT NULL, url TEXT, canonical_url TEXT,"
        " title TEXT, item TEXT NOT NULL, text TEXT);"
        "CREATE INDEX docs_at ON docs(at);"
        "CREATE INDEX docs_source ON docs(source, at) WHERE source IS NOT NULL;"
        "CREATE INDEX docs_story ON docs(story) WHERE story IS NOT NULL;"
        "CREATE TABLE states(doc INTEGER NOT NULL REFERENCES docs(id) ON DELETE CASCADE,"
        " version INTEGER NOT NULL, revision INTEGER NOT NULL, since INTEGER NOT NULL,"
        " run INTEGER NOT NULL, page_hash TEXT NOT NULL, item TEXT, text TEXT,"
        " PRIMARY KEY(doc, version, revision)) WITHOUT ROWID;"
        "CREATE INDEX states_run ON states(run);"
        "CREATE TABLE runs(id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, path TEXT,"
        " trigger TEXT, scheduled INTEGER, started INTEGER NOT NULL, finished INTEGER,"
        " program TEXT, pid INTEGER NOT NULL, pid_start INTEGER NOT NULL, boot TEXT NOT NULL,"
        " status TEXT NOT NULL, exit_code INTEGER, reason TEXT, fresh INTEGER, changed INTEGER,"
        " unchanged INTEGER, failed INTEGER, dropped INTEGER, requests INTEGER, bytes INTEGER,"
        " cpu_us INTEGER, wall_us INTEGER);"
        "CREATE INDEX runs_open ON runs(id) WHERE status = 'running';"
        "CREATE TABLE run_events(run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,"
        " seq INTEGER NOT NULL, at INTEGER NOT NULL, level INTEGER NOT NULL, event TEXT NOT NULL,"
        " fields TEXT, PRIMARY KEY(run, seq)) WITHOUT ROWID;"
        "CREATE TABLE kv(ns TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,"
        " expires INTEGER, PRIMARY KEY(ns, key)) WITHOUT ROWID;"
        "CREATE INDEX kv_expires ON kv(expires) WHERE expires IS NOT NULL;"
        "INSERT INTO docs VALUES (7, 'https://a.example/', 1, 0, 5, 5, 5, 0, NULL, 'en', NULL,"
        " NULL, NULL, 'p', 'r', 'https://a.example/', NULL, 'Old talks',"
        " '{\"title\":\"Old talks\",\"topics\":[\"trade\"],\"url\":\"https://a.example/\"}',"
        " 'They met in Bishkek.');"
        "INSERT INTO states VALUES (7, 1, 0, 5, 0, 'p', NULL, NULL);"
        "INSERT INTO kv VALUES ('n', 'k', '[1]', NULL);";
    run_sql(fixture);
    mh_err e = {0};
    ck_assert_int_eq(open_code(su_path, true, &e), MH_E_READ_ONLY);
    ck_assert_int_eq(su_int("PRAGMA user_version"), 1);
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_hits h;
    su_ok(mh_search(s, MH_VIEW("bishkek topic:trade"), NULL, a, &h, su_e));
    ck_assert_uint_eq(h.n, 1);
    ck_assert_int_eq(h.hit[0].id, 7);
    json_t *v = NULL;
    su_ok(mh_kv_get(s, MH_VIEW("n"), MH_VIEW("k"), &v, su_e));
    ck_assert(json_is_array(v));
    json_decref(v);
    ck_assert_int_gt(su_put(s, su_item("https://b.example/", "t", "x")).id, 7);
    su_ok(mh_store_check(s, su_e));
    mh_arena_free(a);
    mh_store_close(s);
    ck_assert_int_eq(su_int("PRAGMA user_version"), mh_store_version_max());
}
END_TEST

/* In a child without root's powers, where there are any to lose. 0: all as it should be. */
static int as_reader(int (*fn)(void)) {
    pid_t pid = fork();
    if (pid == 0) {
        if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(99);
        _exit(fn());
    }
    int st = 0;
    waitpid(pid, &st, 0);
    return WIFEXITED(st) ? WEXITSTATUS(st) : 100;
}

static int reads_but_not_writes(void) {
    mh_store *s = NULL;
    mh_err e = {0};
    mh_record d;
    mh_hits h;
    if (mh_store_open(&s, su_path, NULL, &e) != MH_OK) return fprintf(stderr, "%s\n", e.msg), 1;
    if (!mh_store_read_only(s)) return 2;
    if (mh_doc_get_key(s, MH_VIEW("https://a.example/"), 0, &d, &e) != MH_OK) return 3;
    mh_doc_clear(&d);
    mh_arena *a = mh_arena_new();
    if (mh_search(s, MH_VIEW("read"), NULL, a, &h, &e) != MH_OK || h.n != 1) return 4;
    mh_arena_free(a);
    json_t *j = su_item("https://b.example/", "t", "x");
    if (mh_doc_put(s, j, NULL, &e) == MH_OK || e.code != MH_E_READ_ONLY) return 5;
    if (!strstr(e.msg, su_path)) return 6;
    json_decref(j);
    int64_t id;
    mh_runs_begin r = {.job = MH_VIEW("j")};
    if (mh_runs_start(s, &r, &id, &e) == MH_OK || e.code != MH_E_READ_ONLY) return 7;
    if (mh_store_check(s, &e) != MH_OK) return 8;
    mh_store_close(s);
    return 0;
}

START_TEST(read_only_file_and_folder) {
    static const struct { mode_t dir, file; } rows[] = {{0555, 0444}, {0555, 0666}, {0777, 0444}};
    mh_store *s = su_open();
    su_put(s, su_item("https://a.example/", "Read me", "text to read"));
    mh_store_close(s);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf before = {0}, after = {0};
        read_all(&before);
        chmod(su_path, rows[i].file);
        chmod(su_dir, rows[i].dir);
        int rc = as_reader(reads_but_not_writes);
        ck_assert_msg(rc == 0, "row %zu: step %d", i, rc);
        chmod(su_dir, 0700);
        read_all(&after);
        ck_assert(mh_view_eq(mh_buf_view(&before), mh_buf_view(&after)));
        mh_buf_clear(&before);
        mh_buf_clear(&after);
    }
}
END_TEST

static int refuses_to_make(void) {
    mh_err e = {0};
    mh_code code = open_code(su_path, false, &e);
    return code == MH_E_DENIED || code == MH_E_READ_ONLY ? 0 : 1;
}

START_TEST(closed_folder_and_no_file) {
    chmod(su_dir, 0555);
    ck_assert_int_eq(as_reader(refuses_to_make), 0);
}
END_TEST

START_TEST(opened_for_reading_only) {
    mh_store *s = su_open(), *r = NULL;
    su_put(s, su_item("https://a.example/", "Read me", "text to read"));
    su_ok(mh_store_open(&r, su_path, &(mh_store_opts){.read_only = true}, su_e));
    mh_record d;
    su_ok(mh_doc_get_key(r, MH_VIEW("https://a.example/"), 0, &d, su_e));
    mh_doc_clear(&d);
    mh_err e = {0};
    ck_assert_int_eq(mh_kv_set(r, MH_VIEW("n"), MH_VIEW("k"), json_true(), 0, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_READ_ONLY);
    mh_store_close(r);
    mh_store_close(s);
}
END_TEST

START_TEST(busy_ends_with_a_message) {
    mh_store *s = su_open(), *t = NULL;
    su_ok(mh_store_open(&t, su_path, &(mh_store_opts){.busy_ms = 60}, su_e));
    json_t *a = su_item("https://a.example/", "t", "x"),
           *b = su_item("https://b.example/", "t", "x");
    mh_err e = {0};
    su_ok(mh_doc_put(s, a, NULL, su_e));
    ck_assert_int_eq(mh_doc_put(t, b, NULL, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_BUSY);
    ck_assert(e.retry);
    ck_assert_msg(strstr(e.msg, su_path) && strstr(e.msg, "0.1 s"), "%s", e.msg);
    su_ok(mh_store_flush(s, su_e));
    su_ok(mh_doc_put(t, b, NULL, su_e));
    su_ok(mh_store_flush(t, su_e));
    json_decref(a);
    json_decref(b);
    mh_store_close(t);
    mh_store_close(s);
    ck_assert_int_eq(su_int("SELECT count(*) FROM docs"), 2);
}
END_TEST

TCase *tcase_store_store(void) {
    TCase *t = tcase_create("store_store");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, fresh_file_has_its_pragmas);
    tcase_add_test(t, odd_names_are_just_names);
    tcase_add_test(t, what_is_not_ours_is_refused_untouched);
    tcase_add_test(t, newer_file_with_a_wal_is_untouched);
    tcase_add_test(t, open_failures_are_told_apart);
    tcase_add_test(t, damage_is_corrupt);
    tcase_add_test(t, version_1_is_upgraded);
    tcase_add_test(t, read_only_file_and_folder);
    tcase_add_test(t, closed_folder_and_no_file);
    tcase_add_test(t, opened_for_reading_only);
    tcase_add_test(t, busy_ends_with_a_message);
    return t;
}
