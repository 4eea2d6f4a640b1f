/* kv.h - small values by name, one namespace a plugin.
 * Owns: values got are owned by the caller (json_decref); those handed in are borrowed.
 * Threads: that of the store. */
#ifndef MH_STORE_KV_H
#define MH_STORE_KV_H

#include "base/arena.h"
#include "store/store.h"

#include <jansson.h>

#define MH_KV_NAME 1024 /* bytes of a namespace or key */

/* Sets key to value; ttl_s > 0: gone after so many seconds, 0: stays. NULL value removes. The same
 * value without expiry again writes nothing. MH_E_USAGE for an empty or overlong name. */
mh_rc mh_kv_set(mh_store *s, mh_view ns, mh_view key, const json_t *value, double ttl_s,
                mh_err *err);
/* *out is NULL and MH_OK when absent or expired. */
mh_rc mh_kv_get(mh_store *s, mh_view ns, mh_view key, json_t **out, mh_err *err);
/* Keys of ns that start with prefix and follow after (NULL ptr: from the first), by bytes, at most
 * limit of them (0: 100), in a. */
mh_rc mh_kv_keys(mh_store *s, mh_view ns, mh_view prefix, mh_view after, size_t limit, mh_arena *a,
                 mh_view **out, size_t *n, mh_err *err);
/* Removes expired values of every namespace; *n (may be NULL): how many. */
mh_rc mh_kv_expire(mh_store *s, size_t *n, mh_err *err);

#endif
