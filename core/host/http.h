/* http.h - the daemon's HTTP interface: health, metrics, jobs and runs to read, webhooks to fire jobs.
 * Owns: its server (libmicrohttpd, its epoll descriptor on the loop). Threads: loop thread.
 *
 *   GET  /health          200 {"status":"ok"...}, 503 with the reasons when something is wrong
 *   GET  /metrics         Prometheus text format 0.0.4
 *   GET  /api/jobs, /api/jobs/NAME, /api/runs?job=&limit=, /api/runs/ID
 *   POST /hook/PATH       fires the job whose schedule waits for PATH
 *
 * Every route but /hook wants "Authorization: Bearer TOKEN" (compared in constant time), also paths that do
 * not exist; /hook wants X-Hub-Signature-256: sha256=HEX, HMAC-SHA256 of the body by the job's secret, as
 * GitHub and others send it. The body itself is not handed on. One that is sent again fires again: what waits
 * is one run (host/plan.h). On every route the Host header must be "localhost", an address of loopback or the one
 * that is listened on (421 otherwise: DNS rebinding); where other machines may reach it, any address, or this
 * machine's name.
 * Limits: 16 KiB of headers, 1 MiB of body, 64 connections, one request each, 10 s for it; while more than
 * three quarters of the connections are taken, those that are older than a quarter of a second are cut, so that slow ones
 * do not keep others out. Answers carry nosniff, no-store, a content security policy of 'none'; the exception
 * are libmicrohttpd's own, constant ones to what is no HTTP or has more than 200 KiB of headers. */
#ifndef MH_HOST_HTTP_H
#define MH_HOST_HTTP_H

#include "base/err.h"
#include "net/loop.h"

#include <jansson.h>

/* Each json_t is a new reference that the server takes; NULL: not found (404). They are called from inside a
 * callback of libuv: they may read and note, and must not turn the loop or stop the server. */
typedef struct mh_http_ops {
    json_t *(*health)(void *arg, bool *ok);
    void (*metrics)(void *arg, mh_buf *out);
    json_t *(*jobs)(void *arg);
    json_t *(*job)(void *arg, mh_view name);
    json_t *(*runs)(void *arg, mh_view job, size_t limit); /* job empty: of all */
    json_t *(*run)(void *arg, int64_t id);
    /* The secret that signs posts to path, appended to out; nothing: it is not set (503). False: no job waits
     * for path. */
    bool (*hook_secret)(void *arg, mh_view path, mh_buf *out);
    /* Fires it; the signature was right. False: too late, no such job any more. */
    bool (*hook)(void *arg, mh_view path);
    void *arg;
} mh_http_ops;

typedef struct mh_http mh_http;

#define MH_HTTP_HEADERS     ((size_t)16 << 10)
#define MH_HTTP_BODY        ((size_t)1 << 20)
#define MH_HTTP_CONNECTIONS 64
#define MH_HTTP_REQUEST_MS  10000
#define MH_HTTP_HURRY_MS    250
#define MH_HTTP_TOKEN       32 /* characters at least */

/* listen: "127.0.0.1:8420", "[::1]:8420", port 0: any. MH_E_USAGE for an address outside of loopback unless
 * `open` is set; MH_E_BUSY when it is taken. token: at least MH_HTTP_TOKEN characters, borrowed for the call. */
typedef struct mh_http_opts {
    mh_view listen, token;
    bool open;            /* the operator said that other machines may reach it */
    int64_t request_ms;   /* 0: MH_HTTP_REQUEST_MS */
    unsigned connections; /* 0: MH_HTTP_CONNECTIONS */
} mh_http_opts;
mh_rc mh_http_start(mh_http **out, mh_loop *l, const mh_http_opts *o, const mh_http_ops *ops,
                    mh_err *e);
void mh_http_stop(mh_http *h); /* NULL is fine */
int mh_http_port(const mh_http *h);
/* The token: the secret "serve-token", or that in the file "token" (0600) of the state folder, made when it
 * is not there. Appended to out; *path (may be NULL) is owned: where it is kept. */
mh_rc mh_http_token(mh_buf *out, char **path, mh_err *e);
/* The same of that file alone. */
mh_rc mh_http_token_file(mh_buf *out, const char *path, mh_err *e);

#endif
