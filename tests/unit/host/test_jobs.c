#include "host/jobs_folder.h"

#include "base/clock.h"

#include <string.h>
#include <time.h>
#include <utime.h>

#define US 1000000

/* --- which files there are, under which names --- */

/* Steps with the list after each: put FILE NAME, bad FILE, script FILE, drop FILE, move FILE FILE. */
typedef struct story {
    const char *tale[8];
    const char *wants[8];
} story;

static const story stories[] = {
    {{"put a.lua a", "", "put b.lua b", "drop a.lua", ""}, {"a*", "a", "a b*", "a-* b", "b"}},
    /* what is no job */
    {{"put _a.lua a", "put .b.lua b", "put c.txt c", "script s.lua"}, {"", "", "", "s*s"}},
    /* a bad file keeps its version; one that never loaded is there all the same */
    {{"put a.lua x", "bad a.lua", "", "put a.lua x"}, {"x*", "x!*", "x!", "x*"}},
    {{"bad a.lua", "", "put a.lua x", "drop a.lua"}, {"a!*?", "a!?", "a-* x*", "x-*"}},
    {{"bad a.lua", "drop a.lua", ""}, {"a!*?", "a-*", ""}},
    /* a table that says nonsense, one that cannot be read as data but was to be a job */
    {{"odd a.lua", "lost b.lua"}, {"a!*?", "a!? b!*?"}},
    {{"put a.lua a", "lost a.lua", "script a.lua"}, {"a*", "a!*", "a*s"}},
    /* two files with one name: the one that had it keeps it */
    {{"put b.lua x", "put a.lua x", "", "drop b.lua", ""},
     {"x*", "a!*? x", "a!? x", "a-* x*", "x"}},
    {{"put a.lua x", "put b.lua y", "put b.lua x", "drop a.lua"},
     {"x*", "x y*", "x y!*", "x* y-*"}},
    /* a name that a file lends to a broken one */
    {{"put a.lua b", "bad b.lua", ""}, {"b*", "b b.lua!*?", "b b.lua!?"}},
    /* a new name, a new file */
    {{"put a.lua x", "put a.lua y", ""}, {"x*", "x-* y*", "y"}},
    {{"put a.lua x", "move a.lua b.lua", ""}, {"x*", "x*", "x"}},
    {{"script a.lua", "move a.lua b.lua", ""}, {"a*s", "a-* b*s", "bs"}},
    {{"put a.lua x", "put b.lua y", "swap a.lua b.lua", ""}, {"x*", "x y*", "x* y*", "x y"}},
    /* scripts and jobs */
    {{"script a.lua", "put a.lua a", "script a.lua"}, {"a*s", "a*", "a*s"}},
};

static void step(const char *tale) {
    char what[16] = "", a[32] = "", b[32] = "";
    sscanf(tale, "%15s %31s %31s", what, a, b);
    if (strcmp(what, "put") == 0) jf_job(a, b, "every = \"1h\"");
    if (strcmp(what, "bad") == 0) jf_put(a, "return { name = \n");
    if (strcmp(what, "odd") == 0) jf_put(a, "return { schedule = { every = 'soon' } }\n");
    if (strcmp(what, "lost") == 0)
        jf_put(a, "local x = mine.time.now()\nreturn { schedule = x }\n");
    if (strcmp(what, "script") == 0) jf_put(a, "mine.emit { title = 'hello' }\n");
    if (strcmp(what, "drop") == 0) jf_drop(a);
    if (strcmp(what, "move") == 0) jf_move(a, b);
    if (strcmp(what, "swap") != 0) return;
    jf_move(a, "t");
    jf_move(b, a);
    jf_move("t", b);
}

START_TEST(files_and_names) {
    const story *s = &stories[_i];
    mh_jobs *j = jf_open(NULL);
    for (int i = 0; i < 8 && s->tale[i]; i++) {
        step(s->tale[i]);
        char *got = jf_scan(j);
        ck_assert_msg(strcmp(got, s->wants[i]) == 0,
                      "story %d, step %d (%s): got \"%s\", wanted \"%s\"", _i, i, s->tale[i], got,
                      s->wants[i]);
        free(got);
    }
    mh_jobs_free(j);
}
END_TEST

START_TEST(errors_say_where) {
    mh_jobs *j = jf_open(NULL);
    jf_put("a.lua", "return {\n  name = 'a',\n  sinks = {\n");
    jf_put("b.lua",
           "return { name = 'b', run = function() end, schedule = { cron = '61 * * * *' } }");
    jf_job("c.lua", "c", "every = \"1h\"");
    jf_job("d.lua", "c", "every = \"2h\"");
    jf_job("e.lua", "new\\nline", "every = \"2h\"");
    jf_put("f.lua", "local n = 0\nwhile true do n = n + 1 end\nreturn { schedule = n }\n");
    jf_put("g.lua", "local t = {}\nfor i = 1, 1e9 do t[i] = {} end\nreturn { schedule = t }\n");
    free(jf_scan(j));
    static const char *const wants[][2] = {{"a", "a.lua:4:"},
                                           {"b", "b.lua: schedule: cron"},
                                           {"d", "'c' is that of c.lua"},
                                           {"e", "without control characters"},
                                           {"f", "takes over"},
                                           {"g", "not enough memory"}};
    for (size_t i = 0; i < sizeof wants / sizeof wants[0]; i++) {
        mh_jobs_entry *e = mh_jobs_find(j, mh_view_of(wants[i][0]));
        ck_assert_msg(e && e->error && strstr(e->error, wants[i][1]), "%s: %s", wants[i][0],
                      e && e->error ? e->error : "no error");
        ck_assert(!e->loaded);
    }
    ck_assert_ptr_null(mh_jobs_find(j, MH_VIEW("c"))->error);
    mh_jobs_free(j);
}
END_TEST

/* The old version goes on with what it said, under its name. */
START_TEST(the_old_version_goes_on) {
    mh_jobs *j = jf_open(NULL);
    jf_job("a.lua", "x", "cron = \"0 6 * * *\", timezone = \"Asia/Dushanbe\"");
    free(jf_scan(j));
    jf_put("a.lua", "return {{{\n");
    jf_is(j, "x!*");
    const mh_schedule *s = mh_jobs_schedule(mh_jobs_find(j, MH_VIEW("x")));
    ck_assert_uint_eq(s->crons.len, 1);
    ck_view_eq(s->crons.ptr[0].text, "0 6 * * *");
    ck_view_eq(s->timezone, "Asia/Dushanbe");
    mh_jobs_free(j);
}
END_TEST

/* Only what changed is read: a reader that cannot start is not missed when nothing did. */
START_TEST(reads_what_changed) {
    char *self = jf_self(), link[128];
    snprintf(link, sizeof link, "%s/self", su_dir);
    ck_assert_int_eq(symlink(self, link), 0);
    free(self);
    jf_job("a.lua", "a", "every = \"1h\"");
    char *path = jf_path("a.lua");
    struct utimbuf old = {1700000000, 1700000000};
    ck_assert_int_eq(utime(path, &old), 0); /* long ago: it cannot change without a trace */
    mh_jobs *j = jf_open(link);
    jf_is(j, "a*");
    ck_assert_int_eq(unlink(link), 0);
    jf_is(j, "a");
    old.modtime++;
    ck_assert_int_eq(utime(path, &old), 0);
    mh_err e = {0};
    ck_assert_int_eq(mh_jobs_scan(j, &e), MH_FAIL);
    ck_assert_msg(strstr(e.msg, "reader of job files"), "%s", e.msg);
    ck_assert_uint_eq(mh_jobs_len(j), 1); /* as it was */
    ck_assert(mh_jobs_at(j, 0)->loaded);
    free(path);
    mh_jobs_free(j);
}
END_TEST

static mh_jobs *with_reader(const char *script) {
    char path[128];
    snprintf(path, sizeof path, "%s/reader", su_dir);
    su_ok(mh_fs_put(path, mh_view_of(script), su_e));
    chmod(path, 0700);
    return jf_open(path);
}

/* A reader that a file ends: that file is to blame, the others are read. */
START_TEST(a_file_may_end_its_reader) {
    mh_jobs *j = with_reader("#!/bin/sh\n"
                             "tr '\\000' '\\n' | while read -r p; do\n"
                             "  case $p in *bad.lua) kill -SEGV $$; exit ;; esac\n"
                             "  echo '{\"kind\": \"script\"}'\n"
                             "done\n");
    jf_put("a.lua", "");
    jf_put("bad.lua", "");
    jf_put("c.lua", "");
    jf_is(j, "a*s bad!*? c*s");
    const char *error = mh_jobs_find(j, MH_VIEW("bad"))->error;
    ck_assert_msg(strstr(error, "signal 11"), "%s", error);
    mh_jobs_free(j);
}
END_TEST

START_TEST(a_reader_that_refuses) {
    mh_jobs *j = with_reader("#!/bin/sh\necho 'minehost: no such setting' >&2\nexit 2\n");
    jf_put("a.lua", "");
    mh_err e = {0};
    ck_assert_int_eq(mh_jobs_scan(j, &e), MH_FAIL);
    ck_assert_msg(strstr(e.msg, "exit code 2: minehost: no such setting"), "%s", e.msg);
    ck_assert_uint_eq(mh_jobs_len(j), 0);
    mh_jobs_free(j);
    j = mh_jobs_new("/nonexistent/jobs", NULL);
    ck_assert_int_eq(mh_jobs_scan(j, &e), MH_FAIL);
    ck_assert_msg(strstr(e.msg, "/nonexistent/jobs"), "%s", e.msg);
    mh_jobs_free(j);
}
END_TEST

START_TEST(ten_thousand) {
    for (int i = 0; i < 10000; i++) {
        char file[32], cron[64];
        snprintf(file, sizeof file, "j%05d.lua", i);
        snprintf(cron, sizeof cron, "cron = \"%d * * * *\", timezone = \"Asia/Almaty\"", i % 60);
        jf_job(file, NULL, cron);
    }
    mh_jobs *j = jf_open(NULL);
    su_ok(mh_jobs_scan(j, su_e));
    ck_assert_uint_eq(mh_jobs_len(j), 10000);
    for (size_t i = 0; i < 10000; i++) {
        mh_jobs_entry *e = mh_jobs_at(j, i);
        ck_assert_msg(e->loaded && e->error == NULL, "%s: %s", e->name, e->error);
        ck_assert_ptr_eq(mh_jobs_find(j, mh_view_of(e->name)), e);
        ck_assert_uint_eq(mh_jobs_schedule(e)->crons.len, 1);
    }
    mh_jobs_free(j);
}
END_TEST

/* --- what people said --- */

static mh_jobs_entry *one(mh_jobs *j, const char *name) {
    free(jf_scan(j));
    mh_jobs_entry *e = mh_jobs_find(j, mh_view_of(name));
    ck_assert_ptr_nonnull(e);
    return e;
}

START_TEST(people_have_the_last_word) {
    mh_jobs *j = jf_open(NULL);
    jf_job("a.lua", "x",
           "every = \"10m\", timezone = \"Asia/Dushanbe\", retries = 7, after = \"crawl\"");
    mh_jobs_entry *e = one(j, "x");
    su_ok(mh_jobs_say(e, true, MH_VIEW("0 6 * * *"), (mh_view){0}, su_e));
    ck_assert(e->paused && e->fresh && e->has_given);
    const mh_schedule *s = mh_jobs_schedule(e);
    ck_assert(s->every == 0);
    ck_view_eq(s->crons.ptr[0].text, "0 6 * * *");
    ck_view_eq(s->crons.ptr[0].zone, "Asia/Dushanbe");
    ck_assert_int_eq(s->retries, 7); /* the rest stays */
    ck_assert_uint_eq(s->after.len, 1);
    e->fresh = false; /* the same again changes nothing */
    su_ok(mh_jobs_say(e, true, MH_VIEW("0 6 * * *"), (mh_view){0}, su_e));
    ck_assert(!e->fresh);
    mh_err err = {0};
    ck_assert_int_eq(mh_jobs_say(e, true, MH_VIEW("0 26 * * *"), (mh_view){0}, &err), MH_FAIL);
    ck_assert_int_eq(err.code, MH_E_USAGE);
    ck_view_eq(mh_jobs_schedule(e)->crons.ptr[0].text, "0 6 * * *");
    ck_assert_int_eq(mh_jobs_say(e, true, MH_VIEW("0 6 * * *"), MH_VIEW("Asia/Nowhere"), &err),
                     MH_FAIL);
    /* over a new version of the file, too */
    jf_job("a.lua", "x", "every = \"5m\", retries = 2");
    jf_is(j, "x*p");
    e = mh_jobs_find(j, MH_VIEW("x"));
    ck_assert_int_eq(mh_jobs_schedule(e)->retries, 2);
    ck_view_eq(mh_jobs_schedule(e)->crons.ptr[0].text, "0 6 * * *");
    su_ok(mh_jobs_say(e, false, (mh_view){0}, (mh_view){0}, su_e));
    ck_assert(!e->paused && !e->has_given && mh_jobs_schedule(e)->every == 300);
    mh_jobs_free(j);
}
END_TEST

/* A script gets a schedule from people alone. */
START_TEST(a_script_with_a_schedule) {
    mh_jobs *j = jf_open(NULL);
    jf_put("s.lua", "mine.emit {}\n");
    mh_jobs_entry *e = one(j, "s");
    ck_assert(!mh_schedule_any(mh_jobs_schedule(e)));
    su_ok(mh_jobs_say(e, false, MH_VIEW("*/5 * * * *"), MH_VIEW("UTC"), su_e));
    ck_assert(mh_schedule_any(mh_jobs_schedule(e)));
    int64_t out[2];
    ck_assert_uint_eq(mh_jobs_next(e, 0, 0, out, 2), 2);
    ck_assert_int_eq(out[1], 600LL * US);
    mh_jobs_free(j);
}
END_TEST

/* --- when it runs --- */

static const struct {
    const char *schedule, *handled, *now, *wants;
} nexts[] = {
    {"cron = \"0 6 * * *\", timezone = \"Asia/Dushanbe\"", "", "2026-11-26T00:30:00Z",
     "2026-11-26T01:00:00Z 2026-11-27T01:00:00Z 2026-11-28T01:00:00Z"},
    {"cron = { \"0 6 * * *\", \"CRON_TZ=UTC 30 1,3 * * *\" }, timezone = \"Asia/Dushanbe\"", "",
     "2026-11-26T01:00:00Z", "2026-11-26T01:30:00Z 2026-11-26T03:30:00Z 2026-11-27T01:00:00Z"},
    /* two that come together are one */
    {"cron = { \"0 * * * *\", \"*/30 * * * *\" }, timezone = \"UTC\"", "", "2026-11-26T01:00:00Z",
     "2026-11-26T01:30:00Z 2026-11-26T02:00:00Z 2026-11-26T02:30:00Z"},
    {"every = \"90m\"", "2026-11-26T00:10:00Z", "2026-11-26T02:00:00Z",
     "2026-11-26T03:10:00Z 2026-11-26T04:40:00Z 2026-11-26T06:10:00Z"},
    {"every = \"1h\"", "2026-11-20T00:00:00Z", "2026-11-26T02:00:00Z",
     "2026-11-26T03:00:00Z 2026-11-26T04:00:00Z 2026-11-26T05:00:00Z"},
    {"every = \"1h\"", "", "2026-11-26T02:00:00Z",
     "2026-11-26T02:00:00Z 2026-11-26T03:00:00Z 2026-11-26T04:00:00Z"},
    {"on = \"document\"", "", "2026-11-26T02:00:00Z", ""},
};

static int64_t when(const char *text) {
    int64_t us = 0;
    int offset;
    if (*text) ck_assert(mh_rfc3339_parse(mh_view_of(text), &us, &offset));
    return us;
}

START_TEST(next_runs) {
    mh_jobs *j = jf_open(NULL);
    mh_buf got = {0};
    jf_job("a.lua", "a", nexts[_i].schedule);
    mh_jobs_entry *e = one(j, "a");
    ck_assert_msg(e->error == NULL, "%s", e->error);
    int64_t out[3];
    size_t n = mh_jobs_next(e, when(nexts[_i].handled), when(nexts[_i].now), out, 3);
    for (size_t i = 0; i < n; i++) {
        char at[MH_RFC3339_MAX];
        mh_rfc3339(at, out[i], 0, false);
        mh_buf_printf(&got, "%s%s", i ? " " : "", at);
    }
    ck_view_eq(mh_buf_view(&got), nexts[_i].wants);
    mh_buf_clear(&got);
    mh_jobs_free(j);
}
END_TEST

START_TEST(the_folder) {
    mh_err e = {0};
    char *f = mh_jobs_folder(MH_VIEW("/srv/jobs"), &e);
    ck_assert_str_eq(f, "/srv/jobs");
    free(f);
    const char *was = getenv("XDG_CONFIG_HOME");
    char *kept = was ? mh_strndup(was, strlen(was)) : NULL;
    setenv("XDG_CONFIG_HOME", "/x/config", 1);
    f = mh_jobs_folder((mh_view){0}, &e);
    ck_assert_str_eq(f, "/x/config/minehost/jobs");
    free(f);
    if (kept)
        setenv("XDG_CONFIG_HOME", kept, 1);
    else
        unsetenv("XDG_CONFIG_HOME");
    free(kept);
}
END_TEST

TCase *tcase_host_jobs(void) {
    TCase *t = tcase_create("host_jobs");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_loop_test(t, files_and_names, 0, sizeof stories / sizeof stories[0]);
    tcase_add_test(t, errors_say_where);
    tcase_add_test(t, the_old_version_goes_on);
    tcase_add_test(t, reads_what_changed);
    tcase_add_test(t, a_file_may_end_its_reader);
    tcase_add_test(t, a_reader_that_refuses);
    tcase_add_test(t, ten_thousand);
    tcase_add_test(t, people_have_the_last_word);
    tcase_add_test(t, a_script_with_a_schedule);
    tcase_add_loop_test(t, next_runs, 0, sizeof nexts / sizeof nexts[0]);
    tcase_add_test(t, the_folder);
    return t;
}
