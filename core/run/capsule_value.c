/* Items as a capsule keeps them. Declared in capsule.h. */
#include "run/capsule.h"

#include "base/hash.h"
#include "base/utf8.h"

#include <lauxlib.h>
#include <stdlib.h>

#define DEPTH_MAX 20
#define LIST_MAX  100000
#define BYTES     "$bytes"

static json_t *text_value(mh_view v) {
    if (mh_utf8_valid(v) && memchr(v.ptr, 0, v.len) == NULL) return json_stringn(v.ptr, v.len);
    mh_buf hex = {0};
    for (size_t i = 0; i < v.len; i++) mh_buf_printf(&hex, "%02x", (unsigned char)v.ptr[i]);
    json_t *o = json_object();
    json_object_set_new(o, BYTES, json_stringn(hex.ptr, hex.len));
    mh_buf_clear(&hex);
    return o;
}

static json_t *value(lua_State *L, int idx, int depth);

/* A list if the keys are 1..n. */
static json_t *table_value(lua_State *L, int idx, int depth) {
    lua_Integer n = (lua_Integer)lua_rawlen(L, idx);
    bool list = n > 0 || mh_is_marked_array(L, idx);
    json_t *out = list ? json_array() : json_object();
    if (depth > DEPTH_MAX || !lua_checkstack(L, 6)) return out;
    for (lua_Integer i = 1; list && i <= n && i <= LIST_MAX; i++) {
        lua_rawgeti(L, idx, i);
        json_array_append_new(out, value(L, lua_gettop(L), depth + 1));
        lua_pop(L, 1);
    }
    if (list) return out;
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) continue;
        size_t len;
        const char *key = lua_tolstring(L, -2, &len);
        if (mh_utf8_valid((mh_view){key, len}) && strlen(key) == len)
            json_object_set_new(out, key, value(L, lua_gettop(L), depth + 1));
    }
    return out;
}

static json_t *value(lua_State *L, int idx, int depth) {
    size_t len;
    const char *s;
    if (mh_is_null(L, idx)) return json_null();
    switch (lua_type(L, idx)) {
    case LUA_TBOOLEAN: return json_boolean(lua_toboolean(L, idx));
    case LUA_TNUMBER: {
        json_t *n = lua_isinteger(L, idx) ? json_integer(lua_tointeger(L, idx))
                                          : json_real(lua_tonumber(L, idx));
        return n ? n : json_null(); /* what is no number */
    }
    case LUA_TSTRING: s = lua_tolstring(L, idx, &len); return text_value((mh_view){s, len});
    case LUA_TTABLE: return table_value(L, idx, depth);
    default: return json_null();
    }
}

json_t *mh_capsule_value(lua_State *L, int idx) {
    return value(L, lua_absindex(L, idx), 0);
}

static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
}

static void push_bytes(lua_State *L, const json_t *hex) {
    luaL_Buffer b;
    const char *s = json_string_value(hex);
    luaL_buffinit(L, &b);
    for (size_t i = 0; i + 1 < json_string_length(hex); i += 2)
        luaL_addchar(&b, (char)(digit(s[i]) * 16 + digit(s[i + 1])));
    luaL_pushresult(&b);
}

void mh_capsule_push(lua_State *L, const json_t *v) {
    size_t i;
    const char *key;
    json_t *x, *t = (json_t *)(uintptr_t)v;
    luaL_checkstack(L, 10, "item");
    if (json_is_object(v) && json_is_string(json_object_get(v, BYTES))) {
        push_bytes(L, json_object_get(v, BYTES));
    } else if (json_is_object(v)) {
        lua_newtable(L);
        json_object_foreach(t, key, x) {
            mh_capsule_push(L, x);
            lua_setfield(L, -2, key);
        }
    } else if (json_is_array(v)) {
        lua_newtable(L);
        mh_mark_array(L, -1);
        json_array_foreach(t, i, x) {
            mh_capsule_push(L, x);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
    } else {
        mh_push_json(L, v);
    }
}

/* ---- hashes ---- */

#define FOLDERS_MAX 6
#define FILE_MAX    ((size_t)64 << 20)

static void add_folder(mh_buf *sum, const char *folder, int depth) {
    mh_names all = {0};
    if (depth > FOLDERS_MAX || mh_fs_list(&all, folder, NULL) != MH_OK) return;
    for (size_t i = 0; i < all.len; i++) {
        char *path = mh_path_join(folder, all.ptr[i]);
        mh_buf bytes = {0};
        char hex[MH_SHA256_HEX];
        if (all.ptr[i][0] == '.' || (depth == 0 && strcmp(all.ptr[i], "test") == 0)) {
        } else if (mh_fs_is_dir(path)) {
            mh_buf_printf(sum, "%s/\n", all.ptr[i]);
            add_folder(sum, path, depth + 1);
        } else if (mh_fs_read(&bytes, path, FILE_MAX, NULL) == MH_OK) {
            mh_sha256_hex(mh_buf_view(&bytes), hex);
            mh_buf_printf(sum, "%s %s\n", hex, all.ptr[i]);
        }
        mh_buf_clear(&bytes);
        free(path);
    }
    mh_names_clear(&all);
}

void mh_capsule_hash(const char *folder, char out[65]) {
    mh_buf sum = {0};
    add_folder(&sum, folder, 0);
    mh_sha256_hex(mh_buf_view(&sum), out);
    mh_buf_clear(&sum);
}
