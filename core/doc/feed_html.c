#include "doc/feed_html.h"

#include "base/vec.h"
#include "doc/feed_html_priv.h"
#include "doc/url.h"
#include "doc/xml.h"

#include <stdlib.h>
#include <string.h>

#define MAX_OPEN 256 /* elements open at once; deeper tags are dropped, their text stays */
typedef struct cleaner {
    feed_reader r;
    mh_view base;
    mh_buf *out, scratch, lower;
    struct {
        char low[24];
        feed_world world; /* of what it holds */
    } open[MAX_OPEN];
    size_t n_open;
} cleaner;

/* Markup text with its references kept and everything else escaped. */
static void put_escaped(mh_buf *out, mh_view s, bool attr_value) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool upper_x = false;
        size_t n = c == '&' ? feed_reference(s, i, &upper_x) : 0;
        if (n) {
            mh_buf_put_n(out, s.ptr + i, n);
            if (upper_x) out->ptr[out->len - n + 2] = 'x';
            i += n - 1;
        } else if (c == '&') {
            mh_buf_puts(out, "&amp;");
        } else if (c == '<') {
            mh_buf_puts(out, "&lt;");
        } else if (attr_value && c == '>') {
            mh_buf_puts(out, "&gt;");
        } else if (attr_value && c == '"') {
            mh_buf_puts(out, "&quot;");
        } else {
            mh_buf_putc(out, c);
        }
    }
}

static bool put_address(cleaner *c, mh_view raw) {
    mh_buf url = {0};
    mh_buf_reset(&c->scratch);
    mh_xml_decode(&c->scratch, mh_view_trim(raw));
    mh_view v = mh_buf_view(&c->scratch);
    bool safe = feed_safe_scheme(v);
    mh_view head = mh_view_sub(v, 0, mh_view_find_byte(v, ':', 0));
    bool absolute = head.len < v.len && head.len && safe && mh_is_alpha(*head.ptr) &&
                    mh_view_find_byte(head, '/', 0) == SIZE_MAX;
    bool resolved = safe && !absolute && c->base.len > 0 && v.len > 0 &&
                    mh_url_resolve(&url, v, c->base, NULL) == MH_OK;
    if (resolved) safe = feed_safe_scheme(mh_buf_view(&url)); /* the base may be of any scheme */
    if (safe && resolved)
        mh_xml_escape(c->out, mh_buf_view(&url), true);
    else if (safe)
        put_escaped(c->out, raw, true);
    mh_buf_clear(&url);
    return safe;
}

static int by_name(const void *a, const void *b) {
    const feed_attr *x = a, *y = b;
    return mh_view_cmp(x->name, y->name);
}

static void put_attr(cleaner *c, const feed_attr *a) {
    size_t before = c->out->len;
    if (!feed_html_attribute(a->name)) return;
    mh_buf_printf(c->out, " %.*s=\"", MH_FMT(a->name));
    size_t value = c->out->len;
    bool ok = true;
    if (mh_view_eq(a->name, MH_VIEW("style"))) {
        mh_buf css = {0}, kept = {0};
        mh_xml_decode(&css, a->value);
        feed_html_style(&kept, mh_buf_view(&css), false);
        mh_xml_escape(c->out, mh_buf_view(&kept), true);
        mh_buf_clear(&css);
        mh_buf_clear(&kept);
        ok = c->out->len > value;
    } else if (mh_view_eq(a->name, MH_VIEW("srcset"))) {
        ok = false; /* src says it, and that one is resolved */
    } else if (feed_html_address(a->name)) {
        ok = put_address(c, a->value);
    } else {
        put_escaped(c->out, a->value, true);
    }
    if (ok) {
        mh_buf_putc(c->out, '"');
        return;
    }
    c->out->len = before;
    c->out->ptr[before] = 0;
}

static void pop_open(cleaner *c) {
    mh_view low = mh_view_of(c->open[--c->n_open].low);
    mh_view name = feed_foreign_element(c->open[c->n_open].world, low);
    mh_buf_printf(c->out, "</%.*s>", MH_FMT(name.len ? name : low));
    c->r.world = c->n_open ? c->open[c->n_open - 1].world : FEED_HTML;
}

/* t has been written: it is open, or closed at once for "<p/>" (HTML has no such thing, XML has). */
static void push_open(cleaner *c, const feed_tag *t, feed_world w) {
    memcpy(c->open[c->n_open].low, t->low, sizeof t->low);
    c->open[c->n_open++].world = c->r.world = w;
    if (t->empty) pop_open(c);
}

static void put_start(cleaner *c, feed_tag *t) {
    mh_view low = mh_view_of(t->low);
    bool is_void = feed_html_void(low);
    if (!is_void && c->n_open == MAX_OPEN) return;
    mh_buf_printf(c->out, "<%s", t->low);
    mh_buf_reset(&c->lower);
    size_t total = 0;
    for (size_t i = 0; i < t->n_attrs; i++) total += t->attrs[i].name.len;
    mh_buf_reserve(&c->lower, total); /* the views below must not move */
    for (size_t i = 0; i < t->n_attrs; i++) {
        mh_view *name = &t->attrs[i].name;
        size_t from = c->lower.len;
        for (size_t k = 0; k < name->len; k++) mh_buf_putc(&c->lower, mh_lower(name->ptr[k]));
        *name = (mh_view){c->lower.ptr + from, c->lower.len - from};
    }
    qsort(t->attrs, t->n_attrs, sizeof *t->attrs, by_name);
    for (size_t i = 0; i < t->n_attrs; i++)
        if (i == 0 || !mh_view_eq(t->attrs[i].name, t->attrs[i - 1].name))
            put_attr(c, &t->attrs[i]);
    mh_buf_puts(c->out, is_void ? " />" : ">");
    if (is_void) return;
    push_open(c, t, FEED_HTML);
}

static bool put_foreign_value(cleaner *c, const feed_attr *a, feed_world w) {
    mh_buf value = {0}, css = {0};
    size_t from = c->out->len;
    bool ok = true;
    if (mh_view_starts(a->name, MH_VIEW("xmlns"))) {
        mh_buf_put(c->out, a->value);
        return true;
    }
    if (mh_view_ends(a->name, MH_VIEW("href"))) {
        ok = put_address(c, a->value);
        mh_view url = mh_view_sub(mh_buf_view(c->out), from, c->out->len);
        return ok && (mh_view_istarts(url, MH_VIEW("http://")) ||
                      mh_view_istarts(url, MH_VIEW("https://")));
    }
    mh_xml_decode(&value, a->value);
    if (mh_view_eq(a->name, MH_VIEW("style"))) {
        feed_html_style(&css, mh_buf_view(&value), w == FEED_SVG);
        ok = css.len > 0;
        mh_xml_escape(c->out, mh_buf_view(&css), true);
    } else {
        ok = feed_foreign_value(a->name, mh_buf_view(&value));
        mh_xml_escape(c->out, mh_buf_view(&value), true);
    }
    mh_buf_clear(&css);
    mh_buf_clear(&value);
    return ok;
}

static void put_foreign(cleaner *c, const feed_tag *t, feed_world w, mh_view name) {
    feed_attr kept[FEED_TAG_ATTRS + 2];
    size_t n = 0;
    bool linked = false;
    if (c->n_open == MAX_OPEN) return;
    for (size_t i = 0; i < t->n_attrs; i++) {
        mh_view key = feed_foreign_attribute(w, t->attrs[i].name);
        bool again = false;
        for (size_t k = 0; k < n && !again; k++) again = mh_view_eq(kept[k].name, key);
        if (key.len == 0 || again) continue;
        kept[n++] = (feed_attr){key, t->attrs[i].value};
        linked = linked || mh_view_starts(key, MH_VIEW("xlink:"));
    }
    if (c->r.world == FEED_HTML)
        kept[n++] = (feed_attr){MH_VIEW("xmlns"), mh_view_of(feed_foreign_space(w))};
    if (linked)
        kept[n++] = (feed_attr){MH_VIEW("xmlns:xlink"), MH_VIEW("http://www.w3.org/1999/xlink")};
    qsort(kept, n, sizeof *kept, by_name);
    mh_buf_printf(c->out, "<%.*s", MH_FMT(name));
    for (size_t i = 0; i < n; i++) {
        size_t before = c->out->len;
        mh_buf_printf(c->out, " %.*s=\"", MH_FMT(kept[i].name));
        if (put_foreign_value(c, &kept[i], w)) {
            mh_buf_putc(c->out, '"');
            continue;
        }
        c->out->len = before;
        c->out->ptr[before] = 0;
    }
    mh_buf_putc(c->out, '>');
    push_open(c, t, w);
}

/* Blocks and pictures do not lie inside a formula or a drawing: that one was never closed. The others of
 * HTML are dropped there. */
static bool ends_foreign(mh_view low) {
    return feed_breaks_line(low.ptr) || mh_view_eq(low, MH_VIEW("img"));
}

static void put_end(cleaner *c, const feed_tag *t) {
    size_t i = c->n_open;
    bool stay = !ends_foreign(mh_view_of(t->low)); /* inside the formula or drawing */
    for (; i > 0; i--) {
        if (stay && c->r.world != FEED_HTML && c->open[i - 1].world == FEED_HTML) return;
        if (strcmp(c->open[i - 1].low, t->low) == 0) break;
    }
    if (i == 0) return;
    while (c->n_open >= i) pop_open(c);
}

static void put_tag(cleaner *c, feed_tag *t) {
    mh_view low = mh_view_of(t->low), name;
    if (t->end) {
        put_end(c, t);
        return;
    }
    while (c->r.world != FEED_HTML && ends_foreign(low)) pop_open(c);
    feed_world w = c->r.world;
    if (w != FEED_HTML) {
        name = feed_foreign_element(w, low);
        mh_view parent = mh_view_of(c->open[c->n_open - 1].low);
        if (name.len && !mh_view_eq(name, MH_VIEW("math")) && !feed_foreign_leaf(w, parent))
            put_foreign(c, t, w, name);
    } else if (mh_view_eq(low, MH_VIEW("math")) || mh_view_eq(low, MH_VIEW("svg"))) {
        put_foreign(c, t, *t->low == 'm' ? FEED_MATH : FEED_SVG, low);
    } else if (feed_html_element(low)) {
        put_start(c, t);
    }
}

void mh_feed_html_clean(mh_buf *out, mh_view html, mh_view base) {
    cleaner *c = mh_alloc(sizeof *c);
    c->r = (feed_reader){.in = html, .math = true, .svg = true};
    c->base = base, c->out = out;
    feed_tag t;
    mh_view text;
    while (c->r.at < html.len) {
        feed_piece p = feed_next_piece(&c->r, &t, &text);
        if (p == FEED_TEXT)
            put_escaped(out, text, false);
        else if (p == FEED_TAG && t.name.len < sizeof t.low)
            put_tag(c, &t);
    }
    while (c->n_open) pop_open(c);
    mh_buf_clear(&c->scratch);
    mh_buf_clear(&c->lower);
    free(c);
}
