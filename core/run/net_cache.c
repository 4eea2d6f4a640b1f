#include "run/net_cache.h"

static mh_rc get(void *arg, mh_view scope, mh_view url, mh_cache_entry **out, size_t *n,
                 mh_err *e) {
    mh_run_cache *c = arg;
    mh_cache_row *rows = NULL;
    *out = NULL;
    *n = 0;
    if (!c->looked) c->empty = !mh_cache_rows_any(&c->rows, scope);
    c->looked = true;
    if (c->empty) return MH_OK;
    mh_arena *a = mh_arena_new();
    mh_rc rc = mh_cache_rows_get(&c->rows, scope, url, a, &rows, n, e);
    if (rc == MH_OK && *n > 0) *out = mh_alloc_array(*n, sizeof **out);
    for (size_t i = 0; i < *n; i++) {
        mh_cache_entry *x = &(*out)[i];
        *x = (mh_cache_entry){.id = rows[i].id,
                              .status = rows[i].status,
                              .body_size = rows[i].body_size,
                              .request_us = rows[i].request_us,
                              .response_us = rows[i].response_us};
        mh_head_read(&x->head, x->status, rows[i].head);
        mh_buf_put(&x->vary, rows[i].vary);
        memcpy(x->hash, rows[i].hash, sizeof x->hash);
    }
    mh_arena_free(a);
    return rc;
}

/* head is written into text, which the row borrows. */
static mh_cache_row row_of(const mh_cache_entry *x, mh_buf *text) {
    mh_cache_row row = {.id = x->id,
                        .status = x->status,
                        .vary = mh_buf_view(&x->vary),
                        .body_size = x->body_size,
                        .request_us = x->request_us,
                        .response_us = x->response_us};
    mh_head_write(&x->head, text);
    row.head = mh_buf_view(text);
    memcpy(row.hash, x->hash, sizeof row.hash);
    return row;
}

static mh_rc body(void *arg, mh_cache_entry *x, mh_err *e) {
    mh_run_cache *c = arg;
    mh_buf text = {0};
    mh_cache_row row = row_of(x, &text);
    mh_buf_reset(&x->body);
    mh_rc rc = mh_cache_rows_body(&c->rows, &row, &x->body, e);
    mh_buf_clear(&text);
    return rc;
}

static mh_rc put(void *arg, mh_view scope, mh_view url, const mh_cache_entry *x, mh_err *e) {
    mh_run_cache *c = arg;
    mh_buf text = {0};
    mh_cache_row row = row_of(x, &text);
    c->empty = false;
    mh_rc rc = mh_cache_rows_put(&c->rows, scope, url, &row, mh_buf_view(&x->body), e);
    mh_buf_clear(&text);
    return rc;
}

static mh_rc refresh(void *arg, const mh_cache_entry *x, mh_err *e) {
    mh_run_cache *c = arg;
    mh_buf text = {0};
    mh_cache_row row = row_of(x, &text);
    mh_rc rc = mh_cache_rows_refresh(&c->rows, &row, e);
    mh_buf_clear(&text);
    return rc;
}

static mh_rc drop(void *arg, mh_view scope, mh_view url, mh_err *e) {
    mh_run_cache *c = arg;
    return mh_cache_rows_drop(&c->rows, scope, url, e);
}

void mh_run_cache_init(mh_run_cache *c, mh_store *s, int64_t max_bytes) {
    *c = (mh_run_cache){.rows = {.store = s, .max_bytes = max_bytes},
                        .store = {c, get, body, put, refresh, drop}};
}
