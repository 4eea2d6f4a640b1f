/* mine.queue: work to be done once, that survives a kill. */
#include "store/queue.h"
#include "base/mem.h"
#include "lua/kit.h"
#include "net/loop.h"

#include <stdlib.h>

#define POLL_MS 200 /* other processes push without a word */

/* A write that a coroutine waits for. */
typedef struct op {
    mh_wait *wait;
    mh_err err; /* of the commit */
    mh_rc rc;
    bool is_count; /* the result is n, else flag */
    bool flag;
    int64_t n;
} op;

static void committed(void *arg, mh_rc rc, const mh_err *err) {
    op *o = arg;
    o->rc = rc;
    if (err) o->err = *err;
    mh_wait_ready(o->wait, o);
}

static void push_result(lua_State *L, const op *o) {
    if (o->is_count)
        lua_pushinteger(L, o->n);
    else
        lua_pushboolean(L, o->flag);
}

static int push_committed(lua_State *L, void *result) {
    op *o = result;
    if (o->rc != MH_OK) return mh_push_fail(L, &o->err);
    push_result(L, o);
    return 1;
}

static const mh_wait_type write_wait = {"mine.queue", push_committed, NULL, free};

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

/* What a write that went well returns, once it is safe. */
static int when_safe(lua_State *L, mh_store *s, mh_wait *w, const op *result) {
    if (w == NULL || !mh_store_pending(s)) {
        push_result(L, result);
        return 1;
    }
    op *o = mh_alloc(sizeof *o);
    *o = *result;
    o->wait = w;
    mh_wait_start(w, o);
    mh_store_after_commit(s, committed, o);
    return mh_wait_yield(L, w);
}

typedef struct push_opts {
    int64_t priority;
    double delay;
} push_opts;

static const mh_row push_rows[] = {
    {.name = "priority",
     .type = MH_T_INT,
     .offset = offsetof(push_opts, priority),
     .min = -1e15,
     .max = 1e15,
     .help = "higher ones first"},
    {.name = "delay",
     .type = MH_T_SECONDS,
     .offset = offsetof(push_opts, delay),
     .min = 0,
     .max = 3e9,
     .help = "not before so long from now"},
};
static const mh_schema push_schema = MH_SCHEMA("mine.queue.push", push_rows);

/*** mine.queue.push(name, key, value, options) -> added
 * Put work into a queue, once for each key: a key that is known there, also as done or failed, is left
 * as it is. Returns when it is safe on disk (within mine.store.tx at once).
 * @param name string @param key string
 * @param value string, number, boolean, table or mine.null; nil counts as null
 * @param options { priority = 0 (higher ones first), delay = 0 (seconds until it is due) }
 * @return true when it was added, false when the key was known; or nil and an error
 * @example mine.queue.push("pages", url, { depth = 1 }, { priority = 5 }) */
static int l_push(lua_State *L) {
    mh_err e = {0};
    push_opts o;
    op result = {0};
    mh_queue_push p = {.queue = mh_check_view(L, 1), .key = mh_check_view(L, 2)};
    mh_check_nargs(L, 4);
    mh_check_opts(L, 4, &push_schema, &o);
    lua_settop(L, 4);
    json_t **box = mh_json_box(L);
    if (!lua_isnoneornil(L, 3)) {
        if (mh_value_to_json(L, 3, "value", box, &e) != MH_OK) return mh_raise(L, &e);
        p.value = *box;
    }
    p.priority = o.priority;
    p.delay_s = o.delay;
    mh_store *s = store_of(L, "mine.queue.push", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    mh_wait *w = wait_for(L, s);
    if (mh_queue_push_one(s, &p, &result.flag, &e) != MH_OK) return fail_or_raise(L, &e);
    return when_safe(L, s, w, &result);
}

/* A lease that is waited for: for something to be due, then for the commit. */
typedef struct lease {
    mh_wait *wait;
    mh_store *store;
    mh_loop *loop;
    mh_timer *timer; /* until the next look */
    const mh_clock *clock;
    int64_t until_ns; /* no look after that */
    char *queue;      /* owned, as the rest */
    size_t queue_len;
    double seconds;
    mh_arena *arena;
    mh_queue_entry *entry;
    mh_rc rc;
    mh_err err;
} lease;

static void lease_free(void *arg) {
    lease *l = arg;
    if (l->entry) json_decref(l->entry->value);
    mh_arena_free(l->arena);
    free(l->queue);
    free(l);
}

static void lease_committed(void *arg, mh_rc rc, const mh_err *err) {
    lease *l = arg;
    l->rc = rc;
    if (err) l->err = *err;
    mh_wait_ready(l->wait, l);
}

static void look(void *arg) {
    lease *l = arg;
    int64_t due_us = 0;
    l->timer = NULL;
    l->rc = mh_queue_lease(l->store, (mh_view){l->queue, l->queue_len}, l->seconds, l->arena,
                           &l->entry, &due_us, &l->err);
    if (l->entry) {
        mh_store_after_commit(l->store, lease_committed, l);
        return;
    }
    int64_t left_ms = (l->until_ns - mh_clock_mono_ns(l->clock)) / 1000000;
    if (l->rc != MH_OK || left_ms <= 0) {
        mh_wait_ready(l->wait, l);
        return;
    }
    int64_t ms = due_us / 1000 < POLL_MS ? due_us / 1000 + 1 : POLL_MS;
    l->timer = mh_timer_start(l->loop, ms < left_ms ? ms : left_ms, look, l);
}

static bool lease_cancel(void *arg) {
    lease *l = arg;
    if (l->entry) return false; /* the commit will tell */
    mh_timer_cancel(l->timer);
    lease_free(l);
    return true;
}

static int push_entry(lua_State *L, void *result) {
    const lease *l = result;
    if (l->rc != MH_OK) return fail_or_raise(L, &l->err);
    if (l->entry == NULL) return 0;
    lua_createtable(L, 0, 6);
    lua_pushinteger(L, l->entry->id);
    lua_setfield(L, -2, "id");
    lua_pushinteger(L, l->entry->tries);
    lua_setfield(L, -2, "tries");
    mh_set_view(L, "queue", (mh_view){l->queue, l->queue_len});
    mh_set_view(L, "key", l->entry->key);
    mh_set_view(L, "error", l->entry->error);
    mh_push_json(L, l->entry->value);
    lua_setfield(L, -2, "value");
    return 1;
}

static const mh_wait_type lease_wait = {"mine.queue.lease", push_entry, lease_cancel, lease_free};

typedef struct lease_opts {
    double seconds, wait;
} lease_opts;

static const mh_row lease_rows[] = {
    {.name = "seconds",
     .type = MH_T_SECONDS,
     .offset = offsetof(lease_opts, seconds),
     .def = 600,
     .min = 0.001,
     .max = 2592000,
     .help = "how long the work may take"},
    {.name = "wait",
     .type = MH_T_SECONDS,
     .offset = offsetof(lease_opts, wait),
     .min = 0,
     .max = 1e9,
     .help = "how long to wait for something to be due"},
};
static const mh_schema lease_schema = MH_SCHEMA("mine.queue.lease", lease_rows);

/*** mine.queue.lease(name, options) -> entry
 * Take the next entry that is due; nobody else has it until it is done or failed, its time is up, or
 * this run ends: what a run had leased when it was killed is due again at once.
 * @param name string
 * @param options { seconds = 600 (how long the work may take), wait = 0 (for something to be due) }
 * @return { id, queue, key, value, tries (leases before this one), error (of the latest failure) };
 * nil when nothing is due; or nil and an error
 * @example local work = mine.queue.lease("pages", { wait = 10 }) */
static int l_lease(lua_State *L) {
    mh_err e = {0};
    lease_opts o;
    mh_view queue = mh_check_view(L, 1);
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &lease_schema, &o);
    mh_store *s = store_of(L, "mine.queue.lease", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    if (mh_store_in_tx(s)) return luaL_error(L, "mine.queue.lease: not within a transaction");
    mh_wait *w = mh_wait_new(L, &lease_wait);
    const mh_ctx *c = mh_ctx_of(L);
    lease *l = mh_alloc(sizeof *l);
    *l = (lease){.wait = w,
                 .store = s,
                 .loop = c->loop,
                 .clock = c->clock,
                 .until_ns = mh_clock_mono_ns(c->clock) + (int64_t)(o.wait * 1e9),
                 .queue = mh_strndup(queue.ptr, queue.len),
                 .queue_len = queue.len,
                 .seconds = o.seconds,
                 .arena = mh_arena_new()};
    mh_wait_start(w, l);
    look(l);
    return mh_wait_yield(L, w);
}

/* id and tries of the entry at 1, which is read as it came from lease. Raises. */
static int64_t entry_number(lua_State *L, const char *key) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushstring(L, key);
    lua_rawget(L, 1);
    if (!lua_isinteger(L, -1))
        luaL_error(L, "bad entry: wants a table as mine.queue.lease gave it (its '%s')", key);
    int64_t n = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return n;
}

/*** mine.queue.done(entry) -> true
 * The work is done, for good: its key is remembered, its value is not. Returns when that is safe on
 * disk. Within mine.store.tx, with what the work put, both are kept or neither.
 * @param entry table as lease gave it
 * @return true; or nil and an error, with code "not_found" when the lease is over
 * @example assert(mine.queue.done(work)) */
static int l_done(lua_State *L) {
    mh_err e = {0};
    int64_t id = entry_number(L, "id"), tries = entry_number(L, "tries");
    mh_check_nargs(L, 1);
    mh_store *s = store_of(L, "mine.queue.done", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    mh_wait *w = wait_for(L, s);
    if (mh_queue_done(s, id, tries, &e) != MH_OK) return fail_or_raise(L, &e);
    return when_safe(L, s, w, &(op){.flag = true});
}

static const mh_row fail_rows[] = {
    {.name = "tries",
     .type = MH_T_INT,
     .offset = offsetof(mh_queue_again, tries),
     .def = 5,
     .min = 1,
     .max = 1e6,
     .help = "given up after so many"},
    {.name = "first",
     .type = MH_T_SECONDS,
     .offset = offsetof(mh_queue_again, first_s),
     .def = 30,
     .min = 0,
     .max = 86400,
     .help = "wait before the second try; doubles each time, up to a day"},
};
static const mh_schema fail_schema = MH_SCHEMA("mine.queue.fail", fail_rows);

/*** mine.queue.fail(entry, reason, options) -> again
 * The work failed: it is due again after a while that doubles with each try; after the last it has
 * failed for good, and its reason is kept.
 * @param entry table as lease gave it @param reason string or error object
 * @param options { tries = 5 (leases in all), first = 30 (seconds until the second) }
 * @return true when it will be tried again, false when it has failed for good; or nil and an error
 * @example if not page then mine.queue.fail(work, err, { tries = 3 }) end */
static int l_fail(lua_State *L) {
    mh_err e = {0}, why = {0};
    mh_queue_again o;
    bool final = false;
    int64_t id = entry_number(L, "id"), tries = entry_number(L, "tries");
    bool is_err = mh_to_err(L, 2, &why);
    mh_view reason = is_err ? mh_view_of(why.msg) : mh_check_view(L, 2);
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &fail_schema, &o);
    mh_store *s = store_of(L, "mine.queue.fail", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    mh_wait *w = wait_for(L, s);
    if (mh_queue_fail(s, id, tries, reason, &o, &final, &e) != MH_OK) return fail_or_raise(L, &e);
    return when_safe(L, s, w, &(op){.flag = !final});
}

/*** mine.queue.count(name) -> counts
 * How much is in a queue.
 * @param name string @return { waiting, leased, done, failed }; or nil and an error
 * @example local left = mine.queue.count("pages").waiting */
static int l_count(lua_State *L) {
    mh_err e = {0};
    mh_queue_counts c = {0};
    mh_view queue = mh_check_view(L, 1);
    mh_check_nargs(L, 1);
    mh_store *s = mh_ctx_of(L)->store; /* none yet: nothing is in it */
    if (s && mh_queue_count(s, queue, &c, &e) != MH_OK) return fail_or_raise(L, &e);
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, c.waiting);
    lua_setfield(L, -2, "waiting");
    lua_pushinteger(L, c.leased);
    lua_setfield(L, -2, "leased");
    lua_pushinteger(L, c.done);
    lua_setfield(L, -2, "done");
    lua_pushinteger(L, c.failed);
    lua_setfield(L, -2, "failed");
    return 1;
}

typedef struct forget_opts {
    bool all;
} forget_opts;

static const mh_row forget_rows[] = {
    {.name = "all",
     .type = MH_T_BOOL,
     .offset = offsetof(forget_opts, all),
     .help = "also what waits or is leased"},
};
static const mh_schema forget_schema = MH_SCHEMA("mine.queue.forget", forget_rows);

/*** mine.queue.forget(name, options) -> n
 * Forget what is done or failed: those keys may be pushed again.
 * @param name string @param options { all = false (also what waits or is leased) }
 * @return how many entries were forgotten; or nil and an error
 * @example mine.queue.forget("pages") */
static int l_forget(lua_State *L) {
    mh_err e = {0};
    forget_opts o;
    size_t n = 0;
    mh_view queue = mh_check_view(L, 1);
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &forget_schema, &o);
    mh_store *s = store_of(L, "mine.queue.forget", &e);
    if (s == NULL) return mh_push_fail(L, &e);
    mh_wait *w = wait_for(L, s);
    if (mh_queue_forget(s, queue, o.all, &n, &e) != MH_OK) return fail_or_raise(L, &e);
    return when_safe(L, s, w, &(op){.is_count = true, .n = (int64_t)n});
}

static const luaL_Reg queue_fns[] = {{"push", l_push}, {"lease", l_lease}, {"done", l_done},
                                     {"fail", l_fail}, {"count", l_count}, {"forget", l_forget},
                                     {NULL, NULL}};

const mh_api mh_api_queue = {.name = "queue", .fns = queue_fns};
