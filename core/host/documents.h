/* documents.h - which jobs a new or changed document starts (on = "document").
 * Owns: copies of names and filters. Threads: that of the store.
 *
 * A look takes the next MH_DOCUMENTS_LOOK changes (store/changes.h) behind the mark, asks for each job whether its
 * filter finds one of them, and moves the mark, which is in the database (namespace "host:documents"). So what came
 * while the daemon was off is found by the next one. Whoever looks saves what he did about it and the mark
 * in one transaction: then nothing is missed and nothing is told twice over a kill.
 *
 * A job never starts for documents whose last change came from a run of its own, however that was started: it
 * would start itself without end. Two jobs that start each other go on as long as each really stores something new or
 * changed each time; what is stored again unchanged, or with another analysis of the same page, starts nobody.
 * A job begins with the changes after the one at which it was first watched; it does not start for what was
 * there before it. */
#ifndef MH_HOST_DOCUMENTS_H
#define MH_HOST_DOCUMENTS_H

#include "store/store.h"

#define MH_DOCUMENTS_LOOK 200 /* changes that one look takes: bounds its time */

typedef struct mh_documents mh_documents;

mh_documents *mh_documents_new(void);
void mh_documents_free(mh_documents *d); /* NULL is fine */
/* The job is watched, with this filter from now on. Writes the first time, into the batch. MH_E_PARSE: a mistake
 * in the filter; it is then not watched, or as before. */
mh_rc mh_documents_watch(mh_documents *d, mh_store *s, mh_view job, mh_view filter, mh_err *e);
/* No longer; when it is watched again it begins anew. Writes into the batch. */
mh_rc mh_documents_forget(mh_documents *d, mh_store *s, mh_view job, mh_err *e);
size_t mh_documents_len(const mh_documents *d);

/* doc: one of its documents. */
typedef void mh_documents_fn(void *arg, mh_view job, int64_t doc);
/* Calls fn for each job that a change is for, by name, each once; fn may not call back. Then moves the mark, in the
 * batch (or transaction) of the store. *more: there are changes that it did not look at. After an error the mark is
 * where it was, and fn may have been called. */
mh_rc mh_documents_look(mh_documents *d, mh_store *s, mh_documents_fn *fn, void *arg, bool *more,
                        mh_err *e);

#endif
