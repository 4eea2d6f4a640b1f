/* alert_say.h - the words of the daemon's alerts: what, since when, why, what to do next.
 * Owns: texts live in the caller's arena. Threads: any.
 *
 * Each fills title and text of an alert whose kind and subject the caller sets. Sources have their own words
 * (host/sources.h). */
#ifndef MH_HOST_ALERT_SAY_H
#define MH_HOST_ALERT_SAY_H

#include "host/alert.h"

typedef struct mh_alert_run {
    mh_view job;
    int64_t run;      /* id of its record; 0: none */
    int64_t failures; /* in a row, this one counted */
    mh_view reason;   /* of its record; empty: unknown */
    int exit_code;
    int64_t next; /* us: when it is tried again, in a schedule's turn; INT64_MAX, 0: unknown */
} mh_alert_run;

/* MH_ALERT_JOB_FAILS; over: text of its end. */
void mh_alert_say_fails(mh_alert *a, mh_arena *m, const mh_alert_run *r);
void mh_alert_say_works(mh_alert *a, mh_arena *m, const mh_alert_run *r);
/* MH_ALERT_CIRCUIT: it rests until r->next. */
void mh_alert_say_rests(mh_alert *a, mh_arena *m, const mh_alert_run *r);
/* MH_ALERT_BAD_FILE; runs: an older version goes on. */
void mh_alert_say_file(mh_alert *a, mh_arena *m, mh_view job, mh_view path, mh_view error,
                       bool runs);
/* MH_ALERT_DRIFT: broken, how many expectations of the run were not met; first: what the record says of one. */
void mh_alert_say_drift(mh_alert *a, mh_arena *m, const mh_alert_run *r, int64_t broken,
                        mh_view first);
/* MH_ALERT_STORE: what the store said. */
void mh_alert_say_store(mh_alert *a, mh_arena *m, mh_view path, const mh_err *why);
/* MH_ALERT_DAEMON: it came back and found that it had not ended in order. last: us, when it was last seen;
 * lost: runs that died with it. */
void mh_alert_say_killed(mh_alert *a, mh_arena *m, int64_t last, int64_t lost);

#endif
