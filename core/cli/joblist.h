/* joblist.h - the jobs of the folder with what the database knows of them, for the commands about jobs.
 * Owns: a list owns its parts until mh_joblist_close. Threads: main thread.
 *
 * The folder: the one that is named, the setting jobs, that of the daemon of this database, or the default
 * in the XDG configuration folder, in that order. */
#ifndef MH_CLI_JOBLIST_H
#define MH_CLI_JOBLIST_H

#include "base/zone.h"
#include "cli/cli.h"
#include "host/keep.h"
#include "store/runs.h"

#define MH_JOB_FAILS 3 /* runs in a row that failed: the job is failing */
#define MH_JOB_NEXT  3 /* next runs that are told */

typedef struct mh_joblist {
    char *folder;
    mh_jobs *jobs;
    mh_store *store; /* NULL: there is no database yet */
    mh_arena *arena;
    mh_keep_serve serve;
    bool alive;  /* the daemon */
    bool ours;   /* it has this folder */
    int64_t now; /* us */
    mh_zone *here;
} mh_joblist;

/* Reads the folder (NULL: none is named). write: to change what the database says; it is made when it is
 * not there. Says what is wrong and returns the exit code; 0: *out is the caller's to close. A default folder
 * that is not there is an empty one. */
int mh_joblist_open(const mh_cli *c, const char *folder, bool write, mh_joblist *out);
void mh_joblist_close(mh_joblist *l);
/* The job of that name. NULL: says so, and which one may have been meant. */
mh_jobs_entry *mh_joblist_find(mh_joblist *l, const char *name);

/* X(enum suffix, name): in the order in which one hides the other */
#define MH_JOB_STATES(X)                                                                           \
    X(BROKEN, "broken") /* its file does not load */                                               \
    X(PAUSED, "paused") /* by people */                                                            \
    X(RUNNING, "running")                                                                          \
    X(RESTING, "resting") /* failed so often that it waits */                                      \
    X(FAILING, "failing") /* its last runs failed */                                               \
    X(SCRIPT, "script")   /* without any trigger */                                                \
    X(HAND, "by hand")    /* declared, without any trigger */                                      \
    X(OK, "ok")

typedef enum mh_job_state {
#define MH_X(suffix, name) MH_JOB_##suffix,
    MH_JOB_STATES(MH_X)
#undef MH_X
} mh_job_state;

const char *mh_job_state_name(mh_job_state s);

typedef struct mh_jobline {
    mh_jobs_entry *job;
    mh_job_state state;
    mh_plan_state plan;
    mh_runs_record last; /* the latest run; id 0: none */
    int64_t failures;    /* in a row */
    int64_t next[MH_JOB_NEXT];
    size_t nexts;
    mh_zone *zone; /* of its schedule; owned: mh_jobline_clear */
    mh_view zone_name;
    bool soon; /* the first of next is when the daemon starts */
} mh_jobline;

mh_rc mh_jobline_read(mh_joblist *l, mh_jobs_entry *job, mh_jobline *out, mh_err *e);
void mh_jobline_clear(mh_jobline *j);
/* Appends its next runs, "-" for none; here too, where this machine's clock shows another time. */
void mh_jobline_put_next(mh_buf *out, const mh_joblist *l, const mh_jobline *j);
/* "the daemon (process 12, since today 06:00) runs them" and the like. */
void mh_joblist_put_daemon(mh_buf *out, const mh_joblist *l);

#endif
