#include "lua/sandbox.h"

#include "base/fs.h"
#include "base/mem.h"
#include "lua/api.h"
#include "lua/args.h"
#include "lua/code.h"
#include "lua/coro.h"
#include "lua/embed.h"
#include "lua/loader.h"
#include "lua/open.h"
#include "lua/steady.h"
#include "lua/value.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

static const char lib_key = 0; /* registry: the pristine libraries */

static const char *const base_names[] = {"assert",   "error",    "ipairs", "next",     "pairs",
                                         "rawequal", "rawget",   "rawlen", "rawset",   "select",
                                         "tonumber", "tostring", "type",   "_VERSION", NULL};
static const char *const table_names[] = {"concat", "insert", "move",   "pack",
                                          "remove", "sort",   "unpack", NULL};
static const char *const string_names[] = {
    "byte", "char",     "find", "format",  "gmatch", "gsub",   "len",   "lower", "match",
    "pack", "packsize", "rep",  "reverse", "sub",    "unpack", "upper", NULL};
static const char *const math_names[] = {
    "abs", "acos",       "asin", "atan",      "ceil", "cos",    "deg",
    "exp", "floor",      "fmod", "huge",      "log",  "max",    "maxinteger",
    "min", "mininteger", "modf", "pi",        "rad",  "random", "randomseed",
    "sin", "sqrt",       "tan",  "tointeger", "type", "ult",    NULL};
static const char *const utf8_names[] = {"char", "charpattern", "codepoint", "codes",
                                         "len",  "offset",      NULL};

static const struct {
    const char *name;
    lua_CFunction open;
    const char *const *names;
} libs[] = {{"table", luaopen_table, table_names},
            {"string", luaopen_string, string_names},
            {"math", luaopen_math, math_names},
            {"utf8", luaopen_utf8, utf8_names}};

/* Copies the listed fields of the table at index from into the table on top. */
static void copy_names(lua_State *L, int from, const char *const *names) {
    from = lua_absindex(L, from);
    for (; *names; names++) {
        lua_getfield(L, from, *names);
        lua_setfield(L, -2, *names);
    }
}

static int open_libs(lua_State *L) {
    lua_newtable(L); /* pristine */
    luaL_requiref(L, "_G", luaopen_base, 0);
    lua_setfield(L, -2, "_G");
    for (size_t i = 0; i < sizeof libs / sizeof libs[0]; i++) {
        luaL_requiref(L, libs[i].name, libs[i].open, 0);
        lua_setfield(L, -2, libs[i].name);
    }
    if (mh_ctx_of(L)->repeatable) mh_steady_open(L);
    /* the methods of strings: a copy that no environment holds */
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1); /* pristine "" meta */
    lua_newtable(L);
    lua_getfield(L, -4, "string");
    lua_insert(L, -2);
    copy_names(L, -2, string_names);
    lua_remove(L, -2);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lib_key);
    /* nothing may be found by way of the registry's own tables */
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_newtable(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    return 0;
}

/* Percent of what is alive that memory may grow to before Lua's next round of collecting: Lua's own 200
 * has it mark large tables that stay twice as often. */
#define GC_PAUSE 300

lua_State *mh_lua_new(mh_ctx *c) {
    c->ready = NULL;
    c->ready_tail = &c->ready;
    c->mem.apart = MH_LUA_APART;
    lua_State *L = lua_newstate(c->repeatable ? mh_lua_alloc_numbered : mh_lua_alloc, &c->mem);
    if (L == NULL) return NULL;
    *MH_CTX_SLOT(L) = (uintptr_t)c;
    lua_gc(L, LUA_GCINC, GC_PAUSE, 0, 0);
    lua_pushcfunction(L, open_libs);
    if (lua_pcall(L, 0, 0, 0) != LUA_OK) {
        lua_close(L);
        return NULL;
    }
    return L;
}

static int l_setmetatable(lua_State *L) {
    int t = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, t == LUA_TNIL || t == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "cannot change a protected metatable");
    if (t == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "__gc is not allowed in a metatable (use __close)");
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

/* Only a table's own metatable may be seen: that of strings and objects is the host's. */
static int l_getmetatable(lua_State *L) {
    luaL_checkany(L, 1);
    if (!lua_istable(L, 1) || !lua_getmetatable(L, 1)) {
        lua_pushnil(L);
        return 1;
    }
    luaL_getmetafield(L, 1, "__metatable"); /* pushes nothing when absent */
    return 1;
}

/* tostring(v) of the arguments, joined by tabs, as a log event. */
static int l_print(lua_State *L) {
    int n = lua_gettop(L);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (int i = 1; i <= n; i++) {
        if (i > 1) luaL_addchar(&b, '\t');
        mh_tolstring(L, i, NULL);
        luaL_addvalue(&b);
    }
    luaL_pushresult(&b);
    mh_ctx *c = mh_ctx_of(L);
    mh_view text = mh_check_view(L, -1);
    mh_err e = {0};
    if (c->ops && c->ops->output(c, text.len + 1, &e) != MH_OK) return mh_raise(L, &e);
    mh_log_event(c->log, MH_LOG_INFO, "print", MH_F("text", text));
    return 0;
}

static const luaL_Reg own_fns[] = {{"getmetatable", l_getmetatable},
                                   {"setmetatable", l_setmetatable},
                                   {"print", l_print},
                                   {NULL, NULL}};

static int load_text(lua_State *L, mh_view src, const char *chunkname, int env) {
    env = lua_absindex(L, env);
    int status = luaL_loadbufferx(L, src.ptr, src.len, chunkname, "t");
    if (status != LUA_OK) return status;
    lua_pushvalue(L, env);
    if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
    return LUA_OK;
}

int mh_load_text(lua_State *L, mh_view src, const char *chunkname, int env) {
    env = lua_absindex(L, env);
    int status = load_text(L, src, chunkname, env);
    if (status == LUA_OK) {
        mh_code_add(L, env, src);
    } else {
        mh_ctx *c = mh_ctx_of(L);
        free(c->broken_chunk);
        c->broken_chunk = mh_strndup(chunkname, strlen(chunkname));
    }
    return status;
}

/* Pushes the function that core/api/NAME/FILE is. */
static void push_embedded(lua_State *L, const char *name, const char *file, int env) {
    const char *path = lua_pushfstring(L, "api/%s/%s", name, file);
    for (const mh_embed *x = mh_embed_table; x->name; x++) {
        if (strcmp(x->name, path) != 0) continue;
        lua_pushfstring(L, "=mine.%s", name);
        if (load_text(L, (mh_view){x->src, x->len}, lua_tostring(L, -1), env) != LUA_OK)
            lua_error(L);
        lua_replace(L, -3); /* path */
        lua_pop(L, 1);
        return;
    }
    luaL_error(L, "mine.%s: its %s is not in the program", name, file);
}

/* part(name): the function that core/api/NAME/name.lua is, compiled when it is asked for. */
static int l_part(lua_State *L) {
    lua_pushfstring(L, "%s.lua", luaL_checkstring(L, 1));
    push_embedded(L, lua_tostring(L, lua_upvalueindex(1)), lua_tostring(L, -1),
                  lua_upvalueindex(2));
    return 1;
}

/* Runs core/api/NAME/NAME.lua with (module, mine, part); the module is on top. */
static void run_sugar(lua_State *L, const mh_api *api, int env, int mine) {
    push_embedded(L, api->name, api->lua, env);
    lua_pushvalue(L, -2); /* module */
    lua_pushvalue(L, mine);
    lua_pushstring(L, api->name);
    lua_pushvalue(L, env);
    lua_pushcclosure(L, l_part, 2);
    lua_call(L, 3, 0);
}

static void push_mine(lua_State *L, int env, const char *folder) {
    lua_newtable(L);
    int mine = lua_gettop(L);
    for (const mh_api *const *a = mh_api_table; *a; a++) {
        if ((*a)->call) {
            lua_pushcfunction(L, (*a)->call);
        } else {
            lua_newtable(L);
            if ((*a)->fns) luaL_setfuncs(L, (*a)->fns, 0);
            if ((*a)->local) {
                lua_pushstring(L, folder); /* nil for NULL */
                lua_pushvalue(L, env);
                luaL_setfuncs(L, (*a)->local, 2);
            }
            if ((*a)->open) (*a)->open(L);
        }
        lua_setfield(L, mine, (*a)->name);
        if ((*a)->root) luaL_setfuncs(L, (*a)->root, 0);
    }
    mh_push_null(L);
    lua_setfield(L, mine, "null");
    for (const mh_api *const *a = mh_api_table; *a; a++) {
        if ((*a)->lua == NULL) continue;
        lua_getfield(L, mine, (*a)->name);
        run_sugar(L, *a, env, mine);
        lua_pop(L, 1);
    }
}

void mh_push_empty_env(lua_State *L) {
    lua_newtable(L);
}

void mh_push_env(lua_State *L, const char *folder, const char *lib) {
    luaL_checkstack(L, 20, "environment");
    lua_newtable(L);
    int env = lua_gettop(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lib_key);
    int pristine = lua_gettop(L);
    lua_getfield(L, pristine, "_G");
    lua_pushvalue(L, env);
    copy_names(L, -2, base_names);
    luaL_setfuncs(L, own_fns, 0);
    luaL_setfuncs(L, mh_protected_fns, 0);
    lua_pop(L, 2);
    for (size_t i = 0; i < sizeof libs / sizeof libs[0]; i++) {
        lua_getfield(L, pristine, libs[i].name);
        lua_newtable(L);
        copy_names(L, -2, libs[i].names);
        lua_setfield(L, env, libs[i].name);
        lua_pop(L, 1);
    }
    lua_newtable(L);
    luaL_setfuncs(L, mh_coro_fns, 0);
    lua_setfield(L, env, "coroutine");
    lua_pushvalue(L, env);
    lua_setfield(L, env, "_G");
    push_mine(L, env, folder);
    lua_pushvalue(L, -1);
    lua_setfield(L, env, "mine");
    mh_set_loaders(L, env, lua_gettop(L), folder, lib);
    lua_settop(L, env);
    mh_open_all(L, env);
}
