/* run_priv.h - the parts of a run, shared by the files of core/run.
 * Owns: the run owns all that it points to, but for req.
 * Threads: main thread, but for last words (watchdog's). */
#ifndef MH_RUN_RUN_PRIV_H
#define MH_RUN_RUN_PRIV_H

#include "base/fs.h"
#include "conf/job.h"
#include "conf/perm.h"
#include "lua/kit.h"
#include "net/loop.h"
#include "net/redact.h"
#include "run/asked.h"
#include "run/net.h"
#include "run/out.h"
#include "run/run.h"
#include "run/wall.h"
#include "store/runs.h"
#include "store/store.h"

/* A plugin that was loaded. */
typedef struct mh_used {
    char *name, *version, *folder; /* owned */
} mh_used;
typedef struct mh_kept_secret {
    char *name; /* as mh_secret_read takes it; owned */
    mh_buf value;
    mh_err err; /* why there is none */
} mh_kept_secret;

typedef struct mh_run {
    const mh_run_req *req;
    const mh_settings *set;
    mh_limits limits;
    char *path, *folder, *name; /* the job's file, its absolute folder, its name */
    char *real;                 /* the file's absolute path, links resolved; NULL: standard input */
    mh_buf src;
    char sha[MH_SHA256_HEX]; /* of the file's bytes */
    mh_wall_level wall;
    int memory_fd; /* of the watchdog */
    bool declared;
    mh_job job;
    mh_ctx ctx;
    mh_run_info info;
    mh_run_ops ops;
    lua_State *L;
    mh_task *main;
    mh_perm *perm;
    mh_asked asked;
    bool pinned;                 /* nothing may be loaded but what asked.pins has */
    struct mh_redact *told;      /* secrets that the run knows; NULL: none */
    MH_VEC(mh_kept_secret) kept; /* what it may be told, read before any of its code runs */
    mh_run_net net;              /* once something is to be fetched */
    mh_names plugin_path;
    char *lib;
    mh_out *out;
    int64_t id; /* of its record; 0: none */
    char id_text[24], *db;
    char scheduled[MH_RFC3339_MAX]; /* of req->fire; empty: none */
    int64_t start_ns;
    mh_runs_counts counts;
    int64_t items, log_bytes, out_bytes;
    MH_VEC(mh_used) used;         /* plugins, as they were loaded */
    MH_VEC(char *) secrets;       /* that the script was told */
    struct mh_keep *keep;         /* the latest answers, for a capsule */
    MH_VEC(uint64_t) capsules;    /* places of which one was written */
    int64_t start_us;             /* wall time */
    int64_t broken;               /* expectations that were not met */
    bool sunk;                    /* items go to sinks that report outcomes */
    bool emitted;                 /* items left by mine.emit */
    bool noting;                  /* an event is on its way into the record */
    bool noted;                   /* the event that is told is in the record */
    bool refused;                 /* ended for want of a permission */
    bool out_failed;              /* the place where items go failed */
    int64_t shown_ns;             /* when progress was last shown */
    bool retain;                  /* the database is to forget what is old */
    bool line_open;               /* a progress line stands on the terminal */
    mh_buf reason;                /* why it ended badly */
    mh_buf first_fault;           /* of the items, sources and writes that failed: one line */
    mh_fault *fault;              /* of loading */
    MH_VEC(uint64_t) blamed;      /* places whose source was shown */
    struct mh_recorder *recorder; /* at most one of the two */
    struct mh_replay *replay;
    mh_clock then;        /* the run's clock, of --as-of */
    mh_still_clock still; /* the run's clock, when there is one of them */
    mh_store *net_store;  /* of the network of a tool that keeps nothing else; NULL: ctx.store */
    json_t *misses;       /* selectors that found nothing; NULL: nobody asks */
    json_t *tally;        /* site -> [ given, failed, empty ]; NULL: none yet */
} mh_run;

/* read.c: the job's file; an exit code with why in e, 0 to go on. mh_run_forget frees what reading and granting
 * made. */
int mh_run_read(mh_run *r, mh_err *e);
void mh_run_forget(mh_run *r);
/* grant.c: settles what the run may do, before anything is opened: an exit code, 0 to go on. */
int mh_run_permissions(mh_run *r);
mh_rc mh_run_loading(mh_ctx *c, const char *path, mh_view bytes, bool code, mh_err *e);
/* told.c: secrets, which are in nothing that the run says. mh_run_clean gives text without them, in
 * tmp where it had some; mh_run_clean_json a new reference. */
void mh_run_secret(mh_ctx *c, mh_view value); /* of mh_run_ops */
void mh_run_keep_secrets(mh_run *r); /* reads those that were granted, and minehost's own */
mh_rc mh_run_read_secret(mh_ctx *c, const char *name, mh_buf *out, mh_err *e);
void mh_run_drop_secrets(mh_run *r);
mh_view mh_run_clean(mh_ctx *c, mh_view text, mh_buf *tmp);
json_t *mh_run_clean_json(mh_ctx *c, const json_t *v);
/* tally.c: what became of the item at idx, by its site; saved once, as the event "sites-failed". */
void mh_run_tally_given(lua_State *L, mh_run *r, int idx);
void mh_run_tally_failed(lua_State *L, mh_run *r, int idx, mh_code code);
void mh_run_tally_save(mh_run *r);
/* retain.c: whether the database has something to forget today; and doing it, when all else is done. */
bool mh_run_retains(const mh_run *r);
void mh_run_retain(const mh_run *r);
/* pump.c: drives the tasks until the first one ends, or a stop. */
void mh_run_pump(mh_run *r);
/* load.c: makes the first task of the run; MH_FAIL with the message said. */
mh_rc mh_run_load(mh_run *r, mh_err *e);
/* Pushes a script of the program ("run/pipeline.lua") in a fresh environment. Raises. */
void mh_run_push_embedded(lua_State *L, const char *name);
/* The same, with plugins/lib for its require. Raises. */
void mh_run_push_tool(lua_State *L, const struct mh_run *r, const char *name);
/* Pushes the job's stages: a list of { name, fns, config }. Raises. */
void mh_run_push_stages(lua_State *L, mh_run *r);
/* plugins.c */
int mh_run_use(lua_State *L, mh_ctx *c, const char *name);
/* The same, loaded anew. */
int mh_run_use_again(lua_State *L, mh_ctx *c, const char *name);
/* Pushes { name, fns, config } for a plugin named by a job; raises. */
void mh_run_push_plugin(lua_State *L, mh_run *r, const mh_plugin_ref *ref, const char *kind);
/* record.c: opens what --record or --replay name and sets the run's clock and seed (MH_E_USAGE for a
 * file that cannot be used); makes the loop one of events; takes out of the record what differs from
 * one replay to the next; closes, after the network. */
mh_rc mh_run_record_open(mh_run *r, mh_err *e);
void mh_run_record_loop(mh_run *r);
void mh_run_record_secret(mh_run *r, mh_view value);
void mh_run_record_end(const mh_run *r, mh_runs_end *end);
mh_rc mh_run_record_close(mh_run *r, mh_err *e);
/* then.c: of --as-of: sets the run's clock and info.as_of. MH_E_USAGE for what is no time. */
mh_rc mh_run_then_open(mh_run *r, mh_err *e);
/* capsule.c: where answers are kept; NULL when none is to be written. */
struct mh_keep *mh_run_capsule_keep(mh_run *r);
/* The folder that a capsule would go to, made if need be; owned. NULL: none is to be written. */
char *mh_run_capsule_folder(mh_run *r);
/* contract.c: broken(report), for core/run/contract.lua. */
int mh_run_broken(lua_State *L);
/* run_wall.c: the wall around this run: before its job is read, and when its own files are open. */
mh_rc mh_run_wall_calls(mh_run *r, mh_err *e);
mh_rc mh_run_wall_files(mh_run *r, mh_err *e);
/* mail.c: opens the way to the mail server, of the operator's settings. */
mh_rc mh_run_open_mail(mh_ctx *c, mh_err *e);
/* tool.c: a selector found nothing; of mh_run_ops. */
void mh_run_missed(lua_State *L, mh_ctx *c, mh_view selector);
/* host.c: appends text as a terminal may show it; the table of functions that the pipeline gets. */
void mh_run_put_terminal(mh_buf *b, mh_view v);
void mh_run_push_host(lua_State *L, mh_run *r);
extern const mh_run_ops mh_run_default_ops;

/* report.c: what the user sees on standard error. */
void mh_report_log(void *run, mh_level level, mh_view line);
/* before, then text, control characters escaped but for the ends of lines. */
/* events.c: what the log says, from level on, into the run's record, too. */
void mh_run_record_events(mh_run *r, mh_level level);
void mh_report_text(mh_run *r, const char *before, const char *text);
void mh_report_error(mh_run *r, const char *msg, const char *trace);
/* blame.c: an uncaught error. event NULL: it ends the run. Else the event, with what it is about (a NULL key:
 * nothing), and below it, once for each place, the source and the stack. */
void mh_report_fault(mh_run *r, const char *event, mh_field about, mh_fault *f);
void mh_report_stop(mh_run *r, mh_stop why);
/* What a stop says, "5.0 s of CPU used (limit 5 s)": appended to b. */
void mh_report_reason(mh_buf *b, const mh_run *r, mh_stop why, int signal);
void mh_report_progress(mh_run *r, bool force);
void mh_report_summary(mh_run *r);

static inline mh_run *mh_run_of(mh_ctx *c) {
    return c->run;
}

#endif
