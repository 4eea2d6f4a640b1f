/* coro.h - the sandbox's own coroutine library, pcall and xpcall.
 * Owns: nothing. Threads: the thread that runs Lua.
 *
 * They differ from the standard ones in what they let through: a wait inside a coroutine suspends
 * the whole task up to the run and comes back to where it was; a stop of the run (lua/guard.h) and
 * the end of Lua's memory cannot be caught. */
#ifndef MH_LUA_CORO_H
#define MH_LUA_CORO_H

#include <lauxlib.h>

extern const luaL_Reg mh_coro_fns[]; /* create wrap resume yield close status running isyieldable */
extern const luaL_Reg mh_protected_fns[]; /* pcall xpcall */
/* try(fn, ...) -> true, results, or false, error, traceback: pcall for the host's own Lua, which keeps
 * the fault for mh_ctx.inner. */
int mh_try(lua_State *L);
/* A message handler of lua_pcall that keeps the fault. */
int mh_keep_fault(lua_State *L);

#endif
