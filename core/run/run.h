/* run.h - one run of one job, from its file to its exit code.
 * Owns: everything that it opens, until it returns.
 * Threads: main thread; one run a process.
 *
 * Order of the end: the script ends or is stopped, all waits are cancelled, the coroutines are
 * closed (their closing variables run), the state is closed, the loop is drained, the store is
 * flushed and the run's record finished. */
#ifndef MH_RUN_RUN_H
#define MH_RUN_RUN_H

#include "conf/settings.h"

enum {
    MH_EXIT_OK = 0,
    MH_EXIT_FAILED = 1,
    MH_EXIT_USAGE = 2,
    MH_EXIT_PARTIAL = 3, /* some items failed */
    MH_EXIT_REFUSED = 4, /* a permission was missing */
    MH_EXIT_BUSY = 5,    /* already running */
    MH_EXIT_LIMIT = 6    /* stopped by a limit */
};

typedef struct mh_run_req {
    const char *job;    /* path of the job's file; "-" is standard input */
    char **args;        /* for the script, NULL-terminated */
    const char **allow; /* permissions named on the command line, NULL-terminated, or NULL */
    const mh_settings *settings;
    const char *trigger;        /* "hand", "schedule" ... */
    mh_view source;             /* the job's text, in the place of its file; empty: read the file */
    const struct mh_tool *tool; /* of the workshop (run/tool.h), in the place of the job; or NULL */
} mh_run_req;

/* Runs the job and returns the process's exit code. Says on standard error what went wrong. */
int mh_run_job(const mh_run_req *req);

/* What a plugin's manifest says of it, for lists; longer texts are cut. */
typedef struct mh_plugin_about {
    char kind[16], version[24], about[256];
} mh_plugin_about;

/* Reads the manifest in folder dir; runs none of the plugin's code. */
mh_rc mh_run_plugin_about(const char *dir, mh_plugin_about *out, mh_err *e);

#endif
