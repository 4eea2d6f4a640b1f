#include "api/text/text_priv.h"

#include <sys/mman.h>

static void matcher_close(void *body) {
    text_matcher *x = body;
    mh_matcher_free(x->m);
    if (x->map) munmap(x->map, x->map_len);
    *x = (text_matcher){0};
}

static void matcher_show(const void *body, mh_buf *out) {
    const text_matcher *x = body;
    mh_buf_printf(out, "%zu phrases", mh_matcher_len(x->m));
}

static int l_find(lua_State *L);

static const luaL_Reg matcher_methods[] = {{"find", l_find}, {NULL, NULL}};
const mh_class text_matcher_class = {.name = "mine.text.matcher",
                                     .size = sizeof(text_matcher),
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
                     mh_view_eq(k, MH_VIEW("latin")) || mh_view_eq(k, MH_VIEW("capital")) ||
                     mh_view_eq(k, MH_VIEW("name"));
        if (!known)
            luaL_error(L,
                       "mine.text.matcher: entry %d: unknown key '%s' (known: id, stem, latin, "
                       "name, capital)",
                       (int)n, key);
    }
}

/* Adds the entry on top of the stack; its id, or nil, takes its place. */
static mh_rc add_entry(lua_State *L, text_matcher *x, lua_Integer n, mh_err *e) {
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
    if (flag(L, n, "name")) flags |= MH_MATCH_NAME;
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
int text_matcher_new(lua_State *L) {
    mh_err e = {0};
    mh_check_nargs(L, 1);
    luaL_checktype(L, 1, LUA_TTABLE);
    text_engine(L);
    lua_Integer len = (lua_Integer)lua_rawlen(L, 1);
    text_matcher *x = mh_obj_new(L, &text_matcher_class);
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

void text_set_attributes(lua_State *L, mh_view v) {
    mh_view one;
    if (v.len == 0) return;
    lua_newtable(L);
    while (mh_view_split(&v, ';', &one)) {
        size_t eq = mh_view_find_byte(one, '=', 0);
        if (eq == SIZE_MAX) continue;
        mh_push_view(L, mh_view_trim(mh_view_sub(one, 0, eq)));
        mh_push_view(L, mh_view_trim(mh_view_sub(one, eq + 1, one.len)));
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "attributes");
}

void text_push_match(lua_State *L, int obj, mh_view s, const mh_match *x) {
    const text_matcher *m = mh_obj_check(L, obj, &text_matcher_class);
    mh_match_entry e = mh_matcher_entry(m->m, x->entry);
    text_push_passage(L, s, x->from, x->to, 5);
    lua_pushinteger(L, (lua_Integer)x->entry + 1);
    lua_setfield(L, -2, "entry");
    if (e.line == 0 && m->bundled) {
        text_bundle_push_id(L, obj, x->entry);
        lua_setfield(L, -2, "id");
        return;
    }
    if (e.line == 0) { /* from a list: the ids are kept in a table */
        mh_obj_push_kept(L, obj);
        lua_rawgeti(L, -1, (lua_Integer)x->entry + 1);
        lua_setfield(L, -3, "id");
        lua_pop(L, 1);
        return;
    }
    mh_set_view(L, "id", e.id);
    mh_set_view(L, "type", e.type);
    mh_set_view(L, "file", e.file);
    lua_pushinteger(L, e.line);
    lua_setfield(L, -2, "line");
    text_set_attributes(L, e.attributes);
}

/*** matcher:find(s, options) -> list
 * The phrases of the dictionary in s, from left to right, the longest at each place.
 * @param s string @param options { language = "" } of s: entries with a stem count in it alone
 * @return list of { text, first, last, entry, id }; entry is the index in the list given to
 * mine.text.matcher, id what the entry says; those of mine.text.dictionary have type, attributes (a
 * table), file and line besides; nil and an error for a text that is no UTF-8
 * @example matcher:find("Kazakhstani", { language = "en" })[1].id */
static int l_find(lua_State *L) {
    text_matcher *x = mh_obj_check(L, 1, &text_matcher_class);
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
    lua_createtable(L, (int)found.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < found.len; i++) {
        text_push_match(L, 1, s, &found.ptr[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(scratch);
    return 1;
}
