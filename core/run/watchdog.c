#include "run/watchdog.h"

#include "lua/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BRAKE_MS    300                  /* not for ever: it may hold a lock that they need */
#define MORE        ((size_t)6 << 20)    /* bytes beyond the limit that the grace ends with */
#define MEMORY_PACE ((double)(2u << 30)) /* bytes a second that a process may take */

#define SAME_SIGNAL 0.3 /* seconds in which a second signal is the first one once more */

/* Signal handlers know no argument, so this one object is the process's. */
static struct {
    mh_watchdog_opts o;
    pthread_t main, thread;
    sem_t event;               /* posted by handlers and by stop */
    struct timespec start;     /* monotonic */
    struct timespec signal_at; /* when the first signal came */
    size_t memory0;            /* at the start */
    volatile sig_atomic_t ask; /* the mh_stop that the next SIGVTALRM asks for; 0: tell where */
    volatile sig_atomic_t signal, closing, done, told;
    volatile sig_atomic_t brake; /* its thread is held during the last words: it would grow */
    char where[160];
    bool on;
} wd;

static double since(const struct timespec *t0) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)(t.tv_sec - t0->tv_sec) + (double)(t.tv_nsec - t0->tv_nsec) * 1e-9;
}

double mh_watchdog_cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int mh_watchdog_signal(void) {
    return wd.signal;
}

static void on_tick(int sig) {
    (void)sig;
    int saved = errno;
    if (wd.ask) {
        mh_guard_arm(wd.o.guard, (mh_stop)wd.ask);
        wd.o.wake(wd.o.arg);
    } else {
        /* The thread has been in one C call for MH_WATCHDOG_GRACE: its stack of calls rests. */
        lua_State *L = wd.o.guard->current;
        if (L) mh_trace_here(L, wd.where, sizeof wd.where);
        wd.told = 1;
        for (int i = 0; wd.brake && i < BRAKE_MS; i++)
            nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    errno = saved;
}

static void on_signal(int sig) {
    int saved = errno;
    if (wd.signal) {
        if (since(&wd.signal_at) > SAME_SIGNAL) _exit(128 + sig);
        errno = saved; /* sent to the group, and passed on by a parent: the same one */
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &wd.signal_at);
    wd.signal = sig;
    mh_guard_arm(wd.o.guard, MH_STOP_INTERRUPT);
    wd.o.wake(wd.o.arg);
    sem_post(&wd.event);
    errno = saved;
}

/* Waits for an event at most `s` seconds. */
static void nap(double s) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (s > 3600) s = 3600;
    if (s < 0.001) s = 0.001;
    long ns = t.tv_nsec + (long)((s - (double)(long)s) * 1e9);
    t.tv_sec += (time_t)s + ns / 1000000000;
    t.tv_nsec = ns % 1000000000;
    while (sem_timedwait(&wd.event, &t) != 0 && errno == EINTR) {
    }
}

/* Pages of this process that no file holds, in bytes; 0: unknown. */
static size_t memory_now(void) {
    char text[128];
    uint64_t resident = 0, shared = 0;
    mh_view rest, word;
    ssize_t n = wd.o.memory_fd < 0 ? 0 : pread(wd.o.memory_fd, text, sizeof text - 1, 0);
    if (n <= 0) return 0;
    rest = (mh_view){text, (size_t)n}; /* pages: all, resident, shared ... */
    bool read = mh_view_split(&rest, ' ', &word);
    read = read && mh_view_split(&rest, ' ', &word) && mh_view_u64(word, &resident);
    read = read && mh_view_split(&rest, ' ', &word) && mh_view_u64(word, &shared);
    if (!read || resident < shared) return 0;
    return (size_t)(resident - shared) * (size_t)sysconf(_SC_PAGESIZE);
}

int mh_watchdog_memory_fd(void) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return -1;
#else
    return open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
#endif
}

/* Seconds until memory may be at its limit and this much; <= 0: it is. */
static double memory_left(size_t more) {
    size_t now = memory_now(), most = wd.memory0 + wd.o.memory + MH_WATCHDOG_ROOM + more;
    if (wd.o.memory == 0 || now == 0) return 3600;
    double left = ((double)most - (double)now) / MEMORY_PACE;
    return left <= 0 ? 0 : left < 0.002 ? 0.002 : left;
}

static void ask(mh_stop why) {
    wd.ask = (sig_atomic_t)why;
    pthread_kill(wd.main, SIGVTALRM);
}

/* Sleeps until a limit is over or somebody asked to stop; MH_STOP_NONE when the run has ended. */
static mh_stop wait_for_reason(void) {
    for (;;) {
        if (wd.done) return MH_STOP_NONE;
        if (wd.closing) return MH_STOP_CLOSING;
        if (wd.signal) return MH_STOP_INTERRUPT;
        if (wd.o.guard->stop != MH_STOP_NONE) return (mh_stop)wd.o.guard->stop;
        double left = 3600;
        if (wd.o.wall > 0) {
            double w = wd.o.wall - since(&wd.start);
            if (w <= 0) return MH_STOP_WALL;
            if (w < left) left = w;
        }
        if (wd.o.cpu > 0) {
            double c = wd.o.cpu - mh_watchdog_cpu();
            if (c <= 0) return MH_STOP_CPU;
            if (c < left) left = c; /* threads may use it up sooner: the run's own asking helps */
        }
        double m = memory_left(0);
        if (m <= 0) return MH_STOP_MEMORY;
        nap(m < left ? m : left);
    }
}

static void force(mh_stop why) {
    wd.ask = 0;
    wd.brake = memory_left(0) <= 0;
    pthread_kill(wd.main, SIGVTALRM);
    for (int i = 0; i < 50 && !wd.told && !wd.done; i++) usleep(2000);
    if (wd.done) return;
    _exit(wd.o.last_words(wd.o.arg, why, wd.signal, wd.told ? wd.where : ""));
}

static void *watch(void *unused) {
    (void)unused;
    mh_stop first = MH_STOP_NONE;
    for (;;) {
        mh_stop why = wait_for_reason();
        if (why == MH_STOP_NONE) return NULL;
        if (first == MH_STOP_NONE && why != MH_STOP_CLOSING) first = why;
        if (why == MH_STOP_CLOSING) {
            nap(MH_WATCHDOG_CLOSE);
            if (wd.done) return NULL;
        }
        struct timespec t0;
        clock_gettime(CLOCK_MONOTONIC, &t0);
        bool closing = wd.closing;
        ask(why);
        double m;
        while (!wd.done && wd.closing == closing && since(&t0) < MH_WATCHDOG_GRACE &&
               (m = memory_left(MORE)) > 0) {
            double left = MH_WATCHDOG_GRACE - since(&t0);
            nap(m < left ? m : left);
        }
        if (wd.done) return NULL;
        if (wd.closing != closing) continue; /* it stopped in time, and now it closes */
        force(first == MH_STOP_NONE ? why : first);
        return NULL;
    }
}

void mh_watchdog_start(const mh_watchdog_opts *o) {
    memset(&wd, 0, sizeof wd);
    wd.o = *o;
    wd.main = pthread_self();
    clock_gettime(CLOCK_MONOTONIC, &wd.start);
    sem_init(&wd.event, 0, 0);
    wd.memory0 = memory_now();
    struct sigaction tick = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    struct sigaction sig = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigaction(SIGVTALRM, &tick, NULL);
    sigaction(SIGINT, &sig, NULL);
    sigaction(SIGTERM, &sig, NULL);
    /* every signal is the Lua thread's */
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    wd.on = pthread_create(&wd.thread, NULL, watch, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void mh_watchdog_closing(void) {
    mh_guard_disarm(wd.o.guard);
    wd.closing = 1;
    sem_post(&wd.event);
}

void mh_watchdog_stop(void) {
    wd.done = 1;
    sem_post(&wd.event);
    if (wd.on) pthread_join(wd.thread, NULL);
    wd.on = false;
    signal(SIGVTALRM, SIG_IGN);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    sem_destroy(&wd.event);
}
