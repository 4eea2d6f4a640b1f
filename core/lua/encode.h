/* encode.h - a Lua value straight to JSON text, byte for byte as mh_value_to_json and json_dumps write
 * it together, without the tree between.
 * Owns: appends to the caller's buffer.
 * Threads: the thread that runs Lua. */
#ifndef MH_LUA_ENCODE_H
#define MH_LUA_ENCODE_H

#include "base/err.h"
#include "base/json.h"

#include <lua.h>

/* Appends the value at idx; in a repeatable run keys are sorted whatever the style says. What is
 * refused, and how, is as in mh_value_to_json; what out then got is of no use. Never raises. */
mh_rc mh_value_encode(lua_State *L, int idx, const char *name, mh_json_style style, mh_buf *out,
                      mh_err *e);

#endif
