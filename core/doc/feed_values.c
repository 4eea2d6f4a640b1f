/* The values of a feed: addresses, texts, people, instants, places. */
#include "doc/feed_priv.h"

#include "base/utf8.h"
#include "doc/feed_html.h"
#include "doc/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *feed_grow(mh_feed *f, void *list, size_t size, size_t max) {
    struct {
        void *ptr;
        size_t len, cap;
    } *l = list;
    if (l->len >= max) {
        f->clipped = true;
        return NULL;
    }
    if (l->len == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 2;
        void *bigger = mh_arena_array(f->arena, cap, size);
        if (l->len) memcpy(bigger, l->ptr, l->len * size);
        l->ptr = bigger;
        l->cap = cap;
    }
    return (char *)l->ptr + l->len++ * size;
}

bool feed_add_entry(mh_feed *f, mh_xml_node n) {
    if (f->entries.len >= MH_FEED_MAX_ENTRIES) {
        f->clipped = true;
        return false;
    }
    mh_vec_push(&f->entries, ((mh_feed_part){.node = n}));
    return true;
}

/* The scheme of an absolute address, or empty. */
static mh_view scheme_of(mh_view ref) {
    size_t i = 0;
    if (ref.len == 0 || !mh_is_alpha(ref.ptr[0])) return (mh_view){0};
    while (i < ref.len && (mh_is_alnum(ref.ptr[i]) || strchr("+-.", ref.ptr[i]))) i++;
    return i < ref.len && ref.ptr[i] == ':' ? mh_view_sub(ref, 0, i) : (mh_view){0};
}

/* Whether v runs or reads files where it is shown, as a browser reads it: controls before the scheme
 * and line breaks within do not hide it. */
static bool is_unsafe(mh_view v) {
    static const char *const unsafe[] = {"javascript", "vbscript", "data", "file"};
    char low[12] = {0};
    size_t n = 0, i = 0;
    while (i < v.len && (unsigned char)v.ptr[i] <= ' ') i++;
    for (; i < v.len && v.ptr[i] != ':'; i++) {
        if (v.ptr[i] == '\t' || v.ptr[i] == '\n' || v.ptr[i] == '\r') continue;
        if (n == sizeof low - 1) return false;
        low[n++] = mh_lower(v.ptr[i]);
    }
    for (size_t k = 0; i < v.len && k < sizeof unsafe / sizeof *unsafe; k++)
        if (strcmp(low, unsafe[k]) == 0) return true;
    return false;
}

mh_view feed_url(feed_scope s, mh_view ref) {
    mh_buf b = {0};
    ref = mh_view_trim(ref);
    if (is_unsafe(ref)) return (mh_view){0};
    if (ref.len == 0 || s.base.len == 0 || scheme_of(ref).len) return ref;
    if (mh_url_resolve(&b, ref, s.base, NULL) == MH_OK)
        ref = is_unsafe(mh_buf_view(&b)) ? (mh_view){0} : mh_arena_dup(s.f->arena, mh_buf_view(&b));
    mh_buf_clear(&b);
    return ref;
}

mh_view feed_language(mh_feed *f, mh_view v) {
    v = mh_view_trim(v);
    if (mh_view_find_byte(v, '_', 0) == SIZE_MAX) return v;
    v = mh_arena_dup(f->arena, v);
    for (char *c = (char *)v.ptr; c < v.ptr + v.len; c++)
        if (*c == '_') *c = '-';
    return v;
}

feed_scope feed_enter(feed_scope s, mh_xml_node n) {
    mh_view v;
    if (mh_xml_attr(s.f->xml, n, "xml:lang", &v) || mh_xml_attr(s.f->xml, n, "lang", &v))
        s.language = feed_language(s.f, v);
    if (mh_xml_attr(s.f->xml, n, "xml:base", &v)) {
        mh_view base = feed_url(s, v);
        if (base.len) s.base = base;
    }
    return s;
}

/* Controls of the C1 block are windows-1252 that was declared as something else. */
static bool has_c1(mh_view v) {
    for (size_t i = 0; i + 1 < v.len; i++)
        if (v.ptr[i] == '\xC2' && (unsigned char)v.ptr[i + 1] < 0xA0 &&
            (unsigned char)v.ptr[i + 1] != 0x85)
            return true;
    return false;
}

static mh_view mend_c1(mh_feed *f, mh_view v) {
    mh_buf out = {0};
    char ref[16];
    while (v.len) {
        mh_view before = v;
        uint32_t c = mh_utf8_next(&v);
        if (c < 0x80 || c > 0x9F) {
            mh_buf_put_n(&out, before.ptr, before.len - v.len);
            continue;
        }
        int n = snprintf(ref, sizeof ref, "&#%u;", (unsigned)c);
        mh_xml_decode(&out, (mh_view){ref, (size_t)n});
    }
    v = mh_arena_dup(f->arena, mh_buf_view(&out));
    mh_buf_clear(&out);
    return v;
}

mh_view feed_word(feed_scope s, mh_xml_node n) {
    mh_view v = mh_view_trim(mh_xml_text_of(s.f->xml, n, s.f->arena));
    return has_c1(v) ? mend_c1(s.f, v) : v;
}

static bool put_base64(mh_buf *out, mh_view v) {
    uint32_t acc = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < v.len && v.ptr[i] != '='; i++) {
        char c = v.ptr[i];
        uint32_t d = c >= 'A' && c <= 'Z'   ? (uint32_t)(c - 'A')
                     : c >= 'a' && c <= 'z' ? (uint32_t)(c - 'a' + 26)
                     : c >= '0' && c <= '9' ? (uint32_t)(c - '0' + 52)
                     : c == '+' || c == '-' ? 62u
                     : c == '/' || c == '_' ? 63u
                                            : 64u;
        if (d == 64 && mh_is_space(c)) continue;
        if (d == 64) return false;
        acc = acc << 6 | d;
        bits += 6;
        if (bits >= 8) mh_buf_putc(out, (char)(acc >> (bits -= 8) & 0xFF));
    }
    return true;
}

static bool is_markup_type(mh_view t) {
    return mh_view_ieq(t, MH_VIEW("html")) || mh_view_ieq(t, MH_VIEW("text/html")) ||
           mh_view_ieq(t, MH_VIEW("xhtml")) || mh_view_ieq(t, MH_VIEW("application/xhtml+xml"));
}

static bool is_text_type(mh_view t) {
    return t.len == 0 || mh_view_ieq(t, MH_VIEW("text")) || mh_view_istarts(t, MH_VIEW("text/")) ||
           is_markup_type(t) || mh_view_ends(t, MH_VIEW("+xml")) ||
           mh_view_ends(t, MH_VIEW("/xml"));
}

static bool is_binary_type(mh_view t) {
    return mh_view_ieq(t, MH_VIEW("application/octet-stream")) ||
           mh_view_istarts(t, MH_VIEW("image/")) || mh_view_istarts(t, MH_VIEW("audio/")) ||
           mh_view_istarts(t, MH_VIEW("video/"));
}

/* Whether n is written in base64: it says so, or by its type. A content may be of any type, the
 * other texts have none but text, so an unknown one there is a mistake. */
static bool is_base64(const mh_xml *x, mh_xml_node n, mh_view type, mh_view mode) {
    if (mh_view_ieq(mode, MH_VIEW("base64"))) return true;
    return mh_xml_is(x, n, "content") ? !is_text_type(type) : is_binary_type(type);
}

/* The element inside a wrapper <div> of XHTML that Atom 1.0 asks for, else n itself. */
static mh_xml_node unwrapped(const mh_xml *x, mh_xml_node n) {
    mh_xml_node child = mh_xml_child(x, n);
    if (child == MH_XML_NONE || !mh_xml_is(x, child, "div")) return n;
    for (mh_xml_node i = mh_xml_first(x, n); i != MH_XML_NONE; i = mh_xml_next(x, i))
        if (i != child && (!mh_xml_is_text(x, i) || mh_view_trim(mh_xml_text(x, i)).len)) return n;
    return child;
}

static mh_view inner_markup(feed_scope s, mh_xml_node n) {
    mh_buf b = {0};
    mh_xml_inner(s.f->xml, n, &b);
    mh_view v = mh_arena_dup(s.f->arena, mh_view_trim(mh_buf_view(&b)));
    mh_buf_clear(&b);
    return v;
}

mh_feed_text feed_text(feed_scope s, mh_xml_node n, mh_feed_markup markup) {
    const mh_xml *x = s.f->xml;
    s = feed_enter(s, n);
    mh_view type = mh_view_trim(mh_xml_attr_or(x, n, "type"));
    mh_view mode = mh_view_trim(mh_xml_attr_or(x, n, "mode"));
    mh_feed_text t = {.markup = markup, .base = s.base, .language = s.language};
    t.src = feed_url(s, mh_xml_attr_or(x, n, "src"));
    if (type.len) t.markup = is_markup_type(type) ? MH_FEED_HTML : MH_FEED_PLAIN;
    bool xhtml = mh_view_ieq(type, MH_VIEW("xhtml"));
    bool wrapped = xhtml || (mh_view_eq(s.f->version, MH_VIEW("1.0")) &&
                             mh_view_ieq(type, MH_VIEW("application/xhtml+xml")));
    bool base64 = is_base64(x, n, type, mode);
    bool nested = mh_xml_child(x, n) != MH_XML_NONE;
    if (nested && !mh_view_ieq(mode, MH_VIEW("escaped"))) {
        t.value = inner_markup(s, wrapped ? unwrapped(x, n) : n);
        t.markup = MH_FEED_HTML;
        base64 = false;
    } else {
        t.value = feed_word(s, n);
    }
    mh_buf b = {0};
    if (base64 && put_base64(&b, t.value)) {
        mh_buf text = {0};
        mh_utf8_repair(&text, mh_buf_view(&b));
        t.value = mh_arena_dup(s.f->arena, mh_view_trim(mh_buf_view(&text)));
        mh_buf_clear(&text);
    }
    mh_buf_clear(&b);
    if (t.markup == MH_FEED_PLAIN && s.f->form != MH_FEED_ATOM && !base64 &&
        mh_feed_html_looks(t.value))
        t.markup = MH_FEED_HTML;
    if (mh_view_find_byte(type, '/', 0) != SIZE_MAX)
        t.type = type;
    else if (t.markup == MH_FEED_HTML)
        t.type = xhtml ? MH_VIEW("application/xhtml+xml") : MH_VIEW("text/html");
    else
        t.type = MH_VIEW("text/plain");
    return t;
}

void feed_instant(mh_feed_instant *to, mh_view raw) {
    raw = mh_view_trim(raw);
    if (raw.len == 0) return;
    to->raw = raw;
    to->ok = mh_feed_date_read(raw, &to->date);
}

/* The word around an "@" in v that looks like an address; empty when there is none. */
static mh_view mail_in(mh_view v) {
    size_t at = mh_view_find_byte(v, '@', 0);
    if (at == SIZE_MAX) return (mh_view){0};
    size_t from = at, to = at + 1;
    while (from > 0 && (mh_is_alnum(v.ptr[from - 1]) || strchr("._%+-", v.ptr[from - 1]))) from--;
    while (to < v.len && (mh_is_alnum(v.ptr[to]) || strchr(".-", v.ptr[to]))) to++;
    return from == at || to == at + 1 ? (mh_view){0} : mh_view_sub(v, from, to);
}

static mh_view without(mh_view v, const char *front, const char *back) {
    v = mh_view_trim(v);
    while (v.len && strchr(front, v.ptr[0])) v = mh_view_sub(v, 1, v.len);
    while (v.len && strchr(back, v.ptr[v.len - 1])) v.len--;
    return v;
}

/* The name behind an address: "> Name", "(Name)". */
static mh_view name_behind(mh_view v) {
    v = without(v, ")>\"' ,:-", "\"' ,");
    if (v.len > 1 && v.ptr[0] == '(' && v.ptr[v.len - 1] == ')') v = mh_view_sub(v, 1, v.len - 1);
    return mh_view_trim(v);
}

mh_feed_person feed_person_text(mh_view text) {
    mh_feed_person p = {.email = mail_in(text)};
    text = mh_view_trim(text);
    if (p.email.len == 0) {
        p.name = text;
        return p;
    }
    size_t at = (size_t)(p.email.ptr - text.ptr);
    mh_view before = mh_view_sub(text, 0, at);
    mh_view after = mh_view_sub(text, at + p.email.len, text.len);
    if (mh_view_istarts(mh_view_trim(before), MH_VIEW("mailto:"))) before = (mh_view){0};
    before = without(before, "\"' ", "(<\"' ,:-"), after = name_behind(after);
    p.name = before.len ? before : after;
    return p;
}

mh_feed_person feed_person(feed_scope s, mh_xml_node n) {
    const mh_xml *x = s.f->xml;
    mh_feed_person p = {0};
    mh_xml_node c = mh_xml_child(x, n);
    s = feed_enter(s, n);
    if (c == MH_XML_NONE) return feed_person_text(feed_word(s, n));
    for (; c != MH_XML_NONE; c = mh_xml_sibling(x, c)) {
        feed_scope in = feed_enter(s, c);
        if (mh_xml_is(x, c, "name"))
            p.name = feed_word(in, c);
        else if (mh_xml_is(x, c, "email"))
            p.email = feed_word(in, c);
        else if (mh_xml_is(x, c, "uri") || mh_xml_is(x, c, "url") || mh_xml_is(x, c, "homepage"))
            p.url = feed_url(in, feed_word(in, c));
    }
    if (p.email.len == 0 && mail_in(p.name).len) {
        mh_feed_person q = feed_person_text(p.name);
        p.name = q.name, p.email = q.email;
    }
    return p;
}

/* Numbers of v, at most max; 0 when something in it is none. */
static size_t numbers(mh_feed *f, mh_view v, size_t max, const double **out) {
    MH_FEED_LIST(double) list = {0};
    char word[40];
    size_t i = 0;
    while (i < v.len) {
        while (i < v.len && (mh_is_space(v.ptr[i]) || v.ptr[i] == ',')) i++;
        size_t from = i;
        while (i < v.len && !mh_is_space(v.ptr[i]) && v.ptr[i] != ',') i++;
        if (i == from) break;
        if (i - from >= sizeof word) return 0;
        memcpy(word, v.ptr + from, i - from);
        word[i - from] = 0;
        char *end;
        double d = strtod(word, &end);
        if (*end || !(d > -1e9 && d < 1e9)) return 0;
        double *slot = feed_grow(f, &list, sizeof d, max);
        if (!slot) return 0;
        *slot = d;
    }
    *out = list.ptr;
    return list.len;
}

static void set_place(feed_scope s, mh_feed_place *to, const char *kind, mh_view text,
                      uint32_t dimension) {
    static const struct {
        const char *kind;
        size_t least;
    } rules[] = {{"point", 1}, {"line", 2}, {"polygon", 4}, {"box", 2}};
    const double *n = NULL;
    size_t len = numbers(s.f, text, 4096, &n), least = 1;
    for (size_t i = 0; i < 4; i++)
        if (strcmp(kind, rules[i].kind) == 0) least = rules[i].least;
    if (dimension < 2 || dimension > 3 || len % dimension || len < least * dimension) return;
    *to = (mh_feed_place){.kind = kind, .numbers = n, .len = len, .dimension = dimension};
}

void feed_place_text(feed_scope s, mh_feed_place *to, mh_view pair) {
    set_place(s, to, "point", pair, 2);
}

/* srsName in degrees: absent, or WGS 84 under one of its names. */
static bool in_degrees(mh_view srs) {
    static const mh_view names[] = {MH_VIEW_INIT("4326"), MH_VIEW_INIT("CRS84"),
                                    MH_VIEW_INIT("4979"), MH_VIEW_INIT("WGS84"),
                                    MH_VIEW_INIT("WGS 84")};
    if (mh_view_trim(srs).len == 0) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mh_view_ifind(srs, names[i], 0) != SIZE_MAX) return true;
    return false;
}

void feed_place(feed_scope s, mh_xml_node n, mh_feed_place *to) {
    static const struct {
        const char *name, *kind;
    } kinds[] = {{"point", "point"},     {"line", "line"},       {"polygon", "polygon"},
                 {"box", "box"},         {"LineString", "line"}, {"Point", "point"},
                 {"Polygon", "polygon"}, {"Envelope", "box"}};
    const mh_xml *x = s.f->xml;
    mh_xml_node c = n;
    if (mh_xml_is(x, n, "where")) c = mh_xml_child(x, n);
    if (c == MH_XML_NONE) return;
    mh_view dim = mh_xml_attr_or(x, c, "srsDimension"), text = {0};
    uint64_t dimension = 2;
    mh_view_u64(dim, &dimension);
    if (dimension > 3) return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!mh_xml_is(x, c, kinds[i].name)) continue;
        text = feed_word(s, c);
        set_place(s, to, kinds[i].kind, text, (uint32_t)dimension);
        if (to->kind) to->foreign = !in_degrees(mh_xml_attr_or(x, c, "srsName"));
        return;
    }
}
