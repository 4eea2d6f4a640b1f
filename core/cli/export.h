/* export.h - what is written of documents: rows of fields, events, an Atom feed.
 * Owns: nothing but what a comment says. Threads: main thread. */
#ifndef MH_CLI_EXPORT_H
#define MH_CLI_EXPORT_H

#include "store/docs.h"

/* export_rows.c: the item of a document with what the store knows of it: version, first_seen,
 * changed_at; states: revision and since as well. Owned; *d is cleared. */
json_t *mh_export_item(mh_record *d, int64_t since);
/* One row an event of the item, with the document's address, title, outlet and version beside it:
 * owned list of objects. */
json_t *mh_export_events(const json_t *item);
/* The object with these fields alone; owned. */
json_t *mh_export_pick(const json_t *item, const char *const *fields);
extern const char *const mh_export_columns[],
    *const mh_export_event_columns[]; /* NULL-terminated */

/* A record as CSV (RFC 4180, lines end with CR LF): lists are joined by "; ", of tables their label, name
 * or id; other tables are JSON. item NULL: the names of the columns. */
void mh_export_csv(mh_buf *out, const json_t *item, const char *const *columns);

/* export_atom.c: a feed (RFC 4287) in three parts. title: of the feed; updated: us. */
void mh_export_atom_head(mh_buf *out, mh_view title, int64_t updated);
void mh_export_atom_entry(mh_buf *out, const json_t *item, mh_view key);
void mh_export_atom_end(mh_buf *out);

#endif
