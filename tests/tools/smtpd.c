/* smtpd.c - a small mail server on 127.0.0.1 for tests, with bad manners on request.
 *
 *     smtpd DIR [--port N] [--user NAME --password WORD] [--tls starttls|implicit] [--names LIST]
 *
 * Prints "PORT n" when it listens (port 0, the default: any free one) and ends when its standard input
 * is closed. Message N is left in DIR/N.eml, as it was meant (dots not stuffed), its envelope in
 * DIR/N.env; every command in DIR/log, behind the number of its connection. With --user it wants AUTH
 * PLAIN or LOGIN first. With --tls its certificate is made for --names ("DNS:localhost,IP:127.0.0.1")
 * and left in DIR/cert.pem. The receiver's name is a behaviour:
 *
 *     reject  refused for good           later  refused for now       slow  answered after 1.5 s
 *     mute    never answered             cut    the connection ends inside the message
 *     full    the message is refused after its end                    hang  ends at RCPT
 *
 * One process, one poll loop; the unit tests include this file and run it in a child. */
#include "base/base64.h"
#include "base/fs.h"
#include "base/mem.h"
#include "selfsigned.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct client {
    int fd, number;
    SSL *tls; /* NULL: not, or not yet */
    mh_buf in, out, envelope, data;
    bool in_data, mute, end, cut, full, authed, wants_tls;
    int login;  /* lines of AUTH still to come */
    bool plain; /* they are of AUTH PLAIN */
    mh_buf credentials;
    int64_t not_before; /* out is held back until then */
} client;

static struct {
    const char *dir, *user, *password, *names;
    SSL_CTX *tls;
    bool implicit;
    MH_VEC(client *) clients;
    int messages, connections;
} M;

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void say(client *c, const char *line) {
    mh_buf_puts(&c->out, line);
    mh_buf_puts(&c->out, "\r\n");
}

static void add_line(const char *name, mh_view line, int number) {
    char *path = mh_path_join(M.dir, name);
    FILE *f = fopen(path, "a");
    if (f) {
        fprintf(f, "%d %.*s\n", number, MH_FMT(line));
        fclose(f);
    }
    free(path);
}

static void keep(const char *ending, mh_view v) {
    mh_buf name = {0};
    mh_buf_printf(&name, "%s/%d.%s", M.dir, M.messages, ending);
    mh_fs_write(name.ptr, v, NULL);
    mh_buf_clear(&name);
}

static void end_of_data(client *c) {
    c->in_data = false;
    if (c->full) {
        say(c, "552 5.2.2 mailbox full");
    } else {
        M.messages++;
        keep("env", mh_buf_view(&c->envelope));
        keep("eml", mh_buf_view(&c->data));
        say(c, "250 2.0.0 taken");
    }
    c->full = false;
    mh_buf_reset(&c->envelope);
    mh_buf_reset(&c->data);
}

static void data_line(client *c, mh_view line) {
    if (c->cut) {
        c->end = true;
        return;
    }
    if (mh_view_eq(line, MH_VIEW("."))) {
        end_of_data(c);
        return;
    }
    if (mh_view_starts(line, MH_VIEW("."))) line = mh_view_sub(line, 1, line.len);
    mh_buf_put(&c->data, line);
    mh_buf_puts(&c->data, "\r\n");
}

static void receiver(client *c, mh_view line) {
    mh_view who = mh_view_sub(line, 9, line.len); /* RCPT TO:< */
    mh_buf_put(&c->envelope, line);
    mh_buf_puts(&c->envelope, "\n");
    if (mh_view_starts(who, MH_VIEW("reject"))) {
        say(c, "550-5.1.1 nobody here");
        say(c, "550 5.1.1 of that name");
    } else if (mh_view_starts(who, MH_VIEW("later"))) {
        say(c, "451 4.7.1 come back later");
    } else if (mh_view_starts(who, MH_VIEW("mute"))) {
        c->mute = true;
    } else if (mh_view_starts(who, MH_VIEW("hang"))) {
        c->end = true;
    } else {
        c->cut = c->cut || mh_view_starts(who, MH_VIEW("cut"));
        c->full = c->full || mh_view_starts(who, MH_VIEW("full"));
        if (mh_view_starts(who, MH_VIEW("slow"))) c->not_before = now_ms() + 1500;
        say(c, "250 2.1.5 ok");
    }
}

/* What AUTH PLAIN must send, and the two answers of AUTH LOGIN, one a line. */
static bool is_right(mh_view got, bool plain) {
    mh_buf raw = {0}, want = {0};
    if (plain) {
        mh_buf_putc(&raw, '\0');
        mh_buf_puts(&raw, M.user);
        mh_buf_putc(&raw, '\0');
        mh_buf_puts(&raw, M.password);
        mh_base64_put(&want, mh_buf_view(&raw));
    } else {
        mh_base64_put(&want, mh_view_of(M.user));
        mh_buf_putc(&want, '\n');
        mh_base64_put(&want, mh_view_of(M.password));
        mh_buf_putc(&want, '\n');
    }
    bool same = mh_view_eq(got, mh_buf_view(&want));
    mh_buf_clear(&raw);
    mh_buf_clear(&want);
    return same;
}

static void logged_in(client *c, bool right) {
    c->authed = right;
    say(c, right ? "235 2.7.0 welcome" : "535 5.7.8 wrong name or password");
}

static void login_line(client *c, mh_view line) {
    if (c->plain) {
        c->login = 0;
        logged_in(c, is_right(line, true));
        return;
    }
    mh_buf_put(&c->credentials, line);
    mh_buf_putc(&c->credentials, '\n');
    if (--c->login > 0)
        say(c, "334 UGFzc3dvcmQ6");
    else
        logged_in(c, is_right(mh_buf_view(&c->credentials), false));
}

static void command(client *c, mh_view line) {
    mh_view verb = mh_view_sub(line, 0, mh_view_find_byte(line, ' ', 0));
    mh_view rest = mh_view_sub(line, verb.len + 1, line.len);
    add_line("log", mh_view_istarts(line, MH_VIEW("AUTH")) ? MH_VIEW("AUTH") : line, c->number);
    if (mh_view_ieq(verb, MH_VIEW("EHLO"))) {
        say(c, "250-test");
        if (M.tls && c->tls == NULL) say(c, "250-STARTTLS");
        if (M.user) say(c, "250-AUTH PLAIN LOGIN");
        say(c, "250 SIZE 1000000");
    } else if (mh_view_ieq(verb, MH_VIEW("STARTTLS")) && M.tls && c->tls == NULL) {
        say(c, "220 go on");
        c->wants_tls = true;
    } else if (mh_view_ieq(verb, MH_VIEW("AUTH")) && M.user) {
        c->plain = mh_view_istarts(rest, MH_VIEW("PLAIN"));
        c->login = c->plain ? 1 : 2;
        say(c, c->plain ? "334 " : "334 VXNlcm5hbWU6");
    } else if (mh_view_ieq(verb, MH_VIEW("QUIT"))) {
        say(c, "221 bye");
        c->end = true;
    } else if (M.user && !c->authed) {
        say(c, "530 5.7.0 log in first");
    } else if (mh_view_ieq(verb, MH_VIEW("MAIL"))) {
        mh_buf_reset(&c->envelope);
        mh_buf_put(&c->envelope, line);
        mh_buf_puts(&c->envelope, "\n");
        say(c, "250 2.1.0 ok");
    } else if (mh_view_ieq(verb, MH_VIEW("RCPT"))) {
        receiver(c, line);
    } else if (mh_view_ieq(verb, MH_VIEW("DATA"))) {
        c->in_data = true;
        say(c, "354 go on");
    } else if (mh_view_ieq(verb, MH_VIEW("RSET")) || mh_view_ieq(verb, MH_VIEW("NOOP"))) {
        say(c, "250 ok");
    } else {
        say(c, "502 5.5.1 what?");
    }
}

static void take_lines(client *c) {
    size_t at = 0, end;
    mh_view in = mh_buf_view(&c->in);
    while (!c->end && !c->mute && (end = mh_view_find(in, MH_VIEW("\r\n"), at)) != SIZE_MAX) {
        mh_view line = mh_view_sub(in, at, end);
        at = end + 2;
        if (c->in_data)
            data_line(c, line);
        else if (c->login > 0)
            login_line(c, line);
        else
            command(c, line);
    }
    mh_buf rest = {0};
    mh_buf_put(&rest, mh_view_sub(in, at, in.len));
    mh_buf_clear(&c->in);
    c->in = rest;
}

static void drop(size_t i) {
    client *c = M.clients.ptr[i];
    SSL_free(c->tls);
    close(c->fd);
    mh_buf *const all[] = {&c->in, &c->out, &c->envelope, &c->data, &c->credentials};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) mh_buf_clear(all[k]);
    free(c);
    M.clients.ptr[i] = M.clients.ptr[--M.clients.len];
}

static void start_tls(client *c) {
    c->wants_tls = false;
    c->tls = SSL_new(M.tls);
    if (c->tls == NULL) mh_oom();
    SSL_set_fd(c->tls, c->fd);
    SSL_set_accept_state(c->tls);
}

/* Bytes read, 0 for none yet, -1 at the end. */
static int read_some(client *c, char *to, int size) {
    if (c->tls == NULL) {
        ssize_t n = recv(c->fd, to, (size_t)size, 0);
        return n > 0 ? (int)n : n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
    }
    int n = SSL_read(c->tls, to, size);
    if (n > 0) return n;
    return SSL_get_error(c->tls, n) == SSL_ERROR_WANT_READ ? 0 : -1;
}

/* Replies are short: they fit the socket's buffer. In TLS they wait for the handshake. */
static bool write_all(client *c) {
    if (c->out.len == 0 || (c->tls && !SSL_is_init_finished(c->tls))) return true;
    bool ok = c->tls ? SSL_write(c->tls, c->out.ptr, (int)c->out.len) > 0
                     : send(c->fd, c->out.ptr, c->out.len, MSG_NOSIGNAL) >= 0;
    mh_buf_reset(&c->out);
    return ok;
}

/* False: the connection is over. */
static bool serve_client(client *c, short got, int64_t now) {
    char piece[8192];
    if (got & (POLLERR | POLLNVAL)) return false;
    if (got & (POLLIN | POLLHUP)) {
        int n;
        while ((n = read_some(c, piece, sizeof piece)) > 0) mh_buf_put_n(&c->in, piece, (size_t)n);
        if (n < 0 && c->in.len == 0) return false;
        take_lines(c);
        if (n < 0) c->end = true;
    }
    if (now < c->not_before) return true;
    if (!write_all(c)) return false;
    if (c->wants_tls) start_tls(c);
    return !c->end;
}

static void accept_all(int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        client *c = mh_alloc(sizeof *c);
        c->fd = fd;
        c->number = ++M.connections;
        if (M.implicit) start_tls(c);
        say(c, "220 test ready");
        mh_vec_push(&M.clients, c);
    }
}

/* Until end_fd is closed at its other end. */
static void smtpd_loop(int listener, int end_fd) {
    MH_VEC(struct pollfd) fds = {0};
    for (;;) {
        fds.len = 0;
        mh_vec_push(&fds, ((struct pollfd){.fd = listener, .events = POLLIN}));
        mh_vec_push(&fds, ((struct pollfd){.fd = end_fd, .events = POLLIN}));
        int wait = 60000;
        for (size_t i = 0; i < M.clients.len; i++) {
            client *c = M.clients.ptr[i];
            mh_vec_push(&fds, ((struct pollfd){.fd = c->fd, .events = POLLIN}));
            if (c->out.len > 0) wait = 10;
        }
        poll(fds.ptr, fds.len, wait);
        char byte;
        if (fds.ptr[1].revents && read(end_fd, &byte, 1) <= 0) break;
        int64_t now = now_ms();
        for (size_t i = M.clients.len; i-- > 0;)
            if (!serve_client(M.clients.ptr[i], fds.ptr[i + 2].revents, now)) drop(i);
        if (fds.ptr[0].revents) accept_all(listener);
    }
    while (M.clients.len > 0) drop(M.clients.len - 1);
    mh_vec_clear(&M.clients);
    mh_vec_clear(&fds);
}

/* Listens on 127.0.0.1; port 0 is replaced by the one chosen. -1 with errno. */
static int smtpd_listen(int *port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)*port)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0) return -1;
    if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &n) != 0) {
        close(fd);
        return -1;
    }
    *port = ntohs(a.sin_port);
    return fd;
}

/* mode: "starttls", "implicit" or NULL. False: no certificate. */
static bool smtpd_tls(const char *mode) {
    M.implicit = false;
    if (mode == NULL) return true;
    char *pem = mh_path_join(M.dir, "cert.pem");
    M.tls = selfsigned_new(M.names ? M.names : "DNS:localhost,IP:127.0.0.1", pem);
    M.implicit = strcmp(mode, "implicit") == 0;
    free(pem);
    return M.tls != NULL;
}

#ifndef SMTPD_NO_MAIN
int main(int argc, char **argv) {
    int port = 0;
    const char *tls = NULL;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--port") == 0 && i + 1 < argc)
            port = atoi(argv[++i]);
        else if (strcmp(argv[i], "--user") == 0 && i + 1 < argc)
            M.user = argv[++i];
        else if (strcmp(argv[i], "--password") == 0 && i + 1 < argc)
            M.password = argv[++i];
        else if (strcmp(argv[i], "--tls") == 0 && i + 1 < argc)
            tls = argv[++i];
        else if (strcmp(argv[i], "--names") == 0 && i + 1 < argc)
            M.names = argv[++i];
        else
            M.dir = argv[i];
    }
    if (M.dir == NULL || (M.user != NULL) != (M.password != NULL)) {
        fputs("usage: smtpd DIR [--port N] [--user NAME --password WORD] "
              "[--tls starttls|implicit] [--names LIST]\n",
              stderr);
        return 2;
    }
    if (!smtpd_tls(tls)) return 1;
    signal(SIGPIPE, SIG_IGN);
    int fd = smtpd_listen(&port);
    if (fd < 0) {
        perror("smtpd: listen");
        return 1;
    }
    printf("PORT %d\n", port);
    fflush(stdout);
    smtpd_loop(fd, STDIN_FILENO);
    SSL_CTX_free(M.tls);
    close(fd);
    return 0;
}
#endif
