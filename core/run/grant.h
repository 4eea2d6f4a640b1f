/* grant.h - what was asked against what was granted: for the commands, and for a run.
 * Owns: nothing. Threads: main thread. */
#ifndef MH_RUN_GRANT_H
#define MH_RUN_GRANT_H

#include "run/run.h"

/* Grants a job (req->job) the words for good, or all that it asks for when words is NULL or empty;
 * words already granted stay as long as nothing changed. Prints what it granted; returns an exit
 * code. words: NULL-terminated; paths are relative to the working folder. */
int mh_run_grant_job(const mh_run_req *req, const char **words);
/* The same for a plugin, in every run in which it takes part: a name that is looked for in folder, as
 * for a job that lies there, or with a "/" the path of its folder. */
int mh_run_grant_plugin(const char *name, const char *folder, const char **words);

/* Prints what is wrong with the job, what it asks for and what of it is granted, without running
 * any of its code; json: as one object. MH_EXIT_REFUSED: all is well but for a permission. */
int mh_run_check_job(const mh_run_req *req, bool json);
int mh_run_check_plugin(const char *name, const char *folder, bool json);

#endif
