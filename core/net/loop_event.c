/* The events of loop.h: a heap of what is due, and the turn in which time moves. */
#include "net/loop_priv.h"

#include <assert.h>

static bool before(const mh_post *a, const mh_post *b) {
    if (a->at != b->at) return a->at < b->at;
    if (a->order != b->order) return a->order < b->order;
    return a->seq < b->seq;
}

static void put(mh_loop *l, size_t i, mh_post *p) {
    l->events.ptr[i] = p;
    p->place = i + 1;
}

/* Moves p from the free place i to where it belongs. */
static void sift(mh_loop *l, size_t i, mh_post *p) {
    mh_post **heap = l->events.ptr;
    for (; i > 0 && before(p, heap[(i - 1) / 2]); i = (i - 1) / 2) put(l, i, heap[(i - 1) / 2]);
    for (size_t kid; (kid = 2 * i + 1) < l->events.len; i = kid) {
        if (kid + 1 < l->events.len && before(heap[kid + 1], heap[kid])) kid++;
        if (!before(heap[kid], p)) break;
        put(l, i, heap[kid]);
    }
    put(l, i, p);
}

void mh_event_add(mh_loop *l, mh_post *p) {
    p->seq = ++l->seq;
    p->queued = true;
    mh_vec_push(&l->events, p);
    sift(l, l->events.len - 1, p);
}

void mh_event_remove(mh_loop *l, mh_post *p) {
    size_t i = p->place - 1;
    mh_post *last = l->events.ptr[--l->events.len];
    p->place = 0;
    p->queued = false;
    if (last != p) sift(l, i, last);
}

void mh_loop_set_mode(mh_loop *l, mh_loop_mode mode, mh_still_clock *clock) {
    assert(l->events.len == 0 && (mode == MH_LOOP_PLAIN || clock != NULL));
    l->mode = mode;
    l->clock = clock;
}

mh_loop_mode mh_loop_mode_of(const mh_loop *l) {
    return l->mode;
}

void mh_loop_on_settle(mh_loop *l, mh_loop_settle *fn, void *arg) {
    l->settle = fn;
    l->settle_arg = arg;
}

int64_t mh_loop_stamp(mh_loop *l) {
    if (l->mode == MH_LOOP_PLAIN) return mh_clock_wall_us(mh_clock_system());
    if (l->mode == MH_LOOP_REPLAYS) return l->clock->now_us;
    int64_t now = mh_still_clock_real_us(l->clock);
    if (now <= l->stamp) now = l->stamp + 1;
    return l->stamp = now;
}

/* order 0 is that of the run's timers, which come before what the world does at the same moment. */
void mh_loop_post_at(mh_loop *l, mh_post *p, int64_t at_us, uint64_t order, mh_done *fn,
                     void *arg) {
    assert(!p->queued);
    if (l->mode == MH_LOOP_PLAIN) {
        mh_loop_post(l, p, fn, arg);
        return;
    }
    if (at_us < l->clock->now_us) at_us = l->clock->now_us;
    *p = (mh_post){
        .fn = fn, .arg = arg, .at = at_us, .order = order < UINT64_MAX ? order + 1 : order};
    mh_event_add(l, p);
}

static mh_post *earliest(const mh_loop *l) {
    return l->events.len > 0 ? l->events.ptr[0] : NULL;
}

static bool is_due(const mh_loop *l, const mh_post *p) {
    return p != NULL && (l->mode == MH_LOOP_REPLAYS || p->at <= mh_still_clock_real_us(l->clock));
}

static void fire(mh_loop *l, mh_post *p) {
    mh_event_remove(l, p);
    if (p->at != INT64_MAX) mh_still_clock_move(l->clock, p->at);
    p->fn(p->arg);
}

static void rang(uv_timer_t *h) {
    (void)h; /* the turn looks for itself */
}

/* Waits for the world, at most until the earliest event of a recording is due. */
static void wait_for_world(mh_loop *l) {
    const mh_post *p = earliest(l);
    if (l->mode == MH_LOOP_RECORDS && p != NULL && p->at != INT64_MAX) {
        int64_t us = p->at - mh_still_clock_real_us(l->clock);
        uv_update_time(&l->uv);
        uv_timer_start(&l->alarm, rang, us > 0 ? (uint64_t)(us / 1000 + 1) : 0, 0);
        uv_run(&l->uv, UV_RUN_ONCE);
        uv_timer_stop(&l->alarm);
    } else {
        uv_run(&l->uv, UV_RUN_ONCE); /* returns at once when nothing of the world is open */
    }
}

void mh_event_turn(mh_loop *l) {
    uv_run(&l->uv, UV_RUN_NOWAIT);
    if (l->first != NULL) return;
    if (l->settle != NULL && l->settle(l->settle_arg)) return;
    if (!is_due(l, earliest(l))) {
        if (l->mode == MH_LOOP_REPLAYS && earliest(l) != NULL) return;
        wait_for_world(l);
        if (l->first != NULL || !is_due(l, earliest(l))) return;
    }
    /* what comes when nothing else will: not as long as the world may do something */
    if (earliest(l)->at == INT64_MAX && uv_loop_alive(&l->uv) != 0) {
        uv_run(&l->uv, UV_RUN_ONCE);
        return;
    }
    fire(l, earliest(l));
}
