/* rerun.h - a failure seen once more, from its capsule, without a network.
 * Owns: nothing of the caller. Threads: main thread; one run a process. */
#ifndef MH_RUN_RERUN_H
#define MH_RUN_RERUN_H

#include "lua/fault.h"
#include "run/run.h"

struct mh_run;

typedef struct mh_rerun_req {
    const char *capsule;   /* the file */
    const char **allow;    /* more permissions, NULL-terminated, or NULL */
    const char *scratch;   /* a folder for its database */
    mh_settings *settings; /* changed */
} mh_rerun_req;

/* Runs the job of the capsule, or the one stage on the one item, as it was then; says what has changed
 * since, and whether the same error came. The run's exit code; 0 when nothing fails any more. */
int mh_rerun(const mh_rerun_req *q);
/* Notes whether f is the error of the capsule. */
void mh_rerun_compare(struct mh_run *r, const mh_fault *f);
/* Pushes the list of the one source that gives the capsule's item. May raise. */
void mh_rerun_push_source(lua_State *L, struct mh_run *r);

#endif
