/* cache.h - the parts of conform_cache: the origin of its cases, what came of an exchange, and whether
 * that is what the table expects.
 * Owns: an outcome owns its head and body, an origin what it says; the rest is borrowed. Threads: one. */
#ifndef TESTS_TOOLS_CONFORM_CACHE_CACHE_H
#define TESTS_TOOLS_CONFORM_CACHE_CACHE_H

#include "../tables.h"
#include "net/cache.h"

#define SECOND INT64_C(1000000)

/* Answers as the case says. */
typedef struct origin {
    const json_t *steps;   /* of the case */
    size_t step, seen;     /* the exchange under way; requests that came */
    int64_t now_us;        /* moved by hand */
    mh_buf etag, modified; /* as sent in the exchange before, for 304 */
    mh_buf next_etag, next_modified;
    mh_lines extra; /* of the latest request: what the cache added; owned lines */
    const mh_cache_req *req;
} origin;

typedef struct outcome {
    bool failed; /* there is no answer */
    bool from_store, asked;
    int status, interim;
    mh_head head;
    mh_buf body;
} outcome;

/* Appends the value of the pair [name, value]: a number is seconds from now, for a date. */
void put_value(mh_buf *out, const json_t *pair, const json_t *step, int64_t now_us);
/* What the origin got: the request's own value, or what the cache added. */
bool got_field(const origin *o, const char *name, mh_buf *out);
/* False when it hangs up. id: of the case, the body where none is named. */
bool origin_answer(origin *o, mh_view id, mh_head *h, mh_buf *body);
long long number(mh_view v); /* -1: none */

/* Appends a line to why for each thing that is not as the exchange expects. */
void check_step(const json_t *step, const origin *o, const outcome *got, mh_view id, mh_buf *why);

#endif
