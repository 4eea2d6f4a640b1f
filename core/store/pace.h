/* pace.h - what came when, from where: rows to be counted by the hour.
 * Owns: rows are borrowed for the call of the function. Threads: that of the store.
 *
 * Ids grow with time, so what was counted is passed over by its id; the cost is that of what is new. */
#ifndef MH_STORE_PACE_H
#define MH_STORE_PACE_H

#include "store/runs.h"

typedef struct mh_pace_doc {
    int64_t id, first_seen, at; /* us; at: its own date when it names a sane one */
    int64_t length;             /* characters of its text */
    mh_view url, job;           /* job: that stored it; empty: unknown */
} mh_pace_doc;
typedef void mh_pace_doc_fn(void *arg, const mh_pace_doc *d);

typedef struct mh_pace_run {
    int64_t id, finished;
    mh_view job, status;
    mh_view
        sites; /* { site = [ given, failed, empty ] } of those that it could not read; empty: none */
} mh_pace_run;
typedef void mh_pace_run_fn(void *arg, const mh_pace_run *r);

/* Documents behind id after that were first seen in [since, until), in order of their ids. */
mh_rc mh_pace_docs(mh_store *s, int64_t after, int64_t since, int64_t until, mh_pace_doc_fn *fn,
                   void *arg, mh_err *e);
/* Runs behind id after that ended then. */
mh_rc mh_pace_runs(mh_store *s, int64_t after, int64_t since, int64_t until, mh_pace_run_fn *fn,
                   void *arg, mh_err *e);
/* The ids behind which all is that comes from until on. */
mh_rc mh_pace_mark(mh_store *s, int64_t until, int64_t *doc, int64_t *run, mh_err *e);

#endif
