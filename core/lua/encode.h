/* encode.h - a Lua value straight to JSON text (RFC 8259), byte for byte as mh_value_to_json and
 * jansson's json_dumps write it together, without the tree between.
 * Owns: appends to the caller's buffer.
 * Threads: the thread that runs Lua. */
#ifndef MH_LUA_ENCODE_H
#define MH_LUA_ENCODE_H

#include "base/err.h"
#include "base/str.h"

#include <lua.h>
#include <stdbool.h>

typedef struct mh_encode_style {
    unsigned indent; /* spaces a level; 0: all on one line */
    bool unsorted;   /* keys as the table has them, but in a repeatable run; else by their bytes */
} mh_encode_style;

/* Appends the value at idx; style NULL is one line and sorted. What is refused, and how, is as in
 * mh_value_to_json; what out then got is of no use. Never raises. */
mh_rc mh_value_encode(lua_State *L, int idx, const char *name, const mh_encode_style *style,
                      mh_buf *out, mh_err *e);

#endif
