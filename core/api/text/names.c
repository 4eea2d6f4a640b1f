#include "api/text/text_priv.h"

#include "text/name.h"

int text_name_key(lua_State *L) {
    static const char *const endings[] = {"", "a", "ia", "i", "e", "u", "o", "om"};
    mh_view s;
    mh_err e = {0};
    mh_check_nargs(L, 1);
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    uint64_t form = mh_name_key(text_engine(L), s, &x->buf);
    mh_push_view(L, mh_buf_view(&x->buf));
    lua_newtable(L);
    mh_mark_array(L, -1);
    for (int i = 0; i < MH_NAME_WORDS && form >> (8 * i); i++) {
        lua_newtable(L);
        mh_mark_array(L, -1);
        lua_Integer n = 0;
        for (int k = 0; k < 8; k++) {
            if ((form >> (8 * i + k) & 1) == 0) continue;
            lua_pushstring(L, endings[k]);
            lua_rawseti(L, -2, ++n);
        }
        lua_rawseti(L, -2, i + 1);
    }
    text_done(x);
    return 2;
}

int text_same_name(lua_State *L) {
    mh_view a, b;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    if (!text_arg(L, 1, &a, &e) || !text_arg(L, 2, &b, &e)) return mh_push_fail(L, &e);
    switch (mh_name_compare(text_engine(L), a, b)) {
    case MH_NAME_SAME: lua_pushstring(L, "same"); break;
    case MH_NAME_KIN: lua_pushstring(L, "kin"); break;
    default: lua_pushstring(L, "other"); break;
    }
    return 1;
}
