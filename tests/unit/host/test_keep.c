#include "host/jobs_folder.h"

#include "base/proc.h"
#include "host/keep.h"

#include <string.h>
#include <sys/wait.h>

static bool same(const mh_plan_state *a, const mh_plan_state *b) {
    return a->handled == b->handled && a->failures == b->failures &&
           a->open_until == b->open_until && a->opened == b->opened && a->pending == b->pending;
}

START_TEST(states_of_the_plan) {
    mh_store *s = su_open();
    mh_plan_state st = {0}, was = {.handled = INT64_C(1779000000123456),
                                   .failures = 3,
                                   .open_until = INT64_C(1779000600000000),
                                   .opened = 2,
                                   .pending = 1u << MH_PLAN_BY_DOCUMENT | 1u << MH_PLAN_BY_HAND};
    su_ok(mh_keep_plan_get(s, MH_VIEW("x"), &st, su_e));
    ck_assert(same(&st, &(mh_plan_state){0}));
    su_ok(mh_keep_plan(s, MH_VIEW("x"), &was, su_e));
    su_ok(mh_store_flush(s, su_e));
    mh_store_close(s);
    s = su_open();
    su_ok(mh_keep_plan_get(s, MH_VIEW("x"), &st, su_e));
    ck_assert(same(&st, &was));
    su_ok(mh_keep_plan_get(s, MH_VIEW("y"), &st, su_e));
    ck_assert_int_eq(st.handled, 0);
    mh_store_close(s);
}
END_TEST

START_TEST(what_people_said) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_keep_job k = {.paused = true,
                     .paused_at = 5,
                     .cron = MH_VIEW("0 6 * * *"),
                     .zone = MH_VIEW("UTC")},
                got;
    su_ok(mh_keep_job_set(s, MH_VIEW("x"), &k, su_e));
    su_ok(mh_keep_job_get(s, MH_VIEW("x"), a, &got, su_e));
    ck_assert(got.paused && got.paused_at == 5);
    ck_view_eq(got.cron, "0 6 * * *");
    ck_view_eq(got.zone, "UTC");
    k = (mh_keep_job){0}; /* nothing said is nothing kept */
    su_ok(mh_keep_job_set(s, MH_VIEW("x"), &k, su_e));
    su_ok(mh_store_flush(s, su_e));
    ck_assert_int_eq(su_int("SELECT count(*) FROM kv"), 0);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(laid_over_the_files) {
    mh_store *s = su_open();
    mh_jobs *j = jf_open(NULL);
    jf_job("a.lua", "a", "every = \"10m\"");
    jf_job("b.lua", "b", "every = \"10m\"");
    jf_job("c.lua", "c", "every = \"10m\"");
    mh_keep_job pause = {.paused = true},
                six = {.cron = MH_VIEW("0 6 * * *"), .zone = MH_VIEW("UTC")},
                bad = {.cron = MH_VIEW("0 66 * * *")};
    su_ok(mh_keep_job_set(s, MH_VIEW("a"), &pause, su_e));
    su_ok(mh_keep_job_set(s, MH_VIEW("b"), &six, su_e));
    su_ok(mh_keep_job_set(s, MH_VIEW("c"), &bad, su_e)); /* as of another version */
    su_ok(mh_keep_job_set(s, MH_VIEW("no such job"), &pause, su_e));
    jf_is(j, "a* b* c*");
    su_ok(mh_keep_lay(s, j, su_e));
    ck_assert(mh_jobs_at(j, 0)->paused && mh_jobs_at(j, 0)->fresh);
    ck_assert_uint_eq(mh_jobs_schedule(mh_jobs_at(j, 1))->crons.len, 1);
    ck_assert_msg(strstr(mh_jobs_at(j, 2)->given_error, "hour"), "%s",
                  mh_jobs_at(j, 2)->given_error);
    ck_assert(mh_jobs_schedule(mh_jobs_at(j, 2))->every == 600); /* its own goes on */
    jf_is(j, "a*p b* c*");
    su_ok(mh_keep_lay(s, j, su_e));
    jf_is(j, "ap b c"); /* nothing new */
    /* a job that takes another name is another job */
    jf_job("a.lua", "z", "every = \"10m\"");
    free(jf_scan(j));
    su_ok(mh_keep_lay(s, j, su_e));
    ck_assert(!mh_jobs_find(j, MH_VIEW("z"))->paused);
    pause.paused = false;
    su_ok(mh_keep_job_set(s, MH_VIEW("b"), &pause, su_e));
    su_ok(mh_keep_lay(s, j, su_e));
    ck_assert(!mh_jobs_find(j, MH_VIEW("b"))->has_given);
    mh_jobs_free(j);
    mh_store_close(s);
}
END_TEST

START_TEST(asks_in_their_order) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_ask asks[] = {{MH_ASK_RUN, MH_VIEW("late"), 2000},
                     {MH_ASK_RUN, MH_VIEW("x"), 1000},
                     {MH_ASK_RELOAD, {0}, 1000},
                     {MH_ASK_RUN, MH_VIEW("x"), 1000}}, /* twice is twice */
        *got;
    size_t n;
    bool waits;
    for (int i = 0; i < 4; i++) su_ok(mh_ask_push(s, &asks[i], su_e));
    su_ok(mh_ask_waits(s, &asks[2], &waits, su_e));
    ck_assert(waits);
    su_ok(mh_store_flush(s, su_e));
    su_ok(mh_ask_take(s, a, &got, &n, su_e));
    ck_assert_uint_eq(n, 4);
    ck_assert_int_eq(got[1].what, MH_ASK_RELOAD);
    ck_view_eq(got[0].job, "x");
    ck_view_eq(got[2].job, "x");
    ck_view_eq(got[3].job, "late");
    ck_assert_int_eq(got[3].at, 2000);
    su_ok(mh_ask_waits(s, &asks[1], &waits, su_e));
    ck_assert(!waits);
    su_ok(mh_ask_take(s, a, &got, &n, su_e));
    ck_assert_uint_eq(n, 0);
    su_ok(mh_ask_push(s, &asks[0], su_e));
    su_ok(mh_ask_drop(s, &asks[0], su_e));
    su_ok(mh_ask_waits(s, &asks[0], &waits, su_e));
    ck_assert(!waits);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

START_TEST(the_daemon) {
    mh_store *s = su_open();
    mh_arena *a = mh_arena_new();
    mh_keep_serve k = {.folder = MH_VIEW("/j"),
                       .since = 5,
                       .jobs = 3,
                       .running = 1,
                       .draining = true},
                  got;
    bool alive;
    su_ok(mh_keep_serve_get(s, a, &got, &alive, su_e));
    ck_assert(!alive && got.pid == 0);
    su_ok(mh_keep_serve_set(s, &k, su_e)); /* this process */
    su_ok(mh_keep_serve_get(s, a, &got, &alive, su_e));
    ck_assert(alive && got.pid == getpid() && got.draining);
    ck_view_eq(got.folder, "/j");
    ck_assert_int_eq(got.jobs, 3);
    k.boot = MH_VIEW("another start of the machine");
    su_ok(mh_keep_serve_set(s, &k, su_e));
    su_ok(mh_keep_serve_get(s, a, &got, &alive, su_e));
    ck_assert(!alive);
    pid_t gone = fork();
    if (gone == 0) _exit(0);
    k = (mh_keep_serve){.pid = gone, .start = mh_proc_start(gone)};
    ck_assert_int_eq(waitpid(gone, NULL, 0), gone);
    su_ok(mh_keep_serve_set(s, &k, su_e));
    su_ok(mh_keep_serve_get(s, a, &got, &alive, su_e));
    ck_assert(!alive && got.pid == gone);
    mh_arena_free(a);
    mh_store_close(s);
}
END_TEST

TCase *tcase_host_keep(void) {
    TCase *t = tcase_create("host_keep");
    tcase_add_checked_fixture(t, su_begin, su_done);
    tcase_add_test(t, states_of_the_plan);
    tcase_add_test(t, what_people_said);
    tcase_add_test(t, laid_over_the_files);
    tcase_add_test(t, asks_in_their_order);
    tcase_add_test(t, the_daemon);
    return t;
}
