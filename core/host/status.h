/* status.h - how the daemon, its jobs and their runs are, as JSON and as numbers.
 * Owns: results are new references of the caller; all that is handed in is borrowed. Threads: that of the store.
 *
 * Instants are RFC 3339 in UTC, null for what never was; times are seconds. */
#ifndef MH_HOST_STATUS_H
#define MH_HOST_STATUS_H

#include "host/jobs.h"
#include "host/metrics.h"

#define MH_STATUS_NEXT     3    /* runs to come that are told of one job; in a list, the next */
#define MH_STATUS_EVENTS   1000 /* of a run */
#define MH_STATUS_WARNINGS 100  /* more are not told */

typedef struct mh_status_job {
    const mh_jobs_entry *entry;
    bool known; /* the plan has it, and plan is what it says */
    mh_plan_info plan;
    int64_t handled; /* of its saved state; `every` counts from it */
    mh_tally_job tally;
} mh_status_job;

typedef struct mh_status {
    mh_view program, folder, database;
    int64_t now, since; /* wall, us */
    bool draining;
    size_t running, workers;
    const mh_status_job *jobs; /* sorted by name */
    size_t n_jobs;
    mh_view store_error;  /* why the last commit failed; empty: it did not */
    mh_view folder_error; /* why the jobs could not be read; empty: they were */
    mh_view watch_note;   /* why paths are looked at by time; empty: none are */
    int64_t room;         /* bytes left where the database is; -1: unknown */
} mh_status;

#define MH_STATUS_ROOM 100000000 /* bytes: less is told as a warning */

mh_metrics_state mh_status_state(const mh_status_job *j);

/* { status = "ok" | "warn" | "bad", reasons = { ... }, warnings = { ... }, jobs = { ok = n ... } ... }.
 * *ok is false for "bad": the daemon cannot do its work (nothing can be committed, the folder cannot be read), or
 * will not (it drains). What is wrong with single jobs is a warning, for they have alerts of their own. */
json_t *mh_status_health(const mh_status *s, bool *ok);
json_t *mh_status_jobs(const mh_status *s);
json_t *mh_status_job_json(const mh_status *s, const mh_status_job *j);
/* Newest first. NULL on an error of the database. */
json_t *mh_status_runs(mh_store *s, mh_view job, size_t limit, mh_err *e);
/* With its events. NULL: none such, MH_E_NOT_FOUND, or another error. */
json_t *mh_status_run(mh_store *s, int64_t id, mh_err *e);

/* The job's part of the metrics. */
mh_metrics_job mh_status_metrics(const mh_status_job *j);

#endif
