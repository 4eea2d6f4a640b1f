/* snapshot.h - the function mine.run.snapshot, of a file of its own.
 * Owns: nothing. Threads: the thread that runs Lua. */
#ifndef MH_API_RUN_SNAPSHOT_H
#define MH_API_RUN_SNAPSHOT_H

#include "lua/kit.h"

int mh_l_snapshot(lua_State *L);

#endif
