/* serve.c - a small web server on 127.0.0.1 for tests: a folder's files, and bad manners.
 *
 *     serve [DIR] [--port N] [--stay]
 *
 * Prints "PORT n" when it listens (port 0, the default: any free one). Ends when its standard input
 * is closed, or, with --stay, only by a signal. Under /_/ every path is a behaviour (see the table);
 * "?n=" is its one number, mostly milliseconds. One process, one poll loop; the unit tests include
 * this file and run it in a child. */
#include "base/fs.h"
#include "base/mem.h"

#include "serve_site.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define OUT_HIGH 65536u /* a generator is asked for more below this */

typedef struct conn conn;
/* Appends the next piece; returns milliseconds until it wants to be asked again, or -1 at its end. */
typedef int generator(conn *c);

struct conn {
    int fd;
    mh_buf in, out;
    size_t sent;
    generator *gen;
    int64_t gen_at;
    unsigned long step;
    long n;
    bool close, mute, busy;    /* close after out; mute: never close, never answer; busy: counted */
    unsigned long bits, nbits; /* of the deflate stream */
};

static struct {
    const char *dir;
    int port;
    MH_VEC(conn *) conns;
    unsigned long requests, opened, busy, busy_max;
    mh_buf log; /* "METHOD target" and the milliseconds of each request */
} S;

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void answer(conn *c, const char *status, const char *type, mh_view body) {
    mh_buf_printf(&c->out, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", status,
                  type, body.len);
    mh_buf_put(&c->out, body);
}

/* Generators */

static int gen_slow(conn *c) {
    mh_buf_putc(&c->out, 'x');
    return (int)c->n;
}

static int gen_endless(conn *c) {
    for (int i = 0; i < 1024; i++) mh_buf_puts(&c->out, "endless endless endless endless\n");
    return 0;
}

static int gen_headers(conn *c) {
    for (int i = 0; i < 50; i++) mh_buf_printf(&c->out, "X-Header-%lu: %0400d\r\n", c->step++, 0);
    return 0;
}

static int gen_interim(conn *c) {
    mh_buf_puts(&c->out, "HTTP/1.1 100 Continue\r\n\r\n");
    return (int)c->n;
}

static void put_bits(conn *c, unsigned long bits, int n) {
    c->bits |= bits << c->nbits;
    for (c->nbits += (unsigned long)n; c->nbits >= 8; c->nbits -= 8, c->bits >>= 8)
        mh_buf_putc(&c->out, (char)(c->bits & 0xff));
}

static unsigned long reversed(unsigned long v, int n) {
    unsigned long r = 0;
    for (int i = 0; i < n; i++) r |= (v >> i & 1) << (n - 1 - i);
    return r;
}

/* gzip of endless zeros, by hand: one fixed-Huffman block (RFC 1951, 3.2.6) of a literal 0 and then
 * matches of length 258 at distance 1, 13 bits each: 158 to 1. */
static int gen_gzip_bomb(conn *c) {
    if (c->step++ == 0) {
        mh_buf_put_n(&c->out, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
        put_bits(c, 1 | 1 << 1, 3);
        put_bits(c, reversed(0x30, 8), 8);
    }
    for (int i = 0; i < 8192; i++) {
        put_bits(c, reversed(0xc5, 8), 8);
        put_bits(c, 0, 5);
    }
    return 0;
}

static int gen_delay(conn *c) {
    if (c->step++ == 0) return (int)c->n;
    answer(c, "200 OK", "text/plain", MH_VIEW("late"));
    return -1;
}

#include "serve/state.h"

/* Behaviours */

#define OK      "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"
#define LENGTH  OK "Content-Length: "

enum { CLOSE, MUTE, KEEP }; /* what follows the text and the generator */

static const struct {
    const char *name, *text;
    generator *gen;
    int then;
    long n; /* unless the query says */
} canned[] = {
    {"none", "", NULL, MUTE, 0},
    {"nothing", "", NULL, CLOSE, 0},
    /* a byte each n ms */
    {"slow", OK "Content-Type: text/plain\r\n\r\n", gen_slow, CLOSE, 100},
    {"slowheaders", OK "X: ", gen_slow, CLOSE, 100},
    {"stall", LENGTH "100\r\n\r\nhalf", NULL, MUTE, 0},
    {"partial", LENGTH "100\r\n\r\nonly so much", NULL, CLOSE, 0},
    {"cutchunk", CHUNKED "5\r\nhello\r\n", NULL, CLOSE, 0},
    {"badchunk", CHUNKED "zz\r\nhello\r\n", NULL, CLOSE, 0},
    {"hugechunk", CHUNKED "ffffffffffffffffff\r\nhello\r\n", NULL, CLOSE, 0},
    {"twolengths", LENGTH "5\r\nContent-Length: 6\r\n\r\nhello!", NULL, CLOSE, 0},
    {"samelengths", LENGTH "5\r\nContent-Length: 5\r\n\r\nhello", NULL, CLOSE, 0},
    {"neglength", LENGTH "-1\r\n\r\nhello", NULL, CLOSE, 0},
    {"hugelength", LENGTH "99999999999999\r\n\r\nhello", NULL, MUTE, 0},
    {"overlength", LENGTH "9999999999999999999999999999999999\r\n\r\nhello", NULL, CLOSE, 0},
    {"fold", LENGTH "2\r\nX-Fold: one\r\n  two\r\nX-Ctl: a\033[31mb\r\n\r\nok", NULL, CLOSE, 0},
    {"http09", "just text, no status line\n", NULL, CLOSE, 0},
    {"badstatus", "HTTP/1.1 banana\r\nContent-Length: 2\r\n\r\nok", NULL, CLOSE, 0},
    {"switch", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n\1\2\3", NULL, CLOSE, 0},
    {"liegzip", LENGTH "5\r\nContent-Encoding: gzip\r\n\r\nplain", NULL, CLOSE, 0},
    {"manycodings", LENGTH "5\r\nContent-Encoding: gzip,gzip,gzip,gzip,gzip,gzip\r\n\r\nplain",
     NULL, CLOSE, 0},
    {"loop", "HTTP/1.1 302 Found\r\nLocation: /_/loop\r\nContent-Length: 0\r\n\r\n", NULL, KEEP, 0},
    {"nolocation", "HTTP/1.1 302 Found\r\nContent-Length: 7\r\n\r\nnowhere", NULL, KEEP, 0},
    {"endlessredirect", "HTTP/1.1 302 Found\r\nLocation: /_/echo\r\n\r\n", gen_endless, CLOSE, 0},
    {"endless", OK "Content-Type: text/plain\r\n\r\n", gen_endless, CLOSE, 0},
    {"gzipbomb", OK "Content-Encoding: gzip\r\n\r\n", gen_gzip_bomb, CLOSE, 0},
    {"headers", OK, gen_headers, CLOSE, 0},
    {"trailers", CHUNKED "2\r\nok\r\n0\r\n", gen_headers, CLOSE, 0},
    {"interim", "", gen_interim, CLOSE, 0},
    {"delay", "", gen_delay, KEEP, 0}, /* answers after n ms; counted in busy_max */
    {"longchunks", CHUNKED, gen_long_chunks, CLOSE, 0},
};

static bool do_canned(conn *c, mh_view name) {
    for (size_t i = 0; i < sizeof canned / sizeof canned[0]; i++) {
        if (!mh_view_eq(name, mh_view_of(canned[i].name))) continue;
        if (c->n == 0) c->n = canned[i].n;
        mh_buf_puts(&c->out, canned[i].text);
        c->gen = canned[i].gen;
        c->gen_at = now_ms();
        c->close = canned[i].then == CLOSE;
        c->mute = canned[i].then == MUTE;
        c->busy = c->gen == gen_delay;
        if (c->busy && ++S.busy > S.busy_max) S.busy_max = S.busy;
        return true;
    }
    return false;
}

static void do_chain(conn *c) { /* redirects to the next, without end */
    mh_buf_printf(
        &c->out, "HTTP/1.1 302 Found\r\nLocation: /_/chain?n=%ld\r\nContent-Length: 5\r\n\r\nmoved",
        c->n + 1);
}

static void do_one_header(conn *c) { /* of 1 MiB */
    mh_buf_puts(&c->out, LENGTH "2\r\nX-Long: ");
    for (int i = 0; i < 1 << 20; i++) mh_buf_putc(&c->out, 'x');
    mh_buf_puts(&c->out, "\r\n\r\nok");
    c->close = true;
}

static void do_reset(conn *c) {
    struct linger l = {1, 0};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
    mh_buf_puts(&c->out, LENGTH "100\r\n\r\nhalf");
    c->close = true;
}

static void do_gzip(conn *c) { /* "hello\n" in a stored block (RFC 1952), with its checksum */
    static const char z[] =
        "\x1f\x8b\x08\0\0\0\0\0\0\x03\x01\x06\x00\xf9\xffhello\n\x20\x30\x3a\x36"
        "\x06\0\0";
    mh_buf_puts(&c->out, LENGTH "29\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n");
    mh_buf_put_n(&c->out, z, sizeof z);
}

static void do_echo(conn *c) { /* the request as it came */
    answer(c, "200 OK", "text/plain", mh_buf_view(&c->in));
}

static void do_stats(conn *c) {
    mh_buf b = {0};
    mh_buf_printf(&b, "requests %lu\nconnections %lu\nbusy_max %lu\n", S.requests, S.opened,
                  S.busy_max);
    answer(c, "200 OK", "text/plain", mh_buf_view(&b));
    mh_buf_clear(&b);
}

static void do_log(conn *c) { /* "ms METHOD target" a line, and "ms 304 target" behind that */
    answer(c, "200 OK", "text/plain", mh_buf_view(&S.log));
}

static void do_forget(conn *c) { /* counters and log to zero */
    mh_buf_reset(&S.log);
    S.requests = S.opened = S.busy_max = 0;
    flaky = 0;
    answer(c, "200 OK", "text/plain", MH_VIEW("ok"));
}

static const struct {
    const char *name;
    void (*fn)(conn *c);
} behaviours[] = {
    {"chain", do_chain}, {"oneheader", do_one_header},
    {"reset", do_reset}, {"gzip", do_gzip},
    {"echo", do_echo},   {"stats", do_stats},
    {"log", do_log},     {"forget", do_forget},
    {"flaky", do_flaky}, {"busy", do_busy},
    {"etag", do_etag},   {"fresh", do_fresh},
    {"stray", do_stray}, {"cookie", do_cookie},
};

/* /_/redirect?to=URL&status=NNN and /_/status/NNN carry text of the request. */
static void do_redirect(conn *c, mh_view query) {
    mh_buf to = {0}, more = {0};
    mh_view part, status = MH_VIEW("302");
    while (mh_view_split(&query, '&', &part)) {
        if (mh_view_starts(part, MH_VIEW("status="))) status = mh_view_sub(part, 7, part.len);
        if (!mh_view_starts(part, MH_VIEW("to="))) continue;
        for (size_t i = 3; i < part.len; i++) {
            unsigned x;
            if (part.ptr[i] == '%' && i + 2 < part.len &&
                sscanf(part.ptr + i + 1, "%2x", &x) == 1) {
                mh_buf_putc(&to, (char)x);
                i += 2;
            } else
                mh_buf_putc(&to, part.ptr[i]);
        }
    }
    mh_buf_printf(&more, "HTTP/1.1 %.*s Moved\r\nLocation: %.*s\r\nContent-Length: 5\r\n\r\nmoved",
                  MH_FMT(status), MH_FMT(mh_buf_view(&to)));
    mh_buf_put(&c->out, mh_buf_view(&more));
    mh_buf_clear(&to);
    mh_buf_clear(&more);
}

static const char *type_of(mh_view path) {
    static const char *const types[][2] = {
        {".html", "text/html"},      {".htm", "text/html"},           {".txt", "text/plain"},
        {".xml", "application/xml"}, {".json", "application/json"},   {".css", "text/css"},
        {".js", "text/javascript"},  {".rss", "application/rss+xml"}, {".png", "image/png"},
        {".pdf", "application/pdf"}, {".gz", "application/gzip"}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (mh_view_ends(path, mh_view_of(types[i][0]))) return types[i][1];
    return "application/octet-stream";
}

static void do_file(conn *c, mh_view path) {
    mh_buf name = {0}, body = {0};
    mh_err e = {0};
    mh_buf_puts(&name, S.dir ? S.dir : ".");
    mh_buf_put(&name, path);
    if (mh_view_ends(path, MH_VIEW("/"))) mh_buf_puts(&name, "index.html");
    if (S.dir == NULL || mh_view_find(path, MH_VIEW(".."), 0) != SIZE_MAX ||
        mh_fs_read(&body, name.ptr, 0, &e) != MH_OK)
        answer(c, "404 Not Found", "text/plain", MH_VIEW("no such page\n"));
    else
        answer(c, "200 OK", type_of(mh_buf_view(&name)), mh_buf_view(&body));
    mh_buf_clear(&name);
    mh_buf_clear(&body);
}

static void route(conn *c, mh_view target) {
    size_t q = mh_view_find_byte(target, '?', 0);
    mh_view path = mh_view_sub(target, 0, q), name = mh_view_sub(path, 3, path.len);
    mh_view query = q == SIZE_MAX ? (mh_view){0} : mh_view_sub(target, q + 1, target.len);
    size_t n = mh_view_find(query, MH_VIEW("n="), 0);
    c->n = n == SIZE_MAX ? 0 : strtol(query.ptr + n + 2, NULL, 10); /* NOLINT: found, so there */
    c->step = 0;
    if (!mh_view_starts(path, MH_VIEW("/_/"))) {
        do_file(c, path);
        return;
    }
    if (mh_view_eq(name, MH_VIEW("redirect"))) {
        do_redirect(c, query);
        return;
    }
    if (mh_view_starts(name, MH_VIEW("site/"))) {
        mh_view rest = mh_view_sub(name, 5, name.len);
        if (site_answer(&c->out, mh_buf_view(&c->in), rest, query, S.requests) == 304)
            mh_buf_printf(&S.log, "%lld 304 %.*s\n", (long long)now_ms(), MH_FMT(target));
        return;
    }
    if (mh_view_starts(name, MH_VIEW("status/"))) {
        char status[32];
        snprintf(status, sizeof status, "%.*s Status", MH_FMT(mh_view_sub(name, 7, 10)));
        answer(c, status, "text/html", MH_VIEW("<title>status</title>"));
        return;
    }
    if (do_canned(c, name)) return;
    for (size_t i = 0; i < sizeof behaviours / sizeof behaviours[0]; i++) {
        if (!mh_view_eq(name, mh_view_of(behaviours[i].name))) continue;
        behaviours[i].fn(c);
        return;
    }
    answer(c, "404 Not Found", "text/plain", MH_VIEW("no such behaviour\n"));
}

/* Takes one whole request off c->in and answers it; false when it is not whole yet. */
static bool take_request(conn *c) {
    mh_view in = mh_buf_view(&c->in);
    size_t end = mh_view_find(in, MH_VIEW("\r\n\r\n"), 0), body = 0;
    if (end == SIZE_MAX) return false;
    size_t length = mh_view_ifind(mh_view_sub(in, 0, end), MH_VIEW("\r\ncontent-length:"), 0);
    if (length != SIZE_MAX) body = strtoul(in.ptr + length + 17, NULL, 10);
    if (in.len < end + 4 + body) return false;
    mh_buf rest = {0};
    mh_buf_put(&rest, mh_view_sub(in, end + 4 + body, in.len));
    c->in.len = end + 4 + body;
    mh_view line = mh_view_sub(in, 0, mh_view_find(in, MH_VIEW("\r\n"), 0)), method = {0},
            target = {0};
    mh_view_split(&line, ' ', &method);
    mh_view_split(&line, ' ', &target);
    if (!mh_view_starts(target, MH_VIEW("/_/log"))) {
        S.requests++;
        mh_buf_printf(&S.log, "%lld %.*s %.*s\n", (long long)now_ms(), MH_FMT(method),
                      MH_FMT(target));
    }
    size_t before = c->out.len;
    route(c, target);
    if (mh_view_eq(method, MH_VIEW("HEAD")) && c->gen == NULL) {
        size_t head_end = mh_view_find(mh_buf_view(&c->out), MH_VIEW("\r\n\r\n"), before);
        if (head_end != SIZE_MAX) c->out.len = head_end + 4;
    }
    mh_buf_clear(&c->in);
    c->in = rest;
    return true;
}

/* The loop */

static void drop(size_t i) {
    conn *c = S.conns.ptr[i];
    if (c->busy) S.busy--;
    close(c->fd);
    mh_buf_clear(&c->in);
    mh_buf_clear(&c->out);
    free(c);
    S.conns.ptr[i] = S.conns.ptr[--S.conns.len];
}

static void generate(conn *c, int64_t now) {
    while (c->gen != NULL && c->gen_at <= now && c->out.len - c->sent < OUT_HIGH) {
        int wait = c->gen(c);
        c->gen_at = now + wait;
        if (wait >= 0) continue;
        c->gen = NULL;
        if (c->busy) S.busy--;
        c->busy = false;
    }
}

/* False: the connection is over. */
static bool serve_conn(conn *c, short got, int64_t now) {
    char piece[16384];
    if (got & (POLLERR | POLLNVAL)) return false;
    if (got & (POLLIN | POLLHUP)) {
        ssize_t n = recv(c->fd, piece, sizeof piece, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return false;
        if (n > 0) mh_buf_put_n(&c->in, piece, (size_t)n);
    }
    while (c->gen == NULL && !c->mute && !c->close && take_request(c)) {
    }
    generate(c, now);
    while (c->sent < c->out.len) {
        ssize_t n = send(c->fd, c->out.ptr + c->sent, c->out.len - c->sent, MSG_NOSIGNAL);
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        c->sent += (size_t)n;
    }
    mh_buf_reset(&c->out);
    c->sent = 0;
    return c->gen != NULL || c->mute || !c->close;
}

static void accept_all(int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        conn *c = mh_alloc(sizeof *c);
        c->fd = fd;
        S.opened++;
        mh_vec_push(&S.conns, c);
    }
}

/* Until end_fd is closed at its other end (-1: for ever). */
static void serve_loop(int listener, int end_fd) {
    MH_VEC(struct pollfd) fds = {0};
    for (;;) {
        int64_t now = now_ms(), wait = 60000;
        fds.len = 0;
        mh_vec_push(&fds, ((struct pollfd){.fd = listener, .events = POLLIN}));
        mh_vec_push(&fds, ((struct pollfd){.fd = end_fd, .events = POLLIN}));
        for (size_t i = 0; i < S.conns.len; i++) {
            conn *c = S.conns.ptr[i];
            bool full = c->sent < c->out.len;
            mh_vec_push(&fds,
                        ((struct pollfd){.fd = c->fd, .events = full ? POLLIN | POLLOUT : POLLIN}));
            if (c->gen == NULL || full) continue;
            if (c->gen_at - now < wait) wait = c->gen_at > now ? c->gen_at - now : 0;
        }
        poll(fds.ptr, fds.len, (int)wait);
        char byte;
        if (fds.ptr[1].revents && read(end_fd, &byte, 1) <= 0) break;
        now = now_ms();
        for (size_t i = S.conns.len; i-- > 0;)
            if (!serve_conn(S.conns.ptr[i], fds.ptr[i + 2].revents, now)) drop(i);
        if (fds.ptr[0].revents) accept_all(listener);
    }
    while (S.conns.len > 0) drop(S.conns.len - 1);
    mh_vec_clear(&S.conns);
    mh_vec_clear(&fds);
    mh_buf_clear(&S.log);
}

/* Listens on 127.0.0.1; port 0 is replaced by the one chosen. -1 with errno. */
static int serve_listen(int *port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)*port)};
    socklen_t n = sizeof a;
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(fd, 512) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &n) != 0) {
        close(fd);
        return -1;
    }
    *port = ntohs(a.sin_port);
    return fd;
}

#ifndef SERVE_NO_MAIN
int main(int argc, char **argv) {
    bool stay = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--stay") == 0)
            stay = true;
        else if (strcmp(argv[i], "--port") == 0 && i + 1 < argc)
            S.port = atoi(argv[++i]);
        else if (argv[i][0] != '-' && S.dir == NULL)
            S.dir = argv[i];
        else {
            fputs("usage: serve [DIR] [--port N] [--stay]\n", stderr);
            return 2;
        }
    }
    signal(SIGPIPE, SIG_IGN);
    int fd = serve_listen(&S.port);
    if (fd < 0) {
        perror("serve: listen");
        return 1;
    }
    printf("PORT %d\n", S.port);
    fflush(stdout);
    serve_loop(fd, stay ? -1 : STDIN_FILENO);
    close(fd);
    return 0;
}
#endif
