/* plansim [JOBS [DAYS]]: the plan of the daemon over JOBS jobs (10000), half of them by an interval of 5
 * minutes, half by cron with a jitter, for DAYS simulated days (7). A run's body is empty. Prints fires,
 * CPU
 * time, memory before and after, and what a restart after a week off costs. */
#include "base/clock.h"
#include "host/plan.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define S ((int64_t)1000000)

static double cpu_of(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double rss_mib(void) {
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%*d %ld", &pages) != 1) pages = 0;
    if (f) fclose(f);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576;
}

/* was: what an earlier plan knew of each job, or NULL. */
static bool load(mh_plan *p, long jobs, const mh_plan_state *was, mh_plan_now now) {
    for (long i = 0; i < jobs; i++) {
        char name[32];
        mh_err e = {0};
        mh_schedule s;
        json_t *t = i % 2 ? json_pack("{s:s,s:s}", "every", "5m", "jitter", "4m")
                          : json_pack("{s:s,s:s,s:s}", "cron", "*/5 * * * *", "timezone",
                                      "Asia/Dushanbe", "jitter", "4m");
        snprintf(name, sizeof name, "job-%ld", i);
        if (mh_schedule_read(&s, t, name, &e) != MH_OK ||
            mh_plan_put(p, mh_view_of(name), &s, was ? &was[i] : NULL, now, &e) != MH_OK) {
            fprintf(stderr, "plansim: %s\n", e.msg);
            return false;
        }
        mh_schedule_clear(&s);
        json_decref(t);
    }
    return true;
}

typedef struct tally {
    int64_t fires, wakes;
} tally;

/* A timer that goes off late by 0 to 2 ms, by the number of the wake. */
static void go(mh_plan *p, mh_plan_now *now, int64_t until, tally *t) {
    mh_plan_start out[64];
    while (now->mono < until) {
        for (size_t n = 64; n == 64;) {
            n = mh_plan_due(p, *now, out, 64);
            for (size_t i = 0; i < n; i++) mh_plan_ended(p, out[i].run, MH_PLAN_OK, *now);
            t->fires += (int64_t)n;
        }
        int64_t next = mh_plan_wake(p, *now) + t->wakes++ % 3 * 1000;
        if (next <= now->mono) next = now->mono + 1;
        now->wall += next - now->mono;
        now->mono = next;
    }
}

/* Off for a week, then all at once: each job has one run for what it missed. */
static void restart(const mh_plan *p, long jobs, mh_plan_now now) {
    mh_plan_state *st = mh_alloc_array((size_t)jobs, sizeof *st);
    tally t = {0};
    for (long i = 0; i < jobs; i++) {
        mh_plan_info info;
        if (mh_plan_at(p, (size_t)i, now, &info)) mh_plan_save(p, info.name, now, &st[i]);
    }
    now = (mh_plan_now){now.wall + 7 * 86400 * S, 0};
    double before = cpu_of();
    mh_plan *q = mh_plan_new(64, now);
    if (load(q, jobs, st, now)) go(q, &now, 1, &t);
    printf("restart after a week off: %.3f s of CPU, %lld runs at once\n", cpu_of() - before,
           (long long)t.fires);
    mh_plan_free(q);
    free(st);
}

int main(int argc, char **argv) {
    long jobs = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;
    long days = argc > 2 ? strtol(argv[2], NULL, 10) : 7;
    mh_plan_now now = {1780000000 * S, 0};
    tally t = {0};
    double before = cpu_of();
    mh_plan *p = mh_plan_new(64, now);
    if (!load(p, jobs, NULL, now) || mh_plan_link(p, NULL) != MH_OK) return 1;
    double loaded = cpu_of();
    go(p, &now, 3600 * S, &t); /* warm-up */
    double rss = rss_mib();
    size_t heap = mallinfo2().uordblks;
    double start = cpu_of();
    int64_t warm = t.fires;
    go(p, &now, (3600 + (int64_t)days * 86400) * S, &t);
    double cpu = cpu_of() - start, after = rss_mib();
    long long grown = (long long)(mallinfo2().uordblks - heap);
    printf("jobs %ld, loaded in %.3f s of CPU; simulated %ld days\n", jobs, loaded - before, days);
    printf("fires %lld, wakes %lld, CPU %.2f s, %.2f us a fire, %.4f %% of one core\n",
           (long long)(t.fires - warm), (long long)t.wakes, cpu,
           cpu * 1e6 / (double)(t.fires - warm), cpu / ((double)days * 864));
    printf(
        "memory %.2f MiB after an hour, %.2f MiB at the end (%+.2f %%); heap in use %+lld bytes\n",
        rss, after, (after - rss) * 100 / rss, grown);
    int64_t merged = 0, missed = 0;
    mh_plan_info info;
    for (size_t i = 0; i < mh_plan_len(p); i++)
        if (mh_plan_at(p, i, now, &info))
            merged += info.counts.merged + info.counts.skipped, missed += info.counts.missed;
    printf("skipped or merged %lld, missed %lld\n", (long long)merged, (long long)missed);
    restart(p, jobs, now);
    mh_plan_free(p);
    return 0;
}
