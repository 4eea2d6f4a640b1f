/* An empty run from its start to its end, with the kernel's wall and without it. The floor is the run
 * without it; the database is there already. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS 200

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double one(const char *program, const char *wall, const char *db, const char *job) {
    char set[64];
    double start = now();
    int st = -1;
    snprintf(set, sizeof set, "kernel-wall=%s", wall);
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, "run", "-q", "--db", db, "--set", set, job, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &st, 0) != child || st != 0) return -1;
    return now() - start;
}

static int by_time(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

void bench_wall(void) {
    const char *program = getenv("MINEHOST"), *tmp = getenv("TMPDIR");
    double with[RUNS], without[RUNS];
    char job[512], db[512];
    if (program == NULL || tmp == NULL) return;
    snprintf(job, sizeof job, "%s/empty.lua", tmp);
    snprintf(db, sizeof db, "%s/empty.db", tmp);
    FILE *f = fopen(job, "w");
    if (f == NULL || fclose(f) != 0) return;
    bool good = one(program, "full", db, job) >= 0;
    for (int i = 0; good && i < RUNS; i++) { /* in turns: the machine is not always as busy */
        with[i] = one(program, "full", db, job);
        without[i] = one(program, "off", db, job);
        good = with[i] >= 0 && without[i] >= 0;
    }
    if (!good) {
        printf("start of a run: the run failed\n");
        return;
    }
    qsort(with, RUNS, sizeof *with, by_time);
    qsort(without, RUNS, sizeof *without, by_time);
    bench_line("empty run, wall, median", 1, "run", with[RUNS / 2], without[RUNS / 2]);
    bench_line("empty run, wall, p99", 1, "run", with[RUNS * 99 / 100], without[RUNS * 99 / 100]);
}
