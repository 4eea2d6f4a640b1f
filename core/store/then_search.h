/* then_search.h - full-text search in the documents as they were at a time.
 * Owns: results live in the caller's arena. Threads: that of the store.
 *
 * What is found and shown is the state that held then. Documents that have not changed since are found
 * by the index; the former texts of the others are indexed for this one search, in memory, so its cost
 * grows with what changed since. Ranks of two indexes cannot be compared: hits come by date, the latest
 * first, and each scores 1. */
#ifndef MH_STORE_THEN_SEARCH_H
#define MH_STORE_THEN_SEARCH_H

#include "store/search.h"

/* As mh_search, at opts->filter.as_of (not 0); opts->order is not looked at. */
mh_rc mh_search_then(mh_store *s, mh_view query, const mh_search_opts *opts, mh_arena *a,
                     mh_hits *out, mh_err *err);

#endif
