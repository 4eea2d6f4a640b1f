/* task.h - a task is a coroutine that the run drives; a wait is what it is suspended on.
 * Owns: a task owns its Lua thread (by a registry reference) until mh_task_free. A wait has two
 *   owners: the Lua handle on the coroutine's stack, and the operation under way.
 * Threads: the thread that runs Lua.
 *
 * A binding that waits does, with nothing that may raise between the second and the third line:
 *
 *     mh_wait *w = mh_wait_new(L, &get_wait);          pushes the handle
 *     mh_wait_start(w, mh_fetch_start(net, &req, fetch_done, w));
 *     return mh_wait_yield(L, w);
 *
 * and fetch_done(void *w), called by the loop, does mh_wait_ready(w, result). The run then resumes
 * the task, and get_wait.push turns the result into Lua values inside the coroutine, so that errors
 * have a true traceback and no Lua runs inside a callback.
 *
 * A wait goes NEW -> PENDING -> READY -> TAKEN, or -> DEAD when its coroutine is gone; a late
 * completion of a dead wait frees its result and does nothing else. */
#ifndef MH_LUA_TASK_H
#define MH_LUA_TASK_H

#include "lua/ctx.h"

typedef struct mh_wait mh_wait;
typedef struct mh_task mh_task;

typedef struct mh_wait_type {
    const char *name; /* "mine.http.get", for messages */
    /* Pushes the results of the call and returns their number, as a lua_CFunction; may raise.
     * result stays the wait's. */
    int (*push)(lua_State *L, void *result);
    /* Asks the operation to stop, with op as given to mh_wait_start. Returns true when
     * mh_wait_ready will never be called after this, false when it still will. NULL: cannot be
     * cancelled, ready will be called. */
    bool (*cancel)(void *op);
    void (*free)(void *result); /* NULL: nothing to free */
} mh_wait_type;

/* Pushes a handle and returns its wait, NEW. Raises when the code that runs cannot wait (inside a
 * sort comparison, a gsub callback ...). */
mh_wait *mh_wait_new(lua_State *L, const mh_wait_type *type);
/* The operation is under way; op goes to cancel. If it ended already, nothing changes. */
void mh_wait_start(mh_wait *w, void *op);
/* The operation ended: called once, from the loop or from within its start. Takes the result. */
void mh_wait_ready(mh_wait *w, void *result);
/* Suspends the coroutine until w is ready: return what this returns. */
int mh_wait_yield(lua_State *L, mh_wait *w);
/* Nobody wants the result any more: cancels the operation. The handle stays valid. */
void mh_wait_kill(mh_wait *w);
/* The result, for another wait's push: borrowed. */
void *mh_wait_result(const mh_wait *w);

typedef enum mh_task_state {
    MH_TASK_READY,   /* in the queue */
    MH_TASK_RUNNING, /* being resumed */
    MH_TASK_WAITING, /* for a wait */
    MH_TASK_DONE,    /* returned */
    MH_TASK_FAILED   /* raised; the error value is on top of its stack */
} mh_task_state;

struct mh_task {
    lua_State *L;
    int ref;   /* of the thread in the registry */
    int nargs; /* on its stack, for the next resume */
    mh_task_state state;
    mh_wait *wait;    /* what it waits for, borrowed */
    mh_wait *joined;  /* ready, with this task, when it ends; with NULL when it is freed before */
    mh_task **handle; /* where somebody holds this pointer; set to NULL by mh_task_free */
    struct mh_fault *fault; /* of a failure; owned */
    mh_task *parent;        /* children end with their parent; NULL for the first */
    size_t children;        /* alive */
    mh_task *next_ready;
    mh_task *prev, *next; /* all tasks */
};

/* Takes the function and nargs arguments from the top of L and queues them as a new task. */
mh_task *mh_task_new(lua_State *L, int nargs);
/* Queues a waiting task. */
void mh_task_wake(mh_task *t);
/* The next ready task in order of arrival, taken off the queue; NULL when there is none. */
mh_task *mh_task_next(mh_ctx *c);
/* Cancels what it waits for, ends its children, closes its variables, forgets it. Runs __close
 * handlers, protected. */
void mh_task_free(mh_ctx *c, mh_task *t);
/* Pushes the results of an ended task onto L, moving them; raises its error when it failed. */
int mh_task_results(lua_State *L, mh_task *t);

#endif
