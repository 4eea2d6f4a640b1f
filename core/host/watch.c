/* Which tags are watched, and when they are told. */
#include "host/watch_priv.h"

#include <stdlib.h>

static void tell(void *arg);
static void look(void *arg);

static int64_t now_ms(void) {
    return mh_clock_mono_ns(mh_clock_system()) / 1000000;
}

static int64_t due_at(const watch_group *g) {
    int64_t quiet = g->last + MH_WATCH_QUIET_MS, most = g->first + MH_WATCH_MOST_MS;
    return quiet < most ? quiet : most;
}

/* ---- tags ---- */

static size_t group_place(const mh_watch *w, uint64_t tag) {
    size_t lo = 0, hi = w->groups.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (w->groups.ptr[mid]->tag < tag)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static watch_group *group_find(const mh_watch *w, uint64_t tag) {
    size_t i = group_place(w, tag);
    return i < w->groups.len && w->groups.ptr[i]->tag == tag ? w->groups.ptr[i] : NULL;
}

static watch_group *group_at(mh_watch *w, uint64_t tag) {
    watch_group *g = group_find(w, tag);
    if (g != NULL) return g;
    size_t i = group_place(w, tag);
    g = mh_alloc(sizeof *g);
    g->tag = tag;
    mh_vec_push(&w->groups, g);
    memmove(w->groups.ptr + i + 1, w->groups.ptr + i,
            (w->groups.len - 1 - i) * sizeof *w->groups.ptr);
    w->groups.ptr[i] = g;
    return g;
}

/* ---- telling ---- */

void watch_mark(mh_watch *w, watch_item *it) {
    watch_group *g = it->group;
    int64_t now = now_ms();
    if (!g->pending) g->first = now;
    g->pending = true;
    g->last = now;
    /* a timer that runs may be early: it is then set anew */
    if (w->tell == NULL) w->tell = mh_timer_start(w->loop, due_at(g) - now, tell, w);
}

static void tell(void *arg) {
    mh_watch *w = arg;
    MH_VEC(uint64_t) due = {0};
    int64_t now = now_ms(), next = INT64_MAX;
    bool gone = false;
    w->tell = NULL;
    for (size_t i = 0; i < w->groups.len; i++) {
        watch_group *g = w->groups.ptr[i];
        if (!g->pending) continue;
        if (due_at(g) > now) {
            if (due_at(g) < next) next = due_at(g);
            continue;
        }
        g->pending = false;
        mh_vec_push(&due, g->tag);
    }
    if (next != INT64_MAX) w->tell = mh_timer_start(w->loop, next - now, tell, w);
    w->gone = &gone;
    for (size_t i = 0; !gone && i < due.len; i++)
        if (group_find(w, due.ptr[i]) != NULL) w->fn(w->arg, due.ptr[i]);
    if (!gone) w->gone = NULL;
    mh_vec_clear(&due);
}

/* ---- looking by time ---- */

static void look(void *arg) {
    mh_watch *w = arg;
    size_t turn = w->turn++ % MH_WATCH_TURNS;
    for (size_t i = 0; i < w->items.len; i++)
        if (w->items.ptr[i]->polled || i % MH_WATCH_TURNS == turn) watch_arm(w, w->items.ptr[i]);
    w->look = mh_timer_start(w->loop, w->poll_ms, look, w);
}

/* ---- from outside ---- */

mh_watch *mh_watch_new(mh_loop *l, mh_watch_fn *fn, void *arg) {
    mh_watch *w = mh_alloc(sizeof *w);
    *w = (mh_watch){.loop = l, .fn = fn, .arg = arg, .fd = -1};
    w->poll_ms = (int64_t)MH_WATCH_POLL * 1000;
    watch_open(w);
    return w;
}

void mh_watch_tune(mh_watch *w, size_t most, int64_t poll_ms) {
    w->most = most;
    w->poll_ms = poll_ms > 0 ? poll_ms : (int64_t)MH_WATCH_POLL * 1000;
}

static void item_free(watch_item *it) {
    free(it->path);
    free(it);
}

void mh_watch_free(mh_watch *w) {
    if (w == NULL) return;
    if (w->gone != NULL) *w->gone = true;
    mh_timer_cancel(w->tell);
    mh_timer_cancel(w->look);
    watch_close(w);
    for (size_t i = 0; i < w->items.len; i++) item_free(w->items.ptr[i]);
    for (size_t i = 0; i < w->groups.len; i++) free(w->groups.ptr[i]);
    mh_vec_clear(&w->items);
    mh_vec_clear(&w->groups);
    free(w);
}

mh_rc mh_watch_add(mh_watch *w, const char *path, uint64_t tag, mh_err *e) {
    if (path == NULL || path[0] == '\0') return mh_fail(e, MH_E_USAGE, "watch: a path is empty");
    watch_item *it = mh_alloc(sizeof *it);
    it->path = watch_path(path);
    it->group = group_at(w, tag);
    it->group->items++;
    mh_vec_push(&w->items, it);
    /* what is there now is no change; what comes while the watch is made is */
    it->seen = watch_look_at(it->path, w->fd < 0);
    watch_arm(w, it);
    if (w->look == NULL) w->look = mh_timer_start(w->loop, w->poll_ms, look, w);
    return MH_OK;
}

void mh_watch_remove(mh_watch *w, uint64_t tag) {
    size_t kept = 0, place = group_place(w, tag);
    watch_group *g = group_find(w, tag);
    if (g == NULL) return;
    for (size_t i = 0; i < w->items.len; i++) {
        watch_item *it = w->items.ptr[i];
        if (it->group != g) {
            w->items.ptr[kept++] = it;
            continue;
        }
        watch_disarm(w, it);
        item_free(it);
    }
    w->items.len = kept;
    memmove(w->groups.ptr + place, w->groups.ptr + place + 1,
            (w->groups.len - 1 - place) * sizeof *w->groups.ptr);
    w->groups.len--;
    free(g);
}

size_t mh_watch_polled(const mh_watch *w) {
    return w->polled;
}

const char *mh_watch_why(const mh_watch *w) {
    return w->why[0] != '\0' ? w->why : NULL;
}
