/* keep.h - the latest answers of a run, in memory, so that they can be written down if it fails.
 * Owns: a keep owns copies. Threads: loop thread. */
#ifndef MH_NET_KEEP_H
#define MH_NET_KEEP_H

#include "net/record.h"

typedef struct mh_keep mh_keep;

/* At most max_bytes of bodies and max answers; the oldest go first. */
mh_keep *mh_keep_new(size_t max_bytes, size_t max);
void mh_keep_free(mh_keep *k); /* NULL is fine */
/* What came of a request, whole: x->url is what was asked for, final the address of the last hop, method
 * that of it. Of several hops a replay sees one redirect. */
void mh_keep_add(mh_keep *k, const mh_exchange *x, mh_view final, mh_view final_method);
/* Writes all of them. */
mh_rc mh_keep_write(const mh_keep *k, mh_recorder *r, mh_err *e);
size_t mh_keep_len(const mh_keep *k);
size_t mh_keep_lost(const mh_keep *k); /* answers that went, or were too large */

#endif
