#include "doc/pdf.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "doc/pdf_priv.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>

/* poppler-glib's stable interface, as far as it is used. Declared here and loaded by name: linking
 * it would add some forty libraries to the start of every command. */
#define LIBRARY "libpoppler-glib.so.8"

typedef struct error_head { /* GError */
    uint32_t domain;
    int code;
    char *message;
} error_head;

typedef struct rect { /* PopplerRectangle */
    double x1, y1, x2, y2;
} rect;

enum { POPPLER_ENCRYPTED = 1 };

typedef struct library {
    void *(*bytes_new_static)(const void *data, size_t n);
    void (*bytes_unref)(void *bytes);
    void (*object_unref)(void *object);
    void (*free)(void *p);
    void (*error_free)(error_head *e);
    void *(*open)(void *bytes, const char *password, error_head **e);
    int (*n_pages)(void *doc);
    char *(*title)(void *doc);
    char *(*author)(void *doc);
    long (*created)(void *doc);
    void *(*page)(void *doc, int i);
    char *(*page_text)(void *page);
    int (*page_layout)(void *page, rect **r, unsigned *n);
    bool ready;
} library;

/* The one state of the process here: a library can be loaded only once anyway. */
static library lib;
static pthread_once_t lib_once = PTHREAD_ONCE_INIT;
static void (*load_by)(void (*fn)(void));

static void load(void) {
    static const struct {
        const char *name;
        size_t offset;
    } names[] = {
        {"g_bytes_new_static", offsetof(library, bytes_new_static)},
        {"g_bytes_unref", offsetof(library, bytes_unref)},
        {"g_object_unref", offsetof(library, object_unref)},
        {"g_free", offsetof(library, free)},
        {"g_error_free", offsetof(library, error_free)},
        {"poppler_document_new_from_bytes", offsetof(library, open)},
        {"poppler_document_get_n_pages", offsetof(library, n_pages)},
        {"poppler_document_get_title", offsetof(library, title)},
        {"poppler_document_get_author", offsetof(library, author)},
        {"poppler_document_get_creation_date", offsetof(library, created)},
        {"poppler_document_get_page", offsetof(library, page)},
        {"poppler_page_get_text", offsetof(library, page_text)},
        {"poppler_page_get_text_layout", offsetof(library, page_layout)},
    };
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *f = dlsym(handle, names[i].name);
        if (f == NULL) return;
        memcpy((char *)&lib + names[i].offset, &f, sizeof f);
    }
    lib.ready = true;
}

static void load_somewhere(void) {
    if (load_by)
        load_by(load);
    else
        load();
}

void mh_pdf_load_by(void (*by)(void (*fn)(void))) {
    load_by = by;
}

bool mh_pdf_there(void) {
    pthread_once(&lib_once, load_somewhere);
    return lib.ready;
}

bool mh_pdf_is(mh_view bytes) {
    /* readers accept some rubbish before the mark */
    return mh_view_find(mh_view_sub(bytes, 0, 1024), MH_VIEW("%PDF-"), 0) != SIZE_MAX;
}

/* The text of one page with the box of each line. */
static void add_page(void *page, uint32_t number, mh_buf *text, mh_pdf_lines *lines) {
    char *raw = lib.page_text(page);
    rect *boxes = NULL;
    unsigned n = 0, at = 0;
    if (raw == NULL) return;
    if (!lib.page_layout(page, &boxes, &n)) n = 0;
    mh_view rest = mh_view_of(raw);
    mh_pdf_line line = {.from = text->len, .page = number};
    for (bool more = true; more; at++) {
        more = rest.len > 0;
        uint32_t cp = more ? mh_utf8_next(&rest) : '\n';
        if (cp == '\n' || cp == '\f' || cp == '\r') {
            line.to = text->len;
            if (mh_view_trim(mh_view_sub(mh_buf_view(text), line.from, line.to)).len > 0)
                mh_vec_push(lines, line);
            line = (mh_pdf_line){.from = text->len, .page = number};
            continue;
        }
        if (cp < ' ') cp = ' ';
        mh_buf_put_cp(text, cp);
        if (at >= n || cp == ' ' || cp == 0xA0) continue;
        const rect *r = &boxes[at];
        if (!line.placed || r->x1 < line.x1) line.x1 = r->x1;
        if (!line.placed || r->y1 < line.y1) line.y1 = r->y1;
        if (!line.placed || r->x2 > line.x2) line.x2 = r->x2;
        if (!line.placed || r->y2 > line.y2) line.y2 = r->y2;
        line.placed = true;
    }
    lib.free(boxes);
    lib.free(raw);
}

static mh_view take_string(char *s, mh_arena *a) {
    mh_buf b = {0};
    mh_view v = {"", 0};
    if (s) mh_utf8_repair(&b, mh_view_trim(mh_view_of(s)));
    if (b.len) v = mh_arena_dup(a, mh_utf8_cut(mh_buf_view(&b), 2048));
    lib.free(s);
    mh_buf_clear(&b);
    return v;
}

static void read_info(mh_pdf *out, void *doc, mh_arena *a) {
    long created = lib.created(doc);
    out->title = take_string(lib.title(doc), a);
    out->author = take_string(lib.author(doc), a);
    out->date = (mh_view){"", 0};
    if (created > 0 && created < 253402300800L) {
        char date[MH_RFC3339_MAX];
        mh_rfc3339(date, (int64_t)created * 1000000, 0, false);
        out->date = mh_arena_dup(a, mh_view_of(date));
    }
}

static mh_rc read_pages(mh_pdf *out, void *doc, const mh_pdf_limits *l, mh_arena *a, mh_err *e) {
    mh_rc rc = MH_OK;
    mh_buf text = {0}, joined = {0};
    mh_pdf_lines lines = {0};
    int n = lib.n_pages(doc);
    out->pages = n > 0 ? (uint32_t)n : 0;
    for (uint32_t i = 0; rc == MH_OK && i < out->pages; i++) {
        if (i >= l->max_pages || text.len > l->max_text) {
            out->clipped = true;
            break;
        }
        if (l->stop && l->stop(l->arg)) {
            rc = mh_fail(e, MH_E_TIMEOUT, "read PDF: stopped at page %u of %u", i + 1, out->pages);
            break;
        }
        void *page = lib.page(doc, (int)i);
        if (page == NULL) continue;
        add_page(page, i, &text, &lines);
        lib.object_unref(page);
    }
    if (rc == MH_OK && lines.len == 0) {
        rc = mh_fail(e, MH_E_UNSUPPORTED, "read PDF: a scan: no text layer in its %u page%s",
                     out->pages, out->pages == 1 ? "" : "s");
    } else if (rc == MH_OK) {
        mh_pdf_drop_heads(&lines, mh_buf_view(&text), out->pages);
        mh_pdf_join(&joined, &lines, mh_buf_view(&text));
        if (joined.len > l->max_text) out->clipped = true;
        out->text = mh_arena_dup(a, mh_utf8_cut(mh_buf_view(&joined), l->max_text));
    }
    mh_vec_clear(&lines);
    mh_buf_clear(&text);
    mh_buf_clear(&joined);
    return rc;
}

static mh_rc open_failed(error_head *why, mh_err *e) {
    mh_rc rc;
    if (why && why->code == POPPLER_ENCRYPTED)
        rc = mh_fail(e, MH_E_UNSUPPORTED, "read PDF: it is encrypted: a password is needed");
    else
        rc = mh_fail(e, MH_E_PARSE, "read PDF: %s", why ? why->message : "damaged");
    if (why) lib.error_free(why);
    return rc;
}

mh_rc mh_pdf_read(mh_pdf *out, mh_view bytes, const mh_pdf_limits *limits, mh_arena *a, mh_err *e) {
    const mh_pdf_limits defaults = MH_PDF_LIMITS_DEFAULT;
    const mh_pdf_limits *l = limits ? limits : &defaults;
    error_head *why = NULL;
    mh_rc rc = MH_FAIL;
    *out = (mh_pdf){.text = {"", 0}};
    if (bytes.len > l->max_bytes)
        return mh_fail(e, MH_E_TOO_LARGE, "read PDF: %zu bytes (limit %zu)", bytes.len,
                       l->max_bytes);
    pthread_once(&lib_once, load_somewhere);
    if (!lib.ready)
        return mh_fail(e, MH_E_UNSUPPORTED,
                       "read PDF: " LIBRARY " is not installed (Debian: libpoppler-glib8)");
    void *held = lib.bytes_new_static(bytes.ptr, bytes.len);
    void *doc = lib.open(held, NULL, &why);
    if (doc) {
        read_info(out, doc, a);
        rc = read_pages(out, doc, l, a, e);
        lib.object_unref(doc);
    } else {
        rc = open_failed(why, e);
    }
    lib.bytes_unref(held);
    return rc;
}
