#include "unit.h"

#include "doc/next.h"

START_TEST(next_pages) {
    static const struct {
        const char *url, *html, *want;
    } rows[] = {
        {"https://a.example/story", "<link rel=next href=/story/2>", "https://a.example/story/2"},
        {"https://a.example/story", "<a rel='nofollow next' href='?page=2'>x</a>",
         "https://a.example/story?page=2"},
        {"", "<link rel=next href=https://a.example/2>", "https://a.example/2"},
        {"https://a.example/story", "<link rel=next href=https://b.example/story/2>", ""},
        {"https://a.example/story", "<link rel=next href=/story#top>", ""},
        {"https://a.example/story", "<a href=/story/2>Next page</a>", "https://a.example/story/2"},
        {"https://a.example/story/2", "<a href=/story/3>Далее</a>", "https://a.example/story/3"},
        {"https://a.example/story-2.html", "<a href=/story-3.html>3</a>",
         "https://a.example/story-3.html"},
        {"https://a.example/story", "<a href='/story?page=2'>2</a>",
         "https://a.example/story?page=2"},
        {"https://a.example/story/2", "<a href=/story/4>Next</a>", ""},
        {"https://a.example/news/100", "<a href=/news/101>Read on</a>",
         "https://a.example/news/101"},
        {"https://a.example/story", "<a href=/other-story/2>Next</a>", ""},
        {"https://a.example/story", "<a href=/story-about-trade-in-2>2</a>", ""},
        {"https://a.example/story", "<a href=/story/2>Another story</a>", ""},
        {"https://a.example/story", "<p>no links", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_arena *a = mh_arena_new();
        mh_doc *d = NULL;
        mh_doc_source src = {.url = mh_view_of(rows[i].url)};
        ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(rows[i].html), &src, NULL), MH_OK);
        mh_view got = mh_doc_next_page(d, a);
        ck_assert_msg(mh_view_eq(got, mh_view_of(rows[i].want)), "%s %s: got \"%.*s\"", rows[i].url,
                      rows[i].html, MH_FMT(got));
        mh_doc_free(d);
        mh_arena_free(a);
    }
}
END_TEST

TCase *tcase_doc_next(void) {
    TCase *t = tcase_create("doc_next");
    tcase_add_test(t, next_pages);
    return t;
}
