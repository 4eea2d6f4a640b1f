/* pages.h - for tools that read the pages which a ground-truth JSON names.
 * Owns: nothing. Threads: one. */
#ifndef TESTS_TOOLS_PAGES_H
#define TESTS_TOOLS_PAGES_H

#include "base/str.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* The bytes of a plain or gzip'ed file. */
static inline bool read_page(mh_buf *out, const char *folder, const char *file) {
    char path[4096], chunk[65536];
    int n;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    gzFile f = gzopen(path, "rb");
    if (!f) return false;
    while ((n = gzread(f, chunk, sizeof chunk)) > 0) mh_buf_put_n(out, chunk, (size_t)n);
    gzclose(f);
    return n == 0;
}

/* Prints {id: of(page, its truth)} for each page of the JSON that argv[1] names; for main to return. */
static inline int each_page(int argc, char **argv, const char *tool,
                            json_t *(*of)(mh_view page, const json_t *truth)) {
    json_t *truth = argc > 1 ? json_load_file(argv[1], 0, NULL) : NULL, *out = json_object(), *gold;
    const char *id;
    if (!truth) {
        fprintf(stderr, "%s: cannot read %s\n", tool, argc > 1 ? argv[1] : "nothing: name a JSON");
        return 1;
    }
    char *folder = strdup(argv[1]), *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    json_object_foreach(truth, id, gold) {
        const char *file = json_string_value(json_object_get(gold, "file"));
        mh_buf page = {0};
        if (file && read_page(&page, slash ? folder : ".", file))
            json_object_set_new(out, id, of(mh_buf_view(&page), gold));
        mh_buf_clear(&page);
    }
    json_dumpf(out, stdout, JSON_COMPACT);
    free(folder);
    json_decref(truth);
    json_decref(out);
    return 0;
}

#endif
