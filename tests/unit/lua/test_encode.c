/* The direct writer against the tree and jansson's dump of it, over odd values and made-up ones. */
#include "unit.h"

#include "lua/encode.h"
#include "lua/sandbox.h"
#include "lua/value.h"

#include <jansson.h>
#include <lauxlib.h>
#include <stdlib.h>

typedef struct world {
    mh_ctx c;
    lua_State *L;
} world;

static void begin(world *w) {
    *w = (world){.c = {.clock = mh_clock_system()}};
    w->L = mh_lua_new(&w->c);
    ck_assert_ptr_nonnull(w->L);
}

static void end(world *w) {
    lua_close(w->L);
    ck_assert_uint_eq(w->c.mem.used, 0);
}

/* Pushes the value of a Lua expression, in which array and null are mine.json.array and mine.null. */
static int l_array(lua_State *L) {
    mh_mark_array(L, 1);
    return 1;
}

static void evaluate(world *w, const char *expression) {
    mh_buf src = {0};
    mh_buf_printf(&src, "local array, null, host = ... return %s", expression);
    mh_push_env(w->L, NULL, NULL);
    ck_assert_msg(mh_load_text(w->L, mh_buf_view(&src), "=test", -1) == LUA_OK, "%s",
                  lua_tostring(w->L, -1));
    mh_buf_clear(&src);
    lua_pushcfunction(w->L, l_array);
    mh_push_null(w->L);
    lua_pushlightuserdata(w->L, w);
    ck_assert_msg(lua_pcall(w->L, 3, 1, 0) == LUA_OK, "%s", lua_tostring(w->L, -1));
}

static mh_rc by_tree(lua_State *L, const mh_json_style *style, mh_buf *out, mh_err *e) {
    json_t *tree = NULL;
    if (mh_value_to_json(L, -1, "value", &tree, e) != MH_OK) return MH_FAIL;
    size_t flags = JSON_ENCODE_ANY | (style->unsorted ? 0 : JSON_SORT_KEYS) |
                   (style->indent ? JSON_INDENT(style->indent) : JSON_COMPACT);
    char *text = json_dumps(tree, flags);
    ck_assert_ptr_nonnull(text);
    mh_buf_puts(out, text);
    free(text);
    mh_buf again = {0};
    ck_assert(mh_json_put(&again, tree, *style));
    ck_assert_msg(mh_view_eq(mh_buf_view(&again), mh_buf_view(out)), "%.*s / %.*s",
                  MH_FMT(mh_buf_view(&again)), MH_FMT(mh_buf_view(out)));
    mh_buf_clear(&again);
    json_decref(tree);
    return MH_OK;
}

/* Both ways of the value at the top give the same bytes, or the same error. */
static void same(world *w, const char *what) {
    static const mh_json_style styles[] = {
        {0}, {.unsorted = true}, {.indent = 2}, {.indent = 1, .unsorted = true}};
    int top = lua_gettop(w->L);
    for (size_t i = 0; i < 2 * sizeof styles / sizeof *styles; i++) {
        const mh_json_style *style = &styles[i / 2];
        mh_buf a = {0}, b = {0};
        mh_err ea = {0}, eb = {0};
        w->c.repeatable = i % 2;
        mh_rc want = by_tree(w->L, style, &a, &ea);
        mh_rc got = mh_value_encode(w->L, -1, "value", *style, &b, &eb);
        ck_assert_msg(want == got, "%s: %s / %s", what, ea.msg, eb.msg);
        ck_assert_int_eq(lua_gettop(w->L), top);
        if (want == MH_OK)
            ck_assert_msg(mh_view_eq(mh_buf_view(&a), mh_buf_view(&b)), "%s, style %d: %.*s / %.*s",
                          what, (int)i, MH_FMT(mh_buf_view(&a)), MH_FMT(mh_buf_view(&b)));
        else
            ck_assert_str_eq(ea.msg, eb.msg);
        ck_assert_int_eq(ea.code, eb.code);
        mh_buf_clear(&a);
        mh_buf_clear(&b);
    }
}

START_TEST(writes_as_the_tree_does) {
    static const struct {
        const char *value, *want; /* JSON on one line, or part of the message */
    } rows[] = {
        {"nil", "null"},
        {"null", "null"},
        {"true", "true"},
        {"false", "false"},
        {"0", "0"},
        {"math.mininteger", "-9223372036854775808"},
        {"math.maxinteger", "9223372036854775807"},
        {"1e15", "1000000000000000.0"},
        {"1e20", "1e20"},
        {"-1e-7", "-9.9999999999999995e-8"},
        {"5e-324", "4.9406564584124654e-324"},
        {"1.7976931348623157e308", "1.7976931348623157e308"},
        {"-0.0", "-0.0"},
        {"0.1", "0.10000000000000001"},
        {"1 / 0", "value: a number that is not finite"},
        {"{ a = { 0 / 0 } }", "value.a[1]: a number that is not finite"},
        {"''", "\"\""},
        {"'a\\0b\\1\\31 \\127'", "\"a\\u0000b\\u0001\\u001F \x7F\""},
        {"'\\b\\f\\n\\r\\t\\v\"\\\\/'", "\"\\b\\f\\n\\r\\t\\u000B\\\"\\\\/\""},
        {"'eight678\"sixteen6\\\\twenty-four bytes\\n'",
         "\"eight678\\\"sixteen6\\\\twenty-four bytes\\n\""},
        {"'\\u{49b}\\u{20ac}\\u{1f600}\\u{2028}\\u{ffff}'", "\"қ€😀\u2028\uFFFF\""},
        {"'\\xff'", "value: the string is not UTF-8"},
        {"'long enough \\xc0\\x80'", "the string is not UTF-8"},
        {"'\\xed\\xa0\\x80'", "the string is not UTF-8"},
        {"'\\xf4\\x90\\x80\\x80'", "the string is not UTF-8"},
        {"'cut \\xe2\\x82'", "the string is not UTF-8"},
        {"{}", "{}"},
        {"array {}", "[]"},
        {"{ {}, array {} }", "[{},[]]"},
        {"{ 1, 2, nil, 4 }", NULL},
        {"{ [1] = 'a', [2] = 'b' }", "[\"a\",\"b\"]"},
        {"array { 1, 2, x = 3 }", "[1,2]"},
        {"{ 1, 2, x = 3 }", "value: keys must be strings, or 1 to n for a list"},
        {"{ [0] = 1 }", "keys must be strings"},
        {"{ [1.5] = 1 }", "keys must be strings"},
        {"{ [true] = 1 }", "keys must be strings"},
        {"{ b = 1, a = { 2 }, [''] = 0, ab = false }", "{\"\":0,\"a\":[2],\"ab\":false,\"b\":1}"},
        {"{ ['q\"\\n'] = 1, ['\\u{49b}'] = 2, ['nul\\0'] = 3, nul = 4 }",
         "{\"nul\":4,\"nul\\u0000\":3,\"q\\\"\\n\":1,\"қ\":2}"},
        {"{ ['\\xff'] = 1 }", "the key is not UTF-8"},
        {"{ ['\\xff'] = print }", "a function cannot be stored"},
        {"{ ['a long key of more than sixty bytes, of which the message shows no more'] = print }",
         "value.a long key of more than sixty bytes, of which the message sh: a function"},
        {"{ f = { 1, print } }", "value.f[2]: a function cannot be stored"},
        {"{ coroutine.create(print) }", "value[1]: a thread cannot be stored"},
        {"host", "value: a userdata cannot be stored"},
        {"setmetatable({ 1 }, { __index = error, __pairs = error, __len = error })", "[1]"},
        {"(function() local t = {} t.t = t return t end)()", "nested too deep, or in a circle"},
        {"(function() local t = 1 for i = 1, 100 do t = { t } end return t end)()", NULL},
        {"(function() local t = 1 for i = 1, 100 do t = { x = t } end return t end)()", NULL},
        {"(function() local t = 1 for i = 1, 101 do t = { t } end return t end)()",
         "nested too deep"},
        {"(function() local t = {} for i = 1, 500 do t['k' .. i * 7919 % 500] = { i } end return t"
         " end)()",
         NULL},
        {"(function() local t, u = {}, {} t.a, t.b, u[1] = u, u, 1 return t end)()",
         "{\"a\":[1],\"b\":[1]}"},
    };
    world w;
    begin(&w);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf out = {0};
        mh_err e = {0};
        evaluate(&w, rows[i].value);
        same(&w, rows[i].value);
        w.c.repeatable = false;
        mh_rc rc = mh_value_encode(w.L, -1, "value", (mh_json_style){0}, &out, &e);
        if (rows[i].want && rc == MH_OK) ck_assert_str_eq(out.ptr, rows[i].want);
        if (rows[i].want && rc != MH_OK)
            ck_assert_msg(strstr(e.msg, rows[i].want) != NULL, "%s: %s", rows[i].value, e.msg);
        mh_buf_clear(&out);
        lua_settop(w.L, 0);
    }
    end(&w);
}
END_TEST

typedef struct dice {
    uint64_t state;
} dice;

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t next(dice *r) {
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static uint64_t below(dice *r, uint64_t n) {
    return next(r) % n;
}

/* Pieces of strings, good and (the last) bad. */
static const char *const pieces[] = {"a", "word ", "\"", "\\", "\n", "\x01", "\x7f", "қ",
                                     "€", "😀",     "",   "0",  "_",  " ",    "/",    "\xff"};
#define PIECES (sizeof pieces / sizeof *pieces)

static void push_string(world *w, dice *r, bool bad) {
    luaL_Buffer b;
    luaL_buffinit(w->L, &b);
    for (uint64_t n = below(r, 9); n > 0; n--)
        luaL_addstring(&b, pieces[below(r, bad ? PIECES : PIECES - 1)]);
    luaL_pushresult(&b);
}

static void push_value(world *w, dice *r, int depth, bool bad) {
    static const double reals[] = {0.5,     -0.0, 1e100, 1e-100, 123456789.25,
                                   1.0 / 3, 100,  1e16,  1e17};
    switch (below(r, depth > 4 ? 5 : 8)) {
    case 0: lua_pushboolean(w->L, (int)below(r, 2)); return;
    case 1: lua_pushinteger(w->L, (lua_Integer)next(r) >> below(r, 64)); return;
    case 2: lua_pushnumber(w->L, reals[below(r, sizeof reals / sizeof *reals)]); return;
    case 3: push_string(w, r, bad); return;
    case 4: mh_push_null(w->L); return;
    case 5:
        lua_newtable(w->L);
        for (lua_Integer n = (lua_Integer)below(r, 6); n > 0; n--) {
            push_value(w, r, depth + 1, bad);
            lua_rawseti(w->L, -2, n);
        }
        if (below(r, 2)) mh_mark_array(w->L, -1);
        return;
    default:
        lua_newtable(w->L);
        for (uint64_t n = below(r, 40); n > 0; n--) {
            push_string(w, r, bad);
            push_value(w, r, depth + 1, bad);
            lua_rawset(w->L, -3);
        }
    }
}

START_TEST(writes_made_up_values_as_the_tree_does) {
    world w;
    begin(&w);
    dice r = {7};
    for (int i = 0; i < 400; i++) {
        char what[32];
        snprintf(what, sizeof what, "value %d", i);
        luaL_checkstack(w.L, 40, "test");
        push_value(&w, &r, 0, i % 8 == 7);
        same(&w, what);
        lua_settop(w.L, 0);
    }
    end(&w);
}
END_TEST

TCase *tcase_lua_encode(void) {
    TCase *t = tcase_create("lua_encode");
    tcase_add_test(t, writes_as_the_tree_does);
    tcase_add_test(t, writes_made_up_values_as_the_tree_does);
    return t;
}
