/* minehost serve: the daemon. */
#include "cli/cli.h"

#include "base/fs.h"
#include "host/jobs.h"
#include "host/serve.h"
#include "run/words.h"

static int serve(mh_cli *c) {
    mh_err e = {0};
    if (c->words.len > 1) return mh_cli_usage(&mh_cmd_serve, "serve takes one folder");
    mh_view wanted = c->words.len ? mh_view_of(c->words.ptr[0]) : c->settings.jobs;
    char *folder = mh_jobs_folder(wanted, &e);
    if (folder == NULL) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    int code;
    if (!mh_fs_is_dir(folder)) {
        code = mh_cli_fail(MH_EXIT_USAGE, "no folder %s: put job files there, or name another one",
                           folder);
    } else {
        mh_serve_opts o = {.folder = folder,
                           .settings = &c->settings,
                           .once = mh_cli_value(c, "once") != NULL,
                           .words = mh_run_words};
        code = mh_serve(&o);
    }
    free(folder);
    return code;
}

static const mh_option options[] = {{"once", false}, {NULL, false}};

const mh_command mh_cmd_serve = {
    .name = "serve",
    .usage = "serve [FOLDER] [--once] [OPTIONS]",
    .about = "run the jobs of a folder on their schedules, for months",
    .run = serve,
    .options = options,
    .help =
        "FOLDER holds job files (*.lua); without it: the setting jobs, or\n"
        "~/.config/minehost/jobs. Files that change are read again; one that is bad keeps its\n"
        "old version. Each run is a process of its own, as `minehost run` would start it, with\n"
        "what was granted to its job (see: grant).\n"
        "\n"
        "  --once                 run what is due since the last time, wait for it, end: 0, or\n"
        "                         1 when a run failed\n"
        "  --listen ADDRESS       of the HTTP interface: /health, /metrics, /api, webhooks\n"
        "                         (127.0.0.1:8420); none: no interface. The token lies in\n"
        "                         ~/.local/state/minehost/token\n"
        "  --listen-open          the address may be one that other machines reach\n"
        "  --workers N            runs at a time (4)\n"
        "  --drain 30s            that runs get to end after SIGTERM or SIGINT; a second signal\n"
        "                         ends at once\n"
        "  --log-file FILE        rotated (--log-size, --log-keep), in the place of standard\n"
        "                         error; --log-format text|json\n"
        "\n"
        "SIGHUP reads jobs and opens the log anew. See also: jobs, runs, schedule, pause.\n"
        "\n"
        "Exit codes: 0 ended as told, 1 failed, 2 usage or configuration, 5 another daemon has\n"
        "the database.\n"};
