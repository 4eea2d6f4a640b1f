/* loop_priv.h - the loop's body, shared by loop.c (turns, timers, posts) and loop_event.c (events).
 * Owns: as loop.h says. Threads: loop thread only. */
#ifndef MH_NET_LOOP_PRIV_H
#define MH_NET_LOOP_PRIV_H

#include "base/vec.h"
#include "net/loop.h"

#include <uv.h>

struct mh_loop {
    uv_loop_t uv;
    uv_async_t wake;
    mh_done *on_wake;
    void *wake_arg;
    mh_post woken;
    mh_post *first, *last; /* posted calls */

    mh_loop_mode mode;
    mh_still_clock *clock;
    MH_VEC(mh_post *) events; /* a binary heap, the earliest first */
    uint64_t seq;             /* of events posted so far */
    int64_t stamp;            /* the latest one given */
    uv_timer_t alarm;         /* of the earliest event, while a recording waits */
    mh_loop_settle *settle;
    void *settle_arg;
};

/* A turn that may wait, of a loop of events with nothing posted. */
void mh_event_turn(mh_loop *l);
void mh_event_add(mh_loop *l, mh_post *p);
void mh_event_remove(mh_loop *l, mh_post *p);

#endif
