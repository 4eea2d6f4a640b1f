/* out.h - where items go: standard output or a file, in one of the formats.
 * Owns: the file it opened. Threads: main thread.
 *
 * jsonl is written at once, a line an item; json is one array; csv takes its columns from the first
 * item (title, url, date ... then the rest of its plain fields); table is aligned for reading, shown
 * at the end. A file opened to be replaced is written beside and renamed by mh_out_close, so that a
 * run that dies leaves the old one whole. */
#ifndef MH_RUN_OUT_H
#define MH_RUN_OUT_H

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

typedef struct mh_out mh_out;
typedef enum mh_out_mode { MH_OUT_STDOUT, MH_OUT_APPEND, MH_OUT_REPLACE } mh_out_mode;

/* path: ignored for MH_OUT_STDOUT. format: jsonl json csv table none, or empty for what fits the
 * file's name, else jsonl. */
mh_rc mh_out_open(mh_out **out, mh_out_mode mode, mh_view path, mh_view format, mh_err *e);
/* Writes one item; *bytes (may be NULL) says how much. */
mh_rc mh_out_item(mh_out *o, const json_t *item, size_t *bytes, mh_err *e);
/* Ends the format and puts the file in place when keep is set. Frees o. NULL is fine. */
mh_rc mh_out_close(mh_out *o, bool keep, mh_err *e);

#endif
