/* gate.h - spaces out requests: how many at once, how long between two starts, host by host.
 * Owns: copies of the host names; what waits belongs to the caller.
 * Threads: loop thread only.
 *
 * Pure: time (monotonic milliseconds) is passed in, never read, so tests move the clock by hand.
 * Whoever waits longest for a host goes first; a host that has to wait holds up no other. */
#ifndef MH_NET_GATE_H
#define MH_NET_GATE_H

#include "base/str.h"

typedef struct mh_gate mh_gate;

typedef struct mh_gate_rule {
    int at_once;      /* requests under way to one host; 0: no limit */
    int64_t delay_ms; /* from one start to the next */
} mh_gate_rule;

/* One who wants to start; embedded in the request, zeroed before first use. */
typedef struct mh_gate_pass {
    struct mh_gate_pass *next, *prev;
    struct mh_gate_host *host;
    enum { MH_PASS_OUT, MH_PASS_WAITS, MH_PASS_IN } state;
    void *owner;
} mh_gate_pass;

/* total: requests under way to all hosts together (more wait). */
mh_gate *mh_gate_new(size_t total);
/* Nobody may wait or be in. NULL is fine. */
void mh_gate_free(mh_gate *g);
/* p queues up for host under rule (the latest rule counts for the host). p must be out. */
void mh_gate_join(mh_gate *g, mh_gate_pass *p, mh_view host, mh_gate_rule rule, void *owner);
/* Lets one pass in whose turn it is at now_ms, or gives NULL and sets *wait_ms to the time until the
 * next may start (INT64_MAX: only when somebody leaves or joins). */
mh_gate_pass *mh_gate_next(mh_gate *g, int64_t now_ms, int64_t *wait_ms);
/* Takes back what mh_gate_next just did with p: it waits again, first in its host's queue. */
void mh_gate_back(mh_gate *g, mh_gate_pass *p);
/* Ends a wait or a stay; fine for a pass that is out. */
void mh_gate_leave(mh_gate *g, mh_gate_pass *p);
/* The host starts nothing before until_ms (Retry-After, back-off). An earlier time does nothing. */
void mh_gate_hold(mh_gate *g, mh_view host, int64_t until_ms);
size_t mh_gate_waiting(const mh_gate *g);

#endif
