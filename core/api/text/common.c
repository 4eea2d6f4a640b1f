#include "api/text/text_priv.h"

#include <string.h>

#define ARENA_KEPT ((size_t)256 << 10) /* bytes of a scratch that are kept for its next use */
#define BUF_KEPT   ((size_t)64 << 10)

static void scratch_close(void *body) {
    text_scratch *s = body;
    mh_arena_free(s->arena);
    s->arena = NULL;
    mh_buf_clear(&s->buf);
}

static const mh_class scratch_class = {
    .name = "mine.text.scratch", .size = sizeof(text_scratch), .close = scratch_close};

static const char spare_key = 0; /* registry: the scratch made last */

text_scratch *text_scratch_new(lua_State *L) {
    luaL_checkstack(L, 4, NULL);
    text_scratch *s = NULL;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &spare_key) == LUA_TUSERDATA)
        s = mh_obj_test(L, -1, &scratch_class);
    if (s == NULL || s->busy) { /* one that a raised error left is busy for ever */
        lua_pop(L, 1);
        s = mh_obj_new(L, &scratch_class);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &spare_key);
    }
    if (s->arena == NULL) s->arena = mh_arena_new();
    s->busy = true;
    return s;
}

void text_done(text_scratch *s) {
    if (mh_arena_size(s->arena) <= ARENA_KEPT) {
        mh_arena_reset(s->arena);
    } else {
        mh_arena_free(s->arena);
        s->arena = NULL;
    }
    if (s->buf.cap <= BUF_KEPT)
        mh_buf_reset(&s->buf);
    else
        mh_buf_clear(&s->buf);
    s->busy = false;
}

mh_text *text_engine(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    if (c->text) return c->text;
    mh_err e = {0};
    if (c->ops->open_text(c, &e) != MH_OK) {
        mh_raise(L, &e);
        return NULL;
    }
    return c->text;
}

bool text_arg(lua_State *L, int idx, mh_view *out, mh_err *e) {
    *out = mh_check_view(L, idx);
    return mh_text_check(*out, e) == MH_OK;
}

void text_push_passage(lua_State *L, mh_view s, size_t from, size_t to, int more) {
    lua_createtable(L, 0, 3 + more);
    mh_push_view(L, mh_view_sub(s, from, to));
    lua_setfield(L, -2, "text");
    lua_pushinteger(L, (lua_Integer)from + 1);
    lua_setfield(L, -2, "first");
    lua_pushinteger(L, (lua_Integer)to);
    lua_setfield(L, -2, "last");
}

int text_raw_field(lua_State *L, int idx, const char *key) {
    idx = lua_absindex(L, idx);
    lua_pushstring(L, key);
    return lua_rawget(L, idx);
}

const char *text_language(lua_State *L, mh_view v, char out[8]) {
    if (v.len == 0) return NULL;
    bool good = v.len == 2 || v.len == 3;
    for (size_t i = 0; good && i < v.len; i++) good = v.ptr[i] >= 'a' && v.ptr[i] <= 'z';
    if (!good)
        luaL_error(L, "'%s' is no language code (such as \"en\")",
                   lua_pushlstring(L, v.ptr, v.len < 40 ? v.len : 40));
    memcpy(out, v.ptr, v.len);
    out[v.len] = '\0';
    return out;
}
