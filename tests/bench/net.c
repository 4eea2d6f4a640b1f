/* The network: mine.http.get from Lua against a bare loop of libcurl and libuv that fetches the same
 * pages from the same server, 64 at once; what waits costs.
 *
 * The floor knows no limit, no guard, no robots.txt: it sets a URL and a callback that appends. Both
 * sides are processes of their own, so that CPU time (user and system) and memory are theirs alone;
 * the time that an empty job takes is taken off ours. */
#include "bench.h"

#include "base/mem.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#define PAGES    2000
#define AT_ONCE  64
#define SLEEPERS 10000
#define PARAS    120

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- the server: one page of about 47 KB, without validators, over kept connections ---- */

static void page(mh_buf *out) {
    mh_buf b = {0};
    mh_buf_puts(&b, "<!doctype html><html lang=en><head><meta charset=utf-8><title>Invented talks "
                    "end without a result</title></head><body><main><h1>Invented talks</h1>");
    for (int i = 0; i < PARAS; i++)
        mh_buf_printf(&b,
                      "<p>Paragraph %d of an invented report: the delegations met in the morning, "
                      "spoke of water, rail and visas, agreed to meet again in %d days, and named "
                      "nobody. <a href=\"/p/%d\">More of this kind</a> is found on the pages that "
                      "follow, none of which is true; it fills the page as real ones are filled, "
                      "with words of an ordinary length and here and there a number.</p>\n",
                      i, i % 30, i);
    mh_buf_puts(&b, "</main></body></html>");
    mh_buf_printf(out,
                  "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                  "Content-Length: %zu\r\n\r\n",
                  b.len);
    mh_buf_put(out, mh_buf_view(&b));
    mh_buf_clear(&b);
}

typedef struct peer {
    int fd;
    size_t got, sent; /* of the request; of the answer, SIZE_MAX: none under way */
    char in[2048];
} peer;

static bool send_on(peer *p, const mh_buf *answer) {
    while (p->sent < answer->len) {
        ssize_t n = write(p->fd, answer->ptr + p->sent, answer->len - p->sent);
        if (n < 0) return errno == EAGAIN;
        p->sent += (size_t)n;
    }
    p->sent = SIZE_MAX;
    return true;
}

static bool serve(peer *p, const mh_buf *answer, const mh_buf *none) {
    if (p->sent != SIZE_MAX && !send_on(p, answer)) return false;
    if (p->sent != SIZE_MAX) return true;
    for (;;) {
        ssize_t n = read(p->fd, p->in + p->got, sizeof p->in - 1 - p->got);
        if (n == 0 || (n < 0 && errno != EAGAIN)) return false;
        if (n < 0) return true;
        p->got += (size_t)n;
        p->in[p->got] = '\0';
        if (strstr(p->in, "\r\n\r\n") == NULL) continue;
        bool robots = strncmp(p->in, "GET /robots", 11) == 0;
        p->got = 0;
        if (robots) {
            if (write(p->fd, none->ptr, none->len) < 0) return false;
            continue;
        }
        p->sent = 0;
        if (!send_on(p, answer)) return false;
        if (p->sent != SIZE_MAX) return true;
    }
}

static void run_server(int listener) {
    mh_buf answer = {0}, none = {0};
    struct epoll_event ev = {.events = EPOLLIN}, got[64];
    int ep = epoll_create1(0), one = 1;
    page(&answer);
    mh_buf_puts(&none, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev);
    for (;;) {
        int n = epoll_wait(ep, got, 64, -1);
        for (int i = 0; i < n; i++) {
            peer *p = got[i].data.ptr;
            if (p == NULL) {
                int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
                if (fd < 0) continue;
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                p = mh_alloc(sizeof *p);
                p->fd = fd;
                p->sent = SIZE_MAX;
                struct epoll_event add = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = p};
                epoll_ctl(ep, EPOLL_CTL_ADD, fd, &add);
                continue;
            }
            if (serve(p, &answer, &none)) continue;
            close(p->fd);
            free(p);
        }
    }
}

static pid_t start_server(int *port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) != 0 || listen(fd, 1024) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &len) != 0)
        return -1;
    *port = ntohs(a.sin_port);
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGPIPE, SIG_IGN);
        run_server(fd);
        _exit(0);
    }
    close(fd);
    return pid;
}

/* ---- the floor ---- */

typedef struct bare {
    CURLM *multi;
    uv_timer_t timer;
    int port, next, done;
    size_t bytes;
} bare;

typedef struct bare_poll {
    uv_poll_t uv;
    bare *b;
    curl_socket_t fd;
} bare_poll;

static size_t bare_body(char *p, size_t size, size_t n, void *arg) {
    mh_buf_put_n(arg, p, size * n);
    return size * n;
}

static void bare_add(bare *b, CURL *c) {
    char url[64];
    mh_buf *body;
    if (b->next >= PAGES) {
        curl_easy_cleanup(c);
        return;
    }
    curl_easy_getinfo(c, CURLINFO_PRIVATE, (char **)&body);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/p/%d", b->port, b->next++);
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_multi_add_handle(b->multi, c);
}

static void bare_finish(bare *b) {
    CURLMsg *m;
    int left;
    while ((m = curl_multi_info_read(b->multi, &left)) != NULL) {
        CURL *c = m->easy_handle;
        mh_buf *body;
        curl_easy_getinfo(c, CURLINFO_PRIVATE, (char **)&body);
        curl_multi_remove_handle(b->multi, c);
        b->done++;
        b->bytes += body->len;
        mh_buf_clear(body);
        bare_add(b, c);
    }
}

static void bare_event(uv_poll_t *h, int status, int events) {
    bare_poll *p = (bare_poll *)h;
    bare *b = p->b;
    int running, flags = 0;
    (void)status;
    if (events & UV_READABLE) flags |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE) flags |= CURL_CSELECT_OUT;
    curl_multi_socket_action(b->multi, p->fd, flags, &running);
    bare_finish(b);
}

static void bare_timeout(uv_timer_t *t) {
    bare *b = t->data;
    int running;
    curl_multi_socket_action(b->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    bare_finish(b);
}

static int bare_wants_timer(CURLM *m, long ms, void *arg) {
    bare *b = arg;
    (void)m;
    if (ms < 0)
        uv_timer_stop(&b->timer);
    else
        uv_timer_start(&b->timer, bare_timeout, (uint64_t)ms, 0);
    return 0;
}

static void bare_free(uv_handle_t *h) {
    free(h);
}

static int bare_wants_socket(CURL *c, curl_socket_t fd, int what, void *arg, void *old) {
    bare *b = arg;
    bare_poll *p = old;
    (void)c;
    if (what == CURL_POLL_REMOVE) {
        if (p) uv_close((uv_handle_t *)&p->uv, bare_free);
        curl_multi_assign(b->multi, fd, NULL);
        return 0;
    }
    if (p == NULL) {
        p = mh_alloc(sizeof *p);
        p->b = b;
        p->fd = fd;
        uv_poll_init_socket(uv_default_loop(), &p->uv, fd);
        curl_multi_assign(b->multi, fd, p);
    }
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    uv_poll_start(&p->uv, events, bare_event);
    return 0;
}

static int run_bare(int port) {
    bare b = {.port = port};
    mh_buf bodies[AT_ONCE] = {{0}};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    b.multi = curl_multi_init();
    uv_timer_init(uv_default_loop(), &b.timer);
    b.timer.data = &b;
    curl_multi_setopt(b.multi, CURLMOPT_SOCKETFUNCTION, bare_wants_socket);
    curl_multi_setopt(b.multi, CURLMOPT_SOCKETDATA, &b);
    curl_multi_setopt(b.multi, CURLMOPT_TIMERFUNCTION, bare_wants_timer);
    curl_multi_setopt(b.multi, CURLMOPT_TIMERDATA, &b);
    for (int i = 0; i < AT_ONCE; i++) {
        CURL *c = curl_easy_init();
        curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, bare_body);
        curl_easy_setopt(c, CURLOPT_WRITEDATA, &bodies[i]);
        curl_easy_setopt(c, CURLOPT_PRIVATE, &bodies[i]);
        curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
        bare_add(&b, c);
    }
    while (b.done < PAGES) uv_run(uv_default_loop(), UV_RUN_ONCE);
    return b.bytes > PAGES * 40000u ? 0 : 1;
}

/* ---- ours ---- */

typedef struct cost {
    double wall, cpu;
    long rss_kb;
    bool ok;
} cost;

static cost finish(pid_t pid, double start) {
    struct rusage u;
    int status = -1;
    cost c = {0};
    if (wait4(pid, &status, 0, &u) != pid) return c;
    c.wall = now() - start;
    c.cpu = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
            (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
    c.rss_kb = u.ru_maxrss;
    c.ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return c;
}

static cost job(const char *text, int port) {
    char path[256], grant[64];
    double start = now();
    const char *tmp = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/bench-net.lua", tmp ? tmp : "/tmp");
    snprintf(grant, sizeof grant, "net:127.0.0.1:%d", port);
    FILE *f = fopen(path, "w");
    if (f == NULL) return (cost){0};
    fprintf(f, "local base, pages, at_once = 'http://127.0.0.1:%d/p/', %d, %d\n%s\n", port, PAGES,
            AT_ONCE, text);
    fclose(f);
    const char *exe = getenv("MINEHOST");
    if (exe == NULL) exe = "./minehost";
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, 1);
        char db[300];
        snprintf(db, sizeof db, "%s.db", path);
        execlp(exe, exe, "run", "-q", "--db", db, "--allow", grant, "--requests", "100000", path,
               (char *)NULL);
        _exit(127);
    }
    return finish(pid, start);
}

static const char get_all[] =
    "local urls = {} for i = 1, pages do urls[i] = base .. i end\n"
    "local n = 0\n"
    "local function get(url) local p = assert(mine.http.get(url)) n = n + #p.body return true end\n"
    "mine.task.all(urls, get, { limit = at_once })\n"
    "assert(n > pages * 40000)";

static const char mine_all[] = "local urls = {} for i = 1, pages do urls[i] = base .. i end\n"
                               "local function get(url)\n"
                               "  local p = assert(mine.http.get(url))\n"
                               "  mine.emit { url = p.url, title = p:document().title }\n"
                               "  return true\n"
                               "end\n"
                               "mine.task.all(urls, get, { limit = at_once })";

static const char sleep_all[] =
    "local t = {} for i = 1, 10000 do t[i] = mine.task.spawn(mine.sleep, 1) end mine.sleep(0.5)";
static const char wait_all[] =
    "local t = {} for i = 1, 10000 do t[i] = mine.task.spawn(mine.http.get, base .. i) end\n"
    "mine.sleep(0)";

void bench_net(void) {
    int port = 0;
    pid_t server = start_server(&port);
    if (server <= 0) return;
    double start = now();
    pid_t pid = fork();
    if (pid == 0) _exit(run_bare(port));
    cost floor = finish(pid, start);
    cost none = job("", port), got = job(get_all, port), mined = job(mine_all, port);
    cost idle = job(sleep_all, port), waiting = job(wait_all, port);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    if (!floor.ok || !none.ok || !got.ok || !mined.ok || !idle.ok || !waiting.ok) {
        printf("net: a part failed (%d %d %d %d %d %d)\n", floor.ok, none.ok, got.ok, mined.ok,
               idle.ok, waiting.ok);
        return;
    }
    bench_line("http.get, wall", PAGES, "pages", got.wall - none.wall, floor.wall);
    bench_line("http.get, cpu", PAGES, "pages", got.cpu - none.cpu, floor.cpu);
    bench_line("get, title, line, cpu", PAGES, "pages", mined.cpu - none.cpu, floor.cpu);
    printf("http.get: %.1f MiB resident at most; floor %.1f\n", (double)got.rss_kb / 1024,
           (double)floor.rss_kb / 1024);
    printf("10,000 coroutines: %.2f KiB each asleep, %.2f KiB each before a fetch\n",
           (double)(idle.rss_kb - none.rss_kb) / SLEEPERS,
           (double)(waiting.rss_kb - none.rss_kb) / SLEEPERS);
}
