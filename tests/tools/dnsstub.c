/* dnsstub.c - a name server for tests that changes its mind.
 *
 *     dnsstub [--listen ADDRESS] [--port N] NAME=ANSWER[/ANSWER...] ...
 *
 * Each ANSWER is addresses of IPv4 and IPv6, separated by commas, or "none" (no such name), "fail" (server
 * failure), "mute" (never answered). A question for A and one for AAAA is each answered by the first
 * ANSWER at first, by the next one at the next time, by the last one for ever; time to live is 0.
 * Names that were not told do not exist. Listens on UDP, ADDRESS (127.0.0.1) and port N (53), prints
 * "PORT n", a line "NAME TYPE ANSWER" a question, and ends when its standard input is closed. */
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TYPE_A = 1, TYPE_AAAA = 28, HEAD = 12, MAX_NAME = 255 };
enum { RCODE_FAIL = 2, RCODE_NONE = 3 };

typedef struct entry {
    mh_view name, left[2]; /* left: answers not given yet, of A and of AAAA */
} entry;

static MH_VEC(entry) entries;

/* Reads the name of the question as text; the offset behind it, 0 for what is no name. */
static size_t read_name(const unsigned char *p, size_t len, mh_buf *out) {
    size_t at = HEAD;
    while (at < len && p[at] != 0) {
        size_t n = p[at];
        if (n > 63 || at + 1 + n >= len || out->len + n > MAX_NAME) return 0;
        if (out->len > 0) mh_buf_putc(out, '.');
        for (size_t i = 1; i <= n; i++) mh_buf_putc(out, mh_lower((char)p[at + i]));
        at += n + 1;
    }
    return at < len ? at + 1 : 0;
}

/* The answer whose turn it is. */
static mh_view next_answer(mh_view name, int type) {
    for (size_t i = 0; i < entries.len; i++) {
        entry *e = &entries.ptr[i];
        if (!mh_view_eq(e->name, name)) continue;
        mh_view *left = &e->left[type == TYPE_AAAA], rest = *left, one = {0};
        mh_view_split(&rest, '/', &one);
        if (rest.len > 0) *left = rest;
        return one;
    }
    return MH_VIEW("none");
}

static void put16(mh_buf *b, unsigned v) {
    mh_buf_putc(b, (char)(v >> 8));
    mh_buf_putc(b, (char)(v & 255));
}

/* Appends records of the type; their number. */
static unsigned put_records(mh_buf *b, mh_view list, int type) {
    unsigned n = 0;
    mh_view one;
    while (mh_view_split(&list, ',', &one)) {
        unsigned char raw[16];
        char text[64];
        unsigned size = type == TYPE_A ? 4 : 16;
        snprintf(text, sizeof text, "%.*s", MH_FMT(one));
        if (inet_pton(type == TYPE_A ? AF_INET : AF_INET6, text, raw) != 1) continue;
        put16(b, 0xc00c); /* the name of the question */
        put16(b, (unsigned)type);
        put16(b, 1);
        put16(b, 0); /* time to live */
        put16(b, 0);
        put16(b, size);
        mh_buf_put_n(b, (const char *)raw, size);
        n++;
    }
    return n;
}

/* Fills the reply; false: there is none. */
static bool reply(const unsigned char *q, size_t len, mh_buf *out) {
    mh_buf name = {0}, records = {0};
    size_t end = len > HEAD ? read_name(q, len, &name) : 0;
    if (end == 0 || end + 4 > len) {
        mh_buf_clear(&name);
        return false;
    }
    int type = q[end] << 8 | q[end + 1];
    bool known = type == TYPE_A || type == TYPE_AAAA;
    mh_view answer = known ? next_answer(mh_buf_view(&name), type) : (mh_view){0};
    unsigned code = mh_view_eq(answer, MH_VIEW("fail"))   ? RCODE_FAIL
                    : mh_view_eq(answer, MH_VIEW("none")) ? RCODE_NONE
                                                          : 0;
    unsigned n = known && code == 0 ? put_records(&records, answer, type) : 0;
    mh_buf_put_n(out, (const char *)q, 2);
    put16(out, 0x8580 | code); /* an answer of the one who knows, and who would ask others */
    put16(out, 1);
    put16(out, n);
    put16(out, 0);
    put16(out, 0);
    mh_buf_put_n(out, (const char *)q + HEAD, end + 4 - HEAD);
    mh_buf_put(out, mh_buf_view(&records));
    printf("%s %s %.*s\n", name.ptr ? name.ptr : "",
           type == TYPE_A      ? "A"
           : type == TYPE_AAAA ? "AAAA"
                               : "other",
           MH_FMT(answer));
    fflush(stdout);
    mh_buf_clear(&name);
    mh_buf_clear(&records);
    return !mh_view_eq(answer, MH_VIEW("mute"));
}

static void answer_one(int fd) {
    unsigned char q[1500];
    struct sockaddr_storage from;
    socklen_t from_len = sizeof from;
    ssize_t n = recvfrom(fd, q, sizeof q, 0, (struct sockaddr *)&from, &from_len);
    mh_buf out = {0};
    if (n > 0 && reply(q, (size_t)n, &out))
        sendto(fd, out.ptr, out.len, 0, (struct sockaddr *)&from, from_len);
    mh_buf_clear(&out);
}

int main(int argc, char **argv) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(53)};
    socklen_t len = sizeof a;
    char byte;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 1; i < argc; i++) {
        const char *eq = strchr(argv[i], '=');
        if (strcmp(argv[i], "--listen") == 0 && i + 1 < argc)
            inet_pton(AF_INET, argv[++i], &a.sin_addr);
        else if (strcmp(argv[i], "--port") == 0 && i + 1 < argc)
            a.sin_port = htons((uint16_t)atoi(argv[++i]));
        else if (eq) {
            mh_view answers = mh_view_of(eq + 1);
            mh_vec_push(&entries, ((entry){{argv[i], (size_t)(eq - argv[i])}, {answers, answers}}));
        } else {
            fputs("usage: dnsstub [--listen ADDRESS] [--port N] NAME=ANSWER[/ANSWER...] ...\n",
                  stderr);
            return 2;
        }
    }
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &len) != 0) {
        perror("dnsstub: bind");
        return 1;
    }
    printf("PORT %d\n", ntohs(a.sin_port));
    fflush(stdout);
    struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    while (poll(fds, 2, -1) >= 0) {
        if (fds[0].revents) answer_one(fd);
        if (fds[1].revents && read(STDIN_FILENO, &byte, 1) <= 0) break;
    }
    mh_vec_clear(&entries);
    return 0;
}
