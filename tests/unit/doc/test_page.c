#include "unit.h"

#include "doc/page.h"

#include <string.h>

/* A PDF written by hand: objects 1 catalog, 2 pages, 3 font, 4 info, then two for each page. */
static void make_pdf(mh_buf *out, const char *const *pages, size_t n, const char *info) {
    mh_buf_reset(out);
    mh_buf_puts(out,
                "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[");
    for (size_t i = 0; i < n; i++) mh_buf_printf(out, "%zu 0 R ", 5 + 2 * i);
    mh_buf_printf(out, "]/Count %zu>>endobj\n", n);
    mh_buf_puts(out, "3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n");
    mh_buf_printf(out, "4 0 obj<<%s>>endobj\n", info);
    for (size_t i = 0; i < n; i++)
        mh_buf_printf(out,
                      "%zu 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %zu 0 R"
                      "/Resources<</Font<</F 3 0 R>>>>>>endobj\n"
                      "%zu 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n",
                      5 + 2 * i, 6 + 2 * i, 6 + 2 * i, strlen(pages[i]), pages[i]);
    mh_buf_printf(out, "trailer<</Root 1 0 R/Info 4 0 R/Size %zu>>\n%%%%EOF\n", 5 + 2 * n);
}

#define AT(x, y, size, s) "BT /F " size " Tf " x " " y " Td (" s ") Tj ET "
#define LINE(y, s)        AT("72", y, "11", s)

/* A letter of three pages: running head, page numbers, a paragraph over the page's end, a hyphen. */
static const char *const letter[] = {
    LINE("760", "Ministry Gazette, issue 7") AT("72", "720", "20", "Joint statement on water") LINE(
        "680", "The ministers of foreign affairs of both countries met in the capital on Tuesday")
        LINE("666", "and they discussed the river, its dams and the trans-")
            LINE("652", "boundary agreement.") LINE(
                "624",
                "A second paragraph starts after a gap and it goes on over the end of this page,")
                LINE("610", "as paragraphs of communiques often do when nobody")
                    LINE("40", "- 1 -"),
    LINE("760", "Ministry Gazette, issue 7") LINE("720", "looks after the layout of the text.")
        LINE("690", "The third one is short and well known.") LINE("40", "- 2 -"),
    LINE("760", "Ministry Gazette, issue 7")
        LINE("720", "The last page says that they will meet again.") LINE("40", "- 3 -")};

static mh_rc read_pdf(mh_pdf *p, mh_view bytes, const mh_pdf_limits *l, mh_arena *a, mh_err *e) {
    *e = (mh_err){0};
    return mh_pdf_read(p, bytes, l, a, e);
}

START_TEST(pdf_paragraphs) {
    mh_arena *a = mh_arena_new();
    mh_buf b = {0};
    mh_pdf p;
    mh_err e;
    make_pdf(&b, letter, 3,
             "/Title(Joint statement)/Author(Press Service)/CreationDate(D:20240312101500Z)");
    ck_assert_msg(read_pdf(&p, mh_buf_view(&b), NULL, a, &e) == MH_OK, "%s", e.msg);
    ck_assert_uint_eq(p.pages, 3);
    ck_assert(!p.clipped);
    ck_assert_str_eq(p.title.ptr, "Joint statement");
    ck_assert_str_eq(p.author.ptr, "Press Service");
    ck_assert_str_eq(p.date.ptr, "2024-03-12T10:15:00Z");
    ck_assert_str_eq(
        p.text.ptr,
        "Joint statement on water\n\n"
        "The ministers of foreign affairs of both countries met in the capital on Tuesday and they "
        "discussed the river, its dams and the transboundary agreement.\n\n"
        "A second paragraph starts after a gap and it goes on over the end of this page, as "
        "paragraphs of communiques often do when nobody looks after the layout of the text.\n\n"
        "The third one is short and well known.\n\n"
        "The last page says that they will meet again.");
    mh_pdf_limits l = MH_PDF_LIMITS_DEFAULT;
    l.max_pages = 1;
    ck_assert(read_pdf(&p, mh_buf_view(&b), &l, a, &e) == MH_OK);
    ck_assert(p.clipped);
    ck_assert(mh_view_find(p.text, MH_VIEW("third"), 0) == SIZE_MAX);
    l.max_bytes = 100;
    ck_assert(read_pdf(&p, mh_buf_view(&b), &l, a, &e) != MH_OK && e.code == MH_E_TOO_LARGE);
    mh_buf_clear(&b);
    mh_arena_free(a);
}
END_TEST

START_TEST(pdf_columns) {
    static const char *const page[] = {
        LINE("700", "Left one goes on here with") LINE("686", "more words of the left side")
            LINE("672", "and it ends here.") AT("330", "700", "11", "Right one goes on here with")
                AT("330", "686", "11", "more words of the right side")
                    AT("330", "672", "11", "and ends.")};
    mh_arena *a = mh_arena_new();
    mh_buf b = {0};
    mh_pdf p;
    mh_err e;
    make_pdf(&b, page, 1, "");
    ck_assert_msg(read_pdf(&p, mh_buf_view(&b), NULL, a, &e) == MH_OK, "%s", e.msg);
    ck_assert_str_eq(p.text.ptr,
                     "Left one goes on here with more words of the left side and it ends here.\n\n"
                     "Right one goes on here with more words of the right side and ends.");
    ck_assert_uint_eq(p.title.len + p.author.len + p.date.len, 0);
    mh_buf_clear(&b);
    mh_arena_free(a);
}
END_TEST

static bool stop_at_once(void *arg) {
    ++*(int *)arg;
    return true;
}

START_TEST(pdf_faults) {
    mh_arena *a = mh_arena_new();
    mh_buf b = {0};
    mh_pdf p;
    mh_err e;
    int asked = 0;
    static const char *const empty[] = {"0 0 m 100 100 l S"};
    make_pdf(&b, empty, 1, "");
    ck_assert(read_pdf(&p, mh_buf_view(&b), NULL, a, &e) != MH_OK);
    ck_assert_int_eq(e.code, MH_E_UNSUPPORTED);
    ck_assert(strstr(e.msg, "no text layer") != NULL);
    ck_assert(read_pdf(&p, MH_VIEW("%PDF-1.4\nnothing of it"), NULL, a, &e) != MH_OK);
    ck_assert_int_eq(e.code, MH_E_PARSE);
    make_pdf(&b, letter, 3, "");
    mh_pdf_limits l = MH_PDF_LIMITS_DEFAULT;
    l.stop = stop_at_once;
    l.arg = &asked;
    ck_assert(read_pdf(&p, mh_buf_view(&b), &l, a, &e) != MH_OK && e.code == MH_E_TIMEOUT);
    ck_assert_int_eq(asked, 1);
    /* cut anywhere: an answer or an error, no crash */
    for (size_t n = 0; n < b.len; n += 97)
        if (read_pdf(&p, mh_view_sub(mh_buf_view(&b), 0, n), NULL, a, &e) != MH_OK)
            ck_assert(e.code == MH_E_PARSE || e.code == MH_E_UNSUPPORTED);
    /* a password: the standard handler with keys that fit none */
    size_t at = mh_view_find(mh_buf_view(&b), MH_VIEW("/Info 4 0 R"), 0);
    mh_buf locked = {0};
    mh_buf_put(&locked, mh_view_sub(mh_buf_view(&b), 0, at));
    mh_buf_puts(&locked,
                "/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
                "/Encrypt<</Filter/Standard/V 1/R 2/P -4"
                "/O(01234567890123456789012345678901)/U(01234567890123456789012345678901)>>");
    mh_buf_put(&locked, mh_view_sub(mh_buf_view(&b), at, b.len));
    ck_assert(read_pdf(&p, mh_buf_view(&locked), NULL, a, &e) != MH_OK);
    ck_assert_int_eq(e.code, MH_E_UNSUPPORTED);
    ck_assert(strstr(e.msg, "password") != NULL);
    mh_buf_clear(&locked);
    mh_buf_clear(&b);
    mh_arena_free(a);
}
END_TEST

START_TEST(guesses) {
    static const struct {
        const char *bytes, *type;
        mh_page_form form;
    } cases[] = {
        {"<p>x", "", MH_PAGE_HTML},
        {"plain words", "", MH_PAGE_TEXT},
        {"a < b and 3 <4", "", MH_PAGE_TEXT},
        {"words <b>bold</b>", "", MH_PAGE_HTML},
        {"words <b>bold</b>", "text/plain; charset=utf-8", MH_PAGE_TEXT},
        {"<!DOCTYPE html><p>x", "text/plain", MH_PAGE_HTML},
        {"plain words", "text/html", MH_PAGE_HTML},
        {"plain words", "application/octet-stream", MH_PAGE_TEXT},
        {"%PDF-1.7", "text/html", MH_PAGE_PDF},
        {"\n\n%PDF-1.7", "application/pdf", MH_PAGE_PDF},
        {"", "", MH_PAGE_HTML},
        {"<?xml version='1.0'?><html/>", "", MH_PAGE_HTML},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(mh_page_guess(mh_view_of(cases[i].bytes), mh_view_of(cases[i].type)) ==
                          cases[i].form,
                      "case %zu: %s", i, cases[i].bytes);
}
END_TEST

typedef struct seen {
    mh_page *page;
    mh_text *text;
    mh_arena *arena;
    mh_meta meta;
    mh_article article;
    mh_err e;
} seen;

static mh_rc look(seen *s, mh_view bytes, const char *type) {
    mh_page_opts o = {.url = MH_VIEW("https://example.org/a"), .content_type = mh_view_of(type)};
    *s = (seen){.arena = mh_arena_new()};
    ck_assert(mh_text_new(&s->text, NULL) == MH_OK);
    mh_rc rc = mh_page_open(&s->page, bytes, &o, &s->e);
    if (rc == MH_OK)
        rc = mh_page_read(s->page, s->text, NULL, &s->meta, &s->article, s->arena, &s->e);
    return rc;
}

static void forget(seen *s) {
    mh_page_free(s->page);
    mh_text_free(s->text);
    mh_arena_free(s->arena);
}

START_TEST(plain_text) {
    seen s;
    ck_assert(
        look(&s,
             MH_VIEW("Talks on water\r\n\r\nASTANA, March 12, 2024 - Ministers met in the capital"
                     " and\r\nthey spoke about the river for two hours, the ministry said & left"
                     " for\r\nthe north.\r\n\r\nShort line\r\nanother short line\r\n"),
             "text/plain") == MH_OK);
    ck_assert_int_eq(mh_page_form_of(s.page), MH_PAGE_TEXT);
    ck_assert(mh_view_eq(s.meta.title, MH_VIEW("Talks on water")));
    ck_assert(mh_view_eq(s.meta.date, MH_VIEW("2024-03-12")));
    ck_assert(mh_view_starts(mh_meta_basis(&s.meta, MH_META_DATE), MH_VIEW("text:")));
    ck_assert(mh_view_find(s.article.text,
                           MH_VIEW("capital and they spoke about the river for two hours, the "
                                   "ministry said & left for the north."),
                           0) != SIZE_MAX);
    ck_assert(mh_view_find(s.article.text, MH_VIEW("line\nanother"), 0) == SIZE_MAX);
    ck_assert_int_eq(s.article.kind, MH_ARTICLE);
    ck_assert(mh_view_starts(s.article.lead, MH_VIEW("ASTANA")));
    /* the document has a <p> a paragraph */
    const mh_tree *t = mh_doc_tree_of(mh_page_doc(s.page));
    size_t p = 0;
    for (mh_node n = 0; n < mh_tree_count(t); n++) p += mh_tree_tag(t, n) == MH_TAG_P;
    ck_assert_uint_eq(p, 3);
    forget(&s);

    ck_assert(look(&s, MH_VIEW("\xCF\xF0\xE8\xE2\xE5\xF2"), "text/plain; charset=cp1251") == MH_OK);
    ck_assert(mh_view_eq(s.article.text, MH_VIEW("Привет")) ||
              mh_view_eq(s.meta.title, MH_VIEW("Привет")));
    forget(&s);
    ck_assert(look(&s, MH_VIEW("   \n \n"), "text/plain") != MH_OK);
    ck_assert_int_eq(s.e.code, MH_E_PARSE);
    forget(&s);
    ck_assert(look(&s, MH_VIEW("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\2\3\4\5\6"), "") != MH_OK);
    ck_assert_int_eq(s.e.code, MH_E_PARSE);
    forget(&s);
}
END_TEST

START_TEST(pdf_article) {
    mh_buf b = {0};
    seen s;
    make_pdf(&b, letter, 3, "/Title(Microsoft Word - letter7.doc)/CreationDate(D:20240312101500Z)");
    ck_assert_msg(look(&s, mh_buf_view(&b), "") == MH_OK, "%s", s.e.msg);
    ck_assert_int_eq(mh_page_form_of(s.page), MH_PAGE_PDF);
    ck_assert_uint_eq(mh_page_pages(s.page), 3);
    ck_assert(mh_view_eq(s.meta.title, MH_VIEW("Joint statement on water")));
    ck_assert(mh_view_eq(s.meta.date, MH_VIEW("2024-03-12T10:15:00Z")));
    ck_assert(mh_view_eq(mh_meta_basis(&s.meta, MH_META_DATE), MH_VIEW("pdf:info")));
    ck_assert(mh_view_starts(s.article.lead, MH_VIEW("The ministers")));
    ck_assert_str_eq(s.article.basis, "pdf");
    forget(&s);
    make_pdf(&b, letter, 3, "/Title(Joint Statement on Water)");
    ck_assert(look(&s, mh_buf_view(&b), "") == MH_OK);
    ck_assert(mh_view_eq(mh_meta_basis(&s.meta, MH_META_TITLE), MH_VIEW("pdf:info")));
    forget(&s);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(html_as_before) {
    seen s;
    ck_assert(
        look(&s,
             MH_VIEW("<title>T</title><h1>A title here</h1><p>Some words of the text, which is"
                     " long enough to be read as one, by all that is said of it.</p>"),
             "text/html") == MH_OK);
    ck_assert_int_eq(mh_page_form_of(s.page), MH_PAGE_HTML);
    ck_assert(mh_view_starts(s.article.text, MH_VIEW("Some words")));
    ck_assert(!mh_page_clipped(s.page));
    forget(&s);
}
END_TEST

TCase *tcase_doc_page(void);
TCase *tcase_doc_page(void) {
    TCase *tc = tcase_create("doc_page");
    tcase_add_test(tc, pdf_paragraphs);
    tcase_add_test(tc, pdf_columns);
    tcase_add_test(tc, pdf_faults);
    tcase_add_test(tc, guesses);
    tcase_add_test(tc, plain_text);
    tcase_add_test(tc, pdf_article);
    tcase_add_test(tc, html_as_before);
    return tc;
}
