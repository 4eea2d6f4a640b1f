/* http_priv.h - what the files of mine.http share: options, the request, the call under way.
 * Owns: see each. Threads: the thread that runs Lua.
 *
 * http.c      the functions of the module
 * options.c   their options, and the request made of them
 * response.c  an answer as Lua sees it
 * stream.c    a body read piece by piece, or into a file
 * robots.c    what a robots.txt says */
#ifndef MH_API_HTTP_PRIV_H
#define MH_API_HTTP_PRIV_H

#include "lua/kit.h"

#include "doc/url.h"
#include "net/fetch.h"

typedef struct http_opts {
    double timeout, connect_timeout, first_byte_timeout;
    int64_t max_bytes, redirects, retries;
    bool any_status;
    mh_view cache, file, body, type, method;
} http_opts;

extern const mh_schema http_get_schema, http_head_schema, http_open_schema, http_post_schema,
    http_request_schema;

/* A request as it is read from Lua; an object, so that it is freed when Lua raises. */
typedef struct http_ask {
    mh_fetch_req req;
    http_opts o;
    mh_buf body;
    mh_url url;
    char *json, *file; /* file: where the body goes; NULL: into the response */
    mh_buf auth, signature;
    MH_VEC(mh_header) headers;
    MH_VEC(mh_header) fields;
} http_ask;

/* Reads url (1) and options (2) by the schema; pushes the object. method: unless the schema has an
 * option of that name. Raises on mistakes and for want of a permission. */
http_ask *http_ask_read(lua_State *L, const mh_schema *s, mh_method method);

/* The call under way: the wait's operation and its result. */
typedef struct http_call {
    mh_wait *wait; /* NULL: nobody waits now */
    mh_fetch *fetch;
    bool any_status, raw_redirect;
    mh_view file; /* of the response; borrowed */
    int64_t size;
} http_call;

/* Pushes a response, or nil and an error. */
int http_push_result(lua_State *L, const http_call *c);
/* The metatable of responses, in the registry. */
extern const char http_response_key;
/* Whether a status is a success for the caller. */
bool http_is_success(const http_call *c, int status);

int http_l_open(lua_State *L);
int http_l_robots(lua_State *L);
/* Pushes the table of fields at 1 as application/x-www-form-urlencoded text. */
int http_l_query(lua_State *L);
/* Waits while the body goes into ask->file. */
int http_to_file(lua_State *L, http_ask *ask);

#endif
