/* judge GROUND-TRUTH.json: every candidate of each page that the JSON names (gzip or plain, relative
 * to the JSON's folder), for scripts/dev/train-judge: {id: [{"f": [features], "text": ...}, ...]}. */
#include "doc/judge.h"
#include "pages.h"

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

static json_t *candidates(mh_view page, const json_t *truth) {
    (void)truth;
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
    return each_page(argc, argv, "judge", candidates);
}
