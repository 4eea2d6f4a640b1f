#include "unit.h"

#include "base/clock.h"
#include "conf/cron.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t when(const char *text) {
    int64_t us = 0;
    int offset = 0;
    ck_assert_msg(mh_rfc3339_parse(mh_view_of(text), &us, &offset), "%s", text);
    return us / 1000000;
}

static const struct {
    const char *text, *zone, *after, *wants[5];
} fires[] = {
    {"*/30 6-22 * * *",
     "Asia/Dushanbe",
     "2026-11-26T22:31:00+05:00",
     {"2026-11-27T06:00:00+05:00", "2026-11-27T06:30:00+05:00"}},
    {"0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", {"2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"}},
    {"0 0 29 2 */1", "UTC", "2096-03-01T00:00:00Z", {"2104-02-29T00:00:00Z"}},
    {"5 4 1 * MON",
     "UTC",
     "2026-06-02T00:00:00Z", /* either of the two */
     {"2026-06-08T04:05:00Z", "2026-06-15T04:05:00Z", "2026-06-22T04:05:00Z",
      "2026-06-29T04:05:00Z", "2026-07-01T04:05:00Z"}},
    {"5 4 1-7 * */7",
     "UTC",
     "2026-06-02T00:00:00Z", /* both: the first Sunday */
     {"2026-06-07T04:05:00Z", "2026-07-05T04:05:00Z"}},
    {"0 12 L * *", "UTC", "2026-01-31T12:00:00Z", {"2026-02-28T12:00:00Z"}},
    {"0 12 LW * *",
     "UTC",
     "2026-01-01T00:00:00Z", /* 31 January is a Saturday */
     {"2026-01-30T12:00:00Z", "2026-02-27T12:00:00Z", "2026-03-31T12:00:00Z"}},
    {"0 9 * * 5L", "UTC", "2026-05-01T00:00:00Z", {"2026-05-29T09:00:00Z"}},
    {"0 9 * * mon#1,mon#3",
     "UTC",
     "2026-05-01T00:00:00Z",
     {"2026-05-04T09:00:00Z", "2026-05-18T09:00:00Z", "2026-06-01T09:00:00Z"}},
    {"15,45 30 8 * * *",
     "UTC",
     "2026-05-01T00:00:00Z",
     {"2026-05-01T08:30:15Z", "2026-05-01T08:30:45Z", "2026-05-02T08:30:15Z"}},
    {"@weekly", "UTC", "2026-05-01T00:00:00Z", {"2026-05-03T00:00:00Z"}},
    {"2/20 * * * *",
     "UTC",
     "2026-05-01T00:00:00Z",
     {"2026-05-01T00:02:00Z", "2026-05-01T00:22:00Z", "2026-05-01T00:42:00Z"}},
    /* Berlin leaps from 02:00 to 03:00 on 29 March 2026 */
    {"30 2 * * *",
     "Europe/Berlin",
     "2026-03-28T12:00:00Z",
     {"2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"}},
    {"30 2 * * *", "Europe/Berlin", "2026-03-29T03:00:00+02:00", {"2026-03-29T03:30:00+02:00"}},
    {"30 2,3 * * *",
     "Europe/Berlin",
     "2026-03-28T12:00:00Z", /* once, where both fall together */
     {"2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"}},
    {"0 * * * *",
     "Europe/Berlin",
     "2026-03-29T01:00:00+01:00",
     {"2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00"}},
    /* and back from 03:00 to 02:00 on 25 October */
    {"30 2 * * *",
     "Europe/Berlin",
     "2026-10-24T12:00:00Z",
     {"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"}},
    {"30 2 * * *", "Europe/Berlin", "2026-10-25T02:10:00+01:00", {"2026-10-26T02:30:00+01:00"}},
    {"*/30 * * * *",
     "Europe/Berlin",
     "2026-10-25T02:00:00+02:00",
     {"2026-10-25T02:30:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T02:30:00+01:00",
      "2026-10-25T03:00:00+01:00"}},
    /* half an hour, the other way round in the year */
    {"15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", {"2026-10-04T02:45:00+11:00"}},
    /* a leap by two hours, and one not at a full hour: what is moved may come behind what is not */
    {"0 2,3 * * *",
     "Antarctica/Troll",
     "2026-03-28T12:00:00Z",
     {"2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00", "2026-03-30T02:00:00+02:00"}},
    {"30,50 3 * * *",
     "Pacific/Chatham",
     "2018-09-29T00:00:00Z",
     {"2018-09-30T03:50:00+13:45", "2018-09-30T04:30:00+13:45", "2018-10-01T03:30:00+13:45"}},
    /* Kazakhstan gave up UTC+6 on 1 March 2024: 00:00 became 23:00 */
    {"30 23 * * *",
     "Asia/Almaty",
     "2024-02-29T12:00:00Z",
     {"2024-02-29T23:30:00+06:00", "2024-03-01T23:30:00+05:00"}},
    /* Samoa had no 30 December 2011 */
    {"0 12 * * *",
     "Pacific/Apia",
     "2011-12-29T21:00:00Z",
     {"2011-12-29T22:00:00Z", "2011-12-31T12:00:00+14:00"}},
};

START_TEST(cron_fires) {
    mh_zone *z = NULL;
    mh_cron c;
    mh_err e = {0};
    ck_assert_msg(mh_zone_open(&z, mh_view_of(fires[_i].zone), &e) == MH_OK, "%s", e.msg);
    ck_assert_msg(mh_cron_parse(&c, mh_view_of(fires[_i].text), &e) == MH_OK, "%s", e.msg);
    int64_t at = when(fires[_i].after);
    for (int i = 0; i < 5 && fires[_i].wants[i]; i++) {
        char got[MH_RFC3339_MAX];
        at = mh_cron_next(&c, z, at);
        mh_rfc3339(got, at * 1000000, mh_zone_offset(z, at), false);
        ck_assert_msg(at == when(fires[_i].wants[i]), "%s in %s: %s, not %s", fires[_i].text,
                      fires[_i].zone, got, fires[_i].wants[i]);
    }
    mh_zone_free(z);
}
END_TEST

static const struct {
    const char *text, *says;
} wrong[] = {
    {"", "five fields"},
    {"* * * *", "five fields"},
    {"* * * * * * *", "five fields"},
    {"@often", "five fields"},
    {"60 * * * *", "minute '60'"},
    {"* 24 * * *", "hour '24'"},
    {"* * 0 * *", "day '0'"},
    {"* * * 13 *", "month '13'"},
    {"* * * FOO *", "month 'FOO'"},
    {"* * * * 8", "weekday '8'"},
    {"5-1 * * * *", "ends before it begins"},
    {"*/0 * * * *", "no step"},
    {"*/ * * * *", "no step"},
    {"1,,2 * * * *", "minute ''"},
    {"* * 30 2 *", "no month has"},
    {"* * 31 4,6,9,11 *", "no month has"},
    {"* * * * 1#6", "weekday '1#6'"},
    {"* * * * MONL", "weekday 'MONL'"},
    {"* * L-2 * *", "day 'L-2'"},
    {"99999999999 * * * *", "minute"},
};

START_TEST(cron_says_what_is_wrong) {
    mh_cron c;
    mh_err e = {0};
    ck_assert_msg(mh_cron_parse(&c, mh_view_of(wrong[_i].text), &e) != MH_OK, "%s", wrong[_i].text);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    ck_assert_msg(strstr(e.msg, wrong[_i].says) != NULL, "%s: %s", wrong[_i].text, e.msg);
}
END_TEST

START_TEST(cron_takes_a_zone) {
    mh_cron c;
    ck_assert_int_eq(mh_cron_parse(&c, MH_VIEW(" CRON_TZ=Asia/Bishkek  0 6 * * * "), NULL), MH_OK);
    ck_assert(mh_view_eq(c.zone, MH_VIEW("Asia/Bishkek")));
    ck_assert_int_eq(mh_cron_parse(&c, MH_VIEW("@daily"), NULL), MH_OK);
    ck_assert_uint_eq(c.zone.len, 0);
}
END_TEST

START_TEST(cron_may_never_fire) {
    mh_cron c; /* the fifth Monday of February, a leap day: once in 28 years at least */
    ck_assert_int_eq(mh_cron_parse(&c, MH_VIEW("0 0 */29 2 1#5"), NULL), MH_OK);
    ck_assert_int_eq(mh_cron_parse(&c, MH_VIEW("0 0 1-3 2 */1"), NULL), MH_OK);
    ck_assert_int_eq(mh_cron_next(&c, NULL, when("2026-02-03T00:00:00Z")),
                     when("2027-02-01T00:00:00Z"));
    ck_assert_int_eq(mh_cron_parse(&c, MH_VIEW("0 0 31 * */1"), NULL), MH_OK);
    c.months = 1u << 4;
    ck_assert_int_eq(mh_cron_next(&c, NULL, 0), MH_CRON_NEVER);
}
END_TEST

/* --- against the C library's idea of local time, minute by minute --- */

static const char *const zones[] = {"Europe/Riga", "Asia/Almaty", "America/New_York",
                                    "Australia/Lord_Howe", "Africa/Cairo"};
static const char *const daily[] = {"15 2 * * *", "30 3 * * *", "0 0 * * *", "59 23 * * *"};

/* No local day twice, and none left out. */
START_TEST(cron_daily_jobs_run_once_a_local_day) {
    mh_zone *z = NULL;
    const char *name = zones[_i];
    setenv("TZ", name, 1);
    tzset();
    ck_assert_int_eq(mh_zone_open(&z, mh_view_of(name), NULL), MH_OK);
    int64_t from = when("2023-06-01T00:00:00Z"), to = when("2024-12-01T00:00:00Z");
    for (size_t k = 0; k < sizeof daily / sizeof *daily; k++) {
        mh_cron c;
        int last = -1, n = 0;
        ck_assert_int_eq(mh_cron_parse(&c, mh_view_of(daily[k]), NULL), MH_OK);
        for (int64_t at = from; (at = mh_cron_next(&c, z, at)) < to; n++) {
            time_t t = (time_t)at;
            struct tm tm;
            localtime_r(&t, &tm);
            int day = tm.tm_year * 366 + tm.tm_yday;
            ck_assert_msg(day != last, "%s in %s twice on day %d", daily[k], name, tm.tm_yday);
            last = day;
        }
        ck_assert_msg(n == 549 || n == 548, "%s in %s: %d days", daily[k], name, n);
    }
    mh_zone_free(z);
    unsetenv("TZ"); /* other tests may share this process */
    tzset();
}
END_TEST

/* An expression that follows real time fires at each minute whose local time fits, and at no other. */
START_TEST(cron_real_time_is_every_minute_that_fits) {
    mh_zone *z = NULL;
    mh_cron c;
    setenv("TZ", zones[_i], 1);
    tzset();
    ck_assert_int_eq(mh_zone_open(&z, mh_view_of(zones[_i]), NULL), MH_OK);
    ck_assert_int_eq(mh_cron_parse(&c, MH_VIEW("10,40 */3 * * 0,3,6"), NULL), MH_OK);
    int64_t at = when("2024-02-20T00:00:00Z"), to = when("2024-05-10T00:00:00Z");
    int64_t next = mh_cron_next(&c, z, at);
    for (at += 60; at < to; at += 60) {
        time_t t = (time_t)at;
        struct tm tm;
        localtime_r(&t, &tm);
        bool fits = tm.tm_wday % 3 == 0 && tm.tm_hour % 3 == 0 && tm.tm_min % 30 == 10;
        ck_assert_msg(fits == (next == at), "%s at %lld", zones[_i], (long long)at);
        if (next == at) next = mh_cron_next(&c, z, at);
    }
    mh_zone_free(z);
    unsetenv("TZ"); /* other tests may share this process */
    tzset();
}
END_TEST

TCase *tcase_conf_cron(void) {
    TCase *t = tcase_create("conf_cron");
    int n = (int)(sizeof zones / sizeof *zones);
    tcase_add_loop_test(t, cron_daily_jobs_run_once_a_local_day, 0, n);
    tcase_add_loop_test(t, cron_real_time_is_every_minute_that_fits, 0, n);
    tcase_add_loop_test(t, cron_fires, 0, (int)(sizeof fires / sizeof *fires));
    tcase_add_loop_test(t, cron_says_what_is_wrong, 0, (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(t, cron_takes_a_zone);
    tcase_add_test(t, cron_may_never_fire);
    return t;
}
