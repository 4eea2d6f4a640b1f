/* escape.c - what a job would do if it could load native code: tests/hostile/w20_loadlib_own.lua.
 * Leaves traces of all that works below the folder that MH_OUTSIDE was when this was compiled. */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef MH_OUTSIDE
#define MH_OUTSIDE "."
#endif

int escape(void *L) {
    (void)L;
    int fd = open(MH_OUTSIDE "/native", O_WRONLY | O_CREAT, 0600);
    if (fd >= 0) close(fd);
    if (fork() == 0) {
        execl("/bin/sh", "sh", "-c", "touch " MH_OUTSIDE "/executed", (char *)0);
        _exit(0);
    }
    return 0;
}

__attribute__((constructor)) static void loaded(void) {
    escape(0);
}
