/* serve_priv.h - the parts of the daemon, shared by its files.
 * Owns: the daemon owns all that it points to, but for its options. Threads: main thread. */
#ifndef MH_HOST_SERVE_PRIV_H
#define MH_HOST_SERVE_PRIV_H

#include "base/log.h"
#include "base/map.h"
#include "base/vec.h"
#include "host/alert_say.h"
#include "host/child.h"
#include "host/documents.h"
#include "host/http.h"
#include "host/jobs.h"
#include "host/keep.h"
#include "host/logfile.h"
#include "host/plan.h"
#include "host/serve.h"
#include "host/status.h"
#include "host/watch.h"
#include "store/runs.h"

#include <uv.h>

#define SERVE_ROOM    64      /* starts that are taken from the plan and committed together */
#define SERVE_BUSY_MS 5000    /* for another writer of the database; then starts are put off */
#define SERVE_SLACK   30.0    /* seconds that a run gets beyond its own limit to end by itself */
#define SERVE_WAIT    300     /* seconds that --once waits for retries */
#define SERVE_S       1000000 /* us */

/* Tags of files from here on: each of one job, by its place in serve.seen. */
#define SERVE_TAG_FILES 16

/* Exit codes: those of a run (run/run.h), which this layer cannot see. */
enum {
    SERVE_OK = 0,
    SERVE_FAILED = 1,
    SERVE_USAGE = 2,
    SERVE_PARTIAL = 3,
    SERVE_REFUSED = 4,
    SERVE_BUSY = 5,
    SERVE_LIMIT = 6
};

typedef enum serve_phase { SERVE_GOES, SERVE_DRAINS, SERVE_ENDS } serve_phase;

/* A run that was given by the plan, until its end is told to it. */
typedef struct serve_run {
    struct serve *sv;
    uint32_t run; /* of the plan */
    char *job;
    mh_plan_trigger trigger;
    int64_t scheduled, missed; /* scheduled: wall, us, whole milliseconds as its record has it */
    int64_t before; /* wall, us: a time table that is handled up to here fires for it next */
    int attempt;
    char why[MH_PLAN_WHY];
    mh_child *child; /* NULL: not started yet */
    pid_t pid;
    int64_t began;
    int64_t after;   /* newest run of the database before it */
    char id[24];     /* of its record, as its lines say it; empty: they did not yet */
    mh_buf said;     /* what it said last that is no event */
    int64_t drifted; /* expectations of its sources that were not met */
    mh_buf drift;    /* the first of them, for people */
    bool cut;        /* ended because the daemon ends */
} serve_run;

/* A process that tells people or a watchman; one of a kind at a time. */
typedef struct serve_errand {
    struct serve *sv;
    const char *verb;
    mh_child *child; /* NULL: none is under way */
    mh_buf said;     /* its last line */
} serve_errand;

/* What the log said of a job's counts already. */
typedef struct serve_seen {
    mh_plan_counts counts;
    bool open;    /* its circuit */
    uint64_t tag; /* of the files that it waits for (host/watch.h) */
    bool watched;
    char *error; /* of its file or schedule, as it was last told; NULL: none */
} serve_seen;

typedef struct serve {
    const mh_serve_opts *o;
    const mh_settings *set;
    char *db, *lock_path;
    int lock; /* descriptor; -1: none */
    mh_store *store;
    mh_loop *loop;
    mh_plan *plan;
    mh_jobs *jobs;
    mh_logfile *logfile;
    mh_log *log;
    MH_VEC(serve_run *) runs;
    MH_VEC(mh_view) unsaved; /* jobs whose state is to be saved; borrowed from the plan */
    bool all_unsaved;        /* a commit failed: any may be */
    bool claims_changed;
    mh_http *http;  /* NULL: none */
    bool http_said; /* that there is none, and why */
    mh_tally *tally;
    mh_documents *documents;
    serve_errand deliver, ping, sources;
    int64_t deliver_at, ping_at, sources_at; /* mono, us; 0: to be looked up */
    bool due;                                /* an alert is */
    char *folder_why;                        /* the jobs could not be read; NULL: they were */
    int64_t folder_at;                       /* wall, us: when they last were */
    mh_watch *watch;                         /* NULL: of --once */
    bool polls;                              /* and that was said */
    mh_map *seen;                            /* of names: serve_seen */
    int64_t newest_run;                      /* id; below those that are to come */
    /* the clock */
    int timer_fd, set_fd; /* -1: none */
    uv_poll_t timer_poll, set_poll;
    int64_t armed;
    int64_t frozen_wall, frozen_mono; /* of --once; 0: time goes on */
    /* signals and phases */
    uv_signal_t signals[3];
    size_t n_signals;
    serve_phase phase;
    int64_t drain_at;                /* mono, us: when runs are told to end; 0: they were */
    bool look, jobs_changed, reload; /* in the next turn: at the database, at the jobs as well */
    int64_t look_at;                 /* mono, us: the next look */
    int64_t watchdog_us;             /* of the service manager; 0: none */
    int64_t sign_at;                 /* mono, us: when it is told that the daemon lives */
    int64_t since;                   /* wall, us */
    int64_t ended, bad;              /* runs */
    bool store_bad;                  /* the last commit failed, and that was said */
    mh_err store_err;
    int64_t died; /* runs that were found dead at the start */
} serve;

/* serve_clock.c: one timer that also wakes a machine's sleeper, and the news that the clock was set. */
mh_plan_now serve_now(const serve *sv);
mh_rc serve_clock_open(serve *sv, mh_err *e);
void serve_clock_close(serve *sv);
void serve_clock_arm(serve *sv, int64_t mono); /* us */

/* serve_lock.c: MH_E_BUSY names the process that has it. */
mh_rc serve_lock_take(serve *sv, mh_err *e);
void serve_lock_drop(serve *sv);

/* serve_env.c: the settings of this process, for its children. */
void serve_env_give(const mh_settings *set, const char *db);

/* serve_jobs.c */
mh_rc serve_jobs_open(serve *sv, mh_err *e);
void serve_jobs_close(serve *sv);
void serve_jobs_load(serve *sv, bool first);
/* What people and the outside say of one job; false: there is none such, or it is paused. */
bool serve_event(serve *sv, mh_view job, mh_plan_trigger t);
serve_seen *serve_seen_of(serve *sv, mh_view job);

/* The same without a look at the files: what people said alone. */
void serve_jobs_said(serve *sv, bool first);

/* serve_watch.c: the folder of the jobs, commits to the database, files that jobs wait for. */
void serve_watch_open(serve *sv);
void serve_watch_close(serve *sv);
/* Watches what its schedule now names; nothing for one that is gone or paused. */
void serve_watch_job(serve *sv, const mh_jobs_entry *j);
/* Events for what was stored since the last look; into the batch, to be saved with it. */
void serve_watch_documents(serve *sv);
/* Says once that something is looked at by time. */
void serve_watch_say(serve *sv);

/* serve_status.c */
void serve_status_fill(serve *sv, mh_status *out);
void serve_status_clear(mh_status *s);
bool serve_status_job(serve *sv, mh_view name, mh_status_job *out);
void serve_status_metrics(serve *sv, mh_buf *out);

/* serve_http.c: MH_E_USAGE for an address that makes no sense. One that is taken is told once, and is tried again by
 * each further call; nothing where it is open already. */
mh_rc serve_http_open(serve *sv, mh_err *e);

/* serve_alert.c: into the batch; nothing for --once, whose caller is told by its exit code. */
void serve_alert(serve *sv, mh_alert *a);
void serve_alert_over(serve *sv, mh_alert *a);
/* Starts what is due to be told; the monotonic instant of the next. */
int64_t serve_tell(serve *sv);
/* Ends it; whether any is still under way. */
bool serve_tell_stop(serve *sv, bool now);

/* serve_keep.c */
/* Writes the states that changed, into the batch or transaction. */
mh_rc serve_save_states(serve *sv, mh_err *e);
/* Saves what changed and commits it; false: it could not, nothing of it may be started. */
bool serve_save(serve *sv);
/* Before the jobs are loaded: runs of a daemon that is no more, and fires that it did not start. */
mh_rc serve_recover(serve *sv, mh_err *e);
void serve_asks(serve *sv);
void serve_say_alive(serve *sv);
/* That the last daemon did not end by itself, if so; before this one says that it lives. */
void serve_say_back(serve *sv);

/* serve_run.c */
void serve_start_due(serve *sv);
void serve_stop_all(serve *sv, bool now);

/* serve_end.c */
void serve_run_ended(void *run, const mh_child_exit *how);
void serve_run_free(serve *sv, serve_run *r);

/* serve_line.c: what a run prints, into the log. */
void serve_run_line(void *run, mh_child_stream from, mh_view line);

/* serve_once.c */
int serve_once(serve *sv);

#endif
