/* serve --once: runs what is due now, and ends: for those who prefer cron or the timers of systemd. Part of
 * host/serve.h.
 *
 * The time of the plan stands still, so that what it finds due is what was due at the start, however long the runs
 * take; it moves on only when nothing runs and something waits: a retry, for its turn. */
#include "host/serve_priv.h"

#include <poll.h>
#include <stdio.h>

static size_t waiting(const serve *sv) {
    mh_plan_info i;
    size_t n = 0;
    mh_plan_now now = serve_now(sv);
    for (size_t k = 0; k < mh_plan_len(sv->plan); k++)
        if (mh_plan_at(sv->plan, k, now, &i)) n += i.waiting;
    return n;
}

/* Sleeps until the plan wants to be asked again, unless that is too far away. */
static bool move_on(serve *sv, mh_plan_now began) {
    mh_plan_now frozen = serve_now(sv);
    sv->frozen_mono = 0;
    mh_plan_now real = serve_now(sv);
    int64_t wake = mh_plan_wake(sv->plan, frozen);
    if (wake <= frozen.mono) wake = frozen.mono + SERVE_S;
    bool near = wake - began.mono < SERVE_WAIT * (int64_t)SERVE_S;
    if (near && wake > real.mono) {
        serve_clock_arm(sv, wake);
        while (sv->phase == SERVE_GOES && serve_now(sv).mono < wake) mh_loop_once(sv->loop, true);
    }
    real = serve_now(sv);
    sv->frozen_mono = real.mono;
    sv->frozen_wall = real.wall;
    return near;
}

static void wait_for_runs(serve *sv) {
    while (sv->runs.len > 0) {
        mh_loop_once(sv->loop, true);
        if (sv->phase == SERVE_DRAINS) serve_stop_all(sv, false);
        serve_start_due(sv);
    }
}

int serve_once(serve *sv) {
    mh_plan_now began = serve_now(sv);
    sv->frozen_wall = began.wall;
    sv->frozen_mono = began.mono;
    serve_jobs_load(sv, true);
    serve_watch_documents(sv);
    serve_asks(sv);
    do {
        serve_watch_documents(sv);
        serve_start_due(sv);
        wait_for_runs(sv);
        serve_watch_documents(sv);
    } while (sv->phase == SERVE_GOES && waiting(sv) > 0 && move_on(sv, began));
    sv->claims_changed = true;
    serve_save(sv);
    printf("%lld run%s, %lld failed\n", (long long)sv->ended, sv->ended == 1 ? "" : "s",
           (long long)sv->bad);
    return sv->bad > 0 || sv->store_bad ? SERVE_FAILED : SERVE_OK;
}
