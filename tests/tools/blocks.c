/* blocks GROUND-TRUTH.json: the features of every block of each page that the JSON names (gzip or
 * plain, relative to the JSON's folder), for scripts/dev/train-blocks: {id: [[text, features...]]}. */
#include "doc/block_class.h"
#include "pages.h"

static json_t *rows(mh_view page, const json_t *truth) {
    (void)truth;
    json_t *out = json_array();
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_extract x;
    if (mh_doc_parse(&d, page, NULL, NULL) == MH_OK) {
        mh_meta_extract(&m, d, NULL, a);
        mh_extract_init(&x, d, &m);
        size_t n = x.blocks.list.len;
        mh_block_reader r;
        mh_block_reader_init(&r, &x);
        for (size_t i = 0; i < n; i++) {
            float f[MH_BLOCK_FEATURES];
            json_t *row = json_array();
            mh_view text = mh_blocks_text(&x.blocks, &x.blocks.list.ptr[i]);
            mh_block_read(&r, i, f, NULL);
            json_array_append_new(row, json_stringn(text.ptr, text.len));
            for (size_t k = 0; k < MH_BLOCK_FEATURES; k++)
                json_array_append_new(row, json_real((double)f[k]));
            json_array_append_new(out, row);
        }
        mh_block_reader_clear(&r);
        mh_extract_clear(&x);
    }
    mh_doc_free(d);
    mh_arena_free(a);
    return out;
}

int main(int argc, char **argv) {
    return each_page(argc, argv, "blocks", rows);
}
