#include "unit.h"

#include "host/status.h"
#include "store/store_util.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW INT64_C(1785000000000000) /* 2026-07-25T17:20:00Z */

typedef struct made {
    mh_jobs_entry entry;
    mh_status_job job;
    json_t *table;
} made;

static void make(made *m, const char *name, const char *schedule) {
    mh_err e = {0};
    *m = (made){
        .entry = {.name = (char *)name, .path = "/jobs/x.lua", .declared = true, .loaded = true}};
    m->table = json_loads(schedule, 0, NULL);
    ck_assert_msg(mh_schedule_read(&m->entry.job.schedule, m->table, "x", &e) == MH_OK, "%s",
                  e.msg);
    m->job = (mh_status_job){.entry = &m->entry, .known = true, .plan = {.next = MH_PLAN_NEVER}};
}

static void drop(made *m) {
    mh_schedule_clear(&m->entry.job.schedule);
    json_decref(m->table);
}

/* The value at a path of keys as compact JSON. */
static void is(const json_t *o, const char *path, const char *wanted) {
    mh_view rest = mh_view_of(path), key;
    char name[60];
    while (mh_view_split(&rest, '.', &key)) {
        snprintf(name, sizeof name, "%.*s", MH_FMT(key));
        o = json_is_array(o) ? json_array_get(o, (size_t)atoi(name)) : json_object_get(o, name);
    }
    char *got = json_dumps(o, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    ck_assert_msg(got != NULL && strcmp(got, wanted) == 0, "%s: %s, wanted %s", path, got, wanted);
    free(got);
}

START_TEST(states) {
    static const struct {
        bool broken, paused, open;
        size_t running, waiting;
        mh_metrics_state state;
    } cases[] = {
        {false, false, false, 0, 0, MH_METRICS_IDLE},
        {true, true, true, 1, 1, MH_METRICS_BROKEN},
        {false, true, false, 0, 0, MH_METRICS_PAUSED},
        {false, true, false, 1, 0, MH_METRICS_RUNNING},
        {false, false, true, 0, 1, MH_METRICS_RESTING},
        {false, false, false, 0, 1, MH_METRICS_WAITING},
        {false, false, false, 2, 1, MH_METRICS_RUNNING},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mh_jobs_entry e = {.loaded = !cases[i].broken, .paused = cases[i].paused};
        mh_status_job j = {.entry = &e, .known = true};
        j.plan.open = cases[i].open;
        j.plan.running = cases[i].running;
        j.plan.waiting = cases[i].waiting;
        ck_assert_int_eq(mh_status_state(&j), cases[i].state);
    }
}
END_TEST

START_TEST(a_job_as_json) {
    made m;
    make(&m, "news",
         "{\"cron\": \"0 6 * * *\", \"timezone\": \"UTC\", \"after\": \"a\", \"on\": \"document\","
         " \"filter\": \"summit\", \"webhook\": {\"secret\": \"hook\"}}");
    snprintf(m.job.plan.why, sizeof m.job.plan.why, "next by its schedule");
    m.job.plan.failures = 2;
    m.job.tally =
        (mh_tally_job){.last = MH_RUNS_FAILED, .last_end = NOW, .last_success = NOW - 5500000};
    mh_status s = {.now = NOW, .jobs = &m.job, .n_jobs = 1};
    m.job.plan.next = NOW + 1000000;
    json_t *list = mh_status_jobs(&s), *o = json_array_get(json_object_get(list, "jobs"), 0);
    is(o, "next", "[\"2026-07-25T17:20:01.000Z\"]");
    is(o, "state", "\"ok\"");
    json_decref(list);
    o = mh_status_job_json(&s, &m.job);
    is(o, "name", "\"news\"");
    is(o, "state", "\"ok\"");
    is(o, "next",
       "[\"2026-07-26T06:00:00.000Z\",\"2026-07-27T06:00:00.000Z\",\"2026-07-28T06:00:00.000Z\"]");
    is(o, "schedule",
       "{\"after\":[\"a\"],\"cron\":[\"0 6 * * *\"],\"filter\":\"summit\",\"on\":\"document\","
       "\"timezone\":\"UTC\",\"webhook\":\"news\"}");
    is(o, "failures", "2");
    is(o, "last_status", "\"failed\"");
    is(o, "last_end", "\"2026-07-25T17:20:00.000Z\"");
    is(o, "last_success", "\"2026-07-25T17:19:54.500Z\"");
    is(o, "error", "null");
    char *all = json_dumps(o, 0);
    ck_assert_ptr_null(strstr(all, "\"hook\"")); /* which secret signs is nobody's */
    free(all);
    json_decref(o);
    m.entry.paused = true;
    m.entry.error = "line 3: \xff broken";
    o = mh_status_job_json(&s, &m.job);
    is(o, "next", "[]");
    is(o, "error", "\"line 3: \xef\xbf\xbd broken\"");
    json_decref(o);
    drop(&m);
}
END_TEST

START_TEST(health) {
    made m[2];
    bool ok;
    make(&m[0], "a", "{\"every\": \"1h\"}");
    make(&m[1], "b", "{}");
    mh_status_job jobs[] = {m[0].job, m[1].job};
    mh_status s = {.now = NOW, .jobs = jobs, .n_jobs = 2, .room = -1, .workers = 4};
    json_t *o = mh_status_health(&s, &ok);
    ck_assert(ok);
    is(o, "status", "\"ok\"");
    is(o, "jobs.ok", "2");
    json_decref(o);
    /* what is wrong with jobs is a warning */
    jobs[0].plan.open = true;
    m[1].entry.error = "bad";
    s.room = 5;
    o = mh_status_health(&s, &ok);
    ck_assert(ok);
    is(o, "status", "\"warn\"");
    is(o, "warnings",
       "[\"little room left where the database is\",\"circuit open: job a\",\"bad file: job b\"]");
    json_decref(o);
    /* what stops the daemon is not */
    s.store_error = MH_VIEW("disk full");
    s.folder_error = MH_VIEW("no such folder");
    s.draining = true;
    o = mh_status_health(&s, &ok);
    ck_assert(!ok);
    is(o, "status", "\"bad\"");
    is(o, "reasons", "[\"it is ending\",\"database: disk full\",\"jobs: no such folder\"]");
    json_decref(o);
    drop(&m[0]);
    drop(&m[1]);
}
END_TEST

static int64_t a_run(mh_store *s, const char *job, mh_runs_status how, int64_t at) {
    int64_t id;
    su_now = at;
    mh_runs_begin b = {.job = mh_view_of(job),
                       .path = MH_VIEW("/jobs/x.lua"),
                       .trigger = MH_VIEW("schedule"),
                       .scheduled = at};
    su_ok(mh_runs_start(s, &b, &id, su_e));
    if (how == MH_RUNS_RUNNING) return id;
    su_now = at + 1500000;
    mh_runs_end end = {.status = how,
                       .exit_code = how == MH_RUNS_OK ? 0 : 1,
                       .reason = how == MH_RUNS_OK ? MH_VIEW("") : MH_VIEW("it broke"),
                       .counts = {.fresh = 3, .wall_us = 1500000}};
    json_t *fields = json_pack("{s:i}", "status", 503);
    su_ok(mh_runs_log(s, id, MH_LOG_WARN, MH_VIEW("fetch-failed"), fields, su_e));
    json_decref(fields);
    su_ok(mh_runs_finish(s, id, &end, su_e));
    return id;
}

START_TEST(runs_as_json) {
    mh_store *s = su_open();
    mh_err e = {0};
    a_run(s, "a", MH_RUNS_OK, NOW);
    int64_t bad = a_run(s, "b", MH_RUNS_FAILED, NOW + 10000000);
    a_run(s, "a", MH_RUNS_RUNNING, NOW + 20000000);
    json_t *o = mh_status_runs(s, MH_VIEW(""), 50, &e);
    is(o, "runs.0.status", "\"running\"");
    is(o, "runs.0.finished", "null");
    is(o, "runs.0.exit_code", "null");
    is(o, "runs.1.reason", "\"it broke\"");
    is(o, "runs.2.items.new", "3");
    json_decref(o);
    o = mh_status_runs(s, MH_VIEW("a"), 1, &e);
    ck_assert_uint_eq(json_array_size(json_object_get(o, "runs")), 1);
    is(o, "runs.0.job", "\"a\"");
    json_decref(o);
    o = mh_status_run(s, bad, &e);
    is(o, "exit_code", "1");
    is(o, "wall", "1.5");
    is(o, "events.0.event", "\"fetch-failed\"");
    is(o, "events.0.fields.status", "503");
    json_decref(o);
    ck_assert_ptr_null(mh_status_run(s, 999, &e));
    ck_assert_int_eq(e.code, MH_E_NOT_FOUND);
    mh_store_close(s);
}
END_TEST

START_TEST(what_was_before_this_daemon_is_recalled) {
    mh_store *s = su_open();
    mh_tally *t = mh_tally_new();
    int64_t outbox[MH_OUTBOX_N];
    a_run(s, "a", MH_RUNS_OK, NOW);
    a_run(s, "a", MH_RUNS_FAILED, NOW + 10000000);
    a_run(s, "a", MH_RUNS_RUNNING, NOW + 20000000);
    a_run(s, "b", MH_RUNS_DIED, NOW + 30000000);
    su_ok(mh_tally_recall(t, s, su_e));
    mh_tally_job a = mh_tally_of(t, MH_VIEW("a")), b = mh_tally_of(t, MH_VIEW("b"));
    ck_assert_int_eq(a.last_success, NOW + 1500000);
    ck_assert_int_eq(a.last_end, NOW + 11500000);
    ck_assert_int_eq(a.last, MH_RUNS_FAILED);
    ck_assert_int_eq(b.last_success, 0);
    ck_assert_int_eq(b.last, MH_RUNS_DIED);
    ck_assert_int_eq(mh_tally_of(t, MH_VIEW("c")).last_end, 0);
    bool added;
    mh_outbox_box box = {MH_VIEW("mail"), MH_VIEW("1"), MH_VIEW("x")};
    json_t *v = json_true();
    su_ok(mh_outbox_push(s, &box, MH_VIEW("k"), MH_VIEW("t"), v, &added, su_e));
    su_ok(mh_outbox_waiting(s, outbox, su_e));
    ck_assert_int_eq(outbox[MH_OUTBOX_PENDING], 1);
    ck_assert_int_eq(outbox[MH_OUTBOX_FAILED], 0);
    ck_assert_int_gt(mh_store_sizes_of(s).bytes, 4095);
    ck_assert_int_gt(mh_store_sizes_of(s).room, 0);
    mh_tally_free(t);
    mh_store_close(s);
}
END_TEST

TCase *tcase_host_status(void) {
    TCase *t = tcase_create("host_status");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, states);
    tcase_add_test(t, a_job_as_json);
    tcase_add_test(t, health);
    tcase_add_test(t, runs_as_json);
    tcase_add_test(t, what_was_before_this_daemon_is_recalled);
    return t;
}
