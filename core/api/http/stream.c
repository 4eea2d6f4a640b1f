/* A body read piece by piece, or into a file. */
#include "api/http/http_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WINDOW ((size_t)256 << 10) /* bytes that wait to be read before the sender is held up */

/* ---- into a file ---- */

typedef struct filing {
    http_call call; /* first: responses are pushed from it */
    FILE *out;
    char *path, *part; /* part: where the bytes go until they are whole */
} filing;

static void filing_free(void *result) {
    filing *g = result;
    mh_fetch_free(g->call.fetch);
    if (g->out) {
        fclose(g->out);
        unlink(g->part);
    }
    free(g->path);
    free(g->part);
    free(g);
}

static bool filing_cancel(void *op) {
    filing_free(op);
    return true;
}

static mh_rc to_file(void *arg, const char *p, size_t n, mh_err *e) {
    filing *g = arg;
    if (!http_is_success(&g->call, mh_fetch_status(g->call.fetch))) return MH_OK;
    g->call.size += (int64_t)n;
    if (fwrite(p, 1, n, g->out) == n) return MH_OK;
    return mh_fail_errno(e, errno, "write %s", g->path);
}

static void filed(void *arg) {
    filing *g = arg;
    mh_wait_ready(g->call.wait, g);
}

static int push_filed(lua_State *L, void *result) {
    filing *g = result;
    const mh_fetch_result *r = mh_fetch_get(g->call.fetch);
    mh_err e = {0};
    if (r->err.code == MH_E_NONE && http_is_success(&g->call, r->status)) {
        FILE *out = g->out;
        g->out = NULL;
        int bad = fflush(out) != 0 || fsync(fileno(out)) != 0 ? errno : 0;
        if (fclose(out) != 0 && bad == 0) bad = errno;
        if (bad == 0 && rename(g->part, g->path) != 0) bad = errno;
        if (bad != 0) {
            unlink(g->part);
            mh_fail_errno(&e, bad, "write %s", g->path);
            return mh_push_fail(L, &e);
        }
        g->call.file = mh_view_of(g->path);
    }
    return http_push_result(L, &g->call);
}

static const mh_wait_type filing_wait = {"mine.http.get", push_filed, filing_cancel, filing_free};

int http_to_file(lua_State *L, http_ask *ask) {
    mh_ctx *c = mh_ctx_of(L);
    mh_err e = {0};
    mh_wait *w = mh_wait_new(L, &filing_wait);
    filing *g = mh_alloc(sizeof *g);
    mh_buf part = {0};
    mh_buf_printf(&part, "%s.part-%ld", ask->file, (long)getpid());
    g->part = mh_buf_take(&part);
    g->path = ask->file;
    ask->file = NULL;
    g->out = fopen(g->part, "wbe");
    if (g->out == NULL) {
        mh_fail_errno(&e, errno, "write %s", g->path);
        filing_free(g);
        return mh_push_fail(L, &e);
    }
    g->call.wait = w;
    g->call.any_status = ask->o.any_status;
    g->call.raw_redirect = ask->o.redirects == 0;
    ask->req.sink = to_file;
    ask->req.sink_arg = g;
    g->call.fetch = mh_fetch_start(c->net, &ask->req, filed, g);
    mh_wait_start(w, g);
    return mh_wait_yield(L, w);
}

/* ---- piece by piece ---- */

typedef struct stream_state {
    http_call call; /* its wait: a read that waits for bytes */
    mh_loop *loop;
    mh_buf bytes; /* got, not yet read */
    mh_post post; /* tells the read */
    bool ended;
} stream_state;

typedef struct stream {
    stream_state *s;
} stream;

static void stream_free(stream_state *s) {
    if (s == NULL) return;
    mh_post_cancel(s->loop, &s->post);
    mh_fetch_free(s->call.fetch);
    mh_buf_clear(&s->bytes);
    free(s);
}

static void stream_close(void *body) {
    stream *o = body;
    stream_free(o->s);
    o->s = NULL;
}

static void tell_reader(void *arg) {
    stream_state *s = arg;
    mh_wait *w = s->call.wait;
    s->call.wait = NULL;
    if (w) mh_wait_ready(w, s);
}

static void poke(stream_state *s) {
    if (s->call.wait && !s->post.queued) mh_loop_post(s->loop, &s->post, tell_reader, s);
}

static mh_rc to_stream(void *arg, const char *p, size_t n, mh_err *e) {
    stream_state *s = arg;
    (void)e;
    if (http_is_success(&s->call, mh_fetch_status(s->call.fetch))) {
        mh_buf_put_n(&s->bytes, p, n);
        poke(s);
    }
    return MH_OK;
}

static void stream_ended(void *arg) {
    stream_state *s = arg;
    s->ended = true;
    poke(s);
}

static const mh_class stream_class;

/* Bytes, or nil at the end (with an error when it failed). */
static int push_piece(lua_State *L, void *result) {
    stream_state *s = result;
    if (s->bytes.len > 0) {
        size_t n = s->bytes.len;
        mh_push_view(L, mh_buf_view(&s->bytes));
        mh_buf_reset(&s->bytes);
        mh_fetch_taken(s->call.fetch, n);
        return 1;
    }
    const mh_fetch_result *r = mh_fetch_get(s->call.fetch);
    if (r->err.code == MH_E_NONE && http_is_success(&s->call, r->status)) {
        lua_pushnil(L);
        return 1;
    }
    return http_push_result(L, &s->call);
}

static bool read_cancel(void *op) {
    stream_state *s = op;
    s->call.wait = NULL;
    return true;
}

static const mh_wait_type read_wait = {"stream:read", push_piece, read_cancel, NULL};

/*** stream:read() -> bytes
 * The next piece of the body, at most some 256 KiB.
 * @return bytes; nil at the end; nil and an error when the answer is no success or broke off
 * @example for piece in stream.read, stream do print(#piece) end */
static int l_read(lua_State *L) {
    stream *o = mh_obj_check(L, 1, &stream_class);
    stream_state *s = o->s;
    if (s->call.wait) return luaL_error(L, "another task reads this stream");
    if (s->bytes.len > 0 || s->ended) return push_piece(L, s);
    mh_wait *w = mh_wait_new(L, &read_wait);
    s->call.wait = w;
    mh_wait_start(w, s);
    return mh_wait_yield(L, w);
}

/*** stream:response() -> response
 * What came of it, once read has given nil.
 * @return response with an empty body; or nil and an error
 * @example local r = assert(stream:response()) */
static int l_response(lua_State *L) {
    stream *o = mh_obj_check(L, 1, &stream_class);
    mh_check_nargs(L, 1);
    if (!o->s->ended) return luaL_error(L, "the stream has not ended: read it to its end first");
    return http_push_result(L, &o->s->call);
}

static const luaL_Reg stream_methods[] = {{"read", l_read}, {"response", l_response}, {NULL, NULL}};

static const mh_class stream_class = {.name = "mine.http.stream",
                                      .size = sizeof(stream),
                                      .methods = stream_methods,
                                      .close = stream_close};

/*** mine.http.open(url, options) -> stream
 * Begin to fetch a large body, to be read piece by piece; the sender is held up while nobody reads.
 * @param url string
 * @param options as of mine.http.head; max_bytes is for the whole
 * @return stream with read, response and close; or nil and an error
 * @example local s <close> = assert(mine.http.open(url, { max_bytes = "2G" })) */
int http_l_open(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_err e = {0};
    http_ask *ask = http_ask_read(L, &http_open_schema, MH_GET);
    if (c->net == NULL && c->ops->open_net(c, &e) != MH_OK) return mh_push_fail(L, &e);
    stream *o = mh_obj_new(L, &stream_class);
    stream_state *s = mh_alloc(sizeof *s);
    o->s = s;
    s->loop = c->loop;
    s->call.any_status = ask->o.any_status;
    s->call.raw_redirect = ask->o.redirects == 0;
    ask->req.sink = to_stream;
    ask->req.sink_arg = s;
    ask->req.window = WINDOW;
    s->call.fetch = mh_fetch_start(c->net, &ask->req, stream_ended, s);
    return 1;
}
