#include "api/text/text_priv.h"

#include "text/match.h"

typedef struct matcher {
    mh_matcher *m;
} matcher;

static void matcher_close(void *body) {
    matcher *x = body;
    mh_matcher_free(x->m);
    x->m = NULL;
}

static void matcher_show(const void *body, mh_buf *out) {
    const matcher *x = body;
    mh_buf_printf(out, "%zu phrases", mh_matcher_len(x->m));
}

static int l_find(lua_State *L);

static const luaL_Reg matcher_methods[] = {{"find", l_find}, {NULL, NULL}};
static const mh_class matcher_class = {.name = "mine.text.matcher",
                                       .size = sizeof(matcher),
                                       .methods = matcher_methods,
                                       .close = matcher_close,
                                       .show = matcher_show};

typedef struct find_opts {
    mh_view language;
} find_opts;
static const mh_row find_rows[] = {{.name = "language",
                                    .type = MH_T_STRING,
                                    .offset = offsetof(find_opts, language),
                                    .help = "of the text: its stem entries count"}};
static const mh_schema find_schema = MH_SCHEMA("matcher:find", find_rows);

/* The value of key in the entry at the top, raw; leaves it on the stack. */
static int field(lua_State *L, const char *key) {
    lua_pushstring(L, key);
    return lua_rawget(L, -2);
}

static bool flag(lua_State *L, lua_Integer n, const char *key) {
    int type = field(L, key);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN) {
        luaL_error(L, "mine.text.matcher: entry %d: '%s' wants true or false", (int)n, key);
    }
    bool set = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return set;
}

/* A key that is none of ours is a mistake. */
static void check_keys(lua_State *L, lua_Integer n) {
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TNUMBER && lua_tointeger(L, -2) == 1) continue;
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        mh_view k = mh_view_of(key);
        bool known = mh_view_eq(k, MH_VIEW("id")) || mh_view_eq(k, MH_VIEW("stem")) ||
                     mh_view_eq(k, MH_VIEW("latin")) || mh_view_eq(k, MH_VIEW("capital"));
        if (!known)
            luaL_error(
                L,
                "mine.text.matcher: entry %d: unknown key '%s' (known: id, stem, latin, capital)",
                (int)n, key);
    }
}

/* Adds the entry on top of the stack; its id, or nil, takes its place. */
static mh_rc add_entry(lua_State *L, matcher *x, lua_Integer n, mh_err *e) {
    unsigned flags = 0;
    char code[8];
    const char *lang = NULL;
    mh_view phrase;
    if (lua_type(L, -1) == LUA_TSTRING) {
        phrase = mh_check_view(L, -1);
        if (mh_text_check(phrase, e) != MH_OK) return MH_FAIL;
        mh_rc rc = mh_matcher_add(x->m, text_engine(L), phrase, (uint64_t)n, 0, NULL, e);
        lua_pop(L, 1);
        lua_pushnil(L);
        return rc;
    }
    if (!lua_istable(L, -1))
        luaL_error(L, "mine.text.matcher: entry %d is no string or table", (int)n);
    check_keys(L, n);
    if (flag(L, n, "latin")) flags |= MH_MATCH_LATIN;
    if (flag(L, n, "capital")) flags |= MH_MATCH_CAPITAL;
    if (field(L, "stem") == LUA_TSTRING) {
        lang = text_language(L, mh_check_view(L, -1), code);
        flags |= MH_MATCH_STEM;
    } else if (!lua_isnil(L, -1)) {
        luaL_error(L, "mine.text.matcher: entry %d: 'stem' wants a language code", (int)n);
    }
    lua_pop(L, 1);
    if (lua_rawgeti(L, -1, 1) != LUA_TSTRING)
        luaL_error(L, "mine.text.matcher: entry %d has no phrase", (int)n);
    phrase = mh_check_view(L, -1);
    if (mh_text_check(phrase, e) != MH_OK) return MH_FAIL;
    mh_rc rc = mh_matcher_add(x->m, text_engine(L), phrase, (uint64_t)n, flags, lang, e);
    lua_pop(L, 1);
    field(L, "id");
    lua_remove(L, -2);
    return rc;
}

/* The ids stand in a table that the matcher keeps. */
int text_matcher(lua_State *L) {
    mh_err e = {0};
    mh_check_nargs(L, 1);
    luaL_checktype(L, 1, LUA_TTABLE);
    text_engine(L);
    lua_Integer len = (lua_Integer)lua_rawlen(L, 1);
    matcher *x = mh_obj_new(L, &matcher_class);
    int obj = lua_gettop(L);
    x->m = mh_matcher_new();
    lua_newtable(L);
    int ids = lua_gettop(L);
    for (lua_Integer i = 1; i <= len; i++) {
        lua_rawgeti(L, 1, i);
        if (add_entry(L, x, i, &e) != MH_OK) {
            if (e.code == MH_E_USAGE) return mh_raise(L, &e);
            return mh_push_fail(L, &e);
        }
        lua_rawseti(L, ids, i);
    }
    mh_obj_keep(L, obj, ids);
    lua_settop(L, obj);
    return 1;
}

/*** matcher:find(s, options) -> list
 * The phrases of the dictionary in s, from left to right, the longest at each place.
 * @param s string @param options { language = "" } of s: entries with a stem count in it alone
 * @return list of { text, first, last, entry, id }; entry is the index in the list given to
 * mine.text.matcher, id what the entry says; nil and an error for a text that is no UTF-8
 * @example matcher:find("Kazakhstani", { language = "en" })[1].id */
static int l_find(lua_State *L) {
    matcher *x = mh_obj_check(L, 1, &matcher_class);
    mh_view s;
    mh_err e = {0};
    find_opts o;
    char code[8];
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &find_schema, &o);
    const char *lang = text_language(L, o.language, code);
    if (!text_arg(L, 2, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *scratch = text_scratch_new(L);
    mh_matches found = mh_matcher_find(x->m, text_engine(L), scratch->arena, s, lang);
    mh_obj_push_kept(L, 1);
    int ids = lua_gettop(L);
    lua_createtable(L, (int)found.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < found.len; i++) {
        text_push_passage(L, s, found.ptr[i].from, found.ptr[i].to);
        lua_pushinteger(L, (lua_Integer)found.ptr[i].payload);
        lua_setfield(L, -2, "entry");
        lua_rawgeti(L, ids, (lua_Integer)found.ptr[i].payload);
        lua_setfield(L, -2, "id");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(scratch);
    return 1;
}
