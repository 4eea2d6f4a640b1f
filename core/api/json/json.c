/* mine.json: JSON text to Lua values and back. */
#include "lua/encode.h"
#include "lua/kit.h"

typedef struct encode_opts {
    int64_t indent;
    bool sort;
} encode_opts;

static const mh_row encode_rows[] = {
    {.name = "indent",
     .type = MH_T_INT,
     .offset = offsetof(encode_opts, indent),
     .min = 0,
     .max = 16,
     .help = "spaces a level; 0: one line"},
    {.name = "sort",
     .type = MH_T_BOOL,
     .offset = offsetof(encode_opts, sort),
     .def = 1,
     .help = "keys in order of their bytes"},
};
static const mh_schema encode_schema = MH_SCHEMA("mine.json.encode", encode_rows);

/* Holds the text while it is pushed. */
static void text_close(void *body) {
    mh_buf_clear(body);
}

static const mh_class text_class = {
    .name = "mine.json.text", .size = sizeof(mh_buf), .close = text_close};

/*** mine.json.encode(value, options) -> text
 * JSON text of a value. Keys are sorted, so that equal values give equal text.
 * @param value what mine.emit takes; mine.null is null
 * @param options { indent = 0, sort = true }
 * @return string
 * @example mine.json.encode { a = 1, b = mine.json.array {} } --> {"a":1,"b":[]} */
static int l_encode(lua_State *L) {
    mh_err e = {0};
    encode_opts o;
    luaL_checkany(L, 1);
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &encode_schema, &o);
    mh_buf *text = mh_obj_new(L, &text_class);
    mh_json_style style = {.indent = (unsigned)o.indent, .unsorted = !o.sort};
    if (mh_value_encode(L, 1, "value", style, text, &e) != MH_OK) return mh_raise(L, &e);
    lua_pushlstring(L, text->ptr, text->len);
    mh_buf_clear(text);
    return 1;
}

/*** mine.json.decode(text) -> value
 * The value of a JSON text. Arrays become marked lists, null becomes mine.null, integers stay
 * integers.
 * @param text string
 * @return value, or nil and an error with code "parse"
 * @example local t = mine.json.decode('{"a":[1,2]}') */
static int l_decode(lua_State *L) {
    mh_view v = mh_check_view(L, 1);
    mh_check_nargs(L, 1);
    json_error_t why;
    json_t **box = mh_json_box(L);
    *box = json_loadb(v.ptr, v.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
    if (*box == NULL) {
        mh_err e = {0};
        mh_fail(&e, MH_E_PARSE, "JSON, line %d, column %d: %s", why.line, why.column, why.text);
        return mh_push_fail(L, &e);
    }
    mh_push_json(L, *box);
    return 1;
}

/*** mine.json.array(list) -> list
 * Mark a table as a list, so that it stays one when it is empty.
 * @param list table
 * @return the same table
 * @example mine.emit { tags = mine.json.array {} } */
static int l_array(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    mh_check_nargs(L, 1);
    if (lua_getmetatable(L, 1)) {
        lua_pop(L, 1);
        if (!mh_is_marked_array(L, 1)) return luaL_error(L, "mine.json.array: it has a metatable");
    }
    mh_mark_array(L, 1);
    lua_settop(L, 1);
    return 1;
}

static const luaL_Reg json_fns[] = {
    {"encode", l_encode}, {"decode", l_decode}, {"array", l_array}, {NULL, NULL}};

const mh_api mh_api_json = {.name = "json", .fns = json_fns};
