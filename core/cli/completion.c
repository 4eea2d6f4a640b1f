/* minehost completion: what a shell needs to complete commands and options, made from their tables. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

static void put_rows(void (*put)(const mh_row *r)) {
    for (size_t i = 0; i < mh_limits_schema.n; i++) put(&mh_limits_schema.rows[i]);
    for (size_t i = 0; i < mh_settings_schema.n; i++) put(&mh_settings_schema.rows[i]);
}

/* Inside single quotes; quote: how one is written there; spare: characters that are escaped besides. */
static void put_quoted(const char *s, const char *quote, const char *spare) {
    for (; *s; s++) {
        if (*s == '\'')
            fputs(quote, stdout);
        else if (strchr(spare, *s))
            printf("\\%c", *s);
        else
            putchar(*s);
    }
}

static void put_choices(const char *choices) {
    for (; *choices; choices++) putchar(*choices == '|' ? ' ' : *choices);
}

/* ---- bash ---- */

static void bash_name(const mh_row *r) {
    printf(" --%s", r->name);
}

static void bash_choices(const mh_row *r) {
    if (r->choices == NULL) return;
    printf("    --%s) COMPREPLY=($(compgen -W '", r->name);
    put_choices(r->choices);
    puts("' -- \"$cur\")); return ;;");
}

static void bash(void) {
    puts("# bash completion for minehost\n"
         "_minehost() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} own=\n"
         "  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then");
    fputs("    COMPREPLY=($(compgen -W '", stdout);
    for (const mh_command *const *c = mh_commands; *c; c++)
        printf("%s%s", c == mh_commands ? "" : " ", (*c)->name);
    puts("' -- \"$cur\"))\n    return\n  fi\n  case $prev in");
    put_rows(bash_choices);
    puts("  esac\n  case ${COMP_WORDS[1]} in");
    for (const mh_command *const *c = mh_commands; *c; c++) {
        if ((*c)->options == NULL) continue;
        printf("    %s) own='", (*c)->name);
        for (const mh_option *o = (*c)->options; o->name; o++)
            if (mh_option_told(*c, o)) printf("--%s ", o->name);
        puts("' ;;");
    }
    puts("    help) COMPREPLY=($(compgen -W \"$(minehost completion --commands)\" -- \"$cur\")); "
         "return ;;\n  esac");
    fputs("  case $cur in\n    -*) COMPREPLY=($(compgen -W \"$own", stdout);
    put_rows(bash_name);
    puts(" --help --set\" -- \"$cur\")) ;;\n  esac\n}\n"
         "complete -o bashdefault -o default -F _minehost minehost");
}

/* ---- zsh ---- */

static void zsh_row(const mh_row *r) {
    printf("  '--%s[", r->name);
    put_quoted(r->help, "'\\''", "[]:\\");
    putchar(']');
    if (r->choices) {
        printf(":%s:(", r->name);
        put_choices(r->choices);
        putchar(')');
    } else if (r->type != MH_T_BOOL) {
        printf(":%s:_files", r->name);
    }
    puts("'");
}

static void zsh(void) {
    puts("#compdef minehost\nlocal -a commands own settings\ncommands=(");
    for (const mh_command *const *c = mh_commands; *c; c++) {
        printf("  '%s:", (*c)->name);
        put_quoted((*c)->about, "'\\''", ":\\");
        puts("'");
    }
    puts(")\nsettings=(");
    put_rows(zsh_row);
    puts(")\nif (( CURRENT == 2 )); then\n  _describe -t commands command commands\n  return\nfi\n"
         "case $words[2] in");
    for (const mh_command *const *c = mh_commands; *c; c++) {
        if ((*c)->options == NULL) continue;
        printf("  %s) own=(", (*c)->name);
        for (const mh_option *o = (*c)->options; o->name; o++)
            if (mh_option_told(*c, o))
                printf("'--%s%s' ", o->name, o->value ? "[]:value:_files" : "");
        puts(") ;;");
    }
    puts("  help) _describe -t commands command commands; return ;;\nesac\n"
         "_arguments -s $own $settings '--help[how the command is used]' "
         "'--set[any setting]:KEY=VALUE:' '*:file:_files'");
}

/* ---- fish ---- */

static void fish_row(const mh_row *r) {
    printf("complete -c minehost -n 'not __fish_use_subcommand' -l %s", r->name);
    if (r->choices) {
        fputs(" -xa '", stdout);
        put_choices(r->choices);
        putchar('\'');
    } else if (r->type != MH_T_BOOL) {
        fputs(" -r", stdout);
    }
    fputs(" -d '", stdout);
    put_quoted(r->help, "\\'", "\\");
    puts("'");
}

static void fish(void) {
    puts("# fish completion for minehost");
    for (const mh_command *const *c = mh_commands; *c; c++) {
        printf("complete -c minehost -f -n __fish_use_subcommand -a %s -d '", (*c)->name);
        put_quoted((*c)->about, "\\'", "\\");
        puts("'");
        for (const mh_option *o = (*c)->options; o && o->name; o++)
            if (mh_option_told(*c, o))
                printf("complete -c minehost -n '__fish_seen_subcommand_from %s' -l %s%s\n",
                       (*c)->name, o->name, o->value ? " -r" : "");
    }
    put_rows(fish_row);
}

static int completion(mh_cli *c) {
    const char *shell = c->words.len == 1 ? c->words.ptr[0] : "";
    if (c->words.len == 0 && mh_cli_value(c, "commands")) {
        for (const mh_command *const *x = mh_commands; *x; x++) puts((*x)->name);
    } else if (strcmp(shell, "bash") == 0) {
        bash();
    } else if (strcmp(shell, "zsh") == 0) {
        zsh();
    } else if (strcmp(shell, "fish") == 0) {
        fish();
    } else {
        return mh_cli_usage(&mh_cmd_completion, "completion wants one of: bash, zsh, fish");
    }
    return MH_EXIT_OK;
}

static const mh_option options[] = {{"commands", false}, {NULL, false}};

const mh_command mh_cmd_completion = {
    .name = "completion",
    .usage = "completion bash|zsh|fish",
    .about = "print what a shell needs to complete commands and options",
    .run = completion,
    .options = options,
    .help =
        "`make install` puts it where shells look. Without: source <(minehost completion bash)\n"};
