/* mine.http: requests over http and https. */
#include "lua/kit.h"

#include "conf/perm.h"
#include "doc/url.h"
#include "net/fetch.h"

#include <stdlib.h>
#include <string.h>

typedef struct http_opts {
    double timeout, connect_timeout, first_byte_timeout;
    int64_t max_bytes, redirects;
    bool any_status;
    mh_view body, type, method;
} http_opts;

#define AT(f) offsetof(http_opts, f)
#define DAY   86400.0

/* get and head take the first N_GET rows, post the first N_POST, request all */
static const mh_row rows[] = {
    {.name = "headers", .type = MH_T_VALUE, .help = "table of names and values to send"},
    {.name = "timeout",
     .type = MH_T_SECONDS,
     .offset = AT(timeout),
     .min = 0.001,
     .max = DAY,
     .help = "seconds for the transfer with its redirects; waiting for a turn is not counted (60)"},
    {.name = "connect_timeout",
     .type = MH_T_SECONDS,
     .offset = AT(connect_timeout),
     .min = 0.001,
     .max = DAY,
     .help = "seconds until the connection stands (10)"},
    {.name = "first_byte_timeout",
     .type = MH_T_SECONDS,
     .offset = AT(first_byte_timeout),
     .min = 0.001,
     .max = DAY,
     .help = "seconds until the answer begins (30)"},
    {.name = "max_bytes",
     .type = MH_T_BYTES,
     .offset = AT(max_bytes),
     .min = 1,
     .max = 1e12,
     .help = "a larger body, once decoded, is an error (15 MiB)"},
    {.name = "redirects",
     .type = MH_T_INT,
     .offset = AT(redirects),
     .def = -1,
     .min = 0,
     .max = 50,
     .help = "how many to follow (10); 0: a redirect is the result"},
    {.name = "any_status",
     .type = MH_T_BOOL,
     .offset = AT(any_status),
     .help = "a status that is no success is a result, too, not an error"},
    {.name = "body", .type = MH_T_STRING, .offset = AT(body), .help = "bytes to send"},
    {.name = "form", .type = MH_T_VALUE, .help = "table of fields to send as a form"},
    {.name = "json", .type = MH_T_VALUE, .help = "value to send as JSON"},
    {.name = "type", .type = MH_T_STRING, .offset = AT(type), .help = "Content-Type of the body"},
    {.name = "method",
     .type = MH_T_STRING,
     .offset = AT(method),
     .text = "GET",
     .choices = "GET|POST|HEAD",
     .help = "GET, POST or HEAD"},
};
enum { N_GET = 7, N_POST = 11, N_ALL = sizeof rows / sizeof rows[0] };

static const mh_schema get_schema = {"mine.http.get", rows, N_GET};
static const mh_schema head_schema = {"mine.http.head", rows, N_GET};
static const mh_schema post_schema = {"mine.http.post", rows, N_POST};
static const mh_schema request_schema = {"mine.http.request", rows, N_ALL};

static const char response_key = 0; /* the metatable of responses, in the registry */

static int call(lua_State *L, const mh_schema *s, mh_method method);

/*** mine.http.get(url, options) -> response
 * Fetch a page. Redirects are followed, the body is decoded (gzip, br, zstd), the host is spared as
 * the run has it. A status other than 200 to 299 is an error with code "http" and its status.
 * @param url string, http or https
 * @param options { headers = {}, timeout = 60, connect_timeout = 10, first_byte_timeout = 30,
 * max_bytes = "15M", redirects = 10, any_status = false }
 * @return response with status, url (of the last hop), headers (lower-case names), body (bytes),
 * content_type, redirects, elapsed (seconds) and response:document(); or nil and an error whose code
 * is timeout, dns, connect, tls, reset, partial, protocol, bad_encoding, too_large,
 * too_many_redirects, unsupported, permission, parse or http, and whose retry says whether trying
 * again may help. Asking a host that the run has no permission for raises.
 * @example local page = assert(mine.http.get("https://example.org/news/1", { timeout = 20 })) */
static int l_get(lua_State *L) {
    return call(L, &get_schema, MH_GET);
}

/*** mine.http.head(url, options) -> response
 * Ask for the headers of a page alone.
 * @param url string @param options as of mine.http.get
 * @return response with an empty body, or nil and an error
 * @example local size = assert(mine.http.head(url)).headers["content-length"] */
static int l_head(lua_State *L) {
    return call(L, &head_schema, MH_HEAD);
}

/*** mine.http.post(url, options) -> response
 * Send bytes, a form or a JSON value.
 * @param url string
 * @param options as of mine.http.get, and one of body = bytes (with type = its Content-Type), form =
 * table of fields, json = value
 * @return response, or nil and an error, as mine.http.get
 * @example mine.http.post("https://example.org/hook", { json = { title = "Talks in Astana" } }) */
static int l_post(lua_State *L) {
    return call(L, &post_schema, MH_POST);
}

/*** mine.http.request(url, options) -> response
 * The same with the method as an option.
 * @param url string @param options { method = "GET" } and those of mine.http.post
 * @return response, or nil and an error, as mine.http.get
 * @example local seen = mine.http.request(url, { method = "HEAD", any_status = true }) */
static int l_request(lua_State *L) {
    return call(L, &request_schema, MH_GET);
}

static const luaL_Reg http_fns[] = {
    {"get", l_get}, {"head", l_head}, {"post", l_post}, {"request", l_request}, {NULL, NULL}};

/* The call under way: the wait's operation and its result. */
typedef struct fetching {
    mh_wait *wait;
    mh_fetch *fetch;
    bool any_status, raw_redirect;
} fetching;

static void fetching_free(void *result) {
    fetching *g = result;
    mh_fetch_free(g->fetch);
    free(g);
}

static void fetched(void *arg) {
    fetching *g = arg;
    mh_wait_ready(g->wait, g);
}

static bool fetch_cancel(void *op) {
    fetching_free(op);
    return true;
}

/* A name that comes twice has its values joined as RFC 9110 says; cookies, which hold commas, by line
 * feeds. */
static void push_headers(lua_State *L, const mh_head *h) {
    lua_createtable(L, 0, (int)mh_head_len(h));
    for (size_t i = 0; i < mh_head_len(h); i++) {
        luaL_Buffer name;
        mh_view n = mh_head_name(h, i), v = mh_head_value(h, i);
        luaL_buffinit(L, &name);
        for (size_t k = 0; k < n.len; k++) luaL_addchar(&name, mh_lower(n.ptr[k]));
        luaL_pushresult(&name);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -3) == LUA_TSTRING) {
            lua_pushstring(L, mh_view_ieq(n, MH_VIEW("set-cookie")) ? "\n" : ", ");
            mh_push_view(L, v);
            lua_concat(L, 3);
        } else {
            lua_pop(L, 1);
            mh_push_view(L, v);
        }
        lua_rawset(L, -3);
    }
}

static int push_response(lua_State *L, const mh_fetch_result *r) {
    lua_createtable(L, 0, 8);
    lua_pushinteger(L, r->status);
    lua_setfield(L, -2, "status");
    mh_push_view(L, r->url);
    lua_setfield(L, -2, "url");
    push_headers(L, r->head);
    lua_setfield(L, -2, "headers");
    mh_push_view(L, mh_buf_view(&r->body));
    lua_setfield(L, -2, "body");
    mh_set_view(L, "content_type", r->type);
    lua_pushinteger(L, r->redirects);
    lua_setfield(L, -2, "redirects");
    lua_pushnumber(L, (lua_Number)r->total_ms / 1000);
    lua_setfield(L, -2, "elapsed");
    lua_rawgetp(L, LUA_REGISTRYINDEX, &response_key);
    lua_setmetatable(L, -2);
    return 1;
}

static bool may_pass(int status) { /* statuses that ask for another try (RFC 9110, RFC 6585) */
    return status == 408 || status == 425 || status == 429 || status == 500 || status == 502 ||
           status == 503 || status == 504;
}

static int push_fetched(lua_State *L, void *result) {
    fetching *g = result;
    const mh_fetch_result *r = mh_fetch_get(g->fetch);
    if (r->err.code == MH_E_USAGE) return mh_raise(L, &r->err);
    if (r->err.code != MH_E_NONE) return mh_push_fail(L, &r->err);
    bool ok = (r->status >= 200 && r->status < 300) ||
              (g->raw_redirect && r->status >= 300 && r->status < 400);
    if (ok || g->any_status) return push_response(L, r);
    mh_err e = {0};
    mh_fail(&e, MH_E_HTTP, "%.*s: HTTP status %d", MH_FMT(mh_view_sub(r->url, 0, 200)), r->status);
    e.retry = may_pass(r->status);
    mh_push_fail(L, &e);
    lua_pushinteger(L, r->status);
    lua_setfield(L, -2, "status");
    return 2;
}

static const mh_wait_type fetch_wait = {"mine.http", push_fetched, fetch_cancel, fetching_free};

/* What must be freed when Lua raises. */
typedef struct scratch {
    mh_buf body;
    mh_url url;
    char *json;
    MH_VEC(mh_header) headers;
    MH_VEC(mh_header) fields;
} scratch;

static void scratch_close(void *body) {
    scratch *s = body;
    mh_buf_clear(&s->body);
    mh_url_clear(&s->url);
    free(s->json);
    mh_vec_clear(&s->headers);
    mh_vec_clear(&s->fields);
}

static const mh_class scratch_class = {
    .name = "mine.http.scratch", .size = sizeof(scratch), .close = scratch_close};

/* Pushes option `key` of the table at 2; false (nothing pushed) when it is not there. */
static bool push_option(lua_State *L, const char *key) {
    if (!lua_istable(L, 2)) return false;
    lua_pushstring(L, key);
    if (lua_rawget(L, 2) != LUA_TNIL) return true;
    lua_pop(L, 1);
    return false;
}

/* A table of strings: name and value stay in the options table, which stays on the stack. */
static void read_headers(lua_State *L, scratch *s) {
    if (!push_option(L, "headers")) return;
    if (!lua_istable(L, -1)) luaL_error(L, "option 'headers' wants a table");
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "option 'headers' wants names and values that are strings");
        mh_header h = {mh_check_view(L, -2), mh_check_view(L, -1)};
        mh_vec_push(&s->headers, h);
    }
    lua_pop(L, 1);
}

static int by_name(const void *a, const void *b) {
    return mh_view_cmp(((const mh_header *)a)->name, ((const mh_header *)b)->name);
}

/* Fields in order of their names, so that equal forms are sent as equal bytes. */
static void read_form(lua_State *L, scratch *s) {
    if (!lua_istable(L, -1)) luaL_error(L, "option 'form' wants a table");
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "option 'form' wants names and values that are strings");
        mh_header f = {mh_check_view(L, -2), mh_check_view(L, -1)};
        mh_vec_push(&s->fields, f);
    }
    if (s->fields.len > 0) qsort(s->fields.ptr, s->fields.len, sizeof *s->fields.ptr, by_name);
    for (size_t i = 0; i < s->fields.len; i++) {
        if (i > 0) mh_buf_putc(&s->body, '&');
        mh_url_encode(&s->body, s->fields.ptr[i].name);
        mh_buf_putc(&s->body, '=');
        mh_url_encode(&s->body, s->fields.ptr[i].value);
    }
}

static void read_json(lua_State *L, scratch *s) {
    mh_err e = {0};
    int at = lua_gettop(L);
    json_t **box = mh_json_box(L);
    if (mh_value_to_json(L, at, "json", box, &e) != MH_OK) mh_raise(L, &e);
    s->json = json_dumps(*box, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_COMPACT);
    if (s->json == NULL) luaL_error(L, "option 'json': the value cannot be written");
    lua_pop(L, 1);
}

/* The body and its type from one of three options. */
static void read_body(lua_State *L, scratch *s, http_opts *o) {
    int given = 0;
    const char *type = NULL;
    if (push_option(L, "body")) {
        given++;
        lua_pop(L, 1);
    }
    if (push_option(L, "form")) {
        given++;
        read_form(L, s);
        lua_pop(L, 1);
        o->body = mh_buf_view(&s->body);
        type = "application/x-www-form-urlencoded";
    }
    if (push_option(L, "json")) {
        given++;
        read_json(L, s);
        lua_pop(L, 1);
        o->body = mh_view_of(s->json);
        type = "application/json";
    }
    if (given > 1) luaL_error(L, "only one of the options 'body', 'form' and 'json' can be given");
    if (o->type.len == 0 && type) o->type = mh_view_of(type);
    if (o->type.len == 0) return;
    mh_header h = {MH_VIEW("Content-Type"), o->type};
    mh_vec_push(&s->headers, h);
}

/* A host that the run was not given is a mistake of the job, so it raises. An address that turns out
 * to be private is the world's doing and comes back as an error. */
static void check_permission(lua_State *L, scratch *s, mh_view url) {
    const mh_perm *perm = mh_ctx_of(L)->perm;
    mh_err e = {0};
    if (perm == NULL || mh_url_parse(&s->url, url, NULL, NULL) != MH_OK) return;
    if (!mh_url_is_http(&s->url)) return;
    mh_view host = mh_url_host(&s->url);
    if (mh_perm_host(perm, host, (unsigned)mh_url_port(&s->url))) return;
    mh_fail(&e, MH_E_PERMISSION, "no permission for host %.*s: grant \"net:%.*s\"", MH_FMT(host),
            MH_FMT(host));
    mh_push_err(L, &e);
    lua_error(L);
}

static int call(lua_State *L, const mh_schema *schema, mh_method method) {
    mh_ctx *c = mh_ctx_of(L);
    mh_err e = {0};
    http_opts o;
    mh_view url = mh_check_view(L, 1);
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, schema, &o);
    lua_settop(L, 2);
    if (schema == &request_schema)
        method = o.method.ptr[0] == 'P' ? MH_POST : o.method.ptr[0] == 'H' ? MH_HEAD : MH_GET;
    scratch *s = mh_obj_new(L, &scratch_class);
    read_headers(L, s);
    read_body(L, s, &o);
    if (o.body.len > 0 && method != MH_POST) return luaL_error(L, "only a POST has a body");
    check_permission(L, s, url);
    if (c->net == NULL && c->ops->open_net(c, &e) != MH_OK) return mh_push_fail(L, &e);
    mh_fetch_req req = {
        .url = url,
        .method = method,
        .headers = s->headers.ptr,
        .n_headers = s->headers.len,
        .body = o.body,
        .limits = {.total_ms = (int64_t)(o.timeout * 1000),
                   .connect_ms = (int64_t)(o.connect_timeout * 1000),
                   .first_byte_ms = (int64_t)(o.first_byte_timeout * 1000),
                   .body_bytes = o.max_bytes,
                   .redirects = o.redirects > 0 ? (int)o.redirects : 0},
        .no_redirects = o.redirects == 0,
    };
    mh_wait *w = mh_wait_new(L, &fetch_wait);
    fetching *g = mh_alloc(sizeof *g);
    g->wait = w;
    g->any_status = o.any_status;
    g->raw_redirect = o.redirects == 0;
    g->fetch = mh_fetch_start(c->net, &req, fetched, g);
    mh_wait_start(w, g);
    return mh_wait_yield(L, w);
}

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
    lua_rawsetp(L, LUA_REGISTRYINDEX, &response_key);
}

const mh_api mh_api_http = {.name = "http", .fns = http_fns, .open = http_open, .lua = "http.lua"};
