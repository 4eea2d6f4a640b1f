/* changes.h - which documents are new or changed since a mark.
 * Owns: nothing. Threads: that of the store.
 *
 * Each new document and each new version of one takes the next number, under the lock of writers, so that
 * numbers are in the order of the commits: who has seen all up to a number misses nothing. A document has the
 * number of its latest change only. A new analysis of the same page (a revision) is no change. */
#ifndef MH_STORE_CHANGES_H
#define MH_STORE_CHANGES_H

#include "store/docs.h"

/* The number of the latest change; 0: there was none yet. */
mh_rc mh_changes_last(mh_store *s, int64_t *out, mh_err *err);
/* The number of the most-th change behind `after`, or of the last; `after` when there is none. */
mh_rc mh_changes_upto(mh_store *s, int64_t after, size_t most, int64_t *out, mh_err *err);

typedef struct mh_changes_ask {
    int64_t after, upto; /* after < number <= upto; few, as each may be looked at */
    mh_view query;       /* as in search.h; empty: any document */
    mh_view but;         /* the job whose runs' documents do not count; NULL ptr: none */
} mh_changes_ask;
/* Whether a change is one that is asked for; *doc (may be NULL) is then its document. MH_E_PARSE for a mistake
 * in the query. */
mh_rc mh_changes_any(mh_store *s, const mh_changes_ask *ask, bool *any, int64_t *doc, mh_err *err);

#endif
