#include "net/loop_priv.h"

#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

struct mh_timer {
    uv_timer_t uv; /* first: the close callback frees the whole. Unused by an event */
    mh_loop *loop;
    bool is_event;
    mh_post post;
    mh_done *done;
    void *arg;
};

static void wake_up(uv_async_t *h) {
    mh_loop *l = h->data;
    if (l->on_wake != NULL && !l->woken.queued) mh_loop_post(l, &l->woken, l->on_wake, l->wake_arg);
}

mh_loop *mh_loop_new(void) {
    mh_loop *l = mh_alloc(sizeof *l);
    if (uv_loop_init(&l->uv) != 0 || uv_async_init(&l->uv, &l->wake, wake_up) != 0 ||
        uv_timer_init(&l->uv, &l->alarm) != 0) {
        /* no descriptor left for epoll: nothing at all could be done */
        fputs("minehost: cannot make an event loop\n", stderr);
        abort();
    }
    l->wake.data = l;
    uv_unref((uv_handle_t *)&l->wake);
    return l;
}

struct uv_loop_s *mh_loop_uv(mh_loop *l) {
    return &l->uv;
}

struct walk {
    mh_loop *loop;
    mh_buf *names;
    size_t open, closing;
};

static void count_handle(uv_handle_t *h, void *arg) {
    struct walk *w = arg;
    if (uv_is_closing(h)) {
        w->closing++;
        return;
    }
    if (h == (uv_handle_t *)&w->loop->wake || h == (uv_handle_t *)&w->loop->alarm) return;
    w->open++;
    if (w->names != NULL)
        mh_buf_printf(w->names, "%s ", uv_handle_type_name(uv_handle_get_type(h)));
}

size_t mh_loop_leftovers(mh_loop *l, mh_buf *names) {
    struct walk w = {.loop = l};
    for (;;) {
        uv_walk(&l->uv, count_handle, &w);
        if (w.closing == 0) break;
        uv_run(&l->uv, UV_RUN_NOWAIT);
        w = (struct walk){.loop = l};
    }
    if (names != NULL && w.open > 0) {
        w = (struct walk){.loop = l, .names = names};
        uv_walk(&l->uv, count_handle, &w);
    }
    for (size_t i = 0; names != NULL && i < l->events.len; i++) mh_buf_puts(names, "event ");
    return w.open + l->events.len;
}

void mh_loop_free(mh_loop *l) {
    if (l == NULL) return;
    mh_buf names = {0};
    size_t n = mh_loop_leftovers(l, &names);
    if (n > 0 || l->first != NULL) {
        fprintf(stderr, "minehost: event loop freed with %zu open handles: %.*s%s\n", n,
                MH_FMT(mh_buf_view(&names)), l->first ? "and posted calls" : "");
        abort();
    }
    mh_buf_clear(&names);
    mh_vec_clear(&l->events);
    uv_close((uv_handle_t *)&l->wake, NULL);
    uv_close((uv_handle_t *)&l->alarm, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT); /* ends: also waits for requests that were cancelled */
    int rc = uv_loop_close(&l->uv);
    assert(rc == 0);
    (void)rc;
    free(l);
}

bool mh_loop_alive(mh_loop *l) {
    return l->first != NULL || l->events.len > 0 || uv_loop_alive(&l->uv) != 0;
}

/* Only what is posted now: what these calls post waits for the next turn. */
static void call_posted(mh_loop *l) {
    mh_post stop = {0}; /* stands behind the last one of now */
    if (l->first == NULL) return;
    mh_loop_post(l, &stop, NULL, NULL);
    while (l->first != &stop) {
        mh_post *p = l->first;
        mh_post_cancel(l, p);
        p->fn(p->arg);
    }
    mh_post_cancel(l, &stop);
}

bool mh_loop_once(mh_loop *l, bool block) {
    bool may_wait = block && l->first == NULL;
    if (may_wait && l->mode != MH_LOOP_PLAIN)
        mh_event_turn(l);
    else
        uv_run(&l->uv, may_wait ? UV_RUN_ONCE : UV_RUN_NOWAIT);
    call_posted(l);
    return mh_loop_alive(l);
}

void mh_loop_wake(mh_loop *l) {
    uv_async_send(&l->wake);
}

void mh_loop_on_wake(mh_loop *l, mh_done *fn, void *arg) {
    mh_post_cancel(l, &l->woken);
    l->on_wake = fn;
    l->wake_arg = arg;
}

void mh_loop_post(mh_loop *l, mh_post *p, mh_done *fn, void *arg) {
    assert(!p->queued);
    *p = (mh_post){.fn = fn, .arg = arg, .prev = l->last, .queued = true};
    if (l->last != NULL)
        l->last->next = p;
    else
        l->first = p;
    l->last = p;
}

void mh_post_cancel(mh_loop *l, mh_post *p) {
    if (!p->queued) return;
    if (p->place > 0) {
        mh_event_remove(l, p);
        return;
    }
    if (p->prev != NULL)
        p->prev->next = p->next;
    else
        l->first = p->next;
    if (p->next != NULL)
        p->next->prev = p->prev;
    else
        l->last = p->prev;
    p->prev = p->next = NULL;
    p->queued = false;
}

static void timer_closed(uv_handle_t *h) {
    free(h);
}

static void timer_call(void *arg) {
    mh_timer *t = arg;
    mh_done *done = t->done;
    void *done_arg = t->arg;
    mh_timer_cancel(t);
    done(done_arg);
}

static void timer_fired(uv_timer_t *h) {
    mh_timer *t = (mh_timer *)h;
    mh_loop_post(t->loop, &t->post, timer_call, t);
}

static mh_timer *start_event(mh_loop *l, int64_t ms, mh_done *done, void *arg) {
    mh_timer *t = mh_alloc(sizeof *t);
    if (ms < 1) ms = 1;
    *t = (mh_timer){.loop = l, .is_event = true, .done = done, .arg = arg};
    t->post = (mh_post){.fn = timer_call, .arg = t, .at = l->clock->now_us + ms * 1000};
    mh_event_add(l, &t->post);
    return t;
}

mh_timer *mh_timer_start_run(mh_loop *l, int64_t ms, mh_done *done, void *arg) {
    return l->mode == MH_LOOP_PLAIN ? mh_timer_start(l, ms, done, arg)
                                    : start_event(l, ms, done, arg);
}

mh_timer *mh_timer_start(mh_loop *l, int64_t ms, mh_done *done, void *arg) {
    if (l->mode == MH_LOOP_REPLAYS) return start_event(l, ms, done, arg);
    mh_timer *t = mh_alloc(sizeof *t);
    t->loop = l;
    t->done = done;
    t->arg = arg;
    uv_timer_init(&l->uv, &t->uv);
    uv_update_time(&l->uv); /* the turn may have taken long: count from now */
    uv_timer_start(&t->uv, timer_fired, ms > 0 ? (uint64_t)ms : 0, 0);
    return t;
}

void mh_timer_cancel(mh_timer *t) {
    if (t == NULL) return;
    mh_post_cancel(t->loop, &t->post);
    if (t->is_event)
        free(t);
    else
        uv_close((uv_handle_t *)&t->uv, timer_closed);
}
