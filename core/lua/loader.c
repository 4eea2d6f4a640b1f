#include "lua/loader.h"

#include "base/fs.h"
#include "lua/args.h"
#include "lua/ctx.h"
#include "lua/sandbox.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#define SOURCE_MAX ((size_t)4 << 20)

/* Upvalue 1: the environment. load(chunk, name, mode, env) */
static int l_load(lua_State *L) {
    if (lua_type(L, 1) == LUA_TFUNCTION) { /* pieces: join them, then load */
        luaL_Buffer b;
        lua_settop(L, 4);
        luaL_buffinit(L, &b);
        for (;;) {
            lua_pushvalue(L, 1);
            lua_call(L, 0, 1);
            size_t n = 0;
            const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &n) : NULL;
            if (s == NULL && !lua_isnil(L, -1))
                return luaL_error(L, "reader function must return a string");
            if (n == 0) {
                lua_pop(L, 1);
                break;
            }
            luaL_addvalue(&b);
        }
        luaL_pushresult(&b);
        lua_replace(L, 1);
    }
    mh_view src = mh_check_view(L, 1);
    const char *name = luaL_optstring(L, 2, src.ptr), *mode = luaL_optstring(L, 3, "bt");
    bool text = false;
    for (const char *m = mode; *m; m++) text = text || *m == 't';
    bool own = !lua_isnone(L, 4);
    int status = LUA_ERRSYNTAX;
    if (!text || (src.len > 0 && src.ptr[0] == '\33')) {
        lua_pushliteral(L, "attempt to load a binary chunk (only text is loaded)");
    } else {
        status = mh_load_text(L, src, name, lua_upvalueindex(1));
        if (status == LUA_OK && own) {
            lua_pushvalue(L, 4);
            if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
        }
    }
    if (status == LUA_OK) return 1;
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
}

static bool name_ok(mh_view v) {
    bool start = true;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (c == '.' ? start : !(mh_is_alnum(c) || c == '_' || c == '-')) return false;
        start = c == '.';
    }
    return v.len > 0 && v.len < 200 && !start;
}

mh_rc mh_read_local(lua_State *L, mh_buf *out, const char *folder, mh_view name, size_t max,
                    mh_err *e) {
    const mh_run_ops *ops = mh_ctx_of(L)->ops;
    char *n = mh_strndup(name.ptr, name.len), *path = mh_path_join(folder, n);
    char *real = mh_path_real(path), *root = mh_path_real(folder);
    mh_rc rc = MH_OK;
    mh_view in = mh_view_of(real), top = mh_view_of(root);
    if (in.len > 0 && top.len > 1 && (!mh_view_starts(in, top) || in.ptr[top.len] != '/'))
        rc = mh_fail(e, MH_E_PERMISSION, "%s is a link that leads out of %s", path, folder);
    if (rc == MH_OK) rc = (real ? mh_fs_read_real : mh_fs_read)(out, real ? real : path, max, e);
    if (rc == MH_OK && ops && ops->loading)
        rc = ops->loading(mh_ctx_of(L), path, mh_buf_view(out), false, e);
    free(n);
    free(path);
    free(real);
    free(root);
    return rc;
}

/* Appends folder/a/b for the name "a.b". */
static void put_path(mh_buf *b, const char *folder, mh_view name) {
    mh_buf_puts(b, folder);
    mh_buf_putc(b, '/');
    for (size_t i = 0; i < name.len; i++) mh_buf_putc(b, name.ptr[i] == '.' ? '/' : name.ptr[i]);
}

/* The file that holds the module, or ""; a link that leads out of the folder is no module. real (owned): the
 * same with links resolved. */
static bool find_in(mh_buf *path, char **real, const char *folder, mh_view name) {
    static const char *const tails[] = {".lua", "/init.lua"};
    if (folder == NULL) return false;
    for (size_t i = 0; i < 2; i++) {
        mh_buf_reset(path);
        put_path(path, folder, name);
        mh_buf_puts(path, tails[i]);
        if (!mh_fs_is_file(path->ptr)) continue;
        char *root = mh_path_real(folder);
        *real = mh_path_real(path->ptr);
        bool inside = *real && root && mh_view_starts(mh_view_of(*real), mh_view_of(root)) &&
                      ((*real)[mh_view_of(root).len] == '/' || mh_view_of(root).len == 1);
        free(root);
        if (inside) return true;
        free(*real);
        *real = NULL;
    }
    return false;
}

/* Reads and loads the file named by path and real, which it frees; pushes the function. */
static void load_file(lua_State *L, mh_buf *path, char *real, int env) {
    mh_buf src = {0};
    mh_err e = {0};
    const mh_run_ops *ops = mh_ctx_of(L)->ops;
    mh_rc rc = mh_fs_read_real(&src, real, SOURCE_MAX, &e);
    free(real);
    if (rc == MH_OK && ops && ops->loading)
        rc = ops->loading(mh_ctx_of(L), path->ptr, mh_buf_view(&src), true, &e);
    int status = LUA_ERRFILE;
    if (rc == MH_OK) {
        mh_buf chunk = {0};
        mh_buf_printf(&chunk, "@%s", path->ptr);
        status = mh_load_text(L, mh_buf_view(&src), chunk.ptr, env);
        mh_buf_clear(&chunk);
    }
    mh_buf_clear(&src);
    mh_buf_clear(path);
    if (rc != MH_OK && e.code == MH_E_PERMISSION) {
        mh_push_err(L, &e);
        lua_error(L);
    }
    if (rc != MH_OK) mh_raise(L, &e);
    if (status != LUA_OK) lua_error(L);
}

/* Upvalues: environment, loaded modules, folder or nil, lib or nil. */
static int l_require(lua_State *L) {
    mh_view name = mh_check_view(L, 1);
    lua_settop(L, 1);
    if (lua_getfield(L, lua_upvalueindex(2), name.ptr) != LUA_TNIL) return 1;
    lua_pop(L, 1);
    if (!name_ok(name))
        return luaL_error(L, "require takes words joined by dots, got '%s'", name.ptr);
    mh_buf path = {0};
    char *real = NULL;
    const char *folder = lua_tostring(L, lua_upvalueindex(3));
    const char *lib = lua_tostring(L, lua_upvalueindex(4));
    if (!find_in(&path, &real, folder, name) && !find_in(&path, &real, lib, name)) {
        mh_buf_clear(&path);
        return luaL_error(L, "module '%s' not found in %s%s%s", name.ptr,
                          folder ? folder : "the script's folder", lib ? " or " : "",
                          lib ? lib : "");
    }
    load_file(L, &path, real, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, lua_upvalueindex(2), name.ptr);
    return 1;
}

void mh_set_loaders(lua_State *L, int env, int mine, const char *folder, const char *lib) {
    lua_pushvalue(L, env);
    lua_pushcclosure(L, l_load, 1);
    lua_setfield(L, env, "load");
    lua_pushvalue(L, env);
    lua_newtable(L);
    lua_pushvalue(L, mine);
    lua_setfield(L, -2, "mine");
    if (folder)
        lua_pushstring(L, folder);
    else
        lua_pushnil(L);
    if (lib)
        lua_pushstring(L, lib);
    else
        lua_pushnil(L);
    lua_pushcclosure(L, l_require, 4);
    lua_setfield(L, env, "require");
}
