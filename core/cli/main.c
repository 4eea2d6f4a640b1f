/* main.c - finds the command and runs it. */
#include "cli/cli.h"

#include "base/log.h"

#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const mh_command *const mh_commands[] = {
    /* read pages */
    &mh_cmd_run, &mh_cmd_extract,
    /* what is kept */
    &mh_cmd_search, &mh_cmd_show, &mh_cmd_explain, &mh_cmd_export, &mh_cmd_import, &mh_cmd_db,
    /* unattended */
    &mh_cmd_serve, &mh_cmd_jobs, &mh_cmd_status, &mh_cmd_logs, &mh_cmd_runs, &mh_cmd_schedule,
    &mh_cmd_pause, &mh_cmd_resume, &mh_cmd_alert, &mh_cmd_outbox, &mh_cmd_hosts,
    /* jobs and plugins of one's own */
    &mh_cmd_new, &mh_cmd_try, &mh_cmd_shell, &mh_cmd_select, &mh_cmd_test, &mh_cmd_check,
    &mh_cmd_grant, &mh_cmd_secret, &mh_cmd_replay, &mh_cmd_plugins, &mh_cmd_types,
    /* the program */
    &mh_cmd_doctor, &mh_cmd_completion, &mh_cmd_version, &mh_cmd_help, NULL};

const mh_command *mh_command_find(mh_view name) {
    for (const mh_command *const *c = mh_commands; *c; c++)
        if (mh_view_eq(mh_view_of((*c)->name), name)) return *c;
    return NULL;
}

int mh_cli_fail(int code, const char *fmt, ...) {
    mh_buf b = {0}, line = {0};
    va_list ap;
    va_start(ap, fmt);
    mh_buf_vprintf(&b, fmt, ap);
    va_end(ap);
    mh_log_escape(&line, mh_buf_view(&b), false);
    fprintf(stderr, "minehost: %.*s\n", MH_FMT(mh_buf_view(&line)));
    mh_buf_clear(&b);
    mh_buf_clear(&line);
    return code;
}

int mh_cli_usage(const mh_command *cmd, const char *why) {
    if (why) fprintf(stderr, "minehost: %s\n", why);
    fprintf(stderr, "usage: minehost %s\n", cmd->usage);
    fprintf(stderr, "Try: minehost help %s\n", cmd->name);
    return MH_EXIT_USAGE;
}

int mh_cli_code(const mh_err *e) {
    switch (e->code) {
    case MH_E_USAGE: return MH_EXIT_USAGE;
    case MH_E_PERMISSION: return MH_EXIT_REFUSED;
    case MH_E_LIMIT: return MH_EXIT_LIMIT;
    default: return MH_EXIT_FAILED;
    }
}

int mh_cli_no_command(const char *name) {
    const char *names[sizeof mh_commands / sizeof *mh_commands];
    size_t n = 0;
    for (; mh_commands[n]; n++) names[n] = mh_commands[n]->name;
    const char *near = mh_nearest(mh_view_of(name), names, n, sizeof *names);
    if (near) return mh_cli_fail(MH_EXIT_USAGE, "no command '%s' (did you mean '%s'?)", name, near);
    return mh_cli_fail(MH_EXIT_USAGE, "no command '%s'. Try: minehost help", name);
}

int main(int argc, char **argv) {
    mh_cli c = {0};
    mh_err e = {0};
    int code;
    signal(SIGPIPE, SIG_IGN);
    setlocale(LC_CTYPE, "C.UTF-8");
    if (argc < 2) {
        fputs("usage: minehost COMMAND [OPTIONS] ... ; try: minehost help\n", stderr);
        return MH_EXIT_USAGE;
    }
    mh_view name = mh_view_of(argv[1]);
    if (mh_view_eq(name, MH_VIEW("--help")) || mh_view_eq(name, MH_VIEW("-h")))
        name = MH_VIEW("help");
    if (mh_view_eq(name, MH_VIEW("--version"))) name = MH_VIEW("version");
    const mh_command *cmd = mh_command_find(name);
    if (cmd == NULL) return mh_cli_no_command(argv[1]);
    if (mh_settings_init(&c.settings, &e) != MH_OK) {
        code = mh_cli_fail(MH_EXIT_USAGE, "%s", e.msg);
    } else if (mh_cli_parse(&c, cmd, argv, &e) == MH_OK) {
        code = cmd->run(&c);
    } else if (e.code == MH_E_CANCELLED) {
        code = mh_cmd_help.run(&c);
    } else {
        code = mh_cli_fail(MH_EXIT_USAGE, "%s", e.msg);
    }
    mh_cli_clear(&c);
    if (fflush(stdout) != 0 && code == MH_EXIT_OK) code = MH_EXIT_FAILED;
    return code;
}
