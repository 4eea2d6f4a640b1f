/* The clock of the daemon: part of host/serve.h.
 *
 * One timer on CLOCK_BOOTTIME, which goes on while the machine sleeps, so that what was due in that time is due at
 * once on waking; and one on CLOCK_REALTIME that never fires but is cancelled when the clock is set. */
#include "host/serve_priv.h"

#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

mh_plan_now serve_now(const serve *sv) {
    struct timespec t;
    if (sv->frozen_mono) return (mh_plan_now){sv->frozen_wall, sv->frozen_mono};
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (mh_plan_now){.wall = mh_clock_wall_us(mh_clock_system()),
                         .mono = t.tv_sec * (int64_t)SERVE_S + t.tv_nsec / 1000};
}

/* Whatever it was: the turn that follows asks the plan. */
static void woken(uv_poll_t *h, int status, int events) {
    uint64_t n;
    (void)status, (void)events;
    int *fd = h->data;
    ssize_t got = read(*fd, &n, sizeof n);
    (void)got; /* ECANCELED: the clock was set */
}

static mh_rc watch(serve *sv, uv_poll_t *poll, int *fd, int clock, mh_err *e) {
    *fd = timerfd_create(clock, TFD_CLOEXEC | TFD_NONBLOCK);
    if (*fd < 0) return mh_fail_errno(e, errno, "make a timer");
    int rc = uv_poll_init(mh_loop_uv(sv->loop), poll, *fd);
    if (rc == 0) {
        poll->data = fd;
        rc = uv_poll_start(poll, UV_READABLE, woken);
        if (rc == 0) return MH_OK;
        uv_close((uv_handle_t *)poll, NULL);
    }
    close(*fd);
    *fd = -1;
    return mh_fail_errno(e, -rc, "watch a timer");
}

/* In the far future: it is there to be cancelled. Where the kernel refuses, the look each minute finds
 * that the clock was set. */
static void watch_set(const serve *sv) {
    struct itimerspec far = {.it_value = {.tv_sec = INT_MAX}};
    if (sv->set_fd >= 0)
        timerfd_settime(sv->set_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL);
}

mh_rc serve_clock_open(serve *sv, mh_err *e) {
    if (watch(sv, &sv->timer_poll, &sv->timer_fd, CLOCK_BOOTTIME, e) != MH_OK) return MH_FAIL;
    if (watch(sv, &sv->set_poll, &sv->set_fd, CLOCK_REALTIME, NULL) == MH_OK) watch_set(sv);
    return MH_OK;
}

static void end_watch(uv_poll_t *poll, int *fd) {
    if (*fd < 0) return;
    uv_poll_stop(poll);
    uv_close((uv_handle_t *)poll, NULL);
    close(*fd);
    *fd = -1;
}

void serve_clock_close(serve *sv) {
    end_watch(&sv->timer_poll, &sv->timer_fd);
    end_watch(&sv->set_poll, &sv->set_fd);
}

void serve_clock_arm(serve *sv, int64_t mono) {
    if (mono == sv->armed) return;
    if (mono < 1) mono = 1; /* 0 would disarm */
    struct itimerspec at = {
        .it_value = {.tv_sec = mono / SERVE_S, .tv_nsec = mono % SERVE_S * 1000}};
    if (timerfd_settime(sv->timer_fd, TFD_TIMER_ABSTIME, &at, NULL) == 0) sv->armed = mono;
}
