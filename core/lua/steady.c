#include "lua/steady.h"

#include "base/hash.h"
#include "lua/ctx.h"
#include "lua/order.h"

#include <lauxlib.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static const char names_key = 0; /* registry: value -> its number */

/* ---- names in the place of addresses ---- */

/* Numbers count from 1 in the order in which they are first asked for. */
static lua_Integer number_of(lua_State *L, int idx) {
    lua_Integer n;
    idx = lua_absindex(L, idx);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &names_key);
    lua_pushvalue(L, idx);
    if (lua_rawget(L, -2) == LUA_TNUMBER) {
        n = lua_tointeger(L, -1);
        lua_pop(L, 2);
        return n;
    }
    lua_pop(L, 1);
    lua_rawgeti(L, -1, 0); /* how many have one: no value is this key, for it is taken here */
    n = lua_tointeger(L, -1) + 1;
    lua_pop(L, 1);
    lua_pushinteger(L, n);
    lua_rawseti(L, -2, 0);
    lua_pushvalue(L, idx);
    lua_pushinteger(L, n);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    return n;
}

static bool has_address(lua_State *L, int idx) {
    switch (lua_type(L, idx)) {
    case LUA_TTABLE:
    case LUA_TFUNCTION:
    case LUA_TTHREAD:
    case LUA_TUSERDATA:
    case LUA_TLIGHTUSERDATA: return true;
    default: return false;
    }
}

static void push_address(lua_State *L, int idx) {
    char s[32];
    snprintf(s, sizeof s, "0x%08llx", (unsigned long long)number_of(L, idx));
    lua_pushstring(L, s);
}

const char *mh_tolstring(lua_State *L, int idx, size_t *len) {
    idx = lua_absindex(L, idx);
    if (!mh_ctx_of(L)->repeatable || !has_address(L, idx)) return luaL_tolstring(L, idx, len);
    if (luaL_getmetafield(L, idx, "__tostring") != LUA_TNIL) {
        lua_pop(L, 1);
        return luaL_tolstring(L, idx, len);
    }
    int type = luaL_getmetafield(L, idx, "__name");
    const char *kind = type == LUA_TSTRING ? lua_tostring(L, -1) : luaL_typename(L, idx);
    push_address(L, idx);
    lua_pushfstring(L, "%s: %s", kind, lua_tostring(L, -1));
    lua_remove(L, -2);
    if (type != LUA_TNIL) lua_remove(L, -2);
    return lua_tolstring(L, -1, len);
}

static int l_tostring(lua_State *L) {
    luaL_checkany(L, 1);
    mh_tolstring(L, 1, NULL);
    return 1;
}

/* Upvalue 1: Lua's own. Arguments of %s and %p that would show an address become texts, and %p a
 * %s. */
static int l_format(lua_State *L) {
    int top = lua_gettop(L), arg = 1;
    size_t len;
    const char *given = luaL_checklstring(L, 1, &len);
    char *f = lua_newuserdatauv(L, len + 1, 0);
    memcpy(f, given, len);
    for (size_t i = 0; i < len; i++) {
        if (f[i] != '%') continue;
        for (i++; i < len && f[i] && strchr("-+ #0123456789.", f[i]); i++) {
        }
        if (i >= len || f[i] == '%' || ++arg > top) continue;
        bool text = f[i] == 's' && has_address(L, arg);
        bool address = f[i] == 'p' && (has_address(L, arg) || lua_type(L, arg) == LUA_TSTRING);
        if (!text && !address) continue;
        if (text)
            mh_tolstring(L, arg, NULL);
        else
            push_address(L, arg);
        lua_replace(L, arg);
        f[i] = 's';
    }
    lua_pushlstring(L, f, len);
    lua_replace(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_replace(L, top + 1); /* in the place of f */
    lua_insert(L, 1);
    lua_call(L, top, 1);
    return 1;
}

/* ---- random numbers ---- */

/* Upvalues: Lua's own, how often it was called without arguments. */
static int l_randomseed(lua_State *L) {
    int n = lua_gettop(L);
    if (n == 0) {
        lua_Integer times = lua_tointeger(L, lua_upvalueindex(2)) + 1;
        uint64_t in[2] = {mh_ctx_of(L)->seed, (uint64_t)times};
        mh_view v = {(const char *)in, sizeof in};
        lua_pushinteger(L, times);
        lua_replace(L, lua_upvalueindex(2));
        lua_pushinteger(L, (lua_Integer)mh_hash64(v, 1));
        lua_pushinteger(L, (lua_Integer)mh_hash64(v, 2));
        n = 2;
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, n, LUA_MULTRET);
    return lua_gettop(L);
}

/* ---- table.sort ---- */

/* Whether the value at a must stand before that at b; both relative to the top. */
static bool before(lua_State *L, int a, int b) {
    if (lua_isnil(L, 2)) return lua_compare(L, a, b, LUA_OPLT);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, a - 1);
    lua_pushvalue(L, b - 2);
    lua_call(L, 2, 1);
    bool r = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return r;
}

/* Merges [lo, mid) and [mid, hi) of the list at `from` into that at `to`. */
static void merge(lua_State *L, int from, int to, lua_Integer lo, lua_Integer mid, lua_Integer hi) {
    lua_Integer i = lo, j = mid;
    for (lua_Integer k = lo; k < hi; k++) {
        bool right = i >= mid;
        if (i < mid && j < hi) {
            lua_rawgeti(L, from, j);
            lua_rawgeti(L, from, i);
            right = before(L, -2, -1);
            lua_pop(L, 2);
        }
        lua_rawgeti(L, from, right ? j++ : i++);
        lua_rawseti(L, to, k);
    }
}

static int l_sort(lua_State *L) {
    lua_Integer n = luaL_len(L, 1);
    if (n < 2) return 0;
    luaL_argcheck(L, n < INT_MAX, 1, "array too big");
    if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    lua_createtable(L, (int)n, 0);
    lua_createtable(L, (int)n, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_geti(L, 1, i);
        lua_rawseti(L, 3, i);
    }
    int from = 3, to = 4;
    for (lua_Integer w = 1; w < n; w *= 2) {
        for (lua_Integer lo = 1; lo <= n; lo += 2 * w) {
            lua_Integer mid = lo + w <= n ? lo + w : n + 1;
            merge(L, from, to, lo, mid, mid + w <= n ? mid + w : n + 1);
        }
        from = to;
        to = 7 - to;
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, from, i);
        lua_seti(L, 1, i);
    }
    return 0;
}

/* ---- ---- */

/* t[lib][name] = fn for the table t on top; Lua's own is upvalue 1 of those that call it. */
static void put(lua_State *L, const char *lib, const char *name, lua_CFunction fn, int upvalues) {
    lua_getfield(L, -1, lib);
    if (upvalues > 0) lua_getfield(L, -1, name);
    if (upvalues > 1) lua_pushinteger(L, 0);
    lua_pushcclosure(L, fn, upvalues);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

void mh_steady_open(lua_State *L) {
    mh_order_open(L);
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &names_key);
    put(L, "_G", "pairs", mh_order_pairs, 0);
    put(L, "_G", "next", mh_order_next, 0);
    put(L, "_G", "tostring", l_tostring, 0);
    put(L, "table", "sort", l_sort, 0);
    put(L, "string", "format", l_format, 1);
    put(L, "math", "randomseed", l_randomseed, 2);
    lua_getfield(L, -1, "math");
    lua_getfield(L, -1, "randomseed");
    lua_call(L, 0, 0);
    lua_pop(L, 1);
}
