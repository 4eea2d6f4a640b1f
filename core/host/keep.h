/* keep.h - what the daemon must know again after a kill, and what people ask of it; in the database.
 * Owns: results live in the caller's arena. Threads: that of the store.
 *
 * It is kept as values of the namespaces "host:plan", "host:job", "host:ask" and "host:serve" (which no
 * plugin can have), and joins the batch of the store. Commands write here and need no daemon: one that
 * runs sees the commit (host/watch.h), one that starts later finds it. */
#ifndef MH_HOST_KEEP_H
#define MH_HOST_KEEP_H

#include "host/jobs.h"
#include "host/plan.h"
#include "store/kv.h"

mh_rc mh_keep_plan(mh_store *s, mh_view job, const mh_plan_state *st, mh_err *e);
/* *out is zero for a job that never was. */
mh_rc mh_keep_plan_get(mh_store *s, mh_view job, mh_plan_state *out, mh_err *e);

/* What people said of a job. */
typedef struct mh_keep_job {
    bool paused;
    int64_t paused_at;  /* us */
    mh_view cron, zone; /* a schedule in the place of its own; empty: none */
} mh_keep_job;
mh_rc mh_keep_job_set(mh_store *s, mh_view job, const mh_keep_job *k, mh_err *e);
mh_rc mh_keep_job_get(mh_store *s, mh_view job, mh_arena *a, mh_keep_job *out, mh_err *e);
/* Lays what people said over all jobs of the list (mh_jobs_say), also that they said nothing. What cannot
 * count any more is in given_error of its job. Call it after each scan, and when the database changed. */
mh_rc mh_keep_lay(mh_store *s, mh_jobs *jobs, mh_err *e);

/* Asks, in the order in which they came. */
typedef enum mh_ask_what { MH_ASK_RUN, MH_ASK_RELOAD, MH_ASK_PING } mh_ask_what;
typedef struct mh_ask {
    mh_ask_what what;
    mh_view job; /* of MH_ASK_RUN */
    int64_t at;  /* us */
} mh_ask;
mh_rc mh_ask_push(mh_store *s, const mh_ask *ask, mh_err *e);
/* Whether one that was pushed still waits to be taken. */
mh_rc mh_ask_waits(mh_store *s, const mh_ask *ask, bool *waits, mh_err *e);
/* Takes back one that was not taken yet. */
mh_rc mh_ask_drop(mh_store *s, const mh_ask *ask, mh_err *e);
/* Takes all: they are gone with the same commit. */
mh_rc mh_ask_take(mh_store *s, mh_arena *a, mh_ask **out, size_t *n, mh_err *e);

/* The daemon of this database, as it last said. */
typedef struct mh_keep_serve {
    int64_t pid, start; /* base/proc.h: whether it still runs */
    mh_view boot, folder, program, listen;
    int64_t since, seen; /* us */
    int64_t jobs, running;
    bool draining;
    bool once; /* it was to run what is due, then end */
} mh_keep_serve;
/* pid, start, boot 0 or empty: this process, this start of the machine. */
mh_rc mh_keep_serve_set(mh_store *s, const mh_keep_serve *k, mh_err *e);
/* *alive: it said something, and that process still runs in this start of the machine. */
mh_rc mh_keep_serve_get(mh_store *s, mh_arena *a, mh_keep_serve *out, bool *alive, mh_err *e);

#endif
