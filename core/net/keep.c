#include "net/keep.h"

#include "base/mem.h"

#include <stdlib.h>

typedef struct kept {
    mh_exchange x; /* its views point into this row's own memory */
    char *method, *url, *final, *final_method, *addr;
    char **lines;
    mh_buf sent, body;
    mh_head head;
} kept;

struct mh_keep {
    MH_VEC(kept *) rows; /* oldest first */
    size_t bytes, max_bytes, max, lost;
};

static char *copy(mh_view v) {
    return mh_strndup(v.ptr ? v.ptr : "", v.len);
}

static void free_row(kept *r) {
    for (size_t i = 0; i < r->x.n_lines; i++) free(r->lines[i]);
    free(r->lines);
    free(r->method);
    free(r->url);
    free(r->final);
    free(r->final_method);
    free(r->addr);
    mh_buf_clear(&r->sent);
    mh_buf_clear(&r->body);
    mh_head_clear(&r->head);
    free(r);
}

mh_keep *mh_keep_new(size_t max_bytes, size_t max) {
    mh_keep *k = mh_alloc(sizeof *k);
    k->max_bytes = max_bytes;
    k->max = max;
    return k;
}

void mh_keep_free(mh_keep *k) {
    if (k == NULL) return;
    for (size_t i = 0; i < k->rows.len; i++) free_row(k->rows.ptr[i]);
    mh_vec_clear(&k->rows);
    free(k);
}

static void make_room(mh_keep *k, size_t n) {
    size_t gone = 0;
    while (gone < k->rows.len && (k->bytes + n > k->max_bytes || k->rows.len - gone >= k->max)) {
        k->bytes -= k->rows.ptr[gone]->body.len;
        free_row(k->rows.ptr[gone++]);
    }
    if (gone == 0) return;
    k->rows.len -= gone;
    k->lost += gone;
    memmove(k->rows.ptr, k->rows.ptr + gone, k->rows.len * sizeof *k->rows.ptr);
}

void mh_keep_add(mh_keep *k, const mh_exchange *x, mh_view final, mh_view final_method) {
    if (x->body.len > k->max_bytes / 2) {
        k->lost++;
        return;
    }
    make_room(k, x->body.len);
    kept *r = mh_alloc(sizeof *r);
    r->x = *x;
    r->x.ask = 0;
    r->x.method = mh_view_of(r->method = copy(x->method));
    r->x.url = mh_view_of(r->url = copy(x->url));
    r->x.addr = r->addr = copy(mh_view_of(x->addr));
    r->final = copy(final);
    r->final_method = copy(final_method);
    r->lines = mh_alloc_array(x->n_lines + 1, sizeof *r->lines);
    for (size_t i = 0; i < x->n_lines; i++) r->lines[i] = copy(mh_view_of(x->lines[i]));
    r->x.lines = r->lines;
    mh_buf_put(&r->sent, x->sent);
    mh_buf_put(&r->body, x->body);
    r->x.sent = mh_buf_view(&r->sent);
    r->x.body = mh_buf_view(&r->body);
    if (x->head) mh_head_copy(&r->head, x->head);
    r->x.head = x->head ? &r->head : NULL;
    k->bytes += r->body.len;
    mh_vec_push(&k->rows, r);
}

/* The way from what was asked for to where the answer came from, as one redirect. */
static mh_rc put_redirect(mh_recorder *to, const kept *r, mh_err *e) {
    mh_head h = {0};
    mh_buf line = {0};
    mh_buf_printf(&line, "location: %s\n", r->final);
    mh_head_read(&h, 302, mh_buf_view(&line));
    mh_exchange x = r->x;
    x.err = (mh_err){0};
    x.status = 302;
    x.head = &h;
    x.body = (mh_view){0};
    mh_rc rc = mh_recorder_put(to, &x, e);
    mh_head_clear(&h);
    mh_buf_clear(&line);
    return rc;
}

mh_rc mh_keep_write(const mh_keep *k, mh_recorder *to, mh_err *e) {
    for (size_t i = 0; i < k->rows.len; i++) {
        const kept *r = k->rows.ptr[i];
        mh_exchange x = r->x;
        if (strcmp(r->final, r->url) != 0 && r->final[0]) {
            if (put_redirect(to, r, e) != MH_OK) return MH_FAIL;
            x.url = mh_view_of(r->final);
            x.method = mh_view_of(r->final_method);
            if (strcmp(r->final_method, r->method) != 0) x.sent = (mh_view){0};
        }
        if (mh_recorder_put(to, &x, e) != MH_OK) return MH_FAIL;
    }
    return MH_OK;
}

size_t mh_keep_len(const mh_keep *k) {
    return k->rows.len;
}

size_t mh_keep_lost(const mh_keep *k) {
    return k->lost;
}
