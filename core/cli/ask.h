/* ask.h - jobs by their names: where their files are, and asking the daemon to run one.
 * Owns: see each function. Threads: main thread. */
#ifndef MH_CLI_ASK_H
#define MH_CLI_ASK_H

#include "cli/cli.h"

/* The file of a job that `run` is to run: *path stays NULL when word is one itself, else owned: that of the job
 * of the folder with this name. Says what is wrong and returns the exit code. */
int mh_cli_find_job(const mh_cli *c, const char *word, char **path);
/* A word that names a job of the folder, and neither a file, a folder nor a plugin, becomes the path of its
 * file. Others stay. */
void mh_cli_name_job(mh_cli *c, size_t word);
/* run NAME --now: asks the daemon, and waits until it has started the run. Returns the exit code. */
int mh_cli_ask_run(mh_cli *c);

#endif
