#define SILENCESIM_NO_MAIN
#include "../../tools/silencesim.c"

#include "unit.h"

/* Each kind of source with its five outages; rates over many seeds: build/release/silencesim. */
START_TEST(outages_are_reported_and_little_else) {
    tally t[MH_SILENCE_UNASKED + 1] = {0};
    int alarms = 0, planted = 0, any = 0, said = 0;
    double months = 0;
    for (uint64_t seed = 1; seed <= 2; seed++) run_kind(_i, seed, t, &alarms, &months, false);
    for (int w = MH_SILENCE_QUIET; w <= MH_SILENCE_COLLAPSED; w++) {
        planted += t[w].planted;
        any += t[w].any;
        said += t[w].said;
    }
    ck_assert_int_eq(planted, 10);
    ck_assert_msg(alarms <= months, "%s: %d false alarms in %.1f months", kinds[_i].name, alarms,
                  months);
    /* what gives three items a week may have an outage in which there was nothing to lose */
    int misses = kinds[_i].alone ? 1 : 0;
    ck_assert_msg(any >= planted - misses, "%s: %d of %d outages reported", kinds[_i].name, any,
                  planted);
    ck_assert_msg(said >= planted - 2 * misses, "%s: %d of %d for what they are", kinds[_i].name,
                  said, planted);
}
END_TEST

/* A day on which everybody rests is no alarm, one on which a source rests alone is. */
START_TEST(holidays_are_known_by_others) {
    static mh_silence_hour h[HOURS];
    static float others[HOURS];
    world w = {.seed = 3};
    history *x = mh_alloc(sizeof *x);
    w.rest[40] = w.rest[41] = true;
    w.first = 0; /* day 40 is a Saturday: let it begin on a Thursday */
    w.first = 4 * 24;
    make_history(x, &kinds[6], &w);
    memcpy(h, x->h, sizeof h);
    for (int i = 40 * 24; i < 42 * 24; i++) h[i].fresh = 0;
    for (int i = 0; i < HOURS; i++) others[i] = w.rest[i / 24] ? 0.05F : 1;
    size_t n = 41 * 24 + 20;
    ck_assert_int_eq(mh_silence_judge(h, n, w.first, others, 1).why, MH_SILENCE_NONE);
    mh_silence_verdict v = mh_silence_judge(h, n, w.first, NULL, 1);
    ck_assert_int_eq(v.why, MH_SILENCE_QUIET);
    ck_assert(v.since >= 39 * 24 + 12 && v.since <= 40 * 24);
    ck_assert(v.expected > 5 && v.surprise > 3);
    free(x);
}
END_TEST

START_TEST(shares_come_from_the_group) {
    static mh_silence_hour a[240], b[240], c[240], self[240];
    static float rate[240], out[240];
    for (int i = 0; i < 240; i++) {
        rate[i] = 1;
        a[i] = b[i] = (mh_silence_hour){.fresh = i / 24 == 5 ? 0 : 1, .runs = 1};
        c[i] = self[i] = (mh_silence_hour){.fresh = 1, .runs = 1};
    }
    mh_silence_source all[] = {{self, rate, 1}, {a, rate, 1}, {b, rate, 1}, {c, rate, 2}};
    mh_silence_shares(all, 4, 0, 240, 0, out);
    for (int d = 0; d < 10; d++) ck_assert_float_eq_tol(out[d * 24 + 3], d == 5 ? 0.0F : 1, 0.01F);
    all[1].group = all[2].group = 3; /* nobody is left to ask */
    mh_silence_shares(all, 4, 0, 240, 0, out);
    ck_assert_float_eq_tol(out[5 * 24 + 3], 1, 0.01F);
}
END_TEST

START_TEST(little_is_said_of_little) {
    static mh_silence_hour h[HOURS];
    memset(h, 0, sizeof h);
    ck_assert_int_eq(mh_silence_judge(h, 0, 0, NULL, 1).why, MH_SILENCE_NONE);
    ck_assert_int_eq(mh_silence_judge(h, HOURS, 0, NULL, 1).why, MH_SILENCE_NONE);
    for (int i = 0; i < 300; i++) h[i] = (mh_silence_hour){.fresh = 3, .runs = 1};
    for (int i = 300; i < HOURS; i++) h[i].runs = 1;
    ck_assert_int_eq(mh_silence_judge(h, 320, 0, NULL, 1).why,
                     MH_SILENCE_NONE); /* not learnt yet */
    ck_assert_int_eq(mh_silence_judge(h, 345, 0, NULL, 1).why,
                     MH_SILENCE_NONE); /* never had a gap */
    for (int i = 24; i < 300; i += 24) h[i].fresh = 0;
    ck_assert_int_eq(mh_silence_judge(h, 345, 0, NULL, 1).why, MH_SILENCE_QUIET);
    for (int i = 300; i < HOURS; i++) h[i].runs = 0;
    ck_assert_int_eq(mh_silence_judge(h, 345, 0, NULL, 1).why, MH_SILENCE_UNASKED);
    for (int i = 300; i < HOURS; i++) h[i].runs = h[i].failed = 1;
    ck_assert_int_eq(mh_silence_judge(h, 312, 0, NULL, 1).why, MH_SILENCE_FETCH);
    ck_assert_uint_eq(mh_silence_judge(h, 312, 0, NULL, 1).since, 300);
    ck_assert_int_eq(mh_silence_judge(h, 303, 0, NULL, 1).why, MH_SILENCE_NONE); /* it may pass */
}
END_TEST

static mh_silence_why why_of(const mh_silence_hour *h, size_t n, size_t together) {
    return mh_silence_judge(h, n, 0, NULL, together).why;
}

/* The more sources are judged, the longer each must be silent. */
START_TEST(many_sources_need_more) {
    static mh_silence_hour h[HOURS];
    size_t alone = 0, of_many = 0;
    memset(h, 0, sizeof h);
    for (int i = 0; i < HOURS; i++) h[i] = (mh_silence_hour){.fresh = i < 1008 && i % 3, .runs = 1};
    for (size_t n = 1010; n < HOURS && of_many == 0; n++) {
        if (alone == 0 && why_of(h, n, 1) == MH_SILENCE_QUIET) alone = n;
        if (why_of(h, n, 1000) == MH_SILENCE_QUIET) of_many = n;
    }
    ck_assert_uint_gt(alone, 1010);
    ck_assert_uint_gt(of_many, alone);
}
END_TEST

/* Runs that failed saw nothing: they lengthen no silence. */
START_TEST(failures_are_no_silence) {
    static mh_silence_hour h[HOURS];
    memset(h, 0, sizeof h);
    for (int i = 0; i < HOURS; i++)
        if (i % 12 == 0) h[i] = (mh_silence_hour){.fresh = i % 168 ? 15 : 0, .runs = 1};
    size_t last = 85 * 12;
    h[last + 12].fresh = h[last + 24].fresh = h[last + 36].fresh = 0;
    ck_assert_int_eq(why_of(h, last + 13, 1), MH_SILENCE_NONE); /* seen once */
    ck_assert_int_eq(why_of(h, last + 37, 1), MH_SILENCE_QUIET);
    h[last + 24].failed = h[last + 36].failed = 1;
    ck_assert_int_eq(why_of(h, last + 37, 1), MH_SILENCE_NONE);
}
END_TEST

TCase *tcase_host_silence(void) {
    TCase *t = tcase_create("host_silence");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, outages_are_reported_and_little_else, 0, KINDS);
    tcase_add_test(t, holidays_are_known_by_others);
    tcase_add_test(t, shares_come_from_the_group);
    tcase_add_test(t, little_is_said_of_little);
    tcase_add_test(t, many_sources_need_more);
    tcase_add_test(t, failures_are_no_silence);
    return t;
}
