#include "unit.h"

#include "base/proc.h"

#include <sys/wait.h>
#include <unistd.h>

START_TEST(the_living_and_the_dead) {
    int hold[2], st;
    ck_assert_int_eq(pipe(hold), 0);
    pid_t child = fork();
    if (child == 0) {
        char c;
        close(hold[1]);
        _exit(read(hold[0], &c, 1) != 0);
    }
    int64_t me = mh_proc_start(getpid()), start = mh_proc_start(child);
    ck_assert_int_gt(me, 0);
    ck_assert_int_ge(start, me);
    ck_assert(mh_proc_alive(getpid(), me));
    ck_assert(mh_proc_alive(child, start));
    ck_assert(!mh_proc_alive(child, start + 1)); /* the number was given to another one */
    close(hold[1]);
    close(hold[0]);
    for (int i = 0; i < 2000 && mh_proc_start(child) >= 0; i++) usleep(1000);
    ck_assert(!mh_proc_alive(child, start)); /* ended, not yet reaped */
    waitpid(child, &st, 0);
    ck_assert(!mh_proc_alive(child, start));
    ck_assert_int_eq(mh_proc_start(child), -1);
}
END_TEST

START_TEST(numbers_that_are_none) {
    static const int64_t pids[] = {0, -1, -5, INT64_C(1) << 40, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof pids / sizeof *pids; i++) ck_assert(!mh_proc_alive(pids[i], 1));
}
END_TEST

START_TEST(boot_id) {
    mh_buf a = {0}, b = {0};
    mh_buf_puts(&b, "boot ");
    mh_proc_boot_id(&a);
    mh_proc_boot_id(&b);
    ck_assert_uint_gt(a.len, 0);
    ck_assert(!mh_is_space(a.ptr[a.len - 1]));
    ck_assert(mh_view_eq(mh_buf_view(&a), mh_view_sub(mh_buf_view(&b), 5, b.len)));
    mh_buf_clear(&a);
    mh_buf_clear(&b);
}
END_TEST

TCase *tcase_base_proc(void) {
    TCase *t = tcase_create("base_proc");
    tcase_add_test(t, the_living_and_the_dead);
    tcase_add_test(t, numbers_that_are_none);
    tcase_add_test(t, boot_id);
    return t;
}
