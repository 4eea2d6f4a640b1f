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

#include <jansson.h>

enum {
    MH_EXIT_OK = 0,
    MH_EXIT_FAILED = 1,
    MH_EXIT_USAGE = 2,
    MH_EXIT_PARTIAL = 3, /* some items failed */
    MH_EXIT_REFUSED = 4, /* a permission was missing */
    MH_EXIT_BUSY = 5,    /* already running */
    MH_EXIT_LIMIT = 6    /* stopped by a limit */
};

/* What differs in a test (run/test.h). */
typedef struct mh_run_testing {
    const char *plugins;   /* folder whose plugins come first, or NULL */
    const char *snapshots; /* where they are kept */
    bool update;           /* they are written anew */
} mh_run_testing;

/* A failure to be seen once more (run/rerun.h). */
typedef struct mh_run_rerun {
    const json_t *note; /* of the capsule */
    bool *came_again;   /* set when its error did */
} mh_run_rerun;

/* Why the daemon (host/serve.h) started it. */
typedef struct mh_run_fire {
    int64_t scheduled; /* us: the instant of the schedule, or of the event; 0: none */
    const char *why;   /* a line for people */
    int64_t attempt;   /* 1: the first */
    int64_t missed;    /* fires that it stands for besides its own */
} mh_run_fire;

typedef struct mh_run_req {
    const char *job;    /* path of the job's file; "-" is standard input */
    char **args;        /* for the script, NULL-terminated */
    const char **allow; /* permissions named on the command line, NULL-terminated, or NULL */
    const mh_settings *settings;
    const char *trigger;           /* "hand", "schedule" ... */
    const mh_run_fire *fire;       /* NULL: a hand did, at a terminal or not */
    const mh_run_testing *testing; /* NULL: no test */
    const mh_run_rerun *rerun;     /* NULL: none */
    const char *capsules;          /* folder for capsules; "none"; NULL: that in the state folder */
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
