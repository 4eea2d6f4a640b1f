/* alloc.h - Lua's memory, with a cap.
 * Owns: the counters and the slabs that small blocks lie in, which go when the state's last block
 * does; the blocks belong to the Lua state.
 * Threads: the thread that runs Lua.
 *
 * A refused allocation is Lua's "not enough memory", which a script could catch; refused tells the
 * run that the cap was hit, so that it ends all the same (lua/guard.h). */
#ifndef MH_LUA_ALLOC_H
#define MH_LUA_ALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __SANITIZE_ADDRESS__
#define MH_LUA_APART true /* of a state that runs scripts */
#else
#define MH_LUA_APART false
#endif

#define MH_LUA_POOL        32 /* sizes of small blocks */
#define MH_LUA_USER_VALUES 4  /* of an object whose number is known, less one */

typedef struct mh_lua_mem {
    size_t used, peak;
    size_t limit;             /* bytes; 0: none */
    size_t refused;           /* allocations refused so far */
    bool apart;               /* no slabs, each block by itself: what checkers of memory see best */
    struct slab *slabs;       /* owned */
    size_t slab_bytes;        /* of the newest */
    char *room, *room_end;    /* of it, unused */
    void *freed[MH_LUA_POOL]; /* small blocks to be used again, by size */
    /* of a state with numbered blocks: */
    uint64_t count;
    void *latest;                         /* the newest block */
    size_t object_at[MH_LUA_USER_VALUES]; /* where an object lies in its block (lua/order.h) */
} mh_lua_mem;

/* A lua_Alloc; ud is an mh_lua_mem. */
void *mh_lua_alloc(void *ud, void *p, size_t old_size, size_t new_size);
/* The same, each new block with a number, one more than that of the block before: whatever the
 * addresses, the order in which things were made is the same in each process. */
void *mh_lua_alloc_numbered(void *ud, void *p, size_t old_size, size_t new_size);
/* The number of a block of such a state. */
uint64_t mh_lua_number(const void *block);

#endif
