/* trace.h - where a Lua thread is, in words, without asking Lua for memory.
 * Owns: results are the caller's.
 * Threads: the thread that runs Lua; mh_trace_here also from a signal handler on it. */
#ifndef MH_LUA_TRACE_H
#define MH_LUA_TRACE_H

#include "base/str.h"

#include <lua.h>

/* The stack of L, a line a function: "  job.lua:12: in function 'parse'\n", without
 * the host's own code. Owned. */
char *mh_trace_of(lua_State *L);
/* The same from a level on: 0 is the function that runs. */
char *mh_trace_from(lua_State *L, int level);
/* Whether the chunk of that name (lua_Debug.source) is part of the program. */
bool mh_trace_is_host(const char *source);
/* "job.lua:12" of the innermost Lua function of L, or "" when there is none. Writes into out only
 * and touches no memory of Lua's, so that the watchdog's signal may call it. */
void mh_trace_here(lua_State *L, char *out, size_t size);
/* Whether the value on top of L is the error that Lua raises when memory is out. */
bool mh_trace_is_memory(lua_State *L);
/* The value on top of L as an error message; __tostring is called protected and may not wait.
 * Control characters are kept, the length is bounded. Owned. */
char *mh_trace_message(lua_State *L);

#endif
