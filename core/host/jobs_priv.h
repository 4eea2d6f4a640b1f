/* jobs_priv.h - the parts of the jobs of a folder, shared by their files.
 * Owns: see jobs.h. Threads: see jobs.h. */
#ifndef MH_HOST_JOBS_PRIV_H
#define MH_HOST_JOBS_PRIV_H

#include "host/jobs.h"

#define JOBS_WAIT 30 /* seconds that the reader gets */

/* jobs_read.c: what each of n files declares, as run/describe.h says it: new references in out, in the
 * order of the paths. A file that ends its reader gets an error, the others are read by a new one. MH_FAIL:
 * out holds nothing. */
mh_rc jobs_read(const char *self, char *const *paths, size_t n, json_t **out, mh_err *e);

/* jobs_said.c: makes what people gave anew, over a job that changed. */
void jobs_lay(mh_jobs_entry *e);
void jobs_unsay(mh_jobs_entry *e);

#endif
