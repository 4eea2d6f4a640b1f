/* net_priv.h - what the files of the fetch engine share.
 * Owns: as fetch.h says. Threads: loop thread only.
 *
 * A fetch goes through these files in this order; redirects and retries go back to the second.
 *
 * fetch.c   its life: start, cancel, end
 * chain.c   what is asked before a hop: permission, robots.txt, cache, a turn at the host
 * known.c   what is known of an origin's robots.txt
 * wire.c    one hop on the wire: curl's handle, its callbacks, its clock
 * setup.c   what the handle is told
 * proxy.c   a proxy: its URL, what the handle is told of it, what it answers
 * fault.c   curl's errors in ours
 * answer.c  what follows an answer: cache, record, redirect, retry, end
 * net.c     curl on the loop: sockets, timer, finished transfers */
#ifndef MH_NET_PRIV_H
#define MH_NET_PRIV_H

#include "base/map.h"
#include "base/vec.h"
#include "doc/url.h"
#include "net/decode.h"
#include "net/fetch.h"
#include "net/pace_memory.h"
#include "net/robots.h"

#include <curl/curl.h>

struct uv_timer_s;

#define MH_SEND_SPARE_MS 5000 /* from a lease to the wire, above the time to connect */

/* A handle of curl, set up once, with what it needs while a fetch is on the wire. */
typedef struct mh_hop {
    mh_net *net;
    mh_fetch *fetch; /* NULL: spare */
    CURL *easy;
    struct curl_slist *list; /* of its own; NULL: the net's plain one */
    char why[CURL_ERROR_SIZE];
    mh_timer *timer;
    int64_t start_ms, left_ms;  /* monotonic; of the total, at its start */
    int64_t sent_ms;            /* the request went out; 0: not yet */
    int64_t paused_ms;          /* since; 0: it is not */
    mh_err abort;               /* why a callback stopped curl */
    char refused[MH_ADDR_TEXT]; /* an address that the guard refused */
    size_t skipped;             /* bytes of a redirect's body, not wanted */
    mh_decode *decode;          /* NULL: the body comes as it is */
    int fd;                     /* of its connection; -1: not known */
    uint64_t wire_base;         /* bytes that the connection had received before */
    unsigned pieces;            /* of the body, as they came */
    bool auth;                  /* user and password are set */
} mh_hop;

typedef struct mh_known mh_known; /* robots.txt of an origin */

struct mh_net {
    mh_loop *loop;
    mh_net_opts o;
    char *agent; /* User-Agent */
    CURLM *multi;
    CURLSH *share;            /* cookies */
    struct curl_slist *plain; /* request fields of a GET without any of its own */
    struct uv_timer_s *timer; /* curl's */
    mh_gate *gate;
    mh_timer *gate_timer;
    mh_pace_memory *memory; /* when no ledger was lent */
    mh_ledger own_ledger;
    mh_map *known;                     /* origin -> mh_known */
    char *proxy;                       /* its URL without user info; NULL: none */
    char *proxy_user, *proxy_password; /* NULL: none */
    mh_map *unchecked; /* hosts that the log was told of: their certificates are not checked */
    MH_VEC(mh_hop *) spare;
    mh_net_stats stats;
    size_t live;  /* fetches not freed */
    bool pumping; /* turns are being given out, or will not be any more */
};

typedef enum fetch_state {
    FETCH_ROBOTS, /* waits for its origin's robots.txt */
    FETCH_TURN,   /* waits for its turn at the host */
    FETCH_WIRE,
    FETCH_REPLAY, /* its answer is told at its moment: of a recording, or of a run that is recorded */
    FETCH_PAUSE, /* before a retry */
    FETCH_ENDED
} fetch_state;

struct mh_fetch {
    mh_net *net;
    fetch_state state;
    mh_done *done;
    void *arg;
    mh_post post;
    mh_gate_pass pass;
    int64_t joined_ms; /* waits for its turn since */

    mh_method method;
    mh_method first_method; /* of the first hop */
    char *first_url;        /* of it, if answers are kept; owned */
    mh_url url;             /* of this hop */
    mh_lines lines;         /* request headers, "Name: value" */
    mh_buf send;            /* body of a POST */
    char *user, *password;
    mh_net_limits limits;
    int retries; /* that it may make */
    mh_cache_mode cache;
    bool no_redirects;
    bool http1;    /* HTTP/2 has failed it */
    bool foreign;  /* a hop has left the first origin: no secrets from here on */
    bool internal; /* asks for a robots.txt */
    bool robots_only;
    mh_body_sink *sink;
    void *sink_arg;
    size_t window, given; /* bytes with the sink that were not taken yet */
    size_t given_all;     /* bytes of the body so far */

    mh_known *known; /* waits for this one */
    mh_fetch *known_next, *known_prev;
    mh_cache_entry *stale; /* asked about with conditions; owned */
    mh_lines conditions;
    int64_t lease;   /* in the ledger; 0: none */
    int64_t hold_us; /* rest that the host was given by this answer */
    mh_hop *hop;     /* while on the wire */
    mh_timer *timer; /* of a pause */
    uint64_t ask;    /* ticket of this hop in a recording; 0: none, or given back */
    mh_replayed *replayed;
    int64_t spent_ms;   /* by earlier hops, and by this one when it has ended */
    int64_t base_ms;    /* by earlier hops */
    mh_err *why;        /* of an answer that is still to be decided upon; owned */
    int64_t latency_ms; /* of this hop, from the request to the first byte */
    int64_t request_us; /* this hop began */
    int64_t moment_us;  /* its latest answer came: the event that the run sees */
    uint64_t order;     /* of events of one moment */
    mh_head head;
    mh_buf href;          /* of res.url */
    mh_fetch_result *res; /* by mh_res: made when it is first wanted, for thousands may wait */
};

/* f's result so far. */
static inline mh_fetch_result *mh_res(mh_fetch *f) {
    if (f->res == NULL) f->res = mh_alloc(sizeof *f->res);
    return f->res;
}

int64_t mh_net_now_ms(const mh_net *n);
int64_t mh_net_now_us(const mh_net *n); /* wall */

/* fetch.c */
/* As mh_fetch_start; for a robots.txt. sink gets done's arg. */
mh_fetch *mh_fetch_internal(mh_net *n, mh_view url, mh_body_sink *sink, mh_done *done, void *arg);
/* Reads ref (against base, the URL of a redirect) into f->url. */
mh_rc mh_fetch_target(mh_fetch *f, mh_view ref, const mh_url *base, mh_err *e);
/* Ends it, with why or (code MH_E_NONE) with what it got; done follows from a later turn. */
void mh_fetch_end(mh_fetch *f, mh_err why);

/* chain.c: begins a hop to f->url. */
void mh_chain_start(mh_fetch *f);
/* Its robots.txt is known, or cannot be known (why). */
void mh_chain_known(mh_fetch *f, mh_err why);
/* Lets in whose turn it is. */
void mh_net_pump(mh_net *n);
/* Whether the host of f is spared: leases, spacing. */
bool mh_chain_spares(const mh_fetch *f);
/* The rule for f's host, with what its robots.txt asks for. */
mh_pace_rule mh_chain_rule(const mh_fetch *f);
/* The request is on the wire; its answer has begun; it has ended (with or without an answer). Fine
 * without a lease. */
void mh_chain_sent(mh_fetch *f);
void mh_chain_seen(mh_fetch *f);
void mh_chain_returned(mh_fetch *f, const mh_err *why);

/* known.c: true when it is known whether f may ask; false: f waits, mh_chain_known will follow. */
bool mh_known_ready(mh_fetch *f);
/* f waits no more. */
void mh_known_leave(mh_fetch *f);
mh_rc mh_known_allows(const mh_fetch *f, mh_err *e);
/* Puts the robots.txt of f's origin into its result. */
void mh_known_tell(mh_fetch *f);
/* Delay that robots.txt asks for, -1: none; *why is static text. */
int64_t mh_known_delay_us(const mh_fetch *f, const char **why);
void mh_known_free(mh_net *n);

/* wire.c: puts f on the wire; MH_FAIL with e filled if curl would not take it. */
mh_rc mh_hop_start(mh_fetch *f, mh_err *e);
/* Takes f off the wire (fine when it is not on it); its handle goes back. */
void mh_hop_stop(mh_fetch *f);
void mh_hop_free(mh_hop *h);
/* The answer is a redirect that is to be followed. */
bool mh_hop_redirects(const mh_fetch *f);

/* setup.c: what never changes, at the birth of a handle; what each request needs. */
void mh_setup_once(mh_hop *h);
void mh_setup_request(mh_hop *h);
/* The fields that every GET sends. */
struct curl_slist *mh_setup_plain(void);
curl_socket_t mh_setup_open(void *arg, curlsocktype purpose, struct curl_sockaddr *a);

/* proxy.c: reads n->o.proxy; MH_E_USAGE, without quoting it. */
mh_rc mh_proxy_read(mh_net *n, mh_err *e);
/* At the birth of a handle. */
void mh_proxy_setup(const mh_net *n, CURL *c);
/* MH_FAIL with e filled if it was the proxy that kept the transfer from its answer. */
mh_rc mh_proxy_fault(const mh_hop *h, CURLcode code, mh_err *e);
void mh_proxy_clear(mh_net *n);

/* fault.c: the error of a transfer that ended with code. */
mh_err mh_fault(const mh_hop *h, CURLcode code);
/* Whether HTTP/2 failed, by this stream or by another one of its connection: nobody tells. libcurl 7.88
 * breaks the connection over a head of more than 128 KiB, and may give one of more than its buffer's 16
 * KiB in the wrong order, which then does not begin as an answer does. */
bool mh_fault_of_http2(const mh_hop *h, CURLcode code);

/* answer.c: a transfer came to its end. */
void mh_answer_wire(mh_fetch *f, CURLcode code);
/* An answer (or failure) is in f->head and f->res.body: redirect, retry or end. */
void mh_answer(mh_fetch *f, mh_err why);
/* The next answer of the recording. */
void mh_answer_replay(mh_fetch *f);
/* Nobody wants the answer any more: a recording says so. */
void mh_answer_given_up(mh_fetch *f, const mh_err *why);
/* Sets the moment of the answer, unless it has one. */
void mh_answer_moment(mh_fetch *f);
/* Gives a kept answer; takes over what c holds. */
void mh_answer_cached(mh_fetch *f, mh_cache_entry *c, mh_fetch_origin from);

#endif
