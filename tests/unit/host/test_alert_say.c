#include "unit.h"

#include "host/alert_say.h"

#include <stdlib.h>

static mh_arena *m;
static mh_alert a;

static void begin(void) {
    setenv("TZ", "Asia/Dushanbe", 1);
    m = mh_arena_new();
    a = (mh_alert){0};
}

static void done(void) {
    mh_arena_free(m);
    unsetenv("TZ");
}

static const mh_alert_run run = {.job = MH_VIEW_INIT("news"),
                                 .run = 812,
                                 .failures = 3,
                                 .reason = MH_VIEW_INIT("HTTP status 503"),
                                 .next = INT64_C(1795680000000000)};

START_TEST(jobs) {
    mh_alert_say_fails(&a, m, &run);
    ck_view_eq(a.title, "job news fails");
    ck_view_eq(a.text, "Run 812: HTTP status 503\n"
                       "It failed 3 times in a row.\n"
                       "It runs again at 2026-11-26 13:00.\n"
                       "look closer: minehost runs 812; minehost logs news");
    mh_alert_run bare = {.job = MH_VIEW("news"), .exit_code = 137, .failures = 1};
    mh_alert_say_fails(&a, m, &bare);
    ck_view_eq(a.text, "it ended with exit code 137\nlook closer: minehost logs news");
    mh_alert_say_works(&a, m, &run);
    ck_view_eq(a.text, "Run 812 went well.");
    mh_alert_say_rests(&a, m, &run);
    ck_view_eq(a.title, "job news rests: it failed 3 times in a row");
    ck_view_eq(a.text, "Run 812: HTTP status 503\n"
                       "It is not started before 2026-11-26 13:00.\n"
                       "run it now: minehost run news --now\n"
                       "look closer: minehost runs 812; minehost logs news");
    mh_alert_say_drift(&a, m, &run, 1, MH_VIEW("expects items: 0 of at least 1"));
    ck_view_eq(a.text, "Run 812: 1 expectation was not met.\n"
                       "expects items: 0 of at least 1\n"
                       "look closer: minehost runs 812; minehost logs news");
}
END_TEST

START_TEST(the_rest) {
    mh_err full = {.code = MH_E_FULL, .msg = "put: disk full"};
    mh_alert_say_file(&a, m, MH_VIEW("news"), MH_VIEW("/srv/news.lua"), MH_VIEW("news.lua:3: x"),
                      true);
    ck_view_eq(a.text, "news.lua:3: x\nThe version before it goes on.\n"
                       "look closer: minehost check /srv/news.lua");
    mh_alert_say_store(&a, m, MH_VIEW("/srv/news.db"), &full);
    ck_view_eq(a.title, "the disk of the database is full");
    ck_view_eq(a.text, "put: disk full\nmake room: minehost db prune; df -h /srv/news.db");
    mh_alert_say_killed(&a, m, INT64_C(1795680000000000), 2);
    ck_view_eq(a.text,
               "It was last seen at 2026-11-26 13:00 and had not ended in order: killed, out of "
               "memory, or the machine went down.\n2 runs died with it.\n"
               "look closer: minehost status; journalctl -u minehost; dmesg | tail");
}
END_TEST

TCase *tcase_host_alert_say(void) {
    TCase *t = tcase_create("host_alert_say");
    tcase_add_checked_fixture(t, begin, done);
    tcase_add_test(t, jobs);
    tcase_add_test(t, the_rest);
    return t;
}
