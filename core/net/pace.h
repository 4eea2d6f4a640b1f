/* pace.h - how fast one host may be asked: the row that the ledger keeps of it, and the policy.
 * Owns: nothing; a row is a value. Threads: any. Pure: wall time (us) is passed in.
 *
 * The row is shared by every run of the machine and outlives them. A request needs a lease: it is
 * taken under the ledger's lock, in force before anything is sent, and given back with what came of
 * it. A process that dies keeps nobody out for longer than its lease. */
#ifndef MH_NET_PACE_H
#define MH_NET_PACE_H

#include "base/err.h"
#include "base/str.h"

#include <sys/types.h>

#define MH_PACE_LEASES 16

typedef struct mh_pace_lease {
    int64_t id;             /* unique in the row; 0: free */
    int64_t run;            /* its run's record; 0: none */
    int64_t pid, pid_start; /* the process; as store/runs.h tells processes apart */
    int64_t until_us;       /* forgotten after this */
    int64_t send_by_us;     /* on the wire by then, or never */
    bool sent;              /* the request is on the wire; before it, no other may start */
} mh_pace_lease;

typedef struct mh_pace_row {
    int64_t seen_us;    /* latest time that a change was made at; a clock that stepped back shows */
    int64_t start_us;   /* latest start; 0: none */
    int64_t next_us;    /* no start before: spacing, as the latest start left it */
    int64_t hold_us;    /* no start before: the host asked for rest, or fails */
    char hold_why[48];  /* "429 Retry-After", "503", "5 failures" ... */
    int64_t penalty_us; /* added to the delay since the host complained; halves with each success */
    int64_t latency_us; /* smoothed time to the first byte; 0: unknown */
    int64_t delay_us;   /* as last applied; for people */
    char delay_why
        [24];        /* "default", "setting", "Crawl-delay", "Request-rate", "latency", "penalty" */
    int failures;    /* of late: one more each, halved by a success */
    int last_status; /* 0: an error */
    int64_t last_us; /* end of the latest request; 0: none */
    int64_t requests; /* ever on the wire */
    int64_t last_id;  /* of the leases given so far */
    mh_pace_lease lease[MH_PACE_LEASES];
} mh_pace_row;

/* What a run wants of a host, robots.txt's wishes included. */
typedef struct mh_pace_rule {
    int at_once;           /* requests under way on the machine; 0: MH_PACE_LEASES, the most */
    int64_t delay_us;      /* from one request to the next */
    const char *delay_why; /* static text */
    bool adaptive;         /* a slow host is asked less often */
    int64_t max_delay_us;  /* of latency and penalty; 0: a minute */
    int64_t hold_cap_us;   /* longest Retry-After that is believed; 0: a day */
} mh_pace_rule;

/* Read now_us where the row is locked: a time read before waiting for the lock is late. Times of one
 * row never go back: one a little (MH_PACE_STEP_US) behind seen_us counts as seen_us, one further
 * behind is a clock that stepped back, and every time of the row moves with it. A clock that steps
 * forward ends waits early, once. */
#define MH_PACE_STEP_US INT64_C(15000000)

/* Takes a lease at now_us for who (run, pid, pid_start; the rest is not read): MH_OK and *id, the row
 * changed; or MH_FAIL and *wait_us, the time after which asking again makes sense (> 0), and *why
 * (static text or row->hold_why). A wait for somebody else's request is short: nobody tells when it
 * ends. alive(pid, pid_start) tells whether a lease's process still runs (NULL: believe all leases).
 * send_us: how long the request may take to get onto the wire: after that time it must not be sent
 * any more, since others go on as if it had been sent then. lease_us: how long it may take in all. */
typedef bool mh_pace_alive(int64_t pid, int64_t pid_start);
mh_rc mh_pace_take(mh_pace_row *row, const mh_pace_rule *rule, int64_t now_us, int64_t send_us,
                   int64_t lease_us, const mh_pace_lease *who, mh_pace_alive *alive, int64_t *id,
                   int64_t *wait_us, const char **why);
/* The request of lease id went onto the wire, just before now_us: the next start comes no sooner than
 * the delay from now. Again, when the transport had to send it anew. Fine for a lease that is gone. */
void mh_pace_sent(mh_pace_row *row, const mh_pace_rule *rule, int64_t id, int64_t now_us);

/* The answer has begun latency_us after the request went out: somewhere between the two the host saw
 * it. Spacing counts from the end of that span, as far as the span is at most this long: so gaps in
 * the host's own log are not shorter than the delay, and a host that thinks for long is not asked
 * less often for it. */
#define MH_PACE_REACH_US INT64_C(250000)
void mh_pace_seen(mh_pace_row *row, const mh_pace_rule *rule, int64_t latency_us, int64_t now_us);

typedef struct mh_pace_outcome {
    int status;             /* 0: an error before a status */
    bool unreachable;       /* dns, connect, tls, timeout, reset: counts as the host's failure */
    int64_t latency_us;     /* to the first byte; 0: none came */
    int64_t retry_after_us; /* -1: the answer had none */
} mh_pace_outcome;

/* Gives the lease back. 429 and 503 hold the host (Retry-After, at most the cap, else doubling from
 * 5 s to an hour) and slow it down; other failures (no answer, 500 and up) hold it from the 3rd,
 * doubling as well; a success takes delay and count back by half. What was under way while the host
 * is held neither adds to that nor takes back. A request that was given up before it was sent
 * (status 0, not unreachable) leaves no trace. Fine for a lease that is gone. */
void mh_pace_done(mh_pace_row *row, const mh_pace_rule *rule, int64_t id, int64_t now_us,
                  const mh_pace_outcome *o);

/* Retry-After (RFC 9110 10.2.3: seconds or a date) against now_us as a span, 0 for what is past; -1
 * when it is neither. */
int64_t mh_pace_retry_after(mh_view value, int64_t now_us);

/* The shared rows, as core/run lends them from the store. */
typedef void mh_pace_change(void *arg, mh_pace_row *row);
typedef struct mh_robots_copy {
    int64_t fetched_us; /* 0: never */
    int status;         /* of the answer; 0: no answer */
    mh_buf text;        /* owned by the caller */
} mh_robots_copy;
typedef struct mh_ledger {
    void *arg;
    int64_t run, pid, pid_start; /* who asks */
    /* Reads the row (zeroed when there is none), lets fn change it, writes it. No other process
     * reads or changes it meanwhile. durable: in force for all processes, and after a kill, when this
     * returns; else within the turn, with what else it writes. */
    mh_rc (*update)(void *arg, mh_view host, mh_pace_change *fn, void *fn_arg, bool durable,
                    mh_err *e);
    mh_rc (*robots_get)(void *arg, mh_view origin, mh_robots_copy *out, mh_err *e);
    mh_rc (*robots_put)(void *arg, mh_view origin, const mh_robots_copy *c, mh_err *e);
    mh_pace_alive *alive;
} mh_ledger;

#endif
