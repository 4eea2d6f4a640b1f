#include "text/clean.h"

#include "text/clean_priv.h"

#include <string.h>

void mh_clean_writer_clear(mh_clean_writer *w) {
    mh_buf_clear(&w->text);
    mh_vec_clear(&w->runs);
}

void mh_clean_keep(mh_clean_writer *w, mh_view bytes, size_t from) {
    if (bytes.len == 0) return;
    mh_clean_run *last = w->runs.len ? &w->runs.ptr[w->runs.len - 1] : NULL;
    if (last && last->same && last->to == from) {
        last->to += (uint32_t)bytes.len;
    } else {
        mh_clean_run r = {(uint32_t)w->text.len, (uint32_t)from, (uint32_t)(from + bytes.len),
                          true};
        mh_vec_push(&w->runs, r);
    }
    mh_buf_put(&w->text, bytes);
}

void mh_clean_put(mh_clean_writer *w, mh_view reading, size_t from, size_t to) {
    if (reading.len == 0) return;
    mh_clean_run r = {(uint32_t)w->text.len, (uint32_t)from, (uint32_t)to, false};
    mh_vec_push(&w->runs, r);
    mh_buf_put(&w->text, reading);
}

/* The run that holds byte `at`. */
static size_t run_at(const mh_clean_run *runs, size_t len, size_t at) {
    size_t low = 0, high = len;
    while (low + 1 < high) {
        size_t mid = low + (high - low) / 2;
        if (runs[mid].at <= at)
            low = mid;
        else
            high = mid;
    }
    return low;
}

static size_t first_of(const mh_clean_run *r, size_t at) {
    return r->same ? r->from + (at - r->at) : r->from;
}

/* Behind the byte `at`. */
static size_t behind(const mh_clean_run *r, size_t at) {
    return r->same ? r->from + (at - r->at) + 1 : r->to;
}

mh_span mh_clean_source(const mh_clean *c, mh_span r) {
    if (c->len == 0 || r.from >= r.to) return (mh_span){0, 0};
    const mh_clean_run *a = &c->runs[run_at(c->runs, c->len, r.from)],
                       *b = &c->runs[run_at(c->runs, c->len, r.to - 1)];
    return (mh_span){first_of(a, r.from), behind(b, r.to - 1)};
}

/* Runs of the second pass say where they stand in the first one's text: puts the source in its place. */
static size_t compose(const mh_clean_writer *first, const mh_clean_writer *second,
                      mh_clean_run *out) {
    size_t n = 0;
    for (size_t i = 0; i < second->runs.len; i++) {
        mh_clean_run r = second->runs.ptr[i];
        mh_clean c = {mh_buf_view(&first->text), first->runs.ptr, first->runs.len};
        if (!r.same) {
            mh_span src = mh_clean_source(&c, (mh_span){r.from, r.to});
            out[n++] = (mh_clean_run){r.at, (uint32_t)src.from, (uint32_t)src.to, false};
            continue;
        }
        for (size_t k = run_at(c.runs, c.len, r.from), at = r.from; at < r.to; k++) {
            const mh_clean_run *f = &c.runs[k];
            size_t end = k + 1 < c.len && c.runs[k + 1].at < r.to ? c.runs[k + 1].at : r.to;
            size_t from = first_of(f, at), to = behind(f, end - 1);
            out[n++] = (mh_clean_run){r.at + (uint32_t)(at - r.from), (uint32_t)from, (uint32_t)to,
                                      f->same};
            at = end;
        }
    }
    return n;
}

mh_clean mh_text_clean(mh_arena *a, mh_view s) {
    mh_clean_writer first = {0}, second = {0};
    mh_clean_marks(&first, s);
    mh_clean_lines(&second, mh_buf_view(&first.text));
    mh_clean_run *runs = mh_arena_array(a, first.runs.len + second.runs.len + 1, sizeof *runs);
    mh_clean c = {mh_arena_dup(a, mh_buf_view(&second.text)), runs, 0};
    c.len = compose(&first, &second, runs);
    mh_clean_writer_clear(&first);
    mh_clean_writer_clear(&second);
    return c;
}
