#include "unit.h"

#include "net/pace.h"

#include <stdio.h>

#define MS INT64_C(1000)
#define S  INT64_C(1000000)
#define T0 (INT64_C(1779000000) * S)

static const mh_pace_rule half = {.at_once = 1, .delay_us = 500 * MS, .delay_why = "default"};
static const mh_pace_lease me = {.run = 7, .pid = 100, .pid_start = 1};
static const mh_pace_lease other = {.run = 8, .pid = 200, .pid_start = 2};

static bool only_me(int64_t pid, int64_t start) {
    return pid == 100 && start == 1;
}

/* The wait that a take ends in; 0 and *id when it got a lease. */
static int64_t take(mh_pace_row *row, const mh_pace_rule *rule, int64_t now, int64_t *id) {
    int64_t wait, got;
    const char *why = NULL;
    mh_rc rc = mh_pace_take(row, rule, now, 10 * S, 60 * S, &me, NULL, &got, &wait, &why);
    ck_assert_int_eq(rc == MH_OK, wait == 0);
    ck_assert_int_eq(rc == MH_OK, got != 0);
    ck_assert_ptr_nonnull(why);
    if (id) *id = got;
    return wait;
}

/* One whole request that begins at now and is answered latency later. */
static void ask(mh_pace_row *row, const mh_pace_rule *rule, int64_t now, mh_pace_outcome o) {
    int64_t id;
    ck_assert_int_eq(take(row, rule, now, &id), 0);
    if (!o.unreachable) mh_pace_sent(row, rule, id, now);
    mh_pace_done(row, rule, id, now + o.latency_us, &o);
}

START_TEST(spacing_counts_from_the_wire) {
    mh_pace_row row = {0};
    int64_t a, b;
    mh_pace_outcome ok = {.status = 200, .latency_us = 10 * MS, .retry_after_us = -1};
    ck_assert_int_eq(take(&row, &half, T0, &a), 0);
    int64_t wait = take(&row, &half, T0 + 100 * MS, NULL);
    ck_assert(wait > 0 && wait <= 50 * MS); /* not sent yet: nobody else may start, look again */
    mh_pace_sent(&row, &half, a, T0 + 300 * MS);
    ck_assert_int_eq(take(&row, &half, T0 + 400 * MS, NULL), 400 * MS);
    mh_pace_done(&row, &half, a, T0 + 310 * MS, &ok);
    ck_assert_int_eq(take(&row, &half, T0 + 799 * MS, NULL), 1 * MS);
    ck_assert_int_eq(take(&row, &half, T0 + 800 * MS, &b), 0);
    ck_assert_int_gt(b, a);
    ck_assert_int_eq(row.requests, 1);
    mh_pace_sent(&row, &half, b, T0 + 900 * MS);
    mh_pace_sent(&row, &half, b, T0 + 1000 * MS); /* the transport sent it anew */
    mh_pace_done(&row, &half, b, T0 + 1100 * MS, &ok);
    ck_assert_int_eq(take(&row, &half, T0 + 1100 * MS, NULL), 400 * MS);
    ck_assert_str_eq(row.delay_why, "default");
    ck_assert_int_eq(row.delay_us, 500 * MS);
    ck_assert_int_eq(row.last_status, 200);
}
END_TEST

START_TEST(the_stricter_of_two_runs_wins) {
    mh_pace_row row = {0};
    mh_pace_rule slow = {.at_once = 1, .delay_us = 10 * S, .delay_why = "Crawl-delay"};
    mh_pace_outcome ok = {.status = 200, .latency_us = 1, .retry_after_us = -1};
    ask(&row, &half, T0, ok);
    ck_assert_int_eq(take(&row, &slow, T0 + 1 * S, NULL), 9 * S);
    ask(&row, &half, T0 + 1 * S, ok);
    ask(&row, &slow, T0 + 11 * S, ok);
    ck_assert_int_eq(take(&row, &half, T0 + 12 * S, NULL), 9 * S);
}
END_TEST

START_TEST(at_once_counts_the_whole_machine) {
    mh_pace_row row = {0};
    mh_pace_rule two = {.at_once = 2, .delay_us = 100 * MS}, any = {0};
    mh_pace_outcome ok = {.status = 200, .latency_us = 1, .retry_after_us = -1};
    int64_t id[MH_PACE_LEASES];
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(take(&row, &two, T0 + i * S, &id[i]), 0);
        mh_pace_sent(&row, &two, id[i], T0 + i * S);
    }
    int64_t wait = take(&row, &two, T0 + 5 * S, NULL);
    ck_assert(wait > 0 && wait <= 200 * MS);
    mh_pace_done(&row, &two, id[0], T0 + 5 * S, &ok);
    mh_pace_done(&row, &two, id[0], T0 + 5 * S, &ok); /* twice gives back one */
    ck_assert_int_eq(take(&row, &two, T0 + 6 * S, &id[0]), 0);
    mh_pace_sent(&row, &two, id[0], T0 + 6 * S);
    ck_assert_int_gt(take(&row, &two, T0 + 7 * S, NULL), 0);
    ck_assert_int_eq(take(&row, &two, T0 + 61 * S, NULL), 0); /* the time of id[1] is up */
    row = (mh_pace_row){0};
    for (int i = 0; i < MH_PACE_LEASES; i++) ck_assert_int_eq(take(&row, &any, T0, &id[i]), 0);
    ck_assert_int_gt(take(&row, &any, T0, NULL), 0); /* no limit ends at the row's room */
}
END_TEST

START_TEST(a_dead_process_keeps_nobody_out) {
    mh_pace_row row = {0};
    int64_t id, wait;
    const char *why;
    for (int sent = 0; sent < 2; sent++) {
        row = (mh_pace_row){0};
        ck_assert_int_eq(
            mh_pace_take(&row, &half, T0, 10 * S, 60 * S, &other, NULL, &id, &wait, &why), MH_OK);
        if (sent) mh_pace_sent(&row, &half, id, T0);
        ck_assert_int_gt(take(&row, &half, T0 + 1 * S, NULL), 0); /* believed */
        /* seen to be dead: what it had not said to have sent may be on the wire since just now */
        mh_rc rc =
            mh_pace_take(&row, &half, T0 + 1 * S, 10 * S, 60 * S, &me, only_me, &id, &wait, &why);
        ck_assert_int_eq(rc, sent ? MH_OK : MH_FAIL);
        ck_assert_int_eq(wait, sent ? 0 : 500 * MS);
    }
}
END_TEST

START_TEST(a_lease_that_is_never_sent_ends) {
    mh_pace_row row = {0};
    mh_pace_outcome given_up = {.retry_after_us = -1};
    mh_pace_outcome refused = {.unreachable = true, .retry_after_us = -1};
    int64_t id;
    ck_assert_int_eq(take(&row, &half, T0, &id), 0);
    mh_pace_done(&row, &half, id, T0 + 1 * MS, &given_up);
    ck_assert_int_eq(take(&row, &half, T0 + 2 * MS, &id), 0); /* as if it had never been */
    ck_assert_int_eq(row.requests, 0);
    mh_pace_done(&row, &half, id, T0 + 10 * MS, &refused);
    ck_assert_int_eq(take(&row, &half, T0 + 10 * MS, NULL), 500 * MS); /* it knocked, though */
    mh_pace_rule two = half;
    two.at_once = 2;
    ck_assert_int_eq(take(&row, &two, T0 + 1 * S, &id), 0);
    ck_assert_int_gt(take(&row, &two, T0 + 10 * S, NULL), 0);
    ck_assert_int_eq(take(&row, &two, T0 + 11 * S, NULL), 500 * MS); /* sent by then, or never */
    ck_assert_int_eq(take(&row, &two, T0 + 11 * S + 500 * MS, NULL), 0);
}
END_TEST

START_TEST(complaints_and_failures) {
    static const struct {
        int status;
        bool unreachable;
        int64_t retry_after; /* -1: none */
        int64_t wait;        /* until the next start, from the answer */
        int64_t penalty;
        const char *why;
    } steps[] = {
        {200, false, -1, 500 * MS, 0, ""},
        {429, false, -1, 5 * S, 1 * S, "429"},
        {429, false, -1, 10 * S, 2 * S, "429"},
        {503, false, 120 * S, 120 * S, 4 * S, "503 Retry-After"},
        {200, false, -1, 4500 * MS, 2 * S, ""}, /* what it began with stands */
        {404, false, -1, 2500 * MS, 1 * S, ""},
        {200, false, -1, 1500 * MS, 500 * MS, ""},
        {200, false, -1, 1000 * MS, 250 * MS, ""},
        {200, false, -1, 750 * MS, 125 * MS, ""},
        {200, false, -1, 625 * MS, 62500, ""},
        {200, false, -1, 562500, 0, ""},
        {0, true, -1, 500 * MS, 0, ""},
        {500, false, -1, 500 * MS, 0, ""},
        {0, true, -1, 5 * S, 0, "3 failures"},
        {502, false, -1, 10 * S, 0, "4 failures"},
        {200, false, -1, 500 * MS, 0, ""}, /* half of four is two */
        {0, true, -1, 5 * S, 0, "3 failures"},
        {429, false, 1000000 * S, 24 * 3600 * S, 1 * S, "429 Retry-After"}, /* at most a day */
        {403, false, 60 * S, 60 * S, 1 * S, "403 Retry-After"},
        {301, false, 60 * S, 1500 * MS, 500 * MS, ""}, /* means something else there */
    };
    mh_pace_row row = {0};
    int64_t now = T0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        mh_pace_outcome o = {steps[i].status, steps[i].unreachable, 0, steps[i].retry_after};
        ask(&row, &half, now, o);
        ck_assert_msg(row.penalty_us == steps[i].penalty, "step %zu: penalty %lld", i,
                      (long long)row.penalty_us);
        int64_t wait = take(&row, &half, now, NULL);
        ck_assert_msg(wait == steps[i].wait, "step %zu: wait %lld", i, (long long)wait);
        ck_assert_msg(!strcmp(row.hold_why, steps[i].why), "step %zu: %s", i, row.hold_why);
        now += wait;
    }
}
END_TEST

START_TEST(failures_hold_up_to_an_hour) {
    mh_pace_row row = {0};
    mh_pace_outcome dead = {.unreachable = true, .retry_after_us = -1};
    int64_t now = T0, wait = 0;
    for (int i = 0; i < 2000; i++) {
        ask(&row, &half, now, dead);
        wait = take(&row, &half, now, NULL);
        now += wait;
    }
    ck_assert_int_eq(wait, 3600 * S);
}
END_TEST

/* Several requests are under way when the host complains: they are one complaint. */
START_TEST(one_burst_is_one_complaint) {
    mh_pace_row row = {0};
    mh_pace_rule three = {.at_once = 3, .delay_us = 100 * MS};
    mh_pace_outcome busy = {.status = 429, .retry_after_us = -1};
    mh_pace_outcome ok = {.status = 200, .latency_us = 1, .retry_after_us = -1};
    int64_t id[3];
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(take(&row, &three, T0 + i * S, &id[i]), 0);
        mh_pace_sent(&row, &three, id[i], T0 + i * S);
    }
    mh_pace_done(&row, &three, id[0], T0 + 3 * S, &busy);
    mh_pace_done(&row, &three, id[1], T0 + 3 * S, &busy);
    mh_pace_done(&row, &three, id[2], T0 + 3 * S, &ok); /* nor does it say that all is well */
    ck_assert_int_eq(row.failures, 1);
    ck_assert_int_eq(row.penalty_us, 1 * S);
    ck_assert_int_eq(take(&row, &three, T0 + 3 * S, NULL), 5 * S);
    ck_assert_str_eq(row.hold_why, "429");
}
END_TEST

START_TEST(a_slow_host_is_asked_less_often) {
    static const struct {
        int status;
        int64_t latency, delay;
        const char *why;
    } steps[] = {
        {200, 100 * MS, 500 * MS, "default"}, {200, 1900 * MS, 1000 * MS, "latency"},
        {200, 3 * S, 2 * S, "latency"},       {404, 20 * MS, 2 * S, "latency"},
        {200, 20 * MS, 1010 * MS, "latency"}, {200, 20 * MS, 515 * MS, "latency"},
        {200, 20 * MS, 500 * MS, "default"},  {200, 3000 * S, 60 * S, "latency"},
    };
    mh_pace_row row = {0};
    mh_pace_rule rule = half;
    rule.adaptive = true;
    int64_t now = T0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        mh_pace_outcome o = {steps[i].status, false, steps[i].latency, -1};
        int64_t id;
        ck_assert_int_eq(take(&row, &rule, now, &id), 0);
        mh_pace_sent(&row, &rule, id, now);
        mh_pace_done(&row, &rule, id, now, &o);
        now = row.next_us + 100 * S;
        ck_assert_int_eq(take(&row, &rule, now, &id), 0);
        mh_pace_sent(&row, &rule, id, now);
        ck_assert_msg(row.next_us - now == steps[i].delay && !strcmp(row.delay_why, steps[i].why),
                      "step %zu: %lld, %s", i, (long long)(row.next_us - now), row.delay_why);
        mh_pace_done(&row, &rule, id, now, &(mh_pace_outcome){.retry_after_us = -1});
        now += 100 * S;
    }
    rule.adaptive = false;
    ck_assert_int_eq(take(&row, &rule, now, NULL), 0);
    rule.max_delay_us = 1; /* bounds what is added, not what was asked for */
    mh_pace_sent(&row, &rule, row.last_id, now);
    ck_assert_int_eq(row.next_us - now, 500 * MS);
}
END_TEST

START_TEST(clocks_that_step) {
    mh_pace_outcome ok = {.status = 200, .latency_us = 1, .retry_after_us = -1};
    mh_pace_outcome rest = {.status = 429, .latency_us = 1, .retry_after_us = 100 * S};
    mh_pace_row row = {0};
    int64_t id, back = 1000000 * S;
    ask(&row, &half, T0, ok); /* back: the wait is what it was */
    ck_assert_int_eq(take(&row, &half, T0 - back, NULL), 500 * MS - 1);
    ck_assert_int_eq(take(&row, &half, T0 - back + 500 * MS, &id), 0);
    mh_pace_sent(&row, &half, id, T0 - back + 500 * MS);
    mh_pace_done(&row, &half, id, T0 - back + 500 * MS, &rest);
    ck_assert_int_eq(take(&row, &half, T0 - 2 * back, NULL), 100 * S);
    ck_assert_int_eq(take(&row, &half, T0 - 2 * back + 100 * S, &id), 0); /* a lease as well */
    mh_pace_sent(&row, &half, id, T0 - 2 * back + 100 * S);
    ck_assert_int_gt(take(&row, &half, T0 - 3 * back + 59 * S, NULL), 0);
    ck_assert_int_eq(take(&row, &half, T0 - 3 * back + 119 * S, NULL), 0);
    /* a little back is a reader that waited: times of the row never go back */
    row = (mh_pace_row){0};
    ask(&row, &half, T0, ok);
    ck_assert_int_eq(take(&row, &half, T0 - 100 * MS, NULL), 600 * MS);
    /* damage: absurd times are cut */
    row = (mh_pace_row){.next_us = INT64_MAX, .hold_us = INT64_MAX, .start_us = INT64_MAX};
    row.lease[3] = (mh_pace_lease){.id = 9, .until_us = INT64_MAX, .send_by_us = INT64_MAX};
    int64_t wait = take(&row, &half, T0, NULL);
    ck_assert_int_eq(wait, 24 * 3600 * S);
    ck_assert_int_le(row.next_us, T0 + 60 * S);
    for (int i = 0; i < 100 && (wait = take(&row, &half, T0 + 48 * 3600 * S, &id)) > 0; i++) {
    }
    ck_assert_int_gt(wait, 0); /* a lease forgotten just now, never said to be sent */
    ck_assert_int_eq(take(&row, &half, T0 + 48 * 3600 * S + wait, &id), 0);
}
END_TEST

START_TEST(retry_after) {
    static const struct {
        const char *value;
        int64_t want;
    } cases[] = {
        {"120", 120 * S},
        {" 0 ", 0},
        {"99999999999999999999999", INT64_C(1000000000) * S},
        {"1000000000000", INT64_C(1000000000) * S},
        {"Sun, 17 May 2026 06:40:30 GMT", 30 * S},
        {"sun, 17 may 2026 06:40:30 gmt", 30 * S},
        {"Sun, 17 May 2026 06:39:30 GMT", 0},
        {"Sun, 06 Nov 1994 08:49:37 GMT", 0},
        {"Sun, 31 Feb 2027 08:49:37 GMT", -1},
        {"Sun, 17 May 2026 06:40:30", -1},
        {"Sun, 17 May 2026 06:40:30 GMT+1", -1},
        {"Sun, 1", -1},
        {"soon", -1},
        {"", -1},
        {"-5", -1},
        {"1.5", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(mh_pace_retry_after(mh_view_of(cases[i].value), T0) == cases[i].want, "%s",
                      cases[i].value);
}
END_TEST

TCase *tcase_net_pace(void) {
    TCase *t = tcase_create("net_pace");
    tcase_add_test(t, spacing_counts_from_the_wire);
    tcase_add_test(t, the_stricter_of_two_runs_wins);
    tcase_add_test(t, at_once_counts_the_whole_machine);
    tcase_add_test(t, a_dead_process_keeps_nobody_out);
    tcase_add_test(t, a_lease_that_is_never_sent_ends);
    tcase_add_test(t, complaints_and_failures);
    tcase_add_test(t, failures_hold_up_to_an_hour);
    tcase_add_test(t, one_burst_is_one_complaint);
    tcase_add_test(t, a_slow_host_is_asked_less_often);
    tcase_add_test(t, clocks_that_step);
    tcase_add_test(t, retry_after);
    return t;
}
