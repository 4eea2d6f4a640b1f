#include "doc/article.h"

#include "base/vec.h"
#include "doc/extract_priv.h"
#include "doc/tree_priv.h"

#include <string.h>

/* Below this many characters of running text a page has no article. */
#define MIN_ARTICLE 80

const char *mh_article_kind_name(mh_article_kind k) {
    static const char *const names[] = {"article", "list", "liveblog", "not-an-article"};
    return names[k];
}

static mh_paragraph_kind kind_of(const mh_extract *x, const mh_block *k) {
    if (mh_tag_is_heading(k->tag)) return MH_PARAGRAPH_HEADING;
    for (mh_node n = k->node; n != MH_NODE_ROOT && n != MH_NODE_NONE; n = mh_rec(x->t, n)->parent) {
        switch (mh_rec(x->t, n)->tag) {
        case MH_TAG_LI: return MH_PARAGRAPH_ITEM;
        case MH_TAG_BLOCKQUOTE: return MH_PARAGRAPH_QUOTE;
        case MH_TAG_PRE: return MH_PARAGRAPH_PRE;
        case MH_TAG_TD:
        case MH_TAG_TH:
            return k->tag == MH_TAG_P || k->stops > 0 ? MH_PARAGRAPH : MH_PARAGRAPH_CELL;
        case MH_TAG_P:
        case MH_TAG_DIV:
        case MH_TAG_ARTICLE:
        case MH_TAG_SECTION: break;
        default: break;
        }
    }
    return MH_PARAGRAPH;
}

static void assemble(mh_article *out, const mh_extract *x, const mh_candidate *c, mh_arena *a) {
    mh_buf text = {0};
    MH_VEC(mh_paragraph) list = {0};
    for (size_t i = c->from; i < c->to; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->out[i]) continue;
        if (text.len > 0) mh_buf_puts(&text, "\n\n");
        mh_paragraph p = {.from = text.len, .kind = kind_of(x, k), .node = k->node};
        mh_buf_put(&text, mh_blocks_text(&x->blocks, k));
        p.to = text.len;
        mh_vec_push(&list, p);
    }
    out->text = mh_arena_dup(a, mh_buf_view(&text));
    out->n_paragraphs = list.len;
    out->paragraphs = mh_arena_array(a, list.len + 1, sizeof *list.ptr);
    if (list.len) memcpy(out->paragraphs, list.ptr, list.len * sizeof *list.ptr);
    for (size_t i = 0; i < list.len && out->lead.len == 0; i++)
        if (list.ptr[i].kind == MH_PARAGRAPH && list.ptr[i].to - list.ptr[i].from > 40)
            out->lead = mh_view_sub(out->text, list.ptr[i].from, list.ptr[i].to);
    mh_buf_clear(&text);
    mh_vec_clear(&list);
}

mh_rc mh_article_extract(mh_article *out, const mh_doc *d, const mh_meta *meta, mh_arena *a,
                         mh_err *e) {
    mh_extract x;
    mh_rc rc = MH_OK;
    *out = (mh_article){.title = meta->title};
    mh_extract_init(&x, d, meta);
    if (x.blocks.list.len == 0) {
        rc = mh_fail(e, MH_E_PARSE, "no text on the page: it is empty, cut off, or made by script");
        goto out;
    }
    mh_extract_drop(&x);
    mh_candidate c = mh_extract_choose(&x);
    mh_extract_trim(&x, &c);
    assemble(out, &x, &c, a);
    out->basis = c.basis;
    out->source_credit = mh_arena_dup(a, x.credit);
    out->links = mh_doc_links(d, c.root, a);
    out->kind = c.good >= MIN_ARTICLE ? MH_ARTICLE : MH_ARTICLE_NONE;
out:
    mh_extract_clear(&x);
    return rc;
}
