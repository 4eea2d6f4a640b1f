/* kit.h - all that a file in core/api includes of core/lua.
 * Owns: as the headers below say.
 * Threads: the thread that runs Lua.
 *
 * The shape of a binding file: docs and functions, tables,
 * push and check helpers, descriptor; logic belongs in an engine. */
#ifndef MH_LUA_KIT_H
#define MH_LUA_KIT_H

#include "lua/api.h"
#include "lua/args.h"
#include "lua/class.h"
#include "lua/ctx.h"
#include "lua/fault.h"
#include "lua/list.h"
#include "lua/loader.h"
#include "lua/task.h"
#include "lua/value.h"

#endif
