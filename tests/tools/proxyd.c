/* proxyd.c - a small HTTP proxy on 127.0.0.1 for tests: absolute-form GET, and CONNECT.
 *
 *     proxyd LOG [--port N] [--user NAME:PASSWORD]
 *
 * Whatever host is asked for, it connects to 127.0.0.1 on the port asked for, so tests may use names that
 * do not exist. Prints "PORT n" when it listens (port 0, the default: any free one) and ends when its
 * standard input is closed. LOG gets the head of every request as it came, each line behind "> " and the
 * whole behind a line "--". With --user it answers 407 to those who do not say so. A port below 10 is
 * answered 502. One request a connection but for CONNECT. The unit tests include this file and run it in
 * a child. */
#include "base/base64.h"
#include "base/mem.h"
#include "base/str.h"
#include "forked.h"

#include <stdlib.h>

typedef struct proxyd {
    const char *log, *user; /* user: "NAME:PASSWORD" or NULL */
} proxyd;

static void proxyd_keep(const proxyd *p, mh_view head) {
    mh_buf b = {0};
    mh_view line;
    mh_buf_puts(&b, "--\n");
    while (mh_view_split(&head, '\n', &line)) {
        if (mh_view_trim(line).len == 0) continue;
        mh_buf_puts(&b, "> ");
        mh_buf_put(&b, mh_view_trim(line));
        mh_buf_putc(&b, '\n');
    }
    FILE *f = fopen(p->log, "a");
    if (f) fwrite(b.ptr, 1, b.len, f);
    if (f) fclose(f);
    mh_buf_clear(&b);
}

/* Whether the head says the user's name and password. */
static bool proxyd_knows(const proxyd *p, mh_view head) {
    mh_buf want = {0};
    if (p->user == NULL) return true;
    mh_buf_puts(&want, "\r\nProxy-Authorization: Basic ");
    mh_base64_put(&want, mh_view_of(p->user));
    mh_buf_puts(&want, "\r\n");
    bool known = mh_view_ifind(head, mh_buf_view(&want), 0) != SIZE_MAX;
    mh_buf_clear(&want);
    return known;
}

static void proxyd_say(int fd, const char *text) {
    forked_write(fd, NULL, text, strlen(text));
}

static void proxyd_refuse(int fd, const char *status, const char *field) {
    mh_buf b = {0};
    mh_buf_printf(&b, "HTTP/1.1 %s\r\n%sContent-Length: 6\r\nConnection: close\r\n\r\nsorry\n",
                  status, field);
    forked_write(fd, NULL, b.ptr, b.len);
    mh_buf_clear(&b);
}

/* "host:port", "http://host:port/path": the port; *path is what follows. */
static int proxyd_port(mh_view target, bool tunnel, mh_view *path) {
    mh_view rest = tunnel ? target : mh_view_sub(target, 7, target.len); /* http:// */
    size_t end = mh_view_find_byte(rest, '/', 0), colon = SIZE_MAX;
    mh_view host = mh_view_sub(rest, 0, end);
    *path = end == SIZE_MAX ? MH_VIEW("/") : mh_view_sub(rest, end, rest.len);
    for (size_t i = 0; i < host.len; i++)
        if (host.ptr[i] == ':') colon = i;
    return colon == SIZE_MAX ? 80 : atoi(host.ptr + colon + 1); /* NOLINT: a character follows */
}

/* The request as a server wants it: no absolute form, nothing meant for the proxy, and no other. */
static void proxyd_forward(int server, mh_view in, mh_view method, mh_view path) {
    mh_buf b = {0};
    mh_view line, rest = in;
    mh_buf_printf(&b, "%.*s %.*s HTTP/1.1\r\nConnection: close\r\n", MH_FMT(method), MH_FMT(path));
    mh_view_split(&rest, '\n', &line);
    while (mh_view_split(&rest, '\n', &line) && mh_view_trim(line).len > 0) {
        if (mh_view_istarts(line, MH_VIEW("proxy-"))) continue;
        mh_buf_put(&b, line);
        mh_buf_putc(&b, '\n');
    }
    mh_buf_puts(&b, "\r\n");
    mh_buf_put(&b, rest);
    forked_write(server, NULL, b.ptr, b.len);
    mh_buf_clear(&b);
}

/* The beginning of the answer, with word that no other request is taken on this connection. */
static void proxyd_begin(int fd, int server) {
    char piece[16384];
    ssize_t n = recv(server, piece, sizeof piece, 0);
    mh_view got = {piece, n > 0 ? (size_t)n : 0};
    size_t line = mh_view_find(got, MH_VIEW("\r\n"), 0);
    if (line != SIZE_MAX) {
        forked_write(fd, NULL, piece, line + 2);
        proxyd_say(fd, "Connection: close\r\n");
        got = mh_view_sub(got, line + 2, got.len);
    }
    forked_write(fd, NULL, got.ptr, got.len);
}

static void proxyd_serve(int fd, void *arg) {
    const proxyd *p = arg;
    char piece[16384];
    mh_buf in = {0};
    size_t end = SIZE_MAX;
    while (end == SIZE_MAX) {
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n <= 0 || piece[0] < ' ') return; /* SOCKS begins with 4 or 5 */
        mh_buf_put_n(&in, piece, (size_t)n);
        end = mh_view_find(mh_buf_view(&in), MH_VIEW("\r\n\r\n"), 0);
    }
    mh_view all = mh_buf_view(&in), head = mh_view_sub(all, 0, end + 2), rest = head, method = {0},
            target = {0}, path;
    mh_view_split(&rest, ' ', &method);
    mh_view_split(&rest, ' ', &target);
    bool tunnel = mh_view_eq(method, MH_VIEW("CONNECT"));
    int port = proxyd_port(target, tunnel, &path);
    proxyd_keep(p, head);
    if (!proxyd_knows(p, head)) {
        proxyd_refuse(fd, "407 Proxy Authentication Required",
                      "Proxy-Authenticate: Basic realm=\"test\"\r\n");
        return;
    }
    int server = port < 10 ? -1 : forked_connect("127.0.0.1", port);
    if (server < 0) {
        proxyd_refuse(fd, "502 Bad Gateway", "");
        return;
    }
    if (tunnel) {
        proxyd_say(fd, "HTTP/1.1 200 Connection established\r\n\r\n");
    } else {
        proxyd_forward(server, all, method, path);
        proxyd_begin(fd, server);
    }
    forked_relay(fd, NULL, server);
}

#ifndef PROXYD_NO_MAIN
int main(int argc, char **argv) {
    proxyd p = {0};
    int port = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--port") == 0 && i + 1 < argc)
            port = atoi(argv[++i]);
        else if (strcmp(argv[i], "--user") == 0 && i + 1 < argc)
            p.user = argv[++i];
        else
            p.log = argv[i];
    }
    if (p.log == NULL) {
        fputs("usage: proxyd LOG [--port N] [--user NAME:PASSWORD]\n", stderr);
        return 2;
    }
    int fd = forked_listen("127.0.0.1", &port);
    if (fd < 0) {
        perror("proxyd: listen");
        return 1;
    }
    printf("PORT %d\n", port);
    forked_loop(fd, STDIN_FILENO, proxyd_serve, &p);
    return 0;
}
#endif
