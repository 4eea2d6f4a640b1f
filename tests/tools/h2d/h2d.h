/* h2d.h - what the HTTP/2 test server's connections and its answers share. */
#ifndef MH_TESTS_H2D_H
#define MH_TESTS_H2D_H

#include "base/str.h"
#include "base/vec.h"

#include <nghttp2/nghttp2.h>
#include <stdatomic.h>

typedef struct h2d_stream {
    int32_t id;
    mh_buf path, fields; /* of the request; "name: value" a line */
    long n;              /* the number in the query */
    mh_buf body;         /* of the answer, before fill */
    size_t given, fill;  /* bytes of body sent; 'x' still to come behind it. SIZE_MAX: no end */
    bool stall;          /* nothing more behind the body, and no end */
    bool drip;           /* a byte each n ms, no end */
    int cut;             /* the stream is reset behind the body, with this code; 0: it is not */
    int64_t due;         /* ms; something is to be done then; 0: nothing */
} h2d_stream;

typedef struct h2d_conn {
    nghttp2_session *session;
    MH_VEC(h2d_stream *) streams;
    mh_buf out;
    size_t sent;
    bool end; /* once all is sent */
} h2d_conn;

typedef struct h2d_counters {
    atomic_int streams, connections, busy, busy_max, resets;
} h2d_counters;

extern h2d_counters *h2d_counts; /* of all processes */

int64_t h2d_now_ms(void);
/* A request is whole. */
void h2d_route(h2d_conn *c, h2d_stream *t);
/* t->due has come. */
void h2d_due(h2d_conn *c, h2d_stream *t);

#endif
