/* fetch.h - HTTP requests, many at once, none of which can hurt the run or a host.
 * Owns: mh_net owns connections; an mh_fetch is the caller's from start to mh_fetch_free.
 * Threads: loop thread only. (Names are resolved on threads of libcurl's own.)
 *
 * Each hop of a request (the first URL and every redirect) passes one chain before anything is sent:
 * URL and scheme - permission - private address - robots.txt - cache - turn at its host, in this
 * process and in the ledger that all processes share - connect, where the address is checked again
 * as resolved. Redirects are followed here, not by curl, so that no hop is missed; so are retries.
 * Content codings are taken off here as well, so that limits hold for what is decoded, not for what
 * was promised, and a stream that was cut short is never taken for whole. A status of 400 or 500 is
 * a result, not an error.
 *
 * With mh_net_opts.http2 it speaks HTTP/2 over TLS where the host does, all on one connection. What breaks
 * HTTP/2 ends every request on that connection with MH_E_RESET; they are retried over HTTP/1.1. */
#ifndef MH_NET_FETCH_H
#define MH_NET_FETCH_H

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "net/addr.h"
#include "net/cache.h"
#include "net/gate.h"
#include "net/head.h"
#include "net/keep.h"
#include "net/loop.h"
#include "net/pace.h"
#include "net/record.h"

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

/* Whether the run may ask host (lower case ASCII, IPv6 in brackets) on port; send: by POST. */
typedef bool mh_net_allow(void *arg, mh_view host, int port, bool send);

typedef struct mh_net_opts {
    const mh_clock *clock;   /* borrowed */
    mh_log *log;             /* borrowed; NULL: none */
    const char *contact;     /* operator's address or page, told in the user agent; NULL: none */
    const mh_grants *grants; /* borrowed: private addresses that may be reached; NULL: none */
    mh_net_allow *allow;     /* NULL: every host */
    void *allow_arg;
    mh_net_limits limits;
    mh_pace_rule pace;   /* how often one host is asked; see pace_loopback */
    bool pace_loopback;  /* also a granted loopback host, which else is served as fast as it can */
    bool robots;         /* robots.txt is obeyed by GET and HEAD (RFC 9309) */
    int retries;         /* of a GET or HEAD that failed for a passing reason */
    int64_t patience_ms; /* the longest rest of a host that a fetch waits out: else MH_E_HOLD */
    const mh_ledger *ledger; /* borrowed; NULL: hosts are known for the life of the mh_net */
    const mh_cache *cache;   /* borrowed; NULL: none */
    mh_cache_mode cache_mode;
    mh_recorder *recorder; /* borrowed; NULL: nothing is recorded */
    mh_keep *keep;         /* borrowed; NULL: no answers are kept. Bodies of sinks never are */
    mh_replay *replay;     /* borrowed; not NULL: every answer comes from it, none from the net */
    bool http2;   /* spoken to hosts that offer it over TLS; else HTTP/1.1 with all. In libcurl 7.88
                   many large streams at once get stuck at times and end in a time-out */
    bool cookies; /* kept and sent as RFC 6265 has it */
    size_t at_once;       /* requests under way */
    const char *proxy;    /* URL, with user info if need be; NULL or "": none, whatever the
                                environment says. The operator's own choice: its address is not
                                checked, nor what it resolves a name to; an address in the URL, or
                                a name that means loopback, is */
    const char *ca_file;  /* PEM certificates trusted in the place of the system's; NULL: those */
    const char *insecure; /* hosts whose certificates are not checked, separated by commas; NULL */
} mh_net_opts;

/* 60 s in all, 10 s to connect, 30 s to the headers, 20 s below 64 bytes/s, 256 KiB of headers, 15
 * MiB of body, 10 redirects; two at once and half a second apart at one host, slower where it
 * answers slowly; 256 at once in all; robots.txt obeyed, 2 retries, 20 s of patience, cookies; the
 * machine's clock. */
mh_net_opts mh_net_defaults(void);

/* Everything borrowed must outlive the mh_net. MH_E_USAGE for a proxy that is none (opts->proxy is not
 * quoted), MH_E_INTERNAL if libcurl cannot start. */
/* "libcurl 7.88.1 (OpenSSL/3.0.19)", of the library in use, appended; the file of certificates that
 * it trusts, "" when it has none. */
void mh_net_about(mh_buf *out);
const char *mh_net_ca_file(void);

mh_rc mh_net_new(mh_net **out, mh_loop *loop, const mh_net_opts *opts, mh_err *e);
/* Every fetch must have been freed. Handles close in later turns. NULL is fine. */
void mh_net_free(mh_net *n);

/* No further request goes out: for the end of a run, before its fetches are freed. */
void mh_net_halt(mh_net *n);

/* Cookies as lines of Netscape's format: takes those of an earlier run, gives those to be kept
 * (session cookies left out). */
void mh_net_cookies_load(mh_net *n, mh_view lines);
void mh_net_cookies_save(mh_net *n, mh_buf *out);

typedef struct mh_net_stats {
    uint64_t requests;               /* sent, each hop counts; robots.txt apart */
    uint64_t robots;                 /* robots.txt asked for */
    uint64_t conditional, unchanged; /* asked with validators; answered 304 */
    uint64_t reused;                 /* answered by the cache alone */
    uint64_t retries;
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

/* Takes decoded bytes of the body as they come, from inside a callback of curl: it must not call
 * into the engine. MH_FAIL with e ends the fetch with e. */
typedef mh_rc mh_body_sink(void *arg, const char *p, size_t n, mh_err *e);

typedef struct mh_fetch_req {
    mh_view url; /* absolute; user:password in it is sent as basic authentication, to this origin */
    mh_method method;
    const mh_header *headers; /* Host and what frames a message (Content-Length ...) are refused */
    size_t n_headers;
    mh_view body;           /* of a POST */
    mh_view user, password; /* basic authentication, in the place of the URL's */
    mh_net_limits limits;
    bool no_redirects; /* a 3xx is the result */
    bool
        robots_only; /* the result is the robots.txt of url's origin as it is known (status 0: it could
                          not be asked for); url itself is not asked for */
    int retries;     /* 0: as mh_net has it; -1: none */
    const mh_cache_mode *cache; /* NULL: as mh_net has it */
    mh_body_sink
        *sink; /* gets the body of the last hop in the place of result.body; NULL: none. Then
                           nothing is cached or retried */
    void *sink_arg;
    size_t window; /* with sink: pauses when so many bytes were given and not yet taken
                      (mh_fetch_taken), then over HTTP/1.1; 0: never */
} mh_fetch_req;

typedef enum mh_fetch_origin {
    MH_FROM_NET,
    MH_FROM_CACHE,      /* fresh: nothing was asked */
    MH_FROM_VALIDATION, /* the server said that what is kept still holds */
    MH_FROM_REPLAY
} mh_fetch_origin;

typedef struct mh_fetch_result {
    mh_err err;  /* code MH_E_NONE: the rest is whole. retry: may work later */
    int status;  /* 0: no answer */
    mh_view url; /* of the last hop, without user info and fragment */
    const mh_head *head;
    mh_view type;           /* Content-Type, empty if there was none */
    mh_buf body;            /* decoded; empty on error. May be taken (mh_buf_take) */
    int redirects, retries; /* followed; made */
    mh_fetch_origin from;
    int64_t fetched_us;      /* wall time at which the answer was whole, or was last confirmed */
    int64_t waited_ms;       /* for a turn at its hosts */
    int64_t first_ms;        /* from the first request to whole headers of the last hop */
    int64_t total_ms;        /* from the first request to the end, waiting left out */
    char addr[MH_ADDR_TEXT]; /* connected to; "" if none */
} mh_fetch_result;

/* Starts a request; what req holds is copied. done(arg) is called exactly once, from a later turn,
 * also when req is refused - unless the fetch is freed before. Codes: usage, permission, dns,
 * connect, tls, timeout, reset, partial, protocol, bad_encoding, too_large, too_many_redirects,
 * robots, hold, not_found (offline, replay), unsupported (scheme), denied (by the proxy), cancelled,
 * internal, and what the ledger's store says. Never NULL. */
mh_fetch *mh_fetch_start(mh_net *n, const mh_fetch_req *req, mh_done *done, void *arg);
/* Status of the hop under way, 0 before it is there; for a sink. */
int mh_fetch_status(const mh_fetch *f);
/* With req.window: n bytes that the sink was given are taken care of; more may come. */
void mh_fetch_taken(mh_fetch *f, size_t n);
/* Ends it with MH_E_CANCELLED; done is still called, once. After the end: nothing. */
void mh_fetch_cancel(mh_fetch *f);
/* Frees in any state; done is not called after this. NULL is fine. */
void mh_fetch_free(mh_fetch *f);
/* Borrowed until mh_fetch_free; NULL before the end. */
mh_fetch_result *mh_fetch_get(mh_fetch *f);

#endif
