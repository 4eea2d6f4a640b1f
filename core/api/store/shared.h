/* shared.h - what the files of mine.store share: waiting for a commit, times, the open database.
 * Owns: nothing. Threads: the thread that runs Lua. */
#ifndef MH_API_STORE_SHARED_H
#define MH_API_STORE_SHARED_H

#include "base/mem.h"
#include "lua/kit.h"
#include "store/docs.h"

/* The run's database, or NULL with *e when it has none (a dry run before the first real one). */
mh_store *mh_lstore_get(lua_State *L, const char *fn, mh_err *e);

/* A write that a coroutine waits for. */
typedef struct mh_lstore_write {
    mh_wait *wait;
    mh_err err; /* of the commit */
    mh_rc rc;
    mh_put_result put;
    int results; /* of a transaction's function */
} mh_lstore_write;

/* Told by the store when the batch is committed; arg is an mh_lstore_write from malloc, which goes
 * over to its wait. */
void mh_lstore_committed(void *arg, mh_rc rc, const mh_err *err);

/* Field `key` of the options at idx as a time in us: RFC 3339, a date, an age, or seconds; 0 when
 * absent. Raises. */
int64_t mh_lstore_time(lua_State *L, int idx, const char *key, bool until);

/* as_of of the options at idx, else that of the run (0: now). A date alone means its end. Raises. */
int64_t mh_lstore_as_of(lua_State *L, int idx);

/* Pushes the item of *d with what the store knows of it, and clears *d. */
void mh_lstore_push_doc(lua_State *L, mh_record *d);

/* The functions that have a file of their own. */
int mh_lstore_each(lua_State *L);
int mh_lstore_search(lua_State *L);
int mh_lstore_kv(lua_State *L);

#endif
