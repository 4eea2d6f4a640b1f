/* The life of a wait in every order of its two owners: the coroutine and the operation. */
#include "unit.h"

#include "lua/sandbox.h"
#include "lua/task.h"

#include <lauxlib.h>
#include <stdlib.h>

static mh_wait *pending; /* of the operation under way */
static int freed, cancelled, pushed;
static bool cancel_ends; /* cancel promises that nothing follows */

static int push(lua_State *L, void *result) {
    pushed++;
    lua_pushinteger(L, *(int *)result);
    return 1;
}

static bool cancel(void *op) {
    ck_assert_ptr_eq(op, &pending);
    cancelled++;
    return cancel_ends;
}

static void free_result(void *result) {
    freed++;
    free(result);
}

static const mh_wait_type type = {"test", push, cancel, free_result};

static void complete(int value) {
    int *r = malloc(sizeof *r);
    *r = value;
    mh_wait *w = pending;
    pending = NULL;
    mh_wait_ready(w, r);
}

static int l_wait(lua_State *L) {
    bool at_once = lua_toboolean(L, 1);
    mh_wait *w = mh_wait_new(L, &type);
    pending = w;
    if (at_once) complete(1);
    mh_wait_start(w, &pending);
    return mh_wait_yield(L, w);
}

typedef struct world {
    mh_ctx c;
    lua_State *L;
    mh_task *t;
} world;

static void begin(world *w, const char *src) {
    freed = cancelled = pushed = 0;
    pending = NULL;
    *w = (world){.c = {.clock = mh_clock_system()}};
    w->L = mh_lua_new(&w->c);
    ck_assert_ptr_nonnull(w->L);
    mh_push_env(w->L, NULL, NULL);
    lua_pushcfunction(w->L, l_wait);
    lua_setfield(w->L, -2, "wait");
    ck_assert_int_eq(mh_load_text(w->L, mh_view_of(src), "=test", -1), LUA_OK);
    w->t = mh_task_new(w->L, 0);
}

static int turn(world *w) {
    int n;
    mh_task *t = mh_task_next(&w->c);
    if (t == NULL) return -1;
    w->c.task = t;
    t->state = MH_TASK_RUNNING;
    int status = mh_guard_resume(&w->c.guard, t->L, NULL, 0, &n);
    t->state = status == LUA_YIELD ? MH_TASK_WAITING
               : status == LUA_OK  ? MH_TASK_DONE
                                   : MH_TASK_FAILED;
    w->c.task = NULL;
    return status;
}

static void end(world *w) {
    if (w->t) mh_task_free(&w->c, w->t);
    lua_close(w->L);
    ck_assert_uint_eq(w->c.mem.used, 0);
}

START_TEST(completes_later) {
    world w;
    begin(&w, "return wait()");
    ck_assert_int_eq(turn(&w), LUA_YIELD);
    ck_assert_uint_eq(w.c.waits_pending, 1);
    ck_assert_int_eq(turn(&w), -1);
    complete(7);
    ck_assert_int_eq(turn(&w), LUA_OK);
    ck_assert_int_eq(lua_tointeger(w.t->L, -1), 7);
    ck_assert_int_eq(freed, 1);
    ck_assert_uint_eq(w.c.waits_pending, 0);
    end(&w);
    ck_assert_int_eq(freed + pushed, 2);
}
END_TEST

START_TEST(completes_at_once) {
    world w;
    begin(&w, "return wait(true)");
    ck_assert_int_eq(turn(&w), LUA_OK);
    ck_assert_int_eq(lua_tointeger(w.t->L, -1), 1);
    ck_assert_int_eq(freed, 1);
    ck_assert_uint_eq(w.c.waits_pending, 0);
    end(&w);
}
END_TEST

/* The task goes first: at its end, in a coroutine of it, and with a late completion or none. */
START_TEST(task_goes_first) {
    static const char *const scripts[] = {"wait()", "coroutine.wrap(function() wait() end)()",
                                          "pcall(wait)"};
    for (size_t i = 0; i < 3; i++)
        for (int late = 0; late < 2; late++) {
            world w;
            cancel_ends = !late;
            begin(&w, scripts[i]);
            ck_assert_int_eq(turn(&w), LUA_YIELD);
            mh_wait *op = pending;
            mh_task_free(&w.c, w.t);
            w.t = NULL;
            ck_assert_int_eq(cancelled, 1);
            ck_assert_uint_eq(w.c.waits_pending, (size_t)late);
            pending = op;
            if (late && i == 0) complete(3); /* while the state lives */
            end(&w);
            if (late && i != 0) complete(3); /* after it is gone */
            ck_assert_int_eq(freed, late);
            ck_assert_int_eq(pushed, 0);
            ck_assert_uint_eq(w.c.waits_pending, 0);
            ck_assert_uint_eq(w.c.waits_late, (size_t)late);
        }
}
END_TEST

/* Ready, but the task goes before it takes the result. */
START_TEST(ready_and_not_taken) {
    world w;
    begin(&w, "wait()");
    ck_assert_int_eq(turn(&w), LUA_YIELD);
    complete(5);
    end(&w);
    ck_assert_int_eq(freed, 1);
    ck_assert_int_eq(pushed, 0);
    ck_assert_int_eq(cancelled, 0);
}
END_TEST

START_TEST(refused_where_no_yield_is_possible) {
    world w;
    begin(&w, "return pcall(table.sort, {2, 1}, function() wait() end)");
    ck_assert_int_eq(turn(&w), LUA_OK);
    ck_assert(!lua_toboolean(w.t->L, -2));
    ck_assert_ptr_nonnull(strstr(lua_tostring(w.t->L, -1), "cannot wait here"));
    ck_assert_ptr_null(pending);
    end(&w);
}
END_TEST

TCase *tcase_lua_wait(void) {
    TCase *t = tcase_create("lua_wait");
    tcase_add_test(t, completes_later);
    tcase_add_test(t, completes_at_once);
    tcase_add_test(t, task_goes_first);
    tcase_add_test(t, ready_and_not_taken);
    tcase_add_test(t, refused_where_no_yield_is_possible);
    return t;
}
