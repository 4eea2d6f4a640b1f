/* Items as an Atom feed, RFC 4287 (declared in export.h). */
#include "cli/export.h"

#include "base/clock.h"
#include "base/hash.h"
#include "doc/xml.h"

#include <limits.h>
#include <string.h>

/* An element with text; what XML cannot hold (control characters) becomes a space. */
static void element(mh_buf *out, const char *name, mh_view v) {
    mh_buf clean = {0};
    if (v.len == 0) return;
    for (size_t i = 0; i < v.len; i++) {
        unsigned char c = (unsigned char)v.ptr[i];
        bool fine = c >= 0x20 || c == '\n' || c == '\t';
        mh_buf_putc(&clean, fine && c != 0x7f ? v.ptr[i] : ' ');
    }
    mh_buf_printf(out, "<%s>", name);
    mh_xml_escape(out, mh_buf_view(&clean), false);
    mh_buf_printf(out, "</%s>\n", name);
    mh_buf_clear(&clean);
}

static mh_view text_of(const json_t *item, const char *key) {
    const json_t *v = json_object_get(item, key);
    if (json_is_object(v)) v = json_object_get(v, "text");
    return (mh_view){json_string_value(v), v ? json_string_length(v) : 0};
}

static void put_time(mh_buf *out, const char *name, int64_t us, int offset) {
    char text[MH_RFC3339_MAX];
    mh_rfc3339(text, us, offset == INT_MIN ? 0 : offset, false);
    element(out, name, mh_view_of(text));
}

static bool is_web(mh_view url) {
    return mh_view_starts(url, MH_VIEW("http://")) || mh_view_starts(url, MH_VIEW("https://"));
}

/* The same key, the same id: a UUID would need a name space, a hash needs none. */
static void put_id(mh_buf *out, mh_view of) {
    char hash[MH_SHA256_HEX];
    mh_sha256_hex(of, hash);
    mh_buf_printf(out, "<id>urn:sha256:%s</id>\n", hash);
}

void mh_export_atom_head(mh_buf *out, mh_view title, int64_t updated) {
    mh_buf id = {0};
    mh_buf_printf(&id, "minehost export %.*s", MH_FMT(title));
    mh_buf_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    put_id(out, mh_buf_view(&id));
    element(out, "title", title);
    put_time(out, "updated", updated, 0);
    mh_buf_puts(out, "<author><name>minehost</name></author>\n<generator>minehost</generator>\n");
    mh_buf_clear(&id);
}

static void put_authors(mh_buf *out, const json_t *item) {
    json_t *list = json_object_get(item, "byline"), *v;
    size_t i;
    json_array_foreach(list, i, v) {
        if (!json_is_string(v) || json_string_length(v) == 0) continue;
        mh_buf_puts(out, "<author>");
        element(out, "name", (mh_view){json_string_value(v), json_string_length(v)});
        mh_buf_puts(out, "</author>\n");
    }
}

static void put_categories(mh_buf *out, const json_t *item) {
    json_t *list = json_object_get(item, "topics"), *v;
    size_t i;
    json_array_foreach(list, i, v) {
        const char *term = json_string_value(json_is_string(v) ? v : json_object_get(v, "label"));
        if (term == NULL || !*term) continue;
        mh_buf_puts(out, "<category term=\"");
        mh_xml_escape(out, mh_view_of(term), true);
        mh_buf_puts(out, "\"/>\n");
    }
}

void mh_export_atom_entry(mh_buf *out, const json_t *item, mh_view key) {
    mh_view url = text_of(item, "canonical_url"), title = text_of(item, "title");
    int64_t us;
    int offset;
    if (url.len == 0) url = text_of(item, "url");
    mh_buf_puts(out, "<entry>\n");
    put_id(out, key);
    element(out, "title", title.len ? title : MH_VIEW("(no title)"));
    if (is_web(url)) {
        mh_buf_puts(out, "<link rel=\"alternate\" href=\"");
        mh_xml_escape(out, url, true);
        mh_buf_puts(out, "\"/>\n");
    }
    if (mh_rfc3339_parse(text_of(item, "date"), &us, &offset))
        put_time(out, "published", us, offset);
    if (mh_rfc3339_parse(text_of(item, "changed_at"), &us, &offset))
        put_time(out, "updated", us, offset);
    put_authors(out, item);
    mh_view summary = text_of(item, "summary");
    element(out, "summary", summary.len ? summary : text_of(item, "lead"));
    put_categories(out, item);
    mh_buf_puts(out, "</entry>\n");
}

void mh_export_atom_end(mh_buf *out) {
    mh_buf_puts(out, "</feed>\n");
}
