#include "doc/state.h"

#include "base/utf8.h"
#include "doc/flight.h"
#include "doc/tree_priv.h"

#include <stdlib.h>
#include <string.h>

/* Assignments tried in one script; bytes from which a literal is worth it. */
#define MAX_TRIES 24
#define MIN_BYTES ((size_t)150)
#define MIN_ATTR  400

typedef struct reader {
    mh_view v;
    size_t at;
    const json_t *names; /* of a function's parameters to what it is called with, or NULL */
    int depth;
    bool bad;
} reader;

static json_t *value(reader *r);

static void skip_blank(reader *r) {
    for (;;) {
        while (r->at < r->v.len && mh_is_space(r->v.ptr[r->at])) r->at++;
        mh_view rest = mh_view_sub(r->v, r->at, r->v.len);
        size_t end = SIZE_MAX;
        if (mh_view_starts(rest, MH_VIEW("/*"))) end = mh_view_find(rest, MH_VIEW("*/"), 2);
        if (end == SIZE_MAX) return;
        r->at += end + 2;
    }
}

static bool eat(reader *r, char c) {
    skip_blank(r);
    if (r->at >= r->v.len || r->v.ptr[r->at] != c) return false;
    r->at++;
    return true;
}

static json_t *fail(reader *r) {
    r->bad = true;
    return NULL;
}

static uint32_t hex(reader *r, size_t digits) {
    uint32_t cp = 0;
    for (size_t i = 0; i < digits && r->at < r->v.len; i++) {
        char c = mh_lower(r->v.ptr[r->at]);
        if (!mh_is_digit(c) && (c < 'a' || c > 'f')) break;
        cp = cp * 16 + (uint32_t)(mh_is_digit(c) ? c - '0' : c - 'a' + 10);
        r->at++;
    }
    return cp;
}

static void escape(reader *r, mh_buf *out) {
    char c = r->v.ptr[r->at++];
    switch (c) {
    case 'n': mh_buf_putc(out, '\n'); return;
    case 't': mh_buf_putc(out, '\t'); return;
    case 'r': mh_buf_putc(out, '\r'); return;
    case 'b':
    case 'f':
    case 'v': mh_buf_putc(out, ' '); return;
    case '\n': return;
    case 'x': mh_buf_put_cp(out, hex(r, 2)); return;
    case 'u': break;
    default: mh_buf_putc(out, c); return;
    }
    bool braces = r->at < r->v.len && r->v.ptr[r->at] == '{';
    r->at += braces;
    uint32_t cp = hex(r, braces ? 6 : 4);
    r->at += braces && r->at < r->v.len && r->v.ptr[r->at] == '}';
    if (cp >= 0xD800 && cp < 0xDC00 &&
        mh_view_starts(mh_view_sub(r->v, r->at, r->v.len), MH_VIEW("\\u"))) {
        r->at += 2;
        uint32_t low = hex(r, 4);
        cp = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00)
                                           : 0xFFFD;
    }
    mh_buf_put_cp(out, cp == 0 || (cp >= 0xD800 && cp < 0xE000) || cp > 0x10FFFF ? 0xFFFD : cp);
}

/* Where what is copied as it is ends: at the string's end or before an escape. */
static size_t plain_end(const reader *r, char quote) {
    size_t i = r->at;
    while (i < r->v.len && r->v.ptr[i] != quote && r->v.ptr[i] != '\\') i++;
    return i;
}

/* The string that begins with this sign at the reader's place. */
static bool string(reader *r, mh_buf *out) {
    char quote = r->v.ptr[r->at++];
    for (;;) {
        size_t end = plain_end(r, quote);
        mh_buf_put(out, mh_view_sub(r->v, r->at, end));
        r->at = end;
        if (end >= r->v.len) return false;
        r->at++;
        if (r->v.ptr[end] == quote) return true;
        if (r->at < r->v.len)
            escape(r, out);
        else
            mh_buf_putc(out, '\\');
    }
}

/* Strings are not checked again: the page is valid UTF-8, and what escapes stand for is. */
static json_t *string_value(reader *r) {
    mh_buf b = {0};
    json_t *j = NULL;
    reader in = *r;
    size_t end = (in.at++, plain_end(&in, r->v.ptr[r->at]));
    if (end < r->v.len && r->v.ptr[end] == r->v.ptr[r->at]) { /* no escapes: most */
        j = json_stringn_nocheck(r->v.ptr + in.at, end - in.at);
        r->at = end + 1;
    } else if (string(r, &b)) {
        j = json_stringn_nocheck(b.ptr ? b.ptr : "", b.len);
    }
    if (!j) r->bad = true;
    mh_buf_clear(&b);
    return j;
}

static bool is_name_byte(char c) {
    return mh_is_alnum(c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static mh_view name(reader *r) {
    size_t from = r->at;
    while (r->at < r->v.len && is_name_byte(r->v.ptr[r->at])) r->at++;
    return mh_view_sub(r->v, from, r->at);
}

/* Goes past what stands between brackets, strings minded: the arguments of a call, a body. */
static bool skip_brackets(reader *r) {
    size_t open = 0;
    while (r->at < r->v.len) {
        char c = r->v.ptr[r->at];
        if (c == '"' || c == '\'' || c == '`') {
            mh_buf b = {0};
            bool ok = string(r, &b);
            mh_buf_clear(&b);
            if (!ok) return false;
            continue;
        }
        r->at++;
        if (c == '(' || c == '[' || c == '{') open++;
        if ((c == ')' || c == ']' || c == '}') && --open == 0) return true;
    }
    return false;
}

static json_t *word_value(reader *r) {
    mh_view w = name(r);
    char key[64];
    if (mh_view_eq(w, MH_VIEW("true"))) return json_true();
    if (mh_view_eq(w, MH_VIEW("false"))) return json_false();
    if (mh_view_eq(w, MH_VIEW("void"))) { /* void 0 */
        skip_blank(r);
        name(r);
        return json_null();
    }
    if (mh_view_eq(w, MH_VIEW("new"))) {
        skip_blank(r);
        w = name(r);
    }
    if (w.len == 0) return fail(r);
    bool call = r->at < r->v.len && (r->v.ptr[r->at] == '(' || r->v.ptr[r->at] == '.');
    if (call) { /* new Date(...), Symbol("x"), Object.create(null) */
        while (r->at < r->v.len && r->v.ptr[r->at] == '.') {
            r->at++;
            name(r);
        }
        if (r->at < r->v.len && r->v.ptr[r->at] == '(') {
            reader in = {.v = r->v, .at = r->at + 1, .depth = r->depth};
            json_t *first = mh_view_eq(w, MH_VIEW("Date")) ? value(&in) : NULL;
            if (!skip_brackets(r)) r->bad = true;
            return first ? first : json_null();
        }
        return json_null();
    }
    if (r->names == NULL || w.len >= sizeof key) return json_null();
    memcpy(key, w.ptr, w.len);
    key[w.len] = 0;
    json_t *known = json_object_get(r->names, key);
    return known ? json_incref(known) : json_null();
}

static json_t *number(reader *r) {
    char text[48];
    size_t n = 0;
    while (r->at < r->v.len && n + 1 < sizeof text &&
           (mh_is_alnum(r->v.ptr[r->at]) || strchr("+-.", r->v.ptr[r->at])))
        text[n++] = r->v.ptr[r->at++];
    text[n] = 0;
    double d = strtod(text, NULL);
    if (d == (double)(json_int_t)d && d > -1e15 && d < 1e15) return json_integer((json_int_t)d);
    return json_real(d);
}

static json_t *array(reader *r) {
    json_t *list = json_array();
    while (!r->bad && !eat(r, ']')) {
        if (eat(r, ',')) { /* a hole */
            json_array_append_new(list, json_null());
            continue;
        }
        json_t *v = value(r);
        if (v) json_array_append_new(list, v);
        if (!eat(r, ',') && (r->at >= r->v.len || r->v.ptr[r->at] != ']')) r->bad = true;
    }
    return list;
}

static json_t *object(reader *r) {
    json_t *o = json_object();
    while (!r->bad && !eat(r, '}')) {
        mh_buf key = {0};
        skip_blank(r);
        char c = r->at < r->v.len ? r->v.ptr[r->at] : 0;
        bool ok = c == '"' || c == '\'';
        if (ok)
            ok = string(r, &key);
        else
            mh_buf_put(&key, name(r)), ok = key.len > 0;
        if (!ok || !eat(r, ':')) r->bad = true;
        json_t *v = r->bad ? NULL : value(r);
        mh_buf_putc(&key, 0);
        if (v) json_object_set_new_nocheck(o, key.ptr, v);
        mh_buf_clear(&key);
        if (!eat(r, ',') && (r->at >= r->v.len || r->v.ptr[r->at] != '}')) r->bad = true;
    }
    return o;
}

static json_t *value(reader *r) {
    skip_blank(r);
    if (r->at >= r->v.len || r->bad || r->depth >= MH_STATE_DEPTH) return fail(r);
    char c = r->v.ptr[r->at];
    json_t *j;
    switch (c) {
    case '{':
    case '[':
        r->at++;
        r->depth++;
        j = c == '{' ? object(r) : array(r);
        r->depth--;
        return j;
    case '"':
    case '\'':
    case '`': return string_value(r);
    case '!': /* !0, !1 */
        r->at += 2;
        return r->at <= r->v.len && r->v.ptr[r->at - 1] == '0' ? json_true() : json_false();
    default: return mh_is_digit(c) || c == '-' || c == '.' ? number(r) : word_value(r);
    }
}

/* The arguments of a call, by the names of the parameters. */
static json_t *bind(reader *r, mh_view params) {
    json_t *names = json_object();
    mh_view one;
    bool more = true;
    while (mh_view_split(&params, ',', &one)) {
        char key[64];
        one = mh_view_trim(one);
        skip_blank(r);
        if (more && r->at < r->v.len && r->v.ptr[r->at] == ')') more = false;
        json_t *v = more ? value(r) : NULL;
        if (v && one.len < sizeof key) {
            memcpy(key, one.ptr, one.len);
            key[one.len] = 0;
            json_object_set(names, key, v);
        }
        json_decref(v);
        if (!eat(r, ',')) more = false;
    }
    return names;
}

/* (function(a,b){ ... return {...}}(x,y)), with or without a bracket before the arguments. */
static json_t *called(mh_view v, size_t *used) {
    reader r = {.v = v};
    json_t *out = NULL;
    if (!eat(&r, '(') || !mh_view_eq(name(&r), MH_VIEW("function")) || !eat(&r, '(')) return NULL;
    size_t from = r.at, to = mh_view_find_byte(v, ')', r.at);
    if (to == SIZE_MAX) return NULL;
    mh_view params = mh_view_sub(v, from, to);
    r.at = to + 1;
    skip_blank(&r);
    size_t body = r.at;
    if (r.at >= v.len || v.ptr[r.at] != '{' || !skip_brackets(&r)) return NULL;
    size_t end = r.at, back = mh_view_find(mh_view_sub(v, 0, end), MH_VIEW("return"), body);
    for (size_t at = back; at != SIZE_MAX;
         at = mh_view_find(mh_view_sub(v, 0, end), MH_VIEW("return"), at + 6)) {
        size_t next = at + 6; /* the last one that is followed by an object */
        while (next < end && mh_is_space(v.ptr[next])) next++;
        if (next < end && v.ptr[next] == '{') {
            back = next;
            break;
        }
    }
    eat(&r, ')');
    if (back == SIZE_MAX || !eat(&r, '(')) return NULL;
    json_t *names = bind(&r, params);
    reader in = {.v = mh_view_sub(v, 0, end), .at = back, .names = names};
    out = value(&in);
    if (in.bad) {
        json_decref(out);
        out = NULL;
    }
    json_decref(names);
    if (used) *used = r.at;
    return out;
}

/* JSON.parse("...") */
static json_t *parsed(mh_view v, size_t *used) {
    reader r = {.v = v};
    mh_buf b = {0};
    json_t *j = NULL;
    r.at = sizeof "JSON.parse(" - 1;
    skip_blank(&r);
    if (r.at < v.len && strchr("\"'`", v.ptr[r.at]) && string(&r, &b))
        j = mh_state_literal(mh_buf_view(&b), NULL);
    mh_buf_clear(&b);
    if (used) *used = r.at;
    return j;
}

json_t *mh_state_literal(mh_view v, size_t *used) {
    reader r = {.v = v};
    if (mh_view_starts(v, MH_VIEW("JSON.parse("))) return parsed(v, used);
    if (v.len && v.ptr[0] == '(') return called(v, used);
    json_t *j = value(&r);
    if (used) *used = r.at;
    if (!r.bad) return j;
    json_decref(j);
    return NULL;
}

/* Nuxt 3: a list whose objects and lists hold numbers of other places in it. */
static json_t *resolved(const json_t *list, size_t i, int depth, size_t *left) {
    json_t *v = json_array_get(list, i), *out, *e;
    const char *key;
    size_t k;
    if (v == NULL || depth > MH_STATE_DEPTH || *left == 0) return json_null();
    --*left;
    if (json_is_object(v)) {
        out = json_object();
        json_object_foreach(v, key, e) json_object_set_new(
            out, key,
            json_is_integer(e) ? resolved(list, (size_t)json_integer_value(e), depth + 1, left)
                               : json_null());
        return out;
    }
    if (!json_is_array(v)) return json_incref(v);
    if (json_is_string(json_array_get(v, 0))) /* ["Ref", 3], ["Date", "2024-..."] */
        return json_is_integer(json_array_get(v, 1))
                   ? resolved(list, (size_t)json_integer_value(json_array_get(v, 1)), depth + 1,
                              left)
                   : json_incref(json_is_string(json_array_get(v, 1)) ? json_array_get(v, 1) : v);
    out = json_array();
    json_array_foreach(v, k, e) json_array_append_new(
        out, json_is_integer(e) ? resolved(list, (size_t)json_integer_value(e), depth + 1, left)
                                : json_null());
    return out;
}

static void add(json_t *out, json_t *j, bool flat) {
    size_t left = 100000;
    if (flat && json_is_array(j) && json_array_size(j) > 2) {
        json_array_append_new(out, resolved(j, 0, 0, &left));
    } else if (json_is_object(j) || json_is_array(j)) {
        json_array_append(out, j);
    }
    json_decref(j);
}

/* What a script assigns. */
static void read_script(json_t *out, mh_view v) {
    size_t at = 0;
    for (int tries = 0; tries < MAX_TRIES;) {
        at = mh_view_find_byte(v, '=', at);
        if (at == SIZE_MAX) return;
        for (at++; at < v.len && mh_is_space(v.ptr[at]);) at++;
        mh_view rest = mh_view_sub(v, at, v.len);
        if (rest.len < MIN_BYTES) return;
        bool call = mh_view_starts(rest, MH_VIEW("(function")) ||
                    mh_view_starts(rest, MH_VIEW("JSON.parse("));
        if (!call && rest.ptr[0] != '{' && rest.ptr[0] != '[') continue;
        size_t used = 0;
        json_t *j = mh_state_literal(rest, &used);
        tries++;
        at += used > MIN_BYTES && j ? used : 1;
        if (used < MIN_BYTES) {
            json_decref(j);
        } else {
            add(out, j, false);
        }
    }
}

/* Whether a script speaks of a title and of a text at all: most count clicks and place advertising. */
static bool may_hold_article(mh_view v) {
    static const char *const titles[] = {"title", "Title", "headline", "name"};
    static const char *const texts[] = {"ontent", "ody", "ext", "html", "tory", "HTML"};
    bool titled = false;
    for (size_t i = 0; i < sizeof titles / sizeof titles[0] && !titled; i++)
        titled = mh_view_find(v, mh_view_of(titles[i]), 0) != SIZE_MAX;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && titled; i++)
        if (mh_view_find(v, mh_view_of(texts[i]), 0) != SIZE_MAX) return true;
    return false;
}

static bool is_object_attr(const mh_tree *t, const mh_attr_rec *a) {
    return a->len >= MIN_ATTR && t->pool.ptr[a->value] == '{' &&
           (t->pool.ptr[a->value + 1] == '"' || t->pool.ptr[a->value + 1] == '\'');
}

/* Objects in attributes: what a server hands to the components of a page (Inertia's data-page, the
 * properties of Vue's). */
static void read_attrs(json_t *out, const mh_tree *t, size_t *left) {
    for (size_t i = 0; i < t->attrs.len; i++) {
        const mh_attr_rec *a = &t->attrs.ptr[i];
        if (!is_object_attr(t, a) || a->len > *left) continue;
        *left -= a->len;
        add(out, mh_state_literal((mh_view){t->pool.ptr + a->value, a->len}, NULL), false);
    }
}

bool mh_state_in_attrs(const mh_tree *t) {
    for (size_t i = 0; i < t->attrs.len; i++)
        if (is_object_attr(t, &t->attrs.ptr[i])) return true;
    return false;
}

json_t *mh_state_read(const mh_tree *t) {
    json_t *out = json_array();
    size_t left = MH_STATE_BYTES;
    mh_buf flight = {0};
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        const mh_node_rec *r = mh_rec(t, n);
        if (r->tag != MH_TAG_SCRIPT || r->type != MH_NODE_ELEMENT || r->first == MH_NODE_NONE)
            continue;
        mh_view v = mh_view_trim(mh_tree_text(t, r->first));
        mh_view type = mh_tree_attr_num(t, n, MH_ATTR_TYPE);
        if (v.len > left || mh_view_ifind(type, MH_VIEW("ld+json"), 0) != SIZE_MAX) continue;
        if (mh_flight_add(&flight, v)) {
            left -= v.len;
            continue;
        }
        if (v.len < MIN_BYTES || !may_hold_article(v)) continue;
        left -= v.len;
        if (v.ptr[0] == '{' || v.ptr[0] == '[') {
            bool flat = mh_view_find(mh_tree_attr_num(t, n, MH_ATTR_ID), MH_VIEW("NUXT_DATA"), 0) !=
                        SIZE_MAX;
            add(out, mh_state_literal(v, NULL), flat);
        } else if (mh_view_ifind(type, MH_VIEW("json"), 0) == SIZE_MAX) {
            read_script(out, v);
        }
    }
    read_attrs(out, t, &left);
    mh_flight_read(out, mh_buf_view(&flight));
    mh_buf_clear(&flight);
    return out;
}
