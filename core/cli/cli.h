/* cli.h - the commands of minehost, one a file.
 * Owns: nothing. Threads: main thread.
 *
 * A command gets its arguments without the options that mh_cli_parse took (settings), and returns
 * the process's exit code. */
#ifndef MH_CLI_CLI_H
#define MH_CLI_CLI_H

#include "base/vec.h"
#include "conf/settings.h"
#include "run/run.h"

typedef struct mh_cli {
    mh_settings settings;
    MH_VEC(char *) words;       /* what is no option; borrowed from argv */
    MH_VEC(const char *) allow; /* values of --allow; borrowed */
    size_t limit;               /* --limit N, for lists; 0: the command's own */
    /* of `extract`; borrowed */
    const char *format;
    MH_VEC(const char *) fields; /* values of --field */
    size_t pages;                /* 0: not given */
    const char *forget;          /* of `hosts`: value of --forget, borrowed; or NULL */
} mh_cli;

typedef struct mh_command {
    const char *name, *usage, *about;
    int (*run)(mh_cli *c);
    const char *help; /* more lines for `help NAME`, or NULL */
} mh_command;

extern const mh_command mh_cmd_run, mh_cmd_extract, mh_cmd_search, mh_cmd_show, mh_cmd_runs,
    mh_cmd_hosts, mh_cmd_plugins, mh_cmd_version, mh_cmd_help;
/* All commands in the order of the help; ends with NULL. */
extern const mh_command *const mh_commands[];
const mh_command *mh_command_find(mh_view name);

/* Prints "minehost: MESSAGE" on standard error and returns code. */
__attribute__((format(printf, 2, 3))) int mh_cli_fail(int code, const char *fmt, ...);
/* Prints how the command is used and returns MH_EXIT_USAGE. */
int mh_cli_usage(const mh_command *cmd, const char *why);
/* The exit code that goes with an error. */
int mh_cli_code(const mh_err *e);

#endif
