/* mine.http: requests over http and https. */
#include "api/http/http_priv.h"

#include <stdlib.h>
#include <string.h>

static int call(lua_State *L, const mh_schema *s, mh_method method);

/*** mine.http.get(url, options) -> response
 * Fetch a page. Redirects are followed, the body is decoded (gzip, br, zstd), robots.txt is obeyed, the
 * host is spared, what was got before is asked about and not got again. A status other than 200 to 299 is an error with code "http" and its status.
 * @param url string, http or https
 * @param options { headers = {}, timeout = 60, connect_timeout = 10, first_byte_timeout = 30,
 * max_bytes = "15M", redirects = 10, retries = 2, cache = "on", auth = nil, any_status = false, file =
 * nil }
 * @return response with status, url (of the last hop), headers (lower-case names), body (bytes),
 * content_type, redirects, retries (if any), elapsed (seconds), fetched_at, cached ("fresh": nothing was
 * asked; "unchanged": the server said so) and response:document(); with option file: file and size in
 * the place of body. Or nil and an error whose code is robots (robots.txt does not allow it), hold (the
 * host asked to be left alone), timeout, dns, connect, tls, reset, partial, protocol, bad_encoding, too_large,
 * too_many_redirects, unsupported, permission, denied (by the operator's proxy), parse or http, and whose retry says whether trying
 * again may help. Asking a host that the run has no permission for raises.
 * @example local page = assert(mine.http.get("https://example.org/news/1", { timeout = 20 })) */
static int l_get(lua_State *L) {
    return call(L, &http_get_schema, MH_GET);
}

/*** mine.http.head(url, options) -> response
 * Ask for the headers of a page alone.
 * @param url string @param options as of mine.http.get
 * @return response with an empty body, or nil and an error
 * @example local size = assert(mine.http.head(url)).headers["content-length"] */
static int l_head(lua_State *L) {
    return call(L, &http_head_schema, MH_HEAD);
}

/*** mine.http.post(url, options) -> response
 * Send bytes, a form or a JSON value.
 * @param url string
 * @param options as of mine.http.get, and one of body = bytes (with type = its Content-Type), form =
 * table of fields, json = value
 * @return response, or nil and an error, as mine.http.get
 * @example mine.http.post("https://example.org/hook", { json = { title = "Talks in Astana" } }) */
static int l_post(lua_State *L) {
    return call(L, &http_post_schema, MH_POST);
}

/*** mine.http.request(url, options) -> response
 * The same with the method as an option.
 * @param url string @param options { method = "GET" } and those of mine.http.post
 * @return response, or nil and an error, as mine.http.get
 * @example local seen = mine.http.request(url, { method = "HEAD", any_status = true }) */
static int l_request(lua_State *L) {
    return call(L, &http_request_schema, MH_GET);
}

static void call_free(void *result) {
    http_call *c = result;
    mh_fetch_free(c->fetch);
    free(c);
}

static void fetched(void *arg) {
    http_call *c = arg;
    mh_wait_ready(c->wait, c);
}

static bool call_cancel(void *op) {
    call_free(op);
    return true;
}

static int push_fetched(lua_State *L, void *result) {
    return http_push_result(L, result);
}

static const mh_wait_type call_wait = {"mine.http", push_fetched, call_cancel, call_free};

static int call(lua_State *L, const mh_schema *schema, mh_method method) {
    mh_ctx *c = mh_ctx_of(L);
    mh_err e = {0};
    http_ask *ask = http_ask_read(L, schema, method);
    if (c->net == NULL && c->ops->open_net(c, &e) != MH_OK) return mh_push_fail(L, &e);
    if (ask->file) return http_to_file(L, ask);
    enum { ASK = 3 }; /* its place on the stack */
    mh_wait *w = mh_wait_new(L, &call_wait);
    http_call *g = mh_alloc(sizeof *g);
    g->wait = w;
    g->any_status = ask->o.any_status;
    g->raw_redirect = ask->o.redirects == 0;
    g->fetch = mh_fetch_start(c->net, &ask->req, fetched, g);
    lua_pushnil(L); /* the request was copied: it need not wait along */
    lua_replace(L, ASK);
    mh_wait_start(w, g);
    return mh_wait_yield(L, w);
}

/*** mine.http.query(fields) -> text
 * Fields as the query of a URL (application/x-www-form-urlencoded).
 * @param fields table of names and values: a string, or a list of strings
 * @return string
 * @example local url = "https://example.org/search?" .. mine.http.query({ q = "talks", page = "2" }) */
static int l_query(lua_State *L) {
    return http_l_query(L);
}

/*** mine.http.robots(url) -> table
 * What the robots.txt of url's site says to this program (RFC 9309); a day old at most.
 * @param url string
 * @return { status = of its answer, allowed = whether url may be fetched, delay = seconds that it asks
 * for, sitemaps = list of addresses }; or nil and an error when it could not be asked for
 * @example local sitemaps = assert(mine.http.robots("https://example.org/")).sitemaps */
static int l_robots(lua_State *L) {
    return http_l_robots(L);
}

static const luaL_Reg http_fns[] = {
    {"get", l_get},        {"head", l_head},   {"post", l_post},     {"request", l_request},
    {"open", http_l_open}, {"query", l_query}, {"robots", l_robots}, {NULL, NULL}};

/* http.lua takes the table of methods from the module, fills it, and takes its name away. */
static void http_open(lua_State *L) {
    lua_createtable(L, 0, 3);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, -4, "methods");
    lua_setfield(L, -2, "__index");
    lua_pushliteral(L, "mine.http.response");
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &http_response_key);
}

const mh_api mh_api_http = {.name = "http", .fns = http_fns, .open = http_open, .lua = "http.lua"};
