/* mine.emit: hands an item to the run's output. */
#include "lua/kit.h"

/*** mine.emit(item)
 * Hand an item to the run's output: standard output, or the file that the command line names.
 * @param item table of strings, numbers, booleans, lists and tables of these
 * @example mine.emit { title = "A title", url = "https://example.org/1" } */
static int l_emit(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_err e = {0};
    luaL_checktype(L, 1, LUA_TTABLE);
    mh_check_nargs(L, 1);
    json_t **box = mh_json_box(L);
    if (mh_value_to_json(L, 1, "item", box, &e) != MH_OK || c->ops->emit(c, *box, &e) != MH_OK)
        return mh_raise(L, &e);
    return 0;
}

const mh_api mh_api_emit = {.name = "emit", .call = l_emit};
