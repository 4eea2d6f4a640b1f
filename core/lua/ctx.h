/* ctx.h - what a binding may reach of the run that it works for.
 * Owns: nothing; everything is borrowed from the run and lives longer than the Lua state.
 * Threads: the thread that runs Lua.
 *
 * A service that the run has not got is NULL; a binding then says so with an error. */
#ifndef MH_LUA_CTX_H
#define MH_LUA_CTX_H

#include "base/clock.h"
#include "base/log.h"
#include "lua/alloc.h"
#include "lua/guard.h"

#include <jansson.h>
#include <lua.h>

struct mh_fault;
struct mh_loop;
struct mh_mailer;
struct mh_net;
struct mh_perm;
struct mh_store;
struct mh_task;
struct mh_text;
struct mh_wait;
typedef struct mh_ctx mh_ctx;

/* What the run does for a binding; each call gets the ctx. */
typedef struct mh_run_ops {
    /* Hands an item to the run's output. The item is borrowed. */
    mh_rc (*emit)(mh_ctx *c, const json_t *item, mh_err *e);
    /* Text for the user's terminal (standard output); control characters are escaped by the run,
     * but for the newline and the colour sequences of a plugin's own choosing. */
    mh_rc (*say)(mh_ctx *c, mh_view text, mh_err *e);
    /* Pushes the plugin's table of functions, loaded once a run. Raises. */
    int (*use)(lua_State *L, mh_ctx *c, const char *name);
    /* Counts bytes written by the script against the output budget. */
    mh_rc (*output)(mh_ctx *c, size_t bytes, mh_err *e);
    /* The script is told a secret: it must not stand in what the run records, logs or gives out. */
    void (*secret)(mh_ctx *c, mh_view value);
    /* The text of a script at path, if it is one that the run has read; NULL: none is. */
    bool (*source)(mh_ctx *c, const char *path, mh_buf *out);
    /* A selector, or an XPath, found nothing: called inside the function that the script called. */
    void (*missed)(lua_State *L, mh_ctx *c, mh_view selector);
    /* Appends a secret (conf/secret.h) that the run may be told; nothing when it is not set. */
    mh_rc (*read_secret)(mh_ctx *c, const char *name, mh_buf *out, mh_err *e);
    /* text without the secrets that were told, in tmp where it had some. */
    mh_view (*clean)(mh_ctx *c, mh_view text, mh_buf *tmp);
    /* The same for a value; a new reference. */
    json_t *(*clean_json)(mh_ctx *c, const json_t *v);
    /* A file of the script or of a plugin was read: whether its bytes are those for which
     * permissions were granted. code: it is to be run. */
    mh_rc (*loading)(mh_ctx *c, const char *path, mh_view bytes, bool code, mh_err *e);
    /* Tells the user how far the run is. */
    void (*progress)(mh_ctx *c, mh_view note);
    /* Open a service that is only there when asked for, and set it in the ctx. */
    mh_rc (*open_net)(mh_ctx *c, mh_err *e);
    mh_rc (*open_text)(mh_ctx *c, mh_err *e);
    mh_rc (*open_mail)(mh_ctx *c, mh_err *e);
} mh_run_ops;

/* What the script learns of its run. */
typedef struct mh_run_info {
    const char *id, *job, *trigger; /* trigger: "hand", "cron", ... */
    const char *folder;             /* the job's folder, absolute */
    const char *scheduled;          /* RFC 3339, or NULL */
    const char *why;                /* it was started, for people; or NULL */
    int64_t attempt, missed;        /* 1: the first; fires that it stands for besides its own */
    char **args;                    /* NULL-terminated */
    const json_t *config;           /* the job's config, or NULL */
    bool tty;                       /* standard output is a terminal */
    bool dry;                       /* write nothing */
    int64_t as_of;                  /* us: the database is read as it was then; 0: now */
    const char *snapshots;          /* folder of a test's snapshots; NULL: no test */
    bool update;                    /* they are written anew */
    bool replayed;                  /* of a recording: nothing leaves this machine */
} mh_run_info;

struct mh_ctx {
    const mh_clock *clock;
    bool repeatable; /* a run that is recorded or replayed: see lua/steady.h */
    uint64_t seed;   /* of its random numbers */
    mh_log *log;
    mh_lua_mem mem;
    mh_guard guard;
    struct mh_task *task;                /* the one that runs now */
    struct mh_task *ready, **ready_tail; /* to be resumed, in order of arrival */
    struct mh_task *tasks;               /* all that are alive */
    size_t waits_pending, waits_late;    /* statistics */
    struct mh_fault *inner; /* of the coroutine in which the latest error began; owned */
    char *broken_chunk;     /* name of the last one that did not compile; owned */
    char *page_url;         /* what was fetched last, and by whom: lua/fault.h; owned */
    int page_status;
    const struct mh_task *page_task;
    struct mh_loop *loop;
    struct mh_store *store;
    struct mh_net *net;       /* NULL until ops->open_net */
    struct mh_text *text;     /* NULL until ops->open_text */
    struct mh_mailer *mailer; /* NULL until ops->open_mail */
    const struct mh_perm *perm;
    const mh_run_ops *ops;
    const mh_run_info *info;
    void *run; /* of the run alone */
};

/* The extra space of every thread holds the ctx; its lowest bit marks a coroutine that is being
 * driven by a resume below it (lua/coro.c). */
#define MH_CTX_SLOT(L) ((uintptr_t *)lua_getextraspace(L))

static inline mh_ctx *mh_ctx_of(lua_State *L) {
    return (mh_ctx *)(*MH_CTX_SLOT(L) & ~(uintptr_t)1);
}

#endif
