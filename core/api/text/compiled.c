/* mine.text.compiled: what a function makes of files, kept for later runs (text_priv.h). */
#include "api/text/text_priv.h"

#include "lua/code.h"

#include <stdlib.h>

/* --- writing --- */

/* A key of a table beside its list, borrowed from it. */
typedef struct pair_key {
    bool string;
    mh_view s;
    lua_Integer n;
} pair_key;

typedef struct packer {
    mh_pack *p;
    mh_buf objects;            /* images, one behind another */
    MH_VEC(mh_pack_cell) ids;  /* of each of them */
    MH_VEC(mh_pack_cell) work; /* cells of tables under way */
    MH_VEC(pair_key) keys;     /* of them */
    int made; /* index of the table: table -> its number, or false while under way */
    mh_buf *out;
} packer;

static void packer_close(void *body) {
    packer *x = body;
    mh_pack_free(x->p);
    mh_buf_clear(&x->objects);
    mh_vec_clear(&x->ids);
    mh_vec_clear(&x->work);
    mh_vec_clear(&x->keys);
    *x = (packer){0};
}
static const mh_class packer_class = {
    .name = "mine.text.packer", .size = sizeof(packer), .close = packer_close};

static mh_pack_cell pack(lua_State *L, packer *x, int idx, int depth);

static int cannot(lua_State *L, const char *what) {
    return luaL_error(L, "mine.text.compiled: %s cannot be kept", what);
}

/* The ids of n entries: a list of as many. */
static mh_pack_cell pack_ids(lua_State *L, packer *x, int matcher, size_t n, int depth) {
    size_t base = x->work.len;
    mh_obj_push_kept(L, matcher);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        return MH_PACK_NIL_CELL;
    }
    for (size_t i = 1; i <= n; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i);
        mh_pack_cell c = pack(L, x, lua_gettop(L), depth);
        mh_vec_push(&x->work, c);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    mh_pack_cell c = mh_pack_table(x->p, x->work.ptr + base, n, NULL, 0, 0);
    x->work.len = base;
    return c;
}

static mh_pack_cell pack_object(lua_State *L, packer *x, int idx, int depth) {
    mh_pack_cell ids = MH_PACK_NIL_CELL;
    text_matcher *m = mh_obj_test(L, idx, &text_matcher_class);
    text_classifier *c = mh_obj_test(L, idx, &text_classifier_class);
    mh_err e = {0};
    if (m) {
        if (m->bundled) cannot(L, "what was compiled before");
        ids = pack_ids(L, x, idx, mh_matcher_len(m->m), depth);
        mh_matcher_save(m->m, &x->objects);
    } else if (c) {
        if (mh_classifier_fit(c->c, &e) != MH_OK) mh_raise(L, &e);
        mh_classifier_image(c->c, &x->objects);
    } else {
        cannot(L, luaL_tolstring(L, idx, NULL));
    }
    mh_vec_push(&x->ids, ids);
    return (mh_pack_cell){MH_PACK_OBJECT, (uint32_t)x->ids.len - 1};
}

/* A number that was written before for the same table; holds itself: raises. */
static bool was_packed(lua_State *L, packer *x, int idx, mh_pack_cell *out) {
    lua_pushvalue(L, idx);
    int type = lua_rawget(L, x->made);
    if (type == LUA_TBOOLEAN) cannot(L, "a table that holds itself");
    if (type == LUA_TNUMBER) *out = (mh_pack_cell){MH_PACK_TABLE, (uint32_t)lua_tointeger(L, -1)};
    lua_pop(L, 1);
    return type == LUA_TNUMBER;
}

static int by_key(const void *x, const void *y) {
    const pair_key *a = x, *b = y;
    if (a->string != b->string) return a->string ? 1 : -1;
    if (a->string) return mh_view_cmp(a->s, b->s);
    return a->n < b->n ? -1 : a->n > b->n;
}

/* Puts the keys that are not of the list behind x->keys, in an order that hangs on nothing else: the same
 * values are the same bytes. */
static void collect_keys(lua_State *L, packer *x, int idx, size_t list) {
    size_t base = x->keys.len;
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        pair_key k = {.string = lua_type(L, -2) == LUA_TSTRING};
        if (!k.string && !lua_isinteger(L, -2)) cannot(L, "a key that is no string or integer");
        if (k.string)
            k.s = mh_check_view(L, -2);
        else
            k.n = lua_tointeger(L, -2);
        if (k.string || k.n < 1 || (lua_Unsigned)k.n > list) mh_vec_push(&x->keys, k);
    }
    if (x->keys.len > base)
        qsort(x->keys.ptr + base, x->keys.len - base, sizeof *x->keys.ptr, by_key);
}

/* The table's list, then its pairs, behind x->work; returns how many pairs. */
static size_t pack_cells(lua_State *L, packer *x, int idx, size_t list, int depth) {
    size_t base = x->keys.len;
    for (size_t i = 1; i <= list; i++) {
        lua_rawgeti(L, idx, (lua_Integer)i);
        mh_pack_cell c = pack(L, x, lua_gettop(L), depth);
        mh_vec_push(&x->work, c);
        lua_pop(L, 1);
    }
    collect_keys(L, x, idx, list);
    size_t pairs = x->keys.len - base;
    for (size_t i = 0; i < pairs; i++) {
        pair_key k = x->keys.ptr[base + i];
        if (k.string)
            mh_push_view(L, k.s);
        else
            lua_pushinteger(L, k.n);
        mh_pack_cell key = pack(L, x, lua_gettop(L), depth);
        lua_rawget(L, idx);
        mh_pack_cell value = pack(L, x, lua_gettop(L), depth);
        lua_pop(L, 1);
        mh_vec_push(&x->work, key);
        mh_vec_push(&x->work, value);
    }
    x->keys.len = base;
    return pairs;
}

static mh_pack_cell pack_table(lua_State *L, packer *x, int idx, int depth) {
    mh_pack_cell c;
    bool array = mh_is_marked_array(L, idx);
    if (was_packed(L, x, idx, &c)) return c;
    if (!array && lua_getmetatable(L, idx)) cannot(L, "a table with a metatable");
    lua_pushvalue(L, idx);
    lua_pushboolean(L, false);
    lua_rawset(L, x->made);
    size_t base = x->work.len, list = lua_rawlen(L, idx);
    size_t pairs = pack_cells(L, x, idx, list, depth);
    mh_pack_cell *cells = x->work.ptr + base;
    c = mh_pack_table(x->p, cells, list, cells ? cells + list : NULL, pairs,
                      array ? MH_PACK_ARRAY : 0);
    x->work.len = base;
    lua_pushvalue(L, idx);
    lua_pushinteger(L, c.at);
    lua_rawset(L, x->made);
    return c;
}

static mh_pack_cell pack(lua_State *L, packer *x, int idx, int depth) {
    luaL_checkstack(L, 12, "kept values");
    if (depth >= MH_PACK_DEPTH - 2) cannot(L, "a table so deep");
    switch (lua_type(L, idx)) {
    case LUA_TNIL: return MH_PACK_NIL_CELL;
    case LUA_TBOOLEAN:
        return (mh_pack_cell){lua_toboolean(L, idx) ? MH_PACK_TRUE : MH_PACK_FALSE, 0};
    case LUA_TNUMBER:
        return lua_isinteger(L, idx) ? mh_pack_int(x->p, lua_tointeger(L, idx))
                                     : mh_pack_number(x->p, lua_tonumber(L, idx));
    case LUA_TSTRING: return mh_pack_string(x->p, mh_check_view(L, idx));
    case LUA_TTABLE: return pack_table(L, x, idx, depth + 1);
    case LUA_TUSERDATA: return pack_object(L, x, idx, depth + 1);
    default:
        if (!mh_is_null(L, idx)) cannot(L, lua_typename(L, lua_type(L, idx)));
        return (mh_pack_cell){MH_PACK_NULL, 0};
    }
}

void text_bundle_pack(lua_State *L, int idx, mh_buf *out) {
    mh_err e = {0};
    packer *x = mh_obj_new(L, &packer_class);
    lua_newtable(L);
    x->made = lua_gettop(L);
    x->p = mh_pack_new();
    mh_pack_cell root[2];
    root[0] = pack(L, x, idx, 0);
    root[1] = mh_pack_table(x->p, x->ids.ptr, x->ids.len, NULL, 0, 0);
    if (mh_pack_save(x->p, mh_pack_table(x->p, root, 2, NULL, 0, 0), out, &e) != MH_OK)
        mh_raise(L, &e);
    mh_buf_put(out, mh_buf_view(&x->objects));
    lua_pop(L, 2);
    packer_close(x);
}

/* --- the function --- */

/*** mine.text.compiled(files, make) -> value
 * What make() makes of the files, made once: it is kept in the user's cache folder and mapped by the next
 * run, which reads of it what it asks for. It is made anew when a file or the code of the script or plugin
 * has changed; nothing else may have a part in it, but what stands among the files as { name, text }.
 * @param files string, a file of the plugin's own folder (of the job's in a job), or { name = string, text
 * = string }, or a list of them @param make function, which does not wait, of a matcher, a classifier, or a
 * table of matchers, classifiers, strings, numbers, booleans and such tables
 * @return what make gave; of a table a read-only one, and so are the tables in it: t[key] and #t read one
 * entry, where a deeper table is a plain one, the same each time. nil and an error when make gives them
 * @example local names = mine.text.compiled("names.tsv", function() return mine.text.matcher(read()) end) */
int text_compiled(lua_State *L) {
    mh_err e = {0};
    char key[MH_SHA256_HEX], code[MH_SHA256_HEX], after[MH_SHA256_HEX];
    mh_check_nargs(L, 2);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    text_files *f = text_files_new(L, 1, "mine.text.compiled", &e);
    if (f == NULL) return mh_push_fail(L, &e);
    bool named = mh_code_digest(L, lua_upvalueindex(2), code);
    text_cache_key(f, "compiled", named ? code : "", key);
    text_files_done(f);
    if (!named || !text_bundle_kept(L, key)) {
        lua_pushvalue(L, 2);
        lua_call(L, 0, 2);
        if (lua_isnil(L, -2)) return 2;
        lua_pop(L, 1);
        text_scratch *s = text_scratch_new(L);
        text_bundle_pack(L, 4, &s->buf);
        /* code that make() itself brought in is not in the key */
        if (named && mh_code_digest(L, lua_upvalueindex(2), after) && strcmp(code, after) == 0)
            text_cache_store(key, mh_buf_view(&s->buf));
        text_bundle_of(L, &s->buf);
        text_done(s);
    }
    text_bundle_push(L, -1);
    return 1;
}
