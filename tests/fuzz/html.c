/* html.c: a line "URL, tab, content type", then a page: parse, metadata, article, renderings. */
#include "fuzz.h"

#include "doc/article.h"
#include "doc/render.h"

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

static void check_article(const mh_article *art, const mh_tree *t) {
    size_t at = 0;
    fz_is_text(art->text);
    fz_is_text(art->title);
    fz_is_text(art->lead);
    fz_is_text(art->source_credit);
    fz_check(art->score >= 0 && art->score <= 1);
    for (size_t i = 0; i < art->n_paragraphs; i++) {
        const mh_paragraph *p = &art->paragraphs[i];
        fz_is_range(art->text, p->from, p->to);
        fz_check(p->from >= at && p->from < p->to);
        fz_check(p->node == MH_NODE_NONE || p->node < mh_tree_count(t));
        at = p->to;
    }
    for (size_t i = 0; i < art->links.len; i++) {
        fz_is_text(art->links.ptr[i].url);
        fz_is_text(art->links.ptr[i].text);
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
    for (size_t i = 0; i < links.len; i++) {
        fz_is_text(links.ptr[i].url);
        fz_is_text(links.ptr[i].text);
        fz_check(links.ptr[i].node < mh_tree_count(t));
    }
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
    mh_meta_extract(&m, d, NULL, a);
    check_meta(&m);
    if (mh_article_extract(&art, d, &m, a, &e) == MH_OK) check_article(&art, mh_doc_tree_of(d));
    check_renderings(d, a);
    mh_arena_free(a);
    mh_doc_free(d);
    return 0;
}
