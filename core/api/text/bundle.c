/* Values and objects over one kept file (text_priv.h): an image of values (base/pack.h), behind it the
 * images of its matchers and classifiers. The root of the values is { value, list of the objects' ids }. */
#include "api/text/text_priv.h"

#include "base/image.h"

#include <stdlib.h>
#include <sys/mman.h>

/* One of the objects; what Lua holds takes it over. */
typedef struct object {
    mh_matcher *m;
    mh_classifier *c;
    mh_pack_cell ids;
} object;

struct text_bundle {
    void *map; /* NULL: bytes */
    size_t map_len;
    mh_buf bytes;
    mh_packed values;
    MH_VEC(object) objects;
};

static void bundle_close(void *body) {
    text_bundle *b = body;
    for (size_t i = 0; i < b->objects.len; i++) {
        mh_matcher_free(b->objects.ptr[i].m);
        mh_classifier_free(b->objects.ptr[i].c);
    }
    mh_vec_clear(&b->objects);
    if (b->map) munmap(b->map, b->map_len);
    mh_buf_clear(&b->bytes);
    *b = (text_bundle){0};
}
static const mh_class bundle_class = {
    .name = "mine.text.bundle", .size = sizeof(text_bundle), .close = bundle_close};

/* --- opening --- */

static mh_rc attach_object(text_bundle *b, mh_view image, mh_err *e) {
    object x = {.ids = MH_PACK_NIL_CELL};
    mh_rc rc = mh_image_is(image, "mhmatch") ? mh_matcher_attach(&x.m, image, e)
                                             : mh_classifier_attach(&x.c, image, e);
    if (rc == MH_OK) mh_vec_push(&b->objects, x);
    return rc;
}

/* Whether a table holds only objects that there are. */
static bool objects_ok(const text_bundle *b) {
    const mh_packed *p = &b->values;
    for (size_t i = 0; i < p->cells_len; i++)
        if (mh_pack_type_of(p->cells[i]) == MH_PACK_OBJECT && p->cells[i].at >= b->objects.len)
            return false;
    return true;
}

/* Takes the root apart: an id for each entry of a matcher, or none at all. */
static bool read_root(text_bundle *b) {
    const mh_packed *p = &b->values;
    if (mh_pack_type_of(p->root) != MH_PACK_TABLE) return false;
    const mh_packed_table *root = mh_packed_table_of(p, p->root);
    mh_pack_cell all = mh_packed_at(p, root, 2);
    if (root->depth > MH_PACK_DEPTH || mh_pack_type_of(all) != MH_PACK_TABLE) return false;
    const mh_packed_table *list = mh_packed_table_of(p, all);
    if (list->list_len != b->objects.len) return false;
    for (size_t i = 0; i < list->list_len; i++) {
        object *x = &b->objects.ptr[i];
        x->ids = p->cells[list->list + i];
        mh_pack_type type = mh_pack_type_of(x->ids);
        if (type == MH_PACK_NIL) continue;
        if (type != MH_PACK_TABLE || x->m == NULL ||
            mh_packed_table_of(p, x->ids)->list_len != mh_matcher_len(x->m))
            return false;
    }
    return objects_ok(b);
}

static mh_rc bundle_read(text_bundle *b, mh_view all, mh_err *e) {
    size_t n = mh_image_size(all);
    if (mh_packed_open(&b->values, mh_view_sub(all, 0, n), e) != MH_OK) return MH_FAIL;
    for (size_t at = n; at < all.len; at += n) {
        mh_view rest = mh_view_sub(all, at, all.len);
        n = mh_image_size(rest);
        if (n == 0) return mh_fail(e, MH_E_CORRUPT, "kept values: the end is missing");
        if (attach_object(b, mh_view_sub(rest, 0, n), e) != MH_OK) return MH_FAIL;
    }
    if (!read_root(b)) return mh_fail(e, MH_E_CORRUPT, "kept values: damaged");
    return MH_OK;
}

/* Pushes an empty bundle with the table of what was made of it. */
static text_bundle *bundle_new(lua_State *L) {
    text_bundle *b = mh_obj_new(L, &bundle_class);
    lua_newtable(L);
    mh_obj_keep(L, -2, -1);
    lua_pop(L, 1);
    return b;
}

bool text_bundle_kept(lua_State *L, const char *key) {
    text_bundle *b = bundle_new(L);
    if (text_cache_open(key, &b->map, &b->map_len) &&
        bundle_read(b, (mh_view){b->map, b->map_len}, NULL) == MH_OK)
        return true;
    bundle_close(b);
    lua_pop(L, 1);
    return false;
}

void text_bundle_of(lua_State *L, mh_buf *bytes) {
    mh_err e = {0};
    text_bundle *b = bundle_new(L);
    b->bytes = *bytes;
    *bytes = (mh_buf){0};
    if (bundle_read(b, mh_buf_view(&b->bytes), &e) != MH_OK) mh_raise(L, &e);
}

/* --- reading --- */

/* A table of the bundle that it keeps. */
typedef struct view {
    text_bundle *b;
    mh_pack_cell table;
    bool deeper; /* it was itself in one: what is in it are plain tables */
} view;

static int view_index(lua_State *L);
static int view_len(lua_State *L);
static void view_show(const void *body, mh_buf *out) {
    const view *v = body;
    const mh_packed_table *t = mh_packed_table_of(&v->b->values, v->table);
    mh_buf_printf(out, "%u entries", t->list_len + t->pairs_len);
}
static const mh_class view_class = {.name = "mine.text.compiled",
                                    .size = sizeof(view),
                                    .show = view_show,
                                    .len = view_len,
                                    .index = view_index};

/* Pushes the value when it is no table and no object. */
static bool push_plain(lua_State *L, const mh_packed *p, mh_pack_cell c) {
    switch (mh_pack_type_of(c)) {
    case MH_PACK_TRUE: lua_pushboolean(L, true); return true;
    case MH_PACK_FALSE: lua_pushboolean(L, false); return true;
    case MH_PACK_NULL: mh_push_null(L); return true;
    case MH_PACK_SMALL:
    case MH_PACK_INT: lua_pushinteger(L, mh_packed_int(p, c)); return true;
    case MH_PACK_NUMBER: lua_pushnumber(L, mh_packed_number(p, c)); return true;
    case MH_PACK_STRING: mh_push_view(L, mh_packed_string(p, c)); return true;
    case MH_PACK_TABLE:
    case MH_PACK_OBJECT: return false;
    default: lua_pushnil(L); return true;
    }
}

/* What was made of a cell in this form before, or nil; made: the bundle's table of that. */
static lua_Integer made_key(mh_pack_cell c, bool seen) {
    return (lua_Integer)c.at * 4 + (mh_pack_type_of(c) == MH_PACK_OBJECT ? 1 : seen ? 2 : 3);
}

static void push_object(lua_State *L, int bundle, text_bundle *b, mh_pack_cell c) {
    object *x = &b->objects.ptr[c.at];
    if (x->m) {
        text_matcher *m = mh_obj_new(L, &text_matcher_class);
        *m = (text_matcher){.m = x->m, .bundled = true, .ids = x->ids};
        x->m = NULL;
    } else {
        text_classifier *y = mh_obj_new(L, &text_classifier_class);
        y->c = x->c;
        x->c = NULL;
    }
    mh_obj_keep(L, -1, bundle);
}

static void push_value(lua_State *L, int bundle, text_bundle *b, mh_pack_cell c, int level);

static void push_table(lua_State *L, int bundle, text_bundle *b, mh_pack_cell c) {
    const mh_packed_table *t = mh_packed_table_of(&b->values, c);
    const mh_pack_cell *list = b->values.cells + t->list, *pairs = b->values.cells + t->pairs;
    lua_createtable(L, (int)t->list_len, (int)t->pairs_len);
    for (size_t i = 0; i < t->list_len; i++) {
        push_value(L, bundle, b, list[i], 2);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    for (size_t i = 0; i < t->pairs_len; i++) {
        push_plain(L, &b->values, pairs[2 * i]);
        push_value(L, bundle, b, pairs[2 * i + 1], 2);
        lua_rawset(L, -3);
    }
    if (t->flags & MH_PACK_ARRAY) mh_mark_array(L, -1);
}

/* level: 0 the value of all, 1 what is in it, 2 what is deeper. What can be met twice is made once. */
static void push_value(lua_State *L, int bundle, text_bundle *b, mh_pack_cell c, int level) {
    if (push_plain(L, &b->values, c)) return;
    luaL_checkstack(L, 8, "kept values");
    mh_obj_push_kept(L, bundle);
    if (lua_rawgeti(L, -1, made_key(c, level < 2)) != LUA_TNIL) {
        lua_remove(L, -2);
        return;
    }
    lua_pop(L, 1);
    if (mh_pack_type_of(c) == MH_PACK_OBJECT) {
        push_object(L, bundle, b, c);
    } else if (level < 2) {
        view *v = mh_obj_new(L, &view_class);
        *v = (view){.b = b, .table = c, .deeper = level == 1};
        mh_obj_keep(L, -1, bundle);
    } else {
        push_table(L, bundle, b, c);
    }
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, made_key(c, level < 2));
    lua_remove(L, -2);
}

static int view_index(lua_State *L) {
    view *v = mh_obj_check(L, 1, &view_class);
    const mh_packed *p = &v->b->values;
    const mh_packed_table *t = mh_packed_table_of(p, v->table);
    mh_pack_cell c = MH_PACK_NIL_CELL;
    int whole = 0;
    if (lua_type(L, 2) == LUA_TSTRING) {
        c = mh_packed_get(p, t, mh_check_view(L, 2));
    } else if (lua_type(L, 2) == LUA_TNUMBER) {
        lua_Integer n = lua_tointegerx(L, 2, &whole);
        if (whole) c = mh_packed_at(p, t, n);
    }
    if (push_plain(L, p, c)) return 1;
    lua_settop(L, 2);
    mh_obj_push_kept(L, 1);
    push_value(L, 3, v->b, c, v->deeper ? 2 : 1);
    return 1;
}

static int view_len(lua_State *L) {
    const view *v = mh_obj_check(L, 1, &view_class);
    lua_pushinteger(L, mh_packed_table_of(&v->b->values, v->table)->list_len);
    return 1;
}

void text_bundle_push(lua_State *L, int idx) {
    text_bundle *b = mh_obj_check(L, idx, &bundle_class);
    const mh_packed *p = &b->values;
    idx = lua_absindex(L, idx);
    push_value(L, idx, b, mh_packed_at(p, mh_packed_table_of(p, p->root), 1), 0);
}

void text_bundle_push_id(lua_State *L, int matcher, uint32_t entry) {
    const text_matcher *m = mh_obj_check(L, matcher, &text_matcher_class);
    mh_obj_push_kept(L, matcher);
    text_bundle *b = mh_obj_check(L, -1, &bundle_class);
    const mh_packed *p = &b->values;
    mh_pack_cell c = MH_PACK_NIL_CELL;
    if (mh_pack_type_of(m->ids) == MH_PACK_TABLE)
        c = mh_packed_at(p, mh_packed_table_of(p, m->ids), (int64_t)entry + 1);
    push_value(L, lua_gettop(L), b, c, 2);
    lua_remove(L, -2);
}
