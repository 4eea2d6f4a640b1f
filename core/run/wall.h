/* wall.h - the kernel's wall around a run: what holds when everything in Lua and C above it has not.
 * Owns: nothing after it is raised; what was raised stays until the process ends.
 * Threads: main thread, before any other thread is started (threads started later are behind it too).
 * Errors: MH_E_INTERNAL when a layer that this kernel has cannot be raised: then nothing may run.
 *
 * Two steps. mh_wall_calls comes before the first byte of a job is read: no new privileges, no core,
 * and a list of system calls (libseccomp) that has no way to start a program, a process, a listener, a
 * local socket, nor to make memory executable. mh_wall_files comes when the run's own files are open and
 * its grants known: Landlock for the folders that it needs, not dumpable, a last bound of CPU time; and
 * the calls that only this needed go. A layer that the kernel does not have is left out and named in the level.
 *
 * Landlock's rights are in linux/landlock.h and Documentation/userspace-api/landlock.rst. */
#ifndef MH_RUN_WALL_H
#define MH_RUN_WALL_H

#include "base/err.h"
#include "base/fs.h"

typedef enum mh_wall_mode { /* two bits */
                            MH_WALL_OFF = 0,
                            MH_WALL_LANDLOCK = 1,
                            MH_WALL_SECCOMP = 2,
                            MH_WALL_FULL = 3
} mh_wall_mode;

typedef enum mh_wall_right {
    MH_WALL_READ = 1,   /* a file, or everything below a folder */
    MH_WALL_WRITE = 2,  /* a file that is there */
    MH_WALL_MAKE = 4,   /* make, write, replace and remove files below a folder */
    MH_WALL_FOLDERS = 8 /* make folders below it */
} mh_wall_right;

typedef struct mh_wall_path {
    char *path;
    unsigned rights; /* of mh_wall_right */
} mh_wall_path;

typedef struct mh_wall_plan {
    MH_VEC(mh_wall_path) paths; /* owned; those that are not there give no right */
    MH_VEC(unsigned) ports;     /* of TCP, to connect to */
    bool any_port;
    bool visible;    /* the memory is not hidden: a file of /proc/self/fd is to be opened */
    double cpu_most; /* seconds after which the kernel ends the process; 0: never */
} mh_wall_plan;

typedef struct mh_wall_level {
    int abi;           /* of Landlock, 0: not in force */
    bool seccomp;      /* the list of calls is in force */
    bool no_new_privs; /* no program can gain rights */
    bool hidden;       /* not dumpable: no other process of the user reads its memory */
    char why_landlock[80], why_seccomp[80]; /* why not, or "" */
} mh_wall_level;

/* "full", "landlock", "seccomp", "off" */
mh_wall_mode mh_wall_mode_of(mh_view name);

void mh_wall_add(mh_wall_plan *p, const char *path, unsigned rights); /* NULL path: nothing */
/* What any run reads of the system: names, certificates, zones, fonts of PDFs. */
void mh_wall_add_system(mh_wall_plan *p);
/* Whether path is one of /dev/fd, /dev/stdin ..., which a process whose memory is hidden cannot open. */
bool mh_wall_is_descriptor(const char *path);
/* Libraries that are loaded late, where no list of calls keeps code from being mapped. */
void mh_wall_add_libraries(mh_wall_plan *p);
void mh_wall_plan_clear(mh_wall_plan *p);

mh_rc mh_wall_calls(mh_wall_mode mode, mh_wall_level *out, mh_err *e);
mh_rc mh_wall_files(mh_wall_mode mode, const mh_wall_plan *plan, mh_wall_level *out, mh_err *e);

/* The level that a run has here, found out by a child process that raises it and ends. */
mh_rc mh_wall_probe(mh_wall_mode mode, mh_wall_level *out, mh_err *e);

#endif
