/* steady.h - what a repeatable run gets in the place of functions of Lua's that differ from one process
 * to the next.
 * Owns: nothing. Threads: the thread that runs Lua.
 *
 * pairs and next walk in a fixed order (lua/order.h); math.random starts from the run's seed, and so
 * does math.randomseed without arguments; tostring and string.format number tables and functions in
 * the place of telling their addresses; table.sort keeps what is equal in its order (Lua's own picks
 * by the clock and by addresses when a large list is lopsided). What weak tables still hold, which
 * depends on when the collector ran, is not made steady. */
#ifndef MH_LUA_STEADY_H
#define MH_LUA_STEADY_H

#include <lua.h>

/* Replaces them in the table of pristine libraries on top ("_G", "table", "math", "string"). Raises. */
void mh_steady_open(lua_State *L);
/* luaL_tolstring for any state: in one of a repeatable run without addresses. Raises. */
const char *mh_tolstring(lua_State *L, int idx, size_t *len);

#endif
