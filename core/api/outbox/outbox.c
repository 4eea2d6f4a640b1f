/* mine.outbox: what is to be told to others, each of it once. */
#include "store/outbox.h"
#include "base/mem.h"
#include "lua/kit.h"

#include <stdlib.h>
#include <string.h>

typedef struct box {
    char *channel, *target, *shown; /* owned */
    double remember;
} box;

static const mh_class box_class;

static void box_close(void *body) {
    box *b = body;
    free(b->channel);
    free(b->target);
    free(b->shown);
    b->channel = b->target = b->shown = NULL;
}

static void box_show(const void *body, mh_buf *out) {
    mh_buf_puts(out, ((const box *)body)->channel);
}

static mh_outbox_box names_of(const box *b) {
    return (mh_outbox_box){mh_view_of(b->channel), mh_view_of(b->target), mh_view_of(b->shown)};
}

/* A write that a coroutine waits for. */
typedef struct op {
    mh_wait *wait;
    mh_err err; /* of the commit */
    mh_rc rc;
    bool flag; /* the result */
    /* of take */
    mh_arena *arena;
    mh_outbox_entry *entry;
    size_t n;
} op;

static void op_free(void *arg) {
    op *o = arg;
    for (size_t i = 0; i < o->n; i++) json_decref(o->entry[i].value);
    mh_arena_free(o->arena);
    free(o);
}

static void committed(void *arg, mh_rc rc, const mh_err *err) {
    op *o = arg;
    o->rc = rc;
    if (err) o->err = *err;
    mh_wait_ready(o->wait, o);
}

static int push_flag(lua_State *L, void *result) {
    const op *o = result;
    if (o->rc != MH_OK) return mh_push_fail(L, &o->err);
    lua_pushboolean(L, o->flag);
    return 1;
}

static const mh_wait_type write_wait = {"mine.outbox", push_flag, NULL, op_free};

static mh_store *store_of(lua_State *L, const char *fn, mh_err *e) {
    mh_store *s = mh_ctx_of(L)->store;
    if (s == NULL) mh_fail(e, MH_E_NOT_FOUND, "%s: there is no database yet", fn);
    return s;
}

static int fail_or_raise(lua_State *L, const mh_err *e) {
    bool mistake = e->code == MH_E_USAGE || e->code == MH_E_LIMIT || e->code == MH_E_TOO_LARGE;
    return mistake ? mh_raise(L, e) : mh_push_fail(L, e);
}

/* NULL where the write need not be waited for: in a transaction. Before the write: it may raise. */
static mh_wait *wait_for(lua_State *L, mh_store *s) {
    return mh_store_in_tx(s) ? NULL : mh_wait_new(L, &write_wait);
}

static int when_safe(lua_State *L, mh_store *s, mh_wait *w, bool flag) {
    if (w == NULL || !mh_store_pending(s)) {
        lua_pushboolean(L, flag);
        return 1;
    }
    op *o = mh_alloc(sizeof *o);
    *o = (op){.wait = w, .flag = flag};
    mh_wait_start(w, o);
    mh_store_after_commit(s, committed, o);
    return mh_wait_yield(L, w);
}

typedef struct open_opts {
    mh_view shown;
    double remember;
} open_opts;

static const mh_row open_rows[] = {
    {.name = "shown",
     .type = MH_T_STRING,
     .offset = offsetof(open_opts, shown),
     .help = "the target as people may see it: nothing secret"},
    {.name = "remember",
     .type = MH_T_SECONDS,
     .offset = offsetof(open_opts, remember),
     .min = 0,
     .max = 3e9,
     .help = "how long what was delivered is not told again; 0: for ever"},
};
static const mh_schema open_schema = MH_SCHEMA("mine.outbox.open", open_rows);

/*** mine.outbox.open(channel, target, options) -> box
 * What is to be told to one receiver. `require "delivered"` does for a sink all that is below.
 * @param channel string, "mail"
 * @param target string that tells one receiver from another; no secret, since it is kept as it is
 * @param options { shown = "desk@example.org" (in lists), remember = 0 }
 * @return object with push, take, delivered, failed, unsure, release, count
 * @example local box = mine.outbox.open("pager", "desk-1") */
static int l_open(lua_State *L) {
    open_opts o;
    mh_view channel = mh_check_view(L, 1), target = mh_check_view(L, 2);
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &open_schema, &o);
    if (channel.len == 0 || channel.len > MH_OUTBOX_NAME || target.len == 0 ||
        target.len > MH_OUTBOX_NAME || memchr(channel.ptr, 0, channel.len) ||
        memchr(target.ptr, 0, target.len))
        return luaL_error(L, "mine.outbox.open: wants names of 1 to %d bytes", MH_OUTBOX_NAME);
    box *b = mh_obj_new(L, &box_class);
    b->channel = mh_strndup(channel.ptr, channel.len);
    b->target = mh_strndup(target.ptr, target.len);
    b->shown = mh_strndup(o.shown.ptr ? o.shown.ptr : "", o.shown.len);
    b->remember = o.remember;
    return 1;
}

typedef struct push_opts {
    mh_view title;
} push_opts;

static const mh_row push_rows[] = {
    {.name = "title",
     .type = MH_T_STRING,
     .offset = offsetof(push_opts, title),
     .help = "of the entry, to people"},
};
static const mh_schema push_schema = MH_SCHEMA("box:push", push_rows);

/*** box:push(key, value, options) -> added
 * Note something that is to be told, once for each key. Returns when it is safe on disk.
 * @param key string @param value what take gives back: string, number, table ...
 * @param options { title = "for the list" }
 * @return true when it was added, false when the key is known, in whatever state; or nil and an error
 * @example box:push(item.url .. " 1", item, { title = item.title }) */
static int l_push(lua_State *L) {
    mh_err e = {0};
    push_opts o;
    bool added = false;
    box *b = mh_obj_check(L, 1, &box_class);
    mh_view key = mh_check_view(L, 2);
    mh_check_nargs(L, 4);
    mh_check_opts(L, 4, &push_schema, &o);
    lua_settop(L, 4);
    json_t **value = mh_json_box(L);
    if (!lua_isnoneornil(L, 3) && mh_value_to_json(L, 3, "value", value, &e) != MH_OK)
        return mh_raise(L, &e);
    mh_store *s = store_of(L, "box:push", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    mh_wait *w = wait_for(L, s);
    mh_outbox_box names = names_of(b);
    if (mh_outbox_push(s, &names, key, o.title, *value, &added, &e) != MH_OK)
        return fail_or_raise(L, &e);
    return when_safe(L, s, w, added);
}

static void push_entries(lua_State *L, const op *o) {
    lua_createtable(L, (int)o->n, 0);
    for (size_t i = 0; i < o->n; i++) {
        lua_createtable(L, 0, 5);
        lua_pushinteger(L, o->entry[i].id);
        lua_setfield(L, -2, "id");
        lua_pushinteger(L, o->entry[i].tries);
        lua_setfield(L, -2, "tries");
        mh_set_view(L, "key", o->entry[i].key);
        mh_set_view(L, "error", o->entry[i].error);
        mh_push_json(L, o->entry[i].value);
        lua_setfield(L, -2, "value");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    mh_mark_array(L, -1);
}

static int push_taken(lua_State *L, void *result) {
    const op *o = result;
    if (o->rc != MH_OK) return fail_or_raise(L, &o->err);
    push_entries(L, o);
    return 1;
}

static const mh_wait_type take_wait = {"box:take", push_taken, NULL, op_free};

typedef struct take_opts {
    mh_view key;
    int64_t limit;
} take_opts;

static const mh_row take_rows[] = {
    {.name = "key",
     .type = MH_T_STRING,
     .offset = offsetof(take_opts, key),
     .help = "this one alone"},
    {.name = "limit",
     .type = MH_T_INT,
     .offset = offsetof(take_opts, limit),
     .def = 100,
     .min = 1,
     .max = 10000,
     .help = "at most so many"},
};
static const mh_schema take_schema = MH_SCHEMA("box:take", take_rows);

/*** box:take(options) -> entries
 * Take what is due, to send it now: that this run is sending it is on disk when take returns. Say of
 * each what became of it: a run that ends without a word leaves it uncertain.
 * @param options { key = nil (this one alone), limit = 100 }
 * @return list of { id, key, value, tries (before this one), error (of the latest) }, in order of
 * arrival, empty when nothing is due; or nil and an error
 * @example for _, entry in ipairs(box:take()) do ... end */
static int l_take(lua_State *L) {
    mh_err e = {0};
    take_opts o;
    box *b = mh_obj_check(L, 1, &box_class);
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &take_schema, &o);
    if (o.key.len == 0) o.key = (mh_view){0};
    mh_store *s = store_of(L, "box:take", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    if (mh_store_in_tx(s)) return luaL_error(L, "box:take: not within a transaction");
    mh_wait *w = mh_wait_new(L, &take_wait);
    op *t = mh_alloc(sizeof *t);
    mh_outbox_box names = names_of(b);
    *t = (op){.wait = w, .arena = mh_arena_new()};
    mh_wait_start(w, t);
    t->rc = mh_outbox_take(s, &names, o.key, (size_t)o.limit, t->arena, &t->entry, &t->n, &t->err);
    if (t->rc == MH_OK && mh_store_pending(s))
        mh_store_after_commit(s, committed, t);
    else
        mh_wait_ready(w, t);
    return mh_wait_yield(L, w);
}

static int64_t number_at(lua_State *L, int idx, const char *key) {
    luaL_checktype(L, idx, LUA_TTABLE);
    lua_pushstring(L, key);
    lua_rawget(L, idx);
    if (!lua_isinteger(L, -1))
        luaL_error(L, "bad entry: wants a table as box:take gave it (its '%s')", key);
    int64_t n = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return n;
}

typedef struct outcome {
    mh_outbox_state state;
    mh_view why;
    mh_outbox_again again;
    double remember;
} outcome;

static mh_rc conclude(mh_store *s, const outcome *o, int64_t id, int64_t tries, bool *again,
                      mh_err *e) {
    bool final = false;
    mh_rc rc;
    switch (o->state) {
    case MH_OUTBOX_DELIVERED: return mh_outbox_delivered(s, id, tries, o->remember, e);
    case MH_OUTBOX_UNCERTAIN: return mh_outbox_unsure(s, id, tries, o->why, e);
    case MH_OUTBOX_PENDING: return mh_outbox_release(s, id, tries, e);
    default:
        rc = mh_outbox_failed(s, id, tries, o->why, &o->again, &final, e);
        if (!final) *again = true;
        return rc;
    }
}

/* The entry, or the list of entries, at 2. */
static int conclude_all(lua_State *L, const char *fn, const outcome *o) {
    mh_err e = {0};
    bool flag = o->state != MH_OUTBOX_FAILED;
    luaL_checktype(L, 2, LUA_TTABLE);
    mh_store *s = store_of(L, fn, &e);
    if (s == NULL) return mh_push_fail(L, &e);
    lua_pushliteral(L, "id");
    bool one = lua_rawget(L, 2) != LUA_TNIL;
    lua_pop(L, 1);
    lua_Integer n = one ? 1 : (lua_Integer)lua_rawlen(L, 2);
    mh_wait *w = wait_for(L, s);
    for (lua_Integer i = 1; i <= n; i++) {
        if (one)
            lua_pushvalue(L, 2);
        else
            lua_rawgeti(L, 2, i);
        int64_t id = number_at(L, lua_gettop(L), "id"),
                tries = number_at(L, lua_gettop(L), "tries");
        lua_pop(L, 1);
        if (conclude(s, o, id, tries, &flag, &e) != MH_OK) return fail_or_raise(L, &e);
    }
    return when_safe(L, s, w, flag);
}

/*** box:delivered(entries) -> true
 * They were told, for good. Returns when that is safe on disk.
 * @param entries one entry as take gave it, or a list of them
 * @return true; or nil and an error, with code "not_found" when this run is not sending it any more
 * @example assert(box:delivered(entry)) */
static int l_delivered(lua_State *L) {
    const box *b = mh_obj_check(L, 1, &box_class);
    mh_check_nargs(L, 2);
    outcome o = {.state = MH_OUTBOX_DELIVERED, .remember = b->remember};
    return conclude_all(L, "box:delivered", &o);
}

/* Anchored on the stack by the caller's argument, or in *why. */
static mh_view reason_at(lua_State *L, int idx, mh_err *why) {
    return mh_to_err(L, idx, why) ? mh_view_of(why->msg) : mh_check_view(L, idx);
}

static const mh_row again_rows[] = {
    {.name = "tries",
     .type = MH_T_INT,
     .offset = offsetof(mh_outbox_again, tries),
     .def = 10,
     .min = 1,
     .max = 1e6,
     .help = "given up after so many"},
    {.name = "first",
     .type = MH_T_SECONDS,
     .offset = offsetof(mh_outbox_again, first_s),
     .def = 60,
     .min = 0,
     .max = 86400,
     .help = "wait before the second try; doubles each time, up to a day"},
};
static const mh_schema again_schema = MH_SCHEMA("box:failed", again_rows);

/*** box:failed(entries, reason, options) -> again
 * They were certainly not told: the receiver refused, or could not be reached. Due again after a while
 * that doubles with each try.
 * @param entries one entry, or a list of them @param reason string or error object
 * @param options { tries = 10 (in all), first = 60 (seconds until the second) }
 * @return true when any will be tried again, false when all have failed for good; or nil and an error
 * @example box:failed(entry, err) */
static int l_failed(lua_State *L) {
    mh_err why = {0};
    mh_obj_check(L, 1, &box_class);
    outcome o = {.state = MH_OUTBOX_FAILED, .why = reason_at(L, 3, &why)};
    mh_check_nargs(L, 4);
    mh_check_opts(L, 4, &again_schema, &o.again);
    return conclude_all(L, "box:failed", &o);
}

/*** box:unsure(entries, reason) -> true
 * Nobody can say whether they were told: listed by `minehost outbox`, told again only on request.
 * @param entries one entry, or a list of them @param reason string or error object
 * @return true; or nil and an error
 * @example box:unsure(entry, "no answer") */
static int l_unsure(lua_State *L) {
    mh_err why = {0};
    mh_obj_check(L, 1, &box_class);
    outcome o = {.state = MH_OUTBOX_UNCERTAIN, .why = reason_at(L, 3, &why)};
    mh_check_nargs(L, 3);
    return conclude_all(L, "box:unsure", &o);
}

/*** box:release(entries) -> true
 * They were not tried after all: due as before.
 * @param entries one entry, or a list of them @return true; or nil and an error
 * @example box:release(entry) */
static int l_release(lua_State *L) {
    mh_obj_check(L, 1, &box_class);
    mh_check_nargs(L, 2);
    outcome o = {.state = MH_OUTBOX_PENDING};
    return conclude_all(L, "box:release", &o);
}

/*** box:count() -> counts
 * @return { pending, sending, delivered, failed, uncertain, dropped }; or nil and an error
 * @example if box:count().uncertain > 0 then mine.log.warn("uncertain") end */
static int l_count(lua_State *L) {
    mh_err e = {0};
    int64_t n[MH_OUTBOX_N] = {0};
    const box *b = mh_obj_check(L, 1, &box_class);
    mh_check_nargs(L, 1);
    mh_store *s = mh_ctx_of(L)->store; /* none yet: nothing is in it */
    mh_outbox_box names = names_of(b);
    if (s && mh_outbox_count(s, &names, n, &e) != MH_OK) return fail_or_raise(L, &e);
    lua_createtable(L, 0, MH_OUTBOX_N);
    for (int i = 0; i < MH_OUTBOX_N; i++) {
        lua_pushinteger(L, n[i]);
        lua_setfield(L, -2, mh_outbox_state_name((mh_outbox_state)i));
    }
    return 1;
}

static const luaL_Reg box_methods[] = {
    {"push", l_push},     {"take", l_take},       {"delivered", l_delivered}, {"failed", l_failed},
    {"unsure", l_unsure}, {"release", l_release}, {"count", l_count},         {NULL, NULL}};

static const mh_class box_class = {.name = "mine.outbox.box",
                                   .size = sizeof(box),
                                   .methods = box_methods,
                                   .close = box_close,
                                   .show = box_show};

static const luaL_Reg outbox_fns[] = {{"open", l_open}, {NULL, NULL}};

const mh_api mh_api_outbox = {.name = "outbox", .fns = outbox_fns};
