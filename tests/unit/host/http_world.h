/* http_world.h - what the tests of host/http.h share: a server whose daemon is invented, and a client. */
#ifndef MH_TESTS_HTTP_WORLD_H
#define MH_TESTS_HTTP_WORLD_H

#include "unit.h"

#include "base/fs.h"
#include "base/hash.h"
#include "host/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>

#define TOKEN  "0123456789abcdef0123456789abcdef"
#define SECRET "It's a Secret to Everybody"

typedef struct world {
    mh_loop *loop;
    mh_http *http;
    pthread_t thread;
    atomic_bool ends;
    atomic_int fired;
    atomic_bool large; /* what /metrics gives */
    int port;
} world;

/* ---- what the daemon would say ---- */

static inline json_t *health(void *arg, bool *ok) {
    world *w = arg;
    *ok = w->fired < 100;
    return json_pack("{s:s}", "status", *ok ? "ok" : "bad");
}
static inline void metrics(void *arg, mh_buf *out) {
    world *w = arg;
    if (w->large)
        for (int i = 0; i < 1000000; i++) mh_buf_puts(out, "up 1\nup 2\n");
    else
        mh_buf_puts(out, "up 1\n");
}
static inline json_t *jobs(void *arg) {
    (void)arg;
    return json_pack("[s]", "news");
}
static inline json_t *job(void *arg, mh_view name) {
    (void)arg;
    if (!mh_view_eq(name, MH_VIEW("news")) && !mh_view_eq(name, MH_VIEW("d\xc3\xa9p\xc3\xaa"
                                                                        "che 1")))
        return NULL;
    return json_pack("{s:s%}", "name", name.ptr, name.len);
}
static inline json_t *runs(void *arg, mh_view name, size_t limit) {
    (void)arg;
    return json_pack("{s:s%,s:i}", "job", name.len > 0 ? name.ptr : "", name.len, "limit",
                     (int)limit);
}
static inline json_t *run(void *arg, int64_t id) {
    (void)arg;
    return id <= 7 ? json_pack("{s:I}", "id", (json_int_t)id) : NULL;
}
static inline bool hook_secret(void *arg, mh_view path, mh_buf *out) {
    (void)arg;
    if (mh_view_eq(path, MH_VIEW("unset"))) return true;
    if (!mh_view_eq(path, MH_VIEW("press")) && !mh_view_eq(path, MH_VIEW("late"))) return false;
    mh_buf_puts(out, SECRET);
    return true;
}
static inline bool hook(void *arg, mh_view path) {
    world *w = arg;
    if (!mh_view_eq(path, MH_VIEW("press"))) return false;
    w->fired++;
    return true;
}

static inline mh_http_ops ops_of(world *w) {
    return (mh_http_ops){.health = health,
                         .metrics = metrics,
                         .jobs = jobs,
                         .job = job,
                         .runs = runs,
                         .run = run,
                         .hook_secret = hook_secret,
                         .hook = hook,
                         .arg = w};
}

static inline void *turn(void *arg) {
    world *w = arg;
    while (!w->ends) mh_loop_once(w->loop, true);
    return NULL;
}

static inline void open_with(world *w, mh_http_opts o) {
    mh_err e = {0};
    *w = (world){.loop = mh_loop_new()};
    mh_http_ops ops = ops_of(w);
    if (o.listen.len == 0) o.listen = MH_VIEW("127.0.0.1:0");
    o.token = MH_VIEW(TOKEN);
    ck_assert_msg(mh_http_start(&w->http, w->loop, &o, &ops, &e) == MH_OK, "%s", e.msg);
    w->port = mh_http_port(w->http);
    ck_assert_int_gt(w->port, 0);
    pthread_create(&w->thread, NULL, turn, w);
}

static inline void open_world(world *w) {
    open_with(w, (mh_http_opts){0});
}

static inline void close_world(world *w) {
    w->ends = true;
    mh_loop_wake(w->loop);
    pthread_join(w->thread, NULL);
    mh_http_stop(w->http);
    ck_assert_uint_eq(mh_loop_leftovers(w->loop, NULL), 0);
    mh_loop_free(w->loop);
}

/* ---- a client ---- */

static inline int dial(int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct timeval most = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static inline bool say(int fd, mh_view v) {
    for (size_t at = 0; at < v.len;) {
        ssize_t n = send(fd, v.ptr + at, v.len - at, MSG_NOSIGNAL);
        if (n < 0) return false;
        at += (size_t)n;
    }
    return true;
}

/* All that comes; the status, 0: none came. */
static inline int hear(int fd, mh_buf *out) {
    char piece[8192];
    mh_buf_reset(out);
    for (ssize_t n; (n = recv(fd, piece, sizeof piece, 0)) > 0;)
        mh_buf_put_n(out, piece, (size_t)n);
    close(fd);
    mh_view v = mh_buf_view(out);
    return mh_view_starts(v, MH_VIEW("HTTP/1.1 ")) ? atoi(v.ptr + 9) : 0;
}

static inline int ask(int port, mh_view request, mh_buf *out) {
    int fd = dial(port);
    say(fd, request);
    return hear(fd, out);
}

static inline bool has(const mh_buf *b, const char *text) {
    return mh_view_ifind(mh_buf_view(b), mh_view_of(text), 0) != SIZE_MAX;
}

#define HOST "Host: 127.0.0.1\r\n"
#define AUTH "Authorization: Bearer " TOKEN "\r\n"

#define HEALTH MH_VIEW("GET /health HTTP/1.1\r\n" HOST AUTH "\r\n")

#endif
