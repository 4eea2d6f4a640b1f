#include "host/notify.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A service manager's socket, in the kernel's own name space. */
static int manager(char name[64]) {
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int n = snprintf(a.sun_path + 1, sizeof a.sun_path - 1, "mh-notify-%d", (int)getpid());
    ck_assert_int_ge(fd, 0);
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, len), 0);
    snprintf(name, 64, "@mh-notify-%d", (int)getpid());
    return fd;
}

static const char *heard(int fd) {
    static char text[1024];
    ssize_t n = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);
    text[n > 0 ? n : 0] = '\0';
    return text;
}

START_TEST(notify_says_each_state_in_one_datagram) {
    char name[64], pid[16];
    int fd = manager(name);
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    setenv("NOTIFY_SOCKET", name, 1);
    setenv("WATCHDOG_USEC", "60000000", 1);
    setenv("WATCHDOG_PID", pid, 1);
    ck_assert_int_eq(mh_notify_init(), 60000000);
    ck_assert_ptr_null(getenv("NOTIFY_SOCKET")); /* runs do not speak for the daemon */
    ck_assert_ptr_null(getenv("WATCHDOG_USEC"));
    mh_notify("READY=1");
    ck_assert_str_eq(heard(fd), "READY=1");
    mh_notify_status("%d jobs\nREADY=0", 12); /* a line end begins no field */
    ck_assert_str_eq(heard(fd), "STATUS=12 jobs READY=0");
    mh_notify_reloading();
    ck_assert_int_eq(strncmp(heard(fd), "RELOADING=1\nMONOTONIC_USEC=", 27), 0);
    ck_assert_str_eq(heard(fd), "");
    close(fd);
    mh_notify("STOPPING=1"); /* nobody listens any more: no error, no signal */
}
END_TEST

START_TEST(notify_of_another_process_is_no_watchdog) {
    static const struct {
        const char *socket, *us, *pid;
        int64_t wants;
    } t[] = {
        {NULL, "1000", NULL, 0},                            /* no manager */
        {"@x", "1000", NULL, 1000}, {"@x", "1000", "1", 0}, /* meant for another one */
        {"@x", "-5", NULL, 0},      {"@x", "many", NULL, 0},
        {"@x", NULL, NULL, 0},      {"relative/path", "1000", NULL, 0},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        unsetenv("NOTIFY_SOCKET");
        unsetenv("WATCHDOG_USEC");
        unsetenv("WATCHDOG_PID");
        if (t[i].socket) setenv("NOTIFY_SOCKET", t[i].socket, 1);
        if (t[i].us) setenv("WATCHDOG_USEC", t[i].us, 1);
        if (t[i].pid) setenv("WATCHDOG_PID", t[i].pid, 1);
        ck_assert_msg(mh_notify_init() == t[i].wants, "case %zu", i);
        mh_notify("READY=1");
    }
    unsetenv("NOTIFY_SOCKET");
}
END_TEST

TCase *tcase_host_notify(void);
TCase *tcase_host_notify(void) {
    TCase *t = tcase_create("host_notify");
    tcase_add_test(t, notify_says_each_state_in_one_datagram);
    tcase_add_test(t, notify_of_another_process_is_no_watchdog);
    return t;
}
