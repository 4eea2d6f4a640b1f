#include "unit.h"

#include "base/clock.h"
#include "conf/job.h"

#include <string.h>

static mh_rc read_json(mh_schedule *s, const char *text, json_t **keep, mh_err *e) {
    *keep = json_loads(text, JSON_DECODE_ANY, NULL);
    ck_assert_msg(*keep != NULL, "%s", text);
    return mh_schedule_read(s, *keep, "news.lua", e);
}

static const struct {
    const char *text, *says;
} wrong[] = {
    {"{\"corn\": \"* * * * *\"}",
     "news.lua: schedule: unknown option 'corn' (did you mean 'cron'?)"},
    {"{\"overlaps\": \"skip\"}", "did you mean 'overlap'?"},
    {"{\"cron\": \"61 * * * *\"}", "news.lua: schedule: cron: minute '61'"},
    {"{\"cron\": [\"0 6 * * *\", \"0 25 * * *\"]}", "hour '25'"},
    {"{\"cron\": 5}", "'cron' wants a string or a list of strings"},
    {"{\"cron\": []}", "from 1 to 64 strings"},
    {"{\"cron\": \"CRON_TZ=Asia/Nowhere 0 6 * * *\"}", "no time zone 'Asia/Nowhere'"},
    {"{\"cron\": \"0 6 * * *\", \"timezone\": \"Mars/North\"}", "no time zone 'Mars/North'"},
    {"{\"cron\": \"0 6 * * *\", \"every\": \"10m\"}", "either 'cron' or 'every'"},
    {"{\"every\": \"10 parsecs\"}", "'every' wants a number of seconds"},
    {"{\"every\": \"0.1s\"}", "must be from 1 to"},
    {"{\"every\": \"10m\", \"jitter\": \"10m\"}", "jitter (600 s) must be below 'every'"},
    {"{\"missed\": \"onec\"}", "did you mean 'once'?"},
    {"{\"missed\": \"all(0)\"}", "all(N), N from 1"},
    {"{\"missed\": \"all(3\"}", "all(N), N from 1"},
    {"{\"overlap\": \"wait\"}", "must be one of skip|queue|allow"},
    {"{\"on\": \"mail\"}", "must be one of document"},
    {"{\"filter\": \"Astana\"}", "'filter' is for on = \"document\""},
    {"{\"after\": [\"a\", 3]}", "'after' wants a string or a list"},
    {"{\"webhook\": \"x\"}", "wants { secret = \"NAME\" }"},
    {"{\"webhook\": {\"path\": \"x\"}}", "'secret' is missing"},
    {"{\"webhook\": {\"secret\": \"S\", \"path\": \"a/b\"}}", "letters, digits"},
    {"{\"webhook\": {\"secrets\": \"S\"}}", "did you mean 'secret'?"},
    {"{\"retries\": {\"maximum\": 3}}", "did you mean 'max'?"},
    {"{\"retries\": {\"backoff\": \"10m\"}}", "'backoff' (600 s) is above 'most' (300 s)"},
    {"{\"retries\": 1000}", "'max' is 1000, must be from 0 to 100"},
    {"{\"quiet\": \"22-7\"}", "not such as '22:00-07:00'"},
    {"{\"quiet\": \"22:00-22:00\"}", "not such as"},
    {"{\"quiet\": \"22:00-24:01\"}", "not such as"},
    {"{\"quiet\": [\"00:00-13:00\", \"12:00-24:00\"]}", "never end"},
    {"{\"timeout\": \"30d\"}", "must be from 1 to"},
    {"{\"at_start\": 3}", "'at_start' wants a boolean"},
    {"\"0 6 * * *\"", "wants a table of options"},
};

START_TEST(schedule_says_what_is_wrong) {
    mh_schedule s;
    json_t *t;
    mh_err e = {0};
    ck_assert_int_eq(read_json(&s, wrong[_i].text, &t, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    ck_assert_msg(strstr(e.msg, wrong[_i].says) != NULL, "%s: %s", wrong[_i].text, e.msg);
    ck_assert_ptr_null(s.crons.ptr);
    json_decref(t);
}
END_TEST

START_TEST(schedule_reads_all_options) {
    mh_schedule s;
    json_t *t;
    mh_err e = {0};
    mh_rc rc = read_json(
        &s,
        "{\"cron\": [\"0 6 * * *\", \"CRON_TZ=Europe/Berlin 0 7 * * 1\"],"
        " \"timezone\": \"Asia/Dushanbe\", \"jitter\": \"2m\", \"missed\": \"all(7)\","
        " \"overlap\": \"queue\", \"after\": \"feeds\", \"on\": \"document\","
        " \"filter\": \"Astana OR Almaty\", \"file\": [\"in\", \"list.csv\"], \"settle\": \"5s\","
        " \"webhook\": {\"secret\": \"HOOK\", \"path\": \"desk-1\"}, \"at_start\": true,"
        " \"retries\": {\"max\": 5, \"backoff\": \"30s\", \"most\": \"1h\"}, \"timeout\": \"1d\","
        " \"quiet\": [\"22:00-07:00\", \"12:30-13:00\"]}",
        &t, &e);
    ck_assert_msg(rc == MH_OK, "%s", e.msg);
    ck_assert_uint_eq(s.crons.len, 2);
    ck_view_eq(s.crons.ptr[0].zone, "Asia/Dushanbe");
    ck_view_eq(s.crons.ptr[1].zone, "Europe/Berlin");
    ck_assert(s.jitter == 120 && s.settle == 5 && s.timeout == 86400 && s.every == 0);
    ck_assert(s.missed == MH_MISSED_ALL && s.missed_max == 7 && s.overlap == MH_OVERLAP_QUEUE);
    ck_view_eq(s.after.ptr[0], "feeds");
    ck_view_eq(s.filter, "Astana OR Almaty");
    ck_view_eq(s.files.ptr[1], "list.csv");
    ck_assert(s.on_document && s.webhook && s.at_start);
    ck_view_eq(s.hook_secret, "HOOK");
    ck_view_eq(s.hook_path, "desk-1");
    ck_assert(s.retries == 5 && s.backoff == 30 && s.backoff_max == 3600);
    ck_assert(s.quiets == 2 && s.quiet[0].from == 1320 && s.quiet[0].to == 420);
    mh_schedule_clear(&s);
    json_decref(t);
}
END_TEST

START_TEST(schedule_has_defaults) {
    mh_schedule s;
    ck_assert_int_eq(mh_schedule_read(&s, NULL, "news.lua", NULL), MH_OK);
    ck_assert(!mh_schedule_any(&s) && s.missed == MH_MISSED_ONCE && s.overlap == MH_OVERLAP_SKIP);
    ck_assert(s.retries == 3 && s.backoff == 1 && s.backoff_max == 300 && s.settle == 2);
    mh_schedule_clear(&s);
    json_t *t;
    ck_assert_int_eq(read_json(&s, "{\"every\": \"1h\", \"retries\": 0}", &t, NULL), MH_OK);
    ck_assert(mh_schedule_any(&s) && s.every == 3600 && s.retries == 0 && s.backoff == 1);
    mh_schedule_clear(&s);
    json_decref(t);
}
END_TEST

START_TEST(schedule_is_part_of_a_job) {
    static const char text[] = "{\"sources\": [\"feed\"], \"schedule\": {\"cron\": \"*/30 6-22 * * "
                               "*\", \"missed\": \"skip\"}}";
    json_t *t = json_loads(text, 0, NULL);
    mh_job j;
    mh_err e = {0};
    ck_assert_msg(mh_job_read(&j, t, "news.lua", &e) == MH_OK, "%s", e.msg);
    ck_assert_uint_eq(j.schedule.crons.len, 1);
    ck_assert_int_eq(j.schedule.missed, MH_MISSED_SKIP);
    mh_job_clear(&j);
    json_object_set_new(json_object_get(t, "schedule"), "evry", json_string("1h"));
    ck_assert_int_eq(mh_job_read(&j, t, "news.lua", &e), MH_FAIL);
    ck_assert_msg(strstr(e.msg, "news.lua: schedule: unknown option 'evry'"), "%s", e.msg);
    json_decref(t);
}
END_TEST

static const struct {
    const char *windows[3], *zone, *at, *end; /* end NULL: not quiet */
} hours[] = {
    {{"22:00-07:00"}, "UTC", "2026-05-01T21:59:59Z", NULL},
    {{"22:00-07:00"}, "UTC", "2026-05-01T22:00:00Z", "2026-05-02T07:00:00Z"},
    {{"22:00-07:00"}, "UTC", "2026-05-02T06:59:59Z", "2026-05-02T07:00:00Z"},
    {{"22:00-07:00"}, "UTC", "2026-05-02T07:00:00Z", NULL},
    {{"22:00-07:00"}, "Asia/Dushanbe", "2026-05-01T20:00:00Z", "2026-05-02T07:00:00+05:00"},
    {{"12:00-13:00"}, "UTC", "2026-05-01T12:30:00Z", "2026-05-01T13:00:00Z"},
    {{"20:00-24:00", "00:00-06:30"}, "UTC", "2026-05-01T20:00:00Z", "2026-05-02T06:30:00Z"},
    {{"22:00-01:00", "00:30-02:00"}, "UTC", "2026-05-01T23:00:00Z", "2026-05-02T02:00:00Z"},
    /* Berlin: the night of 29 March has no 02:00 to 03:00, that of 25 October has it twice */
    {{"22:00-07:00"}, "Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T07:00:00+02:00"},
    {{"22:00-07:00"}, "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T07:00:00+01:00"},
    {{"01:00-02:30"}, "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T03:00:00+02:00"},
    {{"02:00-02:30"}, "Europe/Berlin", "2026-10-25T00:40:00Z", NULL},
    {{"02:00-02:30"}, "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-25T02:30:00+01:00"},
};

static int64_t when(const char *text) {
    int64_t us = 0;
    int offset = 0;
    ck_assert_msg(mh_rfc3339_parse(mh_view_of(text), &us, &offset), "%s", text);
    return us / 1000000;
}

START_TEST(quiet_hours_end) {
    mh_quiet q[3];
    size_t n = 0;
    mh_zone *z = NULL;
    mh_err e = {0};
    for (; n < 3 && hours[_i].windows[n]; n++)
        ck_assert_int_eq(mh_quiet_parse(&q[n], mh_view_of(hours[_i].windows[n]), &e), MH_OK);
    ck_assert_int_eq(mh_zone_open(&z, mh_view_of(hours[_i].zone), &e), MH_OK);
    int64_t at = when(hours[_i].at), end = mh_quiet_end(q, n, z, at);
    char got[MH_RFC3339_MAX];
    mh_rfc3339(got, end * 1000000, 0, false);
    ck_assert_msg(end == (hours[_i].end ? when(hours[_i].end) : at), "case %d: %s", _i, got);
    mh_zone_free(z);
}
END_TEST

TCase *tcase_conf_schedule(void) {
    TCase *t = tcase_create("conf_schedule");
    tcase_add_loop_test(t, schedule_says_what_is_wrong, 0, (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(t, schedule_reads_all_options);
    tcase_add_test(t, schedule_has_defaults);
    tcase_add_test(t, schedule_is_part_of_a_job);
    tcase_add_loop_test(t, quiet_hours_end, 0, (int)(sizeof hours / sizeof *hours));
    return t;
}
