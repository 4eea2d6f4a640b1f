#include "run/out.h"

#include "base/json.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef enum format { JSONL, JSON, CSV, TABLE, NONE } format;

struct mh_out {
    format format;
    FILE *f;
    char *path, *tmp; /* of a file to be replaced */
    size_t count;
    json_t *columns;      /* csv, table */
    MH_VEC(char *) cells; /* table: row after row */
};

static const char *const format_names[] = {"jsonl", "json", "csv", "table", "none"};

static format pick_format(mh_view name, mh_view path) {
    for (size_t i = 0; i < sizeof format_names / sizeof *format_names; i++)
        if (mh_view_eq(name, mh_view_of(format_names[i]))) return (format)i;
    if (mh_view_ends(path, MH_VIEW(".json"))) return JSON;
    if (mh_view_ends(path, MH_VIEW(".csv"))) return CSV;
    return JSONL;
}

mh_rc mh_out_open(mh_out **out, mh_out_mode mode, mh_view path, mh_view name, mh_err *e) {
    mh_out *o = mh_alloc(sizeof *o);
    o->format = pick_format(name, mode == MH_OUT_STDOUT ? MH_VIEW("") : path);
    o->f = stdout;
    if (mode == MH_OUT_STDOUT) {
        *out = o;
        return MH_OK;
    }
    o->path = mh_strndup(path.ptr, path.len);
    mh_buf tmp = {0};
    mh_buf_printf(&tmp, "%s.tmp.%ld", o->path, (long)getpid());
    o->tmp = mh_buf_take(&tmp);
    bool append = mode == MH_OUT_APPEND;
    if (append) {
        free(o->tmp);
        o->tmp = NULL;
    }
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC | O_NOFOLLOW);
    int fd = open(append ? o->path : o->tmp, flags, 0666);
    o->f = fd < 0 ? NULL : fdopen(fd, append ? "a" : "w");
    if (o->f == NULL) {
        mh_fail_errno(e, errno, "write %s", o->path);
        if (fd >= 0) close(fd);
        free(o->path);
        free(o->tmp);
        free(o);
        return MH_FAIL;
    }
    /* a line that a crash cut short must not swallow the next one */
    if (append && o->format == JSONL && ftell(o->f) >= 0 && fseek(o->f, 0, SEEK_END) == 0 &&
        ftell(o->f) > 0) {
        int in = open(o->path, O_RDONLY | O_CLOEXEC);
        char last = '\n';
        if (in >= 0 && lseek(in, -1, SEEK_END) >= 0 && read(in, &last, 1) == 1 && last != '\n')
            fputc('\n', o->f);
        if (in >= 0) close(in);
    }
    *out = o;
    return MH_OK;
}

static bool is_plain(const json_t *v) {
    return !json_is_object(v) && !json_is_array(v);
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The columns of a table: the common fields first, then the item's other plain fields, sorted. */
static json_t *pick_columns(const json_t *item) {
    static const char *const first[] = {"date", "language", "title", "url"};
    json_t *cols = json_array(), *v, *it = (json_t *)(uintptr_t)item;
    MH_VEC(const char *) rest = {0};
    const char *key;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (json_object_get(item, first[i])) json_array_append_new(cols, json_string(first[i]));
    json_object_foreach(it, key, v) {
        bool known = !is_plain(v);
        for (size_t i = 0; !known && i < sizeof first / sizeof *first; i++)
            known = strcmp(key, first[i]) == 0;
        if (!known) mh_vec_push(&rest, key);
    }
    if (rest.len > 1) qsort(rest.ptr, rest.len, sizeof *rest.ptr, by_bytes);
    for (size_t i = 0; i < rest.len; i++) json_array_append_new(cols, json_string(rest.ptr[i]));
    mh_vec_clear(&rest);
    return cols;
}

/* A field as text: plain values as they are, others as JSON. Owned. */
static char *cell_text(const json_t *v) {
    mh_buf b = {0};
    if (json_is_string(v))
        mh_buf_put_n(&b, json_string_value(v), json_string_length(v));
    else if (v && !json_is_null(v)) {
        char *s = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS |
                                    JSON_REAL_PRECISION(15));
        mh_buf_puts(&b, s);
        free(s);
    }
    return mh_buf_take(&b);
}

static void csv_cell(mh_buf *b, const char *s) {
    if (b->len > 0 && b->ptr[b->len - 1] != '\n') mh_buf_putc(b, ',');
    if (strpbrk(s, ",\"\r\n") == NULL && s[0] != ' ') {
        mh_buf_puts(b, s);
        return;
    }
    mh_buf_putc(b, '"');
    for (; *s; s++) {
        if (*s == '"') mh_buf_putc(b, '"');
        mh_buf_putc(b, *s);
    }
    mh_buf_putc(b, '"');
}

/* RFC 4180, with LF. */
static void csv_row(mh_out *o, mh_buf *b, const json_t *item) {
    size_t i;
    json_t *col;
    if (o->count == 0) {
        json_array_foreach(o->columns, i, col) {
            csv_cell(b, json_string_value(col));
        }
        mh_buf_putc(b, '\n');
    }
    bool first = true;
    json_array_foreach(o->columns, i, col) {
        char *s = cell_text(json_object_get(item, json_string_value(col)));
        if (first && s[0] == '\0')
            mh_buf_puts(b, "\"\"");
        else
            csv_cell(b, s);
        first = false;
        free(s);
    }
    mh_buf_putc(b, '\n');
}

static void table_row(mh_out *o, const json_t *item) {
    size_t i;
    json_t *col;
    json_array_foreach(o->columns, i, col) {
        mh_buf b = {0};
        char *s = cell_text(json_object_get(item, json_string_value(col)));
        mh_log_escape(&b, mh_utf8_cut(mh_view_of(s), 240), false);
        free(s);
        mh_vec_push(&o->cells, mh_buf_take(&b));
    }
}

mh_rc mh_out_item(mh_out *o, const json_t *item, size_t *bytes, mh_err *e) {
    mh_buf b = {0};
    if (o->columns == NULL && (o->format == CSV || o->format == TABLE))
        o->columns = pick_columns(item);
    if (o->format == CSV)
        csv_row(o, &b, item);
    else if (o->format == TABLE)
        table_row(o, item);
    else if (o->format != NONE) {
        if (o->format == JSON) mh_buf_puts(&b, o->count ? ",\n" : "[\n");
        if (!mh_json_put(&b, item, (mh_json_style){.digits = 15})) {
            mh_buf_clear(&b);
            return mh_fail(e, MH_E_INTERNAL, "an item cannot be written as JSON");
        }
        if (o->format == JSONL) mh_buf_putc(&b, '\n');
    }
    o->count++;
    if (bytes) *bytes = b.len;
    bool ok = mh_log_print(o->f, mh_buf_view(&b));
    if (ok && o->format == JSONL) ok = fflush(o->f) == 0;
    int err = errno;
    mh_buf_clear(&b);
    if (ok) return MH_OK;
    return mh_fail_errno(e, err, "write items to %s", o->path ? o->path : "standard output");
}

static size_t width_of(const char *s) {
    return mh_utf8_len(mh_view_of(s));
}

static void print_cell(FILE *f, const char *s, size_t width, bool last) {
    mh_view v = mh_view_of(s), rest = v;
    size_t n = 0;
    while (rest.len > 0 && n < width) {
        mh_utf8_next(&rest);
        n++;
    }
    fwrite(v.ptr, 1, v.len - rest.len, f);
    for (; !last && n < width + 2; n++) fputc(' ', f);
}

/* The name of column c, which a script or a page may have given. Owned. */
static char *name_of(const mh_out *o, size_t c) {
    mh_buf b = {0};
    const char *name = json_string_value(json_array_get(o->columns, c));
    mh_log_escape(&b, mh_utf8_cut(mh_view_of(name), 240), false);
    return mh_buf_take(&b);
}

static void print_table(mh_out *o) {
    size_t cols = json_array_size(o->columns), rows = cols ? o->cells.len / cols : 0;
    size_t *width = mh_alloc_array(cols, sizeof *width);
    char **names = mh_alloc_array(cols, sizeof *names);
    for (size_t c = 0; c < cols; c++) {
        names[c] = name_of(o, c);
        width[c] = width_of(names[c]);
        for (size_t r = 0; r < rows; r++) {
            size_t w = width_of(o->cells.ptr[r * cols + c]);
            if (w > width[c]) width[c] = w;
        }
        if (width[c] > 60) width[c] = 60;
    }
    for (size_t c = 0; c < cols; c++) {
        print_cell(o->f, names[c], width[c], c + 1 == cols);
        free(names[c]);
    }
    if (cols) fputc('\n', o->f);
    for (size_t i = 0; i < rows * cols; i++) {
        print_cell(o->f, o->cells.ptr[i], width[i % cols], (i + 1) % cols == 0);
        if ((i + 1) % cols == 0) fputc('\n', o->f);
    }
    free(names);
    free(width);
}

static mh_rc put_in_place(mh_out *o, bool keep, mh_err *e) {
    if (o->tmp == NULL) return MH_OK;
    if (!keep) {
        unlink(o->tmp);
        return MH_OK;
    }
    if (rename(o->tmp, o->path) == 0) return MH_OK;
    return mh_fail_errno(e, errno, "write %s", o->path);
}

mh_rc mh_out_close(mh_out *o, bool keep, mh_err *e) {
    if (o == NULL) return MH_OK;
    mh_rc rc = MH_OK;
    if (o->format == JSON) fputs(o->count ? "\n]\n" : "[]\n", o->f);
    if (o->format == TABLE && o->columns) print_table(o);
    bool bad = fflush(o->f) != 0 || ferror(o->f) ||
               (o->path && fsync(fileno(o->f)) != 0 && errno == ENOSPC);
    int err = errno;
    if (o->f != stdout) bad = fclose(o->f) != 0 || bad;
    if (bad)
        rc = mh_fail_errno(e, err ? err : EIO, "write items to %s",
                           o->path ? o->path : "standard output");
    if (put_in_place(o, keep && !bad, rc == MH_OK ? e : NULL) != MH_OK) rc = MH_FAIL;
    for (size_t i = 0; i < o->cells.len; i++) free(o->cells.ptr[i]);
    mh_vec_clear(&o->cells);
    json_decref(o->columns);
    free(o->path);
    free(o->tmp);
    free(o);
    return rc;
}
