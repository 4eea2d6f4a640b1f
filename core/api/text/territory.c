#include "text/territory.h"
#include "api/text/text_priv.h"

#include <string.h>

#define TAG_MAX 32

/*** mine.text.country_names(language) -> names
 * What the countries and dependencies are called in a language, as CLDR has it.
 * @param language string, BCP 47: "kk", "uz-Cyrl"
 * @return table from ISO 3166-1 alpha-3 codes (KOS for Kosovo) to names; nil and an error with the code
 * "not_found" for a language without names
 * @example mine.text.country_names("kk").CHN --> "Қытай" */
int text_country_names(lua_State *L) {
    mh_view tag = mh_check_view(L, 1);
    mh_err e = {0};
    char copy[TAG_MAX];
    mh_territories found;
    mh_check_nargs(L, 1);
    if (tag.len == 0 || tag.len >= sizeof copy || memchr(tag.ptr, '\0', tag.len))
        return luaL_error(L, "mine.text.country_names: the language is no tag (such as \"kk\")");
    memcpy(copy, tag.ptr, tag.len);
    copy[tag.len] = '\0';
    text_scratch *x = text_scratch_new(L);
    if (mh_territory_names(x->arena, copy, &found, &e) != MH_OK) {
        text_done(x);
        return e.code == MH_E_USAGE ? mh_raise(L, &e) : mh_push_fail(L, &e);
    }
    lua_createtable(L, 0, (int)found.len);
    for (size_t i = 0; i < found.len; i++) {
        mh_push_view(L, found.ptr[i].name);
        lua_setfield(L, -2, found.ptr[i].code);
    }
    text_done(x);
    return 1;
}
