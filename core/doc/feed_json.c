/* JSON Feed 1.0 and 1.1 (jsonfeed.org). */
#include "doc/feed_priv.h"

#include <jansson.h>
#include <string.h>

#define MAX_BYTES  ((size_t)10 << 20)
#define MAX_VALUES 500000u

static mh_view text_at(feed_scope s, const json_t *o, const char *key) {
    const json_t *v = json_object_get(o, key);
    if (json_is_string(v))
        return mh_arena_dup(s.f->arena,
                            mh_view_trim((mh_view){json_string_value(v), json_string_length(v)}));
    if (json_is_integer(v))
        return mh_arena_printf(s.f->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
    if (json_is_real(v)) return mh_arena_printf(s.f->arena, "%.15g", json_real_value(v));
    return (mh_view){0};
}

static mh_view url_at(feed_scope s, const json_t *o, const char *key) {
    return feed_url(s, text_at(s, o, key));
}

static mh_feed_text text_of(feed_scope s, mh_view value, mh_feed_markup markup) {
    return (mh_feed_text){.value = value,
                          .markup = markup,
                          .type =
                              markup == MH_FEED_HTML ? MH_VIEW("text/html") : MH_VIEW("text/plain"),
                          .base = s.base,
                          .language = s.language};
}

static void put_link(feed_scope s, mh_feed_part *p, const json_t *o, const char *key,
                     const char *rel) {
    mh_view url = url_at(s, o, key);
    mh_feed_link *to = url.len ? feed_push(s.f, &p->links) : NULL;
    if (to) *to = (mh_feed_link){.url = url, .rel = mh_view_of(rel)};
}

static void put_author(feed_scope s, mh_feed_part *p, const json_t *o) {
    mh_feed_person who = {.name = text_at(s, o, "name"),
                          .url = url_at(s, o, "url"),
                          .avatar = url_at(s, o, "avatar")};
    mh_feed_person *to = NULL;
    if (who.name.len + who.url.len + who.avatar.len) to = feed_push(s.f, &p->authors);
    if (to) *to = who;
}

/* What the feed and its items share. */
static void read_common(feed_scope s, mh_feed_part *p, const json_t *o) {
    size_t i;
    json_t *v, *authors = json_object_get(o, "authors");
    p->node = MH_XML_NONE;
    p->title = text_of(s, text_at(s, o, "title"), MH_FEED_PLAIN);
    p->language = feed_language(s.f, text_at(s, o, "language"));
    if (p->language.len == 0) p->language = s.language;
    json_array_foreach(authors, i, v) put_author(s, p, v);
    if (p->authors.len == 0) put_author(s, p, json_object_get(o, "author"));
}

static void put_attachment(feed_scope s, mh_feed_part *p, const json_t *o) {
    mh_view url = url_at(s, o, "url");
    mh_feed_link *to = url.len ? feed_push(s.f, &p->links) : NULL;
    if (!to) return;
    *to = (mh_feed_link){.url = url,
                         .rel = MH_VIEW("enclosure"),
                         .type = text_at(s, o, "mime_type"),
                         .title = text_at(s, o, "title"),
                         .length = text_at(s, o, "size_in_bytes"),
                         .duration = text_at(s, o, "duration_in_seconds")};
}

static void put_banner(feed_scope s, mh_feed_part *p, const json_t *o) {
    mh_view url = url_at(s, o, "banner_image");
    mh_feed_media *to = url.len ? feed_push(s.f, &p->media) : NULL;
    if (to) *to = (mh_feed_media){.url = url, .medium = MH_VIEW("image")};
}

static void put_content(feed_scope s, mh_feed_part *p, mh_view value, mh_feed_markup markup) {
    mh_feed_text *to = value.len ? feed_push(s.f, &p->contents) : NULL;
    if (to) *to = text_of(s, value, markup);
}

static void read_item(feed_scope s, const json_t *o) {
    size_t i;
    json_t *v;
    if (!json_is_object(o) || !feed_add_entry(s.f, MH_XML_NONE)) return;
    mh_feed_part *p = &s.f->entries.ptr[s.f->entries.len - 1];
    read_common(s, p, o);
    s.language = p->language;
    p->id = text_at(s, o, "id");
    put_link(s, p, o, "url", "alternate");
    put_link(s, p, o, "external_url", "related");
    p->link = url_at(s, o, "url");
    if (p->link.len == 0) p->link = url_at(s, o, "external_url");
    if (p->link.len == 0 && mh_view_istarts(p->id, MH_VIEW("http"))) p->link = p->id;
    p->summary = text_of(s, text_at(s, o, "summary"), MH_FEED_PLAIN);
    put_content(s, p, text_at(s, o, "content_html"), MH_FEED_HTML);
    put_content(s, p, text_at(s, o, "content_text"), MH_FEED_PLAIN);
    feed_instant(&p->published, text_at(s, o, "date_published"));
    feed_instant(&p->updated, text_at(s, o, "date_modified"));
    p->image.url = url_at(s, o, "image");
    if (p->image.url.len == 0) p->image.url = url_at(s, o, "banner_image");
    put_banner(s, p, o);
    json_array_foreach(json_object_get(o, "tags"), i, v) {
        mh_feed_category *to = json_is_string(v) ? feed_push(s.f, &p->categories) : NULL;
        if (to) to->term = mh_arena_dup(s.f->arena, mh_view_of(json_string_value(v)));
    }
    json_array_foreach(json_object_get(o, "attachments"), i, v) put_attachment(s, p, v);
}

/* "https://jsonfeed.org/version/1.1" is 1.1. */
static mh_view version_of(feed_scope s, const json_t *o) {
    mh_view v = text_at(s, o, "version");
    size_t slash = v.len;
    while (slash > 0 && v.ptr[slash - 1] != '/') slash--;
    v = mh_view_sub(v, slash, v.len);
    return mh_view_eq(v, MH_VIEW("1")) ? MH_VIEW("1.0") : v;
}

/* What has no field of its own: a remark for people, and whether the feed has ended. */
static void put_extras(feed_scope s, mh_feed_part *p, const json_t *o) {
    static const char *const keys[] = {"user_comment", "expired"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *v = json_object_get(o, keys[i]);
        mh_view text = text_at(s, o, keys[i]);
        if (json_is_boolean(v)) text = json_is_true(v) ? MH_VIEW("true") : MH_VIEW("false");
        mh_feed_extra *to = text.len ? feed_push(s.f, &p->extras) : NULL;
        if (to) *to = (mh_feed_extra){mh_view_of(keys[i]), text, MH_XML_NONE};
    }
}

static void read_feed(feed_scope s, const json_t *o) {
    size_t i;
    json_t *v;
    mh_feed_part *p = &s.f->head;
    read_common(s, p, o);
    s.language = p->language;
    s.f->version = version_of(s, o);
    p->subtitle = text_of(s, text_at(s, o, "description"), MH_FEED_PLAIN);
    put_link(s, p, o, "home_page_url", "alternate");
    put_link(s, p, o, "feed_url", "self");
    put_link(s, p, o, "next_url", "next");
    p->link = url_at(s, o, "home_page_url");
    p->id = text_at(s, o, "feed_url");
    p->icon = url_at(s, o, "favicon");
    p->image.url = p->logo = url_at(s, o, "icon");
    put_extras(s, p, o);
    json_array_foreach(json_object_get(o, "items"), i, v) read_item(s, v);
}

/* How many values bytes hold, about: each costs some 200 bytes of memory when parsed. */
static size_t count_values(mh_view bytes) {
    size_t n = 0;
    bool quoted = false;
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.ptr[i];
        if (c == '"')
            quoted = !quoted;
        else if (quoted && c == '\\')
            i++;
        else if (!quoted && (c == ',' || c == '[' || c == '{'))
            n++;
    }
    return n;
}

mh_rc feed_read_json(mh_feed *f, mh_view bytes, mh_view base, mh_err *e) {
    json_error_t at;
    if (mh_view_starts(bytes, MH_VIEW("\xEF\xBB\xBF"))) bytes = mh_view_sub(bytes, 3, bytes.len);
    if (bytes.len > MAX_BYTES || count_values(bytes) > MAX_VALUES)
        return mh_fail(e, MH_E_TOO_LARGE, "read feed: %zu bytes of JSON", bytes.len);
    json_t *o = json_loadb(bytes.ptr, bytes.len, 0, &at);
    if (!o) return mh_fail(e, MH_E_PARSE, "read feed: JSON line %d: %s", at.line, at.text);
    mh_rc rc = MH_OK;
    feed_scope s = {f, base, {0}};
    f->form = MH_FEED_JSON;
    if (json_is_object(o) && (json_object_get(o, "items") || json_object_get(o, "version") ||
                              json_object_get(o, "title")))
        read_feed(s, o);
    else
        rc = mh_fail(e, MH_E_PARSE, "read feed: JSON, but no JSON Feed");
    json_decref(o);
    return rc;
}
