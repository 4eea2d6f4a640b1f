#include "host/documents.h"

#include "base/mem.h"
#include "base/vec.h"
#include "store/changes.h"
#include "store/kv.h"

#include <stdlib.h>

#define SPACE MH_VIEW("host:documents")
#define MARK  MH_VIEW("mark")

typedef struct watcher {
    char *job, *filter;
    int64_t begin; /* the last change that is not for it */
} watcher;

struct mh_documents {
    MH_VEC(watcher) watchers; /* by name */
};

mh_documents *mh_documents_new(void) {
    return mh_alloc(sizeof(mh_documents));
}

void mh_documents_free(mh_documents *d) {
    if (d == NULL) return;
    for (size_t i = 0; i < d->watchers.len; i++) {
        free(d->watchers.ptr[i].job);
        free(d->watchers.ptr[i].filter);
    }
    mh_vec_clear(&d->watchers);
    free(d);
}

size_t mh_documents_len(const mh_documents *d) {
    return d->watchers.len;
}

/* ---- marks in the database ---- */

/* -1: there is none. */
static mh_rc mark_get(mh_store *s, mh_view key, int64_t *out, mh_err *e) {
    json_t *v = NULL;
    *out = -1;
    if (mh_kv_get(s, SPACE, key, &v, e) != MH_OK) return MH_FAIL;
    if (json_is_integer(v)) *out = json_integer_value(v);
    json_decref(v);
    return MH_OK;
}

static mh_rc mark_set(mh_store *s, mh_view key, int64_t n, mh_err *e) {
    json_t *v = n < 0 ? NULL : json_integer((json_int_t)n);
    mh_rc rc = mh_kv_set(s, SPACE, key, v, 0, e);
    json_decref(v);
    return rc;
}

static void key_of(mh_buf *out, mh_view job) {
    mh_buf_puts(out, "job ");
    mh_buf_put(out, job);
}

/* ---- jobs ---- */

static size_t place_of(const mh_documents *d, mh_view job, bool *found) {
    size_t lo = 0, hi = d->watchers.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (mh_view_cmp(mh_view_of(d->watchers.ptr[mid].job), job) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    *found = lo < d->watchers.len && mh_view_eq(mh_view_of(d->watchers.ptr[lo].job), job);
    return lo;
}

/* Where the job began; now, when it is new. */
static mh_rc begin_of(mh_store *s, mh_view job, int64_t *begin, mh_err *e) {
    mh_buf key = {0};
    key_of(&key, job);
    mh_rc rc = mark_get(s, mh_buf_view(&key), begin, e);
    if (rc == MH_OK && *begin < 0) {
        rc = mh_changes_last(s, begin, e);
        if (rc == MH_OK) rc = mark_set(s, mh_buf_view(&key), *begin, e);
    }
    mh_buf_clear(&key);
    return rc;
}

mh_rc mh_documents_watch(mh_documents *d, mh_store *s, mh_view job, mh_view filter, mh_err *e) {
    bool found, any;
    int64_t begin = 0;
    mh_changes_ask nothing = {.query = filter}; /* reads the query, and no document */
    if (mh_changes_any(s, &nothing, &any, NULL, e) != MH_OK) return MH_FAIL;
    size_t i = place_of(d, job, &found);
    if (!found && begin_of(s, job, &begin, e) != MH_OK) return MH_FAIL;
    if (!found) {
        watcher w = {.job = mh_strndup(job.ptr, job.len), .begin = begin};
        mh_vec_push(&d->watchers, w);
        memmove(d->watchers.ptr + i + 1, d->watchers.ptr + i,
                (d->watchers.len - 1 - i) * sizeof *d->watchers.ptr);
        d->watchers.ptr[i] = w;
    }
    free(d->watchers.ptr[i].filter);
    d->watchers.ptr[i].filter = mh_strndup(filter.len > 0 ? filter.ptr : "", filter.len);
    return MH_OK;
}

mh_rc mh_documents_forget(mh_documents *d, mh_store *s, mh_view job, mh_err *e) {
    mh_buf key = {0};
    bool found;
    size_t i = place_of(d, job, &found);
    if (!found) return MH_OK;
    free(d->watchers.ptr[i].job);
    free(d->watchers.ptr[i].filter);
    memmove(d->watchers.ptr + i, d->watchers.ptr + i + 1,
            (d->watchers.len - 1 - i) * sizeof *d->watchers.ptr);
    d->watchers.len--;
    key_of(&key, job);
    mh_rc rc = mark_set(s, mh_buf_view(&key), -1, e);
    mh_buf_clear(&key);
    return rc;
}

/* ---- looking ---- */

static mh_rc tell(const mh_documents *d, mh_store *s, int64_t after, int64_t upto,
                  mh_documents_fn *fn, void *arg, mh_err *e) {
    for (size_t i = 0; i < d->watchers.len; i++) {
        const watcher *w = &d->watchers.ptr[i];
        int64_t doc = 0;
        bool any;
        mh_changes_ask ask = {.after = after > w->begin ? after : w->begin,
                              .upto = upto,
                              .query = mh_view_of(w->filter),
                              .but = mh_view_of(w->job)};
        if (mh_changes_any(s, &ask, &any, &doc, e) != MH_OK) return MH_FAIL;
        if (any) fn(arg, ask.but, doc);
    }
    return MH_OK;
}

static int64_t first_begin(const mh_documents *d) {
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < d->watchers.len; i++)
        if (d->watchers.ptr[i].begin < first) first = d->watchers.ptr[i].begin;
    return first;
}

mh_rc mh_documents_look(mh_documents *d, mh_store *s, mh_documents_fn *fn, void *arg, bool *more,
                        mh_err *e) {
    int64_t mark, last, upto;
    *more = false;
    if (mark_get(s, MARK, &mark, e) != MH_OK || mh_changes_last(s, &last, e) != MH_OK)
        return MH_FAIL;
    if (mark == last) return MH_OK;
    if (d->watchers.len == 0) return MH_OK;
    if (mark > last) return mark_set(s, MARK, last, e); /* a database of before was put back */
    if (mark < first_begin(d)) mark = first_begin(d);   /* nobody waited so long */
    if (mh_changes_upto(s, mark, MH_DOCUMENTS_LOOK, &upto, e) != MH_OK) return MH_FAIL;
    *more = upto < last;
    if (tell(d, s, mark, upto, fn, arg, e) != MH_OK) return MH_FAIL;
    return mark_set(s, MARK, upto, e);
}
