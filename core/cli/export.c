/* minehost export: documents, or their events, as JSON Lines, CSV or an Atom feed. */
#include "cli/export.h"

#include "base/json.h"
#include "base/log.h"
#include "cli/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum form { JSONL, CSV, ATOM } form;

typedef struct export {
    const mh_cli *c;
    mh_store *s;
    form form;
    bool events, versions;
    const char **fields;        /* of --field; owned */
    const char *const *columns; /* of csv */
    mh_doc_filter filter;
    size_t limit;
    FILE *f;
    mh_buf out, tmp; /* tmp: the file's name while it is written, or empty */
    const char *path;
    size_t n;
}
export;

#define FLUSH ((size_t)1 << 16)

static mh_rc flush(export *x, mh_err *e) {
    bool ok = mh_log_print(x->f, mh_buf_view(&x->out));
    mh_buf_reset(&x->out);
    if (ok) return MH_OK;
    return mh_fail_errno(e, errno, "write %s", x->path ? x->path : "standard output");
}

/* -O replaces the file, as a whole, when all is written; -o appends to it. */
static mh_rc open_file(export *x, bool *fresh, mh_err *e) {
    mh_view to = x->c->settings.replace.len ? x->c->settings.replace : x->c->settings.append;
    bool append = x->c->settings.replace.len == 0;
    *fresh = true;
    x->f = stdout;
    if (to.len == 0) return MH_OK;
    x->path = to.ptr;
    if (!append) mh_buf_printf(&x->tmp, "%s.tmp.%ld", x->path, (long)getpid());
    int fd =
        open(append ? x->path : x->tmp.ptr,
             O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC | O_NOFOLLOW), 0666);
    x->f = fd < 0 ? NULL : fdopen(fd, append ? "a" : "w");
    if (x->f == NULL) {
        if (fd >= 0) close(fd);
        return mh_fail_errno(e, errno, "write %s", x->path);
    }
    *fresh = lseek(fd, 0, SEEK_END) <= 0;
    if (!*fresh && x->form == ATOM)
        return mh_fail(e, MH_E_USAGE, "a feed cannot be appended to %s: replace it with -O",
                       x->path);
    return MH_OK;
}

static mh_rc close_file(export *x, mh_rc rc, mh_err *e) {
    if (x->f == NULL) return rc;
    bool ok = fflush(x->f) == 0 && (x->f == stdout || fsync(fileno(x->f)) == 0);
    if (x->f != stdout && fclose(x->f) != 0) ok = false;
    if (rc == MH_OK && ok && x->tmp.len && rename(x->tmp.ptr, x->path) != 0) ok = false;
    int why = errno;
    if (x->tmp.len && (rc != MH_OK || !ok)) unlink(x->tmp.ptr);
    if (rc == MH_OK && !ok)
        rc = mh_fail_errno(e, why, "write %s", x->path ? x->path : "standard output");
    return rc;
}

static void put_row(export *x, const json_t *item, mh_view key) {
    x->n++;
    if (x->form == CSV) {
        mh_export_csv(&x->out, item, x->columns);
    } else if (x->form == ATOM) {
        mh_export_atom_entry(&x->out, item, key);
    } else {
        json_t *some = x->fields[0] ? mh_export_pick(item, x->fields) : NULL;
        (void)mh_json_put(&x->out, some ? some : item, (mh_json_style){0});
        mh_buf_putc(&x->out, '\n');
        json_decref(some);
    }
}

/* Clears *d. */
static mh_rc put_doc(export *x, mh_record *d, int64_t since, mh_err *e) {
    mh_buf key = {0};
    mh_buf_puts(&key, d->key);
    json_t *item = mh_export_item(d, since), *row;
    if (x->events) {
        json_t *rows = mh_export_events(item);
        size_t i;
        json_array_foreach(rows, i, row) put_row(x, row, (mh_view){0});
        json_decref(rows);
    } else {
        put_row(x, item, mh_buf_view(&key));
    }
    json_decref(item);
    mh_buf_clear(&key);
    return x->out.len >= FLUSH ? flush(x, e) : MH_OK;
}

/* Every state of a document, oldest first. */
static mh_rc put_versions(export *x, int64_t id, mh_err *e) {
    mh_doc_state *states = NULL;
    size_t n = 0;
    mh_record d;
    mh_rc rc = mh_doc_versions(x->s, id, &states, &n, e);
    for (size_t i = 0; rc == MH_OK && i < n; i++) {
        if (x->filter.as_of && states[i].at > x->filter.as_of) break;
        mh_err why = {0};
        rc = mh_doc_get_state(x->s, id, states[i].version, states[i].revision, &d, &why);
        if (rc == MH_OK)
            rc = put_doc(x, &d, states[i].at, e);
        else if (why.code == MH_E_NOT_FOUND)
            rc = MH_OK; /* its text was pruned */
        else
            *e = why;
    }
    free(states);
    return rc;
}

static mh_rc walk(export *x, mh_docs *docs, mh_err *e) {
    bool more = true;
    mh_record d;
    mh_rc rc = MH_OK;
    while (rc == MH_OK && (rc = mh_docs_next(docs, &d, &more, e)) == MH_OK && more) {
        if (x->versions) {
            int64_t id = d.id;
            mh_doc_clear(&d);
            rc = put_versions(x, id, e);
        } else {
            rc = put_doc(x, &d, 0, e);
        }
    }
    return rc;
}

static mh_rc write_all(export *x, mh_err *e) {
    mh_docs *docs = NULL;
    bool fresh;
    char *query = mh_cli_joined(x->c);
    mh_doc_order order = x->form == ATOM ? MH_DOCS_NEWEST : MH_DOCS_STORED;
    int64_t now = x->filter.as_of ? x->filter.as_of : mh_clock_wall_us(mh_clock_system());
    mh_rc rc = MH_OK;
    if (*query)
        rc = mh_docs_open_query(x->s, mh_view_of(query), &x->filter, order, x->limit, &docs, e);
    else
        docs = mh_docs_open(x->s, &x->filter, order, x->limit);
    if (rc == MH_OK) rc = open_file(x, &fresh, e);
    if (rc == MH_OK) {
        if (x->form == CSV && fresh) mh_export_csv(&x->out, NULL, x->columns);
        if (x->form == ATOM)
            mh_export_atom_head(&x->out, *query ? mh_view_of(query) : MH_VIEW("minehost"), now);
        rc = walk(x, docs, e);
        if (x->form == ATOM) mh_export_atom_end(&x->out);
        if (rc == MH_OK) rc = flush(x, e);
    }
    rc = close_file(x, rc, e);
    mh_docs_close(docs);
    free(query);
    return rc;
}

static mh_rc read_form(export *x, mh_err *e) {
    static const char *const names[] = {"jsonl", "csv", "atom"};
    const char *format = mh_cli_value(x->c, "format");
    mh_view to = x->c->settings.replace.len ? x->c->settings.replace : x->c->settings.append;
    if (format == NULL) {
        if (mh_view_ends(to, MH_VIEW(".csv"))) x->form = CSV;
        if (mh_view_ends(to, MH_VIEW(".atom")) || mh_view_ends(to, MH_VIEW(".xml"))) x->form = ATOM;
        return MH_OK;
    }
    for (size_t i = 0; i < 3; i++)
        if (strcmp(format, names[i]) == 0) {
            x->form = (form)i;
            return MH_OK;
        }
    if (strcmp(format, "parquet") == 0)
        return mh_fail(e, MH_E_USAGE,
                       "Parquet is not written; csv and jsonl are read by what "
                       "reads Parquet");
    return mh_fail(e, MH_E_USAGE, "--format wants jsonl, csv or atom, not '%s'", format);
}

static mh_rc read_time(const mh_cli *c, const char *name, bool until, int64_t now, int64_t *us,
                       mh_err *e) {
    const char *v = mh_cli_value(c, name);
    if (v == NULL || mh_doc_time(mh_view_of(v), until, now, us)) return MH_OK;
    return mh_fail(e, MH_E_USAGE, "--%s wants a date (2026-05-14) or an age (2d), not '%s'", name,
                   v);
}

static mh_rc read_options(export *x, mh_err *e) {
    const mh_cli *c = x->c;
    int64_t now = x->filter.as_of ? x->filter.as_of : mh_clock_wall_us(mh_clock_system());
    x->events = mh_cli_value(c, "events") != NULL;
    x->versions = mh_cli_value(c, "versions") != NULL;
    if (!mh_cli_split_fields(c, &x->fields))
        return mh_fail(e, MH_E_USAGE, "option --field wants a name");
    if (read_form(x, e) != MH_OK ||
        read_time(c, "since", false, now, &x->filter.since, e) != MH_OK ||
        read_time(c, "until", true, now, &x->filter.until, e) != MH_OK ||
        mh_cli_number(c, "limit", 1000000000, &x->limit, e) != MH_OK)
        return MH_FAIL;
    if (x->form == ATOM && (x->events || x->versions || x->fields[0]))
        return mh_fail(e, MH_E_USAGE, "a feed has neither --events, --versions nor --field");
    x->columns = x->fields[0] ? x->fields : x->events ? mh_export_event_columns : mh_export_columns;
    return MH_OK;
}

static int export_(mh_cli *c) {
    export x = {.c = c};
    mh_err e = {0};
    int code = mh_cli_as_of(c, &x.filter.as_of);
    if (code == MH_EXIT_OK && read_options(&x, &e) != MH_OK)
        code = mh_cli_usage(&mh_cmd_export, e.msg);
    if (code == MH_EXIT_OK) code = mh_cli_open_db(c, &x.s);
    if (code == MH_EXIT_OK && write_all(&x, &e) != MH_OK)
        code = mh_cli_fail(e.code == MH_E_PARSE ? MH_EXIT_USAGE : mh_cli_code(&e), "%s", e.msg);
    if (code == MH_EXIT_OK && x.path && !c->settings.quiet)
        fprintf(stderr, "minehost: %zu %s -> %s\n", x.n, x.events ? "events" : "documents", x.path);
    mh_cli_free_fields(x.fields);
    mh_buf_clear(&x.out);
    mh_buf_clear(&x.tmp);
    mh_store_close(x.s);
    return code;
}

static const mh_option options[] = {{"since", true}, {"until", true},   {"format", true},
                                    {"field", true}, {"events", false}, {"versions", false},
                                    {"limit", true}, {NULL, false}};

const mh_command mh_cmd_export = {
    .name = "export",
    .usage = "export [QUERY]",
    .about = "write documents as JSON Lines, CSV or an Atom feed",
    .run = export_,
    .options = options,
    .help =
        "All documents, or those that a query finds (minehost help search), in the order in which\n"
        "they were first stored; a feed has the latest first. JSON Lines can be imported again.\n"
        "\n"
        "  --since TIME --until TIME   by their date: 2026-05-14, 2026-05, 2d\n"
        "  --as-of TIME       as they were then\n"
        "  --format jsonl|csv|atom     else by the file's name, else jsonl\n"
        "  --field NAME       these fields alone, in this order (csv, jsonl): NAME,NAME\n"
        "  --events           one row an event: who did what to whom, when, where, by which rule\n"
        "  --versions         every state that a document was in, oldest first\n"
        "  --limit N          so many documents at most\n"
        "  -O FILE            replace a file; -o FILE appends to it\n"
        "  --db FILE\n"};
