/* data.h - reads a Lua file that is data: a manifest, a declared job.
 * Owns: results are the caller's.
 * Threads: any; makes and ends a Lua state of its own.
 *
 * The file runs in an empty environment with 1 MiB of memory and 50 ms of CPU time, so that looking at
 * a plugin never runs its code. */
#ifndef MH_LUA_DATA_H
#define MH_LUA_DATA_H

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

typedef enum mh_data_kind {
    MH_DATA_TABLE,  /* the file returned a table: *out */
    MH_DATA_SCRIPT, /* it needs more than an empty environment, or returned no table */
    MH_DATA_BROKEN  /* it does not compile, or its table cannot be data: e says where */
} mh_data_kind;

/* src: the file's text, name: its path for messages. In *out (new reference) a function of the
 * returned table stands as the string MH_DATA_FUNCTION. For MH_DATA_SCRIPT e says why. */
mh_data_kind mh_lua_data(mh_view src, const char *name, json_t **out, mh_err *e);

#define MH_DATA_FUNCTION                                                                           \
    "\x01"                                                                                         \
    "function"

#endif
