/* The processes of minehost test. Declared in test.h. */
#include "cli/test.h"

#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX ((size_t)1 << 20)

typedef struct child {
    pid_t pid; /* 0: not started */
    bool ended;
    char *scratch;
    int64_t start_ns;
} child;

typedef struct pool {
    const mh_test_plan *plan;
    mh_tests *tests;
    child *children;
    size_t next, running, shown;
} pool;

bool mh_test_failed(const mh_test *t) {
    return t->failed > 0 || t->why[0] || !t->counted || t->code != MH_EXIT_OK;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    (void)st, (void)type, (void)at;
    return remove(path);
}

/* The folder whose plugins the test is of: above PLUGIN/test/FILE. Owned; NULL: none. */
static char *plugins_of(const char *file) {
    char *real = mh_path_real(file), *out = NULL;
    char *test = real ? mh_path_dir(real) : NULL, *plugin = test ? mh_path_dir(test) : NULL;
    char *manifest = plugin ? mh_path_join(plugin, "manifest.lua") : NULL;
    if (manifest && mh_fs_is_file(manifest)) out = mh_path_dir(plugin);
    free(real);
    free(test);
    free(plugin);
    free(manifest);
    return out;
}

static void redirect(const char *scratch, const char *name, int to) {
    char *path = mh_path_join(scratch, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd >= 0) dup2(fd, to);
    if (fd >= 0) close(fd);
    free(path);
}

/* In the child. */
static int run_child(const mh_test_plan *plan, const char *file, const char *scratch) {
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null >= 0) dup2(null, STDIN_FILENO);
    redirect(scratch, "out", STDOUT_FILENO);
    redirect(scratch, "err", STDERR_FILENO);
    char *plugins = plugins_of(file);
    if (plan->settings->verbose == false)
        mh_settings_set(plan->settings, MH_VIEW("log-level"), MH_VIEW("warn"), NULL);
    mh_run_test_req req = {.file = file,
                           .plugins = plugins,
                           .scratch = scratch,
                           .update = plan->update,
                           .allow = plan->allow,
                           .settings = plan->settings};
    int code = mh_run_test(&req);
    free(plugins);
    return code;
}

static char *new_scratch(void) {
    const char *base = getenv("TMPDIR");
    mh_buf b = {0};
    mh_buf_printf(&b, "%s/minehost-test.XXXXXX", base && *base ? base : "/tmp");
    char *path = mh_buf_take(&b);
    if (mkdtemp(path)) return path;
    free(path);
    return NULL;
}

static void start(pool *p, size_t i) {
    child *c = &p->children[i];
    mh_test *t = &p->tests->ptr[i];
    c->start_ns = mh_clock_mono_ns(mh_clock_system());
    c->scratch = new_scratch();
    fflush(NULL);
    c->pid = c->scratch ? fork() : -1;
    if (c->pid == 0) {
        int code = run_child(p->plan, t->file, c->scratch);
        fflush(NULL);
        _exit(code);
    }
    if (c->pid > 0) {
        p->running++;
        return;
    }
    snprintf(t->why, sizeof t->why, "not started: %s", strerror(errno));
    c->ended = true;
}

/* "N passed, M failed" and no more. */
static bool read_count(mh_view line, uint64_t *passed, uint64_t *failed) {
    static const mh_view first = MH_VIEW_INIT(" passed, "), last = MH_VIEW_INIT(" failed");
    size_t at = mh_view_find(line, first, 0);
    if (at == SIZE_MAX || !mh_view_ends(line, last) || line.len < at + first.len + last.len)
        return false;
    return mh_view_u64(mh_view_sub(line, 0, at), passed) &&
           mh_view_u64(mh_view_sub(line, at + first.len, line.len - last.len), failed);
}

/* Takes the last "N passed, M failed" out of what the test printed. */
static void take_count(mh_test *t) {
    mh_view rest = mh_buf_view(&t->said), line;
    mh_buf kept = {0};
    uint64_t passed, failed;
    while (mh_view_split(&rest, '\n', &line)) {
        if (read_count(line, &passed, &failed)) {
            t->counted = true;
            t->passed = passed;
            t->failed = failed;
            continue;
        }
        if (mh_view_starts(line, MH_VIEW("snapshot ")))
            mh_vec_push(&t->notes, mh_strndup(line.ptr, line.len));
        mh_buf_put(&kept, line);
        if (line.len > 0) mh_buf_putc(&kept, '\n');
    }
    mh_buf_clear(&t->said);
    t->said = kept;
}

static void read_output(mh_buf *out, const char *scratch, const char *name) {
    char *path = mh_path_join(scratch, name);
    if (mh_fs_read(out, path, OUTPUT_MAX, NULL) != MH_OK && mh_fs_is_file(path))
        mh_buf_puts(out, "(over 1 MiB of output)\n");
    free(path);
}

static void say_why(mh_test *t) {
    if (t->code > 128)
        snprintf(t->why, sizeof t->why, "ended by signal %d", t->code - 128);
    else if (t->code == MH_EXIT_LIMIT)
        snprintf(t->why, sizeof t->why, "stopped by a limit");
    else if (t->code != MH_EXIT_OK && !t->counted)
        snprintf(t->why, sizeof t->why, "an error");
    else if (!t->counted)
        snprintf(t->why, sizeof t->why, "no test ran to its end: t.done() is missing");
    else if (t->passed + t->failed == 0)
        snprintf(t->why, sizeof t->why, "no test ran");
}

static void end(pool *p, size_t i, int status) {
    child *c = &p->children[i];
    mh_test *t = &p->tests->ptr[i];
    c->ended = true;
    p->running--;
    t->seconds = (double)(mh_clock_mono_ns(mh_clock_system()) - c->start_ns) * 1e-9;
    t->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    read_output(&t->said, c->scratch, "out");
    read_output(&t->err, c->scratch, "err");
    take_count(t);
    say_why(t);
    nftw(c->scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void show_ended(pool *p) {
    while (p->shown < p->tests->len && p->children[p->shown].ended) {
        if (p->plan->show) p->plan->show(&p->tests->ptr[p->shown], p->plan->settings->verbose);
        p->shown++;
    }
}

static void wait_one(pool *p) {
    int status;
    pid_t pid = waitpid(-1, &status, 0);
    for (size_t i = 0; pid > 0 && i < p->next; i++)
        if (p->children[i].pid == pid && !p->children[i].ended) end(p, i, status);
}

double mh_tests_run(mh_tests *out, const mh_test_plan *plan) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t most = plan->jobs ? plan->jobs : cores > 0 ? (size_t)cores : 1;
    int64_t start_ns = mh_clock_mono_ns(mh_clock_system());
    for (size_t i = 0; i < plan->files->len; i++)
        mh_vec_push(out, ((mh_test){.file = plan->files->ptr[i]}));
    pool p = {.plan = plan, .tests = out};
    p.children = mh_alloc_array(out->len, sizeof *p.children);
    while (p.next < out->len || p.running > 0) {
        if (p.next < out->len && p.running < most)
            start(&p, p.next++);
        else
            wait_one(&p);
        show_ended(&p);
    }
    for (size_t i = 0; i < out->len; i++) free(p.children[i].scratch);
    free(p.children);
    return (double)(mh_clock_mono_ns(mh_clock_system()) - start_ns) * 1e-9;
}

void mh_tests_clear(mh_tests *t) {
    for (size_t i = 0; i < t->len; i++) {
        mh_buf_clear(&t->ptr[i].said);
        mh_buf_clear(&t->ptr[i].err);
        mh_names_clear(&t->ptr[i].notes);
    }
    mh_vec_clear(t);
}
