#include "doc/sitemap_priv.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "doc/charset.h"

#include <stdlib.h>
#include <string.h>

void mh_sitemap_free(mh_sitemap *s) {
    if (!s) return;
    mh_vec_clear(&s->entries);
    mh_feed_free(s->feed);
    mh_xml_free(s->xml);
    mh_buf_clear(&s->unpacked);
    mh_arena_free(s->arena);
    free(s);
}

mh_sitemap_kind mh_sitemap_kind_of(const mh_sitemap *s) {
    return s->kind;
}

mh_sitemap_form mh_sitemap_form_of(const mh_sitemap *s) {
    return s->form;
}

const char *mh_sitemap_form_name(mh_sitemap_form f) {
    static const char *const names[] = {"xml", "rss", "atom", "text"};
    return names[f];
}

size_t mh_sitemap_count(const mh_sitemap *s) {
    return s->entries.len;
}

const mh_sitemap_entry *mh_sitemap_entry_at(const mh_sitemap *s, size_t i) {
    return &s->entries.ptr[i];
}

bool mh_sitemap_malformed(const mh_sitemap *s) {
    return s->malformed;
}

bool mh_sitemap_clipped(const mh_sitemap *s) {
    return s->clipped;
}

static bool is_wide_space(uint32_t c) {
    return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

mh_view sitemap_trim(mh_view v) {
    for (;;) {
        v = mh_view_trim(v);
        mh_view rest = v;
        if (v.len == 0 || !is_wide_space(mh_utf8_next(&rest))) break;
        v = rest;
    }
    for (;;) {
        v = mh_view_trim(v);
        size_t n = 1;
        while (n < 3 && n < v.len && ((unsigned char)v.ptr[v.len - n] & 0xC0) == 0x80) n++;
        mh_view last = mh_view_sub(v, v.len - (n < v.len ? n : v.len), v.len);
        if (last.len < 2 || !is_wide_space(mh_utf8_next(&last)) || last.len) break;
        v.len -= n;
    }
    return v;
}

static bool resolve(mh_url *out, const sitemap_place *p, mh_view ref) {
    ref = sitemap_trim(ref);
    if (ref.len == 0) return false;
    if (mh_url_parse(out, ref, p->base.text ? &p->base : NULL, NULL) == MH_OK &&
        mh_url_is_http(out) && mh_url_host(out).len > 0)
        return true;
    mh_url_clear(out);
    return false;
}

mh_view sitemap_url(mh_sitemap *s, const sitemap_place *p, mh_view ref) {
    mh_url u = {0};
    if (!resolve(&u, p, ref)) return (mh_view){0};
    mh_view v = mh_arena_dup(s->arena, mh_url_href(&u));
    mh_url_clear(&u);
    return v;
}

/* The protocol's rule: same scheme, host and port, and below the folder of the sitemap. */
static bool in_place(const sitemap_place *p, const mh_url *u) {
    return mh_url_same_origin(&p->base, u) && mh_view_starts(mh_url_path(u), p->folder);
}

bool sitemap_add(mh_sitemap *s, const sitemap_place *p, mh_sitemap_entry e, mh_view raw_url) {
    mh_url u = {0};
    if (!resolve(&u, p, raw_url)) return true;
    bool free = !p->strict || !p->base.text || s->kind == MH_SITEMAP_INDEX;
    bool fits = free || in_place(p, &u);
    if (fits && s->entries.len >= p->max_urls) {
        s->clipped = true;
        mh_url_clear(&u);
        return false;
    }
    if (fits) {
        e.url = mh_arena_dup(s->arena, mh_url_href(&u));
        mh_vec_push(&s->entries, e);
    }
    mh_url_clear(&u);
    return true;
}

/* The items of a feed are the pages. */
static void from_feed(mh_sitemap *s, const sitemap_place *p) {
    const mh_feed *f = s->feed;
    s->form = mh_feed_form_of(f) == MH_FEED_ATOM ? MH_SITEMAP_ATOM : MH_SITEMAP_RSS;
    s->malformed = mh_feed_malformed(f);
    s->clipped = mh_feed_clipped(f);
    for (size_t i = 0; i < mh_feed_count(f); i++) {
        const mh_feed_part *part = mh_feed_entry(f, i);
        mh_buf title = {0};
        mh_feed_text_line(&title, &part->title);
        mh_sitemap_entry e = {
            .priority = -1,
            .is_news = true,
            .title = mh_arena_dup(s->arena, mh_buf_view(&title)),
            .language = part->language,
            .published = part->published.raw.len ? part->published : part->updated,
            .modified = part->updated.raw.len ? part->updated : part->published,
        };
        mh_buf_clear(&title);
        if (!sitemap_add(s, p, e, part->link.len ? part->link : part->id)) break;
    }
}

/* One address a line; other lines are nothing. */
static void from_text(mh_sitemap *s, const sitemap_place *p, mh_view text) {
    mh_view line;
    sitemap_place alone = *p;
    alone.base.text = p->strict ? p->base.text : NULL;
    s->form = MH_SITEMAP_TEXT;
    while (text.len && mh_view_split(&text, '\n', &line)) {
        line = sitemap_trim(line);
        if (!mh_view_istarts(line, MH_VIEW("http://")) &&
            !mh_view_istarts(line, MH_VIEW("https://")))
            continue;
        if (!sitemap_add(s, &alone, (mh_sitemap_entry){.priority = -1}, line)) break;
    }
}

static mh_rc read_text(mh_sitemap *s, const sitemap_place *p, mh_view bytes,
                       const mh_sitemap_options *o, mh_err *e) {
    mh_buf text = {0};
    const char *name = mh_charset_find(bytes, o->content_type).name;
    if (mh_charset_decode(&text, bytes, name, NULL) != MH_OK) mh_utf8_repair(&text, bytes);
    from_text(s, p, mh_buf_view(&text));
    mh_buf_clear(&text);
    if (s->entries.len || s->clipped) return MH_OK;
    return mh_fail(e, MH_E_PARSE, "read sitemap: neither XML nor a list of addresses (%zu bytes)",
                   bytes.len);
}

static mh_rc read_feed(mh_sitemap *s, const sitemap_place *p, mh_view bytes,
                       const mh_sitemap_options *o, mh_err *e) {
    mh_feed_source src = {.url = o->url, .content_type = o->content_type};
    mh_xml_free(s->xml);
    s->xml = NULL;
    if (mh_feed_parse(&s->feed, bytes, &src, e) != MH_OK) return MH_FAIL;
    from_feed(s, p);
    return MH_OK;
}

/* <urlset> or <sitemapindex>: the root or, behind a wrapper or junk, beside or inside it. */
static mh_xml_node find_root(const mh_xml *x) {
    for (mh_xml_node top = mh_xml_root(x); top != MH_XML_NONE; top = mh_xml_sibling(x, top)) {
        if (mh_xml_is(x, top, "urlset") || mh_xml_is(x, top, "sitemapindex")) return top;
        for (mh_xml_node n = mh_xml_child(x, top); n != MH_XML_NONE; n = mh_xml_sibling(x, n))
            if (mh_xml_is(x, n, "urlset") || mh_xml_is(x, n, "sitemapindex")) return n;
    }
    return MH_XML_NONE;
}

static mh_rc read_xml(mh_sitemap *s, const sitemap_place *p, mh_view bytes,
                      const mh_sitemap_options *o, mh_err *e) {
    mh_xml_limits lim = MH_XML_LIMITS_DEFAULT;
    mh_xml_source src = {o->content_type, &lim};
    lim.max_bytes = o->max_bytes;
    lim.skip_blank = true;
    if (mh_xml_parse(&s->xml, bytes, &src, e) != MH_OK) return MH_FAIL;
    const mh_xml *x = s->xml;
    mh_xml_node top = mh_xml_root(x), root = find_root(x);
    mh_view name = mh_xml_local(x, top);
    s->malformed = mh_xml_malformed(x);
    s->clipped = mh_xml_clipped(x);
    if (mh_view_ieq(name, MH_VIEW("html")))
        return mh_fail(e, MH_E_PARSE, "read sitemap: this is an HTML page");
    if (root == MH_XML_NONE) return read_feed(s, p, bytes, o, e);
    if (o->strict_namespace && mh_xml_space_of(x, root) != MH_NS_SITEMAP)
        return mh_fail(e, MH_E_PARSE, "read sitemap: <%.*s> is in no namespace of the protocol",
                       MH_FMT(mh_view_sub(mh_xml_local(x, root), 0, 60)));
    sitemap_read_xml(s, p, root);
    return MH_OK;
}

/* XML begins with "<", in whatever encoding, behind a mark or white space. */
static bool looks_like_xml(mh_view v) {
    for (size_t i = 0; i < v.len && i < 1024; i++) {
        char c = v.ptr[i];
        if (c == '<') return true;
        if (c && !mh_is_space(c) && !strchr("\xEF\xBB\xBF\xFE\xFF", c)) return false;
    }
    return false;
}

static void place_init(sitemap_place *p, const mh_sitemap_options *o) {
    *p = (sitemap_place){.strict = o->strict_location, .max_urls = o->max_urls};
    if (o->url.len == 0 || mh_url_parse(&p->base, o->url, NULL, NULL) != MH_OK) return;
    mh_view path = mh_url_path(&p->base);
    while (path.len && path.ptr[path.len - 1] != '/') path.len--;
    p->folder = path;
}

static mh_rc parse_into(mh_sitemap *s, mh_view bytes, const mh_sitemap_options *o, mh_err *e) {
    sitemap_place p;
    bool cut = false;
    if (bytes.len > o->max_bytes)
        return mh_fail(e, MH_E_TOO_LARGE, "read sitemap: %zu bytes, the limit is %zu", bytes.len,
                       o->max_bytes);
    if (mh_view_starts(bytes, MH_VIEW("\x1F\x8B"))) {
        if (mh_sitemap_unpack(&s->unpacked, bytes, o->max_bytes, &cut, e) != MH_OK) return MH_FAIL;
        bytes = mh_buf_view(&s->unpacked);
    }
    place_init(&p, o);
    mh_rc rc = looks_like_xml(bytes) ? read_xml(s, &p, bytes, o, e) : read_text(s, &p, bytes, o, e);
    mh_url_clear(&p.base);
    mh_buf_clear(&s->unpacked); /* the readers have copies */
    s->malformed = s->malformed || cut;
    return rc;
}

mh_rc mh_sitemap_parse(mh_sitemap **out, mh_view bytes, const mh_sitemap_options *o, mh_err *e) {
    mh_sitemap_options opts = {0};
    if (o) opts = *o;
    if (opts.max_urls == 0) opts.max_urls = MH_SITEMAP_MAX_URLS;
    if (opts.max_bytes == 0) opts.max_bytes = MH_SITEMAP_MAX_BYTES;
    mh_sitemap *s = mh_alloc(sizeof *s);
    s->arena = mh_arena_new();
    *out = NULL;
    if (parse_into(s, bytes, &opts, e) != MH_OK) {
        mh_sitemap_free(s);
        return MH_FAIL;
    }
    *out = s;
    return MH_OK;
}
