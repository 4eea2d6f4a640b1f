#include "unit.h"

#include "net/gate.h"

#define NONE INT64_MAX

/* Lets everybody in whose turn it is; appends the owners' letters. */
static int64_t let_in(mh_gate *g, int64_t now, mh_buf *in) {
    int64_t wait;
    mh_gate_pass *p;
    while ((p = mh_gate_next(g, now, &wait)) != NULL) mh_buf_puts(in, p->owner);
    return wait;
}

#define CHECK_IN(g, now, want_in, want_wait)                                                       \
    do {                                                                                           \
        mh_buf in_ = {0};                                                                          \
        int64_t wait_ = let_in(g, now, &in_);                                                      \
        ck_view_eq(mh_buf_view(&in_), want_in);                                                    \
        ck_assert_int_eq(wait_, want_wait);                                                        \
        mh_buf_clear(&in_);                                                                        \
    } while (0)

START_TEST(one_host_is_spaced_and_bounded) {
    mh_gate *g = mh_gate_new(10);
    mh_gate_rule rule = {.at_once = 2, .delay_ms = 100};
    mh_gate_pass p[4] = {0};
    static char *const names[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < 4; i++) mh_gate_join(g, &p[i], MH_VIEW("x.test"), rule, names[i]);
    ck_assert_uint_eq(mh_gate_waiting(g), 4);
    CHECK_IN(g, 1000, "a", 100);
    CHECK_IN(g, 1099, "", 1);
    CHECK_IN(g, 1100, "b", NONE); /* two are in: only a leave helps */
    CHECK_IN(g, 5000, "", NONE);
    mh_gate_leave(g, &p[0]);
    CHECK_IN(g, 5000, "c", NONE);
    mh_gate_leave(g, &p[1]);
    CHECK_IN(g, 5001, "", 99); /* the delay counts from the last start */
    CHECK_IN(g, 5100, "d", NONE);
    ck_assert_uint_eq(mh_gate_waiting(g), 0);
    mh_gate_leave(g, &p[2]);
    mh_gate_leave(g, &p[3]);
    mh_gate_leave(g, &p[3]); /* twice is fine */
    mh_gate_free(g);
}
END_TEST

START_TEST(hosts_do_not_hold_each_other_up) {
    mh_gate *g = mh_gate_new(10);
    mh_gate_rule slow = {.at_once = 1, .delay_ms = 1000}, free_rule = {0};
    mh_gate_pass p[7] = {0};
    mh_gate_join(g, &p[0], MH_VIEW("slow"), slow, "s");
    mh_gate_join(g, &p[1], MH_VIEW("slow"), slow, "S");
    mh_gate_join(g, &p[2], MH_VIEW("one"), free_rule, "1");
    mh_gate_join(g, &p[3], MH_VIEW("one"), free_rule, "2");
    mh_gate_join(g, &p[4], MH_VIEW("two"), free_rule, "3");
    CHECK_IN(g, 0, "s132", NONE); /* hosts take turns */
    mh_gate_leave(g, &p[0]);
    CHECK_IN(g, 10, "", 990);
    mh_gate_join(g, &p[5], MH_VIEW("two"), free_rule, "4");
    CHECK_IN(g, 10, "4", 990);
    mh_gate_leave(g, &p[1]); /* gives up waiting */
    CHECK_IN(g, 2000, "", NONE);
    for (size_t i = 2; i < 6; i++) mh_gate_leave(g, &p[i]);
    mh_gate_free(g);
}
END_TEST

START_TEST(total_is_bounded_and_queues_keep_their_order) {
    mh_gate *g = mh_gate_new(2);
    mh_gate_rule rule = {0};
    mh_gate_pass p[5] = {0};
    static char *const names[] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < 5; i++) mh_gate_join(g, &p[i], MH_VIEW("x"), rule, names[i]);
    CHECK_IN(g, 0, "ab", NONE);
    mh_gate_leave(g, &p[3]); /* out of the middle of the queue */
    mh_gate_leave(g, &p[0]);
    mh_gate_leave(g, &p[1]);
    CHECK_IN(g, 0, "ce", NONE);
    mh_gate_leave(g, &p[2]);
    mh_gate_leave(g, &p[4]);
    mh_gate_free(g);
}
END_TEST

START_TEST(a_hold_delays_a_host) {
    mh_gate *g = mh_gate_new(2);
    mh_gate_pass p = {0};
    mh_gate_hold(g, MH_VIEW("x"), 500);
    mh_gate_hold(g, MH_VIEW("x"), 100); /* an earlier time does nothing */
    mh_gate_join(g, &p, MH_VIEW("x"), (mh_gate_rule){0}, "a");
    CHECK_IN(g, 200, "", 300);
    CHECK_IN(g, 500, "a", NONE);
    mh_gate_leave(g, &p);
    mh_gate_free(g);
}
END_TEST

TCase *tcase_net_gate(void) {
    TCase *t = tcase_create("net_gate");
    tcase_add_test(t, one_host_is_spaced_and_bounded);
    tcase_add_test(t, hosts_do_not_hold_each_other_up);
    tcase_add_test(t, total_is_bounded_and_queues_keep_their_order);
    tcase_add_test(t, a_hold_delays_a_host);
    return t;
}
