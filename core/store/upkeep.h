/* upkeep.h - what an operator does to the database: copies, checks, pruning, figures.
 * Owns: what a function says. Threads: that of the store. Not inside a user transaction. */
#ifndef MH_STORE_UPKEEP_H
#define MH_STORE_UPKEEP_H

#include "store/store.h"

#include <jansson.h>

/* Copies the database to the file path while others go on writing: what was committed at its beginning.
 * The copy is put in place as a whole, synced; mode 0600. MH_E_USAGE for the database itself. */
mh_rc mh_store_backup(mh_store *s, const char *path, mh_err *err);

/* mh_store_check, and that rows refer to rows that are there, that every document has its states in one
 * chain whose last is the present one, and that labels and events belong to something. found (may be
 * NULL) is told each fault as it is found; MH_E_CORRUPT when there was any. */
typedef void mh_store_fault(void *arg, const char *fault);
mh_rc mh_store_verify(mh_store *s, mh_store_fault *found, void *arg, mh_err *err);

typedef enum mh_prune_part { MH_PRUNE_ALL, MH_PRUNE_DOCS, MH_PRUNE_RECORDS } mh_prune_part;

typedef struct mh_prune {
    mh_prune_part part; /* what of it: documents; the rest, and of that not the work that is done */
    int64_t before;     /* us: documents that have not changed since; 0: of any age */
    int64_t
        max_bytes; /* of the file, its free pages not counted: the oldest go until it is below; 0: all
                          that are old enough */
    mh_view source;   /* NULL ptr: of any */
    bool keep_events; /* events stay with their documents, and can be searched by */
    bool dry;         /* only count */
    int64_t
        most; /* documents; 0: all. What they leave in the search index goes when it is merged next */
} mh_prune;

typedef struct mh_pruned {
    int64_t docs, bytes; /* bytes: of their items and texts */
    int64_t states;      /* former versions and revisions */
    int64_t run_events, cache, queue, hosts, kv, outbox;
} mh_pruned;

/* Takes the text, the former states and all fields but those by which a document is known (key, url,
 * title, date, language, source, kind, story) away from old documents. Their hashes stay: the same page is
 * not new again, and is not stored again. Without a source also forgets, when older: events of runs,
 * answers kept, work that is done, hosts and robots.txt that nobody asked for; and what has expired.
 * Commits every few hundred documents. */
mh_rc mh_store_prune(mh_store *s, const mh_prune *p, mh_pruned *out, mh_err *err);
/* How long what a run leaves behind is kept; us, 0: for ever. */
typedef struct mh_retention {
    int64_t
        records; /* events of runs, answers kept, hosts and robots.txt; with it goes what has expired */
    int64_t
        docs; /* documents that have not changed: pruned, events stay; at most MH_RETAIN_DOCS at once */
} mh_retention;
#define MH_RETAIN_DOCS 10000
/* Whether nobody has asked for it within a day. */
mh_rc mh_store_retain_due(mh_store *s, bool *due, mh_err *err);
/* Forgets what is older, if it is due; of several that ask at once one does it. *did may be NULL. */
mh_rc mh_store_retain(mh_store *s, const mh_retention *r, bool *did, mh_pruned *out, mh_err *err);
/* Gives free pages back to the disk, a few at a time, and empties the WAL. A file made before version 4
 * keeps its free pages for later writes; all: it is written anew, which takes its size once more. */
mh_rc mh_store_shrink(mh_store *s, bool all, mh_err *err);

/* { path, schema, bytes, free_bytes, wal_bytes, documents, pruned, states, text_bytes, bytes_per_document,
 * cache_bytes, tables = [{ name, rows, bytes }], sources = [{ source, documents, bytes }], months =
 * [{ month, documents, bytes }], outbox = { state = n } }; owned. Reads the whole file. */
mh_rc mh_store_stats(mh_store *s, json_t **out, mh_err *err);

/* The file's schema, and what it was before this handle opened it. */
void mh_store_schema(const mh_store *s, int *now, int *was);

#endif
