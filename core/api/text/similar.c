#include "api/text/text_priv.h"

#include "base/vec.h"
#include "text/simhash.h"
#include "text/similar.h"

typedef struct copies {
    mh_copies *c;
} copies;

static void copies_close(void *body) {
    copies *x = body;
    mh_copies_free(x->c);
    x->c = NULL;
}

static void copies_show(const void *body, mh_buf *out) {
    const copies *x = body;
    mh_buf_printf(out, "%zu texts", mh_copies_len(x->c));
}

static int l_add(lua_State *L);
static int l_find(lua_State *L);

static const luaL_Reg methods[] = {{"add", l_add}, {"find", l_find}, {NULL, NULL}};
static const mh_class copies_class = {.name = "mine.text.copies",
                                      .size = sizeof(copies),
                                      .methods = methods,
                                      .close = copies_close,
                                      .show = copies_show};

int text_copies(lua_State *L) {
    mh_check_nargs(L, 0);
    text_engine(L);
    copies *x = mh_obj_new(L, &copies_class);
    x->c = mh_copies_new();
    return 1;
}

/*** copies:add(text) -> id
 * Keep a text to be found.
 * @param text string @return integer, 1 for the first text, 2 for the second
 * @example urls[copies:add(item.text)] = item.url */
static int l_add(lua_State *L) {
    copies *x = mh_obj_check(L, 1, &copies_class);
    mh_view s;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    if (!text_arg(L, 2, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *scratch = text_scratch_new(L);
    mh_shingles groups = mh_text_shingles(text_engine(L), scratch->arena, s);
    lua_pushinteger(L, (lua_Integer)mh_copies_add(x->c, &groups) + 1);
    text_done(scratch);
    return 1;
}

typedef struct find_opts {
    double share;
} find_opts;
static const mh_row find_rows[] = {{.name = "share",
                                    .type = MH_T_NUMBER,
                                    .offset = offsetof(find_opts, share),
                                    .def = MH_SHARE_STORY,
                                    .max = 1,
                                    .help = "the least share of the shorter text"}};
static const mh_schema find_schema = MH_SCHEMA("copies:find", find_rows);

/*** copies:find(text, options) -> list
 * The texts kept so far that share words with this one, the nearest first.
 * @param text string @param options { share = 0.3 }, the least share of the shorter text's groups of words
 * @return list of { id, share, jaccard } as mine.text.similarity has them
 * @example local nearest = copies:find(item.text)[1] */
static int l_find(lua_State *L) {
    copies *x = mh_obj_check(L, 1, &copies_class);
    mh_view s;
    mh_err e = {0};
    find_opts o;
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &find_schema, &o);
    if (!text_arg(L, 2, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *scratch = text_scratch_new(L);
    mh_shingles groups = mh_text_shingles(text_engine(L), scratch->arena, s);
    mh_copy_list got = mh_copies_find(x->c, scratch->arena, &groups, o.share);
    lua_createtable(L, (int)got.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < got.len; i++) {
        lua_createtable(L, 0, 3);
        lua_pushinteger(L, (lua_Integer)got.ptr[i].id + 1);
        lua_setfield(L, -2, "id");
        lua_pushnumber(L, got.ptr[i].share);
        lua_setfield(L, -2, "share");
        lua_pushnumber(L, got.ptr[i].jaccard);
        lua_setfield(L, -2, "jaccard");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(scratch);
    return 1;
}

static void push_rows(lua_State *L, const char *key, const mh_similar_rows *rows, mh_view a,
                      mh_view b) {
    lua_createtable(L, (int)rows->len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < rows->len; i++) {
        const mh_similar_row *r = &rows->ptr[i];
        bool in_a = r->a.to > r->a.from, in_b = r->b.to > r->b.from;
        if (in_a && in_b) {
            lua_createtable(L, 0, 3);
            text_push_passage(L, a, r->a.from, r->a.to, 1);
            lua_setfield(L, -2, "from");
            text_push_passage(L, b, r->b.from, r->b.to, 1);
            lua_setfield(L, -2, "to");
            lua_pushnumber(L, r->share);
            lua_setfield(L, -2, "share");
        } else if (in_a) {
            text_push_passage(L, a, r->a.from, r->a.to, 1);
        } else {
            text_push_passage(L, b, r->b.from, r->b.to, 1);
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, key);
}

int text_similarity(lua_State *L) {
    mh_view a, b;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    if (!text_arg(L, 1, &a, &e) || !text_arg(L, 2, &b, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    mh_similar got = mh_text_similar(text_engine(L), x->arena, a, b);
    lua_createtable(L, 0, 6);
    lua_pushnumber(L, got.share);
    lua_setfield(L, -2, "share");
    lua_pushnumber(L, got.jaccard);
    lua_setfield(L, -2, "jaccard");
    lua_pushboolean(L, got.share >= MH_SHARE_COPY);
    lua_setfield(L, -2, "copy");
    push_rows(L, "added", &got.added, a, b);
    push_rows(L, "removed", &got.removed, a, b);
    push_rows(L, "changed", &got.changed, a, b);
    text_done(x);
    return 1;
}

/*** mine.text.added(a, b) -> list
 * The sentences of b that a does not have, as in added of mine.text.similarity, for less: what goes on in
 * a beside them is not looked at.
 * @param a string @param b string @return list of { text, first, last }
 * @example for _, x in ipairs(mine.text.added(old, new)) do print(x.text) end */
int text_added(lua_State *L) {
    mh_view a, b;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    if (!text_arg(L, 1, &a, &e) || !text_arg(L, 2, &b, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    mh_spans got = mh_text_added(text_engine(L), x->arena, a, b);
    lua_createtable(L, (int)got.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < got.len; i++) {
        text_push_passage(L, b, got.ptr[i].from, got.ptr[i].to, 0);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(x);
    return 1;
}

/*** mine.text.simhash(s) -> fingerprint
 * A fingerprint in which texts alike differ in few bits: up to 3 of its 64 mean copies, from about a
 * hundred words on. @param s string @return integer, 0 for a text without words
 * @example mine.text.simhash(a.text) == mine.text.simhash(b.text) */
int text_simhash(lua_State *L) {
    mh_view s = mh_check_view(L, 1);
    mh_check_nargs(L, 1);
    lua_pushinteger(L, (lua_Integer)mh_simhash(s));
    return 1;
}

/*** mine.text.distance(a, b) -> bits
 * In how many bits two fingerprints differ.
 * @param a integer, from mine.text.simhash @param b integer @return integer, 0 to 64
 * @example if mine.text.distance(a, b) <= 3 then print("a copy") end */
int text_distance(lua_State *L) {
    lua_Integer a = luaL_checkinteger(L, 1), b = luaL_checkinteger(L, 2);
    mh_check_nargs(L, 2);
    lua_pushinteger(L, mh_simhash_distance((uint64_t)a, (uint64_t)b));
    return 1;
}
