#include "unit.h"

#include "net/loop.h"

#include <pthread.h>
#include <stdlib.h>
#include <uv.h>

static char order[64];
static size_t marks;

static void mark(void *arg) {
    order[marks++] = *(const char *)arg;
    order[marks] = '\0';
}

static void start(void) {
    marks = 0;
    order[0] = '\0';
}

START_TEST(timers_fire_in_order_and_once) {
    start();
    mh_loop *l = mh_loop_new();
    ck_assert(!mh_loop_once(l, true)); /* nothing pending: does not wait */
    mh_timer_start(l, 30, mark, "c");
    mh_timer_start(l, 0, mark, "a");
    mh_timer_start(l, 10, mark, "b");
    mh_timer *never = mh_timer_start(l, 5, mark, "x");
    ck_assert_uint_eq(marks, 0);
    mh_timer_cancel(never);
    while (mh_loop_once(l, true)) {
    }
    ck_assert_str_eq(order, "abc");
    ck_assert_uint_eq(mh_loop_leftovers(l, NULL), 0);
    mh_loop_free(l);
}
END_TEST

struct chain {
    mh_loop *loop;
    mh_post a, b;
    mh_timer *timer;
};

static void post_again(void *arg) {
    struct chain *c = arg;
    mark("1");
    mh_loop_post(c->loop, &c->b, mark, "2");
}

START_TEST(posts_run_in_order_and_can_be_cancelled) {
    start();
    struct chain c = {.loop = mh_loop_new()};
    mh_post gone = {0}, last = {0};
    mh_loop_post(c.loop, &c.a, post_again, &c);
    mh_loop_post(c.loop, &gone, mark, "x");
    mh_loop_post(c.loop, &last, mark, "3");
    mh_post_cancel(c.loop, &gone);
    mh_post_cancel(c.loop, &gone); /* twice is fine */
    ck_assert(mh_loop_once(c.loop, true));
    ck_assert_str_eq(order, "13"); /* what a call posts waits for the next turn */
    ck_assert(!mh_loop_once(c.loop, true));
    ck_assert_str_eq(order, "132");
    mh_loop_free(c.loop);
}
END_TEST

static void cancel_other(void *arg) {
    struct chain *c = arg;
    mh_timer_cancel(c->timer);
    mark("1");
}

START_TEST(a_timer_that_is_due_can_still_be_cancelled) {
    start();
    struct chain c = {.loop = mh_loop_new()};
    mh_timer_start(c.loop, 0, cancel_other, &c);
    c.timer = mh_timer_start(c.loop, 0, mark, "x");
    while (mh_loop_once(c.loop, true)) {
    }
    ck_assert_str_eq(order, "1");
    mh_loop_free(c.loop);
}
END_TEST

static void *wake_later(void *arg) {
    uv_sleep(20);
    mh_loop_wake(arg);
    return NULL;
}

START_TEST(wake_ends_a_wait) {
    start();
    pthread_t thread;
    mh_loop *l = mh_loop_new();
    mh_timer *far = mh_timer_start(l, 60000, mark, "x");
    mh_loop_on_wake(l, mark, "w");
    ck_assert_int_eq(pthread_create(&thread, NULL, wake_later, l), 0);
    uint64_t t0 = uv_hrtime();
    while (marks == 0) mh_loop_once(l, true);
    ck_assert_uint_lt(uv_hrtime() - t0, 5000000000u);
    ck_assert_str_eq(order, "w");
    pthread_join(thread, NULL);
    mh_timer_cancel(far);
    mh_loop_free(l);
}
END_TEST

START_TEST(leftovers_are_named) {
    mh_loop *l = mh_loop_new();
    mh_buf names = {0};
    mh_timer *t = mh_timer_start(l, 60000, mark, "x");
    ck_assert_uint_eq(mh_loop_leftovers(l, &names), 1);
    ck_view_eq(mh_buf_view(&names), "timer ");
    mh_buf_clear(&names);
    mh_timer_cancel(t);
    ck_assert_uint_eq(mh_loop_leftovers(l, &names), 0);
    ck_assert_uint_eq(names.len, 0);
    mh_loop_free(l);
}
END_TEST

/* A loop of events whose clock starts at second 1000. */
static mh_loop *event_loop(mh_loop_mode mode, mh_still_clock *clock) {
    mh_loop *l = mh_loop_new();
    mh_still_clock_init(clock, 1000 * 1000000);
    mh_loop_set_mode(l, mode, clock);
    return l;
}

static int64_t shown_ms(const mh_still_clock *c) {
    return (mh_clock_wall_us(&c->clock) - c->start_us) / 1000;
}

START_TEST(a_replay_jumps_from_event_to_event) {
    mh_still_clock clock;
    mh_post late = {0}, early = {0}, never = {0};
    start();
    mh_loop *l = event_loop(MH_LOOP_REPLAYS, &clock);
    ck_assert(!mh_loop_once(l, true));
    mh_timer_start_run(l, 86400000, mark, "z");
    mh_timer_start(l, 50000, mark, "m");
    mh_loop_post_at(l, &late, clock.start_us + 60000000, 0, mark, "c");
    mh_loop_post_at(l, &early, clock.start_us + 1000, 7, mark, "a");
    mh_loop_post_at(l, &never, INT64_MAX, 0, mark, "N");
    ck_assert_uint_eq(mh_loop_leftovers(l, NULL), 5);
    ck_assert(mh_loop_once(l, false)); /* time moves only in a turn that may wait */
    ck_assert_uint_eq(marks, 0);
    uint64_t t0 = uv_hrtime();
    mh_loop_once(l, true); /* one event a turn */
    ck_assert_str_eq(order, "a");
    ck_assert_int_eq(shown_ms(&clock), 1);
    mh_loop_once(l, true);
    ck_assert_str_eq(order, "am");
    ck_assert_int_eq(shown_ms(&clock), 50000);
    while (mh_loop_once(l, true)) {
    }
    ck_assert_str_eq(order, "amczN");
    ck_assert_int_eq(shown_ms(&clock), 86400000);
    ck_assert_int_eq(mh_clock_mono_ns(&clock.clock), INT64_C(86400000) * 1000000);
    ck_assert_uint_lt(uv_hrtime() - t0, 10000000000u);
    mh_loop_free(l);
}
END_TEST

START_TEST(events_of_one_moment_have_an_order) {
    mh_still_clock clock;
    mh_post p[4] = {0};
    start();
    mh_loop *l = event_loop(MH_LOOP_REPLAYS, &clock);
    int64_t at = clock.start_us + 5000;
    mh_loop_post_at(l, &p[0], at, 9, mark, "e");
    mh_loop_post_at(l, &p[1], at, 3, mark, "c");
    mh_loop_post_at(l, &p[2], at, 3, mark, "d");
    mh_loop_post_at(l, &p[3], at, 0, mark, "x");
    mh_timer_start_run(l, 5, mark, "a");
    mh_timer_start_run(l, 5, mark, "b");
    mh_post_cancel(l, &p[3]);
    mh_post_cancel(l, &p[3]);
    while (mh_loop_once(l, true)) {
    }
    ck_assert_str_eq(order, "abcde");
    /* of the past: now */
    mh_loop_post_at(l, &p[0], 0, 0, mark, "f");
    mh_loop_once(l, true);
    ck_assert_str_eq(order, "abcdef");
    ck_assert_int_eq(shown_ms(&clock), 5);
    mh_loop_free(l);
}
END_TEST

START_TEST(many_events_come_in_order) {
    enum { N = 500 };
    static mh_post p[N];
    mh_still_clock clock;
    mh_loop *l = event_loop(MH_LOOP_REPLAYS, &clock);
    uint32_t x = 12345;
    memset(p, 0, sizeof p);
    for (int i = 0; i < N; i++) {
        x = x * 1664525 + 1013904223;
        mh_loop_post_at(l, &p[i], clock.start_us + (x >> 8) % 1000, 0, mark, "");
    }
    for (int i = 0; i < N; i += 3) mh_post_cancel(l, &p[i]);
    int64_t last = 0;
    size_t n = 0;
    for (marks = 0; mh_loop_leftovers(l, NULL) > 0; n++) {
        marks = 0;
        mh_loop_once(l, true);
        ck_assert_int_ge(clock.now_us, last);
        last = clock.now_us;
    }
    ck_assert_uint_eq(n, N - (N + 2) / 3);
    mh_loop_free(l);
}
END_TEST

struct step {
    mh_loop *loop;
    mh_post post;
    int left;
};

static void small_step(void *arg) {
    struct step *s = arg;
    if (s->left-- > 0) mh_timer_start_run(s->loop, 0, small_step, s);
}

START_TEST(waiting_in_no_time_gets_on) {
    mh_still_clock clock;
    start();
    struct step s = {.loop = event_loop(MH_LOOP_REPLAYS, &clock), .left = 100};
    mh_loop_post_at(s.loop, &s.post, clock.start_us + 50000, 0, mark, "a");
    small_step(&s);
    while (marks == 0) ck_assert(mh_loop_once(s.loop, true));
    ck_assert_int_gt(s.left, 0);
    while (mh_loop_once(s.loop, true)) {
    }
    ck_assert_int_eq(shown_ms(&clock), 100);
    mh_loop_free(s.loop);
}
END_TEST

struct world {
    mh_loop *loop;
    mh_post post;
    int64_t stamp;
};

/* Something of the world: it is stamped as it comes, and told as an event. */
static void world_answers(void *arg) {
    struct world *w = arg;
    w->stamp = mh_loop_stamp(w->loop);
    mh_loop_post_at(w->loop, &w->post, w->stamp, 0, mark, "b");
}

START_TEST(a_recording_waits_and_shows_when_things_were_due) {
    mh_still_clock clock;
    start();
    struct world w = {.loop = event_loop(MH_LOOP_RECORDS, &clock)};
    mh_timer_start(w.loop, 20, world_answers, &w); /* the machine's: moves no clock */
    mh_timer_start_run(w.loop, 10, mark, "a");
    mh_timer_start_run(w.loop, 60, mark, "c");
    uint64_t t0 = uv_hrtime();
    while (mh_loop_once(w.loop, true)) {
        if (marks == 1) ck_assert_int_eq(shown_ms(&clock), 10);
        if (marks == 2) ck_assert_int_eq(clock.now_us, w.stamp);
    }
    ck_assert_str_eq(order, "abc");
    ck_assert_int_eq(shown_ms(&clock), 60);
    ck_assert_uint_ge(uv_hrtime() - t0, 60000000u);
    int64_t a = mh_loop_stamp(w.loop), b = mh_loop_stamp(w.loop);
    ck_assert_int_lt(w.stamp, a);
    ck_assert_int_lt(a, b);
    mh_loop_free(w.loop);
}
END_TEST

static bool settle_once(void *arg) {
    int *left = arg;
    if (*left == 0) return false;
    --*left;
    mark("s");
    return true;
}

START_TEST(time_stands_while_something_is_under_way) {
    mh_still_clock clock;
    int left = 2;
    start();
    mh_loop *l = event_loop(MH_LOOP_REPLAYS, &clock);
    mh_loop_on_settle(l, settle_once, &left);
    mh_timer_start_run(l, 5, mark, "t");
    while (mh_loop_once(l, true)) {
    }
    ck_assert_str_eq(order, "sst");
    mh_loop_free(l);
}
END_TEST

TCase *tcase_net_loop(void) {
    TCase *t = tcase_create("net_loop");
    tcase_add_test(t, timers_fire_in_order_and_once);
    tcase_add_test(t, posts_run_in_order_and_can_be_cancelled);
    tcase_add_test(t, a_timer_that_is_due_can_still_be_cancelled);
    tcase_add_test(t, wake_ends_a_wait);
    tcase_add_test(t, leftovers_are_named);
    tcase_add_test(t, a_replay_jumps_from_event_to_event);
    tcase_add_test(t, events_of_one_moment_have_an_order);
    tcase_add_test(t, many_events_come_in_order);
    tcase_add_test(t, waiting_in_no_time_gets_on);
    tcase_add_test(t, a_recording_waits_and_shows_when_things_were_due);
    tcase_add_test(t, time_stands_while_something_is_under_way);
    return t;
}
