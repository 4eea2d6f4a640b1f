#include "host/metrics.h"

#include "base/clock.h"
#include "base/proc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static int64_t count_fds(void) {
    int64_t n = 0;
    DIR *d = opendir("/proc/self/fd");
    if (d == NULL) return -1;
    for (struct dirent *e; (e = readdir(d)) != NULL;) n += e->d_name[0] != '.';
    closedir(d);
    return n - 1; /* that of the folder itself */
}

/* The next word of f, a number. */
static bool read_number(FILE *f, double *out) {
    char word[64], *end;
    if (fscanf(f, "%63s", word) != 1) return false;
    *out = strtod(word, &end);
    return end != word && *end == '\0';
}

/* Seconds since the epoch; -1: unknown. */
static double start_time(void) {
    int64_t ticks = mh_proc_start(getpid());
    double up = 0, start = -1;
    FILE *f = fopen("/proc/uptime", "re");
    if (f != NULL && ticks >= 0 && read_number(f, &up))
        start = (double)mh_clock_wall_us(mh_clock_system()) / 1e6 - up +
                (double)ticks / (double)sysconf(_SC_CLK_TCK);
    if (f != NULL) fclose(f);
    return start;
}

mh_metrics_process mh_metrics_self(void) {
    mh_metrics_process p = {.cpu_s = -1, .resident = -1, .virtual_size = -1, .max_fds = -1};
    struct rusage use;
    struct rlimit limit;
    double total = 0, held = 0; /* pages */
    FILE *f = fopen("/proc/self/statm", "re");
    if (f != NULL && read_number(f, &total) && read_number(f, &held)) {
        p.virtual_size = (int64_t)total * sysconf(_SC_PAGESIZE);
        p.resident = (int64_t)held * sysconf(_SC_PAGESIZE);
    }
    if (f != NULL) fclose(f);
    if (getrusage(RUSAGE_SELF, &use) == 0)
        p.cpu_s = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
                  (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        p.max_fds = (int64_t)limit.rlim_cur;
    p.fds = count_fds();
    p.start_s = start_time();
    return p;
}
