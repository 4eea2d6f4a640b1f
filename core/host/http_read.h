/* http_read.h - what a request to the daemon says: its target, Host, token, signature. Pure.
 * Owns: nothing; views are borrowed from what was read. Threads: any.
 *
 * Every form that is not the plain one is refused, not repaired: a path that is written with escapes, dots or
 * double slashes names nothing here. */
#ifndef MH_HOST_HTTP_READ_H
#define MH_HOST_HTTP_READ_H

#include "base/err.h"
#include "base/str.h"

#include <sys/socket.h>

#define MH_HTTP_NAME 256  /* bytes of a job's name or a path of a hook, decoded */
#define MH_HTTP_RUNS 1000 /* runs that one request may list */

typedef enum mh_http_route {
    MH_HTTP_NOTHING, /* 404 */
    MH_HTTP_HEALTH,
    MH_HTTP_METRICS,
    MH_HTTP_JOBS,
    MH_HTTP_JOB,
    MH_HTTP_RUNS_LIST,
    MH_HTTP_RUN,
    MH_HTTP_HOOK
} mh_http_route;

typedef struct mh_http_target {
    mh_http_route route;
    char name[MH_HTTP_NAME + 1]; /* of a job or hook */
    size_t name_len;
    int64_t id;    /* of a run */
    mh_view query; /* behind the "?" */
} mh_http_target;

/* target: of the request line, as sent. */
void mh_http_read_target(mh_view target, mh_http_target *out);

/* Which names of this machine a Host header may have, besides those of loopback. */
typedef struct mh_http_names {
    mh_view address; /* that is listened on, without brackets */
    mh_view machine; /* its host name; empty: none */
    bool numbers;    /* any address, as no name is tied anew to one */
} mh_http_names;
bool mh_http_host_ok(mh_view host, const mh_http_names *names);

/* The token of an Authorization header ("Bearer TOKEN"); empty: none in it. */
mh_view mh_http_bearer(mh_view header);
/* The digits of "sha256=HEX" in lower case. */
bool mh_http_signature(mh_view header, char hex[65]);
/* "job=NAME&limit=N", each once at most. job is cleared first. MH_E_USAGE for anything else. */
mh_rc mh_http_runs_query(mh_view query, mh_buf *job, size_t *limit, mh_err *e);

typedef struct mh_http_address {
    struct sockaddr_storage addr;
    socklen_t len;
    bool loopback;
    char text[64]; /* of the address alone */
} mh_http_address;
/* "127.0.0.1:8420", "[::1]:8420", "localhost:8420" (127.0.0.1). Other names are not looked up. */
mh_rc mh_http_read_listen(mh_view v, mh_http_address *out, mh_err *e);

#endif
