/* logfile.h - where the daemon's log lines go: a file that is rotated, the journal, standard error.
 * Owns: its descriptor and path. Threads: loop thread.
 *
 * At its size FILE becomes FILE.1, FILE.1 becomes FILE.2 and so on; the oldest is removed. A line is
 * written whole by one write, to one file, so no rotation loses or cuts one. Another program may move
 * the file away (logrotate): mh_logfile_reopen makes a new one. A line that cannot be written (disk
 * full) is counted, and what was lost is said, in the log, once it can be. */
#ifndef MH_HOST_LOGFILE_H
#define MH_HOST_LOGFILE_H

#include "base/err.h"
#include "base/log.h"

typedef struct mh_logfile mh_logfile;

typedef struct mh_logfile_opts {
    mh_view
        path; /* empty: standard error, with the journal's level marks where that is the journal */
    int64_t size;         /* bytes at which it is rotated */
    int64_t keep;         /* rotated files that are kept */
    mh_log_format format; /* of the line that says what was lost */
} mh_logfile_opts;

mh_rc mh_logfile_open(mh_logfile **out, const mh_logfile_opts *o, mh_err *e);
void mh_logfile_close(mh_logfile *f); /* NULL is fine */
/* For mh_log_new. */
void mh_logfile_write(void *file, mh_level level, mh_view line);
/* After SIGHUP. Where the file cannot be opened anew the old one goes on. */
mh_rc mh_logfile_reopen(mh_logfile *f, mh_err *e);
int64_t mh_logfile_lost(const mh_logfile *f); /* lines, in all */

#endif
