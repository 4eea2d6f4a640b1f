/* figures.h - figures of the database that cost little, for a daemon that is asked for them all the time.
 * Owns: results live in the caller's arena. Threads: that of the store. */
#ifndef MH_STORE_FIGURES_H
#define MH_STORE_FIGURES_H

#include "base/arena.h"
#include "store/outbox.h"
#include "store/runs.h"

typedef struct mh_runs_last {
    mh_view job;
    mh_runs_status status; /* of its latest run that ended */
    int64_t finished;      /* us */
    int64_t success;       /* us: end of its latest run that ended ok or partial; 0: none */
} mh_runs_last;

/* One for each job that ever ran, by name. Reads all records. */
mh_rc mh_runs_latest(mh_store *s, mh_arena *a, mh_runs_last **out, size_t *n, mh_err *err);

/* How many entries of all boxes are in each state, delivered and dropped ones left out. */
mh_rc mh_outbox_waiting(mh_store *s, int64_t out[MH_OUTBOX_N], mh_err *err);

typedef struct mh_store_sizes {
    int64_t bytes, wal; /* of the files; -1: unknown */
    int64_t room;       /* left where they are, for this user */
} mh_store_sizes;
mh_store_sizes mh_store_sizes_of(const mh_store *s);

#endif
