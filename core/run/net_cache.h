/* net_cache.h - lends the store's rows to the network as its HTTP cache.
 * Owns: nothing; store and struct must outlive the network. Threads: that of the store. */
#ifndef MH_RUN_NET_CACHE_H
#define MH_RUN_NET_CACHE_H

#include "net/cache.h"
#include "store/cache.h"

typedef struct mh_run_cache {
    mh_cache_rows rows;
    bool looked, empty;   /* nothing is kept for the scope: it need not be asked for each URL */
    mh_cache_store store; /* what an mh_cache borrows */
} mh_run_cache;

/* max_bytes: 0 for the default. c must not move afterwards. */
void mh_run_cache_init(mh_run_cache *c, mh_store *s, int64_t max_bytes);

#endif
