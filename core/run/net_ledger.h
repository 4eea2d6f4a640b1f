/* net_ledger.h - the ledger that net/pace.h asks for, over the rows of store/hosts.h.
 * Owns: nothing; the store must outlive the ledger. Threads: that of the store.
 *
 * A row is a JSON object. Reading it never fails: what is damaged, absent or absurd counts as unknown.
 * Keys that this version does not know are kept, so that two versions may share a file. */
#ifndef MH_RUN_NET_LEDGER_H
#define MH_RUN_NET_LEDGER_H

#include "net/pace.h"
#include "store/store.h"

#include <jansson.h>

/* For a store that can be written; a run without one takes net/pace_memory.h's. run: 0 for none. */
mh_ledger mh_net_ledger(mh_store *s, int64_t run);

/* The row in text; returns the object that it was read from, for mh_net_row_write. Owned, not NULL. */
json_t *mh_net_row_read(mh_view text, mh_pace_row *row);
/* Puts row into object, over what was there. */
void mh_net_row_write(json_t *object, const mh_pace_row *row);

#endif
