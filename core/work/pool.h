/* pool.h - runs pure functions on other threads, so that one run uses every core.
 * Owns: a job owns its argument from start until it is handed back (see below).
 * Threads: start and cancel on the loop thread; fn runs on a thread of the pool.
 *
 * fn gets only its argument: it reads nothing else, keeps nothing, and knows neither Lua, the loop
 * nor the log. Who starts a job fills the argument, forgets it, and sees it again in done. */
#ifndef MH_WORK_POOL_H
#define MH_WORK_POOL_H

#include <stdbool.h>
#include <stddef.h>

typedef struct mh_work mh_work;
typedef struct mh_work_line mh_work_line;
struct uv_loop_s;

/* Runs fn(arg) on a thread, then done(arg) on the loop thread in a later turn; arg is the caller's
 * again from then on, and the mh_work is dead. After mh_work_cancel drop(arg) is called in the place
 * of done (free the argument there). Exactly one of the two is called, once. At most
 * UV_THREADPOOL_SIZE (4 unless set) run at once, the others wait in order. Never NULL. */
mh_work *mh_work_start(struct uv_loop_s *uv, void (*fn)(void *arg), void *arg,
                       void (*done)(void *arg), void (*drop)(void *arg));
/* The result is not wanted: a job that has not begun never runs, one that runs is let finish; in
 * both cases drop(arg) follows in a later turn. Not after done or drop. */
void mh_work_cancel(mh_work *w);

/* A line hands results back in the order in which jobs were started, and only in mh_work_line_settle:
 * for a run that must be repeatable, in which nothing may depend on which thread is faster. */
mh_work_line *mh_work_line_new(struct uv_loop_s *uv);
/* No job may be under way. NULL is fine. */
void mh_work_line_free(mh_work_line *l);
/* As mh_work_start. */
mh_work *mh_work_line_start(mh_work_line *l, void (*fn)(void *arg), void *arg,
                            void (*done)(void *arg), void (*drop)(void *arg));
/* Waits for all that has been started up to now and calls done or drop for each. Returns whether
 * there was any; fits mh_loop_on_settle. */
bool mh_work_line_settle(void *line);

#endif
