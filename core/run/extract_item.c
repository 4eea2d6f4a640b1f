/* One input of `minehost extract`: bytes to what is printed. Runs on any thread. */
#include "run/extract_priv.h"

#include "base/utf8.h"
#include "doc/article_render.h"
#include "doc/next.h"
#include "doc/url.h"
#include "text/language.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define LANG_MIN ((size_t)40) /* bytes of text from which its language is believed */

static const char *const fields[] = {
    "file",          "url",           "form",        "kind",     "title",     "text",
    "lead",          "byline",        "date",        "updated",  "site",      "section",
    "tags",          "language",      "script",      "image",    "links",     "paragraphs",
    "source_credit", "canonical_url", "description", "captions", "embeds",    "publisher",
    "pages",         "clipped",       "basis",       "error",    "error_code"};

bool mh_extract_field_check(mh_view name, mh_err *e) {
    const size_t n = sizeof fields / sizeof *fields;
    for (size_t i = 0; i < n; i++)
        if (mh_view_eq(name, mh_view_of(fields[i]))) return true;
    const char *near = mh_nearest(name, fields, n, sizeof *fields);
    if (near)
        mh_fail(e, MH_E_USAGE, "no field '%.*s' (did you mean '%s'?)", MH_FMT(name), near);
    else
        mh_fail(e, MH_E_USAGE, "no field '%.*s'. Try: minehost help extract", MH_FMT(name));
    return false;
}

static json_t *string_of(mh_view v) {
    json_t *s = json_stringn(v.ptr ? v.ptr : "", v.len);
    if (s) return s;
    mh_buf b = {0};
    mh_utf8_repair(&b, v);
    s = json_stringn(b.ptr ? b.ptr : "", b.len);
    mh_buf_clear(&b);
    return s;
}

static void set(json_t *o, const char *key, mh_view v) {
    if (v.len) json_object_set_new(o, key, string_of(v));
}

static void set_values(json_t *o, const char *key, mh_meta_values v) {
    if (v.len == 0) return;
    json_t *list = json_array();
    for (size_t i = 0; i < v.len; i++) json_array_append_new(list, string_of(v.ptr[i].value));
    json_object_set_new(o, key, list);
}

static void set_links(json_t *o, mh_link_list links) {
    json_t *list = json_array();
    for (size_t i = 0; i < links.len; i++) {
        json_t *l = json_object();
        set(l, "url", links.ptr[i].url);
        set(l, "text", links.ptr[i].text);
        set(l, "rel", links.ptr[i].rel);
        set(l, "title", links.ptr[i].title);
        set(l, "type", links.ptr[i].type);
        json_array_append_new(list, l);
    }
    json_object_set_new(o, "links", list);
}

/* Offsets as everywhere outside: 1-based, inclusive. */
static void set_paragraphs(json_t *o, const mh_article *art) {
    json_t *list = json_array();
    for (size_t i = 0; i < art->n_paragraphs; i++) {
        const mh_paragraph *p = &art->paragraphs[i];
        json_t *x = json_object();
        json_object_set_new(x, "first", json_integer((json_int_t)p->from + 1));
        json_object_set_new(x, "last", json_integer((json_int_t)p->to));
        json_object_set_new(x, "kind", json_string(mh_paragraph_kind_name(p->kind)));
        json_array_append_new(list, x);
    }
    json_object_set_new(o, "paragraphs", list);
}

static json_t *basis_of(const mh_meta *m) {
    json_t *o = json_object();
    for (int f = 0; f < MH_META_FIELDS; f++)
        if (f != MH_META_BODY && f != MH_META_TYPE)
            set(o, mh_meta_field_name((mh_meta_field)f), mh_meta_basis(m, (mh_meta_field)f));
    return o;
}

static void set_meta(json_t *o, const mh_meta *m) {
    set(o, "title", m->title);
    set(o, "date", m->date);
    set(o, "updated", m->updated);
    set(o, "site", m->site);
    set(o, "section", m->section);
    set(o, "language", m->language);
    set(o, "canonical_url", m->canonical);
    set(o, "image", m->image);
    set(o, "publisher", m->publisher);
    set(o, "description", m->description);
    set_values(o, "byline", m->byline);
    set_values(o, "tags", m->tags);
    json_object_set_new(o, "basis", basis_of(m));
}

static void set_media(json_t *o, const mh_article *art) {
    json_t *captions = json_array(), *embeds = json_array();
    for (size_t i = 0; i < art->n_captions; i++)
        json_array_append_new(captions, string_of(art->captions[i]));
    for (size_t i = 0; i < art->n_embeds; i++) {
        json_t *e = json_object();
        json_object_set_new(e, "kind", json_string(mh_embed_kind_name(art->embeds[i].kind)));
        set(e, "url", art->embeds[i].url);
        set(e, "text", art->embeds[i].text);
        json_array_append_new(embeds, e);
    }
    if (art->n_captions) json_object_set(o, "captions", captions);
    if (art->n_embeds) json_object_set(o, "embeds", embeds);
    json_decref(captions);
    json_decref(embeds);
}

static void set_article(json_t *o, const mh_article *art, mh_text *t) {
    json_t *basis = json_object_get(o, "basis");
    json_object_set_new(o, "kind", json_string(mh_article_kind_name(art->kind)));
    json_object_set_new(o, "text", string_of(art->text));
    set(o, "lead", art->lead);
    set(o, "source_credit", art->source_credit);
    set_links(o, art->links);
    set_media(o, art);
    set_paragraphs(o, art);
    if (art->basis) json_object_set_new(basis, "text", json_string(art->basis));
    if (art->text.len < LANG_MIN) return;
    mh_lang g = mh_lang_guess(t, art->text);
    json_object_set_new(o, "script", json_string(g.script));
    if (strcmp(g.code, "und") == 0) return;
    json_object_set_new(o, "language", json_string(g.code));
    json_object_set_new(basis, "language", json_string("text"));
}

/* A field within a line: lists of words joined by "; ", other structures as JSON. */
static void put_field(mh_buf *out, const json_t *v) {
    size_t i;
    json_t *x;
    bool words = json_is_array(v);
    mh_buf one = {0}; /* apart, as mh_put_collapsed joins to what stands before */
    json_array_foreach(v, i, x) words = words && json_is_string(x);
    if (json_is_string(v)) {
        mh_put_collapsed(&one, (mh_view){json_string_value(v), json_string_length(v)});
    } else if (words) {
        json_array_foreach(v, i, x) {
            mh_buf word = {0};
            mh_put_collapsed(&word, (mh_view){json_string_value(x), json_string_length(x)});
            if (i) mh_buf_puts(&one, "; ");
            mh_buf_put(&one, mh_buf_view(&word));
            mh_buf_clear(&word);
        }
    } else if (v) {
        char *s = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
        mh_buf_puts(&one, s);
        free(s);
    }
    mh_buf_put(out, mh_buf_view(&one));
    mh_buf_clear(&one);
}

static void put_object(mh_extract_job *j, const json_t *o) {
    if (j->fields) {
        for (size_t i = 0; j->fields[i]; i++) {
            if (i) mh_buf_putc(&j->out, '\t');
            put_field(&j->out, json_object_get(o, j->fields[i]));
        }
        mh_buf_putc(&j->out, '\n');
        return;
    }
    char *s = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(15));
    mh_buf_puts(&j->out, s ? s : "{}");
    if (j->format == MH_EXTRACT_JSONL) mh_buf_putc(&j->out, '\n');
    free(s);
}

static json_t *new_object(const mh_extract_job *j) {
    json_t *o = json_object();
    json_object_set_new(o, "file", string_of(mh_view_of(j->input)));
    set(o, "url", mh_buf_view(&j->url));
    return o;
}

void mh_extract_failed(mh_extract_job *j) {
    if (j->fields == NULL && j->format > MH_EXTRACT_JSON) return;
    json_t *o = new_object(j);
    json_object_set_new(o, "error", string_of(mh_view_of(j->err.msg)));
    json_object_set_new(o, "error_code", json_string(mh_code_name(j->err.code)));
    put_object(j, o);
    json_decref(o);
}

static void put_head(mh_extract_job *j) {
    if (!j->headed) return;
    mh_view file = mh_view_of(j->input);
    if (j->format == MH_EXTRACT_TEXT) mh_buf_printf(&j->out, "==> %.*s <==\n", MH_FMT(file));
    if (j->format == MH_EXTRACT_TEXT) return;
    mh_buf_puts(&j->out, "<!-- ");
    for (size_t i = 0; i < file.len; i++) /* no name may end the comment */
        mh_buf_putc(&j->out, file.ptr[i] == '-' || file.ptr[i] == '>' ? '_' : file.ptr[i]);
    mh_buf_puts(&j->out, " -->\n");
}

/* Markdown and HTML are written page by page, the title and who wrote it once; what follows behind
 * the first title of a later page is its text. */
static void put_article(mh_extract_job *j, const mh_meta *m, const mh_article *art) {
    const mh_meta none = {.title = {"", 0}};
    put_head(j);
    for (size_t i = 0; i < j->parts.len && j->format != MH_EXTRACT_TEXT; i++) {
        const mh_extract_part *p = &j->parts.ptr[i];
        const mh_meta *head = i ? &none : m;
        if (i) mh_buf_putc(&j->out, '\n');
        if (j->format == MH_EXTRACT_MARKDOWN) {
            mh_article_markdown(&j->out, mh_page_doc(p->page), head, &p->art);
        } else {
            mh_article_html(&j->out, mh_page_doc(p->page), head, &p->art);
        }
    }
    if (j->format == MH_EXTRACT_TEXT) {
        if (m->title.len) mh_buf_printf(&j->out, "%.*s\n\n", MH_FMT(m->title));
        mh_buf_put(&j->out, art->text);
        mh_buf_putc(&j->out, '\n');
    }
    if (j->headed) mh_buf_putc(&j->out, '\n');
}

static void put_json(mh_extract_job *j, const mh_meta *m, const mh_article *art) {
    const mh_page *first = j->parts.ptr[0].page;
    uint32_t pages = j->parts.len > 1 ? (uint32_t)j->parts.len : mh_page_pages(first);
    bool clipped = j->cut.code != MH_E_NONE;
    json_t *o = new_object(j);
    set_meta(o, m);
    set_article(o, art, j->text);
    json_object_set_new(o, "form", json_string(mh_page_form_name(mh_page_form_of(first))));
    if (pages) json_object_set_new(o, "pages", json_integer(pages));
    for (size_t i = 0; i < j->parts.len; i++)
        clipped = clipped || mh_page_clipped(j->parts.ptr[i].page);
    if (clipped) json_object_set_new(o, "clipped", json_true());
    put_object(j, o);
    json_decref(o);
}

/* The article of all pages: texts with a blank line between, paragraphs and links of all. */
static mh_article join(const mh_extract_job *j, mh_arena *a) {
    mh_article all = j->parts.ptr[0].art;
    mh_buf text = {0};
    size_t paragraphs = 0, links = 0;
    for (size_t i = 0; i < j->parts.len; i++) {
        paragraphs += j->parts.ptr[i].art.n_paragraphs;
        links += j->parts.ptr[i].art.links.len;
    }
    all.paragraphs = mh_arena_array(a, paragraphs + 1, sizeof *all.paragraphs);
    all.links.ptr = mh_arena_array(a, links + 1, sizeof *all.links.ptr);
    all.n_paragraphs = all.links.len = 0;
    for (size_t i = 0; i < j->parts.len; i++) {
        const mh_article *art = &j->parts.ptr[i].art;
        if (i) mh_buf_puts(&text, "\n\n");
        for (size_t k = 0; k < art->n_paragraphs; k++) {
            mh_paragraph p = art->paragraphs[k];
            p.from += (uint32_t)text.len;
            p.to += (uint32_t)text.len;
            all.paragraphs[all.n_paragraphs++] = p;
        }
        for (size_t k = 0; k < art->links.len; k++)
            all.links.ptr[all.links.len++] = art->links.ptr[k];
        mh_buf_put(&text, art->text);
    }
    all.text = mh_arena_dup(a, mh_buf_view(&text));
    mh_buf_clear(&text);
    return all;
}

static void write_out(mh_extract_job *j) {
    mh_arena *a = mh_arena_new();
    const mh_meta *m = &j->parts.ptr[0].meta;
    mh_article art = j->parts.len > 1 ? join(j, a) : j->parts.ptr[0].art;
    if (j->fields || j->format <= MH_EXTRACT_JSON) {
        put_json(j, m, &art);
    } else {
        put_article(j, m, &art);
    }
    mh_arena_free(a);
}

static void part_clear(mh_extract_part *p) {
    mh_page_free(p->page);
    mh_arena_free(p->arena);
}

/* The page that goes on with this one, if more are wanted. */
static void find_next(mh_extract_job *j) {
    mh_extract_part *last = &j->parts.ptr[j->parts.len - 1];
    if (!j->fetched || j->parts.len >= j->pages) return;
    mh_view next = mh_doc_next_page(mh_page_doc(last->page), last->arena);
    /* a link to the next article of a series is rel=next as well: the address must say it */
    if (next.len == 0 || !mh_doc_is_page_after(mh_buf_view(&j->at), next)) return;
    for (size_t i = 0; i < j->parts.len; i++)
        if (mh_view_eq(mh_doc_url(mh_page_doc(j->parts.ptr[i].page)), next)) return;
    mh_buf_put(&j->next, next);
}

/* Reads the page in bytes into a part. */
static mh_rc read_part(mh_extract_job *j, mh_err *e) {
    mh_extract_part p = {.arena = mh_arena_new()};
    mh_page_opts o = {.url = mh_buf_view(&j->at), .content_type = mh_buf_view(&j->type)};
    mh_meta_options mo = {.use_url = true, .today = j->today};
    mh_rc rc = mh_page_open(&p.page, mh_buf_view(&j->bytes), &o, e);
    mh_buf_clear(&j->bytes);
    if (rc == MH_OK) rc = mh_page_read(p.page, j->text, &mo, &p.meta, &p.art, p.arena, e);
    for (size_t i = 0; rc == MH_OK && i < j->parts.len; i++)
        if (mh_view_eq(j->parts.ptr[i].art.text, p.art.text))
            rc = mh_fail(e, MH_E_PARSE, "it says the same as page %zu", i + 1);
    if (rc == MH_OK) {
        mh_vec_push(&j->parts, p);
    } else {
        part_clear(&p);
    }
    return rc;
}

void mh_extract_work(void *arg) {
    mh_extract_job *j = arg;
    mh_rc rc = MH_OK;
    mh_buf_reset(&j->next);
    if (!j->closing) {
        bool later = j->parts.len > 0;
        mh_err *e = later ? &j->cut : &j->err;
        if (!j->fetched) rc = mh_extract_read(j);
        if (rc == MH_OK && j->text == NULL) rc = mh_text_new(&j->text, e);
        if (rc == MH_OK) rc = read_part(j, e);
        if (rc == MH_OK) find_next(j);
        if (j->next.len > 0) return;
    }
    if (j->parts.len == 0) {
        mh_extract_failed(j);
    } else {
        write_out(j);
    }
    j->joined = j->parts.len;
    for (size_t i = 0; i < j->parts.len; i++) part_clear(&j->parts.ptr[i]);
    mh_vec_clear(&j->parts);
}

void mh_extract_job_clear(mh_extract_job *j) {
    mh_text *kept = j->text;
    for (size_t i = 0; i < j->parts.len; i++) part_clear(&j->parts.ptr[i]);
    mh_vec_clear(&j->parts);
    mh_buf_clear(&j->bytes);
    mh_buf_clear(&j->url);
    mh_buf_clear(&j->type);
    mh_buf_clear(&j->at);
    mh_buf_clear(&j->next);
    mh_buf_clear(&j->out);
    *j = (mh_extract_job){.text = kept};
}
