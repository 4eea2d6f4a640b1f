#include "unit.h"

#include "base/mem.h"
#include "work/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

static int done_count, drop_count;
static atomic_int runs;

struct job {
    uint64_t in, out;
    pthread_t thread;
};

static void square(void *arg) {
    struct job *j = arg;
    j->out = j->in * j->in;
    j->thread = pthread_self();
    runs++;
}

static void slow(void *arg) {
    uv_sleep(30);
    square(arg);
}

static void check(void *arg) {
    struct job *j = arg;
    ck_assert_uint_eq(j->out, j->in * j->in);
    ck_assert(!pthread_equal(j->thread, pthread_self()));
    done_count++;
    free(j);
}

static void drop(void *arg) {
    drop_count++;
    free(arg);
}

static struct job *job(uint64_t in) {
    struct job *j = mh_alloc(sizeof *j);
    j->in = in;
    return j;
}

START_TEST(results_come_back_once) {
    uv_loop_t uv;
    uv_loop_init(&uv);
    for (uint64_t i = 0; i < 200; i++) mh_work_start(&uv, square, job(i), check, drop);
    ck_assert_int_eq(done_count, 0);
    uv_run(&uv, UV_RUN_DEFAULT);
    ck_assert_int_eq(done_count, 200);
    ck_assert_int_eq(drop_count, 0);
    ck_assert_int_eq(uv_loop_close(&uv), 0);
    done_count = 0;
}
END_TEST

START_TEST(cancelled_work_is_dropped_once) {
    enum { N = 40 };
    uv_loop_t uv;
    mh_work *w[N];
    uv_loop_init(&uv);
    runs = 0;
    for (int i = 0; i < N; i++) w[i] = mh_work_start(&uv, slow, job((uint64_t)i), check, drop);
    uv_sleep(10); /* some run by now, others wait */
    for (int i = 0; i < N; i += 2) {
        mh_work_cancel(w[i]);
        mh_work_cancel(w[i]);
    }
    uv_run(&uv, UV_RUN_DEFAULT);
    ck_assert_int_eq(done_count, N / 2);
    ck_assert_int_eq(drop_count, N / 2);
    ck_assert_int_lt(runs, N); /* those that waited never ran */
    ck_assert_int_eq(uv_loop_close(&uv), 0);
    done_count = drop_count = 0;
}
END_TEST

static uint64_t told[8];
static size_t n_told;

static void tell(void *arg) {
    struct job *j = arg;
    told[n_told++] = j->in;
    free(j);
}

START_TEST(a_line_hands_back_in_order_of_start) {
    uv_loop_t uv;
    uv_loop_init(&uv);
    mh_work_line *l = mh_work_line_new(&uv);
    n_told = 0;
    mh_work_line_start(l, slow, job(1), tell, tell); /* the slowest first */
    mh_work_line_start(l, square, job(2), tell, tell);
    mh_work *gone = mh_work_line_start(l, square, job(3), tell, drop);
    mh_work_line_start(l, square, job(4), tell, tell);
    mh_work_cancel(gone);
    uv_sleep(60);
    uv_run(&uv, UV_RUN_NOWAIT);
    ck_assert_uint_eq(n_told, 0); /* only when asked for */
    ck_assert(mh_work_line_settle(l));
    ck_assert_uint_eq(n_told, 3);
    ck_assert(told[0] == 1 && told[1] == 2 && told[2] == 4);
    ck_assert_int_eq(drop_count, 1);
    ck_assert(!mh_work_line_settle(l));
    drop_count = 0;
    mh_work_line_free(l);
    ck_assert_int_eq(uv_loop_close(&uv), 0);
}
END_TEST

TCase *tcase_work_pool(void) {
    TCase *t = tcase_create("work_pool");
    tcase_add_test(t, results_come_back_once);
    tcase_add_test(t, cancelled_work_is_dropped_once);
    tcase_add_test(t, a_line_hands_back_in_order_of_start);
    return t;
}
