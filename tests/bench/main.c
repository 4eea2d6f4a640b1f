/* Benchmarks of minehost: each measures our work and its floor in the same run (bench.h). */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static double seconds(int who) {
    struct rusage u;
    getrusage(who, &u);
    return (double)u.ru_utime.tv_sec + (double)u.ru_utime.tv_usec * 1e-6 +
           (double)u.ru_stime.tv_sec + (double)u.ru_stime.tv_usec * 1e-6;
}

double bench_cpu(void) {
    return seconds(RUSAGE_SELF);
}

double bench_children_cpu(void) {
    return seconds(RUSAGE_CHILDREN);
}

void bench_line(const char *name, double units, const char *unit, double ours, double floor) {
    if (floor < 0)
        printf("%s\t%.0f\t%s\t%.6f\t-\n", name, units, unit, ours);
    else
        printf("%s\t%.0f\t%s\t%.6f\t%.6f\n", name, units, unit, ours, floor);
    fflush(stdout);
}

int main(void) {
    const char *only = getenv("MH_BENCH_ONLY");
    if (only == NULL || strcmp(only, "net") == 0) bench_net();
    if (only != NULL && strcmp(only, "sum") == 0) bench_sum();
    if (only == NULL || strcmp(only, "page") == 0) bench_doc();
    if (only == NULL) {
        bench_xml();
        bench_pipeline();
    }
    if (only == NULL || strcmp(only, "start") == 0) bench_start();
    if (only == NULL || strcmp(only, "chain") == 0) bench_chain();
    if (only == NULL || strcmp(only, "text") == 0) bench_text();
    if (only == NULL || strcmp(only, "match") == 0) bench_match();
    if (only == NULL || strcmp(only, "wall") == 0) bench_wall();
    if (only == NULL || strcmp(only, "store") == 0) bench_store();
    return 0;
}
