#include "text/segment.h"

#include "api/text/text_priv.h"
#include "text/clean.h"
#include "text/fold.h"

typedef struct sentences_opts {
    bool clean;
} sentences_opts;
static const mh_row sentences_rows[] = {
    {.name = "clean",
     .type = MH_T_BOOL,
     .offset = offsetof(sentences_opts, clean),
     .help = "drop tags, join broken lines first"},
};
static const mh_schema sentences_schema = MH_SCHEMA("mine.text.sentences", sentences_rows);

int text_sentences(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    sentences_opts o;
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &sentences_schema, &o);
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    mh_clean c = {.text = s};
    if (o.clean) c = mh_text_clean(x->arena, s);
    mh_spans found = mh_text_sentences(text_engine(L), x->arena, c.text);
    lua_createtable(L, (int)found.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < found.len; i++) {
        mh_span at = o.clean ? mh_clean_source(&c, found.ptr[i]) : found.ptr[i];
        text_push_passage(L, s, at.from, at.to, 0);
        if (o.clean) mh_set_view(L, "text", mh_span_view(c.text, found.ptr[i]));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(x);
    return 1;
}

typedef struct words_opts {
    bool all, fold, columns;
} words_opts;
static const mh_row words_rows[] = {
    {.name = "all",
     .type = MH_T_BOOL,
     .offset = offsetof(words_opts, all),
     .help = "with spaces and punctuation"},
    {.name = "fold",
     .type = MH_T_BOOL,
     .offset = offsetof(words_opts, fold),
     .help = "with the key of each word"},
    {.name = "columns",
     .type = MH_T_BOOL,
     .offset = offsetof(words_opts, columns),
     .help = "a list of each field"},
};
static const mh_schema words_schema = MH_SCHEMA("mine.text.words", words_rows);

static const char *const kinds[] = {"other", "number", "letter"};

enum { TEXT, FIRST, LAST, KIND, COLUMNS };

static void push_columns(lua_State *L, mh_view s, const mh_words *found) {
    static const char *const names[COLUMNS] = {"text", "first", "last", "kind"};
    luaL_checkstack(L, COLUMNS + 8, NULL);
    lua_createtable(L, 0, COLUMNS);
    int column = lua_gettop(L) + 1, kind = column + COLUMNS;
    for (int k = 0; k < COLUMNS; k++) {
        lua_createtable(L, (int)found->len, 0);
        mh_mark_array(L, -1);
    }
    for (int k = 0; k < 3; k++) lua_pushstring(L, kinds[k]);
    for (size_t i = 0; i < found->len; i++) {
        const mh_word *w = &found->ptr[i];
        lua_Integer n = (lua_Integer)i + 1;
        mh_push_view(L, mh_view_sub(s, w->from, w->to));
        lua_rawseti(L, column + TEXT, n);
        lua_pushinteger(L, (lua_Integer)w->from + 1);
        lua_rawseti(L, column + FIRST, n);
        lua_pushinteger(L, (lua_Integer)w->to);
        lua_rawseti(L, column + LAST, n);
        lua_pushvalue(L, kind + (int)w->kind);
        lua_rawseti(L, column + KIND, n);
    }
    lua_settop(L, kind - 1);
    for (int k = COLUMNS - 1; k >= 0; k--) lua_setfield(L, column - 1, names[k]);
}

int text_words(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    words_opts o;
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &words_schema, &o);
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    mh_words found = mh_text_words(text_engine(L), x->arena, s, o.all);
    if (o.columns) {
        push_columns(L, s, &found);
        text_done(x);
        return 1;
    }
    lua_createtable(L, (int)found.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < found.len; i++) {
        text_push_passage(L, s, found.ptr[i].from, found.ptr[i].to, o.fold ? 2 : 1);
        lua_pushstring(L, kinds[found.ptr[i].kind]);
        lua_setfield(L, -2, "kind");
        if (o.fold) {
            mh_buf_reset(&x->buf);
            mh_text_fold(text_engine(L), mh_view_sub(s, found.ptr[i].from, found.ptr[i].to),
                         &x->buf);
            mh_set_view(L, "key", mh_buf_view(&x->buf));
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(x);
    return 1;
}
