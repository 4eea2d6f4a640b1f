/* The server on the loop: its socket, its descriptor, its connections and their age. */
#include "host/http_priv.h"

#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

/* Of a connection, taken as it is used: each header costs some 60 bytes besides its own. */
#define MEMORY   ((size_t)512 << 10)
#define PAUSE_MS 50

static int64_t now_ms(void) {
    return mh_clock_mono_ns(mh_clock_system()) / 1000000;
}

/* ---- connections ---- */

static void on_connection(void *arg, struct MHD_Connection *c, void **place,
                          enum MHD_ConnectionNotificationCode what) {
    mh_http *h = arg;
    http_conn *n = *place;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        h->accepted++;
        n = mh_alloc(sizeof *n);
        n->fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        n->since = now_ms();
        n->prev = h->last;
        if (h->last != NULL)
            h->last->next = n;
        else
            h->first = n;
        h->last = n;
        h->conns++;
        *place = n;
        return;
    }
    if (n == NULL) return;
    if (n->prev != NULL)
        n->prev->next = n->next;
    else
        h->first = n->next;
    if (n->next != NULL)
        n->next->prev = n->prev;
    else
        h->last = n->prev;
    h->conns--;
    free(n);
    *place = NULL;
}

/* Cuts those that are too old; in how many ms the next one is, -1: there is none. */
static int64_t cut_old(mh_http *h) {
    bool crowded = h->conns > h->most - h->most / 4;
    int64_t most = crowded && h->request_ms > MH_HTTP_HURRY_MS ? MH_HTTP_HURRY_MS : h->request_ms;
    int64_t now = now_ms();
    for (http_conn *n = h->first; n != NULL; n = n->next) {
        if (n->cut) continue;
        if (n->since + most > now) return n->since + most - now;
        n->cut = true;
        shutdown(n->fd, SHUT_RDWR); /* libmicrohttpd sees the end of it and closes */
    }
    return -1;
}

/* ---- the loop ---- */

static void on_timer(uv_timer_t *t);
static void on_poll(uv_poll_t *p, int status, int events);

/* Somebody waits at the door, there is a place, and still he was not let in: no descriptor is left. The socket stays
 * readable then, and would wake the loop without end. */
static bool is_stuck(const mh_http *h, uint64_t accepted) {
    struct pollfd door = {.fd = h->door, .events = POLLIN};
    return h->accepted == accepted && h->conns < h->most && poll(&door, 1, 0) > 0;
}

static void turn(mh_http *h) {
    MHD_UNSIGNED_LONG_LONG ms = 0;
    uint64_t accepted = h->accepted;
    size_t before;
    do { /* at its limit it takes new connections only in the turn after some were closed */
        before = h->conns;
        MHD_run(h->daemon);
    } while (h->conns < before);
    int64_t wait = cut_old(h);
    if (MHD_get_timeout(h->daemon, &ms) == MHD_YES && (wait < 0 || ms < (uint64_t)wait))
        wait = (int64_t)ms;
    if (!h->paused && is_stuck(h, accepted)) {
        uv_poll_stop(h->poll);
        h->paused = true;
    }
    if (h->paused && (wait < 0 || wait > PAUSE_MS)) wait = PAUSE_MS;
    if (wait < 0)
        uv_timer_stop(h->timer);
    else
        uv_timer_start(h->timer, on_timer, (uint64_t)wait, 0);
}

static void on_timer(uv_timer_t *t) {
    mh_http *h = t->data;
    if (h->paused) {
        h->paused = false;
        uv_poll_start(h->poll, UV_READABLE, on_poll);
    }
    turn(h);
}

static void on_poll(uv_poll_t *p, int status, int events) {
    mh_http *h = p->data;
    (void)status;
    (void)events;
    turn(h);
}

static void closed(uv_handle_t *handle) {
    free(handle);
}

/* ---- start and stop ---- */

static mh_rc listen_on(mh_http *h, mh_view text, int *out, mh_err *e) {
    int on = 1, family = h->address.addr.ss_family;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return mh_fail_errno(e, errno, "listen on %.*s", MH_FMT(text));
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } got;
    socklen_t len = sizeof got;
    memset(&got, 0, sizeof got);
    if (bind(fd, (struct sockaddr *)&h->address.addr, h->address.len) != 0 ||
        listen(fd, SOMAXCONN) != 0 || getsockname(fd, &got.any, &len) != 0) {
        int err = errno;
        close(fd);
        if (err == EADDRINUSE)
            return mh_fail_retry(e, MH_E_BUSY, "listen on %.*s: another process has it",
                                 MH_FMT(text));
        return mh_fail_errno(e, err, "listen on %.*s", MH_FMT(text));
    }
    /* the port is at the same place in both */
    h->port = ntohs(got.v4.sin_port);
    *out = fd;
    return MH_OK;
}

/* Its own form of a target is read, not that of libmicrohttpd. */
static size_t leave_escapes(void *arg, struct MHD_Connection *c, char *s) {
    (void)arg;
    (void)c;
    return strlen(s);
}

static mh_rc start_daemon(mh_http *h, int fd, mh_err *e) {
    h->door = fd;
    h->daemon = MHD_start_daemon(
        MHD_USE_EPOLL, 0, NULL, NULL, http_request_part, h, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)h->most, MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY,
        MHD_OPTION_URI_LOG_CALLBACK, http_begin, h, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, h,
        MHD_OPTION_NOTIFY_COMPLETED, http_end, h, MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
        MHD_OPTION_END);
    if (h->daemon == NULL) {
        close(fd);
        return mh_fail_retry(e, MH_E_IO, "listen: libmicrohttpd did not start");
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    h->poll = mh_alloc(sizeof *h->poll);
    if (info == NULL || uv_poll_init(mh_loop_uv(h->loop), h->poll, info->epoll_fd) != 0) {
        free(h->poll);
        h->poll = NULL;
        return mh_fail_retry(e, MH_E_IO, "listen: no descriptor to wait for requests");
    }
    h->poll->data = h;
    h->timer = mh_alloc(sizeof *h->timer);
    uv_timer_init(mh_loop_uv(h->loop), h->timer);
    h->timer->data = h;
    uv_poll_start(h->poll, UV_READABLE, on_poll);
    return MH_OK;
}

mh_rc mh_http_start(mh_http **out, mh_loop *l, const mh_http_opts *o, const mh_http_ops *ops,
                    mh_err *e) {
    mh_rc rc = MH_FAIL;
    int fd = -1;
    mh_http *h = mh_alloc(sizeof *h);
    *h = (mh_http){.loop = l, .ops = *ops, .open = o->open};
    h->most = o->connections > 0 ? o->connections : MH_HTTP_CONNECTIONS;
    h->request_ms = o->request_ms > 0 ? o->request_ms : MH_HTTP_REQUEST_MS;
    if (mh_http_read_listen(o->listen, &h->address, e) != MH_OK) goto out;
    if (!h->address.loopback && !o->open) {
        mh_fail(e, MH_E_USAGE, "listen: %.*s is not on loopback: other machines could reach it",
                MH_FMT(o->listen));
        goto out;
    }
    if (o->token.len < MH_HTTP_TOKEN) {
        mh_fail(e, MH_E_USAGE, "listen: the token has %zu characters, wants at least %d",
                o->token.len, MH_HTTP_TOKEN);
        goto out;
    }
    h->token = mh_strndup(o->token.ptr, o->token.len);
    if (gethostname(h->machine, sizeof h->machine - 1) != 0) h->machine[0] = '\0';
    if (listen_on(h, o->listen, &fd, e) != MH_OK) goto out;
    if (start_daemon(h, fd, e) != MH_OK) goto out;
    *out = h;
    h = NULL;
    rc = MH_OK;
out:
    mh_http_stop(h);
    return rc;
}

void mh_http_stop(mh_http *h) {
    if (h == NULL) return;
    if (h->poll != NULL) uv_close((uv_handle_t *)h->poll, closed);
    if (h->timer != NULL) uv_close((uv_handle_t *)h->timer, closed);
    if (h->daemon != NULL) MHD_stop_daemon(h->daemon);
    if (h->token != NULL) explicit_bzero(h->token, strlen(h->token));
    free(h->token);
    free(h);
}

int mh_http_port(const mh_http *h) {
    return h->port;
}
