/* net_unit.h - what the tests of core/net share: the web server of tests/tools/serve.c in a child
 * process, and one loop with one engine. */
#ifndef MH_TESTS_NET_UNIT_H
#define MH_TESTS_NET_UNIT_H

#include "net/fetch.h"

/* Port of the server, which the first call of a process starts; it ends with the process. */
int unit_serve(void);

typedef struct unit_net {
    mh_loop *loop;
    mh_net *net;
    mh_grants *grants;
} unit_net;

/* Engine with loopback granted unless opts.grants is set, and no politeness unless opts asks. */
void unit_net_open(unit_net *u, mh_net_opts opts);
/* Also checks that nothing is left open. */
void unit_net_close(unit_net *u);
/* Turns the loop until *count is at least want; fails after seconds. */
void unit_until(mh_loop *l, const int *count, int want, int seconds);
/* A turn that waits a little, whatever is pending. */
void unit_turn(mh_loop *l);
void unit_count(void *count); /* done function: adds one to an int */
/* Fetches "http://127.0.0.1:PORT" + path (or an absolute URL); req may be NULL. Caller frees. */
mh_fetch *unit_fetch(unit_net *u, const char *path, const mh_fetch_req *req);
int64_t unit_ms(void);

#endif
