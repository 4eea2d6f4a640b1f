/* import_read.h - what minehost import reads: items, one a line, into a database; a list of feeds into the text of a job.
 * Owns: nothing; files and stores are the caller's. Threads: that of the store. */
#ifndef MH_CLI_IMPORT_READ_H
#define MH_CLI_IMPORT_READ_H

#include "doc/opml.h"
#include "store/docs.h"

#include <stdio.h>

typedef struct mh_import {
    size_t fresh, changed, same, failed;
} mh_import;

/* Told each line that fails, from 1. */
typedef void mh_import_fault(void *arg, size_t line, const char *why);
/* Adds to *n. A line that is no item fails alone; MH_FAIL when the file cannot be read, or the database not be written. What
 * came before is kept, committed in pieces. fault may be NULL. */
mh_rc mh_import_lines(mh_store *s, FILE *f, mh_import_fault *fault, void *arg, mh_import *n,
                      mh_err *e);
/* Whether f holds a list of feeds (XML); items begin with a brace. Reads white space and a byte order mark away. */
bool mh_import_is_xml(FILE *f);
/* Appends a declared job with one source a feed, its title beside it as a comment of one line. */
void mh_import_job(mh_buf *out, const mh_opml *o, mh_view name);
/* Appends the name of a job from its list's: "lists/my feeds.opml" -> "my-feeds". */
void mh_import_job_name(mh_buf *out, const char *path);

#endif
