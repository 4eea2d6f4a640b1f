/* tally.h - what the daemon counts of its runs while it lives: outcomes, durations, lateness, documents.
 * Owns: copies of names. Threads: one at a time. Reads no clock. */
#ifndef MH_HOST_TALLY_H
#define MH_HOST_TALLY_H

#include "store/figures.h"

#define MH_TALLY_OUTCOMES (MH_RUNS_DIED + 1)
#define MH_TALLY_LATE     11 /* bounds of the histogram of lateness, without the endless one */

/* Upper bounds, in seconds. */
extern const double mh_tally_late[MH_TALLY_LATE];

typedef struct mh_tally_job {
    int64_t outcomes[MH_TALLY_OUTCOMES]; /* by mh_runs_status */
    int64_t wall_us, cpu_us;             /* sums */
    int64_t fresh, changed;              /* documents */
    int64_t last_success, last_end; /* wall, us; also of before this daemon (mh_tally_recall) */
    mh_runs_status last;            /* of the run that ended last */
} mh_tally_job;

typedef struct mh_tally_lateness {
    int64_t upto[MH_TALLY_LATE]; /* not summed up: those between two bounds */
    int64_t beyond, count, sum_us;
} mh_tally_lateness;

typedef struct mh_tally mh_tally;

mh_tally *mh_tally_new(void);
void mh_tally_free(mh_tally *t); /* NULL is fine */
/* A run was started so long after its instant. */
void mh_tally_started(mh_tally *t, int64_t late_us);
/* A run ended at `at` (wall, us), as its record says. */
void mh_tally_ended(mh_tally *t, mh_view job, mh_runs_status how, const mh_runs_counts *n,
                    int64_t at);
/* When each job last succeeded and last ended, from the records. Once, at the start. */
mh_rc mh_tally_recall(mh_tally *t, mh_store *s, mh_err *e);
/* Of a job; all zero when none of its runs was seen. */
mh_tally_job mh_tally_of(const mh_tally *t, mh_view job);
mh_tally_lateness mh_tally_lateness_of(const mh_tally *t);
/* Documents of all jobs, also of those that are gone. */
void mh_tally_documents(const mh_tally *t, int64_t *fresh, int64_t *changed);

#endif
