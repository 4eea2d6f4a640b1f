/* explain_print.c - a report on a terminal: wrapped, with the passage marked. */
#include "cli/explain.h"

#include "base/utf8.h"
#include "cli/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH     100 /* of what is no terminal */
#define WIDTH_MIN 40
#define WIDTH_MAX 160
#define CONTEXT   90 /* bytes of a line shown on each side of a passage */

typedef struct paper {
    size_t width, column;
    bool gap; /* a blank is due before the next word */
    bool colour;
} paper;

static mh_view member(const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    if (!json_is_string(v)) return (mh_view){0};
    return (mh_view){json_string_value(v), json_string_length(v)};
}

static size_t width_of(void) {
    struct winsize w;
    size_t width = WIDTH;
    uint64_t n;
    const char *columns = getenv("COLUMNS");
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col)
        width = w.ws_col;
    else if (columns && mh_view_u64(mh_view_of(columns), &n) && n > 0)
        width = n < WIDTH_MAX ? (size_t)n : WIDTH_MAX;
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

static void new_line(paper *p, size_t indent) {
    putchar('\n');
    for (size_t i = 0; i < indent; i++) putchar(' ');
    p->column = indent;
    p->gap = false;
}

/* Words of v, wrapped at the width; lines after the first begin at indent. White space of any kind is
 * one blank, so that a line of a table (tabs) and a text are read the same way. A line is broken at
 * blanks alone: what follows without one stays with what was put before. */
static void put_words(paper *p, size_t indent, mh_view v) {
    size_t i = 0;
    while (i < v.len) {
        if (mh_is_space(v.ptr[i])) {
            p->gap = true;
            i++;
            continue;
        }
        size_t from = i;
        while (i < v.len && !mh_is_space(v.ptr[i])) i++;
        mh_view word = mh_view_sub(v, from, i);
        size_t n = mh_utf8_len(word);
        if (p->gap && p->column > indent) {
            if (p->column + 1 + n > p->width) {
                new_line(p, indent);
            } else {
                putchar(' ');
                p->column++;
            }
        }
        p->gap = false;
        mh_cli_put(word);
        p->column += n;
    }
}

/* Length of the first word of v in characters. */
static size_t first_word(mh_view v) {
    size_t n = 0;
    while (n < v.len && !mh_is_space(v.ptr[n])) n++;
    return mh_utf8_len(mh_view_sub(v, 0, n));
}

/* v between >> and <<, painted. */
static void put_marked(paper *p, size_t indent, mh_view v) {
    if (p->gap && p->column > indent) {
        if (p->column + 3 + first_word(v) > p->width) {
            new_line(p, indent);
        } else {
            putchar(' ');
            p->column++;
        }
    }
    p->gap = false;
    p->column += 2;
    p->width -= 2; /* for the mark behind the last word */
    fputs(p->colour ? "\033[1;33m>>" : ">>", stdout);
    put_words(p, indent, v);
    fputs(p->colour ? "<<\033[0m" : "<<", stdout);
    p->width += 2;
    p->column += 2;
}

static void put_head(paper *p, size_t indent, const char *name) {
    for (size_t i = 0; i < indent; i++) putchar(' ');
    int n = printf("%-11s", name);
    p->column = indent + (size_t)(n > 0 ? n : 0);
    p->gap = false;
}

static void put_value(paper *p, size_t indent, const json_t *v) {
    size_t i;
    json_t *one;
    if (json_is_array(v)) {
        json_array_foreach((json_t *)(uintptr_t)v, i, one) {
            if (i) put_words(p, indent, MH_VIEW(", "));
            put_value(p, indent, one);
        }
    } else if (json_is_string(v)) {
        put_words(p, indent, (mh_view){json_string_value(v), json_string_length(v)});
    } else {
        char *s = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(4));
        put_words(p, indent, mh_view_of(s));
        free(s);
    }
}

static mh_view tail(mh_view v, size_t n) {
    if (v.len <= n) return v;
    v = mh_view_sub(v, v.len - n, v.len);
    while (v.len && ((unsigned char)v.ptr[0] & 0xC0) == 0x80) v = mh_view_sub(v, 1, v.len);
    return v;
}

static void put_passage(paper *p, size_t indent, const json_t *passage) {
    mh_view before = member(passage, "before"), after = member(passage, "after");
    mh_view b = tail(before, CONTEXT), a = mh_utf8_cut(after, CONTEXT);
    const json_t *verbatim = json_object_get(passage, "verbatim");
    put_head(p, indent, "passage");
    size_t in = indent + 11;
    printf("bytes %lld-%lld, line %lld%s",
           (long long)json_integer_value(json_object_get(passage, "first")),
           (long long)json_integer_value(json_object_get(passage, "last")),
           (long long)json_integer_value(json_object_get(passage, "line")),
           json_is_false(verbatim) ? " (the row has other words)" : "");
    new_line(p, in);
    if (b.len < before.len) put_words(p, in, MH_VIEW("..."));
    put_words(p, in, b);
    put_marked(p, in, member(passage, "text"));
    put_words(p, in, a);
    if (a.len < after.len) put_words(p, in, MH_VIEW("..."));
    putchar('\n');
}

/* "given  /.../people.lua:88", "/.../cities.tsv:12": a reference to a line is in the path. */
static void put_where(paper *p, size_t in, const json_t *s) {
    mh_view ref = member(s, "ref"), file = member(s, "file");
    json_int_t line = json_integer_value(json_object_get(s, "line"));
    size_t i;
    json_t *other;
    if (file.len == 0 || line == 0 || !mh_sources_is_line(ref)) put_words(p, in, ref);
    if (json_object_get(s, "builtin")) put_words(p, in, MH_VIEW(" (a rule of the engine)"));
    if (file.len) {
        mh_buf b = {0};
        mh_buf_printf(&b, " %.*s", MH_FMT(file));
        if (line) mh_buf_printf(&b, ":%lld", (long long)line);
        put_words(p, in, mh_buf_view(&b));
        mh_buf_clear(&b);
    }
    json_array_foreach(json_object_get(s, "also"), i, other) {
        put_words(p, in, i ? MH_VIEW(", ") : MH_VIEW(" or "));
        put_words(p, in, (mh_view){json_string_value(other), json_string_length(other)});
    }
}

static void put_source(paper *p, size_t indent, const json_t *s) {
    mh_view of = member(s, "of"), missing = member(s, "missing"), changed = member(s, "changed");
    size_t in = indent + 11;
    char name[16];
    snprintf(name, sizeof name, "%.*s", MH_FMT(of));
    put_head(p, indent, name);
    put_where(p, in, s);
    if (missing.len) {
        put_words(p, in, MH_VIEW(" -- "));
        put_words(p, in, missing);
    }
    if (changed.len) {
        new_line(p, in);
        put_words(p, in, MH_VIEW("! the file changed on "));
        put_words(p, in, mh_view_sub(changed, 0, 10));
        put_words(p, in, MH_VIEW(", after this was stored: the line may be another"));
    }
    if (member(s, "text").len) {
        new_line(p, in);
        fputs("| ", stdout);
        p->column += 2;
        put_words(p, in + 2, member(s, "text"));
    }
    putchar('\n');
}

static void put_about(paper *p, size_t indent, const json_t *about) {
    const char *key;
    json_t *v;
    bool first = true;
    if (json_object_size(about) == 0) return;
    put_head(p, indent, "says");
    json_object_foreach((json_t *)(uintptr_t)about, key, v) {
        if (!first) put_words(p, indent + 11, MH_VIEW("; "));
        put_words(p, indent + 11, mh_view_of(key));
        put_words(p, indent + 11, MH_VIEW(" "));
        put_value(p, indent + 11, v);
        first = false;
    }
    putchar('\n');
}

static void put_rows(paper *p, size_t indent, const json_t *rows) {
    size_t i, k;
    json_t *row, *s;
    json_array_foreach((json_t *)(uintptr_t)rows, i, row) {
        mh_view part = member(row, "part"), label = member(row, "label");
        const json_t *passage = json_object_get(row, "passage");
        for (size_t n = 0; n < indent; n++) putchar(' ');
        p->column = indent + (size_t)printf("%2zu. ", i + 1);
        p->gap = false;
        if (part.len) {
            put_words(p, indent + 4, part);
            put_words(p, indent + 4, MH_VIEW(": "));
        }
        if (p->colour) fputs("\033[1m", stdout);
        put_words(p, indent + 4, label);
        if (p->colour) fputs("\033[0m", stdout);
        putchar('\n');
        put_about(p, indent + 4, json_object_get(row, "about"));
        if (passage) put_passage(p, indent + 4, passage);
        json_array_foreach(json_object_get(row, "sources"), k, s) put_source(p, indent + 4, s);
        put_rows(p, indent + 4, json_object_get(row, "rows"));
    }
}

static void put_field(paper *p, const json_t *field) {
    const json_t *value = json_object_get(field, "value"), *rows = json_object_get(field, "rows");
    mh_view basis = member(field, "basis");
    if (p->colour) fputs("\033[1;36m", stdout);
    mh_cli_put(member(field, "field"));
    if (p->colour) fputs("\033[0m", stdout);
    p->column = mh_utf8_len(member(field, "field"));
    p->gap = false;
    if (value) {
        put_words(p, 2, MH_VIEW(": "));
        put_value(p, 2, value);
    } else if (json_array_size(rows) == 0 && !json_object_get(field, "about")) {
        put_words(p, 2, MH_VIEW(": none"));
    }
    putchar('\n');
    if (basis.len) {
        put_head(p, 2, "basis");
        put_words(p, 13, basis);
        putchar('\n');
    }
    put_about(p, 2, json_object_get(field, "about"));
    put_rows(p, 2, rows);
}

void mh_explain_print(const json_t *report) {
    paper p = {.width = width_of(), .colour = mh_cli_colour()};
    size_t i;
    json_t *field;
    mh_buf head = {0};
    put_words(&p, 0, member(report, "title"));
    new_line(&p, 0);
    mh_buf_printf(&head, "id %lld, version %lld, stored %.*s, ",
                  (long long)json_integer_value(json_object_get(report, "id")),
                  (long long)json_integer_value(json_object_get(report, "version")),
                  MH_FMT(member(report, "stored_at")));
    put_words(&p, 0, mh_buf_view(&head));
    put_words(&p, 0, member(report, "key"));
    putchar('\n');
    mh_buf_clear(&head);
    json_array_foreach(json_object_get(report, "fields"), i, field) {
        putchar('\n');
        put_field(&p, field);
    }
}
