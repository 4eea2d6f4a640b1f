/* A binary heap of jobs by their next instant, each with its place, declared in host/plan_priv.h. */
#include "host/plan_priv.h"

/* Of equal instants the job that was added first. */
static bool sooner(plan_entry a, plan_entry b) {
    return a.key < b.key || (a.key == b.key && a.job < b.job);
}

static void put(mh_plan *p, int which, size_t at, plan_entry x) {
    p->heap[which].ptr[at] = x;
    p->jobs.ptr[x.job].place[which] = at + 1;
}

static void up(mh_plan *p, int which, size_t at, plan_entry x) {
    const plan_heap *h = &p->heap[which];
    while (at > 0 && sooner(x, h->ptr[(at - 1) / 2])) {
        put(p, which, at, h->ptr[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put(p, which, at, x);
}

static void down(mh_plan *p, int which, size_t at, plan_entry x) {
    const plan_heap *h = &p->heap[which];
    for (size_t child; (child = 2 * at + 1) < h->len; at = child) {
        if (child + 1 < h->len && sooner(h->ptr[child + 1], h->ptr[child])) child++;
        if (!sooner(h->ptr[child], x)) break;
        put(p, which, at, h->ptr[child]);
    }
    put(p, which, at, x);
}

void plan_heap_set(mh_plan *p, int which, uint32_t job, int64_t key) {
    plan_heap *h = &p->heap[which];
    size_t place = p->jobs.ptr[job].place[which];
    plan_entry x = {key, job};
    if (place == 0 && key == MH_PLAN_NEVER) return;
    if (place == 0) {
        mh_vec_push(h, x);
        up(p, which, h->len - 1, x);
        return;
    }
    size_t at = place - 1;
    if (key == MH_PLAN_NEVER) { /* the last one takes its place */
        p->jobs.ptr[job].place[which] = 0;
        x = h->ptr[--h->len];
        if (at == h->len) return;
    } else if (h->ptr[at].key == key) {
        return;
    }
    if (at > 0 && sooner(x, h->ptr[(at - 1) / 2])) {
        up(p, which, at, x);
    } else {
        down(p, which, at, x);
    }
}
