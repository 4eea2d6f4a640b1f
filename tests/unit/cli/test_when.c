#include "unit.h"

#include "base/clock.h"
#include "cli/when.h"

#include <stdlib.h>

static int64_t us_of(const char *text) {
    int64_t us = 0;
    int offset;
    ck_assert(mh_rfc3339_parse(mh_view_of(text), &us, &offset));
    return us;
}

static mh_zone *zone(const char *name) {
    mh_zone *z = NULL;
    mh_err e = {0};
    ck_assert_msg(mh_zone_open(&z, mh_view_of(name), &e) == MH_OK, "%s", e.msg);
    return z;
}

/* Now is Thursday, 26 November 2026, 03:00 in Dushanbe and still Wednesday in UTC. */
#define NOW "2026-11-25T22:00:00Z"

static const struct {
    const char *at, *zone, *says;
} whens[] = {
    {"2026-11-26T01:30:00Z", "Asia/Dushanbe", "today 06:30"},
    {"2026-11-25T18:59:59Z", "Asia/Dushanbe", "yesterday 23:59"},
    {"2026-11-26T19:00:00Z", "Asia/Dushanbe", "tomorrow 00:00"},
    {"2026-11-25T18:59:59Z", "UTC", "today 18:59"},
    {"2026-11-28T01:30:00Z", "UTC", "Sat 28 Nov 01:30"},
    {"2026-02-28T01:30:00Z", "UTC", "Sat 28 Feb 01:30"},
    {"2025-02-28T01:30:00Z", "UTC", "28 Feb 2025 01:30"},
    {"2027-01-01T00:00:00Z", "UTC", "Fri 1 Jan 00:00"},
    {"2027-03-01T00:00:00Z", "UTC", "1 Mar 2027 00:00"},
};

START_TEST(an_instant) {
    char out[MH_WHEN];
    mh_zone *z = zone(whens[_i].zone);
    ck_assert_str_eq(mh_cli_when(out, us_of(whens[_i].at), us_of(NOW), z), whens[_i].says);
    ck_assert_str_eq(mh_cli_when(out, 0, us_of(NOW), z), "-");
    mh_zone_free(z);
}
END_TEST

START_TEST(several) {
    const char *texts[] = {"2026-11-26T01:00:00Z", "2026-11-26T18:30:20Z", "2026-11-26T19:30:00Z"};
    int64_t us[3];
    mh_buf b = {0};
    mh_zone *job = zone("Asia/Dushanbe"), *here = zone("UTC");
    for (int i = 0; i < 3; i++) us[i] = us_of(texts[i]);
    mh_cli_whens(&b, us, 3, us_of(NOW), job);
    ck_view_eq(mh_buf_view(&b), "today 06:00, 23:30:20, tomorrow 00:30");
    mh_buf_reset(&b);
    mh_cli_whens_beside(&b, us, 3, here, job);
    ck_view_eq(mh_buf_view(&b), "01:00, 18:30:20, Thu 19:30");
    for (int i = 0; i < 3; i++) us[i] = us_of("2026-11-27T01:00:00Z") + i * INT64_C(86400000000);
    mh_buf_reset(&b);
    mh_cli_whens_beside(&b, us, 3, here, job);
    ck_view_eq(mh_buf_view(&b), "01:00");
    mh_buf_clear(&b);
    mh_zone_free(job);
    mh_zone_free(here);
}
END_TEST

START_TEST(how_long) {
    static const struct {
        double s;
        const char *says;
    } spans[] = {{0, "0.0 s"},   {0.44, "0.4 s"}, {12.3, "12 s"},       {119, "119 s"},
                 {300, "5 min"}, {7300, "2 h"},   {3 * 86400, "3 days"}};
    char out[MH_WHEN];
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        ck_assert_str_eq(mh_cli_span(out, (int64_t)(spans[i].s * 1e6)), spans[i].says);
}
END_TEST

TCase *tcase_cli_when(void) {
    TCase *t = tcase_create("cli_when");
    tcase_add_loop_test(t, an_instant, 0, sizeof whens / sizeof whens[0]);
    tcase_add_test(t, several);
    tcase_add_test(t, how_long);
    return t;
}
