/* The work: everything the engine does with a page, one step after another. */
#include "hostile.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "doc/article_render.h"
#include "doc/embedded.h"
#include "doc/feed.h"
#include "doc/form.h"
#include "doc/markdown.h"
#include "doc/next.h"
#include "doc/page.h"
#include "doc/sanitize.h"
#include "doc/select.h"
#include "doc/table.h"
#include "text/dates.h"
#include "text/segment.h"
#include "text/stem.h"

#include <stdlib.h>
#include <string.h>

struct hostile_ctx {
    mh_view bytes, type;
    mh_doc *doc;
    mh_feed *feed;
    mh_text *text; /* of a plain text */
    mh_words words;
    mh_meta meta;
    mh_article article;
    bool has_article;
    mh_arena *arena;
    mh_buf out;
    size_t given;
    const char *wrong;
};

hostile_ctx *hostile_open(mh_view bytes, const hostile_shape *s) {
    hostile_ctx *c = mh_alloc(sizeof *c);
    c->bytes = bytes;
    c->type = mh_view_of(s->type ? s->type : "text/html; charset=utf-8");
    c->arena = mh_arena_new();
    return c;
}

void hostile_close(hostile_ctx *c) {
    mh_doc_free(c->doc);
    mh_feed_free(c->feed);
    mh_text_free(c->text);
    mh_arena_free(c->arena);
    mh_buf_clear(&c->out);
    free(c);
}

bool hostile_parsed(const hostile_ctx *c) {
    return c->doc != NULL || c->feed != NULL || c->text != NULL;
}

const char *hostile_wrong(const hostile_ctx *c) {
    return c->wrong;
}

size_t hostile_given(const hostile_ctx *c) {
    return c->given;
}

/* Every answer is text: valid UTF-8 without NUL. */
static void is_text(hostile_ctx *c, mh_view v, const char *what) {
    if (v.len > 0 && (memchr(v.ptr, 0, v.len) || !mh_utf8_valid(v))) c->wrong = what;
    c->given += v.len;
}

static void out_is_text(hostile_ctx *c, const char *what) {
    is_text(c, mh_buf_view(&c->out), what);
    mh_buf_reset(&c->out);
}

static void failed(hostile_ctx *c, const mh_err *e) {
    if (e->code == MH_E_NONE || e->msg[0] == '\0') c->wrong = "an error without a message";
    is_text(c, mh_view_of(e->msg), "the message of an error is not text");
}

static void parse(hostile_ctx *c) {
    mh_doc_source src = {.url = MH_VIEW("https://example.org/2024/03/story/1"),
                         .content_type = c->type};
    mh_err e = {0};
    if (mh_doc_parse(&c->doc, c->bytes, &src, &e) != MH_OK) failed(c, &e);
}

static void meta(hostile_ctx *c) {
    mh_meta_extract(&c->meta, c->doc, NULL, c->arena);
    for (int f = 0; f < MH_META_FIELDS; f++)
        for (size_t i = 0; i < c->meta.all[f].len; i++)
            is_text(c, c->meta.all[f].ptr[i].value, "metadata is not text");
}

static void article(hostile_ctx *c) {
    mh_err e = {0};
    c->has_article = mh_article_extract(&c->article, c->doc, &c->meta, c->arena, &e) == MH_OK;
    if (!c->has_article) {
        failed(c, &e);
        return;
    }
    const mh_article *a = &c->article;
    is_text(c, a->text, "the article is not text");
    for (size_t i = 0, at = 0; i < a->n_paragraphs; at = a->paragraphs[i++].to) {
        const mh_paragraph *p = &a->paragraphs[i];
        if (p->from < at || p->to <= p->from || p->to > a->text.len)
            c->wrong = "a paragraph is outside of the article";
        else if (!mh_utf8_valid(mh_view_sub(a->text, p->from, p->to)))
            c->wrong = "a paragraph begins or ends inside a character";
    }
}

static void article_text(hostile_ctx *c) {
    if (!c->has_article) return;
    mh_article_markdown(&c->out, c->doc, &c->meta, &c->article);
    out_is_text(c, "the article's markdown is not text");
    mh_article_html(&c->out, c->doc, &c->meta, &c->article);
    out_is_text(c, "the article's html is not text");
}

static void text(hostile_ctx *c) {
    mh_render_text(&c->out, mh_doc_tree_of(c->doc), MH_NODE_ROOT);
    out_is_text(c, "the page's text is not text");
    mh_render_html(&c->out, mh_doc_tree_of(c->doc), MH_NODE_ROOT);
    out_is_text(c, "the page's html is not text");
}

static void markdown(hostile_ctx *c) {
    mh_markdown_put(&c->out, c->doc, mh_tree_body(mh_doc_tree_of(c->doc)));
    out_is_text(c, "markdown is not text");
}

static void sanitize(hostile_ctx *c) {
    mh_sanitize_html(&c->out, c->doc, mh_tree_body(mh_doc_tree_of(c->doc)));
    out_is_text(c, "safe html is not text");
}

static void links(hostile_ctx *c) {
    mh_link_list l = mh_doc_links(c->doc, MH_NODE_ROOT, c->arena);
    for (size_t i = 0; i < l.len; i++) is_text(c, l.ptr[i].text, "a link is not text");
    is_text(c, mh_doc_next_page(c->doc, c->arena), "the next page is no address");
    mh_feed_found_list f = mh_doc_feeds(c->doc, c->arena);
    for (size_t i = 0; i < f.len; i++) is_text(c, f.ptr[i].title, "a feed's title is not text");
}

/* Counts the bytes of all texts in j and drops it. */
static void is_data(hostile_ctx *c, json_t *j) {
    char *s = json_dumps(j, JSON_COMPACT);
    if (s) is_text(c, mh_view_of(s), "data is not text");
    free(s);
    json_decref(j);
}

static void tables(hostile_ctx *c) {
    is_data(c, mh_table_list(mh_doc_tree_of(c->doc), MH_NODE_ROOT));
}

static void forms(hostile_ctx *c) {
    is_data(c, mh_form_list(c->doc, MH_NODE_ROOT));
}

static void embedded(hostile_ctx *c) {
    is_data(c, mh_embedded_jsonld(c->doc));
    is_data(c, mh_embedded_microdata(c->doc));
    is_data(c, mh_embedded_opengraph(c->doc));
}

static void selectors(hostile_ctx *c) {
    static const char *const css[] = {"div p span a b i td li",
                                      "div ~ p + p > b",
                                      "p:nth-last-of-type(2n+1)",
                                      ":has(> a, + p ~ b)",
                                      "div:not(:has(p)):is(a, b)",
                                      "[class~=c7][id^=i]:empty",
                                      ":contains('answer for')",
                                      "a::attr(href)",
                                      "p::text"};
    for (size_t i = 0; i < sizeof css / sizeof *css; i++) {
        mh_select *s = NULL;
        mh_select_hits hits = {0};
        mh_err e = {0};
        if (mh_select_compile(&s, mh_view_of(css[i]), &e) != MH_OK) c->wrong = "a selector fails";
        if (s) mh_select_all(s, mh_doc_tree_of(c->doc), MH_NODE_ROOT, 0, &hits);
        c->given += hits.len;
        mh_vec_clear(&hits);
        mh_select_free(s);
    }
}

static void feed(hostile_ctx *c) {
    mh_feed_source src = {.url = MH_VIEW("https://example.org/feed")};
    mh_err e = {0};
    if (mh_feed_parse(&c->feed, c->bytes, &src, &e) != MH_OK) failed(c, &e);
}

static void feed_part(hostile_ctx *c, const mh_feed_part *p) {
    const mh_feed_text *texts[] = {&p->title, &p->subtitle, &p->summary, &p->rights, &p->info};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mh_feed_text_html(&c->out, texts[i]);
        out_is_text(c, "a feed's html is not text");
        mh_feed_text_plain(&c->out, texts[i]);
        out_is_text(c, "a feed's text is not text");
    }
    for (size_t i = 0; i < p->contents.len; i++) {
        mh_feed_text_html(&c->out, &p->contents.ptr[i]);
        out_is_text(c, "a feed's content is not text");
    }
    for (size_t i = 0; i < p->links.len; i++) is_text(c, p->links.ptr[i].url, "a link is not text");
}

static void feed_texts(hostile_ctx *c) {
    if (c->feed == NULL) return;
    feed_part(c, mh_feed_head(c->feed));
    for (size_t i = 0; i < mh_feed_count(c->feed); i++) feed_part(c, mh_feed_entry(c->feed, i));
}

/* ---- plain texts */

static void text_open(hostile_ctx *c) {
    mh_err e = {0};
    if (mh_text_new(&c->text, &e) != MH_OK) failed(c, &e);
    mh_text_dates(c->text, c->arena, MH_VIEW("3 March"), NULL); /* what is read once */
}

static void sentences(hostile_ctx *c) {
    mh_spans l = mh_text_sentences(c->text, c->arena, c->bytes);
    size_t at = 0;
    for (size_t i = 0; i < l.len; i++) {
        is_text(c, mh_span_view(c->bytes, l.ptr[i]), "a sentence is not text");
        if (l.ptr[i].from < at) c->wrong = "sentences overlap";
        at = l.ptr[i].to;
    }
}

static void words(hostile_ctx *c) {
    c->words = mh_text_words(c->text, c->arena, c->bytes, false);
    for (size_t i = 0; i < c->words.len; i++)
        is_text(c, mh_view_sub(c->bytes, c->words.ptr[i].from, c->words.ptr[i].to),
                "a word is not text");
}

static void dates(hostile_ctx *c) {
    static const mh_date_options o = {.year = 2025, .month = 1, .day = 31, .timed = true};
    mh_date_options alone = o;
    alone.alone = true;
    c->given += mh_text_dates(c->text, c->arena, c->bytes, &o).len;
    c->given += mh_text_dates(c->text, c->arena, c->bytes, &alone).len;
}

static void stems(hostile_ctx *c) {
    static const char *const langs[] = {"kk", "ky", "tg", "uz"};
    for (size_t i = 0; i < c->words.len; i++) {
        mh_view w = mh_view_sub(c->bytes, c->words.ptr[i].from, c->words.ptr[i].to);
        mh_text_stem(c->text, langs[i % 4], w, &c->out);
        out_is_text(c, "a stem is not text");
    }
}

const hostile_pass hostile_passes[] = {
    {"parse", HOSTILE_PAGE, parse},         {"meta", HOSTILE_PAGE, meta},
    {"article", HOSTILE_PAGE, article},     {"rendered", HOSTILE_PAGE, article_text},
    {"text", HOSTILE_PAGE, text},           {"markdown", HOSTILE_PAGE, markdown},
    {"sanitize", HOSTILE_PAGE, sanitize},   {"links", HOSTILE_PAGE, links},
    {"tables", HOSTILE_PAGE, tables},       {"forms", HOSTILE_PAGE, forms},
    {"embedded", HOSTILE_PAGE, embedded},   {"select", HOSTILE_PAGE, selectors},
    {"feed", HOSTILE_FEED, feed},           {"feed-texts", HOSTILE_FEED, feed_texts},
    {"text-open", HOSTILE_TEXT, text_open}, {"sentences", HOSTILE_TEXT, sentences},
    {"words", HOSTILE_TEXT, words},         {"dates", HOSTILE_TEXT, dates},
    {"stems", HOSTILE_TEXT, stems},         {0}};
