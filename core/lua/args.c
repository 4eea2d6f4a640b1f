#include "lua/args.h"

#include <lauxlib.h>
#include <stdio.h>

mh_view mh_check_view(lua_State *L, int idx) {
    luaL_checktype(L, idx, LUA_TSTRING);
    mh_view v;
    v.ptr = lua_tolstring(L, idx, &v.len);
    return v;
}

mh_view mh_opt_view(lua_State *L, int idx, mh_view def) {
    return lua_isnoneornil(L, idx) ? def : mh_check_view(L, idx);
}

void mh_check_nargs(lua_State *L, int n) {
    int got = lua_gettop(L);
    if (got > n) luaL_error(L, "too many arguments: %d given, %d wanted at most", got, n);
}

static void read_option(lua_State *L, const mh_schema *s, const mh_row *r, void *out) {
    mh_err e = {0};
    mh_rc rc;
    switch (lua_type(L, -1)) {
    case LUA_TNUMBER:
        rc = mh_row_set_num(s, r, lua_tonumber(L, -1), lua_isinteger(L, -1), out, &e);
        break;
    case LUA_TBOOLEAN: rc = mh_row_set_bool(s, r, lua_toboolean(L, -1), out, &e); break;
    case LUA_TSTRING: rc = mh_row_set_text(s, r, mh_check_view(L, -1), out, &e); break;
    default:
        rc = mh_fail(&e, MH_E_USAGE, "%s: option '%s' wants a %s, got a %s", s->what, r->name,
                     mh_type_name(r->type), luaL_typename(L, -1));
    }
    if (rc != MH_OK) mh_raise(L, &e);
}

void mh_check_opts(lua_State *L, int idx, const mh_schema *s, void *out) {
    mh_schema_defaults(s, out);
    if (lua_isnoneornil(L, idx)) return;
    luaL_checktype(L, idx, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        mh_err e = {0};
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "%s: options are names, got a %s", s->what, luaL_typename(L, -2));
        const mh_row *r = mh_schema_find(s, mh_check_view(L, -2), &e);
        if (r == NULL)
            mh_raise(L, &e);
        else if (r->type != MH_T_VALUE)
            read_option(L, s, r, out);
    }
}

static const char err_key = 0;

static int err_tostring(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushliteral(L, "message");
    lua_rawget(L, 1);
    lua_pushliteral(L, "code");
    lua_rawget(L, 1);
    const char *m = lua_tostring(L, -2), *c = lua_tostring(L, -1);
    lua_pushfstring(L, "%s (%s)", m ? m : "?", c ? c : "?");
    return 1;
}

static void push_err_meta(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &err_key) != LUA_TNIL) return;
    lua_pop(L, 1);
    lua_createtable(L, 0, 3);
    lua_pushcfunction(L, err_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pushliteral(L, "mine.error");
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &err_key);
}

void mh_push_err(lua_State *L, const mh_err *e) {
    lua_createtable(L, 0, 3);
    lua_pushstring(L, mh_code_name(e->code));
    lua_setfield(L, -2, "code");
    lua_pushstring(L, e->msg);
    lua_setfield(L, -2, "message");
    lua_pushboolean(L, e->retry);
    lua_setfield(L, -2, "retry");
    push_err_meta(L);
    lua_setmetatable(L, -2);
}

int mh_push_fail(lua_State *L, const mh_err *e) {
    lua_pushnil(L);
    mh_push_err(L, e);
    return 2;
}

static mh_code code_of(const char *name) {
    for (int i = 0; i <= MH_E_INTERNAL; i++)
        if (mh_view_eq(mh_view_of(mh_code_name((mh_code)i)), mh_view_of(name))) return (mh_code)i;
    return MH_E_SCRIPT;
}

bool mh_to_err(lua_State *L, int idx, mh_err *e) {
    idx = lua_absindex(L, idx);
    if (!lua_istable(L, idx) || !lua_getmetatable(L, idx)) return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &err_key);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    if (!same) return false;
    lua_pushliteral(L, "code");
    lua_rawget(L, idx);
    lua_pushliteral(L, "message");
    lua_rawget(L, idx);
    lua_pushliteral(L, "retry");
    lua_rawget(L, idx);
    const char *code = lua_type(L, -3) == LUA_TSTRING ? lua_tostring(L, -3) : "script";
    const char *msg = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
    mh_fail(e, code_of(code), "%s", msg);
    e->retry = lua_toboolean(L, -1);
    lua_pop(L, 3);
    return true;
}

int mh_raise(lua_State *L, const mh_err *e) {
    luaL_where(L, 1);
    lua_pushstring(L, e->msg);
    lua_concat(L, 2);
    return lua_error(L);
}

void mh_push_view(lua_State *L, mh_view v) {
    lua_pushlstring(L, v.ptr ? v.ptr : "", v.len);
}

void mh_set_view(lua_State *L, const char *key, mh_view v) {
    if (v.len == 0) return;
    mh_push_view(L, v);
    lua_setfield(L, -2, key);
}
