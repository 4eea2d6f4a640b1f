/* alert.h - the parts of minehost alert: what is sent by a run of its own.
 * Owns: nothing. Threads: main thread. */
#ifndef MH_CLI_ALERT_H
#define MH_CLI_ALERT_H

#include "cli/cli.h"

/* channel: that one alone; NULL: all. Each returns the exit code. */
int mh_alert_test(mh_cli *c, const char *channel);
int mh_alert_deliver(mh_cli *c);
int mh_alert_ping(mh_cli *c);

#endif
