/* open.h - takes the Lua layer of the sandbox away, in builds made to test the layers below it alone.
 * Owns: nothing. Threads: the thread that runs Lua. */
#ifndef MH_LUA_OPEN_H
#define MH_LUA_OPEN_H

#include <lua.h>

/* With MH_OPEN_LUA defined (as in the program minehost_open) puts every standard library of Lua, whole, into the
 * environment at env; in any other build does nothing. Raises. */
void mh_open_all(lua_State *L, int env);

#endif
