#include "lua/list.h"

#include <lauxlib.h>

static const char maker_key = 0;

void mh_list_begin(lua_State *L) {
    static const char maker[] = "return {...}";
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &maker_key) != LUA_TNIL) return;
    lua_pop(L, 1);
    if (luaL_loadbufferx(L, maker, sizeof maker - 1, "=list", "t") != LUA_OK) lua_error(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &maker_key);
}

void mh_list_end(lua_State *L, int n) {
    lua_call(L, n, 1);
}
