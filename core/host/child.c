#include "host/child.h"

#include "base/mem.h"
#include "base/proc.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#define SELF     "/proc/self/exe"
#define LAST_MS  2000 /* for what stands in the pipes of a process that has ended */
#define EXIT_BAD 127

typedef struct lines {
    mh_child *child;
    uv_pipe_t pipe;
    mh_child_stream from;
    mh_buf buf; /* of a line that has not ended */
    bool cut;   /* the rest of a line that was too long is passed over */
    bool open;
} lines;

struct mh_child {
    mh_loop *loop;
    mh_child_line *line;
    mh_child_done *done;
    void *arg;
    pid_t pid;
    double grace;
    mh_child_exit how;
    int64_t began_ns;
    uv_signal_t ended; /* SIGCHLD */
    bool reaped;
    lines streams[2];
    mh_timer *limit, *kill, *last;
    mh_post post;
    char bytes[4096];
    int closing; /* handles that are not closed yet */
};

static int64_t mono_ns(void) {
    return mh_clock_mono_ns(mh_clock_system());
}

/* --- the new process --- */

/* Of the child, between fork and exec: async-signal-safe calls alone. report: where its failure is told. */
static void become(const mh_child_opts *o, const int out[2], int null, int report, pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(EXIT_BAD); /* it ended before that */
    bool ok =
        dup2(null, 0) == 0 && dup2(out[MH_CHILD_OUT], 1) == 1 && dup2(out[MH_CHILD_ERR], 2) == 2;
    if (o->nice != 0) setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + o->nice);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (ok && close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        execv(o->program ? o->program : SELF, o->argv);
    int why = errno;
    ssize_t n = write(report, &why, sizeof why);
    _exit(n > 0 ? EXIT_BAD : EXIT_BAD - 1);
}

/* Why exec failed; 0: it did not. The other end is closed by exec. */
static int read_report(int fd) {
    int why = 0;
    ssize_t n;
    do n = read(fd, &why, sizeof why);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof why ? why : 0;
}

static bool passes(int why) {
    return why == EAGAIN || why == ENOMEM || why == EMFILE || why == ENFILE || why == ENOBUFS ||
           why == ETXTBSY || why == EINTR;
}

static mh_rc refuse(mh_err *e, int why, const char *what) {
    mh_fail_errno(e, why, "start a process: %s", what);
    if (e) e->code = passes(why) ? MH_E_BUSY : MH_E_IO;
    if (e) e->retry = passes(why);
    return MH_FAIL;
}

enum { P_NULL, P_REPORT, P_REPORT_W, P_OUT, P_OUT_W, P_ERR, P_ERR_W, P_N };

static void close_all(int fd[P_N]) {
    for (int i = 0; i < P_N; i++)
        if (fd[i] >= 0) close(fd[i]);
}

/* On success fd[P_OUT] and fd[P_ERR] are left open. */
static mh_rc spawn(const mh_child_opts *o, int fd[P_N], pid_t *out, mh_err *e) {
    for (int i = 0; i < P_N; i++) fd[i] = -1;
    fd[P_NULL] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd[P_NULL] < 0 || pipe2(&fd[P_REPORT], O_CLOEXEC) != 0 ||
        pipe2(&fd[P_OUT], O_CLOEXEC) != 0 || pipe2(&fd[P_ERR], O_CLOEXEC) != 0) {
        int why = errno;
        close_all(fd);
        return refuse(e, why, "no descriptor");
    }
    const int to[2] = {fd[P_OUT_W], fd[P_ERR_W]};
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) become(o, to, fd[P_NULL], fd[P_REPORT_W], parent);
    int why = pid < 0 ? errno : 0;
    close(fd[P_REPORT_W]);
    fd[P_REPORT_W] = -1;
    bool forked = pid > 0;
    if (forked) why = read_report(fd[P_REPORT]);
    if (forked && why != 0) waitpid(pid, NULL, 0);
    if (why != 0) {
        close_all(fd);
        return refuse(e, why, forked ? "exec" : "fork");
    }
    static const int done[] = {P_NULL, P_REPORT, P_OUT_W, P_ERR_W};
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) {
        close(fd[done[i]]);
        fd[done[i]] = -1;
    }
    *out = pid;
    return MH_OK;
}

/* --- the end --- */

static void free_child(void *arg) {
    mh_child *c = arg;
    mh_child_exit how = c->how;
    mh_child_done *done = c->done;
    void *done_arg = c->arg;
    for (int i = 0; i < 2; i++) mh_buf_clear(&c->streams[i].buf);
    free(c);
    if (done) done(done_arg, &how);
}

static void closed(mh_child *c) {
    if (--c->closing == 0) mh_loop_post(c->loop, &c->post, free_child, c);
}

static void signal_closed(uv_handle_t *h) {
    closed(h->data);
}

static void pipe_closed(uv_handle_t *h) {
    lines *s = h->data;
    closed(s->child);
}

static void end_if_over(mh_child *c) {
    if (!c->reaped || c->streams[0].open || c->streams[1].open || c->closing > 0) return;
    mh_timer_cancel(c->limit);
    mh_timer_cancel(c->kill);
    mh_timer_cancel(c->last);
    c->closing = 3;
    uv_close((uv_handle_t *)&c->ended, signal_closed);
    for (int i = 0; i < 2; i++) uv_close((uv_handle_t *)&c->streams[i].pipe, pipe_closed);
}

/* Something that it left behind keeps its pipes: no longer waited for. */
static void last_over(void *arg) {
    mh_child *c = arg;
    c->last = NULL;
    for (int i = 0; i < 2; i++) {
        uv_read_stop((uv_stream_t *)&c->streams[i].pipe);
        c->streams[i].open = false;
    }
    end_if_over(c);
}

static void reap(uv_signal_t *h, int sig) {
    (void)sig;
    mh_child *c = h->data;
    struct rusage use;
    int st;
    if (c->reaped || wait4(c->pid, &st, WNOHANG, &use) != c->pid) return;
    c->reaped = true;
    c->how.signal = WIFSIGNALED(st) ? WTERMSIG(st) : 0;
    c->how.code = WIFSIGNALED(st) ? 128 + WTERMSIG(st) : WEXITSTATUS(st);
    c->how.wall_us = (mono_ns() - c->began_ns) / 1000;
    c->how.cpu_us = (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000LL + use.ru_utime.tv_usec +
                    use.ru_stime.tv_usec;
    mh_timer_cancel(c->limit);
    mh_timer_cancel(c->kill);
    c->limit = c->kill = NULL;
    c->last = mh_timer_start(c->loop, LAST_MS, last_over, c);
    end_if_over(c);
}

/* --- its lines --- */

static void give(lines *s, mh_view v) {
    mh_child *c = s->child;
    if (mh_view_ends(v, MH_VIEW("\r"))) v.len--;
    if (c->line) c->line(c->arg, s->from, v);
}

static void take(lines *s, mh_view v) {
    while (v.len > 0) {
        size_t end = mh_view_find_byte(v, '\n', 0);
        bool whole = end != SIZE_MAX;
        mh_view part = mh_view_sub(v, 0, whole ? end : v.len);
        v = mh_view_sub(v, whole ? end + 1 : v.len, v.len);
        if (s->cut) {
            s->cut = !whole;
            continue;
        }
        if (whole && s->buf.len == 0 && part.len <= MH_CHILD_LINE) {
            give(s, part);
            continue;
        }
        mh_buf_put(&s->buf, part);
        bool over = s->buf.len > MH_CHILD_LINE;
        if (!whole && !over) continue;
        give(s, mh_utf8_cut(mh_buf_view(&s->buf), MH_CHILD_LINE));
        mh_buf_reset(&s->buf);
        s->cut = over && !whole;
    }
}

/* One buffer for both streams: what is read is used up at once. */
static void give_room(uv_handle_t *h, size_t want, uv_buf_t *out) {
    (void)want;
    lines *s = uv_handle_get_data(h);
    *out = uv_buf_init(s->child->bytes, sizeof s->child->bytes);
}

static void took(uv_stream_t *h, ssize_t n, const uv_buf_t *b) {
    lines *s = uv_handle_get_data((uv_handle_t *)h);
    if (n > 0) take(s, (mh_view){b->base, (size_t)n});
    if (n >= 0) return;
    if (s->buf.len > 0) give(s, mh_buf_view(&s->buf));
    mh_buf_reset(&s->buf);
    s->open = false;
    uv_read_stop(h);
    end_if_over(s->child);
}

/* --- starting and stopping --- */

static void end_group(mh_child *c, int sig) {
    if (c->reaped) return;
    if (kill(-c->pid, sig) != 0) kill(c->pid, sig);
}

static void grace_over(void *arg) {
    mh_child *c = arg;
    c->kill = NULL;
    end_group(c, SIGKILL);
}

static void ask(mh_child *c) {
    end_group(c, SIGTERM);
    if (c->kill == NULL)
        c->kill = mh_timer_start(c->loop, (int64_t)(c->grace * 1000), grace_over, c);
}

static void limit_over(void *arg) {
    mh_child *c = arg;
    c->limit = NULL;
    c->how.timed_out = !c->how.asked;
    ask(c);
}

void mh_child_stop(mh_child *c, bool now) {
    if (c->reaped) return;
    c->how.asked = c->how.asked || !c->how.timed_out;
    if (now)
        end_group(c, SIGKILL);
    else
        ask(c);
}

pid_t mh_child_pid(const mh_child *c) {
    return c->pid;
}

int64_t mh_child_began(const mh_child *c) {
    return c->how.started;
}

/* An end of a pipe that cannot be watched counts as one that has ended. */
static void listen_to(mh_child *c, mh_child_stream from, int fd) {
    lines *s = &c->streams[from];
    *s = (lines){.child = c, .from = from};
    uv_pipe_init(mh_loop_uv(c->loop), &s->pipe, 0);
    s->pipe.data = s;
    s->open = uv_pipe_open(&s->pipe, fd) == 0;
    if (!s->open)
        close(fd);
    else if (uv_read_start((uv_stream_t *)&s->pipe, give_room, took) != 0)
        s->open = false;
}

/* The watch over its end comes first: what can fail for want of a descriptor fails before there is a
 * process. */
static mh_rc watch_end(mh_child *c, mh_err *e) {
    int rc = uv_signal_init(mh_loop_uv(c->loop), &c->ended);
    if (rc != 0) {
        free(c);
        return refuse(e, -rc, "no descriptor");
    }
    c->ended.data = c;
    rc = uv_signal_start(&c->ended, reap, SIGCHLD);
    if (rc == 0) return MH_OK;
    c->closing = 1;
    uv_close((uv_handle_t *)&c->ended, signal_closed);
    return refuse(e, -rc, "no signal");
}

mh_rc mh_child_start(mh_loop *l, const mh_child_opts *o, mh_child **out, mh_err *e) {
    int fd[P_N];
    mh_child *c = mh_alloc(sizeof *c);
    c->loop = l;
    if (watch_end(c, e) != MH_OK) return MH_FAIL;
    c->began_ns = mono_ns();
    if (spawn(o, fd, &c->pid, e) != MH_OK) {
        c->closing = 1;
        uv_close((uv_handle_t *)&c->ended, signal_closed);
        return MH_FAIL;
    }
    c->line = o->line;
    c->done = o->done;
    c->arg = o->arg;
    c->grace = o->grace > 0 ? o->grace : MH_CHILD_GRACE;
    c->how.started = mh_proc_start(c->pid);
    listen_to(c, MH_CHILD_OUT, fd[P_OUT]);
    listen_to(c, MH_CHILD_ERR, fd[P_ERR]);
    if (o->limit > 0) c->limit = mh_timer_start(l, (int64_t)(o->limit * 1000), limit_over, c);
    *out = c;
    return MH_OK;
}
