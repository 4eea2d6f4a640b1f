/* loop.h - the event loop of a run: turns, timers, posted calls, wake-up. No Lua here.
 * Owns: the libuv loop; a timer owns itself and dies when it fires or is cancelled.
 * Threads: loop thread only, but for mh_loop_wake (any thread, also a signal handler).
 *
 * Engines take `done(void *arg)`. It is called from inside mh_loop_once, after libuv and curl have
 * returned: never from inside the call that started the work, never from inside a callback of a
 * library. So a done function may start, cancel and free whatever it likes. */
#ifndef MH_NET_LOOP_H
#define MH_NET_LOOP_H

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

/* A call put off to the end of this turn (or of the next one, when made outside a turn). Embedded
 * in the object that it concerns, zeroed before first use; that object must cancel it before it
 * dies. */
typedef struct mh_post {
    mh_done *fn;
    void *arg;
    struct mh_post *prev, *next;
    bool queued;
} mh_post;

void mh_loop_post(mh_loop *l, mh_post *p, mh_done *fn, void *arg); /* must not be queued already */
void mh_post_cancel(mh_loop *l, mh_post *p);                       /* fine when not queued */

#endif
