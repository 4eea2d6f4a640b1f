/* minehost plugins: which plugins there are, and where from. */
#include "cli/db.h"
#include "conf/plugin.h"
#include "run/run.h"

#include <stdio.h>
#include <string.h>

static int plugins(mh_cli *c) {
    mh_names path = {0}, names = {0};
    const char *folder = c->words.len ? c->words.ptr[0] : ".";
    int code = MH_EXIT_OK;
    mh_plugin_path(&path, folder);
    mh_plugin_names(&path, &names);
    for (size_t i = 0; i < names.len; i++) {
        mh_plugin_about about;
        mh_err e = {0};
        char *dir = mh_plugin_find(&path, mh_view_of(names.ptr[i]), &e);
        if (dir == NULL || mh_run_plugin_about(dir, &about, &e) != MH_OK) {
            code = mh_cli_fail(MH_EXIT_FAILED, "%s", e.msg);
        } else {
            mh_cli_cell(mh_view_of(names.ptr[i]), 12);
            printf(" %-8s ", about.kind);
            mh_cli_cell(mh_view_of(about.version), 8);
            putchar(' ');
            mh_cli_put(mh_view_of(about.about));
            if (c->settings.verbose) {
                printf("  (");
                mh_cli_put(mh_view_of(dir));
                putchar(')');
            }
            putchar('\n');
        }
        free(dir);
    }
    if (names.len == 0)
        code = mh_cli_fail(MH_EXIT_FAILED, "no plugins found: is minehost installed as a whole?");
    mh_names_clear(&path);
    mh_names_clear(&names);
    return code;
}

const mh_command mh_cmd_plugins = {
    .name = "plugins",
    .usage = "plugins [FOLDER]",
    .about = "list the plugins that a job in this folder (default: here) finds",
    .run = plugins,
    .help = "Searched: plugins/ in the job's folder, the user's data folder, the installed ones;\n"
            "the first wins.\n\n  -v   say where each is\n"};
