/* forked.h - a listener that gives each connection to a process of its own: for test servers whose
 * connections have nothing to do with each other.
 * Owns: what it opens, until its process ends. Threads: one. */
#ifndef MH_TESTS_FORKED_H
#define MH_TESTS_FORKED_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Has one connection, fd, to itself; the process ends when it returns. */
typedef void forked_serve(int fd, void *arg);

/* Fills an address; false if text is none of IPv4 or IPv6 in numbers. */
static bool forked_address(const char *text, int port, struct sockaddr_storage *sa,
                           socklen_t *len) {
    struct sockaddr_in *four = (struct sockaddr_in *)sa;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)sa;
    *sa = (struct sockaddr_storage){0};
    *len = sizeof *four;
    four->sin_family = AF_INET;
    four->sin_port = htons((uint16_t)port);
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) return true;
    *len = sizeof *six;
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t)port);
    return inet_pton(AF_INET6, text, &six->sin6_addr) == 1;
}

/* Listens on an address in numbers; port 0 is replaced by the one chosen. -1 with errno. */
static int forked_listen(const char *address, int *port) {
    struct sockaddr_storage sa;
    socklen_t len;
    int one = 1;
    if (!forked_address(address, *port, &sa, &len)) return -1;
    int fd = socket(sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&sa, len) != 0 || listen(fd, 512) != 0 ||
        getsockname(fd, (struct sockaddr *)&sa, &len) != 0) {
        close(fd);
        return -1;
    }
    *port = ntohs(sa.ss_family == AF_INET ? ((struct sockaddr_in *)&sa)->sin_port
                                          : ((struct sockaddr_in6 *)&sa)->sin6_port);
    return fd;
}

/* -1: nobody there. */
__attribute__((unused)) static int forked_connect(const char *address, int port) {
    struct sockaddr_storage sa;
    socklen_t len;
    if (!forked_address(address, port, &sa, &len)) return -1;
    int one = 1, fd = socket(sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&sa, len) != 0) {
        close(fd);
        fd = -1;
    }
    if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* Until end_fd is closed at its other end. */
static void forked_loop(int listener, int end_fd, forked_serve *serve, void *arg) {
    struct pollfd fds[] = {{.fd = listener, .events = POLLIN}, {.fd = end_fd, .events = POLLIN}};
    char byte;
    int one = 1;
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    fflush(NULL);
    for (;;) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR) return;
        if (fds[1].revents && read(end_fd, &byte, 1) <= 0) return;
        if (!fds[0].revents) continue;
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) continue;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody outlives the listener */
            close(listener);
            close(end_fd);
            serve(fd, arg);
            _exit(0);
        }
        close(fd);
    }
}

/* ---- bytes, with or without TLS ---- */

/* All of n; waits. False: the other side is gone. */
static bool forked_write(int fd, SSL *tls, const char *p, size_t n) {
    while (n > 0) {
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        ssize_t k = tls ? SSL_write(tls, p, (int)n) : send(fd, p, n, MSG_NOSIGNAL);
        if (k > 0) {
            p += k;
            n -= (size_t)k;
        } else if (tls ? SSL_get_error(tls, (int)k) != SSL_ERROR_WANT_WRITE : errno != EAGAIN) {
            return false;
        } else {
            poll(&ready, 1, -1);
        }
    }
    return true;
}

/* Bytes read, 0 for none yet, -1 at the end. */
static ssize_t forked_read(int fd, SSL *tls, char *to, size_t size) {
    ssize_t k = tls ? SSL_read(tls, to, (int)size) : recv(fd, to, size, 0);
    if (k > 0) return k;
    if (tls) return SSL_get_error(tls, (int)k) == SSL_ERROR_WANT_READ ? 0 : -1;
    return k < 0 && errno == EAGAIN ? 0 : -1;
}

/* A handshake on fd, which becomes non-blocking. NULL: it failed. */
__attribute__((unused)) static SSL *forked_tls(SSL_CTX *ctx, int fd) {
    SSL *tls = SSL_new(ctx);
    if (tls == NULL || SSL_set_fd(tls, fd) != 1 || SSL_accept(tls) != 1) return NULL;
    SSL_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return tls;
}

/* Carries bytes both ways until one side ends; the client's side may be in TLS. */
__attribute__((unused)) static void forked_relay(int client, SSL *tls, int server) {
    char piece[16384];
    struct pollfd fds[] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
    fcntl(client, F_SETFL, O_NONBLOCK);
    for (;;) {
        ssize_t n = 0;
        if (poll(fds, 2, tls && SSL_pending(tls) > 0 ? 0 : -1) < 0) return;
        if (fds[0].revents || (tls && SSL_pending(tls) > 0))
            n = forked_read(client, tls, piece, sizeof piece);
        if (n < 0 || !forked_write(server, NULL, piece, (size_t)n)) return;
        if (!fds[1].revents) continue;
        n = recv(server, piece, sizeof piece, 0);
        if (n <= 0) break;
        if (!forked_write(client, tls, piece, (size_t)n)) return;
    }
    if (tls) SSL_shutdown(tls);
}

#endif
