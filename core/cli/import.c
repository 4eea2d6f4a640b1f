/* minehost import: items of an export into the database; a list of feeds into a job. */
#include "cli/db.h"

#include "base/fs.h"
#include "doc/opml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPML_MAX ((size_t)16 << 20) /* bytes of a list of feeds */
#define FLUSH    256                /* items of one commit */

typedef struct counts {
    size_t fresh, changed, same, failed;
} counts;

static int failed_line(const char *path, size_t line, const char *why) {
    return mh_cli_fail(MH_EXIT_FAILED, "%s:%zu: %s", path, line, why);
}

static mh_rc import_line(mh_store *s, const char *line, size_t len, counts *n, mh_err *e) {
    json_error_t je;
    mh_put_result r;
    json_t *item = json_loadb(line, len, JSON_REJECT_DUPLICATES, &je);
    if (item == NULL) return mh_fail(e, MH_E_PARSE, "no JSON: %s", je.text);
    mh_rc rc = mh_doc_import(s, item, &r, e);
    json_decref(item);
    if (rc != MH_OK) return rc;
    if (r.outcome == MH_PUT_NEW)
        n->fresh++;
    else if (r.outcome == MH_PUT_CHANGED || r.revised)
        n->changed++;
    else
        n->same++;
    return MH_OK;
}

/* A line that is no item fails alone; a database that cannot be written ends it. */
static int import_lines(mh_store *s, FILE *f, const char *path, counts *n) {
    char *line = NULL;
    size_t cap = 0, number = 0;
    mh_err e = {0};
    int code = MH_EXIT_OK;
    for (ssize_t len; code == MH_EXIT_OK && (len = getline(&line, &cap, f)) >= 0;) {
        number++;
        if (mh_view_trim((mh_view){line, (size_t)len}).len == 0) continue;
        if (import_line(s, line, (size_t)len, n, &e) != MH_OK) {
            bool item = e.code == MH_E_PARSE || e.code == MH_E_USAGE || e.code == MH_E_LIMIT ||
                        e.code == MH_E_TOO_LARGE;
            n->failed++;
            failed_line(path, number, e.msg);
            if (!item) code = MH_EXIT_FAILED;
        }
        if (number % FLUSH == 0 && mh_store_flush(s, &e) != MH_OK)
            code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    }
    if (ferror(f)) code = mh_cli_fail(MH_EXIT_FAILED, "read %s: %s", path, strerror(errno));
    if (mh_store_flush(s, &e) != MH_OK) code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    free(line);
    if (code == MH_EXIT_OK && n->failed)
        code = n->fresh + n->changed + n->same ? MH_EXIT_PARTIAL : MH_EXIT_FAILED;
    return code;
}

static void put_string(mh_buf *out, mh_view v) {
    mh_buf_putc(out, '"');
    for (size_t i = 0; i < v.len; i++) {
        unsigned char c = (unsigned char)v.ptr[i];
        if (c == '"' || c == '\\')
            mh_buf_printf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            mh_buf_printf(out, "\\%03u", c);
        else
            mh_buf_putc(out, (char)c);
    }
    mh_buf_putc(out, '"');
}

/* One source a feed, with its title beside it as a comment of one line. */
static void put_job(mh_buf *out, const mh_opml *o, mh_view name) {
    mh_buf_puts(out, "return {\n  name = ");
    put_string(out, name);
    mh_buf_puts(out, ",\n  about = ");
    put_string(out, mh_opml_title(o).len ? mh_opml_title(o) : MH_VIEW("feeds of a list"));
    mh_buf_puts(out, ",\n  sources = {\n");
    for (size_t i = 0; i < mh_opml_count(o); i++) {
        const mh_opml_entry *f = mh_opml_entry_at(o, i);
        mh_buf_puts(out, "    { \"feed\", fetch = true, url = ");
        put_string(out, f->url);
        mh_buf_puts(out, " },");
        if (f->title.len) {
            mh_buf_puts(out, " -- ");
            for (size_t k = 0; k < f->title.len && k < 200; k++)
                mh_buf_putc(out, (unsigned char)f->title.ptr[k] < 0x20 ? ' ' : f->title.ptr[k]);
        }
        mh_buf_putc(out, '\n');
    }
    mh_buf_puts(out, "  },\n  pipeline = { \"article\", \"language\", \"places\", \"topics\", "
                     "\"summary\" },\n  concurrency = 8,\n  sinks = { \"store\" },\n}\n");
}

/* "lists/my feeds.opml" -> "my-feeds" */
static void job_name(mh_buf *out, const char *path) {
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *dot = strrchr(base, '.');
    size_t len = dot && dot > base ? (size_t)(dot - base) : strlen(base);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)base[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (c >= 'A' && c <= 'Z')
            mh_buf_putc(out, (char)(c + 32));
        else
            mh_buf_putc(out, plain ? (char)c : '-');
    }
    if (out->len == 0) mh_buf_puts(out, "feeds");
}

static int import_opml(const mh_cli *c, mh_view bytes, const char *path) {
    mh_opml *o = NULL;
    mh_err e = {0};
    mh_buf out = {0}, name = {0}, file = {0};
    int code = MH_EXIT_OK;
    if (mh_opml_parse(&o, bytes, NULL, &e) != MH_OK)
        return mh_cli_fail(MH_EXIT_FAILED, "%s: %s", path, e.msg);
    job_name(&name, path);
    put_job(&out, o, mh_buf_view(&name));
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

/* A list of feeds is XML; items begin with a brace. */
static bool is_xml(FILE *f) {
    int first;
    while ((first = getc(f)) == 0xef || first == 0xbb || first == 0xbf || first == ' ' ||
           first == '\n' || first == '\r' || first == '\t') {
    }
    if (first != EOF) ungetc(first, f);
    return first == '<';
}

static int import_items(mh_cli *c, FILE *f, const char *path) {
    mh_store *s = NULL;
    counts n = {0};
    int code = mh_cli_make_db(c, &s);
    if (code != MH_EXIT_OK) return code;
    code = import_lines(s, f, path, &n);
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
    if (!is_xml(f)) {
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
