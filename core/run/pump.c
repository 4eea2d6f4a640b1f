/* Drives the tasks: one turn of the loop, then every task that became ready, once, in order of
 * arrival; then the store commits what they put. */
#include "run/run_priv.h"

#include "lua/trace.h"
#include "net/fetch.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

static void failed(mh_run *r, mh_task *t, int status) {
    mh_ctx *c = &r->ctx;
    t->state = MH_TASK_FAILED;
    if (c->mem.refused > 0 && (status == LUA_ERRMEM || mh_trace_is_memory(t->L)))
        mh_guard_arm(&c->guard, MH_STOP_MEMORY);
    mh_fault_free(t->fault);
    t->fault = mh_fault_new(r->L, t->L);
}

/* A task that nobody waits for has failed: it is said, and forgotten. */
static void say_orphan(mh_run *r, mh_task *t) {
    if (t->state == MH_TASK_FAILED) {
        mh_report_fault(r, "task-failed", (mh_field){0}, t->fault);
    }
    mh_task_free(&r->ctx, t);
}

static void step(mh_run *r, mh_task *t) {
    mh_ctx *c = &r->ctx;
    int nres = 0, nargs = t->nargs;
    t->nargs = 0;
    t->state = MH_TASK_RUNNING;
    c->task = t;
    mh_fault_pass(c, NULL); /* of another task: nobody raises it again */
    int status = mh_guard_resume(&c->guard, t->L, NULL, nargs, &nres);
    c->task = NULL;
    if (status == LUA_YIELD) {
        lua_pop(t->L, nres);
        t->state = MH_TASK_WAITING; /* or stopped, which the pump sees */
        return;
    }
    if (status == LUA_OK)
        t->state = MH_TASK_DONE;
    else
        failed(r, t, status);
    if (t->joined) {
        mh_wait *w = t->joined;
        t->joined = NULL;
        mh_wait_ready(w, t);
    } else if (t != r->main && t->handle == NULL) {
        say_orphan(r, t);
    }
}

static bool ended(const mh_run *r) {
    return r->main->state == MH_TASK_DONE || r->main->state == MH_TASK_FAILED;
}

static bool stopped(const mh_run *r) {
    return r->ctx.guard.stop != MH_STOP_NONE;
}

static bool pending(const mh_store *s) {
    return s && mh_store_pending(s);
}

static void flush(mh_run *r) {
    mh_err e = {0};
    if ((pending(r->ctx.store) && mh_store_flush(r->ctx.store, &e) != MH_OK) ||
        (pending(r->net_store) && mh_store_flush(r->net_store, &e) != MH_OK))
        mh_log_event(r->ctx.log, MH_LOG_ERROR, "commit-failed", MH_FS("reason", e.msg));
}

/* Requests and bytes so far, and the end when they are over the limit. */
static void watch_net(mh_run *r) {
    if (r->ctx.net == NULL) return;
    mh_net_stats s = mh_net_stats_get(r->ctx.net);
    r->counts.requests = (int64_t)s.requests;
    r->counts.bytes = (int64_t)s.bytes;
    if (r->counts.requests > r->limits.requests) mh_guard_arm(&r->ctx.guard, MH_STOP_REQUESTS);
    if (r->counts.bytes > r->limits.bytes) mh_guard_arm(&r->ctx.guard, MH_STOP_BYTES);
}

/* Everything that may go on waits for something that will not come. */
static void stuck(mh_run *r) {
    mh_task *t = r->main;
    lua_settop(t->L, 0);
    t->state = MH_TASK_FAILED;
    lua_pushliteral(t->L, "the script waits for something that never comes "
                          "(a task that waits for itself?)");
    t->fault = mh_fault_new(r->L, t->L);
}

void mh_run_pump(mh_run *r) {
    mh_ctx *c = &r->ctx;
    while (!ended(r) && !stopped(r)) {
        bool alive = mh_loop_once(c->loop, c->ready == NULL);
        if (c->ready == NULL && !alive && !stopped(r) && !mh_loop_alive(c->loop) &&
            !pending(c->store) && !pending(r->net_store)) {
            stuck(r);
            return;
        }
        mh_task *last = NULL; /* the queue as it is now; what comes later waits a turn */
        for (mh_task *t = c->ready; t; t = t->next_ready) last = t;
        for (mh_task *t; last && !stopped(r) && !ended(r);) {
            t = mh_task_next(c);
            if (t == NULL) break;
            bool was_last = t == last;
            step(r, t);
            if (was_last) break;
        }
        flush(r);
        watch_net(r);
        mh_report_progress(r, false);
    }
}
