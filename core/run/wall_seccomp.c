/* The list of system calls. What is not on it fails with EPERM, or with ENOSYS where the C library
 * then takes an older way. */
#include "run/wall_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define SET_VMA      0x53564d41 /* PR_SET_VMA: names of maps, glibc 2.38 */
#define SOCK_KINDS   0xf        /* of socket's type, without its flags */
#define NETLINK_KIND 0 /* NETLINK_ROUTE: getaddrinfo asks which addresses the machine has */

static const int allowed[] = {
    /* files; which of them is Landlock's business */
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(close), SCMP_SYS(read), SCMP_SYS(readv),
    SCMP_SYS(pread64), SCMP_SYS(preadv), SCMP_SYS(preadv2), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(pwrite64), SCMP_SYS(pwritev), SCMP_SYS(pwritev2), SCMP_SYS(lseek), SCMP_SYS(_llseek),
    SCMP_SYS(stat), SCMP_SYS(fstat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(stat64), SCMP_SYS(fstat64), SCMP_SYS(lstat64), SCMP_SYS(fstatat64), SCMP_SYS(statfs),
    SCMP_SYS(fstatfs), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd),
    SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(ftruncate64),
    SCMP_SYS(fallocate), SCMP_SYS(fadvise64), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
    SCMP_SYS(flock), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(umask),
    SCMP_SYS(fchmod), SCMP_SYS(fchown),
    /* waiting */
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(_newselect), SCMP_SYS(pselect6),
    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_pwait2), SCMP_SYS(eventfd2), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(futex),
    SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(restart_syscall),
    SCMP_SYS(sched_yield), SCMP_SYS(membarrier),
    /* sockets; which ones: below */
    SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
    SCMP_SYS(setsockopt), SCMP_SYS(getsockopt), SCMP_SYS(shutdown), SCMP_SYS(sendto),
    SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg),
    SCMP_SYS(recvmmsg),
    /* memory */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mincore),
    SCMP_SYS(msync),
    /* threads, signals, oneself */
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(set_tid_address), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigreturn), SCMP_SYS(rt_sigpending), SCMP_SYS(rt_sigtimedwait), SCMP_SYS(sigaltstack),
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
    SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getpgrp), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler), SCMP_SYS(getrlimit),
    SCMP_SYS(ugetrlimit), SCMP_SYS(getrusage), SCMP_SYS(times), SCMP_SYS(uname), SCMP_SYS(sysinfo),
    SCMP_SYS(getcpu), SCMP_SYS(getrandom),
    /* time */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(clock_gettime64), SCMP_SYS(clock_nanosleep_time64), SCMP_SYS(futex_time64),
    /* these only take away */
    SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_add_rule),
    SCMP_SYS(landlock_restrict_self), SCMP_SYS(seccomp)};

/* Calls of which one argument must be one of few. */
static const struct {
    int call;
    unsigned arg;
    uint64_t mask, value;
} matched[] = {
    {SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD}, /* threads, no processes */
    {SCMP_SYS(ioctl), 1, UINT32_MAX, FIONBIO},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, FIONREAD},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, FIOCLEX},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TCGETS},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, 0x802C542A}, /* TCGETS2 of x86 and arm: isatty of glibc 2.42 */
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TIOCGWINSZ},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TCSETS}, /* line editing of a shell; not TIOCSTI */
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TCSETSW},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TCSETSF},
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TCFLSH}, /* a prompt forgets what was typed before it */
    {SCMP_SYS(ioctl), 1, UINT32_MAX, TIOCGPGRP},
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_SET_NAME},
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_GET_NAME},
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_GET_DUMPABLE},
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_SET_DUMPABLE}, /* until the last step */
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_SET_NO_NEW_PRIVS},
    {SCMP_SYS(prctl), 0, UINT32_MAX, PR_GET_NO_NEW_PRIVS},
    {SCMP_SYS(prctl), 0, UINT32_MAX, SET_VMA},
    /* no F_SETOWN: it lets the kernel send signals for whoever asks */
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_GETFD},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_SETFD},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_GETFL},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_SETFL},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_DUPFD},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_DUPFD_CLOEXEC},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_GETLK},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_SETLK},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_SETLKW},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_OFD_GETLK},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_OFD_SETLK},
    {SCMP_SYS(fcntl), 1, UINT32_MAX, F_OFD_SETLKW},
    {SCMP_SYS(utimensat), 1, UINT64_MAX,
     0}, /* of an open file: compiled tables are used, so kept */
    {SCMP_SYS(socketpair), 0, UINT32_MAX, AF_UNIX}, /* curl wakes its threads so */
};

/* The C library falls back from these. */
static const int unknown[] = {SCMP_SYS(clone3), SCMP_SYS(openat2), SCMP_SYS(close_range),
                              SCMP_SYS(io_uring_setup), SCMP_SYS(memfd_create)};

/* What only the opening of the run's files needed, and a later layer need not allow any more. */
static const int taken_last[] = {SCMP_SYS(fchmod),
                                 SCMP_SYS(fchown),
                                 SCMP_SYS(landlock_create_ruleset),
                                 SCMP_SYS(landlock_add_rule),
                                 SCMP_SYS(landlock_restrict_self),
                                 SCMP_SYS(seccomp)};

#define N(x) (sizeof(x) / sizeof *(x))

/* A call that this machine's architecture does not have is no fault. */
static int allow(scmp_filter_ctx f, int call, unsigned n, const struct scmp_arg_cmp *args) {
    int rc = seccomp_rule_add_array(f, SCMP_ACT_ALLOW, call, n, args);
    return rc == -EDOM ? 0 : rc;
}

static int allow_socket(scmp_filter_ctx f, uint64_t family, uint64_t kind) {
    struct scmp_arg_cmp a[] = {SCMP_A0(SCMP_CMP_EQ, family),
                               SCMP_A1(SCMP_CMP_MASKED_EQ, SOCK_KINDS, kind)};
    return allow(f, SCMP_SYS(socket), 2, a);
}

static int add_sockets(scmp_filter_ctx f) {
    static const uint64_t families[] = {AF_INET, AF_INET6}, kinds[] = {SOCK_STREAM, SOCK_DGRAM};
    struct scmp_arg_cmp netlink[] = {SCMP_A0(SCMP_CMP_EQ, AF_NETLINK),
                                     SCMP_A2(SCMP_CMP_EQ, NETLINK_KIND)};
    int rc = allow(f, SCMP_SYS(socket), 2, netlink);
    for (size_t i = 0; rc == 0 && i < 4; i++) rc = allow_socket(f, families[i / 2], kinds[i % 2]);
    return rc;
}

/* Signals go to this process alone; signal 0 asks whether another one lives. */
static int add_signals(scmp_filter_ctx f) {
    uint64_t me = (uint64_t)getpid();
    struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, me), none = SCMP_A1(SCMP_CMP_EQ, 0);
    struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, 0);
    int rc = allow(f, SCMP_SYS(kill), 1, &own);
    if (rc == 0) rc = allow(f, SCMP_SYS(kill), 1, &none);
    if (rc == 0) rc = allow(f, SCMP_SYS(tgkill), 1, &own);
    return rc ? rc : allow(f, SCMP_SYS(prlimit64), 1, &self);
}

/* Memory is written or run, and what runs is there before. */
static int add_memory(scmp_filter_ctx f, bool code) {
    struct scmp_arg_cmp plain = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)};
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < N(calls); i++) rc = allow(f, calls[i], code ? 0 : 1, &plain);
    return rc;
}

/* What the leak checker does at the end: it clones itself, stops the others and reads them. */
static int add_sanitizer(scmp_filter_ctx f) {
    static const int calls[] = {SCMP_SYS(ptrace),    SCMP_SYS(clone), SCMP_SYS(wait4),
                                SCMP_SYS(getdents),  SCMP_SYS(prctl), SCMP_SYS(ioctl),
                                SCMP_SYS(arch_prctl)};
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < N(calls); i++) rc = allow(f, calls[i], 0, NULL);
    return rc;
}

static int add_list(scmp_filter_ctx f, bool code) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < N(allowed); i++) rc = allow(f, allowed[i], 0, NULL);
    for (size_t i = 0; rc == 0 && i < N(matched); i++) {
        if (MH_WALL_SANITIZED &&
            (matched[i].call == SCMP_SYS(clone) || matched[i].call == SCMP_SYS(prctl) ||
             matched[i].call == SCMP_SYS(ioctl)))
            continue; /* allowed as a whole */
        struct scmp_arg_cmp a = {matched[i].arg, SCMP_CMP_MASKED_EQ, matched[i].mask,
                                 matched[i].value};
        rc = allow(f, matched[i].call, 1, &a);
        if (rc == 0 && matched[i].call == SCMP_SYS(fcntl)) rc = allow(f, SCMP_SYS(fcntl64), 1, &a);
    }
    for (size_t i = 0; rc == 0 && i < N(unknown); i++) {
        rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), unknown[i], 0);
        if (rc == -EDOM) rc = 0;
    }
    if (rc == 0) rc = add_sockets(f);
    if (rc == 0) rc = add_signals(f);
    if (rc == 0) rc = add_memory(f, code || MH_WALL_SANITIZED);
    if (rc == 0 && MH_WALL_SANITIZED) rc = add_sanitizer(f);
    return rc;
}

static int take_last(scmp_filter_ctx f) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < N(taken_last); i++) {
        rc = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), taken_last[i], 0);
        if (rc == -EDOM) rc = 0;
    }
    struct scmp_arg_cmp new_limit = SCMP_A2(SCMP_CMP_NE, 0);
    if (rc == 0)
        rc = seccomp_rule_add_array(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 1, &new_limit);
    if (rc == 0 && !MH_WALL_SANITIZED) {
        struct scmp_arg_cmp dumpable = SCMP_A0(SCMP_CMP_EQ, PR_SET_DUMPABLE);
        rc = seccomp_rule_add_array(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1, &dumpable);
    }
    return rc;
}

mh_rc mh_wall_filter_raise(mh_wall_filter which, char *why, size_t size, mh_err *e) {
    why[0] = '\0';
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 && errno == EINVAL) {
        snprintf(why, size, "the kernel has no filters of system calls");
        return MH_OK;
    }
    scmp_filter_ctx f =
        seccomp_init(which == MH_FILTER_LAST ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM));
    if (f == NULL) return mh_fail(e, MH_E_INTERNAL, "wall: no filter of system calls");
    int rc = which == MH_FILTER_LAST ? take_last(f) : add_list(f, which == MH_FILTER_LOADER);
    if (rc == 0 && which != MH_FILTER_LAST)
        seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree; without it a line */
    if (rc == 0) rc = seccomp_load(f);
    seccomp_release(f);
    if (rc != 0) return mh_fail_errno(e, -rc, "wall: the filter of system calls");
    return MH_OK;
}
