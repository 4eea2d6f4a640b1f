/* What the stack of a failed coroutine tells: the name that was meant, the page at hand. See fault.h. */
#include "lua/fault_priv.h"

#include "base/mem.h"
#include "base/schema.h"
#include "base/vec.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

#define NAMES_MAX 4000 /* names that are compared */
#define DEPTH_MAX 12   /* frames in which a page is looked for */

typedef MH_VEC(char *) names;

static void names_free(names *n) {
    for (size_t i = 0; i < n->len; i++) free(n->ptr[i]);
    mh_vec_clear(n);
}

static void add(names *n, const char *name) {
    if (n->len < NAMES_MAX && name[0] != '(' && name[0] != '\0')
        mh_vec_push(n, mh_strndup(name, strlen(name)));
}

/* The string keys of the table on top. */
static void add_keys(lua_State *M, names *n) {
    if (!lua_istable(M, -1)) return;
    for (lua_pushnil(M); lua_next(M, -2) && n->len < NAMES_MAX; lua_pop(M, 1))
        if (lua_type(M, -2) == LUA_TSTRING) add(n, lua_tostring(M, -2));
}

/* What the value on top has by its metatable: methods of strings, objects and responses. */
static void add_methods(lua_State *M, names *n) {
    int top = lua_gettop(M);
    if (!lua_getmetatable(M, -1)) return;
    lua_pushliteral(M, "__index");
    lua_rawget(M, -2);
    if (lua_iscfunction(M, -1)) lua_getupvalue(M, -1, 1);
    add_keys(M, n);
    lua_settop(M, top);
}

/* Pushes the value of a local or upvalue of the frame, moved to M; the innermost of that name. */
static bool push_variable(lua_State *M, lua_State *co, lua_Debug *ar, mh_view name, names *all) {
    bool found = false;
    const char *s;
    if (!lua_checkstack(co, 4)) return false;
    for (int i = 1; (s = lua_getlocal(co, ar, i)) != NULL; i++) {
        lua_xmove(co, M, 1);
        if (all) add(all, s);
        bool same = mh_view_eq(mh_view_of(s), name);
        if (same && found) lua_remove(M, -2);
        if (same)
            found = true;
        else
            lua_pop(M, 1);
    }
    lua_getinfo(co, "f", ar);
    lua_xmove(co, M, 1);
    int fn = lua_gettop(M);
    for (int i = 1; (s = lua_getupvalue(M, fn, i)) != NULL; i++) {
        if (all) add(all, s);
        if (!found && mh_view_eq(mh_view_of(s), name)) {
            found = true;
            lua_insert(M, fn++);
        } else {
            lua_pop(M, 1);
        }
    }
    lua_remove(M, fn);
    return found;
}

static bool push_global(lua_State *M, lua_State *co, lua_Debug *ar, mh_view name) {
    if (!push_variable(M, co, ar, MH_VIEW("_ENV"), NULL)) return false;
    if (name.len == 0) return true;
    if (lua_istable(M, -1)) {
        lua_pushlstring(M, name.ptr, name.len);
        lua_rawget(M, -2);
        lua_remove(M, -2);
        return true;
    }
    lua_pop(M, 1);
    return false;
}

/* Pushes the value of "a.b.c", read without metamethods. */
static bool push_chain(lua_State *M, lua_State *co, lua_Debug *ar, mh_view chain) {
    mh_view part;
    mh_view_split(&chain, '.', &part);
    if (!push_variable(M, co, ar, part, NULL) && !push_global(M, co, ar, part)) return false;
    while (mh_view_split(&chain, '.', &part)) {
        if (!lua_istable(M, -1)) return false;
        lua_pushlstring(M, part.ptr, part.len);
        lua_rawget(M, -2);
        lua_remove(M, -2);
    }
    return true;
}

/* What scripts elsewhere have and these have not. */
static const char *instead_of(mh_view name) {
    static const char *const known[][2] = {
        {"os", "the clock is mine.time, the environment is not there"},
        {"io", "mine.run.read and mine.run.write are for files"},
        {"debug", "an uncaught error shows its stack"},
        {"package", "require finds modules beside the script and in plugins/lib"},
        {"dofile", "require finds modules beside the script"},
        {"loadfile", "require finds modules beside the script"},
        {"collectgarbage", "memory is the host's care"},
        {"unpack", "it is table.unpack"},
        {"loadstring", "it is load"},
        {"setfenv", "load takes an environment"},
        {"getfenv", "load takes an environment"},
        {"module", "a module returns its table"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mh_view_eq(name, mh_view_of(known[i][0]))) return known[i][1];
    return NULL;
}

void mh_fault_hint(lua_State *M, lua_State *co, const mh_fault_place *p, const mh_subject *s,
                   mh_view line, size_t at, mh_buf *out) {
    lua_Debug ar;
    names n = {0};
    if (!s->is_nil || !lua_getstack(co, p->level + p->below, &ar)) return;
    luaL_checkstack(M, 20, NULL);
    const char *instead = s->global ? instead_of(s->name) : NULL;
    mh_view base = at == SIZE_MAX ? (mh_view){0} : mh_caret_base(line, at);
    if (instead) {
        mh_buf_printf(out, " (%s)", instead);
        return;
    }
    if (s->global) {
        push_variable(M, co, &ar, MH_VIEW("_ENV"), &n);
        add_keys(M, &n);
    } else if ((s->kind == MH_SUBJECT_FIELD || s->kind == MH_SUBJECT_METHOD) && base.len > 0 &&
               push_chain(M, co, &ar, base)) {
        add_keys(M, &n);
        add_methods(M, &n);
    }
    const char *near = mh_nearest(s->name, (const char *const *)n.ptr, n.len, sizeof *n.ptr);
    if (near && !mh_view_eq(mh_view_of(near), s->name)) {
        bool dotted = base.len > 0 && s->kind == MH_SUBJECT_FIELD;
        mh_buf_printf(out, " (did you mean '%.*s%s%s'?)", MH_FMT(dotted ? base : (mh_view){0}),
                      dotted ? "." : "", near);
    }
    names_free(&n);
}

/* ---- the page ---- */

static int l_field(lua_State *M) {
    lua_gettable(M, 1);
    return 1;
}

/* Pushes v.key of the value on top: a table's own, or what an object shows. */
static int push_field(lua_State *M, const char *key) {
    if (lua_istable(M, -1)) {
        lua_pushstring(M, key);
        return lua_rawget(M, -2);
    }
    lua_pushcfunction(M, l_field);
    lua_pushvalue(M, -2);
    lua_pushstring(M, key);
    if (lua_pcall(M, 2, 1, 0) == LUA_OK) return lua_type(M, -1);
    lua_pop(M, 1);
    lua_pushnil(M);
    return LUA_TNIL;
}

static bool is_address(const char *s) {
    return strncmp(s, "http://", 7) == 0 || strncmp(s, "https://", 8) == 0;
}

/* The page of the value on top, if it has one: a response, an item, a document. */
static bool take_page(lua_State *M, mh_fault *f) {
    int top = lua_gettop(M);
    bool found = false;
    if ((lua_istable(M, -1) || lua_type(M, -1) == LUA_TUSERDATA) &&
        push_field(M, "url") == LUA_TSTRING && is_address(lua_tostring(M, -1))) {
        free(f->page);
        f->page = mh_strndup(lua_tostring(M, -1), strlen(lua_tostring(M, -1)));
        lua_settop(M, top);
        f->page_status = 0;
        if (push_field(M, "status") == LUA_TNUMBER) f->page_status = (int)lua_tointeger(M, -1);
        found = true;
    }
    lua_settop(M, top);
    return found;
}

void mh_fault_look_page(lua_State *M, lua_State *co, const mh_fault_place *p, mh_fault *f) {
    lua_Debug ar;
    bool found = false;
    if (!lua_checkstack(co, 4)) return;
    luaL_checkstack(M, 20, NULL);
    for (int i = p->below, seen = 0; !found && seen < DEPTH_MAX && lua_getstack(co, i, &ar); i++) {
        lua_getinfo(co, "S", &ar);
        if (ar.what[0] == 'C' || mh_trace_is_host(ar.source)) continue;
        seen++;
        for (int k = 1; lua_getlocal(co, &ar, k) != NULL; k++) { /* the last one is the nearest */
            lua_xmove(co, M, 1);
            found = take_page(M, f) || found;
            lua_pop(M, 1);
        }
    }
}
