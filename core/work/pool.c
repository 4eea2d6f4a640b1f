#include "work/pool.h"

#include "base/mem.h"

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
};

static void run(uv_work_t *req) {
    mh_work *w = (mh_work *)req;
    w->fn(w->arg);
}

static void after(uv_work_t *req, int status) {
    mh_work w = *(mh_work *)req;
    (void)status; /* UV_ECANCELED comes only after mh_work_cancel */
    free(req);
    if (w.cancelled)
        w.drop(w.arg);
    else
        w.done(w.arg);
}

mh_work *mh_work_start(struct uv_loop_s *uv, void (*fn)(void *arg), void *arg,
                       void (*done)(void *arg), void (*drop)(void *arg)) {
    mh_work *w = mh_alloc(sizeof *w);
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
