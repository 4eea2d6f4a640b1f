/* minehost help and minehost version. */
#include "cli/cli.h"
#include "cli/help_api.h"
#include "cli/man.h"

#include <stdio.h>

static int one(const mh_command *c) {
    printf("usage: minehost %s\n%s\n", c->usage, c->about);
    if (c->help) printf("\n%s", c->help);
    return MH_EXIT_OK;
}

/* The head of the group that begins with c; NULL: it goes on. */
static const char *head_before(const mh_command *c) {
    static const struct {
        const mh_command *first;
        const char *head;
    } heads[] = {{&mh_cmd_run, "Mine:"},
                 {&mh_cmd_search, "Read what is kept:"},
                 {&mh_cmd_serve, "Run jobs unattended:"},
                 {&mh_cmd_new, "Write jobs and plugins:"},
                 {&mh_cmd_doctor, "The program:"}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (heads[i].first == c) return heads[i].head;
    return NULL;
}

static int help(mh_cli *c) {
    if (mh_cli_value(c, "man")) {
        mh_man_print();
        return MH_EXIT_OK;
    }
    if (c->words.len > 0) {
        const mh_command *cmd = mh_command_find(mh_view_of(c->words.ptr[0]));
        if (cmd) return one(cmd);
        if (mh_help_is_api(c->words.ptr[0])) return mh_help_api(c->words.ptr[0]);
        return mh_cli_no_command(c->words.ptr[0]);
    }
    puts("minehost mines diplomatic news with Lua plugins.");
    for (const mh_command *const *x = mh_commands; *x; x++) {
        const char *head = head_before(*x);
        if (head) printf("\n%s\n", head);
        printf("  %-11s %s\n", (*x)->name, (*x)->about);
    }
    puts("\nminehost help COMMAND tells more, minehost help mine lists the Lua API.\n"
         "A first run: minehost run scripts/digest.lua. A job or plugin of one's own: "
         "minehost new job NAME");
    return MH_EXIT_OK;
}

static int version(mh_cli *c) {
    (void)c;
    puts("minehost " MH_VERSION);
    return MH_EXIT_OK;
}

static const mh_option options[] = {{"man", false}, {NULL, false}};

const mh_command mh_cmd_help = {.name = "help",
                                .usage = "help [COMMAND|NAME]",
                                .about = "tell how a command, or a name of the Lua API, is used",
                                .run = help,
                                .options = options,
                                .help = "  --man   the manual page, for man(1)\n"};
const mh_command mh_cmd_version = {
    .name = "version", .usage = "version", .about = "print the version", .run = version};
