#include "lua/guard.h"

#include "lua/ctx.h"

#include <lauxlib.h>

#define HOOK_COUNT 1000 /* VM instructions between two tries to stop */

const char mh_guard_message[] = "the run was stopped";

static void stop_hook(lua_State *L, lua_Debug *ar) {
    (void)ar;
    mh_guard *g = &mh_ctx_of(L)->guard;
    if (g->stop == MH_STOP_NONE) {
        lua_sethook(L, NULL, 0, 0);
        return;
    }
    if (g->stopped == NULL) g->stopped = L;
    if (g->pinned == 0 && lua_isyieldable(L)) {
        g->yield = MH_YIELD_STOP;
        lua_yield(L, 0); /* from a hook it returns here, and the VM yields */
        return;
    }
    lua_pushstring(L, mh_guard_message);
    lua_error(L);
}

static void set_hook(lua_State *L, int count) {
    lua_sethook(L, stop_hook, LUA_MASKCOUNT, count);
}

void mh_guard_arm(mh_guard *g, mh_stop why) {
    if (g->stop == MH_STOP_NONE) g->stop = (sig_atomic_t)why;
    lua_State *L = g->current;
    if (L) set_hook(L, 1);
}

void mh_guard_disarm(mh_guard *g) {
    g->stop = MH_STOP_NONE;
}

int mh_guard_resume(mh_guard *g, lua_State *co, lua_State *from, int nargs, int *nres) {
    lua_State *outer = g->current;
    bool pin = from && (g->pinned > 0 || !lua_isyieldable(from));
    if (pin) g->pinned++;
    g->yield = MH_YIELD_NONE;
    g->current = co;
    if (g->stop != MH_STOP_NONE) set_hook(co, HOOK_COUNT);
    int status = lua_resume(co, from, nargs, nres);
    g->current = outer;
    if (outer && g->stop != MH_STOP_NONE) set_hook(outer, HOOK_COUNT);
    if (pin) g->pinned--;
    return status;
}

void mh_guard_check(lua_State *L) {
    if (mh_ctx_of(L)->guard.stop == MH_STOP_NONE) return;
    lua_pushstring(L, mh_guard_message);
    lua_error(L);
}
