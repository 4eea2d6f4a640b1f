/* workshop.h - what try, shell and new share: the job that a word names, a database for it.
 * Owns: see each function. Threads: main thread. */
#ifndef MH_CLI_WORKSHOP_H
#define MH_CLI_WORKSHOP_H

#include "base/fs.h"
#include "cli/cli.h"
#include "run/tool.h"

/* What a word of the command line stands for. */
typedef struct mh_shop_job {
    char *path;    /* the job's file; for a plugin, or for none, one that is not there */
    char *plugins; /* the folder in which a plugin that was named lies, or NULL */
    mh_buf source; /* the text of the job; empty: it is in path */
} mh_shop_job;

/* word: a job's file, a plugin's folder or name, or NULL: the stages article and language. name: of a job
 * without a file. MH_E_USAGE. Clear it in any case. */
mh_rc mh_shop_job_open(mh_shop_job *j, const char *word, const char *name, mh_err *e);
void mh_shop_job_clear(mh_shop_job *j);
bool mh_shop_is_address(const char *word); /* http or https */
/* "job" or "plugin" when the word names one that is there, else NULL. */
const char *mh_shop_kind(const char *word);

/* An empty database in a folder of its own, in the place of one that is not there yet: stages that look
 * something up find nothing, and nothing is left. */
typedef struct mh_scratch_db {
    char *folder; /* NULL: the user's own database is there */
} mh_scratch_db;

mh_rc mh_scratch_db_open(mh_scratch_db *d, mh_cli *c, mh_err *e);
void mh_scratch_db_close(mh_scratch_db *d);

/* Runs the tool in a process of its own, so that what closes a run in does not close this one in.
 * serve (may be NULL) is called here with the other end of tool->fd; the run goes on when it returns.
 * Returns the exit code of the run. */
int mh_shop_run(const mh_run_req *req, mh_tool *tool, void (*serve)(void *arg, int fd), void *arg);

#endif
