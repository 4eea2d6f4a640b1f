/* minehost test: runs the tests of plugins, each in a process of its own, several at once. */
#include "cli/test.h"

#include "base/log.h"
#include "base/mem.h"
#include "conf/plugin.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX ((size_t)16 << 10) /* bytes of a failed test's output */

/* A word is a file, a folder, or the name of a plugin. */
static mh_rc add_word(mh_names *out, const char *word, mh_err *e) {
    mh_err why = {0};
    if (mh_run_test_files(out, word, e) == MH_OK) return MH_OK;
    if (strchr(word, '/') || mh_fs_is_dir(word)) return MH_FAIL;
    mh_names path = {0};
    mh_plugin_path(&path, ".");
    char *dir = mh_plugin_find(&path, mh_view_of(word), &why);
    mh_rc rc = dir ? mh_run_test_files(out, dir, e) : mh_fail(e, why.code, "%s", why.msg);
    free(dir);
    mh_names_clear(&path);
    return rc;
}

/* Paths below this folder are shown without it. */
static void shorten(mh_names *files) {
    for (size_t i = 0; i < files->len; i++) {
        char *p = files->ptr[i];
        if (strncmp(p, "./", 2) == 0) memmove(p, p + 2, strlen(p + 2) + 1);
    }
}

static void indented(mh_view text, FILE *f) {
    mh_view line;
    text = mh_view_sub(text, 0, SHOWN_MAX);
    while (mh_view_split(&text, '\n', &line)) {
        mh_buf b = {0};
        mh_log_escape(&b, line, false);
        if (line.len > 0) fprintf(f, "      %s\n", b.ptr ? b.ptr : "");
        mh_buf_clear(&b);
    }
}

static void put_text(const mh_test *t, bool verbose) {
    bool bad = mh_test_failed(t);
    printf("%s  %s  ", bad ? "FAIL" : "ok  ", t->file);
    if (t->counted)
        printf("%zu passed", t->passed);
    else
        printf("%s", t->why);
    if (t->counted && t->failed) printf(", %zu failed", t->failed);
    printf("  %.1f s\n", t->seconds);
    if (bad || verbose) indented(mh_buf_view(&t->said), stdout);
    if ((bad && (t->said.len == 0 || !t->counted)) || verbose)
        indented(mh_buf_view(&t->err), stdout);
    for (size_t i = 0; !bad && !verbose && i < t->notes.len; i++)
        printf("      %s\n", t->notes.ptr[i]);
    fflush(stdout);
}

static json_t *text(mh_view v) {
    v = mh_view_sub(v, 0, SHOWN_MAX);
    json_t *s = json_stringn(v.ptr ? v.ptr : "", v.len);
    return s ? s : json_string("");
}

static json_t *as_json(const mh_test *t) {
    json_t *o =
        json_pack("{s:s, s:I, s:I, s:b, s:f}", "file", t->file, "passed", (json_int_t)t->passed,
                  "failed", (json_int_t)t->failed, "ok", !mh_test_failed(t), "seconds", t->seconds);
    if (mh_test_failed(t)) {
        json_object_set_new(o, "output", text(mh_buf_view(&t->said)));
        json_object_set_new(o, "error", text(mh_buf_view(&t->err)));
    }
    if (t->why[0]) json_object_set_new(o, "reason", json_string(t->why));
    return o;
}

static void put_json(const mh_tests *all, size_t passed, size_t failed) {
    json_t *list = json_array();
    for (size_t i = 0; i < all->len; i++) json_array_append_new(list, as_json(&all->ptr[i]));
    json_t *o = json_pack("{s:I, s:I, s:o}", "passed", (json_int_t)passed, "failed",
                          (json_int_t)failed, "tests", list);
    char *s = json_dumps(o, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    puts(s ? s : "{}");
    free(s);
    json_decref(o);
}

static int conclude(const mh_tests *all, bool json, double seconds) {
    size_t passed = 0, failed = 0;
    for (size_t i = 0; i < all->len; i++) {
        const mh_test *t = &all->ptr[i];
        passed += t->passed;
        failed += t->failed + (mh_test_failed(t) && t->failed == 0); /* one that went wrong whole */
    }
    if (json)
        put_json(all, passed, failed);
    else
        printf("%zu passed, %zu failed in %zu file%s, %.1f s\n", passed, failed, all->len,
               all->len == 1 ? "" : "s", seconds);
    return failed ? MH_EXIT_FAILED : MH_EXIT_OK;
}

static int test(mh_cli *c) {
    mh_err e = {0};
    mh_names files = {0};
    mh_tests all = {0};
    size_t jobs = 0;
    int code = MH_EXIT_OK;
    if (mh_cli_number(c, "jobs", 64, &jobs, &e) != MH_OK) return mh_cli_usage(&mh_cmd_test, e.msg);
    mh_view format = c->settings.format;
    bool json = mh_view_eq(format, MH_VIEW("json"));
    if (format.len > 0 && !json && !mh_view_eq(format, MH_VIEW("text")))
        return mh_cli_usage(&mh_cmd_test, "option --format of test is text or json");
    if (c->words.len == 0 && add_word(&files, ".", &e) != MH_OK) code = MH_EXIT_USAGE;
    for (size_t i = 0; code == MH_EXIT_OK && i < c->words.len; i++)
        if (add_word(&files, c->words.ptr[i], &e) != MH_OK) code = MH_EXIT_USAGE;
    shorten(&files);
    if (code == MH_EXIT_OK) {
        mh_test_plan plan = {.files = &files,
                             .jobs = jobs,
                             .update = mh_cli_value(c, "update") != NULL,
                             .allow = mh_cli_allow(c),
                             .settings = &c->settings,
                             .show = json ? NULL : put_text};
        double seconds = mh_tests_run(&all, &plan);
        code = conclude(&all, json, seconds);
    } else {
        mh_cli_fail(code, "%s", e.msg);
    }
    mh_tests_clear(&all);
    mh_names_clear(&files);
    return code;
}

static const mh_option options[] = {
    {"update", false}, {"jobs", true}, {"allow", true}, {NULL, false}};

const mh_command mh_cmd_test = {
    .name = "test",
    .usage = "test [NAME|PATH...]",
    .about = "run the tests of plugins, offline, at a fixed time",
    .run = test,
    .options = options,
    .help =
        "A plugin's tests are test/test_*.lua in its folder; a folder of plugins has those of "
        "all,\n"
        "and so has the one above it. Without a word: this folder. A declared job is a test too:\n"
        "it is run on its recordings, writes nothing, and what it `expects` counts.\n"
        "\n"
        "Each test runs in a process of its own, with an empty database. Requests are answered "
        "from\n"
        "the recordings beside it (test/*.warc, test/*.warc.gz, as minehost run --record makes\n"
        "them; if some begin with the test's name, from those alone); nothing else is reached. "
        "The\n"
        "clock shows the recording's time, or 2026-01-01T00:00:00Z.\n"
        "\n"
        "  --update        write snapshots (t.snapshot) anew\n"
        "  --jobs N        tests at once (the number of processors)\n"
        "  --format json   one object, for other programs\n"
        "  --allow WORD    grant a permission\n"
        "  -v              what each test printed\n"
        "\n"
        "The last line says \"N passed, M failed\"; the exit code is 1 if one failed.\n"};
