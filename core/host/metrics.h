/* metrics.h - what /metrics tells, in the text format of Prometheus, 0.0.4. Pure.
 * Owns: nothing; the numbers are the caller's. Threads: any.
 *
 * Families and series come in the order of their names, so two answers can be compared line by line. The jobs
 * that have series of their own are bounded (MH_METRICS_JOBS, the first by name); the others are summed up
 * under job="_other", a name that no job has, and come first. Times are seconds since the epoch; what never was has no line. */
#ifndef MH_HOST_METRICS_H
#define MH_HOST_METRICS_H

#include "host/plan.h"
#include "host/tally.h"
#include "store/outbox.h"

#define MH_METRICS_JOBS 1000

/* X(enum suffix, name): the one state that a job is in */
#define MH_METRICS_STATES(X)                                                                       \
    X(BROKEN, "broken")   /* its file never loaded */                                              \
    X(PAUSED, "paused")   /* by people */                                                          \
    X(RUNNING, "running") /* a run of it is under way */                                           \
    X(WAITING, "waiting") /* for its turn or its back-off */                                       \
    X(RESTING, "resting") /* its circuit is open */                                                \
    X(IDLE, "ok")

typedef enum mh_metrics_state {
#define MH_X(suffix, name) MH_METRICS_##suffix,
    MH_METRICS_STATES(MH_X)
#undef MH_X
        MH_METRICS_STATES_N
} mh_metrics_state;

const char *mh_metrics_state_name(mh_metrics_state s);

typedef struct mh_metrics_job {
    mh_view name;
    mh_metrics_state state;
    bool bad_file;
    int64_t failures; /* in a row */
    int64_t next;     /* wall, us; MH_PLAN_NEVER */
    mh_plan_counts counts;
    mh_tally_job tally;
} mh_metrics_job;

/* Of a process; -1: unknown. */
typedef struct mh_metrics_process {
    double cpu_s, start_s; /* start_s: since the epoch */
    int64_t resident, virtual_size, fds, max_fds;
} mh_metrics_process;

typedef struct mh_metrics {
    mh_view program;                   /* version */
    const mh_metrics_job *jobs;        /* sorted by name */
    size_t n_jobs, most;               /* most: jobs with series of their own; 0: MH_METRICS_JOBS */
    int64_t running, waiting, workers; /* runs; workers: that may go on at a time */
    int64_t documents_new, documents_changed;
    int64_t changes; /* number of the latest (store/changes.h); -1: unknown */
    mh_tally_lateness late;
    int64_t outbox[MH_OUTBOX_N];
    int64_t alerts;                       /* that last; -1: unknown */
    int64_t database, wal, database_free; /* bytes; -1: unknown */
    int64_t polled;                       /* paths that are looked at by time */
    int64_t folder_at; /* wall, us: when the jobs were last read well; 0: never */
    mh_metrics_process process;
} mh_metrics;

/* Appends. */
void mh_metrics_write(const mh_metrics *m, mh_buf *out);
/* Of this process, from /proc. */
mh_metrics_process mh_metrics_self(void);

#endif
