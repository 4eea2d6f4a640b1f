/* code.h - what code an environment has been given, as a digest: part of the name under which what that
 * code makes is kept for later runs.
 * Owns: nothing; digests live in the state. Threads: the thread that runs Lua. */
#ifndef MH_LUA_CODE_H
#define MH_LUA_CODE_H

#include "base/hash.h"
#include "base/str.h"

#include <lua.h>

/* The environment (a table at env) got this source: its main chunk, a module, a string it loads. May
 * raise when memory is out. */
void mh_code_add(lua_State *L, int env, mh_view src);
/* The digest of all it got, in that order; false when it got none. */
bool mh_code_digest(lua_State *L, int env, char out[MH_SHA256_HEX]);

#endif
