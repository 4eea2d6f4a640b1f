/* http_priv.h - the parts of the HTTP server, shared by its files.
 * Owns: see http.h. Threads: see http.h. */
#ifndef MH_HOST_HTTP_PRIV_H
#define MH_HOST_HTTP_PRIV_H

#include "base/hash.h"
#include "host/http.h"
#include "host/http_read.h"

#include <microhttpd.h>
#include <uv.h>

/* Bodies that are refused are read up to here, so that the answer is not lost in a reset. */
#define HTTP_DRAIN ((size_t)8 << 20)

typedef struct http_conn {
    int fd;
    int64_t since; /* ms */
    bool cut;
    struct http_conn *prev, *next;
} http_conn;

struct mh_http {
    mh_loop *loop;
    struct MHD_Daemon *daemon;
    uv_poll_t *poll;
    uv_timer_t *timer;
    http_conn *first, *last; /* by age, the oldest first */
    size_t conns, most;
    int64_t request_ms;
    int door;          /* the socket that it listens on; libmicrohttpd's */
    uint64_t accepted; /* connections so far */
    bool paused;
    mh_http_ops ops;
    char *token;
    mh_http_address address;
    char machine[256];
    bool open;
    int port;
};

typedef struct http_request {
    char *line; /* the target, as sent */
    mh_http_target target;
    bool judged;
    unsigned status; /* 0: nothing is wrong so far */
    const char *error, *allow;
    size_t body;
    mh_hmac *hmac;
    char wanted[MH_SHA256_HEX];
} http_request;

/* http_answer.c: handlers of libmicrohttpd; arg is the mh_http. */
void *http_begin(void *arg, const char *target, struct MHD_Connection *c);
enum MHD_Result http_request_part(void *arg, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_len, void **request);
void http_end(void *arg, struct MHD_Connection *c, void **request,
              enum MHD_RequestTerminationCode why);

#endif
