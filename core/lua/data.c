#include "lua/data.h"

#include "lua/args.h"
#include "lua/ctx.h"
#include "lua/sandbox.h"
#include "lua/trace.h"
#include "lua/value.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <time.h>

#define DATA_MEMORY ((size_t)1 << 20)
#define DATA_CPU_MS 50
#define CHECK_EVERY 10000 /* VM instructions */

static int64_t cpu_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

typedef struct evaluation {
    mh_ctx ctx; /* only its memory cap is used */
    int64_t until;
} evaluation;

/* A state of its own, so a standing count hook costs nobody else. */
static void time_hook(lua_State *L, lua_Debug *ar) {
    (void)ar;
    evaluation *ev = (evaluation *)mh_ctx_of(L);
    if (cpu_ms() > ev->until) luaL_error(L, "takes over %d ms: data must be plain", DATA_CPU_MS);
}

/* Replaces functions in the table on top (one level deep is where a job may have one: run). */
static void mark_functions(lua_State *L) {
    for (lua_pushnil(L); lua_next(L, -2);) {
        if (lua_isfunction(L, -1) && lua_type(L, -2) == LUA_TSTRING) {
            lua_pushvalue(L, -2);
            lua_pushliteral(L, MH_DATA_FUNCTION);
            lua_rawset(L, -5); /* an existing field: allowed while traversing */
        }
        lua_pop(L, 1);
    }
}

typedef struct request {
    mh_view src;
    const char *name;
    json_t **out;
    mh_err *e;
    mh_data_kind kind;
} request;

static int evaluate(lua_State *L) {
    request *r = lua_touserdata(L, 1);
    r->kind = MH_DATA_BROKEN;
    mh_push_empty_env(L);
    int env = lua_gettop(L);
    lua_pushfstring(L, "@%s", r->name);
    if (mh_load_text(L, r->src, lua_tostring(L, -1), env) != LUA_OK) {
        mh_fail(r->e, MH_E_SCRIPT, "%s", lua_tostring(L, -1));
        return 0;
    }
    r->kind = MH_DATA_SCRIPT;
    lua_sethook(L, time_hook, LUA_MASKCOUNT, CHECK_EVERY);
    lua_call(L, 0, 1);
    if (!lua_istable(L, -1)) {
        mh_fail(r->e, MH_E_SCRIPT, "%s: returns no table", r->name);
        return 0;
    }
    r->kind = MH_DATA_BROKEN;
    mark_functions(L);
    if (mh_value_to_json_mixed(L, -1, "", r->out, r->e) == MH_OK) r->kind = MH_DATA_TABLE;
    return 0;
}

mh_data_kind mh_lua_data(mh_view src, const char *name, json_t **out, mh_err *e) {
    evaluation ev = {.ctx = {.mem = {.limit = DATA_MEMORY + src.len * 4, .apart = MH_LUA_APART}},
                     .until = cpu_ms()};
    ev.until += DATA_CPU_MS;
    ev.ctx.ready_tail = &ev.ctx.ready;
    request r = {.src = src, .name = name, .out = out, .e = e, .kind = MH_DATA_BROKEN};
    lua_State *L = lua_newstate(mh_lua_alloc, &ev.ctx.mem);
    if (L == NULL) {
        mh_fail(e, MH_E_LIMIT, "%s: no memory to read it", name);
        return MH_DATA_BROKEN;
    }
    *MH_CTX_SLOT(L) = (uintptr_t)&ev.ctx;
    lua_pushcfunction(L, evaluate); /* a light function: no allocation */
    lua_pushlightuserdata(L, &r);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
        char *msg = mh_trace_message(L);
        mh_fail(e, MH_E_SCRIPT, "%s", msg);
        free(msg);
    }
    lua_close(L);
    free(ev.ctx.broken_chunk);
    return r.kind;
}
