/* loader.h - the sandbox's load and require.
 * Owns: nothing. Threads: the thread that runs Lua.
 *
 * load takes text only and gives the chunk the caller's environment unless another table is named.
 * require finds NAME as NAME.lua or NAME/init.lua in the script's own folder, then in the plugins'
 * lib folder; names are words joined by dots, so that no path leads out of a folder. */
#ifndef MH_LUA_LOADER_H
#define MH_LUA_LOADER_H

#include "base/err.h"
#include "base/str.h"

#include <lua.h>

/* Sets load and require in the environment at env; mine is what require "mine" gives. folder and lib
 * are absolute or NULL. Raises. */
void mh_set_loaders(lua_State *L, int env, int mine, const char *folder, const char *lib);
/* Appends the file name of folder to out. A link that leads out of the folder, and a file that is not
 * what permissions were granted for, are MH_E_PERMISSION. Does not raise. */
mh_rc mh_read_local(lua_State *L, mh_buf *out, const char *folder, mh_view name, size_t max,
                    mh_err *e);

#endif
