/* page.c: a line "URL, tab, content type", then a page of any form but PDF: what the reader of pages
 * makes of it, its tables, and that sanitised HTML is safe however a browser may read it. */
#include "fuzz.h"
#include "safe.h"

#include "doc/article_render.h"
#include "doc/markdown.h"
#include "doc/next.h"
#include "doc/page.h"
#include "doc/sanitize.h"
#include "doc/table.h"

static void check_tables(const mh_tree *t, mh_arena *a) {
    unsigned left = 8;
    for (mh_node n = MH_NODE_ROOT; n < mh_tree_count(t) && left; n++) {
        if (!mh_view_eq(mh_tree_name(t, n), MH_VIEW("table"))) continue;
        mh_table b;
        mh_table_read(&b, t, n, a);
        left--;
        fz_check(b.head <= b.n_rows && b.columns <= MH_TABLE_MAX_COLUMNS);
        fz_check(b.n_rows * b.columns <= MH_TABLE_MAX_SLOTS);
        fz_is_text(b.caption);
        for (size_t i = 0; i < b.n_rows * b.columns; i++) {
            const mh_table_cell *c = mh_table_at(&b, i / b.columns, i % b.columns);
            fz_is_text(c->text);
            fz_check(c->node == MH_NODE_NONE || (c->node > n && c->node < mh_tree_end(t, n)));
        }
    }
}

/* Sanitised HTML read again and written by the plain serialiser is as safe (what a browser's own
 * editor would make of it), says the same, and sanitised once more it does not change any more. */
static void check_again(mh_view safe, mh_view url, bool is_body) {
    mh_buf plain = {0}, twice = {0}, thrice = {0};
    mh_doc *d = NULL, *e = NULL;
    mh_doc_source src = {.url = url, .content_type = MH_VIEW("text/html; charset=utf-8")};
    if (mh_doc_parse(&d, safe, &src, NULL) == MH_OK) {
        mh_node body = mh_tree_body(mh_doc_tree_of(d));
        mh_render_html(&plain, mh_doc_tree_of(d), body);
        fz_is_safe(mh_buf_view(&plain), false);
        mh_sanitize_html(&twice, d, body);
        fz_is_safe(mh_buf_view(&twice), false);
    }
    if (is_body && d && mh_doc_parse(&e, mh_buf_view(&twice), &src, NULL) == MH_OK) {
        mh_sanitize_html(&thrice, e, mh_tree_body(mh_doc_tree_of(e)));
        fz_is_safe(mh_buf_view(&thrice), false);
        mh_buf a = {0}, b = {0};
        mh_render_inline(&a, mh_doc_tree_of(d), mh_tree_body(mh_doc_tree_of(d)));
        mh_render_inline(&b, mh_doc_tree_of(e), mh_tree_body(mh_doc_tree_of(e)));
        fz_check(mh_view_eq(mh_buf_view(&a), mh_buf_view(&b)));
        mh_buf_clear(&a);
        mh_buf_clear(&b);
    }
    mh_doc_free(d);
    mh_doc_free(e);
    mh_buf_clear(&plain);
    mh_buf_clear(&twice);
    mh_buf_clear(&thrice);
}

static void render(const mh_doc *d, const mh_meta *m, const mh_article *art, mh_arena *a) {
    mh_node body = mh_tree_body(mh_doc_tree_of(d));
    mh_buf b = {0};
    mh_markdown_put(&b, d, body);
    fz_is_text(mh_buf_view(&b));
    mh_buf_reset(&b);
    mh_sanitize_html(&b, d, body);
    fz_is_safe(mh_buf_view(&b), false);
    check_again(mh_buf_view(&b), mh_doc_url(d), true);
    mh_buf_reset(&b);
    mh_sanitize_inline(&b, d, body);
    fz_is_safe(mh_buf_view(&b), false);
    if (art) {
        mh_buf_reset(&b);
        mh_article_markdown(&b, d, m, art);
        fz_is_text(mh_buf_view(&b));
        mh_buf_reset(&b);
        mh_article_html(&b, d, m, art);
        fz_is_safe(mh_buf_view(&b), false);
        check_again(mh_buf_view(&b), mh_doc_url(d), false);
        fz_is_text(art->text);
        for (size_t i = 0, at = 0; i < art->n_paragraphs; at = art->paragraphs[i++].to)
            fz_is_part(art->text, art->paragraphs[i].from, art->paragraphs[i].to, at);
    }
    fz_is_text(mh_doc_next_page(d, a));
    check_tables(mh_doc_tree_of(d), a);
    mh_buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_text *t;
    if (!t) fz_check(mh_text_new(&t, NULL) == MH_OK);
    mh_view bytes = fz_view(data, size), type = fz_line(&bytes), url = {0};
    mh_view_split(&type, '\t', &url);
    mh_page_opts o = {.url = url, .content_type = type};
    mh_page *p = NULL;
    mh_err e = {0};
    if (mh_page_guess(bytes, type) == MH_PAGE_PDF) return 0; /* poppler's work: see pdf.c */
    if (mh_page_open(&p, bytes, &o, &e) != MH_OK) {
        fz_check(p == NULL && e.code != MH_E_NONE);
        return 0;
    }
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_article art;
    bool has = mh_page_read(p, t, NULL, &m, &art, a, &e) == MH_OK;
    render(mh_page_doc(p), &m, has ? &art : NULL, a);
    mh_arena_free(a);
    mh_page_free(p);
    return 0;
}
