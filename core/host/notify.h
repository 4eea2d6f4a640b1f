/* notify.h - tells the service manager how the daemon is: the protocol of sd_notify(3).
 * Owns: nothing but the socket's address. Threads: loop thread.
 *
 * One datagram to the socket that NOTIFY_SOCKET names. Without that variable nothing is said. The
 * variables are taken out of the environment, so that runs do not speak for the daemon. */
#ifndef MH_HOST_NOTIFY_H
#define MH_HOST_NOTIFY_H

#include "base/str.h"

/* Reads the environment; once, before anything is said. Returns the watchdog's time in us (it wants a
 * sign of life within it), 0: no watchdog. */
int64_t mh_notify_init(void);
/* "READY=1", "STOPPING=1", "WATCHDOG=1", or several lines. A manager that does not listen is no error. */
void mh_notify(const char *state);
/* "STATUS=" and one line for people. */
__attribute__((format(printf, 1, 2))) void mh_notify_status(const char *fmt, ...);
/* "RELOADING=1" with the monotonic time that the manager wants with it; READY=1 ends it. */
void mh_notify_reloading(void);

#endif
