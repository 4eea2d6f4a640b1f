#include "lua/encode.h"

#include "lua/ctx.h"
#include "lua/value.h"
#include "lua/value_priv.h"

#include <math.h>

typedef struct encoder {
    lua_State *L;
    mh_json_writer w;
    mh_err *e;
} encoder;

static mh_rc put_value(encoder *x, const mh_step *at, size_t depth);

/* The list at the top of the stack. */
static mh_rc put_list(encoder *x, size_t n, const mh_step *at, size_t depth) {
    int t = lua_gettop(x->L);
    mh_buf *out = x->w.out;
    mh_buf_putc(out, '[');
    for (size_t i = 1; i <= n; i++) {
        mh_step here = {.up = at, .index = i};
        if (i > 1) mh_buf_putc(out, ',');
        mh_json_line(&x->w, depth + 1);
        lua_rawgeti(x->L, t, (lua_Integer)i);
        if (put_value(x, &here, depth + 1) != MH_OK) return MH_FAIL;
        lua_pop(x->L, 1);
    }
    if (n > 0) mh_json_line(&x->w, depth);
    mh_buf_putc(out, ']');
    return MH_OK;
}

/* The pair at the top of the stack. */
static mh_rc put_pair(encoder *x, const mh_step *at, size_t depth) {
    if (lua_type(x->L, -2) != LUA_TSTRING)
        return mh_value_fail(at, "keys must be strings, or 1 to n for a list", x->e);
    mh_json_pair p;
    mh_step here = {.up = at};
    here.key.ptr = lua_tolstring(x->L, -2, &here.key.len);
    bool good = mh_json_pair_begin(&x->w, here.key, depth, &p);
    if (put_value(x, &here, depth + 1) != MH_OK) return MH_FAIL;
    if (!good) return mh_value_fail(&here, "the key is not UTF-8", x->e);
    mh_json_pair_end(&x->w, &p);
    return MH_OK;
}

/* The object at the top of the stack. */
static mh_rc put_object(encoder *x, const mh_step *at, size_t depth) {
    lua_State *L = x->L;
    int t = lua_gettop(L);
    size_t pairs = x->w.pairs.len, from = x->w.out->len;
    for (lua_pushnil(L); lua_next(L, t); lua_pop(L, 1))
        if (put_pair(x, at, depth) != MH_OK) return MH_FAIL;
    mh_json_object_end(&x->w, pairs, from, depth);
    return MH_OK;
}

static mh_rc put_table(encoder *x, const mh_step *at, size_t depth) {
    size_t n;
    if (mh_value_room(x->L, (int)depth, at, x->e) != MH_OK) return MH_FAIL;
    if (mh_value_is_list(x->L, lua_gettop(x->L), &n)) return put_list(x, n, at, depth);
    return put_object(x, at, depth);
}

static mh_rc put_number(encoder *x, const mh_step *at) {
    if (lua_isinteger(x->L, -1)) {
        mh_json_put_integer(x->w.out, lua_tointeger(x->L, -1));
        return MH_OK;
    }
    double d = lua_tonumber(x->L, -1);
    if (!isfinite(d)) return mh_value_fail(at, "a number that is not finite", x->e);
    mh_json_put_real(x->w.out, d, x->w.style.digits);
    return MH_OK;
}

/* The value at the top of the stack; leaves it there, or more when it fails. */
static mh_rc put_value(encoder *x, const mh_step *at, size_t depth) {
    lua_State *L = x->L;
    mh_view s;
    switch (lua_type(L, -1)) {
    case LUA_TNIL: break;
    case LUA_TBOOLEAN: mh_buf_puts(x->w.out, lua_toboolean(L, -1) ? "true" : "false"); return MH_OK;
    case LUA_TNUMBER: return put_number(x, at);
    case LUA_TSTRING:
        s.ptr = lua_tolstring(L, -1, &s.len);
        if (mh_json_put_string(x->w.out, s)) return MH_OK;
        return mh_value_fail(at, "the string is not UTF-8", x->e);
    case LUA_TTABLE: return put_table(x, at, depth);
    default:
        if (!mh_is_null(L, -1)) return mh_value_odd(L, -1, at, x->e);
    }
    mh_buf_put_n(x->w.out, "null", 4);
    return MH_OK;
}

mh_rc mh_value_encode(lua_State *L, int idx, const char *name, mh_json_style style, mh_buf *out,
                      mh_err *e) {
    encoder x = {.L = L, .w = {.out = out, .style = style}, .e = e};
    if (mh_ctx_of(L)->repeatable) x.w.style.unsorted = false;
    mh_step root = {.key = mh_view_of(name)};
    int top = lua_gettop(L);
    lua_pushvalue(L, idx);
    mh_rc rc = put_value(&x, &root, 0);
    lua_settop(L, top);
    mh_json_writer_clear(&x.w);
    return rc;
}
