/* queue.h - work to be done once, by name and key, that survives a kill at any instant.
 * Owns: leased entries live in the caller's arena. Threads: that of the store.
 *
 * An entry is waiting, leased, done or failed. A lease ends when its run ends in whatever way (its
 * process is gone) or its time is up; the entry then waits again. Done entries stay as a memory of
 * what was done, so that a key is never worked on twice, until they are forgotten. */
#ifndef MH_STORE_QUEUE_H
#define MH_STORE_QUEUE_H

#include "base/arena.h"
#include "store/store.h"

#include <jansson.h>

#define MH_QUEUE_NAME  1024 /* bytes of a queue's name */
#define MH_QUEUE_KEY   8192 /* of a key */
#define MH_QUEUE_ERROR 2000 /* of an error; longer ones are cut */

typedef struct mh_queue_push {
    mh_view queue, key;
    const json_t *value; /* NULL: null */
    int64_t priority;    /* higher first, then in order of arrival */
    double delay_s;      /* not before so long from now */
} mh_queue_push;

/* *added is false, and nothing changes, when the key was pushed before (in any state). Joins the
 * batch, as all that is written here. */
mh_rc mh_queue_push_one(mh_store *s, const mh_queue_push *p, bool *added, mh_err *e);

typedef struct mh_queue_entry {
    int64_t id;
    mh_view key, error; /* error: of the latest failure; empty when none */
    json_t *value;      /* owned by the caller */
    int64_t tries;      /* leases before this one; with id it names the lease */
} mh_queue_entry;

/* Takes the next entry that is due for the store's run, for lease_s seconds; no other run can have it
 * meanwhile. It is the caller's once the batch is committed. *out is NULL when nothing is due; *wait_us
 * is then the time until something may be (INT64_MAX: nothing waits or is leased); a push or the death
 * of a run may come sooner. */
mh_rc mh_queue_lease(mh_store *s, mh_view queue, double lease_s, mh_arena *a, mh_queue_entry **out,
                     int64_t *wait_us, mh_err *e);
/* MH_E_NOT_FOUND when that lease is over and another one began: of another run or of this one. The
 * value of what is done is not kept. */
mh_rc mh_queue_done(mh_store *s, int64_t id, int64_t tries, mh_err *e);
typedef struct mh_queue_again {
    int64_t tries;  /* so many leases in all, 0: 5; then it has failed */
    double first_s; /* back-off before the second try, 0: none; doubles, up to a day */
} mh_queue_again;
/* Waits again after a back-off that doubles, until it was tried so often: then it has failed, *final
 * (may be NULL) is true, and its value and error stay. Errors as above. */
mh_rc mh_queue_fail(mh_store *s, int64_t id, int64_t tries, mh_view error,
                    const mh_queue_again *again, bool *final, mh_err *e);

typedef struct mh_queue_counts {
    int64_t waiting, leased, done, failed;
} mh_queue_counts;
mh_rc mh_queue_count(mh_store *s, mh_view queue, mh_queue_counts *out, mh_err *e);
/* Forgets entries that are done or failed (all: every entry); *n how many. */
mh_rc mh_queue_forget(mh_store *s, mh_view queue, bool all, size_t *n, mh_err *e);

#endif
