/* minehost new: writes a plugin or a job, with its test. */
#include "base/mem.h"
#include "cli/workshop.h"
#include "run/tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const kinds[] = {"stage", "source", "sink", "library"};

static mh_rc check_name(mh_view v, mh_err *e) {
    bool fine = v.len > 0 && v.len < 40 && v.ptr[0] >= 'a' && v.ptr[0] <= 'z';
    for (size_t i = 0; i < v.len; i++)
        fine = fine && (mh_is_digit(v.ptr[i]) || v.ptr[i] == '-' || v.ptr[i] == '_' ||
                        (v.ptr[i] >= 'a' && v.ptr[i] <= 'z'));
    if (fine) return MH_OK;
    return mh_fail(e, MH_E_USAGE,
                   "'%.*s' is no name: small letters, digits, - and _, a letter first", MH_FMT(v));
}

static mh_rc check_kind(const char *kind, mh_err *e) {
    size_t n = sizeof kinds / sizeof *kinds;
    for (size_t i = 0; i < n; i++)
        if (strcmp(kind, kinds[i]) == 0) return MH_OK;
    const char *near = mh_nearest(mh_view_of(kind), kinds, n, sizeof *kinds);
    return mh_fail(e, MH_E_USAGE, "no kind '%s'%s%s%s: stage, source, sink, library", kind,
                   near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

/* Whether this program has the command: what is proposed next must be there. */
static bool knows(const char *command) {
    return mh_command_find(mh_view_of(command)) != NULL;
}

/* "net:127.0.0.1:8000" of --allow, which the job will need too. */
static json_t *needs_of(const mh_cli *c) {
    json_t *list = json_array();
    size_t i = 0;
    for (const char *v; (v = mh_cli_next(c, "allow", &i)) != NULL;)
        if (strncmp(v, "net:", 4) == 0) json_array_append_new(list, json_string(v));
    return list;
}

/* plugins/NAME, or NAME within a folder called plugins. Owned. */
static char *plugin_folder(const char *name) {
    char *here = mh_path_real(".");
    bool inside = here && mh_view_eq(mh_path_base(here), MH_VIEW("plugins"));
    char *folder = mh_path_join(inside ? "" : "plugins", name);
    free(here);
    return folder;
}

/* Files that the run wants written: paths and texts in turn. */
typedef struct file_list {
    mh_names parts;
} file_list;

static void collect(void *arg, int fd) {
    file_list *files = arg;
    mh_buf b = {0};
    while (mh_tool_receive(fd, &b)) {
        size_t at = strlen(b.ptr);
        mh_vec_push(&files->parts, mh_strndup(b.ptr, at));
        if (at < b.len) at++;
        mh_vec_push(&files->parts, mh_strndup(b.ptr + at, b.len - at));
    }
    mh_buf_clear(&b);
}

/* Folders of the user's own work, so with the user's own mode. */
static void make_folders(const char *path) {
    for (size_t i = 1; path[i]; i++) {
        if (path[i] != '/') continue;
        char *dir = mh_strndup(path, i);
        mkdir(dir, 0777); /* what fails here fails to be opened, with a message */
        free(dir);
    }
}

static bool is_below(const char *path) {
    mh_view rest = mh_view_of(path), part;
    bool fine = path[0] != '/' && path[0] != '\0';
    while (mh_view_split(&rest, '/', &part))
        fine = fine && part.len > 0 && !mh_view_eq(part, MH_VIEW(".."));
    return fine;
}

static int write_new(const char *path, const char *text) {
    if (!is_below(path))
        return mh_cli_fail(MH_EXIT_FAILED, "write %s: not below this folder", path);
    make_folders(path);
    FILE *f = fopen(path, "wxe");
    if (f == NULL) return mh_cli_fail(MH_EXIT_FAILED, "write %s: %s", path, strerror(errno));
    bool fine = fputs(text, f) >= 0;
    fine = fclose(f) == 0 && fine;
    return fine ? MH_EXIT_OK : mh_cli_fail(MH_EXIT_FAILED, "write %s: %s", path, strerror(errno));
}

static int run_tool(mh_cli *c, json_t *opts, bool online) {
    file_list files = {0};
    mh_tool tool = {.script = "run/new.lua", .opts = opts, .no_store = !online};
    char *none[] = {NULL};
    mh_run_req req = {.job = "new",
                      .source = MH_VIEW("return { name = \"new\", sources = { \"page\" } }"),
                      .args = none,
                      .allow = mh_cli_allow(c),
                      .settings = &c->settings,
                      .trigger = "hand",
                      .tool = &tool};
    int code = mh_shop_run(&req, &tool, collect, &files);
    for (size_t i = 0; code == MH_EXIT_OK && i + 1 < files.parts.len; i += 2)
        code = write_new(files.parts.ptr[i], files.parts.ptr[i + 1]);
    mh_names_clear(&files.parts);
    json_decref(opts);
    return code;
}

static int new_plugin(mh_cli *c, const char *name) {
    const char *kind = mh_cli_value(c, "kind");
    mh_err e = {0};
    if (kind == NULL) kind = "stage";
    if (mh_cli_value(c, "from")) return mh_cli_usage(&mh_cmd_new, "--from is for a job");
    if (check_kind(kind, &e) != MH_OK) return mh_cli_usage(&mh_cmd_new, e.msg);
    char *folder = plugin_folder(name);
    json_t *opts = json_pack("{ss,ss,ss,ss,sb,sb}", "what", "plugin", "name", name, "kind", kind,
                             "folder", folder, "types", knows("types"), "tests", knows("test"));
    free(folder);
    return run_tool(c, opts, false);
}

/* Puts the recording in its place, never over another file; or takes it away when the job was not
 * written. */
static int keep_recording(const char *from, const char *to, int code) {
    if (code == MH_EXIT_OK && link(from, to) != 0)
        code = mh_cli_fail(MH_EXIT_FAILED, "write %s: %s", to, strerror(errno));
    unlink(from);
    rmdir("test"); /* if nothing else is in it */
    return code;
}

static int new_job(mh_cli *c, const char *name) {
    const char *from = mh_cli_value(c, "from");
    mh_buf kept = {0}, part = {0};
    mh_err e = {0};
    if (mh_cli_value(c, "kind")) return mh_cli_usage(&mh_cmd_new, "--kind is for a plugin");
    if (c->settings.record.len || c->settings.replay.len)
        return mh_cli_usage(&mh_cmd_new, "new --from makes a recording of its own");
    if (from && access(from, F_OK) == 0)
        return mh_cli_usage(&mh_cmd_new, "--from wants the address of a site, not a file: without "
                                         "it, the job reads saved pages");
    mh_buf_printf(&kept, "test/test_%s.warc.gz", name);
    mh_buf_printf(&part, "test/.%s.%ld.warc.gz", name, (long)getpid());
    json_t *opts = json_pack("{ss,ss,ss*,ss*,so,sb,sb}", "what", "job", "name", name, "from", from,
                             "recording", from ? kept.ptr : NULL, "needs", needs_of(c), "types",
                             knows("types"), "tests", knows("test"));
    int code = MH_EXIT_FAILED;
    if (opts == NULL) {
        code = mh_cli_fail(MH_EXIT_USAGE, "the address is no UTF-8");
    } else if (from == NULL) {
        code = run_tool(c, opts, false);
    } else if ((mkdir("test", 0777) != 0 && errno != EEXIST &&
                mh_fail_errno(&e, errno, "make the folder test") != MH_OK) ||
               mh_settings_set(&c->settings, MH_VIEW("record"), mh_buf_view(&part), &e) != MH_OK) {
        json_decref(opts);
        code = mh_cli_fail(MH_EXIT_FAILED, "%s", e.msg);
    } else {
        code = keep_recording(part.ptr, kept.ptr, run_tool(c, opts, true));
    }
    mh_buf_clear(&kept);
    mh_buf_clear(&part);
    return code;
}

static int new_files(mh_cli *c) {
    mh_err e = {0};
    if (c->words.len != 2) return mh_cli_usage(&mh_cmd_new, "new needs plugin or job, and a name");
    const char *what = c->words.ptr[0], *name = c->words.ptr[1];
    if (check_name(mh_view_of(name), &e) != MH_OK) return mh_cli_usage(&mh_cmd_new, e.msg);
    if (strcmp(what, "plugin") == 0) return new_plugin(c, name);
    if (strcmp(what, "job") == 0) return new_job(c, name);
    return mh_cli_usage(&mh_cmd_new, "new makes a plugin or a job");
}

static const mh_option options[] = {{"kind", true}, {"from", true}, {"allow", true}, {NULL, false}};

const mh_command mh_cmd_new = {
    .name = "new",
    .usage = "new plugin|job NAME [OPTIONS]",
    .about = "write a plugin, or a job of a site, that runs at once, with its test",
    .run = new_files,
    .options = options,
    .help =
        "new plugin NAME writes plugins/NAME with a small example that works, its README.md and "
        "its\n"
        "test. new job NAME writes NAME.lua and test/test_NAME.lua here, over a saved page or, "
        "with\n"
        "--from, over a site: it looks for a feed, a sitemap, robots.txt and the language, tries "
        "two\n"
        "articles, says what it found, and keeps the answers in test/test_NAME.warc.gz, so that "
        "the "
        "test\n"
        "needs no network. A file that is there is never written over.\n"
        "\n"
        "  --kind K        of the plugin: stage (default; works on an item), source (gives "
        "items),\n"
        "                  sink (takes them), library (functions for others)\n"
        "  --from URL      of the job: a site, or its feed\n"
        "  --allow WORD    grant a permission, which the job then asks for: net:127.0.0.1:8080\n"};
