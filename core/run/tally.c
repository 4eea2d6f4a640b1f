/* Which sites a run could not fetch, or read nothing from: one event of its record, from which the daemon
 * learns why a source is silent (host/sources.h). Declared in run_priv.h. */
#include "run/run_priv.h"

#include "conf/site.h"

#include <string.h>

#define SITES_MAX 1000 /* counted */
#define SITES_SAY 120  /* recorded */

enum { GIVEN, FAILED, EMPTY, COUNTS };

/* The counts of the site of the item at idx; NULL when it has no address. */
static json_t *counts_of(lua_State *L, mh_run *r, int idx) {
    mh_buf site = {0};
    json_t *counts = NULL;
    lua_pushliteral(L, "url");
    if (lua_rawget(L, idx) == LUA_TSTRING && mh_site_put(&site, mh_check_view(L, -1))) {
        if (r->tally == NULL) r->tally = json_object();
        counts = json_object_get(r->tally, site.ptr);
        if (counts == NULL && json_object_size(r->tally) < SITES_MAX) {
            counts = json_pack("[i,i,i]", 0, 0, 0);
            if (json_object_set_new(r->tally, site.ptr, counts) != 0) counts = NULL; /* no UTF-8 */
        }
    }
    lua_pop(L, 1);
    mh_buf_clear(&site);
    return counts;
}

static void count(lua_State *L, mh_run *r, int idx, size_t what) {
    json_t *counts = lua_istable(L, idx) ? counts_of(L, r, idx) : NULL;
    if (counts == NULL) return;
    json_t *n = json_array_get(counts, what);
    json_integer_set(n, json_integer_value(n) + 1);
}

void mh_run_tally_given(lua_State *L, mh_run *r, int idx) {
    count(L, r, idx, GIVEN);
}

void mh_run_tally_failed(lua_State *L, mh_run *r, int idx, mh_code code) {
    switch (code) {
    case MH_E_DNS:
    case MH_E_CONNECT:
    case MH_E_TLS:
    case MH_E_TIMEOUT:
    case MH_E_RESET:
    case MH_E_PARTIAL:
    case MH_E_ENCODING:
    case MH_E_REDIRECTS:
    case MH_E_PROTOCOL:
    case MH_E_HTTP:
    case MH_E_ROBOTS:
    case MH_E_HOLD:
    case MH_E_DENIED: count(L, r, idx, FAILED); break;
    case MH_E_PERMISSION:
    case MH_E_CANCELLED:
    case MH_E_LIMIT: break; /* the run's own trouble */
    default: count(L, r, idx, EMPTY);
    }
}

void mh_run_tally_save(mh_run *r) {
    const char *site;
    json_t *counts, *said = json_object();
    json_object_foreach(r->tally, site, counts) {
        bool bad = json_integer_value(json_array_get(counts, FAILED)) +
                       json_integer_value(json_array_get(counts, EMPTY)) >
                   0;
        if (bad && json_object_size(said) < SITES_SAY) json_object_set(said, site, counts);
    }
    if (r->id && json_object_size(said) > 0)
        mh_runs_log(r->ctx.store, r->id, MH_LOG_INFO, MH_VIEW("sites-failed"), said, NULL);
    json_decref(said);
    json_decref(r->tally);
    r->tally = NULL;
}
