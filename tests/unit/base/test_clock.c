#include "unit.h"

#include "base/clock.h"

#include <limits.h>

START_TEST(civil_and_back) {
    static const struct {
        int64_t s;
        mh_civil c;
        int weekday;
    } rows[] = {
        {0, {1970, 1, 1, 0, 0, 0}, 4},          {-1, {1969, 12, 31, 23, 59, 59}, 3},
        {951782400, {2000, 2, 29, 0, 0, 0}, 2}, {1795392000, {2026, 11, 23, 0, 0, 0}, 1},
        {-62167219200, {0, 1, 1, 0, 0, 0}, 6},  {253402300799, {9999, 12, 31, 23, 59, 59}, 5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_civil c = mh_civil_of_s(rows[i].s);
        ck_assert_int_eq(memcmp(&c, &rows[i].c, sizeof c), 0);
        ck_assert_int_eq(mh_civil_to_s(c), rows[i].s);
        ck_assert_int_eq(mh_civil_weekday(c), rows[i].weekday);
        ck_assert(mh_civil_valid(c));
    }
    /* every day of four centuries is valid and follows the one before */
    int64_t last = mh_civil_to_s((mh_civil){1799, 12, 31, 0, 0, 0});
    for (int y = 1800; y < 2200; y++)
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= 31; d++) {
                mh_civil c = {y, m, d, 0, 0, 0};
                if (!mh_civil_valid(c)) continue;
                ck_assert_int_eq(mh_civil_to_s(c), last + 86400);
                last += 86400;
            }
}
END_TEST

START_TEST(rfc3339_reads_and_writes) {
    static const struct {
        const char *in;
        bool ok;
        int64_t us;
        int offset;
    } rows[] = {
        {"1970-01-01T00:00:00Z", true, 0, 0},
        {"1970-01-01t00:00:01.25z", true, 1250000, 0},
        {"1970-01-01 05:00:00+05:00", true, 0, 18000},
        {"1970-01-01T00:00", true, 0, INT_MIN},
        {"1970-01-02", true, 86400000000, INT_MIN},
        {"1970-01-01T00:00:00-0330", true, 12600000000, -12600},
        {" 1970-01-01 ", true, 0, INT_MIN},
        {"1970-1-1", false, 0, 0},
        {"1970-02-30", false, 0, 0},
        {"1970-01-01T24:00:00Z", false, 0, 0},
        {"1970-01-01T00:00:00ZZ", false, 0, 0},
        {"1970-01-01T00:00:00.Z", false, 0, 0},
        {"1970-01-01T00:00:00+25:00", false, 0, 0},
        {"", false, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t us = -7;
        int offset = -7;
        bool ok = mh_rfc3339_parse(mh_view_of(rows[i].in), &us, &offset);
        ck_assert_msg(ok == rows[i].ok, "%s", rows[i].in);
        if (!ok) continue;
        ck_assert_int_eq(us, rows[i].us);
        ck_assert_int_eq(offset, rows[i].offset);
    }
    char out[MH_RFC3339_MAX];
    mh_rfc3339(out, 0, 18000, false);
    ck_assert_str_eq(out, "1970-01-01T05:00:00+05:00");
    mh_rfc3339(out, -1, 0, true);
    ck_assert_str_eq(out, "1969-12-31T23:59:59.999Z");
    mh_rfc3339(out, 0, -12600, false);
    ck_assert_str_eq(out, "1969-12-31T20:30:00-03:30");
}
END_TEST

START_TEST(a_still_clock_moves_only_when_told) {
    mh_still_clock c;
    mh_still_clock_init(&c, 5000000);
    ck_assert_int_eq(mh_clock_wall_us(&c.clock), 5000000);
    ck_assert_int_eq(mh_clock_mono_ns(&c.clock), 0);
    mh_still_clock_move(&c, 5000250);
    mh_still_clock_move(&c, 4000000); /* never back */
    ck_assert_int_eq(mh_clock_wall_us(&c.clock), 5000250);
    ck_assert_int_eq(mh_clock_mono_ns(&c.clock), 250000);
    int64_t a = mh_still_clock_real_us(&c), b = mh_still_clock_real_us(&c);
    ck_assert(a >= 5000000 && b >= a);
    ck_assert_int_eq(mh_clock_wall_us(&c.clock), 5000250);
}
END_TEST

TCase *tcase_base_clock(void) {
    TCase *t = tcase_create("base_clock");
    tcase_add_test(t, civil_and_back);
    tcase_add_test(t, rfc3339_reads_and_writes);
    tcase_add_test(t, a_still_clock_moves_only_when_told);
    return t;
}
