#include "run/shell.h"

#include "base/hash.h"
#include "conf/plugin.h"
#include "lua/data.h"
#include "lua/sandbox.h"
#include "lua/trace.h"
#include "run/run_priv.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define JOB_MAX ((size_t)4 << 20)

struct mh_shell {
    mh_run *r;
    mh_watchdog_opts wd;
    mh_limits limits;   /* of a line */
    int eval, complete; /* references */
};

static mh_run *run_at(lua_State *L) {
    return mh_run_of(mh_ctx_of(L));
}

/* ---- functions for shell.lua ---- */

/* env() -> an environment as a script of the job's folder has it */
static int h_env(lua_State *L) {
    mh_run *r = run_at(L);
    mh_push_env(L, r->folder, r->lib);
    return 1;
}

/* The job's file again, when it is one. */
static mh_rc read_job_again(mh_run *r, mh_err *e) {
    mh_buf src = {0};
    json_t *table = NULL;
    mh_job job = {0};
    if (r->req->source.len > 0) return MH_OK;
    mh_rc rc = mh_fs_read(&src, r->path, JOB_MAX, e);
    if (rc == MH_OK && mh_lua_data(mh_buf_view(&src), r->path, &table, e) != MH_DATA_TABLE)
        rc = e->code == MH_E_NONE ? mh_fail(e, MH_E_USAGE, "%s declares no job", r->path) : MH_FAIL;
    if (rc == MH_OK) rc = mh_job_read(&job, table, r->path, e);
    json_decref(table);
    mh_buf_clear(&src);
    if (rc != MH_OK) return rc;
    mh_job_clear(&r->job);
    r->job = job;
    r->info.config = r->job.config;
    return MH_OK;
}

/* stages() -> list of { name, fns, config }, loaded anew; raises */
static int h_stages(lua_State *L) {
    mh_run *r = run_at(L);
    mh_err e = {0};
    if (read_job_again(r, &e) != MH_OK) return mh_raise(L, &e);
    mh_run_push_stages(L, r);
    return 1;
}

/* stage_names() -> list: what the job names, whether it can be loaded or not */
static int h_stage_names(lua_State *L) {
    const mh_plugin_refs *refs = &run_at(L)->job.pipeline;
    lua_newtable(L);
    for (size_t i = 0; i < refs->len; i++) {
        lua_pushstring(L, refs->ptr[i].name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* plugin(name) -> its functions, loaded anew; raises, and then the old ones stay known */
static int h_plugin(lua_State *L) {
    return mh_run_use_again(L, mh_ctx_of(L), luaL_checkstring(L, 1));
}

static void put_stamp(mh_buf *b, const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) return;
    mh_buf_printf(b, "%s %lld.%09ld %lld\n", path, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
                  (long long)st.st_size);
}

/* stamp(name) -> a text that changes with the files of the plugin; of the job's file for "" */
static int h_stamp(lua_State *L) {
    mh_run *r = run_at(L);
    mh_view name = mh_check_view(L, 1);
    mh_buf b = {0};
    mh_names all = {0};
    if (name.len == 0) {
        put_stamp(&b, r->path);
    } else {
        char *folder = mh_plugin_find(&r->plugin_path, name, NULL);
        if (folder) mh_fs_list(&all, folder, NULL);
        for (size_t i = 0; i < all.len; i++) {
            char *path = mh_path_join(folder, all.ptr[i]);
            put_stamp(&b, path);
            free(path);
        }
        mh_names_clear(&all);
        free(folder);
    }
    uint64_t h = mh_hash64(mh_buf_view(&b), 0);
    mh_buf_clear(&b);
    lua_pushinteger(L, (lua_Integer)h);
    return 1;
}

/* Appends the keys of the table on top, which are names, to the list at idx. */
static void add_names(lua_State *L, int idx) {
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        size_t n = 0;
        const char *s = lua_type(L, -2) == LUA_TSTRING ? lua_tolstring(L, -2, &n) : NULL;
        if (s == NULL || n == 0 || n > 64 || !(mh_is_alpha(s[0]) || s[0] == '_')) continue;
        lua_pushvalue(L, -2);
        lua_rawseti(L, idx, (lua_Integer)lua_rawlen(L, idx) + 1);
    }
}

/* names(value) -> list of the names behind it: fields of a table, methods of an object */
static int h_names(lua_State *L) {
    lua_settop(L, 1);
    lua_newtable(L);
    if (lua_istable(L, 1)) {
        lua_pushvalue(L, 1);
        add_names(L, 2);
        lua_pop(L, 1);
    }
    if (lua_type(L, 1) == LUA_TSTRING || luaL_getmetafield(L, 1, "__index") == LUA_TNIL) {
        lua_settop(L, 2);
        return 1;
    }
    if (lua_iscfunction(L, -1) && lua_getupvalue(L, -1, 1) == NULL) lua_pushnil(L);
    if (lua_istable(L, -1)) add_names(L, 2);
    lua_settop(L, 2);
    return 1;
}

static const luaL_Reg shell_fns[] = {
    {"env", h_env},     {"stages", h_stages},           {"plugin", h_plugin}, {"stamp", h_stamp},
    {"names", h_names}, {"stage_names", h_stage_names}, {NULL, NULL}};

/* ---- lines ---- */

static void reset(mh_shell *s) {
    mh_run *r = s->r;
    mh_guard *g = &r->ctx.guard;
    g->stop = MH_STOP_NONE;
    g->stopped = NULL;
    g->pinned = 0;
    g->yield = MH_YIELD_NONE;
    r->ctx.mem.refused = 0;
    r->log_bytes = 0;
    r->limits.requests = s->limits.requests + r->counts.requests;
    r->limits.bytes = s->limits.bytes + r->counts.bytes;
    r->limits.output = s->limits.output + r->out_bytes;
    s->wd.cpu = s->limits.cpu > 0 ? s->limits.cpu + mh_watchdog_cpu() : 0;
}

static void say_stop(mh_shell *s, mh_stop why) {
    mh_run *r = s->r;
    mh_buf b = {0};
    mh_buf_puts(&b, "line stopped: ");
    if (why == MH_STOP_CPU)
        mh_buf_printf(&b, "more than %g s of CPU (--cpu)", s->limits.cpu);
    else if (why == MH_STOP_WALL)
        mh_buf_printf(&b, "more than %g s (--wall)", s->limits.wall);
    else if (why == MH_STOP_REQUESTS || why == MH_STOP_BYTES || why == MH_STOP_OUTPUT)
        mh_buf_puts(&b, why == MH_STOP_REQUESTS ? "too many requests (--requests)"
                        : why == MH_STOP_BYTES  ? "too much fetched (--bytes)"
                                                : "too much written (--output)");
    else
        mh_report_reason(&b, r, why, mh_watchdog_signal());
    mh_report_error(r, b.ptr, NULL);
    mh_buf_clear(&b);
}

/* Runs the task that r->main is to its end. True when it returned; its results are on its stack. */
static bool drive(mh_shell *s) {
    mh_run *r = s->r;
    mh_stop stop;
    reset(s);
    mh_watchdog_start(&s->wd);
    mh_run_pump(r);
    stop = (mh_stop)r->ctx.guard.stop;
    if (stop != MH_STOP_NONE) say_stop(s, stop);
    if (stop == MH_STOP_NONE && r->main->state == MH_TASK_FAILED)
        mh_report_fault(r, NULL, (mh_field){0}, r->main->fault);
    mh_watchdog_closing(); /* what closes gets its moment; it disarms the guard */
    return stop == MH_STOP_NONE && r->main->state == MH_TASK_DONE;
}

static void over(mh_shell *s, bool whole) {
    mh_run *r = s->r;
    mh_task_free(&r->ctx, r->main);
    r->main = NULL;
    mh_watchdog_stop();
    reset(s);
    if (!whole) lua_gc(r->L, LUA_GCCOLLECT);
}

static int push_start(lua_State *L) {
    mh_run *r = run_at(L);
    int base = lua_gettop(L);
    mh_tool_push(L, r);
    lua_pushvalue(L, base + 3); /* host */
    luaL_setfuncs(L, shell_fns, 0);
    lua_pop(L, 1);
    r->main = mh_task_new(L, lua_gettop(L) - base - 1);
    return 0;
}

/* Calls a function that may run out of memory, with the error said. */
static bool call(mh_run *r, int nargs, int nresults) {
    mh_guard *g = &r->ctx.guard;
    g->current = r->L;
    g->pinned++;
    int status = lua_pcall(r->L, nargs, nresults, 0);
    g->pinned--;
    g->current = NULL;
    if (status == LUA_OK) return true;
    char *msg = mh_trace_message(r->L);
    mh_report_error(r, msg, NULL);
    free(msg);
    lua_settop(r->L, 0);
    return false;
}

static bool start(mh_shell *s) {
    mh_run *r = s->r;
    lua_pushcfunction(r->L, push_start);
    if (!call(r, 0, 0)) return false;
    bool fine = drive(s);
    if (fine) {
        lua_State *T = r->main->L;
        s->complete = luaL_ref(T, LUA_REGISTRYINDEX);
        s->eval = luaL_ref(T, LUA_REGISTRYINDEX);
    }
    over(s, fine);
    return fine;
}

/* Upvalues of none: (eval, line or nil) -> a task. */
static int push_line(lua_State *L) {
    run_at(L)->main = mh_task_new(L, 1);
    return 0;
}

typedef enum said { SAID_DONE, SAID_MORE, SAID_QUIT } said;

/* line: NULL to forget what stands. */
static said run_line(mh_shell *s, const char *line) {
    mh_run *r = s->r;
    said what = SAID_DONE;
    lua_pushcfunction(r->L, push_line);
    lua_rawgeti(r->L, LUA_REGISTRYINDEX, s->eval);
    if (line)
        lua_pushstring(r->L, line);
    else
        lua_pushnil(r->L);
    if (!call(r, 2, 0)) return SAID_DONE;
    bool fine = drive(s);
    if (fine && lua_gettop(r->main->L) > 0 && lua_type(r->main->L, -1) == LUA_TSTRING)
        what = strcmp(lua_tostring(r->main->L, -1), "more") == 0 ? SAID_MORE : SAID_QUIT;
    over(s, fine);
    return what;
}

void mh_shell_complete(mh_shell *s, mh_view before, mh_names *out, size_t *from) {
    lua_State *L = s->r->L;
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->complete);
    lua_pushlstring(L, before.ptr, before.len);
    if (!call(s->r, 1, 2)) return;
    *from = (size_t)lua_tointeger(L, -1);
    for (lua_Integer i = 1; lua_rawgeti(L, -2, i) == LUA_TSTRING; i++) {
        mh_view v = mh_check_view(L, -1);
        mh_vec_push(out, mh_strndup(v.ptr, v.len));
        lua_pop(L, 1);
    }
    lua_settop(L, 0);
}

int mh_shell_drive(struct mh_run *r, const mh_watchdog_opts *limits) {
    mh_shell s = {.r = r, .wd = *limits, .limits = r->limits};
    const mh_shell_input *in = r->req->tool->arg;
    said what = SAID_DONE;
    if (!start(&s)) return MH_EXIT_FAILED;
    while (what != SAID_QUIT) {
        bool cut = false;
        const char *line = in->read(in->arg, &s, what == SAID_MORE ? ">> " : "> ", &cut);
        if (line == NULL && !cut) break;
        what = run_line(&s, line);
    }
    return MH_EXIT_OK;
}
