/* hostile check [-n BYTES] [-m MIB] [SHAPE...]: all the work on each shape, in a process of its own
 *     with so much memory; answers must be text, errors must have a message.
 * hostile ratio [-n BYTES] [SHAPE...]: CPU time at n and at 2n bytes of each step, and the ratio.
 * hostile_steps steps [-n BYTES] [SHAPE...]: the same in steps, basic blocks of the engine's own code:
 *     no time is taken, so the answer does not depend on the machine.
 * hostile print SHAPE BYTES: the shape. hostile list: their names.
 * SHAPE may be a part of a name. Ends with "N passed, M failed". */
#include "hostile/hostile.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_PASSES 24
/* Below so many seconds, or steps, at 2n a ratio says nothing. */
#define MIN_SECONDS 0.05
#define MIN_STEPS   500000
#define MAX_RATIO   2.5
/* Nothing takes this long unless it hangs: under sanitizers, on a slow and busy machine. */
#define KILL_SECONDS 60

typedef struct outcome {
    double pass[MAX_PASSES]; /* CPU seconds or steps of each; those that were not run: 0 */
    size_t given;
    long peak_kib;
    char wrong[120];
    int status; /* of the process */
} outcome;

typedef struct settings {
    size_t bytes, mib;
    bool ratio, steps;
} settings;

static double now(const settings *o) {
    if (o->steps) return (double)hostile_steps;
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void put_limit(int what, size_t n) {
    struct rlimit r = {.rlim_cur = n, .rlim_max = n};
    setrlimit(what, &r);
}

/* The child: all steps, the outcome into fd. */
static void work(const hostile_shape *s, size_t bytes, const settings *o, int fd) {
    outcome r = {0};
    mh_buf page = {0};
    struct rusage u;
    put_limit(RLIMIT_CPU, KILL_SECONDS);
    put_limit(RLIMIT_CORE, 0);
    if (o->mib) put_limit(RLIMIT_AS, o->mib << 20);
    hostile_make(&page, s, bytes);
    hostile_ctx *c = hostile_open(mh_buf_view(&page), s);
    bool first = true;
    for (int i = 0; hostile_passes[i].name; i++) {
        if (hostile_passes[i].form != s->form) continue;
        double t = now(o);
        hostile_passes[i].run(c);
        r.pass[i] = now(o) - t;
        if (first && !hostile_parsed(c)) break;
        first = false;
    }
    r.given = hostile_given(c);
    if (hostile_wrong(c)) snprintf(r.wrong, sizeof r.wrong, "%s", hostile_wrong(c));
    hostile_close(c);
    mh_buf_clear(&page);
    getrusage(RUSAGE_SELF, &u);
    r.peak_kib = u.ru_maxrss;
    if (write(fd, &r, sizeof r) != (ssize_t)sizeof r) _exit(1);
}

static outcome measure(const hostile_shape *s, size_t bytes, const settings *o) {
    outcome r = {0};
    int fd[2], status = 0;
    if (pipe(fd) != 0) exit(1);
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0) exit(1);
    if (pid == 0) {
        close(fd[0]);
        work(s, bytes, o, fd[1]);
        exit(0); /* not _exit: the sanitizer looks for leaks there */
    }
    close(fd[1]);
    if (read(fd[0], &r, sizeof r) != (ssize_t)sizeof r) r = (outcome){0};
    close(fd[0]);
    waitpid(pid, &status, 0);
    r.status = status;
    return r;
}

/* What is wrong with the outcome as a whole, or NULL. */
static const char *verdict(const outcome *r, char *buf, size_t n) {
    if (WIFSIGNALED(r->status)) {
        bool late = WTERMSIG(r->status) == SIGXCPU || WTERMSIG(r->status) == SIGKILL;
        snprintf(buf, n, late ? "does not end" : "ended by signal %d", WTERMSIG(r->status));
    } else if (WEXITSTATUS(r->status) == 6) {
        snprintf(buf, n, "out of memory");
    } else if (r->status != 0) {
        snprintf(buf, n, "exit code %d", WEXITSTATUS(r->status));
    } else if (r->wrong[0]) {
        snprintf(buf, n, "%s", r->wrong);
    } else {
        return NULL;
    }
    return buf;
}

static double total(const outcome *r) {
    double sum = 0;
    for (int i = 0; i < MAX_PASSES; i++) sum += r->pass[i];
    return sum;
}

static void keep_best(outcome *best, const outcome *r) {
    for (int i = 0; i < MAX_PASSES; i++)
        if (r->pass[i] < best->pass[i]) best->pass[i] = r->pass[i];
}

static bool is_slow(const outcome *a, const outcome *b, const settings *o) {
    for (int i = 0; i < MAX_PASSES; i++)
        if (b->pass[i] >= (o->steps ? MIN_STEPS : MIN_SECONDS) &&
            b->pass[i] > MAX_RATIO * a->pass[i])
            return true;
    return false;
}

/* Whether each step that takes any time takes at most MAX_RATIO times as long at twice the size. */
static bool compare(const hostile_shape *s, const settings *o) {
    char why[160];
    outcome a = measure(s, o->bytes, o), b = measure(s, 2 * o->bytes, o);
    bool ok = true;
    const char *bad = verdict(&a, why, sizeof why);
    if (!bad) bad = verdict(&b, why, sizeof why);
    if (bad) {
        printf("%-22s FAIL %s\n", s->name, bad);
        return false;
    }
    /* the least of three; more where other work on the machine may be what is seen */
    for (int round = 1; round < (is_slow(&a, &b, o) ? 9 : 3) && !o->steps; round++) {
        outcome c = measure(s, o->bytes, o), d = measure(s, 2 * o->bytes, o);
        keep_best(&a, &c);
        keep_best(&b, &d);
    }
    printf("%-22s %8.1f %8.1f %s %6.2f %6ld %6ld MiB", s->name, total(&a) * (o->steps ? 1e-3 : 1e3),
           total(&b) * (o->steps ? 1e-3 : 1e3), o->steps ? "ksteps" : "ms", total(&b) / total(&a),
           a.peak_kib / 1024, b.peak_kib / 1024);
    for (int i = 0; hostile_passes[i].name; i++) {
        double least = o->steps ? MIN_STEPS : MIN_SECONDS;
        if (b.pass[i] < least || b.pass[i] <= MAX_RATIO * a.pass[i]) continue;
        printf("  FAIL %s %.2f", hostile_passes[i].name, b.pass[i] / a.pass[i]);
        ok = false;
    }
    puts("");
    return ok;
}

static bool check(const hostile_shape *s, const settings *o) {
    char why[160];
    outcome r = measure(s, o->bytes, o);
    const char *bad = verdict(&r, why, sizeof why);
    if (bad) printf("FAIL: %s, %zu bytes: %s\n", s->name, o->bytes, bad);
    return bad == NULL;
}

static bool is_wanted(const hostile_shape *s, char **words) {
    if (*words == NULL) return true;
    for (; *words; words++)
        if (strstr(s->name, *words)) return true;
    return false;
}

static int print(char **words) {
    mh_buf page = {0};
    size_t n = words[0] && words[1] ? strtoul(words[1], NULL, 10) : 0;
    for (const hostile_shape *s = hostile_shapes; s->name && words[0]; s++)
        if (strcmp(s->name, words[0]) == 0) hostile_make(&page, s, n);
    fwrite(page.ptr, 1, page.len, stdout);
    mh_buf_clear(&page);
    return 0;
}

int main(int argc, char **argv) {
    settings o = {.bytes = 1 << 20};
    size_t passed = 0, failed = 0;
    const char *mode = argc > 1 ? argv[1] : "";
    int opt;
    if (strcmp(mode, "print") == 0) return print(argv + 2);
    o.steps = strcmp(mode, "steps") == 0;
    o.ratio = o.steps || strcmp(mode, "ratio") == 0;
    if (!o.ratio && strcmp(mode, "check") != 0 && strcmp(mode, "list") != 0) {
        fputs("usage: hostile check|ratio|steps|list [-n BYTES] [-m MIB] [SHAPE...]\n", stderr);
        return 2;
    }
    while ((opt = getopt(argc - 1, argv + 1, "n:m:")) != -1) {
        if (opt == 'n') o.bytes = strtoul(optarg, NULL, 10);
        if (opt == 'm') o.mib = strtoul(optarg, NULL, 10);
        if (opt == '?') return 2;
    }
    mh_buf probe = {0};
    mh_buf_putc(&probe, 'x');
    mh_buf_clear(&probe);
    if (o.steps && hostile_steps == 0) {
        fputs("hostile: this program does not count steps, hostile_steps does\n", stderr);
        return 2;
    }
    for (const hostile_shape *s = hostile_shapes; s->name; s++) {
        if (!is_wanted(s, argv + 1 + optind)) continue;
        if (strcmp(mode, "list") == 0) {
            puts(s->name);
        } else if (o.ratio ? compare(s, &o) : check(s, &o)) {
            passed++;
        } else {
            failed++;
        }
    }
    if (strcmp(mode, "list") != 0) printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0;
}
