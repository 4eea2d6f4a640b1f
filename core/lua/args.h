/* args.h - reading the arguments of a binding, and handing errors back.
 * Owns: views are borrowed from Lua values that the caller keeps on the stack.
 * Threads: the thread that runs Lua. Every function here may raise unless it says otherwise.
 *
 * Mistakes of the script raise, with the caller's line. Failures of the world return nil and an
 * error object: a table with code, message and retry, and a __tostring. */
#ifndef MH_LUA_ARGS_H
#define MH_LUA_ARGS_H

#include "base/schema.h"

#include <jansson.h>
#include <lua.h>

/* The string (no number is taken for one) at idx. */
mh_view mh_check_view(lua_State *L, int idx);
/* The same, or def when absent or nil. */
mh_view mh_opt_view(lua_State *L, int idx, mh_view def);
/* Reads the options table at idx (absent or nil: defaults) into *out by the schema's rows; raises
 * on an unknown key with the nearest known one, on a wrong type, on a value out of range. Views in
 * *out live as long as the table. Keys of type MH_T_VALUE are only allowed, not read. */
void mh_check_opts(lua_State *L, int idx, const mh_schema *s, void *out);
/* No argument may stand behind n: f(a, b, c) where f takes two is a mistake. */
void mh_check_nargs(lua_State *L, int n);

/* Pushes nil and the error object of e; returns 2. */
int mh_push_fail(lua_State *L, const mh_err *e);
/* Pushes the error object alone. */
void mh_push_err(lua_State *L, const mh_err *e);
/* The value at idx is an error object made by mh_push_err: fills *e and returns true. Never
 * raises. */
bool mh_to_err(lua_State *L, int idx, mh_err *e);
/* Raises e's message with the caller's position: for mistakes found below the binding. */
int mh_raise(lua_State *L, const mh_err *e);
/* Pushes v as a string. */
void mh_push_view(lua_State *L, mh_view v);
/* t[key] = v for the table on top; nothing when v is empty. */
void mh_set_view(lua_State *L, const char *key, mh_view v);

#endif
