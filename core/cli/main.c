/* main.c - finds the command, reads the options, runs it. */
#include "cli/cli.h"

#include "base/log.h"
#include "run/extract.h"

#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const mh_command *const mh_commands[] = {
    &mh_cmd_run,   &mh_cmd_extract, &mh_cmd_search,  &mh_cmd_show, &mh_cmd_runs,
    &mh_cmd_hosts, &mh_cmd_plugins, &mh_cmd_version, &mh_cmd_help, NULL};

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

static int unknown_command(const char *name) {
    const char *names[sizeof mh_commands / sizeof *mh_commands];
    size_t n = 0;
    for (; mh_commands[n]; n++) names[n] = mh_commands[n]->name;
    const char *near = mh_nearest(mh_view_of(name), names, n, sizeof *names);
    if (near) return mh_cli_fail(MH_EXIT_USAGE, "no command '%s' (did you mean '%s'?)", name, near);
    return mh_cli_fail(MH_EXIT_USAGE, "no command '%s'. Try: minehost help", name);
}

static bool is_of_extract(mh_view name) {
    return mh_view_eq(name, MH_VIEW("field")) || mh_view_eq(name, MH_VIEW("format")) ||
           mh_view_eq(name, MH_VIEW("pages"));
}

/* value ends where the argument ends, so its pointer is a string. */
static mh_rc extract_option(mh_cli *c, mh_view name, mh_view value, mh_err *e) {
    uint64_t n;
    if (mh_view_eq(name, MH_VIEW("field"))) {
        mh_vec_push(&c->fields, value.ptr);
    } else if (mh_view_eq(name, MH_VIEW("format"))) {
        c->format = value.ptr;
    } else if (!mh_view_u64(value, &n) || n == 0 || n > MH_EXTRACT_PAGES_MAX) {
        return mh_fail(e, MH_E_USAGE, "option --pages wants a number from 1 to %d",
                       MH_EXTRACT_PAGES_MAX);
    } else {
        c->pages = (size_t)n;
    }
    return MH_OK;
}

/* "--name=value", "--name value", or a switch; *i goes on past a value. */
static mh_rc long_option(mh_cli *c, const mh_command *cmd, char **argv, int *i, mh_err *e) {
    mh_view arg = mh_view_of(argv[*i] + 2), value = {0};
    size_t eq = mh_view_find_byte(arg, '=', 0);
    mh_view name = mh_view_sub(arg, 0, eq == SIZE_MAX ? arg.len : eq);
    bool own = mh_view_eq(name, MH_VIEW("allow")) || mh_view_eq(name, MH_VIEW("limit")) ||
               mh_view_eq(name, MH_VIEW("set"));
    bool of_extract = cmd == &mh_cmd_extract && is_of_extract(name);
    bool forget = cmd == &mh_cmd_hosts && mh_view_eq(name, MH_VIEW("forget"));
    if (eq != SIZE_MAX)
        value = mh_view_sub(arg, eq + 1, arg.len);
    else if (!own && !of_extract && !forget && mh_settings_is_switch(name))
        value = MH_VIEW("true");
    else if (argv[*i + 1])
        value = mh_view_of(argv[++*i]);
    else
        return mh_fail(e, MH_E_USAGE, "option --%.*s needs a value", MH_FMT(name));
    if (of_extract) return extract_option(c, name, value, e);
    if (forget) {
        c->forget = value.ptr;
        return MH_OK;
    }
    if (mh_view_eq(name, MH_VIEW("allow"))) {
        mh_vec_push(&c->allow, value.ptr);
        return MH_OK;
    }
    if (mh_view_eq(name, MH_VIEW("limit"))) {
        uint64_t n;
        if (!mh_view_u64(value, &n) || n == 0 || n > 100000)
            return mh_fail(e, MH_E_USAGE, "option --limit wants a number from 1 to 100000");
        c->limit = (size_t)n;
        return MH_OK;
    }
    if (mh_view_eq(name, MH_VIEW("set"))) {
        eq = mh_view_find_byte(value, '=', 0);
        if (eq == SIZE_MAX) return mh_fail(e, MH_E_USAGE, "option --set wants KEY=VALUE");
        name = mh_view_sub(value, 0, eq);
        value = mh_view_sub(value, eq + 1, value.len);
    }
    return mh_settings_set(&c->settings, name, value, e);
}

/* "-q", "-o FILE", "-oFILE" */
static mh_rc short_option(mh_cli *c, char **argv, int *i, mh_err *e) {
    char *arg = argv[*i];
    const char *name = mh_settings_short(arg[1]);
    if (name == NULL && access(arg, F_OK) == 0)
        return mh_fail(e, MH_E_USAGE, "unknown option -%c; for the file write ./%s", arg[1], arg);
    if (name == NULL) return mh_fail(e, MH_E_USAGE, "unknown option -%c", arg[1]);
    if (mh_settings_is_switch(mh_view_of(name))) {
        if (arg[2]) return mh_fail(e, MH_E_USAGE, "option -%c takes no value", arg[1]);
        return mh_settings_set(&c->settings, mh_view_of(name), MH_VIEW("true"), e);
    }
    const char *value = arg[2] ? arg + 2 : argv[*i + 1];
    if (value == NULL) return mh_fail(e, MH_E_USAGE, "option -%c needs a value", arg[1]);
    if (!arg[2]) ++*i;
    return mh_settings_set(&c->settings, mh_view_of(name), mh_view_of(value), e);
}

/* Options may stand anywhere before "--". For `run`, what follows the job's file is the script's. */
static mh_rc parse(mh_cli *c, const mh_command *cmd, char **argv, mh_err *e) {
    bool words_only = false;
    for (int i = 2; argv[0] && argv[1] && argv[i]; i++) {
        char *a = argv[i];
        if (words_only || a[0] != '-' || a[1] == '\0') {
            mh_vec_push(&c->words, a);
        } else if (strcmp(a, "--") == 0) {
            words_only = true;
        } else if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0) {
            c->words.len = 0;
            mh_vec_push(&c->words, (char *)(uintptr_t)cmd->name);
            return mh_fail(e, MH_E_CANCELLED, "help");
        } else {
            mh_rc rc =
                a[1] == '-' ? long_option(c, cmd, argv, &i, e) : short_option(c, argv, &i, e);
            if (rc != MH_OK) return rc;
        }
    }
    mh_vec_push(&c->words, NULL);
    c->words.len--;
    return MH_OK;
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
    if (cmd == NULL) return unknown_command(argv[1]);
    if (mh_settings_init(&c.settings, &e) != MH_OK) {
        code = mh_cli_fail(MH_EXIT_USAGE, "%s", e.msg);
    } else if (parse(&c, cmd, argv, &e) == MH_OK) {
        code = cmd->run(&c);
    } else if (e.code == MH_E_CANCELLED) {
        code = mh_cmd_help.run(&c);
    } else {
        code = mh_cli_fail(MH_EXIT_USAGE, "%s", e.msg);
    }
    mh_vec_clear(&c.words);
    mh_vec_clear(&c.allow);
    mh_vec_clear(&c.fields);
    mh_settings_clear(&c.settings);
    if (fflush(stdout) != 0 && code == MH_EXIT_OK) code = MH_EXIT_FAILED;
    return code;
}
