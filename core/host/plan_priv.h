/* plan_priv.h - the parts of a plan, shared by its files.
 * Owns: see plan.h. Threads: see plan.h. */
#ifndef MH_HOST_PLAN_PRIV_H
#define MH_HOST_PLAN_PRIV_H

#include "base/map.h"
#include "host/plan.h"

#define PLAN_NONE UINT32_MAX
#define PLAN_S    ((int64_t)1000000) /* us */

typedef struct plan_request {
    int64_t scheduled; /* wall, us */
    int64_t from;      /* monotonic: not before */
    int64_t missed;
    int attempt, deferred;
    bool made_up; /* one of the missed, that no later one replaces */
    mh_plan_trigger trigger;
} plan_request;

typedef struct plan_cron {
    mh_cron when;
    const mh_zone *zone; /* of the plan */
} plan_cron;

enum { PLAN_WALL, PLAN_MONO, PLAN_HEAPS };

typedef struct plan_job {
    char *name;
    bool active;
    /* its time table: wall time for cron, monotonic for every; us */
    MH_VEC(plan_cron) crons;
    int64_t every, anchor;
    bool real;      /* follows real time when clocks are set back */
    int64_t jitter; /* its own offset */
    /* rules */
    mh_missed missed;
    int64_t missed_max;
    mh_overlap overlap;
    int64_t retries, backoff, backoff_max, settle;
    MH_VEC(char *) after;
    MH_VEC(uint32_t) followers;
    /* state */
    int64_t handled, next;          /* on its time table */
    int64_t back_after, back_until; /* missed fires that are made up one by one: (after, until] */
    bool leapt;                     /* its next fire was leapt over by a clock that was set */
    int64_t top, fired_at; /* the latest that ever fired; monotonic, when the last one did */
    int64_t hold_until, open_until; /* monotonic; open_until 0: closed */
    int64_t failures, opened;
    MH_VEC(plan_request) waiting;
    size_t running;
    int64_t started_at; /* monotonic */
    mh_plan_counts counts;
    /* places in the lists of the plan */
    size_t place[PLAN_HEAPS]; /* 0: not in the heap */
    bool ready, changed;
    uint32_t next_ready, next_changed;
} plan_job;

typedef struct plan_entry {
    int64_t key;
    uint32_t job;
} plan_entry;

typedef MH_VEC(plan_entry) plan_heap;

typedef struct plan_run {
    uint32_t job; /* PLAN_NONE: free, the next free one is in `next` */
    uint32_t next;
    plan_request request;
} plan_run;

typedef struct plan_list {
    uint32_t first, last;
} plan_list;

struct mh_plan {
    MH_VEC(plan_job) jobs;
    mh_map *names; /* of jobs: their place + 1 */
    mh_map *zones; /* of names: mh_zone */
    plan_heap heap[PLAN_HEAPS];
    plan_list ready, changed;
    MH_VEC(plan_run) runs;
    uint32_t free_run;
    size_t running, most;
    mh_plan_now last; /* when it was last told the time */
};

/* plan_heap.c: sets the key of a job, or takes it out (MH_PLAN_NEVER). */
void plan_heap_set(mh_plan *p, int which, uint32_t job, int64_t key);

/* plan_fire.c */
int64_t plan_grid_next(const plan_job *j, int64_t after);
/* An instant of the time table on the wall clock. */
int64_t plan_wall_of(const plan_job *j, int64_t t, mh_plan_now now);
/* Tells the plan the time: finds that the clock was set. */
void plan_observe(mh_plan *p, mh_plan_now now);
/* Fires whatever is due into the queues. */
void plan_advance(mh_plan *p, mh_plan_now now);

/* plan_queue.c */
void plan_request_time(mh_plan *p, uint32_t job, int64_t scheduled, int64_t missed,
                       mh_plan_now now);
/* Puts the job where it belongs: into the ready list, and into the heaps by its next instants. */
void plan_place(mh_plan *p, uint32_t job, mh_plan_now now);
void plan_mark_changed(mh_plan *p, uint32_t job);
/* Whether missed fires are still to be made up. */
bool plan_makes_up(const plan_job *j);
/* When the request may start; MH_PLAN_NEVER: not while another runs. */
int64_t plan_start_at(const plan_job *j, const plan_request *r);

static inline bool plan_is_open(const plan_job *j, mh_plan_now now) {
    return j->open_until > now.mono;
}
/* missed fires that are not in the queue yet */
static inline bool plan_has_backlog(const plan_job *j) {
    return j->back_until > j->back_after;
}

#endif
