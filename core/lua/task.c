#include "lua/task.h"

#include "base/mem.h"
#include "lua/fault.h"

#include <lauxlib.h>
#include <stdlib.h>

mh_task *mh_task_new(lua_State *L, int nargs) {
    mh_ctx *c = mh_ctx_of(L);
    lua_State *co = lua_newthread(L);
    *MH_CTX_SLOT(co) = (uintptr_t)c; /* a copy of the creator's may carry its mark */
    if (!lua_checkstack(co, nargs + 2)) luaL_error(L, "too many arguments for a task");
    lua_insert(L, -(nargs + 2)); /* below the function */
    lua_xmove(L, co, nargs + 1);
    int ref = luaL_ref(L, LUA_REGISTRYINDEX); /* takes the thread; may raise: nothing is lost */
    mh_task *t = mh_alloc(sizeof *t);
    t->L = co;
    t->ref = ref;
    t->nargs = nargs;
    t->state = MH_TASK_WAITING;
    t->parent = c->task;
    if (t->parent) t->parent->children++;
    t->next = c->tasks;
    if (c->tasks) c->tasks->prev = t;
    c->tasks = t;
    mh_task_wake(t);
    return t;
}

void mh_task_wake(mh_task *t) {
    if (t->state != MH_TASK_WAITING) return;
    mh_ctx *c = mh_ctx_of(t->L);
    t->state = MH_TASK_READY;
    t->next_ready = NULL;
    *c->ready_tail = t;
    c->ready_tail = &t->next_ready;
}

mh_task *mh_task_next(mh_ctx *c) {
    mh_task *t = c->ready;
    if (t == NULL) return NULL;
    c->ready = t->next_ready;
    if (c->ready == NULL) c->ready_tail = &c->ready;
    t->next_ready = NULL;
    return t;
}

static void unqueue(mh_ctx *c, mh_task *t) {
    mh_task **at = &c->ready;
    while (*at && *at != t) at = &(*at)->next_ready;
    if (*at == NULL) return;
    *at = t->next_ready;
    c->ready_tail = &c->ready;
    while (*c->ready_tail) c->ready_tail = &(*c->ready_tail)->next_ready;
}

/* NOLINTBEGIN(clang-analyzer-unix.Malloc): the recursion frees children, never t itself */
static void free_children(mh_ctx *c, mh_task *t) {
    for (mh_task *x = c->tasks; x && t->children > 0;) {
        if (x->parent == t) {
            mh_task_free(c, x);
            x = c->tasks; /* the list has changed */
        } else {
            x = x->next;
        }
    }
}

void mh_task_free(mh_ctx *c, mh_task *t) {
    if (t == NULL) return;
    free_children(c, t);
    if (t->handle) *t->handle = NULL;
    if (t->joined) mh_wait_ready(t->joined, NULL);
    if (t->wait) mh_wait_kill(t->wait);
    if (t->state == MH_TASK_READY) unqueue(c, t);
    if (t->state == MH_TASK_RUNNING || t->state == MH_TASK_WAITING || t->state == MH_TASK_READY ||
        t->state == MH_TASK_FAILED) {
        lua_State *outer = c->guard.current;
        c->guard.pinned++;
        c->guard.current = t->L;
        lua_resetthread(
            t->L); /* runs __close handlers, protected; the wait's handle is collected */
        c->guard.current = outer;
        c->guard.pinned--;
    }
    if (t->parent) t->parent->children--;
    if (t->prev)
        t->prev->next = t->next;
    else
        c->tasks = t->next;
    if (t->next) t->next->prev = t->prev;
    luaL_unref(t->L, LUA_REGISTRYINDEX, t->ref);
    mh_fault_free(t->fault);
    if (c->page_task == t) c->page_task = NULL;
    free(t);
}

/* NOLINTEND(clang-analyzer-unix.Malloc) */

int mh_task_results(lua_State *L, mh_task *t) {
    int n = lua_gettop(t->L);
    if (t->state == MH_TASK_FAILED) {
        lua_xmove(t->L, L, 1);
        return lua_error(L);
    }
    luaL_checkstack(L, n, "too many results of a task");
    lua_xmove(t->L, L, n);
    return n;
}
