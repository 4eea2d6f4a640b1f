/* describe.h - says what job files declare, for the daemon, which holds no Lua.
 * Owns: nothing. Threads: main thread of a short-lived process, which it limits for good.
 *
 * One line of JSON a file, in the order of the files:
 *
 *     {"path": "/.../a.lua", "kind": "table", "table": {...}}
 *     {"path": "/.../b.lua", "kind": "script"}
 *     {"path": "/.../c.lua", "kind": "broken", "error": "/.../c.lua:3: '}' expected near 'sinks'"}
 *
 * The table is as lua/data.h reads it, not yet checked (conf/job.h). */
#ifndef MH_RUN_DESCRIBE_H
#define MH_RUN_DESCRIBE_H

#include "base/err.h"

#include <stddef.h>
#include <stdio.h>

#define MH_DESCRIBE_CPU    25                  /* seconds of this process */
#define MH_DESCRIBE_MEMORY ((size_t)512 << 20) /* of its address space */

/* Limits this process; it ends with the one that started it. */
void mh_describe_limit(void);
/* What is wrong with one file is in its line; MH_FAIL: out cannot be written. */
mh_rc mh_describe(char *const *paths, size_t n, FILE *out, mh_err *e);

#endif
