/* guard.h - how a run takes the control back from Lua code that will not give it.
 * Owns: nothing. One guard a Lua state, part of its mh_ctx.
 * Threads: the thread that runs Lua; mh_guard_arm also from a signal handler on that thread.
 *
 * There is no standing count hook (it makes a tight loop 2.3 times slower). Arming sets a hook on
 * the thread that runs now; the hook yields to the run where it can, and no pcall can catch a
 * yield. Where it cannot yield (inside a sort comparison, a gsub callback, a closing variable) it
 * raises, and the sandbox's own pcall, xpcall and coroutine functions pass that error on. What
 * runs no hook at all, one endless C call, is left to the run's watchdog. */
#ifndef MH_LUA_GUARD_H
#define MH_LUA_GUARD_H

#include <lua.h>
#include <signal.h>
#include <stdbool.h>

typedef enum mh_stop {
    MH_STOP_NONE,
    MH_STOP_CPU,
    MH_STOP_WALL,
    MH_STOP_MEMORY,
    MH_STOP_REQUESTS,
    MH_STOP_BYTES,
    MH_STOP_OUTPUT,
    MH_STOP_ENOUGH,    /* no limit: as many items as were asked for */
    MH_STOP_INTERRUPT, /* the user or the parent asked */
    MH_STOP_CLOSING    /* the grace of closing variables is over */
} mh_stop;

/* What a lua_yield means to whoever resumed: a yield of the script, a wait for the loop, a stop. */
typedef enum mh_yield { MH_YIELD_NONE, MH_YIELD_USER, MH_YIELD_WAIT, MH_YIELD_STOP } mh_yield;

typedef struct mh_guard {
    volatile sig_atomic_t stop;  /* an mh_stop; set once by mh_guard_arm */
    lua_State *volatile current; /* the thread that runs now, NULL outside Lua */
    lua_State *stopped;          /* where the hook stopped */
    mh_yield yield;              /* of the latest yield */
    int pinned;                  /* > 0: a resumer below cannot yield, so no wait may */
} mh_guard;

/* Asks the running code to stop, for the first reason given; async-signal-safe. */
void mh_guard_arm(mh_guard *g, mh_stop why);
/* Takes the request back (before closing variables run, for instance). */
void mh_guard_disarm(mh_guard *g);
/* Resumes co from `from` (NULL: from the run) as lua_resume does, keeping current up to date and
 * the hook armed if a stop is asked for. Never raises. */
int mh_guard_resume(mh_guard *g, lua_State *co, lua_State *from, int nargs, int *nres);
/* Raises when a stop is asked for: called by what would else swallow the error of a stop. */
void mh_guard_check(lua_State *L);
/* Text of the error that a stop raises where it cannot yield. */
extern const char mh_guard_message[];

#endif
