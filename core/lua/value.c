#include "lua/value.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "lua/class.h"
#include "lua/ctx.h"
#include "lua/value_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PATH_MAX_SHOWN 100 /* bytes of a path in a message */
#define KEY_MAX_SHOWN  60

static const char null_key = 0, array_key = 0;

void mh_push_null(lua_State *L) {
    lua_pushlightuserdata(L, (void *)(uintptr_t)&null_key);
}

bool mh_is_null(lua_State *L, int idx) {
    return lua_islightuserdata(L, idx) && lua_touserdata(L, idx) == (const void *)&null_key;
}

static void push_array_meta(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key) != LUA_TNIL) return;
    lua_pop(L, 1);
    lua_createtable(L, 0, 2);
    lua_pushliteral(L, "array");
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &array_key);
}

void mh_mark_array(lua_State *L, int idx) {
    idx = lua_absindex(L, idx);
    push_array_meta(L);
    lua_setmetatable(L, idx);
}

bool mh_is_marked_array(lua_State *L, int idx) {
    if (!lua_istable(L, idx) || !lua_getmetatable(L, idx)) return false;
    bool same =
        lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key) == LUA_TTABLE && lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return same;
}

static void box_close(void *body) {
    json_decref(*(json_t **)body);
}

static const mh_class box_class = {
    .name = "mine.value", .size = sizeof(json_t *), .close = box_close};

json_t **mh_json_box(lua_State *L) {
    return mh_obj_new(L, &box_class);
}

typedef struct reader {
    lua_State *L;
    mh_err *e;
    bool mixed; /* integer keys beside names are allowed */
} reader;

static void put_index(mh_buf *path, size_t i) {
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = ']';
    for (; i; i /= 10) digits[--at] = (char)('0' + i % 10);
    digits[--at] = '[';
    mh_buf_put_n(path, digits + at, sizeof digits - at);
}

static void put_path(mh_buf *path, const mh_step *at) {
    if (at->up) put_path(path, at->up);
    if (at->index > 0) {
        put_index(path, at->index);
        return;
    }
    if (path->len > 0) mh_buf_putc(path, '.');
    mh_buf_put_n(path, at->key.ptr, at->key.len < KEY_MAX_SHOWN ? at->key.len : KEY_MAX_SHOWN);
}

mh_rc mh_value_fail(const mh_step *at, const char *why, mh_err *e) {
    mh_buf path = {0};
    put_path(&path, at);
    mh_view shown = mh_utf8_cut(mh_buf_view(&path), PATH_MAX_SHOWN);
    mh_fail(e, MH_E_USAGE, "%.*s%s: %s", MH_FMT(shown), shown.len < path.len ? "..." : "", why);
    mh_buf_clear(&path);
    return MH_FAIL;
}

mh_rc mh_value_odd(lua_State *L, int idx, const mh_step *at, mh_err *e) {
    char why[64];
    snprintf(why, sizeof why, "a %s cannot be stored", lua_typename(L, lua_type(L, idx)));
    return mh_value_fail(at, why, e);
}

mh_rc mh_value_room(lua_State *L, int depth, const mh_step *at, mh_err *e) {
    if (depth >= MH_VALUE_DEPTH) return mh_value_fail(at, "nested too deep, or in a circle", e);
    if (!lua_checkstack(L, 6)) return mh_value_fail(at, "nested too deep for Lua's stack", e);
    return MH_OK;
}

/* n when the keys of the table are 1..n, else 0. */
static size_t list_length(lua_State *L, int idx) {
    size_t n = lua_rawlen(L, idx), seen = 0;
    if (n == 0) return 0;
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        if (!lua_isinteger(L, -2)) {
            lua_pop(L, 2);
            return 0;
        }
        lua_Integer k = lua_tointeger(L, -2);
        if (k < 1 || (size_t)k > n) {
            lua_pop(L, 2);
            return 0;
        }
        seen++;
    }
    return seen == n ? n : 0;
}

bool mh_value_is_list(lua_State *L, int idx, size_t *n) {
    bool marked = mh_is_marked_array(L, idx);
    *n = marked ? lua_rawlen(L, idx) : list_length(L, idx);
    return marked || *n > 0;
}

static mh_rc read_value(reader *r, int idx, const mh_step *at, int depth, json_t **out);

static mh_rc read_list(reader *r, int idx, size_t n, const mh_step *at, int depth, json_t **out) {
    json_t *list = json_array();
    for (size_t i = 1; i <= n; i++) {
        json_t *v = NULL;
        mh_step here = {.up = at, .index = i};
        lua_rawgeti(r->L, idx, (lua_Integer)i);
        mh_rc rc = read_value(r, lua_gettop(r->L), &here, depth + 1, &v);
        lua_pop(r->L, 1);
        if (rc != MH_OK || json_array_append_new(list, v) != 0) {
            json_decref(list);
            return MH_FAIL;
        }
    }
    *out = list;
    return MH_OK;
}

static mh_rc read_pair(reader *r, json_t *obj, const mh_step *at, int depth) {
    size_t len;
    char digits[24];
    const char *key = digits;
    if (lua_type(r->L, -2) == LUA_TSTRING)
        key = lua_tolstring(r->L, -2, &len);
    else if (r->mixed && lua_isinteger(r->L, -2))
        len = (size_t)snprintf(digits, sizeof digits, "%lld", lua_tointeger(r->L, -2));
    else
        return mh_value_fail(at, "keys must be strings, or 1 to n for a list", r->e);
    json_t *v = NULL;
    mh_step here = {.up = at, .key = {key, len}};
    if (read_value(r, lua_gettop(r->L), &here, depth + 1, &v) != MH_OK) return MH_FAIL;
    if (json_object_setn_new(obj, key, len, v) != 0)
        return mh_value_fail(&here, "the key is not UTF-8", r->e);
    return MH_OK;
}

static int by_bytes(const void *a, const void *b) {
    return mh_view_cmp(*(const mh_view *)a, *(const mh_view *)b);
}

/* The same object with its keys in order: in a repeatable run nothing may show how a table lies in
 * memory, and json_t keeps the order in which keys came. */
static json_t *in_order(json_t *obj) {
    const char *key;
    json_t *v, *out = json_object();
    MH_VEC(mh_view) keys = {0};
    json_object_foreach(obj, key, v) {
        mh_view k = {key, json_object_iter_key_len(json_object_key_to_iter(key))};
        mh_vec_push(&keys, k);
    }
    if (keys.len > 0) qsort(keys.ptr, keys.len, sizeof *keys.ptr, by_bytes);
    for (size_t i = 0; i < keys.len; i++) {
        v = json_object_getn(obj, keys.ptr[i].ptr, keys.ptr[i].len);
        json_object_setn_nocheck(out, keys.ptr[i].ptr, keys.ptr[i].len, v);
    }
    mh_vec_clear(&keys);
    json_decref(obj);
    return out;
}

static mh_rc read_table(reader *r, int idx, const mh_step *at, int depth, json_t **out) {
    lua_State *L = r->L;
    size_t n;
    if (mh_value_room(L, depth, at, r->e) != MH_OK) return MH_FAIL;
    if (mh_value_is_list(L, idx, &n)) return read_list(r, idx, n, at, depth, out);
    json_t *obj = json_object();
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        if (read_pair(r, obj, at, depth) == MH_OK) continue;
        lua_pop(L, 2);
        json_decref(obj);
        return MH_FAIL;
    }
    *out = mh_ctx_of(L)->repeatable ? in_order(obj) : obj;
    return MH_OK;
}

static mh_rc read_number(reader *r, int idx, const mh_step *at, json_t **out) {
    if (lua_isinteger(r->L, idx)) {
        *out = json_integer(lua_tointeger(r->L, idx));
        return MH_OK;
    }
    double d = lua_tonumber(r->L, idx);
    if (!isfinite(d)) return mh_value_fail(at, "a number that is not finite", r->e);
    *out = json_real(d);
    return MH_OK;
}

static mh_rc read_value(reader *r, int idx, const mh_step *at, int depth, json_t **out) {
    lua_State *L = r->L;
    size_t len;
    const char *s;
    switch (lua_type(L, idx)) {
    case LUA_TNIL: *out = json_null(); return MH_OK;
    case LUA_TBOOLEAN: *out = json_boolean(lua_toboolean(L, idx)); return MH_OK;
    case LUA_TNUMBER: return read_number(r, idx, at, out);
    case LUA_TSTRING:
        s = lua_tolstring(L, idx, &len);
        *out = json_stringn(s, len);
        return *out ? MH_OK : mh_value_fail(at, "the string is not UTF-8", r->e);
    case LUA_TTABLE: return read_table(r, idx, at, depth, out);
    default: break;
    }
    if (!mh_is_null(L, idx)) return mh_value_odd(L, idx, at, r->e);
    *out = json_null();
    return MH_OK;
}

static mh_rc read_root(lua_State *L, int idx, const char *name, bool mixed, json_t **out,
                       mh_err *e) {
    reader r = {.L = L, .e = e, .mixed = mixed};
    mh_step root = {.key = mh_view_of(name)};
    int top = lua_gettop(L);
    mh_rc rc = read_value(&r, lua_absindex(L, idx), &root, 0, out);
    lua_settop(L, top);
    return rc;
}

mh_rc mh_value_to_json(lua_State *L, int idx, const char *name, json_t **out, mh_err *e) {
    return read_root(L, idx, name, false, out, e);
}

mh_rc mh_value_to_json_mixed(lua_State *L, int idx, const char *name, json_t **out, mh_err *e) {
    return read_root(L, idx, name, true, out, e);
}

static void push(lua_State *L, const json_t *v, int depth);

static void push_list(lua_State *L, const json_t *v, int depth) {
    size_t n = json_array_size(v);
    lua_createtable(L, n < 1000000 ? (int)n : 1000000, 0);
    for (size_t i = 0; i < n; i++) {
        push(L, json_array_get(v, i), depth + 1);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    mh_mark_array(L, -1);
}

static void push_object(lua_State *L, const json_t *v, int depth) {
    const char *key;
    json_t *x;
    json_t *obj = (json_t *)(uintptr_t)v; /* jansson's iterators take no const */
    lua_createtable(L, 0, (int)json_object_size(v));
    json_object_foreach(obj, key, x) {
        lua_pushlstring(L, key, json_object_iter_key_len(json_object_key_to_iter(key)));
        push(L, x, depth + 1);
        lua_rawset(L, -3);
    }
}

static void push(lua_State *L, const json_t *v, int depth) {
    luaL_checkstack(L, 6, "value nested too deep");
    if (depth > MH_VALUE_DEPTH) luaL_error(L, "value nested too deep");
    switch (v ? json_typeof(v) : JSON_NULL) {
    case JSON_OBJECT: push_object(L, v, depth); break;
    case JSON_ARRAY: push_list(L, v, depth); break;
    case JSON_STRING: lua_pushlstring(L, json_string_value(v), json_string_length(v)); break;
    case JSON_INTEGER: lua_pushinteger(L, json_integer_value(v)); break;
    case JSON_REAL: lua_pushnumber(L, json_real_value(v)); break;
    case JSON_TRUE: lua_pushboolean(L, 1); break;
    case JSON_FALSE: lua_pushboolean(L, 0); break;
    case JSON_NULL: mh_push_null(L); break;
    }
}

void mh_push_json(lua_State *L, const json_t *v) {
    push(L, v, 0);
}

static int push_boxed(lua_State *L) {
    push(L, lua_touserdata(L, 1), 0);
    return 1;
}

void mh_push_json_take(lua_State *L, json_t *v) {
    lua_pushcfunction(L, push_boxed); /* neither push can raise */
    lua_pushlightuserdata(L, v);
    int status = lua_pcall(L, 1, 1, 0);
    json_decref(v);
    if (status != LUA_OK) lua_error(L);
}
