#include "doc/page.h"

#include "base/mem.h"
#include "doc/plain_priv.h"
#include "doc/reading.h"

#include <stdlib.h>
#include <string.h>

/* Below this many bytes a plain text is no article. */
#define MIN_ARTICLE ((size_t)80)

struct mh_page {
    mh_page_form form;
    mh_doc *doc;
    mh_buf text;     /* plain text and PDF */
    mh_pdf pdf;      /* views in arena */
    mh_arena *arena; /* NULL for HTML */
};

const char *mh_page_form_name(mh_page_form f) {
    static const char *const names[] = {"html", "text", "pdf"};
    return names[f];
}

/* Whether the first bytes hold what only markup has. */
static bool looks_html(mh_view v) {
    v = mh_view_sub(v, 0, 8192);
    for (size_t i = 0; i + 1 < v.len; i++) {
        if (v.ptr[i] != '<') continue;
        mh_view name = mh_view_sub(v, i + 1, v.len);
        size_t n = 0;
        if (name.ptr[0] == '!' || name.ptr[0] == '?') return true;
        if (name.ptr[0] == '/') name = mh_view_sub(name, 1, name.len);
        while (n < name.len && n < 12 && mh_is_alnum(name.ptr[n])) n++;
        char low[12];
        for (size_t k = 0; k < n; k++) low[k] = mh_lower(name.ptr[k]);
        if (n > 0 && mh_tag_of_name((mh_view){low, n})) return true;
    }
    return false;
}

mh_page_form mh_page_guess(mh_view bytes, mh_view content_type) {
    mh_view type = mh_view_trim(content_type);
    type = mh_view_trim(mh_view_sub(type, 0, mh_view_find_byte(type, ';', 0)));
    if (mh_view_starts(bytes, MH_VIEW("%PDF-"))) return MH_PAGE_PDF;
    if (mh_view_ieq(type, MH_VIEW("application/pdf")) && mh_pdf_is(bytes)) return MH_PAGE_PDF;
    mh_view start = mh_view_trim(mh_view_sub(bytes, 0, 1024));
    if (mh_view_istarts(start, MH_VIEW("<!doctype html")) ||
        mh_view_istarts(start, MH_VIEW("<html")))
        return MH_PAGE_HTML;
    if (mh_view_ieq(type, MH_VIEW("text/plain"))) return MH_PAGE_TEXT;
    if (type.len > 0 && !mh_view_ieq(type, MH_VIEW("application/octet-stream")))
        return MH_PAGE_HTML;
    if (mh_view_trim(bytes).len == 0 || looks_html(bytes)) return MH_PAGE_HTML;
    mh_charset c = mh_charset_find(bytes, content_type);
    /* in UTF-16 the tags are not seen above; the parser of HTML takes plain text as well */
    return strncmp(c.name, "utf-16", 6) == 0 ? MH_PAGE_HTML : MH_PAGE_TEXT;
}

static void put_escaped(mh_buf *out, mh_view v) {
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] == '&')
            mh_buf_puts(out, "&amp;");
        else if (v.ptr[i] == '<')
            mh_buf_puts(out, "&lt;");
        else
            mh_buf_putc(out, v.ptr[i]);
    }
}

/* A document with a <p> for each paragraph of the text. */
static mh_rc make_doc(mh_page *p, const mh_page_opts *o, mh_err *e) {
    mh_buf html = {0};
    mh_view text = mh_buf_view(&p->text);
    mh_doc_source src = {
        .url = o->url, .content_type = MH_VIEW("text/html; charset=utf-8"), .limits = o->limits};
    mh_buf_puts(&html, "<!DOCTYPE html><title>");
    put_escaped(&html, p->pdf.title);
    mh_buf_puts(&html, "</title>");
    while (text.len > 0) {
        size_t end = mh_view_find(text, MH_VIEW("\n\n"), 0);
        mh_view part = mh_view_sub(text, 0, end), line;
        text = mh_view_sub(text, end == SIZE_MAX ? text.len : end + 2, text.len);
        mh_buf_puts(&html, "<p>");
        for (bool first = true; mh_view_split(&part, '\n', &line); first = false) {
            if (!first) mh_buf_puts(&html, "<br>");
            put_escaped(&html, line);
        }
    }
    mh_rc rc = mh_doc_parse(&p->doc, mh_buf_view(&html), &src, e);
    mh_buf_clear(&html);
    return rc;
}

/* The parser of HTML knows charsets and binary data: the bytes pass through it, as text. */
static mh_rc decode(mh_page *p, mh_view bytes, const mh_page_opts *o, mh_err *e) {
    const mh_doc_limits defaults = MH_DOC_LIMITS_DEFAULT;
    const mh_doc_limits *l = o->limits ? o->limits : &defaults;
    mh_buf text = {0};
    if (bytes.len > l->max_bytes)
        return mh_fail(e, MH_E_TOO_LARGE, "read text: %zu bytes (limit %zu)", bytes.len,
                       l->max_bytes);
    size_t odd = 0;
    for (size_t i = 0; i < bytes.len && i < 4096; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        odd += c < 9 || (c > 13 && c < 27) || (c > 27 && c < 32);
    }
    mh_charset c = mh_charset_find(bytes, o->content_type);
    if (odd > 4 && odd > (bytes.len < 4096 ? bytes.len : 4096) / 20 &&
        strncmp(c.name, "utf-16", 6) != 0)
        return mh_fail(e, MH_E_PARSE, "read text: it is binary data, not text");
    mh_rc rc = mh_charset_decode(&text, bytes, c.name, e);
    if (rc == MH_OK) mh_plain_unwrap(&p->text, mh_buf_view(&text));
    mh_buf_clear(&text);
    return rc;
}

mh_rc mh_page_open(mh_page **out, mh_view bytes, const mh_page_opts *opts, mh_err *e) {
    const mh_page_opts none = {.url = {"", 0}};
    const mh_page_opts *o = opts ? opts : &none;
    mh_page *p = mh_alloc(sizeof *p);
    mh_rc rc = MH_OK;
    *out = NULL;
    p->form = mh_page_guess(bytes, o->content_type);
    if (p->form == MH_PAGE_HTML) {
        mh_doc_source src = {o->url, o->content_type, o->limits};
        rc = mh_doc_parse(&p->doc, bytes, &src, e);
    } else {
        p->arena = mh_arena_new();
        if (p->form == MH_PAGE_PDF) {
            rc = mh_pdf_read(&p->pdf, bytes, o->pdf, p->arena, e);
            mh_buf_put(&p->text, p->pdf.text);
        } else {
            rc = decode(p, bytes, o, e);
        }
        if (rc == MH_OK) rc = make_doc(p, o, e);
    }
    if (rc == MH_OK) {
        *out = p;
        return MH_OK;
    }
    mh_page_free(p);
    return rc;
}

void mh_page_free(mh_page *p) {
    if (p == NULL) return;
    mh_doc_free(p->doc);
    mh_buf_clear(&p->text);
    mh_arena_free(p->arena);
    free(p);
}

mh_doc *mh_page_doc(mh_page *p) {
    return p->doc;
}

mh_page_form mh_page_form_of(const mh_page *p) {
    return p->form;
}

uint32_t mh_page_pages(const mh_page *p) {
    return p->pdf.pages;
}

bool mh_page_clipped(const mh_page *p) {
    return p->pdf.clipped || mh_tree_clipped(mh_doc_tree_of(p->doc));
}

/* Puts a value before the others of its field; views must be the arena's or constants. */
static void put(mh_meta *m, mh_meta_field f, mh_view value, mh_view basis, mh_arena *a) {
    mh_meta_values *v = &m->all[f];
    if (value.len == 0) return;
    mh_meta_value *grown = mh_arena_array(a, v->len + 1, sizeof *grown);
    grown[0] = (mh_meta_value){.value = mh_arena_dup(a, value), .basis = basis};
    if (v->len) memcpy(grown + 1, v->ptr, v->len * sizeof *grown);
    *v = (mh_meta_values){grown, v->len + 1};
}

static mh_view best(const mh_meta *m, mh_meta_field f) {
    return m->all[f].len ? m->all[f].ptr[0].value : MH_VIEW("");
}

/* Titles that programs make up from the name of a file. */
static bool is_made_up(mh_view title) {
    static const char *const ends[] = {".doc", ".docx", ".odt", ".pdf", ".indd", ".rtf", ".qxd"};
    if (mh_view_istarts(title, MH_VIEW("microsoft word")) ||
        mh_view_istarts(title, MH_VIEW("untitled")) || mh_view_istarts(title, MH_VIEW("document")))
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        mh_view end = mh_view_of(ends[i]);
        if (title.len >= end.len &&
            mh_view_ieq(mh_view_sub(title, title.len - end.len, title.len), end))
            return true;
    }
    return title.len < 4;
}

static void plain_meta(mh_meta *m, const mh_page *p, const mh_plain_page *plain, mh_arena *a) {
    mh_view info = MH_VIEW("pdf:info"), title = p->pdf.title;
    bool believe = title.len > 0 && !is_made_up(title) &&
                   mh_view_ifind(mh_view_sub(mh_buf_view(&p->text), 0, 2000), title, 0) != SIZE_MAX;
    put(m, MH_META_TITLE, title, info, a);
    if (!believe) put(m, MH_META_TITLE, plain->title, MH_VIEW("text"), a);
    put(m, MH_META_DATE, p->pdf.date, info, a);
    put(m, MH_META_DATE, plain->date, plain->date_basis, a);
    put(m, MH_META_SECTION, plain->section, MH_VIEW("text"), a);
    put(m, MH_META_BYLINE, p->pdf.author, info, a);
    m->title = best(m, MH_META_TITLE);
    m->date = best(m, MH_META_DATE);
    m->section = best(m, MH_META_SECTION);
    m->byline = m->all[MH_META_BYLINE];
}

static mh_rc plain_article(mh_article *out, const mh_page *p, const mh_plain_page *plain,
                           mh_view title, mh_arena *a, mh_err *e) {
    *out = (mh_article){.title = title,
                        .text = plain->text,
                        .lead = MH_VIEW(""),
                        .source_credit = plain->credit,
                        .basis = mh_page_form_name(p->form),
                        .score = 1,
                        .n_paragraphs = plain->n};
    if (plain->text.len == 0) return mh_fail(e, MH_E_PARSE, "no text in it: it is empty");
    out->kind = plain->text.len >= MIN_ARTICLE ? MH_ARTICLE : MH_ARTICLE_NONE;
    out->paragraphs = mh_arena_array(a, plain->n + 1, sizeof *out->paragraphs);
    for (size_t i = 0; i < plain->n; i++) {
        const mh_plain_part *x = &plain->parts[i];
        out->paragraphs[i] = (mh_paragraph){
            x->from, x->to, x->heading ? MH_PARAGRAPH_HEADING : MH_PARAGRAPH, MH_NODE_NONE};
        if (out->lead.len == 0 && !x->heading && x->to - x->from > 40)
            out->lead = mh_view_sub(plain->text, x->from, x->to);
    }
    return MH_OK;
}

mh_rc mh_page_read(mh_page *p, mh_text *t, const mh_meta_options *o, mh_meta *meta, mh_article *art,
                   mh_arena *a, mh_err *e) {
    if (p->form == MH_PAGE_HTML) {
        mh_meta_extract(meta, p->doc, o, a);
        mh_rc rc = art ? mh_article_extract(art, p->doc, meta, a, e) : MH_OK;
        mh_doc_forget(p->doc);
        return rc;
    }
    mh_plain_page plain;
    *meta = (mh_meta){.title = {"", 0}};
    mh_plain_read(&plain, t, mh_buf_view(&p->text), a);
    plain_meta(meta, p, &plain, a);
    return art ? plain_article(art, p, &plain, meta->title, a, e) : MH_OK;
}
