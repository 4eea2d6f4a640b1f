#include "lua/order.h"

#include "base/str.h"
#include "lua/ctx.h"

#include <dlfcn.h>
#include <lauxlib.h>
#include <stdlib.h>

typedef enum rank { RANK_INDEX, RANK_NUMBER, RANK_STRING, RANK_BOOL, RANK_PLACE, RANK_MADE } rank;

typedef struct key {
    rank rank;
    long double n; /* exact for every integer and float of Lua's */
    mh_view s;     /* a string; a library's file */
    uint64_t made; /* number of a block; place in a library */
    int at;        /* in the list of keys as they were found */
} key;

static const char walks_key = 0; /* registry: table -> walk under way by next */

/* An object's block begins before what Lua shows of it, by how much depends on its user values. */
void mh_order_open(lua_State *L) {
    mh_lua_mem *m = &mh_ctx_of(L)->mem;
    lua_checkstack(L, 4);
    for (int n = 0; n < MH_LUA_USER_VALUES; n++) {
        char *shown = lua_newuserdatauv(L, 8, n);
        m->object_at[n] = (size_t)(shown - (char *)m->latest);
        lua_pop(L, 1);
    }
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &walks_key);
}

static uint64_t made(lua_State *L, int idx) {
    const mh_lua_mem *m = &mh_ctx_of(L)->mem;
    const char *p = lua_topointer(L, idx);
    int type = lua_type(L, idx), n = 0;
    if (type == LUA_TTHREAD) p -= LUA_EXTRASPACE;
    if (type == LUA_TUSERDATA) {
        for (bool has = true; has; n += has) {
            has = lua_getiuservalue(L, idx, n + 1) != LUA_TNONE;
            lua_pop(L, 1);
        }
        if (n >= MH_LUA_USER_VALUES) return 0;
        p -= m->object_at[n];
    }
    return mh_lua_number(p);
}

static bool is_plain_c(lua_State *L, int idx) {
    if (!lua_iscfunction(L, idx)) return false;
    if (lua_getupvalue(L, idx, 1) == NULL) return true;
    lua_pop(L, 1);
    return false;
}

static void read_key(lua_State *L, int idx, key *k) {
    size_t len = 0;
    Dl_info where;
    *k = (key){.rank = RANK_MADE};
    switch (lua_type(L, idx)) {
    case LUA_TNUMBER:
        k->n = lua_isinteger(L, idx) ? (long double)lua_tointeger(L, idx)
                                     : (long double)lua_tonumber(L, idx);
        k->rank = lua_isinteger(L, idx) && lua_tointeger(L, idx) > 0 ? RANK_INDEX : RANK_NUMBER;
        return;
    case LUA_TSTRING:
        k->s.ptr = lua_tolstring(L, idx, &len);
        k->s.len = len;
        k->rank = RANK_STRING;
        return;
    case LUA_TBOOLEAN:
        k->n = lua_toboolean(L, idx);
        k->rank = RANK_BOOL;
        return;
    case LUA_TLIGHTUSERDATA: break;
    case LUA_TFUNCTION:
        if (is_plain_c(L, idx)) break;
        k->made = made(L, idx);
        return;
    default: k->made = made(L, idx); return;
    }
    const char *p = lua_topointer(L, idx);
    k->rank = RANK_PLACE;
    k->made = (uint64_t)(uintptr_t)p;
    if (dladdr(p, &where) != 0 && where.dli_fname) {
        k->s = mh_view_of(where.dli_fname);
        k->made = (uint64_t)(p - (const char *)where.dli_fbase);
    }
}

static int compare(const void *a, const void *b) {
    const key *x = a, *y = b;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    if (x->n != y->n) return x->n < y->n ? -1 : 1;
    int c = mh_view_cmp(x->s, y->s);
    return c ? c : x->made < y->made ? -1 : x->made > y->made;
}

/* Pushes the list of the keys of the table at t, in order. */
static void push_keys(lua_State *L, int t) {
    lua_Unsigned n = 0;
    t = lua_absindex(L, t);
    luaL_checkstack(L, 8, "walk");
    lua_newtable(L); /* found */
    for (lua_pushnil(L); lua_next(L, t);) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, (lua_Integer)++n);
    }
    key *keys = lua_newuserdatauv(L, (size_t)n * sizeof *keys + 1, 0);
    for (lua_Unsigned i = 0; i < n; i++) {
        lua_rawgeti(L, -2, (lua_Integer)i + 1);
        read_key(L, lua_gettop(L), &keys[i]);
        keys[i].at = (int)(i + 1);
        lua_pop(L, 1);
    }
    qsort(keys, (size_t)n, sizeof *keys, compare);
    lua_createtable(L, (int)n, 0); /* found keys sorted */
    for (lua_Unsigned i = 0; i < n; i++) {
        lua_rawgeti(L, -3, keys[i].at);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_replace(L, -3);
    lua_pop(L, 1);
}

/* The next key of the list at idx behind position *at that the table at t still has, and its value:
 * pushes both; or nothing and returns false. */
static bool push_after(lua_State *L, int t, int list, lua_Integer *at) {
    for (;;) {
        if (lua_rawgeti(L, list, ++*at) == LUA_TNIL) break;
        lua_pushvalue(L, -1);
        if (lua_rawget(L, t) != LUA_TNIL) return true;
        lua_pop(L, 2);
    }
    lua_pop(L, 1);
    return false;
}

/* Upvalues: the keys, the position. */
static int walk(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
    bool more = push_after(L, 1, lua_upvalueindex(1), &at);
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(2));
    if (more) return 2;
    lua_pushnil(L);
    return 1;
}

static int pairs_k(lua_State *L, int status, lua_KContext k) {
    (void)L;
    (void)status;
    (void)k;
    return 3;
}

int mh_order_pairs(lua_State *L) {
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_callk(L, 1, 3, 0, pairs_k);
        return 3;
    }
    if (lua_istable(L, 1)) {
        push_keys(L, 1);
        lua_pushinteger(L, 0);
        lua_pushcclosure(L, walk, 2);
    } else {
        lua_pushcfunction(L, mh_order_next); /* which says what is wrong, as Lua's own */
    }
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

/* The least key: whether there is any is what next is mostly asked. */
static int first(lua_State *L) {
    key best = {.rank = RANK_MADE}, k;
    bool any = false;
    lua_pushnil(L); /* 2: the best */
    for (lua_pushnil(L); lua_next(L, 1);) {
        lua_pop(L, 1);
        read_key(L, lua_gettop(L), &k);
        if (any && compare(&k, &best) >= 0) continue;
        any = true;
        best = k;
        lua_pushvalue(L, -1);
        lua_replace(L, 2);
    }
    if (!any) return 1;
    lua_pushvalue(L, 2);
    lua_rawget(L, 1);
    return 2;
}

/* Sets *at to the position of the last key of the list at idx that is not behind the key at 2. */
static void find(lua_State *L, int list, lua_Integer *at) {
    key want, k;
    lua_Integer lo = 1, hi = (lua_Integer)lua_rawlen(L, list) + 1;
    read_key(L, 2, &want);
    while (lo < hi) {
        lua_Integer mid = lo + (hi - lo) / 2;
        lua_rawgeti(L, list, mid);
        read_key(L, lua_gettop(L), &k);
        lua_pop(L, 1);
        if (compare(&k, &want) <= 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    *at = lo - 1;
}

/* Pushes the list of keys of a walk by next over the table at 1, and its position: that of an
 * earlier call if it stood at this key, else a new one. */
static lua_Integer push_walk(lua_State *L, int walks) {
    lua_Integer at = 0;
    lua_pushvalue(L, 1);
    if (lua_rawget(L, walks) == LUA_TTABLE) {
        lua_rawgeti(L, -1, 0);
        at = lua_tointeger(L, -1);
        lua_rawgeti(L, -2, at);
        bool here = at > 0 && lua_rawequal(L, -1, 2);
        lua_pop(L, 2);
        if (here) return at;
    }
    lua_pop(L, 1);
    push_keys(L, 1);
    find(L, lua_gettop(L), &at);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, walks);
    return at;
}

int mh_order_next(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &walks_key);
    lua_insert(L, 2); /* table walks key */
    if (lua_isnil(L, 3)) {
        lua_pushvalue(L, 1);
        lua_pushnil(L);
        lua_rawset(L, 2);
        lua_settop(L, 1);
        return first(L);
    }
    lua_pushvalue(L, 2);
    lua_copy(L, 3, 2);
    lua_replace(L, 3); /* table key walks */
    lua_Integer at = push_walk(L, 3);
    if (push_after(L, 1, 4, &at)) {
        lua_pushinteger(L, at);
        lua_rawseti(L, 4, 0);
        return 2;
    }
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    lua_rawset(L, 3);
    lua_pushnil(L);
    return 1;
}
