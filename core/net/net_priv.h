/* net_priv.h - what the files of the fetch engine share.
 * Owns: as fetch.h says. Threads: loop thread only.
 *
 * net.c    curl on the loop: sockets, timer, finished transfers
 * fetch.c  the life of one fetch: start, chain of checks, redirect, end
 * hop.c    one request on the wire: options, header and body callbacks, curl's errors in ours */
#ifndef MH_NET_PRIV_H
#define MH_NET_PRIV_H

#include "base/vec.h"
#include "doc/url.h"
#include "net/fetch.h"

#include <curl/curl.h>

struct uv_timer_s;

struct mh_net {
    mh_loop *loop;
    mh_net_opts o;
    char *agent; /* User-Agent */
    CURLM *multi;
    struct uv_timer_s *timer; /* curl's */
    mh_gate *gate;
    mh_timer *gate_timer;
    MH_VEC(CURL *) spare; /* handles between two requests: setting one up is dear */
    mh_net_stats stats;
    size_t live; /* fetches not freed */
};

typedef enum fetch_state { FETCH_WAITS, FETCH_RUNS, FETCH_ENDED } fetch_state;

struct mh_fetch {
    mh_net *net;
    fetch_state state;
    mh_done *done;
    void *arg;
    mh_post post;
    mh_gate_pass pass;
    int64_t joined_ms; /* waits at the gate since */

    mh_method method;
    mh_url url;           /* of this hop */
    MH_VEC(char *) lines; /* request headers, "Name: value" */
    mh_buf send;          /* body of a POST */
    char *user, *password;
    mh_net_limits limits;
    bool no_redirects;
    bool foreign; /* a hop has left the first origin: no secrets from here on */

    CURL *easy; /* while it runs */
    struct curl_slist *list;
    char why[CURL_ERROR_SIZE];
    mh_timer *timer;
    int64_t start_ms, left_ms; /* of this hop; of the total, at its start */
    int64_t spent_ms;          /* by earlier hops */
    mh_head head;
    mh_err abort;               /* why a callback stopped curl */
    char refused[MH_ADDR_TEXT]; /* an address that the guard refused */
    size_t skipped;             /* bytes of a redirect's body, not wanted */
    mh_buf href;                /* of res.url */
    mh_fetch_result res;
};

int64_t mh_net_now_ms(const mh_net *n);

/* hop.c: puts f on the wire; MH_FAIL with f->abort filled if curl would not take it. */
mh_rc mh_hop_start(mh_fetch *f);
/* Takes f off the wire (fine when it is not on it); its handle goes back. */
void mh_hop_stop(mh_fetch *f);
/* The error of a transfer that ended with code. */
mh_err mh_hop_error(const mh_fetch *f, CURLcode code);
/* The answer is a redirect that is to be followed. */
bool mh_hop_redirects(const mh_fetch *f);

/* fetch.c: a transfer came to its end; the clock says that one may have run out. */
void mh_fetch_hop_done(mh_fetch *f, CURLcode code);
void mh_fetch_tick(void *arg);
/* Lets in whose turn it is. */
void mh_net_pump(mh_net *n);

#endif
