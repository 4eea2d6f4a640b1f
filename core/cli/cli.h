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

/* An option of a command, beside the settings, which are every command's. */
typedef struct mh_option {
    const char *name; /* without "--" */
    bool value;       /* takes one; else a switch */
} mh_option;

typedef struct mh_given {
    const mh_option *option;
    const char *value; /* borrowed from argv; "" for a switch */
} mh_given;

typedef struct mh_cli {
    mh_settings settings;
    MH_VEC(char *) words;       /* what is no option; borrowed from argv */
    MH_VEC(mh_given) given;     /* the command's own options, as they came */
    MH_VEC(const char *) allow; /* scratch of mh_cli_allow */
} mh_cli;

typedef struct mh_command {
    const char *name, *usage, *about;
    int (*run)(mh_cli *c);
    const char *help;         /* more lines for `help NAME`, or NULL */
    const mh_option *options; /* ends with a NULL name; or NULL */
} mh_command;

extern const mh_command mh_cmd_run, mh_cmd_extract, mh_cmd_search, mh_cmd_show, mh_cmd_explain,
    mh_cmd_runs, mh_cmd_hosts, mh_cmd_plugins, mh_cmd_version, mh_cmd_help;
extern const mh_command mh_cmd_try, mh_cmd_new, mh_cmd_shell, mh_cmd_select, mh_cmd_test,
    mh_cmd_replay, mh_cmd_types;
extern const mh_command mh_cmd_check, mh_cmd_grant, mh_cmd_secret;
extern const mh_command mh_cmd_doctor, mh_cmd_completion;
extern const mh_command mh_cmd_jobs, mh_cmd_pause, mh_cmd_resume, mh_cmd_schedule, mh_cmd_logs,
    mh_cmd_status;
extern const mh_command mh_cmd_serve;
extern const mh_command mh_cmd_alert;
extern const mh_command mh_cmd_outbox, mh_cmd_export, mh_cmd_import, mh_cmd_db;
/* All commands in the order of the help; ends with NULL. */
extern const mh_command *const mh_commands[];
int mh_cli_no_command(const char *name); /* says so, with the nearest one; the exit code */
const mh_command *mh_command_find(mh_view name);

/* Takes the options out of argv (from argv[2] on). MH_E_USAGE, or MH_E_CANCELLED when help is asked. */
mh_rc mh_cli_parse(mh_cli *c, const mh_command *cmd, char **argv, mh_err *e);
void mh_cli_clear(mh_cli *c);
/* Whether the help of the command tells of the option; others are for the program itself. */
bool mh_option_told(const mh_command *cmd, const mh_option *o);
/* The last value of an option of the command; NULL when it was not given. */
const char *mh_cli_value(const mh_cli *c, const char *name);
/* The next value from *i on, which moves; NULL at the end. */
const char *mh_cli_next(const mh_cli *c, const char *name, size_t *i);
/* "--field title,date --field url" -> the names one by one, NULL behind them, owned: see
 * mh_cli_free_fields. False: a name was empty. */
bool mh_cli_split_fields(const mh_cli *c, const char ***out);
void mh_cli_free_fields(const char **names); /* NULL is fine */
/* Its value as a number from 1 to max; *out stays when it was not given. MH_E_USAGE. */
mh_rc mh_cli_number(const mh_cli *c, const char *name, uint64_t max, size_t *out, mh_err *e);
/* Most rows that --limit of a list may ask for. */
#define MH_CLI_LIST_MAX 100000
/* The permissions of --allow, NULL-terminated; borrowed from c. */
const char **mh_cli_allow(mh_cli *c);

/* Prints "minehost: MESSAGE" on standard error and returns code. */
__attribute__((format(printf, 2, 3))) int mh_cli_fail(int code, const char *fmt, ...);
/* Prints how the command is used and returns MH_EXIT_USAGE. */
int mh_cli_usage(const mh_command *cmd, const char *why);
/* The exit code that goes with an error. */
int mh_cli_code(const mh_err *e);

#endif
