/* What a site's robots.txt says, for plugins that plan. */
#include "api/http/http_priv.h"

#include "net/robots.h"

#include <stdlib.h>

#define AGENT MH_VIEW("minehost")

typedef struct robots_call {
    mh_wait *wait;
    mh_fetch *fetch;
    mh_buf url;
} robots_call;

static void call_free(void *result) {
    robots_call *c = result;
    mh_fetch_free(c->fetch);
    mh_buf_clear(&c->url);
    free(c);
}

static bool call_cancel(void *op) {
    call_free(op);
    return true;
}

static void known(void *arg) {
    robots_call *c = arg;
    mh_wait_ready(c->wait, c);
}

/* An object, so that it is freed when Lua raises. */
typedef struct parsed {
    mh_robots *r;
} parsed;

static void parsed_close(void *body) {
    parsed *p = body;
    mh_robots_free(p->r);
    p->r = NULL;
}

static const mh_class parsed_class = {
    .name = "mine.http.robots", .size = sizeof(parsed), .close = parsed_close};

static int push_known(lua_State *L, void *result) {
    robots_call *c = result;
    const mh_fetch_result *r = mh_fetch_get(c->fetch);
    bool good = r->status >= 200 && r->status < 300, absent = r->status >= 400 && r->status < 500;
    if (r->err.code != MH_E_NONE) return mh_push_fail(L, &r->err);
    parsed *p = mh_obj_new(L, &parsed_class);
    p->r = mh_robots_parse(good ? mh_buf_view(&r->body) : (mh_view){0});
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, r->status);
    lua_setfield(L, -2, "status");
    lua_pushboolean(L, absent || (good && mh_robots_allowed(p->r, AGENT, mh_buf_view(&c->url))));
    lua_setfield(L, -2, "allowed");
    int64_t delay = mh_robots_crawl_delay_ms(p->r, AGENT);
    if (delay >= 0) {
        lua_pushnumber(L, (lua_Number)delay / 1000);
        lua_setfield(L, -2, "delay");
    }
    size_t n = mh_robots_sitemaps(p->r);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        mh_push_view(L, mh_robots_sitemap(p->r, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    mh_mark_array(L, -1);
    lua_setfield(L, -2, "sitemaps");
    return 1;
}

static const mh_wait_type robots_wait = {"mine.http.robots", push_known, call_cancel, call_free};

int http_l_robots(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_err e = {0};
    mh_view url = mh_check_view(L, 1);
    mh_check_nargs(L, 1);
    if (c->net == NULL && c->ops->open_net(c, &e) != MH_OK) return mh_push_fail(L, &e);
    mh_wait *w = mh_wait_new(L, &robots_wait);
    robots_call *g = mh_alloc(sizeof *g);
    mh_fetch_req req = {.url = url, .robots_only = true};
    g->wait = w;
    mh_buf_put(&g->url, url);
    g->fetch = mh_fetch_start(c->net, &req, known, g);
    mh_wait_start(w, g);
    return mh_wait_yield(L, w);
}
