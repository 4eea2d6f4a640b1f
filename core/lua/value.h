/* value.h - Lua values to the neutral value between layers (jansson) and back.
 * Owns: see each function.
 * Threads: the thread that runs Lua.
 *
 * Integers stay integers, null is mine.null, lists are marked: a table made from a JSON array (or by
 * mine.json.array) has a metatable that says so, and so an empty one stays a list. A table without
 * the mark is a list when its keys are 1..n with n > 0, else an object with string keys. Tables are
 * read with raw access only. */
#ifndef MH_LUA_VALUE_H
#define MH_LUA_VALUE_H

#include "base/err.h"

#include <jansson.h>
#include <lua.h>
#include <stdbool.h>

#define MH_VALUE_DEPTH 100 /* nesting of a value, both ways */

/* The value at idx as a new reference in *out. Functions, threads, objects, cycles, keys that are
 * no strings, strings that are no UTF-8, NaN and infinities are errors that name the path
 * ("item.tags[3]: ..."). Never raises. */
mh_rc mh_value_to_json(lua_State *L, int idx, const char *name, json_t **out, mh_err *e);
/* The same for data files: a table may mix a list with keys, as { "feed", url = "..." } does; its
 * numbered part then has the keys "1", "2" ... */
mh_rc mh_value_to_json_mixed(lua_State *L, int idx, const char *name, json_t **out, mh_err *e);
/* Pushes v (borrowed). May raise when memory is out: anchor v first (mh_json_box). */
void mh_push_json(lua_State *L, const json_t *v);
/* Pushes v, which it takes over, whatever happens. */
void mh_push_json_take(lua_State *L, json_t *v);
/* Marks the table at idx as a list. */
void mh_mark_array(lua_State *L, int idx);
bool mh_is_marked_array(lua_State *L, int idx);
/* Pushes mine.null. */
void mh_push_null(lua_State *L);
bool mh_is_null(lua_State *L, int idx);
/* Pushes a userdata that holds a JSON reference: *slot is NULL, what is put there is freed with it. */
json_t **mh_json_box(lua_State *L);

#endif
