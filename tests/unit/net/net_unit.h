/* net_unit.h - what the tests of core/net share: the web server of tests/tools/serve.c in a child
 * process, and one loop with one engine. */
#ifndef MH_TESTS_NET_UNIT_H
#define MH_TESTS_NET_UNIT_H

#include "net/fetch.h"

/* Port of the server, which the first call of a process starts; it ends with the process. */
int unit_serve(void);

/* Runs run(end_fd, arg) in a child process, which is to leave when end_fd is closed at its other end:
 * with this process at the latest. listener is closed in this one. */
typedef void unit_server(int end_fd, void *arg);
void unit_spawn(int listener, unit_server *run, void *arg);

/* A door in front of unit_serve(), as tests/tools/tlswrap.c opens it. */
typedef struct unit_door {
    const char *listen, *names; /* NULL: 127.0.0.1; IP:127.0.0.1,DNS:localhost */
    long days;                  /* 0: 1 */
    const char *max_tls;
    bool plain;
    int port;     /* out; 0: no such address on this machine */
    char pem[40]; /* out: a file with its certificate, while this process lives */
} unit_door;
void unit_door_open(unit_door *d);
/* Names a new file in memory: for what a server leaves to its clients. */
void unit_memory_file(char path[40]);

typedef struct unit_net {
    mh_loop *loop;
    mh_net *net;
    mh_grants *grants;
    int files; /* descriptors before it was opened */
} unit_net;

/* Engine with loopback granted unless opts.grants is set, and no politeness unless opts asks. */
void unit_net_open(unit_net *u, mh_net_opts opts);
/* Also checks that nothing is left open, neither handle nor descriptor. */
void unit_net_close(unit_net *u);
/* Turns the loop until *count is at least want; fails after seconds. */
void unit_until(mh_loop *l, const int *count, int want, int seconds);
/* A turn that waits a little, whatever is pending. */
void unit_turn(mh_loop *l);
void unit_count(void *count); /* done function: adds one to an int */
/* Starts a fetch of a whole URL; *done counts its end. Caller frees. */
mh_fetch *unit_start(unit_net *u, const char *url, int *done);
bool unit_body_has(mh_fetch *f, const char *part);
/* Fetches "http://127.0.0.1:PORT" + path (or an absolute URL); req may be NULL. Caller frees. */
mh_fetch *unit_fetch(unit_net *u, const char *path, const mh_fetch_req *req);
int64_t unit_ms(void);

#endif
