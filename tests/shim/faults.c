/* Faults that a test switches on in a program that runs (LD_PRELOAD): no process can be made, the disk is full, the
 * clock was set. MH_FAULTS names a file of at least 8 bytes, which is mapped: byte 0 '1': fork fails; byte 1 '1':
 * pwrite fails with ENOSPC; then a sign and digits: seconds that the wall clock is off. Change it in place, without
 * cutting it: printf '10+0000\n' 1<>FILE */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static const volatile char *faults = "00+0000";

__attribute__((constructor)) static void open_faults(void) {
    const char *path = getenv("MH_FAULTS");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *at = mmap(NULL, 8, PROT_READ, MAP_SHARED, fd, 0);
    if (at != MAP_FAILED) faults = at;
    close(fd);
}

pid_t fork(void) {
    pid_t (*real)(void) = (pid_t(*)(void))dlsym(RTLD_NEXT, "fork");
    if (faults[0] == '1') {
        errno = EAGAIN;
        return -1;
    }
    return real();
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at) {
    if (faults[1] == '1') {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at) {
    return pwrite64(fd, p, n, at);
}

int clock_gettime(clockid_t id, struct timespec *t) {
    int rc = (int)syscall(SYS_clock_gettime, id, t);
    if (rc != 0 || id != CLOCK_REALTIME) return rc;
    long off = 0;
    for (int i = 3; i < 8 && faults[i] >= '0' && faults[i] <= '9'; i++)
        off = off * 10 + (faults[i] - '0');
    t->tv_sec += faults[2] == '-' ? -off : off;
    return 0;
}
