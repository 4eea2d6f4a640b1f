/* mine.use: loads a plugin. */
#include "lua/kit.h"

/*** mine.use(name) -> functions
 * Load a plugin, once a run, and give its table of functions.
 * @param name string, the plugin's name: a folder with a manifest.lua in the job's plugins/, the
 * user's or the installed ones, in that order
 * @return table that the plugin's init.lua returns
 * @example local places = mine.use("places") */
static int l_use(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_view name = mh_check_view(L, 1);
    mh_check_nargs(L, 1);
    return c->ops->use(L, c, name.ptr);
}

const mh_api mh_api_use = {.name = "use", .call = l_use};
