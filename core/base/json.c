#include "base/json.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define FEW 24 /* pairs that are sorted by insertion */

#define HIGH_BITS 0x8080808080808080u
#define LOW_BITS  0x0101010101010101u

/* The high bit of each byte of w that is escaped, and of some behind it and over 0x7F: taking one from
 * zero sets it. */
static inline uint64_t escaped(uint64_t w) {
    uint64_t quote = w ^ (LOW_BITS * '"'), slash = w ^ (LOW_BITS * '\\');
    return ((w - LOW_BITS * 0x20) | (quote - LOW_BITS) | (slash - LOW_BITS)) & HIGH_BITS;
}

static inline bool is_plain(unsigned char c) {
    return c >= 0x20 && c != '"' && c != '\\';
}

/* Whether v is ASCII that stands for itself, as nearly all keys and most values are. */
static bool is_simple(mh_view v) {
    uint64_t w;
    for (; v.len >= sizeof w; v = mh_view_sub(v, sizeof w, v.len)) {
        memcpy(&w, v.ptr, sizeof w);
        if (escaped(w) | (w & HIGH_BITS)) return false;
    }
    for (size_t i = 0; i < v.len; i++)
        if (!is_plain((unsigned char)v.ptr[i]) || (unsigned char)v.ptr[i] >= 0x80) return false;
    return true;
}

/* Bytes at the front of v that stand for themselves. */
static size_t plain_run(mh_view v) {
    size_t n = 0;
    for (uint64_t w; n + sizeof w <= v.len; n += sizeof w) {
        memcpy(&w, v.ptr + n, sizeof w);
        if (escaped(w) & ~w) break;
    }
    while (n < v.len && is_plain((unsigned char)v.ptr[n])) n++;
    return n;
}

static void put_escape(mh_buf *out, unsigned char c) {
    static const char named[] = "\b\f\n\r\t\"\\", letters[] = "bfnrt\"\\";
    const char *at = c ? memchr(named, c, sizeof named - 1) : NULL;
    if (at) {
        mh_buf_putc(out, '\\');
        mh_buf_putc(out, letters[at - named]);
    } else {
        mh_buf_printf(out, "\\u%04X", c);
    }
}

bool mh_json_put_string(mh_buf *out, mh_view v) {
    if (is_simple(v)) {
        mh_buf_reserve(out, v.len + 2);
        mh_buf_putc(out, '"');
        mh_buf_put(out, v);
        mh_buf_putc(out, '"');
        return true;
    }
    if (!mh_utf8_valid(v)) return false;
    mh_buf_putc(out, '"');
    for (;;) {
        size_t n = plain_run(v);
        mh_buf_put_n(out, v.ptr, n);
        if (n == v.len) break;
        put_escape(out, (unsigned char)v.ptr[n]);
        v = mh_view_sub(v, n + 1, v.len);
    }
    mh_buf_putc(out, '"');
    return true;
}

void mh_json_put_integer(mh_buf *out, int64_t i) {
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do digits[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (i < 0) digits[--at] = '-';
    mh_buf_put_n(out, digits + at, sizeof digits - at);
}

/* An exponent has neither "+" nor leading zeros, and a number without a point or an exponent gets ".0",
 * so that it is read as no integer. */
void mh_json_put_real(mh_buf *out, double d, unsigned digits) {
    char text[64];
    int most = digits == 0 || digits > 17 ? 17 : (int)digits;
    size_t len = (size_t)snprintf(text, sizeof text, "%.*g", most, d);
    char *exponent = memchr(text, 'e', len);
    if (exponent) {
        char *to = exponent + 1, *from = to + 1;
        if (*to == '-') to++;
        while (*from == '0') from++;
        mh_buf_put_n(out, text, (size_t)(to - text));
        mh_buf_puts(out, from);
        return;
    }
    mh_buf_put_n(out, text, len);
    if (memchr(text, '.', len) == NULL) mh_buf_put_n(out, ".0", 2);
}

void mh_json_line(mh_json_writer *w, size_t depth) {
    if (w->style.indent == 0) return;
    mh_buf_putc(w->out, '\n');
    for (size_t n = depth * w->style.indent; n > 0; n--) mh_buf_putc(w->out, ' ');
}

/* The first eight bytes as a number that has their order. */
static uint64_t head_of(mh_view key) {
    unsigned char first[8] = {0};
    uint64_t head = 0;
    memcpy(first, key.ptr, key.len < sizeof first ? key.len : sizeof first);
    for (size_t i = 0; i < sizeof first; i++) head = head << 8 | first[i];
    return head;
}

bool mh_json_pair_begin(mh_json_writer *w, mh_view key, size_t depth, mh_json_pair *p) {
    *p = (mh_json_pair){.key = key, .head = head_of(key), .from = w->out->len};
    mh_buf_putc(w->out, ',');
    mh_json_line(w, depth + 1);
    bool good = mh_json_put_string(w->out, key);
    mh_buf_put_n(w->out, ": ", w->style.indent ? 2 : 1);
    return good;
}

void mh_json_pair_end(mh_json_writer *w, mh_json_pair *p) {
    p->len = w->out->len - p->from;
    mh_vec_push(&w->pairs, *p);
}

static int by_key(const void *a, const void *b) {
    const mh_json_pair *x = a, *y = b;
    if (x->head != y->head) return x->head < y->head ? -1 : 1;
    return mh_view_cmp(x->key, y->key);
}

static void sort(mh_json_pair *p, size_t n) {
    if (n > FEW) {
        qsort(p, n, sizeof *p, by_key);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        mh_json_pair moved = p[i];
        size_t to = i;
        for (; to > 0 && by_key(&moved, &p[to - 1]) < 0; to--) p[to] = p[to - 1];
        p[to] = moved;
    }
}

/* Puts the pairs from first on, which end the output, in order. */
static void put_in_order(mh_json_writer *w, size_t first) {
    mh_json_pair *p = w->pairs.ptr + first;
    size_t n = w->pairs.len - first;
    if (n < 2) return;
    mh_buf *out = w->out;
    size_t from = p[0].from, end = out->len;
    sort(p, n);
    mh_buf_reserve(out, end - from);
    for (size_t i = 0; i < n; i++) mh_buf_put_n(out, out->ptr + p[i].from, p[i].len);
    memcpy(out->ptr + from, out->ptr + end, end - from);
    out->len = end;
}

void mh_json_object_end(mh_json_writer *w, size_t pairs, size_t from, size_t depth) {
    if (w->pairs.len == pairs) {
        mh_buf_put_n(w->out, "{}", 2);
        return;
    }
    if (!w->style.unsorted) put_in_order(w, pairs);
    w->pairs.len = pairs;
    w->out->ptr[from] = '{'; /* in place of the first comma */
    mh_json_line(w, depth);
    mh_buf_putc(w->out, '}');
}

void mh_json_writer_clear(mh_json_writer *w) {
    mh_vec_clear(&w->pairs);
}

static bool put_value(mh_json_writer *w, const json_t *v, size_t depth);

static bool put_list(mh_json_writer *w, const json_t *list, size_t depth) {
    size_t n = json_array_size(list);
    mh_buf_putc(w->out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0) mh_buf_putc(w->out, ',');
        mh_json_line(w, depth + 1);
        if (!put_value(w, json_array_get(list, i), depth + 1)) return false;
    }
    if (n > 0) mh_json_line(w, depth);
    mh_buf_putc(w->out, ']');
    return true;
}

static bool put_object(mh_json_writer *w, const json_t *object, size_t depth) {
    size_t pairs = w->pairs.len, from = w->out->len;
    json_t *o = (json_t *)(uintptr_t)object; /* jansson's iterators take no const */
    for (void *at = json_object_iter(o); at; at = json_object_iter_next(o, at)) {
        mh_json_pair p;
        mh_view key = {json_object_iter_key(at), json_object_iter_key_len(at)};
        if (!mh_json_pair_begin(w, key, depth, &p)) return false;
        if (!put_value(w, json_object_iter_value(at), depth + 1)) return false;
        mh_json_pair_end(w, &p);
    }
    mh_json_object_end(w, pairs, from, depth);
    return true;
}

static bool put_value(mh_json_writer *w, const json_t *v, size_t depth) {
    if (depth > MH_JSON_DEPTH) return false;
    switch (v ? json_typeof(v) : JSON_NULL) {
    case JSON_OBJECT: return put_object(w, v, depth);
    case JSON_ARRAY: return put_list(w, v, depth);
    case JSON_STRING:
        return mh_json_put_string(w->out, (mh_view){json_string_value(v), json_string_length(v)});
    case JSON_INTEGER: mh_json_put_integer(w->out, json_integer_value(v)); break;
    case JSON_REAL: mh_json_put_real(w->out, json_real_value(v), w->style.digits); break;
    case JSON_TRUE: mh_buf_put_n(w->out, "true", 4); break;
    case JSON_FALSE: mh_buf_put_n(w->out, "false", 5); break;
    case JSON_NULL: mh_buf_put_n(w->out, "null", 4); break;
    }
    return true;
}

bool mh_json_put(mh_buf *out, const json_t *v, mh_json_style style) {
    mh_json_writer w = {.out = out, .style = style};
    bool good = put_value(&w, v, 0);
    mh_json_writer_clear(&w);
    return good;
}
