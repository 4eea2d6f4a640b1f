/* h2d.c - a small HTTP/2 server over TLS on 127.0.0.1 for tests, with bad manners on request.
 *
 *     h2d [--port N] [--cert FILE] [--names LIST]
 *
 * Prints "PORT n" when it listens (port 0, the default: any free one) and ends when its standard input is
 * closed; its certificate is made at start for --names and left in FILE. To a client that offers HTTP/1.1
 * alone it knows two answers: /headers, and "http1" to everything else. Paths, "?n=" being their one number:
 *
 *     /echo      the request's fields              /delay     "late", after n ms
 *     /big       n bytes                           /endless   a body without end
 *     /stall     a part of the body, no more       /none      no answer
 *     /slow      a byte each n ms                  /lie       5 bytes of 10 announced
 *     /headers   n fields of 400 bytes             /bomb      one of 3,000 bytes, n times by its index
 *     /reset     the stream is reset, code n       /cut       the same inside the body
 *     /leave     GOAWAY, this one still answered   /goaway    GOAWAY, this one never answered, end
 *     /drop      the connection ends               /redirect  to https://127.0.0.1:n/echo
 *     /garbage   bytes that are no frames
 *     /cookie    sets one                          /count     streams, connections, most streams at once
 *     /once      the first one is reset (code n), then "ok"   /forget  counters to zero
 *
 * A process a connection. Without libnghttp2-dev it says so and leaves with 77. The unit tests include
 * this file and run it in a child. */
#if !__has_include(<nghttp2/nghttp2.h>)
#define H2D_MISSING 1
#ifndef H2D_NO_MAIN
#include <stdio.h>
int main(void) {
    fputs("h2d: built without libnghttp2-dev\n", stderr);
    return 77;
}
#endif
#else
#define H2D_MISSING 0
#include "base/mem.h"
#include "base/str.h"
#include "forked.h"
#include "h2d/h2d.h"
#include "selfsigned.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static int h2d_alpn(SSL *ssl, const unsigned char **out, unsigned char *len,
                    const unsigned char *in, unsigned in_len, void *arg) {
    static const unsigned char known[] = "\x02h2\x08http/1.1";
    (void)ssl, (void)arg;
    return SSL_select_next_proto((unsigned char **)(uintptr_t)out, len, known, 12, in, in_len) ==
                   OPENSSL_NPN_NEGOTIATED
               ? SSL_TLSEXT_ERR_OK
               : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* NULL: no certificate. */
static SSL_CTX *h2d_context(const char *names, const char *pem) {
    SSL_CTX *ctx = selfsigned_new(names, pem);
    if (ctx) SSL_CTX_set_alpn_select_cb(ctx, h2d_alpn, NULL);
    return ctx;
}

static h2d_stream *find(h2d_conn *c, int32_t id) {
    for (size_t i = 0; i < c->streams.len; i++)
        if (c->streams.ptr[i]->id == id) return c->streams.ptr[i];
    return NULL;
}

static int on_begin(nghttp2_session *s, const nghttp2_frame *f, void *arg) {
    h2d_conn *c = arg;
    (void)s;
    if (f->hd.type != NGHTTP2_HEADERS || f->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    h2d_stream *t = mh_alloc(sizeof *t);
    t->id = f->hd.stream_id;
    mh_vec_push(&c->streams, t);
    int busy = atomic_fetch_add(&h2d_counts->busy, 1) + 1;
    if (busy > atomic_load(&h2d_counts->busy_max)) atomic_store(&h2d_counts->busy_max, busy);
    return 0;
}

static int on_field(nghttp2_session *s, const nghttp2_frame *f, const uint8_t *name, size_t nlen,
                    const uint8_t *value, size_t vlen, uint8_t flags, void *arg) {
    h2d_stream *t = find(arg, f->hd.stream_id);
    (void)s, (void)flags;
    if (t == NULL) return 0;
    mh_view n = {(const char *)name, nlen}, v = {(const char *)value, vlen};
    if (mh_view_eq(n, MH_VIEW(":path"))) mh_buf_put(&t->path, v);
    mh_buf_printf(&t->fields, "%.*s: %.*s\n", MH_FMT(n), MH_FMT(v));
    return 0;
}

static int on_frame(nghttp2_session *s, const nghttp2_frame *f, void *arg) {
    (void)s;
    if (f->hd.type != NGHTTP2_HEADERS && f->hd.type != NGHTTP2_DATA) return 0;
    h2d_stream *t = find(arg, f->hd.stream_id);
    if (t && (f->hd.flags & NGHTTP2_FLAG_END_STREAM)) h2d_route(arg, t);
    return 0;
}

static int on_close(nghttp2_session *s, int32_t id, uint32_t code, void *arg) {
    h2d_conn *c = arg;
    (void)s, (void)code;
    for (size_t i = 0; i < c->streams.len; i++) {
        h2d_stream *t = c->streams.ptr[i];
        if (t->id != id) continue;
        atomic_fetch_sub(&h2d_counts->busy, 1);
        mh_buf_clear(&t->path);
        mh_buf_clear(&t->fields);
        mh_buf_clear(&t->body);
        free(t);
        c->streams.ptr[i] = c->streams.ptr[--c->streams.len];
        return 0;
    }
    return 0;
}

/* Wakes the streams whose time has come; milliseconds to the next, -1: none. */
static int wake(h2d_conn *c) {
    int64_t now = h2d_now_ms(), next = -1;
    for (size_t i = 0; i < c->streams.len; i++) {
        h2d_stream *t = c->streams.ptr[i];
        if (t->due == 0) continue;
        if (t->due <= now) h2d_due(c, t);
        if (t->due > 0 && (next < 0 || t->due - now < next)) next = t->due - now;
    }
    return (int)(next < 0 ? -1 : next > 0 ? next : 1);
}

/* Sends what fits; false: the other side is gone. */
static bool flush(h2d_conn *c, SSL *tls) {
    for (;;) {
        const uint8_t *p;
        ssize_t n;
        if (c->out.len == c->sent) {
            mh_buf_reset(&c->out);
            c->sent = 0;
            if ((n = nghttp2_session_mem_send(c->session, &p)) <= 0) return n == 0;
            mh_buf_put_n(&c->out, (const char *)p, (size_t)n);
        }
        int k = SSL_write(tls, c->out.ptr + c->sent, (int)(c->out.len - c->sent));
        if (k <= 0) return SSL_get_error(tls, k) == SSL_ERROR_WANT_WRITE;
        c->sent += (size_t)k;
    }
}

static void converse(h2d_conn *c, int fd, SSL *tls) {
    static char piece[16384];
    for (;;) {
        int wait = wake(c);
        if (!flush(c, tls) || (c->end && c->out.len == c->sent)) return;
        if (!nghttp2_session_want_read(c->session) && !nghttp2_session_want_write(c->session))
            return;
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (c->out.len > c->sent) p.events |= POLLOUT;
        if (SSL_pending(tls) == 0) poll(&p, 1, wait);
        ssize_t n;
        while ((n = forked_read(fd, tls, piece, sizeof piece)) > 0)
            if (nghttp2_session_mem_recv(c->session, (const uint8_t *)piece, (size_t)n) < 0) return;
        if (n < 0) return;
    }
}

static void serve_http1(int fd, SSL *tls) {
    char in[8192] = "";
    mh_buf out = {0};
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (forked_read(fd, tls, in, sizeof in - 1) == 0) poll(&p, 1, -1);
    const char *headers = strstr(in, "GET /headers?n=");
    mh_buf_puts(&out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n");
    for (long i = headers ? atol(headers + 15) : 0; i > 0; i--)
        mh_buf_printf(&out, "X-Header-%ld: %0400d\r\n", i, 0);
    mh_buf_puts(&out, "\r\nhttp1");
    forked_write(fd, tls, out.ptr, out.len);
    SSL_shutdown(tls);
}

static bool has_http1(SSL *tls) {
    const unsigned char *name;
    unsigned len;
    SSL_get0_alpn_selected(tls, &name, &len);
    return len == 8;
}

static void h2d_serve(int fd, void *arg) {
    h2d_conn c = {0};
    nghttp2_session_callbacks *cb;
    nghttp2_settings_entry most = {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 100};
    SSL *tls = forked_tls(arg, fd);
    if (tls && has_http1(tls)) {
        serve_http1(fd, tls);
        return;
    }
    if (tls == NULL || nghttp2_session_callbacks_new(&cb) != 0) return;
    atomic_fetch_add(&h2d_counts->connections, 1);
    nghttp2_session_callbacks_set_on_begin_headers_callback(cb, on_begin);
    nghttp2_session_callbacks_set_on_header_callback(cb, on_field);
    nghttp2_session_callbacks_set_on_frame_recv_callback(cb, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(cb, on_close);
    nghttp2_option *o;
    if (nghttp2_option_new(&o) != 0) return;
    nghttp2_option_set_max_send_header_block_length(o,
                                                    (size_t)1 << 30); /* else it would not hurt */
    if (nghttp2_session_server_new2(&c.session, cb, &c, o) != 0) return;
    nghttp2_submit_settings(c.session, NGHTTP2_FLAG_NONE, &most, 1);
    converse(&c, fd, tls);
    for (size_t i = 0; i < c.streams.len; i++) atomic_fetch_sub(&h2d_counts->busy, 1);
}

h2d_counters *h2d_counts;

/* The processes of the connections count together. */
static void h2d_start(void) {
    h2d_counts =
        mmap(NULL, sizeof *h2d_counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (h2d_counts == MAP_FAILED) mh_oom();
}

int64_t h2d_now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#ifndef H2D_NO_MAIN
int main(int argc, char **argv) {
    const char *cert = NULL, *names = "DNS:localhost,IP:127.0.0.1";
    int port = 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--port") == 0) port = atoi(argv[i + 1]);
        if (strcmp(argv[i], "--cert") == 0) cert = argv[i + 1];
        if (strcmp(argv[i], "--names") == 0) names = argv[i + 1];
    }
    SSL_CTX *tls = h2d_context(names, cert);
    int fd = tls ? forked_listen("127.0.0.1", &port) : -1;
    if (fd < 0) {
        perror("h2d: listen");
        return 1;
    }
    h2d_start();
    printf("PORT %d\n", port);
    forked_loop(fd, STDIN_FILENO, h2d_serve, tls);
    SSL_CTX_free(tls);
    return 0;
}
#endif
#endif
