/* class.h - objects that Lua holds: full userdata with methods and an end.
 * Owns: Lua owns the object; close frees what is inside, once.
 * Threads: the thread that runs Lua. Every function here may raise.
 *
 * Userdata first, resource second: mh_obj_new gives a zeroed body that close must accept, then the
 * resource is opened into it, so that any error after that is cleaned by __gc. Every object has
 * close (twice is fine), __close, __gc, __tostring and __name. A child keeps its parent alive. */
#ifndef MH_LUA_CLASS_H
#define MH_LUA_CLASS_H

#include "base/str.h"

#include <lauxlib.h>

typedef struct mh_class {
    const char *name; /* "mine.doc.document": its __name */
    size_t size;      /* of the body */
    const luaL_Reg *methods;
    /* Frees what the body holds; must accept a zeroed body; must not raise. NULL: nothing held. */
    void (*close)(void *body);
    /* Pushes the value of field obj.key and returns 1, or returns 0 when there is none. NULL: only
     * methods. */
    int (*get)(lua_State *L, void *body, mh_view key);
    /* Appends what tostring shows behind the name. NULL: nothing. */
    void (*show)(const void *body, mh_buf *out);
    lua_CFunction call, len; /* __call and __len, or NULL */
    lua_CFunction index; /* __index in the place of methods and get: every key is data; or NULL */
} mh_class;

/* Pushes a new object and returns its zeroed body. */
void *mh_obj_new(lua_State *L, const mh_class *c);
/* The body of the object at idx; raises for another type and for a closed object. */
void *mh_obj_check(lua_State *L, int idx, const mh_class *c);
/* The same without raising: NULL. */
void *mh_obj_test(lua_State *L, int idx, const mh_class *c);
/* The object at child keeps the value at parent alive. */
void mh_obj_keep(lua_State *L, int child, int parent);
/* Pushes what mh_obj_keep kept. */
void mh_obj_push_kept(lua_State *L, int child);

#endif
