/* tables.h - for tools that run the engine over tables of conformance cases: FOLDER/SUITE.jsonl, or
 * .jsonl.gz, a record a line.
 * Owns: nothing. Threads: one. */
#ifndef TESTS_TOOLS_TABLES_H
#define TESTS_TOOLS_TABLES_H

#include "base/str.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* A string member, or o itself when key is NULL; empty when it is none. */
static inline mh_view view_in(const json_t *o, const char *key) {
    const json_t *s = key ? json_object_get(o, key) : o;
    return json_is_string(s) ? (mh_view){json_string_value(s), json_string_length(s)}
                             : (mh_view){"", 0};
}

/* Appends the bytes that base64 stands for; other characters are passed over. */
static inline void put_base64(mh_buf *out, mh_view v) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0, n = 0;
    for (size_t i = 0; i < v.len; i++) {
        const char *d = v.ptr[i] ? strchr(digits, v.ptr[i]) : NULL;
        if (!d) continue;
        bits = bits << 6 | (unsigned)(d - digits);
        if ((n += 6) >= 8) mh_buf_putc(out, (char)(bits >> (n -= 8)));
    }
}

/* NULL, with a line on standard error, when there is no such table. */
static inline gzFile table_open(const char *folder, const char *suite) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.jsonl", folder, suite);
    gzFile f = gzopen(path, "rb");
    if (f) return f;
    snprintf(path, sizeof path, "%s/%s.jsonl.gz", folder, suite);
    f = gzopen(path, "rb");
    if (!f) fprintf(stderr, "cannot read %s\n", path);
    return f;
}

/* The next record, a new reference; NULL at the end. Lines that are no JSON are passed over. */
static inline json_t *table_next(gzFile f, mh_buf *line) {
    char chunk[65536];
    for (;;) {
        mh_buf_reset(line);
        while (gzgets(f, chunk, sizeof chunk)) {
            mh_buf_puts(line, chunk);
            if (line->ptr[line->len - 1] == '\n') break;
        }
        if (line->len == 0) return NULL;
        json_t *r = json_loadb(line->ptr, line->len, JSON_ALLOW_NUL, NULL);
        if (r) return r;
    }
}

/* Reads "FOLDER [--errors N] [SUITE...]" and runs the i-th of n suites, all or those that are named;
 * for main to return. */
static inline int tables_main(int argc, char **argv, const char *tool, size_t n,
                              const char *(*name)(size_t i),
                              bool (*run)(size_t i, const char *folder, int errors)) {
    const char *folder = NULL;
    int errors = 0, rc = 0;
    bool named = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--errors") == 0 && i + 1 < argc)
            errors = atoi(argv[++i]);
        else if (!folder)
            folder = argv[i];
        else
            named = true;
    }
    if (!folder) {
        fprintf(stderr, "usage: %s FOLDER [--errors N] [SUITE...]\n", tool);
        return 2;
    }
    for (size_t s = 0; s < n; s++) {
        bool wanted = !named;
        for (int i = 1; i < argc; i++)
            wanted = wanted || (argv[i] != folder && strcmp(argv[i], name(s)) == 0);
        if (wanted && !run(s, folder, errors)) rc = 1;
    }
    return rc;
}

#endif
