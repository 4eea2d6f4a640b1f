#include "base/utf8.h"
#include "text/clean_priv.h"
#include "text/text_priv.h"

#include <string.h>
#include <unicode/uchar.h>

#define TAG_MAX  2000 /* bytes of a tag */
#define NAME_MAX 12   /* bytes of a name of a block looked for */

static const char *const blocks[] = {
    "address", "article",    "aside", "blockquote", "body", "dd",  "div",    "dl", "dt",  "figure",
    "footer",  "figcaption", "form",  "h1",         "h2",   "h3",  "h4",     "h5", "h6",  "head",
    "header",  "hr",         "html",  "li",         "main", "nav", "ol",     "p",  "pre", "section",
    "td",      "table",      "th",    "title",      "tr",   "ul",  "option", NULL};

/* How "<" is written at `at`, 0 when none is there; also ">". */
static size_t angle(mh_view s, size_t at, char which) {
    if (at >= s.len) return 0;
    if (s.ptr[at] == which) return 1;
    mh_view rest = mh_view_sub(s, at, s.len);
    return mh_view_starts(rest, which == '<' ? MH_VIEW("&lt;") : MH_VIEW("&gt;")) ? 4 : 0;
}

static bool is_name(char c) {
    return mh_is_alpha(c) || mh_is_digit(c) || c == '-' || c == ':' || c == '_';
}

typedef struct tag {
    size_t end; /* behind it */
    mh_view name;
    bool closes;
} tag;

/* A name alone, or one with attributes, each of which has a value: "a < b and c > d" is none. */
static bool read_tag(mh_view s, size_t at, tag *out) {
    size_t n = angle(s, at, '<'), i = at + n;
    if (n == 0) return false;
    char sign = s.ptr[at];
    *out = (tag){0};
    if (i < s.len && s.ptr[i] == '/') {
        out->closes = true;
        i++;
    }
    size_t name = i;
    while (i < s.len && is_name(s.ptr[i])) i++;
    out->name = mh_view_sub(s, name, i);
    if (out->name.len == 0 || !mh_is_alpha(s.ptr[name])) return false;
    bool blank = i < s.len && mh_is_space(s.ptr[i]), bare = true, value = false;
    for (size_t from = i; i < s.len && i - from < TAG_MAX; i++) {
        size_t close = angle(s, i, '>');
        if (close && s.ptr[i] == (sign == '&' ? '&' : '>')) {
            out->end = i + close;
            return bare || (blank && value);
        }
        if (s.ptr[i] == sign && angle(s, i, '<')) return false;
        if (s.ptr[i] == '=') value = true;
        if (!mh_is_space(s.ptr[i]) && s.ptr[i] != '/') bare = false;
    }
    return false;
}

static bool is_block(mh_view name) {
    for (const char *const *b = blocks; *b; b++) {
        if (mh_view_ieq(name, mh_view_of(*b))) return true;
    }
    return false;
}

/* What is known to have no end in the rest of the text, so that it is looked for once. */
typedef struct endless {
    bool script, style, comment;
} endless;

/* Behind "</name>" for the tag that ends at `at`; `at` when there is no such end. */
static size_t skip_content(mh_view s, size_t at, mh_view name, bool *none) {
    for (size_t i = at; !*none && (i = mh_view_find(s, MH_VIEW("</"), i)) != SIZE_MAX; i += 2) {
        tag t;
        if (read_tag(s, i, &t) && mh_view_ieq(t.name, name)) return t.end;
    }
    *none = true;
    return at;
}

static size_t comment(mh_view s, size_t at, bool *none) {
    if (*none || !mh_view_starts(mh_view_sub(s, at, s.len), MH_VIEW("<!--"))) return 0;
    size_t end = mh_view_find(s, MH_VIEW("-->"), at + 4);
    *none = end == SIZE_MAX;
    return *none ? 0 : end + 3;
}

/* Behind the tag at `at`, which is gone or now ends a line; 0 when none is there. */
static size_t drop_tag(mh_clean_writer *w, mh_view s, size_t at, endless *no) {
    tag t;
    size_t end = comment(s, at, &no->comment);
    if (end) return end;
    if (!read_tag(s, at, &t)) return 0;
    end = t.end;
    if (!t.closes && mh_view_ieq(t.name, MH_VIEW("script")))
        end = skip_content(s, end, t.name, &no->script);
    if (!t.closes && mh_view_ieq(t.name, MH_VIEW("style")))
        end = skip_content(s, end, t.name, &no->style);
    if (mh_view_ieq(t.name, MH_VIEW("br"))) mh_clean_put(w, MH_VIEW("\n"), at, end);
    if (is_block(t.name)) mh_clean_put(w, MH_VIEW("\n\n"), at, end);
    return end;
}

/* "&amp;" and such at `at`: its bytes, and the character. */
static size_t entity(mh_view s, size_t at, uint32_t *cp) {
    static const struct {
        const char *name;
        uint32_t cp;
    } known[] = {{"&amp;", '&'},  {"&lt;", '<'},    {"&gt;", '>'},
                 {"&quot;", '"'}, {"&apos;", '\''}, {"&nbsp;", 0xA0}};
    mh_view rest = mh_view_sub(s, at, at + NAME_MAX < s.len ? at + NAME_MAX : s.len);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        *cp = known[i].cp;
        if (mh_view_starts(rest, mh_view_of(known[i].name))) return strlen(known[i].name);
    }
    if (!mh_view_starts(rest, MH_VIEW("&#"))) return 0;
    bool hex = rest.len > 2 && (rest.ptr[2] == 'x' || rest.ptr[2] == 'X');
    size_t i = hex ? 3 : 2, first = i;
    for (*cp = 0; i < rest.len; i++) {
        char c = rest.ptr[i];
        int digit = mh_is_digit(c) ? c - '0' : hex && mh_is_alpha(c) ? (c | 32) - 'a' + 10 : 99;
        if (digit >= (hex ? 16 : 10)) break;
        *cp = *cp * (hex ? 16 : 10) + (uint32_t)digit;
        if (*cp > 0x10FFFF) return 0;
    }
    return i > first && i < rest.len && rest.ptr[i] == ';' && *cp >= ' ' ? i + 1 : 0;
}

/* "\r\n" in letters, also with blanks in it: its bytes. */
static size_t line_end_in_letters(mh_view s, size_t at) {
    static const char signs[] = "\\r\\n";
    size_t i = at;
    for (int k = 0; k < 4; k++) {
        while (k && i < s.len && s.ptr[i] == ' ') i++;
        if (i >= s.len || s.ptr[i] != signs[k]) return 0;
        i++;
    }
    return i - at;
}

/* ` and `` before a word that they do not end. */
static size_t back_quote(mh_view s, size_t at) {
    size_t n = at + 1 < s.len && s.ptr[at + 1] == '`' ? 2 : 1, next = 0;
    if (at > 0) {
        size_t start = at - 1;
        while (start > 0 && ((unsigned char)s.ptr[start] & 0xC0) == 0x80) start--;
        if (u_isalnum((UChar32)mh_cp_at(s, start, &next))) return 0;
    }
    return at + n < s.len && u_isalnum((UChar32)mh_cp_at(s, at + n, &next)) ? n : 0;
}

/* Writes another reading of what stands at `at`; returns its bytes, 0 when it is text. */
static size_t read_mark(mh_clean_writer *w, mh_view s, size_t at, endless *no) {
    char c = s.ptr[at], out[4];
    size_t n = 0;
    uint32_t cp = 0;
    if (c == '`' && (n = back_quote(s, at)) > 0)
        mh_clean_put(w, n == 2 ? MH_VIEW("\"") : MH_VIEW("'"), at, at + n);
    if (c == '\\' && (n = line_end_in_letters(s, at)) > 0)
        mh_clean_put(w, MH_VIEW("\n"), at, at + n);
    if (c == '`' || c == '\\') return n;
    size_t end = drop_tag(w, s, at, no);
    if (end) return end - at;
    if (c == '&' && (n = entity(s, at, &cp)) > 0)
        mh_clean_put(w, (mh_view){out, mh_utf8_encode(cp, out)}, at, at + n);
    return n;
}

void mh_clean_marks(mh_clean_writer *w, mh_view s) {
    endless no = {0};
    size_t i = 0, kept = 0;
    while (i < s.len) {
        char c = s.ptr[i];
        if (c != '<' && c != '&' && c != '\\' && c != '`') {
            i++;
            continue;
        }
        mh_clean_keep(w, mh_view_sub(s, kept, i), kept);
        kept = i;
        size_t n = read_mark(w, s, i, &no);
        i += n ? n : 1;
        if (n) kept = i;
    }
    mh_clean_keep(w, mh_view_sub(s, kept, i), kept);
}
