/* fault_priv.h - the parts of a fault's making: fault.c the whole, fault_look.c what the stack tells.
 * Owns: nothing. Threads: the thread that runs Lua. */
#ifndef MH_LUA_FAULT_PRIV_H
#define MH_LUA_FAULT_PRIV_H

#include "lua/caret.h"
#include "lua/fault.h"
#include "lua/trace.h"

/* Where a script's code is: from a level of the stack, or from a chunk that does not compile. */
typedef struct mh_fault_place {
    bool found;
    int level; /* of the coroutine; -1: none, the chunk did not compile */
    int below; /* levels on top of it that are this unit's own */
    int line;
    char *source; /* as lua_Debug has it; owned */
    char shown[60];
} mh_fault_place;

/* Appends what else the message may mean: " (did you mean 'x'?)". Runs on M, may raise; the frame
 * at place.level of co holds the name. */
void mh_fault_hint(lua_State *M, lua_State *co, const mh_fault_place *p, const mh_subject *s,
                   mh_view line, size_t at, mh_buf *out);
/* Finds the page at hand in the frames of co. Runs on M, may raise. */
void mh_fault_look_page(lua_State *M, lua_State *co, const mh_fault_place *p, mh_fault *f);
#endif
