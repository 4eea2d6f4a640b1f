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

TCase *tcase_net_loop(void) {
    TCase *t = tcase_create("net_loop");
    tcase_add_test(t, timers_fire_in_order_and_once);
    tcase_add_test(t, posts_run_in_order_and_can_be_cancelled);
    tcase_add_test(t, a_timer_that_is_due_can_still_be_cancelled);
    tcase_add_test(t, wake_ends_a_wait);
    tcase_add_test(t, leftovers_are_named);
    return t;
}
