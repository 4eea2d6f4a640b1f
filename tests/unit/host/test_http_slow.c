#include "host/http_world.h"

#include <sys/resource.h>

/* ---- slow and many clients ---- */

START_TEST(slow_clients_are_cut) {
    world w;
    mh_buf answer = {0};
    open_with(&w, (mh_http_opts){.request_ms = 400});
    /* one that says nothing, one that drips its head, one that drips its body, one that does not read */
    int fd[3] = {dial(w.port), dial(w.port), dial(w.port)};
    say(fd[2], MH_VIEW("POST /hook/press HTTP/1.1\r\n" HOST "Content-Length: 100000\r\n\r\n"));
    bool open[3] = {true, true, true};
    for (int i = 0; i < 400 && (open[0] || open[1] || open[2]); i++) {
        char c;
        usleep(25000);
        for (int k = 0; k < 3; k++) {
            if (!open[k]) continue;
            if (k > 0 && !say(fd[k], MH_VIEW("x"))) open[k] = false;
            ssize_t n = recv(fd[k], &c, 1, MSG_DONTWAIT);
            if (n == 0 || (n < 0 && errno != EAGAIN)) open[k] = false;
        }
    }
    ck_assert(!open[0] && !open[1] && !open[2]);
    for (int k = 0; k < 3; k++) close(fd[k]);
    ck_assert_int_eq(ask(w.port, HEALTH, &answer), 200);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

START_TEST(a_hundred_slow_clients_do_not_stop_others) {
    world w;
    mh_buf answer = {0};
    int fd[100];
    open_world(&w); /* as it is: each of them has 10 s */
    for (int i = 0; i < 100; i++) {
        fd[i] = dial(w.port);
        say(fd[i], MH_VIEW("GET /health HTTP/1.1\r\nHo"));
    }
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < 20; i++) ck_assert_int_eq(ask(w.port, HEALTH, &answer), 200);
    clock_gettime(CLOCK_MONOTONIC, &b);
    ck_assert_int_lt(b.tv_sec - a.tv_sec, 8); /* else they waited for the slow ones' 10 s */
    for (int i = 0; i < 100; i++) close(fd[i]);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

START_TEST(without_descriptors_it_waits_and_goes_on) {
    world w;
    mh_buf answer = {0};
    struct rlimit was, few;
    open_world(&w);
    int fd = dial(w.port); /* its own descriptor is there */
    int spare = dial(w.port);
    getrlimit(RLIMIT_NOFILE, &was);
    few = was;
    int top = dup(0);
    close(top);
    few.rlim_cur = (rlim_t)top;
    setrlimit(RLIMIT_NOFILE, &few);
    struct rusage before, after;
    usleep(20000);
    getrusage(RUSAGE_SELF, &before);
    usleep(500000);
    getrusage(RUSAGE_SELF, &after);
    double cpu = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
                 (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6;
    ck_assert_msg(cpu < 0.3, "%f s of CPU while it waits", cpu);
    setrlimit(RLIMIT_NOFILE, &was);
    say(fd, HEALTH);
    ck_assert_int_eq(hear(fd, &answer), 200);
    say(spare, HEALTH);
    ck_assert_int_eq(hear(spare, &answer), 200);
    mh_buf_clear(&answer);
    close_world(&w);
}
END_TEST

TCase *tcase_host_http_slow(void) {
    TCase *t = tcase_create("host_http_slow");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, slow_clients_are_cut);
    tcase_add_test(t, a_hundred_slow_clients_do_not_stop_others);
    tcase_add_test(t, without_descriptors_it_waits_and_goes_on);
    return t;
}
