#include "run/wall_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILES_MAX 4096 /* descriptors at once */

mh_wall_mode mh_wall_mode_of(mh_view name) {
    return mh_view_eq(name, MH_VIEW("off"))        ? MH_WALL_OFF
           : mh_view_eq(name, MH_VIEW("landlock")) ? MH_WALL_LANDLOCK
           : mh_view_eq(name, MH_VIEW("seccomp"))  ? MH_WALL_SECCOMP
                                                   : MH_WALL_FULL;
}

void mh_wall_add(mh_wall_plan *p, const char *path, unsigned rights) {
    if (path == NULL || path[0] == '\0') return;
    mh_vec_push(&p->paths, ((mh_wall_path){mh_strndup(path, strlen(path)), rights}));
}

/* Where resolv.conf is a link, who keeps it replaces the file when the network changes: its folder then. */
static void add_resolver(mh_wall_plan *p) {
    char *real = mh_path_real("/etc/resolv.conf");
    char *dir = real ? mh_path_dir(real) : NULL;
    if (dir && strcmp(dir, "/etc") != 0) mh_wall_add(p, dir, MH_WALL_READ);
    free(real);
    free(dir);
}

/* Not /proc: it holds the memory and the environment of every process of the user. */
void mh_wall_add_system(mh_wall_plan *p) {
    static const char *const read[] = {
        "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf",
        "/etc/services", "/etc/protocols", "/etc/networks", "/etc/localtime", "/usr/share/zoneinfo",
        /* certificates and OpenSSL's configuration, not /etc/ssl/private */
        "/etc/ssl/openssl.cnf", "/etc/ssl/certs", "/etc/ssl/cert.pem", "/etc/pki/tls/certs",
        "/etc/pki/ca-trust", "/usr/lib/ssl", "/usr/share/ca-certificates",
        "/usr/local/share/ca-certificates", "/usr/share/publicsuffix",
        /* of PDFs */
        "/etc/fonts", "/usr/share/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig",
        "/usr/share/poppler",
        /* of the C library */
        "/sys/devices/system/cpu/online", "/dev/urandom", "/dev/random", "/dev/zero"};
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) mh_wall_add(p, read[i], MH_WALL_READ);
    mh_wall_add(p, "/dev/null", MH_WALL_READ | MH_WALL_WRITE);
    add_resolver(p);
    if (MH_WALL_SANITIZED) mh_wall_add(p, "/", MH_WALL_READ); /* symbols, /proc/self/task, maps */
}

bool mh_wall_is_descriptor(const char *path) {
    static const char *const names[] = {"/dev/fd/", "/dev/stdin", "/dev/stdout", "/dev/stderr",
                                        "/proc/self/fd/"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(path, names[i], strlen(names[i])) == 0) return true;
    return false;
}

void mh_wall_add_libraries(mh_wall_plan *p) {
    static const char *const read[] = {"/usr/lib", "/lib",           "/usr/lib64",
                                       "/lib64",   "/usr/local/lib", "/etc/ld.so.cache"};
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) mh_wall_add(p, read[i], MH_WALL_READ);
}

void mh_wall_plan_clear(mh_wall_plan *p) {
    for (size_t i = 0; i < p->paths.len; i++) free(p->paths.ptr[i].path);
    mh_vec_clear(&p->paths);
    mh_vec_clear(&p->ports);
}

/* Address space is not bounded here: threads, maps of dictionaries and sanitizers take much of it
 * that is never used. The watchdog looks at what is used. */
static void lower_limits(void) {
    struct rlimit none = {0, 0}, files;
    setrlimit(RLIMIT_CORE, &none);
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    if (files.rlim_max > FILES_MAX) files.rlim_max = FILES_MAX;
    if (files.rlim_cur > files.rlim_max) files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

/* Where even the watchdog is gone: the signal of the soft limit ends the process, as the hard one does. */
static void bound_cpu(double seconds) {
    struct rlimit most;
    rlim_t s = (rlim_t)seconds + 1;
    if (getrlimit(RLIMIT_CPU, &most) != 0 || most.rlim_max <= s) return;
    most = (struct rlimit){s, s + 1};
    setrlimit(RLIMIT_CPU, &most);
}

mh_rc mh_wall_calls(mh_wall_mode mode, mh_wall_level *out, mh_err *e) {
    *out = (mh_wall_level){0};
    if (mode == MH_WALL_OFF) {
        snprintf(out->why_landlock, sizeof out->why_landlock, "switched off");
        snprintf(out->why_seccomp, sizeof out->why_seccomp, "switched off");
        return MH_OK;
    }
    lower_limits();
    out->no_new_privs = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    if (!out->no_new_privs) return mh_fail_errno(e, errno, "wall: no new privileges");
    if (!(mode & MH_WALL_SECCOMP)) {
        snprintf(out->why_seccomp, sizeof out->why_seccomp, "switched off");
        return MH_OK;
    }
    /* the leak checker cannot stop a thread that is behind other rules than its own */
    if (!MH_WALL_SANITIZED && mh_wall_loader_start(mode & MH_WALL_LANDLOCK, e) != MH_OK)
        return MH_FAIL;
    if (mh_wall_filter_raise(MH_FILTER_RUN, out->why_seccomp, sizeof out->why_seccomp, e) != MH_OK)
        return MH_FAIL;
    out->seccomp = out->why_seccomp[0] == '\0';
    return MH_OK;
}

mh_rc mh_wall_files(mh_wall_mode mode, const mh_wall_plan *plan, mh_wall_level *out, mh_err *e) {
    if (!(mode & MH_WALL_LANDLOCK))
        snprintf(out->why_landlock, sizeof out->why_landlock, "switched off");
    else if (mh_wall_landlock_raise(plan, &out->abi, out->why_landlock, sizeof out->why_landlock,
                                    e) != MH_OK)
        return MH_FAIL;
    if (mode == MH_WALL_OFF) return MH_OK;
    if (plan->cpu_most > 0) bound_cpu(plan->cpu_most);
    /* the leak checker of a sanitizer stops and reads its own process */
    out->hidden = !MH_WALL_SANITIZED && !plan->visible && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    if (!out->seccomp) return MH_OK;
    return mh_wall_filter_raise(MH_FILTER_LAST, out->why_seccomp, sizeof out->why_seccomp, e);
}

typedef struct answer {
    mh_rc rc;
    mh_wall_level level;
    mh_err e;
} answer;

static void answer_from_inside(mh_wall_mode mode, int fd) {
    answer a = {0};
    mh_wall_plan plan = {.any_port = true};
    a.rc = mh_wall_calls(mode, &a.level, &a.e);
    if (a.rc == MH_OK) {
        mh_wall_add_system(&plan);
        a.rc = mh_wall_files(mode, &plan, &a.level, &a.e);
        mh_wall_plan_clear(&plan);
    }
    ssize_t n = write(fd, &a, sizeof a);
    _exit(n != (ssize_t)sizeof a);
}

mh_rc mh_wall_probe(mh_wall_mode mode, mh_wall_level *out, mh_err *e) {
    int ends[2];
    answer a = {0};
    if (pipe(ends) != 0) return mh_fail_errno(e, errno, "wall: a pipe");
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) answer_from_inside(mode, ends[1]);
    close(ends[1]);
    ssize_t n = child < 0 ? -1 : read(ends[0], &a, sizeof a);
    int why = errno, status;
    close(ends[0]);
    if (child > 0) waitpid(child, &status, 0);
    if (child < 0) return mh_fail_errno(e, why, "wall: a child process");
    if (n != (ssize_t)sizeof a) return mh_fail(e, MH_E_INTERNAL, "wall: its trial gave no answer");
    *out = a.level;
    if (a.rc != MH_OK && e) *e = a.e;
    return a.rc;
}
