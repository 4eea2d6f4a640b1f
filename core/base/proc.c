#include "base/proc.h"

#include "base/fs.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The name in field 2 may hold anything, so counting begins behind its bracket. */
static int64_t start_of(char *stat) {
    char *p = strrchr(stat, ')');
    mh_view rest = mh_view_trim(p ? mh_view_of(p + 1) : (mh_view){0}), part;
    uint64_t n;
    for (int field = 3; mh_view_split(&rest, ' ', &part); field++) {
        if (field == 3 && (mh_view_eq(part, MH_VIEW("Z")) || mh_view_eq(part, MH_VIEW("X"))))
            return -1;
        if (field == 22) return mh_view_u64(part, &n) && n <= INT64_MAX ? (int64_t)n : -1;
    }
    return -1;
}

static int64_t read_start(int64_t pid) {
    char path[64];
    mh_buf b = {0};
    int64_t start = -1;
    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    if (mh_fs_read(&b, path, 65536, NULL) == MH_OK && b.ptr) start = start_of(b.ptr);
    mh_buf_clear(&b);
    return start;
}

/* One's own does not change, and may be asked for when /proc cannot be read any more. */
int64_t mh_proc_start(int64_t pid) {
    static _Atomic int64_t own_pid, own_start;
    if (pid != getpid()) return read_start(pid);
    if (own_pid != pid || own_start < 0) {
        own_start = read_start(pid);
        own_pid = pid;
    }
    return own_start;
}

bool mh_proc_alive(int64_t pid, int64_t start) {
    if (pid <= 0 || pid > INT_MAX) return false;
    int64_t now = read_start(pid);
    if (now >= 0) return now == start;
    bool no_proc = read_start(getpid()) < 0; /* then only the number can be asked for */
    return no_proc && (kill((pid_t)pid, 0) == 0 || errno != ESRCH);
}

static char boot_id[64]; /* it does not change either */

static void read_boot_id(void) {
    mh_buf b = {0};
    if (mh_fs_read(&b, "/proc/sys/kernel/random/boot_id", 256, NULL) == MH_OK) {
        mh_view v = mh_view_trim(mh_buf_view(&b));
        if (v.len < sizeof boot_id) memcpy(boot_id, v.ptr, v.len);
    }
    mh_buf_clear(&b);
}

void mh_proc_boot_id(mh_buf *out) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, read_boot_id);
    mh_buf_puts(out, boot_id);
}
