/* fetch.h - HTTP requests, many at once, none of which can hurt the run.
 * Owns: mh_net owns connections; an mh_fetch is the caller's from start to mh_fetch_free.
 * Threads: loop thread only. (Names are resolved on threads of libcurl's own.)
 *
 * Each hop of a request (the first URL and every redirect) passes one chain before anything is sent:
 * URL and scheme - permission - private address - spacing of its host - connect, where the address
 * is checked again as resolved. Redirects are followed here, not by curl, so that no hop is missed.
 * Limits hold for what is decoded, not for what was promised. A status of 400 or 500 is a result,
 * not an error. */
#ifndef MH_NET_FETCH_H
#define MH_NET_FETCH_H

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "net/addr.h"
#include "net/gate.h"
#include "net/head.h"
#include "net/loop.h"

typedef struct mh_net mh_net;
typedef struct mh_fetch mh_fetch;

/* In a request 0 means: as mh_net has it. Times in milliseconds. */
typedef struct mh_net_limits {
    int64_t total_ms;      /* the transfers of all hops together, without waiting for a turn */
    int64_t connect_ms;    /* name, connection and TLS handshake, each hop */
    int64_t first_byte_ms; /* until the headers of the answer are whole, each hop */
    int64_t low_speed_ms;  /* so long below low_speed bytes a second: given up */
    int64_t low_speed;     /* bytes a second */
    int64_t header_bytes;  /* of one hop, interim answers and trailers included */
    int64_t body_bytes;    /* decoded */
    int redirects;         /* 0 as such: use mh_fetch_req.no_redirects */
} mh_net_limits;

/* Whether the run may ask host (lower case ASCII, IPv6 in brackets) on port. */
typedef bool mh_net_allow(void *arg, mh_view host, int port);

typedef struct mh_net_opts {
    const mh_clock *clock;   /* borrowed */
    mh_log *log;             /* borrowed; NULL: none */
    const char *contact;     /* operator's address or page, told in the user agent; NULL: none */
    const mh_grants *grants; /* borrowed: private addresses that may be reached; NULL: none */
    mh_net_allow *allow;     /* NULL: every host */
    void *allow_arg;
    mh_net_limits limits;
    mh_gate_rule per_host; /* of all but granted loopback, which is served as fast as it can */
    size_t at_once;        /* requests under way */
    const char *proxy;     /* NULL: none, whatever the environment says. The operator's own choice:
                              its address is not checked */
    const char *ca_file;   /* PEM certificates trusted in the place of the system's; NULL: those */
} mh_net_opts;

/* 60 s in all, 10 s to connect, 30 s to the headers, 20 s below 64 bytes/s, 256 KiB of headers, 15
 * MiB of body, 10 redirects; two at once and half a second apart at one host, 256 at once in all;
 * the machine's clock. */
mh_net_opts mh_net_defaults(void);

/* Everything borrowed must outlive the mh_net. Fails (MH_E_INTERNAL) only if libcurl cannot start. */
mh_rc mh_net_new(mh_net **out, mh_loop *loop, const mh_net_opts *opts, mh_err *e);
/* Every fetch must have been freed. Handles close in later turns. NULL is fine. */
void mh_net_free(mh_net *n);

typedef struct mh_net_stats {
    uint64_t requests;  /* sent, each hop counts */
    uint64_t bytes;     /* decoded bodies, also of answers that were given up */
    uint64_t redirects; /* followed */
    uint64_t failed;    /* fetches that ended in an error */
    uint64_t refused;   /* by permission or address guard */
    size_t running, waiting;
} mh_net_stats;

/* Budgets and progress lines read these. Grows while transfers run. */
mh_net_stats mh_net_stats_get(const mh_net *n);

typedef enum mh_method { MH_GET, MH_POST, MH_HEAD } mh_method;
/* "GET", "POST", "HEAD" */
const char *mh_method_name(mh_method m);

typedef struct mh_header {
    mh_view name, value;
} mh_header;

typedef struct mh_fetch_req {
    mh_view url; /* absolute; user:password in it is sent as basic authentication, to this origin */
    mh_method method;
    const mh_header *headers; /* Host and what frames a message (Content-Length ...) are refused */
    size_t n_headers;
    mh_view body; /* of a POST */
    mh_net_limits limits;
    bool no_redirects; /* a 3xx is the result */
} mh_fetch_req;

typedef struct mh_fetch_result {
    mh_err err;  /* code MH_E_NONE: the rest is whole. retry: may work later */
    int status;  /* 0: no answer */
    mh_view url; /* of the last hop, without user info and fragment */
    const mh_head *head;
    mh_view type;            /* Content-Type, empty if there was none */
    mh_buf body;             /* decoded; empty on error. May be taken (mh_buf_take) */
    int redirects;           /* followed */
    int64_t waited_ms;       /* for a turn at its hosts */
    int64_t first_ms;        /* from the first request to whole headers of the last hop */
    int64_t total_ms;        /* from the first request to the end, waiting left out */
    char addr[MH_ADDR_TEXT]; /* connected to; "" if none */
} mh_fetch_result;

/* Starts a request; what req holds is copied. done(arg) is called exactly once, from a later turn,
 * also when req is refused - unless the fetch is freed before. Codes: usage, permission, dns,
 * connect, tls, timeout, reset, partial, protocol, bad_encoding, too_large, too_many_redirects,
 * unsupported (scheme), cancelled, internal. Never NULL. */
mh_fetch *mh_fetch_start(mh_net *n, const mh_fetch_req *req, mh_done *done, void *arg);
/* Ends it with MH_E_CANCELLED; done is still called, once. After the end: nothing. */
void mh_fetch_cancel(mh_fetch *f);
/* Frees in any state; done is not called after this. NULL is fine. */
void mh_fetch_free(mh_fetch *f);
/* Borrowed until mh_fetch_free; NULL before the end. */
mh_fetch_result *mh_fetch_get(mh_fetch *f);

#endif
