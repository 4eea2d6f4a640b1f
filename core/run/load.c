/* Makes the first task of a run: the script, the job's own function, or the pipeline. */
#include "run/run_priv.h"

#include "lua/coro.h"
#include "lua/embed.h"
#include "lua/sandbox.h"
#include "lua/trace.h"
#include "run/rerun.h"
#include "run/tool.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* Pushes the job's file as a function in a fresh environment. */
static void push_script(lua_State *L, mh_run *r) {
    mh_view src = mh_buf_view(&r->src);
    mh_push_env(L, r->folder, r->lib);
    lua_pushfstring(L, "@%s", r->path);
    const char *chunk = lua_tostring(L, -1);
    if (mh_load_text(L, src, chunk, -2) != LUA_OK) lua_error(L);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

static void push_embedded(lua_State *L, const char *name, const char *lib) {
    const mh_embed *x = mh_embed_table;
    while (x->name && strcmp(x->name, name) != 0) x++;
    mh_push_env(L, NULL, lib);
    lua_pushfstring(L, "=%s", name);
    if (mh_load_text(L, (mh_view){x->src, x->len}, lua_tostring(L, -1), -2) != LUA_OK) lua_error(L);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

void mh_run_push_embedded(lua_State *L, const char *name) {
    push_embedded(L, name, NULL);
}

void mh_run_push_tool(lua_State *L, const mh_run *r, const char *name) {
    push_embedded(L, name, r->lib);
}

static void push_list(lua_State *L, mh_run *r, const mh_plugin_refs *refs, const char *kind,
                      const char *field) {
    lua_createtable(L, (int)refs->len, 0);
    for (size_t i = 0; i < refs->len; i++) {
        mh_run_push_plugin(L, r, &refs->ptr[i], kind);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, field);
}

/* job.expects and those of the sources, whether there is any. The job is on top. */
static bool push_expects(lua_State *L, const mh_run *r) {
    bool any = r->job.expects != NULL;
    if (any) {
        mh_push_json(L, r->job.expects);
        lua_setfield(L, -2, "expects");
    }
    lua_getfield(L, -1, "sources");
    for (size_t i = 0; i < r->job.sources.len; i++) {
        const json_t *x = r->job.sources.ptr[i].expects;
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        lua_pushinteger(L, (lua_Integer)i + 1);
        lua_setfield(L, -2, "index");
        if (x) mh_push_json(L, x);
        if (x) lua_setfield(L, -2, "expects");
        any = any || x;
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return any;
}

/* The stage of the capsule that is replayed; borrowed from the job. */
static mh_plugin_refs one_stage(const mh_run *r) {
    const json_t *note = r->req->rerun->note;
    json_int_t i = json_integer_value(json_object_get(note, "stage_index"));
    if (i < 1 || (size_t)i > r->job.pipeline.len) return (mh_plugin_refs){0};
    return (mh_plugin_refs){.ptr = &r->job.pipeline.ptr[i - 1], .len = 1};
}

void mh_run_push_stages(lua_State *L, mh_run *r) {
    lua_newtable(L);
    push_list(L, r, &r->job.pipeline, "stage", "stages");
    lua_getfield(L, -1, "stages");
    lua_remove(L, -2);
}

static void push_pipeline(lua_State *L, mh_run *r) {
    static const mh_plugin_refs none = {0};
    mh_run_push_embedded(L, "run/pipeline.lua");
    lua_getupvalue(L, -1, 1); /* its environment */
    lua_newtable(L);
    bool again = r->req->rerun && json_object_get(r->req->rerun->note, "item");
    if (again) {
        mh_rerun_push_source(L, r);
        lua_setfield(L, -2, "sources");
    } else {
        push_list(L, r, &r->job.sources, "source", "sources");
    }
    mh_plugin_refs stages = again ? one_stage(r) : r->job.pipeline;
    push_list(L, r, &stages, "stage", "stages");
    bool sinks = r->req->testing == NULL && r->req->rerun == NULL;
    push_list(L, r, sinks ? &r->job.sinks : &none, "sink", "sinks");
    bool expects = !again && push_expects(L, r);
    lua_pushinteger(L, r->job.concurrency);
    lua_setfield(L, -2, "concurrency");
    lua_pushinteger(L, r->set->items);
    lua_setfield(L, -2, "items");
    lua_pushboolean(L, r->set->dry);
    lua_setfield(L, -2, "dry");
    mh_run_push_host(L, r);
    if (expects) {
        mh_run_push_embedded(L, "run/contract.lua");
        lua_setfield(L, -2, "contract");
    }
    lua_getfield(L, -3, "mine"); /* function env job host mine */
    lua_remove(L, -4);
}

/* job.run(mine, config), with the job's file as the first of three arguments. */
static void push_own_run(lua_State *L, mh_run *r) {
    static const char src[] = "local job, mine, config = ... return job().run(mine, config)";
    mh_push_env(L, NULL, NULL);
    if (mh_load_text(L, MH_VIEW(src), "=run", -1) != LUA_OK) lua_error(L);
    lua_remove(L, -2);
    push_script(L, r);
    lua_getupvalue(L, -1, 1);
    lua_getfield(L, -1, "mine");
    lua_remove(L, -2);
    if (r->job.config)
        mh_push_json(L, r->job.config);
    else
        lua_newtable(L);
}

static int load(lua_State *L) {
    mh_run *r = mh_run_of(mh_ctx_of(L));
    int nargs = 0, base = lua_gettop(L);
    if (r->req->tool) {
        mh_tool_push(L, r);
    } else if (!r->declared) {
        push_script(L, r);
        luaL_checkstack(L, 250, "arguments");
        for (char **a = r->req->args; a && *a && nargs < 200; a++, nargs++) lua_pushstring(L, *a);
    } else if (r->job.has_run) {
        push_own_run(L, r);
    } else {
        push_pipeline(L, r);
    }
    nargs = lua_gettop(L) - base - 1;
    r->main = mh_task_new(L, nargs);
    return 0;
}

mh_rc mh_run_load(mh_run *r, mh_err *e) {
    mh_guard *g = &r->ctx.guard;
    lua_pushcfunction(r->L, mh_keep_fault);
    lua_pushcfunction(r->L, load);
    g->current = r->L;
    g->pinned++;
    int status = lua_pcall(r->L, 0, 0, -2);
    g->pinned--;
    g->current = NULL;
    if (status == LUA_OK) return MH_OK;
    if (status == LUA_ERRMEM || (r->ctx.mem.refused > 0 && mh_trace_is_memory(r->L)))
        mh_guard_arm(g, MH_STOP_MEMORY);
    if (mh_to_err(r->L, -1, e) && e->code == MH_E_PERMISSION) return MH_FAIL;
    mh_fault_free(r->fault);
    r->fault = mh_fault_new(r->L, r->L); /* the kept one, with the stack of the error */
    return mh_fail(e, MH_E_SCRIPT, "%s", r->fault->message);
}
