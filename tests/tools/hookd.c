/* hookd.c - a small web server on 127.0.0.1 for tests that keeps every request as it came.
 *
 *     hookd DIR
 *
 * Prints "PORT n" when it listens and ends when its standard input is closed. Request N is left in
 * DIR/N.req, byte for byte. The path says how it is answered: one that has "status-503" in it with that
 * status and a small JSON body, "mute" never, "cut" by an end of the connection, all else with 200. */
#include "base/fs.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct client {
    int fd;
    mh_buf in;
    bool mute;
} client;

static MH_VEC(client) clients;
static const char *dir;
static int requests;

static int listen_any(int *port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &n) != 0)
        return -1;
    *port = ntohs(a.sin_port);
    return fd;
}

/* Bytes of the whole request; 0: there is more to come. */
static size_t whole(const mh_buf *in) {
    if (in->ptr == NULL) return 0;
    const char *end = memmem(in->ptr, in->len, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    size_t head = (size_t)(end - in->ptr) + 4, body = 0;
    const char *length = strcasestr(in->ptr, "\r\nContent-Length:");
    if (length && length < end) body = (size_t)atol(length + 17);
    return in->len >= head + body ? head + body : 0;
}

static void keep(mh_view request) {
    mh_buf path = {0};
    mh_err e = {0};
    mh_buf_printf(&path, "%s/%d.req", dir, ++requests);
    if (mh_fs_put(path.ptr, request, &e) != MH_OK) fprintf(stderr, "%s\n", e.msg);
    mh_buf_clear(&path);
}

/* False: the connection ends. */
static bool answer(client *c, size_t n) {
    char line[4096] = "", out[512];
    mh_view request = {c->in.ptr, n};
    size_t end = mh_view_find_byte(request, '\r', 0);
    memcpy(line, request.ptr, end < sizeof line ? end : sizeof line - 1);
    keep(request);
    memmove(c->in.ptr, c->in.ptr + n, c->in.len - n);
    c->in.len -= n;
    c->in.ptr[c->in.len] = '\0';
    if (strstr(line, "mute")) return c->mute = true;
    if (strstr(line, "cut")) return false;
    const char *status = strstr(line, "status-");
    const char *body = status ? "{\"ok\":false,\"description\":\"as asked for\"}" : "{\"ok\":true}";
    snprintf(
        out, sizeof out,
        "HTTP/1.1 %d Status\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        status ? atoi(status + 7) : 200, strlen(body), body);
    return send(c->fd, out, strlen(out), MSG_NOSIGNAL) > 0;
}

static bool hear(client *c) {
    char tmp[16384];
    ssize_t got = recv(c->fd, tmp, sizeof tmp, 0);
    if (got <= 0) return false;
    mh_buf_put_n(&c->in, tmp, (size_t)got);
    for (size_t n; !c->mute && (n = whole(&c->in)) > 0;)
        if (!answer(c, n)) return false;
    return true;
}

static void drop(size_t i) {
    close(clients.ptr[i].fd);
    mh_buf_clear(&clients.ptr[i].in);
    clients.ptr[i] = clients.ptr[--clients.len];
}

int main(int argc, char **argv) {
    int port = 0, fd = listen_any(&port);
    if (argc != 2 || fd < 0) {
        fputs("usage: hookd DIR\n", stderr);
        return 2;
    }
    dir = argv[1];
    signal(SIGPIPE, SIG_IGN);
    printf("PORT %d\n", port);
    fflush(stdout);
    for (;;) {
        struct pollfd p[130] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                {.fd = fd, .events = POLLIN}};
        size_t n = clients.len < 128 ? clients.len : 128;
        for (size_t i = 0; i < n; i++) p[i + 2] = (struct pollfd){clients.ptr[i].fd, POLLIN, 0};
        if (poll(p, n + 2, -1) < 0) return 1;
        if (p[0].revents) return 0;
        for (size_t i = n; i-- > 0;)
            if (p[i + 2].revents && !hear(&clients.ptr[i])) drop(i);
        if (p[1].revents) {
            client c = {.fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC)};
            if (c.fd >= 0) mh_vec_push(&clients, c);
        }
    }
}
