/* mine.crawl: the C part; the crawl itself is Lua, over mine.http, mine.queue and mine.store. */
#include "doc/url.h"
#include "lua/kit.h"
#include "net/addr.h"

#include <sys/socket.h>

/* Names that mean something else on each network (RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal). */
static bool is_local_name(mh_view host) {
    static const char *const ends[] = {"localhost", ".localhost", ".local",
                                       ".internal", ".home.arpa", ".lan"};
    if (mh_view_ends(host, MH_VIEW("."))) host = mh_view_sub(host, 0, host.len - 1);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (mh_view_ends(host, mh_view_of(ends[i]))) return true;
    return mh_view_find_byte(host, '.', 0) == SIZE_MAX;
}

/* private(url) -> true when its host is an address or a name that is not public, or it is no http URL.
 * Names are not resolved: where they lead is checked when they are asked. */
static int l_private(lua_State *L) {
    mh_view url = mh_check_view(L, 1);
    mh_url u = {0};
    struct sockaddr_storage sa;
    bool result = true;
    mh_check_nargs(L, 1);
    if (mh_url_parse(&u, url, NULL, NULL) == MH_OK && mh_url_is_http(&u)) {
        mh_view host = mh_url_host(&u);
        result = mh_addr_parse(host, &sa) ? !mh_addr_public((const struct sockaddr *)&sa)
                                          : is_local_name(host);
    }
    mh_url_clear(&u);
    lua_pushboolean(L, result);
    return 1;
}

/* unsupported(message) -> error object */
static int l_unsupported(lua_State *L) {
    mh_err e = {0};
    mh_view text = mh_check_view(L, 1);
    mh_fail(&e, MH_E_UNSUPPORTED, "%.*s", MH_FMT(text));
    mh_push_err(L, &e);
    return 1;
}

/* For crawl.lua, which takes them away: they are no part of the module. */
static void open_crawl(lua_State *L) {
    lua_pushcfunction(L, l_private);
    lua_setfield(L, -2, "private");
    lua_pushcfunction(L, l_unsupported);
    lua_setfield(L, -2, "unsupported");
}

const mh_api mh_api_crawl = {.name = "crawl", .open = open_crawl, .lua = "crawl.lua"};
