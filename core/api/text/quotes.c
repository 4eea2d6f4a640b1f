/* mine.text.quotes: the binding of text/quotes.h. */
#include "text/quotes.h"

#include "api/text/text_priv.h"

#include <stdlib.h>
#include <string.h>

#define LIST_MAX 100000 /* entries of an option */

/* --- docs and functions --- */

/*** mine.text.quotes(s, options) -> list
 * Who said what: quotations and reported speech, each with the words that tell of it and the speaker.
 * @param s string
 * @param options { language = "" (cues of this language only), mentions = list of { first, last, type }
 * (names known already, such as item.mentions; only those of type person or organisation count), cues =
 * list of { form, language = "", kind = "say", order = "verb" } (more words that tell of speech) }
 * @return list of { text, first, last, direct, informs, kind, rule, speaker, speaker_first, speaker_last,
 * written, written_first, written_last, cue, cue_first, cue_last, mention, part_of }: text is the
 * content without its quotation marks; direct: verbatim; informs: it is told as information, not as an
 * act ("thanked them"); kind is "say", "ask", "deny", "warn" or "believe"; written is the speaker as it
 * stands by the cue ("she", "the ministry"), speaker whom that names, perhaps earlier; mention the
 * index of the mention in it; part_of the index of the quote that this one continues or lies in.
 * Fields that the text does not give are absent
 * @example mine.text.quotes('"We agree," said Aigerim Sarsenova.')[1].speaker --> "Aigerim Sarsenova" */
int text_quotes(lua_State *L);

/* --- options --- */

typedef struct quotes_opts {
    mh_view language;
} quotes_opts;
static const mh_row quotes_rows[] = {
    {.name = "language",
     .type = MH_T_STRING,
     .offset = offsetof(quotes_opts, language),
     .help = "ISO 639-1: only cues of this language"},
    {.name = "mentions", .type = MH_T_VALUE, .help = "names known already"},
    {.name = "cues", .type = MH_T_VALUE, .help = "more words that tell of speech"},
};
static const mh_schema quotes_schema = MH_SCHEMA("mine.text.quotes", quotes_rows);

/* --- push and check helpers --- */

typedef struct known {
    mh_quote_mention *ptr; /* arena; in text order */
    lua_Integer *index;    /* of each in the caller's list */
    size_t len;
} known;

typedef struct placed {
    mh_quote_mention at;
    lua_Integer index;
} placed;

/* Pushes list `name` of the options; its length, 0 when it is absent (and nothing is pushed). */
static lua_Integer open_list(lua_State *L, const char *name) {
    if (!lua_istable(L, 2)) return 0;
    lua_pushstring(L, name);
    if (lua_rawget(L, 2) == LUA_TNIL) {
        lua_pop(L, 1);
        return 0;
    }
    if (!lua_istable(L, -1)) luaL_error(L, "mine.text.quotes: option '%s' wants a list", name);
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    if (n > LIST_MAX) luaL_error(L, "mine.text.quotes: more than %d %s", LIST_MAX, name);
    if (n == 0) lua_pop(L, 1);
    return n;
}

/* The string under key of the table on top, or fallback. */
static mh_view string_field(lua_State *L, lua_Integer n, const char *list, const char *key,
                            const char *fallback) {
    mh_view v = mh_view_of(fallback);
    lua_pushstring(L, key);
    int type = lua_rawget(L, -2);
    if (type == LUA_TSTRING)
        v.ptr = lua_tolstring(L, -1, &v.len);
    else if (type != LUA_TNIL)
        luaL_error(L, "mine.text.quotes: %s %d: '%s' wants a string", list, (int)n, key);
    lua_pop(L, 1); /* the table keeps it */
    return v;
}

static lua_Integer place_field(lua_State *L, lua_Integer n, const char *key) {
    int whole = 0;
    lua_pushstring(L, key);
    lua_rawget(L, -2);
    lua_Integer v = lua_tointegerx(L, -1, &whole);
    if (!whole) luaL_error(L, "mine.text.quotes: mention %d: '%s' wants an integer", (int)n, key);
    lua_pop(L, 1);
    return v;
}

static int by_place(const void *x, const void *y) {
    const placed *a = x, *b = y;
    if (a->at.from != b->at.from) return a->at.from < b->at.from ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static known read_mentions(lua_State *L, mh_arena *a, mh_view s) {
    lua_Integer n = open_list(L, "mentions");
    placed *all = mh_arena_array(a, (size_t)n + 1, sizeof *all);
    known out = {.ptr = mh_arena_array(a, (size_t)n + 1, sizeof *out.ptr),
                 .index = mh_arena_array(a, (size_t)n + 1, sizeof *out.index)};
    for (lua_Integer i = 1; i <= n; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TTABLE)
            luaL_error(L, "mine.text.quotes: mention %d wants a table", (int)i);
        mh_view type = string_field(L, i, "mention", "type", "person");
        lua_Integer first = place_field(L, i, "first"), last = place_field(L, i, "last");
        bool fits = first >= 1 && last >= first && (size_t)last <= s.len;
        if (fits &&
            (mh_view_eq(type, MH_VIEW("person")) || mh_view_eq(type, MH_VIEW("organisation"))))
            all[out.len++] = (placed){{(size_t)first - 1, (size_t)last}, i};
        lua_pop(L, 1);
    }
    if (n) lua_pop(L, 1);
    if (out.len) qsort(all, out.len, sizeof *all, by_place);
    for (size_t i = 0; i < out.len; i++) {
        out.ptr[i] = all[i].at;
        out.index[i] = all[i].index;
    }
    return out;
}

static mh_quote_cue *read_cues(lua_State *L, mh_arena *a, size_t *len) {
    lua_Integer n = open_list(L, "cues");
    mh_quote_cue *out = mh_arena_array(a, (size_t)n + 1, sizeof *out);
    mh_err e = {0};
    for (lua_Integer i = 1; i <= n; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TTABLE)
            luaL_error(L, "mine.text.quotes: cue %d wants a table", (int)i);
        mh_quote_cue *c = &out[i - 1];
        c->form = mh_arena_dup(a, string_field(L, i, "cue", "form", ""));
        mh_view lang = string_field(L, i, "cue", "language", "");
        char code[8] = "";
        (void)text_language(L, lang, code);
        c->lang = mh_arena_dup(a, mh_view_of(code)).ptr;
        if (!mh_cue_kind_of(string_field(L, i, "cue", "kind", "say"), &c->kind) ||
            !mh_cue_order_of(string_field(L, i, "cue", "order", "verb"), &c->order))
            luaL_error(L, "mine.text.quotes: cue %d: unknown kind or order", (int)i);
        if (c->form.len == 0 || mh_text_check(c->form, &e) != MH_OK)
            luaL_error(L, "mine.text.quotes: cue %d: 'form' wants words", (int)i);
        lua_pop(L, 1);
    }
    if (n) lua_pop(L, 1);
    *len = (size_t)n;
    return out;
}

/* The passage of a span under three names, unless it is empty. */
static void set_span(lua_State *L, mh_view s, mh_span at, const char *const names[3]) {
    if (at.to <= at.from) return;
    mh_push_view(L, mh_span_view(s, at));
    lua_setfield(L, -2, names[0]);
    lua_pushinteger(L, (lua_Integer)at.from + 1);
    lua_setfield(L, -2, names[1]);
    lua_pushinteger(L, (lua_Integer)at.to);
    lua_setfield(L, -2, names[2]);
}

static void push_quote(lua_State *L, mh_view s, const mh_quote *q, const known *mentions) {
    static const char *const cue[] = {"cue", "cue_first", "cue_last"},
                             *const speaker[] = {"speaker", "speaker_first", "speaker_last"},
                             *const written[] = {"written", "written_first", "written_last"};
    text_push_passage(L, s, q->content.from, q->content.to, 13);
    lua_pushboolean(L, q->direct);
    lua_setfield(L, -2, "direct");
    lua_pushboolean(L, q->informs);
    lua_setfield(L, -2, "informs");
    lua_pushstring(L, mh_cue_kind_name(q->kind));
    lua_setfield(L, -2, "kind");
    lua_pushstring(L, q->rule);
    lua_setfield(L, -2, "rule");
    set_span(L, s, q->cue, cue);
    set_span(L, s, q->name.to > q->name.from ? q->name : q->speaker, speaker);
    set_span(L, s, q->speaker, written);
    if (q->mention != SIZE_MAX) {
        lua_pushinteger(L, mentions->index[q->mention]);
        lua_setfield(L, -2, "mention");
    }
    if (q->part_of != SIZE_MAX) {
        lua_pushinteger(L, (lua_Integer)q->part_of + 1);
        lua_setfield(L, -2, "part_of");
    }
}

int text_quotes(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    quotes_opts o;
    char code[8];
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &quotes_schema, &o);
    mh_quote_options q = {.lang = text_language(L, o.language, code)};
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    known mentions = read_mentions(L, x->arena, s);
    q.mentions = mentions.ptr;
    q.mentions_len = mentions.len;
    q.cues = read_cues(L, x->arena, &q.cues_len);
    mh_quotes got = mh_text_quotes(text_engine(L), x->arena, s, &q);
    lua_createtable(L, (int)got.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < got.len; i++) {
        push_quote(L, s, &got.ptr[i], &mentions);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(x);
    return 1;
}
