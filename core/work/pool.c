#include "work/pool.h"

#include "base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

struct mh_work {
    uv_work_t req; /* first */
    void (*fn)(void *arg);
    void (*done)(void *arg);
    void (*drop)(void *arg);
    void *arg;
    bool cancelled;
    mh_work_line *line; /* NULL: handed back at once */
    bool finished;
    mh_work *next;
};

struct mh_work_line {
    struct uv_loop_s *uv;
    mh_work *first, **last;
};

static void run(uv_work_t *req) {
    mh_work *w = (mh_work *)req;
    w->fn(w->arg);
}

static void hand_back(mh_work *p) {
    mh_work w = *p;
    free(p);
    if (w.cancelled)
        w.drop(w.arg);
    else
        w.done(w.arg);
}

static void after(uv_work_t *req, int status) {
    mh_work *w = (mh_work *)req;
    (void)status; /* UV_ECANCELED comes only after mh_work_cancel */
    w->finished = true;
    if (w->line == NULL) hand_back(w);
}

static mh_work *start(struct uv_loop_s *uv, mh_work_line *line, void (*fn)(void *arg), void *arg,
                      void (*done)(void *arg), void (*drop)(void *arg)) {
    mh_work *w = mh_alloc(sizeof *w);
    w->line = line;
    w->fn = fn;
    w->done = done;
    w->drop = drop;
    w->arg = arg;
    int rc = uv_queue_work(uv, &w->req, run, after);
    if (rc != 0) { /* libuv fails here only without a function to run */
        fprintf(stderr, "minehost: cannot queue work: %s\n", uv_strerror(rc));
        abort();
    }
    return w;
}

void mh_work_cancel(mh_work *w) {
    if (w->cancelled) return;
    w->cancelled = true;
    uv_cancel((uv_req_t *)&w->req);
}

mh_work *mh_work_start(struct uv_loop_s *uv, void (*fn)(void *arg), void *arg,
                       void (*done)(void *arg), void (*drop)(void *arg)) {
    return start(uv, NULL, fn, arg, done, drop);
}

mh_work_line *mh_work_line_new(struct uv_loop_s *uv) {
    mh_work_line *l = mh_alloc(sizeof *l);
    l->uv = uv;
    l->last = &l->first;
    return l;
}

void mh_work_line_free(mh_work_line *l) {
    assert(l == NULL || l->first == NULL);
    free(l);
}

mh_work *mh_work_line_start(mh_work_line *l, void (*fn)(void *arg), void *arg,
                            void (*done)(void *arg), void (*drop)(void *arg)) {
    mh_work *w = start(l->uv, l, fn, arg, done, drop);
    *l->last = w;
    l->last = &w->next;
    return w;
}

bool mh_work_line_settle(void *line) {
    mh_work_line *l = line;
    mh_work *w = l->first, *next;
    for (mh_work *x = w; x != NULL; x = x->next)
        while (!x->finished) uv_run(l->uv, UV_RUN_ONCE);
    /* off the line first: who gets a result may start more */
    l->first = NULL;
    l->last = &l->first;
    for (mh_work *x = w; x != NULL; x = next) {
        next = x->next;
        hand_back(x);
    }
    return w != NULL;
}
