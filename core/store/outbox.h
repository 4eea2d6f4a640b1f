/* outbox.h - what is to be told to others, each of it once.
 * Owns: entries live in the caller's arena; their values are the caller's (json_decref).
 * Threads: that of the store.
 *
 * An entry has a channel ("mail"), a target (one receiver, told by a number, since an address may
 * hold a secret) and a key, which is pushed there once, in whatever state it is. Before it is sent it
 * is taken: that a run is sending it is on disk first. What the run then says of it ends the doubt:
 * delivered, or failed (tried again later). A run that dies between the two, or cannot tell, leaves it
 * uncertain: it may have been told, so it is not told again unless somebody asks for that.
 *
 *     pending -> sending -> delivered
 *        ^          |-----> failed ----> (taken again when it is due, until it was tried so often)
 *        |          '-----> uncertain
 *        '---- retry ------ failed, uncertain, dropped                drop: any but sending */
#ifndef MH_STORE_OUTBOX_H
#define MH_STORE_OUTBOX_H

#include "base/arena.h"
#include "store/store.h"

#include <jansson.h>

#define MH_OUTBOX_NAME  1024 /* bytes of a channel or target */
#define MH_OUTBOX_KEY   8192
#define MH_OUTBOX_TITLE 300 /* of what is shown to people; longer ones are cut */
#define MH_OUTBOX_ERROR 2000

/* X(enum suffix, name), in the order of their numbers in the database */
#define MH_OUTBOX_STATES(X)                                                                        \
    X(PENDING, "pending")                                                                          \
    X(SENDING, "sending")                                                                          \
    X(DELIVERED, "delivered")                                                                      \
    X(FAILED, "failed")                                                                            \
    X(UNCERTAIN, "uncertain")                                                                      \
    X(DROPPED, "dropped")

typedef enum mh_outbox_state {
#define MH_X(suffix, name) MH_OUTBOX_##suffix,
    MH_OUTBOX_STATES(MH_X)
#undef MH_X
        MH_OUTBOX_N
} mh_outbox_state;

const char *mh_outbox_state_name(mh_outbox_state st);

typedef struct mh_outbox_box {
    mh_view channel, target;
    mh_view shown; /* of the target, to people: nothing secret */
} mh_outbox_box;

typedef struct mh_outbox_entry {
    int64_t id;
    mh_view key, error; /* error: of the latest failure; empty when none */
    json_t *value;      /* owned by the caller; of lists NULL */
    int64_t tries;      /* times it was taken before; with id it names the taking */
    /* of lists alone */
    mh_view channel, target, shown, title;
    mh_outbox_state state;
    int64_t due, added, changed; /* us; due: of pending and failed, INT64_MAX: not by itself */
    int64_t run;                 /* that took it last; 0: none */
} mh_outbox_entry;

/* *added is false, and nothing changes, when the key is known there and what was delivered is still
 * to be remembered. title: for people. Joins the batch, as all that is written here. */
mh_rc mh_outbox_push(mh_store *s, const mh_outbox_box *box, mh_view key, mh_view title,
                     const json_t *value, bool *added, mh_err *e);
/* The same for what is to be told at due (us), no sooner. */
mh_rc mh_outbox_push_at(mh_store *s, const mh_outbox_box *box, mh_view key, mh_view title,
                        const json_t *value, int64_t due, bool *added, mh_err *e);
/* When the next entry of the box is due (us); INT64_MAX: none is by itself. */
mh_rc mh_outbox_next(mh_store *s, const mh_outbox_box *box, int64_t *at, mh_err *e);
/* Takes back what nobody was told of yet (pending, failed), as if it had never been pushed. *gone is
 * false for what is being sent, was told, may have been told, or is not there. */
mh_rc mh_outbox_withdraw(mh_store *s, const mh_outbox_box *box, mh_view key, bool *gone, mh_err *e);
/* Takes what is due, in order of arrival, at most limit entries; key with a ptr: that one alone. They
 * may be sent once the batch is committed. What a run took that is no more becomes uncertain. */
mh_rc mh_outbox_take(mh_store *s, const mh_outbox_box *box, mh_view key, size_t limit, mh_arena *a,
                     mh_outbox_entry **out, size_t *n, mh_err *e);

/* What became of an entry taken by this run; MH_E_NOT_FOUND when that taking is over. */
/* keep_s: how long it is remembered, 0: for ever. The value is not kept. */
mh_rc mh_outbox_delivered(mh_store *s, int64_t id, int64_t tries, double keep_s, mh_err *e);
typedef struct mh_outbox_again {
    int64_t tries;  /* so many in all, 0: 10; then it stays failed */
    double first_s; /* until the second try, 0: at once; doubles, up to a day */
} mh_outbox_again;
mh_rc mh_outbox_failed(mh_store *s, int64_t id, int64_t tries, mh_view error,
                       const mh_outbox_again *again, bool *final, mh_err *e);
mh_rc mh_outbox_unsure(mh_store *s, int64_t id, int64_t tries, mh_view error, mh_err *e);
/* It was not tried after all: pending as before. */
mh_rc mh_outbox_release(mh_store *s, int64_t id, int64_t tries, mh_err *e);

typedef struct mh_outbox_filter {
    unsigned states;              /* bits 1 << state; 0: all */
    mh_view channel, target, key; /* NULL ptr: any */
    int64_t id;                   /* 0: any */
    size_t limit;                 /* 0: 1000 */
} mh_outbox_filter;
/* Latest first, without values. What a dead run was sending is shown as uncertain. */
mh_rc mh_outbox_list(mh_store *s, const mh_outbox_filter *f, mh_arena *a, mh_outbox_entry **out,
                     size_t *n, mh_err *e);
/* How many entries of the box are in each state, as mh_outbox_list shows them. */
mh_rc mh_outbox_count(mh_store *s, const mh_outbox_box *box, int64_t out[MH_OUTBOX_N], mh_err *e);

/* By somebody's request. retry: pending again, tries counted anew; MH_E_USAGE for what was delivered
 * (its value is gone) or is being sent. drop: never told; MH_E_USAGE for what was told or is being
 * sent. MH_E_NOT_FOUND. */
mh_rc mh_outbox_retry(mh_store *s, int64_t id, mh_err *e);
mh_rc mh_outbox_drop(mh_store *s, int64_t id, mh_err *e);
/* Forgets what was delivered and need no longer be remembered; *n how many. */
mh_rc mh_outbox_forget(mh_store *s, size_t *n, mh_err *e);

#endif
