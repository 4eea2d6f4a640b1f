/* minehost shell: lines of Lua in the sandbox of a job, a page at hand. */
#include "run/shell.h"

#include "cli/db.h"
#include "cli/line.h"
#include "cli/workshop.h"

#include <stdlib.h>
#include <string.h>

static void complete(void *shell, mh_view before, mh_names *out, size_t *from) {
    mh_shell_complete(shell, before, out, from);
}

static const char *read_line(void *line, mh_shell *s, const char *prompt, bool *cut) {
    return mh_line_read(line, prompt, cut, s);
}

/* Takes the job or plugin, the first word when it is one, from the words. */
static mh_rc open_job(mh_cli *c, mh_shop_job *job, const char **named, mh_err *e) {
    const char *first = c->words.len ? c->words.ptr[0] : NULL;
    bool is_job = first && !mh_shop_is_address(first) &&
                  (mh_fs_is_dir(first) || mh_view_ends(mh_view_of(first), MH_VIEW(".lua")));
    *named = is_job ? first : NULL;
    if (is_job || c->words.len < 2) return mh_shop_job_open(job, *named, "shell", e);
    *job = (mh_shop_job){0};
    return mh_fail(e, MH_E_USAGE, "%s is no job (FILE.lua) and no plugin (a folder)", first);
}

static int run_shell(mh_cli *c, const mh_shop_job *job, json_t *opts, char *path) {
    char *state = mh_xdg_dir("state", NULL);
    char *file = state ? mh_path_join(state, "shell-history") : NULL;
    mh_line *line = mh_line_open(file, complete);
    mh_shell_input in = {.read = read_line, .arg = line};
    bool terminal = mh_line_is_terminal(line);
    json_object_set_new(opts, "terminal", json_boolean(terminal));
    json_object_set_new(opts, "colour", json_boolean(terminal && mh_cli_colour()));
    mh_tool tool = {.script = "run/shell.lua",
                    .opts = opts,
                    .plugins = job->plugins,
                    .drive = mh_shell_drive,
                    .arg = &in};
    char *args[] = {path, NULL};
    mh_run_req req = {.job = job->path,
                      .source = mh_buf_view(&job->source),
                      .args = args,
                      .allow = mh_cli_allow(c),
                      .settings = &c->settings,
                      .trigger = "shell",
                      .tool = &tool};
    int code = mh_run_job(&req);
    mh_line_close(line);
    free(file);
    free(state);
    return code;
}

static int shell(mh_cli *c) {
    mh_shop_job job = {0};
    mh_err e = {0};
    const char *named = NULL;
    int code = MH_EXIT_USAGE;
    if (c->words.len > 2) return mh_cli_usage(&mh_cmd_shell, "shell takes a job and a page");
    if (open_job(c, &job, &named, &e) != MH_OK) return mh_cli_usage(&mh_cmd_shell, e.msg);
    size_t at = named ? 1 : 0;
    const char *input = at < c->words.len ? c->words.ptr[at] : NULL;
    char *path = input && !mh_shop_is_address(input) ? mh_path_real(input) : NULL;
    json_t *opts = json_pack("{ss*,ss*,sb}", "input", input, "path", path, "job_file",
                             named && job.source.len == 0);
    if (input && path == NULL && !mh_shop_is_address(input))
        mh_cli_fail(code, "no file %s (an address begins with http:// or https://)", input);
    else if (opts == NULL)
        mh_cli_fail(code, "the page's name is no UTF-8");
    else
        code = run_shell(c, &job, opts, path);
    json_decref(opts);
    free(path);
    mh_shop_job_clear(&job);
    return code;
}

static const mh_option options[] = {{"allow", true}, {NULL, false}};

const mh_command mh_cmd_shell = {
    .name = "shell",
    .usage = "shell [JOB|PLUGIN] [URL|FILE]",
    .about = "try Lua line by line, with a page at hand and a job's stages",
    .run = shell,
    .options = options,
    .help =
        "Lines run in the sandbox of a job, each with the limits of a run; page, response, try() "
        "and\n"
        ".help are there. The files of the job and of plugins in use are loaded anew when they\n"
        "change; one that is broken leaves the old one in place and says why. Tab completes, "
        "Ctrl-C\n"
        "stops a line, Ctrl-D leaves. Without a terminal, lines are read from standard input.\n"
        "\n"
        "  --allow WORD    grant a permission: net:127.0.0.1:8080, read:PATH\n"
        "  --cpu 5s, --wall, --memory, --requests   limits of a line\n"
        "  --dry-run       what is stored is not kept\n"
        "\n"
        "Keys and colours of the editor are those of editline(7), ~/.editrc. History is kept in\n"
        "~/.local/state/minehost/shell-history.\n"};
