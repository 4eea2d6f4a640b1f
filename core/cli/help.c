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
    puts("minehost mines diplomatic news with Lua plugins.\n");
    for (const mh_command *const *x = mh_commands; *x; x++)
        printf("  %-32s %s\n", (*x)->usage, (*x)->about);
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
