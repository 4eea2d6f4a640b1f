#include "api/http/http_priv.h"

#include "base/clock.h"

const char http_response_key = 0;

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

static int push_response(lua_State *L, const http_call *c) {
    const mh_fetch_result *r = mh_fetch_get(c->fetch);
    char when[MH_RFC3339_MAX];
    lua_createtable(L, 0, 12);
    lua_pushinteger(L, r->status);
    lua_setfield(L, -2, "status");
    mh_push_view(L, r->url);
    lua_setfield(L, -2, "url");
    push_headers(L, r->head);
    lua_setfield(L, -2, "headers");
    if (c->file.len > 0) {
        mh_set_view(L, "file", c->file);
        lua_pushinteger(L, c->size);
        lua_setfield(L, -2, "size");
    } else {
        mh_push_view(L, mh_buf_view(&r->body));
        lua_setfield(L, -2, "body");
    }
    mh_set_view(L, "content_type", r->type);
    lua_pushinteger(L, r->redirects);
    lua_setfield(L, -2, "redirects");
    lua_pushnumber(L, (lua_Number)r->total_ms / 1000);
    lua_setfield(L, -2, "elapsed");
    if (r->retries > 0) {
        lua_pushinteger(L, r->retries);
        lua_setfield(L, -2, "retries");
    }
    mh_rfc3339(when, r->fetched_us, 0, false);
    lua_pushstring(L, when);
    lua_setfield(L, -2, "fetched_at");
    if (r->from == MH_FROM_CACHE || r->from == MH_FROM_VALIDATION) {
        lua_pushstring(L, r->from == MH_FROM_CACHE ? "fresh" : "unchanged");
        lua_setfield(L, -2, "cached");
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &http_response_key);
    lua_setmetatable(L, -2);
    return 1;
}

static bool may_pass(int status) { /* statuses that ask for another try (RFC 9110, RFC 6585) */
    return status == 408 || status == 425 || status == 429 || status == 500 || status == 502 ||
           status == 503 || status == 504;
}

bool http_is_success(const http_call *c, int status) {
    return c->any_status || (status >= 200 && status < 300) ||
           (c->raw_redirect && status >= 300 && status < 400);
}

int http_push_result(lua_State *L, const http_call *c) {
    const mh_fetch_result *r = mh_fetch_get(c->fetch);
    if (r->err.code == MH_E_USAGE) return mh_raise(L, &r->err);
    if (r->err.code != MH_E_NONE) return mh_push_fail(L, &r->err);
    mh_fault_saw_page(mh_ctx_of(L), r->url, r->status);
    if (http_is_success(c, r->status)) return push_response(L, c);
    mh_err e = {0};
    mh_fail(&e, MH_E_HTTP, "%.*s: HTTP status %d", MH_FMT(mh_view_sub(r->url, 0, 200)), r->status);
    e.retry = may_pass(r->status);
    mh_push_fail(L, &e);
    lua_pushinteger(L, r->status);
    lua_setfield(L, -2, "status");
    return 2;
}
