/* plan.h - which job runs when: the pure part of the daemon.
 * Owns: copies of names and schedules. Threads: any, one owner at a time. Reads no clock, starts nothing.
 *
 * (jobs, what was, now) -> what is due, and when to ask again. The daemon arms one timer for
 * mh_plan_wake, calls mh_plan_due, starts what it is told and reports each end. Time is handed in:
 * wall clock and a monotonic one that goes on while the machine sleeps (CLOCK_BOOTTIME), both in
 * microseconds, so a sleep is downtime and a wall clock that moves alone was set.
 *
 * Clocks that are set (Debian's cron): less than 3 h forward, what was leapt over runs once; back, a
 * time of day that was does not come twice, while an expression whose minute or hour begins with a
 * star goes on by the new clock, no sooner than half its interval after its last run; 3 h or more,
 * the new clock counts. `every` is on the monotonic clock and knows of none of this.
 *
 * Fires are never dropped in silence: each is started, or counted as skipped, merged or missed. A job
 * has at most MH_PLAN_QUEUE waiting; beyond the cap on runs jobs wait in turn, one run each.
 * A heap over next instants: O(log n) a fire. */
#ifndef MH_HOST_PLAN_H
#define MH_HOST_PLAN_H

#include "conf/schedule.h"

#define MH_PLAN_NEVER    INT64_MAX
#define MH_PLAN_QUEUE    16          /* fires of one job that wait */
#define MH_PLAN_GRACE    60000000    /* us: later than this is missed */
#define MH_PLAN_STEP     500000      /* us: a wall clock that is off by more was set */
#define MH_PLAN_LEAP     10800000000 /* us: from 3 h on, the new clock counts */
#define MH_PLAN_LOOK     60000000 /* us: asked again at least so often, to see a clock that was set */
#define MH_PLAN_BREAK    10       /* failures in a row that open the circuit */
#define MH_PLAN_OPEN     600000000 /* us: the first time that it stays open, doubled up to 6 h */
#define MH_PLAN_OPEN_MAX 21600000000
#define MH_PLAN_WHY      160

/* X(enum suffix, name as the run record has it) */
#define MH_PLAN_TRIGGERS(X)                                                                        \
    X(SCHEDULE, "schedule")                                                                        \
    X(START, "daemon start")                                                                       \
    X(AFTER, "after")                                                                              \
    X(DOCUMENT, "document")                                                                        \
    X(FILE, "file")                                                                                \
    X(WEBHOOK, "webhook")                                                                          \
    X(HAND, "hand")

typedef enum mh_plan_trigger {
#define MH_X(suffix, name) MH_PLAN_BY_##suffix,
    MH_PLAN_TRIGGERS(MH_X)
#undef MH_X
} mh_plan_trigger;

const char *mh_plan_trigger_name(mh_plan_trigger t);

typedef enum mh_plan_outcome {
    MH_PLAN_OK,          /* also with some items failed */
    MH_PLAN_FAILED,      /* may be tried again */
    MH_PLAN_REFUSED,     /* by configuration or permission: trying again does not help */
    MH_PLAN_INTERRUPTED, /* by a signal from outside: says nothing about the job */
    MH_PLAN_DEFERRED     /* was not started (no process, no descriptor): later, it is no failure */
} mh_plan_outcome;

typedef struct mh_plan_now {
    int64_t wall, mono; /* us */
} mh_plan_now;

typedef struct mh_plan_start {
    uint32_t run; /* for mh_plan_ended */
    mh_view job;  /* borrowed from the plan */
    mh_plan_trigger trigger;
    int64_t scheduled; /* wall, us: the instant of the schedule, without jitter; or of the event */
    int64_t missed;    /* fires that this one stands for besides its own */
    int attempt;       /* 1: the first */
    char why[MH_PLAN_WHY];
} mh_plan_start;

/* What must survive the daemon, of one job. All zero: a job that never was. */
typedef struct mh_plan_state {
    int64_t handled;    /* wall, us: fires up to here are done with; 0: none */
    int64_t failures;   /* in a row */
    int64_t open_until; /* wall, us; 0: the circuit is closed */
    int64_t opened;     /* times in a row */
    uint32_t pending;   /* bit 1 << trigger: events that wait, or are under way */
} mh_plan_state;

typedef struct mh_plan_counts {
    int64_t fired;   /* instants of the schedule and events that came */
    int64_t started; /* first attempts */
    int64_t retried, deferred;
    int64_t skipped; /* the last run still went on, or the circuit was open */
    int64_t merged;  /* one waiting run stands for them */
    int64_t missed;  /* passed while off, or leapt over, and not made up */
} mh_plan_counts;

typedef struct mh_plan_info {
    mh_view name;
    int64_t next;  /* wall, us, with jitter; MH_PLAN_NEVER */
    int64_t rests; /* wall, us: until when its circuit is open; 0: it is closed */
    int64_t failures;
    size_t running, waiting;
    bool open;    /* the circuit */
    bool retries; /* a failed run waits to be tried again */
    mh_plan_counts counts;
    char why[MH_PLAN_WHY]; /* one line for `minehost jobs` */
} mh_plan_info;

typedef struct mh_plan mh_plan;

/* most: runs at a time; 0: no cap. */
mh_plan *mh_plan_new(size_t most, mh_plan_now now);
void mh_plan_free(mh_plan *p); /* NULL is fine */

/* Adds a job, or gives a new schedule to one that is there (its state stays; fires of another time
 * table begin now). was: what the last daemon saved; NULL or zero: fires begin now. MH_E_NOT_FOUND
 * for a zone. */
mh_rc mh_plan_put(mh_plan *p, mh_view name, const mh_schedule *s, const mh_plan_state *was,
                  mh_plan_now now, mh_err *e);
/* Nothing more is started; its runs may still end. */
void mh_plan_remove(mh_plan *p, mh_view name);
/* Ties `after` to the jobs that it names, once they are all put. MH_E_USAGE for a loop, with its names;
 * then nothing changes. Names of no job are allowed: mh_plan_info shows them. */
mh_rc mh_plan_link(mh_plan *p, mh_err *e);

/* Something came for a job that waits for it, or a hand asks. False: no such job. A hand passes the
 * back-off and an open circuit. */
bool mh_plan_event(mh_plan *p, mh_view name, mh_plan_trigger t, mh_plan_now now);
/* Takes what is to be started now, at most room; ask again while all room was used. Each is under way
 * until mh_plan_ended. */
size_t mh_plan_due(mh_plan *p, mh_plan_now now, mh_plan_start *out, size_t room);
void mh_plan_ended(mh_plan *p, uint32_t run, mh_plan_outcome how, mh_plan_now now);
/* The monotonic instant at which to ask mh_plan_due again, if nothing comes before. */
int64_t mh_plan_wake(const mh_plan *p, mh_plan_now now);

/* Saved before what mh_plan_due gave is started, a restart neither repeats nor loses a fire. Events
 * whose run had not ended come again. */
bool mh_plan_save(const mh_plan *p, mh_view name, mh_plan_now now, mh_plan_state *out);
/* The next job whose state changed since it was last taken; empty: none. */
mh_view mh_plan_changed(mh_plan *p);

size_t mh_plan_len(const mh_plan *p);     /* jobs, with removed ones */
size_t mh_plan_running(const mh_plan *p); /* runs under way */
/* Of the i-th job; false for one that was removed. */
bool mh_plan_at(const mh_plan *p, size_t i, mh_plan_now now, mh_plan_info *out);
bool mh_plan_find(const mh_plan *p, mh_view name, mh_plan_now now, mh_plan_info *out);

#endif
