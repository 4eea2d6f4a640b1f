/* runs.h - what the commands that show runs share.
 * Owns: nothing. Threads: main thread. */
#ifndef MH_CLI_RUNS_H
#define MH_CLI_RUNS_H

#include "cli/cli.h"
#include "store/runs.h"

/* What --job (job: that name, or NULL), --status, --since and --limit say. Says what is wrong and returns the exit
 * code. */
int mh_cli_runs_filter(mh_cli *c, const mh_command *cmd, const char *job, mh_runs_filter *out);
/* There is no run of the job that was asked for: says so, and which one may have been meant. Returns the exit
 * code. */
int mh_cli_no_runs(mh_store *s, mh_view job);
json_t *mh_cli_run_json(const mh_runs_record *r); /* owned */
/* Prints it on a line of its own, and frees it. */
void mh_cli_put_json(json_t *o);
/* The colour of a status on a terminal, or "". */
const char *mh_cli_status_colour(mh_runs_status st);

#endif
