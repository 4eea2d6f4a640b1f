/* The prescan of the HTML standard (section 13.2.3.2): charsets in meta elements, read without
 * parsing. */
#include "doc/charset.h"

typedef struct scan {
    mh_view in;
    size_t at;
} scan;

static bool space_or_slash(char c) {
    return mh_is_space(c) || c == '/';
}

/* Standard's "get an attribute": false at the end of the tag or of the input. */
static bool next_attr(scan *s, mh_view *name, mh_view *value) {
    mh_view in = s->in;
    while (s->at < in.len && space_or_slash(in.ptr[s->at])) s->at++;
    if (s->at >= in.len || in.ptr[s->at] == '>') return false;
    size_t from = s->at;
    *value = (mh_view){0};
    for (; s->at < in.len; s->at++) {
        char c = in.ptr[s->at];
        if ((c == '=' && s->at > from) || space_or_slash(c) || c == '>') break;
    }
    *name = mh_view_sub(in, from, s->at);
    while (s->at < in.len && mh_is_space(in.ptr[s->at])) s->at++;
    if (s->at >= in.len) return false;
    if (in.ptr[s->at] != '=') return true;
    s->at++;
    while (s->at < in.len && mh_is_space(in.ptr[s->at])) s->at++;
    if (s->at >= in.len) return false;
    char quote = in.ptr[s->at];
    if (quote == '"' || quote == '\'') {
        size_t end = mh_view_find_byte(in, quote, s->at + 1);
        if (end == SIZE_MAX) {
            s->at = in.len;
            return false;
        }
        *value = mh_view_sub(in, s->at + 1, end);
        s->at = end + 1;
        return true;
    }
    from = s->at;
    while (s->at < in.len && !mh_is_space(in.ptr[s->at]) && in.ptr[s->at] != '>') s->at++;
    *value = mh_view_sub(in, from, s->at);
    return s->at < in.len;
}

mh_view mh_charset_param(mh_view v) {
    for (size_t at = 0; (at = mh_view_ifind(v, MH_VIEW("charset"), at)) != SIZE_MAX;) {
        at += 7;
        while (at < v.len && mh_is_space(v.ptr[at])) at++;
        if (at >= v.len || v.ptr[at] != '=') continue;
        at++;
        while (at < v.len && mh_is_space(v.ptr[at])) at++;
        if (at >= v.len) break;
        if (v.ptr[at] == '"' || v.ptr[at] == '\'') {
            size_t end = mh_view_find_byte(v, v.ptr[at], at + 1);
            return end == SIZE_MAX ? (mh_view){0} : mh_view_sub(v, at + 1, end);
        }
        size_t end = at;
        while (end < v.len && !mh_is_space(v.ptr[end]) && v.ptr[end] != ';') end++;
        return mh_view_sub(v, at, end);
    }
    return (mh_view){0};
}

static const char *meta(scan *s) {
    mh_view name, value;
    bool pragma = false, need_pragma = false, got_name[3] = {false};
    const char *found = NULL;
    while (next_attr(s, &name, &value)) {
        if (mh_view_ieq(name, MH_VIEW("http-equiv")) && !got_name[0]) {
            got_name[0] = true;
            pragma = mh_view_ieq(value, MH_VIEW("content-type"));
        } else if (mh_view_ieq(name, MH_VIEW("content")) && !got_name[1]) {
            got_name[1] = true;
            const char *c = mh_charset_of_label(mh_charset_param(value));
            if (c && !found) found = c, need_pragma = true;
        } else if (mh_view_ieq(name, MH_VIEW("charset")) && !got_name[2]) {
            got_name[2] = true;
            found = mh_charset_of_label(value);
            need_pragma = false;
        }
    }
    if (s->at >= s->in.len || (need_pragma && !pragma) || !found) return NULL;
    if (mh_view_starts(mh_view_of(found), MH_VIEW("utf-16"))) return "utf-8";
    if (mh_view_eq(mh_view_of(found), MH_VIEW("x-user-defined"))) return "windows-1252";
    return found;
}

const char *mh_charset_prescan(mh_view page, size_t max) {
    scan s = {mh_view_sub(page, 0, max), 0};
    mh_view in = s.in, name, value;
    while ((s.at = mh_view_find_byte(in, '<', s.at)) < in.len) {
        mh_view rest = mh_view_sub(in, s.at, in.len);
        if (mh_view_starts(rest, MH_VIEW("<!--"))) {
            size_t end = mh_view_find(in, MH_VIEW("-->"), s.at + 2);
            if (end == SIZE_MAX) return NULL;
            s.at = end + 3;
        } else if (mh_view_istarts(rest, MH_VIEW("<meta")) && rest.len > 5 &&
                   space_or_slash(rest.ptr[5])) {
            s.at += 6;
            const char *found = meta(&s);
            if (found) return found;
        } else if (rest.len > 2 &&
                   (mh_is_alpha(rest.ptr[1]) || (rest.ptr[1] == '/' && mh_is_alpha(rest.ptr[2])))) {
            while (s.at < in.len && !mh_is_space(in.ptr[s.at]) && in.ptr[s.at] != '>') s.at++;
            while (next_attr(&s, &name, &value)) {
            }
        } else if (rest.len > 1 &&
                   (rest.ptr[1] == '!' || rest.ptr[1] == '/' || rest.ptr[1] == '?')) {
            s.at = mh_view_find_byte(in, '>', s.at);
        } else {
            s.at++;
        }
    }
    return NULL;
}
