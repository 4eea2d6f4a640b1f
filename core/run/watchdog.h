/* watchdog.h - ends a run that is over its time, by asking first and by force after.
 * Owns: a thread and the process's handlers of SIGINT, SIGTERM and SIGVTALRM, from start to stop.
 * Threads: start and stop on the thread that runs Lua; one watchdog a process.
 *
 * At the deadline (CPU or wall) it signals the Lua thread, whose handler arms the guard and wakes
 * the loop. If the run has not ended MH_WATCHDOG_GRACE seconds later (one endless C call such as a
 * hopeless string.find, a closing variable that spins), the watchdog calls last_words on its own
 * thread, with the line of Lua that was running, and leaves the process with code 6 by _exit.
 * Memory beside Lua's own (parsed pages) is looked at more often the nearer it comes to its limit; the
 * grace ends early when it goes on growing.
 * SIGINT and SIGTERM ask in the same way; a second one leaves at once with 128+N. */
#ifndef MH_RUN_WATCHDOG_H
#define MH_RUN_WATCHDOG_H

#include "lua/guard.h"

#include <stdbool.h>

#define MH_WATCHDOG_GRACE 1.0 /* seconds from asking to force */
#define MH_WATCHDOG_CLOSE 0.2 /* seconds for closing variables at the end of a run */
/* Bytes beyond the limit of Lua's memory that everything else may take: pages under work, the database's
 * cache, answers. A run is stopped here, so that the process stays within the limit + 32 MiB. */
#define MH_WATCHDOG_ROOM ((size_t)20 << 20)

typedef struct mh_watchdog_opts {
    double cpu, wall;        /* seconds; 0: no limit */
    size_t memory;           /* bytes of Lua's; with MH_WATCHDOG_ROOM, of all; 0: no limit */
    int memory_fd;           /* of mh_watchdog_memory_fd, or below 0: nothing is looked at */
    mh_guard *guard;         /* borrowed */
    void (*wake)(void *arg); /* makes the loop turn; async-signal-safe */
    /* Called on the watchdog's thread before it ends the process: why, and where ("job.lua:3" or
     * ""). May take a little time, must not touch Lua. Returns the exit code. */
    int (*last_words)(void *arg, mh_stop why, int signal, const char *where);
    void *arg;
} mh_watchdog_opts;

/* The kernel's account of this process's memory: opened before the wall, after which /proc is closed. Below
 * 0: there is none, or a sanitizer's shadow would count. */
int mh_watchdog_memory_fd(void);
void mh_watchdog_start(const mh_watchdog_opts *o);
void mh_watchdog_stop(void);
/* The run is ending: closing variables get MH_WATCHDOG_CLOSE seconds, then the guard is armed. */
void mh_watchdog_closing(void);
/* The signal that asked the run to end, or 0. */
int mh_watchdog_signal(void);
/* CPU seconds of this process so far. */
double mh_watchdog_cpu(void);

#endif
