/* value_priv.h - what the readers of Lua values (value.c, encode.c) have in common.
 * Owns: nothing. Threads: the thread that runs Lua. None raises. */
#ifndef MH_LUA_VALUE_PRIV_H
#define MH_LUA_VALUE_PRIV_H

#include "base/err.h"

#include <lua.h>
#include <stdbool.h>

/* Where a reader is: the root with its name, below it keys and indexes. Lies on the C stack, and
 * becomes text only when something is wrong. */
typedef struct mh_step {
    const struct mh_step *up; /* NULL: the root */
    mh_view key;              /* borrowed */
    size_t index;             /* from 1, of a list; 0: key counts */
} mh_step;

/* "item.tags[3]: why". */
mh_rc mh_value_fail(const mh_step *at, const char *why, mh_err *e);
/* The value at idx is of a type that cannot be stored. */
mh_rc mh_value_odd(lua_State *L, int idx, const mh_step *at, mh_err *e);
/* Whether there is room to read a table at this depth. */
mh_rc mh_value_room(lua_State *L, int depth, const mh_step *at, mh_err *e);
/* Whether the table at idx is a list, and of how many. */
bool mh_value_is_list(lua_State *L, int idx, size_t *n);

#endif
