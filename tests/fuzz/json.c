/* json.c: JSON text through mine.json: decoded, encoded, decoded again; and as an item of the store. */
#include "fuzz.h"

#include "lua/sandbox.h"
#include "lua/value.h"

#include <lauxlib.h>
#include <lualib.h>

static const char script[] = "local json, text = ...\n"
                             "local v, err = json.decode(text)\n"
                             "if v == nil then return nil, err.message, err.code end\n"
                             "local a = json.encode(v)\n"
                             "local b = json.encode(json.decode(a))\n"
                             "return a, b, json.encode(v, { indent = 2 })\n";

static int push_json_module(lua_State *L) {
    mh_push_env(L, NULL, NULL);
    lua_getfield(L, -1, "mine");
    lua_getfield(L, -1, "json");
    return 1;
}

static lua_State *open_state(mh_ctx *c) {
    *c = (mh_ctx){.clock = mh_clock_system()};
    c->mem.limit = (size_t)256 << 20;
    lua_State *L = mh_lua_new(c);
    fz_check(L != NULL);
    lua_pushcfunction(L, push_json_module);
    fz_check(lua_pcall(L, 0, 1, 0) == LUA_OK);
    mh_push_empty_env(L);
    fz_check(mh_load_text(L, MH_VIEW(script), "=fuzz", 2) == LUA_OK);
    lua_remove(L, 2); /* module, function */
    return L;
}

static mh_view view_at(lua_State *L, int idx) {
    mh_view v = {0};
    v.ptr = lua_tolstring(L, idx, &v.len);
    return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_ctx ctx;
    static lua_State *L;
    static unsigned runs;
    if (!L) L = open_state(&ctx);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 1);
    lua_pushlstring(L, (const char *)data, size);
    if (lua_pcall(L, 2, 3, 0) == LUA_OK) {
        mh_view a = view_at(L, 3), b = view_at(L, 4), c = view_at(L, 5);
        if (a.ptr == NULL) { /* refused: with a message, and as what it is */
            fz_check(b.len > 0 && mh_utf8_valid(b));
            fz_check(mh_view_eq(c, MH_VIEW("parse")));
        } else {
            fz_is_text(a);
            fz_is_text(c);
            fz_check(mh_view_eq(a, b));
            json_t *was =
                json_loadb((const char *)data, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
            json_t *is = json_loadb(a.ptr, a.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
            fz_check(was && is && json_equal(was, is));
            json_decref(was);
            json_decref(is);
        }
    } else {
        fz_check(strstr(lua_tostring(L, -1), "nested too deep") != NULL);
    }
    lua_settop(L, 2);
    if (++runs % 256 == 0) lua_gc(L, LUA_GCCOLLECT, 0);
    return 0;
}
