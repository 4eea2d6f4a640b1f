/* What the HTTP/2 test server answers. */
#if __has_include(<nghttp2/nghttp2.h>)
#include "h2d.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELD(n, v) ((nghttp2_nv){(uint8_t *)(n), (uint8_t *)(v), strlen(n), strlen(v), 0})

static ssize_t give(nghttp2_session *s, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
                    nghttp2_data_source *source, void *arg) {
    h2d_stream *t = source->ptr;
    size_t n = t->body.len - t->given;
    (void)arg;
    if (n > room) n = room;
    if (n > 0) memcpy(to, t->body.ptr + t->given, n);
    t->given += n;
    if (t->given < t->body.len || n == room) return (ssize_t)n;
    if (t->cut) nghttp2_submit_rst_stream(s, NGHTTP2_FLAG_NONE, id, (uint32_t)t->cut);
    if (t->drip && t->due == 0) t->due = h2d_now_ms() + t->n;
    if (t->cut || t->stall || t->drip) return n > 0 ? (ssize_t)n : NGHTTP2_ERR_DEFERRED;
    size_t more = room - n < t->fill ? room - n : t->fill;
    memset(to + n, 'x', more);
    if (t->fill != SIZE_MAX) t->fill -= more;
    if (t->fill == 0) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return (ssize_t)(n + more);
}

static void respond(h2d_conn *c, h2d_stream *t, const char *status, const nghttp2_nv *more,
                    size_t n_more) {
    nghttp2_nv *nv = mh_alloc_array(n_more + 2, sizeof *nv);
    nghttp2_data_provider body = {.source.ptr = t, .read_callback = give};
    nv[0] = FIELD(":status", status);
    nv[1] = FIELD("content-type", "text/plain");
    for (size_t i = 0; i < n_more; i++) nv[i + 2] = more[i];
    nghttp2_submit_response(c->session, t->id, nv, n_more + 2, &body);
    free(nv);
}

static void text(h2d_conn *c, h2d_stream *t, const char *body) {
    mh_buf_puts(&t->body, body);
    respond(c, t, "200", NULL, 0);
}

static void reset(h2d_conn *c, h2d_stream *t, long code) {
    nghttp2_submit_rst_stream(c->session, NGHTTP2_FLAG_NONE, t->id, (uint32_t)code);
}

/* ---- one function a path ---- */

static void echo(h2d_conn *c, h2d_stream *t) {
    text(c, t, t->fields.ptr);
}

static void later(h2d_conn *c, h2d_stream *t) {
    (void)c;
    t->due = h2d_now_ms() + t->n;
}

static void big(h2d_conn *c, h2d_stream *t) {
    t->fill = (size_t)t->n;
    respond(c, t, "200", NULL, 0);
}

static void endless(h2d_conn *c, h2d_stream *t) {
    t->fill = SIZE_MAX;
    respond(c, t, "200", NULL, 0);
}

static void stall(h2d_conn *c, h2d_stream *t) {
    t->stall = true;
    text(c, t, "half");
}

static void slow(h2d_conn *c, h2d_stream *t) {
    t->drip = true;
    text(c, t, "x");
}

static void lie(h2d_conn *c, h2d_stream *t) {
    nghttp2_nv length = FIELD("content-length", "10");
    mh_buf_puts(&t->body, "hello");
    respond(c, t, "200", &length, 1);
}

static void none(h2d_conn *c, h2d_stream *t) {
    (void)c, (void)t;
}

static void headers(h2d_conn *c, h2d_stream *t) {
    size_t n = (size_t)t->n;
    char(*names)[32] = mh_alloc_array(n, sizeof *names), value[401];
    nghttp2_nv *nv = mh_alloc_array(n, sizeof *nv);
    snprintf(value, sizeof value, "%0400d", 0);
    for (size_t i = 0; i < n; i++) {
        snprintf(names[i], sizeof names[i], "x-header-%zu", i);
        nv[i] = FIELD(names[i], value);
    }
    respond(c, t, "200", nv, n);
    free(nv);
    free(names);
}

static void bomb(h2d_conn *c, h2d_stream *t) {
    size_t n = (size_t)t->n;
    char value[3001];
    nghttp2_nv *nv = mh_alloc_array(n, sizeof *nv);
    snprintf(value, sizeof value, "%03000d", 0);
    for (size_t i = 0; i < n; i++) nv[i] = FIELD("x-bomb", value);
    respond(c, t, "200", nv, n);
    free(nv);
}

static void at_once(h2d_conn *c, h2d_stream *t) {
    reset(c, t, t->n);
}

static void once(h2d_conn *c, h2d_stream *t) {
    if (atomic_fetch_add(&h2d_counts->resets, 1) == 0)
        reset(c, t, t->n);
    else
        text(c, t, "ok");
}

static void cut(h2d_conn *c, h2d_stream *t) {
    t->cut = (int)t->n;
    text(c, t, "half");
}

static void leave(h2d_conn *c, h2d_stream *t) {
    nghttp2_submit_goaway(c->session, NGHTTP2_FLAG_NONE, t->id, NGHTTP2_NO_ERROR, NULL, 0);
    text(c, t, "bye");
}

static void go_away(h2d_conn *c, h2d_stream *t) {
    nghttp2_submit_goaway(c->session, NGHTTP2_FLAG_NONE, t->id, NGHTTP2_ENHANCE_YOUR_CALM, NULL, 0);
    c->end = true;
}

static void drop(h2d_conn *c, h2d_stream *t) {
    (void)t;
    c->end = true;
}

static void garbage(h2d_conn *c, h2d_stream *t) {
    (void)t;
    for (int i = 0; i < 100; i++) mh_buf_puts(&c->out, "these are no frames ");
}

static void redirect(h2d_conn *c, h2d_stream *t) {
    char to[64];
    snprintf(to, sizeof to, "https://127.0.0.1:%ld/echo", t->n);
    nghttp2_nv location = FIELD("location", to);
    respond(c, t, "302", &location, 1);
}

static void cookie(h2d_conn *c, h2d_stream *t) {
    nghttp2_nv set = FIELD("set-cookie", "id=secret; Secure; Path=/");
    mh_buf_puts(&t->body, "set");
    respond(c, t, "200", &set, 1);
}

static void count(h2d_conn *c, h2d_stream *t) {
    mh_buf_printf(&t->body, "streams %d\nconnections %d\nbusy_max %d\n",
                  atomic_load(&h2d_counts->streams), atomic_load(&h2d_counts->connections),
                  atomic_load(&h2d_counts->busy_max));
    respond(c, t, "200", NULL, 0);
}

static void forget(h2d_conn *c, h2d_stream *t) {
    atomic_store(&h2d_counts->streams, 0);
    atomic_store(&h2d_counts->connections, 0);
    atomic_store(&h2d_counts->busy_max, 0);
    atomic_store(&h2d_counts->resets, 0);
    text(c, t, "ok");
}

static const struct {
    const char *path;
    void (*fn)(h2d_conn *c, h2d_stream *t);
} behaviours[] = {{"/echo", echo},       {"/delay", later},     {"/big", big},
                  {"/endless", endless}, {"/stall", stall},     {"/slow", slow},
                  {"/lie", lie},         {"/none", none},       {"/headers", headers},
                  {"/bomb", bomb},       {"/reset", at_once},   {"/once", once},
                  {"/cut", cut},         {"/leave", leave},     {"/goaway", go_away},
                  {"/drop", drop},       {"/garbage", garbage}, {"/redirect", redirect},
                  {"/cookie", cookie},   {"/count", count},     {"/forget", forget}};

void h2d_route(h2d_conn *c, h2d_stream *t) {
    mh_view path = mh_buf_view(&t->path), name;
    size_t n = mh_view_find(path, MH_VIEW("?n="), 0);
    t->n = n == SIZE_MAX ? 0 : atol(path.ptr + n + 3); /* NOLINT: found, so there */
    mh_view_split(&path, '?', &name);
    atomic_fetch_add(&h2d_counts->streams, 1);
    for (size_t i = 0; i < sizeof behaviours / sizeof *behaviours; i++) {
        if (!mh_view_eq(name, mh_view_of(behaviours[i].path))) continue;
        behaviours[i].fn(c, t);
        return;
    }
    mh_buf_puts(&t->body, "no such path");
    respond(c, t, "404", NULL, 0);
}

void h2d_due(h2d_conn *c, h2d_stream *t) {
    t->due = 0;
    if (!t->drip) {
        text(c, t, "late");
        return;
    }
    mh_buf_putc(&t->body, 'x');
    nghttp2_session_resume_data(c->session, t->id);
}
#endif
