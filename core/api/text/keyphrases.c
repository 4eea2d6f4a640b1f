#include "api/text/text_priv.h"

#include "text/keyphrases.h"

typedef struct keyphrases_opts {
    int64_t count;
    mh_view title, language;
} keyphrases_opts;
static const mh_row rows[] = {
    {.name = "count",
     .type = MH_T_INT,
     .offset = offsetof(keyphrases_opts, count),
     .def = 10,
     .min = 1,
     .max = MH_KEYPHRASES_MAX,
     .help = "how many at most"},
    {.name = "title",
     .type = MH_T_STRING,
     .offset = offsetof(keyphrases_opts, title),
     .help = "its words weigh more"},
    {.name = "language",
     .type = MH_T_STRING,
     .offset = offsetof(keyphrases_opts, language),
     .help = "ISO 639-1; guessed if absent"},
};
static const mh_schema schema = MH_SCHEMA("mine.text.keyphrases", rows);

int text_keyphrases(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    keyphrases_opts o;
    char code[8];
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &schema, &o);
    const char *lang = text_language(L, o.language, code);
    if (!text_arg(L, 1, &s, &e) || mh_text_check(o.title, &e) != MH_OK) return mh_push_fail(L, &e);
    mh_keyphrase_options ko = {.count = (size_t)o.count, .title = o.title, .lang = lang};
    text_scratch *x = text_scratch_new(L);
    mh_keyphrases got = mh_text_keyphrases(text_engine(L), x->arena, s, &ko);
    lua_createtable(L, (int)got.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < got.len; i++) {
        text_push_passage(L, s, got.ptr[i].from, got.ptr[i].to, 3);
        lua_pushinteger(L, (lua_Integer)got.ptr[i].count);
        lua_setfield(L, -2, "count");
        lua_pushnumber(L, got.ptr[i].score);
        lua_setfield(L, -2, "score");
        lua_pushboolean(L, got.ptr[i].name);
        lua_setfield(L, -2, "name");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(x);
    return 1;
}
