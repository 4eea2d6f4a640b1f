/* tool.h - a tool of the workshop: a script of the program that runs in the place of a job, with the
 * job's stages, permissions, limits and sandbox.
 * Owns: nothing; everything is borrowed until mh_run_job returns. Threads: main thread.
 *
 * The script is called with (options, host, mine, stages). host has what core/run/host.c lends to the
 * pipeline, and the functions of core/run/tool.c. */
#ifndef MH_RUN_TOOL_H
#define MH_RUN_TOOL_H

#include "run/run.h"
#include "run/watchdog.h"

#include <jansson.h>
#include <lua.h>

struct mh_run;

typedef struct mh_tool {
    const char *script;  /* "run/try.lua" */
    const json_t *opts;  /* an object for the script */
    const char *plugins; /* a folder of plugins that is searched first, or NULL */
    bool no_store;       /* without a database: nothing is read or recorded */
    bool to_stderr;      /* what is shown leaves standard output to the item */
    int fd; /* to the process that asked for the run, which may do what a run may not (host.write) */
    /* Drives the run by itself, a watchdog for each of its steps; returns the exit code. NULL: one
     * task, driven to its end. */
    int (*drive)(struct mh_run *r, const mh_watchdog_opts *limits);
    void *arg; /* of drive */
} mh_tool;

/* Messages between the two processes, at most MH_TOOL_MESSAGE bytes each. false: the other one is
 * gone. */
#define MH_TOOL_MESSAGE ((size_t)16 << 20)
bool mh_tool_send(int fd, mh_view message);
bool mh_tool_receive(int fd, mh_buf *message);

/* Puts tool->plugins before the folders in which the run looks for plugins. */
void mh_tool_paths(struct mh_run *r);
/* Pushes the tool's script and its arguments. Raises. */
void mh_tool_push(lua_State *L, struct mh_run *r);

#endif
