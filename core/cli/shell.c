/* minehost shell: lines of Lua in the sandbox of a job, a page at hand. */
#include "run/shell.h"

#include "cli/ask.h"
#include "cli/db.h"
#include "cli/line.h"
#include "cli/workshop.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The run is a process of its own. It asks for lines: "R" and the prompt; the answer is "L" and the
 * line, "X" for one broken off, "E" at the end. Before it, "C" and a text may ask for completions:
 * "FROM NAME NAME ...". */
typedef struct desk {
    mh_line *line;
    int fd;
    mh_buf message;
    bool asked; /* for a line: the run began well */
    bool ended; /* the input */
} desk;

/* ---- in the process of the terminal ---- */

static void complete(void *arg, mh_view before, mh_names *out, size_t *from) {
    desk *d = arg;
    mh_buf b = {0};
    uint64_t n = 0;
    mh_buf_putc(&b, 'C');
    mh_buf_put(&b, before);
    if (mh_tool_send(d->fd, mh_buf_view(&b)) && mh_tool_receive(d->fd, &b)) {
        mh_view rest = mh_buf_view(&b), part;
        if (mh_view_split(&rest, ' ', &part) && mh_view_u64(part, &n)) *from = (size_t)n;
        while (mh_view_split(&rest, ' ', &part))
            if (part.len > 0) mh_vec_push(out, mh_strndup(part.ptr, part.len));
    }
    mh_buf_clear(&b);
}

static void serve(void *arg, int fd) {
    desk *d = arg;
    mh_buf b = {0};
    d->fd = fd;
    d->asked = false;
    while (!d->ended && mh_tool_receive(fd, &d->message)) {
        bool cut = false;
        d->asked = true;
        const char *line = mh_line_read(d->line, d->message.ptr + 1, &cut, d);
        d->ended = line == NULL && !cut;
        mh_buf_reset(&b);
        mh_buf_puts(&b, line ? "L" : cut ? "X" : "E");
        mh_buf_puts(&b, line ? line : "");
        if (!mh_tool_send(fd, mh_buf_view(&b))) break;
    }
    mh_buf_clear(&b);
}

/* ---- in the process of the run ---- */

typedef struct asker {
    const mh_tool *tool;
    mh_buf message; /* the line given last */
} asker;

static void answer(mh_shell *s, int fd, mh_view before) {
    mh_names names = {0};
    mh_buf b = {0};
    size_t from = before.len;
    mh_shell_complete(s, before, &names, &from);
    mh_buf_printf(&b, "%zu", from);
    for (size_t i = 0; i < names.len; i++) mh_buf_printf(&b, " %s", names.ptr[i]);
    mh_tool_send(fd, mh_buf_view(&b));
    mh_buf_clear(&b);
    mh_names_clear(&names);
}

static const char *ask_line(void *arg, mh_shell *s, const char *prompt, bool *cut) {
    asker *a = arg;
    mh_buf *m = &a->message;
    int fd = a->tool->fd;
    mh_buf_reset(m);
    mh_buf_printf(m, "R%s", prompt);
    signal(SIGINT, SIG_IGN); /* Ctrl-C is a key, until the line runs */
    fflush(NULL);
    if (!mh_tool_send(fd, mh_buf_view(m))) return NULL;
    while (mh_tool_receive(fd, m) && m->len > 0) {
        if (m->ptr[0] == 'L') return m->ptr + 1;
        if (m->ptr[0] == 'X') *cut = true;
        if (m->ptr[0] != 'C') break;
        answer(s, fd, mh_view_sub(mh_buf_view(m), 1, m->len));
    }
    mh_buf_clear(m);
    return NULL;
}

/* Takes the job or plugin, the first word when it is one, from the words. */
static mh_rc open_job(mh_cli *c, mh_shop_job *job, const char **named, mh_err *e) {
    if (c->words.len) mh_cli_name_job(c, 0);
    const char *first = c->words.len ? c->words.ptr[0] : NULL;
    bool is_job =
        first && (mh_shop_kind(first) || mh_view_ends(mh_view_of(first), MH_VIEW(".lua")));
    *named = is_job ? first : NULL;
    if (is_job || c->words.len < 2) return mh_shop_job_open(job, *named, "shell", e);
    *job = (mh_shop_job){0};
    return mh_fail(e, MH_E_USAGE, "%s is no job (FILE.lua) and no plugin", first);
}

static int run_shell(mh_cli *c, const mh_shop_job *job, json_t *opts, char *path) {
    char *state = mh_xdg_dir("state", NULL);
    char *file = state ? mh_path_join(state, "shell-history") : NULL;
    desk d = {.line = mh_line_open(file, complete)};
    bool terminal = mh_line_is_terminal(d.line);
    json_object_set_new(opts, "terminal", json_boolean(terminal));
    json_object_set_new(opts, "colour", json_boolean(terminal && mh_cli_colour()));
    asker a = {0};
    mh_shell_input in = {.read = ask_line, .arg = &a};
    mh_tool tool = {.script = "run/shell.lua",
                    .opts = opts,
                    .plugins = job->plugins,
                    .drive = mh_shell_drive,
                    .arg = &in};
    a.tool = &tool;
    char *args[] = {path, NULL};
    mh_run_req req = {.job = job->path,
                      .source = mh_buf_view(&job->source),
                      .args = args,
                      .allow = mh_cli_allow(c),
                      .settings = &c->settings,
                      .trigger = "hand",
                      .tool = &tool};
    int code = mh_shop_run(&req, &tool, serve, &d);
    while (d.asked && !d.ended && (code == MH_EXIT_LIMIT || (terminal && code == 128 + SIGINT))) {
        mh_cli_fail(code, "the line could not be stopped otherwise: the shell begins anew");
        code = mh_shop_run(&req, &tool, serve, &d);
    }
    mh_line_close(d.line);
    mh_buf_clear(&d.message);
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
