/* order.h - tables walked in a fixed order, for runs that must be repeatable.
 * Owns: nothing. Threads: the thread that runs Lua. All may raise.
 *
 * Lua walks a table in the order of its hash values, which another process has differently. Here the
 * order is: integers from 1 up, other numbers by size, strings by bytes, false and true, C functions
 * without upvalues by their place in their library, and at last tables, functions, coroutines and
 * objects by the time of their making (lua/alloc.h numbers all blocks of such a state). */
#ifndef MH_LUA_ORDER_H
#define MH_LUA_ORDER_H

#include <lua.h>

/* pairs and next, with Lua's own meaning but for the order. __pairs is honoured. A walk sees what
 * was there at its start and is there still. */
int mh_order_pairs(lua_State *L);
int mh_order_next(lua_State *L);
/* Learns where the body of an object lies in its block: once for a state, before the others. */
void mh_order_open(lua_State *L);

#endif
