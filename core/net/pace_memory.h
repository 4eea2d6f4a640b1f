/* pace_memory.h - a ledger of this process alone: for runs without a database, and for tests.
 * Owns: its rows and robots.txt copies, until mh_pace_memory_free. Threads: one at a time. */
#ifndef MH_NET_PACE_MEMORY_H
#define MH_NET_PACE_MEMORY_H

#include "net/pace.h"

typedef struct mh_pace_memory mh_pace_memory;

mh_pace_memory *mh_pace_memory_new(void);
void mh_pace_memory_free(mh_pace_memory *m); /* NULL is fine */
/* The ledger over m: borrows m, believes all leases, cannot fail. */
mh_ledger mh_pace_memory_ledger(mh_pace_memory *m);

#endif
