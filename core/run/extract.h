/* extract.h - articles out of files and addresses, on all cores, without a database and without Lua.
 * Owns: everything that it opens, until it returns.
 * Threads: main thread; one call a process at a time. Pages are read on threads of core/work. */
#ifndef MH_RUN_EXTRACT_H
#define MH_RUN_EXTRACT_H

#include "conf/settings.h"

typedef enum mh_extract_format {
    MH_EXTRACT_JSONL,
    MH_EXTRACT_JSON,
    MH_EXTRACT_TEXT,
    MH_EXTRACT_MARKDOWN,
    MH_EXTRACT_HTML
} mh_extract_format;

#define MH_EXTRACT_PAGES_MAX 50

typedef struct mh_extract_req {
    char **inputs; /* files, http and https addresses, or "-"; NULL-terminated */
    mh_extract_format format;
    const char *const
        *fields;        /* print these alone, NULL-terminated: a line an input, TAB between; or
                                * NULL: everything */
    unsigned pages;     /* an article cut into pages is joined from so many addresses, at most */
    const char **allow; /* permissions named on the command line, NULL-terminated, or NULL */
    const mh_settings *settings;
} mh_extract_req;

/* false with MH_E_USAGE that names the formats. */
bool mh_extract_format_of(mh_view name, mh_extract_format *out, mh_err *e);
/* false with MH_E_USAGE that names the fields. */
bool mh_extract_field_check(mh_view name, mh_err *e);

/* Prints one result an input on standard output, in order of the inputs; at most a few are in
 * memory. Returns the exit code: 0; 3 when some input failed; 4 when all did for want of a
 * permission; 1 when the output cannot be written; 141, in silence, when its reader went away. */
int mh_extract_run(const mh_extract_req *req);

#endif
