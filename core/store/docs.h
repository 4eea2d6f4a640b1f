/* docs.h - documents and their versions, by content hash.
 * Owns: an mh_record owns its parts until mh_doc_clear; items handed in are borrowed.
 * Threads: that of the store.
 *
 * A document has a key (item.key, else item.url). Two hashes decide what a put does:
 * - the page: SHA-256 over kind, title, lead, text, byline, date. A difference is a new version.
 * - the rest: everything but what each fetch changes (fetched_at, status) and what the store adds
 *   (id, version, first_seen, changed_at). A difference alone (a better analysis of the same page)
 *   rewrites the item in place, as a revision of its version; the former one stays readable.
 * Nothing different: nothing is written at all, not even a time.
 *
 * Every state that ever was is kept with the time from which it held, so reads as of a time are
 * exact. */
#ifndef MH_STORE_DOCS_H
#define MH_STORE_DOCS_H

#include "store/store.h"

#include <jansson.h>

typedef enum mh_put_outcome { MH_PUT_NEW, MH_PUT_CHANGED, MH_PUT_UNCHANGED } mh_put_outcome;

typedef struct mh_put_result {
    int64_t id, version; /* version counts from 1 */
    mh_put_outcome outcome;
    bool revised; /* unchanged page, other analysis: rewritten in place */
} mh_put_result;

typedef struct mh_record {
    int64_t id, version, revision;
    int64_t first_seen, changed_at; /* us since the epoch; changed_at: start of this version */
    int64_t at;                     /* us: its date when it names a sane one, else first_seen */
    int64_t run;                    /* that stored this state; 0: none */
    char *key;                      /* owned */
    json_t *item;                   /* owned; the whole item, without id and version */
} mh_record;

const char *mh_put_outcome_name(mh_put_outcome o); /* "new", "changed", "unchanged" */

/* Stores item (a JSON object). Errors: MH_E_USAGE (no object, no key), MH_E_LIMIT / MH_E_TOO_LARGE
 * (too deep, too big), MH_E_READ_ONLY, MH_E_FULL, MH_E_BUSY. After an error nothing has changed. */
mh_rc mh_doc_put(mh_store *s, const json_t *item, mh_put_result *out, mh_err *err);

/* Stores an item as it was exported: one that is not kept yet gets the version, revision, first_seen,
 * changed_at and since (when the state began) that the item names, as far as it does; a later state of
 * a document that is kept likewise follows the ones before it. All else is a put. */
mh_rc mh_doc_import(mh_store *s, const json_t *item, mh_put_result *out, mh_err *err);

/* By id or by key; as_of (us) 0: now, else the state that held then. MH_E_NOT_FOUND. */
mh_rc mh_doc_get(mh_store *s, int64_t id, int64_t as_of, mh_record *out, mh_err *err);
mh_rc mh_doc_get_key(mh_store *s, mh_view key, int64_t as_of, mh_record *out, mh_err *err);
/* By the beginning of its key; MH_E_NOT_FOUND, MH_E_USAGE when several keys begin so. */
mh_rc mh_doc_get_prefix(mh_store *s, mh_view prefix, int64_t as_of, mh_record *out, mh_err *err);
/* One state. */
mh_rc mh_doc_get_state(mh_store *s, int64_t id, int64_t version, int64_t revision, mh_record *out,
                       mh_err *err);
/* One version in its last revision. */
mh_rc mh_doc_get_version(mh_store *s, int64_t id, int64_t version, mh_record *out, mh_err *err);
void mh_doc_clear(mh_record *d);

typedef struct mh_doc_state {
    int64_t version, revision, at, run; /* at: us, when it began to hold */
    char hash[65];                      /* of the page */
} mh_doc_state;

/* Every state of a document, oldest first; *out is owned (free). n is 0 for an unknown id. */
mh_rc mh_doc_versions(mh_store *s, int64_t id, mh_doc_state **out, size_t *n, mh_err *err);

typedef enum mh_doc_order {
    MH_DOCS_NEWEST, /* by at, latest first */
    MH_DOCS_OLDEST, /* by at, earliest first */
    MH_DOCS_STORED  /* in the order in which they were first stored */
} mh_doc_order;

/* Which documents; a zeroed struct means all. Views with NULL ptr do not filter. Topic, country,
 * event type and actor are compared without ASCII case with the item's topics, mentions, events. */
typedef struct mh_doc_filter {
    int64_t since, until; /* us, since <= at < until; 0: open */
    mh_view language, source, story, kind;
    mh_view topic, country, type, actor;
    int64_t run; /* those that this run made or changed */
    int64_t
        as_of; /* us; 0: now, else documents in the state that held then, chosen by it. mh_search
                      does not look at it: see then_search.h */
} mh_doc_filter;

/* Reads a time as people give it: RFC 3339, a date (also 2026 or 2026-05), or an age before now (us)
 * such as 12h, 2d, 3w, 1y. until: a date alone means its end. False when v is none of these. */
bool mh_doc_time(mh_view v, bool until, int64_t now, int64_t *us);

/* Walks documents page by page; no lock is held between calls, so the caller may write meanwhile.
 * Documents stored after the open are not visited. */
typedef struct mh_docs mh_docs;
mh_docs *mh_docs_open(mh_store *s, const mh_doc_filter *f, mh_doc_order order, size_t limit);
/* The same for what a query (search.h) finds. MH_E_PARSE for a mistake in it. */
mh_rc mh_docs_open_query(mh_store *s, mh_view query, const mh_doc_filter *f, mh_doc_order order,
                         size_t limit, mh_docs **out, mh_err *err);
/* Fills *out and sets *more, or clears *more at the end. */
mh_rc mh_docs_next(mh_docs *c, mh_record *out, bool *more, mh_err *err);
void mh_docs_close(mh_docs *c); /* NULL is fine */
/* How many documents pass the filter (may be NULL: all). */
mh_rc mh_docs_count(mh_store *s, const mh_doc_filter *f, int64_t *out, mh_err *err);

#endif
