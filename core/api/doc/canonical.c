/* mine.doc: addresses that are one page's, and traps of crawlers. */
#include "api/doc/doc_priv.h"

#include "base/clock.h"
#include "doc/canonical.h"
#include "doc/trap.h"
#include "doc/url.h"
#include "text/simhash.h"

static int push_form(lua_State *L, mh_canonical level) {
    mh_view url = mh_check_view(L, 1);
    mh_err e = {0};
    mh_check_nargs(L, 1);
    doc_scratch *s = doc_scratch_new(L);
    mh_rc rc = mh_url_canonical(&s->buf, url, level, &e);
    if (rc == MH_OK) mh_push_view(L, mh_buf_view(&s->buf));
    doc_done(s);
    return rc == MH_OK ? 1 : mh_push_fail(L, &e);
}

/*** mine.doc.canonical(url) -> url
 * The one form of an address among those that the standards call the same: no fragment, no default
 * port, no needless escapes, parameters in order. It may be fetched.
 * @param url string, absolute @return string; or nil and an error with code "parse"
 * @example mine.doc.canonical("HTTP://E.example:80/a/../b?z=1&a=2#c") --> "http://e.example/b?a=2&z=1" */
int doc_canonical(lua_State *L) {
    return push_form(L, MH_CANONICAL_FORM);
}

/*** mine.doc.url_key(url) -> key
 * One key for the addresses of one page: the canonical form without parameters of campaigns and
 * clicks, session ids and the file name of an index page. It may be fetched, too.
 * @param url string, absolute @return string; or nil and an error with code "parse"
 * @example mine.doc.url_key("https://e.example/index.html?utm_source=x&id=5") --> "https://e.example/?id=5" */
int doc_url_key(lua_State *L) {
    return push_form(L, MH_CANONICAL_PAGE);
}

/*** mine.doc.resolve(ref, base) -> url
 * An address as a link has it, made absolute.
 * @param ref string @param base string, the address of the page that has the link
 * @return string; or nil and an error with code "parse"
 * @example mine.doc.resolve("../b?c", "https://e.example/a/d") --> "https://e.example/b?c" */
int doc_resolve(lua_State *L) {
    mh_view ref = mh_check_view(L, 1), base = mh_check_view(L, 2);
    mh_err e = {0};
    mh_check_nargs(L, 2);
    doc_scratch *s = doc_scratch_new(L);
    mh_rc rc = mh_url_resolve(&s->buf, ref, base, &e);
    if (rc == MH_OK) mh_push_view(L, mh_buf_view(&s->buf));
    doc_done(s);
    return rc == MH_OK ? 1 : mh_push_fail(L, &e);
}

/* ---- traps */

typedef struct trap_object {
    mh_trap *t; /* owned; NULL: closed */
} trap_object;

static void trap_close(void *body) {
    trap_object *o = body;
    mh_trap_free(o->t);
    o->t = NULL;
}

static const luaL_Reg trap_methods[];
static const mh_class trap_class = {.name = "mine.doc.trap",
                                    .size = sizeof(trap_object),
                                    .methods = trap_methods,
                                    .close = trap_close};

static mh_trap *check_trap(lua_State *L) {
    trap_object *o = mh_obj_check(L, 1, &trap_class);
    return o->t;
}

/*** mine.doc.trap() -> trap
 * A memory of the addresses that a crawl follows, which tells those that lead into a trap: calendars
 * without end, filters that combine, sessions, paths that repeat themselves, shapes of addresses with
 * nothing new behind them. Give it addresses as mine.doc.url_key makes them.
 * @return trap
 * @example local trap <close> = mine.doc.trap() */
int doc_trap(lua_State *L) {
    mh_check_nargs(L, 0);
    trap_object *o = mh_obj_new(L, &trap_class);
    o->t = mh_trap_new(NULL, mh_clock_wall_us(mh_ctx_of(L)->clock) / 1000000);
    return 1;
}

/*** trap:look(url) -> reason
 * Whether an address looks like one of a trap. Changes nothing; what pages tell later may free it.
 * @param url string @return string that says which; nil when it may be followed
 * @example local why = trap:look(key); if why then mine.log.info("trap", { url = key, why = why }) end */
static int l_look(lua_State *L) {
    const mh_trap *t = check_trap(L);
    mh_view url = mh_check_view(L, 2);
    mh_check_nargs(L, 2);
    lua_pushstring(L, mh_trap_look(t, url));
    return 1;
}

/*** trap:follow(url)
 * Say that an address is going to be asked for; once for each address.
 * @param url string
 * @example trap:follow(key) */
static int l_follow(lua_State *L) {
    mh_trap *t = check_trap(L);
    mh_view url = mh_check_view(L, 2);
    mh_check_nargs(L, 2);
    mh_trap_follow(t, url);
    return 0;
}

/*** trap:page(url, content)
 * Say what was under an address; once for each address.
 * @param url string
 * @param content the text that is the page's own, without menus (of a page without text, its links), or
 * its fingerprint as mine.text.simhash gives it
 * @example trap:page(key, article.text) */
static int l_page(lua_State *L) {
    mh_trap *t = check_trap(L);
    mh_view url = mh_check_view(L, 2);
    mh_check_nargs(L, 3);
    uint64_t print =
        lua_isinteger(L, 3) ? (uint64_t)lua_tointeger(L, 3) : mh_simhash(mh_check_view(L, 3));
    mh_trap_page(t, url, print);
    return 0;
}

/*** trap:shape(url) -> shape
 * The shape of an address, by which a trap is known: numbers and tokens folded.
 * @param url string @return string, empty for what is no http address
 * @example trap:shape("https://e.example/2026/05/14/x") */
static int l_shape(lua_State *L) {
    mh_view url = mh_check_view(L, 2);
    check_trap(L);
    mh_check_nargs(L, 2);
    doc_scratch *s = doc_scratch_new(L);
    mh_trap_shape(&s->buf, url);
    mh_push_view(L, mh_buf_view(&s->buf));
    doc_done(s);
    return 1;
}

static const luaL_Reg trap_methods[] = {
    {"look", l_look}, {"follow", l_follow}, {"page", l_page}, {"shape", l_shape}, {NULL, NULL}};
