#include "api/http/http_priv.h"

#include "base/hash.h"
#include "conf/perm.h"
#include "lua/encode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(f) offsetof(http_opts, f)
#define DAY   86400.0

/* head and open take the first N_HEAD rows, get the first N_GET, post the first N_POST, request all */
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
    {.name = "retries",
     .type = MH_T_INT,
     .offset = AT(retries),
     .def = -1,
     .min = 0,
     .max = 10,
     .help = "how often a GET or HEAD is tried again after a passing failure (2)"},
    {.name = "cache",
     .type = MH_T_STRING,
     .offset = AT(cache),
     .choices = "on|off|refresh|offline",
     .help = "on: what is fresh is used, else asked about; refresh: always asked about; offline: "
             "whatever is kept; off (as the run has it: on)"},
    {.name = "auth",
     .type = MH_T_VALUE,
     .help = "{ user = , password = } or { bearer = }, sent to this origin alone"},
    {.name = "any_status",
     .type = MH_T_BOOL,
     .offset = AT(any_status),
     .help = "a status that is no success is a result, too, not an error"},
    {.name = "file",
     .type = MH_T_STRING,
     .offset = AT(file),
     .help = "the body goes into this file, not into the response"},
    {.name = "body", .type = MH_T_STRING, .offset = AT(body), .help = "bytes to send"},
    {.name = "form", .type = MH_T_VALUE, .help = "table of fields to send as a form"},
    {.name = "json", .type = MH_T_VALUE, .help = "value to send as JSON"},
    {.name = "type", .type = MH_T_STRING, .offset = AT(type), .help = "Content-Type of the body"},
    {.name = "hmac",
     .type = MH_T_VALUE,
     .help = "{ secret = , header = \"X-Hub-Signature-256\" }: signs the body with SHA-256"},
    {.name = "method",
     .type = MH_T_STRING,
     .offset = AT(method),
     .text = "GET",
     .choices = "GET|POST|HEAD",
     .help = "GET, POST or HEAD"},
};
enum { N_HEAD = 10, N_GET = 11, N_POST = 16, N_ALL = sizeof rows / sizeof rows[0] };

const mh_schema http_head_schema = {"mine.http.head", rows, N_HEAD};
const mh_schema http_open_schema = {"mine.http.open", rows, N_HEAD};
const mh_schema http_get_schema = {"mine.http.get", rows, N_GET};
/* post has no option file: its answer is small */
const mh_schema http_post_schema = {"mine.http.post", rows, N_POST};
const mh_schema http_request_schema = {"mine.http.request", rows, N_ALL};

static void ask_close(void *body) {
    http_ask *s = body;
    mh_buf_clear(&s->body);
    mh_buf_clear(&s->auth);
    mh_buf_clear(&s->signature);
    mh_url_clear(&s->url);
    free(s->json);
    free(s->file);
    mh_vec_clear(&s->headers);
    mh_vec_clear(&s->fields);
}

static const mh_class ask_class = {
    .name = "mine.http.ask", .size = sizeof(http_ask), .close = ask_close};

/* Pushes option `key` of the table at 2; false (nothing pushed) when it is not there. */
static bool push_option(lua_State *L, const char *key) {
    if (!lua_istable(L, 2)) return false;
    lua_pushstring(L, key);
    if (lua_rawget(L, 2) != LUA_TNIL) return true;
    lua_pop(L, 1);
    return false;
}

/* A table of strings: name and value stay in the options table, which stays on the stack. */
static void read_headers(lua_State *L, http_ask *s) {
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

/* By insertion: stable, and forms are short. */
static void sort_fields(http_ask *s) {
    for (size_t i = 1; i < s->fields.len; i++) {
        mh_header f = s->fields.ptr[i];
        size_t k = i;
        for (; k > 0 && mh_view_cmp(s->fields.ptr[k - 1].name, f.name) > 0; k--)
            s->fields.ptr[k] = s->fields.ptr[k - 1];
        s->fields.ptr[k] = f;
    }
}

static void add_field(lua_State *L, http_ask *s, int name, int value) {
    if (lua_type(L, name) != LUA_TSTRING || lua_type(L, value) != LUA_TSTRING)
        luaL_error(L, "option 'form' wants names and values that are strings, or lists of strings");
    mh_header f = {mh_check_view(L, name), mh_check_view(L, value)};
    mh_vec_push(&s->fields, f);
}

/* Fields in order of their names, so that equal forms are sent as equal bytes; a list sends its name
 * once for each of its values. */
static void read_form(lua_State *L, http_ask *s) {
    if (!lua_istable(L, -1)) luaL_error(L, "option 'form' wants a table");
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        int value = lua_gettop(L), name = value - 1;
        if (!lua_istable(L, value)) {
            add_field(L, s, name, value);
            continue;
        }
        for (lua_Integer i = 1; lua_rawgeti(L, value, i) != LUA_TNIL; i++) {
            add_field(L, s, name, value + 1);
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
    }
    sort_fields(s);
    for (size_t i = 0; i < s->fields.len; i++) {
        if (i > 0) mh_buf_putc(&s->body, '&');
        mh_url_encode(&s->body, s->fields.ptr[i].name);
        mh_buf_putc(&s->body, '=');
        mh_url_encode(&s->body, s->fields.ptr[i].value);
    }
}

static void read_json(lua_State *L, http_ask *s) {
    mh_err e = {0};
    int at = lua_gettop(L);
    mh_buf text = {0};
    if (mh_value_encode(L, at, "json", (mh_json_style){0}, &text, &e) != MH_OK) {
        mh_buf_clear(&text);
        mh_raise(L, &e);
    }
    s->json = mh_buf_take(&text);
}

/* The body and its type from one of three options. */
static void read_body(lua_State *L, http_ask *s) {
    http_opts *o = &s->o;
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

/* The string field `key` of the table on top; stays in that table. */
static mh_view text_of(lua_State *L, const char *key) {
    mh_view v = {0};
    lua_getfield(L, -1, key);
    if (lua_type(L, -1) == LUA_TSTRING) v = mh_check_view(L, -1);
    lua_pop(L, 1);
    return v;
}

static void read_auth(lua_State *L, http_ask *s) {
    if (!push_option(L, "auth")) return;
    if (!lua_istable(L, -1)) luaL_error(L, "option 'auth' wants a table");
    mh_view bearer = text_of(L, "bearer");
    s->req.user = text_of(L, "user");
    s->req.password = text_of(L, "password");
    if ((bearer.ptr != NULL) == (s->req.user.ptr != NULL))
        luaL_error(L, "option 'auth' wants { user = , password = } or { bearer = }");
    if (bearer.ptr != NULL) {
        mh_buf_puts(&s->auth, "Bearer ");
        mh_buf_put(&s->auth, bearer);
        mh_header h = {MH_VIEW("Authorization"), mh_buf_view(&s->auth)};
        mh_vec_push(&s->headers, h);
    }
    lua_pop(L, 1);
}

/* As WebSub and GitHub send it: "sha256=" and the digest in hexadecimal. */
static void read_hmac(lua_State *L, http_ask *s) {
    char hex[MH_SHA256_HEX];
    if (!push_option(L, "hmac")) return;
    if (!lua_istable(L, -1)) luaL_error(L, "option 'hmac' wants a table");
    mh_view secret = text_of(L, "secret"), header = text_of(L, "header");
    if (secret.len == 0) luaL_error(L, "option 'hmac' wants { secret = }");
    mh_hmac_sha256_hex(secret, s->o.body, hex);
    mh_buf_printf(&s->signature, "sha256=%s", hex);
    mh_header h = {header.len ? header : MH_VIEW("X-Hub-Signature-256"),
                   mh_buf_view(&s->signature)};
    mh_vec_push(&s->headers, h);
    lua_pop(L, 1);
}

/* A host that the run was not given is a mistake of the job, so it raises. An address that turns out
 * to be private is the world's doing and comes back as an error. */
static void check_permission(lua_State *L, http_ask *s, mh_view url, bool send) {
    const mh_perm *perm = mh_ctx_of(L)->perm;
    char what[300], word[300];
    mh_err e = {0};
    if (perm == NULL || mh_url_parse(&s->url, url, NULL, NULL) != MH_OK) return;
    if (!mh_url_is_http(&s->url)) return;
    mh_view host = mh_url_host(&s->url);
    if (mh_perm_host(perm, host, (unsigned)mh_url_port(&s->url), send)) return;
    snprintf(what, sizeof what, "%s %.*s", send ? "send (POST) to" : "ask", MH_FMT(host));
    snprintf(word, sizeof word, "%s:%.*s", send ? "post" : "net", MH_FMT(host));
    mh_perm_refuse(perm, mh_view_of(what), mh_view_of(word), &e);
    mh_push_err(L, &e);
    lua_error(L);
}

/* The file's path, when the run may write there. */
static void read_file(lua_State *L, http_ask *s) {
    mh_err e = {0};
    if (s->o.file.len == 0) return;
    const mh_perm *perm = mh_ctx_of(L)->perm;
    s->file = perm ? mh_perm_write(perm, s->o.file, &e) : mh_strndup(s->o.file.ptr, s->o.file.len);
    if (s->file != NULL) return;
    mh_push_err(L, &e);
    lua_error(L);
}

static const mh_cache_mode *cache_mode(mh_view v) {
    static const struct {
        const char *name;
        mh_cache_mode mode;
    } modes[] = {{"on", MH_CACHE_ON},
                 {"off", MH_CACHE_OFF},
                 {"refresh", MH_CACHE_REFRESH},
                 {"offline", MH_CACHE_OFFLINE}};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (mh_view_eq(v, mh_view_of(modes[i].name))) return &modes[i].mode;
    return NULL;
}

int http_l_query(lua_State *L) {
    mh_check_nargs(L, 1);
    http_ask *s = mh_obj_new(L, &ask_class);
    lua_pushvalue(L, 1);
    read_form(L, s);
    mh_push_view(L, mh_buf_view(&s->body));
    return 1;
}

http_ask *http_ask_read(lua_State *L, const mh_schema *schema, mh_method method) {
    mh_view url = mh_check_view(L, 1);
    mh_check_nargs(L, 2);
    http_opts o;
    mh_check_opts(L, 2, schema, &o);
    lua_settop(L, 2);
    if (schema == &http_request_schema)
        method = o.method.ptr[0] == 'P' ? MH_POST : o.method.ptr[0] == 'H' ? MH_HEAD : MH_GET;
    http_ask *s = mh_obj_new(L, &ask_class);
    s->o = o;
    read_headers(L, s);
    read_body(L, s);
    if (s->o.body.len > 0 && method != MH_POST) luaL_error(L, "only a POST has a body");
    if (method != MH_GET && s->o.file.len > 0) luaL_error(L, "only a GET has the option 'file'");
    read_auth(L, s);
    read_hmac(L, s);
    check_permission(L, s, url, method == MH_POST);
    read_file(L, s);
    mh_view user = s->req.user, password = s->req.password;
    s->req = (mh_fetch_req){
        .url = url,
        .method = method,
        .headers = s->headers.ptr,
        .n_headers = s->headers.len,
        .body = s->o.body,
        .user = user,
        .password = password,
        .limits = {.total_ms = (int64_t)(o.timeout * 1000),
                   .connect_ms = (int64_t)(o.connect_timeout * 1000),
                   .first_byte_ms = (int64_t)(o.first_byte_timeout * 1000),
                   .body_bytes = o.max_bytes,
                   .redirects = o.redirects > 0 ? (int)o.redirects : 0},
        .no_redirects = o.redirects == 0,
        .retries = o.retries == 0  ? -1
                   : o.retries > 0 ? (int)o.retries
                                   : 0,
        .cache = cache_mode(o.cache),
    };
    return s;
}
