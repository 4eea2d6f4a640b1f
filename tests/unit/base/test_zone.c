#include "unit.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t when(const char *text) {
    int64_t us = 0;
    int offset = 0;
    ck_assert_msg(mh_rfc3339_parse(mh_view_of(text), &us, &offset), "%s", text);
    return us / 1000000;
}

static const char *const names[] = {"Europe/Berlin",     "Asia/Dushanbe",       "Asia/Almaty",
                                    "Asia/Tashkent",     "America/Sao_Paulo",   "America/St_Johns",
                                    "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia",
                                    "Asia/Tehran",       "Asia/Kathmandu",      "UTC"};

/* The C library reads the same files by other means. */
START_TEST(zone_agrees_with_the_c_library) {
    mh_zone *z = NULL;
    mh_err e = {0};
    setenv("TZ", names[_i], 1);
    tzset();
    ck_assert_msg(mh_zone_open(&z, mh_view_of(names[_i]), &e) == MH_OK, "%s", e.msg);
    for (int64_t s = when("1960-01-01"); s < when("2120-01-01"); s += 5 * 86400 + 12345) {
        time_t t = (time_t)s;
        struct tm tm;
        localtime_r(&t, &tm);
        ck_assert_msg(mh_zone_offset(z, s) == tm.tm_gmtoff, "%s at %lld: %d, not %ld", names[_i],
                      (long long)s, mh_zone_offset(z, s), tm.tm_gmtoff);
    }
    mh_zone_free(z);
    unsetenv("TZ"); /* other tests may share this process */
    tzset();
}
END_TEST

START_TEST(zone_names_each_change) {
    mh_zone *z = NULL;
    ck_assert_int_eq(mh_zone_open(&z, MH_VIEW("Europe/Berlin"), NULL), MH_OK);
    ck_assert_int_eq(mh_zone_next_change(z, when("2026-01-01")), when("2026-03-29T01:00:00Z"));
    ck_assert_int_eq(mh_zone_next_change(z, when("2026-03-29T01:00:00Z")),
                     when("2026-10-25T01:00:00Z"));
    ck_assert_int_eq(mh_zone_next_change(z, when("2090-12-01")), when("2091-03-25T01:00:00Z"));
    mh_zone_free(z);
    ck_assert_int_eq(mh_zone_next_change(NULL, 0), INT64_MAX);
}
END_TEST

START_TEST(zone_knows_what_clocks_show) {
    mh_zone *z = NULL;
    int64_t s[2];
    ck_assert_int_eq(mh_zone_open(&z, MH_VIEW("Europe/Berlin"), NULL), MH_OK);
    ck_assert_uint_eq(mh_zone_instants(z, when("2026-07-01T12:00:00Z"), s), 1);
    ck_assert_int_eq(s[0], when("2026-07-01T12:00:00+02:00"));
    ck_assert_uint_eq(mh_zone_instants(z, when("2026-03-29T02:30:00Z"), s), 0);
    ck_assert_int_eq(mh_zone_instant(z, when("2026-03-29T02:30:00Z")),
                     when("2026-03-29T03:30:00+02:00"));
    ck_assert_uint_eq(mh_zone_instants(z, when("2026-10-25T02:30:00Z"), s), 2);
    ck_assert_int_eq(s[0], when("2026-10-25T02:30:00+02:00"));
    ck_assert_int_eq(s[1], when("2026-10-25T02:30:00+01:00"));
    mh_zone_free(z);
}
END_TEST

START_TEST(zone_refuses_other_names) {
    static const char *const wrong[] = {"Asia/Nowhere", "../../etc/passwd", "/etc/passwd",
                                        "Asia/",        "Asia//Almaty",     "Asia",
                                        "Asia/Al maty"};
    mh_zone *z = NULL;
    mh_err e = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(mh_zone_open(&z, mh_view_of(wrong[i]), &e) != MH_OK, "%s", wrong[i]);
    ck_assert_ptr_null(z);
}
END_TEST

/* Cut anywhere, or with any byte another, a file is refused or read, and nothing else happens. */
START_TEST(zone_survives_damaged_files) {
    mh_buf whole = {0};
    mh_zone *z = NULL;
    ck_assert_int_eq(mh_fs_read(&whole, "/usr/share/zoneinfo/Europe/Berlin", (size_t)1 << 20, NULL),
                     MH_OK);
    for (size_t n = 0; n < whole.len; n++) {
        if (mh_zone_read(&z, mh_view_sub(mh_buf_view(&whole), 0, n), NULL) == MH_OK)
            ck_abort_msg("cut at %zu", n);
        char was = whole.ptr[n];
        whole.ptr[n] = (char)(was ^ 0xFF);
        if (mh_zone_read(&z, mh_buf_view(&whole), NULL) == MH_OK) {
            mh_zone_offset(z, 1800000000);
            mh_zone_next_change(z, 4000000000);
            mh_zone_free(z);
        }
        whole.ptr[n] = was;
    }
    mh_buf_clear(&whole);
}
END_TEST

TCase *tcase_base_zone(void) {
    TCase *t = tcase_create("base_zone");
    tcase_add_loop_test(t, zone_agrees_with_the_c_library, 0, (int)(sizeof names / sizeof *names));
    tcase_add_test(t, zone_names_each_change);
    tcase_add_test(t, zone_knows_what_clocks_show);
    tcase_add_test(t, zone_refuses_other_names);
    tcase_add_test(t, zone_survives_damaged_files);
    return t;
}
