/* One input of `minehost extract`: bytes to what is printed. Runs on any thread. */
#include "run/extract_priv.h"

#include "base/fs.h"
#include "base/utf8.h"
#include "doc/article_render.h"
#include "doc/page.h"
#include "text/language.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT_MAX ((size_t)64 << 20) /* bytes of one input */
#define LANG_MIN  ((size_t)40)       /* bytes of text from which its language is believed */

static const char *const fields[] = {
    "file",      "url",   "form",    "kind",       "title",         "text",          "lead",
    "byline",    "date",  "updated", "site",       "section",       "tags",          "language",
    "script",    "image", "links",   "paragraphs", "source_credit", "canonical_url", "description",
    "publisher", "pages", "clipped", "basis",      "error",         "error_code"};

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

/* Standard input, pipes and devices are read to their end; folders are refused. */
static mh_rc read_stream(mh_buf *out, const char *path, mh_err *e) {
    bool std = strcmp(path, "-") == 0;
    const char *name = std ? "standard input" : path;
    int fd = std ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    mh_rc rc = MH_OK;
    if (fd < 0) return mh_fail_errno(e, errno, "read %s", name);
    for (;;) {
        mh_buf_reserve(out, 65536);
        ssize_t n = read(fd, out->ptr + out->len, 65536);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) rc = mh_fail_errno(e, errno, "read %s", name);
        if (n <= 0) break;
        out->len += (size_t)n;
        if (out->len <= INPUT_MAX) continue;
        rc = mh_fail(e, MH_E_TOO_LARGE, "read %s: over %zu bytes", name, INPUT_MAX);
        break;
    }
    if (!std) close(fd);
    return rc;
}

static mh_rc read_input(mh_extract_job *j) {
    struct stat st;
    bool stream = strcmp(j->input, "-") == 0 ||
                  (stat(j->input, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode)));
    if (stream) return read_stream(&j->bytes, j->input, &j->err);
    return mh_fs_read(&j->bytes, j->input, INPUT_MAX, &j->err);
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

static void set_article(json_t *o, const mh_article *art, mh_text *t) {
    json_t *basis = json_object_get(o, "basis");
    json_object_set_new(o, "kind", json_string(mh_article_kind_name(art->kind)));
    json_object_set_new(o, "text", string_of(art->text));
    set(o, "lead", art->lead);
    set(o, "source_credit", art->source_credit);
    set_links(o, art->links);
    set_paragraphs(o, art);
    if (art->basis) json_object_set_new(basis, "text", json_string(art->basis));
    if (art->text.len < LANG_MIN) return;
    mh_lang g = mh_lang_guess(t, art->text);
    json_object_set_new(o, "script", json_string(g.script));
    if (strcmp(g.code, "und") == 0) return;
    json_object_set_new(o, "language", json_string(g.code));
    json_object_set_new(basis, "language", json_string("text"));
}

/* A field on one line: lists of words joined by "; ", other structures as JSON. */
static void put_field(mh_buf *out, const json_t *v) {
    size_t i;
    json_t *x;
    bool words = json_is_array(v);
    json_array_foreach(v, i, x) words = words && json_is_string(x);
    if (json_is_string(v)) {
        mh_put_collapsed(out, (mh_view){json_string_value(v), json_string_length(v)});
    } else if (words) {
        json_array_foreach(v, i, x) {
            if (i) mh_buf_puts(out, "; ");
            mh_buf one = {0};
            mh_put_collapsed(&one, (mh_view){json_string_value(x), json_string_length(x)});
            mh_buf_put(out, mh_buf_view(&one));
            mh_buf_clear(&one);
        }
    } else if (v) {
        char *s = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
        mh_buf_puts(out, s);
        free(s);
    }
    mh_buf_putc(out, '\n');
}

static void put_object(mh_extract_job *j, const json_t *o) {
    if (j->field) {
        mh_buf line = {0}; /* apart, as mh_put_collapsed joins to what stands before */
        put_field(&line, json_object_get(o, j->field));
        mh_buf_put(&j->out, mh_buf_view(&line));
        mh_buf_clear(&line);
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
    if (j->field == NULL && j->format > MH_EXTRACT_JSON) return;
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

static void put_article(mh_extract_job *j, const mh_page *p, const mh_meta *m,
                        const mh_article *art) {
    const mh_doc *d = mh_page_doc((mh_page *)(uintptr_t)p);
    put_head(j);
    if (j->format == MH_EXTRACT_MARKDOWN) {
        mh_article_markdown(&j->out, d, m, art);
    } else if (j->format == MH_EXTRACT_HTML) {
        mh_article_html(&j->out, d, m, art);
    } else {
        if (m->title.len) mh_buf_printf(&j->out, "%.*s\n\n", MH_FMT(m->title));
        mh_buf_put(&j->out, art->text);
        mh_buf_putc(&j->out, '\n');
    }
    if (j->headed) mh_buf_putc(&j->out, '\n');
}

static void put_json(mh_extract_job *j, const mh_page *p, const mh_meta *m, const mh_article *art) {
    json_t *o = new_object(j);
    set_meta(o, m);
    set_article(o, art, j->text);
    json_object_set_new(o, "form", json_string(mh_page_form_name(mh_page_form_of(p))));
    if (mh_page_pages(p)) json_object_set_new(o, "pages", json_integer(mh_page_pages(p)));
    if (mh_page_clipped(p)) json_object_set_new(o, "clipped", json_true());
    put_object(j, o);
    json_decref(o);
}

void mh_extract_work(void *arg) {
    mh_extract_job *j = arg;
    mh_page *p = NULL;
    mh_arena *a = mh_arena_new();
    mh_meta meta;
    mh_article art;
    mh_page_opts o = {.url = mh_buf_view(&j->url), .content_type = mh_buf_view(&j->type)};
    mh_meta_options mo = {.use_url = true, .today = j->today};
    mh_rc rc = j->fetched ? MH_OK : read_input(j);
    if (rc == MH_OK && j->text == NULL) rc = mh_text_new(&j->text, &j->err);
    if (rc == MH_OK) rc = mh_page_open(&p, mh_buf_view(&j->bytes), &o, &j->err);
    mh_buf_clear(&j->bytes);
    if (rc == MH_OK) rc = mh_page_read(p, j->text, &mo, &meta, &art, a, &j->err);
    if (rc != MH_OK)
        mh_extract_failed(j);
    else if (j->field || j->format <= MH_EXTRACT_JSON)
        put_json(j, p, &meta, &art);
    else
        put_article(j, p, &meta, &art);
    mh_page_free(p);
    mh_arena_free(a);
}
