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
    bool all, fold, columns, gaps;
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
    {.name = "gaps",
     .type = MH_T_BOOL,
     .offset = offsetof(words_opts, gaps),
     .help = "columns: with what stands before each word"},
    {.name = "known", .type = MH_T_VALUE, .help = "columns: a table by word to look each up in"},
};
static const mh_schema words_schema = MH_SCHEMA("mine.text.words", words_rows);

static const char *const kinds[] = {"other", "number", "letter"};

/* Lists by the word, then lists of the numbers of words. */
enum { TEXT, FIRST, LAST, KIND, GAP, KNOWN, APART, MARKED, NEW, COLUMNS };
static const char *const columns[COLUMNS] = {"text",  "first", "last",   "kind", "gap",
                                             "known", "apart", "marked", "new"};

#define CHUNK 4096 /* words that stand on the stack at once */

/* What is wanted of the columns. */
typedef struct wanted {
    bool gaps;
    int known; /* index of the table to look words up in, or 0 */
} wanted;

/* The columns under way: column k stands at base + k, nil when it is not wanted or not begun. */
typedef struct column_stack {
    int base, kind, blank;
    lua_Integer done;                 /* words that are in the columns */
    lua_Integer apart, marked, fresh; /* lengths of the lists of numbers */
} column_stack;

static void push_number(lua_State *L, int list, lua_Integer *len, lua_Integer n) {
    lua_pushinteger(L, n);
    lua_rawseti(L, list, ++*len);
}

/* Gives the stack index of the first value of the next chunk of a column. */
static int begin_chunk(lua_State *L, const column_stack *c) {
    if (c->done == 0) mh_list_begin(L);
    return lua_gettop(L) + 1;
}

static void end_chunk(lua_State *L, const column_stack *c, int column, int n) {
    if (c->done == 0) {
        mh_list_end(L, n);
        mh_mark_array(L, -1);
        lua_replace(L, c->base + column);
        return;
    }
    for (; n > 0; n--) lua_rawseti(L, c->base + column, c->done + n);
}

/* What the table has under each of n words, of which the first stands at `first`. */
static void put_known(lua_State *L, column_stack *c, int table, int first, int n) {
    begin_chunk(L, c);
    for (int i = 0; i < n; i++) {
        lua_pushvalue(L, first + i);
        if (lua_rawget(L, table) == LUA_TNIL) {
            lua_pop(L, 1);
            lua_pushboolean(L, false);
            push_number(L, c->base + NEW, &c->fresh, c->done + i + 1);
        } else if (lua_toboolean(L, -1)) {
            push_number(L, c->base + MARKED, &c->marked, c->done + i + 1);
        }
    }
    end_chunk(L, c, KNOWN, n);
}

/* What stands between each of n words and the word before, the first of which ends at `end`. */
static void put_gaps(lua_State *L, column_stack *c, mh_view s, size_t end, const mh_word *x,
                     int n) {
    begin_chunk(L, c);
    for (int i = 0; i < n; end = x[i++].to) {
        if (x[i].from == end + 1 && s.ptr[end] == ' ') {
            lua_pushvalue(L, c->blank);
            continue;
        }
        mh_push_view(L, mh_view_sub(s, end, x[i].from));
        push_number(L, c->base + APART, &c->apart, c->done + i + 1);
    }
    end_chunk(L, c, GAP, n);
}

static void put_words(lua_State *L, column_stack *c, mh_view s, const mh_word *x, int n,
                      int known) {
    int first = begin_chunk(L, c);
    for (int i = 0; i < n; i++) {
        size_t len = x[i].to - x[i].from;
        if (len == 1 && s.ptr[x[i].from] == ' ')
            lua_pushvalue(L, c->blank);
        else
            lua_pushlstring(L, s.ptr + x[i].from, len);
    }
    if (known) put_known(L, c, known, first, n);
    end_chunk(L, c, TEXT, n);
    begin_chunk(L, c);
    for (int i = 0; i < n; i++) lua_pushinteger(L, (lua_Integer)x[i].from + 1);
    end_chunk(L, c, FIRST, n);
    begin_chunk(L, c);
    for (int i = 0; i < n; i++) lua_pushinteger(L, (lua_Integer)x[i].to);
    end_chunk(L, c, LAST, n);
    begin_chunk(L, c);
    for (int i = 0; i < n; i++) lua_pushvalue(L, c->kind + (int)x[i].kind);
    end_chunk(L, c, KIND, n);
}

static column_stack open_columns(lua_State *L, wanted w) {
    lua_createtable(L, 0, COLUMNS);
    column_stack c = {.base = lua_gettop(L) + 1};
    for (int k = 0; k < COLUMNS; k++) {
        if (k < APART || (k == APART ? !w.gaps : !w.known)) {
            lua_pushnil(L);
            continue;
        }
        lua_createtable(L, 0, 0);
        mh_mark_array(L, -1);
    }
    c.kind = lua_gettop(L) + 1;
    for (int k = 0; k < 3; k++) lua_pushstring(L, kinds[k]);
    lua_pushliteral(L, " ");
    c.blank = lua_gettop(L);
    return c;
}

static void push_columns(lua_State *L, mh_view s, const mh_words *found, wanted w) {
    luaL_checkstack(L, COLUMNS + 12 + 2 * (found->len < CHUNK ? (int)found->len : CHUNK), NULL);
    column_stack c = open_columns(L, w);
    size_t end = 0; /* of the word before */
    do {            /* no word is one chunk too: of empty lists */
        const mh_word *x = found->ptr + c.done;
        size_t rest = found->len - (size_t)c.done;
        int n = rest < CHUNK ? (int)rest : CHUNK;
        put_words(L, &c, s, x, n, w.known);
        if (w.gaps) put_gaps(L, &c, s, end, x, n);
        c.done += n;
        if (n > 0) end = x[n - 1].to;
    } while ((size_t)c.done < found->len);
    lua_settop(L, c.base + COLUMNS - 1);
    for (int k = COLUMNS - 1; k >= 0; k--) lua_setfield(L, c.base - 1, columns[k]);
}

/* Pushes options.known and gives its index, or 0. */
static int push_table(lua_State *L, int options) {
    if (text_raw_field(L, options, "known") == LUA_TNIL) return 0;
    if (!lua_istable(L, -1))
        luaL_error(L, "mine.text.words: option 'known' wants a table, got a %s",
                   luaL_typename(L, -1));
    return lua_gettop(L);
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
        push_columns(L, s, &found, (wanted){o.gaps, push_table(L, 2)});
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
