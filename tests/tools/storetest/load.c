#include "storetest.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORKERS 4

/* ---- backups */

static bool back_up(const char *from, const char *to) {
    sqlite3 *a = NULL, *b = NULL;
    bool good = false;
    unlink(to);
    if (sqlite3_open(from, &a) == SQLITE_OK && sqlite3_open(to, &b) == SQLITE_OK) {
        sqlite3_busy_timeout(a, 10000);
        sqlite3_backup *k = sqlite3_backup_init(b, "main", a, "main");
        if (k) good = sqlite3_backup_step(k, -1) == SQLITE_DONE;
        sqlite3_backup_finish(k);
    }
    sqlite3_close(a);
    sqlite3_close(b);
    return good;
}

/* Until one of the two has kept something more; whoever is not read stops. */
static void hear_more(st_miner m[2]) {
    int before = m[0].kept + m[1].kept;
    for (int ms = 0; ms < 30000 && m[0].kept + m[1].kept == before; ms++) {
        if (ms > 0) st_sleep_us(1000);
        for (int k = 0; k < 2; k++) (void)st_heard(&m[k], false);
    }
}

int st_backup(int argc, char **argv) {
    if (argc < 3) return 2;
    int n = atoi(argv[2]);
    st_miner m[2];
    st_mine(&m[0], argv[1], "live.db", "a", 1000000, 0);
    st_mine(&m[1], argv[1], "live.db", "b", 1000000, m[0].pid);
    st_check(st_heard(&m[0], true) && st_heard(&m[1], true), "nothing was kept: see err");
    int64_t last = 0, grown = 0;
    for (int i = 0; i < 2; i++) fcntl(m[i].out, F_SETFL, O_NONBLOCK);
    for (int i = 0; i < n; i++) {
        mh_err e = {0};
        hear_more(m);
        if (!st_check(back_up("live.db", "backup.db"), "backup %d failed", i)) continue;
        mh_store *s = st_open("backup.db");
        st_check(mh_store_check(s, &e) == MH_OK, "backup %d: %s", i, e.msg);
        mh_store_close(s);
        int64_t docs = st_int("backup.db", "SELECT count(*) FROM docs");
        st_check(docs >= last && docs == st_int("backup.db", "SELECT count(*) FROM states"),
                 "backup %d is not of one moment", i);
        grown += docs > last;
        last = docs;
    }
    kill(-m[0].pid, SIGKILL);
    for (int i = 0; i < 2; i++) {
        int status;
        waitpid(m[i].pid, &status, 0);
        st_check(WIFSIGNALED(status), "%s ended by itself: see err", m[i].who);
        close(m[i].out);
    }
    st_check(grown == n, "nobody wrote between some of them");
    printf("%d backups, the last of %lld documents\n", n, (long long)last);
    return 0;
}

/* ---- several that write */

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* CPU seconds of those that have ended. */
static double cpu_s(void) {
    struct rusage u;
    getrusage(RUSAGE_CHILDREN, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

/* Seconds from the start to the end of all, and of CPU. */
static double mine(const char *minehost, const char *db, int workers, int total, double *cpu) {
    st_miner m[WORKERS * 4];
    double from = now_s(), before = cpu_s();
    for (int i = 0; i < workers; i++) {
        char who[32];
        snprintf(who, sizeof who, "w%d", i);
        st_mine(&m[i], minehost, db, who, total / workers, i ? m[0].pid : 0);
    }
    for (int i = 0; i < workers; i++) {
        int status;
        (void)st_heard(&m[i], false);
        close(m[i].out);
        waitpid(m[i].pid, &status, 0);
        st_check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s of %d: status %d: see err",
                 m[i].who, workers, status);
        st_check(m[i].kept == total / workers, "%s: %d kept", m[i].who, m[i].kept);
    }
    *cpu = cpu_s() - before;
    return now_s() - from;
}

int st_writers(int argc, char **argv) {
    if (argc < 4) return 2;
    int n = atoi(argv[2]), total = atoi(argv[3]);
    if (n < 1 || n > WORKERS * 4) return 2;
    total -= total % n;
    double one_cpu, all_cpu, one = mine(argv[1], "one.db", 1, total, &one_cpu),
                             all = mine(argv[1], "all.db", n, total, &all_cpu);
    st_check(st_int("all.db", "SELECT count(*) FROM docs") == total, "not all are there");
    st_check(st_int("all.db", "SELECT count(*) FROM runs WHERE status <> 'ok'") == 0,
             "a run did not end well");
    mh_store *s = st_open("all.db");
    mh_err e = {0};
    st_check(mh_store_check(s, &e) == MH_OK, "%s", e.msg);
    mh_store_close(s);
    printf("%d documents: one process %.2f s (%.2f of CPU), %d processes %.2f s (%.2f of CPU): "
           "%.2f of "
           "its throughput\n",
           total, one, one_cpu, n, all, all_cpu, one / all);
    return 0;
}
