/* mine.time: the run's clock, RFC 3339, civil time. */
#include "lua/kit.h"

#include <limits.h>

typedef struct format_opts {
    int64_t offset;
    bool ms;
} format_opts;

static const mh_row format_rows[] = {
    {.name = "offset",
     .type = MH_T_INT,
     .offset = offsetof(format_opts, offset),
     .min = -86340,
     .max = 86340,
     .help = "seconds east of Greenwich"},
    {.name = "ms",
     .type = MH_T_BOOL,
     .offset = offsetof(format_opts, ms),
     .help = "with milliseconds"},
};
static const mh_schema format_schema = MH_SCHEMA("mine.time.format", format_rows);

/*** mine.time.now() -> seconds
 * The time of the run's clock.
 * @return number of seconds since 1970-01-01T00:00:00Z, with a fraction
 * @example mine.time.format(mine.time.now()) */
static int l_now(lua_State *L) {
    mh_check_nargs(L, 0);
    lua_pushnumber(L, (lua_Number)mh_clock_wall_us(mh_ctx_of(L)->clock) / 1e6);
    return 1;
}

/*** mine.time.clock() -> seconds
 * A clock for measuring spans: it never goes back.
 * @return number of seconds since some start
 * @example local t0 = mine.time.clock() */
static int l_clock(lua_State *L) {
    mh_check_nargs(L, 0);
    lua_pushnumber(L, (lua_Number)mh_clock_mono_ns(mh_ctx_of(L)->clock) / 1e9);
    return 1;
}

/*** mine.time.format(seconds, options) -> text
 * RFC 3339 text of a time.
 * @param seconds number since 1970-01-01T00:00:00Z
 * @param options { offset = 0 (seconds east), ms = false }
 * @return string such as "2026-11-23T08:05:00Z"
 * @example mine.time.format(0) --> "1970-01-01T00:00:00Z" */
static int l_format(lua_State *L) {
    lua_Number s = luaL_checknumber(L, 1);
    format_opts o;
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &format_schema, &o);
    if (!(s > -62167219200.0 && s < 253402300800.0))
        return luaL_error(L, "mine.time.format: not a time of the years 0 to 9999");
    char out[MH_RFC3339_MAX];
    mh_rfc3339(out, (int64_t)(s * 1e6), (int)o.offset, o.ms);
    lua_pushstring(L, out);
    return 1;
}

/*** mine.time.parse(text) -> seconds, offset
 * Read RFC 3339, also a date alone or without a zone (then taken as UTC).
 * @param text string
 * @return number of seconds, and the offset in seconds where the text has one; nil and an error with
 * code "parse" when it is no such text
 * @example mine.time.parse("2026-11-23T13:05:00+05:00") --> 1795421100, 18000 */
static int l_parse(lua_State *L) {
    mh_view v = mh_check_view(L, 1);
    int64_t us;
    int offset;
    mh_check_nargs(L, 1);
    if (!mh_rfc3339_parse(v, &us, &offset)) {
        mh_err e = {0};
        mh_fail(&e, MH_E_PARSE, "not an RFC 3339 time: '%.*s'", (int)(v.len < 60 ? v.len : 60),
                v.ptr);
        return mh_push_fail(L, &e);
    }
    if (us % 1000000 == 0)
        lua_pushinteger(L, us / 1000000);
    else
        lua_pushnumber(L, (lua_Number)us / 1e6);
    if (offset == INT_MIN) return 1;
    lua_pushinteger(L, offset);
    return 2;
}

/*** mine.time.civil(seconds) -> parts
 * Year, month, day, hour, minute, second and weekday (1 is Monday) of a time in UTC.
 * @param seconds number @return table
 * @example mine.time.civil(0).year --> 1970 */
static int l_civil(lua_State *L) {
    lua_Number s = luaL_checknumber(L, 1);
    mh_check_nargs(L, 1);
    if (!(s > -62167219200.0 && s < 253402300800.0))
        return luaL_error(L, "mine.time.civil: not a time of the years 0 to 9999");
    mh_civil c = mh_civil_of_s((int64_t)s);
    const struct {
        const char *key;
        int value;
    } parts[] = {{"year", c.year},
                 {"month", c.month},
                 {"day", c.day},
                 {"hour", c.hour},
                 {"minute", c.minute},
                 {"second", c.second},
                 {"weekday", mh_civil_weekday(c)}};
    lua_createtable(L, 0, 7);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        lua_pushinteger(L, parts[i].value);
        lua_setfield(L, -2, parts[i].key);
    }
    return 1;
}

static const luaL_Reg time_fns[] = {{"now", l_now},     {"clock", l_clock}, {"format", l_format},
                                    {"parse", l_parse}, {"civil", l_civil}, {NULL, NULL}};

const mh_api mh_api_time = {.name = "time", .fns = time_fns};
