/* The wall's layers, each in a child of its own: what they let through and what not. */
#include "unit.h"

#include "run/env.h"
#include "run/wall.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/bpf.h>
#include <netdb.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static char dir[] = "/tmp/minehost-wall-XXXXXX"; /* open/: read, made/: made, one: written, shut/ */

static void put(const char *name, const char *text) {
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void set_up(void) {
    static const char *const folders[] = {"open", "made", "shut"};
    char path[200];
    memset(dir + strlen(dir) - 6, 'X', 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, folders[i]);
        ck_assert_int_eq(mkdir(path, 0700), 0);
    }
    put("open/a", "a");
    put("made/a", "a");
    put("shut/a", "a");
    put("one", "one");
    snprintf(path, sizeof path, "%s/open/link", dir);
    ck_assert_int_eq(symlink("../shut/a", path), 0);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at) {
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static void tear_down(void) {
    ck_assert_int_eq(nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void raise_wall(mh_wall_mode mode, mh_wall_level *level) {
    char path[200];
    mh_err e = {0};
    mh_wall_plan plan = {.any_port = false};
    mh_vec_push(&plan.ports, 9);
    snprintf(path, sizeof path, "%s/open", dir);
    mh_wall_add(&plan, path, MH_WALL_READ);
    snprintf(path, sizeof path, "%s/made", dir);
    mh_wall_add(&plan, path, MH_WALL_READ | MH_WALL_MAKE);
    snprintf(path, sizeof path, "%s/one", dir);
    mh_wall_add(&plan, path, MH_WALL_READ | MH_WALL_WRITE);
    mh_wall_add(&plan, "/not/there", MH_WALL_READ);
    mh_wall_add(&plan, NULL, MH_WALL_READ);
    if (mh_wall_calls(mode, level, &e) != MH_OK || mh_wall_files(mode, &plan, level, &e) != MH_OK) {
        fprintf(stderr, "%s\n", e.msg);
        _exit(99);
    }
    mh_wall_plan_clear(&plan);
}

/* 0, or errno. */
static int opened(const char *name, int flags) {
    char path[200];
    snprintf(path, sizeof path, "%s%s%s", name[0] == '/' ? "" : dir, name[0] == '/' ? "" : "/",
             name);
    int fd = open(path, flags, 0600);
    if (fd >= 0) close(fd);
    return fd >= 0 ? 0 : errno;
}

typedef struct file_case {
    const char *name;
    int flags, want; /* errno; -1: any failure */
} file_case;

static const file_case files[] = {
    {"open/a", O_RDONLY, 0},
    {"open", O_RDONLY | O_DIRECTORY, 0},
    {"open/a", O_WRONLY, EACCES},
    {"open/a", O_RDWR, EACCES},
    {"open/a", O_RDONLY | O_TRUNC, EACCES},
    {"open/new", O_WRONLY | O_CREAT, EACCES},
    {"open/link", O_RDONLY, EACCES}, /* leads into shut */
    {"open/../shut/a", O_RDONLY, EACCES},
    {"made/a", O_RDWR | O_TRUNC, 0},
    {"made/new", O_WRONLY | O_CREAT | O_EXCL, 0},
    {"one", O_RDWR, 0},
    {"one", O_WRONLY | O_APPEND, 0},
    {"two", O_WRONLY | O_CREAT, EACCES},
    {"shut/a", O_RDONLY, EACCES},
    {"shut/a", O_WRONLY, EACCES},
    {"shut", O_RDONLY | O_DIRECTORY, EACCES},
    {"/etc/shadow", O_RDONLY, -1},
    {"/etc/passwd", O_RDONLY, EACCES},
    {"/etc/passwd", O_WRONLY, -1},
    {"/proc/self/environ", O_RDONLY, -1},
    {"/proc/self/mem", O_RDWR, -1},
    {"/proc/1/status", O_RDONLY, -1},
    {"/dev/shm/minehost-wall", O_RDWR | O_CREAT, -1},
};

static int rename_in(const char *from, const char *to) {
    char a[200], b[200];
    snprintf(a, sizeof a, "%s/%s", dir, from);
    snprintf(b, sizeof b, "%s/%s", dir, to);
    return rename(a, b) == 0 ? 0 : errno;
}

/* Code of the first failure, for the parent to name: 0 is none. */
static int try_files(void) {
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        int got = opened(files[i].name, files[i].flags);
        bool good = files[i].want == -1 ? got != 0 : got == files[i].want;
        if (good) continue;
        fprintf(stderr, "%s, flags %x: %s\n", files[i].name, (unsigned)files[i].flags,
                strerror(got));
        return 1;
    }
    if (rename_in("made/new", "made/a") != 0) return 2;
    if (rename_in("made/a", "shut/a") == 0) return 3;
    if (rename_in("shut/a", "made/b") == 0) return 4;
    if (rename_in("open/a", "open/b") == 0) return 5;
    return 0;
}

static int dial(int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return errno;
    int rc = connect(fd, (struct sockaddr *)&a, sizeof a) == 0 ? 0 : errno;
    close(fd);
    return rc;
}

static int try_ports(int abi) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(18123)};
    if (abi < 4) return 0;
    if (dial(9) != ECONNREFUSED) return 1; /* on the list, nobody there */
    if (dial(10) != EACCES) return 2;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) == 0 || errno != EACCES) return 3;
    close(fd);
    return 0;
}

static void *thread(void *arg) {
    *(int *)arg = 1 + (opened("shut/a", O_RDONLY) == EACCES);
    return NULL;
}

/* A thread started behind the wall is behind it. */
static int try_thread(void) {
    pthread_t t;
    int got = 0;
    if (pthread_create(&t, NULL, thread, &got) != 0) return 1;
    pthread_join(t, NULL);
    return got == 2 ? 0 : 2;
}

static int failed_with(long rc, int want) {
    return rc == -1 && errno == want ? 0 : 1;
}

#define REFUSED(n, call)                                                                           \
    if (failed_with((long)(call), EPERM)) return (n)

static int try_calls(void) {
    static char *const argv[] = {(char *)"true", NULL};
    REFUSED(1, execve("/bin/true", argv, argv));
    REFUSED(2, syscall(SYS_execveat, AT_FDCWD, "/bin/true", argv, argv, 0));
    if (!SANITIZED) {
        REFUSED(3, fork());
        REFUSED(4, syscall(SYS_vfork));
        REFUSED(5, syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
        REFUSED(6, syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
        REFUSED(7, ptrace(PTRACE_TRACEME, 0, 0, 0));
        REFUSED(8, ioctl(0, TIOCSTI, "x"));
        REFUSED(9, prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
        if (failed_with(syscall(SYS_clone3, NULL, 0), ENOSYS)) return 10;
    }
    REFUSED(11, mount("none", "/mnt", "tmpfs", 0, NULL));
    REFUSED(12, umount2("/mnt", 0));
    REFUSED(13, syscall(SYS_keyctl, 0, -3, 0, 0, 0));
    REFUSED(14, syscall(SYS_add_key, "user", "x", "y", 1, -3));
    REFUSED(15, syscall(SYS_bpf, BPF_MAP_CREATE, NULL, 0));
    if (failed_with(syscall(SYS_io_uring_setup, 1, NULL), ENOSYS)) return 16;
    REFUSED(17, syscall(SYS_userfaultfd, 0));
    REFUSED(18, syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
    REFUSED(19, syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0));
    REFUSED(20, syscall(SYS_process_vm_writev, getppid(), NULL, 0, NULL, 0, 0));
    REFUSED(21, syscall(SYS_setns, 0, 0));
    REFUSED(22, unshare(CLONE_NEWUSER));
    REFUSED(23, syscall(SYS_personality, 0xffffffff));
    REFUSED(24, syscall(SYS_init_module, NULL, 0, ""));
    REFUSED(25, syscall(SYS_kexec_load, 0, 0, NULL, 0));
    REFUSED(26, chroot("/"));
    REFUSED(27, syscall(SYS_pivot_root, "/", "/"));
    REFUSED(28, setuid(0));
    REFUSED(29, chmod("/tmp", 0777));
    REFUSED(30, symlink("/etc/passwd", "x"));
    REFUSED(31, link("/etc/passwd", "x"));
    REFUSED(32, syscall(SYS_shmget, 0, 4096, 0600));
    if (failed_with(syscall(SYS_memfd_create, "x", 0), ENOSYS)) return 33;
    REFUSED(34, kill(getppid(), SIGUSR1));
    REFUSED(35, kill(-1, SIGUSR1));
    REFUSED(36, kill(0, SIGUSR1));
    REFUSED(37, syscall(SYS_tgkill, getppid(), getppid(), SIGUSR1));
    REFUSED(38, fchmod(0, 0777));
    REFUSED(39, fcntl(0, F_SETOWN, getppid()));
    REFUSED(40, socket(AF_UNIX, SOCK_STREAM, 0));
    REFUSED(41, socket(AF_PACKET, SOCK_RAW, 0));
    REFUSED(42, socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
    REFUSED(43, socket(AF_NETLINK, SOCK_RAW, 16)); /* NETLINK_GENERIC */
    REFUSED(44, socket(AF_VSOCK, SOCK_STREAM, 0));
    REFUSED(45, listen(0, 1));
    if (!SANITIZED) {
        void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (page == MAP_FAILED) return 46;
        REFUSED(47, mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        REFUSED(48, mprotect(page, 4096, PROT_READ | PROT_EXEC));
    }
    struct rlimit more = {100, 100};
    REFUSED(49, setrlimit(RLIMIT_NOFILE, &more));
    REFUSED(50, setpriority(PRIO_PROCESS, 0, 5));
    REFUSED(51, syscall(SYS_landlock_create_ruleset, NULL, 0, 1));
    return 0;
}

/* What curl, the resolver, SQLite and threads need. */
static int try_needed(void) {
    int pair[2];
    struct addrinfo *found = NULL, hints = {.ai_flags = AI_NUMERICHOST};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return 1;
    if (socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0) < 0 && errno != EAFNOSUPPORT) return 2;
    if (socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0) < 0) return 3;
    if (getaddrinfo("127.0.0.1", "80", &hints, &found) != 0) return 4;
    freeaddrinfo(found);
    if (kill(getpid(), 0) != 0) return 5;
    if (kill(getppid(), 0) != 0 && errno != EPERM) return 6; /* asks whether it lives */
    if (raise(0) != 0) return 7;
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    char path[200];
    snprintf(path, sizeof path, "%s/one", dir);
    int fd = open(path, O_RDWR);
    if (fd < 0 || fcntl(fd, F_SETLK, &lock) != 0) return 8;
    if (ftruncate(fd, 0) != 0 || fdatasync(fd) != 0) return 9;
    if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED) return 10;
    return 0;
}

/* Exit code of the child: 0, or 100 * part + number of the case. */
static int in_child(mh_wall_mode mode) {
    mh_wall_level w;
    int rc;
    raise_wall(mode, &w);
    if (((mode & MH_WALL_LANDLOCK) && w.abi == 0) || ((mode & MH_WALL_SECCOMP) && !w.seccomp))
        return 77;
    if (!(mode & MH_WALL_LANDLOCK) && w.abi != 0) return 98;
    if (!w.no_new_privs || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return 97;
    /* a sanitized run may read all, for its symbols; here only what the plan says */
    if ((mode & MH_WALL_LANDLOCK) && (rc = try_files())) return rc;
    if ((mode & MH_WALL_LANDLOCK) && (rc = try_ports(w.abi))) return 10 + rc;
    if ((mode & MH_WALL_LANDLOCK) && (rc = try_thread())) return 15 + rc;
    if ((mode & MH_WALL_SECCOMP) && (rc = try_needed())) return 20 + rc;
    if ((mode & MH_WALL_SECCOMP) && (rc = try_calls())) return 110 + rc;
    return 0;
}

static const mh_wall_mode modes[] = {MH_WALL_LANDLOCK, MH_WALL_SECCOMP, MH_WALL_FULL};

START_TEST(each_layer) {
    int st;
    set_up();
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) _exit(in_child(modes[_i]));
    ck_assert_int_eq(waitpid(child, &st, 0), child);
    tear_down();
    ck_assert(WIFEXITED(st));
    if (WEXITSTATUS(st) == 77) {
        fprintf(stderr, "SKIPPED: this kernel lacks a layer of the wall\n");
        return;
    }
    ck_assert_int_eq(WEXITSTATUS(st), 0);
}
END_TEST

/* A kernel without the layers, as a filter below the wall's own plays it. */
static int on_old_kernel(void) {
    mh_wall_level w;
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    if (seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset), 0) != 0 ||
        seccomp_rule_add(f, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
                         SCMP_A0(SCMP_CMP_EQ, PR_GET_SECCOMP)) != 0 ||
        seccomp_load(f) != 0)
        return 1;
    raise_wall(MH_WALL_FULL, &w);
    if (w.abi != 0 || w.seccomp || !w.no_new_privs) return 2;
    if (strstr(w.why_landlock, "no Landlock") == NULL) return 3;
    return strstr(w.why_seccomp, "no filters") == NULL ? 4 : 0;
}

START_TEST(less_on_an_old_kernel) {
    int st;
    pid_t child = fork();
    if (child == 0) _exit(on_old_kernel());
    ck_assert_int_eq(waitpid(child, &st, 0), child);
    ck_assert(WIFEXITED(st));
    ck_assert_int_eq(WEXITSTATUS(st), 0);
}
END_TEST

START_TEST(off_raises_nothing) {
    mh_wall_level w;
    mh_err e = {0};
    ck_assert_int_eq(mh_wall_probe(MH_WALL_OFF, &w, &e), MH_OK);
    ck_assert(w.abi == 0 && !w.seccomp && !w.no_new_privs && !w.hidden);
    ck_assert_str_eq(w.why_seccomp, "switched off");
    ck_assert_int_eq(mh_wall_probe(MH_WALL_FULL, &w, &e), MH_OK);
    ck_assert(w.no_new_privs);
    ck_assert((w.abi > 0) == (w.why_landlock[0] == '\0'));
    ck_assert(w.seccomp == (w.why_seccomp[0] == '\0'));
    ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 0); /* only the child was behind it */
}
END_TEST

START_TEST(modes_by_name) {
    static const struct {
        const char *name;
        mh_wall_mode mode;
    } names[] = {{"full", MH_WALL_FULL},
                 {"landlock", MH_WALL_LANDLOCK},
                 {"seccomp", MH_WALL_SECCOMP},
                 {"off", MH_WALL_OFF},
                 {"anything else", MH_WALL_FULL}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_int_eq(mh_wall_mode_of(mh_view_of(names[i].name)), names[i].mode);
}
END_TEST

/* In a child: it takes its own environment away. */
static int clean_env(void) {
    mh_names secrets = {0}, names = {0};
    setenv("MINEHOST_SECRET_WEB_HOOK", "told", 1);
    setenv("MINEHOST_SECRET_WEB_HOOK_FILE", "told", 1);
    setenv("MINEHOST_SECRET_WEB_HOOKS", "kept from it", 1);
    setenv("MINEHOST_SMTP_PASSWORD", "kept from it", 1);
    setenv("AWS_SECRET", "kept from it", 1);
    setenv("GRANTED", "told", 1);
    setenv("LC_TIME", "C", 1);
    char *gone = getenv("AWS_SECRET");
    mh_vec_push(&secrets, mh_strndup("secret-web-hook", 15));
    mh_vec_push(&names, mh_strndup("GRANTED", 7));
    mh_env_keep(&secrets, &names);
    bool good = getenv("MINEHOST_SECRET_WEB_HOOK") && getenv("MINEHOST_SECRET_WEB_HOOK_FILE") &&
                getenv("GRANTED") && getenv("LC_TIME") && !getenv("MINEHOST_SECRET_WEB_HOOKS") &&
                !getenv("MINEHOST_SMTP_PASSWORD") && !getenv("AWS_SECRET") && gone[0] == '\0';
    mh_names_clear(&secrets);
    mh_names_clear(&names);
    return good ? 0 : 1;
}

START_TEST(environment) {
    int st;
    pid_t child = fork();
    if (child == 0) _exit(clean_env());
    ck_assert_int_eq(waitpid(child, &st, 0), child);
    ck_assert(WIFEXITED(st) && WEXITSTATUS(st) == 0);
}
END_TEST

TCase *tcase_run_wall(void) {
    TCase *t = tcase_create("run_wall");
    tcase_add_loop_test(t, each_layer, 0, sizeof modes / sizeof *modes);
    tcase_add_test(t, less_on_an_old_kernel);
    tcase_add_test(t, off_raises_nothing);
    tcase_add_test(t, modes_by_name);
    tcase_add_test(t, environment);
    return t;
}
