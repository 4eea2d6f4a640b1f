/* judge GROUND-TRUTH.json: every candidate of each page that the JSON names (gzip or plain, relative
 * to the JSON's folder), for scripts/dev/train-judge: {id: [{"f": [features], "text": ...}, ...]}. */
#include "doc/judge.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static bool read_page(mh_buf *out, const char *folder, const char *file) {
    char path[4096], chunk[65536];
    int n;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    gzFile f = gzopen(path, "rb");
    if (!f) return false;
    while ((n = gzread(f, chunk, sizeof chunk)) > 0) mh_buf_put_n(out, chunk, (size_t)n);
    gzclose(f);
    return n == 0;
}

static json_t *describe(mh_extract *x, const mh_candidate *list, size_t n, size_t i) {
    mh_candidate c = list[i];
    json_t *o = json_object(), *features = json_array();
    double f[MH_JUDGE_FEATURES];
    mh_buf text = {0};
    mh_extract_drop(x, list[i].loose);
    mh_judge_features(x, list, n, i, f);
    for (int k = 0; k < MH_JUDGE_FEATURES; k++) json_array_append_new(features, json_real(f[k]));
    mh_extract_lead(x, &c);
    mh_extract_trim(x, &c);
    for (size_t k = c.from; k < c.to; k++) {
        if (x->out[k]) continue;
        mh_buf_put(&text, mh_blocks_text(&x->blocks, &x->blocks.list.ptr[k]));
        mh_buf_puts(&text, "\n\n");
    }
    json_object_set_new(o, "f", features);
    json_object_set_new(o, "text", json_stringn(text.len ? text.ptr : "", text.len));
    mh_buf_clear(&text);
    return o;
}

static json_t *candidates(mh_view page) {
    json_t *out = json_array();
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta m;
    if (mh_doc_parse(&d, page, NULL, NULL) == MH_OK) {
        mh_candidate list[MH_MAX_CANDIDATES];
        mh_extract x;
        mh_meta_extract(&m, d, NULL, a);
        mh_extract_init(&x, d, &m);
        size_t n = mh_extract_all(&x, list);
        for (size_t i = 0; i < n; i++) json_array_append_new(out, describe(&x, list, n, i));
        mh_extract_clear(&x);
    }
    mh_doc_free(d);
    mh_arena_free(a);
    return out;
}

int main(int argc, char **argv) {
    json_t *truth = argc > 1 ? json_load_file(argv[1], 0, NULL) : NULL, *out = json_object(), *gold;
    const char *id;
    if (!truth) {
        fprintf(stderr, "judge: cannot read %s\n", argc > 1 ? argv[1] : "nothing: name a JSON");
        return 1;
    }
    char *folder = strdup(argv[1]), *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    json_object_foreach(truth, id, gold) {
        const char *file = json_string_value(json_object_get(gold, "file"));
        mh_buf page = {0};
        if (file && read_page(&page, slash ? folder : ".", file))
            json_object_set_new(out, id, candidates(mh_buf_view(&page)));
        mh_buf_clear(&page);
    }
    json_dumpf(out, stdout, JSON_COMPACT);
    free(folder);
    json_decref(truth);
    json_decref(out);
    return 0;
}
