/* The reader of job files: a short-lived process of this program. Part of host/jobs.h. */
#include "host/jobs_priv.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEATHS_MAX 16 /* readers that files may end in one scan */
#define EXIT_LIMIT 6  /* of a process that has no memory left (base/mem.h) */

extern char **environ;

typedef struct reader {
    pid_t pid;
    int out;       /* its lines */
    int said;      /* memory: its standard error */
    int64_t until; /* monotonic, ns */
    mh_buf buf;
    size_t taken; /* bytes of buf that were answers */
} reader;

static int64_t now_ns(void) {
    return mh_clock_mono_ns(mh_clock_system());
}

/* Memory with the paths in it, each with its NUL, to be read from its beginning; -1: errno. */
static int paths_file(char *const *paths, size_t n) {
    mh_buf b = {0};
    for (size_t i = 0; i < n; i++) mh_buf_put_n(&b, paths[i], strlen(paths[i]) + 1);
    int fd = memfd_create("paths", MFD_CLOEXEC);
    for (size_t at = 0; fd >= 0 && at < b.len;) {
        ssize_t k = write(fd, b.ptr + at, b.len - at);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) {
            int why = errno;
            close(fd);
            fd = -1;
            errno = why;
        } else {
            at += (size_t)k;
        }
    }
    if (fd >= 0) lseek(fd, 0, SEEK_SET);
    mh_buf_clear(&b);
    return fd;
}

static int spawn(reader *r, const char *self, int in, int out) {
    char *argv[] = {(char[]){"minehost"}, (char[]){"jobs"}, (char[]){"--describe"}, NULL};
    posix_spawn_file_actions_t fa;
    posix_spawnattr_t attr;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&fa);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_adddup2(&fa, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&fa, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&fa, r->said, STDERR_FILENO);
    int rc = posix_spawn(&r->pid, self, &fa, &attr, argv, environ);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&fa);
    return rc;
}

static mh_rc start(reader *r, const char *self, char *const *paths, size_t n, mh_err *e) {
    int in = paths_file(paths, n), pipes[2] = {-1, -1}, why = errno;
    r->said = memfd_create("said", MFD_CLOEXEC);
    if (in >= 0 && r->said >= 0) why = pipe2(pipes, O_CLOEXEC) == 0 ? 0 : errno;
    if (why == 0 || pipes[0] >= 0) why = spawn(r, self, in, pipes[1]);
    if (in >= 0) close(in);
    if (pipes[1] >= 0) close(pipes[1]);
    r->out = pipes[0];
    if (why == 0) return MH_OK;
    r->pid = -1;
    return mh_fail_errno(e, why, "start the reader of job files");
}

/* Kills it when it still runs. */
static void end(reader *r) {
    if (r->out >= 0) close(r->out);
    if (r->pid > 0) {
        kill(r->pid, SIGKILL); /* it is not reaped: the number is still its own */
        while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    if (r->said >= 0) close(r->said);
    mh_buf_clear(&r->buf);
}

/* Takes the next whole line as an answer; NULL: there is none yet. */
static json_t *take(reader *r) {
    mh_view rest = mh_view_sub(mh_buf_view(&r->buf), r->taken, r->buf.len);
    size_t at = mh_view_find_byte(rest, '\n', 0);
    if (at == SIZE_MAX) return NULL;
    r->taken += at + 1;
    json_t *o = json_loadb(rest.ptr, at, 0, NULL);
    return json_is_object(o) ? o : json_object();
}

/* More of its lines: 1; 0: it has ended; -1: it takes too long, or cannot be read. */
static int more(reader *r, mh_err *e) {
    int64_t left = (r->until - now_ns()) / 1000000;
    struct pollfd p = {.fd = r->out, .events = POLLIN};
    int got = left > 0 ? poll(&p, 1, (int)left) : 0;
    if (got < 0 && errno == EINTR) return 1;
    if (got <= 0) {
        mh_fail(e, MH_E_TIMEOUT, "the reader of job files did not answer within %d s", JOBS_WAIT);
        return -1;
    }
    if (r->taken > 0) {
        memmove(r->buf.ptr, r->buf.ptr + r->taken, r->buf.len - r->taken);
        r->buf.len -= r->taken;
        r->taken = 0;
    }
    mh_buf_reserve(&r->buf, 65536);
    ssize_t n = read(r->out, r->buf.ptr + r->buf.len, 65535);
    if (n < 0 && errno == EINTR) return 1;
    if (n < 0) mh_fail_errno(e, errno, "read from the reader of job files");
    if (n > 0) r->buf.len += (size_t)n;
    return n > 0 ? 1 : (int)n;
}

/* Why it ended before its work was done, as one line. */
static void say_end(reader *r, int status, mh_buf *out) {
    char said[400];
    ssize_t n = pread(r->said, said, sizeof said, 0);
    mh_view v = mh_view_trim((mh_view){said, n > 0 ? (size_t)n : 0}), line = {0};
    (void)mh_view_split(&v, '\n', &line);
    if (WIFSIGNALED(status))
        mh_buf_printf(out, "signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        mh_buf_printf(out, "exit code %d", WEXITSTATUS(status));
    if (line.len) mh_buf_printf(out, ": %.*s", MH_FMT(line));
}

static json_t *blame(const char *why) {
    return json_pack("{s:s, s:s+}", "kind", "broken", "error",
                     "the process that read this file ended by ", why);
}

/* One reader over the files from *done on, which moves. *why is filled when a file ended it. */
static mh_rc read_some(const char *self, char *const *paths, size_t n, json_t **out, size_t *done,
                       int64_t until, mh_buf *why, mh_err *e) {
    reader r = {.until = until, .pid = -1, .out = -1, .said = -1};
    int got = 1, status = 0;
    mh_rc rc = start(&r, self, paths + *done, n - *done, e);
    while (rc == MH_OK && *done < n && got > 0) {
        json_t *o = take(&r);
        if (o)
            out[(*done)++] = o;
        else
            got = more(&r, e);
    }
    if (got < 0) rc = MH_FAIL;
    if (rc == MH_OK && got == 0) { /* it closed its output before its work was done */
        while (waitpid(r.pid, &status, 0) < 0 && errno == EINTR) {
        }
        r.pid = -1;
        say_end(&r, status, why);
        if (!WIFSIGNALED(status) && WEXITSTATUS(status) != EXIT_LIMIT)
            rc = mh_fail(e, MH_E_IO, "the reader of job files ended with %s", why->ptr);
    }
    end(&r);
    return rc;
}

mh_rc jobs_read(const char *self, char *const *paths, size_t n, json_t **out, mh_err *e) {
    int64_t until = now_ns() + (int64_t)JOBS_WAIT * 1000000000;
    mh_buf why = {0};
    size_t done = 0;
    mh_rc rc = MH_OK;
    for (int deaths = 0; rc == MH_OK && done < n; deaths++) {
        mh_buf_reset(&why);
        rc = read_some(self, paths, n, out, &done, until, &why, e);
        if (rc == MH_OK && done < n && deaths == DEATHS_MAX)
            rc = mh_fail(e, MH_E_IO, "the reader of job files ended by %s, again and again",
                         why.ptr);
        if (rc == MH_OK && done < n) out[done++] = blame(why.ptr);
    }
    for (size_t i = 0; rc != MH_OK && i < n; i++) {
        json_decref(out[i]);
        out[i] = NULL;
    }
    mh_buf_clear(&why);
    return rc;
}
