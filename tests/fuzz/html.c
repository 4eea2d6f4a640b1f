/* html.c: a line "URL, tab, content type", then a page: parse, metadata, article, renderings. */
#include "fuzz.h"

#include "doc/article.h"
#include "doc/render.h"
#include "doc/url.h"

static void check_meta(const mh_meta *m) {
    for (int f = 0; f < MH_META_FIELDS; f++)
        for (size_t i = 0; i < m->all[f].len; i++) {
            fz_is_text(m->all[f].ptr[i].value);
            fz_is_text(m->all[f].ptr[i].basis);
        }
    const mh_view best[] = {m->title,    m->date,      m->updated, m->site,      m->section,
                            m->language, m->canonical, m->image,   m->publisher, m->description};
    for (size_t i = 0; i < sizeof best / sizeof *best; i++) fz_is_text(best[i]);
    for (size_t i = 0; i < m->byline.len; i++) fz_is_text(m->byline.ptr[i].value);
    for (size_t i = 0; i < m->tags.len; i++) fz_is_text(m->tags.ptr[i].value);
}

static void check_links(const mh_link_list *links, const mh_tree *t) {
    for (size_t i = 0; i < links->len; i++) {
        mh_url u = {0};
        fz_is_text(links->ptr[i].url);
        fz_is_text(links->ptr[i].text);
        fz_is_text(links->ptr[i].rel);
        fz_check(links->ptr[i].node < mh_tree_count(t));
        fz_check(mh_url_parse(&u, links->ptr[i].url, NULL, NULL) == MH_OK && mh_url_is_http(&u));
        fz_check(mh_view_eq(mh_url_href(&u), links->ptr[i].url));
        mh_url_clear(&u);
    }
}

static void check_article(const mh_article *art, const mh_tree *t) {
    size_t at = 0;
    fz_is_text(art->text);
    fz_is_text(art->title);
    fz_is_text(art->lead);
    fz_is_text(art->source_credit);
    fz_check(art->score >= 0 && art->score <= 1);
    for (size_t i = 0; i < art->n_paragraphs; i++) {
        const mh_paragraph *p = &art->paragraphs[i];
        fz_is_part(art->text, p->from, p->to, at);
        fz_check(p->node == MH_NODE_NONE || p->node < mh_tree_count(t));
        at = p->to;
    }
    fz_check(at == art->text.len);
    check_links(&art->links, t);
}

/* Relatives, ends and places of all nodes fit together. */
static void check_tree(const mh_tree *t) {
    uint32_t count = mh_tree_count(t);
    fz_check(mh_tree_tag(t, mh_tree_body(t)) == MH_TAG_BODY || mh_tree_body(t) == MH_NODE_ROOT);
    for (mh_node n = 1; n < count; n++) {
        mh_node p = mh_tree_parent(t, n), next = mh_tree_next(t, n), first = mh_tree_first(t, n);
        fz_check(p < n && mh_tree_end(t, n) > n && mh_tree_end(t, n) <= mh_tree_end(t, p));
        fz_check(next == MH_NODE_NONE || (next == mh_tree_end(t, n) && mh_tree_prev(t, next) == n));
        fz_check(first == MH_NODE_NONE || (first == n + 1 && mh_tree_parent(t, first) == n));
        fz_is_text(mh_tree_name(t, n));
        fz_is_text(mh_tree_text(t, n));
    }
}

static void check_renderings(const mh_doc *d, mh_arena *a) {
    const mh_tree *t = mh_doc_tree_of(d);
    mh_buf b = {0};
    mh_render_text(&b, t, MH_NODE_ROOT);
    fz_is_text(mh_buf_view(&b));
    mh_buf_reset(&b);
    mh_render_inline(&b, t, mh_tree_body(t));
    fz_is_text(mh_buf_view(&b));
    mh_buf_reset(&b);
    mh_render_html(&b, t, MH_NODE_ROOT);
    fz_is_text(mh_buf_view(&b));
    mh_buf_clear(&b);
    mh_link_list links = mh_doc_links(d, MH_NODE_ROOT, a);
    check_links(&links, t);
    fz_is_text(mh_doc_title(d));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view page = fz_view(data, size), type = fz_line(&page), url = {0};
    mh_view_split(&type, '\t', &url);
    mh_doc_source src = {.url = url, .content_type = type};
    mh_doc *d = NULL;
    mh_err e = {0};
    if (mh_doc_parse(&d, page, &src, &e) != MH_OK) {
        fz_check(e.code != MH_E_NONE && e.msg[0] != '\0');
        return 0;
    }
    mh_arena *a = mh_arena_new();
    mh_meta m;
    mh_article art;
    check_tree(mh_doc_tree_of(d));
    mh_meta_extract(&m, d, NULL, a);
    check_meta(&m);
    if (mh_article_extract(&art, d, &m, a, &e) == MH_OK) check_article(&art, mh_doc_tree_of(d));
    check_renderings(d, a);
    mh_arena_free(a);
    mh_doc_free(d);
    return 0;
}
