#include "unit.h"

#define SERVE_NO_MAIN
#include "../../tools/serve.c"
#include "net_unit.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/mman.h>

void unit_spawn(int listener, unit_server *run, void *arg) {
    int keep[2]; /* the child ends when the last copy of keep[1] is closed */
    ck_assert_msg(listener >= 0 && pipe2(keep, O_CLOEXEC) == 0, "no test server: %s",
                  strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(keep[1]);
        signal(SIGPIPE, SIG_IGN);
        run(keep[0], arg);
        _exit(0);
    }
    close(listener);
    close(keep[0]);
}

static void serve(int end_fd, void *listener) {
    /* the folder of this file; the check script runs the tests somewhere else and sets TOP */
    const char *top = getenv("TOP");
    S.dir = mh_path_join(top ? top : ".", "tests/unit/net");
    serve_loop(*(int *)listener, end_fd);
}

int unit_serve(void) {
    static int port;
    if (port != 0) return port;
    int fd = serve_listen(&port);
    unit_spawn(fd, serve, &fd);
    return port;
}

void unit_memory_file(char path[40]) {
    snprintf(path, 40, "/proc/self/fd/%d", memfd_create("unit", MFD_CLOEXEC));
}

static int count_files(void) {
    int n = 0;
    DIR *d = opendir("/proc/self/fd");
    ck_assert_ptr_nonnull(d);
    while (readdir(d) != NULL) n++;
    closedir(d);
    return n;
}

/* What libraries open once and keep. */
static void warm_up(void) {
    static bool warm;
    mh_err e = {0};
    mh_net *net;
    if (warm) return;
    warm = true;
    unit_serve();
    mh_loop *loop = mh_loop_new();
    ck_assert_int_eq(mh_net_new(&net, loop, &(mh_net_opts){.at_once = 1}, &e), MH_OK);
    mh_net_free(net);
    mh_loop_leftovers(loop, &(mh_buf){0});
    mh_loop_free(loop);
}

int64_t unit_ms(void) {
    return now_ms();
}

void unit_count(void *count) {
    ++*(int *)count;
}

void unit_turn(mh_loop *l) {
    poll(NULL, 0, 2);
    mh_loop_once(l, false);
}

void unit_until(mh_loop *l, const int *count, int want, int seconds_) {
    int64_t end = now_ms() + seconds_ * 1000;
    while (*count < want) {
        ck_assert_msg(now_ms() < end, "%d of %d came in %d s", *count, want, seconds_);
        ck_assert_msg(mh_loop_once(l, true) || *count >= want, "nothing pending, %d of %d came",
                      *count, want);
    }
}

void unit_net_open(unit_net *u, mh_net_opts opts) {
    mh_err e = {0};
    warm_up();
    int files = count_files();
    *u = (unit_net){.loop = mh_loop_new(), .grants = mh_grants_new(), .files = files};
    ck_assert_int_eq(mh_grants_add(u->grants, MH_VIEW("127.0.0.0/8"), &e), MH_OK);
    ck_assert_int_eq(mh_grants_add(u->grants, MH_VIEW("*.localhost"), &e), MH_OK);
    if (opts.grants == NULL) opts.grants = u->grants;
    ck_assert_msg(mh_net_new(&u->net, u->loop, &opts, &e) == MH_OK, "%s", e.msg);
}

void unit_net_close(unit_net *u) {
    mh_buf names = {0};
    ck_assert_uint_eq(mh_net_stats_get(u->net).running, 0);
    ck_assert_uint_eq(mh_net_stats_get(u->net).waiting, 0);
    mh_net_free(u->net);
    size_t left = mh_loop_leftovers(u->loop, &names);
    ck_assert_msg(left == 0, "left open: %s", names.ptr);
    mh_loop_free(u->loop);
    mh_grants_free(u->grants);
    /* a name that nobody waits for any more is still being resolved, by a thread of libcurl's */
    for (int i = 0; i < 500 && count_files() != u->files; i++) poll(NULL, 0, 10);
    ck_assert_int_eq(count_files(), u->files);
}

mh_fetch *unit_start(unit_net *u, const char *url, int *done) {
    mh_fetch_req req = {.url = mh_view_of(url)};
    return mh_fetch_start(u->net, &req, unit_count, done);
}

bool unit_body_has(mh_fetch *f, const char *part) {
    return mh_view_ifind(mh_buf_view(&mh_fetch_get(f)->body), mh_view_of(part), 0) != SIZE_MAX;
}

mh_fetch *unit_fetch(unit_net *u, const char *path, const mh_fetch_req *like) {
    mh_fetch_req req = like ? *like : (mh_fetch_req){0};
    mh_buf url = {0};
    int done = 0;
    if (*path == '/') mh_buf_printf(&url, "http://127.0.0.1:%d", unit_serve());
    mh_buf_puts(&url, path);
    req.url = mh_buf_view(&url);
    mh_fetch *f = mh_fetch_start(u->net, &req, unit_count, &done);
    ck_assert_int_eq(done, 0); /* never from inside start */
    mh_buf_clear(&url);
    unit_until(u->loop, &done, 1, 20);
    mh_loop_once(u->loop, false);
    ck_assert_int_eq(done, 1);
    return f;
}

/* The raw bytes of some behaviours, as the engine's tests rely on them. */
START_TEST(server_misbehaves_as_told) {
    static const struct {
        const char *path, *want;
    } rows[] = {{"/_/twolengths", "Content-Length: 5\r\nContent-Length: 6\r\n"},
                {"/_/http09", "just text"},
                {"/_/redirect?to=%2Fx&status=307", "HTTP/1.1 307 Moved\r\nLocation: /x\r\n"},
                {"/_/status/503", "HTTP/1.1 503 "},
                {"/no/such/file", "HTTP/1.1 404 "},
                {"/../net/net_unit.h", "HTTP/1.1 404 "}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char got[4096];
        size_t len = 0;
        ssize_t n;
        struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)unit_serve())};
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        ck_assert_int_eq(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
        dprintf(fd, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", rows[i].path);
        do {
            n = recv(fd, got + len, sizeof got - 1 - len, 0);
            if (n > 0) len += (size_t)n;
            got[len] = '\0';
        } while (n > 0 && strstr(got, rows[i].want) == NULL);
        ck_assert_msg(strstr(got, rows[i].want) != NULL, "%s gave %s", rows[i].path, got);
        close(fd);
    }
}
END_TEST

TCase *tcase_net_serve(void) {
    TCase *t = tcase_create("net_serve");
    tcase_add_test(t, server_misbehaves_as_told);
    return t;
}
