#include "unit.h"

#include "doc/opml.h"

#include <stdlib.h>

/* One entry in one line: folders > title [url] categories */
static void show(mh_buf *out, const mh_opml_entry *e) {
    for (size_t i = 0; i < e->n_folders; i++) mh_buf_printf(out, "%.*s > ", MH_FMT(e->folders[i]));
    mh_buf_printf(out, "%.*s [%.*s]", MH_FMT(e->title), MH_FMT(e->url));
    for (size_t i = 0; i < e->n_categories; i++)
        mh_buf_printf(out, " %.*s", MH_FMT(e->categories[i]));
    mh_buf_putc(out, '\n');
}

START_TEST(read) {
    mh_opml *o = NULL;
    mh_buf b = {0};
    ck_assert(
        mh_opml_parse(&o,
                      MH_VIEW("<?xml version='1.0'?><opml version='1.1'><head><title> My feeds "
                              "</title></head><body>"
                              "<outline text='A &amp; B' type='rss' xmlUrl=' http://a.example/rss '"
                              " htmlUrl='http://a.example/' category='/News/Water, talks,'/>"
                              "<outline text='News'><outline title='Inner'>"
                              "<outline title='C' xmlurl='http://c.example/'/></outline>"
                              "<outline text='no feed'/></outline>"
                              "<outline xmlUrl='http://d.example/'>"
                              "<outline text='E' xmlUrl='http://e.example/'/>"),
                      NULL, NULL) == MH_OK);
    ck_view_eq(mh_opml_title(o), "My feeds");
    for (size_t i = 0; i < mh_opml_count(o); i++) show(&b, mh_opml_entry_at(o, i));
    ck_view_eq(mh_buf_view(&b), "A & B [http://a.example/rss] /News/Water talks\n"
                                "News > Inner > C [http://c.example/]\n"
                                " [http://d.example/]\n"
                                "E [http://e.example/]\n");
    ck_view_eq(mh_opml_entry_at(o, 0)->site, "http://a.example/");
    ck_assert(!mh_opml_clipped(o));
    mh_opml_free(o);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(write) {
    mh_view news[] = {MH_VIEW("News"), MH_VIEW("\"Water\"")},
            tags[] = {MH_VIEW("x"), MH_VIEW("<y>")};
    mh_opml_entry in[] = {
        {.url = MH_VIEW("http://a.example/?x&y"),
         .title = MH_VIEW("A"),
         .folders = news,
         .n_folders = 2},
        {.url = MH_VIEW("http://b.example/"),
         .folders = news,
         .n_folders = 1,
         .categories = tags,
         .n_categories = 2},
        {.title = MH_VIEW("without url")},
        {.url = MH_VIEW("http://c.example/"), .title = MH_VIEW("C"), .type = MH_VIEW("atom")},
    };
    mh_buf b = {0}, seen = {0};
    mh_opml *o = NULL;
    mh_opml_write(&b, MH_VIEW("a < b"), in, 4);
    ck_assert(mh_view_find(mh_buf_view(&b), MH_VIEW("<outline text=\"News\">\n"), 0) != SIZE_MAX);
    ck_assert(mh_opml_parse(&o, mh_buf_view(&b), NULL, NULL) == MH_OK);
    for (size_t i = 0; i < mh_opml_count(o); i++) show(&seen, mh_opml_entry_at(o, i));
    ck_view_eq(mh_buf_view(&seen), "News > \"Water\" > A [http://a.example/?x&y]\n"
                                   "News > http://b.example/ [http://b.example/] x <y>\n"
                                   "C [http://c.example/]\n");
    ck_view_eq(mh_opml_title(o), "a < b");
    ck_view_eq(mh_opml_entry_at(o, 2)->type, "atom");
    mh_opml_free(o);
    mh_buf_clear(&b);
    mh_buf_clear(&seen);
}
END_TEST

START_TEST(limits) {
    mh_opml *o = NULL;
    mh_err e = {0};
    mh_buf b = {0};
    mh_buf_puts(&b, "<opml><body>");
    for (int i = 0; i < 40; i++) mh_buf_printf(&b, "<outline text='%d'>", i);
    mh_buf_puts(&b, "<outline xmlUrl='http://a.example/'/>");
    ck_assert(mh_opml_parse(&o, mh_buf_view(&b), NULL, &e) == MH_OK);
    ck_assert_uint_eq(mh_opml_entry_at(o, 0)->n_folders, MH_OPML_MAX_FOLDERS);
    ck_view_eq(mh_opml_entry_at(o, 0)->folders[0], "0");
    ck_assert(mh_opml_clipped(o));
    mh_opml_free(o);
    ck_assert(mh_opml_parse(&o, MH_VIEW("<rss/>"), NULL, &e) == MH_FAIL && o == NULL);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    ck_assert_str_eq(e.msg, "read OPML: the root element is <rss>");
    ck_assert(mh_opml_parse(&o, MH_VIEW(""), NULL, &e) == MH_FAIL && o == NULL);
    mh_opml_free(NULL);
    mh_buf_clear(&b);
}
END_TEST

TCase *tcase_doc_opml(void) {
    TCase *tc = tcase_create("doc_opml");
    tcase_add_test(tc, read);
    tcase_add_test(tc, write);
    tcase_add_test(tc, limits);
    return tc;
}
