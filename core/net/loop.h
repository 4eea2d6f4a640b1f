/* loop.h - the event loop of a run: turns, timers, posted calls, wake-up. No Lua here.
 * Owns: the libuv loop; a timer owns itself and dies when it fires or is cancelled.
 * Threads: loop thread only, but for mh_loop_wake (any thread, also a signal handler).
 *
 * Engines take `done(void *arg)`. It is called from inside mh_loop_once, after libuv and curl have
 * returned: never from inside the call that started the work, never from inside a callback of a
 * library. So a done function may start, cancel and free whatever it likes. */
#ifndef MH_NET_LOOP_H
#define MH_NET_LOOP_H

#include "base/clock.h"
#include "base/str.h"

typedef struct mh_loop mh_loop;
typedef struct mh_timer mh_timer;
typedef void mh_done(void *arg);
struct uv_loop_s;

mh_loop *mh_loop_new(void);
/* Finishes what is closing, then frees. A handle that nobody closed is a bug of ours: its names are
 * printed on standard error and the process aborts. NULL is fine. */
void mh_loop_free(mh_loop *l);
/* The libuv loop, for engines that bring handles of their own (core/net, core/work, the daemon). */
struct uv_loop_s *mh_loop_uv(mh_loop *l);

/* One turn: waits for events (block; at most until the next timer) or only looks (!block), then
 * calls what was posted up to now, in order. Returns whether anything is still pending; with
 * nothing pending it returns at once. */
bool mh_loop_once(mh_loop *l, bool block);
/* Whether a further turn could do anything: handles, timers, work under way, posted calls. */
bool mh_loop_alive(mh_loop *l);
/* Finishes handles that are being closed, then counts the open ones; appends their type names to
 * names (may be NULL), each followed by a space. For tests and mh_loop_free. */
size_t mh_loop_leftovers(mh_loop *l, mh_buf *names);

/* Makes a turn that waits return. Safe from another thread and from a signal handler. */
void mh_loop_wake(mh_loop *l);
/* What to call in the turn after a wake-up (several wake-ups may give one call); NULL for nothing.
 * Waiting for a wake-up alone does not keep the loop alive. */
void mh_loop_on_wake(mh_loop *l, mh_done *fn, void *arg);

/* Calls done(arg) once, ms milliseconds from now (0: next turn; negative counts as 0). The pointer
 * is dead when done is called. Never NULL. */
mh_timer *mh_timer_start(mh_loop *l, int64_t ms, mh_done *done, void *arg);
/* done will not be called; the timer is dead. NULL is fine. */
void mh_timer_cancel(mh_timer *t);

/* The same for the run's own time (mine.sleep and the like): in a loop of events (below) it is due in
 * virtual time, and at least a millisecond away, so that a script that waits in small steps gets
 * on. mh_timer_start stays with the machine's time there, for what watches over the machine (the
 * limits of a transfer, the spacing of requests), but in a replay, in which nothing waits. */
mh_timer *mh_timer_start_run(mh_loop *l, int64_t ms, mh_done *done, void *arg);

/* A call put off to the end of this turn (or of the next one, when made outside a turn). Embedded
 * in the object that it concerns, zeroed before first use; that object must cancel it before it
 * dies. */
typedef struct mh_post {
    mh_done *fn;
    void *arg;
    struct mh_post *prev, *next;
    bool queued;
    /* of one that is due at a time (mh_loop_post_at) */
    int64_t at;
    uint64_t order, seq;
    size_t place; /* in the heap, from 1; 0: not there */
} mh_post;

void mh_loop_post(mh_loop *l, mh_post *p, mh_done *fn, void *arg); /* must not be queued already */
void mh_post_cancel(mh_loop *l, mh_post *p);                       /* fine when not queued */

/* ---- a loop of events: runs that are recorded, and their replays ----
 *
 * The run's clock stands still between events. An event is a timer of the run that is due, or
 * something of the world (an answer) that was posted with its moment. Time moves only when nothing
 * else is to be done: then the earliest event, and no other, is called in its turn, with the clock
 * set to its moment. Events of one moment: timers of the run in order of their start, then the
 * others by their order, then by who was posted first. So a replay that posts the same answers with
 * the same moments calls everything in the recorded sequence, however fast the machine is.
 *
 * MH_LOOP_RECORDS waits for its events as they come. Moments of the world are given by
 * mh_loop_stamp, each later than all before. MH_LOOP_REPLAYS does not wait: it jumps. */
typedef enum mh_loop_mode { MH_LOOP_PLAIN, MH_LOOP_RECORDS, MH_LOOP_REPLAYS } mh_loop_mode;

/* Before anything is started. clock is borrowed, and is moved by the loop from now on. */
void mh_loop_set_mode(mh_loop *l, mh_loop_mode mode, mh_still_clock *clock);
mh_loop_mode mh_loop_mode_of(const mh_loop *l);
/* The moment (wall, us) of something that happened just now: the machine's time; in a recording
 * later than every stamp before; in a replay the run's clock. */
int64_t mh_loop_stamp(mh_loop *l);
/* Calls fn(arg) as an event of the moment at_us; INT64_MAX: when nothing else will ever happen (the
 * clock is not moved then). In a plain loop: mh_loop_post. Cancelled by mh_post_cancel. */
void mh_loop_post_at(mh_loop *l, mh_post *p, int64_t at_us, uint64_t order, mh_done *fn, void *arg);
/* In a loop of events: called before time moves. fn finishes what is under way elsewhere (threads)
 * and tells whether it did anything, for time then has to stand still. NULL: nothing. */
typedef bool mh_loop_settle(void *arg);
void mh_loop_on_settle(mh_loop *l, mh_loop_settle *fn, void *arg);

#endif
