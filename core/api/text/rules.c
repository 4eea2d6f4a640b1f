#include "api/text/text_priv.h"

#include "text/language.h"
#include "text/rules.h"

#include <sys/mman.h>

typedef struct rules {
    mh_rules *r;
    void *map; /* NULL: none */
    size_t map_len;
} rules;

static void rules_close(void *body) {
    rules *x = body;
    mh_rules_free(x->r);
    if (x->map) munmap(x->map, x->map_len);
    *x = (rules){0};
}

static void rules_show(const void *body, mh_buf *out) {
    const rules *x = body;
    mh_buf_printf(out, "%zu rules", mh_rules_len(x->r));
}

static int l_find(lua_State *L);

static const luaL_Reg rules_methods[] = {{"find", l_find}, {NULL, NULL}};
static const mh_class rules_class = {.name = "mine.text.rules",
                                     .size = sizeof(rules),
                                     .methods = rules_methods,
                                     .close = rules_close,
                                     .show = rules_show};

typedef struct rules_opts {
    bool cache;
} rules_opts;
static const mh_row rules_rows[] = {
    {.name = "cache",
     .type = MH_T_BOOL,
     .offset = offsetof(rules_opts, cache),
     .def = 1,
     .help = "keep the compiled form for the next run"},
    {.name = "types",
     .type = MH_T_VALUE,
     .help = "matcher whose matches are the spans of the rules"},
};
static const mh_schema rules_schema = MH_SCHEMA("mine.text.rules", rules_rows);

typedef struct find_opts {
    mh_view language;
} find_opts;
static const mh_row find_rows[] = {
    {.name = "language",
     .type = MH_T_STRING,
     .offset = offsetof(find_opts, language),
     .help = "of the text; guessed if absent and some rule asks for it"},
    {.name = "matches", .type = MH_T_VALUE, .help = "spans with their types"},
};
static const mh_schema find_schema = MH_SCHEMA("rules:find", find_rows);

static bool attach_kept(rules *x, const char *key) {
    if (!text_cache_open(key, &x->map, &x->map_len)) return false;
    if (mh_rules_attach(&x->r, (mh_view){x->map, x->map_len}, NULL) == MH_OK) return true;
    rules_close(x);
    return false;
}

static mh_rc read_files(lua_State *L, rules *x, const text_files *f, mh_err *e) {
    mh_text *t = text_engine(L);
    x->r = mh_rules_new();
    for (size_t i = 0; i < f->list.len; i++) {
        const text_file *y = &f->list.ptr[i];
        if (mh_rules_read(x->r, t, mh_buf_view(&y->bytes), mh_view_of(y->name), e) != MH_OK)
            return MH_FAIL;
    }
    return MH_OK;
}

int text_rules(lua_State *L) {
    mh_err e = {0};
    rules_opts o;
    char key[MH_SHA256_HEX];
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &rules_schema, &o);
    lua_settop(L, 2);
    rules *x = mh_obj_new(L, &rules_class);
    if (lua_istable(L, 2) && text_raw_field(L, 2, "types") != LUA_TNIL) {
        mh_obj_check(L, -1, &text_matcher_class);
        mh_obj_keep(L, 3, -1);
    }
    lua_settop(L, 3);
    text_files *f = text_files_new(L, 1, "mine.text.rules", &e);
    if (f == NULL) return mh_push_fail(L, &e);
    text_cache_key(f, "rules", "", key);
    if (!o.cache || !attach_kept(x, key)) {
        if (read_files(L, x, f, &e) != MH_OK) return mh_push_fail(L, &e);
        mh_buf image = {0};
        if (o.cache) mh_rules_save(x->r, &image);
        if (o.cache) text_cache_store(key, mh_buf_view(&image));
        mh_buf_clear(&image);
    }
    text_files_done(f);
    lua_settop(L, 3);
    return 1;
}

/* --- spans --- */

typedef struct spans {
    mh_rule_span *ptr; /* arena: those given, then those of the matcher */
    size_t len, given;
    mh_matches found;
} spans;

/* An offset of the match on top: a whole number from 1 to max. */
static size_t offset(lua_State *L, const char *key, lua_Integer n, size_t max) {
    int whole = 0;
    text_raw_field(L, -1, key);
    lua_Integer v = lua_tointegerx(L, -1, &whole);
    lua_pop(L, 1);
    if (!whole || v < 1 || (uint64_t)v > max)
        luaL_error(L, "rules:find: match %d: '%s' lies outside of the text", (int)n, key);
    return (size_t)v;
}

static void given_spans(lua_State *L, const rules *x, int list, mh_view s, spans *out) {
    for (size_t i = 0; i < out->given; i++) {
        lua_Integer n = (lua_Integer)i + 1;
        if (lua_rawgeti(L, list, n) != LUA_TTABLE)
            luaL_error(L, "rules:find: match %d is no table", (int)n);
        size_t first = offset(L, "first", n, s.len), last = offset(L, "last", n, s.len);
        uint32_t type = text_raw_field(L, -1, "type") == LUA_TSTRING
                            ? mh_rules_type(x->r, mh_check_view(L, -1))
                            : MH_RULE_NO_SPAN;
        if (last >= first)
            out->ptr[i] = (mh_rule_span){first - 1, last, type};
        else
            out->ptr[i] = (mh_rule_span){0, 0, MH_RULE_NO_SPAN};
        lua_pop(L, 2);
    }
}

/* matcher: index of the matcher, or of nil; list: of the matches given, or of nil. */
static spans all_spans(lua_State *L, const rules *x, int matcher, int list, mh_view s,
                       const char *lang, mh_arena *a) {
    spans out = {.given = lua_istable(L, list) ? lua_rawlen(L, list) : 0};
    text_matcher *m = lua_isnil(L, matcher) ? NULL : mh_obj_check(L, matcher, &text_matcher_class);
    if (m) out.found = mh_matcher_find(m->m, text_engine(L), a, s, lang);
    out.len = out.given + out.found.len;
    out.ptr = mh_arena_array(a, out.len, sizeof *out.ptr);
    given_spans(L, x, list, s, &out);
    if (m) {
        const mh_rule_span *own = mh_rules_spans(x->r, m->m, &out.found, a);
        if (out.found.len) memcpy(out.ptr + out.given, own, out.found.len * sizeof *own);
    }
    return out;
}

/* --- hits --- */

/* Adds the capture to the list of its name in the table on top. */
static void push_capture(lua_State *L, mh_view s, const mh_rule_capture *c, const spans *sp,
                         int matcher, int list) {
    mh_push_view(L, c->name);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        mh_mark_array(L, -1);
        mh_push_view(L, c->name);
        lua_pushvalue(L, -2);
        lua_rawset(L, -4);
    }
    text_push_passage(L, s, c->from, c->to, 1);
    if (c->span != MH_RULE_NO_SPAN) {
        if (c->span < sp->given)
            lua_rawgeti(L, list, (lua_Integer)c->span + 1);
        else
            text_push_match(L, matcher, s, &sp->found.ptr[c->span - sp->given]);
        lua_setfield(L, -2, "match");
    }
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

static void push_hit(lua_State *L, mh_view s, const mh_rule_hit *h, const spans *sp, int matcher,
                     int list) {
    text_push_passage(L, s, h->from, h->to, 5);
    mh_set_view(L, "name", h->name);
    mh_set_view(L, "file", h->file);
    lua_pushinteger(L, h->line);
    lua_setfield(L, -2, "line");
    lua_newtable(L);
    lua_setfield(L, -2, "attributes");
    text_set_attributes(L, h->attributes);
    lua_newtable(L);
    for (size_t i = 0; i < h->captures_len; i++)
        push_capture(L, s, &h->captures[i], sp, matcher, list);
    lua_setfield(L, -2, "captures");
}

/*** rules:find(s, options) -> list
 * What the rules find in s, from left to right. Hits of one name do not overlap: at each place the
 * longest counts. A match never leaves its sentence.
 * @param s string
 * @param options { language = "" (of s; guessed when rules ask for it), matches = list of { first, last,
 * type } of which the caller knows what they are, besides those of the matcher given as types }
 * @return list of { text, first, last, name, file, line, attributes = { KEY = VALUE }, captures = { NAME
 * = list of { text, first, last, match } } }; match is the span that the capture is, as the matcher found
 * it or as it was given, absent when the capture is none; nil and an error for a text that is no UTF-8
 * @example for _, hit in ipairs(rules:find(item.text)) do print(hit.name, hit.captures.source[1].text) end */
static int l_find(lua_State *L) {
    rules *x = mh_obj_check(L, 1, &rules_class);
    mh_view s;
    mh_err e = {0};
    find_opts o;
    char code[8];
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &find_schema, &o);
    lua_settop(L, 3);
    const char *lang = text_language(L, o.language, code);
    if (!text_arg(L, 2, &s, &e)) return mh_push_fail(L, &e);
    mh_obj_push_kept(L, 1); /* 4: the matcher */
    if (lua_istable(L, 3))
        text_raw_field(L, 3, "matches"); /* 5 */
    else
        lua_pushnil(L);
    if (!lua_isnil(L, 5)) luaL_checktype(L, 5, LUA_TTABLE);
    text_scratch *scratch = text_scratch_new(L);
    mh_lang guessed;
    if (lang == NULL && mh_rules_need_language(x->r)) {
        guessed = mh_lang_guess(text_engine(L), s);
        lang = guessed.code;
    }
    spans sp = all_spans(L, x, 4, 5, s, lang, scratch->arena);
    mh_rule_hits hits =
        mh_rules_find(x->r, text_engine(L), scratch->arena, s, lang, sp.ptr, sp.len);
    lua_createtable(L, (int)hits.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < hits.len; i++) {
        push_hit(L, s, &hits.ptr[i], &sp, 4, 5);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(scratch);
    return 1;
}
