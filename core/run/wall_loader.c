/* The list of system calls lets nobody map code, and PDFs are read by a library that is loaded when the
 * first one comes. So one thread is started before: it may map code, but reads nothing except the
 * system's libraries, and does nothing but call the one function that doc hands to it. */
#include "doc/pdf.h"
#include "run/wall_priv.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

/* The thread's argument; static, as it may outlive every frame. One wall a process. */
static struct {
    pthread_mutex_t lock; /* one order at a time */
    sem_t order, done;
    void (*fn)(void);
    bool landlock;
    mh_rc rc;
    mh_err e;
} loader = {.lock = PTHREAD_MUTEX_INITIALIZER};

static mh_rc wall_in(void) {
    char why[80] = "";
    int abi;
    mh_wall_plan plan = {0};
    mh_wall_add_libraries(&plan);
    mh_wall_add(&plan, "/dev/urandom", MH_WALL_READ);
    mh_rc rc = MH_OK;
    if (loader.landlock) rc = mh_wall_landlock_raise(&plan, &abi, why, sizeof why, &loader.e);
    mh_wall_plan_clear(&plan);
    if (rc != MH_OK) return rc;
    return mh_wall_filter_raise(MH_FILTER_LOADER, why, sizeof why, &loader.e);
}

static void *work(void *unused) {
    (void)unused;
    loader.rc = wall_in();
    sem_post(&loader.done);
    while (loader.rc == MH_OK) {
        while (sem_wait(&loader.order) != 0) {
        }
        loader.fn();
        sem_post(&loader.done);
    }
    return NULL;
}

static void hand_over(void (*fn)(void)) {
    pthread_mutex_lock(&loader.lock);
    loader.fn = fn;
    sem_post(&loader.order);
    while (sem_wait(&loader.done) != 0) {
    }
    pthread_mutex_unlock(&loader.lock);
}

mh_rc mh_wall_loader_start(bool landlock, mh_err *e) {
    pthread_t thread;
    pthread_attr_t attr;
    sigset_t all, old;
    loader.landlock = landlock;
    sem_init(&loader.order, 0, 0);
    sem_init(&loader.done, 0, 0);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&thread, &attr, work, NULL);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attr);
    if (rc != 0) return mh_fail_errno(e, rc, "wall: a thread");
    while (sem_wait(&loader.done) != 0) {
    }
    if (loader.rc != MH_OK) {
        if (e) *e = loader.e;
        return MH_FAIL;
    }
    mh_pdf_load_by(hand_over);
    return MH_OK;
}
