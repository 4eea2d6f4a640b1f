/* The waits of task.h. */
#include "lua/task.h"

#include "base/mem.h"

#include <lauxlib.h>
#include <stdlib.h>

typedef enum wait_state { NEW, PENDING, READY, TAKEN, DEAD } wait_state;

struct mh_wait {
    mh_ctx *ctx;
    const mh_wait_type *type;
    wait_state state;
    mh_task *task; /* to be woken; NULL before the yield */
    void *op, *result;
    bool busy;   /* the operation holds its reference */
    bool handle; /* the Lua handle holds its reference */
};

static void drop_if_free(mh_wait *w) {
    if (!w->busy && !w->handle) free(w);
}

static void drop_result(mh_wait *w) {
    if (w->result && w->type->free) w->type->free(w->result);
    w->result = NULL;
}

void mh_wait_kill(mh_wait *w) {
    if (w->task) w->task->wait = NULL;
    w->task = NULL;
    if (w->state != NEW && w->state != PENDING) return;
    bool pending = w->state == PENDING;
    w->state = DEAD;
    if (pending && w->type->cancel && w->type->cancel(w->op) && w->busy) {
        w->busy = false;
        w->ctx->waits_pending--;
    }
}

/* The handle is going: the coroutine took the result, raised, or is no more. */
static void let_go(mh_wait *w) {
    mh_wait_kill(w);
    if (w->state == READY) w->state = TAKEN;
    drop_result(w);
    w->handle = false;
    drop_if_free(w);
}

static int handle_gc(lua_State *L) {
    mh_wait **h = lua_touserdata(L, 1);
    mh_wait *w = *h;
    *h = NULL;
    if (w) let_go(w);
    return 0;
}

static const char handle_key = 0;

static void push_handle_meta(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &handle_key) != LUA_TNIL) return;
    lua_pop(L, 1);
    lua_createtable(L, 0, 3);
    lua_pushcfunction(L, handle_gc);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, handle_gc);
    lua_setfield(L, -2, "__close");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &handle_key);
}

mh_wait *mh_wait_new(lua_State *L, const mh_wait_type *type) {
    mh_ctx *c = mh_ctx_of(L);
    if (c->guard.pinned > 0 || !lua_isyieldable(L) || c->task == NULL)
        luaL_error(L,
                   "%s cannot wait here: inside a sort comparison, a gsub callback, "
                   "a metamethod or a closing variable",
                   type->name);
    mh_wait **h = lua_newuserdatauv(L, sizeof *h, 0);
    *h = NULL;
    push_handle_meta(L);
    lua_setmetatable(L, -2);
    mh_wait *w = mh_alloc(sizeof *w);
    w->ctx = c;
    w->type = type;
    w->handle = true;
    *h = w;
    /* a thread that is reset while it waits then lets go at once, and not when it is collected */
    lua_toclose(L, -1);
    return w;
}

void mh_wait_start(mh_wait *w, void *op) {
    w->op = op;
    if (w->state != NEW) return;
    w->state = PENDING;
    w->busy = true;
    w->ctx->waits_pending++;
}

void mh_wait_ready(mh_wait *w, void *result) {
    if (w->busy) {
        w->busy = false;
        w->ctx->waits_pending--;
    }
    w->result = result;
    if (w->state == DEAD) {
        w->ctx->waits_late++;
        drop_result(w);
        drop_if_free(w);
        return;
    }
    w->state = READY;
    if (w->task) mh_task_wake(w->task);
}

void *mh_wait_result(const mh_wait *w) {
    return w->result;
}

static int take(lua_State *L, mh_wait *w) {
    if (w->task) w->task->wait = NULL;
    w->task = NULL;
    return w->type->push(L, w->result); /* the handle, to be closed, frees the rest */
}

static int resumed(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    return take(L, (mh_wait *)ctx);
}

int mh_wait_yield(lua_State *L, mh_wait *w) {
    mh_ctx *c = w->ctx;
    if (w->state == READY) return take(L, w);
    w->task = c->task;
    c->task->wait = w;
    c->guard.yield = MH_YIELD_WAIT;
    return lua_yieldk(L, 0, (lua_KContext)w, resumed);
}
