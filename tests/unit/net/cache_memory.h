/* cache_memory.h - where a cache under test keeps its entries: an array, and faults on request.
 * Owns: its entries, until cm_clear. Threads: one. */
#ifndef MH_TESTS_CACHE_MEMORY_H
#define MH_TESTS_CACHE_MEMORY_H

#include "net/cache.h"

#include <stdlib.h>
#include <string.h>

typedef struct cm_row {
    char *url; /* owned */
    mh_cache_entry e;
} cm_row;

typedef struct cache_memory {
    MH_VEC(cm_row) rows; /* oldest first */
    int64_t last_id;
    int puts, refreshes, drops;
    bool no_get, no_body, no_put; /* fail */
    mh_cache_store store;
} cache_memory;

static inline void cm_copy(mh_cache_entry *to, const mh_cache_entry *from, bool body) {
    *to = *from;
    to->head = (mh_head){0};
    to->vary = to->body = (mh_buf){0};
    mh_buf text = {0};
    mh_head_write(&from->head, &text);
    mh_head_read(&to->head, from->status, mh_buf_view(&text));
    mh_buf_clear(&text);
    mh_buf_put(&to->vary, mh_buf_view(&from->vary));
    if (body) mh_buf_put(&to->body, mh_buf_view(&from->body));
}

static inline void cm_remove(cache_memory *m, size_t i) {
    free(m->rows.ptr[i].url);
    mh_cache_entry_clear(&m->rows.ptr[i].e);
    memmove(m->rows.ptr + i, m->rows.ptr + i + 1, (--m->rows.len - i) * sizeof *m->rows.ptr);
}

static inline mh_rc cm_get(void *arg, mh_view scope, mh_view url, mh_cache_entry **out, size_t *n,
                           mh_err *e) {
    cache_memory *m = arg;
    (void)scope;
    *out = NULL, *n = 0;
    if (m->no_get) return mh_fail(e, MH_E_IO, "no get");
    *out = mh_alloc_array(m->rows.len + 1, sizeof **out);
    for (size_t i = m->rows.len; i-- > 0;)
        if (mh_view_eq(mh_view_of(m->rows.ptr[i].url), url))
            cm_copy(&(*out)[(*n)++], &m->rows.ptr[i].e, false);
    return MH_OK;
}

static inline mh_rc cm_body(void *arg, mh_cache_entry *c, mh_err *e) {
    cache_memory *m = arg;
    for (size_t i = 0; !m->no_body && i < m->rows.len; i++) {
        const mh_cache_entry *x = &m->rows.ptr[i].e;
        if (x->id != c->id || strcmp(x->hash, c->hash) != 0) continue;
        mh_buf_reset(&c->body);
        mh_buf_put(&c->body, mh_buf_view(&x->body));
        return MH_OK;
    }
    return mh_fail(e, MH_E_NOT_FOUND, "no body");
}

static inline mh_rc cm_put(void *arg, mh_view scope, mh_view url, const mh_cache_entry *c,
                           mh_err *e) {
    cache_memory *m = arg;
    (void)scope;
    m->puts++;
    if (m->no_put) return mh_fail(e, MH_E_FULL, "no put");
    for (size_t i = m->rows.len; i-- > 0;)
        if (mh_view_eq(mh_view_of(m->rows.ptr[i].url), url) &&
            mh_view_eq(mh_buf_view(&m->rows.ptr[i].e.vary), mh_buf_view(&c->vary)))
            cm_remove(m, i);
    cm_row row = {.url = mh_strndup(url.ptr, url.len)};
    cm_copy(&row.e, c, true);
    row.e.id = ++m->last_id;
    mh_vec_push(&m->rows, row);
    return MH_OK;
}

static inline mh_rc cm_refresh(void *arg, const mh_cache_entry *c, mh_err *e) {
    cache_memory *m = arg;
    (void)e;
    m->refreshes++;
    for (size_t i = 0; i < m->rows.len; i++) {
        mh_cache_entry *x = &m->rows.ptr[i].e;
        if (x->id != c->id || strcmp(x->hash, c->hash) != 0) continue;
        mh_buf body = x->body;
        x->body = (mh_buf){0};
        mh_cache_entry_clear(x);
        cm_copy(x, c, false);
        x->body = body;
    }
    return MH_OK;
}

static inline mh_rc cm_drop(void *arg, mh_view scope, mh_view url, mh_err *e) {
    cache_memory *m = arg;
    (void)scope, (void)e;
    m->drops++;
    for (size_t i = m->rows.len; i-- > 0;)
        if (mh_view_eq(mh_view_of(m->rows.ptr[i].url), url)) cm_remove(m, i);
    return MH_OK;
}

static inline void cm_init(cache_memory *m) {
    *m = (cache_memory){.store = {m, cm_get, cm_body, cm_put, cm_refresh, cm_drop}};
}

static inline void cm_clear(cache_memory *m) {
    while (m->rows.len > 0) cm_remove(m, m->rows.len - 1);
    mh_vec_clear(&m->rows);
}

#endif
