#include "host/notify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_un address;
static socklen_t address_len; /* 0: nobody listens */

/* WATCHDOG_PID, where it is given, says whom the watchdog is meant for. */
static int64_t watchdog(void) {
    const char *us = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    uint64_t n = 0, who = 0;
    if (us == NULL || !mh_view_u64(mh_view_of(us), &n) || n > (uint64_t)INT64_MAX) return 0;
    if (pid && (!mh_view_u64(mh_view_of(pid), &who) || who != (uint64_t)getpid())) return 0;
    return (int64_t)n;
}

int64_t mh_notify_init(void) {
    const char *path = getenv("NOTIFY_SOCKET");
    size_t n = path ? strlen(path) : 0;
    address = (struct sockaddr_un){.sun_family = AF_UNIX};
    address_len = 0;
    /* "/..." is a file, "@..." a name in the kernel's own space, which begins with a NUL */
    if (n > 1 && n < sizeof address.sun_path && (path[0] == '/' || path[0] == '@')) {
        memcpy(address.sun_path, path, n);
        if (path[0] == '@') address.sun_path[0] = '\0';
        address_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
    }
    int64_t us = address_len ? watchdog() : 0;
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return us;
}

void mh_notify(const char *state) {
    if (address_len == 0) return;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    sendto(fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&address,
           address_len);
    close(fd);
}

void mh_notify_status(const char *fmt, ...) {
    char line[512] = "STATUS=";
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line + 7, sizeof line - 7, fmt, ap);
    va_end(ap);
    for (char *p = line; *p; p++)
        if ((unsigned char)*p < ' ') *p = ' '; /* a line end would begin another field */
    mh_notify(line);
}

void mh_notify_reloading(void) {
    struct timespec t;
    char text[64];
    clock_gettime(CLOCK_MONOTONIC, &t);
    snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%lld",
             (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000);
    mh_notify(text);
}
