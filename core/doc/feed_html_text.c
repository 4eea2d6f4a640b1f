/* What a fragment of HTML says: its text, its picture, whether it is HTML at all. */
#include "doc/feed_html.h"

#include "base/utf8.h"
#include "doc/feed_html_priv.h"
#include "doc/url.h"
#include "doc/xml.h"

#include <string.h>

static void put_plain(mh_buf *out, mh_view decoded, size_t start) {
    mh_view v = decoded;
    while (v.len) {
        mh_view before = v;
        uint32_t cp = mh_utf8_next(&v);
        bool space = cp == 0xA0 || (cp < 128 && mh_is_space((char)cp));
        if (!space) {
            mh_buf_put_n(out, before.ptr, before.len - v.len);
        } else if (out->len > start && out->ptr[out->len - 1] != ' ' &&
                   out->ptr[out->len - 1] != '\n') {
            mh_buf_putc(out, ' ');
        }
    }
}

void mh_feed_html_text(mh_buf *out, mh_view html) {
    feed_reader r = {.in = html, .math = true};
    size_t start = out->len;
    feed_tag t;
    mh_view text;
    mh_buf b = {0};
    while (r.at < html.len) {
        feed_piece p = feed_next_piece(&r, &t, &text);
        if (p == FEED_TEXT) {
            mh_buf_reset(&b);
            mh_xml_decode(&b, text);
            put_plain(out, mh_buf_view(&b), start);
        } else if (p == FEED_TAG && mh_view_eq(mh_view_of(t.low), MH_VIEW("math"))) {
            r.world = t.end || t.empty ? FEED_HTML : FEED_MATH;
        } else if (p == FEED_TAG && feed_breaks_line(t.low) && out->len > start) {
            while (out->len > start && out->ptr[out->len - 1] == ' ') out->len--;
            if (out->len > start && out->ptr[out->len - 1] != '\n') mh_buf_putc(out, '\n');
        }
    }
    while (out->len > start && mh_is_space(out->ptr[out->len - 1])) out->len--;
    if (out->ptr) out->ptr[out->len] = 0;
    mh_buf_clear(&b);
}

static mh_view attr_of(const feed_tag *t, const char *name) {
    for (size_t i = 0; i < t->n_attrs; i++)
        if (mh_view_ieq(t->attrs[i].name, mh_view_of(name))) return mh_view_trim(t->attrs[i].value);
    return (mh_view){0};
}

static bool is_pixel(mh_view size) {
    return mh_view_eq(size, MH_VIEW("0")) || mh_view_eq(size, MH_VIEW("1"));
}

bool mh_feed_html_image(mh_buf *out, mh_view html, mh_view base) {
    feed_reader r = {.in = html};
    feed_tag t;
    mh_view text;
    bool found = false;
    mh_buf src = {0};
    while (r.at < html.len && !found) {
        if (feed_next_piece(&r, &t, &text) != FEED_TAG || strcmp(t.low, "img") != 0) continue;
        if (is_pixel(attr_of(&t, "width")) || is_pixel(attr_of(&t, "height"))) continue;
        mh_buf_reset(&src);
        mh_xml_decode(&src, attr_of(&t, "src"));
        mh_view v = mh_buf_view(&src);
        mh_view scheme = mh_view_sub(v, 0, mh_view_find_byte(v, ':', 0));
        bool whole = mh_view_ieq(scheme, MH_VIEW("http")) || mh_view_ieq(scheme, MH_VIEW("https"));
        if (v.len == 0 || mh_view_ieq(scheme, MH_VIEW("data")) || !feed_safe_scheme(v)) continue;
        size_t before = out->len;
        found = base.len ? mh_url_resolve(out, v, base, NULL) == MH_OK &&
                               feed_safe_scheme(mh_view_sub(mh_buf_view(out), before, out->len))
                         : whole;
        if (!found) out->len = before;
        if (found && base.len == 0) mh_buf_put(out, v);
    }
    mh_buf_clear(&src);
    return found;
}

bool mh_feed_html_looks(mh_view text) {
    feed_reader r = {.in = text};
    bool sign = false, upper_x;
    feed_tag t;
    mh_view piece_text;
    while (r.at < text.len) {
        feed_piece p = feed_next_piece(&r, &t, &piece_text);
        if (p == FEED_TAG) {
            if (t.name.len >= sizeof t.low || !feed_html_known(mh_view_of(t.low))) return false;
            if (t.end || t.empty || feed_html_void(mh_view_of(t.low))) sign = true;
        }
        for (size_t i = 0; p == FEED_TEXT && !sign && i < piece_text.len; i++)
            if (piece_text.ptr[i] == '&' && feed_reference(piece_text, i, &upper_x)) sign = true;
    }
    return sign;
}
