/* sandbox.h - a Lua state and the environments in which scripts run, built from an allow list.
 * Owns: the state is the caller's; the ctx outlives it.
 * Threads: the thread that runs Lua.
 *
 * Nothing is removed from an environment, because nothing was added: listed names of the base,
 * table, string, math, utf8 and coroutine libraries, and mine. Every environment has its own copies
 * of those tables, so that a plugin that changes string.format changes it for itself alone. */
#ifndef MH_LUA_SANDBOX_H
#define MH_LUA_SANDBOX_H

#include "lua/ctx.h"

/* A new state with c in its extra space; NULL when even that needs more memory than the cap. */
lua_State *mh_lua_new(mh_ctx *c);
/* Pushes a new environment whose require finds modules in folder (absolute; NULL: none) and then in
 * lib (NULL: none). Raises. */
void mh_push_env(lua_State *L, const char *folder, const char *lib);
/* Pushes an environment with nothing in it, for data files. Raises. */
void mh_push_empty_env(lua_State *L);
/* Loads text (never bytecode) with the environment at env; pushes the function, or raises nothing
 * and pushes the message: returns LUA_OK or an error status. */
int mh_load_text(lua_State *L, mh_view src, const char *chunkname, int env);

#endif
