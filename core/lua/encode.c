#include "lua/encode.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "lua/ctx.h"
#include "lua/value.h"
#include "lua/value_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define FEW 24 /* pairs that are sorted by insertion */

/* A pair of an object as it lies in the output: ,"key":value */
typedef struct pair {
    mh_view key; /* borrowed from the table */
    size_t from, len;
} pair;

typedef struct writer {
    lua_State *L;
    mh_buf *out;
    MH_VEC(pair) pairs; /* of the objects that are open, the innermost last */
    unsigned indent;
    bool sort;
    mh_err *e;
} writer;

#define HIGH_BITS 0x8080808080808080u
#define LOW_BITS  0x0101010101010101u

static inline bool is_plain(unsigned char c) {
    return c >= 0x20 && c != '"' && c != '\\';
}

/* Bytes at the front of v that stand for themselves; eight at once: a byte less one has its high bit
 * set, and itself has not, when it was zero. */
static size_t plain_run(mh_view v) {
    size_t n = 0;
    for (uint64_t w; n + sizeof w <= v.len; n += sizeof w) {
        memcpy(&w, v.ptr + n, sizeof w);
        uint64_t quote = w ^ (LOW_BITS * '"'), slash = w ^ (LOW_BITS * '\\');
        uint64_t low = (w - LOW_BITS * 0x20) | (quote - LOW_BITS) | (slash - LOW_BITS);
        if (low & ~w & HIGH_BITS) break;
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

/* False: v is not UTF-8. */
static bool put_string(mh_buf *out, mh_view v) {
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

static void put_integer(mh_buf *out, lua_Integer i) {
    char digits[24];
    size_t at = sizeof digits;
    lua_Unsigned left = i < 0 ? 0 - (lua_Unsigned)i : (lua_Unsigned)i;
    do digits[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (i < 0) digits[--at] = '-';
    mh_buf_put_n(out, digits + at, sizeof digits - at);
}

/* 17 digits give every double back; an exponent has neither "+" nor leading zeros, and a number
 * without a point or an exponent gets ".0", so that it is read as no integer. */
static void put_real(mh_buf *out, double d) {
    char digits[40];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%.17g", d);
    char *exponent = memchr(digits, 'e', len);
    if (exponent) {
        char *to = exponent + 1, *from = to + 1;
        if (*to == '-') to++;
        while (*from == '0') from++;
        mh_buf_put_n(out, digits, (size_t)(to - digits));
        mh_buf_puts(out, from);
        return;
    }
    mh_buf_put_n(out, digits, len);
    if (memchr(digits, '.', len) == NULL) mh_buf_put_n(out, ".0", 2);
}

static void put_line(writer *w, int depth) {
    if (w->indent == 0) return;
    mh_buf_putc(w->out, '\n');
    for (size_t n = (size_t)depth * w->indent; n > 0; n--) mh_buf_putc(w->out, ' ');
}

static mh_rc put_value(writer *w, const mh_step *at, int depth);

/* The list at the top of the stack. */
static mh_rc put_list(writer *w, size_t n, const mh_step *at, int depth) {
    int t = lua_gettop(w->L);
    mh_buf_putc(w->out, '[');
    for (size_t i = 1; i <= n; i++) {
        mh_step here = {.up = at, .index = i};
        if (i > 1) mh_buf_putc(w->out, ',');
        put_line(w, depth + 1);
        lua_rawgeti(w->L, t, (lua_Integer)i);
        if (put_value(w, &here, depth + 1) != MH_OK) return MH_FAIL;
        lua_pop(w->L, 1);
    }
    if (n > 0) put_line(w, depth);
    mh_buf_putc(w->out, ']');
    return MH_OK;
}

/* The pair at the top of the stack, with the comma before it. */
static mh_rc put_pair(writer *w, const mh_step *at, int depth) {
    if (lua_type(w->L, -2) != LUA_TSTRING)
        return mh_value_fail(at, "keys must be strings, or 1 to n for a list", w->e);
    pair p = {.from = w->out->len};
    p.key.ptr = lua_tolstring(w->L, -2, &p.key.len);
    mh_step here = {.up = at, .key = p.key};
    mh_buf_putc(w->out, ',');
    put_line(w, depth + 1);
    bool good = put_string(w->out, p.key);
    mh_buf_put_n(w->out, ": ", w->indent ? 2 : 1);
    if (put_value(w, &here, depth + 1) != MH_OK) return MH_FAIL;
    if (!good) return mh_value_fail(&here, "the key is not UTF-8", w->e);
    p.len = w->out->len - p.from;
    mh_vec_push(&w->pairs, p);
    return MH_OK;
}

static int by_key(const void *a, const void *b) {
    return mh_view_cmp(((const pair *)a)->key, ((const pair *)b)->key);
}

static void sort(pair *p, size_t n) {
    if (n > FEW) {
        qsort(p, n, sizeof *p, by_key);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        pair moved = p[i];
        size_t to = i;
        for (; to > 0 && by_key(&moved, &p[to - 1]) < 0; to--) p[to] = p[to - 1];
        p[to] = moved;
    }
}

/* Puts the pairs from first on, which end the output, in order. */
static void put_in_order(writer *w, size_t first) {
    pair *p = w->pairs.ptr + first;
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

/* The object at the top of the stack. Its pairs are written as the table has them and sorted as text:
 * no key is looked up again, no value waits on Lua's stack. */
static mh_rc put_object(writer *w, const mh_step *at, int depth) {
    lua_State *L = w->L;
    int t = lua_gettop(L);
    size_t first = w->pairs.len, from = w->out->len;
    for (lua_pushnil(L); lua_next(L, t); lua_pop(L, 1))
        if (put_pair(w, at, depth) != MH_OK) return MH_FAIL;
    bool empty = w->pairs.len == first;
    if (w->sort) put_in_order(w, first);
    w->pairs.len = first;
    if (empty)
        mh_buf_putc(w->out, '{');
    else
        w->out->ptr[from] = '{'; /* in place of the first comma */
    if (!empty) put_line(w, depth);
    mh_buf_putc(w->out, '}');
    return MH_OK;
}

static mh_rc put_table(writer *w, const mh_step *at, int depth) {
    size_t n;
    if (mh_value_room(w->L, depth, at, w->e) != MH_OK) return MH_FAIL;
    if (mh_value_is_list(w->L, lua_gettop(w->L), &n)) return put_list(w, n, at, depth);
    return put_object(w, at, depth);
}

/* The value at the top of the stack; leaves it there, or more when it fails. */
static mh_rc put_value(writer *w, const mh_step *at, int depth) {
    lua_State *L = w->L;
    mh_view s;
    switch (lua_type(L, -1)) {
    case LUA_TNIL: break;
    case LUA_TBOOLEAN: mh_buf_puts(w->out, lua_toboolean(L, -1) ? "true" : "false"); return MH_OK;
    case LUA_TNUMBER:
        if (lua_isinteger(L, -1)) {
            put_integer(w->out, lua_tointeger(L, -1));
            return MH_OK;
        }
        if (!isfinite(lua_tonumber(L, -1)))
            return mh_value_fail(at, "a number that is not finite", w->e);
        put_real(w->out, lua_tonumber(L, -1));
        return MH_OK;
    case LUA_TSTRING:
        s.ptr = lua_tolstring(L, -1, &s.len);
        return put_string(w->out, s) ? MH_OK : mh_value_fail(at, "the string is not UTF-8", w->e);
    case LUA_TTABLE: return put_table(w, at, depth);
    default:
        if (!mh_is_null(L, -1)) return mh_value_odd(L, -1, at, w->e);
    }
    mh_buf_put_n(w->out, "null", 4);
    return MH_OK;
}

mh_rc mh_value_encode(lua_State *L, int idx, const char *name, const mh_encode_style *style,
                      mh_buf *out, mh_err *e) {
    writer w = {.L = L, .out = out, .e = e, .sort = true};
    if (style) {
        w.indent = style->indent;
        w.sort = !style->unsorted || mh_ctx_of(L)->repeatable;
    }
    mh_step root = {.key = mh_view_of(name)};
    int top = lua_gettop(L);
    lua_pushvalue(L, idx);
    mh_rc rc = put_value(&w, &root, 0);
    lua_settop(L, top);
    mh_vec_clear(&w.pairs);
    return rc;
}
