#include "lua/coro.h"

#include "lua/ctx.h"
#include "lua/fault.h"
#include "lua/task.h"
#include "lua/trace.h"

#include <stdlib.h>
#include <string.h>

/* A coroutine is driven from the resume that starts or continues it to the moment when it yields,
 * ends or fails for that resume. While it waits for the loop it is still driven, and no other code
 * may resume or close it. */
static bool is_driven(lua_State *co) {
    return (*MH_CTX_SLOT(co) & 1) != 0;
}

static void set_driven(lua_State *co, bool on) {
    uintptr_t base = *MH_CTX_SLOT(co) & ~(uintptr_t)1;
    *MH_CTX_SLOT(co) = base | (on ? 1u : 0u);
}

static lua_State *check_co(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    return co;
}

static int l_create(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    set_driven(co, false); /* the creator's mark was copied */
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    return 1;
}

static const char *status_of(lua_State *L, lua_State *co) {
    if (L == co) return "running";
    if (is_driven(co)) return "normal";
    lua_Debug ar;
    switch (lua_status(co)) {
    case LUA_YIELD: return "suspended";
    case LUA_OK:
        if (lua_getstack(co, 0, &ar)) return "normal";
        return lua_gettop(co) == 0 ? "dead" : "suspended";
    default: return "dead";
    }
}

/* Errors that nobody may keep: a stop of the run, and the end of its memory. */
static void pass_on(lua_State *L, int status) {
    mh_ctx *c = mh_ctx_of(L);
    if (status != LUA_OK && status != LUA_YIELD && c->mem.refused > 0 &&
        (status == LUA_ERRMEM || mh_trace_is_memory(L)))
        mh_guard_arm(&c->guard, MH_STOP_MEMORY);
    mh_guard_check(L);
}

static int resume_k(lua_State *L, int status, lua_KContext wrap);

/* The coroutine co is at index 1; nargs values for it are on its own stack. wrap: errors are
 * raised and results come without the leading true. */
static int drive(lua_State *L, lua_State *co, int nargs, lua_KContext wrap) {
    mh_ctx *c = mh_ctx_of(L);
    int nres = 0;
    set_driven(co, true);
    int status = mh_guard_resume(&c->guard, co, L, nargs, &nres);
    if (status == LUA_YIELD && c->guard.yield != MH_YIELD_USER)
        return lua_yieldk(L, 0, wrap, resume_k); /* a wait or a stop: up to the run */
    set_driven(co, false);
    if (status == LUA_OK || status == LUA_YIELD) {
        if (!lua_checkstack(L, nres + 1)) {
            lua_pop(co, nres);
            return luaL_error(L, "too many results to resume");
        }
        if (!wrap) lua_pushboolean(L, 1);
        lua_xmove(co, L, nres);
        return wrap ? nres : nres + 1;
    }
    if (wrap && c->guard.stop == MH_STOP_NONE && status != LUA_ERRMEM)
        mh_fault_pass(c, mh_fault_new(L, co));
    lua_xmove(co, L, 1);
    pass_on(L, status);
    if (wrap) {
        lua_resetthread(co); /* closes its variables, as the standard wrap does */
        return lua_error(L);
    }
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

static int resume_k(lua_State *L, int status, lua_KContext wrap) {
    (void)status;
    lua_State *co = wrap ? lua_tothread(L, lua_upvalueindex(1)) : lua_tothread(L, 1);
    return drive(L, co, 0, wrap);
}

/* Moves the arguments from index `first` to co; a message when co cannot be resumed. */
static const char *give_args(lua_State *L, lua_State *co, int first) {
    const char *s = status_of(L, co);
    if (strcmp(s, "suspended") != 0)
        return lua_pushfstring(L, "cannot resume %s coroutine",
                               strcmp(s, "dead") == 0 ? s : "non-suspended");
    int n = lua_gettop(L) - first + 1;
    if (!lua_checkstack(co, n)) return "too many arguments to resume";
    lua_xmove(L, co, n);
    return NULL;
}

static int l_resume(lua_State *L) {
    lua_State *co = check_co(L);
    int nargs = lua_gettop(L) - 1;
    const char *bad = give_args(L, co, 2);
    if (bad) {
        lua_pushboolean(L, 0);
        lua_pushstring(L, bad);
        return 2;
    }
    return drive(L, co, nargs, 0);
}

static int wrapped(lua_State *L) {
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    int nargs = lua_gettop(L);
    const char *bad = give_args(L, co, 1);
    if (bad) return luaL_error(L, "%s", bad);
    return drive(L, co, nargs, 1);
}

static int l_wrap(lua_State *L) {
    l_create(L);
    lua_pushcclosure(L, wrapped, 1);
    return 1;
}

static bool is_task(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    return c->task && c->task->L == L;
}

static int l_yield(lua_State *L) {
    if (is_task(L)) return luaL_error(L, "attempt to yield from outside a coroutine");
    mh_ctx_of(L)->guard.yield = MH_YIELD_USER;
    return lua_yield(L, lua_gettop(L));
}

static int l_close(lua_State *L) {
    lua_State *co = check_co(L);
    const char *s = status_of(L, co);
    if (strcmp(s, "dead") != 0 && strcmp(s, "suspended") != 0)
        return luaL_error(L, "cannot close a %s coroutine", s);
    mh_guard *g = &mh_ctx_of(L)->guard;
    lua_State *outer = g->current;
    g->current = co; /* closing variables run on it */
    g->pinned++;
    if (g->stop != MH_STOP_NONE) mh_guard_arm(g, (mh_stop)g->stop);
    int status = lua_resetthread(co);
    g->pinned--;
    g->current = outer;
    if (status == LUA_OK) {
        pass_on(L, status);
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_xmove(co, L, 1);
    pass_on(L, status);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

static int l_status(lua_State *L) {
    lua_pushstring(L, status_of(L, check_co(L)));
    return 1;
}

static int l_running(lua_State *L) {
    lua_pushthread(L);
    lua_pushboolean(L, is_task(L));
    return 2;
}

static int l_isyieldable(lua_State *L) {
    lua_pushboolean(L, lua_isyieldable(L) && !is_task(L));
    return 1;
}

const luaL_Reg mh_coro_fns[] = {{"create", l_create},
                                {"wrap", l_wrap},
                                {"resume", l_resume},
                                {"yield", l_yield},
                                {"close", l_close},
                                {"status", l_status},
                                {"running", l_running},
                                {"isyieldable", l_isyieldable},
                                {NULL, NULL}};

static int pcall_k(lua_State *L, int status, lua_KContext extra) {
    if (status != LUA_OK && status != LUA_YIELD) {
        pass_on(L, status);
        mh_fault_pass(mh_ctx_of(L), NULL); /* caught */
        lua_pushboolean(L, 0);
        lua_pushvalue(L, -2);
        return 2;
    }
    mh_guard_check(L);
    return lua_gettop(L) - (int)extra;
}

static int l_pcall(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, pcall_k);
    return pcall_k(L, status, 0);
}

int mh_keep_fault(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    if (c->guard.stop == MH_STOP_NONE && !mh_trace_is_memory(L))
        mh_fault_pass(c, mh_fault_new(L, L));
    return 1;
}

/* Stack: handler, true, then results or the error. */
static int try_k(lua_State *L, int status, lua_KContext x) {
    (void)x;
    mh_ctx *c = mh_ctx_of(L);
    if (status != LUA_OK && status != LUA_YIELD) {
        pass_on(L, status);
        lua_pushboolean(L, 0);
        lua_pushvalue(L, -2);
        lua_pushstring(L, c->inner ? c->inner->trace : "");
        return 3;
    }
    mh_guard_check(L);
    return lua_gettop(L) - 1;
}

int mh_try(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushcfunction(L, mh_keep_fault);
    lua_insert(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 2);
    int status = lua_pcallk(L, lua_gettop(L) - 3, LUA_MULTRET, 1, 0, try_k);
    return try_k(L, status, 0);
}

static int xpcall_done(lua_State *L, int status, lua_KContext x) {
    (void)status;
    (void)x;
    return lua_gettop(L) - 2; /* false and what the handler gave */
}

/* Stack: function, handler, true, then results or the error. */
static int xpcall_k(lua_State *L, int status, lua_KContext x) {
    (void)x;
    if (status == LUA_OK || status == LUA_YIELD) {
        mh_guard_check(L);
        return lua_gettop(L) - 2;
    }
    pass_on(L, status);
    lua_settop(L, 4);
    lua_pushboolean(L, 0);
    lua_replace(L, 3); /* function, handler, false, error */
    lua_pushvalue(L, 2);
    lua_insert(L, 4); /* ..., handler, error */
    lua_callk(L, 1, LUA_MULTRET, 0, xpcall_done);
    return xpcall_done(L, LUA_OK, 0);
}

/* The handler runs after the stack is unwound, so that it may wait like any other code. */
static int l_xpcall(lua_State *L) {
    luaL_checktype(L, 2, LUA_TFUNCTION);
    int nargs = lua_gettop(L) - 2;
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2); /* function, handler, true, function, arguments */
    int status = lua_pcallk(L, nargs, LUA_MULTRET, 0, 0, xpcall_k);
    return xpcall_k(L, status, 0);
}

const luaL_Reg mh_protected_fns[] = {{"pcall", l_pcall}, {"xpcall", l_xpcall}, {NULL, NULL}};
