/* mine.store: the database of documents and small values. */
#include "api/store/shared.h"

#include <stdlib.h>
#include <string.h>

/* What must be freed when Lua raises. */
typedef struct scratch {
    mh_record doc;
    mh_doc_state *states;
} scratch;

static void scratch_close(void *body) {
    scratch *s = body;
    mh_doc_clear(&s->doc);
    free(s->states);
}

static const mh_class scratch_class = {
    .name = "mine.store.scratch", .size = sizeof(scratch), .close = scratch_close};

mh_store *mh_lstore_get(lua_State *L, const char *fn, mh_err *e) {
    mh_store *s = mh_ctx_of(L)->store;
    if (s == NULL) mh_fail(e, MH_E_NOT_FOUND, "%s: there is no database yet", fn);
    return s;
}

void mh_lstore_committed(void *arg, mh_rc rc, const mh_err *err) {
    mh_lstore_write *w = arg;
    w->rc = rc;
    if (err) w->err = *err;
    mh_wait_ready(w->wait, w);
}

int64_t mh_lstore_time(lua_State *L, int idx, const char *key, bool until) {
    int64_t us = 0;
    if (!lua_istable(L, idx)) return 0;
    lua_pushstring(L, key);
    int type = lua_rawget(L, idx);
    lua_Number n = lua_tonumber(L, -1);
    int64_t now = mh_clock_wall_us(mh_ctx_of(L)->clock);
    if (type == LUA_TNUMBER && n > -1e11 && n < 1e12)
        us = (int64_t)(n * 1e6);
    else if (type != LUA_TNIL &&
             !(type == LUA_TSTRING && mh_doc_time(mh_check_view(L, -1), until, now, &us)))
        luaL_error(L, "option '%s' wants a date (2026-05-14), an age (2d) or seconds", key);
    lua_pop(L, 1);
    return us;
}

int64_t mh_lstore_as_of(lua_State *L, int idx) {
    int64_t us = mh_lstore_time(L, idx, "as_of", true), run = mh_ctx_of(L)->info->as_of;
    return run && (us == 0 || us > run) ? run : us;
}

static void push_put(lua_State *L, const mh_put_result *r) {
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, r->id);
    lua_setfield(L, -2, "id");
    lua_pushinteger(L, r->version);
    lua_setfield(L, -2, "version");
    lua_pushstring(L, mh_put_outcome_name(r->outcome));
    lua_setfield(L, -2, "outcome");
    if (!r->revised) return;
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "revised");
}

static int push_saved(lua_State *L, void *result) {
    mh_lstore_write *w = result;
    if (w->rc != MH_OK) return mh_push_fail(L, &w->err);
    push_put(L, &w->put);
    return 1;
}

static const mh_wait_type put_wait = {"mine.store.put", push_saved, NULL, free};

/* A mistake in the item raises; what the disk does is the world's. */
static int put_failed(lua_State *L, const mh_err *e) {
    bool mistake = e->code == MH_E_USAGE || e->code == MH_E_LIMIT || e->code == MH_E_TOO_LARGE;
    return mistake ? mh_raise(L, e) : mh_push_fail(L, e);
}

/*** mine.store.put(item) -> put
 * Keep an item, found again by its key (item.key, else item.url). A page whose kind, title, lead,
 * text, byline or date differ becomes a new version; other differences revise the version. Returns
 * when the item is safe on disk; within mine.store.tx at once.
 * @param item table @return { id, version, outcome = "new", "changed" or "unchanged", revised }; or
 * nil and an error
 * @example local put = assert(mine.store.put { url = "https://example.org/1", title = "A title" }) */
static int l_put(lua_State *L) {
    mh_err e = {0};
    luaL_checktype(L, 1, LUA_TTABLE);
    mh_check_nargs(L, 1);
    json_t **box = mh_json_box(L);
    if (mh_value_to_json(L, 1, "item", box, &e) != MH_OK) return mh_raise(L, &e);
    json_t *clean = mh_ctx_of(L)->ops->clean_json(mh_ctx_of(L), *box);
    json_decref(*box);
    *box = clean;
    mh_store *s = mh_lstore_get(L, "mine.store.put", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    mh_put_result r;
    if (mh_store_in_tx(s)) {
        if (mh_doc_put(s, *box, &r, &e) != MH_OK) return put_failed(L, &e);
        push_put(L, &r);
        return 1;
    }
    mh_wait *w = mh_wait_new(L, &put_wait); /* before the put: it raises where nobody may wait */
    if (mh_doc_put(s, *box, &r, &e) != MH_OK) return put_failed(L, &e);
    if (r.outcome == MH_PUT_UNCHANGED && !mh_store_pending(s)) { /* nothing to wait for */
        push_put(L, &r);
        return 1;
    }
    mh_lstore_write *op = mh_alloc(sizeof *op);
    op->wait = w;
    op->put = r;
    mh_wait_start(w, op);
    mh_store_after_commit(s, mh_lstore_committed, op);
    return mh_wait_yield(L, w);
}

static void set_time(json_t *item, const char *key, int64_t us) {
    char text[MH_RFC3339_MAX];
    mh_rfc3339(text, us, 0, false);
    json_object_set_new(item, key, json_string(text));
}

void mh_lstore_push_doc(lua_State *L, mh_record *d) {
    json_object_set_new(d->item, "id", json_integer(d->id));
    json_object_set_new(d->item, "version", json_integer(d->version));
    set_time(d->item, "first_seen", d->first_seen);
    set_time(d->item, "changed_at", d->changed_at);
    json_t *item = json_incref(d->item);
    mh_doc_clear(d);
    mh_push_json_take(L, item);
}

typedef struct get_opts {
    int64_t version;
} get_opts;

static const mh_row get_rows[] = {
    {.name = "as_of", .type = MH_T_VALUE, .help = "the state that held then: date, age or seconds"},
    {.name = "version",
     .type = MH_T_INT,
     .offset = offsetof(get_opts, version),
     .min = 0,
     .max = 1e15,
     .help = "this version instead of the newest"},
};
static const mh_schema get_schema = MH_SCHEMA("mine.store.get", get_rows);

/*** mine.store.get(id, options) -> item
 * Read a document by its id or its key (its url).
 * @param id integer or string
 * @param options { as_of = "2026-05-14" or "2d" (the state that held then), version = 1 }
 * @return the item, with id, version, first_seen and changed_at; or nil and an error with code
 * "not_found"
 * @example local item = mine.store.get("https://example.org/1") */
static int l_get(lua_State *L) {
    mh_err e = {0};
    get_opts o;
    int64_t id = 0;
    bool by_key = lua_type(L, 1) == LUA_TSTRING;
    if (!by_key) id = luaL_checkinteger(L, 1);
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &get_schema, &o);
    int64_t as_of = mh_lstore_as_of(L, 2);
    mh_store *s = mh_lstore_get(L, "mine.store.get", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    scratch *t = mh_obj_new(L, &scratch_class);
    mh_rc rc = MH_OK;
    if (by_key) {
        rc = mh_doc_get_key(s, mh_check_view(L, 1), as_of, &t->doc, &e);
        id = t->doc.id;
    } else if (!o.version) {
        rc = mh_doc_get(s, id, as_of, &t->doc, &e);
    }
    if (rc == MH_OK && o.version) {
        mh_doc_clear(&t->doc);
        rc = mh_doc_get_version(s, id, o.version, &t->doc, &e);
    }
    if (rc != MH_OK) return mh_push_fail(L, &e);
    mh_lstore_push_doc(L, &t->doc);
    return 1;
}

/*** mine.store.versions(id) -> states
 * Every state that a document was in, oldest first: its versions, and the revisions of each.
 * @param id integer
 * @return list of { version, revision, at, run, hash }, empty for an unknown id; or nil and an error
 * @example for _, v in ipairs(mine.store.versions(item.id)) do print(v.version, v.at) end */
static int l_versions(lua_State *L) {
    mh_err e = {0};
    size_t n = 0;
    int64_t id = luaL_checkinteger(L, 1);
    mh_check_nargs(L, 1);
    mh_store *s = mh_ctx_of(L)->store;
    scratch *t = mh_obj_new(L, &scratch_class);
    if (s && mh_doc_versions(s, id, &t->states, &n, &e) != MH_OK) return mh_push_fail(L, &e);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        char at[MH_RFC3339_MAX];
        mh_rfc3339(at, t->states[i].at, 0, true);
        lua_createtable(L, 0, 5);
        lua_pushinteger(L, t->states[i].version);
        lua_setfield(L, -2, "version");
        lua_pushinteger(L, t->states[i].revision);
        lua_setfield(L, -2, "revision");
        lua_pushinteger(L, t->states[i].run);
        lua_setfield(L, -2, "run");
        lua_pushstring(L, at);
        lua_setfield(L, -2, "at");
        lua_pushstring(L, t->states[i].hash);
        lua_setfield(L, -2, "hash");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    mh_mark_array(L, -1);
    return 1;
}

/* On the stack of tx, to be closed: whatever ends it, an open transaction is rolled back. */
typedef struct tx_guard {
    mh_store *open; /* NULL once it is committed */
} tx_guard;

static void tx_close(void *body) {
    tx_guard *t = body;
    if (t->open) mh_store_tx_rollback(t->open);
    t->open = NULL;
}

static const mh_class tx_class = {
    .name = "mine.store.transaction", .size = sizeof(tx_guard), .close = tx_close};

/* The function's results lie below the wait's handle. */
static int push_tx(lua_State *L, void *result) {
    mh_lstore_write *w = result;
    if (w->rc != MH_OK) return mh_push_fail(L, &w->err);
    int first = 3;
    luaL_checkstack(L, w->results + 1, "too many results of a transaction");
    for (int i = 0; i < w->results; i++) lua_pushvalue(L, first + i);
    return w->results;
}

static const mh_wait_type tx_wait = {"mine.store.tx", push_tx, NULL, free};

/*** mine.store.tx(fn) -> ...
 * Call fn(); what it puts and sets is kept as a whole, or not at all: when it raises, or returns nil
 * and an error. It may not wait: no requests, no sleep, no tasks joined. Returns when all is safe on
 * disk.
 * @param fn function @return what fn returned; or nil and an error
 * @example mine.store.tx(function() mine.store.put(a); mine.store.put(b) end) */
static int l_tx(lua_State *L) {
    mh_err e = {0};
    luaL_checktype(L, 1, LUA_TFUNCTION);
    mh_check_nargs(L, 1);
    mh_store *s = mh_lstore_get(L, "mine.store.tx", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    if (mh_store_in_tx(s)) return luaL_error(L, "mine.store.tx: within another transaction");
    if (!lua_isyieldable(L) || mh_ctx_of(L)->guard.pinned > 0)
        return luaL_error(L, "mine.store.tx cannot wait here for the disk");
    tx_guard *t = mh_obj_new(L, &tx_class);
    lua_toclose(L, 2);
    if (mh_store_tx_begin(s, &e) != MH_OK) return mh_push_fail(L, &e);
    t->open = s;
    lua_pushvalue(L, 1);
    lua_call(L, 0, LUA_MULTRET); /* no continuation: nothing within can wait */
    int n = lua_gettop(L) - 2;
    t->open = NULL;
    if (n >= 2 && lua_isnil(L, 3) && !lua_isnil(L, 4)) {
        mh_store_tx_rollback(s);
        return n;
    }
    if (mh_store_tx_commit(s, &e) != MH_OK) return mh_push_fail(L, &e);
    mh_wait *w = mh_wait_new(L, &tx_wait);
    mh_lstore_write *op = mh_alloc(sizeof *op);
    op->wait = w;
    op->results = n;
    mh_wait_start(w, op);
    mh_store_after_commit(s, mh_lstore_committed, op);
    return mh_wait_yield(L, w);
}

static const luaL_Reg store_fns[] = {{"put", l_put},           {"get", l_get},
                                     {"each", mh_lstore_each}, {"search", mh_lstore_search},
                                     {"versions", l_versions}, {"tx", l_tx},
                                     {"kv", mh_lstore_kv},     {NULL, NULL}};

const mh_api mh_api_store = {.name = "store", .fns = store_fns};
