/* mine.log: events of the run's log. */
#include "lua/kit.h"

#define FIELDS_MAX 16

/* The value on top as a field's text or number; the table keeps strings alive. */
static mh_field field_of(lua_State *L, const char *key) {
    mh_err e = {0};
    switch (lua_type(L, -1)) {
    case LUA_TNUMBER: return MH_FN(key, lua_tonumber(L, -1));
    case LUA_TSTRING: return MH_F(key, mh_check_view(L, -1));
    case LUA_TBOOLEAN: return MH_FS(key, lua_toboolean(L, -1) ? "true" : "false");
    case LUA_TTABLE:
        if (mh_to_err(L, -1, &e)) {
            lua_pushliteral(L, "message");
            lua_rawget(L, -2);
            mh_field f = MH_F(key, mh_check_view(L, -1));
            lua_pop(L, 1);
            return f;
        }
        return MH_FS(key, "(table)");
    default: return MH_FS(key, luaL_typename(L, -1));
    }
}

static int log_at(lua_State *L, mh_level level) {
    mh_ctx *c = mh_ctx_of(L);
    mh_view event = mh_check_view(L, 1);
    mh_field fields[FIELDS_MAX];
    size_t n = 0;
    mh_check_nargs(L, 2);
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1)) {
            if (lua_type(L, -2) != LUA_TSTRING)
                return luaL_error(L, "mine.log: fields are names with values");
            if (n < FIELDS_MAX) {
                fields[n] = field_of(L, lua_tostring(L, -2));
                n++;
            }
        }
    }
    /* a fixed order, whatever the table's */
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0; k--) {
            if (mh_view_cmp(mh_view_of(fields[k].key), mh_view_of(fields[k - 1].key)) >= 0) break;
            mh_field tmp = fields[k];
            fields[k] = fields[k - 1];
            fields[k - 1] = tmp;
        }
    mh_log_fields(c->log, level, event.ptr, fields, n);
    return 0;
}

/*** mine.log.debug(event, fields)
 * Log an event that only matters when looking for a mistake; shown with -v.
 * @param event string, a short name such as "page-skipped"
 * @param fields table of names with strings, numbers, booleans or errors; may be absent
 * @example mine.log.debug("candidate", { selector = "article", found = 0 }) */
static int l_debug(lua_State *L) {
    return log_at(L, MH_LOG_DEBUG);
}

/*** mine.log.info(event, fields)
 * Log an event of the normal course of things.
 * @param event string @param fields table, may be absent
 * @example mine.log.info("page", { url = url }) */
static int l_info(lua_State *L) {
    return log_at(L, MH_LOG_INFO);
}

/*** mine.log.warn(event, fields)
 * Log an event that somebody should look at.
 * @param event string @param fields table, may be absent
 * @example mine.log.warn("skip", { url = url, err = err }) */
static int l_warn(lua_State *L) {
    return log_at(L, MH_LOG_WARN);
}

/*** mine.log.error(event, fields)
 * Log an event that means that something was lost or left undone.
 * @param event string @param fields table, may be absent
 * @example mine.log.error("feed-gone", { url = url }) */
static int l_error(lua_State *L) {
    return log_at(L, MH_LOG_ERROR);
}

static const luaL_Reg log_fns[] = {
    {"debug", l_debug}, {"info", l_info}, {"warn", l_warn}, {"error", l_error}, {NULL, NULL}};

const mh_api mh_api_log = {.name = "log", .fns = log_fns};
