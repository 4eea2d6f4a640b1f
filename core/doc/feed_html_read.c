/* The tags and texts of a fragment of HTML, one by one. */
#include "doc/feed_html_priv.h"

#include "doc/xml.h"

#include <stdio.h>
#include <string.h>

static bool read_attr(mh_view in, size_t *at, feed_attr *a) {
    size_t i = *at;
    while (i < in.len &&
           (mh_is_space(in.ptr[i]) || in.ptr[i] == '/' || in.ptr[i] == '"' || in.ptr[i] == '\''))
        i++;
    size_t from = i;
    while (i < in.len && !mh_is_space(in.ptr[i]) && !strchr("=></", in.ptr[i])) i++;
    *at = i;
    a->name = mh_view_sub(in, from, i);
    a->value = (mh_view){0};
    if (i == from) return i < in.len && in.ptr[i] == '=' ? (++*at, true) : false;
    while (i < in.len && mh_is_space(in.ptr[i])) i++;
    if (i >= in.len || in.ptr[i] != '=') return true;
    for (i++; i < in.len && mh_is_space(in.ptr[i]); i++) {
    }
    if (i < in.len && (in.ptr[i] == '"' || in.ptr[i] == '\'')) {
        size_t end = mh_view_find_byte(in, in.ptr[i], i + 1);
        if (end == SIZE_MAX) return false;
        a->value = mh_view_sub(in, i + 1, end);
        *at = end + 1;
    } else {
        from = i;
        while (i < in.len && !mh_is_space(in.ptr[i]) && in.ptr[i] != '>') i++;
        bool slash = i > from && i < in.len && in.ptr[i] == '>' && in.ptr[i - 1] == '/';
        a->value = mh_view_sub(in, from, slash ? i - 1 : i);
        *at = i;
    }
    return true;
}

/* The tag at "<" at *at; false when it is none (then it is text). */
static bool read_tag(mh_view in, size_t *at, feed_tag *t) {
    size_t i = *at + 1;
    feed_attr a;
    t->end = i < in.len && in.ptr[i] == '/';
    t->n_attrs = 0;
    if (t->end) i++;
    size_t from = i;
    if (i >= in.len || !mh_is_alpha(in.ptr[i])) return false;
    while (i < in.len && !mh_is_space(in.ptr[i]) && !strchr("/><", in.ptr[i])) i++;
    t->name = mh_view_sub(in, from, i);
    memset(t->low, 0, sizeof t->low);
    for (size_t k = 0; k < t->name.len && k < sizeof t->low - 1; k++)
        t->low[k] = mh_lower(t->name.ptr[k]);
    while (i < in.len && in.ptr[i] != '>') {
        if (in.ptr[i] == '<') break; /* never closed: what follows is the next feed_tag */
        size_t before = i;
        bool got = read_attr(in, &i, &a);
        if (got && a.name.len && t->n_attrs < FEED_TAG_ATTRS) t->attrs[t->n_attrs++] = a;
        if (!got && i == before && in.ptr[i] != '>') i++;
    }
    if (i >= in.len) return false;
    t->empty = in.ptr[i] == '>' && in.ptr[i - 1] == '/';
    *at = in.ptr[i] == '>' ? i + 1 : i;
    return true;
}

/* Comments, declarations, instructions: moves *at behind them. */
static bool skip_declaration(mh_view in, size_t *at) {
    mh_view rest = mh_view_sub(in, *at, in.len);
    if (mh_view_starts(rest, MH_VIEW("<!--"))) {
        size_t end = mh_view_find(in, MH_VIEW("-->"), *at + 4);
        *at = end == SIZE_MAX ? in.len : end + 3;
        return true;
    }
    if (rest.len < 2 || (rest.ptr[1] != '!' && rest.ptr[1] != '?')) return false;
    size_t end = mh_view_find_byte(in, '>', *at);
    if (end == SIZE_MAX) return false;
    *at = end + 1;
    return true;
}

/* Moves *at behind the end tag of an element that goes with what it holds. */
static void skip_opaque(mh_view in, size_t *at, const char *low) {
    size_t i = *at, n = strlen(low);
    while ((i = mh_view_find(in, MH_VIEW("</"), i)) != SIZE_MAX) {
        mh_view name = mh_view_sub(in, i + 2, i + 2 + n);
        i += 2;
        if (!mh_view_ieq(name, (mh_view){low, n})) continue;
        size_t end = mh_view_find_byte(in, '>', i);
        *at = end == SIZE_MAX ? in.len : end + 1;
        return;
    }
    *at = in.len;
}

static bool is_opaque(const feed_reader *r, mh_view low) {
    if (mh_view_eq(low, MH_VIEW("svg"))) return !r->svg;
    if (mh_view_eq(low, MH_VIEW("math"))) return !r->math;
    return feed_html_opaque(low) || (r->world != FEED_HTML && feed_foreign_opaque(low));
}

feed_piece feed_next_piece(feed_reader *r, feed_tag *t, mh_view *text) {
    size_t lt = r->spent ? SIZE_MAX : mh_view_find_byte(r->in, '<', r->at);
    if (lt == SIZE_MAX) lt = r->in.len;
    if (lt > r->at) {
        *text = mh_view_sub(r->in, r->at, lt);
        r->at = lt;
        return FEED_TEXT;
    }
    if (skip_declaration(r->in, &r->at)) return FEED_SKIP;
    if (read_tag(r->in, &r->at, t)) {
        if (!t->end && !t->empty && is_opaque(r, mh_view_of(t->low))) {
            skip_opaque(r->in, &r->at, t->low);
            return FEED_SKIP;
        }
        return FEED_TAG;
    }
    char c = lt + 1 < r->in.len ? r->in.ptr[lt + 1] : ' ';
    r->spent = mh_is_alpha(c) || strchr("/!?", c);
    *text = mh_view_sub(r->in, lt, lt + 1);
    r->at = lt + 1;
    return FEED_TEXT;
}

size_t feed_reference(mh_view s, size_t i, bool *upper_x) {
    mh_buf none = {0};
    size_t semi = mh_view_find_byte(mh_view_sub(s, i, i + 14), ';', 0);
    if (semi == SIZE_MAX) return 0;
    bool ok = mh_xml_decode(&none, mh_view_sub(s, i, i + semi + 1));
    mh_buf_clear(&none);
    *upper_x = semi > 2 && s.ptr[i + 1] == '#' && s.ptr[i + 2] == 'X';
    return ok ? semi + 1 : 0;
}

bool feed_safe_scheme(mh_view v) {
    char low[32];
    size_t n = 0;
    for (size_t i = 0; i < v.len && n < sizeof low - 1; i++) {
        char c = mh_lower(v.ptr[i]);
        if (c == ':') return feed_html_scheme((mh_view){low, n});
        if ((unsigned char)c <= ' ' || c == 0x7F) continue;
        if (!mh_is_alnum(c) && !strchr("+-.", c)) return true; /* a relative address */
        low[n++] = c;
    }
    return n < sizeof low - 1;
}

bool feed_breaks_line(const char *low) {
    static const char list[] = " p div br li tr h1 h2 h3 h4 h5 h6 blockquote pre ul ol table hr dt "
                               "dd section article figure figcaption header footer ";
    char key[40];
    snprintf(key, sizeof key, " %s ", low);
    return strstr(list, key) != NULL;
}
