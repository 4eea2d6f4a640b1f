/* minehost import: items of an export into the database; a list of feeds into a job. */
#include "cli/db.h"
#include "cli/import_read.h"

#include "base/fs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPML_MAX ((size_t)16 << 20) /* bytes of a list of feeds */

static void failed_line(void *arg, size_t line, const char *why) {
    const char *path = arg;
    (void)mh_cli_fail(MH_EXIT_FAILED, "%s:%zu: %s", path, line, why);
}

static int import_opml(const mh_cli *c, mh_view bytes, const char *path) {
    mh_opml *o = NULL;
    mh_err e = {0};
    mh_buf out = {0}, name = {0}, file = {0};
    int code = MH_EXIT_OK;
    if (mh_opml_parse(&o, bytes, NULL, &e) != MH_OK)
        return mh_cli_fail(MH_EXIT_FAILED, "%s: %s", path, e.msg);
    mh_import_job_name(&name, path);
    mh_import_job(&out, o, mh_buf_view(&name));
    if (c->settings.replace.len)
        mh_buf_put(&file, c->settings.replace);
    else
        mh_buf_printf(&file, "%s.lua", name.ptr);
    if (mh_opml_count(o) == 0)
        code = mh_cli_fail(MH_EXIT_FAILED, "%s: no feeds in it", path);
    else if (c->settings.replace.len == 0 && mh_fs_is_file(file.ptr))
        code = mh_cli_fail(MH_EXIT_FAILED, "%s is there already: name the file with -O", file.ptr);
    else if (mh_fs_put(file.ptr, mh_buf_view(&out), &e) != MH_OK)
        code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    else if (!c->settings.quiet)
        fprintf(stderr, "minehost: %zu feeds -> %s; run it with: minehost run %s\n",
                mh_opml_count(o), file.ptr, file.ptr);
    mh_opml_free(o);
    mh_buf_clear(&out);
    mh_buf_clear(&name);
    mh_buf_clear(&file);
    return code;
}

static int import_items(mh_cli *c, FILE *f, const char *path) {
    mh_store *s = NULL;
    mh_import n = {0};
    mh_err e = {0};
    int code = mh_cli_make_db(c, &s);
    if (code != MH_EXIT_OK) return code;
    if (mh_import_lines(s, f, failed_line, (void *)(uintptr_t)path, &n, &e) != MH_OK)
        code = mh_cli_fail(mh_cli_code(&e), "%s: %s", path, e.msg);
    else if (n.failed)
        code = n.fresh + n.changed + n.same ? MH_EXIT_PARTIAL : MH_EXIT_FAILED;
    mh_store_close(s);
    if (!c->settings.quiet)
        fprintf(stderr, "minehost: %zu new, %zu changed, %zu unchanged, %zu failed\n", n.fresh,
                n.changed, n.same, n.failed);
    return code;
}

static int import(mh_cli *c) {
    if (c->words.len != 1) return mh_cli_usage(&mh_cmd_import, "import needs one FILE");
    const char *path = c->words.ptr[0];
    bool in = strcmp(path, "-") == 0;
    FILE *f = in ? stdin : fopen(path, "re");
    if (f == NULL) return mh_cli_fail(MH_EXIT_FAILED, "read %s: %s", path, strerror(errno));
    int code;
    if (!mh_import_is_xml(f)) {
        code = import_items(c, f, path);
    } else {
        mh_buf all = {0};
        char piece[8192];
        for (size_t n; all.len <= OPML_MAX && (n = fread(piece, 1, sizeof piece, f)) > 0;)
            mh_buf_put_n(&all, piece, n);
        code = import_opml(c, mh_buf_view(&all), in ? "feeds" : path);
        mh_buf_clear(&all);
    }
    if (!in) fclose(f);
    return code;
}

const mh_command mh_cmd_import = {
    .name = "import",
    .usage = "import FILE",
    .about = "take items (JSON Lines) into the database, or make a job of a list of feeds (OPML)",
    .run = import,
    .help =
        "Items, one a line, as minehost export or a run writes them: what is known stays as it "
        "is,\n"
        "what differs becomes a new version, what is new keeps the version and the times that it\n"
        "names. With export --versions the whole history comes along. - is standard input.\n"
        "\n"
        "A list of feeds (OPML, as feed readers export it) becomes a job with a source for each.\n"
        "\n"
        "  -O FILE    the job's file (default: as the list, with .lua)\n"
        "  --db FILE\n"};
