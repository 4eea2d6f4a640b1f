#include "doc/article_render.h"

#include "doc/markdown.h"
#include "doc/sanitize.h"

const char *mh_paragraph_kind_name(mh_paragraph_kind k) {
    static const char *const names[] = {"paragraph", "heading", "item", "quote", "cell", "pre"};
    return names[k];
}

/* Whether the paragraph is all that its node says: only then may the node stand for it. */
static bool is_whole(const mh_doc *d, const mh_article *art, const mh_paragraph *p) {
    mh_buf b = {0};
    if (p->node == MH_NODE_NONE || p->node == MH_NODE_ROOT) return false;
    /* a node that holds much more than the paragraph is not read to its end */
    const mh_tree *t = mh_doc_tree_of(d);
    if (mh_tree_end(t, p->node) - p->node > 64 + (p->to - p->from)) return false;
    size_t max = 4096 + 4 * (p->to - p->from);
    bool same = mh_render_some(&b, t, p->node, max) < max &&
                mh_view_eq(mh_buf_view(&b), mh_view_sub(art->text, p->from, p->to));
    mh_buf_clear(&b);
    return same;
}

static unsigned heading_level(const mh_doc *d, const mh_paragraph *p) {
    unsigned tag = p->node == MH_NODE_NONE ? 0 : mh_tree_tag(mh_doc_tree_of(d), p->node);
    return mh_tag_is_heading(tag) && tag != MH_TAG_H1 ? tag - MH_TAG_H1 + 1 : 2;
}

/* "Given Name, Other Name · 2024-03-12 · Site", empty when nothing is known. */
static void put_facts(mh_buf *out, const mh_meta *m) {
    for (size_t i = 0; i < m->byline.len; i++) {
        if (i) mh_buf_puts(out, ", ");
        mh_buf_put(out, m->byline.ptr[i].value);
    }
    if (m->date.len && out->len) mh_buf_puts(out, " \u00B7 ");
    mh_buf_put(out, m->date);
    if (m->site.len && out->len) mh_buf_puts(out, " \u00B7 ");
    mh_buf_put(out, m->site);
}

static bool same_group(mh_paragraph_kind a, mh_paragraph_kind b) {
    return a == b && (a == MH_PARAGRAPH_ITEM || a == MH_PARAGRAPH_CELL);
}

static void markdown_body(mh_buf *out, const mh_doc *d, const mh_article *art,
                          const mh_paragraph *p) {
    mh_view text = mh_view_sub(art->text, p->from, p->to);
    if (!is_whole(d, art, p) || p->kind == MH_PARAGRAPH_HEADING) {
        mh_view line;
        for (bool first = true; mh_view_split(&text, '\n', &line); first = false) {
            if (!first) mh_buf_puts(out, p->kind == MH_PARAGRAPH_QUOTE ? "  \n> " : "  \n");
            mh_markdown_text(out, line);
        }
        return;
    }
    mh_buf b = {0};
    mh_markdown_put(&b, d, p->node);
    mh_view v = mh_buf_view(&b);
    /* the sign of the node itself is written by the caller */
    static const char *const own[] = {"- ", "> ", "# "};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (mh_view_starts(v, mh_view_of(own[i]))) v = mh_view_sub(v, 2, v.len);
    mh_buf_put(out, v);
    mh_buf_clear(&b);
}

void mh_article_markdown(mh_buf *out, const mh_doc *d, const mh_meta *m, const mh_article *art) {
    mh_buf facts = {0};
    put_facts(&facts, m);
    if (m->title.len) {
        mh_buf_puts(out, "# ");
        mh_markdown_text(out, m->title);
        mh_buf_puts(out, "\n\n");
    }
    if (facts.len) {
        mh_buf_putc(out, '*');
        mh_markdown_text(out, mh_buf_view(&facts));
        mh_buf_puts(out, "*\n\n");
    }
    mh_buf_clear(&facts);
    for (size_t i = 0; i < art->n_paragraphs; i++) {
        const mh_paragraph *p = &art->paragraphs[i];
        if (i) mh_buf_puts(out, same_group(p[-1].kind, p->kind) ? "\n" : "\n\n");
        switch (p->kind) {
        case MH_PARAGRAPH_HEADING:
            mh_buf_printf(out, "%.*s ", (int)heading_level(d, p), "######");
            break;
        case MH_PARAGRAPH_ITEM:
        case MH_PARAGRAPH_CELL: mh_buf_puts(out, "- "); break;
        case MH_PARAGRAPH_QUOTE: mh_buf_puts(out, "> "); break;
        case MH_PARAGRAPH_PRE:
            mh_markdown_pre(out, mh_view_sub(art->text, p->from, p->to));
            continue;
        case MH_PARAGRAPH: break;
        }
        markdown_body(out, d, art, p);
    }
    mh_buf_putc(out, '\n');
}

static const char *element_of(mh_paragraph_kind k) {
    switch (k) {
    case MH_PARAGRAPH_ITEM:
    case MH_PARAGRAPH_CELL: return "li";
    case MH_PARAGRAPH_PRE: return "pre";
    default: return "p";
    }
}

static void html_body(mh_buf *out, const mh_doc *d, const mh_article *art, const mh_paragraph *p) {
    mh_view text = mh_view_sub(art->text, p->from, p->to), line;
    if (p->kind == MH_PARAGRAPH_PRE) {
        mh_html_escape(out, text, false);
    } else if (is_whole(d, art, p)) {
        mh_sanitize_inline(out, d, p->node);
    } else {
        for (bool first = true; mh_view_split(&text, '\n', &line); first = false) {
            if (!first) mh_buf_puts(out, "<br>");
            mh_html_escape(out, line, false);
        }
    }
}

static void put_element(mh_buf *out, const char *name, mh_view text) {
    if (text.len == 0) return;
    mh_buf_printf(out, "<%s>", name);
    mh_html_escape(out, text, false);
    mh_buf_printf(out, "</%s>\n", name);
}

void mh_article_html(mh_buf *out, const mh_doc *d, const mh_meta *m, const mh_article *art) {
    mh_buf facts = {0};
    put_facts(&facts, m);
    mh_buf_puts(out, "<article>\n");
    put_element(out, "h1", m->title);
    put_element(out, "address", mh_buf_view(&facts));
    mh_buf_clear(&facts);
    for (size_t i = 0; i < art->n_paragraphs; i++) {
        const mh_paragraph *p = &art->paragraphs[i];
        const char *name = element_of(p->kind);
        char heading[3] = {'h', (char)('0' + heading_level(d, p)), '\0'};
        if (p->kind == MH_PARAGRAPH_HEADING) name = heading;
        bool before = i > 0 && same_group(p[-1].kind, p->kind);
        bool after = i + 1 < art->n_paragraphs && same_group(p->kind, p[1].kind);
        bool list = name[0] == 'l', quote = p->kind == MH_PARAGRAPH_QUOTE;
        if (list && !before) mh_buf_puts(out, "<ul>\n");
        mh_buf_printf(out, quote ? "<blockquote><%s>" : "<%s>", name);
        html_body(out, d, art, p);
        mh_buf_printf(out, quote ? "</%s></blockquote>\n" : "</%s>\n", name);
        if (list && !after) mh_buf_puts(out, "</ul>\n");
    }
    mh_buf_puts(out, "</article>\n");
}
