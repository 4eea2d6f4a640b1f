#include "host/plan_world.h"

#include "base/schema.h"

/* One job "t" and a story, word by word: go 10m (time passes), set +1h (the wall clock alone), sleep 8h
 * (time passes unseen), off 3h (saved, ended, started anew), takes 5m (runs from now on), fail, ok, defer. Wanted: the
 * scheduled local times of what was started, +N for what it also stands for, #N for a later attempt. */
typedef struct story {
    const char *schedule, *zone, *start, *tale, *wants;
} story;

static void off(world *w, const char *schedule, int64_t us) {
    mh_plan_state st;
    mh_plan_save(w->plan, MH_VIEW("t"), w->now, &st);
    mh_plan_free(w->plan);
    w->runs.len = 0;
    w->now.wall += us;
    w->now.mono = 5 * W_S; /* another start of the machine */
    w->plan = mh_plan_new(0, w->now);
    w_put(w, "t", schedule, &st);
}

static void tell(world *w, const story *s) {
    mh_view rest = mh_view_of(s->tale), word, arg;
    while (mh_view_split(&rest, ' ', &word)) {
        double n = 0;
        if (mh_view_eq(word, MH_VIEW("fail"))) {
            w->outcome = MH_PLAN_FAILED;
            continue;
        }
        if (mh_view_eq(word, MH_VIEW("defer"))) {
            w->outcome = MH_PLAN_DEFERRED;
            continue;
        }
        if (mh_view_eq(word, MH_VIEW("ok"))) {
            w->outcome = MH_PLAN_OK;
            continue;
        }
        ck_assert(mh_view_split(&rest, ' ', &arg));
        bool minus = mh_view_starts(arg, MH_VIEW("-")), plus = mh_view_starts(arg, MH_VIEW("+"));
        ck_assert(mh_seconds_parse(mh_view_sub(arg, minus || plus, arg.len), &n));
        int64_t us = (int64_t)(n * 1e6) * (minus ? -1 : 1);
        if (mh_view_eq(word, MH_VIEW("go"))) {
            w_go(w, us);
        } else if (mh_view_eq(word, MH_VIEW("set"))) {
            w->now.wall += us;
        } else if (mh_view_eq(word, MH_VIEW("sleep"))) {
            w_move(w, us);
        } else if (mh_view_eq(word, MH_VIEW("takes"))) {
            w->takes = us;
        } else {
            ck_assert(mh_view_eq(word, MH_VIEW("off")));
            off(w, s->schedule, us);
        }
    }
}

#define DAILY  "{\"cron\": \"30 12 * * *\"}"
#define HALVES "{\"cron\": \"*/30 * * * *\"}"
#define EVERY  "{\"every\": \"1h\", \"jitter\": \"1ms\"}"
#define ALL    "{\"cron\": \"0 * * * *\", \"missed\": \"all(3)\"}"
#define SKIP   "{\"cron\": \"0 * * * *\", \"missed\": \"skip\"}"
#define ONCE   "{\"cron\": \"0 * * * *\", \"missed\": \"once\"}"
#define NOON   "2026-05-04T12:00:00Z"

static const story stories[] = {
    {DAILY, "UTC", NOON, "go 3d", "12:30 12:30 12:30"},
    {HALVES, "UTC", NOON, "go 2h", "12:30 13:00 13:30 14:00"},
    /* summer time: Berlin leaps from 02:00 to 03:00 on 29 March, and back on 25 October */
    {"{\"cron\": \"30 2 * * *\", \"timezone\": \"Europe/Berlin\"}", "Europe/Berlin",
     "2026-03-27T12:00:00Z", "go 3d", "02:30 03:30 02:30"},
    {"{\"cron\": \"30 2 * * *\", \"timezone\": \"Europe/Berlin\"}", "Europe/Berlin",
     "2026-10-23T12:00:00Z", "go 3d", "02:30 02:30 02:30"},
    {"{\"cron\": \"0 * * * *\", \"timezone\": \"Europe/Berlin\"}", "Europe/Berlin",
     "2026-10-24T23:30:00Z", "go 4h", "02:00 02:00 03:00 04:00"},
    /* the clock is set forward: what it leaps over runs once */
    {DAILY, "UTC", "2026-05-04T12:29:59.6Z", "go 100ms set +1s go 1h", "12:30"},
    {DAILY, "UTC", "2026-05-04T12:29:00Z", "go 30s set +1m go 20h", "12:30"},
    {DAILY, "UTC", NOON, "go 1m set +59m go 20h", "12:30"},
    {DAILY, "UTC", NOON, "go 1m set +2.98h go 20h", "12:30"},
    {HALVES, "UTC", NOON, "go 1m set +2.98h go 20m", "14:30+4 15:00"},
    {ALL, "UTC", NOON, "go 1m set +2.98h go 20m", "14:00+1 15:00"},
    {SKIP, "UTC", NOON, "go 1m set +2.98h go 20m", "14:00+1 15:00"},
    /* which says nothing of what is missed later */
    {SKIP, "UTC", NOON, "go 1m set +1h go 10m sleep 8h go 1h", "13:00 22:00"},
    /* by 3 h or more: the new clock counts */
    {DAILY, "UTC", NOON, "go 1m set +3h go 1d", "12:30"},
    {DAILY, "UTC", NOON, "go 1m set +1d go 1d", "12:30"},
    {HALVES, "UTC", NOON, "go 1m set +3h go 1h", "15:30 16:00"},
    /* back: a time of day does not come twice */
    {DAILY, "UTC", NOON, "go 30.001m set -1s go 1h", "12:30"},
    {DAILY, "UTC", NOON, "go 30.1m set -1m go 1h", "12:30"},
    {DAILY, "UTC", NOON, "go 40m set -59m go 5h", "12:30"},
    {DAILY, "UTC", NOON, "go 40m set -2.98h go 23h", "12:30"},
    {DAILY, "UTC", NOON, "go 20m set -59m go 5h", "12:30"},
    {"{\"cron\": \"0,30 12,13 * * *\"}", "UTC", "2026-05-04T11:50:00Z", "go 1h set -59m go 5h",
     "12:00 12:30 13:00 13:30"},
    /* and an expression with a star goes on by the new clock, never at once again */
    {HALVES, "UTC", NOON, "go 30.001m set -1s go 40m", "12:30 13:00"},
    {HALVES, "UTC", NOON, "go 30.1m set -1m go 40m", "12:30 13:00"},
    {HALVES, "UTC", NOON, "go 40m set -59m go 1h", "12:30 12:00 12:30"},
    {HALVES, "UTC", NOON, "go 31m set -2.98h go 1h", "12:30 10:00 10:30"},
    {HALVES, "UTC", NOON, "go 31m set -10m go 40m", "12:30 13:00"},
    /* by 3 h or more: the new clock counts */
    {DAILY, "UTC", NOON, "go 40m set -3h go 2h", "12:30"},
    {DAILY, "UTC", NOON, "go 40m set -1d go 23h", "12:30"},
    {DAILY, "UTC", NOON, "go 40m set -1d go 25h", "12:30 12:30"},
    {HALVES, "UTC", NOON, "go 40m set -1d go 1h", "12:30 13:00 13:30"},
    /* there and back again */
    {DAILY, "UTC", NOON, "go 20m set +1h go 5m set -1h go 5h", "12:30"},
    {DAILY, "UTC", NOON, "go 20m set +1s go 5m set -1s go 5h", "12:30"},
    /* an interval knows of no wall clock */
    {EVERY, "UTC", NOON, "go 10m set +1d go 3h", "12:00 13:00 14:00 15:00"},
    {EVERY, "UTC", NOON, "go 10m set -1d go 3h", "12:00 13:00 14:00 15:00"},
    {EVERY, "UTC", NOON, "go 10m set +1s set -30s go 2h", "12:00 12:59:31 13:59:31"},
    /* a sleep of 8 h is time that was missed */
    {DAILY, "UTC", NOON, "go 10m sleep 8h go 1h", "12:30"},
    {ONCE, "UTC", NOON, "go 10m sleep 8h go 1h", "20:00+7 21:00"},
    {SKIP, "UTC", NOON, "go 10m sleep 8h go 1h", "21:00"},
    {ALL, "UTC", NOON, "go 10m sleep 8h go 1h", "18:00 19:00 20:00 21:00"},
    {EVERY, "UTC", NOON, "go 10m sleep 8h go 1h", "12:00 20:00+7 21:00"},
    /* a machine whose monotonic clock stands still meanwhile: a clock that was set */
    {DAILY, "UTC", NOON, "go 10m set +8h go 1h", ""},
    /* the daemon was off */
    {ONCE, "UTC", NOON, "go 10m off 8h go 1h", "20:00+7 21:00"},
    {SKIP, "UTC", NOON, "go 10m off 8h go 1h", "21:00"},
    {ALL, "UTC", NOON, "go 10m off 8h go 1h", "18:00 19:00 20:00 21:00"},
    {ALL, "UTC", NOON, "go 10m off 2h go 1h", "13:00 14:00 15:00"},
    {ONCE, "UTC", NOON, "go 10m off 30d go 1h", "12:00+99 13:00"},
    {ONCE, "UTC", NOON, "go 61m off 10s go 1h", "13:00 14:00"},
    {SKIP, "UTC", NOON, "go 59.9m off 30s go 1h", "13:00 14:00"},
    {DAILY, "UTC", NOON, "go 40m off 1m go 20h", "12:30"},
    {DAILY, "UTC", NOON, "go 40m off -1h go 20h", "12:30"},
    {DAILY, "UTC", NOON, "go 40m off -1d go 30h", "12:30 12:30"},
    {EVERY, "UTC", NOON, "go 10m off 20m go 2h", "12:00 13:00 14:00"},
    {EVERY, "UTC", NOON, "go 10m off 5h go 1h", "12:00 17:00+4 18:00"},
    /* off while missed ones were being made up: the rest follow, none twice */
    {ALL, "UTC", NOON, "takes 10m go 10m off 8h go 1m off 10s go 25m", "18:00 19:00 20:00"},
    /* and new ones come behind them */
    {ALL, "UTC", NOON, "takes 40m go 10m sleep 8h go 3h", "18:00 19:00 20:00 21:00 22:00"},
    /* the last run still goes on */
    {"{\"cron\": \"*/10 * * * *\"}", "UTC", NOON, "takes 25m go 1h", "12:10 12:40"},
    {"{\"cron\": \"*/10 * * * *\", \"overlap\": \"queue\"}", "UTC", NOON, "takes 25m go 1h",
     "12:10 12:20 12:30"},
    {"{\"cron\": \"*/10 * * * *\", \"overlap\": \"allow\"}", "UTC", NOON, "takes 25m go 1h",
     "12:10 12:20 12:30 12:40 12:50 13:00"},
    /* failures: 1 s, 2 s, 4 s, and at the next fire */
    {ONCE, "UTC", NOON, "fail go 1h", "13:00"},
    {ONCE, "UTC", NOON, "fail go 61m ok go 1h", "13:00 13:00#2 13:00#3 13:00#4 14:00"},
    {"{\"cron\": \"0 * * * *\", \"retries\": 0}", "UTC", NOON, "fail go 2h", "13:00 14:00"},
    {"{\"cron\": \"0 * * * *\", \"retries\": {\"max\": 2, \"backoff\": \"20m\", \"most\": "
     "\"25m\"}}",
     "UTC", NOON, "fail go 100m ok go 3h", "13:00 13:00#2 13:00#3 14:00 15:00 16:00"},
    /* a fire takes the place of a retry that waits */
    {"{\"cron\": \"*/10 * * * *\", \"retries\": {\"max\": 9, \"backoff\": \"30m\", \"most\": "
     "\"30m\"}}",
     "UTC", NOON, "fail go 11m ok go 45m", "12:10 12:30 12:40 12:50"},
    /* not started for want of a process: the same attempt, later */
    {ONCE, "UTC", NOON, "defer go 60.05m ok go 1h", "13:00 13:00 13:00 14:00"},
};

START_TEST(plan_stories) {
    const story *s = &stories[_i];
    world w;
    mh_zone *z = NULL;
    w_open(&w, s->start);
    ck_assert_int_eq(mh_zone_open(&z, mh_view_of(s->zone), NULL), MH_OK);
    w.zone = z;
    w_put(&w, "t", s->schedule, NULL);
    tell(&w, s);
    ck_assert_msg(mh_view_eq(mh_buf_view(&w.log), mh_view_of(s->wants)),
                  "%s, %s\n  got    %.*s\n  wanted %s", s->schedule, s->tale,
                  MH_FMT(mh_buf_view(&w.log)), s->wants);
    w_close(&w);
    mh_zone_free(z);
}
END_TEST

/* --- jitter, turns --- */

START_TEST(plan_jitter_spreads_and_stays) {
    world w;
    int64_t first[40], seen = 0;
    for (int pass = 0; pass < 2; pass++) {
        w_open(&w, NOON);
        for (int i = 0; i < 40; i++) {
            char name[16];
            mh_plan_info info;
            snprintf(name, sizeof name, "job%d", i);
            w_put(&w, name, "{\"cron\": \"0 * * * *\", \"jitter\": \"10m\"}", NULL);
            ck_assert(mh_plan_find(w.plan, mh_view_of(name), w.now, &info));
            int64_t offset = info.next - w_when("2026-05-04T13:00:00Z");
            ck_assert(offset >= 0 && offset < 600 * W_S);
            if (pass == 0) {
                first[i] = offset;
                seen |= (int64_t)1 << offset / (60 * W_S);
            }
            ck_assert_int_eq(first[i], offset);
        }
        w_close(&w);
    }
    ck_assert_int_ge(__builtin_popcountll((uint64_t)seen), 8); /* of ten minutes */
}
END_TEST

START_TEST(plan_runs_keep_to_the_cap_in_turn) {
    world w;
    w_open(&w, NOON);
    mh_plan_free(w.plan);
    w.plan = mh_plan_new(2, w.now);
    w.takes = 60 * W_S;
    w.only_names = true;
    w_put(&w, "a", "{\"cron\": \"* * * * *\", \"overlap\": \"allow\"}", NULL);
    w_put(&w, "b", "{\"cron\": \"1 12 * * *\"}", NULL);
    w_put(&w, "c", "{\"cron\": \"1 12 * * *\"}", NULL);
    w_put(&w, "d", "{\"cron\": \"1 12 * * *\"}", NULL);
    for (int i = 0; i < 5; i++) mh_plan_event(w.plan, MH_VIEW("a"), MH_PLAN_BY_WEBHOOK, w.now);
    w_go(&w, 200 * W_S);
    /* a has five from the start, yet the others get their turn as soon as they ask */
    w_said(&w, "a a a b c d a a");
    ck_assert_uint_eq(w.most_at_once, 2);
    w_close(&w);
}
END_TEST

/* --- events --- */

START_TEST(plan_events_settle_and_merge) {
    world w;
    w_open(&w, NOON);
    w_put(&w, "t", "{\"on\": \"document\", \"file\": \"in\", \"settle\": \"30s\"}", NULL);
    mh_view t = MH_VIEW("t");
    w.takes = 20 * W_S;
    for (int i = 0; i < 100; i++) {
        ck_assert(mh_plan_event(w.plan, t, MH_PLAN_BY_DOCUMENT, w.now));
        w_go(&w, W_S / 10);
    }
    w_said(&w, "");
    w_go(&w, 25 * W_S);
    w_said(&w, "12:00");
    ck_assert(mh_plan_event(w.plan, t, MH_PLAN_BY_FILE, w.now)); /* while it runs: kept */
    ck_assert(mh_plan_event(w.plan, t, MH_PLAN_BY_HAND, w.now));
    ck_assert(mh_plan_event(w.plan, t, MH_PLAN_BY_HAND, w.now));
    w_go(&w, 300 * W_S);
    w_said(&w, "12:00:35 12:00:35");
    ck_assert(!mh_plan_event(w.plan, MH_VIEW("other"), MH_PLAN_BY_HAND, w.now));
    mh_plan_info info;
    ck_assert(mh_plan_find(w.plan, t, w.now, &info));
    ck_assert_int_eq(info.counts.fired, 103);
    ck_assert_int_eq(info.counts.merged, 100);
    ck_assert_int_eq(info.counts.started, 3);
    ck_assert_str_eq(info.why, "waits for an event");
    w_close(&w);
}
END_TEST

START_TEST(plan_events_survive_a_restart) {
    world w;
    mh_plan_state st;
    w_open(&w, NOON);
    w_put(&w, "t", "{\"on\": \"document\", \"settle\": \"30s\"}", NULL);
    mh_plan_event(w.plan, MH_VIEW("t"), MH_PLAN_BY_DOCUMENT, w.now);
    w_go(&w, W_S);
    ck_assert(mh_plan_save(w.plan, MH_VIEW("t"), w.now, &st));
    mh_plan_free(w.plan);
    w.plan = mh_plan_new(0, w.now);
    w_put(&w, "t", "{\"on\": \"document\", \"settle\": \"30s\"}", &st);
    w.takes = 40 * W_S;
    w_go(&w, 60 * W_S);
    w_said(&w, "12:00:01"); /* it runs */
    ck_assert_uint_eq(mh_plan_running(w.plan), 1);
    ck_assert(mh_plan_save(w.plan, MH_VIEW("t"), w.now, &st));
    ck_assert_uint_eq(st.pending, 1u << MH_PLAN_BY_DOCUMENT);
    w_go(&w, 60 * W_S); /* it ended */
    ck_assert(mh_plan_save(w.plan, MH_VIEW("t"), w.now, &st));
    ck_assert_uint_eq(st.pending, 0);
    w_close(&w);
}
END_TEST

START_TEST(plan_chains_follow_success) {
    world w;
    mh_err e = {0};
    w_open(&w, NOON);
    w.only_names = true;
    w_put(&w, "last", "{\"after\": [\"left\", \"right\"]}", NULL);
    w_put(&w, "left", "{\"after\": \"first\"}", NULL);
    w_put(&w, "right", "{\"after\": \"first\"}", NULL);
    w_put(&w, "first", "{\"cron\": \"0 * * * *\", \"retries\": 0}", NULL);
    ck_assert_int_eq(mh_plan_link(w.plan, &e), MH_OK);
    w_go(&w, 3700 * W_S);
    w_said(&w, "first left right last"); /* both ended at once: one run for both */
    w.outcome = MH_PLAN_FAILED;
    w_go(&w, 3600 * W_S);
    w_said(&w, "first");
    w_close(&w);
}
END_TEST

START_TEST(plan_refuses_circles) {
    world w;
    mh_err e = {0};
    w_open(&w, NOON);
    w.only_names = true;
    w_put(&w, "out", "{\"after\": \"a\"}", NULL);
    w_put(&w, "a", "{\"cron\": \"0 * * * *\"}", NULL);
    w_put(&w, "b", "{\"after\": \"a\"}", NULL);
    w_put(&w, "c", "{\"after\": [\"b\", \"nobody\"]}", NULL);
    ck_assert_int_eq(mh_plan_link(w.plan, &e), MH_OK);
    mh_plan_info info;
    ck_assert(mh_plan_find(w.plan, MH_VIEW("c"), w.now, &info));
    ck_assert_str_eq(info.why, "after 'nobody': there is no such job");
    w_put(&w, "a", "{\"cron\": \"0 * * * *\", \"after\": \"c\"}", NULL);
    ck_assert_int_eq(mh_plan_link(w.plan, &e), MH_FAIL);
    ck_assert_int_eq(e.code, MH_E_USAGE);
    ck_assert_msg(strstr(e.msg, "a -> b -> c -> a") || strstr(e.msg, "b -> c -> a -> b") ||
                      strstr(e.msg, "c -> a -> b -> c"),
                  "%s", e.msg);
    w_go(&w, 3700 * W_S); /* the ties of before hold, and end */
    w_said(&w, "a out b c");
    w_put(&w, "self", "{\"after\": \"self\"}", NULL);
    w_put(&w, "a", "{\"cron\": \"0 * * * *\"}", NULL);
    ck_assert_int_eq(mh_plan_link(w.plan, &e), MH_FAIL);
    ck_assert_msg(strstr(e.msg, "self -> self") != NULL, "%s", e.msg);
    w_close(&w);
}
END_TEST

/* --- failures --- */

START_TEST(plan_backs_off_and_opens_the_circuit) {
    static const int most[] = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    world w;
    mh_plan_info info;
    mh_plan_start s;
    w_open(&w, NOON);
    w_put(&w, "t", "{\"cron\": \"0 12 1 1 *\", \"retries\": 20}", NULL);
    mh_plan_event(w.plan, MH_VIEW("t"), MH_PLAN_BY_WEBHOOK, w.now);
    ck_assert_uint_eq(mh_plan_due(w.plan, w.now, &s, 1), 1);
    for (size_t i = 0; i < 9; i++) {
        mh_plan_ended(w.plan, s.run, MH_PLAN_FAILED, w.now);
        int64_t wait = mh_plan_wake(w.plan, w.now) - w.now.mono;
        if (wait == MH_PLAN_LOOK) { /* it looks at the clock meanwhile */
            ck_assert(most[i] >= 60);
            ck_assert(mh_plan_find(w.plan, MH_VIEW("t"), w.now, &info));
            int s_left = 0;
            ck_assert_int_eq(sscanf(info.why, "tries again in %d s, after", &s_left), 1);
            wait = s_left * W_S;
        }
        ck_assert_msg(wait <= (most[i] + 1) * W_S && wait >= most[i] * W_S * 8 / 10, "%d: %lld",
                      (int)i, (long long)wait);
        ck_assert_uint_eq(mh_plan_due(w.plan, w.now, &s, 1), 0);
        w_move(&w, wait);
        ck_assert_uint_eq(mh_plan_due(w.plan, w.now, &s, 1), 1);
        ck_assert_int_eq(s.attempt, (int)i + 2);
    }
    mh_plan_ended(w.plan, s.run, MH_PLAN_FAILED, w.now);
    ck_assert(mh_plan_find(w.plan, MH_VIEW("t"), w.now, &info));
    ck_assert(info.open && info.failures == 10);
    ck_assert_msg(strstr(info.why, "circuit open until") && strstr(info.why, "after 10 failures"),
                  "%s", info.why);
    w_close(&w);
}
END_TEST

START_TEST(plan_circuit_half_opens) {
    world w;
    mh_plan_info info;
    mh_view t = MH_VIEW("t");
    static const char sched[] = "{\"every\": \"10s\", \"jitter\": \"1ms\", \"retries\": 0}";
    w_open(&w, NOON);
    w_put(&w, "t", sched, NULL);
    w.outcome = MH_PLAN_FAILED;
    w_go(&w, 3600 * W_S);
    ck_assert(mh_plan_find(w.plan, t, w.now, &info));
    /* ten while the waits grow to 256 s, one trial after 10 minutes, one after 20 more */
    ck_assert_int_ge(info.failures, 11);
    ck_assert_int_le(info.failures, 13);
    ck_assert(info.open && info.counts.skipped > 200);
    /* it stays open over a restart */
    mh_plan_state st;
    ck_assert(mh_plan_save(w.plan, t, w.now, &st));
    mh_plan_free(w.plan);
    w.plan = mh_plan_new(0, w.now);
    w_put(&w, "t", sched, &st);
    mh_buf_reset(&w.log);
    w.outcome = MH_PLAN_OK;
    w_go(&w, 15 * W_S);
    w_said(&w, "");
    /* a hand may try, and what it finds counts */
    ck_assert(mh_plan_event(w.plan, t, MH_PLAN_BY_HAND, w.now));
    w_go(&w, W_S);
    ck_assert(mh_plan_find(w.plan, t, w.now, &info));
    ck_assert(!info.open && info.failures == 0 && info.counts.started == 1);
    w_go(&w, 60 * W_S);
    ck_assert(mh_plan_find(w.plan, t, w.now, &info));
    ck_assert_int_eq(info.counts.started, 7);
    w_close(&w);
}
END_TEST

START_TEST(plan_says_no_failure_where_there_is_none) {
    world w;
    mh_plan_info info;
    w_open(&w, NOON);
    w_put(&w, "t", "{\"every\": \"1s\", \"jitter\": \"1ms\"}", NULL);
    w.outcome = MH_PLAN_INTERRUPTED;
    w_go(&w, 60 * W_S);
    ck_assert(mh_plan_find(w.plan, MH_VIEW("t"), w.now, &info));
    ck_assert(info.failures == 0 && info.counts.retried == 0 && info.counts.started >= 60);
    w.outcome = MH_PLAN_REFUSED;
    w_go(&w, 1500 * W_S);
    ck_assert(mh_plan_find(w.plan, MH_VIEW("t"), w.now, &info));
    ck_assert(info.failures >= 10 && info.counts.retried == 0);
    w_close(&w);
}
END_TEST

/* --- changes --- */

START_TEST(plan_jobs_come_change_and_go) {
    world w;
    w_open(&w, NOON);
    w.names = true;
    w_put(&w, "t", "{\"cron\": \"0 * * * *\"}", NULL);
    w_go(&w, 3599 * W_S);
    w_put(&w, "t", "{\"cron\": \"0 * * * *\", \"overlap\": \"queue\"}", NULL); /* the same times */
    w_go(&w, 2 * W_S);
    w_said(&w, "t@13:00");
    w_put(&w, "t", "{\"cron\": \"30 * * * *\"}", NULL);
    w_go(&w, 3600 * W_S);
    w_said(&w, "t@13:30");
    w.takes = 600 * W_S;
    w_go(&w, 1800 * W_S); /* it runs */
    mh_plan_remove(w.plan, MH_VIEW("t"));
    w_go(&w, 7200 * W_S);
    w_said(&w, "t@14:30");
    ck_assert_uint_eq(mh_plan_running(w.plan), 0);
    ck_assert(mh_plan_wake(w.plan, w.now) == MH_PLAN_NEVER);
    ck_assert(!mh_plan_event(w.plan, MH_VIEW("t"), MH_PLAN_BY_HAND, w.now));
    w_put(&w, "t", "{\"cron\": \"0 * * * *\"}", NULL);
    w_go(&w, 3600 * W_S);
    w_said(&w, "t@17:00");
    ck_assert_uint_eq(mh_plan_len(w.plan), 1);
    w_close(&w);
}
END_TEST

START_TEST(plan_tells_what_is_to_be_saved) {
    world w;
    w_open(&w, NOON);
    w_put(&w, "a", "{\"cron\": \"0 * * * *\"}", NULL);
    w_put(&w, "b", "{\"cron\": \"30 * * * *\"}", NULL);
    ck_view_eq(mh_plan_changed(w.plan), "a");
    ck_view_eq(mh_plan_changed(w.plan), "b");
    ck_view_eq(mh_plan_changed(w.plan), "");
    w_go(&w, 1800 * W_S);
    ck_view_eq(mh_plan_changed(w.plan), "b");
    ck_view_eq(mh_plan_changed(w.plan), "");
    w_close(&w);
}
END_TEST

TCase *tcase_host_plan(void) {
    TCase *t = tcase_create("host_plan");
    tcase_add_loop_test(t, plan_stories, 0, (int)(sizeof stories / sizeof *stories));
    tcase_add_test(t, plan_jitter_spreads_and_stays);
    tcase_add_test(t, plan_runs_keep_to_the_cap_in_turn);
    tcase_add_test(t, plan_events_settle_and_merge);
    tcase_add_test(t, plan_events_survive_a_restart);
    tcase_add_test(t, plan_chains_follow_success);
    tcase_add_test(t, plan_refuses_circles);
    tcase_add_test(t, plan_backs_off_and_opens_the_circuit);
    tcase_add_test(t, plan_circuit_half_opens);
    tcase_add_test(t, plan_says_no_failure_where_there_is_none);
    tcase_add_test(t, plan_jobs_come_change_and_go);
    tcase_add_test(t, plan_tells_what_is_to_be_saved);
    return t;
}
