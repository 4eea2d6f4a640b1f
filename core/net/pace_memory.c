#include "net/pace_memory.h"

#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

struct mh_pace_memory {
    mh_map *rows;   /* host -> mh_pace_row */
    mh_map *robots; /* origin -> mh_robots_copy */
};

mh_pace_memory *mh_pace_memory_new(void) {
    mh_pace_memory *m = mh_alloc(sizeof *m);
    m->rows = mh_map_new();
    m->robots = mh_map_new();
    return m;
}

void mh_pace_memory_free(mh_pace_memory *m) {
    if (!m) return;
    for (size_t i = 0; i < mh_map_len(m->rows); i++) free(mh_map_entry_at(m->rows, i)->val.ptr);
    for (size_t i = 0; i < mh_map_len(m->robots); i++) {
        mh_robots_copy *c = mh_map_entry_at(m->robots, i)->val.ptr;
        mh_buf_clear(&c->text);
        free(c);
    }
    mh_map_free(m->rows);
    mh_map_free(m->robots);
    free(m);
}

static void *place(mh_map *map, mh_view key, size_t size) {
    mh_value *v = mh_map_at(map, key, NULL);
    if (!v->ptr) v->ptr = mh_alloc(size);
    return v->ptr;
}

static mh_rc update(void *arg, mh_view host, mh_pace_change *fn, void *fn_arg, bool durable,
                    mh_err *e) {
    mh_pace_memory *m = arg;
    (void)durable, (void)e;
    fn(fn_arg, place(m->rows, host, sizeof(mh_pace_row)));
    return MH_OK;
}

static mh_rc robots_get(void *arg, mh_view origin, mh_robots_copy *out, mh_err *e) {
    mh_pace_memory *m = arg;
    const mh_value *v = mh_map_get(m->robots, origin);
    (void)e;
    mh_buf_reset(&out->text);
    out->fetched_us = 0;
    out->status = 0;
    if (!v) return MH_OK;
    const mh_robots_copy *c = v->ptr;
    out->fetched_us = c->fetched_us;
    out->status = c->status;
    mh_buf_put(&out->text, mh_buf_view(&c->text));
    return MH_OK;
}

static mh_rc robots_put(void *arg, mh_view origin, const mh_robots_copy *c, mh_err *e) {
    mh_pace_memory *m = arg;
    (void)e;
    mh_robots_copy *own = place(m->robots, origin, sizeof *own);
    own->fetched_us = c->fetched_us;
    own->status = c->status;
    mh_buf_reset(&own->text);
    mh_buf_put(&own->text, mh_buf_view(&c->text));
    return MH_OK;
}

mh_ledger mh_pace_memory_ledger(mh_pace_memory *m) {
    return (mh_ledger){.arg = m,
                       .pid = 1,
                       .pid_start = 1,
                       .update = update,
                       .robots_get = robots_get,
                       .robots_put = robots_put};
}
