/* What an import reads: items into the database, a list of feeds into a job's text. */
#include "cli/import_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FLUSH 256 /* items of one commit */

static mh_rc import_line(mh_store *s, const char *line, size_t len, mh_import *n, mh_err *e) {
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

mh_rc mh_import_lines(mh_store *s, FILE *f, mh_import_fault *fault, void *arg, mh_import *n,
                      mh_err *e) {
    char *line = NULL;
    size_t cap = 0, number = 0;
    mh_rc rc = MH_OK;
    for (ssize_t len; rc == MH_OK && (len = getline(&line, &cap, f)) >= 0;) {
        mh_err why = {0};
        number++;
        if (mh_view_trim((mh_view){line, (size_t)len}).len == 0) continue;
        if (import_line(s, line, (size_t)len, n, &why) != MH_OK) {
            bool item = why.code == MH_E_PARSE || why.code == MH_E_USAGE ||
                        why.code == MH_E_LIMIT || why.code == MH_E_TOO_LARGE;
            n->failed++;
            if (fault) fault(arg, number, why.msg);
            if (!item) {
                rc = MH_FAIL;
                *e = why;
            }
        }
        if (rc == MH_OK && number % FLUSH == 0) rc = mh_store_flush(s, e);
    }
    if (rc == MH_OK && ferror(f)) rc = mh_fail_errno(e, errno, "read");
    free(line);
    mh_err late;
    if (mh_store_flush(s, &late) == MH_OK) return rc;
    if (rc == MH_OK) *e = late;
    return MH_FAIL;
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
void mh_import_job(mh_buf *out, const mh_opml *o, mh_view name) {
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
void mh_import_job_name(mh_buf *out, const char *path) {
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

/* A list of feeds is XML; items begin with a brace. */
bool mh_import_is_xml(FILE *f) {
    int first;
    while ((first = getc(f)) == 0xef || first == 0xbb || first == 0xbf || first == ' ' ||
           first == '\n' || first == '\r' || first == '\t') {
    }
    if (first != EOF) ungetc(first, f);
    return first == '<';
}
