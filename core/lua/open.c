#include "lua/open.h"

#ifdef MH_OPEN_LUA

#include <lauxlib.h>
#include <lualib.h>

void mh_open_all(lua_State *L, int env) {
    static const luaL_Reg libs[] = {{"io", luaopen_io},         {"os", luaopen_os},
                                    {"debug", luaopen_debug},   {"package", luaopen_package},
                                    {"string", luaopen_string}, {"table", luaopen_table},
                                    {"math", luaopen_math},     {"utf8", luaopen_utf8}};
    static const char *const base[] = {"dofile", "loadfile", "collectgarbage", "setmetatable",
                                       "getmetatable"};
    luaL_checkstack(L, 10, "open libraries");
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE); /* package needs it */
    lua_pop(L, 1);
    luaL_requiref(L, "_G", luaopen_base, 0);
    for (size_t i = 0; i < sizeof base / sizeof *base; i++) {
        lua_getfield(L, -1, base[i]);
        lua_setfield(L, env, base[i]);
    }
    lua_pop(L, 1);
    for (size_t i = 0; i < sizeof libs / sizeof *libs; i++) {
        luaL_requiref(L, libs[i].name, libs[i].func, 0);
        lua_setfield(L, env, libs[i].name);
    }
}

#else

void mh_open_all(lua_State *L, int env) {
    (void)L;
    (void)env;
}

#endif
