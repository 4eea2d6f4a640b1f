/* wall_priv.h - the layers of the wall, one a file.
 * Owns: nothing. Threads: each holds for the calling thread and those that it starts. */
#ifndef MH_RUN_WALL_PRIV_H
#define MH_RUN_WALL_PRIV_H

#include "run/wall.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MH_WALL_SANITIZED 1 /* the leak checker needs ptrace, a clone and /proc/self */
#else
#define MH_WALL_SANITIZED 0
#endif

typedef enum mh_wall_filter {
    MH_FILTER_RUN,    /* the list */
    MH_FILTER_LOADER, /* the same, and code may be mapped */
    MH_FILTER_LAST    /* on top of the list: takes what only opening needed */
} mh_wall_filter;

/* wall_seccomp.c: MH_OK with *why filled when the kernel has no filters. */
mh_rc mh_wall_filter_raise(mh_wall_filter which, char *why, size_t size, mh_err *e);
/* wall_landlock.c: *abi is 0, and why filled, when the kernel has no Landlock. */
mh_rc mh_wall_landlock_raise(const mh_wall_plan *plan, int *abi, char *why, size_t size, mh_err *e);
/* wall_loader.c: a thread that may map code, but only of the system's own folders; it loads the
 * libraries that are loaded late (PDF). */
mh_rc mh_wall_loader_start(bool landlock, mh_err *e);

#endif
