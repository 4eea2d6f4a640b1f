/* mine.store.kv: small values by name (declared in shared.h). */
#include "api/store/shared.h"

#include "conf/perm.h"
#include "store/kv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct kv {
    char *name; /* owned */
} kv;

static const mh_class kv_class;

static void kv_close(void *body) {
    kv *k = body;
    free(k->name);
    k->name = NULL;
}

static void kv_show(const void *body, mh_buf *out) {
    mh_buf_puts(out, ((const kv *)body)->name);
}

static mh_view ns_of(const kv *k) {
    return mh_view_of(k->name);
}

/* What a plugin remembers is its own: "source NAME ..." and "delivered NAME ...". */
static void refuse(lua_State *L, const mh_perm *perm, mh_view name) {
    mh_err e = {0};
    char word[80];
    mh_view rest = name, owner = {0};
    (void)mh_view_split(&rest, ' ', &owner);
    (void)mh_view_split(&rest, ' ', &owner);
    snprintf(word, sizeof word, "store:%.*s", MH_FMT(mh_view_sub(owner, 0, 64)));
    mh_perm_refuse(perm, MH_VIEW("values of another plugin"), mh_view_of(word), &e);
    mh_push_err(L, &e);
    lua_error(L);
}

/*** mine.store.kv(name) -> values
 * Small values under one name: a plugin takes its own. What a plugin remembers that takes no part in
 * the run needs "store:PLUGIN".
 * @param name string @return object with get, set, remove, keys
 * @example local seen = mine.store.kv("my-plugin") */
int mh_lstore_kv(lua_State *L) {
    mh_view name = mh_check_view(L, 1);
    mh_check_nargs(L, 1);
    if (name.len == 0 || name.len > MH_KV_NAME || memchr(name.ptr, '\0', name.len))
        return luaL_error(L, "mine.store.kv: wants a name of 1 to %d bytes", MH_KV_NAME);
    if (mh_view_starts(name, MH_VIEW("host:")))
        return luaL_error(L, "mine.store.kv: names that begin with 'host:' are the program's own");
    const mh_perm *perm = mh_ctx_of(L)->perm;
    kv *k = mh_obj_new(L, &kv_class);
    if (perm && !mh_perm_store(perm, name)) refuse(L, perm, name);
    k->name = mh_strndup(name.ptr, name.len);
    return 1;
}

static int fail_or_raise(lua_State *L, const mh_err *e) {
    bool mistake = e->code == MH_E_USAGE || e->code == MH_E_LIMIT || e->code == MH_E_TOO_LARGE;
    return mistake ? mh_raise(L, e) : mh_push_fail(L, e);
}

/*** values:get(key) -> value
 * @param key string @return the value; nil when there is none or it is too old; nil and an error
 * @example local etag = seen:get(url) */
static int l_get(lua_State *L) {
    kv *k = mh_obj_check(L, 1, &kv_class);
    mh_view key = mh_check_view(L, 2);
    mh_err e = {0};
    mh_check_nargs(L, 2);
    mh_store *s = mh_ctx_of(L)->store;
    json_t **box = mh_json_box(L);
    if (s && mh_kv_get(s, ns_of(k), key, box, &e) != MH_OK) return fail_or_raise(L, &e);
    if (*box == NULL) return 0;
    mh_push_json(L, *box);
    return 1;
}

static int push_done(lua_State *L, void *result) {
    mh_lstore_write *w = result;
    if (w->rc != MH_OK) return mh_push_fail(L, &w->err);
    lua_pushboolean(L, 1);
    return 1;
}

static const mh_wait_type set_wait = {"values:set", push_done, NULL, free};

/* value NULL removes. */
static int change(lua_State *L, const json_t *value, double ttl) {
    kv *k = mh_obj_check(L, 1, &kv_class);
    mh_view key = mh_check_view(L, 2);
    mh_err e = {0};
    mh_store *s = mh_lstore_get(L, "values:set", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    bool tx = mh_store_in_tx(s);
    mh_wait *w = tx ? NULL : mh_wait_new(L, &set_wait);
    if (mh_kv_set(s, ns_of(k), key, value, ttl, &e) != MH_OK) return fail_or_raise(L, &e);
    if (tx || !mh_store_pending(s)) {
        lua_pushboolean(L, 1);
        return 1;
    }
    mh_lstore_write *op = mh_alloc(sizeof *op);
    op->wait = w;
    mh_wait_start(w, op);
    mh_store_after_commit(s, mh_lstore_committed, op);
    return mh_wait_yield(L, w);
}

typedef struct set_opts {
    double ttl;
} set_opts;

static const mh_row set_rows[] = {
    {.name = "ttl",
     .type = MH_T_SECONDS,
     .offset = offsetof(set_opts, ttl),
     .min = 0,
     .max = 3e9,
     .help = "gone after so long; 0: stays"},
};
static const mh_schema set_schema = MH_SCHEMA("values:set", set_rows);

/*** values:set(key, value, options) -> true
 * Keep a value; returns when it is safe on disk (within mine.store.tx at once).
 * @param key string @param value string, number, boolean, table or mine.null; nil removes
 * @param options { ttl = "7d" } @return true; or nil and an error
 * @example seen:set(url, { etag = etag }, { ttl = "30d" }) */
static int l_set(lua_State *L) {
    mh_err e = {0};
    set_opts o;
    mh_obj_check(L, 1, &kv_class);
    luaL_checkany(L, 3);
    mh_check_nargs(L, 4);
    mh_check_opts(L, 4, &set_schema, &o);
    if (lua_isnil(L, 3)) return change(L, NULL, 0);
    json_t **box = mh_json_box(L);
    if (mh_value_to_json(L, 3, "value", box, &e) != MH_OK) return mh_raise(L, &e);
    return change(L, *box, o.ttl);
}

/*** values:remove(key) -> true
 * @param key string @return true, also when there was none; or nil and an error
 * @example seen:remove(url) */
static int l_remove(lua_State *L) {
    mh_check_nargs(L, 2);
    return change(L, NULL, 0);
}

typedef struct keys_opts {
    mh_view after;
    int64_t limit;
} keys_opts;

static const mh_row keys_rows[] = {
    {.name = "after",
     .type = MH_T_STRING,
     .offset = offsetof(keys_opts, after),
     .help = "go on behind this key"},
    {.name = "limit",
     .type = MH_T_INT,
     .offset = offsetof(keys_opts, limit),
     .def = 1000,
     .min = 1,
     .max = 100000,
     .help = "at most so many"},
};
static const mh_schema keys_schema = MH_SCHEMA("values:keys", keys_rows);

/* Frees the arena when Lua raises. */
typedef struct scratch {
    mh_arena *arena;
} scratch;

static void scratch_close(void *body) {
    mh_arena_free(((scratch *)body)->arena);
}

static const mh_class scratch_class = {
    .name = "mine.store.kv.scratch", .size = sizeof(scratch), .close = scratch_close};

/*** values:keys(prefix, options) -> keys
 * @param prefix string, or nil for all @param options { after = "", limit = 1000 }
 * @return list of keys in order of bytes; or nil and an error
 * @example for _, key in ipairs(seen:keys("https://")) do print(key) end */
static int l_keys(lua_State *L) {
    kv *k = mh_obj_check(L, 1, &kv_class);
    mh_view prefix = mh_opt_view(L, 2, (mh_view){0}), *keys = NULL;
    size_t n = 0;
    mh_err e = {0};
    keys_opts o;
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &keys_schema, &o);
    mh_store *s = mh_ctx_of(L)->store;
    scratch *t = mh_obj_new(L, &scratch_class);
    t->arena = mh_arena_new();
    if (s &&
        mh_kv_keys(s, ns_of(k), prefix, o.after, (size_t)o.limit, t->arena, &keys, &n, &e) != MH_OK)
        return mh_push_fail(L, &e);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        mh_push_view(L, keys[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    mh_mark_array(L, -1);
    return 1;
}

static const luaL_Reg kv_methods[] = {
    {"get", l_get}, {"set", l_set}, {"remove", l_remove}, {"keys", l_keys}, {NULL, NULL}};

static const mh_class kv_class = {.name = "mine.store.values",
                                  .size = sizeof(kv),
                                  .methods = kv_methods,
                                  .close = kv_close,
                                  .show = kv_show};
