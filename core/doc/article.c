#include "doc/article.h"

#include "base/vec.h"
#include "doc/extract_priv.h"
#include "doc/render.h"
#include "doc/tree_priv.h"

#include <stdlib.h>
#include <string.h>

/* A page of at most so many characters, of which the rules leave nothing, is taken as it is. */
#define MAX_SCRAP 400

/* Running text of a candidate below which the likelihood of blocks is asked too. */
#define SHORT_BODY 250

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

static void take_text(mh_article *out, const mh_buf *text, const mh_paragraph *list, size_t n,
                      mh_arena *a) {
    out->text = mh_arena_dup(a, mh_buf_view(text));
    out->lead = (mh_view){"", 0};
    out->n_paragraphs = n;
    out->paragraphs = mh_arena_array(a, n + 1, sizeof *list);
    if (n) memcpy(out->paragraphs, list, n * sizeof *list);
    for (size_t i = 0; i < n && out->lead.len == 0; i++)
        if (list[i].kind == MH_PARAGRAPH && list[i].to - list[i].from > 40)
            out->lead = mh_view_sub(out->text, list[i].from, list[i].to);
}

void mh_article_assemble(mh_article *out, const mh_extract *x, const mh_candidate *c, mh_arena *a) {
    mh_buf text = {0};
    MH_VEC(mh_paragraph) list = {0};
    for (size_t i = c->from; i < c->to; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        if (x->out[i]) continue;
        if (text.len > 0) mh_buf_puts(&text, "\n\n");
        mh_paragraph p = {.from = text.len, .kind = kind_of(x, k), .node = k->node};
        mh_view v = mh_blocks_text(&x->blocks, k);
        mh_buf_put(&text, x->cut > 0 && x->cut_block == i ? mh_view_sub(v, 0, x->cut) : v);
        p.to = text.len;
        mh_vec_push(&list, p);
    }
    take_text(out, &text, list.ptr, list.len, a);
    mh_buf_clear(&text);
    mh_vec_clear(&list);
}

static void take_all(mh_article *out, mh_extract *x, mh_arena *a) {
    mh_candidate all = {.root = MH_NODE_ROOT, .to = x->blocks.list.len};
    for (size_t i = 0; i < all.to; i++) x->out[i] &= MH_OUT_HINT | MH_OUT_TITLE;
    mh_article_assemble(out, x, &all, a);
}

static int by_score(const void *a, const void *b) {
    const mh_article_candidate *x = a, *y = b;
    if (x->taken != y->taken) return x->taken ? -1 : 1;
    if (x->judged != y->judged) return x->judged ? -1 : 1;
    if (x->score > y->score || x->score < y->score) return x->score > y->score ? -1 : 1;
    return (x->chars < y->chars) - (x->chars > y->chars);
}

/* likely: what the likelihood of blocks gave, or NULL. out->basis tells which was taken. */
static void list_candidates(mh_article *out, const mh_extract *x, const mh_candidate *likely,
                            mh_arena *a) {
    const mh_meta_values *body = &x->meta->all[MH_META_BODY];
    mh_article_candidate *list = mh_arena_array(a, x->n_list + 1 + body->len, sizeof *list);
    bool judged = true;
    size_t n = 0;
    for (size_t i = 0; i < body->len; i++) {
        const char *basis = mh_view_eq(body->ptr[i].basis, MH_VIEW("state")) ? "state" : "json-ld";
        bool taken = judged && strcmp(basis, out->basis) == 0;
        list[n++] = (mh_article_candidate){
            .basis = basis, .node = MH_NODE_NONE, .chars = body->ptr[i].value.len, .taken = taken};
        if (taken) judged = false;
    }
    if (likely) {
        bool taken = judged && strcmp(out->basis, likely->basis) == 0;
        list[n++] = (mh_article_candidate){
            .basis = likely->basis, .node = MH_NODE_NONE, .chars = likely->good, .taken = taken};
        if (taken) judged = false;
    }
    for (size_t i = 0; i < x->n_list; i++)
        list[n++] = (mh_article_candidate){.basis = x->list[i].basis,
                                           .node = x->list[i].root,
                                           .chars = x->list[i].good,
                                           .judged = true,
                                           .score = x->score[i],
                                           .loose = x->list[i].loose,
                                           .taken = judged && i == x->chosen};
    qsort(list, n, sizeof *list, by_score);
    out->candidates = list;
    out->n_candidates = n;
}

mh_rc mh_article_extract(mh_article *out, const mh_doc *d, const mh_meta *meta, mh_arena *a,
                         mh_err *e) {
    mh_extract x;
    mh_rc rc = MH_OK;
    *out = (mh_article){.title = meta->title};
    mh_extract_init(&x, d, meta);
    if (x.blocks.list.len == 0 && mh_article_from_data(out, &x, a)) {
        list_candidates(out, &x, NULL, a);
        out->kind = MH_ARTICLE;
        out->score = 0.5;
        goto out;
    }
    if (x.blocks.list.len == 0) {
        rc = mh_fail(e, MH_E_PARSE, "no text on the page: it is empty, cut off, or made by script");
        goto out;
    }
    mh_candidate c = mh_extract_choose(&x), likely;
    bool asked = c.good < SHORT_BODY && mh_extract_by_blocks(&x, &likely);
    if (asked && likely.good > 3 * c.good) c = likely;
    mh_extract_entries(&x, &c);
    mh_extract_lead(&x, &c);
    mh_extract_trim(&x, &c);
    mh_extract_edges(&x, &c);
    mh_article_assemble(out, &x, &c, a);
    out->basis = c.basis;
    if (out->text.len == 0 && x.chars[MH_NODE_ROOT] <= MAX_SCRAP) take_all(out, &x, a);
    out->source_credit = mh_arena_dup(a, x.credit);
    out->links = mh_doc_links(d, c.root, a);
    mh_article_media(out, &x, &c, a);
    out->kind = mh_extract_kind(&x, &c, out->text.len);
    if (mh_article_from_data(out, &x, a)) out->kind = MH_ARTICLE;
    list_candidates(out, &x, asked ? &likely : NULL, a);
    out->score = c.kept ? c.good / (c.good + 300.0) * (0.5 + 0.5 * c.good / c.kept) : 0;
out:
    mh_extract_clear(&x);
    return rc;
}
