/* alloc.h - Lua's memory, with a cap.
 * Owns: the counters; the blocks belong to the Lua state.
 * Threads: the thread that runs Lua.
 *
 * A refused allocation is Lua's "not enough memory", which a script could catch; refused tells the
 * run that the cap was hit, so that it ends all the same (lua/guard.h). */
#ifndef MH_LUA_ALLOC_H
#define MH_LUA_ALLOC_H

#include <stddef.h>

typedef struct mh_lua_mem {
    size_t used, peak;
    size_t limit;   /* bytes; 0: none */
    size_t refused; /* allocations refused so far */
} mh_lua_mem;

/* A lua_Alloc; ud is an mh_lua_mem. */
void *mh_lua_alloc(void *ud, void *p, size_t old_size, size_t new_size);

#endif
