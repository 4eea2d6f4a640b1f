#include "lua/class.h"

#include "lua/args.h"

#include <string.h>

typedef struct head {
    const mh_class *cls; /* only userdata of this file exist in a state, but for waits' handles */
    bool closed;
    _Alignas(8) char body[]; /* Lua aligns userdata to 8 bytes, no more */
} head;

static head *head_at(lua_State *L, int idx) {
    head *h = lua_touserdata(L, idx);
    if (h == NULL || lua_islightuserdata(L, idx) || lua_rawlen(L, idx) < sizeof(head)) return NULL;
    return h;
}

static void close_once(head *h) {
    if (h->closed) return;
    h->closed = true;
    if (h->cls->close) h->cls->close(h->body);
}

static int obj_close(lua_State *L) {
    head *h = head_at(L, 1);
    luaL_argexpected(L, h, 1, "object");
    close_once(h);
    return 0;
}

static int obj_tostring(lua_State *L) {
    head *h = head_at(L, 1);
    luaL_argexpected(L, h, 1, "object");
    if (h->closed) {
        lua_pushfstring(L, "%s (closed)", h->cls->name);
        return 1;
    }
    char fixed[256];
    mh_buf b = {0};
    if (h->cls->show) h->cls->show(h->body, &b);
    size_t n = b.len < sizeof fixed ? b.len : sizeof fixed - 1;
    if (n) memcpy(fixed, b.ptr, n);
    fixed[n] = '\0';
    mh_buf_clear(&b); /* before the push, which may raise */
    lua_pushfstring(L, n ? "%s (%s)" : "%s", h->cls->name, fixed);
    return 1;
}

/* Upvalue 1: the methods. */
static int obj_index(lua_State *L) {
    head *h = head_at(L, 1);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    if (h == NULL || h->cls->get == NULL || lua_type(L, 2) != LUA_TSTRING) return 1;
    if (h->closed) return luaL_error(L, "%s is closed", h->cls->name);
    lua_settop(L, 2);
    if (h->cls->get(L, h->body, mh_check_view(L, 2)) == 1) return 1;
    lua_pushnil(L);
    return 1;
}

static void set_fn(lua_State *L, const char *name, lua_CFunction fn) {
    if (fn == NULL) return;
    lua_pushcfunction(L, fn);
    lua_setfield(L, -2, name);
}

static void push_meta(lua_State *L, const mh_class *c) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, c) != LUA_TNIL) return;
    lua_pop(L, 1);
    lua_newtable(L);               /* meta */
    lua_newtable(L);               /* meta methods */
    set_fn(L, "close", obj_close); /* a class may have a close of its own, that can fail */
    if (c->methods) luaL_setfuncs(L, c->methods, 0);
    lua_pushcclosure(L, obj_index, 1);
    lua_setfield(L, -2, "__index");
    set_fn(L, "__index", c->index);
    set_fn(L, "__gc", obj_close);
    set_fn(L, "__close", obj_close);
    set_fn(L, "__tostring", obj_tostring);
    set_fn(L, "__call", c->call);
    set_fn(L, "__len", c->len);
    lua_pushstring(L, c->name);
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, c);
}

void *mh_obj_new(lua_State *L, const mh_class *c) {
    head *h = lua_newuserdatauv(L, sizeof(head) + c->size, 1);
    memset(h, 0, sizeof(head) + c->size);
    h->cls = c;
    push_meta(L, c);
    lua_setmetatable(L, -2);
    return h->body;
}

void *mh_obj_test(lua_State *L, int idx, const mh_class *c) {
    head *h = head_at(L, idx);
    return h && h->cls == c && !h->closed ? h->body : NULL;
}

void *mh_obj_check(lua_State *L, int idx, const mh_class *c) {
    head *h = head_at(L, idx);
    if (h == NULL || h->cls != c) luaL_typeerror(L, idx, c->name);
    if (h->closed) luaL_argerror(L, idx, lua_pushfstring(L, "%s is closed", c->name));
    return h->body;
}

void mh_obj_keep(lua_State *L, int child, int parent) {
    child = lua_absindex(L, child);
    lua_pushvalue(L, parent);
    lua_setiuservalue(L, child, 1);
}

void mh_obj_push_kept(lua_State *L, int child) {
    lua_getiuservalue(L, child, 1);
}
