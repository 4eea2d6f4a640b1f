/* runs.h - the record of each run: what, when, how it ended, and the events on the way.
 * Owns: results live in the caller's arena. Views handed in are borrowed for the call.
 * Threads: that of the store; a watchdog thread opens a handle of its own to finish a run.
 *
 * Start and finish are on disk when they return (they commit the batch that is open; who waits for
 * it is told by the next flush). */
#ifndef MH_STORE_RUNS_H
#define MH_STORE_RUNS_H

#include "base/arena.h"
#include "base/log.h"
#include "store/store.h"

#include <jansson.h>
#include <sys/types.h>

/* X(enum suffix, name) */
#define MH_RUNS_STATUSES(X)                                                                        \
    X(RUNNING, "running")                                                                          \
    X(OK, "ok")                                                                                    \
    X(PARTIAL, "partial")         /* some items failed */                                          \
    X(FAILED, "failed")           /* the job failed */                                             \
    X(STOPPED, "stopped")         /* by a limit */                                                 \
    X(INTERRUPTED, "interrupted") /* by a signal */                                                \
    X(DIED, "died")               /* its process went away without a word */

typedef enum mh_runs_status {
#define MH_X(suffix, name) MH_RUNS_##suffix,
    MH_RUNS_STATUSES(MH_X)
#undef MH_X
} mh_runs_status;

const char *mh_runs_status_name(mh_runs_status st);

typedef struct mh_runs_begin {
    mh_view job, path; /* name and file of the job */
    mh_view trigger;   /* "hand", "schedule", "daemon start" ... */
    int64_t scheduled; /* us; 0: not scheduled */
    mh_view program;   /* version of the program */
    pid_t pid;         /* 0: this process */
} mh_runs_begin;

typedef struct mh_runs_counts {
    int64_t fresh, changed, unchanged, failed, dropped; /* items */
    int64_t requests, bytes;
    int64_t cpu_us, wall_us;
} mh_runs_counts;

typedef struct mh_runs_end {
    mh_runs_status status;
    int exit_code;
    mh_view reason; /* one line; empty when ok */
    mh_runs_counts counts;
    bool nameless; /* the record no longer says which process it was: of a replay, whose records
                      must not differ from one to the next */
    bool outright; /* said by who ended the run: in the place of what it said itself */
} mh_runs_end;

typedef struct mh_runs_record {
    int64_t id;
    mh_view job, path, trigger, program, reason;
    int64_t scheduled, started, finished; /* us; 0: none, not yet */
    pid_t pid;
    mh_runs_status status;
    int exit_code;
    mh_runs_counts counts;
} mh_runs_record;

mh_rc mh_runs_start(mh_store *s, const mh_runs_begin *r, int64_t *id, mh_err *err);
/* The first finish stays; a later one changes nothing and is no error, except that the process
 * itself may correct "died", and that an outright one counts. MH_E_NOT_FOUND for an unknown id. */
mh_rc mh_runs_finish(mh_store *s, int64_t id, const mh_runs_end *f, mh_err *err);
mh_rc mh_runs_get(mh_store *s, int64_t id, mh_arena *a, mh_runs_record *out, mh_err *err);

/* The newest run of a process (base/proc.h; start below 0: unknown) above id `after`, of those that
 * the caller started; out->id is 0 when there is none. */
mh_rc mh_runs_of(mh_store *s, pid_t pid, int64_t start, int64_t after, mh_arena *a,
                 mh_runs_record *out, mh_err *err);
/* The highest id given so far; 0: none. */
mh_rc mh_runs_newest(mh_store *s, int64_t *id, mh_err *err);

/* Whether run id is under way: this store's own, or one that has not ended and whose process is there.
 * No such run: false. */
mh_rc mh_runs_alive(mh_store *s, int64_t id, bool *alive, mh_err *err);

typedef struct mh_runs_filter {
    mh_view job;    /* NULL ptr: any */
    int status;     /* an mh_runs_status, or -1: any */
    int64_t before; /* id; 0: from the newest */
    int64_t since;  /* us: the list ends where a run started before it; 0: it does not */
    size_t limit;   /* 0: 50 */
} mh_runs_filter;

/* Newest first. f may be NULL. */
mh_rc mh_runs_list(mh_store *s, const mh_runs_filter *f, mh_arena *a, mh_runs_record **out,
                   size_t *n, mh_err *err);

/* Finishes as "died" the runs that say "running" but whose process is gone: no process of that id,
 * one that started at another time (/proc/PID/stat), or the machine was started anew. *n (may be
 * NULL): how many. */
mh_rc mh_runs_recover(mh_store *s, size_t *n, mh_err *err);

/* Events of a run: the first MH_RUNS_EVENTS_HEAD and the last MH_RUNS_EVENTS_TAIL are kept. fields: a
 * JSON object or NULL. Joins the batch. */
#define MH_RUNS_EVENTS_HEAD 200
#define MH_RUNS_EVENTS_TAIL 800
#define MH_RUNS_EVENT_BYTES 8192 /* fields longer than this are left out */
mh_rc mh_runs_log(mh_store *s, int64_t run, mh_level level, mh_view event, const json_t *fields,
                  mh_err *err);

typedef struct mh_runs_event {
    int64_t seq, at; /* seq counts from 1; a gap shows what was dropped; at: us */
    mh_level level;
    mh_view event, fields; /* fields: JSON text, empty when none */
} mh_runs_event;

/* Oldest first, from min_level up. */
mh_rc mh_runs_events(mh_store *s, int64_t run, mh_level min_level, mh_arena *a, mh_runs_event **out,
                     size_t *n, mh_err *err);

#endif
