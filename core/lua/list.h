/* list.h - a list made of values on the stack: Lua's own constructor takes them over in one go, which is
 * several times as quick as lua_rawseti for each.
 * Owns: nothing. Threads: the thread that runs Lua.
 *
 *     mh_list_begin(L);
 *     for (int i = 0; i < n; i++) lua_pushinteger(L, numbers[i]);
 *     mh_list_end(L, n);
 */
#ifndef MH_LUA_LIST_H
#define MH_LUA_LIST_H

#include <lua.h>

/* Pushes what stands below the values. */
void mh_list_begin(lua_State *L);
/* Replaces it and the n values above it by a list of them. */
void mh_list_end(lua_State *L, int n);

#endif
