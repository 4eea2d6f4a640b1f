#include "host/metrics.h"

#include "base/clock.h"
#include "base/proc.h"

#include <dirent.h>
#include <stdio.h>
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

/* Seconds since the epoch; -1: unknown. */
static double start_time(void) {
    int64_t ticks = mh_proc_start(getpid());
    double up = 0, start = -1;
    FILE *f = fopen("/proc/uptime", "re");
    if (f != NULL && ticks >= 0 && fscanf(f, "%lf", &up) == 1)
        start = (double)mh_clock_wall_us(mh_clock_system()) / 1e6 - up +
                (double)ticks / (double)sysconf(_SC_CLK_TCK);
    if (f != NULL) fclose(f);
    return start;
}

mh_metrics_process mh_metrics_self(void) {
    mh_metrics_process p = {.cpu_s = -1, .resident = -1, .virtual_size = -1, .max_fds = -1};
    struct rusage use;
    struct rlimit limit;
    long total = 0, held = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f != NULL && fscanf(f, "%ld %ld", &total, &held) == 2) {
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
