#include "unit.h"

#include "doc/block_class.h"

static const char page[] =
    "<html><head><title>Ministers meet in the invented capital</title></head><body>"
    "<ul class=menu><li><a href=/1>Politics</a></li><li><a href=/2>Economy</a></li></ul>"
    "<h1>Ministers meet in the invented capital</h1><div class=article-body>"
    "<p>The ministers of two invented countries met in the capital on Tuesday to discuss trade, "
    "transit and the common border, officials said.</p>"
    "<p>They agreed to hold another round of consultations in autumn, and to open a crossing point "
    "for lorries before the end of the year.</p></div>"
    "<div class=comments><p>I do not believe a word of this, and neither should you, dear "
    "reader.</p></div></body></html>";

/* Paragraphs of the body are likely, a menu and a comment are not, and every likelihood is one. */
START_TEST(likely_is_text) {
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_extract x;
    ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(page), NULL, NULL), MH_OK);
    mh_meta_extract(&m, d, NULL, a);
    mh_extract_init(&x, d, &m);
    ck_assert_uint_eq(x.blocks.list.len, 6);
    for (size_t i = 0; i < 6; i++) ck_assert(x.likely[i] >= 0 && x.likely[i] <= 1);
    ck_assert(x.likely[0] < 0.1F && x.likely[1] < 0.1F);
    ck_assert(x.likely[3] > 0.7F && x.likely[4] > 0.7F);
    ck_assert(x.likely[5] < x.likely[3]);
    mh_candidate c;
    ck_assert(mh_extract_by_blocks(&x, &c));
    ck_assert(c.from <= 3 && c.to == 5);
    mh_extract_clear(&x);
    mh_doc_free(d);
    mh_arena_free(a);
}
END_TEST

START_TEST(features) {
    mh_doc *d = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_extract x;
    mh_block_reader r;
    float f[MH_BLOCK_FEATURES];
    ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(page), NULL, NULL), MH_OK);
    mh_meta_extract(&m, d, NULL, a);
    mh_extract_init(&x, d, &m);
    mh_block_reader_init(&r, &x);
    mh_block_read(&r, 0, f, NULL);
    ck_assert(f[MH_BLOCK_BIAS] == 1 && f[MH_BLOCK_ALL_LINK] == 1 && f[MH_BLOCK_ITEM] == 1);
    ck_assert(f[MH_BLOCK_BEFORE] == 1 && f[MH_BLOCK_DROPPED] == 1 && f[MH_BLOCK_NAMED] == 0);
    uint32_t says = 0;
    mh_block_read(&r, 2, f, &says);
    ck_assert_uint_eq(says, (1u << r.n_words) - 1);
    ck_assert(f[MH_BLOCK_HEADING] == 1 && f[MH_BLOCK_TITLED] == 1 && f[MH_BLOCK_BEFORE] == 0);
    mh_block_read(&r, 3, f, NULL);
    ck_assert(f[MH_BLOCK_P] == 1 && f[MH_BLOCK_NAMED] == 1 && f[MH_BLOCK_NEXT_GOOD] == 1);
    ck_assert(f[MH_BLOCK_BROTHER] == 1);
    mh_block_read(&r, 5, f, NULL);
    ck_assert(f[MH_BLOCK_COMMENT] == 1 && f[MH_BLOCK_NAMED] == 0);
    mh_block_reader_clear(&r);
    mh_extract_clear(&x);
    mh_doc_free(d);
    mh_arena_free(a);
}
END_TEST

TCase *tcase_doc_block_class(void) {
    TCase *t = tcase_create("doc_block_class");
    tcase_add_test(t, likely_is_text);
    tcase_add_test(t, features);
    return t;
}
