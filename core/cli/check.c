/* minehost check: what is wrong with a job or a plugin, and what it asks for. */
#include "base/fs.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "run/grant.h"

#include <string.h>

static int check(mh_cli *c) {
    if (c->words.len != 1) return mh_cli_usage(&mh_cmd_check, "check needs a job or a plugin");
    mh_cli_name_job(c, 0);
    const char *name = c->words.ptr[0];
    bool json = mh_view_eq(c->settings.format, MH_VIEW("json"));
    bool lua = strstr(name, ".lua") != NULL || strcmp(name, "-") == 0;
    if (mh_fs_is_dir(name) || (!mh_fs_is_file(name) && !lua)) {
        char *manifest = mh_path_join(name, "manifest.lua");
        bool folder = mh_fs_is_file(manifest);
        mh_buf path = {0};
        mh_buf_printf(&path, "%s%s", strchr(name, '/') || !folder ? "" : "./", name);
        int code = mh_run_check_plugin(path.ptr, ".", json);
        mh_buf_clear(&path);
        free(manifest);
        return code;
    }
    mh_run_req req = {.job = name, .settings = &c->settings, .trigger = "hand"};
    return mh_run_check_job(&req, json);
}

const mh_command mh_cmd_check = {
    .name = "check",
    .usage = "check JOB|PLUGIN",
    .about = "say what is wrong with it and what it asks for, without running it",
    .run = check,
    .help =
        "JOB is a Lua file, or the name of a job of the folder (see: jobs); PLUGIN a name as "
        "`minehost plugins` lists it, or a folder.\n"
        "Reads the job or manifest, its options, its plugins and theirs, compiles all Lua files,\n"
        "lists the permissions: free (every job may), granted, asked.\n"
        "\n"
        "Exit codes: 0 well, 1 a syntax error, 2 a mistake in a job, manifest or option,\n"
        "4 well, but a job asks for what is not granted.\n"};
