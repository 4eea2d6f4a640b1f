/* mine.task and mine.sleep: several things at once, scoped to who starts them. */
#include "lua/kit.h"

#include "net/loop.h"

#include <math.h>
#include <stdlib.h>

typedef struct handle {
    mh_task *task; /* NULL once it is gone */
} handle;

static const mh_class task_class;

/* The handle goes, the task stays: it runs on and ends with its parent. */
static void handle_close(void *body) {
    handle *h = body;
    if (h->task) h->task->handle = NULL;
    h->task = NULL;
}

/*** mine.task.spawn(fn, ...) -> task
 * Start fn(...) beside the code that goes on. It ends with the task that started it at the latest.
 * @param fn function @param ... its arguments
 * @return task with join and cancel
 * @example local t = mine.task.spawn(mine.http.get, url) */
static int l_spawn(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    int n = lua_gettop(L);
    handle *h = mh_obj_new(L, &task_class);
    lua_insert(L, 1);
    h->task = mh_task_new(L, n - 1);
    h->task->handle = &h->task;
    lua_settop(L, 1);
    return 1;
}

static bool join_cancel(void *op) {
    ((mh_task *)op)->joined = NULL;
    return true;
}

static int push_joined(lua_State *L, void *result) {
    mh_task *t = result;
    if (t == NULL) {
        lua_pushboolean(L, 0);
        lua_pushliteral(L, "the task was cancelled");
        return 2;
    }
    int n = lua_gettop(t->L);
    if (t->state == MH_TASK_FAILED) {
        lua_pushboolean(L, 0);
        lua_xmove(t->L, L, 1);
        lua_pushstring(L, t->fault ? t->fault->trace : "");
        mh_fault_pass(mh_ctx_of(L), t->fault);
        t->fault = NULL;
        mh_task_free(mh_ctx_of(L), t);
        return 3;
    }
    luaL_checkstack(L, n + 1, "too many results of a task");
    lua_pushboolean(L, 1);
    lua_xmove(t->L, L, n);
    mh_task_free(mh_ctx_of(L), t);
    return n + 1;
}

static const mh_wait_type join_wait = {"task:join", push_joined, join_cancel, NULL};

/*** task:join() -> ok, ...
 * Wait for the end of a task.
 * @return true and what the function returned; or false, the error and its traceback
 * @example local ok, page = t:join() */
static int l_join(lua_State *L) {
    handle *h = mh_obj_check(L, 1, &task_class);
    mh_ctx *c = mh_ctx_of(L);
    mh_check_nargs(L, 1);
    mh_task *t = h->task;
    if (t == NULL) return luaL_error(L, "the task was joined or cancelled before");
    if (t == c->task) return luaL_error(L, "a task cannot wait for itself");
    if (t->joined) return luaL_error(L, "another task waits for this one");
    if (t->state == MH_TASK_DONE || t->state == MH_TASK_FAILED) return push_joined(L, t);
    mh_wait *w = mh_wait_new(L, &join_wait);
    t->joined = w;
    mh_wait_start(w, t);
    return mh_wait_yield(L, w);
}

/*** task:cancel()
 * End a task: what it waits for is given up, its closing variables run.
 * @example t:cancel() */
static int l_cancel(lua_State *L) {
    handle *h = mh_obj_check(L, 1, &task_class);
    mh_ctx *c = mh_ctx_of(L);
    mh_check_nargs(L, 1);
    for (mh_task *t = c->task; t; t = t->parent)
        if (t == h->task) return luaL_error(L, "a task cannot cancel itself");
    if (h->task) mh_task_free(c, h->task);
    h->task = NULL;
    return 0;
}

typedef struct sleeper {
    mh_wait *wait;
    mh_timer *timer;
} sleeper;

static void slept(void *arg) {
    sleeper *s = arg;
    s->timer = NULL;
    mh_wait_ready(s->wait, s);
}

static bool sleep_cancel(void *op) {
    sleeper *s = op;
    mh_timer_cancel(s->timer);
    free(s);
    return true;
}

static int push_slept(lua_State *L, void *result) {
    (void)L;
    (void)result;
    return 0;
}

static const mh_wait_type sleep_wait = {"mine.sleep", push_slept, sleep_cancel, free};

/*** mine.sleep(seconds)
 * Wait; other tasks go on meanwhile.
 * @param seconds number
 * @example mine.sleep(0.5) */
static int l_sleep(lua_State *L) {
    lua_Number s = luaL_checknumber(L, 1);
    mh_check_nargs(L, 1);
    if (!(s >= 0 && s < 1e9)) return luaL_error(L, "mine.sleep: wants seconds, from 0");
    mh_wait *w = mh_wait_new(L, &sleep_wait);
    sleeper *op = malloc(sizeof *op);
    if (op == NULL) return luaL_error(L, "not enough memory");
    op->wait = w;
    op->timer = mh_timer_start_run(mh_ctx_of(L)->loop, (int64_t)ceil(s * 1000), slept, op);
    mh_wait_start(w, op);
    return mh_wait_yield(L, w);
}

static const luaL_Reg task_methods[] = {{"join", l_join}, {"cancel", l_cancel}, {NULL, NULL}};
static const luaL_Reg task_fns[] = {{"spawn", l_spawn}, {NULL, NULL}};
static const luaL_Reg root_fns[] = {{"sleep", l_sleep}, {NULL, NULL}};

static const mh_class task_class = {
    .name = "task", .size = sizeof(handle), .methods = task_methods, .close = handle_close};

const mh_api mh_api_task = {.name = "task", .fns = task_fns, .root = root_fns, .lua = "task.lua"};
